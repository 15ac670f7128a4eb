"""corpus_builder.release.changes.versions: versions compare as numbers, and rise by the level of a change."""

from __future__ import annotations

import pytest

from corpus_builder.release.changes.versions import Level, bump_version, is_large_enough, parse_version
from corpus_builder.system.errors import ReleaseError

BUMPS: list[tuple[str, Level, str]] = [
    ("1.2.3", "none", "1.2.3"),
    ("1.2.3", "patch", "1.2.4"),
    ("1.2.3", "minor", "1.3.0"),
    ("1.2.3", "major", "2.0.0"),
    ("0.4.9", "major", "1.0.0"),
    ("0.4.9", "patch", "0.4.10"),
]

CHOSEN: list[tuple[str, str, Level, bool]] = [
    ("1.2.3", "1.2.3", "none", True),
    ("1.2.3", "1.2.2", "none", False),
    ("1.2.3", "1.2.3", "patch", False),
    ("1.9.0", "1.10.0", "minor", True),
    ("1.2.3", "1.2.99", "minor", False),
    ("1.2.3", "5.0.0", "patch", True),
    ("0.9.0", "0.10.0", "major", False),
]


@pytest.mark.parametrize(("version", "level", "expected"), BUMPS)
def test_a_version_rises_by_the_level(version: str, level: Level, expected: str) -> None:
    """The number of the level rises by one and those behind it begin anew, for 0.x as for any other."""
    assert bump_version(version, level) == expected


@pytest.mark.parametrize(("old", "new", "level", "expected"), CHOSEN)
def test_a_version_may_rise_further_but_not_less(old: str, new: str, level: Level, expected: bool) -> None:
    """A version is large enough when it is the smallest honest one or above it, compared number by number."""
    assert is_large_enough(old, new, level) is expected


@pytest.mark.parametrize("text", ["1.2", "1.2.3.4", "v1.2.3", "1.2.x", "", "1.2.3\n", "1.2.-3", "1.2." + "9" * 5000])
def test_what_is_no_version_is_one_clear_error(text: str) -> None:
    """A word that is not three numbers is refused with one line."""
    with pytest.raises(ReleaseError, match="not a version"):
        parse_version(text)
