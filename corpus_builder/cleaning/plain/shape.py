"""The shape of a block, in language-independent numbers, and where the prose of a text is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import cache, lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus_builder.cleaning.plain.rule_tables import Rule, list_boilerplate_tables
from corpus_builder.cleaning.plain.rulebook import LONGEST, StubMatch, find_rules, match_stub
from corpus_builder.kernels.segments import Runs, Segments, find_heaviest_runs
from corpus_builder.model import Span
from corpus_builder.text.sentences import SENTENCE_WITHIN, TRAILING_SIGNS, ends_sentence

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Shares = npt.NDArray[np.float64]

# The weights were fitted on blocks in which a German closing mark hid the stop before it; a new fit takes all signs.
_TRAILING = TRAILING_SIGNS.replace("“", "")
_LIST_MARK = re.compile(r"\s*(?:[-–—*•·▪◦‣●○■□➤➔→]|\(?\d{1,2}[.)°]|[a-z]\))\s")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_CREDIT = re.compile(
    r"©|\((?:ap|afp|dpa|epa|reuters|getty|keystone|imago)\b|\b(?:photo|photos|foto|fotos|bild|image|picture|credit|crédit|courtesy|getty|shutterstock|imago|picture.alliance|reuters|afp|keystone)\b\s*(?:[:/|)]|images|\Z)|/(?:ap|afp|dpa|getty|reuters|imago|epa)\b",
    re.IGNORECASE,
)
# One of these stands in every credit.
_CREDIT_WORDS = (
    "©",
    "(",
    "/",
    "photo",
    "foto",
    "bild",
    "image",
    "picture",
    "credit",
    "crédit",
    "courtesy",
    "getty",
    "shutterstock",
    "imago",
    "alliance",
    "reuters",
    "afp",
    "keystone",
)
_DATE = re.compile(r"\b[12]\d{3}\b|\b\d{1,2}[:h.]\d{2}\b")
_ADDRESS = re.compile(r"https?:|www\.|\w@\w|[^\w]@\w")
_WORD = re.compile(r"\w+")
_DIGIT = re.compile(r"\d")
_QUOTE = re.compile('[«“„"]')
# Words: with fewer a block is no prose, and what the model learned of long and short blocks parts there.
PROSE_WORDS = 10
# Characters of a short word: articles, prepositions, forms of "to be".
_SHORT_WORD = 3
# Characters: what is no longer is a line of a menu, a name, a heading; of a longer block the beginning says what it is.
_LINE, _CAPTION, _HEAD = 120, 250, 400
# Characters: words are shorter on average in every script that parts them by blanks.
_LONGEST_WORD = 16
# Fewer capitals in a row are the initials of a name.
_SHOUT_LETTERS, _SHOUT_SHARE = 8, 0.7
_BARS = re.compile(r"[|>›»•·▪→]\s+\w")
# What a block that is no prose costs the run that goes on over it, in words of prose; more where a rule knows it.
_GAP, _GAP_OF_RULE = 6.0, 12.0
# Words: a longer paragraph is no more prose than this.
PARAGRAPH_WORDS = 60
# A sentence that names a picture's owner and has fewer words than this is a caption more often than prose: it counts this share.
_CAPTION_WORDS, _CAPTION_SHARE = 30, 0.4
# In columns prose is counted in so many parts of a word.
FIFTHS = 5


@dataclass(frozen=True, slots=True)
class Shape:
    """One block in numbers; `n_words` counts Chinese and Japanese characters by halves.

    The fields from `commas` on are known of short blocks, and of long ones once `complete_shapes` has read their words.
    """

    n_words: int
    ends: bool
    colon: bool
    sentences: bool
    lower_start: bool
    listed: bool
    credit: bool
    question: bool
    repeated: bool
    rules: tuple[Rule, ...]
    metadata: StubMatch | None

    # What follows from the fields above. Each is asked for many times, so it is worked out once, in `_make_shape`.
    is_prose: bool
    stub: bool
    ruled: bool
    closes: bool
    names_site: bool
    heads_page: bool
    comment: bool

    commas: int = 0
    capitals: float = 0.0
    short_words: float = 0.0
    digits: float = 0.0
    quote: bool = False
    dated: bool = False
    address: bool = False
    bars: bool = False
    shouts: bool = False
    opens_quote: bool = False
    closes_quote: bool = False
    trails_off: bool = False
    site_words: int = 0
    reader: bool = False


@dataclass(frozen=True, slots=True)
class ShapeColumns:
    """The shapes of the blocks of a batch of texts, as columns: one array for each field, one row for each block.

    The blocks of text `i` are the rows `offsets[i]:offsets[i + 1]`. Fields are those of `Shape`: flags are bool, counts int64,
    shares float64. `rules` has for each row the number of its rules in `rule_sets` (0: none), `metadata` the number of what it
    says in `stubs` (0: None).
    """

    offsets: Ints
    rules: Ints
    rule_sets: tuple[tuple[Rule, ...], ...]
    metadata: Ints
    stubs: tuple[StubMatch | None, ...]

    n_words: Ints
    ends: Flags
    colon: Flags
    sentences: Flags
    lower_start: Flags
    listed: Flags
    credit: Flags
    question: Flags
    repeated: Flags
    is_prose: Flags
    stub: Flags
    ruled: Flags
    closes: Flags
    names_site: Flags
    heads_page: Flags
    comment: Flags

    commas: Ints
    capitals: Shares
    short_words: Shares
    digits: Shares
    quote: Flags
    dated: Flags
    address: Flags
    bars: Flags
    shouts: Flags
    opens_quote: Flags
    closes_quote: Flags
    trails_off: Flags
    site_words: Ints
    reader: Flags


def collect_shapes(pages: Sequence[Sequence[Shape]]) -> ShapeColumns:
    """The shapes of a batch as columns."""
    shapes = [shape for page in pages for shape in page]
    rule_sets: dict[tuple[Rule, ...], int] = {(): 0}
    stubs: dict[StubMatch | None, int] = {None: 0}
    kinds: dict[str, Any] = {"n_words": np.int64, "commas": np.int64, "site_words": np.int64}
    kinds |= dict.fromkeys(("capitals", "short_words", "digits"), np.float64)
    columns: dict[str, Any] = {
        field.name: np.array([getattr(shape, field.name) for shape in shapes], kinds.get(field.name, np.bool_))
        for field in fields(Shape)
        if field.name not in ("rules", "metadata")
    }
    return ShapeColumns(
        offsets=np.cumsum([0, *map(len, pages)], dtype=np.int64),
        rules=np.array([rule_sets.setdefault(shape.rules, len(rule_sets)) for shape in shapes], np.int64),
        rule_sets=tuple(rule_sets),
        metadata=np.array([stubs.setdefault(shape.metadata, len(stubs)) for shape in shapes], np.int64),
        stubs=tuple(stubs),
        **columns,
    )


def describe_blocks(texts: Sequence[str]) -> list[Shape]:
    """The shape of each block's text; the words of long blocks, which only the model asks for, are not yet read."""
    seen = Counter(texts)
    return [(_outline_text if len(text) > _LINE else _describe_line)(text, seen[text] > 1) for text in texts]


