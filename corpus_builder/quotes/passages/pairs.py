"""Marks of one paragraph in pairs: nested, mixed, and broken ones, which cost their own paragraph at most."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from corpus_builder.model import Span
from corpus_builder.quotes.passages.marks import Direction, Mark
from corpus_builder.text.sentences import STOPS

# marks behind one that are looked at for the one that closes it
_LOOK_AHEAD = 6
# open marks that are looked at for the one that a mark closes
_DEEPEST = 9


class Passage(NamedTuple):
    """A stretch in marks. `fragments` leave the marks out; `opened` and `closed` say which mark is there at all.

    `outer` reaches over the marks; `balanced` is False where a mark is missing or of the wrong kind.
    """

    fragments: tuple[Span, ...]
    outer: Span
    opened: bool = True
    closed: bool = True
    balanced: bool = True
    dash: bool = False

    @property
    def start(self) -> int:
        """Where the words begin."""
        return self.fragments[0][0]

    @property
    def end(self) -> int:
        """Where the words end."""
        return self.fragments[-1][1]


def pair_marks(text: str, marks: Sequence[Mark], paragraph: Span, opened: Mark | None = None) -> list[Passage]:
    """The outermost passages of one paragraph."""
    stack: list[Mark] = [opened] if opened else []
    inner: list[tuple[Mark, Mark]] = []
    found: list[Passage] = []
    for number, mark in enumerate(marks):
        direction = _direction(text, marks, number, stack)
        if direction == "open":
            stack.append(mark)
        elif direction == "close" and not stack:
            found.append(_lost_opening(text, mark, paragraph, found))
        elif direction == "close":
            kept = _close(stack, mark, marks, number)
            if kept is None:
                continue
            opener = stack[kept]
            del stack[kept:]
            if stack:
                inner.append((opener, mark))
            else:
                found.append(_passage(text, opener, mark))
                inner = []
    return found + _recover(text, stack, inner, paragraph)


def _direction(text: str, marks: Sequence[Mark], number: int, stack: Sequence[Mark]) -> Direction | None:
    """Which way the mark is used here; None for an apostrophe or a sign of inches."""
    mark = marks[number]
    if mark.family == "single":
        return _direction_of_single(mark, marks, number, stack)
    if mark.nominal is None:
        if not stack and mark.lean != "open" and text[mark.start - 1 : mark.start].isdigit():
            return None
        return mark.lean or ("close" if stack else "open")
    if mark.nominal == "open":
        return "close" if stack and mark.lean == "close" and stack[-1].family == mark.family else "open"
    if stack:
        return "close"
    following = marks[number + 1] if number + 1 < len(marks) else None
    faces_open = mark.lean == "open" or (mark.lean is None and text[mark.end : mark.end + 1].isalnum())
    closable = (
        following is not None and following.family == mark.family and (following.nominal != "open" or following.lean == "close")
    )
    return "open" if faces_open and closable else "close"


def _direction_of_single(mark: Mark, marks: Sequence[Mark], number: int, stack: Sequence[Mark]) -> Direction | None:
    if stack and stack[-1].family == "single":
        later = (other for other in marks[number + 1 : number + 1 + _LOOK_AHEAD] if other.family == "single")
        if mark.nominal == "open" or mark.lean != "close":
            return None
        return None if _possessive(mark, next(later, None)) else "close"
    if mark.nominal == "open" or (mark.nominal is None and mark.lean == "open"):
        closers = (other for other in marks[number + 1 : number + 1 + _LOOK_AHEAD] if other.family == "single")
        return "open" if any(other.lean == "close" for other in closers) else None
    return None


def _possessive(mark: Mark, later: Mark | None) -> bool:
    """Whether a closing single mark is rather an apostrophe: another that closes follows at once."""
    return later is not None and later.lean == "close" and later.nominal != "open" and later.start - mark.end < 2


def _close(stack: Sequence[Mark], mark: Mark, marks: Sequence[Mark], number: int) -> int | None:
    """The place in the stack that the mark closes; None when it is a stray of another kind inside speech that is closed later."""
    for place in range(len(stack) - 1, max(len(stack) - _DEEPEST, -1), -1):
        if stack[place].family == mark.family:
            return place
    for other in marks[number + 1 : number + 1 + _LOOK_AHEAD]:
        if other.family == stack[-1].family:
            return None if other.nominal != "open" and other.lean != "open" else len(stack) - 1
    return len(stack) - 1


def _passage(text: str, opener: Mark, closer: Mark) -> Passage:
    start = skip_blank(text, opener.end, closer.start)
    end = _skip_blank_back(text, closer.start, start)
    right = (
        opener.family == closer.family
        and opener.nominal != "close"
        and (closer.nominal != "open" or opener.start == closer.start)
    )
    low_quote = text[opener.start] == "„"
    return Passage(((start, end),), (opener.start, closer.end), balanced=right or low_quote)


def _lost_opening(text: str, mark: Mark, paragraph: Span, found: Sequence[Passage]) -> Passage:
    """The words before a closing mark that nothing opened: from the start of their sentence, which the caller finds."""
    begin = found[-1].outer[1] if found else paragraph[0]
    start = skip_blank(text, begin, mark.start)
    return Passage(((start, _skip_blank_back(text, mark.start, start)),), (start, mark.end), opened=False, balanced=False)


def _recover(text: str, stack: Sequence[Mark], inner: Sequence[tuple[Mark, Mark]], paragraph: Span) -> list[Passage]:
    """The passages of marks still open at the end of a paragraph."""
    stack = [mark for mark in stack if mark.family != "single"]
    if not stack:
        return []
    bottom = stack[0]
    children = [pair for pair in inner if pair[0].start > bottom.start]
    if children and len(stack) == 1 and all(opener.family == bottom.family for opener, _ in children):
        if _mid_sentence(text, bottom.end, children[0][0].start) and _speech_over(text, children[-1][1].end, paragraph[1]):
            return [_passage(text, bottom, children[-1][1])]
        return [_unclosed(text, bottom, children[0][0].start), *(_passage(text, *pair) for pair in children)]
    if len(stack) == 1:
        return [_unclosed(text, bottom, paragraph[1])]
    ends = [*(mark.start for mark in stack[1:]), paragraph[1]]
    return [_unclosed(text, mark, end) for mark, end in zip(stack, ends, strict=True)]


def _mid_sentence(text: str, start: int, end: int) -> bool:
    """Whether the words that end where an inner mark opens are an unfinished sentence: then one mark closes both levels."""
    return text[start:end].rstrip()[-1:] not in (*STOPS, ",", "")


def _speech_over(text: str, at: int, end: int) -> bool:
    """Whether what follows a closing mark can no longer be speech: the end of the paragraph, or a clause about the words."""
    return not text[at:end].strip(STOPS + " \u00a0") or text[at:end].lstrip()[:1] == ","


def _unclosed(text: str, opener: Mark, limit: int) -> Passage:
    start = skip_blank(text, opener.end, limit)
    end = _skip_blank_back(text, limit, start)
    return Passage(((start, end),), (opener.start, end), closed=False, balanced=False)


def skip_blank(text: str, start: int, end: int) -> int:
    """The place of the first character of `text[start:end]` that is no blank, else `end`."""
    while start < end and text[start].isspace():
        start += 1
    return start


def _skip_blank_back(text: str, end: int, start: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end


def outermost(passages: Iterable[Passage]) -> list[Passage]:
    """The passages by start, without those that begin inside an earlier one."""
    kept: list[Passage] = []
    for passage in sorted(passages, key=lambda p: (p.outer[0], -p.outer[1])):
        if not kept or passage.outer[0] >= kept[-1].outer[1]:
            kept.append(passage)
    return kept
