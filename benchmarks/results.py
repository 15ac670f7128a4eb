"""`benchmarks/RESULTS.md`: what a build costs, and after that large builds, each written by its own command."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

RESULTS = Path(__file__).resolve().parent / "RESULTS.md"
LARGE = """## Large builds

Written by `python -m benchmarks.scale KIND --write`, a row for each kind. Peaks are of the anonymous memory of all processes
together.

| kind | corpus | found | peak |
| --- | --- | --- | --- |
"""


def replace_report(report: str, before: str) -> str:
    """The results with another report, before what they say of large builds.

    >>> replace_report("new", "old")
    'new'
    """
    _, heading, rows = before.partition(LARGE)
    return f"{report.rstrip()}\n\n{heading}{rows}" if heading else report


def replace_rows(rows: Mapping[str, str], before: str) -> str:
    """The results with other rows for some kinds of large builds, each by its kind; others are left as they are."""
    report, _, table = before.partition(LARGE)
    kept = {line.split("|")[1].strip(): line for line in table.splitlines() if line}
    lines = (kept | dict(rows)).values()
    return f"{report.rstrip()}\n\n{LARGE}" + "".join(f"{line}\n" for line in lines)
