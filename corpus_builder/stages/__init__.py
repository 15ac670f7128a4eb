"""The stages of the pipeline, in order, without touching a file.

A record is opened, repaired, split into blocks, classified, searched for quotes (`document.py`, no other document
needed), written as rows (`rows.py`), and at last compared with all others (`flows/`). `offsets.py` leads back to the
source.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from corpus_builder.model import Document, Record, Reject
from corpus_builder.settings import Settings

if TYPE_CHECKING:
    from corpus_builder.tables.frames import Tables as Tables


def clean_records(records: Sequence[Record | Reject], settings: Settings) -> Tables:
    """The rows of a batch of records: the function that every engine runs. Rejects among the records pass through."""
    # here, so that who needs one of the stages loads no other
    from corpus_builder.stages.rows import tabulate

    return tabulate(clean_results(records, settings))


def clean_results(records: Sequence[Record | Reject], settings: Settings) -> list[Document | Reject]:
    """What becomes of each of a batch of records, in their order."""
    from corpus_builder.stages.document import clean_batch

    cleaned = iter(clean_batch([r for r in records if isinstance(r, Record)], settings))
    return [next(cleaned) if isinstance(r, Record) else r for r in records]
