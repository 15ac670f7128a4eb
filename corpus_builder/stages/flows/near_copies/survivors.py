"""Which text of similar ones stays, in one pass by rank; and what becomes of all that equal a text that goes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.stages.flows.flow import Data, Engine, make_schema, make_table
from corpus_builder.stages.flows.key_runs import find_heads, flag_firsts, read_flags, read_numbers
from corpus_builder.stages.flows.near_copies.comparing import SHARE, SIMILAR
from corpus_builder.stages.flows.near_copies.different_texts import FLAG, INT, DifferentTexts

# Where members of a text stand, and then (side 1) pairs of which the later text must not stand there.
STANDING = make_schema(leader=INT, document=INT, side=INT, **{field.name: field.type for field in SIMILAR})
# A leader that goes, and the text that is kept for it; then (side 1) the texts that equal a leader.
FATES = make_schema(leader=INT, side=INT, number=INT, part=INT, kept=INT, similarity=SHARE, excerpt=FLAG)
# Texts that go: the one that is kept for each, their similarity, and whether they are excerpts of it.
COPIES = make_schema(number=INT, part=INT, kept=INT, similarity=SHARE, excerpt=FLAG)


def choose_copies(engine: Engine, different: DifferentTexts, similar: Data) -> Data:
    """The texts that go, each with the one that is kept in its place.

    In the order of rank a text is kept unless one that is kept is like it; then it names the most similar of those, so that a
    chain of similar texts does not swallow different ones. It depends on earlier texts alone: one pass, no connected components.
    """
    certain = similar.map(take_certain, SIMILAR)
    standing = engine.union(different.members.map(list_standing, STANDING), similar.map(ask_standing, STANDING))
    reprinted = standing.arrange(["leader", "document"], ["leader", "document", "side"]).map(take_absent, SIMILAR)
    pairs = engine.union(certain, reprinted).sort(["later", "-similarity", "earlier"])
    gone = pairs.scan(choose_survivors, FATES)
    fates = engine.union(gone, different.members.map(list_fates, FATES))
    return fates.arrange(["leader"], ["leader", "side", "number"]).map(name_copies, COPIES)


def take_certain(similar: pa.Table) -> pa.Table:
    """The pairs whose later text may go wherever it stands."""
    return similar.filter(similar["anywhere"])


def list_standing(members: pa.Table) -> pa.Table:
    """The documents in which each different text stands."""
    nothing = [pa.nulls(members.num_rows, field.type) for field in SIMILAR]
    return make_table(STANDING, [members["leader"], members["document"], np.zeros(members.num_rows), *nothing])


def ask_standing(similar: pa.Table) -> pa.Table:
    """The pairs whose later text may go unless it stands in the document of the earlier one, too."""
    asks = similar.filter(pc.invert(similar["anywhere"]))
    return make_table(STANDING, [asks["later_leader"], asks["earlier_document"], np.ones(asks.num_rows), *asks.columns])


def take_absent(standing: pa.Table) -> pa.Table:
    """The pairs whose later text does not stand where it must not."""
    leader, document, side = read_numbers(standing, "leader", "document", "side")
    # whoever stands there comes before who asks
    first = np.maximum.accumulate(np.where(flag_firsts([leader, document]), np.arange(len(side)), 0)) if len(side) else side
    absent = standing.filter(pa.array((side == 1) & (side[first] == 1), FLAG))
    return absent.select(SIMILAR.names)


def choose_survivors(pairs: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """The texts that go, of pairs sorted by the later text, the most similar first, and then the earlier one."""
    gone = bytearray()
    for table in pairs:
        rows: list[int] = []
        for row, (earlier, later) in enumerate(zip(table["earlier"].to_pylist(), table["later"].to_pylist(), strict=True)):
            place, bit = later >> 3, 1 << (later & 7)
            if place >= len(gone):
                gone.extend(bytes(place + 1 - len(gone) + len(gone) // 2))
            if not gone[place] & bit and not gone[earlier >> 3] & 1 << (earlier & 7):
                gone[place] |= bit
                rows.append(row)
        chosen = table.take(pa.array(rows, INT))
        side, nobody = np.zeros(len(rows)), np.full(len(rows), -1)
        known = [chosen[name] for name in ("earlier_leader", "similarity", "excerpt")]
        yield make_table(FATES, [chosen["later_leader"], side, nobody, nobody, *known])


def list_fates(members: pa.Table) -> pa.Table:
    """Texts that equal a leader, which go as its copies unless they are it."""
    count = members.num_rows
    known = [members[name] for name in ("number", "part", "leader")]
    return make_table(FATES, [members["leader"], np.ones(count), *known, np.ones(count), np.zeros(count, bool)])


def name_copies(fates: pa.Table) -> pa.Table:
    """What became of a leader, for all that equal it; those that go."""
    leader, side, number, part = read_numbers(fates, "leader", "side", "number", "part")
    heads = find_heads(side == 0)
    members = np.flatnonzero(side == 1)
    own = heads[members]
    moved = (own >= 0) & (leader[np.maximum(own, 0)] == leader[members])
    source = fates.take(pa.array(np.where(moved, own, members)))
    kept = read_numbers(source, "kept")[0]
    similarity = source["similarity"].to_numpy()
    goes = kept != number[members]
    excerpt = read_flags(source, "excerpt")
    return make_table(COPIES, [number[members][goes], part[members][goes], kept[goes], similarity[goes], excerpt[goes]])
