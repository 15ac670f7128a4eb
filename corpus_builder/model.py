"""The records passed from station to station.

All are frozen. Offsets count characters of the decoded source text, end exclusive, unless a docstring says otherwise.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar, overload

Stage = Literal["metadata", "boilerplate", "repetition", "duplicates", "policy"]
Role = Literal["title", "heading", "body", "list_item", "caption"]
Kind = Literal["direct", "mixed", "indirect"]
Break = Literal["start", "blank", "line", "glue", "stub"]
Span = tuple[int, int]
Row = TypeVar("Row")
Value = TypeVar("Value")

# What separates two paragraphs in a document's text.
PARAGRAPH_BREAK = "\n\n"

# Notes of documents: nothing of the source is an article; before what looks wrong with one.
NO_ARTICLE, DOUBT = "no article found", "doubtful: "
# What may be weak in the evidence of a quote, the weakest first.
WEAKNESSES = ("no cue: the speaker comes from the text around", "marks that do not match", "nobody is known to say it")

# The rule of a paragraph that repeats another of its document; copies of other documents' paragraphs have other rules.
PULL_QUOTE = "pull quote"


def take(values: Sequence[Value], indexes: Sequence[int]) -> list[Value]:
    """The values with those numbers.

    >>> take("abc", [2, 0])
    ['c', 'a']
    """
    return [values[index] for index in indexes]


class Columns(Sequence[Row]):
    """Records as columns, one entry for each record in each: pages have many, and few of them are ever looked at.

    It is read as the sequence of its records, which `make_row` makes one by one; what needs all of them reads the columns.
    """

    __slots__ = ()

    def make_row(self, index: int) -> Row:
        """The record with that number, from 0."""
        raise NotImplementedError

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...
    def __getitem__(self, index: int | slice) -> Any:
        numbers = range(len(self))[index]
        return self.make_row(numbers) if isinstance(numbers, int) else [self.make_row(number) for number in numbers]


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about a source besides its text; `published` is as written, in a document ISO (`2024-03`).

    `extra` is a JSON object of all further fields that a record has.
    """

    url: str | None = None
    title: str | None = None
    author: str | None = None
    published: str | None = None
    language: str | None = None
    license: str | None = None
    source: str | None = None
    extra: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One source as it was found: undecoded bytes of a file, or the text of a structured record.

    `size` counts bytes; `notes` say what a reader must know about how it was read; `charset` is the encoding that the server
    of a page has named, or that a text was decoded from; None for UTF-8. `place` says where in its file the record is (`line 3`),
    if it has many.
    """

    source_id: str
    path: str
    kind: Literal["text", "html"]
    content: bytes | str
    metadata: Metadata
    size: int
    sha256: str
    notes: tuple[str, ...] = ()
    charset: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """What the markup says about one line of a rendered page.

    `tag` is the block element that made the line (`p`, `h2`, `li`, `figcaption`, `td`, ...); `link_characters` counts
    the line's characters inside links. The enclosing blocks, outermost first and with the line's own element last, are in
    three tuples of one length: `containers` has their tags, `hints` the known words of their `class`, `id` and `role`
    attributes separated by spaces, `path` their numbers in the order of the page: equal numbers, same element.
    """

    tag: str
    link_characters: int = 0
    containers: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    path: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """One decoded source. Offsets in every table count characters of `text`.

    `lines` has one entry per line of `text` for a rendered page, none for plain text. `notes` are those of the record, and
    `states_title` says that its title is, too.
    """

    source_id: str
    path: str
    text: str
    encoding: str
    metadata: Metadata
    size: int
    sha256: str
    lines: tuple[Line, ...] = ()
    notes: tuple[str, ...] = ()
    states_title: bool = False


@dataclass(frozen=True, slots=True)
class Reject:
    """A source that yields no document, and why."""

    source_id: str
    path: str
    reason: str
    detail: str
    size: int | None
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Alignment:
    """Where each character of a changed text was before the change.

    Run `i` covers `after[i]:after[i + 1]` of the changed text and `before[i]:before[i + 1]` of the text before. The
    last entry of both is the length of the text. Both are non-decreasing: an empty run is an insertion or a deletion.
    """

    after: tuple[int, ...]
    before: tuple[int, ...]

    @classmethod
    def identity(cls, length: int) -> Alignment:
        """The alignment of a text of `length` characters that was not changed."""
        return cls((0, length), (0, length))

    def start(self, position: int) -> int:
        """Where a span that starts at `position` of the changed text starts in the text before.

        >>> Alignment((0, 5, 5, 8), (0, 5, 7, 10)).start(5)
        7
        """
        return self._at(bisect_right(self.after, position) - 1, position)

    def end(self, position: int) -> int:
        """Where a span that ends at `position` of the changed text ends in the text before.

        >>> Alignment((0, 5, 5, 8), (0, 5, 7, 10)).end(5)
        5
        """
        return self._at(max(bisect_left(self.after, position) - 1, 0), position)

    def _at(self, run: int, position: int) -> int:
        if run >= len(self.after) - 1:
            return self.before[-1]
        offset = position - self.after[run]
        if offset >= self.after[run + 1] - self.after[run]:
            return self.before[run + 1]
        return min(self.before[run] + offset, self.before[run + 1])


@dataclass(frozen=True, slots=True)
class Repaired:
    """A text after encoding repair, with its alignment to the text before and the names of the repairs applied.

    `drawn` is the text with the marks of a converter, which were taken out of its lines after it had wrapped them; None where
    there were none.
    """

    text: str
    alignment: Alignment
    repairs: tuple[str, ...] = ()
    drawn: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A span of repaired text that is kept or removed as a whole; offsets count characters of the repaired text.

    `start` and `end` leave out surrounding blanks. `line` is the index of the line the block starts in; `before` says
    what separates it from the block before: the start of the text, a blank line, a line break, glue (no space at all) or
    the end of a stub such as `date 2024-03`. `markup` is the line's markup for a rendered page. `indent` counts the blanks
    before the line the block starts in, `joined` the lines that were joined in it.
    """

    start: int
    end: int
    text: str
    line: int
    before: Break
    markup: Line | None = None
    indent: int = 0
    joined: int = 1


