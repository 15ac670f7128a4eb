"""`python -m corpus_builder`."""

from corpus_builder.cli import main

if __name__ == "__main__":
    main()
