"""Every figure of the data card, counted from the tables.

Ties are broken by name, so that equal tables give equal figures in equal order.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import product
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.model import DOUBT, NO_ARTICLE
from corpus_builder.quotes.weakness import WEAKNESSES, name_weakness
from corpus_builder.sources.records import TAKEDOWN
from corpus_builder.tables.frames import Tables

Counted = list[tuple[str | None, int]]

# A language that catalogues know, by its code.
LANGUAGE = re.compile(r"[a-z]{2,3}")

# Sizes of groups as the card tells them: how many went, from and to.
GROUP_SIZES = (("1", 1, 1), ("2", 2, 2), ("3 to 9", 3, 9), ("10 to 99", 10, 99), ("100 and more", 100, 2**63 - 1))


class SourceFigures(NamedTuple):
    """One publication: its documents and words, its first and last date, its documents by language."""

    name: str | None
    documents: int
    words: int
    first: str | None
    last: str | None
    languages: Counted


class Spread(NamedTuple):
    """The least, the middle and the greatest of a column's values; all of them values that occur."""

    least: Any
    median: Any
    greatest: Any


class DuplicateFigures(NamedTuple):
    """Near-duplicates: removals by rule, paragraphs that stay by how many went for them, similarity, reprinted documents."""

    removals: Counted
    groups: list[tuple[str, int]]
    similarity: Spread | None
    documents: int


class SpeakerFigures(NamedTuple):
    """One named speaker: quotes, different statements, and documents they stand in."""

    name: str
    quotes: int
    statements: int
    documents: int


class QuoteFigures(NamedTuple):
    """Quotes by kind and language, how many have a speaker, a name, whole marks, and how many statements they make."""

    kinds: Counted
    languages: Counted
    with_speaker: int
    with_name: int
    unbalanced: int
    copies: int
    statements: int
    repeated: int
    speakers: list[SpeakerFigures]


def count_values(column: pa.ChunkedArray) -> Counted:
    """The values of a column with their number of rows, most frequent first; null counts as a value.

    >>> count_values(pa.chunked_array([["b", "a", None, "b"]]))
    [('b', 2), (None, 1), ('a', 1)]
    """
    counted = [(row["values"], row["counts"]) for row in pc.value_counts(column).to_pylist()]
    return _by_count(counted)


def list_languages(documents: pa.Table) -> list[str]:
    """The languages of a corpus that catalogues know, by their codes."""
    return sorted(code for code in pc.unique(documents["language"]).to_pylist() if code and LANGUAGE.fullmatch(code))


def count_takedowns(rejects: pa.Table) -> int:
    """How many sources were taken down."""
    return dict(count_values(rejects["reason"])).get(TAKEDOWN, 0)


def count_sources(documents: pa.Table) -> list[SourceFigures]:
    """The publications of a corpus, the largest first."""
    keys = documents.select(["source", "language", "n_words", "published"])
    grouped = keys.group_by(["source"]).aggregate([([], "count_all"), ("n_words", "sum"), ("published", "min_max")])
    languages: dict[str | None, Counted] = {}
    for row in keys.group_by(["source", "language"]).aggregate([([], "count_all")]).to_pylist():
        languages.setdefault(row["source"], []).append((row["language"], row["count_all"]))
    found = [
        SourceFigures(
            name=row["source"],
            documents=row["count_all"],
            words=row["n_words_sum"] or 0,
            first=row["published_min_max"]["min"],
            last=row["published_min_max"]["max"],
            languages=_by_count(languages[row["source"]]),
        )
        for row in grouped.to_pylist()
    ]
    return sorted(found, key=lambda source: (-source.documents, source.name or ""))


def count_licenses(documents: pa.Table) -> list[tuple[str | None, int, int]]:
    """The licences of the documents with documents and words, most frequent first."""
    grouped = documents.group_by(["license"]).aggregate([([], "count_all"), ("n_words", "sum")]).to_pylist()
    found = [(row["license"], row["count_all"], row["n_words_sum"] or 0) for row in grouped]
    return sorted(found, key=lambda row: (-row[1], row[0] or ""))


def count_repairs(documents: pa.Table) -> Counted:
    """Encoding repairs with the number of documents they were needed in, most frequent first."""
    names: Counter[str | None] = Counter()
    for repairs, count in count_values(pc.drop_null(documents["repairs"])):
        for name in sorted(set((repairs or "").split("; "))):
            names[name] += count
    return _by_count(names.items())


def measure_spread(column: pa.ChunkedArray) -> Spread | None:
    """Least, middle (the lower one of two) and greatest value of a column of numbers; None without values."""
    present = pc.drop_null(column)
    if len(present) == 0:
        return None
    least, median, greatest = pc.quantile(present, q=[0.0, 0.5, 1.0], interpolation="lower").to_pylist()
    return Spread(least, median, greatest)


