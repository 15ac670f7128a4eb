"""The quotes as a file that a spreadsheet opens, for people without Python. The exact data are the Parquet tables."""

from __future__ import annotations

import codecs
import io

import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.system.terminal import UNSAFE, make_visible
from corpus_builder.tables.columns import TABLES, Column
from corpus_builder.tables.frames import Tables

QUOTES_CSV = "quotes.csv"

# What a spreadsheet would take for a formula when a cell begins with it (OWASP, CSV injection).
FORMULA = r"^([=+\-@\t\r])"
# What is made visible, as RE2 writes it.
CONTROLS = "[" + "".join(rf"\x{{{ord(first):x}}}-\x{{{ord(last):x}}}" for first, last in UNSAFE) + "]"
# What a text has that may have to be rewritten; most have nothing of it, and looking for all of it at once is cheap. All blanks
# that trimming takes off are of class Z or controls.
ODD = rf"{CONTROLS}|[\t\n\f\r]|  |{FORMULA}|^\pZ|\pZ$"


def render_header() -> bytes:
    """How the file begins: a byte order mark, which Excel needs to read accents, and the names of the columns."""
    empty = pa.table({column.name: pa.array([], column.type) for _, column in list_cells()})
    return codecs.BOM_UTF8 + _write_csv(empty, include_header=True)


def render_rows(tables: Tables) -> bytes:
    """The quotes of a part with their documents as CSV (RFC 4180, UTF-8); the file is the header and the rows of all parts.

    A cell is one line, and one that would be taken for a formula begins with an apostrophe.
    """
    quotes, documents = tables["quotes"], tables["documents"]
    place = pc.index_in(quotes["document_id"], value_set=documents["id"].combine_chunks())
    columns = {
        column.name: quotes[column.name] if name == "quotes" else documents[column.name].take(place)
        for name, column in list_cells()
    }
    cells = {name: write_cells(column) if pa.types.is_string(column.type) else column for name, column in columns.items()}
    return _write_csv(pa.table(cells), include_header=False)


def _write_csv(cells: pa.Table, *, include_header: bool) -> bytes:
    from pyarrow import csv

    out = io.BytesIO()
    csv.write_csv(cells, out, csv.WriteOptions(include_header=include_header, quoting_style="needed", eol="\r\n"))
    return out.getvalue()


def list_cells() -> list[tuple[str, Column]]:
    """The columns of the file from the left, each with its table: quotes, or documents for what a citation needs."""
    shown = [(name, column) for name in ("quotes", "documents") for column in TABLES[name].columns if column.cell is not None]
    return sorted(shown, key=lambda pair: pair[1].cell or 0)


def write_cells(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Texts as cells: blanks and line breaks are one space, other controls are made visible, and no cell is a formula.

    >>> write_cells(pa.chunked_array([["one\\n two", "=1+1", None, "\\x00=1+1"]])).to_pylist()
    ['one two', "'=1+1", None, '\\\\x00=1+1']
    """
    odd = pc.fill_null(pc.match_substring_regex(texts, ODD), False)
    if not pc.any(odd).as_py():
        return texts
    return pc.replace_with_mask(texts, odd.combine_chunks(), _rewrite_cells(texts.filter(odd)).combine_chunks())


def _rewrite_cells(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    lines = pc.utf8_trim_whitespace(pc.replace_substring_regex(texts, r"\s+", " "))
    unsafe = pc.fill_null(pc.match_substring_regex(lines, CONTROLS), False)
    if pc.any(unsafe).as_py():
        visible = pa.array(map(make_visible, lines.filter(unsafe).to_pylist()), pa.string())
        lines = pc.replace_with_mask(lines, unsafe.combine_chunks(), visible)
    return pc.replace_substring_regex(lines, FORMULA, r"'\1")
