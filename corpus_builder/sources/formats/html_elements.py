"""The elements of HTML, by how their text is rendered."""

from __future__ import annotations

from functools import cache

from corpus_builder.knowledge import Row, Words, read_table


class HtmlElements(Row):
    """The table `html.toml`, where each list has its meaning."""

    invisible: Words
    verbatim: Words
    formatting: Words
    inline: Words
    void: Words
    closed_by_others: Words
    paragraphs: Words
    raw: Words
    unseen: Words
    merged: Words


def read_elements() -> HtmlElements:
    """The table as it stands."""
    return read_table(HtmlElements, "sources.formats", "html")


@cache
def invisible_elements() -> frozenset[str]:
    """The elements whose text a browser never shows."""
    return frozenset(read_elements().invisible)


@cache
def verbatim_elements() -> frozenset[str]:
    """The elements in which line breaks and blanks are kept."""
    return frozenset(read_elements().verbatim)
