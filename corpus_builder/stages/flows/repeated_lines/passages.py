"""Passages that a site repeats: sentences and longer lines that stand at the head or the foot of all documents that have them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from corpus_builder.kernels.segments import list_different
from corpus_builder.kernels.shingles import spread_runs
from corpus_builder.stages.flows.key_runs import I64, Flags


class Edges(NamedTuple):
    """For each document the line behind its first run of marked lines, and the first line of its last one; one array each."""

    heads: I64
    feet: I64

    def leave_out(self, lines: I64, documents: I64) -> Flags:
        """Which lines of documents stand in neither run."""
        return (self.heads[documents] <= lines) & (lines < self.feet[documents])


def find_passages(keys: I64, many: Flags, others: Flags, starts: I64) -> Flags:
    """Lines that `many` documents of a site have, and all of them at their head or foot.

    Outside of it only what is repeated as well may stand: lines of `many` documents, and `others`; articles on one matter repeat
    sentences too, but amid their own. `starts` are the first lines of documents, which are not empty. Lines that are amid others
    take all of their key with them, and what these leave behind may then be amid others, in its turn: each line is looked at
    twice at most, however many rounds that takes.
    """
    passages, rows = many.copy(), np.flatnonzero(many)
    documents = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(keys)))
    edges = find_edges(many | others, starts)
    codes = np.full(len(keys), -1)
    codes[rows] = np.unique(keys[rows], return_inverse=True)[1]
    by_code = rows[np.argsort(codes[rows], kind="stable")]
    bounds = np.searchsorted(codes[by_code], np.arange(int(codes.max(initial=-1)) + 2))
    amid = rows[edges.leave_out(rows, documents[rows])]
    while len(amid):
        own = list_different(codes[amid])
        taken = by_code[spread_runs(bounds[own], bounds[own + 1] - bounds[own])]
        passages[taken] = False
        found = shrink_edges(edges, taken[~others[taken]], documents)
        amid = found[passages[found] & edges.leave_out(found, documents[found])]
    return passages


def find_edges(marked: Flags, starts: I64) -> Edges:
    """The edges of documents that begin with these lines."""
    ends = np.append(starts[1:], len(marked))
    plain = np.flatnonzero(~marked)
    padded = np.concatenate([[-1], plain, [len(marked)]])
    heads = np.minimum(padded[np.searchsorted(plain, starts) + 1], ends)
    return Edges(heads, np.maximum(padded[np.searchsorted(plain, ends)] + 1, starts))


def shrink_edges(edges: Edges, plain: I64, documents: I64) -> I64:
    """Leave lines that are marked no more, and what lies behind them, out of the edges; gives the lines that this leaves out of
    one of them.
    """
    changed = list_different(documents[plain])
    heads, feet = edges.heads[changed], edges.feet[changed]
    np.minimum.at(edges.heads, documents[plain], plain)
    np.maximum.at(edges.feet, documents[plain], plain + 1)
    lost = spread_runs(edges.heads[changed], heads - edges.heads[changed])
    return np.concatenate([lost, spread_runs(feet, edges.feet[changed] - feet)])
