"""Do the offsets hold in the sources? Every text is its span, and every non-blank character has its one place."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.cleaning.blocks import is_joined
from corpus_builder.model import Alignment, Repaired
from corpus_builder.release.consistency import find_places, is_fragments, join_pieces
from corpus_builder.release.findings import Finding

Tables = Mapping[str, pa.Table]


@dataclass(frozen=True, slots=True)
class Place:
    """A row's span in its source and its text; `is_cover` says that it is one of the rows that share out the source."""

    id: str
    spans: tuple[tuple[int, int], ...]
    text: str | None
    is_cover: bool


def check_sources(tables: Tables, reread: Iterable[tuple[str, str, Repaired]]) -> Iterator[Finding]:
    """Every offset holds in the sources: texts are their spans, and each non-blank character has its one place."""
    documents = dict(zip(tables["documents"]["source_id"].to_pylist(), tables["documents"]["id"].to_pylist(), strict=True))
    rejected = set(tables["rejects"]["source_id"].to_pylist())
    places = _group_places(tables)
    seen: set[str] = set()
    for source_id, text, repaired in reread:
        if source_id in seen or (source_id not in documents and source_id in rejected):
            continue
        seen.add(source_id)
        if source_id not in documents:
            yield Finding("the source is neither a document nor a reject", source_id, "build the release again with it")
        elif what := compare_source(places.get(documents[source_id], []), text, repaired):
            yield Finding(what, source_id, "the source has changed since, or the offsets are wrong")
    for source_id in sorted(documents.keys() - seen):
        yield Finding("the source of a document is not there", source_id, "name the folder it lies in")


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
            return f"the text of {place.id} is not what stands at its offsets"
    return None


def read_spans(fragments: str | None, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """The pieces of a quote: its fragments, or its one span where it has none that can be read.

    >>> read_spans("[[3, 5], [8, 9]]", 3, 9)
    ((3, 5), (8, 9))
    """
    if fragments is None or not is_fragments(fragments, start, end):
        return ((start, end),)
    return tuple((left, right) for left, right in json.loads(fragments))


def _group_places(tables: Tables) -> dict[str, list[Place]]:
    """The places of the rows of every document. What policy has hidden something in has no text to compare."""
    removals = tables["removals"]
    is_policy = pc.equal(removals["stage"], "policy")
    hidden = removals.filter(is_policy)
    pieces = join_pieces(tables)
    veiled = set(pieces["id"].take(find_places(pieces, hidden).drop_null()).to_pylist())
    grouped: dict[str, list[Place]] = {}
    columns = ("id", "document_id", "start", "end", "text")
    for table in (tables["paragraphs"], removals.filter(pc.invert(is_policy))):
        for id_, document, start, end, text in zip(*(table[c].to_pylist() for c in columns), strict=True):
            place = Place(id_, ((start, end),), None if id_ in veiled else text, is_cover=True)
            grouped.setdefault(document, []).append(place)
    quotes = tables["quotes"]
    for id_, document, start, end, text, fragments, paragraph in zip(
        *(quotes[c].to_pylist() for c in (*columns, "fragments", "paragraph_id")), strict=True
    ):
        spans = read_spans(fragments, start, end)
        grouped.setdefault(document, []).append(Place(id_, spans, None if paragraph in veiled else text, is_cover=False))
    return grouped
