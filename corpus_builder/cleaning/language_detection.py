"""Detecting the language of a text, with the n-gram profiles of langdetect and without its random trials.

langdetect draws n-grams at random until one language is sure. Here all n-grams count, so there is no seed. No n-gram reaches
over a space: a text's evidence is the sum of its words', and each word is worked out once for a whole batch of texts. Sums
are of whole numbers, so they do not depend on the order, the batch or the machine.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from corpus_builder.knowledge import TableError
from corpus_builder.languages.pack import LanguagePack, list_languages, name_pack, read_pack
from corpus_builder.settings import LanguageSettings

if TYPE_CHECKING:
    from numpy.typing import NDArray

# langdetect adds this to every probability, so that an n-gram a language has never seen counts against it, not rules it out
SMOOTHING: Final = 0.5 / 10000
# evidence is kept in whole thousandths of a nat
UNIT: Final = 1000
# characters of an n-gram share one 63-bit number, 21 bits each, which is what Unicode needs
CHARACTER_BITS: Final = 21
LONGEST: Final = 3
# words and texts worked on at a time, which keeps the rows in the processor's cache
CHUNK: Final = 512
# characters read of one text: the answer does not get better beyond 200
SAMPLE_CHARACTERS: Final = 200
# how far the languages that the corpus expects start ahead of all others, in nats: that decides between near ties of a few
# words ("Bonus", "6 Days") and is lost in a sentence, which has a hundred nats
EXPECTED_WEIGHT: Final = 4.0
# how far the languages that have words in their pack start ahead of the rare ones, in nats: Afrikaans and Tagalog otherwise
# win names and headings
LISTED_WEIGHT: Final = 1.0
# nats that a listed word counts for its languages, and a letter that their alphabet lacks against them, beside the n-grams;
# between 5 and 8 the labelled headings are detected equally well, with 3 one in fifty less
WORD_WEIGHT: Final = 6.0
# share of its evidence that a word with a capital keeps if no language lists it: names ("Selon Google Trends") say little, but
# German nouns have capitals too, and below 0.4 German headings are lost
NAME_SHARE: Final = 0.5
# the evidence is divided by this, because the 1-, 2- and 3-grams of a word say the same thing up to three times
OVERLAP: Final = 3.0
# words kept with their evidence: 45 MB; a million words of press have some 60,000 different ones
MOST_WORDS: Final = 200_000

URL: Final = re.compile(r"https?://[-_.?&~;+=/#0-9A-Za-z]{1,2076}")
MAIL: Final = re.compile(r"[-_.0-9A-Za-z]{1,64}@[-_0-9A-Za-z]{1,255}[-_.0-9A-Za-z]{1,255}")
LATIN: Final = re.compile("[A-Za-z]+")
NOT_LATIN: Final = re.compile("[\u0370-\u1dff\u2c00-\ufdff]")


@dataclass(frozen=True, slots=True)
class LanguageGuess:
    """The likeliest language as an ISO 639-1 code, None where no word says which, and its probability."""

    language: str | None
    score: float


@dataclass(frozen=True, slots=True)
class Profiles:
    """What is known of the languages: `evidence[row]` says how much n-gram `keys[row]` speaks for each of `languages`.

    `words` and `alphabets` are those of the packs; languages are named there by their column.
    """

    languages: tuple[str, ...]
    keys: NDArray[np.int64]
    evidence: NDArray[np.int16]
    words: dict[str, list[int]]
    alphabets: dict[int, frozenset[str]]


def detect_language(text: str, settings: LanguageSettings) -> LanguageGuess:
    """The language of one text; `detect_languages` is faster for many.

    >>> detect_language("Le conseil a voté le budget hier soir.", LanguageSettings()).language
    'fr'
    """
    return detect_languages([text], settings)[0]


def detect_languages(texts: Sequence[str], settings: LanguageSettings) -> list[LanguageGuess]:
    """The language of each text; a text's answer does not depend on the others."""
    if not texts:
        return []
    lists = [line.split() for line in normalise_texts([sample_text(text, SAMPLE_CHARACTERS) for text in texts])]
    rows, weights = _word_weights().look_up([*chain.from_iterable(lists)])
    evidence = sum_evidence(np.fromiter(map(len, lists), dtype=np.int64, count=len(lists)), rows, weights)
    return choose_languages(evidence, load_profiles(), settings)


