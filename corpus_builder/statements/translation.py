"""Possible translations of a word, and how informative it is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import groupby
from typing import NamedTuple

from corpus_builder.statements.vocabulary import (
    LanguagePair,
    Respelling,
    StatementWords,
    read_pairs,
    read_statement_words,
)
from corpus_builder.text.normalization import LIGATURES, lower_without_accents

# How much a word tells which statement it is, in tenths.
LIGHT, PLAIN, RARE, NUMBER, NAME = 4, 10, 12, 15, 16
# Letters that are left of a root at least, and at most.
ROOT_LEAST, ROOT_MOST = 4, 7
# Letters with which a place and its people begin alike.
PLACE_HEAD = 4
# Letters of a root that is taken for a cognate.
COGNATE_ROOT = 6
# Letters of a word in no dictionary that is no name.
UNKNOWN_WORD = 4
_REPEATED = re.compile(r"(.)\1", re.DOTALL)


class Word(NamedTuple):
    """A word that says something: the keys of its own language, those it shares with its translations, and its weight in tenths.

    `known` tells whether the dictionary holds it, `place` whether it is a place or its people.
    """

    own: frozenset[str]
    keys: frozenset[str]
    weight: int
    known: bool = True
    place: bool = False


class _Language(NamedTuple):
    """Dictionary words of one language by form, by form without accents, its endings, and the words that say nothing.

    `endings` has for each its place in the table and what stands before it in the dictionary; `longest` is the size of the
    longest, `last_letters` are what they end in. `translations` and `phrases` lead to the language that all others are
    translated to; that one itself has none.
    """

    lemmas: dict[str, tuple[str, ...]]
    plain: dict[str, tuple[str, ...]]
    endings: dict[str, tuple[int, tuple[str, ...]]]
    longest: int
    last_letters: frozenset[str]
    ignored: frozenset[str]
    kept: frozenset[str]
    is_translated: bool
    translations: dict[str, tuple[str, ...]]
    phrases: dict[str, frozenset[str]]


class _Dictionary(NamedTuple):
    """All languages; of the one that the others are translated to the synonyms, and the words that say little or nothing."""

    languages: dict[str, _Language]
    places: dict[tuple[str, str], frozenset[str]]
    acronyms: dict[str, str]
    acronym_plurals: tuple[str, ...]
    synonyms: dict[str, tuple[str, ...]]
    light: frozenset[str]
    ignored: frozenset[str]


class _Table(NamedTuple):
    """(old, new) letters, and a pattern of all old ones, of which most words have none."""

    rows: tuple[tuple[str, str], ...]
    any_old: re.Pattern[str]


class _Respellings(NamedTuple):
    """What is written otherwise in another language, in roots and in names, and letters that names may end in."""

    roots: _Table
    names: _Table
    silent_ends: str


def read_word(written: str, language: str, named: bool) -> Word | None:
    """A word as written in `language`; `named` tells that its capital marks a name. None when it says nothing."""
    table = _read_dictionary()
    if written.endswith(table.acronym_plurals) and written[:-1].isupper() and len(written) > 2:
        written = written[:-1]
    if written in table.acronyms:
        acronym = frozenset({f"@{table.acronyms[written]}", table.acronyms[written]})
        return Word(acronym, acronym, NAME)
    forms, low = table.languages[language], lower_without_accents(written)
    silent = low in forms.ignored and written.lower() not in forms.kept and not (named and len(low) > 3)
    if silent or len(low) < 2:
        return None
    lemmas, capital = find_lemmas(written, language), written[0].isupper()
    translated = lemmas
    if not lemmas:
        if len(low) < UNKNOWN_WORD and not capital:
            return None
    elif forms.is_translated:
        translated = tuple([word for lemma in lemmas for word in forms.translations.get(lemma, ())])
        if translated and table.ignored.issuperset(translated):
            return None
    stem = root(low)
    own = set(lemmas or (stem,))
    keys = {key for word in translated for key in (root(word), *table.synonyms.get(word, ()))} if translated else {stem}
    if forms.is_translated and len(stem) >= COGNATE_ROOT:
        keys.add(stem)
    places = {place for lemma in lemmas for place in table.places.get((language, lemma), ())} if lemmas else ()
    if capital:
        name = f"@{respell_name(low)}"
        own.add(name)
        keys.add(name)
    keys.update(places)
    light = bool(translated) and translated[0] in table.light
    weight = NAME if places or (named and not lemmas) else LIGHT if light else PLAIN if lemmas else RARE
    return Word(frozenset(own), frozenset(keys), weight, bool(lemmas), bool(places))


@cache
def list_phrase_endings(language: str) -> frozenset[str]:
    """The second words of all phrases of a language, in lower case without accents."""
    return frozenset(phrase.partition(" ")[2] for phrase in _read_dictionary().languages[language].phrases)


@lru_cache(maxsize=1 << 15)
def read_phrase(first: str, second: str, language: str) -> Word | None:
    """Two words that are one thing in the other language, small words between them left out; None when they are none."""
    phrases = _read_dictionary().languages[language].phrases
    words = phrases.get(f"{lower_without_accents(first)} {lower_without_accents(second)}")
    return None if words is None else Word(words, words, PLAIN)


@lru_cache(maxsize=1 << 16)
def root(word: str) -> str:
    """What a word family and its cognates in the other language begin with, as far as spelling shows it."""
    low, (suffixes, longest, letters) = lower_without_accents(word), _read_suffixes()
    end = len(low)
    while end > ROOT_LEAST and low[end - 1] in letters:
        # of a long word only the end is looked at, and nothing is copied before all suffixes are off
        sizes = range(min(end - ROOT_LEAST, longest), 0, -1)
        size = next((size for size in sizes if low[end - size : end] in suffixes), 0)
        if not size:
            break
        end -= size
    return _respell(low[:end], _read_respellings().roots)[:ROOT_MOST]


@lru_cache(maxsize=1 << 16)
def respell_name(name: str) -> str:
    """A name as the languages may spell it: transliterations differ."""
    respellings = _read_respellings()
    low = _respell(lower_without_accents(name), respellings.names)
    return (low.rstrip(respellings.silent_ends) if len(low) > ROOT_LEAST else "") or low


def find_lemmas(written: str, language: str) -> tuple[str, ...]:
    """The dictionary forms a written word may belong to, found by its accents or else without them."""
    forms, low = _read_dictionary().languages[language], written.lower()
    if low.isascii():
        return _undo_endings(low, forms, forms.lemmas) or _undo_endings(low, forms, forms.plain)
    low = unicodedata.normalize("NFC", low).replace("œ", LIGATURES["œ"])
    return _undo_endings(low, forms, forms.lemmas) or _undo_endings(lower_without_accents(low), forms, forms.plain)


def _undo_endings(low: str, forms: _Language, lemmas: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The lemmas of a form, and of it with each of its endings undone, by the order of the table."""
    found = lemmas.get(low, ())
    if low[-1:] not in forms.last_letters:
        return found
    endings = []
    for size in range(1, min(forms.longest, len(low) - 2) + 1):
        ending = forms.endings.get(low[-size:])
        if ending is not None:
            endings.append((*ending, low[:-size]))
    for _, befores, stem in sorted(endings):
        for before in befores:
            found += lemmas.get(stem + before, ())
        if "" in befores and len(stem) > 2 and stem[-1] == stem[-2]:
            found += lemmas.get(stem[:-1], ())
    return tuple(dict.fromkeys(found)) if len(found) > 1 else found


