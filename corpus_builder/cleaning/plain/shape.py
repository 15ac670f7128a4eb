"""The shape of a block, in language-independent numbers, and where the prose of a text is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from corpus_builder.cleaning.plain.rule_tables import Rule, list_boilerplate_tables
from corpus_builder.cleaning.plain.rulebook import (
    MENU_BARS,
    MENU_PARTS,
    MENU_WORDS,
    Candidates,
    StubMatch,
    find_begun,
    list_rule_words,
    match_texts,
)
from corpus_builder.kernels.line_counts import (
    FIRST_GROUP,
    STRANGE,
    LineCounts,
    Lines,
    LineWords,
    count_lines,
    lay_out_lines,
    number_words,
)
from corpus_builder.kernels.segments import Runs, Segments, find_heaviest_runs, make_segments
from corpus_builder.model import Span
from corpus_builder.text.characters import DECIMAL, LOWER, SPACE, WORD, load_classes, read_codes
from corpus_builder.text.sentences import ALL_STOPS, SENTENCE_WITHIN, STOPS, TRAILING_SIGNS, ends_sentence

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Shares = npt.NDArray[np.float64]

# The weights were fitted on blocks in which a German closing mark hid the stop before it; a new fit takes all signs.
_TRAILING = TRAILING_SIGNS.replace("“", "")
_LIST_MARK = re.compile(r"\A\s*(?:[-–—*•·▪◦‣●○■□➤➔→]|\(?\d{1,2}[.)°]|[a-z]\))\s")
_CREDIT = re.compile(
    r"©|\((?:ap|afp|dpa|epa|reuters|getty|keystone|imago)\b|\b(?:photo|photos|foto|fotos|bild|image|picture|credit|crédit|courtesy|getty|shutterstock|imago|picture.alliance|reuters|afp|keystone)\b\s*(?:[:/|)]|images|\Z)|/(?:ap|afp|dpa|getty|reuters|imago|epa)\b",
    re.IGNORECASE,
)
# One of these words or "©" stands in every credit.
_OWNER_WORDS = (
    *("afp", "alliance", "ap", "bild", "courtesy", "credit", "crédit", "dpa", "epa", "foto", "fotos", "getty", "image", "imago"),
    *("keystone", "photo", "photos", "picture", "reuters", "shutterstock"),
)
_DATE = re.compile(r"\b[12]\d{3}\b|\b\d{1,2}[:h.]\d{2}\b")
_NO_WORD = re.compile(r"\w+")
_QUOTES, _CLOSED_QUOTES = '«“„"', '»”"'
_BULLETS = "-–—*•·▪◦‣●○■□➤➔→("
# Digits of a year, and of the shortest date or time.
_YEAR_DIGITS, _DATE_DIGITS = 4, 3
# Words: with fewer a block is no prose, and what the model learned of long and short blocks parts there.
PROSE_WORDS = 10
# Characters: what is no longer is a line of a menu, a name, a heading; of a longer block the beginning says what it is.
_LINE, _CAPTION, _HEAD = 120, 250, 400
# Characters: words are shorter on average in every script that parts them by blanks.
_LONGEST_WORD = 16
# Fewer capitals in a row are the initials of a name.
_SHOUT_LETTERS, _SHOUT_SHARE = 8, 0.7
_BAR_SIGNS = "|>›»•·▪→"
# The groups of signs that are looked for, in this order: the ends of sentences, marks of speech, bars, the bars of menus, what is
# in words of sites and in no others.
_STOP_SIGN, _QUOTE_SIGN, _BAR_SIGN, _MENU_SIGN, _SITE_SIGN = (FIRST_GROUP << bit for bit in range(5))
# What known words are.
_SITE, _READER, _OWNER = 1, 2, 4
_BARS = re.compile(rf"[{_BAR_SIGNS}]\s+\w")
# What a block that is no prose costs the run that goes on over it, in words of prose; more where a rule knows it.
_GAP, _GAP_OF_RULE = 6.0, 12.0
# Words: a longer paragraph is no more prose than this.
PARAGRAPH_WORDS = 60
# A sentence that names a picture's owner and has fewer words than this is a caption more often than prose: it counts this share.
_CAPTION_WORDS, _CAPTION_SHARE = 30, 0.4
# In columns prose is counted in so many parts of a word.
FIFTHS = 5


@dataclass(frozen=True, slots=True)
class _KnownWords:
    """Words with what they are as bits (`_SITE`, `_READER`, `_OWNER`); the beginnings of more words of sites, and what signs are
    in such words.
    """

    words: tuple[str, ...]
    kinds: npt.NDArray[np.uint8]
    beginnings: tuple[str, ...]
    signs: str


@dataclass(frozen=True, slots=True)
class _Heads:
    """The beginnings of texts, as characters and as words."""

    texts: list[str]
    lines: Lines
    counts: LineCounts
    words: LineWords

    def have(self, kind: int) -> Flags:
        """Whether each text has a known word of a kind."""
        wanted = self.words.mark(np.flatnonzero(_known_words().kinds & kind))
        return self.words.count(wanted[self.words.spellings]) > 0


class Shape(NamedTuple):
    """One block in numbers, as rules and roles see it: what is longer than a line is only outlined.

    `n_words` counts Chinese and Japanese characters by halves; `capitals` is the share of a line's words that begin with one.
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
    is_prose: bool
    stub: bool
    ruled: bool
    closes: bool
    names_site: bool
    heads_page: bool
    comment: bool
    capitals: float
    address: bool
    rules: tuple[Rule, ...]
    metadata: StubMatch | None


