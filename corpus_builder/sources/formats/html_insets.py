"""What is set in the line of a page but is no part of it: teasers, texts of tooltips, copies of a word for another reader.

Each is rendered on a line of its own, so that the text around it stays in one piece.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from corpus_builder.text.page_markup import INSET, UNDISPLAYED, find_label, find_last_label, may_begin_label, popup_words

# Pieces and characters: what is longer is no label with a title, nor the copy of a word.
_PIECES = 24
_CHARACTERS = 300
# Characters: a text in a line that the page does not display is a note when it is shorter, else a part of the text that opens.
_NOTE_CHARACTERS = 80
# Characters of a copy: one letter that is repeated may be a word ("aa", "II").
_COPY_CHARACTERS = 2
# The characters of a text before a link that are searched for a label.
_LABEL_CHARACTERS = 60
# Behind these a word goes on or begins: "d'amalgame" is no word with a note behind it.
_WORD_OPENS = frozenset("'’‘\"«“„([{/-‐‑–—")
_LABEL_ENDS = frozenset(":|>»→›•–—-")
# What the line of a teaser is marked as.
_TEASER = f"teaser {INSET}"


class Inset(NamedTuple):
    """What is set in a line: from which of its pieces on, from which character of that, and what its own line is marked as."""

    piece: int
    offset: int
    hints: str


class Part(NamedTuple):
    """An element that ends in a line: the pieces of the line, the first that is the element's, its characters in links."""

    pieces: Sequence[str]
    first: int
    linked: int

    def is_short(self) -> bool:
        """Whether the element may be a teaser or a note at all."""
        return len(self.pieces) - self.first <= _PIECES and sum(map(len, self.pieces[self.first :])) <= _CHARACTERS

    def text(self) -> str:
        """What the element says."""
        return "".join(self.pieces[self.first :])


def find_teaser(part: Part, *, is_link: bool) -> Inset | None:
    """The teaser that an element is, or that it is the link of.

    >>> find_teaser(Part(["Le pont rouvre. ", "LIRE AUSSI : ", "La crue"], 1, 7), is_link=False)
    Inset(piece=1, offset=0, hints='teaser inset')
    """
    if may_begin_label(part.pieces[part.first]) and part.is_short():
        text = part.text()
        label = find_label(text) or _measure_label(part.pieces[part.first])
        if label and 2 * part.linked >= len(text[label:].strip()):
            return Inset(part.first, 0, _TEASER)
    return _find_label_before(part) if is_link and part.first and part.is_short() else None


def _measure_label(piece: str) -> int:
    """The length of a piece that is a label and nothing else, and begins with a capital; 0 for any other."""
    return len(piece) if piece.strip()[:1].isupper() and find_label(piece) else 0


def _find_label_before(part: Part) -> Inset | None:
    """The teaser whose label stands before its link."""
    piece = part.first - 1
    while piece and part.pieces[piece].isspace():
        piece -= 1
    text = part.pieces[piece]
    if text.rstrip()[-1:] not in _LABEL_ENDS:
        return None
    start = max(0, len(text) - _LABEL_CHARACTERS)
    found = find_last_label(text[start:])
    return Inset(piece, start + found, _TEASER) if found >= 0 and (start == 0 or found > 0) else None


def find_note(part: Part, hints: str, *, may_copy: bool) -> Inset | None:
    """The note that an element with these hints is: not displayed, opened over the page, or a copy of the word right before it.

    >>> find_note(Part(["Le ", "grès", "grès"], 2, 0), "", may_copy=True)
    Inset(piece=2, offset=0, hints='undisplayed inset')
    """
    if not part.is_short():
        return None
    text, words = part.text(), hints.split()
    before = part.pieces[part.first - 1][-1:]
    is_glued = not (before.isspace() or text[:1].isspace())
    is_hidden = UNDISPLAYED in words and len(text) < _NOTE_CHARACTERS
    is_popup = is_glued and before not in _WORD_OPENS and not popup_words().isdisjoint(words)
    if not (is_hidden or is_popup or (is_glued and may_copy and _is_copy(part))):
        return None
    return Inset(part.first, 0, " ".join((*sorted({*words} - {UNDISPLAYED}), UNDISPLAYED, INSET)))


def _is_copy(part: Part) -> bool:
    """Whether an element says again the word, or words, right before it."""
    text = part.text()
    before = "".join(part.pieces[max(0, part.first - _PIECES) : part.first])
    head = before[: -len(text)]
    return len(text) >= _COPY_CHARACTERS and before.endswith(text) and not head[-1:].isalnum()
