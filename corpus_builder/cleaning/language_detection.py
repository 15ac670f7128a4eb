"""Detecting the language of a text, with the n-gram profiles of langdetect and without its random trials.

langdetect draws n-grams at random until one language is sure. Here all n-grams count, so there is no seed. No n-gram reaches
over a space: a text's evidence is the sum of its words', and each word is worked out once and kept for the texts to come. Sums
are of whole numbers, so they do not depend on the order, the batch or the machine.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from corpus_builder.cleaning.language_profiles import Profiles, list_worded_packs, load_profiles
from corpus_builder.kernels.spans import find_edges, intern_spans
from corpus_builder.settings import LanguageSettings
from corpus_builder.text.characters import read_codes

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
U32 = npt.NDArray[np.uint32]

# characters of an n-gram share one 63-bit number, 21 bits each, which is what Unicode needs; the last one is lowest
CHARACTER_BITS: Final = 21
LONGEST: Final = 3
# evidence is kept in whole thousandths of a nat
UNIT: Final = 1000
# texts worked on at a time, so that the evidence of their different words takes 100 MB at most
CHUNK: Final = 8192
# words whose evidence is kept from one batch to the next: 16 MB of it; a batch has 30,000, nine in ten of them known
KNOWN_WORDS: Final = 65536
# texts and words whose sums are worked on at a time, so that they stay in the processor's cache
RUNS: Final = 1024
# characters read of one text: the answer does not get better beyond 200
SAMPLE_CHARACTERS: Final = 200
# how far the languages that the corpus expects start ahead of all others, in nats: that decides between near ties of a few
# words ("Bonus", "6 Days") and is lost in a sentence, which has a hundred nats
EXPECTED_WEIGHT: Final = 5.0
# how far the languages that have words in their pack start ahead of the rare ones, in nats: Afrikaans and Tagalog otherwise
# win names and headings
LISTED_WEIGHT: Final = 2.0
# nats that a listed word counts for its languages, and a letter that their alphabet lacks against them, beside the n-grams;
# between 6 and 10 the labelled headings are detected equally well, and two words better with 8 than with 6
WORD_WEIGHT: Final = 8.0
# the same for each habit of writing that a text of few words shows, which is less sure, and the characters it has at most
HABIT_WEIGHT: Final = 5.0
HABIT_CHARACTERS: Final = 60
# share of its evidence that a word with a capital keeps if no language lists it: names ("Selon Google Trends") say little, but
# German nouns have capitals too, and below 0.4 German headings are lost
NAME_SHARE: Final = 0.5
# the evidence is divided by this, because the 1-, 2- and 3-grams of a word say the same thing up to three times
OVERLAP: Final = 3.0
BLANK, LINE_FEED = 0x20, 0x0A

URL: Final = re.compile(r"https?://[-_.?&~;+=/#0-9A-Za-z]{1,2076}")
MAIL: Final = re.compile(r"[-_.0-9A-Za-z]{1,64}@[-_0-9A-Za-z]{1,255}[-_.0-9A-Za-z]{1,255}")
LATIN: Final = re.compile("[A-Za-z]+")
# Greek to Georgian and beyond, Glagolitic to Arabic forms; named by the others, since a class is compiled character by character.
NOT_LATIN: Final = re.compile("[^\0-\u036f\u1e00-\u2bff\ufe00-\U0010ffff]")


class LanguageGuess(NamedTuple):
    """The likeliest language as an ISO 639-1 code, None where no word says which, and its probability."""

    language: str | None
    score: float


class Words(NamedTuple):
    """The words of texts: spans of `text`, whose code points are `codes`, text after text; `counts` are those of each text."""

    text: str
    codes: U32
    starts: I64
    ends: I64
    counts: I64


class Vocabulary:
    """The evidence of the words seen so far, up to `KNOWN_WORDS` of them: then it is begun anew."""

    def __init__(self, profiles: Profiles) -> None:
        self._profiles = profiles
        self._lock = threading.Lock()
        self._forget()

    def _forget(self) -> None:
        self._rows: dict[str, int] = {}
        # takes up memory only as far as it is filled
        self._weights = np.zeros((KNOWN_WORDS, len(self._profiles.languages)), np.int32)

    def look_up(self, words: Sequence[str]) -> tuple[I64, I32]:
        """For each of several different words its row of evidence, and the rows, which nobody may change."""
        with self._lock:
            found = list(map(self._rows.get, words))
            if None in found:
                fresh = self._add([word for word, row in zip(words, found, strict=True) if row is None])
                found = [next(fresh) if row is None else row for row in found]
            weights = self._weights
            if len(self._rows) > KNOWN_WORDS:
                self._forget()
        return np.array(found, np.int64), weights

    def _add(self, words: Sequence[str]) -> Iterator[int]:
        """Work out the evidence of words that are not known; their rows."""
        first, end = len(self._rows), len(self._rows) + len(words)
        if end > len(self._weights):
            # others may still read the rows that they were given
            self._weights = np.concatenate([self._weights[:first], np.zeros((end - first, self._weights.shape[1]), np.int32)])
        self._weights[first:end] = weigh_words(words, self._profiles)
        self._rows.update(zip(words, range(first, end), strict=True))
        return iter(range(first, end))


def detect_language(text: str, settings: LanguageSettings) -> LanguageGuess:
    """The language of one text; `detect_languages` is faster for many.

    >>> detect_language("Le conseil a voté le budget hier soir.", LanguageSettings()).language
    'fr'
    """
    return detect_languages([text], settings)[0]


def detect_languages(texts: Sequence[str], settings: LanguageSettings) -> list[LanguageGuess]:
    """The language of each text; a text's answer does not depend on the others."""
    profiles, vocabulary = load_profiles(), load_vocabulary()
    guesses: list[LanguageGuess] = []
    for first in range(0, len(texts), CHUNK):
        evidence = weigh_texts(texts[first : first + CHUNK], profiles, vocabulary)
        for row in range(0, len(evidence), RUNS):
            guesses += choose_languages(evidence[row : row + RUNS], profiles, settings)
    return guesses