def complete_shapes(shapes: Sequence[Shape], texts: Sequence[str]) -> list[Shape]:
    """The shapes of the same texts with the words of long blocks read."""
    return [_complete_shape(shape, text) if len(text) > _LINE else shape for shape, text in zip(shapes, texts, strict=True)]


def find_heaviest_run(values: Sequence[float]) -> Span:
    """The contiguous run with the largest sum, as start and end; the first one of several, empty when nothing is positive.

    >>> find_heaviest_run([-1, 5, -2, 4, -9, 3])
    (1, 4)
    """
    best, run, total, start = 0.0, (0, 0), 0.0, 0
    for index, value in enumerate(values):
        if total <= 0:
            total, start = 0.0, index
        total += value
        if total > best:
            best, run = total, (start, index + 1)
    return run


def find_main_run(shapes: Sequence[Shape]) -> Span:
    """The blocks from the first to the last prose of the article, as start and end."""
    return find_heaviest_run([weigh_prose(shape) or -(_GAP_OF_RULE if shape.ruled else _GAP) for shape in shapes])


def weigh_prose(shape: Shape) -> float:
    """How much prose a block is, in words; 0 for a block that is none."""
    if not shape.is_prose or shape.metadata or shape.repeated:
        return 0.0
    is_caption = shape.credit and shape.n_words < _CAPTION_WORDS
    return min(shape.n_words, PARAGRAPH_WORDS) * (_CAPTION_SHARE if is_caption else 1.0)


