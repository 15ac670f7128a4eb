"""The words of reported speech, read from the rule tables and inflected once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import chain
from typing import Any, Literal

from corpus_builder.quotes.grammar.tokens import Reader, Strength, Token, cut_tokens
from corpus_builder.rules import read_table
from corpus_builder.text.normalization import lower_with_plain_signs as fold

Mood = Literal["finite", "participle", "gerund", "infinitive"]
_RANK = ("reflexive", "manner", "reporting", "speaking")
Forms = dict[str, dict[Mood, Strength]]
_VOWELS = "aeiouy"
# letters that a verb told by its ending, or an adverb in -ment, has at least, less one
_SHORT_VERB = 4
_SHORT_ADVERB = 6
# the classes of a token by the table of small words and of nouns that they come from
_LINKS = {
    "auxiliary": "auxiliaries",
    "modal": "modals",
    "determiner": "determiners",
    "plain_determiner": "plain_determiners",
    "definite": "definite",
    "pronoun": "pronouns",
    "subject": "subjects",
    "clitic": "clitics",
    "adverb": "adverbs",
    "conjunction": "conjunctions",
    "subordinator": "subordinators",
    "relative": "relative",
    "that": "that",
    "complement": "complement",
    "negation": "negation",
    "opener": "openers",
    "stop": "stops",
    "inner": "inner_prepositions",
    "aside": "asides",
    "lead_in": "lead_in",
    "noun_sign": "noun_signs",
    "subject_sign": "subject_signs",
}
_NOUNS = {
    "organisation": "organisations",
    "document": "documents",
    "speech_noun": "words",
    "homograph": "homographs",
    "rank": "ranks",
    "month": "months",
    "carrier": "carriers",
}
# words that may stand capitalised before a name, at the start of a sentence, and are no part of it
_LEADS = ("openers", "determiners", "pronouns", "subordinators", "stops", "adverbs")
_GUESSED = 4000
# spellings kept with their tokens: nearly all of what a press text holds, and few megabytes
_SPELLINGS = 1 << 15


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
    insertion_ends: frozenset[str]
    suffixes: tuple[str, ...]
    finite_endings: tuple[str, ...]
    naming_verbs: tuple[str, ...]
    topic_verbs: tuple[str, ...]
    first_names: dict[str, str]
    people: frozenset[str]
    cue_words: frozenset[str]
    honorifics: frozenset[str]
    leads: frozenset[str]
    listed: frozenset[str]

    def mood(self, word: str, mood: Mood) -> Strength | None:
        """How strongly the word reports speech in that mood, or None."""
        return self.verbs.get(word, {}).get(mood)

    @cached_property
    def reader(self) -> Reader:
        """Reads a piece of text without spaces as tokens."""

        def read(piece: str) -> tuple[Token, ...]:
            return tuple(classify(text) for text in cut_tokens(piece))

        classify = lru_cache(maxsize=_SPELLINGS)(lambda text: _classify(text, self))
        return lru_cache(maxsize=_SPELLINGS)(read)

    def read_tokens(self, text: str) -> list[Token]:
        """The tokens of a text."""
        return list(chain.from_iterable(map(self.reader, text.split())))


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
    sentence = _fold_sets(table["sentence"])
    verbs = _inflect_french(table) if language == "fr" else _inflect_english(table)
    prepositions = _index_phrases(table["links"]["prepositions"])
    return Lexicon(
        language=language,
        verbs=verbs,
        links=links,
        nouns=nouns,
        titles=titles,
        pronouns=_fold_sets(table["pronouns"]),
        sentence=sentence,
        synonyms=dict(table["nouns"]["synonyms"]),
        prepositions=prepositions,
        insertions=frozenset(tuple(phrase.split()) for phrase in table["links"]["insertions"]),
        insertion_ends=frozenset(phrase.split()[-1] for phrase in table["links"]["insertions"]),
        suffixes=tuple(table["sentence"]["suffixes"]),
        finite_endings=tuple(table["links"]["finite_endings"]),
        naming_verbs=tuple(table["links"]["naming_verbs"]),
        topic_verbs=tuple(table["links"]["topic_verbs"]),
        first_names={name: gender for gender, names in first.items() for name in names.split()},
        people=people,
        cue_words=links["seeing"].union(verbs, prepositions),
        honorifics=honorifics,
        leads=people.union(honorifics, *(links[kind] for kind in _LEADS)),
        listed=people.union(honorifics, verbs, prepositions, *links.values(), *nouns.values(), *sentence.values()),
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


def _classify(text: str, lexicon: Lexicon) -> Token:
    """A word with all its classes; one that no table lists is told by its ending."""
    low = fold(text)
    capital, wordy = text[:1].isupper(), text[:1].isalnum()
    if low in lexicon.listed:
        return _look_up(Token(text, low, capital, wordy), lexicon)
    long = len(low) > _SHORT_VERB
    in_ment = low.endswith(("ment", "ly"))
    return Token(
        text,
        low,
        capital,
        wordy,
        cue_like="-" in low,
        maybe_finite=long and low.endswith(lexicon.finite_endings),
        verb=long and not capital and low.endswith(lexicon.suffixes),
        adverbial=in_ment and not capital and lexicon.language == "fr" and low[-1] == "t" and len(low) > _SHORT_ADVERB,
        light=in_ment and not capital,
    )


def _look_up(token: Token, lexicon: Lexicon) -> Token:
    """A word of the tables with all its classes."""
    low, links, nouns = token.low, lexicon.links, lexicon.nouns
    moods = lexicon.verbs.get(low, {})
    classes: dict[str, Any] = {name: low in links[kind] for name, kind in _LINKS.items()}
    # a trade in -ant (`le commandant`) is no participle
    told = {mood: strength for mood, strength in moods.items() if mood != "gerund" or low not in lexicon.people}
    classes |= {name: low in nouns[kind] for name, kind in _NOUNS.items()} | told
    long = len(low) > _SHORT_VERB
    adverb = lexicon.language == "fr" and low.endswith("ment") and len(low) > _SHORT_ADVERB
    finite = low in lexicon.sentence["finite"]
    ends_like_verb = long and not token.capital and low.endswith(lexicon.suffixes)
    return token._replace(
        **classes,
        cue_like=low in lexicon.cue_words or "-" in low,
        maybe_finite="finite" in moods or (long and low.endswith(lexicon.finite_endings)),
        surely_finite=finite or low in links["auxiliaries"],
        verb=finite or ("finite" in moods and low not in nouns["homographs"]) or ends_like_verb,
        adverbial=adverb and low not in links["ment_nouns"],
        light=low in links["clitics"] or low in links["adverbs"] or low.endswith(("ment", "ly")),
        personal=low in lexicon.sentence["persons"],
        person=low in lexicon.people,
        honorific=low in lexicon.honorifics,
    )


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
