"""From a page's HTML to its text: one line per block, each with what the markup says about it.

Visible is every text that a reader can come to see. What a browser never shows is not: head, scripts, styles,
templates, `noscript`, and what stands in for a video or frame where a browser has none. Text that the layout hides
(`hidden`, `display: none`) is rendered and marked `undisplayed`, because much of it opens with a click; the
classifier decides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from corpus_builder.model import Line, Metadata
from corpus_builder.sources.addresses import find_host
from corpus_builder.sources.formats.html_elements import invisible_elements, verbatim_elements
from corpus_builder.sources.formats.html_metadata import read_metadata
from corpus_builder.sources.formats.html_nesting import drop_attributes, flatten_nesting
from corpus_builder.sources.metadata.page_titles import Heading
from corpus_builder.text.page_markup import UNDISPLAYED, block_elements, hint_groups

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

# Runs of blanks that are not one space already.
_BLANKS = re.compile(r"[\t\n\r\f][ \t\n\r\f]*|[ ][ \t\n\r\f]+")
_WORD = re.compile(r"[A-Z]?[a-zà-ÿ]+[0-9]?|[A-Z]+(?![a-z])")
_HIDING = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
# A lone surrogate becomes a question mark for the parser.
_MARKUP = re.compile(r"<[a-zA-Z!/?\ud800-\udfff]")
_BODY = re.compile(r"<[bB][oO][dD][yY][\s>]")
# Groups are not possessive: in Python before 3.11.5 such a group matches nothing.
_NOSCRIPT = re.compile(r"<noscript(?=[\s>])([^<]*(?:<(?!/?noscript)[^<]*)*)</noscript(?=[\s>])", re.IGNORECASE)
# How a node is walked: text, the end of a line, what is not shown (and whether it ends the line all the same), elements.
_TEXT, _BREAK, _UNSEEN, _UNSEEN_BLOCK, _INLINE, _LINK, _BLOCK = range(1, 8)
# Of the elements around a line's own, the outermost count, so that its path has a bounded length.
_PATH_LENGTH = 63
_HEADING_LINES = 3
# Words of what holds the name of the site.
_LOGO = frozenset({"logo", "masthead", UNDISPLAYED})


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
    html = flatten_nesting(drop_attributes(_hide_noscripts(html)))
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


class _Frame(NamedTuple):
    """What holds for the text directly inside an element: its shape, the numbers of the blocks around it, is it a link."""

    shape: _Shape
    path: tuple[int, ...] = ()
    is_link: bool = False


class _Writer:
    """Collects the lines of a page while its tree is walked once."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.lines: list[Line] = []
        self._pieces: list[str] = []
        self._linked = 0
        self._frame = _Frame(_Shape("body"))
        self._blocks = 0
        self._kinds = dict(_load_kinds())
        # hints by the values of the attributes that name an element
        self._hints: dict[tuple[str | None, ...], str] = {}

    def write(self, root: LexborNode) -> None:
        """Walk the tree without recursion, because a page may nest deeper than a stack is long."""
        # the elements that are open, what held around each, and whether it ends a line
        opened: list[tuple[LexborNode, _Frame, bool]] = []
        kinds, frame = self._kinds, self._frame
        node: LexborNode | None = root
        while node is not None:
            tag = node.tag or ""
            kind = kinds.get(tag) or self._find_kind(tag)
            if kind == _TEXT:
                self._add(node.text_content or "", frame)
            elif kind >= _INLINE:
                inner = self._enter(node, tag, kind, frame) if kind > _INLINE else frame
                if (below := node.first_child) is not None:
                    opened.append((node, frame, kind == _BLOCK))
                    node, frame = below, inner
                    continue
            elif kind != _UNSEEN:
                self._end_line()
            node = node.next
            while node is None and opened:
                closed, frame, is_block = opened.pop()
                if is_block:
                    self._end_line()
                node = closed.next
        self._end_line()

    def _enter(self, node: LexborNode, tag: str, kind: int, outer: _Frame) -> _Frame:
        if kind == _LINK:
            return outer if outer.is_link else _Frame(outer.shape, outer.path, True)
        if self._pieces:
            self._end_line()
        self._blocks += 1
        attributes = node.attributes
        hints = self._find_hints(attributes) if attributes else ""
        inner = outer.shape.inner
        shape = inner.get((tag, hints))
        if shape is None:
            shape = inner[tag, hints] = _Shape(tag, outer.shape, hints)
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
        if "hidden" in attributes or ((style := found("style")) and _HIDING.search(style)):
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
        if not self._pieces:
            return
        shape, path, _ = self._frame
        text = "".join(self._pieces)
        text = text.rstrip() if shape.is_verbatim else _BLANKS.sub(" ", text).strip(" ")
        if text.strip():
            self.texts.append(text)
            linked = min(self._linked, len(text))
            self.lines.append(Line(shape.tag, linked, shape.containers, shape.hints, path))
        self._pieces.clear()
        self._linked = 0


def _join_headings(texts: Sequence[str], lines: Sequence[Line]) -> list[Heading]:
    """The headings of the first two levels; of one that was not closed, and so holds the rest of the page, the first line."""
    inside: dict[int, list[str]] = {}
    shapes: dict[int, tuple[int, bool]] = {}
    for text, line in zip(texts, lines, strict=True):
        for level, tag in enumerate(("h1", "h2"), 1):
            if tag in line.containers:
                place = line.containers.index(tag)
                inside.setdefault(line.path[place], []).append(text)
                shapes.setdefault(line.path[place], (level, _is_apart(line.hints[max(0, place - 1) : place + 1])))
    return [
        Heading(" ".join(parts if len(parts) <= _HEADING_LINES else parts[:1]), *shapes[block]) for block, parts in inside.items()
    ]


def _is_apart(hints: Sequence[str]) -> bool:
    """Whether the words of a heading and of what holds it say that it is a logo or for screen readers."""
    return any(hint_groups().get(word) == "hidden" or word in _LOGO for part in hints for word in part.split())


def _read_hints(*named: str | None) -> str:
    """The known words in the values of attributes, the first of which has the classes, in their order."""
    words = hint_groups().keys() & map(str.lower, _WORD.findall(" ".join(filter(None, named))))
    classes = named[0]
    if classes and "hidden" in classes and "hidden" in classes.split():
        return " ".join((*sorted(words), UNDISPLAYED))
    return " ".join(sorted(words))


@cache
def _load_kinds() -> dict[str, int]:
    """How the nodes of each name are walked."""
    kinds = dict.fromkeys(block_elements(), _BLOCK) | {"-text": _TEXT, "br": _BREAK, "a": _LINK}
    return kinds | {tag: _UNSEEN_BLOCK if _is_block(tag) else _UNSEEN for tag in invisible_elements()}


def _is_block(tag: str) -> bool:
    # A custom element (its name has a hyphen) is a part of the page more often than a part of a line.
    return tag in block_elements() or "-" in tag[1:]
