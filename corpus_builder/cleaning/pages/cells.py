"""The lines of a rendered page as numbers: how long each is, how much of it is links, and how much prose."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus_builder.model import Line
from corpus_builder.text.page_markup import COMMENT, UNDISPLAYED, aside_elements
from corpus_builder.text.sentences import ends_sentence

_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_WORD = re.compile(r"\w+")

# A character of a wide script says as much as this many of an alphabet.
_WIDE_CHARACTERS = 2.5
# Characters: a shorter line is no prose of its own.
PROSE_CHARACTERS = 80
# Share of a line in links from which on nothing of it is the page's own text.
MOSTLY_LINKED = 0.5
_ASIDE_WEIGHT = 0.05
# What text counts for its elements that is neither prose nor a link: an article may be a list without a single sentence.
_OTHER_WEIGHT = 0.25


@dataclass(frozen=True, slots=True)
class Cell:
    """A line with its numbers: length in characters, the share of it inside links, the length of its prose.

    `weight` is what its text counts where the article is looked for: prose in full, other text less, asides next to nothing.
    """

    text: str
    line: Line
    length: float
    linked: float
    prose: float
    weight: float


def measure_line(text: str, line: Line) -> Cell:
    """The numbers of a line."""
    length = len(text) + (_WIDE_CHARACTERS - 1) * len(_WIDE.findall(text))
    linked = min(1.0, line.link_characters / max(1, len(text)))
    own = length * (1 - linked) if linked < MOSTLY_LINKED else 0.0
    is_prose = length >= PROSE_CHARACTERS and own > 0 and ends_sentence(text)
    weight = (own if is_prose else own * _OTHER_WEIGHT) * (_ASIDE_WEIGHT if _is_aside(line) else 1.0)
    return Cell(text, line, length, linked, own if is_prose else 0.0, weight)


def find_words(text: str) -> list[str]:
    """The words of a line in lower case."""
    return _WORD.findall(text.lower())


def has_hint(hints: tuple[str, ...], word: str) -> bool:
    """Whether a word, or one that it is part of, stands among the hints of the elements around a line."""
    return any(word in hint for hint in hints)


def _is_aside(line: Line) -> bool:
    return not aside_elements().isdisjoint(line.containers) or has_hint(line.hints, COMMENT) or has_hint(line.hints, UNDISPLAYED)
