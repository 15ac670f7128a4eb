"""Line breaks and what joining lines may change."""

from __future__ import annotations

import pytest

from corpus_builder.text.line_breaks import find_joints, is_joined


@pytest.mark.parametrize(
    ("text", "source", "joined"),
    [
        ("la digue du port", "la digue\ndu port", True),
        ("la digue du port", "la digue  \n  du\tport", True),
        ("les gouvernements de Saint-Aubin", "les gouverne-\nments de Saint-\nAubin", True),
        ("les gouverne-ments", "les gouverne-\nments", True),
        ("les gouvernements", "les gouverne-ments", False),
        ("la digue du fort", "la digue\ndu port", False),
        ("la digue", "la digue\ndu port", False),
    ],
)
def test_a_joined_text_is_its_source_but_for_blanks_and_hyphens_at_breaks(text: str, source: str, joined: bool) -> None:
    """A hyphen may be lost at a line's end only, and every other character counts."""
    assert is_joined(text, source) is joined


def test_a_joint_has_its_hyphen_and_its_blanks() -> None:
    """Blanks within a line are no joint, a hyphen before a break belongs to it."""
    assert [joint.group() for joint in find_joints("un mot cou-\n  pé\r\nen deux")] == ["-\n  ", "\r\n"]
