"""Texts of plain lines, described and classified as a build does it."""

from __future__ import annotations

from corpus_builder.cleaning.blocks.split import split_blocks
from corpus_builder.cleaning.plain.classify import classify_text
from corpus_builder.cleaning.plain.text_page import TextPage, read_page
from corpus_builder.model import Label
from corpus_builder.settings import BoilerplateSettings


def read_text(text: str) -> TextPage:
    """A text as the rules and the model see it; nothing is known of its topic."""
    return read_page(split_blocks(text, ()), frozenset())


def read_lines(*lines: str) -> TextPage:
    """The same for a text of these lines, none of which is cut."""
    page = read_text("\n".join(lines))
    assert [block.text for block in page.blocks] == list(lines)
    return page


def classify(page: TextPage) -> list[Label]:
    """The labels of its blocks."""
    return classify_text(page, BoilerplateSettings())
