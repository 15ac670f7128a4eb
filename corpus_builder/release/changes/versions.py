"""Semantic versions of a release, and how far one must rise for what has changed."""

from __future__ import annotations

import re
from typing import Literal

from corpus_builder.system.errors import ReleaseError

Level = Literal["none", "patch", "minor", "major"]
Version = tuple[int, int, int]

_FORM = re.compile(r"([0-9]{1,9})\.([0-9]{1,9})\.([0-9]{1,9})")


def parse_version(text: str) -> Version:
    """The three numbers of a version, which compare as versions do.

    Raises ReleaseError when it is not of the form 1.2.3.

    >>> parse_version("1.10.0") > parse_version("1.9.3")
    True
    """
    found = _FORM.fullmatch(text)
    if not found:
        raise ReleaseError(f"not a version: {text!r}", hint="three numbers such as 1.2.3, in sources.toml under [corpus]")
    major, minor, patch = map(int, found.groups())
    return major, minor, patch


def bump_version(text: str, level: Level) -> str:
    """The smallest version above another one that says a change of this level; the same one for no change.

    It holds for 0.x too: whoever pins 0.3 relies on it as much. Raises ReleaseError as `parse_version` does.

    >>> [bump_version("1.2.3", level) for level in ("none", "patch", "minor", "major")]
    ['1.2.3', '1.2.4', '1.3.0', '2.0.0']
    """
    major, minor, patch = parse_version(text)
    bumped = {
        "none": (major, minor, patch),
        "patch": (major, minor, patch + 1),
        "minor": (major, minor + 1, 0),
        "major": (major + 1, 0, 0),
    }[level]
    return ".".join(map(str, bumped))


def is_large_enough(old_version: str, new_version: str, level: Level) -> bool:
    """Whether a new version has risen far enough above the old one for a change of this level.

    Raises ReleaseError as `parse_version` does.

    >>> is_large_enough("1.2.3", "1.3.0", "minor"), is_large_enough("1.2.3", "1.2.9", "minor")
    (True, False)
    """
    return parse_version(new_version) >= parse_version(bump_version(old_version, level))
