"""From a page's HTML to its text: one line per block, each with what the markup says about it.

Visible is every text that a reader can come to see. What a browser never shows is not: head, scripts, styles,
and what stands in for a video or frame where a browser has none. Text that the page hides (`hidden`,
`display: none`, templates, `noscript`) is rendered and marked `undisplayed`, because much of it opens with a click or
is moved by a script; the classifier decides. What is set in a line but is no part of it has a line of its own
(`html_insets`), and so has each row of a table whose cells are words or numbers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from corpus_builder.model import Line, Metadata
from corpus_builder.sources.addresses import find_host
from corpus_builder.sources.formats.html_elements import invisible_elements, verbatim_elements
from corpus_builder.sources.formats.html_insets import Inset, Part, find_note, find_teaser
from corpus_builder.sources.formats.html_metadata import read_metadata
from corpus_builder.sources.formats.html_nesting import drop_attributes, flatten_nesting
from corpus_builder.sources.metadata.page_titles import Heading
from corpus_builder.text.page_markup import INSET, UNDISPLAYED, block_elements, hint_groups, known_words, may_begin_label

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

# Runs of blanks that are not one space already.
_BLANKS = re.compile(r"[\t\n\r\f][ \t\n\r\f]*|[ ][ \t\n\r\f]+")
_WORD = re.compile(r"[A-Z]?[a-zà-ÿ]+[0-9]?|[A-Z]+(?![a-z])")
_HIDING = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
# Roles of what opens over a page, and is closed at first.
_CLOSED_ROLES = frozenset({"alertdialog", "dialog"})
# Parts of a page that a script moves to their place as soon as they have arrived.
_STREAMED = re.compile(r"[BPS]:[0-9a-f]+\Z")
# A lone surrogate becomes a question mark for the parser.
_MARKUP = re.compile(r"<[a-zA-Z!/?\ud800-\udfff]")
_BODY = re.compile(r"<[bB][oO][dD][yY][\s>]")
_HEAD_END = re.compile(r"</[hH][eE][aA][dD][\s>]")
# Groups are not possessive: in Python before 3.11.5 such a group matches nothing.
_NOSCRIPT = re.compile(r"<noscript(?=[\s>])([^<]*(?:<(?!/?noscript)[^<]*)*)</noscript(?=[\s>])", re.IGNORECASE)
# How a node is walked: text, the end of a line, what is not shown (and whether it ends the line all the same), elements.
_TEXT, _BREAK, _UNSEEN, _UNSEEN_BLOCK, _STAND_IN, _INLINE, _LINK, _ROW, _BLOCK, _HIDDEN = range(1, 11)
# Of the elements around a line's own, the outermost count, so that its path has a bounded length.
_PATH_LENGTH = 63
_HEADING_LINES = 3
# Longer values of attributes, in characters, are read again each time.
_VALUE_CHARACTERS = 200
# Words of what holds the name of the site.
_LOGO = frozenset({"logo", "masthead", UNDISPLAYED})
# Elements that hold text which a browser with scripts does not show, renamed so that a parser reads what is in them.
_TEMPLATE = re.compile(r"<(/?)(template)(?=[\s/>])", re.IGNORECASE)
_CLOAK = "cloak-"
# What the line of an inset counts as.
_INSET_TAG = "div"
_STAND_IN_TAG = "noscript"
_STANDING_IN = f"{_CLOAK}{_STAND_IN_TAG}"
_STAND_INS = frozenset({_STANDING_IN, f"{_CLOAK}template"})
# Between the cells of a row that is one line; cells of more characters are parts of the page.
_CELL_MARK = " | "
_CELL_CHARACTERS = 200


class Page(NamedTuple):
    """A rendered page: `lines` has one entry per line of `text`; none for an empty text, and for one that has no markup."""

    text: str
    lines: tuple[Line, ...]
    metadata: Metadata


def render_page(html: str, url: str | None = None) -> Page:
    """Render a page to text, one block per line, every visible text node in order, and read its metadata.

    Blanks inside a line collapse to one space, no-break spaces stay; `<br>` ends a line; in `<pre>` lines and blanks stay. What
    holds no tag at all is no page but a plain text, and is given back as it is.

    >>> render_page("<h1>Crue</h1><p>L'eau <b>monte</b>.<br>Vite.").text
    "Crue\\nL'eau monte.\\nVite."
    """
    from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser

    if not _MARKUP.search(html):
        return Page(html.encode("utf-8", "replace").decode("utf-8"), (), Metadata(url=url, source=find_host(url)))
    html = flatten_nesting(drop_attributes(_uncover_templates(_hide_noscripts(html))))
    # A lone surrogate is no character and the parser refuses it.
    tree = LexborHTMLParser(html.encode("utf-8", "replace"), options=LexborDocumentOptions.WO_EVENTS)
    writer = _Writer()
    if tree.root is not None:
        writer.write(tree.root)
    metadata = read_metadata(tree, url, _join_headings(writer.texts, writer.lines), writer.texts)
    return Page("\n".join(writer.texts), tuple(writer.lines), metadata)


def _hide_noscripts(html: str) -> str:
    """A page whose head has templates in the place of `noscript`, which ends the head for a parser that runs no scripts."""
    body = _BODY.search(html)
    end = body.start() if body else len(html)
    return _NOSCRIPT.sub(r"<template\1</template", html[:end]) + html[end:]


def _uncover_templates(html: str) -> str:
    """A page whose body has other elements in the place of templates, whose content a parser sets apart."""
    if not _TEMPLATE.search(html):
        return html
    body = _BODY.search(html) or _HEAD_END.search(html)
    start = body.start() if body else 0
    return html[:start] + _TEMPLATE.sub(rf"<\1{_CLOAK}\2", html[start:])


class _Shape:
    """What elements have in common that are described alike, and so are those around them."""

    __slots__ = ("containers", "hints", "inner", "is_verbatim", "tag")

    def __init__(self, tag: str, outer: _Shape | None = None, hints: str = "") -> None:
        self.tag = tag
        self.containers: tuple[str, ...] = (*outer.containers[:_PATH_LENGTH], tag) if outer else ()
        self.hints: tuple[str, ...] = (*outer.hints[:_PATH_LENGTH], hints) if outer else ()
        self.is_verbatim: bool = tag in verbatim_elements() or (outer is not None and outer.is_verbatim)
        # the shapes directly inside by their tags and hints
        self.inner: dict[tuple[str, str], _Shape] = {}

    def add(self, tag: str, hints: str) -> _Shape:
        """A new shape directly inside."""
        inner = self.inner[tag, hints] = _Shape(tag, self, hints)
        return inner


class _Frame(NamedTuple):
    """What holds for the text directly inside an element: its shape, the numbers of the blocks around it, is it a link."""

    shape: _Shape
    path: tuple[int, ...] = ()
    is_link: bool = False


# Where an element began: the lines before it, the number of the line, its pieces and the characters of these in links; a plain
# tuple for speed.
_Start = tuple[int, int, int, int]


class _Writer:
    """Collects the lines of a page while its tree is walked once."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.lines: list[Line] = []
        self._pieces: list[str] = []
        self._linked = 0
        # how many lines have ended
        self._line = 0
        # what was taken out of the line, its characters in links, what holds for it
        self._insets: list[tuple[str, int, _Frame]] = []
        self._frame = _Frame(_Shape("body"))
        self._blocks = 0
        self._kinds = dict(_load_kinds())
        # hints by the values of the attributes that name an element
        self._hints: dict[tuple[str | None, ...], str] = {}

    def write(self, root: LexborNode) -> None:
        """Walk the tree without recursion, because a page may nest deeper than a stack is long."""
        # the elements that are open, what held around each, how it is walked, and where it began unless it is a block
        opened: list[tuple[LexborNode, _Frame, int, _Start | None]] = []
        kinds, frame, pieces = self._kinds, self._frame, self._pieces
        node: LexborNode | None = root
        while node is not None:
            tag = node.tag or ""
            kind = kinds.get(tag) or self._find_kind(tag)
            if kind == _STAND_IN:
                kind = self._meet_stand_in(node, frame)
            if kind == _TEXT:
                self._add(node.text_content or "", frame)
            elif kind >= _INLINE:
                inner = self._enter(node, tag, kind, frame) if kind > _INLINE else frame
                if (below := node.first_child) is not None:
                    start = None if kind >= _BLOCK else (len(self.texts), self._line, len(pieces), self._linked)
                    opened.append((node, frame, kind, start))
                    node, frame = below, inner
                    continue
            elif kind != _UNSEEN:
                self._end_line()
            node = node.next
            while node is None and opened:
                closed, frame, kind, start = opened.pop()
                if start is not None:
                    self._close(closed, frame, kind, start)
                elif pieces:
                    self._end_line()
                node = closed.next
        self._end_line()

    def _meet_stand_in(self, node: LexborNode, frame: _Frame) -> int:
        """How an element is walked whose text a script may show: not at all where it has none, or in a line."""
        if not _STAND_INS.isdisjoint(frame.shape.containers):
            return _HIDDEN
        text = node.text()
        if not text.strip():
            return _UNSEEN
        if not self._pieces:
            return _HIDDEN
        self._add_inset(text, 0, f"{UNDISPLAYED} {INSET}", frame)
        return _UNSEEN

    def _close(self, node: LexborNode, outer: _Frame, kind: int, start: _Start) -> None:
        lines, line, first, linked = start
        pieces = self._pieces
        if kind == _ROW:
            self._end_line()
            if len(self.texts) > lines + 1:
                self._join_row(lines)
        elif line != self._line or first >= len(pieces) or outer.shape.is_verbatim:
            return
        elif first or (self._linked > linked and may_begin_label(pieces[first])):
            part = Part(pieces, first, self._linked - linked)
            if (inset := self._find_inset(node, part, is_link=kind == _LINK)) is not None:
                self._cut(inset, part.linked, outer)

    def _find_inset(self, node: LexborNode, part: Part, *, is_link: bool) -> Inset | None:
        """What is set in the line with an element that ends, but is no part of it."""
        inset = find_teaser(part, is_link=is_link) if part.linked else None
        # for speed: attributes are costly to ask for
        if inset is not None or is_link or not part.first or not part.is_short() or not (attributes := node.attributes):
            return inset
        before = node.prev
        may_copy = before is not None and before.tag != "-text" and before.attributes != attributes
        return find_note(part, self._find_hints(attributes), may_copy=may_copy)

    def _cut(self, inset: Inset, linked: int, frame: _Frame) -> None:
        pieces = self._pieces
        text = "".join(pieces[inset.piece :])[inset.offset :]
        pieces[inset.piece :] = [pieces[inset.piece][: inset.offset]] if inset.offset else []
        self._linked -= linked
        self._add_inset(text, linked, inset.hints, frame)
        if not pieces:
            self._end_line()
        elif UNDISPLAYED not in inset.hints:
            pieces.append(" ")

    def _add_inset(self, text: str, linked: int, hints: str, frame: _Frame) -> None:
        self._blocks += 1
        shape = frame.shape.inner.get((_INSET_TAG, hints)) or frame.shape.add(_INSET_TAG, hints)
        self._insets.append((text, linked, _Frame(shape, (*frame.path[:_PATH_LENGTH], self._blocks))))

    def _join_row(self, first: int) -> None:
        """Make one line of the cells of a row, where each is a line of words or numbers."""
        row = self.lines[first]
        if row.containers[-2:-1] != ("tr",) or any(
            line.path[:-1] != row.path[:-1] or line.path == before.path for before, line in pairwise(self.lines[first:])
        ):
            return
        if max(map(len, self.texts[first:])) > _CELL_CHARACTERS:
            return
        linked = sum(line.link_characters for line in self.lines[first:])
        self.texts[first:] = [_CELL_MARK.join(self.texts[first:])]
        self.lines[first:] = [Line("tr", linked, row.containers[:-1], row.hints[:-1], row.path[:-1])]

    def _enter(self, node: LexborNode, tag: str, kind: int, outer: _Frame) -> _Frame:
        if kind == _LINK:
            return outer if outer.is_link else _Frame(outer.shape, outer.path, True)
        if self._pieces:
            self._end_line()
        self._blocks += 1
        attributes = node.attributes
        hints = self._find_hints(attributes) if attributes else ""
        if kind == _HIDDEN:
            tag = _STANDING_IN if tag == _STAND_IN_TAG else tag
            hints = hints if hints.endswith(UNDISPLAYED) else f"{hints} {UNDISPLAYED}".lstrip()
        shape = outer.shape.inner.get((tag, hints)) or outer.shape.add(tag, hints)
        return _Frame(shape, (*outer.path[:_PATH_LENGTH], self._blocks), outer.is_link)

    def _find_kind(self, tag: str) -> int:
        kind = self._kinds[tag] = _UNSEEN if tag[:1] == "-" else _BLOCK if _is_block(tag) else _INLINE
        return kind

    def _find_hints(self, attributes: Mapping[str, str | None]) -> str:
        found = attributes.get
        named = found("class"), found("id"), found("role"), found("itemprop")
        hints = self._hints.get(named)
        if hints is None:
            hints = self._hints[named] = _read_hints(*named)
        if named[1] and _STREAMED.match(named[1]):
            return hints.removesuffix(UNDISPLAYED).rstrip()
        if "hidden" in attributes or named[2] in _CLOSED_ROLES or ((style := found("style")) and _HIDING.search(style)):
            return hints if hints.endswith(UNDISPLAYED) else f"{hints} {UNDISPLAYED}".lstrip()
        return hints

    def _add(self, text: str, frame: _Frame) -> None:
        if frame.shape.is_verbatim:
            self._add_verbatim(text, frame)
            return
        if not self._pieces:
            if text.isspace():
                return
            self._frame = frame
        self._pieces.append(text)
        if frame.is_link:
            self._linked += len(_BLANKS.sub(" ", text))

    def _add_verbatim(self, text: str, frame: _Frame) -> None:
        first, *others = text.split("\n")
        for i, piece in enumerate((first, *others)):
            if i:
                self._end_line()
            if piece:
                self._frame = self._frame if self._pieces else frame
                self._pieces.append(piece)
                self._linked += len(piece) if frame.is_link else 0

    def _end_line(self) -> None:
        if self._pieces:
            self._write_line("".join(self._pieces), self._linked, self._frame)
            self._pieces.clear()
            self._linked = 0
            self._line += 1
        if self._insets:
            insets, self._insets = self._insets, []
            for text, linked, frame in insets:
                self._write_line(text, linked, frame)

    def _write_line(self, text: str, linked: int, frame: _Frame) -> None:
        shape, path, _ = frame
        text = text.rstrip() if shape.is_verbatim else _BLANKS.sub(" ", text).strip(" ")
        if text.strip():
            self.texts.append(text)
            self.lines.append(Line(shape.tag, min(linked, len(text)), shape.containers, shape.hints, path))