def weigh_texts(texts: Sequence[str], profiles: Profiles, vocabulary: Vocabulary) -> I32:
    """The evidence of each text, a row of one number a language: the sum of its words'."""
    words = split_words([sample_text(text, SAMPLE_CHARACTERS) for text in texts], profiles.characters)
    spellings = intern_spans(words.codes, words.starts, words.ends)
    starts, ends = words.starts[spellings.first].tolist(), words.ends[spellings.first].tolist()
    rows, weights = vocabulary.look_up([words.text[start:end] for start, end in zip(starts, ends, strict=True)])
    evidence = sum_rows(words.counts, rows[spellings.ids], weights)
    add_habits(evidence, texts, profiles)
    return evidence


def add_habits(evidence: I32, texts: Sequence[str], profiles: Profiles) -> None:
    """Count what short texts show beside their words: the time of day, ordinals, a blank before a colon."""
    unit = round(HABIT_WEIGHT * UNIT)
    for row, text in enumerate(texts):
        if len(text) <= HABIT_CHARACTERS:
            for pattern, column, weight in profiles.habits:
                if pattern.search(text):
                    evidence[row, column] += weight * unit


def sample_text(text: str, characters: int) -> str:
    """Up to `characters` of the text: all of it, or as much from its start, its middle and its end."""
    if len(text) <= characters:
        return text
    part = characters // 3
    middle = (len(text) - part) // 2
    return f"{text[:part]} {text[middle : middle + part]} {text[-part:]}"


def split_words(texts: Sequence[str], characters: U32) -> Words:
    """The words of texts as langdetect's profiles know them: between blanks, no addresses, some letters taken for others."""
    codes = normalise_texts(texts, characters)
    starts, ends = find_edges((codes != BLANK) & (codes != LINE_FEED))
    lines = np.flatnonzero(codes == LINE_FEED)
    counts = np.diff(np.searchsorted(starts, lines), prepend=0, append=len(starts))
    return Words(codes.tobytes().decode("utf-32-le"), codes, starts, ends, counts)


