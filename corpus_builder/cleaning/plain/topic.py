"""What a page is about, as words: those of its title and address, and those that its lines share with its prose.

A teaser for another story has sentences as good as the article's, and a list of dates has lines as short as a menu's;
their topic tells them apart. The method is language-independent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import numpy as np
import numpy.typing as npt

from corpus_builder.cleaning.plain.features import prefix_sums, squash, to_probability
from corpus_builder.cleaning.plain.shape import PROSE_WORDS, BlockTexts, ShapeColumns
from corpus_builder.kernels.segments import (
    Flags,
    Floats,
    Ints,
    Segments,
    count_flags,
    find_first,
    find_greatest,
    find_last,
    find_last_until,
    flag_changes,
    list_different,
    sort_numbers,
    sum_before,
)
from corpus_builder.kernels.shingles import spread_runs
from corpus_builder.kernels.spans import find_edges, intern_spans
from corpus_builder.model import Metadata
from corpus_builder.models.linear import FeatureColumn, expand_names, quantize
from corpus_builder.text.characters import DECIMAL, WORD, load_classes, read_codes
from corpus_builder.text.normalization import strip_accents

# The stems of the words of a text.
Stems = frozenset[str]
Spellings = npt.NDArray[np.str_]
Codes = npt.NDArray[np.uint32]

_PART_OF_SLUG = re.compile(r"[-_+]")
_WORD = re.compile(r"\w")
# Code points that are tabulated: Latin and Cyrillic letters, signs of lists and arrows, Kana, and ideographs, which stand for
# themselves. What they become depends on none of their neighbours.
_LETTERS = (range(1, 0x300), range(0x400, 0x530), range(0x2000, 0x2700), range(0x3000, 0x3100))
_IDEOGRAPHS, _TABULATED = (0x4E00, 0xA000), 0xA000
# Letters or digits that a word has at least behind its first letter.
_LETTERS_MORE = 3
# Characters: what is left of a word without most of its endings.
_STEM = 6
# Characters of a block that are read: more of it says no more about its topic.
_READ = 1000
# Words: with fewer, an address names a section or a number, not a topic.
_LEAST = 3
# The title of a page has at least this share of its topic's words, and nearly as many as any other line.
_TITLE_SHARE, _TITLE_NEAR = 0.5, 0.15
_TITLE_WORDS = 30
# Words: of fewer, a block is a label; the words that it shares with others are counted apart.
_MIDDLING_WORDS = 4
# A block of this many words weighs as much as a paragraph can, which is more than a line can by this factor; in the mean of the
# blocks around another, one of so many different words weighs as much as a block can.
_PARAGRAPH_WORDS, _PARAGRAPH_WEIGHT, _LINE_WORDS = 40, 2, 15
# Blocks over which means are taken, from the first to the one behind the last, counted from the block itself.
_WINDOWS = {"near": (-3, 4), "far": (-8, 9), "past": (-6, 0), "ahead": (1, 7)}
_LENGTHS = ("long", "middling", "tiny")
_TITLED = ("titled", "title of topic", "before last title", "before title", "until title", "behind title", "since title")

# What `list_topic_features` may name, and what `list_coherence_features` does.
TOPIC_FEATURES = frozenset(
    {
        "topic known",
        "topic share",
        "topic density",
        *expand_names("{what} of topic{length}", what=("word", "words"), length=("", " long", " short")),
        *_TITLED,
    }
)
COHERENCE_FEATURES = frozenset(
    {
        "in article more",
        *expand_names("in {what}{length}", what=("article", "frame"), length=("", *(f" {length}" for length in _LENGTHS))),
        *expand_names("in article {window}", window=_WINDOWS),
    }
)


def read_topics(metadata: Sequence[Metadata]) -> list[Stems]:
    """The words that each source's title, or else its address, says it is about; empty where neither says enough.

    >>> [topic] = read_topics([Metadata(url="https://paper.example/2024/05/ferry-sinks-off-sorny-harbour-71.html")])
    >>> sorted(topic)
    ['ferry', 'harbou', 'sinks', 'sorny']
    """
    titles = list_words([each.title or "" for each in metadata])
    slugs = list_words([_find_slug(each.url or "") for each in metadata])
    return [next((words for words in said if len(words) >= _LEAST), frozenset()) for said in zip(titles, slugs, strict=True)]


def list_words(texts: Sequence[str]) -> list[Stems]:
    """The stems of each text's longer words, without case and accents."""
    if not any(texts):
        return [frozenset()] * len(texts)
    stems = _read_stems(texts)
    spelt = stems.spellings.tolist()
    words: list[set[str]] = [set() for _ in texts]
    for owner, number in zip(stems.owners.tolist(), stems.numbers.tolist(), strict=True):
        words[owner].add(spelt[number])
    return [*map(frozenset, words)]


