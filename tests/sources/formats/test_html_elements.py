"""The tables of HTML are read when a page is, not when a module is imported."""

from __future__ import annotations

import subprocess
import sys

import pytest

from corpus_builder.knowledge import TableError, check_table
from corpus_builder.sources.formats.html_elements import HtmlElements, invisible_elements, read_elements, verbatim_elements
from corpus_builder.sources.metadata.page_statements import PageStatementNames
from corpus_builder.text.page_markup import block_elements

MODULES = (
    "sources.formats.html_rendering",
    "sources.formats.html_metadata",
    "sources.formats.html_nesting",
    "cleaning.pages.classify",
    "cleaning.plain.classify",
    "stages.document",
)


def test_no_table_is_read_when_modules_are_imported() -> None:
    """Whoever asks for help waits for no file."""
    names = ", ".join(f"corpus_builder.{name}" for name in MODULES)
    code = f"import {names}; from corpus_builder import knowledge; print(knowledge._read_once.cache_info().misses)"

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "0"


def test_no_element_is_two_things() -> None:
    """What is never shown is on no line, and what is part of a line is on none of its own."""
    elements = read_elements()

    assert invisible_elements().isdisjoint(block_elements())
    assert block_elements().isdisjoint((*elements.inline, *elements.formatting))
    assert verbatim_elements() <= block_elements()


def test_a_table_that_lacks_a_list_is_refused() -> None:
    """The error names the list."""
    values = read_elements().model_dump()
    with pytest.raises(TableError, match=r"html\.toml: raw: missing key"):
        check_table(HtmlElements, {name: words for name, words in values.items() if name != "raw"}, "html.toml")


def test_the_order_of_trust_is_kept() -> None:
    """Names of meta elements need no order of letters: theirs is that of trust."""
    values = {name: ["b", "a"] for name in ("title", "author", "published", "language", "source")}

    assert check_table(PageStatementNames, values, "page_statements.toml").title == ("b", "a")
