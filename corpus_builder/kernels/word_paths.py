"""Sequences of words as paths through a tree: which of many lines begin with one, step by step for all lines at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np

from corpus_builder.kernels.line_counts import Flags, Ints, LineWords


class WordPaths(NamedTuple):
    """A tree of words: `steps` are pairs of a node and a word as numbers, sorted; `nodes` are where each leads.

    Node 0 is the beginning. `starts` and `wholes` say for each node whether the words up to it are one of those sequences.
    """

    n_words: int
    steps: Ints
    nodes: Ints
    starts: Flags
    wholes: Flags

    def list_first(self) -> Flags:
        """Whether each word is the first of a sequence."""
        flags = np.zeros(self.n_words, np.bool_)
        flags[self.steps[: np.searchsorted(self.steps, self.n_words)]] = True
        return flags


def make_paths(starts: Collection[Sequence[int]], wholes: Collection[Sequence[int]], n_words: int) -> WordPaths:
    """The paths of sequences of words, which are numbers below `n_words`: of those with which lines begin, and of whole lines."""
    nodes: dict[int, int] = {}
    marked: tuple[set[int], set[int]] = set(), set()
    for sequences, marks in zip((starts, wholes), marked, strict=True):
        for words in sequences:
            node = 0
            for word in words:
                node = nodes.setdefault(node * n_words + word, len(nodes) + 1)
            marks.add(node)
    steps = np.array(sorted(nodes), np.int64)
    flags = [np.isin(np.arange(len(nodes) + 1), list(marks)) for marks in marked]
    return WordPaths(n_words, steps, np.array([nodes[step] for step in steps.tolist()], np.int64), *flags)


def find_beginnings(words: LineWords, paths: WordPaths) -> Flags:
    """Whether each line begins with the words of a start, or is a whole line and one word more at most.

    The first known spellings of `words` are the words of `paths`.
    """
    found = np.zeros(len(words.bounds) - 1, bool)
    rows = np.arange(len(found))
    node, at = np.zeros(len(rows), np.int64), words.bounds[:-1]
    while len(rows) and len(paths.steps):
        left = words.bounds[rows + 1] - at
        rows, node, at = (values[left > 0] for values in (rows, node, at))
        word = words.spellings[at]
        step = node * paths.n_words + word
        place = np.minimum(np.searchsorted(paths.steps, step), len(paths.steps) - 1)
        known = (word < paths.n_words) & (paths.steps[place] == step)
        rows, node, at = rows[known], paths.nodes[place[known]], at[known] + 1
        found[rows[paths.starts[node] | (paths.wholes[node] & (words.bounds[rows + 1] - at <= 1))]] = True
    return found
