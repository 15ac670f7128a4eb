"""What a build costs, beside other tools: `python -m benchmarks [--megabytes N] [--peers DIR [--install]] [--write]`.

It prints the results of one run as Markdown; with `--write`, they become `benchmarks/RESULTS.md`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.results import RESULTS, replace_report
from benchmarks.speed.measure import measure_all
from benchmarks.speed.peers import install_peers
from benchmarks.speed.report import render_results


def main() -> None:
    """Run all measurements."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--megabytes", type=float, default=6.0, help="size of each corpus of texts; HTML has five times as much")
    parser.add_argument("--peers", type=Path, help="virtual environment of the other tools")
    parser.add_argument("--install", action="store_true", help="make that environment first")
    parser.add_argument("--write", action="store_true", help=f"write {RESULTS.name}")
    options = parser.parse_args()
    if options.install:
        install_peers(options.peers or parser.error("--install needs --peers DIR"))
    with tempfile.TemporaryDirectory() as place:
        results = measure_all(Path(place), options.megabytes, options.peers, lambda said: print(f"... {said}", file=sys.stderr))
    text = render_results(results)
    print(text)
    if options.write:
        RESULTS.write_text(replace_report(text, RESULTS.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
