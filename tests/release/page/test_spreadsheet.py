"""corpus_builder.release.page.spreadsheet: quotes for people without Python."""

import csv
import io

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from corpus_builder.release.page.spreadsheet import ODD, render_header, render_rows, write_cells
from corpus_builder.tables.columns import SCHEMAS
from corpus_builder.tables.frames import sort_rows
from tests.release_sample import publish, sample_rows, sample_tables, tabulate


def read(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_every_quote_is_a_row_with_its_document() -> None:
    """A row says who said what, and in which document, in the order of the table."""
    tables = sort_rows(sample_tables())
    rows = read(render_header() + render_rows(tables))

    assert [row["id"] for row in rows] == tables["quotes"]["id"].to_pylist()
    assert rows[1] | {"text": "Nous avons tenu parole", "source": "lephare.example", "published": "2024-03-05"} == rows[1]
    assert {row["source_id"] for row in rows} == {"fr/quai.txt", "fr/reprise.txt"}


def test_commas_quotation_marks_and_breaks_survive() -> None:
    """A cell is one line, and what CSV needs to quote is quoted."""
    rows = sample_rows()
    rows["quotes"] = [row | {"text": 'one, "two"\n\nthree; «quatre»'} for row in rows["quotes"]]

    content = render_header() + render_rows(sort_rows(tabulate(rows)))

    assert {row["text"] for row in read(content)} == {'one, "two" three; «quatre»'}
    assert content.count(b"\r\n") == 3


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_no_cell_is_a_formula(sign: str) -> None:
    """A spreadsheet runs what begins with one of these signs; an apostrophe keeps it from that."""
    assert write_cells(pa.chunked_array([[f"{sign}1+1", f" {sign}x", "a-b"]])).to_pylist() == [f"'{sign}1+1", f"'{sign}x", "a-b"]


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("\x1b[2Jquai", r"\x1b[2Jquai"),
        ("\x9b31m quai\x00", r"\x9b31m quai\x00"),
        ("\x00=1+1", r"\x00=1+1"),
        ("=1+1\x7f", r"'=1+1\x7f"),
        ("\u202eexe.txt\u2066\u2028", r"\u202eexe.txt\u2066"),
        ("👩\u200d🚀 é\u202f!", "👩\u200d🚀 é\u202f!"),
    ],
)
def test_controls_in_a_cell_are_seen(text: str, cell: str) -> None:
    """What would steer a terminal or turn a line round is an escape, wherever its chunk; other cells are as they were."""
    column = pa.chunked_array([["plain", None], [], [text, "é", None]], pa.string())

    assert write_cells(column).to_pylist() == ["plain", None, cell, "é", None]


def test_no_blank_at_an_end_is_overlooked() -> None:
    """What trimming would take off, of all characters, is found by the search for cells that must be rewritten."""
    characters = pa.array([chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000])

    for texts in (pc.binary_join_element_wise(characters, "a", ""), pc.binary_join_element_wise("a", characters, "")):
        overlooked = pc.invert(pc.match_substring_regex(texts, ODD))
        trimmed = pc.not_equal(pc.utf8_trim_whitespace(texts), texts)
        assert not pc.any(pc.and_(overlooked, trimmed)).as_py()


def test_excel_is_told_that_it_is_utf_8(tmp_path) -> None:
    """The file begins with a byte order mark; a release without quotes has no such file."""
    empty = sample_tables() | {"quotes": SCHEMAS["quotes"].empty_table()}

    assert (publish(tmp_path / "corpus") / "quotes.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert not (publish(tmp_path / "other", empty) / "quotes.csv").exists()
