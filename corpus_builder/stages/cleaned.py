"""Records cleaned, and their rows with the number of the record that they come from: what engines run and keep."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corpus_builder.model import Document, Record, Reject
from corpus_builder.stages import clean_results

if TYPE_CHECKING:
    import pyarrow as pa

    from corpus_builder.settings import Settings
    from corpus_builder.tables.frames import Tables

I64 = npt.NDArray[np.int64]
# Bytes of a record's key: no two records share one by chance.
KEY_BYTES = 16
RECORD = "record"


def clean_numbered(records: Sequence[Record | Reject], settings: Settings) -> Tables:
    """The rows of a batch; the column `record` has the place in the batch of the record that each comes from."""
    import pyarrow as pa

    # here, so that who needs a key alone loads no other stage
    from corpus_builder.stages.rows import tabulate

    results = clean_results(records, settings)
    numbers = number_results(results)
    tables = {name: table.append_column(RECORD, pa.array(numbers[name])) for name, table in tabulate(results).items()}
    return tables | list_facts(tables, settings)


def list_facts(tables: Tables, settings: Settings) -> Tables:
    """What the flows compare lines, quotes and texts by (`lines`, `facts`, `samples`), so that they need not read them again.

    It follows from the rows of a document alone; a paragraph or a quote is named by its position in it.
    """
    from corpus_builder.stages.flows.near_copies.text_samples import list_samples
    from corpus_builder.stages.flows.repeated_lines.line_keys import list_line_keys
    from corpus_builder.stages.flows.statements.quote_facts import read_facts

    documents, removals = (_name(tables[name], "document", RECORD) for name in ("documents", "removals"))
    paragraphs = _name(_name(tables["paragraphs"], "document", RECORD), "paragraph", "position")
    facts = read_facts(_name(_name(tables["quotes"], "quote", "position"), "part", RECORD))
    return {
        "lines": _give_record(list_line_keys(paragraphs, removals, documents), "document"),
        "facts": _give_record(facts, "part"),
        "samples": _give_record(list_samples(documents, paragraphs, settings.duplicates.minimum_words), "document"),
    }


def _give_record(table: pa.Table, name: str) -> pa.Table:
    """The table with the number of the record as its last column, which had another name."""
    return table.drop_columns([name]).append_column(RECORD, table[name])


def _name(table: pa.Table, name: str, column: str) -> pa.Table:
    """The table with a column under one more name."""
    return table.append_column(name, table[column])


def number_results(results: Sequence[Document | Reject]) -> dict[str, I64]:
    """For the rows of each table the place of the result that they belong to, in the order of `tabulate`."""
    is_document = np.array([isinstance(result, Document) for result in results], bool)
    documents = [result for result in results if isinstance(result, Document)]
    places = np.flatnonzero(is_document)
    numbers = {
        name: np.repeat(places, np.array([len(getattr(document, name)) for document in documents], np.int64))
        for name in ("paragraphs", "quotes", "removals")
    }
    return numbers | {"documents": places, "rejects": np.flatnonzero(~is_document)}


def make_keys(records: Iterable[Record | Reject]) -> npt.NDArray[np.int64]:
    """A hash of all that decides what becomes of a record beside settings and code, as two whole numbers: one row a record."""
    hashes = [hashlib.blake2b(_spell(record), digest_size=KEY_BYTES).digest() for record in records]
    return np.frombuffer(b"".join(hashes), "<i8").reshape(-1, 2)


def _spell(record: Record | Reject) -> bytes:
    """A record by its content's hash, in a way that no other record is spelled."""
    if isinstance(record, Reject):
        return repr((False, record)).encode("utf-8", "backslashreplace")
    content = record.content.encode("utf-8", "surrogatepass") if isinstance(record.content, str) else record.content
    known = (record.source_id, record.path, record.kind, isinstance(record.content, str), record.metadata)
    own = (record.size, record.sha256, record.notes, record.charset, hashlib.sha256(content).hexdigest())
    return repr((True, known, own)).encode("utf-8", "backslashreplace")
