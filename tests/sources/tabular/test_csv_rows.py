"""corpus_builder.sources.tabular.csv_rows: a table is read whatever separates its columns, and damage costs itself only."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_builder.model import Record, Reject
from tests.sources.reading_files import LIMITS, name_results, read_bytes

BAD = "malformed CSV"
EXPECTED = [("a", "Le quai, dit « le vieux »,\nrouvre"), ("a.csv:2", 'Un "mot" de trop')]
ROWS = [["id", "text", "desk"], ["a", EXPECTED[0][1], "mer"], ["", EXPECTED[1][1], ""]]


def write_csv(rows: list[list[str]], separator: str = ",", end: str = "\r\n") -> str:
    content = io.StringIO(newline="")
    csv.writer(content, delimiter=separator, lineterminator=end).writerows(rows)
    return content.getvalue()


# The same table, as different programs write it.
FORMS = {
    **{f"separated by {separator!r}": write_csv(ROWS, separator).encode() for separator in ",;\t|"},
    **{f"lines end in {end!r}": write_csv(ROWS, end=end).encode() for end in ("\n", "\r\n", "\r")},
    "a byte order mark": write_csv(ROWS).encode("utf-8-sig"),
    "Windows-1252": write_csv(ROWS).encode("windows-1252"),
    "UTF-16": write_csv(ROWS, "\t").encode("utf-16"),
    "UTF-16 without a mark": write_csv(ROWS).encode("utf-16-le"),
    "a line that names the separator": b"sep=;\r\n" + write_csv(ROWS, ";").encode(),
    "blank lines": b"\r\n\r\n" + write_csv(ROWS).encode() + b"\r\n\r\n",
    "no end of the last line": write_csv(ROWS).encode().rstrip(),
    "everything in quotation marks": "\n".join(
        ",".join(f'"{c.replace(chr(34), chr(34) * 2)}"' for c in r) for r in ROWS
    ).encode(),
    "empty cells behind": write_csv([*ROWS[:2], [*ROWS[2], "", ""]]).encode(),
}


@pytest.mark.parametrize("name", FORMS)
def test_one_table_in_many_forms(name: str, tmp_path: Path) -> None:
    """Separators, ends of lines, marks and encodings are no part of a table."""
    found = read_bytes(tmp_path, "a.csv", FORMS[name])

    assert [(who, text.replace("\r\n", "\n")) for who, text in name_results(found)] == EXPECTED
    assert [record.metadata.extra for record in found if isinstance(record, Record)] == ['{"desk": "mer"}', None]


def test_a_row_is_hashed_as_it_was_read(tmp_path: Path) -> None:
    """Size and hash are those of its lines, with their ends."""
    [record] = read_bytes(tmp_path, "a.csv", b'text\n"Un\nDeux"\n')

    assert (record.size, record.sha256) == (10, hashlib.sha256(b'"Un\nDeux"\n').hexdigest())


# What a file holds, and what is said of it.
DAMAGES = {
    "no column of texts": (b"a,b\n1,2\n", ["table without texts"]),
    "no names": (b"Un mot,2\nDeux mots,3\n", ["table without texts"]),
    "two columns of one name": (b"text,n,n\nUn,1,2\n", [BAD]),
    "a column without a name": (b",text\n0,Un\n", ["Un"]),
    "two columns without a name": (b",text,\n0,Un,1\n", ["Un"]),
    "a short row": (b"text,n\nUn,1\nDeux\nTrois,3\n", ["Un", BAD, "Trois"]),
    "a long row": (b"text,n\nUn,1\nDeux,2,3\nTrois,3\n", ["Un", BAD, "Trois"]),
    "a mark inside a cell": (b'text,n\n"Un "mot" ici",1\nDeux,2\n', [BAD, "Deux"]),
    "a mark that is not closed": (b'text,n\nUn,1\n"Deux,2\nTrois,3\n', ["Un", BAD]),
    "a mark that is not closed in the names": (b'"text,n\nUn,1\n', ["table without texts"]),
    "NUL bytes": (b"text\nUn\0mot\n", ["Un\0mot"]),
    "no text": (b"text,n\n,1\nDeux,2\n", ["record without text", "Deux"]),
    "a byte order mark only": (b"\xef\xbb\xbf", ["empty file"]),
    "blank lines only": (b"\r\n\r\n", ["empty file"]),
    "names only": (b"text,id\n", ["empty file"]),
    "nothing": (b"", ["empty file"]),
    "a mark behind a name": (b'text,n"\nUn,1\nDeux,2\n', ["Un", "Deux"]),
    "a mark in a name of several lines": (b'text,"n\nm",o"\nUn,1,1\nDeux,2,2\n', ["Un", "Deux"]),
    "a cut in UTF-16": ("text,n\nUn,1\n".encode("utf-16") + b"a", ["Un", BAD]),
    "half a pair in UTF-16": (
        "text,n\nUn".encode("utf-16") + b"\x41\xd8" + ",1\nDeux,2\n".encode("utf-16-le"),
        ["Un\ufffd", "Deux"],
    ),
    "half a pair in the names": ("text,n".encode("utf-16") + b"\x41\xd8" + "\nUn,1\n".encode("utf-16-le"), ["Un"]),
    "no character in UTF-32": ("text\n".encode("utf-32") + b"\0\0\0\x7f" + "\nUn\n".encode("utf-32-le"), ["\ufffd", "Un"]),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, ["table without texts"]),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_costs_itself_only(name: str, tmp_path: Path) -> None:
    """What cannot be read is a reject, and what can is read; never a traceback."""
    content, said = DAMAGES[name]

    assert [each for _, each in name_results(read_bytes(tmp_path, "a.csv", content))] == said


# The lines below the names, and what the reject among them says.
PLACES = {
    "a short row": (b'"Un\nmot",1\nDeux\n', "row 2: in line 4: 1 cell for 2 columns"),
    "a short row of several lines": (b'Un,1\n"Deux\nmots"\n', "row 2: in lines 3 to 4: 1 cell for 2 columns"),
    "a good row that a mark takes with it": (
        b'Un,1\n"Deux,2\n"Trois",3\nQuatre,4\n',
        "row 2: in lines 3 to 4: a quotation mark inside a cell is not doubled",
    ),
    "all rows that a mark takes with it": (
        b'Un,1\n"Deux,2\nTrois,3\nQuatre,4\n',
        "row 2: in lines 3 to 5: a quotation mark opens a cell that is never closed",
    ),
}


@pytest.mark.parametrize("name", PLACES)
def test_a_reject_says_row_and_lines(name: str, tmp_path: Path) -> None:
    """Both, because cells have several lines; all of them, because good ones may be lost with a bad one."""
    content, detail = PLACES[name]
    found = read_bytes(tmp_path, "a.csv", b"text,n\n" + content)

    assert [reject.detail for reject in found if isinstance(reject, Reject)] == [detail]


@pytest.mark.parametrize("content", [b'"text,n\nUn,1\n', b'"text" n,"o"p\n'])
def test_names_that_cannot_be_read_are_not_listed(content: bytes, tmp_path: Path) -> None:
    """A list of no names says nothing."""
    [reject] = read_bytes(tmp_path, "a.csv", content)

    assert isinstance(reject, Reject) and reject.detail == "no column can be read"


def test_a_row_without_end_is_not_held(tmp_path: Path) -> None:
    """A mark that is not closed takes no more into memory than a text may have, and what is behind is read on."""
    content = b'text\nUn\n"Deux' + b"\nmot de trop" * 120_000 + b'\n"Trois"\n'
    found = read_bytes(tmp_path, "a.csv", content, LIMITS)

    assert name_results(found)[:2] == [("a.csv:1", "Un"), ("a.csv:2", BAD)]
    assert isinstance(found[1], Reject) and "is a quotation mark not closed?" in found[1].detail
    assert name_results(found)[-1][1] == "Trois"


def test_ten_thousand_columns_are_read(tmp_path: Path) -> None:
    """They are further fields of the record."""
    names, cells = (",".join(f"{letter}{n}" for n in range(10_000)) for letter in "cx")
    [record] = read_bytes(tmp_path, "a.csv", f"text,{names}\nUn,{cells}\n".encode())

    assert isinstance(record, Record) and (record.metadata.extra or "").count('": "x') == 10_000


def test_a_text_of_any_length_is_read(tmp_path: Path) -> None:
    """The csv module has a limit of its own, which is none of ours."""
    [record] = read_bytes(tmp_path, "a.csv", b"text\n" + b"mot " * 100_000)

    assert isinstance(record, Record) and len(record.content) == 400_000


def test_a_packed_table_in_utf_16_that_is_cut_off_loses_its_last_row_only(tmp_path: Path) -> None:
    """Wherever the cut lies, in the middle of a character, too."""
    packed = gzip.compress("text,n\nUn,1\nDeux mots,2\n".encode("utf-16"), 0)
    for end in range(len(packed) - 15, len(packed) - 9):
        found = name_results(read_bytes(tmp_path, "a.csv.gz", packed[:end]))
        assert found == [("a.csv.gz:1", "Un"), ("a.csv.gz", "damaged archive")]


@settings(max_examples=60)
@given(st.binary(max_size=200), st.sampled_from(["utf-8", "utf-16", "utf-32"]))
def test_any_bytes_give_records_or_rejects(tmp_path_factory: pytest.TempPathFactory, content: bytes, encoding: str) -> None:
    """Whatever stands in a file, there is at least one row that accounts for it."""
    assert read_bytes(tmp_path_factory.mktemp("csv"), "a.csv", "text,n\n".encode(encoding) + content)
