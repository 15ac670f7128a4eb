"""Near-duplicates side by side: the text kept, the text removed, and the words in which they differ."""

from __future__ import annotations

from dataclasses import dataclass

from corpus_builder.report.excerpts import MOST_MEMBERS, PIECE_CHARACTERS, cut_text
from corpus_builder.report.groups.duplicate_groups import ADDED, MISSING, MOST_WORDS, DuplicateGroup, Member, mark_differences

EXACT = "exact copy"


@dataclass(frozen=True, slots=True)
class Side:
    """The text of one member as runs of (words, whether the other one lacks them), and how many characters are cut."""

    runs: tuple[tuple[str, bool], ...]
    unshown: int


@dataclass(frozen=True, slots=True)
class Pair:
    """A member that went or was marked beside the one that stays; without texts, or of equal ones, there are no sides.

    `is_marked` is False where the texts are too long to find the words in which they differ.
    """

    member: Member
    meaning: str
    is_marked: bool
    stays: Side | None
    went: Side | None


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """A group with as many pairs as are shown; `first` is the beginning of what stays."""

    group: DuplicateGroup
    first: str
    pairs: tuple[Pair, ...]
    unshown: int


def show_group(group: DuplicateGroup) -> ShownGroup:
    """A group as the page shows it."""
    pairs = tuple(_set_beside(group.stays, member) for member in group.others[:MOST_MEMBERS])
    return ShownGroup(group, " ".join(group.stays.text[:200].split()), pairs, len(group.others) - len(pairs))


def _set_beside(stays: Member, member: Member) -> Pair:
    meaning = member.describe_rule()
    if not stays.text or not member.text or member.rule == EXACT:
        return Pair(member, meaning, False, None, None)
    is_short = all(len(text.split()) <= MOST_WORDS and len(text) <= 2 * PIECE_CHARACTERS for text in (stays.text, member.text))
    if not is_short:
        return Pair(member, meaning, False, _cut(stays.text), _cut(member.text))
    # each side keeps its own words where the two are the same save for typography, hence twice
    return Pair(member, meaning, True, _mark(stays.text, member.text), _mark(member.text, stays.text))


def _mark(text: str, other: str) -> Side:
    runs = mark_differences(text, other)
    return Side(tuple((words, kind == ADDED) for kind, words in runs if kind != MISSING), 0)


def _cut(text: str) -> Side:
    shown, unshown = cut_text(text, PIECE_CHARACTERS // 3)
    return Side(((shown, False),), unshown)
