"""Differences between releases that the whole corpus or a takedown decided, and no document by itself."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.model import PULL_QUOTE
from corpus_builder.policy.takedowns import name_takedowns
from corpus_builder.release.changes.row_changes import (
    Mask,
    Release,
    any_of,
    compare_columns,
    is_among,
    match_rows,
    to_mask,
    unite,
)
from corpus_builder.tables.columns import SCHEMAS
from corpus_builder.tables.pieces import find_places

# What a paragraph and the removal that it becomes have in common.
PIECE = ("id", "document_id", "start", "end", "text")


@dataclass(frozen=True, slots=True)
class Decided:
    """What is no change of a document's own, as ids.

    `documents` are those in which nothing but repetition differs, `moved` the paragraphs that are removals of a starred stage in
    the other release, `taken_down` the documents and rejects of OLD that went by a takedown.
    """

    documents: pa.Array
    moved: pa.Array
    taken_down: pa.Array


def is_starred(removals: pa.Table) -> Mask:
    """Whether each removal was decided over the whole corpus; a pull quote was within its document."""
    stage, rule = removals["stage"], removals["rule"]
    copies = pc.and_(pc.equal(stage, "duplicates"), pc.not_equal(rule, PULL_QUOTE))
    return to_mask(pc.equal(stage, "repetition")) | to_mask(copies)


def select_repetition(release: Release) -> pa.Table:
    """The removals of lines that a site repeats."""
    removals = release.keys["removals"]
    return removals.filter(pc.equal(removals["stage"], "repetition"))


def find_decided(old: Release, new: Release) -> Decided:
    """What is no change of a document's own: lines that the whole corpus decided otherwise, and takedowns."""
    one, other = select_repetition(old), select_repetition(new)
    match = match_rows(one["id"], other["id"])
    documents = unite(one["document_id"].take(match.gone), other["document_id"].take(match.fresh))
    went = unite(list_gone_lines(old, new), list_gone_lines(new, old))
    before, after = (list_lines(release, documents, went) for release in (old, new))
    match = match_rows(before["id"], after["id"])
    differing = [compare_columns(before[column], after[column], match) for column in PIECE[1:]]
    changed = pa.array(any_of(differing, len(match.new)))
    both, ids = after["document_id"].take(match.new), after["id"].take(match.new)
    unlike = unite(before["document_id"].take(match.gone), after["document_id"].take(match.fresh), both.filter(changed))
    shifted = documents.filter(pc.invert(pc.is_in(documents, value_set=unlike)))
    moved = went.filter(pc.is_in(went, value_set=unite(ids.filter(pc.invert(changed)))))
    return Decided(shifted, moved, find_taken_down(old, new))


def list_gone_lines(here: Release, there: Release) -> pa.ChunkedArray:
    """The ids of the paragraphs of one release that went from the other one by a starred stage."""
    removals = there.keys["removals"]
    wanted = removals["id"].filter(pa.array(is_starred(removals)))
    return wanted.filter(pa.array(is_among(wanted, here.keys["paragraphs"]["id"].combine_chunks())))


def list_lines(release: Release, documents: pa.Array, ids: pa.Array) -> pa.Table:
    """Lines, of some documents or with some ids, before the whole corpus decided: paragraphs, copies and repetition."""
    if not len(documents) and not len(ids):
        return pa.table({column: pa.chunked_array([], SCHEMAS["paragraphs"].field(column).type) for column in PIECE})
    removals = release.read("removals", PIECE).filter(pa.array(is_starred(release.keys["removals"])))
    lines = pa.concat_tables([release.read("paragraphs", PIECE), removals])
    return lines.filter(pa.array(is_among(lines["document_id"], documents) | is_among(lines["id"], ids)))


def find_taken_down(old: Release, new: Release) -> pa.Array:
    """The ids of the documents and rejects of OLD that are gone and that NEW's list of takedowns covers."""
    takedowns, found = frozenset(new.manifest.takedowns), []
    for name in ("documents", "rejects") if takedowns else ():
        keys = old.keys[name].take(match_rows(old.keys[name]["id"], new.keys[name]["id"]).gone)
        covered = [value is not None for value in name_takedowns(keys, takedowns)]
        found.append(keys["id"].filter(pa.array(covered, pa.bool_())))
    return unite(*found)


def lies_in_repetition(name: str, keys: pa.Table, repetition: pa.Table) -> Mask:
    """Whether quotes, or places that policy hides, lie in lines that a site repeats."""
    if name == "quotes":
        return is_among(keys["paragraph_id"], repetition["id"].combine_chunks())
    hidden = to_mask(pc.equal(keys["stage"], "policy"))
    return hidden & to_mask(
        pc.is_valid(find_places(repetition.sort_by([("document_id", "ascending"), ("start", "ascending")]), keys))
    )
