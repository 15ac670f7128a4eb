"""Patterns of words, and the ends of sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_STOP = re.compile(r"[.!?…]+[)\]]*")


def find_stops(text: str, start: int, end: int, abbreviations: frozenset[str]) -> Iterator[int]:
    """The offsets in `text[start:end]` after which a new sentence begins; no space is needed before a capital.

    >>> list(find_stops("Il est parti.Elle reste. M. Duval aussi.", 0, 40, frozenset({"m"})))
    [13, 24, 40]
    """
    for match in _STOP.finditer(text, start, end):
        if _ends_sentence(text, match, start, end, abbreviations):
            yield match.end()


def find_last_sentence(text: str, start: int, end: int, abbreviations: frozenset[str]) -> int:
    """The offset behind the last stop of `text[start:end]` that has something behind it, else `start`.

    >>> find_last_sentence("Il est parti. Elle reste. M. Duval", 0, 34, frozenset({"m"}))
    25
    """
    return max((stop for stop in find_stops(text, start, end, abbreviations) if stop < end), default=start)


def _ends_sentence(text: str, stop: re.Match[str], start: int, end: int, abbreviations: frozenset[str]) -> bool:
    after = stop.end()
    spaced = after >= end or text[after].isspace()
    nearby = text[after : min(after + 4, end)].lstrip()
    if nearby and not (nearby[0].isupper() or nearby[0].isdigit() or nearby[0] in "«“\"'‘(—–-•["):
        return False
    if stop.group()[0] != ".":
        return spaced or nearby[:1].isupper()
    if len(stop.group()) > 1 and stop.group()[1] == ".":
        return spaced and not nearby[:1].islower()
    word = _last_word(text, start, stop.start())
    if not spaced:
        return len(word) > 1 and word.islower() and nearby[:1].isupper()
    return not nearby or (not (len(word) == 1 and word.isalpha()) and word.lower() not in abbreviations)


def _last_word(text: str, start: int, end: int) -> str:
    at = end
    while at > start and end - at < 24 and text[at - 1].isalnum():
        at -= 1
    return text[at:end]


def match_any(words: Iterable[str]) -> str:
    """A pattern for any of the words, which matches nothing where there are none.

    >>> match_any(["qu", "l"]), match_any([])
    ('(?:l|qu)', '(?!)')
    """
    patterns = sorted(map(re.escape, words))
    return f"(?:{'|'.join(patterns)})" if patterns else "(?!)"