def count_shared(texts: Sequence[str], asked: Ints, topics: Sequence[str]) -> tuple[Ints, Ints]:
    """How many stems each text has, and how many of them the topic has, too, that is `asked` for it, by its number."""
    if not any(texts):
        return np.zeros(len(texts), np.int64), np.zeros(len(texts), np.int64)
    stems = _read_stems([*texts, *topics])
    n_stems = len(stems.spellings)
    pairs = list_different(stems.owners * n_stems + stems.numbers)
    n_pairs = np.searchsorted(pairs, len(texts) * n_stems)
    owners, numbers = np.divmod(pairs[:n_pairs], n_stems)
    told = pairs[n_pairs:] - len(texts) * n_stems
    shared = owners[np.isin(asked[owners] * n_stems + numbers, told)]
    return np.bincount(owners, minlength=len(texts)), np.bincount(shared, minlength=len(texts))


def find_titles(shares: Floats) -> Ints:
    """The lines that say what the page is about in so many words: its title, often more than once.

    `shares` are those of the topic's words that stand in each line that is short enough for a title.
    """
    least = max(_TITLE_SHARE, float(shares.max(initial=0)) - _TITLE_NEAR)
    return np.flatnonzero(shares >= least)


class BlockWords(NamedTuple):
    """The stems of the blocks of a batch: one entry for each stem of each block, in the order of the blocks.

    `owners` are the blocks, `stems` the numbers of the stems in `spellings`, which are sorted; `groups` number the pairs of a
    page and a stem; `sizes` has for each block how many stems it has, `pages` for each group its page.
    """

    owners: Ints
    stems: Ints
    groups: Ints
    sizes: Ints
    pages: Ints
    spellings: Spellings


def number_words(blocks: BlockTexts, pages: Segments) -> BlockWords:
    """The stems of each block of a batch."""
    texts, rows = blocks
    stems = _read_stems(texts)
    # a stem counts once in a text; those of each text are in the order of the alphabet
    order = sort_numbers(stems.numbers)
    order = order[sort_numbers(stems.owners[order])]
    texts_of, numbers = stems.owners[order], stems.numbers[order]
    is_new = flag_changes(texts_of) | flag_changes(numbers)
    texts_of, numbers = texts_of[is_new], numbers[is_new]
    bounds = np.searchsorted(texts_of, np.arange(len(texts) + 1))
    sizes = np.diff(bounds)[rows]
    own = numbers[spread_runs(bounds[:-1][rows], sizes)]
    owners = np.repeat(np.arange(len(rows)), sizes)
    # blocks are in the order of their pages, and stay so
    order = sort_numbers(own)
    pages_of = pages.owners[owners[order]]
    is_new = flag_changes(own[order]) | flag_changes(pages_of)
    groups = np.empty(len(own), np.int64)
    groups[order] = np.cumsum(is_new) - 1
    return BlockWords(owners, own, groups, sizes, pages_of[is_new], stems.spellings)


class _FoundStems(NamedTuple):
    """The stems in texts: stem `i` is in the text `owners[i]`, in no order, and `numbers[i]` is its place in `spellings`, which
    are sorted.
    """

    numbers: Ints
    owners: Ints
    spellings: Spellings


def _read_stems(texts: Sequence[str]) -> _FoundStems:
    """The beginnings of words of a letter and three more letters or digits at least."""
    codes, bounds, rows = _spell_plainly([text[:_READ] for text in texts])
    kinds = load_classes().take(codes)
    starts, ends = find_edges(kinds & WORD != 0)
    # a digit begins no word
    numeric = np.flatnonzero(kinds.take(starts) & DECIMAL)
    inside = spread_runs(starts[numeric], ends[numeric] - starts[numeric])
    letters = np.append(inside[kinds.take(inside) & DECIMAL == 0], len(codes))
    starts[numeric] = letters[np.searchsorted(letters, starts[numeric])]
    is_long = np.flatnonzero(ends - starts > _LETTERS_MORE)
    starts, ends = starts[is_long], ends[is_long]
    ends = np.minimum(ends, starts + _STEM)
    found = intern_spans(codes, starts, ends)
    spelt = _spell_stems(codes, starts[found.first], ends[found.first])
    order = np.argsort(spelt)
    ranks = np.zeros(len(order), np.int64)
    ranks[order] = np.arange(len(order))
    owners = np.repeat(rows, np.diff(np.searchsorted(starts, bounds)))
    return _FoundStems(ranks[found.ids], owners, spelt[order])


