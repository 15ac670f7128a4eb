"""What the rows of a release amount to, part by part: small tables of counts, of which everything rendered is made.

The summary of several parts is that of their rows together, whatever the parts: counts are summed, what is distinct within
documents is counted in its part, and of what repeats across parts, statements, 64-bit keys are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.release.funnel import CharacterFunnel, Funnel, RuleCount, SourceFunnel
from corpus_builder.tables.columns import SCHEMAS, STAGES
from corpus_builder.tables.digests import hash_strings
from corpus_builder.tables.format import shorten
from corpus_builder.tables.frames import Tables
from corpus_builder.tables.parquet import count_bytes

TEXT, WHOLE, REAL, FLAG = pa.string(), pa.int64(), pa.float64(), pa.bool_()
# Rows of tallies that may wait before they are merged: a few megabytes.
WAITING_ROWS = 100_000


class Tally(NamedTuple):
    """A table of counts: the columns that name a row, and those that are merged, each by `sum`, `min` or `max`."""

    keys: dict[str, pa.DataType]
    counts: dict[str, str]

    @property
    def schema(self) -> pa.Schema:
        """The keys, then the counts: whole numbers, or texts where the least or greatest one is kept."""
        counts = {name: WHOLE if merge == "sum" else TEXT for name, merge in self.counts.items()}
        return pa.schema([*self.keys.items(), *counts.items()])


# A row of `sources` takes some 100 bytes, one of `speakers` 50, of `voices` (a speaker and a statement) 16, of `repeated` (a
# statement that is quoted more than once) 8; the others are few.
TALLIES: dict[str, Tally] = {
    "tables": Tally({"table": TEXT}, {"rows": "sum", "bytes": "sum"}),
    "columns": Tally({"table": TEXT, "column": TEXT}, {"missing": "sum"}),
    "sources": Tally(
        {"source": TEXT, "language": TEXT},
        {"documents": "sum", "words": "sum", "characters": "sum", "first": "min", "last": "max"},
    ),
    "licenses": Tally({"license": TEXT}, {"documents": "sum", "words": "sum"}),
    "encodings": Tally({"encoding": TEXT}, {"documents": "sum"}),
    "repairs": Tally({"repairs": TEXT}, {"documents": "sum"}),
    "notes": Tally({"note": TEXT}, {"documents": "sum"}),
    "document_words": Tally({"n_words": WHOLE}, {"rows": "sum"}),
    "paragraph_words": Tally({"n_words": WHOLE}, {"rows": "sum", "characters": "sum"}),
    "copies": Tally({"n_copies": WHOLE}, {"paragraphs": "sum"}),
    "removals": Tally({"stage": TEXT, "rule": TEXT}, {"removals": "sum", "characters": "sum"}),
    "similarities": Tally({"similarity": REAL}, {"rows": "sum"}),
    "quotes": Tally(
        {"kind": TEXT, "language": TEXT, "has_speaker": FLAG, "has_name": FLAG, "balanced": FLAG, "is_copy": FLAG},
        {"quotes": "sum", "statements": "sum"},
    ),
    "speakers": Tally({"speaker_name": TEXT}, {"quotes": "sum", "documents": "sum"}),
    "voices": Tally({"speaker": WHOLE, "statement": WHOLE}, {}),
    "repeated": Tally({"statement": WHOLE}, {}),
    "rejects": Tally({"reason": TEXT}, {"rejects": "sum"}),
    "labels": Tally({"measure": TEXT}, {"met": "sum", "of": "sum"}),
}


class Example(NamedTuple):
    """The row that stands for a table, its values shortened: of those that show what columns are for, the one of the least id."""

    is_preferred: bool
    id: str
    row: dict[str, Any]

    @property
    def rank(self) -> tuple[bool, str]:
        """What sorts before it is taken instead."""
        return (not self.is_preferred, self.id)


class Summary(NamedTuple):
    """What some parts of a release amount to: tallies by name, and an example of a row of each table that has one."""

    tallies: dict[str, pa.Table]
    examples: dict[str, Example]

    def count_rows(self, table: str) -> int:
        """The number of rows of a table."""
        return sum_where(self.tallies["tables"], "rows", table=table)

    def count_bytes(self, table: str) -> int:
        """The size of a table's content in bytes, as `tables.parquet.count_bytes` has it."""
        return sum_where(self.tallies["tables"], "bytes", table=table)

    def count_missing(self, table: str, column: str) -> int:
        """How many rows of a table have no value in a column."""
        return sum_where(self.tallies["columns"], "missing", table=table, column=column)


