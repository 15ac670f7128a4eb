"""The words of reported speech, read from the rule tables and inflected once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from corpus_builder.rules import read_table

Mood = Literal["finite", "participle", "gerund", "infinitive"]
Strength = Literal["speaking", "reporting", "manner", "reflexive"]
_RANK = ("reflexive", "manner", "reporting", "speaking")
Forms = dict[str, dict[Mood, Strength]]
_VOWELS = "aeiouy"
# words that may stand capitalised before a name, at the start of a sentence, and are no part of it
_LEADS = ("openers", "determiners", "pronouns", "subordinators", "stops", "adverbs")
_GUESSED = 4000


@dataclass(frozen=True)
class Lexicon:
    """What the engine knows of one language; every set holds folded words."""

    language: str
    verbs: Forms
    links: dict[str, frozenset[str]]
    nouns: dict[str, frozenset[str]]
    titles: dict[str, frozenset[str]]
    pronouns: dict[str, frozenset[str]]
    sentence: dict[str, frozenset[str]]
    synonyms: dict[str, str]
    prepositions: dict[str, tuple[tuple[str, ...], ...]]
    insertions: frozenset[tuple[str, ...]]
    suffixes: tuple[str, ...]
    first_names: dict[str, str]
    people: frozenset[str]
    cue_words: frozenset[str]
    honorifics: frozenset[str]
    leads: frozenset[str]

    def mood(self, word: str, mood: Mood) -> Strength | None:
        """How strongly the word reports speech in that mood, or None."""
        return self.verbs.get(word, {}).get(mood)


@cache
def read_lexicon(language: str) -> Lexicon:
    """The lexicon of a language that has a table: `fr` or `en`."""
    table = read_table("speech", language)
    first = read_table("speech", "names")["first"]
    nouns = _fold_sets(table["nouns"])
    links, titles = _fold_sets(table["links"]), _fold_sets(table["titles"])
    people = nouns["masculine"] | nouns["feminine"]
    honorifics = frozenset(
        form for forms in titles.values() for title in forms for form in (title, title.rstrip("."), title + ".")
    )
    verbs = _inflect_french(table) if language == "fr" else _inflect_english(table)
    prepositions = _index_phrases(table["links"]["prepositions"])
    return Lexicon(
        language=language,
        verbs=verbs,
        links=links,
        nouns=nouns,
        titles=titles,
        pronouns=_fold_sets(table["pronouns"]),
        sentence=_fold_sets(table["sentence"]),
        synonyms=dict(table["nouns"]["synonyms"]),
        prepositions=prepositions,
        insertions=frozenset(tuple(phrase.split()) for phrase in table["links"]["insertions"]),
        suffixes=tuple(table["sentence"]["suffixes"]),
        first_names={name: gender for gender, names in first.items() for name in names.split()},
        people=people,
        cue_words=links["seeing"].union(verbs, prepositions),
        honorifics=honorifics,
        leads=people.union(honorifics, *(links[kind] for kind in _LEADS)),
    )


def guess_language(text: str) -> str:
    """Which of the two tables suits a text of another or unknown language, by its commonest small words.

    >>> guess_language("the end of the pier"), guess_language("la fin de la jetée")
    ('en', 'fr')
    """
    start = f" {text[:_GUESSED]} ".lower()
    english = sum(start.count(f" {word} ") for word in ("the", "and", "of", "said", "to"))
    french = sum(start.count(f" {word} ") for word in ("le", "la", "les", "et", "de", "des"))
    return "en" if english > french else "fr"


def _fold_sets(section: dict[str, Any]) -> dict[str, frozenset[str]]:
    return {key: frozenset(map(str.lower, words)) for key, words in section.items() if isinstance(words, list)}


def _index_phrases(phrases: Iterable[str]) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Phrases by first word, the longest first."""
    index: dict[str, list[tuple[str, ...]]] = {}
    for words in sorted((tuple(phrase.split()) for phrase in phrases), key=len, reverse=True):
        index.setdefault(words[0], []).append(words)
    return {first: tuple(found) for first, found in index.items()}


def _collect(forms: Iterable[tuple[str, Mood, Strength]]) -> Forms:
    found: Forms = {}
    for form, mood, strength in forms:
        moods = found.setdefault(form, {})
        if mood not in moods or _RANK.index(moods[mood]) < _RANK.index(strength):
            moods[mood] = strength
    return found


