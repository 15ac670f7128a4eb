"""The files of a release generated from its summary and manifest: written once, and regenerated to check them."""

from __future__ import annotations

from corpus_builder.release.manifest import CARD, Manifest
from corpus_builder.release.page.croissant import CROISSANT, render_croissant
from corpus_builder.release.page.data_card import render_card
from corpus_builder.release.summary import Summary


def render_files(summary: Summary, manifest: Manifest) -> dict[str, bytes]:
    """The content of every file beside tables, quotes and manifest, by its path. Raises ReleaseError as `render_card` does."""
    rendered = {CARD: render_card(summary, manifest), CROISSANT: render_croissant(summary, manifest)}
    return {path: text.encode("utf-8") for path, text in rendered.items()}