@dataclass(frozen=True, slots=True)
class ShapeColumns:
    """The shapes of many blocks, as columns: one array for each field, one row for each block.

    The blocks of page `i` are the rows `offsets[i]:offsets[i + 1]`. Flags are bool, counts int64, shares float64. `rules` has
    for each row the number of its rules in `rule_sets` (0: none), `metadata` the number of what it says in `stubs` (0: None).
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

    def take(self, rows: Ints, offsets: Ints, repeated: Flags) -> ShapeColumns:
        """Some rows, as the blocks of pages."""
        arrays: dict[str, Any] = {name: getattr(self, name)[rows] for name in _list_arrays()}
        return replace(self, **arrays, offsets=offsets, repeated=repeated)


@dataclass(frozen=True, slots=True)
class ShapeBatch:
    """The different texts of a batch, described once: `outlines` are what rules and roles ask of long blocks, `complete` is what
    the model asks. `rows` has for each block of the batch the row of its text, `offsets` are those of the pages, `repeated` says
    that a block's text stands more than once on its page.
    """

    outlines: ShapeColumns
    complete: ShapeColumns
    rows: Ints
    offsets: Ints
    repeated: Flags

    def list_outlines(self) -> list[tuple[Shape, ...]]:
        """The shapes of each page's blocks; equal texts share one."""
        columns = [getattr(self.outlines, name).tolist() for name in Shape._fields[:-2]]
        rules = map(self.outlines.rule_sets.__getitem__, self.outlines.rules.tolist())
        stubs = map(self.outlines.stubs.__getitem__, self.outlines.metadata.tolist())
        once = list(map(Shape._make, zip(*columns, rules, stubs, strict=True)))
        more = {row: once[row]._replace(repeated=True) for row in np.unique(self.rows[self.repeated]).tolist()}
        pairs = zip(self.rows.tolist(), self.repeated.tolist(), strict=True)
        shapes = [more[row] if repeated else once[row] for row, repeated in pairs]
        return [tuple(shapes[start:end]) for start, end in pairwise(self.offsets.tolist())]

    def find_runs(self) -> list[Span]:
        """The main run of each page by its outlines."""
        pages = make_segments(self.offsets)
        runs = find_main_runs(self.outlines.take(self.rows, self.offsets, self.repeated), pages)
        first = self.offsets[:-1]
        return list(zip((runs.starts - first).tolist(), (runs.ends - first).tolist(), strict=True))

    def complete_pages(self, pages: Sequence[int]) -> ShapeColumns:
        """All that the model asks of the blocks of some pages."""
        return self._take_pages(self.complete, pages)

    def outline_pages(self, pages: Sequence[int]) -> ShapeColumns:
        """What rules and roles ask of the blocks of some pages."""
        return self._take_pages(self.outlines, pages)

    def _take_pages(self, columns: ShapeColumns, pages: Sequence[int]) -> ShapeColumns:
        spans = [np.arange(self.offsets[page], self.offsets[page + 1]) for page in pages]
        blocks = np.concatenate([np.empty(0, np.int64), *spans])
        offsets = np.cumsum([0, *map(len, spans)], dtype=np.int64)
        return columns.take(self.rows[blocks], offsets, self.repeated[blocks])


