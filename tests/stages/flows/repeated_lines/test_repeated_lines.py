"""corpus_builder.stages.flows.repeated_lines: the flow finds what looking at all lines in memory finds."""

from __future__ import annotations

import random
from functools import cache
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.speed.press_sites import make_pages
from corpus_builder.engines.local import Local, Work
from corpus_builder.model import Metadata, Record
from corpus_builder.settings import RepetitionSettings, Settings
from corpus_builder.stages import clean_records
from corpus_builder.stages.flows.flow import Data, make_schema
from corpus_builder.stages.flows.repeated_lines.moved_paragraphs import move_gone
from corpus_builder.stages.flows.repeated_lines.repeated_lines import GONE, RULES, find_repetition
from corpus_builder.tables.columns import SCHEMAS
from corpus_builder.tables.frames import Tables, sort_rows
from tests.oracle.repetition import remove_repetition
from tests.oracle.whole_corpus import number_families
from tests.stages.flows.corpora import list_engines, make_corpus, number_tables
from tests.stages.flows.repeated_lines.sites import LABELS, SENTENCES, TEASERS, Line, Page, make_tables
from tests.stages.flows.repeated_lines.test_repetition_rules import ARTICLES, LABEL, SHARED, write

FAMILIES = make_schema(document=pa.int64(), part=pa.int64(), family=pa.int64())
EAGER = RepetitionSettings(line_documents=2, line_share=0.3, passage_documents=2, passage_share=0.3)
NOTICE = SENTENCES[2]
CORPORA = {
    "a line on three pages": [write(number, foot=LABEL) for number in range(3)],
    "a line that went from one page": [write(0) + f"\n\nLaisser un commentaire\n\n{LABEL} : 12", write(1, f"{LABEL} : 407")],
    "another text's title": [write(0), write(1, foot=ARTICLES[0][0])],
    "numbers alone": [write(number, "2 ;") for number in range(3)],
    "a sentence at the foot": [write(number, foot=SHARED) for number in range(3)],
    "with a quote": [write(number, foot="« Nous tiendrons », a dit Jeanne Morel") for number in range(3)],
    "no text": ["."],
}
KINDS = ("body", "body", "heading", "title", "quoted", "named", "hidden", "boilerplate", "boilerplate", "metadata")


def list_families(engine: Local, tables: Tables, starts: list[int]) -> Data:
    """What each document reprints, in parts that begin with the given documents."""
    documents = number_tables(tables, starts)[0]["documents"]
    whole = pa.table([documents["document"], documents["part"], number_families(documents)], schema=FAMILIES)
    return engine.union(*(engine.table(whole.slice(at, end - at)) for at, end in pairwise([*starts, documents.num_rows])))


def remove_by_flow(engine: Local, tables: Tables, starts: list[int], limits: RepetitionSettings) -> tuple[Tables, int]:
    """The tables without what the flow finds, moved part by part; and how much that is."""
    corpus = make_corpus(engine, tables, starts)
    found = find_repetition(engine, corpus, list_families(engine, tables, starts), limits)
    gone = list(found.place(len(starts), ["paragraph"]).collect())
    parts = [list(getattr(corpus, name).collect()) for name in ("documents", "paragraphs", "quotes", "removals")]
    assert all(rows.schema == GONE for rows in gone)
    left = [
        move_gone(dict(zip(("documents", "paragraphs", "quotes", "removals"), own, strict=True)), rows)
        for own, rows in zip(zip(*parts, strict=True), gone, strict=True)
    ]
    joined = {name: pa.concat_tables([own[name] for own in left]).select(SCHEMAS[name].names) for name in left[0]}
    return sort_rows({**joined, "rejects": tables["rejects"]}), sum(rows.num_rows for rows in gone)


def check_equal(engine: Local, tables: Tables, starts: list[int], limits: RepetitionSettings) -> int:
    """The flow removes what is removed in memory; gives how much that is."""
    wanted = sort_rows(remove_repetition(tables, limits))
    found, count = remove_by_flow(engine, tables, starts, limits)
    for name, table in wanted.items():
        assert found[name].to_pylist() == table.to_pylist(), name
    assert count == tables["paragraphs"].num_rows - wanted["paragraphs"].num_rows
    return count


line = st.builds(Line, st.sampled_from(LABELS + TEASERS + SENTENCES), st.sampled_from(KINDS))
page = st.builds(
    Page,
    site=st.sampled_from(["fanal.example", "fanal.example", "phare.example", None]),
    lines=st.lists(line, max_size=6).map(tuple),
    title=st.sampled_from([None, *TEASERS, *LABELS]),
    day=st.sampled_from([None, "2024", "2024-03-09", "2023-11"]),
    reprints=st.sampled_from([None, None, None, 0, 1]),
)