def summarize(tables: Tables) -> Summary:
    """The summary of a part: documents with all their rows, and some of the rejects."""
    rows = {
        **_list_tables(tables),
        **_list_documents(tables["documents"]),
        **_list_pieces(tables["paragraphs"], tables["removals"]),
        **_list_quotes(tables["quotes"]),
        "rejects": tables["rejects"].select(["reason"]),
    }
    examples = {name: pick_example(table, name) for name, table in tables.items() if table.num_rows}
    return Summary({name: group_rows(name, rows.get(name)) for name in TALLIES}, examples)


def merge(summaries: Iterable[Summary]) -> Summary:
    """The summary of all parts together, from those of the parts in published order; they are read one after the other."""
    waiting, rows, merged_rows = [Summary({name: tally.schema.empty_table() for name, tally in TALLIES.items()}, {})], 0, 0
    for summary in summaries:
        # a copy, of which each tally is let go as soon as it is merged
        waiting.append(Summary(dict(summary.tallies), summary.examples))
        rows += _count_rows(summary)
        if rows > max(merged_rows, WAITING_ROWS):
            waiting = [_join(waiting)]
            rows, merged_rows = 0, _count_rows(waiting[0])
    return _join(waiting)


def _count_rows(summary: Summary) -> int:
    return sum(tally.num_rows for tally in summary.tallies.values())


def _join(summaries: Sequence[Summary]) -> Summary:
    """The summary of some others, which lose their tallies."""
    examples: dict[str, Example] = {}
    for name in SCHEMAS:
        # of equal ones `min` takes the first
        if found := [summary.examples[name] for summary in summaries if name in summary.examples]:
            examples[name] = min(found, key=lambda example: example.rank)
    tallies = {name: group_rows(name, pa.concat_tables([one.tallies.pop(name) for one in summaries])) for name in TALLIES}
    return Summary(tallies, examples)


def group_rows(name: str, rows: pa.Table | None) -> pa.Table:
    """Rows of a tally, one for each of its keys, sorted by them; a count that is not given is one a row."""
    tally = TALLIES[name]
    if rows is None or not rows.num_rows:
        return tally.schema.empty_table()
    for count in tally.counts.keys() - set(rows.column_names):
        rows = rows.append_column(count, pa.array(np.ones(rows.num_rows, np.int64)))
    keys = list(tally.keys)
    grouped = rows.group_by(keys, use_threads=False).aggregate(list(tally.counts.items())).rename_columns([*keys, *tally.counts])
    order = pc.sort_indices(grouped, sort_keys=[(key, "ascending") for key in keys])
    return grouped.take(order).cast(tally.schema).combine_chunks()


def sum_where(tally: pa.Table, count: str, **keys: Any) -> int:
    """The sum of a count over the rows of a tally that have some keys."""
    for key, value in keys.items():
        tally = tally.filter(pc.equal(tally[key], value))
    return int(pc.sum(tally[count]).as_py() or 0)


def _list_tables(tables: Tables) -> dict[str, pa.Table]:
    counted = [(name, table.num_rows, count_bytes(table)) for name, table in tables.items()]
    missing = [(name, column, table[column].null_count) for name, table in tables.items() for column in table.column_names]
    return {
        "tables": pa.table([pa.array(values) for values in zip(*counted, strict=True)], ["table", "rows", "bytes"]),
        "columns": pa.table([pa.array(values) for values in zip(*missing, strict=True)], ["table", "column", "missing"]),
    }


def _list_documents(documents: pa.Table) -> dict[str, pa.Table]:
    source = documents.select(["source", "language", "n_words", "source_characters", "published", "published"])
    return {
        "sources": source.rename_columns(["source", "language", "words", "characters", "first", "last"]),
        "licenses": documents.select(["license", "n_words"]).rename_columns(["license", "words"]),
        "encodings": documents.select(["encoding"]),
        "repairs": documents.select(["repairs"]),
        "notes": documents.select(["note"]),
        "document_words": documents.select(["n_words"]),
    }


def _list_pieces(paragraphs: pa.Table, removals: pa.Table) -> dict[str, pa.Table]:
    similar = pc.and_(pc.equal(removals["stage"], "duplicates"), pc.is_valid(removals["similarity"]))
    return {
        "paragraph_words": paragraphs.select(["n_words"]).append_column("characters", _measure_spans(paragraphs)),
        "copies": paragraphs.select(["n_copies"]),
        "removals": removals.select(["stage", "rule"]).append_column("characters", _measure_spans(removals)),
        "similarities": removals.select(["similarity"]).filter(similar),
    }


