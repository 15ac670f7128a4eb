"""The same statement quoted again: in other words, in part, or translated; look-alikes with other facts stay apart."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from corpus_builder.rules import read_table
from corpus_builder.settings import QuoteSettings

_WORD = re.compile(r"\d+(?:[.,\u00a0\u202f ]\d{3})+|\d+(?:[.,]\d+)?|[^\W\d_]+")
_NUMBERED = re.compile(r"No\. ?\d")
_STEM = 4


@dataclass(frozen=True, slots=True)
class Facts:
    """What identifies a statement: its words as stems common to both languages, its numbers, names and whether it denies."""

    words: frozenset[str]
    numbers: frozenset[str]
    names: frozenset[str]
    denies: bool
    speaker: tuple[str, ...]
    language: str | None
    plain: str


@dataclass(frozen=True)
class _Table:
    translations: dict[str, str]
    ignored: frozenset[str]
    numbers: dict[str, str]
    negations: frozenset[str]
    steps: frozenset[str]
    unnamed: frozenset[str]


@cache
def _read_words() -> _Table:
    table = read_table("speech", "translations")
    ignored = table["ignored"]
    return _Table(
        translations=dict(pair.split(":") for pair in _fold(table["words"]["french_english"]).split()),
        ignored=frozenset(map(_fold, ignored["words"].split())),
        numbers=dict(ignored["numbers"]),
        negations=frozenset(ignored["negations"].split()),
        steps=frozenset(ignored["steps"].split()),
        unnamed=frozenset(ignored["unnamed"].split()),
    )


def group_statements(
    texts: Sequence[str], speakers: Sequence[str | None], languages: Sequence[str | None], settings: QuoteSettings
) -> list[int]:
    """For each quote the index of the first quote of its group; all sequences have one entry per quote.

    >>> texts = ["Le pont rouvrira le 3 mai prochain", "Le pont rouvrira le 9 mai prochain"]
    >>> group_statements(texts, [None, None], ["fr", "fr"], QuoteSettings())
    [0, 1]
    """
    facts = [_read_facts(*row) for row in zip(texts, speakers, languages, strict=True)]
    counts = Counter(key for fact in facts for key in _keys(fact))
    index: dict[str, list[int]] = {}
    group = list(range(len(facts)))
    same: dict[str, int] = {}
    for number, fact in enumerate(facts):
        rarest = sorted(_keys(fact), key=lambda key: (counts[key], key))[: settings.statement_keys]
        shared: Counter[int] = Counter()
        for key in rarest:
            shared.update(index.get(key, ())[-settings.statement_postings :])
        candidates = [
            other for other, _ in sorted(shared.items(), key=lambda item: (-item[1], item[0]))[: settings.statement_candidates]
        ]
        first = same.get(fact.plain)
        candidates = candidates if first is None else [first, *candidates]
        for other in candidates:
            if _same_statement(fact, facts[other], settings) and not _conflict(fact, facts[group[other]]):
                group[number] = group[other]
                break
        same.setdefault(fact.plain, number)
        for key in rarest:
            index.setdefault(key, []).append(number)
    return group


def _read_facts(text: str, speaker: str | None, language: str | None) -> Facts:
    table = _read_words()
    words: set[str] = set()
    numbers: set[str] = set()
    names: set[str] = set()
    denies, before = False, ""
    for place, match in enumerate(_WORD.finditer(text)):
        word = match.group()
        low = _fold(word)
        counted = (low == "pas" and before in table.steps) or _NUMBERED.match(text, match.start()) is not None
        denies = denies or (low in table.negations and not counted)
        before = low
        if word[0].isdigit():
            numbers.add(re.sub(r"[\u00a0\u202f ]|[.,](?=\d{3})", "", word).replace(",", "."))
        elif low in table.numbers:
            numbers.add(table.numbers[low])
        elif low not in table.ignored and (len(low) > 3 or (word[0].isupper() and place and len(low) > 1)):
            word_stem = table.translations.get(low, low)[:_STEM]
            words.add(word_stem)
            if word[0].isupper() and place:
                names.add(word_stem)
    plain = " ".join(_fold(text).split())
    return Facts(frozenset(words), frozenset(numbers), frozenset(names), denies, _read_speaker(speaker, table), language, plain)


def _read_speaker(speaker: str | None, table: _Table) -> tuple[str, ...]:
    """The words of a speaker's name; a pronoun or a description names nobody."""
    words = (speaker or "").replace("’", "'").split()
    if not words or not words[0][0].isupper() or _fold(words[0]).split("'")[0] in table.unnamed:
        return ()
    return tuple(_fold(speaker or "").split())


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower())
    return "".join(char for char in plain if not unicodedata.combining(char))


def _keys(fact: Facts) -> set[str]:
    return {*fact.words, *(f"#{number}" for number in fact.numbers)}


def _same_statement(one: Facts, other: Facts, settings: QuoteSettings) -> bool:
    """Whether two quotes say the same: equal, part of one another, or alike enough and with the same facts."""
    if _strangers(one, other):
        return False
    if one.plain == other.plain:
        return _known_same(one, other) or len(one.words) >= settings.statement_words
    small, large = sorted((one, other), key=lambda fact: len(fact.plain))
    if small.plain in large.plain and len(small.words) >= settings.statement_words:
        return True
    if _conflict(one, other):
        return False
    keys, others = _keys(one), _keys(other)
    shared = len(keys & others)
    least = min(len(keys), len(others))
    foreign = one.language != other.language and one.language is not None and other.language is not None
    wanted = settings.foreign_overlap if foreign else settings.statement_overlap
    solid = len((one.names | one.numbers) & (_keys(other) | other.numbers)) + len(
        (other.names | other.numbers) & (_keys(one) | one.numbers)
    )
    if foreign and (_known_same(one, other) or solid >= 2 * settings.statement_facts):
        return shared >= settings.statement_words - 1 and shared >= settings.spoken_overlap * least
    return (
        shared >= settings.statement_words
        and shared >= wanted * least
        and least >= settings.statement_length * max(len(keys), len(others))
    )


def _strangers(one: Facts, other: Facts) -> bool:
    """Whether two known speakers are not the same."""
    return bool(one.speaker and other.speaker) and not _known_same(one, other)


def _known_same(one: Facts, other: Facts) -> bool:
    """Whether both speakers are known and one name holds the other's surname."""
    return bool(one.speaker and other.speaker) and (one.speaker[-1] in other.speaker or other.speaker[-1] in one.speaker)


def _conflict(one: Facts, other: Facts) -> bool:
    """Whether the facts differ: other numbers, other names, or one denies what the other says."""
    if one.denies != other.denies and not (one.plain in other.plain or other.plain in one.plain):
        return True
    if one.numbers and other.numbers and not (one.numbers <= other.numbers or other.numbers <= one.numbers):
        return True
    if (
        one.language == other.language
        and bool(one.numbers) != bool(other.numbers)
        and len(one.words) * 3 > len(other.words) * 2
        and len(other.words) * 3 > len(one.words) * 2
    ):
        return True
    if not (one.names and other.names):
        return False
    if one.language == other.language:
        return not (one.names <= other.names or other.names <= one.names)
    return not (one.names & other.words or other.names & one.words)