@settings(max_examples=60)
@given(st.lists(page, max_size=9), st.lists(st.integers(0, 9), max_size=4), st.sampled_from([1, 2, 3, 16]))
def test_any_few_lines_go_as_they_do_in_memory(pages: list[Page], cuts: list[int], partitions: int) -> None:
    """Whatever the pages, and however they are cut and spread, the same paragraphs go by the same rules."""
    first = [own._replace(reprints=None) for own in pages[:2]]
    starts = sorted({0, *(cut for cut in cuts if cut < len(pages))})
    check_equal(Local(Work(partitions=partitions)), make_tables(first + pages[2:]), starts, EAGER)


@pytest.mark.parametrize("texts", [pytest.param(CORPORA[name], id=name) for name in CORPORA])
def test_known_sites_go_as_they_do_in_memory(texts: list[str]) -> None:
    """What the tests of the rules are about goes by the flow as well, whole and cut."""
    records = [Record(str(n), f"{n}.txt", "text", text, Metadata(), len(text), "0" * 64) for n, text in enumerate(texts)]
    tables = clean_records(records, Settings())
    for engine in list_engines():
        check_equal(engine, tables, [0], RepetitionSettings())
        check_equal(engine, tables, [0, 1], RepetitionSettings())


def draw_pages(draw: random.Random, count: int) -> list[Page]:
    """Pages of a few sites that repeat much: notices at head and foot, menus that went from some, teasers of others."""
    pages = []
    for number in range(count):
        title = f"La digue numéro {number} tient bon"
        body = [Line(f"Un article que le quai {number} est seul à avoir, et son fait {each}.") for each in range(3)]
        lines = [Line(title, "title"), *body, *(Line(draw.choice(TEASERS), draw.choice(KINDS)) for _ in range(3))]
        lines += [Line(f"La digue numéro {draw.randrange(count)} tient bon"), Line(NOTICE, draw.choice(KINDS[:8]))]
        lines += [Line(each) for each in draw.sample(SENTENCES, 2)]
        pages.append(Page(draw.choice(["a.example", "b.example"]), tuple(lines), title, f"2024-0{number % 9 + 1}"))
    return pages


@pytest.mark.parametrize("seed", range(3))
def test_sites_go_as_they_do_in_memory(seed: int) -> None:
    """For any number of partitions and parts, the notices, menus and teasers of some sites go by the same rules."""
    draw = random.Random(seed)
    tables = make_tables(draw_pages(draw, 40))
    for engine in list_engines():
        starts = [0, *sorted(draw.sample(range(1, 40), draw.randrange(6)))]
        assert check_equal(engine, tables, starts, EAGER) > 40
    removals = remove_repetition(tables, EAGER)["removals"].to_pylist()
    assert {row["rule"] for row in removals if row["stage"] == "repetition"} == set(RULES)


@cache
def clean_pages(size: int) -> Tables:
    """Generated pages of press sites as the document stage cleans them."""
    records = [
        Record(page.path, page.path, "text", text, Metadata(source=page.site), len(text), "0" * 64)
        for page in make_pages(size, seed=5)
        for text in ["\n".join(line.text for line in page.lines)]
    ]
    return clean_records(records, Settings())


@pytest.mark.parametrize("limits", [RepetitionSettings(), RepetitionSettings(line_share=0, passage_documents=2, passage_share=0)])
def test_generated_pages_go_as_they_do_in_memory(limits: RepetitionSettings) -> None:
    """The same holds for pages of press sites, with the numbers of settings and with lower ones."""
    tables = clean_pages(400_000)
    tables = tables | {
        "documents": tables["documents"].set_column(3, "source", pa.array(["a.example"] * len(tables["documents"])))
    }
    for engine in list_engines():
        check_equal(engine, tables, [0, 7, 7, 20], limits)


def test_an_engine_of_files_gives_the_same(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Steps are known by their names, so what the flow finds in files is what it finds in memory."""
    tables = make_tables(draw_pages(random.Random(4), 30))
    engine = Local(Work(tmp_path_factory.mktemp("work"), partitions=5))
    assert check_equal(engine, tables, [0, 11, 12], EAGER) > 20


def test_a_corpus_without_rows_has_nothing_to_remove() -> None:
    """No document, no line: nothing goes, in the schema of what goes."""
    tables = {name: schema.empty_table() for name, schema in SCHEMAS.items()}
    for engine in list_engines():
        corpus = make_corpus(engine, tables)
        found = find_repetition(engine, corpus, list_families(engine, tables, [0]), EAGER)
        assert all(rows.schema == GONE and rows.num_rows == 0 for rows in found.collect())


def test_the_order_of_rows_does_not_count() -> None:
    """Families that are numbered otherwise, and the same pages in another order, change nothing of what goes."""
    pages = draw_pages(random.Random(7), 24)
    tables = make_tables(pages)
    order = np.random.default_rng(7).permutation(24)
    shuffled = tables | {"documents": tables["documents"].take(pa.array(order))}
    one, other = (remove_by_flow(Local(), own, [0, 9], EAGER)[0] for own in (tables, shuffled))
    assert {name: table.to_pylist() for name, table in one.items()} == {name: table.to_pylist() for name, table in other.items()}
