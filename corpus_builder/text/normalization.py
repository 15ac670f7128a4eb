"""Normalization of texts before they are compared; each function says what it drops."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

U32 = npt.NDArray[np.uint32]
I64 = npt.NDArray[np.int64]

_WORD = re.compile(r"\w+")
_PLAIN_SIGNS = {"’": "'", "\u2010": "-", "\u2011": "-", "çé": "cé", "çe": "ce"}
# Normalization is tabulated for the planes that have scripts with case, width or accents; ideographs above stand for
# themselves.
TABULATED_PLANES = 0x20000
# Marks a code point that becomes several characters.
EXPANDED = 0x200000
# Letters that decomposition leaves alone although people write them otherwise.
LIGATURES = {
    "œ": "oe",
    "æ": "ae",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ı": "i",
    "Œ": "OE",
    "Æ": "AE",
    "Ø": "O",
    "Ł": "L",
    "Đ": "D",
}


@dataclass(frozen=True, slots=True)
class NormalizedTexts:
    """The code points of many texts in a row, normalized; text `i` is `characters[offsets[i]:offsets[i + 1]]`."""

    characters: U32
    offsets: I64


@dataclass(frozen=True, slots=True)
class NormalizedWords:
    """The words of many texts, normalized: their code points in a row, and for each word where it starts there, its text,
    whether it began with a capital, and whether it is digits. A word ends where the next one starts.
    """

    characters: U32
    starts: I64
    rows: I64
    capital: npt.NDArray[np.bool_]
    digits: npt.NDArray[np.bool_]


def strip_accents(text: str) -> str:
    """A text without accents, ligatures and width; case, blanks and punctuation stay.

    >>> strip_accents("L’Œuvre, ﬁn de l’été")
    'L’OEuvre, fin de l’ete'
    """
    if text.isascii():
        return text
    return _list_accents().sub(lambda found: LIGATURES.get(found[0], ""), unicodedata.normalize("NFKD", text))


def lower_without_accents(text: str) -> str:
    """A text in lower case without accents, ligatures and width: "ß" stays.

    >>> lower_without_accents("L’Œuvre, Straße")
    'l’oeuvre, straße'
    """
    return strip_accents(text.lower())


def casefold_without_accents(text: str) -> str:
    """A text without accents, ligatures, width and any difference of case: "ß" is "ss".

    >>> casefold_without_accents("L’Œuvre, Straße")
    'l’oeuvre, strasse'
    """
    return strip_accents(text).casefold()


@lru_cache(maxsize=1 << 15)
def lower_with_plain_signs(text: str) -> str:
    """A text in lower case with straight apostrophes and plain hyphens, without the cedilla that misspells `annonçé`.

    Accents stay.

    >>> lower_with_plain_signs("D’Après")
    "d'après"
    """
    low = text.lower()
    if low.isascii():
        return low
    for sign, plain in _PLAIN_SIGNS.items():
        low = low.replace(sign, plain)
    return low


@cache
def _list_accents() -> re.Pattern[str]:
    """The combining characters of the first plane, since a pattern is fast within one plane, and the ligatures."""
    accents = (chr(code) for code in range(0x10000) if unicodedata.combining(chr(code)))
    return re.compile(f"[{''.join([*accents, *LIGATURES])}]")


def spell_words(text: str) -> str:
    """The words of a text without case, marks and the kind of apostrophe.

    >>> spell_words("L’Écho – du Port !")
    'l écho du port'
    """
    return " ".join(_WORD.findall(text.casefold()))


def normalize_letters(texts: Sequence[str]) -> NormalizedTexts:
    """The letters and digits of each text without case, accents, ligatures and width.

    >>> "".join(map(chr, normalize_letters(["L’Œuvre, ﬁn de l’été : 1 200 €"]).characters))
    'loeuvrefindelete1200'
    """
    characters, _, offsets = _normalize(_read_codes(texts), texts)
    return _expand(characters, offsets)[0]


def normalize_words(texts: Sequence[str]) -> NormalizedWords:
    """The words of each text without case, accents, ligatures and width: runs of letters, and runs of digits.

    >>> words = normalize_words(["L’Œuvre, 12h", "été"])
    >>> words.starts.tolist(), words.capital.tolist(), words.rows.tolist()
    ([0, 1, 7, 9, 10], [True, True, False, False, False], [0, 0, 0, 0, 1])
    """
    codes = _read_codes(texts)
    characters, places, offsets = _normalize(codes, texts)
    digit = (characters >= ord("0")) & (characters <= ord("9"))
    begins = np.ones(len(places), bool)
    begins[1:] = (places[1:] != places[:-1] + 1) | (digit[1:] != digit[:-1])
    begins[offsets[:-1][offsets[:-1] < len(begins)]] = True
    first = np.flatnonzero(begins)
    capital = _tabulate_capitals()[np.minimum(codes[places[first]], np.uint32(TABULATED_PLANES - 1))]
    rows = np.searchsorted(offsets, first, "right") - 1
    normalized, added = _expand(characters, offsets)
    return NormalizedWords(normalized.characters, first + added[first] if len(added) else first, rows, capital, digit[first])


def _read_codes(texts: Sequence[str]) -> U32:
    return np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)


def _normalize(codes: U32, texts: Sequence[str]) -> tuple[U32, I64, I64]:
    """What code points become where that is not nothing, their places in the joined texts, and each text's part of them."""
    first, _ = _tabulate_characters()
    if codes.max(initial=0) < TABULATED_PLANES:
        normalized = first.take(codes)
    else:
        normalized = np.where(codes < TABULATED_PLANES, first[np.minimum(codes, np.uint32(TABULATED_PLANES - 1))], codes)
    places = np.flatnonzero(normalized != 0)
    ends = np.cumsum([0, *map(len, texts)], dtype=np.int64)
    return normalized[places], places, np.searchsorted(places, ends)