def sample_text(text: str, characters: int) -> str:
    """Up to `characters` of the text: all of it, or as much from its start, its middle and its end."""
    if len(text) <= characters:
        return text
    part = characters // 3
    middle = (len(text) - part) // 2
    return f"{text[:part]} {text[middle : middle + part]} {text[-part:]}"


def normalise_texts(texts: Sequence[str]) -> list[str]:
    """The texts as langdetect's profiles know them: words between spaces, no addresses, some letters folded."""
    lines = [_strip_addresses(text).replace("\n", " ") for text in texts]
    codes = _code_points("\n".join(lines))
    if (codes - 0x300 < 0x70).any():  # unsigned: one comparison tells both ends
        lines = [unicodedata.normalize("NFC", line) for line in lines]
        codes = _code_points("\n".join(lines))
    if (codes - 0x370 < 0x1A90).any() or (codes - 0x2C00 < 0xD200).any():
        codes = _code_points("\n".join(_strip_latin(line) for line in lines))
    table = _normal_characters()
    return table.take(codes, mode="clip").tobytes().decode("utf-16-le").split("\n")


def _code_points(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


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


class WordWeights:
    """The evidence of each word, worked out when it is first met and kept for the next texts, of which it is most.

    It is a cache of a pure function: answers never depend on what it holds. It starts afresh when it is full.
    """

    def __init__(self, profiles: Profiles) -> None:
        self._profiles = profiles
        self._rows: dict[str, int] = {}
        self._weights = np.zeros((0, len(profiles.languages)), dtype=np.int32)
        self._lock = Lock()

    def look_up(self, words: list[str]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """The row of each word, and the rows."""
        with self._lock:
            if len(self._rows) > MOST_WORDS:
                self._rows, self._weights = {}, self._weights[:0].copy()
            try:
                rows = self._find_rows(words)
            except KeyError:
                self._learn([word for word in dict.fromkeys(words) if word not in self._rows])
                rows = self._find_rows(words)
            return rows, self._weights

    def _find_rows(self, words: list[str]) -> NDArray[np.int64]:
        return np.fromiter(map(self._rows.__getitem__, words), dtype=np.int64, count=len(words))

    def _learn(self, words: list[str]) -> None:
        first, last = len(self._rows), len(self._rows) + len(words)
        if last > len(self._weights):
            roomier = np.zeros((2 * last, self._weights.shape[1]), dtype=np.int32)
            roomier[:first] = self._weights[:first]
            self._weights = roomier
        for start in range(0, len(words), CHUNK):
            chunk = words[start : start + CHUNK]
            self._weights[first + start : first + start + len(chunk)] = weigh_words(chunk, self._profiles)
        self._rows.update(zip(words, range(first, last), strict=True))


@cache
def _word_weights() -> WordWeights:
    return WordWeights(load_profiles())


def weigh_words(words: Sequence[str], profiles: Profiles) -> NDArray[np.int32]:
    """The evidence of each word: the sum of its n-grams', more where it is listed, less where the alphabet lacks a letter.

    Of a word with a capital that no language lists only a share counts: it may be a name.
    """
    # the profiles know capitals at the start of a word only
    padded = [f" {word.lower() if word.isupper() and len(word) > 1 else word} " for word in words]
    codes = _code_points("".join(padded)).astype(np.int64)
    owner = np.repeat(np.arange(len(words)), np.fromiter(map(len, padded), dtype=np.int64, count=len(words)))
    weights = np.zeros((len(words), len(profiles.languages)), dtype=np.int32)
    keys = np.zeros_like(codes)
    for length in range(1, LONGEST + 1):
        # the n-gram that ends here, if it begins in the same word; a space alone is none
        keys = (np.roll(keys, 1) << CHARACTER_BITS if length > 1 else 0) | codes
        rows = np.minimum(np.searchsorted(profiles.keys, keys), len(profiles.keys) - 1)
        known = (profiles.keys[rows] == keys) & (np.roll(owner, length - 1) == owner) & (keys != ord(" "))
        owners, starts = np.unique(owner[known], return_index=True)
        if len(owners):
            weights[owners] += _sum_rows(profiles.evidence[rows[known]], starts)
    unit = round(WORD_WEIGHT * UNIT)
    for position, word in enumerate(words):
        if (listed := profiles.words.get(word.lower())) is not None:
            weights[position, listed] += unit
        elif word[0].isupper() and not word.isupper():
            weights[position] = np.rint(weights[position] * NAME_SHARE)
        if not word.isascii():
            weights[position, _lacking(word, profiles)] -= unit
    return weights


def _lacking(word: str, profiles: Profiles) -> list[int]:
    """The columns of the languages whose alphabet has not all letters of the word."""
    letters = {letter for letter in word.lower() if letter.isalpha() and not letter.isascii()}
    return [column for column, alphabet in profiles.alphabets.items() if not letters <= alphabet]


def _sum_rows(rows: NDArray[Any], starts: NDArray[np.int64]) -> NDArray[np.int32]:
    """The sums of the stretches of rows that begin at `starts`."""
    return np.add.reduceat(rows, starts, axis=0, dtype=np.int32)


def sum_evidence(lengths: NDArray[np.int64], rows: NDArray[np.int64], weights: NDArray[np.int32]) -> NDArray[np.int32]:
    """The sum of the weights of each text's words, given how many words each text has and their rows.

    The first words of all texts are added at once, then all the second ones: numpy is slow at summing many short stretches.
    """
    order = np.argsort(-lengths, kind="stable")
    starts = (np.cumsum(lengths) - lengths)[order]
    longer = len(lengths) - np.searchsorted(lengths[order][::-1], np.arange(lengths.max()), side="right")
    evidence = np.zeros((len(lengths), weights.shape[1]), dtype=np.int32)
    for place, count in enumerate(longer.tolist()):
        evidence[:count] += weights[rows[starts[:count] + place]]
    return evidence[np.argsort(order)]


def choose_languages(evidence: NDArray[np.int32], profiles: Profiles, settings: LanguageSettings) -> list[LanguageGuess]:
    """The likeliest language of each row of evidence, with the languages that the corpus expects a little ahead."""
    ahead = np.array([_start_ahead(language, settings) for language in profiles.languages])
    nats = evidence / (UNIT * OVERLAP) + ahead
    odds = np.exp(nats - nats.max(axis=1, keepdims=True))
    codes = sorted(set(profiles.languages))
    firsts = [profiles.languages.index(code) for code in codes]  # profiles of one language stand side by side
    shares = np.add.reduceat(odds, firsts, axis=1) / odds.sum(axis=1, keepdims=True)
    best = shares.argmax(axis=1)
    scores = np.round(np.take_along_axis(shares, best[:, None], axis=1)[:, 0], 6)
    known: NDArray[np.bool_] = evidence.max(axis=1) > 0
    return [
        LanguageGuess(codes[choice], score) if is_known else LanguageGuess(None, 0.0)
        for choice, score, is_known in zip(best.tolist(), scores.tolist(), known.tolist(), strict=True)
    ]


def _start_ahead(language: str, settings: LanguageSettings) -> float:
    if language in settings.expected:
        return EXPECTED_WEIGHT
    return LISTED_WEIGHT if language in _listed_packs() else 0.0


@cache
def load_profiles() -> Profiles:
    """langdetect's profiles in the order of their names, and the words and letters of the packs."""
    folder = files("langdetect") / "profiles"
    found = sorted((place for place in folder.iterdir() if not place.name.startswith(".")), key=lambda place: place.name)
    profiles = [json.loads(place.read_text(encoding="utf-8")) for place in found]
    grams = [gram for profile in profiles for gram in profile["freq"]]
    keys, rows = np.unique(_gram_keys(grams), return_inverse=True)
    probabilities = np.zeros((len(keys), len(profiles)))
    done = 0
    for column, profile in enumerate(profiles):
        totals = np.array([1, *profile["n_words"]], dtype=np.float64)
        counts = np.fromiter(profile["freq"].values(), dtype=np.float64)
        lengths = np.fromiter(map(len, profile["freq"]), dtype=np.int64)
        probabilities[rows[done : done + len(counts)], column] = counts / totals[lengths]
        done += len(counts)
    evidence = np.rint(np.log1p(probabilities / SMOOTHING) * UNIT).astype(np.int16)
    languages = tuple(place.name.partition("-")[0] for place in found)
    return Profiles(languages, keys, evidence, _listed_words(languages), _alphabets(languages))


def _gram_keys(grams: Sequence[str]) -> NDArray[np.int64]:
    characters = np.frombuffer("".join(gram.rjust(LONGEST, "\0") for gram in grams).encode("utf-32-le"), dtype=np.uint32)
    first, second, third = characters.reshape(-1, LONGEST).astype(np.int64).T
    return (first << 2 * CHARACTER_BITS) | (second << CHARACTER_BITS) | third


@cache
def _listed_packs() -> dict[str, LanguagePack]:
    """The packs of the languages that are known by words, too."""
    return {code: pack for code in list_languages() if (pack := read_pack(code)).words}


def _listed_words(languages: tuple[str, ...]) -> dict[str, list[int]]:
    """For each word of the packs the columns of the languages that list it. Raises TableError for one without a profile."""
    columns: dict[str, list[int]] = {}
    for code, pack in _listed_packs().items():
        if code not in languages:
            raise TableError(f"{name_pack(code)}: words: langdetect has no profile of this language")
        for word in {*pack.words, *pack.weekdays, *pack.month_names} - {*pack.shared_names}:
            columns.setdefault(word, []).append(languages.index(code))
    return columns


def _alphabets(languages: tuple[str, ...]) -> dict[int, frozenset[str]]:
    """The letters beyond ASCII of the languages that are known by words, by column."""
    return {languages.index(code): frozenset(pack.letters) for code, pack in _listed_packs().items()}


@cache
def _normal_characters() -> NDArray[np.uint16]:
    """For each character of the basic plane the one langdetect's profiles have for it; all others are a space."""
    from langdetect.utils.ngram import NGram

    table = np.arange(0x10000, dtype=np.uint16)
    table[[*range(0x41), *range(0x5B, 0x61), *range(0x7B, 0x80)]] = 0x20
    table[[ord(character) for character in NGram.LATIN1_EXCLUDED]] = 0x20
    table[0x2000:0x2070] = 0x20
    table[0xD800:0xE000] = 0x20
    table[0xFFFF] = 0x20
    table[0x1EA0:0x1F00] = 0x1EC3
    table[0x3040:0x30A0] = 0x3042
    table[0x30A0:0x3100] = 0x30A2
    table[[*range(0x3100, 0x3130), *range(0x31A0, 0x31C0)]] = 0x3105
    table[0xAC00:0xD7B0] = 0xAC00
    table[[0x219, 0x21B, 0x6CC]] = [0x15F, 0x163, 0x64A]
    for character, representative in NGram.CJK_MAP.items():
        table[ord(character)] = ord(representative)
    table[0x0A] = 0x0A
    return table
