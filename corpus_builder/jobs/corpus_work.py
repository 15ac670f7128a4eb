"""A corpus from its records to the parts of its release: cleaned, decided and published, in bounded memory."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from corpus_builder.engines.batches import BATCH_BYTES
from corpus_builder.engines.document_stage import Given, clean_documents
from corpus_builder.engines.local import Local, Work
from corpus_builder.engines.resources import Resources
from corpus_builder.engines.store import Store
from corpus_builder.engines.workers import Workers
from corpus_builder.jobs.intake import Intake
from corpus_builder.model import Reject
from corpus_builder.release.folder import name_work
from corpus_builder.release.losses import CorpusKeys, hash_keys, join_keys
from corpus_builder.release.manifest import digest_values, read_versions
from corpus_builder.release.page.quality import Label
from corpus_builder.release.release_writing import Written, write_part
from corpus_builder.settings import PolicySettings, Settings
from corpus_builder.sources.records import is_counted
from corpus_builder.stages.flows.admission import admit_records, cover_documents
from corpus_builder.stages.flows.applying import apply_decisions, list_inputs
from corpus_builder.stages.flows.deciding import decide_corpus
from corpus_builder.stages.flows.flow import Data
from corpus_builder.stages.flows.numbered import Corpus
from corpus_builder.stages.flows.numbering import number_corpus, number_rejects
from corpus_builder.system.code import digest_code
from corpus_builder.tables.columns import SCHEMAS

# The folders of a work folder: cleaned batches, and what flows keep.
DOCUMENTS, FLOWS = "documents", "flows"
# Rejects that are told one by one.
TOLD = 1000


class CorpusWork(NamedTuple):
    """What builds a corpus: settings, an engine, processes and where cleaned batches are kept; None for memory."""

    settings: Settings
    engine: Local
    workers: Workers
    store: Store | None


class Rejected(NamedTuple):
    """Rejects by reason, all and those that count, and of these the first as (path, reason, detail)."""

    reasons: Counter[str]
    counted: Counter[str]
    first: tuple[tuple[str, str, str], ...]


class AdmittedCorpus(NamedTuple):
    """A corpus in parts, and its rejects in theirs."""

    corpus: Corpus
    rejects: Data
    rejected: Rejected


class Place(NamedTuple):
    """Where a build works: beside which release, with which cache, on how many bytes of sources."""

    out: Path
    cache: Path | None
    size: int


@contextmanager
def hold_work(place: Place, settings: Settings, plan: Resources) -> Iterator[CorpusWork]:
    """What a build works with; what it has done is kept beside the release until that is published."""
    code, folder = name_version(settings), name_work(place.out)
    workers = Workers(plan.workers, plan.process_bytes)
    # a single batch: nothing would be gained by going on with it
    is_small = place.size <= BATCH_BYTES
    store = None
    if place.cache is not None:
        store = open_store(place.cache / DOCUMENTS / code, shared=True)
    elif not is_small:
        store = open_store(folder / DOCUMENTS / code, shared=False)
    flows = None if plan.in_memory else folder / FLOWS
    if flows is not None:
        flows.mkdir(parents=True, exist_ok=True)
    with workers:
        yield CorpusWork(settings, Local(Work(flows, plan.part_bytes, workers), code), workers, store)
    shutil.rmtree(folder, ignore_errors=True)


def open_store(folder: Path, *, shared: bool) -> Store:
    """The batches that are in a folder; what other versions have left beside it goes, unless others use it, too."""
    store = Store(folder)
    if not shared:
        drop_others(folder)
    store.load(shared=shared)
    return store


def name_version(settings: Settings) -> str:
    """A name for what decides the rows of a document beside its record: code, versions and settings."""
    said = digest_values([digest_code(), read_versions(), settings.model_dump(mode="json")])
    return said[:16]


def drop_others(folder: Path) -> None:
    """Remove what stands beside a folder."""
    for path in folder.parent.iterdir():
        if path != folder:
            shutil.rmtree(path, ignore_errors=True)


def admit_corpus(work: CorpusWork, records: Iterable[Given], intake: Intake) -> AdmittedCorpus:
    """The corpus of all records that are admitted, cleaned and in parts."""
    batches = clean_documents(work.engine, records, work.settings, work.workers, work.store)
    covered = cover_documents(work.engine, batches, intake.takedowns)
    for table in covered.collect():
        rows = zip(*(table[name].to_pylist() for name in ("source_id", "path", "hash")), strict=True)
        for source_id, path, value in rows:
            intake.covering.add(value)
            if path == source_id:
                intake.taken_down.add(path)
    admitted = admit_records(work.engine, batches, intake.withdrawn, covered)
    corpus = number_corpus(work.engine, batches, admitted)
    rejects = number_rejects(admitted.rejects).keep()
    return AdmittedCorpus(corpus, rejects, count_rejects(rejects, intake.named))


def count_rejects(rejects: Data, named: set[str]) -> Rejected:
    """Rejects by reason; of files that nobody `named` some do not count."""
    reasons, counted = Counter[str](), Counter[str]()
    first: list[tuple[str, str, str]] = []
    for table in rejects.collect():
        for row in table.select(SCHEMAS["rejects"].names).to_pylist():
            reject = Reject(*row.values())
            reasons[reject.reason] += 1
            if is_counted(reject, reject.path in named):
                counted[reject.reason] += 1
                if len(first) < TOLD:
                    first.append((reject.path, reject.reason, reject.detail))
    return Rejected(reasons, counted, tuple(sorted(first)))


def list_keys(corpus: AdmittedCorpus) -> CorpusKeys:
    """The keys by which it is seen what a release in the place of a corpus would lose."""
    documents, rejects = (SCHEMAS[name].empty_table() for name in ("documents", "rejects"))
    own = (hash_keys(table, rejects) for table in corpus.corpus.documents.collect())
    refused = (hash_keys(documents, table) for table in corpus.rejects.collect())
    return join_keys([*own, *refused])


def publish_corpus(work: CorpusWork, corpus: AdmittedCorpus, folder: Path, labels: Sequence[Label]) -> Iterator[Written]:
    """Decide what only the whole corpus can, and write its parts, and those of its rejects, into the folder of a release."""
    decisions = decide_corpus(work.engine, corpus.corpus, work.settings)
    act = partial(publish_part, folder=folder, policy=work.settings.policy, labels=labels)
    yield from work.engine.call(act, list_inputs(corpus.corpus, decisions))
    empty = {name: schema.empty_table() for name, schema in SCHEMAS.items()}
    for table in corpus.rejects.collect():
        parts = table["part"].to_numpy()
        for part in np.unique(parts).tolist():
            rejects = table.filter(pa.array(parts == part)).select(SCHEMAS["rejects"].names)
            yield write_part(folder, part, empty | {"rejects": rejects}, work.settings.policy)


def publish_part(*tables: pa.Table, folder: Path, policy: PolicySettings, labels: Sequence[Label]) -> Written:
    """Write a part of a corpus, with all that was decided of it, into the folder of a release."""
    part = int(tables[0]["part"][0].as_py())
    published = apply_decisions(*tables) | {"rejects": SCHEMAS["rejects"].empty_table()}
    return write_part(folder, part, published, policy, labels)