def _expand(characters: U32, offsets: I64) -> tuple[NormalizedTexts, I64]:
    """Write out the characters that become several; and how many were added before each character, empty if none was."""
    long = np.flatnonzero(characters >= EXPANDED)
    if not len(long):
        return NormalizedTexts(characters, offsets), long
    tails = [_tabulate_characters()[1][code] for code in characters[long].tolist()]
    characters[long] = [tail[0] for tail in tails]
    counts = np.array([len(tail) - 1 for tail in tails])
    rest = np.array([code for tail in tails for code in tail[1:]], np.uint32)
    added = np.zeros(len(characters) + 1, np.int64)
    added[long + 1] = counts
    added = np.cumsum(added)
    return NormalizedTexts(np.insert(characters, np.repeat(long + 1, counts), rest), offsets + added[offsets]), added


@cache
def _tabulate_capitals() -> npt.NDArray[np.bool_]:
    return np.array([chr(code).isupper() for code in range(TABULATED_PLANES)])


@cache
def _tabulate_characters() -> tuple[U32, dict[int, list[int]]]:
    """What each code point becomes: 0 for nothing, else its first character; marked when there are more, found by the mark."""
    first = np.zeros(TABULATED_PLANES, np.uint32)
    more: dict[int, list[int]] = {}
    for code in range(TABULATED_PLANES):
        normalized = _normalize_character(chr(code))
        if normalized:
            first[code] = ord(normalized[0])
        if len(normalized) > 1:
            first[code] = EXPANDED + code
            more[EXPANDED + code] = list(map(ord, normalized))
    return first, more


def _normalize_character(character: str) -> str:
    """A character without case, accent, ligature and width; nothing when it is no letter, digit or vowel sign."""
    if "가" <= character <= "힣":
        return character  # decomposed, a syllable would count as three letters
    if not _carries_meaning(character):
        return ""
    if character == character.casefold() and unicodedata.is_normalized("NFKD", character) and character not in LIGATURES:
        return character
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", character).casefold())
    return "".join(LIGATURES.get(c, c) for c in plain if _carries_meaning(c))[:4]


def _carries_meaning(character: str) -> bool:
    """Whether it is a letter, a digit or, in the scripts of India and beyond, a vowel sign."""
    category = unicodedata.category(character)
    return category[0] in "LN" or (category[0] == "M" and character >= "\u0900")
