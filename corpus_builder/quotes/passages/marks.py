"""Pairing of quotation marks: nested, mixed, over several paragraphs, and broken ones, which cost their own paragraph at most."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from corpus_builder.model import Span
from corpus_builder.settings import QuoteSettings

Direction = Literal["open", "close"]
# A single mark between two letters is an apostrophe, and so is nearly every other: only those are read that stand like marks.
# One set of characters comes first, which the search can jump to; what stands around them decides then.
_MARK = re.compile(
    r"[«»“”„‟\"‹›‘'’<>](?:(?<=<)<|(?<=>)>|(?<=')'|(?<=[«»“”„‟\"‹›‘])"
    r"|(?<=['’])(?:(?<![^\W_].)(?=[^\W_«“])|(?<![\s(].)(?![^\W_])))"
)
_FAMILIES = {
    "guillemet": ("«", "»", "<<", ">>", "‹", "›"),
    "curly": ("“", "”", "„", "‟"),
    "straight": ('"', "''"),
    "single": ("‘", "’", "'"),
}
_FAMILY = {char: family for family, chars in _FAMILIES.items() for char in chars}
_OPENING = frozenset(("«", "“", "„", "‟", "‘", "‹", "<<"))
_CLOSING = frozenset(("»", "”", "’", "›", ">>"))
_BEFORE_OPENING = "([{-–—'’/:«“"
_AFTER_CLOSING = ".,;:!?)]…»”}-–—"
_LOOK_AHEAD = 6
_DASH_HEAD = re.compile(r"\s*(?:—|–|--)\s*(?![«“])")


class Mark(NamedTuple):
    """One mark: what it is (`nominal`) and how it stands between its neighbours (`lean`)."""

    start: int
    end: int
    family: str
    nominal: Direction | None
    lean: Direction | None


@dataclass(frozen=True, slots=True)
class Passage:
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


def find_passages(
    text: str, paragraphs: Sequence[Span], settings: QuoteSettings, breaks_off: Callable[[int, int], int | None]
) -> list[Passage]:
    """The outermost stretches in marks, by start.

    `breaks_off(start, end)` says where an incise ends speech that was never closed, or None.
    """
    found: list[Passage] = []
    waiting: _Waiting | None = None
    marks = iter(_read_marks(text, paragraphs))
    for (start, end), here in marks:
        if waiting and _DASH_HEAD.match(text, start, end):
            found += waiting.give_up()
            waiting = None
        if not here:
            if waiting and not waiting.outlasts(settings):
                found += waiting.give_up()
                waiting = None
            continue
        resumed = _resume(text, waiting, here, (start, end)) if waiting else []
        paired = resumed or (_finish(text, waiting, here, (start, end), settings) if waiting else [])
        if waiting and not paired:
            found += waiting.give_up()
        paired = paired or _pair(text, here, (start, end))
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
        passage for passage in found if any(char.isalnum() for s, e in passage.fragments for char in text[s : min(e, s + 80)])
    ]


def _cut(passage: Passage, breaks_off: Callable[[int, int], int | None]) -> Passage:
    """End speech that was never closed at its first incise."""
    if passage.closed:
        return passage
    start, end = passage.fragments[-1]
    cut = breaks_off(start, end)
    if cut is None:
        return passage
    return replace(passage, fragments=(*passage.fragments[:-1], (start, cut)), outer=(passage.outer[0], cut))


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
        return replace(passage, fragments=fragments, outer=(self.begin, passage.outer[1]))

    def outlasts(self, settings: QuoteSettings) -> bool:
        """Count a paragraph without marks; whether there may be more."""
        self.paragraphs += 1
        return self.paragraphs <= settings.open_paragraphs

    def give_up(self) -> list[Passage]:
        """The passage as it stands: unclosed, within its own paragraph."""
        fragments = (*self.earlier, *self.passage.fragments)
        return [replace(self.passage, fragments=fragments, outer=(self.begin, self.passage.outer[1]))]


def _resume(text: str, waiting: _Waiting, marks: Sequence[Mark], paragraph: Span) -> list[Passage]:
    """The passages of a paragraph whose first mark opens the waiting speech again, or none when it does not."""
    start, end = paragraph
    first = marks[0]
    at_head = not text[start : first.start].strip(" \t\u00a0\u202f—–-") and first.family == waiting.family
    if not at_head or waiting.paragraphs > 0:
        return []
    rest = _pair(text, marks[1:], paragraph, opened=first)
    goes_on = bool(rest) and rest[0].fragments[0][0] == _skip_blank(text, first.end, end)
    if goes_on and waiting.introduced and text[rest[0].outer[1] : end].lstrip(" \u00a0\u202f")[:1] == ",":
        return []
    return rest if goes_on else []


def _finish(text: str, waiting: _Waiting, marks: Sequence[Mark], paragraph: Span, settings: QuoteSettings) -> list[Passage]:
    """The passages of a paragraph whose first mark closes the waiting speech, or none when it does not."""
    first = marks[0]
    at_head = not text[paragraph[0] : first.start].strip(" \t\u00a0\u202f—–-") and first.family == waiting.family
    rest = _pair(text, marks, paragraph)
    if (at_head and waiting.paragraphs == 0) or not rest or rest[0].opened or any(not passage.closed for passage in rest):
        return []
    if first.family != waiting.family and rest[0].end - waiting.passage.end > settings.strange_close:
        return []
    *earlier, (begin, _) = (*waiting.earlier, *waiting.passage.fragments)
    whole = replace(
        waiting.passage,
        fragments=(*earlier, (begin, rest[0].end)),
        outer=(waiting.begin, rest[0].outer[1]),
        closed=True,
        balanced=first.family == waiting.family,
    )
    return [whole, *rest[1:]]


def _read_marks(text: str, paragraphs: Sequence[Span]) -> Iterator[tuple[Span, list[Mark]]]:
    """Each paragraph with its marks."""
    found = _MARK.finditer(text)
    match = next(found, None)
    for start, end in paragraphs:
        here: list[Mark] = []
        while match and match.start() < end:
            if match.start() >= start:
                here.append(_read_mark(text, match, start, end))
            match = next(found, None)
        yield (start, end), _merge_empty(text, here)


def _read_mark(text: str, match: re.Match[str], start: int, end: int) -> Mark:
    before = text[match.start() - 1] if match.start() > start else ""
    after = text[match.end()] if match.end() < end else ""
    char = match.group()
    nominal: Direction | None = "open" if char in _OPENING else "close" if char in _CLOSING else None
    return Mark(match.start(), match.end(), _FAMILY[char], nominal, _lean(char, before, after))


def _lean(char: str, before: str, after: str) -> Direction | None:
    """Which way the neighbours say a mark faces.

    >>> _lean('"', " ", "N"), _lean('"', "n", ","), _lean("«", " ", ","), _lean('"', " ", " ")
    ('open', 'close', 'close', None)
    """
    if after and after in ",.;)" and char not in "'’" and before not in "([":
        return "close"
    if (
        (not before or before.isspace() or before in _BEFORE_OPENING)
        and after
        and not after.isspace()
        and after not in _AFTER_CLOSING
    ):
        return "open"
    if before and not before.isspace() and before not in "([{" and (not after or after.isspace() or after in _AFTER_CLOSING):
        return "close"
    if not before and after:
        return "open"
    return "close" if not after and before else None


def _merge_empty(text: str, marks: list[Mark]) -> list[Mark]:
    """Two straight marks with nothing between them are one."""
    merged: list[Mark] = []
    for mark in marks:
        last = merged[-1] if merged else None
        apart = last is not None and last.lean == "close" and mark.lean == "open" and last.end < mark.start
        if last and last.family == mark.family == "straight" and not apart and not text[last.end : mark.start].strip():
            merged[-1] = Mark(last.start, mark.end, "straight", None, "close" if len(merged) > 1 else "open")
        else:
            merged.append(mark)
    return merged


def _pair(text: str, marks: Sequence[Mark], paragraph: Span, opened: Mark | None = None) -> list[Passage]:
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
    for place in range(len(stack) - 1, max(len(stack) - 9, -1), -1):
        if stack[place].family == mark.family:
            return place
    for other in marks[number + 1 : number + 1 + _LOOK_AHEAD]:
        if other.family == stack[-1].family:
            return None if other.nominal != "open" and other.lean != "open" else len(stack) - 1
    return len(stack) - 1


def _passage(text: str, opener: Mark, closer: Mark) -> Passage:
    start = _skip_blank(text, opener.end, closer.start)
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
    start = _skip_blank(text, begin, mark.start)
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
    return text[start:end].rstrip()[-1:] not in (".", "!", "?", "…", ",", "")


def _speech_over(text: str, at: int, end: int) -> bool:
    """Whether what follows a closing mark can no longer be speech: the end of the paragraph, or a clause about the words."""
    return not text[at:end].strip(" .!?…\u00a0") or text[at:end].lstrip()[:1] == ","


def _unclosed(text: str, opener: Mark, limit: int) -> Passage:
    start = _skip_blank(text, opener.end, limit)
    end = _skip_blank_back(text, limit, start)
    return Passage(((start, end),), (opener.start, end), closed=False, balanced=False)


def _skip_blank(text: str, start: int, end: int) -> int:
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