def _respell(low: str, table: _Table) -> str:
    """Respelled by a table; double letters count once."""
    if table.any_old.search(low):
        for old, new in table.rows:
            low = low.replace(old, new)
    return "".join([letter for letter, _ in groupby(low)]) if _REPEATED.search(low) else low


@cache
def _read_respellings() -> _Respellings:
    pairs = read_pairs()
    return _Respellings(
        roots=_tabulate_respellings(row for pair in pairs for row in pair.respelled_roots),
        names=_tabulate_respellings(row for pair in pairs for row in pair.respelled_names),
        silent_ends="".join(pair.silent_ends for pair in pairs),
    )


def _tabulate_respellings(respellings: Iterable[Respelling]) -> _Table:
    rows = tuple((row.old, row.new) for row in respellings)
    return _Table(rows, re.compile("|".join(re.escape(old) for old, _ in rows)))


@cache
def _read_suffixes() -> tuple[frozenset[str], int, frozenset[str]]:
    """The suffixes of all pairs of languages, the size of the longest, and the letters that they end in."""
    suffixes = frozenset(suffix for pair in read_pairs() for suffix in pair.suffixes)
    return suffixes, max(map(len, suffixes)), frozenset(suffix[-1] for suffix in suffixes)


@cache
def _read_dictionary() -> _Dictionary:
    words, pairs = read_statement_words(), read_pairs()
    target = words[pairs[0].target]
    synonyms = _name_groups(target.synonyms)
    targets = {word for pair in pairs for entries in (pair.words, pair.places) for found in entries.values() for word in found}
    languages = {}
    for language, own in words.items():
        of_pairs = [pair for pair in pairs if pair.source == language]
        translations = {word: found for pair in of_pairs for word, found in (*pair.words.items(), *pair.places.items())}
        lemmas = {*synonyms, *targets} if own is target else translations
        languages[language] = _Language(
            *_tabulate_forms(own, lemmas),
            endings={ending: (place, befores) for place, (ending, befores) in enumerate(own.endings.items())},
            longest=max(map(len, own.endings), default=0),
            last_letters=frozenset(ending[-1] for ending in own.endings),
            ignored=frozenset(own.ignored),
            kept=frozenset(own.kept),
            is_translated=own is not target,
            translations=translations,
            phrases={phrase: frozenset(map(root, found)) for pair in of_pairs for phrase, found in pair.phrases.items()},
        )
    return _Dictionary(
        languages=languages,
        places=_key_places(pairs),
        acronyms={written: meant for pair in pairs for written, (meant,) in pair.acronyms.items()},
        acronym_plurals=tuple(own.acronym_plural for own in words.values() if own.acronym_plural),
        synonyms=synonyms,
        light=frozenset(target.light + target.ignored),
        ignored=frozenset(target.ignored),
    )


