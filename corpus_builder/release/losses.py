"""What a release would lose: documents it contains that a build of the same sources now rejects.

Of the new corpus only keys are held: 16 bytes a document and 33 a reject; the release is read part after part.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.policy.takedowns import hash_source
from corpus_builder.sources.records import MALFORMED, TAKEDOWN
from corpus_builder.system.errors import ReleaseError
from corpus_builder.tables.digests import U64, hash_strings
from corpus_builder.tables.parquet import stream_table

I64 = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Item = TypeVar("Item", bound=np.generic)

DOCUMENT_KEYS = ("source_id", "path", "sha256")
REJECT_KEYS = ("source_id", "path", "reason", "sha256")


@dataclass(frozen=True, slots=True)
class CorpusKeys:
    """Keys of the documents and rejects of a corpus, or of some of them.

    - `documents`: hashes of their source ids and of their SHA-256.
    - `ids`, `paths`, `identities`: for each reject hashes of its source id, of its path, and of what is the same of it in two
      builds, where a bad line may have moved.
    - `reasons`: for each reject why, by its place among `names`; `is_whole` where it is a whole file, folder or archive.
    """

    documents: U64
    ids: U64
    paths: U64
    identities: U64
    reasons: I64
    is_whole: Flags
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Losses:
    """How many documents would be lost, the first of them as (source id, reason) in published order, and all reasons."""

    count: int
    first: tuple[tuple[str, str], ...]
    reasons: frozenset[str]


def hash_keys(documents: pa.Table, rejects: pa.Table) -> CorpusKeys:
    """The keys of some rows of a new corpus."""
    names = tuple(sorted(pc.unique(rejects["reason"]).to_pylist()))
    reasons = pc.index_in(rejects["reason"], value_set=pa.array(names, pa.string()))
    return CorpusKeys(
        documents=np.concatenate([hash_strings(documents["source_id"]), hash_strings(documents["sha256"].drop_null())]),
        ids=hash_strings(rejects["source_id"]),
        paths=hash_strings(rejects["path"]),
        identities=_identify(rejects),
        reasons=reasons.to_numpy().astype(np.int64),
        is_whole=pc.equal(rejects["source_id"], rejects["path"]).to_numpy(),
        names=names,
    )


def join_keys(parts: Iterable[CorpusKeys]) -> CorpusKeys:
    """The keys of all rows of a corpus, from those of its parts in any order."""
    listed = list(parts)
    names = tuple(sorted(set().union(*(part.names for part in listed))))
    places = [np.array([names.index(name) for name in part.names], np.int64)[part.reasons] for part in listed]
    return CorpusKeys(
        documents=_chain([part.documents for part in listed], np.uint64),
        ids=_chain([part.ids for part in listed], np.uint64),
        paths=_chain([part.paths for part in listed], np.uint64),
        identities=_chain([part.identities for part in listed], np.uint64),
        reasons=_chain(places, np.int64),
        is_whole=_chain([part.is_whole for part in listed], np.bool_),
        names=names,
    )


def _chain(arrays: Sequence[npt.NDArray[Item]], kind: type[Item]) -> npt.NDArray[Item]:
    return np.concatenate([np.empty(0, kind), *arrays])


def find_losses(folder: Path, keys: CorpusKeys, most: int) -> Losses:
    """The documents of the release in a folder that the new corpus lacks because of a reject; `most` of them are named.

    A document is lost when a reject has its source id, or when one that the release does not have yet is that of its whole file
    or of a folder or an archive above it. A line that is no JSON any more has lost its id, so it stands for one document of its
    file that is missing. What was taken down is no loss, nor is what stands in the corpus under another id. Raises ReleaseError
    when there is a release that cannot be read though it is not damaged; one that is damaged, or not there, has nothing to lose.
    """
    count, first, reasons = 0, list[tuple[str, str]](), set[str]()
    try:
        known = _chain([_identify(rejects) for _, rejects in stream_table(folder, "rejects", REJECT_KEYS)], np.uint64)
        search = _Search(keys, known)
        for _, documents in stream_table(folder, "documents", DOCUMENT_KEYS):
            for source_id, reason in search.find(documents):
                count += 1
                reasons.add(reason)
                first += [(source_id, reason)] if len(first) < most else []
    except ReleaseError as why:
        if isinstance(why.__cause__, OSError) and why.__cause__.errno is not None:
            raise
        return Losses(0, (), frozenset())
    return Losses(count, tuple(first), frozenset(reasons))


class _Search:
    """The search for lost documents, part after part; `known` identifies the rejects that the release has already."""

    def __init__(self, keys: CorpusKeys, known: U64) -> None:
        taken_down = _flag_reason(keys, TAKEDOWN)
        fresh = ~taken_down & ~np.isin(keys.identities, known)
        self._names = keys.names
        self._there = np.unique(keys.documents)
        self._taken_down = np.unique(keys.ids[taken_down])
        self._by_id = _Reasons(keys.ids[~taken_down], keys.reasons[~taken_down])
        self._by_way = _Reasons(keys.paths[fresh & keys.is_whole], keys.reasons[fresh & keys.is_whole])
        lines, counts = np.unique(keys.paths[fresh & _flag_reason(keys, MALFORMED)], return_counts=True)
        self._lines = dict(zip(lines.tolist(), counts.tolist(), strict=True))

    def find(self, documents: pa.Table) -> Iterator[tuple[str, str]]:
        """The source ids and reasons of the lost ones among the documents of a part."""
        has_hash = pc.is_valid(documents["sha256"]).to_numpy()
        is_there = _is_among(hash_strings(documents["source_id"]), self._there)
        is_there |= _is_among(hash_strings(documents["sha256"]), self._there) & has_hash
        gone = documents.filter(pa.array(~is_there))
        source_ids, paths = gone["source_id"].to_pylist(), gone["path"].to_pylist()
        hidden = _hash_texts([hash_source(source_id) for source_id in source_ids if len(self._taken_down)])
        is_taken_down = _is_among(hidden, self._taken_down) if len(hidden) else np.zeros(len(source_ids), np.bool_)
        reasons = self._by_id.find(hash_strings(gone["source_id"]))
        reasons = np.where(reasons < 0, self._find_ways(paths), reasons)
        places = hash_strings(gone["path"]).tolist()
        for row in np.flatnonzero(~is_taken_down).tolist():
            if reasons[row] >= 0:
                yield source_ids[row], self._names[reasons[row]]
            elif self._lines.get(places[row], 0) > 0:
                self._lines[places[row]] -= 1
                yield source_ids[row], MALFORMED

    def _find_ways(self, paths: Sequence[str]) -> I64:
        """For each path why it, or else the nearest folder or archive above it, is a reject; -1 where none is."""
        found = np.full(len(paths), -1, np.int64)
        if not len(self._by_way.keys):
            return found
        ways = [list(_list_ways(path)) for path in paths]
        owners = np.repeat(np.arange(len(ways)), [len(own) for own in ways])
        reasons = self._by_way.find(_hash_texts(list(chain.from_iterable(ways))))
        # from the farthest to the nearest, so that the nearest is what is left
        for place in np.flatnonzero(reasons >= 0)[::-1]:
            found[owners[place]] = reasons[place]
        return found


class _Reasons:
    """Reasons by key; of several the first by name."""

    def __init__(self, keys: U64, reasons: I64) -> None:
        order = np.lexsort((reasons, keys))
        self.keys, self._reasons = keys[order], reasons[order]

    def find(self, keys: U64) -> I64:
        """The reason of each key, -1 where there is none."""
        found, is_known = np.full(len(keys), -1, np.int64), _is_among(keys, self.keys)
        found[is_known] = self._reasons[np.searchsorted(self.keys, keys[is_known])]
        return found


def _is_among(keys: U64, rising: U64) -> Flags:
    """Whether each key is among rising ones, which are not sorted again for it."""
    places = np.searchsorted(rising, keys)
    found = places < len(rising)
    found[found] = rising[places[found]] == keys[found]
    return found


def _flag_reason(keys: CorpusKeys, name: str) -> Flags:
    return np.isin(keys.reasons, [place for place, known in enumerate(keys.names) if known == name])


def _identify(rejects: pa.Table) -> U64:
    """What is the same of a reject in two builds: its path and reason, and its bytes, or its source id where they are unknown."""
    content = pc.coalesce(rejects["sha256"], rejects["source_id"])
    return hash_strings(pc.binary_join_element_wise(rejects["path"], rejects["reason"], content, "\n"))


def _hash_texts(texts: Sequence[str]) -> U64:
    return hash_strings(pa.chunked_array([pa.array(texts, pa.string())]))


def _list_ways(path: str) -> Iterator[str]:
    yield path
    yield from (parent.as_posix() for parent in PurePosixPath(path).parents)
