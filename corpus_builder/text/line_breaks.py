"""Line breaks, the hyphens before them, and texts whose lines were joined."""

from __future__ import annotations

import re
from collections.abc import Iterator

# whatever ends a line
BREAK = re.compile(r"\r\n?|[\n\v\f\x1c-\x1e\x85\u2028\u2029]")
SOFT_HYPHEN = "\u00ad"
# what may stand behind the first part of a word that was split
HYPHENS = ("-", "\u2010", SOFT_HYPHEN)
# blanks with the hyphen before them, which may belong to a word that was split
JOINT = re.compile(r"(?:(?<=[^\W_])[-\u2010\u00ad])?\s+")


def find_joints(source: str) -> Iterator[re.Match[str]]:
    """The line breaks within a block, each with the blanks around it and the hyphen before it."""
    return (joint for joint in JOINT.finditer(source) if BREAK.search(joint.group()))


def is_joined(text: str, source: str) -> bool:
    """Whether a text is its source but for blanks and for the joins of lines, which may take a hyphen away.

    >>> is_joined("le gouvernement de Saint-Aubin", "le gouverne-\\nment de Saint-\\nAubin")
    True
    >>> is_joined("le gouvernement", "le gouverne-ment")
    False
    """
    at = done = 0
    for joint in find_joints(source):
        piece, mark = source[done : joint.start()], joint.group()[0]
        if not text.startswith(piece, at):
            break
        at += len(piece)
        at += not mark.isspace() and text.startswith(mark, at)
        at += text.startswith(" ", at)
        done = joint.end()
    return text[at:] == source[done:] or text.split() == source.split()
