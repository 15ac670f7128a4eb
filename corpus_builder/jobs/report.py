"""`report`: a release as one HTML page."""

from __future__ import annotations

from pathlib import Path

from corpus_builder.report import place_report, write_report
from corpus_builder.system.errors import require_library
from corpus_builder.system.terminal import say


def report_release(folder: Path, out: Path | None) -> Path:
    """Write the page about a published folder, to `out` or beside the folder, and give its place.

    Raises ReleaseError when there is no release, or the page cannot be written there, and CorpusError without the library that
    draws.
    """
    require_library("matplotlib", "report", "report")
    place = out or place_report(folder)
    write_report(folder, place)
    return place


def print_place(place: Path) -> None:
    """Where the page is."""
    say(f"{place}")