def weigh_blocks(shapes: ShapeColumns) -> Ints:
    """The same of the blocks of a batch, in fifths of a word, which are whole numbers."""
    is_prose = shapes.is_prose & (shapes.metadata == 0) & ~shapes.repeated
    fifths = np.where(shapes.credit & (shapes.n_words < _CAPTION_WORDS), round(_CAPTION_SHARE * FIFTHS), FIFTHS)
    mass: Ints = is_prose * np.minimum(shapes.n_words, PARAGRAPH_WORDS) * fifths
    return mass


def find_main_runs(shapes: ShapeColumns, pages: Segments) -> Runs:
    """The main run of each page of a batch."""
    mass = weigh_blocks(shapes)
    gaps = np.where(shapes.ruled, round(_GAP_OF_RULE * FIFTHS), round(_GAP * FIFTHS))
    return find_heaviest_runs(np.where(mass > 0, mass, -gaps), pages)


def _outline_text(text: str, repeated: bool) -> Shape:
    """What rules and roles ask of a block that is longer than a line."""
    if len(text) > LONGEST:
        ends = ends_sentence(text, _TRAILING)
        listed = _LIST_MARK.match(text) is not None
        return _outline_prose(_count_words(text), ends, text[-1], text[0].islower(), listed, repeated)
    return _outline_middling(text, repeated)


@lru_cache(maxsize=4096)
def _outline_middling(text: str, repeated: bool) -> Shape:
    """A block between a line and prose."""
    return _make_shape(**_read_outline(text, repeated))


@lru_cache(maxsize=4096)
def _outline_prose(n_words: int, ends: bool, last: str, lower_start: bool, listed: bool, repeated: bool) -> Shape:
    """A block that is too long for rules, of which so little is asked that most are alike."""
    return _make_shape(
        n_words=n_words,
        ends=ends,
        colon=last == ":",
        sentences=True,
        lower_start=lower_start,
        listed=listed,
        credit=False,
        question=last == "?",
        repeated=repeated,
        rules=(),
        metadata=None,
    )


def _read_outline(text: str, repeated: bool) -> dict[str, Any]:
    return {
        "n_words": _count_words(text),
        "ends": ends_sentence(text, _TRAILING),
        "colon": text.endswith(":"),
        "sentences": len(text) > _CAPTION or SENTENCE_WITHIN.search(text) is not None,
        "lower_start": text[0].islower(),
        "listed": _LIST_MARK.match(text) is not None,
        "credit": len(text) <= _CAPTION and _names_owner(text),
        "question": text.endswith("?"),
        "repeated": repeated,
        "rules": tuple(find_rules(text)),
        "metadata": match_stub(text),
    }


def _make_shape(*, rules: tuple[Rule, ...], metadata: StubMatch | None, **looks: Any) -> Shape:
    """A shape whose rules and looks are known, with what they say together."""
    ruled = bool(rules) and any(rule.anywhere for rule in rules)
    return Shape(
        rules=rules,
        metadata=metadata,
        is_prose=_is_prose(looks["n_words"], looks["ends"], ruled, looks["sentences"] or not looks["question"]),
        stub=metadata is not None and metadata.weighed,
        ruled=ruled,
        closes=bool(rules) and any(rule.closes for rule in rules),
        names_site=bool(rules) and any(rule.names_site for rule in rules),
        heads_page=bool(rules) and any(rule.heads_page for rule in rules),
        comment=bool(rules) and any(rule.opens_comments for rule in rules),
        **looks,
    )