@dataclass(frozen=True, slots=True)
class Blocks(Columns[Block]):
    """The blocks of one text in their order; `markup` has the lines of a rendered page, by their index.

    `indents` and `joined` are empty where no line is indented and none was joined.
    """

    starts: Sequence[int]
    ends: Sequence[int]
    texts: Sequence[str]
    lines: Sequence[int]
    before: Sequence[Break]
    markup: Sequence[Line] = ()
    indents: Sequence[int] = ()
    joined: Sequence[int] = ()

    def select(self, indexes: Sequence[int]) -> Blocks:
        """The blocks with those numbers."""
        return Blocks(
            starts=take(self.starts, indexes),
            ends=take(self.ends, indexes),
            texts=take(self.texts, indexes),
            lines=take(self.lines, indexes),
            before=take(self.before, indexes),
            markup=self.markup,
            indents=take(self.indents, indexes) if self.indents else (),
            joined=take(self.joined, indexes) if self.joined else (),
        )

    def __len__(self) -> int:
        return len(self.texts)

    def make_row(self, index: int) -> Block:
        """The block with that number, from 0."""
        line = self.lines[index]
        markup = self.markup[line] if line < len(self.markup) else None
        indent = self.indents[index] if self.indents else 0
        joined = self.joined[index] if self.joined else 1
        return Block(self.starts[index], self.ends[index], self.texts[index], line, self.before[index], markup, indent, joined)


@dataclass(frozen=True, slots=True)
class Label:
    """Whether a block is kept (`stage` is None) and as what, or which stage and rule removed it; `evidence` says why."""

    role: Role = "body"
    stage: Stage | None = None
    rule: str | None = None
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block that was kept. `start` and `end` are offsets into the source text."""

    position: int
    role: Role
    text: str
    language: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Removal:
    """A span removed from the source, by which stage and rule; near-duplicates name the paragraph kept."""

    start: int
    end: int
    text: str
    stage: Stage
    rule: str
    evidence: str = ""
    duplicate_of: str | None = None
    similarity: float | None = None


@dataclass(frozen=True, slots=True)
class Removals(Columns[Removal]):
    """The removals of one source in the order of their places."""

    starts: Sequence[int] = ()
    ends: Sequence[int] = ()
    texts: Sequence[str] = ()
    stages: Sequence[Stage] = ()
    rules: Sequence[str] = ()
    evidence: Sequence[str] = ()
    duplicate_of: Sequence[str | None] = ()
    similarity: Sequence[float | None] = ()

    def __len__(self) -> int:
        return len(self.texts)

    def make_row(self, index: int) -> Removal:
        """The removal with that number, from 0."""
        return Removal(
            self.starts[index],
            self.ends[index],
            self.texts[index],
            self.stages[index],
            self.rules[index],
            self.evidence[index],
            self.duplicate_of[index],
            self.similarity[index],
        )


def collect_removals(removals: Sequence[Removal]) -> Removals:
    """Removals as columns.

    >>> collect_removals([Removal(0, 4, "Menu", "boilerplate", "menu")]).texts
    ['Menu']
    """
    return Removals(*([getattr(removal, name) for removal in removals] for name in Removal.__slots__))


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that somebody says; `fragments` are the pieces around a reporting clause, None when there is only one.

    `text` is the fragments joined by a space, without marks. `speaker` is as written, `speaker_name` the resolved name
    or None; `balanced` is False where a mark is missing or of the wrong kind; `evidence` says which marks and which
    clause show the quote and how the name was found, or why not.
    """

    start: int
    end: int
    text: str
    kind: Kind
    fragments: tuple[Span, ...] | None = None
    speaker: str | None = None
    speaker_name: str | None = None
    cue: str | None = None
    balanced: bool = True
    evidence: str = ""


def name_weakness(has_speaker: bool, has_cue: bool, balanced: bool) -> str | None:
    """Why the speaker of a quote may be wrong, one of WEAKNESSES; None where its marks match and a cue shows who speaks."""
    reasons = has_speaker and not has_cue, not balanced, not has_speaker
    return next((name for name, weak in zip(WEAKNESSES, reasons, strict=True) if weak), None)


@dataclass(frozen=True, slots=True)
class Document:
    """One source after every step that needs no other document; `text` is its paragraphs with blank lines between."""

    source: Source
    repaired: Repaired
    id: str
    text: str
    metadata: Metadata
    language: str | None
    language_score: float
    note: str | None
    paragraphs: tuple[Paragraph, ...] = field(default=())
    removals: Removals = field(default=Removals())
    quotes: tuple[Quote, ...] = field(default=())
