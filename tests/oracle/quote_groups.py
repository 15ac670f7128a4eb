"""Statements of quotes that are all in memory: what the flow says of any number of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from corpus_builder.kernels.overlaps import Rows
from corpus_builder.kernels.segments import list_different
from corpus_builder.kernels.sharers import find_sharers
from corpus_builder.settings import StatementSettings
from corpus_builder.statements.group import accept_pairs, choose_groups, read_quotes
from corpus_builder.statements.lookups import CANDIDATES, LOOKUP_QUOTES, Pairs, choose_lookups, rank_keys
from corpus_builder.statements.speakers import Speakers
from corpus_builder.statements.spellings import I64
from corpus_builder.statements.statement import Statements


def group_statements(
    texts: Sequence[str],
    speakers: Sequence[str | None],
    languages: Sequence[str | None],
    settings: StatementSettings,
    contexts: Sequence[str] | None = None,
) -> list[int]:
    """For each quote the index of the first quote of its group; all sequences have one entry per quote.

    `contexts` are the sentences around the quotes, by which a phrase of a word or two is known in another language.

    """
    quotes = read_quotes(texts, speakers, languages, contexts)
    pairs = propose_pairs(quotes.statements, quotes.said_by)
    return choose_groups(quotes, pairs, accept_pairs(quotes, pairs, settings))


def propose_pairs(statements: Statements, said_by: Speakers) -> Pairs:
    """Each quote with the first that has the same words, and with the earlier ones that share most of its rarest words."""
    same: dict[str, int] = {}
    firsts = np.array([same.setdefault(plain, number) for number, plain in enumerate(statements.plain)], np.int64)
    copies = np.flatnonzero(firsts != np.arange(len(firsts)))
    sharers = find_sharers(*find_lookups(statements, said_by), LOOKUP_QUOTES, CANDIDATES)
    later, columns = np.nonzero(sharers >= 0)
    earlier = sharers[later, columns]
    order = np.argsort(np.concatenate([copies, later]), kind="stable")
    later, earlier = np.concatenate([copies, later])[order], np.concatenate([firsts[copies], earlier])[order]
    return Pairs(later, earlier, firsts[later] == firsts[earlier], order >= len(copies))


def find_lookups(statements: Statements, said_by: Speakers) -> tuple[I64, I64]:
    """The lookups of each quote, rarest first, as numbers; and where those of each quote begin."""
    names, count = statements.words.key_names, len(statements.plain)
    keys = list_keys_of_quotes(statements)
    size = max(len(names), 1)
    pairs = list_different(np.repeat(np.arange(count), np.diff(keys.offsets)) * size + keys.numbers)
    counts = np.bincount(pairs % size, minlength=len(names))
    surnames = np.where(said_by.numbers > 0, said_by.surnames[said_by.numbers] + 1, 0)
    lookups = choose_lookups(pairs // size, pairs % size, rank_keys(names, counts), surnames)
    numbers = lookups.speakers * size + lookups.keys
    return np.searchsorted(list_different(numbers), numbers), np.searchsorted(lookups.quotes, np.arange(count + 1))


def list_keys_of_quotes(statements: Statements) -> Rows:
    """The numbers of the keys of each text's words, word after word."""
    content = statements.content
    keys, sizes = statements.words.keys.take(content.numbers)
    return Rows(keys, np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])[content.offsets])