def count_duplicates(tables: Tables) -> DuplicateFigures:
    """What the search for near-duplicates found."""
    removals = tables["removals"]
    gone = removals.filter(pc.equal(removals["stage"], "duplicates"))
    copies = tables["paragraphs"]["n_copies"].to_numpy()
    groups = [(name, int(((copies >= low) & (copies <= high)).sum())) for name, low, high in GROUP_SIZES]
    return DuplicateFigures(
        removals=count_values(gone["rule"]),
        groups=[(name, count) for name, count in groups if count],
        similarity=measure_spread(gone["similarity"]),
        documents=_count_valid(tables["documents"]["duplicate_of"]),
    )


def count_quotes(quotes: pa.Table) -> QuoteFigures:
    """Quotes, speakers and statements."""
    statements = Counter(quotes["statement_id"].drop_null().to_pylist())
    return QuoteFigures(
        kinds=count_values(quotes["kind"]),
        languages=count_values(quotes["language"]),
        with_speaker=_count_valid(pc.coalesce(quotes["speaker"], quotes["speaker_name"])),
        with_name=_count_valid(quotes["speaker_name"]),
        unbalanced=_count_true(pc.invert(quotes["balanced"])),
        copies=_count_true(quotes["is_copy"]),
        statements=len(statements),
        repeated=sum(count > 1 for count in statements.values()),
        speakers=count_speakers(quotes),
    )


def count_speakers(quotes: pa.Table) -> list[SpeakerFigures]:
    """The speakers whose name is known, the most quoted first."""
    named = quotes.filter(pc.is_valid(quotes["speaker_name"]))
    grouped = named.group_by(["speaker_name"]).aggregate(
        [([], "count_all"), ("statement_id", "count_distinct"), ("document_id", "count_distinct")]
    )
    found = [
        SpeakerFigures(
            row["speaker_name"], row["count_all"], row["statement_id_count_distinct"], row["document_id_count_distinct"]
        )
        for row in grouped.to_pylist()
    ]
    return sorted(found, key=lambda speaker: (-speaker.quotes, speaker.name))


def pick_example(table: pa.Table, name: str) -> dict[str, Any]:
    """The row that stands for a table: by the order of ids, which are hashes, and so like a draw that stays the same.

    A body paragraph and a quote with a named speaker are preferred, because they show what their columns are for.
    """
    preferred = {
        "paragraphs": lambda t: t.filter(pc.equal(t["role"], "body")),
        "quotes": lambda t: t.filter(pc.is_valid(t["speaker_name"])),
    }
    chosen = preferred[name](table) if name in preferred else table
    chosen = chosen if chosen.num_rows else table
    ids = chosen[chosen.column_names[0]]
    row: dict[str, Any] = chosen.slice(pc.index(ids, pc.min(ids)).as_py(), 1).to_pylist()[0]
    return row


def _by_count(counted: Iterable[tuple[str | None, int]]) -> Counted:
    return sorted(counted, key=lambda pair: (-pair[1], pair[0] or ""))


def _count_valid(column: pa.ChunkedArray) -> int:
    return len(column) - int(column.null_count)


def _count_true(column: pa.ChunkedArray) -> int:
    return int(pc.sum(column).as_py() or 0)


def flag_doubts(notes: pa.ChunkedArray) -> pa.ChunkedArray:
    """Which documents look wrong by their notes: nothing of the source was an article, or what was kept is hardly one."""
    known = notes.fill_null("")
    return pc.or_(pc.match_substring(known, DOUBT), pc.match_substring(known, NO_ARTICLE))


def name_weaknesses(quotes: pa.Table) -> pa.ChunkedArray:
    """What is weak in the evidence of each quote, as `name_weakness` says; reads the columns speaker, cue and balanced."""
    flags = pc.is_valid(quotes["speaker"]), pc.is_valid(quotes["cue"]), quotes["balanced"]
    named = pa.array([name_weakness(*case) for case in product((False, True), repeat=len(flags))], pa.string())
    has_speaker, has_cue, balanced = (pc.cast(flag, pa.int64()) for flag in flags)
    return pc.take(named, pc.add(pc.add(pc.multiply(has_speaker, 4), pc.multiply(has_cue, 2)), balanced))


def put_weak_first(quotes: pa.Table) -> pa.Table:
    """The quotes with the column `weakness`, those with the weakest evidence first, else in their order."""
    weakness = name_weaknesses(quotes)
    rank = pc.index_in(weakness, value_set=pa.array(WEAKNESSES))
    order = pc.sort_indices(pa.table({"rank": rank}), sort_keys=[("rank", "ascending")])
    return quotes.append_column("weakness", weakness).take(order)
