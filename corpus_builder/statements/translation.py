"""Possible translations of a word, and how informative it is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple, TypeVar

from corpus_builder.statements.spellings import Spellings
from corpus_builder.statements.vocabulary import LanguagePair, StatementWords, read_pairs, read_statement_words
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
# What parts words that are read together; no word has it.
_JOINT = "\n"
_REPEATED = re.compile(r"([^\n])\1+")

# A word in no dictionary: its keys, and its weight.
UnknownWord = tuple[tuple[str, ...], int]
T = TypeVar("T")
Rows = tuple[tuple[str, str], ...]
Endings = tuple[tuple[str, tuple[str, ...]], ...]


class Word(NamedTuple):
    """A word that says something: the keys of its own language, those it shares with its translations, and its weight in tenths.

    `known` tells whether the dictionary holds it, `place` whether it is a place or its people.
    """

    own: frozenset[str]
    keys: frozenset[str]
    weight: int
    known: bool = True
    place: bool = False


AnyWord = Word | UnknownWord


class _Language(NamedTuple):
    """Dictionary words of one language by form, by form without accents, its endings, and the words that say nothing.

    `known` are all of these forms. `endings` has by the last letters of a word the endings that it may have, in the order of
    the table, each with what stands before it in the dictionary. `translations` and `phrases` lead to the language that all
    others are translated to; that one itself has none, and its `synonyms` stand elsewhere.
    """

    lemmas: dict[str, tuple[str, ...]]
    plain: dict[str, tuple[str, ...]]
    known: frozenset[str]
    endings: dict[str, Endings]
    ignored: frozenset[str]
    kept: frozenset[str]
    is_translated: bool
    translations: dict[str, tuple[str, ...]]
    synonyms: dict[str, tuple[str, ...]]
    phrases: dict[str, frozenset[str]]


class _Dictionary(NamedTuple):
    """All languages; of the one that the others are translated to the synonyms, the roots of the words, and those that say little
    or nothing.
    """

    languages: dict[str, _Language]
    places: dict[tuple[str, str], frozenset[str]]
    acronyms: dict[str, str]
    acronym_plurals: tuple[str, ...]
    synonyms: dict[str, tuple[str, ...]]
    roots: dict[str, str]
    light: frozenset[str]
    ignored: frozenset[str]


class _Meaning(NamedTuple):
    """What words of some lemmas are: the keys of their own language, those that they share with translations, and their weight.

    `own_root` tells how many letters their own root has at least to be a key, too. They may also say nothing.
    """

    own: frozenset[str]
    keys: frozenset[str]
    weight: int
    is_place: bool
    own_root: int
    says_nothing: bool


class _Respellings(NamedTuple):
    """What is written otherwise in another language, in roots and in names, and letters that names may end in."""

    roots: Rows
    names: Rows
    silent_ends: str


def read_words(spellings: Spellings, numbers: Sequence[int], named: Sequence[bool], language: str) -> list[AnyWord | None]:
    """The words of some spellings in `language`; `named` tells whose capital marks a name. None for those that say nothing."""
    written, lows = ([column[number] for number in numbers] for column in (spellings.written, spellings.lows))
    capital = [spellings.capital[number] for number in numbers]
    words: list[AnyWord | None] = [None] * len(numbers)
    rows = []
    table = _read_dictionary()
    ignored, kept = table.languages[language].ignored, table.languages[language].kept
    for row, own in enumerate(written):
        if own.endswith(table.acronym_plurals) and own[:-1].isupper() and len(own) > 2:
            written[row] = own = own[:-1]
            lows[row] = lower_without_accents(own)
        if own in table.acronyms:
            words[row] = _make_acronym(table.acronyms[own])
            continue
        low = lows[row]
        if len(low) > 1 and (low not in ignored or own.lower() in kept or (named[row] and len(low) > 3)):
            rows.append(row)
    lemmas = _map(lambda different: find_lemmas(different, language), [written[row] for row in rows])
    roots = _map(find_roots, [lows[row] for row in rows])
    names = _map(respell_names, [lows[row] for row in rows if capital[row]])
    for row in rows:
        name = (f"@{names[lows[row]]}",) if capital[row] else ()
        if found := lemmas[written[row]]:
            words[row] = _make_word(_read_meaning(found, language), roots[lows[row]], name)
        elif name or len(lows[row]) >= UNKNOWN_WORD:
            words[row] = (roots[lows[row]], *name), NAME if named[row] else RARE
    return words


def list_keys(word: AnyWord) -> Collection[str]:
    """The keys that a word shares with its translations."""
    return word.keys if isinstance(word, Word) else word[0]


def expand_word(word: AnyWord) -> Word:
    """A word with its keys, whether a dictionary has it or not."""
    if isinstance(word, Word):
        return word
    keys = frozenset(word[0])
    return Word(keys, keys, word[1], known=False)


def _make_word(meaning: _Meaning, stem: str, name: tuple[str, ...]) -> Word | None:
    """A word of the dictionary by its own root and, where it has a capital, the key of the name that it may be."""
    if meaning.says_nothing:
        return None
    more = name if len(stem) < meaning.own_root else (stem, *name)
    own, keys = meaning.own.union(name) if name else meaning.own, meaning.keys.union(more) if more else meaning.keys
    return Word(own, keys, meaning.weight, place=meaning.is_place)


@lru_cache(maxsize=1 << 14)
def _read_meaning(lemmas: tuple[str, ...], language: str) -> _Meaning:
    table = _read_dictionary()
    forms = table.languages[language]
    translated = lemmas
    if forms.is_translated:
        translated = tuple([word for lemma in lemmas for word in forms.translations.get(lemma, ())])
    places = [place for lemma in lemmas for place in table.places.get((language, lemma), ())]
    keys = [key for word in translated for key in (table.roots[word], *table.synonyms.get(word, ()))]
    keys += [key for lemma in lemmas for key in forms.synonyms.get(lemma, ())]
    is_light = bool(translated) and translated[0] in table.light
    return _Meaning(
        own=frozenset(lemmas),
        keys=frozenset(keys + places),
        weight=NAME if places else LIGHT if is_light else PLAIN,
        is_place=bool(places),
        own_root=0 if not translated else COGNATE_ROOT if forms.is_translated else ROOT_MOST + 1,
        says_nothing=forms.is_translated and bool(translated) and table.ignored.issuperset(translated),
    )


@lru_cache(maxsize=1 << 8)
def _make_acronym(meant: str) -> Word:
    keys = frozenset({f"@{meant}", meant})
    return Word(keys, keys, NAME)


def _map(function: Callable[[Sequence[str]], Sequence[T]], words: Sequence[str]) -> dict[str, T]:
    """What a function of many words says of each of the different ones."""
    different = list(dict.fromkeys(words))
    return dict(zip(different, function(different), strict=True))


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


def find_roots(words: Sequence[str]) -> list[str]:
    """What word families and their cognates in the other language begin with, as far as spelling shows it; no word has a line
    break in it.

    >>> find_roots(["nationalisations", "forêt"])
    ['nation', 'foret']
    """
    # suffixes stand first in what is read from its end
    bare = _read_suffixes().sub("", lower_without_accents(_JOINT.join(words))[::-1])[::-1]
    return [word[:ROOT_MOST] for word in _respell(bare, _read_respellings().roots)][: len(words)]


def respell_names(names: Sequence[str]) -> list[str]:
    """Names as the languages may spell them: transliterations differ; no name has a line break in it.

    >>> respell_names(["Poutine", "Putin"])
    ['putin', 'putin']
    """
    respellings = _read_respellings()
    lows = _respell(lower_without_accents(_JOINT.join(names)), respellings.names)
    return [(low.rstrip(respellings.silent_ends) if len(low) > ROOT_LEAST else "") or low for low in lows][: len(names)]


def find_lemmas(words: Sequence[str], language: str) -> list[tuple[str, ...]]:
    """The dictionary forms that written words may belong to, found by their accents or else without them.

    >>> find_lemmas(["marchés", "xyz"], "fr")
    [('marché',), ()]
    """
    forms = _read_dictionary().languages[language]
    lows = unicodedata.normalize("NFC", _JOINT.join(words).lower()).replace("œ", LIGATURES["œ"])
    pairs = zip(lows.split(_JOINT), lower_without_accents(lows).split(_JOINT), strict=True)
    return [_look_up(low, plain, forms) for low, plain in pairs][: len(words)]


def _look_up(low: str, plain: str, forms: _Language) -> tuple[str, ...]:
    candidates = _undo_endings(low, forms)
    # most words are in no dictionary, and most forms of a word
    if plain == low and not candidates:
        return ()
    found = [lemma for form in candidates for lemma in forms.lemmas.get(form, ())]
    if not found:
        candidates = candidates if plain == low else _undo_endings(plain, forms)
        found = [lemma for form in candidates for lemma in forms.plain.get(form, ())]
    return tuple(dict.fromkeys(found))


def _undo_endings(low: str, forms: _Language) -> list[str]:
    """Of a form and what it may come from by each of its endings, by the order of the table, what the dictionary has."""
    known = forms.known
    candidates = [low] if low in known else []
    for ending, befores in forms.endings.get(low[-2:]) or forms.endings.get(low[-1:], ()):
        if len(low) - len(ending) < 2 or not low.endswith(ending):
            continue
        stem = low[: -len(ending)]
        for before in befores:
            if stem + before in known:
                candidates.append(stem + before)
        if "" in befores and len(stem) > 2 and stem[-1] == stem[-2] and stem[:-1] in known:
            candidates.append(stem[:-1])
    return candidates


def _respell(lows: str, table: Rows) -> list[str]:
    """Joined words, each respelled by a table; double letters count once."""
    for old, new in table:
        lows = lows.replace(old, new)
    return _REPEATED.sub(r"\1", lows).split(_JOINT)


@cache
def _read_respellings() -> _Respellings:
    pairs = read_pairs()
    return _Respellings(
        roots=tuple((row.old, row.new) for pair in pairs for row in pair.respelled_roots),
        names=tuple((row.old, row.new) for pair in pairs for row in pair.respelled_names),
        silent_ends="".join(pair.silent_ends for pair in pairs),
    )


@cache
def _read_suffixes() -> re.Pattern[str]:
    """All suffixes of joined words that are read from their ends, one after the other, the longest first."""
    suffixes = {suffix[::-1] for pair in read_pairs() for suffix in pair.suffixes}
    ranked = sorted(suffixes, key=lambda suffix: (suffix[0], -len(suffix), suffix))
    # one alternative for each letter, so that most words fail at once
    rows = [(letter, "|".join([re.escape(own[1:]) for own in group])) for letter, group in groupby(ranked, itemgetter(0))]
    endings = "|".join(f"{re.escape(letter)}(?:{rests})" for letter, rests in rows)
    return re.compile(rf"^(?:(?:{endings})(?=[^{_JOINT}]{{{ROOT_LEAST}}}))++", re.MULTILINE)


def _tabulate_endings(endings: Mapping[str, tuple[str, ...]]) -> dict[str, Endings]:
    """The endings that a word may have, by its last two letters, or by its last one where no longer ending has both."""
    tails = {ending[-size:] for ending in endings for size in (1, 2)}
    return {
        tail: tuple(row for row in endings.items() if tail.endswith(row[0]) or (len(tail) > 1 and row[0].endswith(tail)))
        for tail in tails
    }


@cache
def _read_dictionary() -> _Dictionary:
    words, pairs = read_statement_words(), read_pairs()
    target = words[pairs[0].target]
    synonyms = _name_groups(target.synonyms, "")
    targets = {word for pair in pairs for entries in (pair.words, pair.places) for found in entries.values() for word in found}
    known = [*synonyms, *targets]
    languages = {}
    for language, own in words.items():
        of_pairs = [pair for pair in pairs if pair.source == language]
        translations = {word: found for pair in of_pairs for word, found in (*pair.words.items(), *pair.places.items())}
        groups = {} if own is target else _name_groups(own.synonyms, language)
        lemmas = known if own is target else [*translations, *groups]
        forms, plain = _tabulate_forms(own, lemmas)
        languages[language] = _Language(
            lemmas=forms,
            plain=plain,
            known=frozenset(forms) | frozenset(plain),
            endings=_tabulate_endings(own.endings),
            ignored=frozenset(own.ignored),
            kept=frozenset(own.kept),
            is_translated=own is not target,
            translations=translations,
            synonyms=groups,
            phrases={phrase: frozenset(find_roots(found)) for pair in of_pairs for phrase, found in pair.phrases.items()},
        )
    return _Dictionary(
        languages=languages,
        places=_key_places(pairs),
        acronyms={written: meant for pair in pairs for written, (meant,) in pair.acronyms.items()},
        acronym_plurals=tuple(own.acronym_plural for own in words.values() if own.acronym_plural),
        synonyms=synonyms,
        roots=_map(find_roots, known),
        light=frozenset(target.light + target.ignored),
        ignored=frozenset(target.ignored),
    )


def _name_groups(groups: Iterable[tuple[str, ...]], language: str) -> dict[str, tuple[str, ...]]:
    """For each word the key of every group it is in."""
    keys: dict[str, tuple[str, ...]] = {}
    for group in groups:
        for word in group:
            keys[word] = (*keys.get(word, ()), f"={language} {group[0]}")
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
