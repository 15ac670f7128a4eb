"""Aligning a source with its repaired text, character by character, by comparing the two afterwards.

A repair need not report what it did: equal stretches are matched one to one, and in between each repaired character
is matched with what it stands for: its entity, its misreadings, or nothing where a control character stood.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final
from unicodedata import normalize

from corpus_builder.cleaning.encoding.invisible import HIDDEN
from corpus_builder.cleaning.encoding.mojibake import reread
from corpus_builder.model import Alignment, Span

# What stands in a source for one character, or for none.
ENTITY: Final = re.compile("&#?[0-9A-Za-z]{1,24};")
# those that ftfy takes out and that end no line, and the sequences of terminals, which begin with one (1B)
CONTROLS: Final = "\x00-\x08\x0e-\x1a\x1f\x7f\u206a-\u206f\ufeff\ufff9-\ufffc"
CONTROL: Final = re.compile(f"(?:\x1b(?:\\[[0-9;]*+[A-Za-z])?|[{CONTROLS}]++)++")
SURROGATES: Final = re.compile("[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]")

# What the alignment tries, the likeliest encodings: an unknown one costs precision in a few characters, no more.
MISREAD_AS: Final = (
    "latin-1",
    "sloppy-windows-1252",
    "sloppy-windows-1250",
    "mac-roman",
    "cp850",
    "cp437",
    "sloppy-windows-1251",
    "iso8859-2",
    "iso8859-15",
)
TWICE_MISREAD_AS: Final = ("latin-1", "sloppy-windows-1252")
# characters that must be alike for two texts to count as in step again, and how far apart that is looked for
ANCHOR: Final = 4
REACH: Final = 24


class Runs:
    """An alignment that is being made, run by run."""

    def __init__(self) -> None:
        self.after = [0]
        self.before = [0]
        self._even = False

    def add(self, after: int, before: int) -> None:
        """Add a run; runs of equal lengths that follow each other become one."""
        even = after == before
        if even and self._even:
            self.after[-1] += after
            self.before[-1] += before
        elif after or before:
            self.after.append(self.after[-1] + after)
            self.before.append(self.before[-1] + before)
            self._even = even

    def alignment(self) -> Alignment:
        """The runs that were added, as an alignment."""
        return Alignment(tuple(self.after), tuple(self.before)) if len(self.after) > 1 else Alignment.identity(0)


def align_piece(after: str, before: str, runs: Runs) -> None:
    """Add the runs of one repaired piece: equal stretches one to one, and each repaired character with what it stood for.

    Linear: each step looks at a bounded number of characters and moves on.
    """
    i = j = 0
    while i < len(after) and j < len(before):
        if after[i] == before[j]:
            new = old = _count_equal(after, i, before, j)
        else:
            new, old = _match_repair(after, i, before, j)
        runs.add(new, old)
        i, j = i + new, j + old
    runs.add(len(after) - i, len(before) - j)


def _count_equal(after: str, i: int, before: str, j: int) -> int:
    """How many characters are the same from `i` and `j` on, the first being so."""
    size, step = 1, 1
    limit = min(len(after) - i, len(before) - j)
    while size + step <= limit and after[i + size : i + size + step] == before[j + size : j + size + step]:
        size, step = size + step, step * 2
    while step > 1:
        step //= 2
        if size + step <= limit and after[i + size : i + size + step] == before[j + size : j + size + step]:
            size += step
    return size


def _match_repair(after: str, i: int, before: str, j: int) -> Span:
    """How many characters the next repaired stretch has, after and before: one character and its misreading if it is known."""
    if found := CONTROL.match(before, j):
        return 0, found.end() - j
    if HIDDEN.match(before, j):
        return 0, 1
    if found := SURROGATES.match(before, j):
        return 1, found.end() - j
    for misreading in misreadings(after[i]):
        if before.startswith(misreading, j):
            return 1, len(misreading)
    if found := ENTITY.match(before, j):
        width = found.end() - j
        follows = (new for new in (1, 2, 0) if _agree(after, i + new, before, j + width))
        return next(follows, 1), width
    return _resynchronise(after, i, before, j)


def _agree(after: str, i: int, before: str, j: int) -> bool:
    expected = before[j : j + ANCHOR]
    return after.startswith(expected, i) and (bool(expected) or i == len(after))


def _resynchronise(after: str, i: int, before: str, j: int) -> Span:
    """The shortest stretch after which both texts go on alike; one character for one where none is near."""
    best: Span | None = None
    for new in range(min(REACH, len(after) - i)):
        if best is not None and new >= sum(best):
            break
        anchor = after[i + new : i + new + ANCHOR]
        place = before.find(anchor, j, j + REACH + 4 * new)
        if place >= 0 and (best is None or new + place - j < sum(best)):
            best = new, place - j
    return best or (1, 1)


@lru_cache(maxsize=4096)
def misreadings(character: str) -> tuple[str, ...]:
    """What `character` looks like decomposed, or when its bytes were read in the wrong encoding, once or twice, longest first."""
    once = {found for encoding in MISREAD_AS if (found := reread(character, "utf-8", encoding))}
    twice = {found for form in once for encoding in TWICE_MISREAD_AS if (found := reread(form, "utf-8", encoding))}
    forms = {form.replace("\u00a0", " ") for form in once | twice} | once | twice | {normalize("NFD", character)}
    return tuple(sorted(forms - {character}, key=lambda form: (-len(form), form)))
