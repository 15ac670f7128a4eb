"""A corpus from its records to the parts of its release: cleaned, decided and published, in bounded memory."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from corpus_builder.engines.batches import BATCH_BYTES
from corpus_builder.engines.document_stage import Cleaned, Cleaning, Given, clean_documents
from corpus_builder.engines.local import Local, Progress, Work
from corpus_builder.engines.resources import Resources, estimate_flows
from corpus_builder.engines.sharing import DOCUMENTS, TABLES, hold_cache, name_use, note_use
from corpus_builder.engines.store import Store
from corpus_builder.engines.workers import Workers
from corpus_builder.jobs.intake import Intake
from corpus_builder.jobs.progress import CleaningProgress
from corpus_builder.model import Reject
from corpus_builder.release.folder import name_work
from corpus_builder.release.kept_files import KeptFiles
from corpus_builder.release.losses import CorpusKeys, hash_keys, join_keys
from corpus_builder.release.manifest import LITTER, digest_values, read_versions
from corpus_builder.release.page.quality import Label
from corpus_builder.release.release_writing import Target, Written, write_part
from corpus_builder.settings import PolicySettings, Settings
from corpus_builder.sources.records import is_counted
from corpus_builder.stages.flows.admission import admit_records, cover_documents
from corpus_builder.stages.flows.applying import apply_decisions, list_inputs
from corpus_builder.stages.flows.deciding import decide_corpus
from corpus_builder.stages.flows.flow import Data
from corpus_builder.stages.flows.numbered import Corpus
from corpus_builder.stages.flows.numbering import number_corpus, number_rejects
from corpus_builder.system.code import digest_code
from corpus_builder.system.durable import finish, remove_path
from corpus_builder.system.errors import CorpusError, explain_failure
from corpus_builder.tables.columns import SCHEMAS

# What flows keep, in a work folder, beside the cleaned batches.
FLOWS = "flows"
# Hexadecimal digits of a digest that are a name.
NAMED = 16
VERSION = re.compile(rf"([0-9a-f]{{{NAMED}}})-[0-9a-f]{{{NAMED}}}")
# What is said to who stops a build.
GOES_ON = "the same command goes on from what is done"
# Rejects that are told one by one.
TOLD = 1000


class Place(NamedTuple):
    """Where a build works: beside which release, with which cache, on how many bytes of sources."""

    out: Path
    cache: Path | None
    size: int


class CorpusWork(NamedTuple):
    """What builds a corpus: a place, settings, what names them and the code, processes, what they may hold, where cleaned batches
    are kept (None for memory), a folder for what else goes to disk (None for so few bytes of sources that nothing does), and what
    is told of progress.
    """

    place: Place
    settings: Settings
    version: str
    workers: Workers
    plan: Resources
    store: Store | None
    flows: Path | None
    progress: Progress | None

    def choose_engine(self, cleaned: Cleaned) -> Local:
        """What decides over these rows: in memory, or in files where they are too many."""
        takes = estimate_flows(cleaned.size, cleaned.samples)
        folder = self.flows if takes > self.plan.flow_bytes else None
        if folder is None:
            self.workers.close()  # they would hold memory for nothing
        return Local(Work(folder, self.plan.part_bytes, self.workers), self.version, self.progress)


class Rejected(NamedTuple):
    """Rejects by reason, all and those that count, and of these the first as (path, reason, detail)."""

    reasons: Counter[str]
    counted: Counter[str]
    first: tuple[tuple[str, str, str], ...]


class AdmittedCorpus(NamedTuple):
    """A corpus in parts, and its rejects in theirs, and the engine that has them."""

    engine: Local
    corpus: Corpus
    rejects: Data
    rejected: Rejected


@contextmanager
def hold_work(place: Place, settings: Settings, plan: Resources, progress: Progress | None = None) -> Iterator[CorpusWork]:
    """What a build works with; what it has done is kept beside the release until that is published."""
    version, folder = name_version(settings), name_work(place.out)
    with explain_failure(f"cannot write {folder}"):
        refuse_other_work(folder)
        drop_outdated(folder, version)
    with ExitStack() as held:
        if place.cache is not None:
            held.enter_context(hold_cache(place.cache, place.out))
        store = open_store(place, folder, version)
        workers = held.enter_context(Workers(plan.workers, plan.process_bytes))
        flows = None if store is None else folder / FLOWS / version
        if flows is not None:
            with explain_failure(f"cannot write {folder}"):
                flows.mkdir(parents=True, exist_ok=True)
        try:
            yield CorpusWork(place, settings, version, workers, plan, store, flows, progress)
        except KeyboardInterrupt as stop:
            if store is not None and any((store.folder / name).exists() for name in store.used):
                stop.add_note(GOES_ON)
            raise
    finish(lambda: shutil.rmtree(folder, ignore_errors=True))


def open_store(place: Place, folder: Path, version: str) -> Store | None:
    """The cleaned batches that are in a cache or a work folder; None where there is but one: nothing is gained by keeping it."""
    is_small = place.size <= BATCH_BYTES
    if place.cache is None and is_small:
        return None
    store = Store((folder if place.cache is None else place.cache) / DOCUMENTS / version, name_use(place.out))
    store.load(shared=place.cache is not None)
    return store


def name_version(settings: Settings) -> str:
    """A name for what decides the rows of a document beside its record: code and versions, and settings."""
    return f"{name_code()}-{digest_values(settings.model_dump(mode='json'))[:NAMED]}"


def name_code() -> str:
    """A name for the code and the versions that decide the rows of a document."""
    return digest_values([digest_code(), read_versions()])[:NAMED]


def refuse_other_work(folder: Path) -> None:
    """Raise CorpusError where a folder with the name of a work folder holds what no build has put there, litter left out."""
    if folder.is_symlink() or not folder.is_dir():
        return
    kinds = [path for path in folder.iterdir() if path.name not in LITTER]
    ours = {path for path in kinds if path.name in (DOCUMENTS, FLOWS) and path.is_dir() and not path.is_symlink()}
    if ours != set(kinds) or not all(VERSION.fullmatch(path.name) for kind in ours for path in kind.iterdir()):
        raise CorpusError(f"{folder} is in the way: no build of ours has made it", hint="move it away, or choose another --out")


def drop_outdated(folder: Path, version: str) -> None:
    """Remove from a work folder what a build of this version does not go on with: what others have left.

    A link or file that has its name, or that of a folder in it, is no work of ours and in the way.
    """
    kinds = [kind for own in keep_folders([folder]) for kind in keep_folders(own.iterdir())]
    for path in [path for kind in kinds for path in keep_folders(kind.iterdir())]:
        if path.name != version:
            remove_path(path)


def keep_folders(paths: Iterable[Path]) -> list[Path]:
    """The folders among some paths, of which all others are removed."""
    folders = []
    for path in list(paths):
        if path.is_dir() and not path.is_symlink():
            folders.append(path)
        else:
            remove_path(path)
    return folders


def admit_corpus(work: CorpusWork, records: Iterable[Given], intake: Intake) -> AdmittedCorpus:
    """The corpus of all records that are admitted, cleaned and in parts."""
    told = CleaningProgress(intake, work.progress)
    cleaned = clean_documents(told.watch(records), work.workers, Cleaning(work.settings, work.store, work.flows, told.tell))
    if work.place.cache is not None and work.store is not None:
        # before anything is published: what cannot be noted is a build that failed
        note_use(work.place.cache, work.place.out, work.version, work.store.used)
    engine = work.choose_engine(cleaned)
    engine.begin("numbering")
    batches = cleaned.read(engine)
    covered = cover_documents(engine, batches, intake.takedowns)
    for table in covered.collect():
        rows = zip(*(table[name].to_pylist() for name in ("source_id", "path", "hash")), strict=True)
        for source_id, path, value in rows:
            intake.covering.add(value)
            if path == source_id:
                intake.taken_down.add(path)
    admitted = admit_records(engine, batches, intake.withdrawn, covered)
    corpus = number_corpus(engine, batches, admitted)
    rejects = number_rejects(admitted.rejects).keep()
    return AdmittedCorpus(engine, corpus, rejects, count_rejects(rejects, intake.named))


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
    decisions = decide_corpus(corpus.engine, corpus.corpus, work.settings)
    target = Target(folder, name_kept_files(work.place.cache))
    act = partial(publish_part, target=target, policy=work.settings.policy, labels=labels)
    corpus.engine.begin("writing")
    yield from corpus.engine.call(act, list_inputs(corpus.corpus, decisions))
    empty = {name: schema.empty_table() for name, schema in SCHEMAS.items()}
    for table in corpus.rejects.collect():
        parts = table["part"].to_numpy()
        for part in np.unique(parts).tolist():
            rejects = table.filter(pa.array(parts == part)).select(SCHEMAS["rejects"].names)
            yield write_part(target, part, empty | {"rejects": rejects}, work.settings.policy)


def name_kept_files(cache: Path | None) -> KeptFiles | None:
    """The files of releases that a cache keeps for this version of the code."""
    return None if cache is None else KeptFiles(cache / TABLES / name_code())


def publish_part(*tables: pa.Table, target: Target, policy: PolicySettings, labels: Sequence[Label]) -> Written:
    """Write a part of a corpus, with all that was decided of it, into the folder of a release."""
    part = int(tables[0]["part"][0].as_py())
    published = apply_decisions(*tables) | {"rejects": SCHEMAS["rejects"].empty_table()}
    return write_part(target, part, published, policy, labels)
