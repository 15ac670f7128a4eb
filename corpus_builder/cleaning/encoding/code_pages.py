"""windows-1250 and windows-1251, central European and Cyrillic, that were read as windows-1252.

A file does not say in which code page it is, and one that is not UTF-8 is read as windows-1252. Polish and Czech have letters
there that no western text has in such places ("powiedzia³", "pøíští"), Russian has nothing but accented letters. Whether a
text is to be read anew its words decide: the other reading must be better words of another language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, Final

import numpy as np

from corpus_builder.cleaning.encoding.evidence import compile_linear
from corpus_builder.cleaning.encoding.mojibake import reread

READ_AS: Final = "sloppy-windows-1252"
CYRILLIC: Final = "windows-1251 read as windows-1252"
CENTRAL: Final = "windows-1250 read as windows-1252"
PAGES: Final = {CYRILLIC: "cp1251", CENTRAL: "cp1250"}
CENTRAL_LANGUAGES: Final = ("cs", "hr", "hu", "pl", "ro", "sk", "sl")
# Four letters of the upper half in a row are Cyrillic ones; "³" and "¿" are Ukrainian.
CYRILLIC_HINT: Final = r"[À-ÖØ-öø-ÿ³¿¸º]{4}"
CYRILLIC_WORD: Final = re.compile("[À-ÖØ-öø-ÿ³¿¸º]{3,}")
# What western languages do not have within a line: "przyjê³a", "bud¿et", "jövõ", "Iaºi", and "ø" or "è" beside "š".
CENTRAL_HINT: Final = (
    r"[a-z][³¹¿¾][a-zêñóœæ]|[³¹] [a-z]{3}|[A-Z]{2}¥|¯[A-Z]|[A-Z]£[A-Z]|[a-z][ìù][a-z]|õ(?:[^e]|$)|[a-zþ]º[a-z]|[a-z]þ"
    r"|[ìøùæðòïè][^\r\n]*[šžŠŽ\x{9d}]|[šžŠŽ\x{9d}][^\r\n]*[ìøùæðòïè]"
)
HINT: Final = f"{CYRILLIC_HINT}|{CENTRAL_HINT}"
# Characters of the lines with hints that are looked at.
SAMPLE: Final = 2000
# Share of the letters of a Cyrillic line without long words that are of the upper half, and share of these that are the most
# frequent ten of Russian: two in three there, one in three in Greek and Hebrew that were misread in the same way.
CYRILLIC_SHARE: Final = 0.6
FREQUENT: Final = frozenset("оеаинтсрвл")
FREQUENT_SHARE: Final = 0.45
FEWEST_LETTERS: Final = 8
FEWEST_KINDS: Final = 5
# Cyrillic in UTF-8 has one of these two in every other place.
UTF8_HEADS: Final = "ÐÑ"
UTF8_SHARE: Final = 0.15
# How much better the other reading must be, in thousandths of a nat: two words of it are, and sound texts are far worse.
BETTER: Final = 4000


def may_be_in_code_page(text: str) -> bool:
    """Whether anything in a text hints at a code page."""
    try:
        return _hints().search(text) is not None
    except UnicodeEncodeError:  # lone surrogates
        return False


def find_code_page(lines: Iterable[str]) -> str | None:
    """The name of the repair that the lines of a text need because they are in a code page, None for nearly all."""
    sample = "\n".join([line for line in lines if may_be_in_code_page(line)])[:SAMPLE]
    if not sample or sum(map(sample.count, UTF8_HEADS)) > UTF8_SHARE * len(sample):
        return None
    if _is_cyrillic(sample):
        return CYRILLIC
    parts = [sample[first : first + 200] for first in range(0, len(sample), 200)]
    return CENTRAL if int(weigh_readings(parts).sum()) >= BETTER else None


def reread_line(line: str, name: str) -> str:
    """A line in the code page that the repair of that name is for; as it is where its own words speak against it."""
    outcome = None if line.isascii() else reread(line, READ_AS, PAGES[name])
    if outcome is None or not (_is_cyrillic_line(line) if name == CYRILLIC else int(weigh_readings([line])[0]) >= 0):
        return line
    return outcome


def weigh_readings(texts: Sequence[str]) -> np.ndarray[Any, np.dtype[np.int64]]:
    """How much better each text is when it is read in windows-1250: by the evidence of the language that fits best."""
    from corpus_builder.cleaning.language_detection import load_vocabulary, weigh_texts
    from corpus_builder.cleaning.language_profiles import load_profiles

    readings = [reread(text, READ_AS, PAGES[CENTRAL]) or text for text in texts]
    profiles = load_profiles()
    columns = [profiles.languages.index(code) for code in CENTRAL_LANGUAGES]
    weights = weigh_texts([*texts, *readings], profiles, load_vocabulary()).astype(np.int64)
    better: np.ndarray[Any, np.dtype[np.int64]] = weights[len(texts) :, columns].max(axis=1) - weights[: len(texts)].max(axis=1)
    return better


def _is_cyrillic(sample: str) -> bool:
    """Whether the words of the upper half alone are made of letters as Russian and its neighbours are."""
    words = reread("".join(CYRILLIC_WORD.findall(sample)), READ_AS, PAGES[CYRILLIC]) or ""
    letters = [letter for letter in words.lower() if letter.isalpha()]
    if len(letters) < FEWEST_LETTERS or len(set(letters)) < FEWEST_KINDS:
        return False
    return sum(letter in FREQUENT for letter in letters) >= FREQUENT_SHARE * len(letters)


def _is_cyrillic_line(line: str) -> bool:
    letters = [letter for letter in line if letter.isalpha() or letter in "³¿"]
    if CYRILLIC_WORD.search(line):
        return True
    return sum(letter > "\x7f" for letter in letters) >= CYRILLIC_SHARE * len(letters) > 0


@cache
def _hints() -> Any:
    return compile_linear(HINT)
