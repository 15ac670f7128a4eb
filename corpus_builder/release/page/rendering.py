"""The files of a release generated from its tables and manifest: written once, and regenerated to check them."""

from __future__ import annotations

from collections.abc import Callable

from corpus_builder.release.manifest import CARD, Manifest
from corpus_builder.release.page.croissant import CROISSANT, render_croissant
from corpus_builder.release.page.data_card import render_card
from corpus_builder.release.page.spreadsheet import QUOTES_CSV, render_quotes
from corpus_builder.tables.frames import Tables

# Each file by its path: what makes it. One that comes out empty is not written.
FILES: dict[str, Callable[[Tables, Manifest], bytes]] = {
    CARD: lambda tables, manifest: render_card(tables, manifest).encode("utf-8"),
    CROISSANT: lambda tables, manifest: render_croissant(tables, manifest).encode("utf-8"),
    QUOTES_CSV: lambda tables, _: render_quotes(tables),
}


def render_files(tables: Tables, manifest: Manifest) -> dict[str, bytes]:
    """The content of every file beside tables and manifest, by its path. Raises ReleaseError as `render_card` does."""
    made = {path: make(tables, manifest) for path, make in FILES.items()}
    return {path: content for path, content in made.items() if content}