def describe_pages(pages: Sequence[Sequence[str]]) -> ShapeBatch:
    """Describe the blocks of each page of a batch; no block is empty."""
    numbers: dict[str, int] = {}
    rows = np.array([numbers.setdefault(text, len(numbers)) for page in pages for text in page], np.int64)
    offsets = np.cumsum([0, *map(len, pages)], dtype=np.int64)
    keys = np.repeat(np.arange(len(pages)), np.diff(offsets)) * max(len(numbers), 1) + rows
    _, places, counts = np.unique(keys, return_inverse=True, return_counts=True)
    outlines, complete = _describe_texts(list(numbers))
    return ShapeBatch(outlines, complete, rows, offsets, counts[places] > 1)


def weigh_blocks(shapes: ShapeColumns) -> Ints:
    """How much prose each block of a batch is, in fifths of a word; 0 for a block that is none."""
    is_prose = shapes.is_prose & (shapes.metadata == 0) & ~shapes.repeated
    fifths = np.where(shapes.credit & (shapes.n_words < _CAPTION_WORDS), round(_CAPTION_SHARE * FIFTHS), FIFTHS)
    mass: Ints = is_prose * np.minimum(shapes.n_words, PARAGRAPH_WORDS) * fifths
    return mass


def find_main_runs(shapes: ShapeColumns, pages: Segments) -> Runs:
    """The blocks of each page of a batch from the first to the last prose of its article."""
    mass = weigh_blocks(shapes)
    gaps = np.where(shapes.ruled, round(_GAP_OF_RULE * FIFTHS), round(_GAP * FIFTHS))
    return find_heaviest_runs(np.where(mass > 0, mass, -gaps), pages)


@cache
def _list_arrays() -> tuple[str, ...]:
    apart = {"offsets", "repeated", "rule_sets", "stubs"}
    return tuple(field.name for field in fields(ShapeColumns) if field.name not in apart)


def _describe_texts(texts: Sequence[str]) -> tuple[ShapeColumns, ShapeColumns]:
    """What rules and roles ask of each text, and what the model asks."""
    if not texts:
        return _describe_texts(["."])
    heads = _read_heads(texts)
    counts, lengths = heads.counts, np.fromiter(map(len, texts), np.int64, len(texts))
    looks = _read_looks(heads) | _read_ends(texts) | _read_words(heads)
    matches = match_texts(texts, _find_candidates(heads))
    known = {field.name: getattr(matches, field.name) for field in fields(matches)}
    blanks = counts.blanks.copy()
    for row in np.flatnonzero(lengths > _HEAD).tolist():
        blanks[row] = texts[row].count(" ")
    plain, unspaced = blanks + 1, counts.ideographs // 2
    n_words = np.where(lengths > _HEAD, plain, counts.words) + unspaced
    is_line = lengths <= _LINE
    outline = {
        "n_words": np.where(is_line, n_words, np.where(plain * _LONGEST_WORD > lengths, plain, plain + unspaced)),
        "sentences": looks["sentences"] | (lengths > _CAPTION),
        "credit": looks["credit"] & (lengths <= _CAPTION),
        "capitals": np.where(is_line, looks["capitals"], 0.0),
        "address": looks["address"] & is_line,
    }
    return _make_columns(looks | known | outline), _make_columns(looks | known | {"n_words": n_words})