def _join_headings(texts: Sequence[str], lines: Sequence[Line]) -> list[Heading]:
    """The headings of the first two levels; of one that was not closed, and so holds the rest of the page, the first line."""
    inside: dict[int, list[str]] = {}
    shapes: dict[int, tuple[int, bool]] = {}
    # the containers of lines are those of their shape, which many have
    found: dict[int, tuple[tuple[int, int], ...]] = {}
    for text, line in zip(texts, lines, strict=True):
        places = found.get(id(line.containers))
        if places is None:
            places = found[id(line.containers)] = _find_headings(line.containers)
        for level, place in places:
            inside.setdefault(line.path[place], []).append(text)
            shapes.setdefault(line.path[place], (level, _is_apart(line.hints[max(0, place - 1) : place + 1])))
    return [
        Heading(" ".join(parts if len(parts) <= _HEADING_LINES else parts[:1]), *shapes[block]) for block, parts in inside.items()
    ]


def _find_headings(containers: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """The levels of the first two kinds of headings among elements, and which elements they are."""
    return tuple((level, containers.index(tag)) for level, tag in enumerate(("h1", "h2"), 1) if tag in containers)


def _is_apart(hints: Sequence[str]) -> bool:
    """Whether the words of a heading and of what holds it say that it is a logo or for screen readers."""
    return any(hint_groups().get(word) == "hidden" or word in _LOGO for part in hints for word in part.split())


def _read_hints(*named: str | None) -> str:
    """The known words in the values of attributes, the first of which has the classes, in their order."""
    words = set[str]()
    for value in named:
        if value:
            words |= _list_words(value) if len(value) <= _VALUE_CHARACTERS else _find_words(value)
    classes = named[0]
    if classes and "hidden" in classes and "hidden" in classes.split():
        return " ".join((*sorted(words), UNDISPLAYED))
    return " ".join(sorted(words))


def _find_words(value: str) -> frozenset[str]:
    return known_words().intersection(map(str.lower, _WORD.findall(value)))


# The values of many pages of a site are the same.
_list_words = lru_cache(maxsize=8192)(_find_words)


@cache
def _load_kinds() -> dict[str, int]:
    """How the nodes of each name are walked."""
    kinds = dict.fromkeys(block_elements(), _BLOCK) | {"-text": _TEXT, "br": _BREAK, "a": _LINK, "tr": _ROW}
    kinds |= {f"{_CLOAK}template": _STAND_IN, "dialog": _HIDDEN}
    kinds |= {tag: _UNSEEN_BLOCK if _is_block(tag) else _UNSEEN for tag in invisible_elements()}
    return kinds | {_STAND_IN_TAG: _STAND_IN}


def _is_block(tag: str) -> bool:
    # A custom element (its name has a hyphen) is a part of the page more often than a part of a line.
    return tag in block_elements() or "-" in tag[1:]
