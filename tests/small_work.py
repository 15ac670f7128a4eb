"""Builds that do on a handful of texts what others do on gigabytes: many batches, files of flows, and parts.

As a program it is the command with that: `python -m tests.small_work build ...`, its worker processes, too.
"""

from __future__ import annotations

import os
from functools import partial
from typing import Any

from corpus_builder.cli import main
from corpus_builder.engines import batches, document_stage
from corpus_builder.engines.resources import Resources
from corpus_builder.jobs import build, corpus_work
from corpus_builder.model import Record
from corpus_builder.stages import cleaned
from corpus_builder.stages.flows.numbering import number_corpus

BATCH_RECORDS, BATCH_BYTES = 4, 8_000
PART_CHARACTERS = 3_000
# Bytes of rows that a task holds, and those that a process may.
PART_BYTES, PROCESS_BYTES = 30_000, 2_000_000_000
# The variable that says that rows stay in memory, and the one that names a document which kills the process that cleans it.
IN_MEMORY, DEADLY = "SMALL_WORK_IN_MEMORY", "SMALL_WORK_DEADLY"
# The status of a process that died of that document.
DEADLY_STATUS = 77


def plan_small(_memory: int, workers: int) -> Resources:
    """As many workers as were asked for, and files for everything."""
    return Resources(workers, PART_BYTES, PROCESS_BYTES, 10**12 if IN_MEMORY in os.environ else 0)


def clean_or_die(records: Any, settings: Any) -> Any:
    """What becomes of records, unless the deadly one is among them."""
    if any(isinstance(record, Record) and record.source_id == os.environ.get(DEADLY) for record in records):
        os._exit(DEADLY_STATUS)
    return cleaned.clean_numbered(records, settings)


SMALL: tuple[tuple[Any, str, Any], ...] = (
    (batches, "BATCH_RECORDS", BATCH_RECORDS),
    (batches, "BATCH_BYTES", BATCH_BYTES),
    (corpus_work, "BATCH_BYTES", BATCH_BYTES),
    (corpus_work, "number_corpus", partial(number_corpus, mean=PART_CHARACTERS, longest=3 * PART_CHARACTERS)),
    (build, "plan_resources", plan_small),
    (document_stage, "clean_numbered", clean_or_die),
)


def work_small() -> None:
    """Make all builds of this process small ones."""
    for module, name, value in SMALL:
        setattr(module, name, value)


if __name__ in ("__main__", "__mp_main__"):
    work_small()
if __name__ == "__main__":
    main()