def _read_heads(texts: Sequence[str]) -> _Heads:
    heads = [text[:_HEAD] for text in texts]
    lines = lay_out_lines(heads, (STOPS, _QUOTES, _BAR_SIGNS, MENU_BARS, _known_words().signs))
    return _Heads(heads, lines, count_lines(lines), number_words(lines, heads, _known_words().words))


def _make_columns(known: dict[str, Any]) -> ShapeColumns:
    """The columns of texts, with what follows from their looks and their rules together."""
    sets, stubs = known["rule_sets"], known["stubs"]
    asked = {
        "ruled": "anywhere",
        "closes": "closes",
        "names_site": "names_site",
        "heads_page": "heads_page",
        "comment": "opens_comments",
    }
    said = {
        name: np.array([any(getattr(rule, field) for rule in rules) for rules in sets], bool)[known["rules"]]
        for name, field in asked.items()
    }
    says_something = known["sentences"] | ~known["question"]
    n_rows = len(known["rules"])
    return ShapeColumns(
        **known,
        **said,
        offsets=np.array([0, n_rows], np.int64),
        repeated=np.zeros(n_rows, bool),
        stub=np.array([stub is not None and stub.weighed for stub in stubs], bool)[known["metadata"]],
        is_prose=known["ends"] & (known["n_words"] >= PROSE_WORDS) & ~said["ruled"] & says_something,
    )


def _find_candidates(heads: _Heads) -> Candidates:
    """Which texts the rules must look at."""
    lines, counts = heads.lines, heads.counts
    bars = lines.find_kind(_MENU_SIGN)
    parted = bars[(lines.kinds[bars - 1] & lines.kinds[bars + 1] & SPACE) != 0]
    digits = lines.find_kind(DECIMAL)
    last = digits[(lines.kinds[digits + 1] & DECIMAL) == 0]
    last = last[last >= _YEAR_DIGITS]
    for back in range(1, _YEAR_DIGITS):
        last = last[(lines.kinds[last - back] & DECIMAL) != 0]
    years = last[np.isin(lines.codes[last - _YEAR_DIGITS + 1], _read_points("12"))]
    begins, parts = find_begun(heads.words)
    strange, capital = counts.kinds & STRANGE != 0, (counts.words >= MENU_WORDS) & (counts.words == counts.begin_upper)
    return Candidates(
        begins=begins | strange,
        menus=(lines.own(parted) | capital) & ((parts >= MENU_PARTS) | strange),
        years=lines.own(years),
    )


def _read_looks(heads: _Heads) -> dict[str, Any]:
    """What marks and digits say at the beginning of each text; a pattern is only asked where it may be found."""
    texts, lines, counts = heads.texts, heads.lines, heads.counts
    first, second = lines.kinds[lines.starts], lines.codes[lines.starts + 1]
    may_list = (
        np.isin(lines.codes[lines.starts], _read_points(_BULLETS)) | (first & (DECIMAL | SPACE) != 0) | (second == ord(")"))
    )
    bars, accounts = lines.find_kind(_BAR_SIGN), lines.find("@")
    accounts = accounts[(lines.kinds[accounts + 1] & WORD != 0) & ~np.isin(accounts, lines.starts)]
    addresses = [accounts, *map(lines.find, ("http:", "https:", "www."))]
    return {
        "lower_start": first & LOWER != 0,
        "listed": _search(_LIST_MARK, texts, may_list),
        "sentences": _search(SENTENCE_WITHIN, texts, counts.kinds & _STOP_SIGN != 0),
        "credit": _search(_CREDIT, texts, heads.have(_OWNER) | lines.own(lines.find("©"))),
        "commas": counts.commas,
        "digits": counts.decimals / (np.diff(lines.bounds) - 1),
        "quote": counts.kinds & _QUOTE_SIGN != 0,
        "dated": _search(_DATE, texts, counts.decimals >= _DATE_DIGITS),
        "address": lines.own(np.concatenate(addresses)),
        "bars": _search(_BARS, texts, lines.own(bars[lines.kinds[bars + 1] & SPACE != 0])),
        "opens_quote": first & _QUOTE_SIGN != 0,
    }


