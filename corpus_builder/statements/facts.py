"""What identifies a statement: its words, numbers, dates, names, places, sides taken, denials and speaker."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from corpus_builder.rules import read_table
from corpus_builder.statements.amounts import Token, read_numbers, read_units, split_tokens
from corpus_builder.statements.translation import ENGLISH, FRENCH, Word, fold, read_phrase, read_word, respell_name, root

NONE, PERHAPS, SURE = range(3)
_NE = frozenset({"ne", "n"})
_NE_REACH = 5
_HELPLESS = re.compile(r"(?:i[nmrl]|un)\w+[ai]bles?")


@dataclass(frozen=True, slots=True)
class Facts:
    """What identifies a statement.

    `own` and `keys` are those of all words; `values` are numbers and dates by kind; `names` are capitals of words that no
    dictionary has, `openers` those that may only open a sentence; `denial` is NONE, PERHAPS or SURE; `plain` is the text
    without marks, case and accents, with a space around each word.
    """

    words: tuple[Word, ...]
    own: frozenset[str]
    keys: frozenset[str]
    weight: float
    values: dict[str, frozenset[str]]
    names: tuple[Word, ...]
    openers: tuple[Word, ...]
    places: tuple[Word, ...]
    sides: frozenset[str]
    denial: int
    speaker: tuple[str, ...]
    described: tuple[Word, ...]
    language: str | None
    plain: str


@dataclass(frozen=True)
class _Grammar:
    kinds: dict[str, str]
    dates: frozenset[str]
    sides: dict[str, tuple[str, ...]]
    negations: dict[str, frozenset[str]]
    ignored: dict[str, frozenset[str]]
    titles: frozenset[str]
    unnamed: frozenset[str]
    between: frozenset[str]


def read_facts(text: str, speaker: str | None, language: str | None) -> Facts:
    """The facts of a quote, its speaker and its language as far as they are known."""
    tokens = split_tokens(text)
    spoken = language if language in (FRENCH, ENGLISH) else _guess_language(tokens)
    numbers, rest = read_numbers(tokens, spoken)
    dates, rest = _read_dates(rest)
    pairs = _read_words(rest, spoken)
    units = read_units(tokens, spoken)
    values = ({"number": numbers} if numbers else {}) | ({"unit": units} if units else {}) | dates
    words = (word for _, word in pairs)
    counted = (_as_word(value) for kind in sorted(values.keys() - {"unit"}) for value in sorted(values[kind]))
    unique = tuple(dict.fromkeys((*words, *counted)))
    capitals = [(token.named, word) for token, word in pairs if token.written[0].isupper() and not word.known]
    return Facts(
        words=unique,
        own=frozenset().union(*(word.own for word in unique)),
        keys=frozenset().union(*(word.keys for word in unique)),
        weight=sum(word.weight for word in unique),
        values=values,
        names=tuple(word for named, word in capitals if named),
        openers=tuple(word for named, word in capitals if not named),
        places=tuple(word for word in unique if word.place),
        sides=frozenset().union(*map(_read_sides, unique)),
        denial=_read_denial(tokens),
        speaker=read_speaker(speaker or ""),
        described=_read_description(speaker or "", spoken),
        language=language,
        plain=f" {' '.join(token.low for token in tokens)} ",
    )


def oppose(one: Facts, other: Facts) -> bool:
    """Whether one takes a side of some opposite and the other only the opposite side."""
    return any(_turn(side) in other.sides and side not in other.sides and _turn(side) not in one.sides for side in one.sides)


@lru_cache(maxsize=1 << 12)
def read_speaker(speaker: str) -> tuple[str, ...]:
    """The words of a speaker's name, respelled, without title or description; a pronoun or a description names nobody."""
    grammar = _read_grammar()
    words = [word.strip(".,;:()") for word in speaker.replace("’", "'").split()]
    words = [word for word in words if word]
    first = next((place for place in range(len(words), -1, -1) if not place or not words[place - 1][0].isupper()), 0)
    if first == len(words) or fold(words[first]).split("'")[0] in grammar.unnamed:
        return ()
    if first and fold(words[first - 1]).split("'")[0] in grammar.between:
        capital = words[0][0].isupper() and fold(words[0]).split("'")[0] not in grammar.unnamed
        if not capital:
            return ()
        first = 0
    named = [word for word in words[first:] if fold(word) not in grammar.titles]
    return tuple(map(respell_name, named))


@lru_cache(maxsize=1 << 12)
def _read_description(speaker: str, language: str) -> tuple[Word, ...]:
    return tuple(word for _, word in _read_words(split_tokens(speaker), language))


