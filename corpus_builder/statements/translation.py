"""Words common to French and English: what a word of one language may be in the other, and how much it says."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from corpus_builder.rules import read_table
from corpus_builder.text.normalization import strip_accents

FRENCH, ENGLISH = "fr", "en"


@dataclass(frozen=True, slots=True)
class Word:
    """A word that says something: the keys of its own language, those it shares with its translations, and its weight.

    `known` tells whether the dictionary holds it, `place` whether it is a place or its people.
    """

    own: frozenset[str]
    keys: frozenset[str]
    weight: float
    known: bool = True
    place: bool = False


@dataclass(frozen=True)
class _Language:
    """Dictionary words of one language by form, by form without accents, its endings, and the words that say nothing."""

    lemmas: dict[str, tuple[str, ...]]
    plain: dict[str, tuple[str, ...]]
    endings: tuple[tuple[str, tuple[str, ...]], ...]
    ignored: frozenset[str]
    kept: frozenset[str]


@dataclass(frozen=True)
class _Dictionary:
    languages: dict[str, _Language]
    translations: dict[str, tuple[str, ...]]
    places: dict[str, frozenset[str]]
    phrases: dict[str, frozenset[str]]
    acronyms: dict[str, str]
    alike: dict[str, tuple[str, ...]]
    light: frozenset[str]
    weights: dict[str, float]
    sizes: dict[str, int]


def fold(text: str) -> str:
    """Lower case without accents and ligatures."""
    return strip_accents(text.lower())


@lru_cache(maxsize=1 << 17)
def read_word(written: str, language: str, named: bool) -> Word | None:
    """A word as written in `language`; `named` tells that its capital marks a name. None when it says nothing."""
    table = _read_dictionary()
    if written[-1] == "s" and written[:-1].isupper() and len(written) > 2:
        written = written[:-1]
    if written in table.acronyms:
        acronym = frozenset({f"@{table.acronyms[written]}", table.acronyms[written]})
        return Word(acronym, acronym, table.weights["name"])
    forms, low = table.languages[language], fold(written)
    lemmas = find_lemmas(written, language)
    silent = low in forms.ignored and written.lower() not in forms.kept and not (named and len(low) > 3)
    if silent or len(low) < 2:
        return None
    if not lemmas and len(low) < table.sizes["word"] and not written[0].isupper():
        return None
    translated = [word for lemma in lemmas for word in table.translations.get(lemma, ())] if language == FRENCH else lemmas
    name = {f"@{respell_name(low)}"} if written[0].isupper() else set()
    if translated and all(word in table.languages[ENGLISH].ignored for word in translated) and language == FRENCH:
        return None
    own = {*lemmas} or {root(low)}
    keys = {key for word in translated for key in (root(word), *table.alike.get(word, ()))} or {root(low)}
    if language == FRENCH and len(root(low)) >= table.sizes["cognate"]:
        keys.add(root(low))
    places = {place for lemma in lemmas for place in table.places.get(f"{language}:{lemma}", ())}
    light = any(word in table.light for word in translated[:1])
    weight = "name" if places or (named and not lemmas) else "light" if light else "plain" if lemmas else "rare"
    return Word(frozenset(own | name), frozenset(keys | name | places), table.weights[weight], bool(lemmas), bool(places))


@lru_cache(maxsize=1 << 15)
def read_phrase(first: str, second: str, language: str) -> Word | None:
    """Two French words that are one thing in English, small words between them left out; None when they are none."""
    table = _read_dictionary()
    words = table.phrases.get(f"{fold(first)}_{fold(second)}") if language == FRENCH else None
    return None if words is None else Word(words, words, table.weights["plain"])


@lru_cache(maxsize=1 << 16)
def root(word: str) -> str:
    """What a word family and its cognates in the other language begin with, as far as spelling shows it."""
    low, table = fold(word), read_table("speech", "translations")
    least, most = table["sizes"]["root"], table["sizes"]["stem"]
    suffixes = _read_suffixes()
    longest, end, size = max(map(len, suffixes)), len(low), 1
    while size:
        # of a long word only the end is looked at, and nothing is copied before all suffixes are off
        sizes = range(min(end - least, longest), 0, -1)
        size = next((size for size in sizes if low[end - size : end] in suffixes), 0)
        end -= size
    return _respell(low[:end], "suffixes")[:most]


@lru_cache(maxsize=1 << 16)
def respell_name(name: str) -> str:
    """A name as both languages may spell it: transliterations differ."""
    low = _respell(fold(name), "names")
    return (low.rstrip("es") if len(low) > read_table("speech", "translations")["sizes"]["root"] else "") or low


def find_lemmas(written: str, language: str) -> tuple[str, ...]:
    """The dictionary forms a written word may belong to, found by its accents or else without them."""
    forms = _read_dictionary().languages[language]
    low = unicodedata.normalize("NFC", written.lower()).replace("œ", "oe")
    found = tuple(dict.fromkeys(_undo_endings(low, forms, forms.lemmas)))
    return found or tuple(dict.fromkeys(_undo_endings(fold(low), forms, forms.plain)))


def _undo_endings(low: str, forms: _Language, lemmas: dict[str, tuple[str, ...]]) -> Iterator[str]:
    yield from lemmas.get(low, ())
    for ending, befores in forms.endings:
        if low.endswith(ending) and len(low) > len(ending) + 1:
            stem = low[: -len(ending)]
            for before in befores:
                yield from lemmas.get(stem + before, ())
            if "" in befores and len(stem) > 2 and stem[-1] == stem[-2]:
                yield from lemmas.get(stem[:-1], ())


def _respell(low: str, part: str) -> str:
    """Respelled by a table; double letters count once."""
    for old, new in _read_respellings(part):
        low = low.replace(old, new)
    return "".join(char for place, char in enumerate(low) if not place or char != low[place - 1])


@cache
def _read_suffixes() -> frozenset[str]:
    return frozenset(read_table("speech", "translations")["suffixes"]["both"].split())


@cache
def _read_respellings(part: str) -> tuple[tuple[str, str], ...]:
    pairs = (pair.split(":") for pair in read_table("speech", "translations")[part]["respelled"].split())
    return tuple((old, new) for old, new in pairs)


@cache
def _read_dictionary() -> _Dictionary:
    grammar, words = read_table("speech", "translations"), read_table("speech", "bilingual")
    places = _read_pairs(words["places"]["french_english"])
    translations = _read_pairs(words["words"]["french_english"]) | places
    alike = _read_groups(grammar["alike"]["english"])
    english = sorted({*alike, *(word for words in translations.values() for word in words)})
    phrases = _read_pairs(grammar["phrases"]["french_english"])
    return _Dictionary(
        languages={FRENCH: _read_language(grammar, "french", translations), ENGLISH: _read_language(grammar, "english", english)},
        translations=translations,
        places=_read_places(places, grammar["sizes"]["place"]),
        phrases={phrase: frozenset(map(root, words)) for phrase, words in phrases.items()},
        acronyms=dict(pair.split(":") for pair in grammar["acronyms"]["pairs"].split()),
        alike=alike,
        light=frozenset((grammar["light"]["english"] + grammar["ignored"]["english"]).split()),
        weights=grammar["weights"],
        sizes=grammar["sizes"],
    )


def _read_pairs(text: str) -> dict[str, tuple[str, ...]]:
    """`one:a,b one:c` as one: (a, b, c)."""
    found: dict[str, tuple[str, ...]] = {}
    for first, rest in (pair.split(":") for pair in text.split()):
        found[first] = (*found.get(first, ()), *rest.split(","))
    return found


def _read_groups(text: str) -> dict[str, tuple[str, ...]]:
    """For each word of `a,b c,d` the key of every group it is in."""
    groups: dict[str, tuple[str, ...]] = {}
    for group in text.split():
        words = group.split(",")
        for word in words:
            groups[word] = (*groups.get(word, ()), f"={words[0]}")
    return groups


def _read_places(places: dict[str, tuple[str, ...]], size: int) -> dict[str, frozenset[str]]:
    """Keys of places by language and word: a country and its people begin alike in French."""
    found: dict[str, set[str]] = {}
    for french, words in places.items():
        for name in (f"{FRENCH}:{french}", *(f"{ENGLISH}:{word}" for word in words)):
            found.setdefault(name, set()).add(f"^{fold(french)[:size]}")
    return {name: frozenset(keys) for name, keys in found.items()}


def _read_language(grammar: dict[str, Any], name: str, words: Iterable[str]) -> _Language:
    lemmas: dict[str, tuple[str, ...]] = {word: (word,) for word in words}
    plain: dict[str, tuple[str, ...]] = {}
    for word in lemmas:
        plain[fold(word)] = (*plain.get(fold(word), ()), word)
    for lemma, forms in _read_pairs(grammar["irregular"][name]).items():
        for form in forms:
            plain[form] = (*plain.get(form, ()), *plain.get(lemma, ()))
            if form in lemmas:
                lemmas[form] = (*lemmas[form], *plain.get(lemma, ()))
    endings = _read_pairs(grammar["endings"][name])
    ignored = grammar["ignored"]
    return _Language(lemmas, plain, tuple(endings.items()), frozenset(ignored[name].split()), frozenset(ignored["kept"].split()))