def _name_groups(groups: Iterable[tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """For each word the key of every group it is in."""
    keys: dict[str, tuple[str, ...]] = {}
    for group in groups:
        for word in group:
            keys[word] = (*keys.get(word, ()), f"={group[0]}")
    return keys


def _key_places(pairs: Iterable[LanguagePair]) -> dict[tuple[str, str], frozenset[str]]:
    """Keys of places by language and word: a country and its people begin alike in the language that is translated."""
    found: dict[tuple[str, str], set[str]] = {}
    for pair in pairs:
        for source, words in pair.places.items():
            for name in ((pair.source, source), *((pair.target, word) for word in words)):
                found.setdefault(name, set()).add(f"^{lower_without_accents(source)[:PLACE_HEAD]}")
    return {name: frozenset(keys) for name, keys in found.items()}


def _tabulate_forms(own: StatementWords, words: Iterable[str]) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """The dictionary words of a language by form, and by form without accents, where the likelier words come first."""
    lemmas: dict[str, tuple[str, ...]] = {word: (word,) for word in words}
    plain: dict[str, tuple[str, ...]] = {}
    for word in sorted(lemmas, key=lambda word: (word not in own.likelier, word)):
        low = lower_without_accents(word)
        plain[low] = (*plain.get(low, ()), word)
    for lemma, forms in own.irregular.items():
        for form in forms:
            plain[form] = (*plain.get(form, ()), *plain.get(lemma, ()))
            if form in lemmas:
                lemmas[form] = (*lemmas[form], *plain.get(lemma, ()))
    return lemmas, plain
