"""Do the parts of a release agree with each other? No key dangles, no document is there twice, copies are counted.

A pass over the parts keeps 8 bytes for each key. Where they do not add up, another pass over the columns names the rows.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.release.checks.findings import Fault, name_rows
from corpus_builder.tables.digests import U64, hash_strings
from corpus_builder.tables.frames import Tables
from corpus_builder.tables.parquet import PartReader, stream_table

OWNED = ("paragraphs", "quotes", "removals")
_NONE = np.empty(0, np.uint64)


def name_copied(removals: pa.Table) -> pa.ChunkedArray:
    """What the near-duplicates that went name as kept."""
    return removals["duplicate_of"].filter(pc.equal(removals["stage"], "duplicates"))


def name_originals(documents: pa.Table) -> pa.ChunkedArray:
    """The documents that reprint no other."""
    return documents["id"].filter(pc.is_null(documents["duplicate_of"]))


def name_reprinted(documents: pa.Table) -> pa.ChunkedArray:
    """What reprints name as the document that they repeat."""
    return documents["duplicate_of"].drop_null()


class Keys(NamedTuple):
    """Keys in a table: which, made from the columns that are read."""

    table: str
    columns: tuple[str, ...]
    select: Callable[[pa.Table], pa.ChunkedArray]


class Reference(NamedTuple):
    """Keys that name others: `what` is wrong, and `where`, when those are not there."""

    what: str
    where: str
    keys: Keys
    named: Keys


DOCUMENTS, PARAGRAPHS, QUOTES = (Keys(name, ("id",), itemgetter("id")) for name in ("documents", "paragraphs", "quotes"))
ORIGINALS = Keys("documents", ("id", "duplicate_of"), name_originals)
COPIED = Keys("removals", ("stage", "duplicate_of"), name_copied)
REFERENCES = (
    Reference("no such statement", "quotes.statement_id", Keys("quotes", ("statement_id",), itemgetter("statement_id")), QUOTES),
    Reference("the paragraph it names is not kept", "removals.duplicate_of", COPIED, PARAGRAPHS),
    Reference(
        "the document it names is itself a reprint, or missing",
        "documents.duplicate_of",
        Keys("documents", ("duplicate_of",), name_reprinted),
        ORIGINALS,
    ),
)


class KnownKeys:
    """The keys of a release as sorted hashes, put in part after part."""

    def __init__(self) -> None:
        self._kept: defaultdict[Keys, list[U64]] = defaultdict(list)
        self._claimed: list[U64] = []
        self._said: list[npt.NDArray[np.int64]] = []
        self._is_astray = False

    def add(self, tables: Tables) -> None:
        """Take the keys of a part."""
        own = {keys: hash_strings(keys.select(tables[keys.table])) for keys in (DOCUMENTS, PARAGRAPHS, QUOTES, ORIGINALS, COPIED)}
        for reference in REFERENCES:
            if reference.keys is not COPIED:
                names = np.unique(hash_strings(reference.keys.select(tables[reference.keys.table])))
                # what is in the same part need not be looked for in others
                own[reference.keys] = np.setdiff1d(names, own[reference.named], assume_unique=True)
        for keys, hashes in own.items():
            self._kept[keys].append(hashes)
        claims = tables["paragraphs"].filter(pc.not_equal(tables["paragraphs"]["n_copies"], 0)).select(["id", "n_copies"])
        self._claimed.append(hash_strings(claims["id"]))
        self._said.append(claims["n_copies"].to_numpy())
        documents = tables["documents"]["id"].combine_chunks()
        self._is_astray |= any(not pc.all(pc.is_in(tables[name]["document_id"], documents)).as_py() for name in OWNED)

    def check(self, folder: Path) -> Iterator[Fault]:
        """What the parts do not agree in; they are read again, column by column, where that is to be told."""
        documents = self._sort(DOCUMENTS)
        if self._is_astray:
            yield from find_strays(folder, documents)
        if len(twice := _list_repeated(documents)):
            yield from name_repeated(folder, twice)
        for reference in REFERENCES:
            dangling = _subtract(self._sort(reference.keys), self._sort(reference.named))
            if len(dangling):
                yield from name_dangling(folder, reference, dangling)
        if len(wrong := self._list_miscounted()):
            yield from name_miscounted(folder, wrong)

    def _sort(self, keys: Keys) -> U64:
        """The hashes of all keys of a kind, rising."""
        words = np.concatenate([_NONE, *self._kept[keys]])
        words.sort()
        self._kept[keys] = [words]
        return words

    def _list_miscounted(self) -> U64:
        """The hashes of paragraphs that may not have as many copies as they say."""
        names, counts = np.unique(self._sort(COPIED), return_counts=True)
        claimed, said = np.concatenate([_NONE, *self._claimed]), np.concatenate([np.empty(0, np.int64), *self._said])
        order = np.argsort(claimed, kind="stable")
        claimed, said = claimed[order], said[order]
        place = np.searchsorted(names, claimed)
        found = np.append(counts, 0)[place] * (np.append(names, 0)[place] == claimed)
        unsaid = names[_among(names, self._sort(PARAGRAPHS)) & ~_among(names, claimed)]
        return np.unique(np.concatenate([claimed[found != said], unsaid, _list_repeated(claimed)]))


def find_strays(folder: Path, documents: U64) -> Iterator[Fault]:
    """The rows of documents that are nowhere, or in another part."""
    reader = PartReader(folder)
    for name in OWNED:
        for part in reader.list_parts(name):
            own = reader.read("documents", part, ["id"])["id"].combine_chunks()
            table = reader.read(name, part, ["document_id"])
            column = table["document_id"].filter(pc.invert(pc.is_in(table["document_id"], own)))
            there = _among(hash_strings(column), documents)
            for what, wrong in (("no such document", ~there), ("the document is in another part", there)):
                yield from name_rows(what, f"{name}.document_id", column, pa.array(wrong))


def name_repeated(folder: Path, suspects: U64) -> Iterator[Fault]:
    """The ids of documents that are there twice, of those with some hashes."""
    counts = _count_keys(folder, DOCUMENTS, suspects)
    twice = [key for key, count in counts.items() if count > 1]
    yield from name_rows("duplicate id", "documents.id", pa.array(twice, pa.string()))


def name_dangling(folder: Path, reference: Reference, dangling: U64) -> Iterator[Fault]:
    """The keys with some hashes, which name nothing."""
    for _, table in stream_table(folder, reference.keys.table, reference.keys.columns):
        column = reference.keys.select(table)
        yield from name_rows(reference.what, reference.where, column, pa.array(_among(hash_strings(column), dangling)))


def name_miscounted(folder: Path, suspects: U64) -> Iterator[Fault]:
    """The paragraphs of which not so many copies went as they say, of those with some hashes."""
    counts = _count_keys(folder, COPIED, suspects)
    for _, table in stream_table(folder, "paragraphs", ["id", "n_copies"]):
        rows = table.filter(pa.array(_among(hash_strings(table["id"]), suspects)))
        wrong = [counts[id_] != said for id_, said in zip(rows["id"].to_pylist(), rows["n_copies"].to_pylist(), strict=True)]
        what = "not the number of removals that name the paragraph"
        yield from name_rows(what, "paragraphs.n_copies", rows["id"], pa.array(wrong, pa.bool_()))


def _count_keys(folder: Path, keys: Keys, suspects: U64) -> Counter[str]:
    """How often each key with one of some hashes is there."""
    counts: Counter[str] = Counter()
    for _, table in stream_table(folder, keys.table, keys.columns):
        column = keys.select(table)
        counts.update(column.filter(pa.array(_among(hash_strings(column), suspects))).to_pylist())
    return counts


def _among(words: U64, known: U64) -> npt.NDArray[np.bool_]:
    """Which of the words are among others, which are sorted."""
    if not len(known):
        return np.zeros(len(words), bool)
    found: npt.NDArray[np.bool_] = known[np.minimum(np.searchsorted(known, words), len(known) - 1)] == words
    return found


def _subtract(words: U64, known: U64) -> U64:
    """The words that are not among others; both are sorted."""
    return np.unique(words[~_among(words, known)])


def _list_repeated(words: U64) -> U64:
    """The words that are there more than once, of sorted ones."""
    return np.unique(words[1:][words[1:] == words[:-1]])
