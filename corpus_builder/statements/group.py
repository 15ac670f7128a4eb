"""Grouping quotes of the same statement: reworded, in part or translated, but never with different facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from corpus_builder.kernels.sharers import find_sharers
from corpus_builder.settings import StatementSettings
from corpus_builder.statements.statement import Statement, oppose, read_statement
from corpus_builder.statements.translation import Word

# The rarest words of a quote by which others like it are looked up: more find no more, fewer miss translations.
LOOKUP_KEYS = 10
# Characters of a quote that are compared: nobody quotes more than some pages.
QUOTE_REACH = 20_000
# Quotes looked at per word, the latest ones: a word that stands in more says nothing.
LOOKUP_QUOTES = 60
# Quotes compared in full, those that share most words: keeps the grouping linear.
CANDIDATES = 8
# Informative words that two quotes must share at least, or that a repeated part must have: fewer are phrases anybody uses.
SHARED_WORDS = 3
# Informative words that a translated phrase must share when nobody known says it: one word anybody may have said.
PHRASE_WORDS = 2
# Share of the longer of two such phrases that must agree.
PHRASE_SHARE = 0.65
# Share of the longer quote's informative words that the shorter must have to be the same statement and no part of it.
LONGER_SHARE = 0.3
# That share times the number of shared words: two statements on one topic share three words of seven.
EVIDENCE = 1.55


@dataclass(frozen=True, slots=True)
class Overlap:
    """What two quotes share: how many words, and which share of the weight of the lighter and of the heavier quote."""

    words: int
    weight: float
    lighter: float
    heavier: float


@dataclass(frozen=True, slots=True)
class _Quotes:
    """Quotes on their way into groups: what identifies each, what identifies the sentences around it, and its group so far."""

    statements: list[Statement]
    around: Callable[[int], Statement]
    group: list[int]
    settings: StatementSettings


def group_statements(
    texts: Sequence[str],
    speakers: Sequence[str | None],
    languages: Sequence[str | None],
    settings: StatementSettings,
    contexts: Sequence[str] | None = None,
) -> list[int]:
    """For each quote the index of the first quote of its group; all sequences have one entry per quote.

    `contexts` are the sentences around the quotes, by which a phrase of a word or two is known in another language.

    >>> texts = ["Le pont rouvrira le 3 mai prochain", "Le pont rouvrira le 9 mai prochain"]
    >>> group_statements(texts, [None, None], ["fr", "fr"], StatementSettings())
    [0, 1]
    """
    rows = list(zip(texts, speakers, languages, contexts or texts, strict=True))
    read = {row: read_statement(row[0][:QUOTE_REACH], row[1], row[2]) for row in dict.fromkeys(rows)}
    quotes = _Quotes(
        [read[row] for row in rows],
        cache(lambda number: read_statement(rows[number][3], None, rows[number][2])),
        list(range(len(rows))),
        settings,
    )
    candidates = _find_candidates(quotes.statements)
    same: dict[str, int] = {}
    for number, statement in enumerate(quotes.statements):
        first = same.setdefault(statement.plain, number)
        quotes.group[number] = _find_group(number, quotes, [first] if first != number else [])
        if quotes.group[number] == number:
            quotes.group[number] = _find_group(number, quotes, candidates[number])
            if quotes.group[number] == number and contexts:
                quotes.group[number] = _find_translation(number, quotes, candidates[number])
    return quotes.group


def _find_candidates(statements: Sequence[Statement]) -> list[list[int]]:
    """For each quote the earlier ones that it is compared with: those that share most of its rarest words."""
    counts: Counter[str] = Counter()
    for statement in statements:
        counts.update(statement.keys)
    numbers: dict[str, int] = {}
    keys: list[int] = []
    offsets = [0]
    for statement in statements:
        keys += [numbers.setdefault(key, len(numbers)) for key in _find_rarest(statement, counts)]
        offsets.append(len(keys))
    sharers = find_sharers(np.array(keys, np.int64), np.array(offsets, np.int64), LOOKUP_QUOTES, CANDIDATES)
    return [[other for other in row if other >= 0] for row in sharers.tolist()]


def _find_rarest(statement: Statement, counts: Mapping[str, int]) -> list[str]:
    """The keys by which others like a quote are looked up; a key that no other quote has finds none."""
    shared = [(count, key) for key in statement.keys if (count := counts[key]) > 1 and key[0] != "="]
    rarest = [key for _, key in sorted(shared)[:LOOKUP_KEYS]]
    spoken = [f"{statement.speaker[-1]} {key}" for key in rarest] if statement.speaker else []
    return rarest + spoken


def _find_group(number: int, quotes: _Quotes, candidates: list[int]) -> int:
    """The group of the first candidate that says the same and whose first member contradicts nothing; else a group of its own."""
    one = quotes.statements[number]
    for other in candidates:
        first = quotes.statements[quotes.group[other]]
        same = _same_statement(one, quotes.statements[other], quotes.settings)
        if same and not _strangers(one, first) and not _conflict(one, first):
            return quotes.group[other]
    return number


def _find_translation(number: int, quotes: _Quotes, candidates: list[int]) -> int:
    """The group of the first candidate in the other language with a word in common whose whole sentence says the same."""
    one = quotes.statements[number]
    for other in candidates:
        two, first = quotes.statements[other], quotes.statements[quotes.group[other]]
        if not _foreign(one, two) or any(_strangers(one, said) or _conflict(one, said) for said in (two, first)):
            continue
        shared = measure_overlap(one, two, foreign=True).words
        if shared and _same_sentence(quotes.around(number), quotes.around(other), quotes.settings):
            return quotes.group[other]
    return number


def _same_sentence(one: Statement, other: Statement, settings: StatementSettings) -> bool:
    """Whether the sentences around two quotes are translations of one another."""
    overlap = measure_overlap(one, other, foreign=True, least=settings.foreign_overlap)
    enough = overlap.lighter >= settings.foreign_overlap and overlap.heavier >= LONGER_SHARE
    return overlap.words > SHARED_WORDS and enough and not _conflict(one, other)


def _foreign(one: Statement, other: Statement) -> bool:
    """Whether two quotes are in two known languages."""
    return one.language != other.language and one.language is not None and other.language is not None


def _same_statement(one: Statement, other: Statement, settings: StatementSettings) -> bool:
    """Whether two quotes say the same: equal, part of one another, or similar enough and with the same facts."""
    if _strangers(one, other):
        return False
    if one.plain == other.plain:
        return len(one.words) >= SHARED_WORDS or _known_same(one, other) or _share_description(one, other)
    small, large = (one, other) if len(one.plain) <= len(other.plain) else (other, one)
    if len(small.words) >= SHARED_WORDS and small.plain in large.plain:
        return True
    return _share_enough(one, other, settings) and not _conflict(one, other)


def _share_enough(one: Statement, other: Statement, settings: StatementSettings) -> bool:
    """Whether two quotes share enough: the fewer words they share, the more of the longer one these must be."""
    foreign = _foreign(one, other)
    overlap = measure_overlap(one, other, foreign, settings.foreign_overlap)
    if overlap.words < SHARED_WORDS:
        return foreign and _same_phrase(overlap, one, other)
    return (
        overlap.lighter >= (settings.foreign_overlap if foreign else settings.overlap)
        and overlap.heavier >= LONGER_SHARE
        and overlap.words * overlap.heavier >= EVIDENCE
    )


def _same_phrase(overlap: Overlap, one: Statement, other: Statement) -> bool:
    """Whether a few words in two languages are one phrase: most agree, and no known speaker says only one of them."""
    known = _known_same(one, other)
    least = 1 if known or _share_description(one, other) else PHRASE_WORDS
    said = known or not (one.speaker or other.speaker)
    return said and min(overlap.words, overlap.weight) >= least and overlap.heavier >= PHRASE_SHARE


def _share_description(one: Statement, other: Statement) -> bool:
    """Whether two speakers without names have one description, by two words at least: a bare `the mayor` may be any."""
    if one.speaker or other.speaker:
        return False
    some, others = _match(one.described, other.described), _match(other.described, one.described)
    return min(len(some), len(others)) > 1 and (len(some) == len(one.described) or len(others) == len(other.described))


def _match(some: tuple[Word, ...], others: tuple[Word, ...]) -> list[Word]:
    return [word for word in some if any(not word.keys.isdisjoint(other.keys) for other in others)]


def measure_overlap(one: Statement, other: Statement, foreign: bool, least: float = 0.0) -> Overlap:
    """What two quotes share, by the keys of their words; in one language a synonym counts half and is no shared word.

    Nothing when less than the share `least` of the lighter one is found: the other way need not be looked at then.
    """
    lighter, heavier = (one, other) if one.weight <= other.weight else (other, one)
    count, weight = _share(lighter, heavier, foreign)
    if not count or weight < least * lighter.weight:
        return Overlap(0, 0.0, 0.0, 0.0)
    back_count, back_weight = _share(heavier, lighter, foreign)
    shared = min(weight, back_weight)
    return Overlap(min(count, back_count), shared, shared / lighter.weight, shared / heavier.weight)


def _share(one: Statement, other: Statement, foreign: bool) -> tuple[int, float]:
    """How many words of one quote the other shares, and their weight."""
    like = [word for word in one.words if not word.keys.isdisjoint(other.keys)]
    weight = sum(word.weight for word in like)
    if foreign:
        return len(like), weight
    same = [word.weight for word in like if not word.own.isdisjoint(other.own)]
    return len(same), (sum(same) + weight) / 2


def _strangers(one: Statement, other: Statement) -> bool:
    """Whether two known speakers are not the same."""
    return bool(one.speaker and other.speaker) and not _known_same(one, other)


def _known_same(one: Statement, other: Statement) -> bool:
    """Whether both speakers are known and one name holds the other's surname; another initial is another person."""
    some, others = one.speaker, other.speaker
    if not (some and others) or not (some[-1] in others or others[-1] in some):
        return False
    return not len(some) == len(others) == 2 or some[0][:1] == others[0][:1] or some[-1] != others[-1]


