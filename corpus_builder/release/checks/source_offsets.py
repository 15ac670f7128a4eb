"""Do the offsets match the sources? Every text is its span, and every non-blank character is covered exactly once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from types import TracebackType

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.model import Alignment, Repaired
from corpus_builder.policy.takedowns import hash_source
from corpus_builder.policy.texts import CUT
from corpus_builder.release.checks.findings import Finding
from corpus_builder.settings import PolicySettings
from corpus_builder.system.errors import BUILD_AGAIN
from corpus_builder.system.row_files import RowFiles
from corpus_builder.tables.digests import U64
from corpus_builder.tables.frames import Tables, take_rows
from corpus_builder.tables.ids import document_id
from corpus_builder.tables.parquet import stream_table
from corpus_builder.tables.pieces import read_spans
from corpus_builder.text.line_breaks import is_joined

# Where the rows of a document are.
PLACE = np.dtype([("key", np.uint64), ("file", np.int32), ("first", np.int32), ("end", np.int32)])


@dataclass(frozen=True, slots=True)
class Place:
    """A row's span in its source and its text; `is_cover` says that it is one of the rows that share out the source."""

    id: str
    spans: tuple[tuple[int, int], ...]
    text: str | None
    is_cover: bool


class SourcePlaces:
    """The places of the rows of all documents in their sources: put in part after part, compared source by source.

    They wait in temporary files, since sources come in another order than parts.
    """

    def __init__(self, policy: PolicySettings) -> None:
        self._veil = make_veil(policy)
        self._files = RowFiles()
        # of each document its key, and where its rows are: file, first row, end
        self._documents: list[npt.NDArray[np.void]] = []
        self._rejected: list[U64] = []

    def __enter__(self) -> SourcePlaces:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._files.__exit__(kind, error, trace)

    def add(self, tables: Tables) -> None:
        """Take the rows of a part."""
        documents, rows = tables["documents"], list_places(tables)
        place = pc.index_in(rows["document_id"], value_set=documents["id"].combine_chunks())
        shares = pc.fill_null(place, documents.num_rows).to_numpy().astype(np.int64)
        order = np.argsort(shares, kind="stable")
        found = np.empty(documents.num_rows, PLACE)
        found["key"] = _make_keys(documents["source_id"].to_pylist())
        found["file"] = self._files.put([take_rows(rows.drop_columns(["document_id"]), pa.array(order))])
        counts = np.bincount(shares, minlength=documents.num_rows)[: documents.num_rows]
        found["end"] = np.cumsum(counts)
        found["first"] = found["end"] - counts
        self._documents.append(found)
        self._rejected.append(_make_keys(tables["rejects"]["source_id"].to_pylist()))

    def check(self, folder: Path, reread: Iterable[tuple[str, str, Repaired]]) -> Iterator[Finding]:
        """Every offset holds in the sources: texts are their spans, and each non-blank character has its one place.

        A text of which the policy hides a part, or shows the beginning, is not compared.
        """
        documents = np.sort(np.concatenate([np.empty(0, PLACE), *self._documents]), order="key")
        rejected = np.unique(np.concatenate([np.empty(0, np.uint64), *self._rejected]))
        is_seen, strange = np.zeros(len(documents), bool), set()
        for source_id, text, repaired in reread:
            row = _find_key(documents["key"], source_id)
            if row is None:
                is_reject = any(_find_key(rejected, name) is not None for name in (source_id, hash_source(source_id)))
                if not is_reject and source_id not in strange:
                    strange.add(source_id)
                    yield Finding("the source is neither a document nor a reject", source_id, f"{BUILD_AGAIN} with it")
            elif not is_seen[row]:
                is_seen[row] = True
                if what := compare_source(self._read_places(documents[row]), text, repaired):
                    yield Finding(what, source_id, "the source has changed since the build, or the offsets are wrong")
        for source_id in sorted(_list_sources(folder, documents["key"][~is_seen])):
            yield Finding("the source of a document was not found", source_id, "name the folder that holds it")

    def _read_places(self, place: np.void) -> list[Place]:
        first, end = int(place["first"]), int(place["end"])
        rows = self._files.read(int(place["file"])).slice(first, end - first).to_pydict()
        return [
            Place(id_, read_spans(fragments, start, stop), self._veil(text), is_cover)
            for id_, start, stop, text, fragments, is_cover in zip(*rows.values(), strict=True)
        ]


def _make_keys(source_ids: Sequence[str]) -> U64:
    """The ids of the documents of sources, as numbers."""
    return np.array([int(document_id(source_id), 16) for source_id in source_ids], np.uint64)


def _find_key(keys: U64, source_id: str) -> int | None:
    """Where the key of a source is among sorted ones."""
    key = _make_keys([source_id])[0]
    row = int(np.searchsorted(keys, key))
    return row if row < len(keys) and keys[row] == key else None


def _list_sources(folder: Path, keys: U64) -> Iterator[str]:
    """The source ids of the documents with some keys."""
    if len(keys):
        for _, table in stream_table(folder, "documents", ["source_id"]):
            yield from (source_id for source_id in table["source_id"].to_pylist() if _find_key(keys, source_id) is not None)


def list_places(tables: Tables) -> pa.Table:
    """The rows of a part that lie in sources: document_id, id, start, end, text, fragments, is_cover."""
    removals = tables["removals"]
    columns = ["document_id", "id", "start", "end", "text"]
    found = []
    for rows in (tables["paragraphs"], removals.filter(pc.not_equal(removals["stage"], "policy")), tables["quotes"]):
        is_quote = rows is tables["quotes"]
        fragments = rows["fragments"] if is_quote else pa.nulls(rows.num_rows, pa.string())
        table = rows.select(columns).append_column("fragments", fragments)
        found.append(table.append_column("is_cover", pa.repeat(not is_quote, rows.num_rows)))
    return pa.concat_tables(found)


def compare_source(places: Sequence[Place], text: str, repaired: Repaired) -> str | None:
    """What is wrong with the places of one document in its source; None when nothing is."""
    covers = sorted(place.spans[0] for place in places if place.is_cover)
    bounds = [(0, 0), *covers, (len(text), len(text))]
    for (_, left), (right, _) in pairwise(bounds):
        if right > len(text) or text[left:right].strip():
            return f"characters {left} to {right} of the source are in no paragraph and no removal"
    back = Alignment(repaired.alignment.before, repaired.alignment.after)
    for place in places:
        if place.text is None:
            continue
        found = " ".join(repaired.text[back.start(start) : back.end(end)] for start, end in place.spans)
        if not is_joined(place.text, found):
            return f"the text of {place.id} does not match its offsets"
    return None


def make_veil(policy: PolicySettings) -> Callable[[str | None], str | None]:
    """A function that gives a text that is compared, and None for one that shows a placeholder or was cut."""
    if policy.redact:
        from corpus_builder.policy.privacy import list_placeholders

        veils = tuple(list_placeholders().values())
    else:
        veils = ()
    is_cut = policy.text == "excerpt"
    return lambda text: None if text and (any(v in text for v in veils) or (is_cut and text.endswith(CUT))) else text
