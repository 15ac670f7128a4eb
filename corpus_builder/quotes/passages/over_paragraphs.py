"""Quoted passages across paragraphs: speech opened in one paragraph and continued or closed in a later one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from corpus_builder.model import Span
from corpus_builder.quotes.passages.marks import Mark, read_marks
from corpus_builder.quotes.passages.pairs import Passage, pair_marks, skip_blank

_DASH_HEAD = re.compile(r"\s*(?:—|–|--)\s*(?![«“])")
_WORD = re.compile(r"[^\W_]")
# characters of a fragment among which a letter or a digit is sought
_READ = 80
# characters that open speech may go on when a mark of another kind closes it: both ends are doubtful then
_STRANGE_CLOSE = 600


def find_passages(
    text: str, paragraphs: Sequence[Span], open_paragraphs: int, breaks_off: Callable[[int, int], int | None]
) -> list[Passage]:
    """The outermost stretches in marks, by start; speech may stay open over so many paragraphs without marks.

    `breaks_off(start, end)` says where a reporting clause ends speech that was never closed, or None.
    """
    found: list[Passage] = []
    waiting: _Waiting | None = None
    marks = iter(read_marks(text, paragraphs))
    for (start, end), here in marks:
        if waiting and _DASH_HEAD.match(text, start, end):
            found += waiting.give_up()
            waiting = None
        if not here:
            if waiting and not waiting.outlasts(open_paragraphs):
                found += waiting.give_up()
                waiting = None
            continue
        resumed = _resume(text, waiting, here, (start, end)) if waiting else []
        paired = resumed or (_finish(text, waiting, here, (start, end)) if waiting else [])
        if waiting and not paired:
            found += waiting.give_up()
        paired = paired or pair_marks(text, here, (start, end))
        passages = [_cut(passage, breaks_off) for passage in paired]
        last = _Waiting.over(text, passages[-1], paired[-1], here, start) if passages else None
        if waiting and resumed and last and len(passages) == 1:
            last.follow(waiting)
        elif waiting and resumed:
            passages[0] = waiting.join(passages[0])
        waiting = last
        found += passages[:-1] if waiting else passages
    if waiting:
        found += waiting.give_up()
    return [
        passage
        for passage in found
        if any(_WORD.search(text, start, min(end, start + _READ)) for start, end in passage.fragments)
    ]


def _cut(passage: Passage, breaks_off: Callable[[int, int], int | None]) -> Passage:
    """End speech that was never closed at its first reporting clause."""
    if passage.closed:
        return passage
    start, end = passage.fragments[-1]
    cut = breaks_off(start, end)
    if cut is None:
        return passage
    return passage._replace(fragments=(*passage.fragments[:-1], (start, cut)), outer=(passage.outer[0], cut))


@dataclass(slots=True)
class _Waiting:
    """Speech open at the end of its paragraph, which a later paragraph may go on with and close.

    `earlier` has what it said in the paragraphs before `passage`, `begin` is where all of it begins, marks included;
    `introduced` says that words stand before its first mark.
    """

    passage: Passage
    family: str
    begin: int
    earlier: list[Span] = field(default_factory=list)
    paragraphs: int = 0
    introduced: bool = False

    @classmethod
    def over(cls, text: str, cut: Passage, uncut: Passage, marks: Sequence[Mark], start: int) -> _Waiting | None:
        """What waits after a paragraph: its last passage, when it is open to the paragraph's end."""
        if cut.closed or cut.fragments != uncut.fragments or not cut.opened:
            return None
        if marks[-1].start >= cut.fragments[-1][0]:
            return None
        introduced = any(map(str.isalnum, text[start : cut.outer[0]]))
        return cls(cut, marks[-1].family, cut.outer[0], introduced=introduced)

    def follow(self, before: _Waiting) -> None:
        """Go on with speech that waited before; one list is handed on, so that a thousand paragraphs cost a thousand steps."""
        before.earlier.extend(before.passage.fragments)
        self.earlier, self.begin, self.introduced = before.earlier, before.begin, before.introduced

    def join(self, passage: Passage) -> Passage:
        """A passage that goes on with this speech, as one with it."""
        fragments = (*self.earlier, *self.passage.fragments, *passage.fragments)
        return passage._replace(fragments=fragments, outer=(self.begin, passage.outer[1]))

    def outlasts(self, open_paragraphs: int) -> bool:
        """Count a paragraph without marks; whether there may be more."""
        self.paragraphs += 1
        return self.paragraphs <= open_paragraphs

    def give_up(self) -> list[Passage]:
        """The passage as it stands: unclosed, within its own paragraph."""
        fragments = (*self.earlier, *self.passage.fragments)
        return [self.passage._replace(fragments=fragments, outer=(self.begin, self.passage.outer[1]))]


def _resume(text: str, waiting: _Waiting, marks: Sequence[Mark], paragraph: Span) -> list[Passage]:
    """The passages of a paragraph whose first mark opens the waiting speech again, or none when it does not."""
    start, end = paragraph
    first = marks[0]
    at_head = not text[start : first.start].strip(" \t\u00a0\u202f—–-") and first.family == waiting.family
    if not at_head or waiting.paragraphs > 0:
        return []
    rest = pair_marks(text, marks[1:], paragraph, opened=first)
    goes_on = bool(rest) and rest[0].fragments[0][0] == skip_blank(text, first.end, end)
    if goes_on and waiting.introduced and text[rest[0].outer[1] : end].lstrip(" \u00a0\u202f")[:1] == ",":
        return []
    return rest if goes_on else []


def _finish(text: str, waiting: _Waiting, marks: Sequence[Mark], paragraph: Span) -> list[Passage]:
    """The passages of a paragraph whose first mark closes the waiting speech, or none when it does not."""
    first = marks[0]
    at_head = not text[paragraph[0] : first.start].strip(" \t\u00a0\u202f—–-") and first.family == waiting.family
    rest = pair_marks(text, marks, paragraph)
    if (at_head and waiting.paragraphs == 0) or not rest or rest[0].opened or any(not passage.closed for passage in rest):
        return []
    if first.family != waiting.family and rest[0].end - waiting.passage.end > _STRANGE_CLOSE:
        return []
    *earlier, (begin, _) = (*waiting.earlier, *waiting.passage.fragments)
    whole = waiting.passage._replace(
        fragments=(*earlier, (begin, rest[0].end)),
        outer=(waiting.begin, rest[0].outer[1]),
        closed=True,
        balanced=first.family == waiting.family,
    )
    return [whole, *rest[1:]]