def _conflict(one: Statement, other: Statement) -> bool:
    """Whether the facts differ: other numbers, dates, names or places, an opposite, or one denies what the other says."""
    if {one.denial, other.denial} == {0, 2} and not (one.plain in other.plain or other.plain in one.plain):
        return True
    if any(_apart(one.values[kind], other.values[kind]) for kind in one.values.keys() & other.values.keys()):
        return True
    if one.language == other.language and _only_one_counts(one, other):
        return True
    if oppose(one, other):
        return True
    if _differ(one.places, one, other.places, other) or _differ(one.names, one, other.names, other):
        return True
    return _differ(one.names, one, other.openers, other) or _differ(one.openers, one, other.names, other)


def _apart(one: frozenset[str], other: frozenset[str]) -> bool:
    return not (one <= other or other <= one)


def _only_one_counts(one: Statement, other: Statement) -> bool:
    """Whether of two quotes of about one length only one has a number."""
    return ("number" in one.values) != ("number" in other.values) and (
        len(one.words) * 3 > len(other.words) * 2 and len(other.words) * 3 > len(one.words) * 2
    )


def _differ(some: tuple[Word, ...], one: Statement, others: tuple[Word, ...], other: Statement) -> bool:
    """Whether each of two quotes names something of a kind that the other does not know."""
    return any(word.keys.isdisjoint(other.keys) for word in some) and any(word.keys.isdisjoint(one.keys) for word in others)
