"""Which quotes are compared: those that share the rarest words of a quote, and those with the same words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from corpus_builder.kernels.segments import list_different
from corpus_builder.statements.spellings import I64, Flags

# The rarest words of a quote by which others like it are looked up: more find no more, fewer miss translations.
LOOKUP_KEYS = 10
# Quotes looked at per word, the latest ones: a word that stands in more says nothing.
LOOKUP_QUOTES = 60
# Quotes compared in full, those that share most words: keeps the grouping linear.
CANDIDATES = 8
# What the key of a group of synonyms begins with: too many words have it.
_GROUP = "="


class Pairs(NamedTuple):
    """Pairs of a quote and an earlier one that may say the same, sorted by the later one.

    Of `equal` ones all words agree; there the earlier one is the first of all with these words. `alike` are those that were found
    by their rarest words, as translations must be.
    """

    later: I64
    earlier: I64
    equal: Flags
    alike: Flags

    def take(self, rows: I64 | Flags) -> Pairs:
        """Some of the pairs."""
        return Pairs(self.later[rows], self.earlier[rows], self.equal[rows], self.alike[rows])


class Lookups(NamedTuple):
    """By what quotes are looked up, quote after quote: keys alone, the rarest first, then the same keys with the number of who
    speaks, which is 0 for those alone.
    """

    quotes: I64
    keys: I64
    speakers: I64


def rank_keys(names: Sequence[str], counts: I64) -> I64:
    """The order of keys by how many quotes have them, then by name; -1 for those that are not looked up: what one quote has
    finds no other.

    >>> rank_keys(["pont", "digue", "=port", "bac"], np.array([2, 2, 9, 1])).tolist()
    [1, 0, -1, -1]
    """
    many = counts.tolist()
    wanted = [key for key, name in enumerate(names) if many[key] > 1 and name[0] != _GROUP]
    wanted.sort(key=lambda key: (many[key], names[key]))
    ranks = np.full(len(names), -1, np.int64)
    ranks[wanted] = np.arange(len(wanted))
    return ranks


def choose_lookups(quotes: I64, keys: I64, ranks: I64, speakers: I64) -> Lookups:
    """The rarest keys of each quote, given each key's rank and the number of each quote's speaker, 0 for nobody.

    >>> [column.tolist() for column in choose_lookups(np.array([0, 0]), np.array([1, 0]), np.array([0, 1]), np.array([7]))]
    [[0, 0, 0, 0], [0, 1, 0, 1], [0, 0, 7, 7]]
    """
    ranked = ranks[keys]
    size = max(len(ranks), 1)
    pairs = list_different((quotes * size + ranked)[ranked >= 0])
    owners = pairs // size
    pairs = pairs[np.arange(len(pairs)) - np.searchsorted(owners, owners) < LOOKUP_KEYS]
    places = np.empty(len(ranks), np.int64)
    places[ranks[ranks >= 0]] = np.flatnonzero(ranks >= 0)
    owners, keys = pairs // size, places[pairs % size]
    named = speakers[owners] > 0
    both = np.concatenate([owners, owners[named]])
    order = np.argsort(both, kind="stable")
    own = np.concatenate([np.zeros(len(owners), np.int64), speakers[owners[named]]])
    return Lookups(both[order], np.concatenate([keys, keys[named]])[order], own[order])
