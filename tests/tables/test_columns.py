"""corpus_builder.tables.columns: a column is described once, and all that shows or checks tables follows."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pyarrow as pa
import pytest

from corpus_builder.model import Metadata, Record
from corpus_builder.release.checks.consistency import check_known, count_missing
from corpus_builder.release.manifest import FileDigest
from corpus_builder.release.page.croissant import render_croissant
from corpus_builder.release.page.data_card import render_card
from corpus_builder.release.page.spreadsheet import render_header
from corpus_builder.release.summary import summarize
from corpus_builder.settings import Settings
from corpus_builder.stages import clean_records
from corpus_builder.system.errors import ReleaseError
from corpus_builder.tables.columns import SCHEMAS, TABLES, TEXT, Column, make_schema
from corpus_builder.tables.frames import Tables, make_table, sort_rows
from tests.conftest import ARTICLE
from tests.release_sample import describe_tables, sample_rows, tabulate

TONE = Column("tone", TEXT, "how the words are said", null=False, values=("calm", "loud"), whole_corpus=True, cell=18)
Describe = Callable[[str, Column], None]


@pytest.fixture
def describe(monkeypatch: pytest.MonkeyPatch) -> Describe:
    """Describe one more column of a table, as whoever adds one does, and nothing else."""

    def add(table: str, column: Column) -> None:
        shape = replace(TABLES[table], columns=(*TABLES[table].columns, column))
        monkeypatch.setitem(TABLES, table, shape)
        monkeypatch.setitem(SCHEMAS, table, make_schema(shape))

    return add


def with_tones(tone: str | None) -> Tables:
    """The sample, each quote with a tone."""
    rows = sample_rows()
    rows["quotes"] = [row | {"tone": tone} for row in rows["quotes"]]
    return sort_rows(tabulate(rows))


@pytest.mark.parametrize("table", ["documents", "paragraphs", "quotes", "removals"])
def test_a_column_that_nobody_fills_is_one_clear_error(table: str, describe: Describe) -> None:
    """A column that is described and that no row has is named with its table by the first batch."""
    describe(table, replace(TONE, whole_corpus=False))
    content = f"Partager sur Facebook\n\n{ARTICLE}"
    record = Record("a", "a", "text", content, Metadata(), len(content), "0")

    with pytest.raises(ReleaseError, match=rf"table {table}: nothing fills the column tone \("):
        clean_records([record], Settings())


def test_a_column_that_is_filled_and_not_described_is_one_clear_error() -> None:
    """A value for a column that does not exist is not lost without a word."""
    with pytest.raises(ReleaseError, match=r"table rejects: the column mood is not described"):
        make_table("rejects", {column.name: [None] for column in TABLES["rejects"].columns} | {"mood": ["sad"]})


def test_a_column_that_waits_for_the_corpus_may_be_left_out(describe: Describe) -> None:
    """What the whole corpus decides is null until it has."""
    describe("rejects", TONE)
    columns = {column.name: [None] for column in TABLES["rejects"].columns if column is not TONE}

    assert make_table("rejects", columns)["tone"].to_pylist() == [None]


def test_card_metadata_and_spreadsheet_have_a_new_column(describe: Describe) -> None:
    """One row more in the description is all that they need."""
    describe("quotes", TONE)
    tables = with_tones("calm")
    files = {f"data/{name}/part-00000.parquet": FileDigest(bytes=1, sha256="0") for name in SCHEMAS}
    manifest = describe_tables(tables, files)
    fields = [field for each in json.loads(render_croissant(summarize(tables), manifest))["recordSet"] for field in each["field"]]

    assert "| `tone` | string | how the words are said * | 0 | calm |" in render_card(summarize(tables), manifest)
    assert "how the words are said (decided over the whole corpus)" in [field["description"] for field in fields]
    assert render_header().splitlines()[0].endswith(b',"statement_id","tone"')


def test_checks_follow_a_new_column(describe: Describe) -> None:
    """A value that must be there, or be one of a few, is looked for."""
    describe("quotes", TONE)
    [fault] = check_known(with_tones("shrill"))

    assert count_missing(with_tones(None)) == {("quotes", "tone"): len(sample_rows()["quotes"])}
    assert (fault.what, fault.where) == ("not one of calm, loud", "quotes.tone")
    assert not [*count_missing(with_tones("loud")), *check_known(with_tones("loud"))]


def test_descriptions_are_whole() -> None:
    """Every column has a name of its own and a meaning; what one references is a column; two are never in one cell."""
    known = {f"{name}.{column.name}": column for name, shape in TABLES.items() for column in shape.columns}
    cells = [column.cell for column in known.values() if column.cell is not None]

    assert len(known) == sum(len(shape.columns) for shape in TABLES.values())
    assert all(column.meaning and column.name.isidentifier() for column in known.values())
    assert all(column.references in known for column in known.values() if column.references)
    assert sorted(cells) == list(range(1, len(cells) + 1))
    assert {name for name in known if name.split(".")[0] not in ("documents", "quotes") and known[name].cell} == set()


def test_every_type_is_one_that_all_readers_know() -> None:
    """Plain texts, numbers and truths only."""
    types = {column.type for shape in TABLES.values() for column in shape.columns}

    assert types == {pa.string(), pa.int64(), pa.float64(), pa.bool_()}