def _inflect_french(table: dict[str, Any]) -> Forms:
    return _collect(
        (form, mood, strength)
        for strength, classes in table["verbs"].items()
        for name, verbs in classes.items()
        for verb in verbs.split()
        for form, mood in _conjugate(verb, table["endings"][name])
    )


def _conjugate(verb: str, endings: dict[str, Any]) -> Iterator[tuple[str, Mood]]:
    stem = verb.removesuffix(endings["infinitive"])
    moods: tuple[Mood, ...] = ("finite", "participle", "gerund")
    yield verb, "infinitive"
    for mood in moods:
        for ending in endings[mood]:
            yield _join_stem(stem, ending, regular=endings["infinitive"] == "er"), mood


def _join_stem(stem: str, ending: str, *, regular: bool) -> str:
    """Join a stem and an ending with the spelling changes of the first group.

    >>> [_join_stem(s, e, regular=True) for s, e in (("annonc", "ait"), ("répét", "e"), ("rappel", "e"), ("appuy", "e"))]
    ['annonçait', 'répète', 'rappelle', 'appuie']
    """
    if not regular:
        return stem + ending
    if ending[0] in "aoâ":
        return (stem[:-1] + "ç" if stem.endswith("c") else stem + "e" if stem.endswith("g") else stem) + ending
    silent = ending in ("e", "ent", "es") or ending.startswith("er")
    if not silent:
        return stem + ending
    if stem.endswith(("uy", "oy")):
        return stem[:-1] + "i" + ending
    if stem.endswith(("ppel", "jet")):
        return stem + stem[-1] + ending
    if len(stem) > 2 and stem[-1] not in "aeiouéè" and stem[-2] == "e" and stem[-3:] != "uel":
        return stem[:-2] + "è" + stem[-1] + ending
    if ending in ("e", "ent") and len(stem) > 2 and stem[-1] not in "aeiouéè":
        at = stem.rfind("é")
        if at >= len(stem) - 3 and at > 0 and not any(letter in "aeiouyî" for letter in stem[at + 1 :].removesuffix("gu")):
            return stem[:at] + "è" + stem[at + 1 :] + ending
    return stem + ending


def _inflect_english(table: dict[str, Any]) -> Forms:
    return _collect(
        (form, mood, strength)
        for strength, classes in table["verbs"].items()
        for form, mood in (*_regular_forms(classes["regular"]), *_irregular_forms(classes["irregular"]))
    )


def _regular_forms(verbs: str) -> Iterator[tuple[str, Mood]]:
    for verb in verbs.split():
        past, gerund = _english_stems(verb)
        third = verb + "es" if verb.endswith(("s", "sh", "ch", "x")) else verb
        third = third if third != verb else verb[:-1] + "ies" if verb[-1] == "y" and verb[-2] not in _VOWELS else verb + "s"
        yield verb, "infinitive"
        yield from ((form, "finite") for form in (verb, third, past))
        yield past, "participle"
        yield gerund, "gerund"


def _english_stems(verb: str) -> tuple[str, str]:
    """The past and the gerund.

    >>> [_english_stems(v) for v in ("admit", "reply", "state", "agree")]
    [('admitted', 'admitting'), ('replied', 'replying'), ('stated', 'stating'), ('agreed', 'agreeing')]
    """
    if verb.endswith("y") and verb[-2] not in _VOWELS:
        return verb[:-1] + "ied", verb + "ing"
    if verb.endswith("e"):
        return verb + "d", verb + "ing" if verb.endswith("ee") else verb[:-1] + "ing"
    doubles = verb in ("admit", "quip", "snap", "sob", "plan", "nod", "rebut", "pat", "grin", "rap", "beg") or verb.endswith(
        "fer"
    )
    stem = verb + verb[-1] if doubles else verb
    return stem + "ed", stem + "ing"


def _irregular_forms(rows: Iterable[str]) -> Iterator[tuple[str, Mood]]:
    for row in rows:
        forms = row.split()
        yield forms[0], "infinitive"
        yield from ((form, "finite") for form in forms[:3])
        yield forms[-2], "participle"
        yield forms[-1], "gerund"
