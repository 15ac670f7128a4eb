"""Which records of a corpus are in it: the first with each id, of files that were to their end what they were at first."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.policy.takedowns import name_takedowns
from corpus_builder.sources.records import TAKEDOWN, WHOLE_FILE
from corpus_builder.stages.flows.flow import Data, Engine, make_schema, make_table
from corpus_builder.stages.flows.key_runs import count_runs, find_starts, read_flags, read_numbers, reduce_runs
from corpus_builder.stages.flows.near_copies.text_samples import TEXT_SAMPLES
from corpus_builder.stages.flows.repeated_lines.line_keys import LINES
from corpus_builder.stages.flows.statements.quote_facts import FACTS
from corpus_builder.stages.rows import tabulate_rejects
from corpus_builder.stages.takedown_rows import reject_takedown
from corpus_builder.tables.columns import SCHEMAS

SECOND = "duplicate source id"
# Rejects that do not go when their file takes back what it gave: they tell of another source, or of the file itself.
LASTING = (SECOND, TAKEDOWN, *sorted(WHOLE_FILE))
INT, STRING = pa.int64(), pa.string()
# A record or a reject: its number in the order of the files, the batch in which it was cleaned, the number of its file, a hash of
# its source id, whether it takes the id so that no later one can have it, whether it cannot be a second one (a takedown), and
# where in its file it is.
INTAKE = make_schema(
    record=INT,
    part=INT,
    file=INT,
    identity=INT,
    takes=pa.bool_(),
    exempt=pa.bool_(),
    source_id=STRING,
    path=STRING,
    bytes=INT,
    sha256=STRING,
    place=STRING,
)
# Records that are not in the corpus, in their batches.
GONE = make_schema(record=INT, part=INT)
# Documents that a takedown list covers, and the hash that does.
COVERED = make_schema(record=INT, part=INT, source_id=STRING, path=STRING, hash=STRING)
# The rows of a batch have the number of their record beside the published columns.
_ROWS: Final = {
    **SCHEMAS,
    # a record stands for the document of a line or a sample, and for the part of a quote's facts
    "lines": pa.schema([field for field in LINES if field.name != "document"]),
    "facts": pa.schema([field for field in FACTS if field.name != "part"]),
    "samples": pa.schema([field for field in TEXT_SAMPLES if field.name != "document"]),
}
CLEANED: Final = {name: pa.schema([*schema, pa.field("record", INT), pa.field("part", INT)]) for name, schema in _ROWS.items()}


class Batches(NamedTuple):
    """What the document stage has made: for each batch the rows of its documents (`CLEANED`), and where all records come from."""

    documents: Data
    paragraphs: Data
    quotes: Data
    removals: Data
    rejects: Data
    lines: Data
    facts: Data
    samples: Data
    intake: Data
    n_batches: int


class Admitted(NamedTuple):
    """The records that are not in the corpus, placed in their batches, and all rejects."""

    gone: Data
    rejects: Data


def admit_records(engine: Engine, batches: Batches, withdrawn: Collection[int], covered: Data) -> Admitted:
    """Decide which records are in the corpus; `withdrawn` are the numbers of files that took back what they gave.

    `covered` (`COVERED`) are documents of which only their page told that they were taken down.
    """
    seconds = batches.intake.arrange(["identity"], ["identity", "record"]).map(reject_seconds, CLEANED["rejects"]).keep()
    given_back = batches.intake.map(partial(list_withdrawn, withdrawn=tuple(sorted(withdrawn))), GONE)
    gone = engine.union(seconds.map(list_gone, GONE), given_back, covered.map(list_gone, GONE))
    placed = gone.place(batches.n_batches, ["record"])
    own = engine.zip(partial(drop_rejects, lasting=LASTING), [batches.rejects, placed], CLEANED["rejects"])
    return Admitted(placed, engine.union(own, seconds, covered.map(reject_covered, CLEANED["rejects"])))


def cover_documents(engine: Engine, batches: Batches, takedowns: Collection[str]) -> Data:
    """The documents (`COVERED`) that a takedown list covers, as only the metadata of their pages show."""
    if not takedowns:
        return engine.table(COVERED.empty_table())
    return batches.documents.map(partial(list_covered, takedowns=tuple(takedowns)), COVERED).keep()


def list_covered(documents: pa.Table, takedowns: tuple[str, ...]) -> pa.Table:
    """The documents of a batch that the list covers."""
    hashes = pa.array(name_takedowns(documents, takedowns), STRING)
    named = documents.select(["record", "part", "source_id", "path"]).append_column("hash", hashes)
    return named.filter(pc.is_valid(hashes))


def reject_covered(covered: pa.Table) -> pa.Table:
    """The rejects of documents that are taken down."""
    rejects = [reject_takedown(*row) for row in zip(covered["source_id"].to_pylist(), covered["path"].to_pylist(), strict=True)]
    columns = [*tabulate_rejects(rejects).columns, covered["record"], covered["part"]]
    return pa.table(columns, schema=CLEANED["rejects"])


def reject_seconds(intake: pa.Table) -> pa.Table:
    """The rejects of records whose id an earlier one has taken."""
    identity, record = read_numbers(intake, "identity", "record")
    takes, exempt = read_flags(intake, "takes"), read_flags(intake, "exempt")
    starts = find_starts([identity])
    rows = np.where(takes, np.arange(len(record)), len(record))
    firsts = np.repeat(reduce_runs(np.minimum, rows, starts), count_runs(starts, len(record)))
    later = np.flatnonzero((np.arange(len(record)) > firsts) & ~exempt)
    rows_of, first_of = intake.take(pa.array(later)), intake.take(pa.array(firsts[later]))
    columns = {
        **{name: rows_of[name] for name in ("source_id", "path", "bytes", "sha256", "record", "part")},
        "reason": pa.repeat(SECOND, len(later)),
        "detail": tell_places(rows_of["place"], first_of["place"], first_of["path"]) if len(later) else first_of["path"],
    }
    return make_table(CLEANED["rejects"], [columns[name] for name in CLEANED["rejects"].names])


def tell_places(own: pa.ChunkedArray, first: pa.ChunkedArray, path: pa.ChunkedArray) -> pa.ChunkedArray:
    """Where records are in their file, if it has many, and where the first ones with their ids are."""
    own, first = (pc.binary_join_element_wise(place, "", end) for place, end in ((own, ": "), (first, " of ")))
    return pc.binary_join_element_wise(own, "the first one is in ", first, path, "", null_handling="skip")


def list_withdrawn(intake: pa.Table, withdrawn: tuple[int, ...]) -> pa.Table:
    """The records of files that took them back."""
    file = read_numbers(intake, "file")[0]
    return intake.filter(pa.array(np.isin(file, withdrawn))).select(GONE.names)


def list_gone(rejects: pa.Table) -> pa.Table:
    """The records that these rejects stand for."""
    return rejects.select(GONE.names)


def drop_gone(rows: pa.Table, gone: pa.Table) -> pa.Table:
    """The rows of a batch without those of records that are not in the corpus."""
    record, absent = read_numbers(rows, "record")[0], read_numbers(gone, "record")[0]
    return rows if not len(absent) else rows.filter(pa.array(~np.isin(record, absent)))


def drop_rejects(rejects: pa.Table, gone: pa.Table, lasting: tuple[str, ...]) -> pa.Table:
    """The rejects of a batch without those that were taken back or replaced; `lasting` reasons stay whatever their file does."""
    record, absent = read_numbers(rejects, "record")[0], read_numbers(gone, "record")[0]
    stays = pc.is_in(rejects["reason"], value_set=pa.array(lasting, STRING))
    return rejects.filter(pc.or_(stays, pa.array(~np.isin(record, absent))))