def _guess_language(tokens: list[Token]) -> str:
    ignored = _read_grammar().ignored
    return max((FRENCH, ENGLISH), key=lambda language: sum(token.low in ignored[language] for token in tokens))


def _read_dates(tokens: list[Token]) -> tuple[dict[str, frozenset[str]], list[Token]]:
    """Months, weekdays and seasons by kind, and the tokens that are none."""
    kinds = _read_grammar().kinds
    dates: dict[str, frozenset[str]] = {}
    if _read_grammar().dates.isdisjoint(token.low for token in tokens):
        return dates, tokens
    rest: list[Token] = []
    for token in tokens:
        date = kinds.get(token.low) or (kinds.get(token.written) if token.named else None)
        if date is None:
            rest.append(token)
        else:
            kind = date.split()[0]
            dates[kind] = dates.get(kind, frozenset()) | {date}
    return dates, rest


def _read_words(tokens: Iterable[Token], language: str) -> list[tuple[Token, Word]]:
    """The tokens that say something; two that are one thing in the other language become one word."""
    found: list[tuple[Token, Word]] = []
    for token in tokens:
        word = read_word(token.written, language, token.named)
        if word is None:
            continue
        phrase = read_phrase(found[-1][0].written, token.written, language) if found else None
        found.append((token, word) if phrase is None else (token, _join(found.pop()[1], word, phrase)))
    return found


@lru_cache(maxsize=1 << 12)
def _join(first: Word, second: Word, phrase: Word) -> Word:
    keys = first.keys | second.keys | phrase.keys
    return Word(first.own | second.own, keys, max(first.weight, second.weight), place=first.place or second.place)


@lru_cache(maxsize=1 << 12)
def _as_word(value: str) -> Word:
    keys = frozenset({f"#{value}"})
    return Word(keys, keys, read_table("speech", "translations")["weights"]["number"])


def _read_denial(tokens: list[Token]) -> int:
    """How sure it is that the text denies something."""
    words = _read_grammar().negations
    lows = ["", *(token.low for token in tokens), ""]
    denial = NONE
    if not any(map(_may_deny, lows)):
        return denial
    for place in range(1, len(lows) - 1):
        before, low, after = lows[place - 1 : place + 2]
        sure = low in words["sure"]
        if low in words["beside_ne"]:
            sure = not _NE.isdisjoint(lows[max(0, place - _NE_REACH) : place])
        if not sure:
            denial = max(denial, PERHAPS if low in words["perhaps"] or _HELPLESS.fullmatch(low) else NONE)
        elif not _counts(low, before, after):
            mild = before in words["harmless"] or after in words["harmless"] or (low == "jamais" and before == "que")
            denial = max(denial, PERHAPS if mild else SURE)
    return denial


@lru_cache(maxsize=1 << 16)
def _may_deny(low: str) -> bool:
    words = _read_grammar().negations
    return any(low in words[name] for name in ("sure", "beside_ne", "perhaps")) or _HELPLESS.fullmatch(low) is not None


def _counts(low: str, before: str, after: str) -> bool:
    """Whether a word of denial is a step or a number here."""
    if low == "pas":
        return before in _read_grammar().negations["steps"]
    return low == "no" and after[:1].isdigit()


@lru_cache(maxsize=1 << 16)
def _read_sides(word: Word) -> frozenset[str]:
    """The sides of opposites a word takes; one that may take both takes none."""
    sides = _read_grammar().sides
    found = {side for key in word.keys for side in sides.get(key, ())}
    return frozenset(side for side in found if _turn(side) not in found)


def _turn(side: str) -> str:
    return side[:-1] + ("-" if side[-1] == "+" else "+")


@cache
def _read_grammar() -> _Grammar:
    table = read_table("speech", "translations")
    sides: dict[str, tuple[str, ...]] = {}
    for number, pair in enumerate(table["opposites"]["pairs"]):
        for sign, words in zip("+-", pair.split("|"), strict=True):
            for key in map(root, words.split()):
                sides[key] = (*sides.get(key, ()), f"{number}{sign}")
    dates = ((kind, pair.split(":")) for kind, pairs in table["kinds"].items() for pair in pairs.split())
    kinds = {word: f"{kind} {value}" for kind, (word, value) in dates}
    return _Grammar(
        kinds=kinds,
        dates=frozenset(map(fold, kinds)),
        sides=sides,
        negations={name: frozenset(words.split()) for name, words in table["negations"].items()},
        ignored={FRENCH: frozenset(table["ignored"]["french"].split()), ENGLISH: frozenset(table["ignored"]["english"].split())},
        titles=frozenset(table["names"]["titles"].split()),
        unnamed=frozenset(table["speakers"]["unnamed"].split()),
        between=frozenset(table["speakers"]["between"].split()),
    )
