"""Do the offsets match the sources? Every text is its span, and every non-blank character is covered exactly once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pyarrow.compute as pc

from corpus_builder.model import Alignment, Repaired
from corpus_builder.policy.takedowns import hash_source
from corpus_builder.policy.texts import CUT
from corpus_builder.release.checks.findings import Finding
from corpus_builder.settings import PolicySettings
from corpus_builder.system.errors import BUILD_AGAIN
from corpus_builder.tables.frames import Tables
from corpus_builder.tables.pieces import read_spans
from corpus_builder.text.line_breaks import is_joined


@dataclass(frozen=True, slots=True)
class Place:
    """A row's span in its source and its text; `is_cover` says that it is one of the rows that share out the source."""

    id: str
    spans: tuple[tuple[int, int], ...]
    text: str | None
    is_cover: bool


def check_sources(tables: Tables, reread: Iterable[tuple[str, str, Repaired]], policy: PolicySettings) -> Iterator[Finding]:
    """Every offset holds in the sources: texts are their spans, and each non-blank character has its one place.

    A text of which the policy hides a part, or shows the beginning, is not compared.
    """
    documents = dict(zip(tables["documents"]["source_id"].to_pylist(), tables["documents"]["id"].to_pylist(), strict=True))
    rejected = set(tables["rejects"]["source_id"].to_pylist())
    places = _group_places(tables, make_veil(policy))
    seen: set[str] = set()
    for source_id, text, repaired in reread:
        if source_id in seen or (source_id not in documents and rejected & {source_id, hash_source(source_id)}):
            continue
        seen.add(source_id)
        if source_id not in documents:
            yield Finding("the source is neither a document nor a reject", source_id, f"{BUILD_AGAIN} with it")
        elif what := compare_source(places.get(documents[source_id], []), text, repaired):
            yield Finding(what, source_id, "the source has changed since the build, or the offsets are wrong")
    for source_id in sorted(documents.keys() - seen):
        yield Finding("the source of a document was not found", source_id, "name the folder that holds it")


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


def _group_places(tables: Tables, veil: Callable[[str | None], str | None]) -> dict[str, list[Place]]:
    """The places of the rows of every document, with the texts that can be compared."""
    removals = tables["removals"]
    removals = removals.filter(pc.not_equal(removals["stage"], "policy"))
    grouped: dict[str, list[Place]] = {}
    columns = ("id", "document_id", "start", "end", "text")
    for table in (tables["paragraphs"], removals):
        for id_, document, start, end, text in zip(*(table[c].to_pylist() for c in columns), strict=True):
            place = Place(id_, ((start, end),), veil(text), is_cover=True)
            grouped.setdefault(document, []).append(place)
    quotes = tables["quotes"]
    for id_, document, start, end, text, fragments in zip(*(quotes[c].to_pylist() for c in (*columns, "fragments")), strict=True):
        grouped.setdefault(document, []).append(Place(id_, read_spans(fragments, start, end), veil(text), is_cover=False))
    return grouped