def _measure_spans(rows: pa.Table) -> pa.ChunkedArray:
    return pc.subtract(rows["end"], rows["start"])


def _list_quotes(quotes: pa.Table) -> dict[str, pa.Table]:
    is_first = pc.fill_null(pc.equal(quotes["id"], quotes["statement_id"]), False)
    flags = {
        "has_speaker": pc.is_valid(pc.coalesce(quotes["speaker"], quotes["speaker_name"])),
        "has_name": pc.is_valid(quotes["speaker_name"]),
        "statements": pc.cast(is_first, WHOLE),
    }
    counted = quotes.select(["kind", "language", "balanced", "is_copy"])
    for name, values in flags.items():
        counted = counted.append_column(name, values)
    named = quotes.select(["speaker_name", "document_id", "statement_id"]).filter(flags["has_name"])
    speakers = named.group_by(["speaker_name"], use_threads=False).aggregate(
        [([], "count_all"), ("document_id", "count_distinct")]
    )
    return {
        "quotes": counted,
        "speakers": speakers.select(["speaker_name", "count_all", "document_id_count_distinct"]).rename_columns(
            ["speaker_name", "quotes", "documents"]
        ),
        "voices": _hash_columns(named, {"speaker": "speaker_name", "statement": "statement_id"}),
        "repeated": _hash_columns(quotes.filter(pc.invert(is_first)), {"statement": "statement_id"}),
    }


def _hash_columns(table: pa.Table, columns: dict[str, str]) -> pa.Table:
    """The different rows of some columns of texts as keys of 64 bits, those without a null."""
    rows = table.select(list(columns.values())).drop_null()
    rows = rows.group_by(rows.column_names, use_threads=False).aggregate([])
    return pa.table({name: hash_strings(rows[column]).view(np.int64) for name, column in columns.items()})


# The rows of a table that show what its columns are for.
PREFERRED: dict[str, Callable[[pa.Table], pa.ChunkedArray]] = {
    "paragraphs": lambda table: pc.equal(table["role"], "body"),
    "quotes": lambda table: pc.is_valid(table["speaker_name"]),
}


def pick_example(table: pa.Table, name: str) -> Example:
    """The row that stands for a table: by the order of ids, which are hashes, and so like a draw that stays the same.

    A body paragraph and a quote with a named speaker are preferred, because they show what their columns are for.
    """
    wanted = PREFERRED[name](table) if name in PREFERRED else table[0].is_valid()
    rows = np.flatnonzero(pc.fill_null(wanted, False).to_numpy())
    is_preferred = len(rows) > 0
    rows = rows if is_preferred else np.arange(table.num_rows)
    ids = table[0].take(pa.array(rows))
    row = table.slice(int(rows[pc.index(ids, pc.min(ids)).as_py()]), 1).to_pylist()[0]
    return Example(is_preferred, str(row[table.column_names[0]]), {column: shorten(value) for column, value in row.items()})


def count_funnel(summary: Summary) -> Funnel:
    """What became of every source and of every character, counted from the tables; both add up."""
    tallies, documents = summary.tallies, summary.count_rows("documents")
    counted = list_removals(summary)
    removed, hidden = (tuple(row for row in counted if (row.stage == "policy") == is_hidden) for is_hidden in (False, True))
    rejects = {str(row["reason"]): row["rejects"] for row in tallies["rejects"].to_pylist()}
    total, kept = (pc.sum(tallies[name]["characters"]).as_py() or 0 for name in ("sources", "paragraph_words"))
    return Funnel(
        sources=SourceFunnel(total=documents + sum(rejects.values()), documents=documents, rejects=rejects),
        characters=CharacterFunnel(
            total=total, blank=total - kept - sum(row.characters for row in removed), removed=removed, kept=kept
        ),
        policy=hidden,
    )


def list_removals(summary: Summary) -> list[RuleCount]:
    """Removals and their source characters by stage and rule, in the order of the stages and then of the rules' names."""
    rows = [RuleCount(**row) for row in summary.tallies["removals"].to_pylist()]
    order: dict[str, int] = {stage: index for index, stage in enumerate(STAGES)}
    return sorted(rows, key=lambda row: (order.get(row.stage, len(order)), row.stage, row.rule or ""))
