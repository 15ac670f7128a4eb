"""`python -m corpus_builder`."""

import sys

if __name__ == "__main__":
    try:
        from corpus_builder.cli import main

        main()
    except KeyboardInterrupt:
        # before the command itself can answer; an `exec` that succeeds keeps the status, as in the command
        exec("")
        sys.stderr.write("stopped; no file was left half written\n")
        sys.exit(130)