def _spell_plainly(texts: Sequence[str]) -> tuple[Codes, Ints, Ints]:
    """The code points of texts in lower case without accents and `_`; where each part of the row begins, and its end; and the
    text that each part is.

    Characters of most texts become one each, which a table says; a text that has others stands there again, spelt out.
    """
    row = read_codes(["\n".join(texts), "\n"])
    bounds = np.zeros(len(texts) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)) + 1, out=bounds[1:])
    codes = _tabulate_letters().take(row, mode="clip")
    strange = np.unique(np.searchsorted(bounds, np.flatnonzero(codes == 0), side="right") - 1)
    if not texts or not len(strange):
        return codes[: bounds[-1]], bounds, np.arange(len(texts))
    again = [strip_accents(texts[text].lower()).replace("_", " ") + "\n" for text in strange.tolist()]
    for text in strange.tolist():
        codes[bounds[text] : bounds[text + 1]] = 0
    ends = bounds[-1] + np.cumsum(list(map(len, again)))
    return np.concatenate([codes, read_codes(again)]), np.append(bounds, ends), np.append(np.arange(len(texts)), strange)


@cache
def _tabulate_letters() -> Codes:
    """What common characters become in lower case without accents: the sign itself or another, a blank for several signs that
    are no word, and 0 for what becomes anything else, or nothing; the last entry is that of all characters behind.
    """
    table = np.zeros(_TABULATED + 1, np.uint32)
    table[slice(*_IDEOGRAPHS)] = np.arange(*_IDEOGRAPHS)
    for code in chain(*_LETTERS):
        plain = strip_accents(chr(code).lower())
        if len(plain) == 1:
            table[code] = ord(plain)
        elif plain and not _WORD.search(plain):
            table[code] = ord(" ")
    table[ord("_")] = ord(" ")
    return table


def _spell_stems(codes: Codes, starts: Ints, ends: Ints) -> Spellings:
    """Spans of code points, each of no more than `_STEM`, as text."""
    places = starts[:, None] + np.arange(_STEM)
    inside = places < ends[:, None]
    spelt: Spellings = np.where(inside, codes[np.where(inside, places, 0)], 0).astype(np.uint32).view(f"U{_STEM}")
    return spelt.ravel()


def list_topic_features(
    words: BlockWords, shapes: ShapeColumns, topics: Sequence[Stems], pages: Segments
) -> Iterator[FeatureColumn]:
    """What each block shares with its page's topic, and where it stands beside the title; nothing where no topic is known."""
    if not any(topics):
        return
    size = np.array([len(topic) for topic in topics], np.int64)[pages.owners]
    known = (size > 0).astype(np.int64)
    shared = _count_shared(words, topics, pages)
    is_long = shapes.n_words >= PROSE_WORDS
    yield FeatureColumn(((), ("topic known",)), known)
    yield FeatureColumn(((), ("topic share",)), known, quantize(shared / np.maximum(size, 1)))
    yield FeatureColumn(((), ("topic density",)), known, quantize(shared / np.maximum(words.sizes, 1)))
    for least, name in ((1, "word of topic"), (2, "words of topic")):
        yield FeatureColumn(((), (name, f"{name} short"), (name, f"{name} long")), (shared >= least) * (1 + is_long))
    yield from _list_title_features(_flag_titles(shared, size, shapes.n_words, pages), pages)


def _count_shared(words: BlockWords, topics: Sequence[Stems], pages: Segments) -> Ints:
    """How many stems of its page's topic each block has."""
    width = len(words.spellings) + 1
    stems = np.array([stem for topic in topics for stem in topic], np.str_)
    numbers = np.searchsorted(words.spellings, stems)
    known = np.append(words.spellings, "")[numbers] == stems
    keys = np.repeat(np.arange(len(topics)), [*map(len, topics)]) * width + numbers
    is_shared = np.isin(pages.owners[words.owners] * width + words.stems, keys[known])
    return np.bincount(words.owners[is_shared], minlength=len(words.sizes))


def _flag_titles(shared: Ints, size: Ints, n_words: Ints, pages: Segments) -> Flags:
    """The lines that say what the page is about in so many words, as `find_titles` does."""
    shares = shared / np.maximum(size, 1)
    least = np.maximum(_TITLE_SHARE, find_greatest(shares, pages)[pages.owners] - _TITLE_NEAR)
    return (size > 0) & (shares >= least) & (n_words <= _TITLE_WORDS)


