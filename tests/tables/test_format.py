"""corpus_builder.tables.format: what is shown is one line and never markup."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.tables.format import EXAMPLE_CHARACTERS, format_cell, shorten


@given(st.text())
def test_text_in_a_cell_stays_in_its_cell(text: str) -> None:
    """Whatever stands in a source, its cell is one line and opens no cell, code, tag, link or emphasis."""
    cell = format_cell(text)
    bare = cell.replace("\\\\", "")

    assert len(cell.splitlines()) <= 1
    assert not any(sign in bare.replace(f"\\{sign}", "") for sign in "|`<[*_")
    assert len(shorten(text)) <= EXAMPLE_CHARACTERS


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("Cap & Cale", "Cap & Cale"),
        ("&lt;b&gt; &#39;", r"\&lt;b\&gt; \&#39;"),
        ("a\u2028b\r\n c", "a b c"),
        ("5 * 3 < 20 #1 !", r"5 \* 3 \< 20 #1 !"),
    ],
)
def test_only_markup_is_escaped(text: str, cell: str) -> None:
    """Signs that mean something in Markdown are escaped, others stay readable."""
    assert format_cell(text) == cell
