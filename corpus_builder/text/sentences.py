"""Sentence boundaries, for all stations: the marks, and the tests that use them.

The tests differ, and so do their answers: whether a line ends like a sentence, whether another one begins after a
position, whether a word's capital may be due to its position.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from corpus_builder.text.patterns import look_behind

# The marks of a sentence's end in the languages that are read word by word, and those of all scripts.
STOPS = ".!?…"
ALL_STOPS = STOPS + "。！？।۔؟"
# Behind these a clause ends, and a new line goes on with no sentence.
CLAUSE_STOPS = STOPS + ":;"
# The marks in which speech stands, but for single ones, which are apostrophes as well.
OPENING_MARKS, CLOSING_MARKS = "«“", "»”"
# What may stand behind the stop of a line that ends like a sentence, with blanks between: marks of every kind, German ones that
# close as English ones open, and the star of a footnote.
TRAILING_SIGNS = "\"'’»”“)]」』*"
# A word behind one of these is taken for the first of a sentence, whose capital makes no name.
STARTERS = frozenset(CLAUSE_STOPS + OPENING_MARKS + CLOSING_MARKS + '"—–')

# The end of a text that ends like a sentence, in the syntax of RE2 as well: Arrow looks at whole columns at once.
SENTENCE_END = rf"[{ALL_STOPS}][{re.escape(TRAILING_SIGNS)}\s]*$"
# Within a text the end of a sentence and the beginning of the next: two letters before the stop tell it from that of an initial.
# The stop stands first, for speed: few characters are one.
SENTENCE_WITHIN = re.compile(rf"[{STOPS}](?<=[^\W\d_]{{2}}.)[{CLOSING_MARKS}\")]?\s+[{OPENING_MARKS}\"„(¿¡]?[^\W\d_a-zà-ÿ]")
_ENDS = tuple(ALL_STOPS)
_BLANKS = " \t\n\u00a0\u202f"
# Characters at the end of a text in which its stop is sought.
_LAST = 12
_STOP = re.compile(rf"[{STOPS}]+[)\]]*")
_BETWEEN = re.compile(rf"(?<=[{STOPS}])[\s{CLOSING_MARKS}\"]+")
# A colon and closed speech come before a sentence, too, where a word is asked whether it owes its capital to its place.
_STARTS = re.compile(rf"(?:^|[{STOPS}:{CLOSING_MARKS}\"\n•])[\s{OPENING_MARKS}\"—–-]*$")
# Characters before a word in which it is sought whether a sentence begins with it, and behind a stop.
_NEAR = 4
# What may begin a sentence, besides a capital and a digit.
_BEGINNINGS = frozenset("«“\"'‘(—–-•[")
# Letters of a word before a stop that are read; no abbreviation is longer.
_WORD = 24


def ends_sentence(text: str, trailing: str = TRAILING_SIGNS) -> bool:
    """Whether a text ends like a sentence, in any script; `trailing` signs and blanks may follow the stop.

    >>> ends_sentence("Le pont est fermé. »"), ends_sentence("Le pont est fermé"), ends_sentence("橋は閉鎖された。」")
    (True, False, True)
    """
    return text[-_LAST:].rstrip(trailing + _BLANKS).endswith(_ENDS)


def starts_sentence(text: str, at: int) -> bool:
    """Whether a sentence, or what is like one in marks or behind a colon, begins at a place.

    >>> starts_sentence("Il dit : « Assez »", 10), starts_sentence("Il dit assez", 7)
    (True, False)
    """
    return at == 0 or _STARTS.search(text, max(0, at - _NEAR), at) is not None


def split_sentences(text: str) -> list[str]:
    """The sentences of a text, cut behind every stop before a blank or a mark: abbreviations cut, too.

    >>> split_sentences("« Assez ! » Elle sort. Il reste.")
    ['« Assez !', 'Elle sort.', 'Il reste.']
    """
    return _BETWEEN.split(text)


def find_stops(text: str, start: int, end: int, abbreviations: frozenset[str]) -> Iterator[int]:
    """The offsets in `text[start:end]` after which a new sentence begins; no space is needed before a capital.

    >>> list(find_stops("Il est parti.Elle reste. M. Duval aussi.", 0, 40, frozenset({"m"})))
    [13, 24, 40]
    """
    for match in _STOP.finditer(text, start, end):
        if _begins_sentence(text, match, start, end, abbreviations):
            yield match.end()


def find_last_sentence(text: str, start: int, end: int, abbreviations: frozenset[str]) -> int:
    """The offset behind the last stop of `text[start:end]` that has something behind it, else `start`.

    >>> find_last_sentence("Il est parti. Elle reste. M. Duval", 0, 34, frozenset({"m"}))
    25
    """
    return find_last_stop(text, start, end, abbreviations, before=end) or start


def find_last_stop(text: str, start: int, end: int, abbreviations: frozenset[str], before: int) -> int | None:
    """The last of the offsets of `find_stops` that is smaller than `before`, or None."""
    for match in reversed(list(_STOP.finditer(text, start, end))):
        if match.end() < before and _begins_sentence(text, match, start, end, abbreviations):
            return match.end()
    return None


@cache
def compile_stop(titles: frozenset[str]) -> re.Pattern[str]:
    """A pattern of the end of a line or sentence with the blank behind it, but not behind a title's full stop or an initial's.

    It is for counting: unlike `find_stops` it does not ask what follows.

    >>> compile_stop(frozenset({"Mr"})).findall("Mr. J. Kern dort. Elle sort")
    ['. ']
    """
    refused = "".join(look_behind(titles, r"\.", "!"))
    return re.compile(rf"[{STOPS}\n](?:(?<=\n)|(?<=[{STOPS.replace('.', '')}])\s|(?<=\.)(?<!\b[A-Z]\.){refused}\s)")


def _begins_sentence(text: str, stop: re.Match[str], start: int, end: int, abbreviations: frozenset[str]) -> bool:
    """Whether a sentence begins behind the stop."""
    begin, after = stop.span()
    nearby = text[after : min(after + _NEAR, end)].lstrip()
    first = nearby[:1]
    if first and not (first.isupper() or first.isdigit() or first in _BEGINNINGS):
        return False
    spaced = after >= end or text[after].isspace()
    if text[begin] != ".":
        return spaced or first.isupper()
    if text[begin + 1 : after].startswith("."):
        return spaced and not first.islower()
    word = _read_last_word(text, start, begin)
    if not spaced:
        return len(word) > 1 and word.islower() and first.isupper()
    return not nearby or (not (len(word) == 1 and word.isalpha()) and word.lower() not in abbreviations)


def _read_last_word(text: str, start: int, end: int) -> str:
    """The letters and digits right before a place, at most so many."""
    before = text[max(start, end - _WORD) : end]
    pieces = before.rsplit(None, 1)
    if pieces and pieces[-1].isalnum() and before[-1].isalnum():
        return pieces[-1]
    at = len(before)
    while at > 0 and before[at - 1].isalnum():
        at -= 1
    return before[at:]
