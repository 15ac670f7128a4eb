"""Line breaks, the hyphens before them, and texts whose lines were joined."""

from __future__ import annotations

import re
from collections.abc import Iterator

# whatever ends a line
BREAK = re.compile(r"\r\n?|[\n\v\f\x1c-\x1e\x85\u2028\u2029]")
# hyphens that may belong to a word, and signs that only ever split one: the soft hyphen, and what stands for it in old files
HYPHENS = "-\u2010\u2011"
SPLITS = frozenset("\u00ad\u00ac=")
# what has no width and may stand beside a hyphen
_INVISIBLE = "\u200b\u2060\ufeff"
_SIGN = f"{HYPHENS}{''.join(sorted(SPLITS))}"
_SIGNS = rf"(?:[{_SIGN}][{_SIGN}{_INVISIBLE}]{{0,3}}|[{_INVISIBLE}]{{1,2}}[{_SIGN}])"
HYPHEN_SIGNS = frozenset(_SIGN + _INVISIBLE)
# the hyphen that a line ends in, in the midst of a word
HYPHEN_END = re.compile(rf"(?<=[^\W_]){_SIGNS}\Z")
# blanks with the hyphen before them, which may belong to a word that was split
JOINT = re.compile(rf"(?:(?<=[^\W_]){_SIGNS})?\s+")

# characters of the signs of one hyphen
_MOST_SIGNS = 4


def find_joints(source: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
    """The line breaks within a block, or a part of a text, each with the blanks around it and the hyphen before it."""
    end = len(source) if end is None else end
    for found in BREAK.finditer(source, start, end):
        first = found.start()
        if first < start:
            continue
        while first > start and source[first - 1].isspace():
            first -= 1
        joint = _match_joint(source, max(start, first - _MOST_SIGNS), first, end)
        start = joint.end()
        yield joint


def _match_joint(source: str, least: int, first: int, end: int) -> re.Match[str]:
    """The blanks that begin at a place, with the hyphen before them, which begins at the `least` of all."""
    at = first
    while at > least and source[at - 1] in HYPHEN_SIGNS:
        at -= 1
    joints = (JOINT.match(source, place, end) for place in range(at, first + 1))
    return next(joint for joint in joints if joint)


def read_signs(joint: re.Match[str]) -> str:
    """The signs of a hyphen before a line break; empty where there is none.

    >>> [read_signs(joint) for joint in find_joints("gou-\u00ad\\nverne \\nment")]
    ['-\xad', '']
    """
    return joint.group().rstrip()


def keep_hyphen(signs: str) -> str:
    """The sign that stands in the joined text if the hyphen belongs to the word; empty if it cannot."""
    return next((sign for sign in signs if sign in HYPHENS), "")


def is_joined(text: str, source: str) -> bool:
    """Whether a text is its source but for blanks and for the joins of lines, which may take a hyphen away.

    >>> is_joined("le gouvernement de Saint-Aubin", "le gouverne-\\nment de Saint-\\nAubin")
    True
    >>> is_joined("le gouvernement", "le gouverne-ment")
    False
    """
    at = done = 0
    for joint in find_joints(source):
        piece, kept = source[done : joint.start()], keep_hyphen(read_signs(joint))
        if not text.startswith(piece, at):
            break
        at += len(piece)
        at += len(kept) * text.startswith(kept, at)
        at += text.startswith(" ", at)
        done = joint.end()
    return text[at:] == source[done:] or text.split() == source.split()