def _list_title_features(titles: Flags, pages: Segments) -> Iterator[FeatureColumn]:
    first, last = find_first(titles, pages)[pages.owners], find_last(titles, pages)[pages.owners]
    titled = (count_flags(titles, pages) > 0)[pages.owners]
    ahead, behind = (titled & (pages.rows < first)).astype(np.int64), (titled & (pages.rows >= first)).astype(np.int64)
    yield FeatureColumn(((), ("titled",)), titled.astype(np.int64))
    yield FeatureColumn(((), ("title of topic",)), titles.astype(np.int64))
    yield FeatureColumn(((), ("before last title",)), (titled & (pages.rows < last)).astype(np.int64))
    yield FeatureColumn(((), ("before title",)), ahead)
    yield FeatureColumn(((), ("until title",)), ahead, quantize(squash(np.maximum(first - pages.rows, 0))))
    yield FeatureColumn(((), ("behind title",)), behind, quantize(squash(np.maximum(pages.rows - first, 0))))
    yield FeatureColumn(((), ("since title",)), behind, quantize(squash(pages.rows - find_last_until(titles, pages))))


def list_coherence_features(words: BlockWords, shapes: ShapeColumns, scores: Floats, pages: Segments) -> Iterator[FeatureColumn]:
    """How much of each block's words stands in what was taken for the article, and in what was taken for the page around it.

    `scores` are log odds of a first judgement. Words count by their rarity on the page, as in text retrieval (Spärck Jones
    1972), and a block is compared with the others only.
    """
    probabilities = to_probability(scores)
    weights = probabilities * np.minimum(shapes.n_words, _PARAGRAPH_WORDS) / _PARAGRAPH_WORDS * _PARAGRAPH_WEIGHT
    counts = np.bincount(words.groups, minlength=len(words.pages))
    rarity = np.log(1 + np.diff(pages.offsets)[words.pages] / counts)[words.groups]
    inside, outside = (_share(words, rarity, each) for each in (weights, 1 - probabilities))
    length = np.where(shapes.n_words >= PROSE_WORDS, 1, np.where(shapes.n_words >= _MIDDLING_WORDS, 2, 3))
    choices = np.where(words.sizes > 0, length, 0)
    for name, value in (("article", inside), ("frame", outside)):
        names = tuple((f"in {name}", f"in {name} {length}") for length in _LENGTHS)
        yield FeatureColumn(((), *names), choices, quantize(value))
    yield FeatureColumn((("in article more",),), np.zeros(len(choices), np.int64), quantize(inside - outside))
    yield from _smooth(words, inside, pages)


def _share(words: BlockWords, rarity: Floats, weights: Floats) -> Floats:
    """The share of each block's words that the other blocks of its page have, where blocks weigh `weights`; 0 without words."""
    own = weights[words.owners]
    total = np.bincount(words.groups, own, minlength=len(words.pages))[words.groups]
    shared = np.bincount(words.owners, rarity * np.minimum(1.0, total - own), minlength=len(weights))
    every = np.bincount(words.owners, rarity, minlength=len(weights))
    return np.divide(shared, every, out=np.zeros(len(weights)), where=words.sizes > 0)


def _smooth(words: BlockWords, inside: Floats, pages: Segments) -> Iterator[FeatureColumn]:
    """The mean of the blocks around each, where blocks count by their words."""
    sizes = np.minimum(words.sizes, _LINE_WORDS)
    size, weighed = sum_before(sizes), prefix_sums(inside * sizes, pages)
    every = np.zeros(len(sizes), np.int64)
    for name, (before, behind) in _WINDOWS.items():
        first, last = (np.clip(pages.rows + shift, pages.starts, pages.ends) for shift in (before, behind))
        count = size[last] - size[first]
        mean = np.divide(weighed(last) - weighed(first), count, out=np.zeros(len(sizes)), where=count > 0)
        yield FeatureColumn(((f"in article {name}",),), every, quantize(mean))


def _find_slug(url: str) -> str:
    """The part of an address that is words, the longest of several, without its file ending."""
    try:
        parts = [unquote(part) for part in urlsplit(url).path.split("/")]
    except ValueError:  # an address such as http://[half
        return ""
    slug = max(parts, key=lambda part: len(_PART_OF_SLUG.findall(part)), default="")
    return _PART_OF_SLUG.sub(" ", slug.rsplit(".", 1)[0]) if len(_PART_OF_SLUG.findall(slug)) >= _LEAST - 1 else ""
