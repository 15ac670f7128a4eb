"""What identifies statements: their words, numbers, dates, names, places, sides taken and denials, of many texts at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise

import numpy as np

from corpus_builder.kernels.overlaps import Rows
from corpus_builder.kernels.segments import list_different
from corpus_builder.statements.amounts import (
    list_amount_words,
    list_unit_words,
    may_be_left_out,
    may_count,
    read_date,
    read_numbers,
    read_units,
)
from corpus_builder.statements.conflicts.contradictions import Claims, list_side_keys, read_sides
from corpus_builder.statements.conflicts.denial import NONE, read_denial
from corpus_builder.statements.conflicts.retelling import Said, Wording
from corpus_builder.statements.spellings import I64, Flags, Tokens, split_texts
from corpus_builder.statements.translation import (
    NUMBER,
    AnyWord,
    Word,
    expand_word,
    list_keys,
    list_phrase_endings,
    read_phrase,
    read_words,
)
from corpus_builder.statements.vocabulary import read_statement_words

Values = Mapping[str, frozenset[str]]
# Fractions that may as well be given in per cent.
PERCENTS = {"fraction 2": "50", "fraction 4": "25"}
# By language, then by how a word is written and whether its capital marks a name.
Vocabulary = dict[str, dict[tuple[str, bool], AnyWord | None]]


@dataclass(frozen=True, slots=True)
class Words:
    """The different words of many texts, by number: their weights, and the numbers of their keys and of those of their own
    language; the names of keys by number; which words a dictionary has and which are places, and the sides that some take.
    """

    words: Sequence[AnyWord]
    weights: I64
    keys: Rows
    own: Rows
    key_names: tuple[str, ...]
    known: Flags
    places: frozenset[int]
    sides: Mapping[int, frozenset[str]]

    def read(self, numbers: Sequence[int]) -> tuple[Word, ...]:
        """Some of the words."""
        return tuple([expand_word(self.words[number]) for number in numbers])

    def join_keys(self, numbers: Sequence[int]) -> frozenset[str]:
        """The keys of some words."""
        return frozenset().union(*[list_keys(self.words[number]) for number in numbers])


@dataclass(frozen=True, slots=True)
class Statements:
    """What identifies many texts, each by its number.

    `languages` are the known ones, `spoken` those by which texts are read; `content` has the different words of each text,
    rising, and `weights` their weight; `said` has the words of the tokens that say something, `places` those tokens, `names` and
    `openers` the words of those that have a capital and are in no dictionary; `values` are the numbers and dates of the texts
    that have some, by kind; `denials` and `units` are the tokens that may deny something and the units of time; `plain` are the
    texts without marks, case and accents, with digits for numbers and a space around each word.
    """

    tokens: Tokens
    languages: Sequence[str | None]
    spoken: Sequence[str]
    words: Words
    content: Rows
    weights: I64
    said: Rows
    places: Rows
    names: Rows
    openers: Rows
    values: Mapping[int, Values]
    denials: Rows
    units: Rows
    plain: Sequence[str]

    def read_claims(self, number: int) -> Claims:
        """What of a text another one may contradict."""
        content = self.content.read(number)
        values = self.values.get(number, {})
        if units := self._read_units(number):
            values = {**values, "unit": units}
        return Claims(
            n_words=len(content),
            keys=self.words.join_keys(content),
            values=values,
            names=self.words.read(self.names.read(number)),
            openers=self.words.read(self.openers.read(number)),
            places=self.words.read([word for word in content if word in self.words.places]),
            sides=frozenset().union(*[self.words.sides[word] for word in content if word in self.words.sides]),
            denial=self.read_denial(number),
            language=self.languages[number],
            plain=self.plain[number],
        )

    def read_wording(self, number: int, claims: Claims) -> Wording:
        """How a text that claims this is told."""
        words = self.words.read(self.said.read(number))
        said = [Said(*pair) for pair in zip(words, self.places.read(number), strict=True)]
        return Wording(claims, tuple(said), self._read_tokens(number))

    def _read_tokens(self, number: int) -> tuple[str, ...]:
        lows = self.tokens.spellings.lows
        return tuple([lows[token] for token in self.tokens.spelled[slice(*self.tokens.offsets[number : number + 2])].tolist()])

    def _read_units(self, number: int) -> frozenset[str]:
        tokens, spellings, first = self.tokens, self.tokens.spellings, int(self.tokens.offsets[number])
        found = [token for token in self.units.read(number) if token > first]
        pairs = [(spellings[tokens.spelled[token - 1]], spellings.lows[tokens.spelled[token]]) for token in found]
        return read_units(pairs, self.spoken[number])

    def read_denial(self, number: int) -> int:
        """How sure it is that a text denies something."""
        first, found = int(self.tokens.offsets[number]), self.denials.read(number)
        if not found:
            return NONE
        return read_denial(self._read_tokens(number), [token - first for token in found])


def read_statements(texts: Sequence[str], languages: Sequence[str | None], vocabulary: Vocabulary | None = None) -> Statements:
    """What identifies texts, read in their languages where these are known and have such words, else by their small words.

    A `vocabulary` has words that were read before, and gets those of these texts.
    """
    tokens = split_texts(texts)
    readings = _Readings(tokens, _find_spoken(tokens, languages), {} if vocabulary is None else vocabulary)
    values, kept = readings.read_values()
    said, said_words = readings.read_said(kept)
    owner = tokens.find_texts()[said]
    counted = [(text, readings.number_word(_as_word(value))) for text, own in values.items() for value in _list_values(own)]
    others = np.array(counted, np.int64).reshape(-1, 2).T
    words = tabulate_words(readings.words)
    size = max(len(words.words), 1)
    pairs = list_different(np.concatenate([owner * size + said_words, others[0] * size + others[1]]))
    content = Rows(pairs % size, np.searchsorted(pairs, np.arange(len(texts) + 1) * size))
    sums = np.concatenate([np.zeros(1, np.int64), np.cumsum(words.weights[content.numbers])])
    said_by_text = Rows(said_words, np.searchsorted(owner, np.arange(len(texts) + 1)))
    capital, denies = np.array(tokens.spellings.capital, bool), np.array(tokens.spellings.denies, bool)
    strange = capital[tokens.spelled[said]] & ~words.known[said_words]
    every, unit_words = Rows(np.arange(len(tokens.spelled)), tokens.offsets), list_unit_words()
    is_unit = np.array([low in unit_words for low in tokens.spellings.lows], bool)
    return Statements(
        tokens=tokens,
        languages=languages,
        spoken=readings.name_languages(),
        words=words,
        content=content,
        weights=np.diff(sums[content.offsets]),
        said=said_by_text,
        places=Rows(said - tokens.offsets[owner], said_by_text.offsets),
        names=said_by_text.keep(strange & tokens.named[said]),
        openers=said_by_text.keep(strange & ~tokens.named[said]),
        values=values,
        denials=every.keep(denies[tokens.spelled]),
        units=every.keep(is_unit[tokens.spelled]),
        plain=_list_plain(tokens, readings.counted),
    )


def read_descriptions(speakers: Sequence[str], languages: Sequence[str]) -> list[list[Word]]:
    """The words of the descriptions of speakers, each read in its language."""
    tokens = split_texts(speakers)
    readings = _Readings(tokens, _find_spoken(tokens, languages), {})
    said, said_words = readings.read_said(np.ones(len(tokens.spelled), bool))
    bounds = np.searchsorted(tokens.find_texts()[said], np.arange(len(speakers) + 1)).tolist()
    chosen = [expand_word(readings.words[number]) for number in said_words.tolist()]
    return [chosen[first:last] for first, last in pairwise(bounds)]


def tabulate_words(words: Sequence[AnyWord]) -> Words:
    """Words and their keys as arrays."""
    own, _ = _tabulate([word[0] for word in words])
    keys, names = _tabulate([list_keys(word) for word in words])
    of_sides = list_side_keys()
    with_side = keys.keep(np.array([name in of_sides for name in names], bool)[keys.numbers])
    sided = np.flatnonzero(np.diff(with_side.offsets))
    return Words(
        words=words,
        weights=np.array([word.weight if isinstance(word, Word) else word[1] for word in words], np.int64),
        keys=keys,
        own=own,
        key_names=names,
        known=np.array([isinstance(word, Word) and word.known for word in words], bool),
        places=frozenset([number for number, word in enumerate(words) if isinstance(word, Word) and word.place]),
        sides={number: read_sides(list_keys(words[number])) for number in sided.tolist()},
    )


def _tabulate(rows: Sequence[Collection[str]]) -> tuple[Rows, tuple[str, ...]]:
    """Rows of names as rows of their numbers, and the names by number."""
    listed = list(chain.from_iterable(rows))
    numbers = {name: number for number, name in enumerate(dict.fromkeys(listed))}
    sizes = np.fromiter(map(len, rows), np.int64, len(rows))
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
    return Rows(np.fromiter(map(numbers.__getitem__, listed), np.int64, len(listed)), offsets), tuple(numbers)


class _Readings:
    """How the tokens of texts are read in their languages: what follows from spelling, language and capital is read once."""

    def __init__(self, tokens: Tokens, spoken: I64, vocabulary: Vocabulary) -> None:
        self._tokens, self._spoken, self._vocabulary = tokens, spoken, vocabulary
        self._languages = tuple(read_statement_words())
        self._numbers: dict[AnyWord, int] = {}
        size = 2 * len(tokens.spellings)
        self._kinds = (spoken[tokens.find_texts()] * len(tokens.spellings) + tokens.spelled) * 2 + tokens.named
        kinds = size * len(self._languages)
        self._dates: dict[int, str] = {}
        # the tokens of the texts that have numbers, these as digits; known when the values were read
        self.counted: dict[int, list[str]] = {}
        self._word_of = np.full(kinds, -1)
        self._is_date, self._counts, self._ends = np.zeros((3, kinds), bool)
        present = np.zeros(kinds, bool)
        present[self._kinds] = True
        for number, language in enumerate(self._languages):
            self._read_kinds(np.flatnonzero(present[number * size : (number + 1) * size]), number * size, language)
        self.words = list(self._numbers)

    def _read_kinds(self, kinds: I64, first: int, language: str) -> None:
        """Read the kinds of one language, which begin with the number `first`."""
        spelled, named = (kinds // 2).tolist(), (kinds % 2 > 0).tolist()
        kinds, spellings = kinds + first, self._tokens.spellings
        words = self._read_words(spelled, named, language)
        numbers, lows = self._numbers, [spellings.lows[number] for number in spelled]
        self._word_of[kinds] = [-1 if word is None else numbers.setdefault(word, len(numbers)) for word in words]
        endings, amounts = list_phrase_endings(language), list_amount_words()
        self._ends[kinds] = [low in endings for low in lows]
        self._ends[kinds] &= self._word_of[kinds] >= 0
        for row, low in enumerate(lows):
            if not spellings.digits[spelled[row]] and low not in amounts:
                continue
            spelling, kind = spellings[spelled[row]], int(kinds[row])
            date = read_date(spelling, named[row])
            if date is not None:
                self._dates[kind], self._is_date[kind] = date, True
            # a number word that says nothing else need not be left out
            says_more = date is not None or words[row] is not None
            self._counts[kind] = may_count(spelling, language) or (says_more and may_be_left_out(spelling, language))

    def _read_words(self, spelled: Sequence[int], named: Sequence[bool], language: str) -> list[AnyWord | None]:
        known, spellings = self._vocabulary.setdefault(language, {}), self._tokens.spellings
        keys = [(spellings.written[number], is_named) for number, is_named in zip(spelled, named, strict=True)]
        new = [row for row, key in enumerate(keys) if key not in known]
        words = read_words(spellings, [spelled[row] for row in new], [named[row] for row in new], language)
        known.update(zip([keys[row] for row in new], words, strict=True))
        return [known[key] for key in keys]

    def number_word(self, word: AnyWord) -> int:
        """The number of a word; equal words have one."""
        number = self._numbers.setdefault(word, len(self.words))
        if number == len(self.words):
            self.words.append(word)
        return number

    def name_languages(self) -> list[str]:
        """The language in which each text is read."""
        return [self._languages[number] for number in self._spoken.tolist()]

    def read_values(self) -> tuple[dict[int, dict[str, frozenset[str]]], Flags]:
        """The numbers and dates of the texts that have some, by kind, and which tokens are none of them."""
        tokens, owner = self._tokens, self._tokens.find_texts()
        values: dict[int, dict[str, frozenset[str]]] = {}
        kept = np.ones(len(owner), bool)
        looked_at = np.zeros(len(tokens.offsets) - 1, bool)
        looked_at[owner[self._counts[self._kinds]]] = True
        spellings = {number: tokens.spellings[number] for number in set(tokens.spelled[looked_at[owner]].tolist())}
        joined, bounds, rest = tokens.joined.tolist(), tokens.offsets.tolist(), []
        for text in np.flatnonzero(looked_at).tolist():
            own = slice(*bounds[text : text + 2])
            spelled = [spellings[number] for number in tokens.spelled[own].tolist()]
            numbers, others = read_numbers(spelled, joined[own], self._languages[self._spoken[text]])
            rest += [own.start + place for place in others]
            if numbers:
                values[text] = {"number": frozenset(chain.from_iterable(numbers.values()))}
                self.counted[text] = _replace_numbers([spelling.low for spelling in spelled], numbers, others)
        kept[looked_at[owner]] = False
        kept[np.array(rest, np.int64)] = True
        dates = np.flatnonzero(kept & self._is_date[self._kinds])
        for text, kind in zip(owner[dates].tolist(), self._kinds[dates].tolist(), strict=True):
            date = self._dates[kind]
            found = values.setdefault(text, {})
            found[date.split()[0]] = found.get(date.split()[0], frozenset()) | {date}
            if date in PERCENTS:
                found["number"] = found.get("number", frozenset()) | {PERCENTS[date]}
        kept[dates] = False
        return values, kept

    def read_said(self, kept: Flags) -> tuple[I64, I64]:
        """The kept tokens that say something, and their words; two that are one thing in the other language become one."""
        said = np.flatnonzero(kept & (self._word_of[self._kinds] >= 0))
        words = self._word_of[self._kinds[said]]
        owner = self._tokens.find_texts()[said]
        gone = np.zeros(len(said), bool)
        for place in (np.flatnonzero(self._ends[self._kinds[said[1:]]] & (owner[1:] == owner[:-1])) + 1).tolist():
            first, second = (
                self._tokens.spellings[number].written for number in self._tokens.spelled[said[place - 1 : place + 1]]
            )
            phrase = read_phrase(first, second, self._languages[self._spoken[owner[place]]])
            if phrase is not None:
                one, other = (expand_word(self.words[number]) for number in words[place - 1 : place + 1].tolist())
                words[place] = self.number_word(_join(one, other, phrase))
                gone[place - 1] = True
        return said[~gone], words[~gone]


def _find_spoken(tokens: Tokens, languages: Sequence[str | None]) -> I64:
    """The number of each text's language; of one in another language that which ignores most of its words, the first of two that
    ignore as many.
    """
    words = read_statement_words()
    numbers = {language: number for number, language in enumerate(words)}
    spoken = np.array([numbers.get(language or "", -1) for language in languages], np.int64)
    if (spoken < 0).any():
        ignored = [frozenset(own.ignored) for own in words.values()]
        flags = np.array([[low in own for low in tokens.spellings.lows] for own in ignored], np.int64).reshape(len(ignored), -1)
        sums = np.cumsum(flags[:, tokens.spelled], axis=1)
        sums = np.concatenate([np.zeros((len(ignored), 1), np.int64), sums], axis=1)
        guessed = np.argmax(np.diff(sums[:, tokens.offsets], axis=1), axis=0)
        spoken = np.where(spoken < 0, guessed, spoken)
    return spoken


def _replace_numbers(lows: Sequence[str], numbers: Mapping[int, Sequence[str]], others: Sequence[int]) -> list[str]:
    """The tokens of a text with digits for its numbers, in words or not; an article that might be a number stays out."""
    kept = {place: [lows[place]] for place in others} | dict(numbers)
    return [token for place in sorted(kept) for token in kept[place]]


def _list_plain(tokens: Tokens, counted: Mapping[int, Sequence[str]]) -> list[str]:
    lows = tokens.spellings.lows
    words = [lows[number] for number in tokens.spelled.tolist()]
    bounds = pairwise(tokens.offsets.tolist())
    return [f" {' '.join(counted.get(text) or words[first:last])} " for text, (first, last) in enumerate(bounds)]


def _list_values(values: Values) -> list[str]:
    return [value for kind in sorted(values) for value in sorted(values[kind])]


@lru_cache(maxsize=1 << 12)
def _join(first: Word, second: Word, phrase: Word) -> Word:
    keys = first.keys | second.keys | phrase.keys
    return Word(first.own | second.own, keys, max(first.weight, second.weight), place=first.place or second.place)


@lru_cache(maxsize=1 << 12)
def _as_word(value: str) -> Word:
    keys = frozenset({f"#{value}"})
    return Word(keys, keys, NUMBER)