def normalise_texts(texts: Sequence[str], characters: U32) -> U32:
    """The code points of the texts in a row, a line feed between two, with `characters` for them."""
    lines = [_strip_addresses(text).replace("\n", " ") for text in texts]
    codes = read_codes(["\n".join(lines)])
    combining = codes - 0x300 < 0x70  # unsigned: one comparison tells both ends
    foreign = (codes - 0x370 < 0x1A90) | (codes - 0x2C00 < 0xD200)
    for change, found in ((_compose, combining), (_strip_latin, foreign)):
        for row in np.unique(np.searchsorted(np.flatnonzero(codes == LINE_FEED), np.flatnonzero(found))).tolist():
            lines[row] = change(lines[row])
    if combining.any() or foreign.any():
        codes = read_codes(["\n".join(lines)])
    return characters.take(codes, mode="clip")


def _compose(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _strip_addresses(text: str) -> str:
    if "://" in text:
        text = URL.sub(" ", text)
    return MAIL.sub(" ", text) if "@" in text else text


def _strip_latin(text: str) -> str:
    """A text in another script often quotes Latin names, which say nothing about its language."""
    if text.isascii():
        return text
    others = len(NOT_LATIN.findall(text))
    return LATIN.sub(" ", text) if others and others > 2 * sum(map(len, LATIN.findall(text))) else text


def weigh_words(words: Sequence[str], profiles: Profiles) -> I32:
    """The evidence of each word: the sum of its n-grams', more where it is listed, less where the alphabet lacks a letter.

    Of a word with a capital that no language lists only a share counts: it may be a name. No word has a blank in it.
    """
    if not words:
        return np.zeros((0, len(profiles.languages)), np.int32)
    lowered = " ".join(words).lower().split(" ")
    upper = [*map(str.isupper, words)]
    # the profiles know capitals at the start of a word only
    spelt = [low if is_upper and len(word) > 1 else word for word, low, is_upper in zip(words, lowered, upper, strict=True)]
    weights = weigh_spellings(spelt, profiles)
    listed = [*map(profiles.words.get, lowered)]
    parts = zip(words, upper, listed, strict=True)
    names = [row for row, (word, is_upper, columns) in enumerate(parts) if not is_upper and columns is None and word[0].isupper()]
    weights[names] = np.rint(weights[names] * NAME_SHARE)
    unit = round(WORD_WEIGHT * UNIT)
    pairs = [(row, column) for row, columns in enumerate(listed) if columns for column in columns]
    rows, columns = np.array(pairs, np.int64).reshape(-1, 2).T
    weights[rows, columns] += unit
    weights[find_lacking(lowered, profiles)] -= unit
    return weights


def weigh_spellings(words: Sequence[str], profiles: Profiles) -> I32:
    """For each word the sum of its n-grams' evidence, those with the blank before or behind it included.

    Words have some ten thousand different endings of three characters, of which each is looked up once.
    """
    codes = read_codes([" ", " ".join(words), " "])
    blanks = np.flatnonzero(codes == BLANK)
    lengths = np.diff(blanks)
    last = np.arange(1, len(codes))
    first = np.maximum(last - LONGEST + 1, np.repeat(blanks[:-1], lengths))
    endings = intern_spans(codes, first, last + 1)
    evidence = weigh_endings(codes, first[endings.first], last[endings.first], profiles)
    return sum_rows(lengths, endings.ids, evidence)


def weigh_endings(codes: U32, first: I64, last: I64, profiles: Profiles) -> I32:
    """The evidence of the n-grams that end at `last` and begin at `first` or later; a blank alone is none."""
    evidence = np.zeros((len(last), len(profiles.languages)), np.int32)
    keys = np.zeros(len(last), np.int64)
    for length in range(1, LONGEST + 1):
        begin = last - length + 1
        keys |= codes[np.maximum(begin, 0)].astype(np.int64) << (CHARACTER_BITS * (length - 1))
        grams, which = np.unique(np.where((begin >= first) & (keys != BLANK), keys, 0), return_inverse=True)
        evidence += weigh_grams(grams, profiles)[which]
    return evidence


def weigh_grams(grams: I64, profiles: Profiles) -> I32:
    """The evidence of n-grams, which are different; none for 0 and what no language has."""
    evidence = np.zeros((len(grams), len(profiles.languages)), np.int32)
    found = np.minimum(np.searchsorted(profiles.keys, grams), len(profiles.keys) - 1)
    known = np.flatnonzero(profiles.keys[found] == grams)
    starts = profiles.starts[found[known]]
    counts = profiles.starts[found[known] + 1] - starts
    entries = np.arange(counts.sum()) + np.repeat(starts - (np.cumsum(counts) - counts), counts)
    evidence[np.repeat(known, counts), profiles.columns[entries]] = profiles.evidence[entries]
    return evidence


def find_lacking(words: Sequence[str], profiles: Profiles) -> tuple[I64, I64]:
    """Which words have a letter that the alphabet of a language lacks, and the languages' columns; words are in lower case."""
    codes = read_codes([" ".join(words)])
    places = np.flatnonzero(codes > 0x7F)
    letters, which = np.unique(codes[places], return_inverse=True)
    alphabets = profiles.alphabets.values()
    lacks = np.array([[chr(c).isalpha() and chr(c) not in alphabet for alphabet in alphabets] for c in letters], bool)
    found, columns = np.nonzero(lacks.reshape(-1, len(alphabets))[which])
    lacking = np.zeros((len(words), len(alphabets)), bool)
    lacking[np.searchsorted(np.flatnonzero(codes == BLANK), places[found]), columns] = True
    rows, columns = np.nonzero(lacking)
    return rows, np.array([*profiles.alphabets])[columns]


def sum_rows(lengths: I64, ids: I32 | I64, rows: I32) -> I32:
    """For runs of such lengths the sum of the rows that their `ids` name.

    The first of each run are added at once, then all the second ones: numpy is slow at summing many short stretches.
    """
    order = np.argsort(-lengths, kind="stable")
    starts = (np.cumsum(lengths) - lengths)[order]
    sums = np.zeros((len(lengths), rows.shape[1]), np.int32)
    for first in range(0, len(order), RUNS):
        chosen = starts[first : first + RUNS]
        some = lengths[order[first : first + RUNS]]
        part = np.zeros((len(chosen), rows.shape[1]), np.int32)
        longer = len(some) - np.searchsorted(some[::-1], np.arange(some[0]), side="right")
        for place, count in enumerate(longer.tolist()):
            part[:count] += rows[ids[chosen[:count] + place]]
        sums[order[first : first + RUNS]] = part
    return sums


def choose_languages(evidence: I32, profiles: Profiles, settings: LanguageSettings) -> list[LanguageGuess]:
    """The likeliest language of each row of evidence, with the languages that the corpus expects a little ahead."""
    ahead = np.array([_start_ahead(language, settings) for language in profiles.languages])
    nats = evidence / (UNIT * OVERLAP) + ahead
    odds = np.exp(nats - nats.max(axis=1, keepdims=True))
    codes = sorted(set(profiles.languages))
    firsts = [profiles.languages.index(code) for code in codes]  # profiles of one language stand side by side
    shares = odds[:, firsts]
    for column, code in enumerate(profiles.languages):
        if column not in firsts:
            shares[:, codes.index(code)] += odds[:, column]
    shares /= odds.sum(axis=1, keepdims=True)
    best = shares.argmax(axis=1)
    scores = np.round(np.take_along_axis(shares, best[:, None], axis=1)[:, 0], 6)
    known: npt.NDArray[np.bool_] = evidence.max(axis=1) > 0
    return [
        LanguageGuess(codes[choice], score) if is_known else LanguageGuess(None, 0.0)
        for choice, score, is_known in zip(best.tolist(), scores.tolist(), known.tolist(), strict=True)
    ]


def _start_ahead(language: str, settings: LanguageSettings) -> float:
    if language in settings.expected:
        return EXPECTED_WEIGHT
    return LISTED_WEIGHT if language in list_worded_packs() else 0.0


@cache
def load_vocabulary() -> Vocabulary:
    """The words that this process has seen."""
    return Vocabulary(load_profiles())
