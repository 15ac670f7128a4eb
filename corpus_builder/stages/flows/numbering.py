"""Numbering documents, paragraphs and quotes in the published order, and moving every row to the part that it is published in."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import chain

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.stages.flows.admission import CLEANED, INT, STRING, Admitted, Batches, drop_gone
from corpus_builder.stages.flows.flow import Data, Engine, make_schema, make_table
from corpus_builder.stages.flows.key_runs import I64, find_starts, read_numbers
from corpus_builder.stages.flows.near_copies.text_samples import TEXT_SAMPLES
from corpus_builder.stages.flows.numbered import NUMBERED, Corpus, Layout
from corpus_builder.stages.flows.repeated_lines.line_keys import LINES
from corpus_builder.stages.flows.statements.quote_facts import FACTS
from corpus_builder.tables.columns import SCHEMAS
from corpus_builder.tables.frames import first_day
from corpus_builder.tables.parts import (
    LONGEST_PART,
    PART_CHARACTERS,
    cut_parts,
    cut_rejects,
    find_last_start,
    list_reject_ids,
)

# What stands behind every date: documents without one come last.
NO_DAY = "~"
# What of a document decides its place and its part, and what it holds.
KEYS = make_schema(day=STRING, source_id=STRING, id=STRING, record=INT, batch=INT, characters=INT, paragraphs=INT, quotes=INT)
# For a record its document's number and part, and the numbers of its first paragraph and quote and how many it has.
PLACES = make_schema(record=INT, batch=INT, document=INT, part=INT, paragraph=INT, quote=INT, paragraphs=INT, quotes=INT)
NUMBERED_LINES = pa.schema([*LINES, pa.field("part", INT)])
NUMBERED_SAMPLES = pa.schema([*TEXT_SAMPLES, pa.field("part", INT)])
KEYED_REJECTS = pa.schema([*SCHEMAS["rejects"], pa.field("hash_key", STRING)])
PLACED_REJECTS = pa.schema([*SCHEMAS["rejects"], pa.field("part", INT)])
_ORDERS = {
    "documents": ["document"],
    "paragraphs": ["paragraph"],
    "quotes": ["quote"],
    "removals": ["document", "start", "end"],
    "lines": ["document"],
    "facts": ["quote"],
    "samples": ["document", "paragraph"],
}


def number_corpus(
    engine: Engine, batches: Batches, admitted: Admitted, mean: int = PART_CHARACTERS, longest: int = LONGEST_PART
) -> Corpus:
    """The rows of all batches in parts, every row named by its number; parts of about so many characters."""
    documents = engine.zip(drop_gone, [batches.documents, admitted.gone], CLEANED["documents"])
    keys = documents.map(list_keys, KEYS).sort(["day", "source_id"])
    places = keys.scan(partial(number_documents, mean=mean, longest=longest), PLACES)
    layout = read_layout(places)
    of_batch = places.map(turn_to_batches, PLACES).place(batches.n_batches, ["record"])
    placed = {
        name: engine.zip(partial(number_rows, name=name), [rows, of_batch], NUMBERED[name])
        for name, rows in (("documents", batches.documents), ("paragraphs", batches.paragraphs), ("removals", batches.removals))
    }
    placed["quotes"] = engine.zip(number_quotes, [batches.quotes, batches.paragraphs, of_batch], NUMBERED["quotes"])
    placed["lines"] = engine.zip(number_lines, [batches.lines, of_batch], NUMBERED_LINES)
    placed["facts"] = engine.zip(number_facts, [batches.facts, of_batch], FACTS)
    placed["samples"] = engine.zip(number_samples, [batches.samples, of_batch], NUMBERED_SAMPLES)
    moved = {name: rows.place(layout.n_parts, _ORDERS[name]) for name, rows in placed.items()}
    return Corpus(**moved, layout=layout)


def list_keys(documents: pa.Table) -> pa.Table:
    """What decides the place of each document."""
    days = pc.fill_null(first_day(documents["published"]), NO_DAY)
    named = ("source_id", "id", "record", "part", "source_characters", "n_paragraphs", "n_quotes")
    return make_table(KEYS, [days, *(documents[name] for name in named)])


def number_documents(keys: Iterator[pa.Table], mean: int, longest: int) -> Iterator[pa.Table]:
    """The numbers of documents in their order; of the last part that may still grow only the documents are held."""
    numbers = _Numbers()
    waiting = KEYS.empty_table()
    for table in keys:
        waiting = pa.concat_tables([waiting, table])
        end = find_last_start(waiting["id"].to_pylist(), read_numbers(waiting, "characters")[0], mean)
        if end:
            yield numbers.number(waiting.slice(0, end), mean, longest)
            waiting = waiting.slice(end)
    if waiting.num_rows:
        yield numbers.number(waiting, mean, longest)


class _Numbers:
    """The first number that is not given yet, of documents, parts, paragraphs and quotes."""

    def __init__(self) -> None:
        self._document = self._part = self._paragraph = self._quote = 0

    def number(self, keys: pa.Table, mean: int, longest: int) -> pa.Table:
        """The places of documents that are one or more whole parts."""
        characters, record, batch, paragraphs, quotes = read_numbers(
            keys, "characters", "record", "batch", "paragraphs", "quotes"
        )
        starts = cut_parts(keys["id"].to_pylist(), characters, mean, longest)
        rows = np.arange(len(record))
        parts = self._part + np.searchsorted(starts, rows, "right") - 1
        columns = [record, batch, self._document + rows, parts]
        columns += [self._paragraph + _sum_before(paragraphs), self._quote + _sum_before(quotes), paragraphs, quotes]
        self._document, self._part = self._document + len(rows), self._part + len(starts)
        self._paragraph, self._quote = self._paragraph + int(paragraphs.sum()), self._quote + int(quotes.sum())
        return make_table(PLACES, columns)


def _sum_before(counts: I64) -> I64:
    return np.cumsum(counts) - counts


def read_layout(places: Data) -> Layout:
    """Where parts begin, from the places of all documents in their order."""
    firsts: list[tuple[int, int, int]] = []
    end = (0, 0, 0)
    for table in places.collect():
        part, *numbers = read_numbers(table, "part", "document", "paragraph", "quote")
        starts = find_starts([part])  # a table holds whole parts
        firsts += zip(*(column[starts].tolist() for column in numbers), strict=True)
        held = read_numbers(table.slice(table.num_rows - 1), "document", "paragraph", "quote", "paragraphs", "quotes")
        document, paragraph, quote, paragraphs, quotes = (int(column[0]) for column in held)
        end = (document + 1, paragraph + paragraphs, quote + quotes)
    return Layout(*zip(*firsts, end, strict=True))


def turn_to_batches(places: pa.Table) -> pa.Table:
    """Places by the batch in which a document was cleaned, whose number is then `part`; `batch` is the part."""
    turned = {"batch": "part", "part": "batch"}
    return make_table(PLACES, [places[turned.get(name, name)] for name in PLACES.names])


def number_rows(rows: pa.Table, places: pa.Table, name: str) -> pa.Table:
    """The rows of a table of a batch with their numbers, those of documents that are in the corpus."""
    rows, own = _match_places(rows, places)
    document, part, paragraph = read_numbers(own, "document", "batch", "paragraph")
    numbers = [document, part]
    if name == "paragraphs":
        numbers = [paragraph + read_numbers(rows, "position")[0], *numbers]
    return _append_numbers(rows, name, numbers)


def number_quotes(quotes: pa.Table, paragraphs: pa.Table, places: pa.Table) -> pa.Table:
    """The quotes of a batch with their numbers and those of their paragraphs."""
    quotes, own = _match_places(quotes, places)
    paragraphs, of_paragraphs = _match_places(paragraphs, places)
    document, part, quote = read_numbers(own, "document", "batch", "quote")
    first, position = read_numbers(of_paragraphs, "paragraph")[0], read_numbers(paragraphs, "position")[0]
    rows = pc.index_in(quotes["paragraph_id"], value_set=paragraphs["id"].combine_chunks()).to_numpy().astype(np.int64)
    return _append_numbers(
        quotes, "quotes", [quote + read_numbers(quotes, "position")[0], (first + position)[rows], document, part]
    )


def number_lines(lines: pa.Table, places: pa.Table) -> pa.Table:
    """The lines of a batch with the numbers of their documents and paragraphs."""
    return _number_pieces(lines, places, NUMBERED_LINES)


def number_samples(samples: pa.Table, places: pa.Table) -> pa.Table:
    """The samples of the texts of a batch with the numbers of their documents and paragraphs."""
    return _number_pieces(samples, places, NUMBERED_SAMPLES)


def _number_pieces(rows: pa.Table, places: pa.Table, schema: pa.Schema) -> pa.Table:
    """Rows of documents and of paragraphs, which are named by their positions; of no paragraph the position is negative."""
    rows, own = _match_places(rows, places)
    position, first = read_numbers(rows, "paragraph")[0], read_numbers(own, "paragraph")[0]
    paragraph = np.where(position < 0, position, first + position)
    return make_table(schema, [own["document"], paragraph, *(rows[name] for name in schema.names[2:-1]), own["batch"]])


def number_facts(facts: pa.Table, places: pa.Table) -> pa.Table:
    """The facts of the quotes of a batch with their numbers."""
    facts, own = _match_places(facts, places)
    quote = read_numbers(own, "quote")[0] + read_numbers(facts, "quote")[0]
    return make_table(FACTS, [quote, own["batch"], *(facts[name] for name in FACTS.names[2:])])


def _match_places(rows: pa.Table, places: pa.Table) -> tuple[pa.Table, pa.Table]:
    """The rows of documents that have a place, and these places beside them."""
    record, known = read_numbers(rows, "record")[0], read_numbers(places, "record")[0]
    found = np.minimum(np.searchsorted(known, record), max(len(known) - 1, 0))
    there = np.flatnonzero(known[found] == record) if len(known) else record[:0]
    return rows.take(pa.array(there)), places.take(pa.array(found[there]))


def _append_numbers(rows: pa.Table, name: str, numbers: list[I64]) -> pa.Table:
    published = rows.drop_columns(["record", "part"])
    return pa.table([*published.columns, *map(pa.array, numbers)], schema=NUMBERED[name])


def number_rejects(rejects: Data) -> Data:
    """The rejects in their published order, each with the part that it is in."""
    keyed = rejects.map(add_hash_key, KEYED_REJECTS)
    return keyed.sort(["path", "source_id", "reason", "detail", "hash_key"]).scan(cut_in_parts, PLACED_REJECTS)


def add_hash_key(rejects: pa.Table) -> pa.Table:
    """Rejects with a SHA-256 that has no nulls, behind all others where there is none."""
    return rejects.select(SCHEMAS["rejects"].names).append_column("hash_key", pc.fill_null(rejects["sha256"], NO_DAY))


def cut_in_parts(rejects: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """The parts of rejects that are sorted, a table for each one or more."""
    part, waiting = 0, KEYED_REJECTS.empty_table()
    for table in chain(rejects, [None]):
        waiting = waiting if table is None else pa.concat_tables([waiting, table])
        ids = list_reject_ids(waiting)
        end = waiting.num_rows if table is None else find_last_start(ids, np.zeros(len(ids), np.int64))
        if end:
            starts = cut_rejects(waiting.slice(0, end))
            parts = part + np.searchsorted(starts, np.arange(end), "right") - 1
            yield waiting.slice(0, end).drop_columns(["hash_key"]).append_column("part", pa.array(parts))
            part, waiting = part + len(starts), waiting.slice(end)