def _read_ends(texts: Sequence[str]) -> dict[str, Any]:
    """What the last character of each text says."""
    last = read_codes([text[-1] for text in texts])
    ends = np.isin(last, _read_points(ALL_STOPS + _TRAILING)) | (load_classes()[last] & SPACE != 0)
    ends[ends] = [ends_sentence(texts[row], _TRAILING) for row in np.flatnonzero(ends).tolist()]
    return {
        "ends": ends,
        "colon": last == ord(":"),
        "question": last == ord("?"),
        "trails_off": last == ord("…"),
        "closes_quote": np.isin(last, _read_points(_CLOSED_QUOTES)),
    }


def _read_words(heads: _Heads) -> dict[str, Any]:
    """What the words at the beginning of each text say."""
    counts = heads.counts
    return {
        "capitals": counts.capitals / np.maximum(counts.begin_letter, 1),
        "short_words": counts.short / counts.words,
        "shouts": (counts.letters >= _SHOUT_LETTERS) & (counts.uppers > _SHOUT_SHARE * counts.letters),
        "site_words": _count_site_words(heads),
        "reader": heads.have(_READER),
    }


def _count_site_words(heads: _Heads) -> Ints:
    """How many different words that sites use of themselves each text has."""
    words, pattern, known = heads.words, _site_words(), _known_words()
    beginning = [number for number, _ in words.list_beginning(known.beginnings)]
    sites = words.mark([*np.flatnonzero(known.kinds & _SITE).tolist(), *beginning])
    found = np.flatnonzero(sites[words.spellings])
    rows = np.searchsorted(words.bounds, found, side="right") - 1
    different = np.unique(rows * len(sites) + words.spellings[found])
    counts = np.bincount(different // len(sites), minlength=len(heads.texts))
    # a sign is no word
    for row in np.flatnonzero(heads.counts.kinds & _SITE_SIGN).tolist():
        counts[row] = len(set(pattern.findall(heads.texts[row].lower())))
    return counts


def _search(pattern: re.Pattern[str], texts: Sequence[str], candidates: Flags) -> Flags:
    """Whether a pattern is found in each text; only candidates are looked at."""
    found = np.zeros(len(texts), bool)
    rows = np.flatnonzero(candidates).tolist()
    found[rows] = [pattern.search(texts[row]) is not None for row in rows]
    return found


def _read_points(characters: str) -> npt.NDArray[np.uint32]:
    return np.array([ord(character) for character in characters], np.uint32)


@cache
def _site_words() -> re.Pattern[str]:
    forms = sorted({word for _, table in list_boilerplate_tables() for word in table.site_words})
    whole = "|".join(re.escape(form) for form in forms if not form.endswith("*"))
    starts = "|".join(re.escape(form[:-1]) for form in forms if form.endswith("*"))
    return re.compile(rf"(?<!\w)(?:(?:{starts})\w*|(?:{whole})(?!\w))")


@cache
def _known_words() -> _KnownWords:
    """The words of the rules, which stand first, those of sites, those for readers and those in credits."""
    tables = [table for _, table in list_boilerplate_tables()]
    forms = sorted({word for table in tables for word in table.site_words})
    kinds = dict.fromkeys(list_rule_words(), 0)
    readers = (word for table in tables for word in table.reader_words)
    for words, kind in ((forms, _SITE), (readers, _READER), (_OWNER_WORDS, _OWNER)):
        for word in words:
            if not word.endswith("*"):
                kinds[word] = kinds.get(word, 0) | kind
    beginnings = tuple(form[:-1] for form in forms if form.endswith("*"))
    for word in kinds:
        kinds[word] |= _SITE * word.startswith(beginnings)
    signs = "".join(sorted(set(_NO_WORD.sub("", "".join(forms).replace("*", "")))))
    return _KnownWords(tuple(kinds), np.array(list(kinds.values()), np.uint8), beginnings, signs)
