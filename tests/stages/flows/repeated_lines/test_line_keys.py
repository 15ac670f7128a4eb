"""corpus_builder.stages.flows.repeated_lines.line_keys: what lines are on their sites follows from their own documents."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_builder.stages.flows.repeated_lines.line_keys import (
    AT_HEAD,
    FEW,
    HEADING,
    KEPT,
    LINES,
    NAME,
    NO_KEY,
    REMOVED,
    SHORT,
    SITE,
    TITLE,
    hash_strings,
    list_line_keys,
    number_values,
)
from tests.stages.flows.corpora import number_tables
from tests.stages.flows.repeated_lines.sites import LABELS, SENTENCES, TEASERS, Line, Page, make_tables

Row = dict[str, int]
SITES = ("fanal.example", "phare.example")


def list_rows(pages: list[Page]) -> list[Row]:
    """The rows of pages, which have the numbers of their places in the published order."""
    numbered, _ = number_tables(make_tables(pages), [0])
    table = list_line_keys(numbered["paragraphs"], numbered["removals"], numbered["documents"])
    assert table.schema == LINES
    rows: list[Row] = table.to_pylist()
    return rows


def find_keys(*lines: str, sites: tuple[str, ...] = SITES[:1]) -> list[tuple[int, int]]:
    """The key and the exact key of lines, each kept on a page of its own, on one site or the given ones."""
    sites = sites * len(lines) if len(sites) == 1 else sites
    rows = list_rows([Page(site, (Line(text),), day=f"200{n}") for n, (site, text) in enumerate(zip(sites, lines, strict=True))])
    return [(row["key"], row["exact"]) for row in rows if row["flags"] & KEPT]


def test_numbers_do_not_count_in_a_label_and_do_in_a_sentence() -> None:
    """A short line has one key whatever its numbers and another exact one; a sentence has one key for both."""
    (key, exact), (same, other), (sentence, whole) = find_keys("Le carnet du Fanal 12", "LE CARNET du Fanal : 13", "Le Fanal 12.")
    assert key == same and exact != other
    assert sentence == whole != key


def test_a_site_has_its_own_keys() -> None:
    """The same words on two sites have two keys, and those of a title are those of a line."""
    assert len(set(find_keys("Lire aussi", "Lire aussi", sites=SITES))) == 2
    rows = list_rows([Page(SITES[0], (Line("Lire aussi"),), title="Lire aussi 4")])
    [line], [title] = ([row for row in rows if row["flags"] & kind] for kind in (KEPT, NAME))
    assert line["key"] == title["key"]


@pytest.mark.parametrize("text", ["", "12", "***", "3 - 4"])
def test_what_has_no_words_has_no_key(text: str) -> None:
    """Marks and numbers alone say nothing of a template: no key as a paragraph, no row as anything else."""
    assert find_keys(text) == [(NO_KEY, NO_KEY)]
    rows = list_rows([Page(SITES[0], (Line(text, "boilerplate"),), title=text)])
    assert [row["flags"] for row in rows] == [SITE]


@pytest.mark.parametrize(
    ("line", "flags"),
    [
        (Line("Le carnet du Fanal"), SHORT),
        (Line("Votants : 61"), SHORT | FEW),
        (Line("La page est close."), 0),
        (Line("La page est close, et " * 6), 0),
        (Line("Le carnet du Fanal", "heading"), SHORT | HEADING),
        (Line("Le carnet du Fanal", "title"), SHORT | TITLE),
    ],
)
def test_what_a_paragraph_is(line: Line, flags: int) -> None:
    """Its length and its end, its words without numbers, its role and its place say what a paragraph may be."""
    rows = list_rows([Page(SITES[0], (Line("Un"), Line("Deux"), line))])
    kept = [row["flags"] for row in rows if row["flags"] & KEPT]
    assert kept == [KEPT | SHORT | FEW | AT_HEAD, KEPT | SHORT | FEW | AT_HEAD, KEPT | flags]


def test_what_was_removed_is_listed_once_for_a_document() -> None:
    """A menu that stands on a page twice is one row, one that hides a number or is a copy none."""
    menu = Line("Tous les sports", "boilerplate")
    rows = list_rows(
        [Page(SITES[0], (menu, menu, Line("12 mai", "metadata"), Line("a b c d", "hidden"), Line("e f g h", "named")))]
    )
    assert [row["flags"] & (KEPT | REMOVED) for row in rows if not row["flags"] & SITE] == [KEPT, KEPT, REMOVED, REMOVED]
    assert [row["paragraph"] for row in rows] == [0, 1, -1, -1, -1]


line = st.builds(Line, st.sampled_from(LABELS + TEASERS + SENTENCES), st.sampled_from(["body", "metadata"]))
lines = st.lists(line, max_size=5).map(tuple)
page = st.builds(Page, site=st.sampled_from([*SITES, None]), lines=lines, title=st.sampled_from(LABELS))


@settings(max_examples=50)
@given(st.lists(page, max_size=5))
def test_rows_depend_on_their_document_alone(pages: list[Page]) -> None:
    """The rows of documents together are those of each alone."""
    numbered, _ = number_tables(make_tables(pages), [0])

    def find_rows(documents: list[int]) -> list[tuple[int, ...]]:
        tables = [numbered[name] for name in ("paragraphs", "removals", "documents")]
        own = [
            table.filter(pa.array([row in documents for row in table["document"].to_pylist()], pa.bool_())) for table in tables
        ]
        return sorted(tuple(row.values()) for row in list_line_keys(*own).to_pylist())

    every = list(range(len(pages)))
    assert find_rows(every) == sorted(row for each in every for row in find_rows([each]))


def test_hashes_stay_the_same() -> None:
    """A string has the same name in every version, on every machine."""
    assert hash_strings(pa.array(["le port", "été"])).tolist() == [6361347787281201011, -2873208181647912516]


def test_strings_have_one_number_in_all_chunks() -> None:
    """Equal strings have one number wherever they stand, an empty one is a string, and null is none."""
    numbers, strings = number_values(pa.chunked_array([["b", None, ""], [], ["a", "b"], ["", "c"]]))
    assert numbers.tolist() == [0, -1, 1, 2, 0, 1, 3]
    assert strings.to_pylist() == ["b", "", "a", "c"]


def test_no_strings_have_no_numbers() -> None:
    """A column without a chunk has no number and no string."""
    numbers, strings = number_values(pa.chunked_array([], pa.large_string()))
    assert len(numbers) == len(strings) == 0
