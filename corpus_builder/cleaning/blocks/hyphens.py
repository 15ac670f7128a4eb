"""Joining the lines of a hard-wrapped paragraph, and the words that were split at their ends.

A hyphen at a line's end may belong to its word or to the line: the words found elsewhere in the text decide, then the
table of words that are written with a hyphen.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from corpus_builder.cleaning.blocks.conventions import Compound, list_blocks_tables, name_blocks_table
from corpus_builder.knowledge import refuse_example
from corpus_builder.languages.pack import fill_names, read_pack
from corpus_builder.model import Span
from corpus_builder.text.line_breaks import SPLITS, find_joints, keep_hyphen, read_signs

# in characters: no word is looked for any further, so that the cost stays linear
LONGEST_WORD = 60
_PART_BEFORE = re.compile(r"[^\W_]+(?:[-\u2010\u2011][^\W_]+)*\Z")
_PART_AFTER = re.compile(r"[^\W_]+(?:[-\u2010\u2011][^\W_]+)*")
# "arc-\nen-ciel", "vis-\nà-vis": a hyphen that follows after so few letters has a sister at the line's end
_SHORT_PART = 4
# Share of joined lines that must end in a hyphen that no compound accounts for: where words are split it is 5 % and more,
# where they are not, compounds that no table knows make less than 1 %.
_SPLIT_SHARE = 0.015


class Hyphens(NamedTuple):
    """How a text uses hyphens at the ends of its lines: the words it has elsewhere, and whether it splits words at all."""

    words: frozenset[str]
    splits_words: bool

    def is_split(self, before: str, after: str, signs: str = "-") -> bool:
        """Whether the hyphen between two parts of a word, written with these signs, stands there for the line's end only."""
        if not (before[-1].islower() and after[0].islower()) or f"{before}-{after}".lower() in self.words:
            return False
        if f"{before}{after}".lower() in self.words:
            return True
        return (self.splits_words or not SPLITS.isdisjoint(signs)) and not _is_compound(before, after)


def read_hyphens(text: str, paragraphs: Sequence[Span]) -> Hyphens:
    """How a text uses hyphens at the ends of its lines, told by its hard-wrapped paragraphs."""
    _compound_pattern()  # a wrong table is found by the first text, not by the first word that is split
    breaks = [joint for start, end in paragraphs for joint in find_joints(text, start, end)]
    parted = [found for joint in breaks if keep_hyphen(read_signs(joint)) and (found := _find_parts(text, joint))]
    if not parted:
        return Hyphens(frozenset(), splits_words=False)
    split = sum(before[-1].islower() and after[0].islower() and not _is_compound(before, after) for before, after in parted)
    words = frozenset(found.group().lower() for found in _PART_AFTER.finditer(text))
    return Hyphens(words, splits_words=split >= _SPLIT_SHARE * len(breaks))


def _is_compound(before: str, after: str) -> bool:
    """Whether two parts make a word that is written with a hyphen, as far as the table knows."""
    if "-" in before or len(before) == 1 or len(after) == 1 or "-" in after[:_SHORT_PART]:
        return True
    return _compound_pattern().fullmatch(f"{before}-{after}".lower()) is not None


def join_lines(source: str, hyphens: Hyphens) -> str:
    """The text of a hard-wrapped paragraph on one line."""
    parts, done = [], 0
    for joint in find_joints(source):
        parts += [source[done : joint.start()], _join_words(source, joint, hyphens)]
        done = joint.end()
    return "".join((*parts, source[done:]))


def _join_words(source: str, joint: re.Match[str], hyphens: Hyphens) -> str:
    """What stands for a line break in the joined text: a space, a hyphen, both or nothing."""
    signs = read_signs(joint)
    if not signs:
        return " "
    found, kept = _find_parts(source, joint), keep_hyphen(signs)
    if found is None or (kept and found[1] in _suspended_words() and "".join(found).lower() not in hyphens.words):
        return f"{kept} "
    return "" if not kept or hyphens.is_split(*found, signs) else kept


def _find_parts(source: str, joint: re.Match[str]) -> tuple[str, str] | None:
    """What a hyphen at a line's end parts: the letters before it and behind the break, with their other hyphens."""
    before = _PART_BEFORE.search(source, max(0, joint.start() - LONGEST_WORD), joint.start())
    after = _PART_AFTER.match(source, joint.end(), joint.end() + LONGEST_WORD)
    return (before.group(), after.group()) if before and after else None


@cache
def _suspended_words() -> frozenset[str]:
    return frozenset(word for _, table in list_blocks_tables() for word in table.suspended)


@cache
def _compound_pattern() -> re.Pattern[str]:
    """What the tables of all languages know; raises TableError where an example of a row stands on the wrong side."""
    rows = [(code, row) for code, table in list_blocks_tables() for row in table.compounds]
    patterns = [fill_names(row.pattern, [read_pack(code)]) for code, row in rows]
    compound = re.compile("|".join(patterns))
    for (code, row), pattern in zip(rows, patterns, strict=True):
        _check_examples(row, name_blocks_table(code), re.compile(pattern), compound)
    return compound


def _check_examples(row: Compound, where: str, own: re.Pattern[str], compound: re.Pattern[str]) -> None:
    for word in row.compounds:
        if not own.fullmatch(word):
            refuse_example(where, row.name, "compounds", word)
    for word in row.splits:
        if compound.fullmatch(word):
            refuse_example(where, row.name, "splits", word)