def _is_prose(n_words: int, ends: bool, ruled: bool, says_something: bool) -> bool:
    """Whether a block is prose; a question alone says nothing, because it may be a title."""
    return ends and n_words >= PROSE_WORDS and not ruled and says_something


def _complete_shape(shape: Shape, text: str) -> Shape:
    words = _read_words(text)
    is_prose = _is_prose(words["n_words"], shape.ends, shape.ruled, words["sentences"] or not shape.question)
    return replace(shape, is_prose=is_prose, **words)


def _read_words(text: str) -> dict[str, Any]:
    """What the model asks of the words at a block's beginning, and of its marks."""
    head = text[:_HEAD]
    words = head.split()
    lower = head.lower()
    letters = [word for word in words if word[0].isalpha()]
    return {
        "n_words": (text.count(" ") + 1 if len(text) > len(head) else len(words)) + _count_unspaced(head),
        "sentences": SENTENCE_WITHIN.search(head) is not None,
        "credit": _names_owner(head),
        "commas": head.count(", "),
        "capitals": sum(word[0].isupper() for word in letters) / (len(letters) or 1),
        "short_words": sum(len(word) <= _SHORT_WORD and word.islower() for word in letters) / len(words),
        "digits": len(_DIGIT.findall(head)) / len(head),
        "quote": _QUOTE.search(head) is not None,
        "dated": _DATE.search(head) is not None,
        "address": _ADDRESS.search(head) is not None,
        "bars": _BARS.search(head) is not None,
        "shouts": _shouts(head),
        "opens_quote": text[0] in '«“„"',
        "closes_quote": text[-1] in '»”"',
        "trails_off": text[-1] == "…",
        "site_words": len(set(_site_words().findall(lower))),
        "reader": not _reader_words().isdisjoint(_WORD.findall(lower)),
    }


@lru_cache(maxsize=1 << 14)
def _describe_line(text: str, repeated: bool) -> Shape:
    """A short block, all of which is read at once: sites repeat their menus on every page."""
    return _make_shape(**{**_read_outline(text, repeated), **_read_words(text)})


def _names_owner(text: str) -> bool:
    """Whether a picture's owner is named."""
    lower = text.lower()
    return any(word in lower for word in _CREDIT_WORDS) and _CREDIT.search(text) is not None


def _shouts(text: str) -> bool:
    """Whether a text is written in capitals: a heading, a teaser, a label."""
    letters = sum(map(str.isalpha, text))
    return letters >= _SHOUT_LETTERS and sum(map(str.isupper, text)) > _SHOUT_SHARE * letters


def _count_words(text: str) -> int:
    """Blanks are counted; a script that has few of them is told by that."""
    n_words = text.count(" ") + 1
    return n_words if n_words * _LONGEST_WORD > len(text) else n_words + _count_unspaced(text[:_HEAD])


def _count_unspaced(text: str) -> int:
    """Chinese and Japanese have no blanks: two characters count as a word."""
    return 0 if text.isascii() else len(_CJK.findall(text)) // 2


@cache
def _site_words() -> re.Pattern[str]:
    forms = sorted({word for _, table in list_boilerplate_tables() for word in table.site_words})
    whole = "|".join(re.escape(form) for form in forms if not form.endswith("*"))
    starts = "|".join(re.escape(form[:-1]) for form in forms if form.endswith("*"))
    return re.compile(rf"(?<!\w)(?:(?:{starts})\w*|(?:{whole})(?!\w))")


@cache
def _reader_words() -> frozenset[str]:
    return frozenset(word for _, table in list_boilerplate_tables() for word in table.reader_words)
