"""A pass over the parts of a release: each is read once, checked by itself, and what it says of others is kept."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from pathlib import Path

import pyarrow as pa

from corpus_builder.release.checks.consistency import count_missing, list_checks
from corpus_builder.release.checks.findings import Fault, Finding, describe_fault, merge_faults, name_rows
from corpus_builder.release.checks.parts.across_parts import KnownKeys
from corpus_builder.release.checks.parts.part_order import PartCuts, RowOrder
from corpus_builder.release.checks.rights import list_rights
from corpus_builder.release.manifest import Manifest
from corpus_builder.release.summary import Summary, summarize
from corpus_builder.sources.files import find_kind
from corpus_builder.system.errors import BUILD_AGAIN, ReleaseError
from corpus_builder.system.terminal import count_things
from corpus_builder.tables.columns import SCHEMAS, TABLES
from corpus_builder.tables.digests import digest_table
from corpus_builder.tables.frames import Tables, complete_columns
from corpus_builder.tables.parquet import PartReader

PartCheck = Callable[[Tables], Iterator[Fault]]
# The path of a member of an archive begins with that of the archive.
_ARCHIVE = re.compile(r"^(.*?\.zip)!.*$", re.IGNORECASE | re.DOTALL)


class PartScan:
    """What the parts of a release say, put in one after the other.

    `damages` are files that cannot be read, `unread` the tables that are not there as a whole, `missing` counts the rows
    without a value by table and column; with one of them the rows are not checked any further. `digests` has (rows, digest) of
    each part by table. Tables named in `skipped` are not read; `listeners` are given the tables of each part, too.
    """

    def __init__(self, manifest: Manifest, skipped: Collection[str], listeners: Sequence[Callable[[Tables], None]] = ()) -> None:
        self.damages: list[Finding] = []
        self.unread = set(skipped)
        self.missing: Counter[tuple[str, str]] = Counter()
        self.digests: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
        self._listeners = listeners
        self._checks = list_part_checks(manifest)
        self._faults: list[list[Fault]] = [[] for _ in self._checks]
        self._keys, self._order, self.cuts = KnownKeys(), RowOrder(), PartCuts()

    def read(self, folder: Path) -> Iterator[Summary]:
        """Read and check all parts of a release, and sum up each one as long as nothing is missing."""
        reader = PartReader(folder)
        for number in reader.list_parts():
            own = self._read_own(reader, number)
            for name, table in own.items():
                if table.num_rows:
                    self.digests[name].append((table.num_rows, digest_table(table)))
            tables = complete_columns(own)
            if len(tables) == len(SCHEMAS):
                self.missing.update(count_missing(tables))
            if not self.unread and not self.missing:
                self._check(tables)
                yield summarize(tables)

    def _read_own(self, reader: PartReader, number: int) -> Tables:
        own, skipped = Tables(), frozenset(self.unread)
        for name in SCHEMAS:
            if name in skipped:
                continue
            try:
                own[name] = reader.read_own(name, number)
            except ReleaseError as why:
                self.damages.append(Finding(str(why), f"data/{name}"))
                self.unread.add(name)
        return own

    def _check(self, tables: Tables) -> None:
        for faults, check in zip(self._faults, self._checks, strict=True):
            faults += check(tables)
            faults[:] = merge_faults(faults)
        self._keys.add(tables)
        self._order.add(tables)
        self.cuts.add(tables)
        for listen in self._listeners:
            listen(tables)

    def describe_missing(self) -> list[Finding]:
        """The columns that lack values, in the order of the tables."""
        columns = [(name, column.name) for name, shape in TABLES.items() for column in shape.columns]
        return [
            Finding(f"{count_things(rows, 'row has', 'rows have')} no value", f"{name}.{column}", BUILD_AGAIN)
            for name, column in columns
            if (rows := self.missing[name, column])
        ]

    def list_findings(self, folder: Path) -> Iterator[Finding]:
        """What is wrong with the rows."""
        yield from self._order.list_findings()
        for faults in self._faults:
            yield from map(describe_fault, faults)
        yield from map(describe_fault, merge_faults(self._keys.check(folder)))


def list_part_checks(manifest: Manifest) -> tuple[PartCheck, ...]:
    """All checks of a part by itself; none where the manifest does not say what of the texts is published."""
    try:
        policy = manifest.policy
    except ReleaseError:
        return ()
    inputs = frozenset((file.path, file.sha256) for file in manifest.inputs)
    of_inputs = partial(check_inputs, inputs=inputs, paths=frozenset(path for path, _ in inputs))
    return (*list_checks(whole=policy.text == "full"), *list_rights(manifest), of_inputs)


def check_inputs(tables: Tables, inputs: Collection[tuple[str, str | None]], paths: Collection[str]) -> Iterator[Fault]:
    """A document comes from an input, and one that is a whole file has its SHA-256, unless it was packed."""
    documents = tables["documents"]
    rows = zip(*(documents[column].to_pylist() for column in ("source_id", "path", "sha256")), strict=True)
    wrong = [
        source_id == path and path in paths and (path, sha256) not in inputs and find_kind(path)[1] is None
        for source_id, path, sha256 in rows
    ]
    what = "differs from the SHA-256 of the input file"
    yield from name_rows(what, "documents.sha256", documents["id"], pa.array(wrong, pa.bool_()))
    strange = [path not in paths and _ARCHIVE.sub(r"\1", path) not in paths for path in documents["path"].to_pylist()]
    yield from name_rows("not among the inputs in the manifest", "documents.path", documents["id"], pa.array(strange, pa.bool_()))
