"""Writing the report: atomically, never over a foreign file or into the release it describes."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from corpus_builder.release.loading import explain_damage
from corpus_builder.report.page import render_report
from corpus_builder.system.durable import LockedError, hold_file, replace_file
from corpus_builder.system.errors import ReleaseError, explain_failure

# What the page says of itself near its beginning, and how far one has to read to find it.
MARK = b'<meta name="generator" content="corpus_builder report">'
MARKED = 1000  # bytes


def place_report(folder: Path) -> Path:
    """Where the page about a folder goes when nobody says: beside it, under its name.

    >>> place_report(Path("/corpora/harbour")).name
    'harbour-report.html'
    """
    # a link keeps its own name
    absolute = folder.resolve() if folder.name in ("", "..") else folder.absolute()
    return absolute.with_name(f"{absolute.name or 'corpus'}-report.html")


def write_report(folder: Path, out: Path) -> None:
    """Write the page about the release in `folder` to the file `out`, in place of an earlier page or an empty file.

    Raises ReleaseError when there is no release, or `out` is no place for a file: inside the release, where it would be a
    file that no build wrote, or over a folder or a file that is no report; and when it cannot be written.
    """
    refuse_place(folder, out)
    with explain_damage(folder):
        page = render_report(folder).encode("utf-8")
    try:
        with explain_failure(f"cannot write {out}", ReleaseError), hold_file(out):
            replace_file(out, page)
    except LockedError:
        raise ReleaseError(f"another command is writing {out}", hint="wait until it has finished") from None


def refuse_place(folder: Path, out: Path) -> None:
    """Raise ReleaseError when `out` cannot or must not become the page about `folder`."""
    if out.exists() and not out.is_file():
        raise ReleaseError(f"{out} is not a file", hint="name a file, such as corpus-report.html")
    parent = Path(os.path.realpath(out.parent))
    if not parent.is_dir():
        raise ReleaseError(f"no folder {out.parent} to write {out.name} in", hint="create it, or choose another place")
    if folder.is_dir() and any(above.samefile(folder) for above in (parent, *parent.parents)):
        raise ReleaseError(f"{out} lies in the release itself", hint="choose a place outside it")
    if not may_be_replaced(out):
        raise ReleaseError(f"{out} is not a report", hint="choose another file with --out")


def may_be_replaced(out: Path) -> bool:
    """Whether nothing is lost when a page takes the place of a file: there is none, it is empty, or an earlier page.

    Raises ReleaseError when the file cannot be read.
    """
    with explain_failure(f"cannot read {out}", ReleaseError), suppress(FileNotFoundError), out.open("rb") as content:
        begins = content.read(MARKED)
        return not begins or MARK in begins
    return True
