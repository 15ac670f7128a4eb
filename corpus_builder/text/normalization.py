"""Normalization of texts before they are compared; each function says what it drops.

`normalization.txt` has a row for each range of letters and digits, and what they become: of a range of several the first one,
and the others the code points that follow. Like `characters.txt` it is from one version of Unicode.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from corpus_builder.text.characters import ACCENT, I64, U32, UPPER, load_classes, read_codes, read_ranges, spread_ranges

_WORD = re.compile(r"\w+")
_PLAIN_SIGNS = {"’": "'", "\u2010": "-", "\u2011": "-", "çé": "cé", "çe": "ce"}
# A letter with accents that stand behind it; whole runs of at most three marks: longer ones are no accents, and sorting them
# would take quadratic time.
DECOMPOSED: Final = re.compile("(?<![\u0300-\u036f])[^\\W\\d_][\u0300-\u036f]{1,3}(?![\u0300-\u036f])")
# What people type or get from a bad font for an apostrophe: between two letters it is one. Of the opening mark that is so unless
# it opens words that are closed before another one opens: "il dit‘non’".
ODD_APOSTROPHE: Final = re.compile(
    "[´`‘′＇ʼʹ](?<=[^\\W\\d_].)(?=[^\\W\\d_])(?!(?<=[^\\W\\d_]{3}‘)[^\\W\\d_]{2}[^‘’\n]*’(?![^\\W\\d_]))"
)
ODD_APOSTROPHES: Final = "´`‘′＇ʼʹ"
_ACCENT_LEADS = tuple({accent.encode()[:1] for accent in map(chr, range(0x300, 0x370))})
# What ends a line besides a line feed.
_LINE_ENDS = "\r\x85\u2028\u2029"
_DOUBLE_END = re.compile("\r\n")
TABLE: Final = "normalization.txt"
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


class PlainCopy(NamedTuple):
    """A text as its readers take it, and its runs: `after[i]` of the copy is `before[i]` of the text."""

    text: str
    after: tuple[int, ...]
    before: tuple[int, ...]


class NormalizedTexts(NamedTuple):
    """The code points of many texts in a row, normalized; text `i` is `characters[offsets[i]:offsets[i + 1]]`."""

    characters: U32
    offsets: I64


class NormalizedWords(NamedTuple):
    """The words of many texts, normalized: their code points in a row, and for each word where it starts there, its text,
    whether it began with a capital, whether it is digits, and at which character of the joined texts it begins. A word ends
    where the next one starts.
    """

    characters: U32
    starts: I64
    rows: I64
    capital: npt.NDArray[np.bool_]
    digits: npt.NDArray[np.bool_]
    places: I64


def write_plain_copy(text: str) -> PlainCopy | None:
    """The text with an apostrophe for each sign that is read as one, letters with combining accents as one character, and a line
    feed for each end of a line.

    None where nothing of that is to be done, as nearly always.

    >>> write_plain_copy("l´e\u0301te\u0301")
    PlainCopy(text='l’été', after=(0, 2, 3, 4, 5), before=(0, 2, 4, 5, 7))
    """
    joined = _list_joined(text)
    signs = any(sign in text for sign in ODD_APOSTROPHES)
    plain = ODD_APOSTROPHE.sub("’", text) if signs else text
    if any(mark in text for mark in _LINE_ENDS):
        plain = plain.translate(dict.fromkeys(map(ord, _LINE_ENDS), "\n"))
    if plain == text and not joined:
        return None
    parts: list[str] = []
    after, before = [0], [0]
    for start, end in [*joined, (len(text), len(text))]:
        composed = "\n" if text[start:end] == "\r\n" else unicodedata.normalize("NFC", plain[start:end])
        for piece, last in ((plain[before[-1] : start], start), (composed, end)):
            if last > before[-1]:
                parts.append(piece)
                after.append(after[-1] + len(piece))
                before.append(last)
    return PlainCopy("".join(parts), tuple(after), tuple(before))


def _may_have_accents(text: str) -> bool:
    """Whether a text has combining accents, or Greek beside them; in UTF-8 their first byte tells, which is found at once."""
    octets = b"" if text.isascii() else text.encode("utf-8", "surrogatepass")
    return any(lead in octets for lead in _ACCENT_LEADS)


def _list_joined(text: str) -> list[tuple[int, int]]:
    """Where several characters of a text become one: a letter and its accents, or the two that end a line."""
    accents = [found.span() for found in DECOMPOSED.finditer(text)] if _may_have_accents(text) else []
    breaks = [found.span() for found in _DOUBLE_END.finditer(text)] if "\r" in text else []
    return sorted(accents + breaks)


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
    accents = map(chr, np.flatnonzero(load_classes()[:0x10000] & ACCENT).tolist())
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
    characters, _, offsets = _normalize(read_codes(texts), texts)
    return _expand(characters, offsets)[0]


def normalize_words(texts: Sequence[str]) -> NormalizedWords:
    """The words of each text without case, accents, ligatures and width: runs of letters, and runs of digits.

    >>> words = normalize_words(["L’Œuvre, 12h", "été"])
    >>> words.starts.tolist(), words.capital.tolist(), words.rows.tolist()
    ([0, 1, 7, 9, 10], [True, True, False, False, False], [0, 0, 0, 0, 1])
    """
    codes = read_codes(texts)
    characters, places, offsets = _normalize(codes, texts)
    digit = (characters >= ord("0")) & (characters <= ord("9"))
    begins = np.ones(len(places), bool)
    begins[1:] = (places[1:] != places[:-1] + 1) | (digit[1:] != digit[:-1])
    begins[offsets[:-1][offsets[:-1] < len(begins)]] = True
    first = np.flatnonzero(begins)
    capital = load_classes()[codes[places[first]]] & UPPER != 0
    rows = np.searchsorted(offsets, first, "right") - 1
    normalized, added = _expand(characters, offsets)
    starts = first + added[first] if len(added) else first
    return NormalizedWords(normalized.characters, starts, rows, capital, digit[first], places[first])


def _normalize(codes: U32, texts: Sequence[str]) -> tuple[U32, I64, I64]:
    """What code points become where that is not nothing, their places in the joined texts, and each text's part of them."""
    first, _ = load_normal_characters()
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
    tails = [load_normal_characters()[1][code] for code in characters[long].tolist()]
    characters[long] = [tail[0] for tail in tails]
    counts = np.array([len(tail) - 1 for tail in tails])
    rest = np.array([code for tail in tails for code in tail[1:]], np.uint32)
    added = np.zeros(len(characters) + 1, np.int64)
    added[long + 1] = counts
    added = np.cumsum(added)
    return NormalizedTexts(np.insert(characters, np.repeat(long + 1, counts), rest), offsets + added[offsets]), added


@cache
def load_normal_characters() -> tuple[U32, dict[int, list[int]]]:
    """What each code point becomes: 0 for nothing, else its first character; marked when there are more, found by the mark."""
    firsts, lasts, values = read_ranges(TABLE)
    words = [value.split(" ") for value in values]
    more = {EXPANDED + code: [int(w, 16) for w in own] for code, own in zip(firsts.tolist(), words, strict=True) if len(own) > 1}
    becomes = np.array([int(own[0], 16) for own in words], np.int64)
    places = np.fromiter((mark - EXPANDED for mark in more), np.int64, len(more))
    becomes[np.searchsorted(firsts, places)] = places + EXPANDED
    shifts = spread_ranges(firsts, lasts, becomes - firsts, TABULATED_PLANES)
    inside = spread_ranges(firsts, lasts, np.ones(len(firsts), bool), TABULATED_PLANES)
    return np.where(inside, np.arange(TABULATED_PLANES) + shifts, 0).astype(np.uint32), more
