"""Telling a sentence that is filled with other facts from one that was edited: which words stand in place of which.

Weather, results and notices share a sentence and differ in its nouns, names and numbers, word for word. Who edits a copy takes
words out and puts words in, and seldom has another number or name in place of one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from corpus_builder.duplicates.variants import STOPS, Token, TokenKind, hash_word_kinds, read_tokens
from corpus_builder.kernels.shingles import spread_runs
from corpus_builder.kernels.word_sets import U8, WordColumns, count_letters

# Replacements, one of them a number or a name, that make another report of the same frame.
FACTS = 2
# Replaced nouns and verbs without any number or name that do; and the share of informative words they are.
WORDS, WORD_SHARE = 3, 0.25
# Letters from which a word is taken to be informative; most shorter ones belong to grammar.
INFORMATIVE_LETTERS = 3
# Share of the letters of two words, common and in order, from which they are one, misspelt or inflected.
SPELLING_SHARE = 0.65
# Pairs of words in a gap up to which it is looked through for common ones; a longer gap was rewritten.
GAP_PAIRS = 2500
# Words more that may differ when two texts are compared place by place.
MOST_SHIFTED = 2
# What a word of a column is: a number, a name, another informative word, a part of a number, one that comes and goes, another.
_NUMBER, _NAME, _WORD, _PART, _FILLER, _REST = range(6)
Index = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Shares = npt.NDArray[np.float64]
# The bounds of the words that differ in the one and in the other text.
Gap = tuple[int, int, int, int]


class WordRow(NamedTuple):
    """The words of a text in order, what they are, the different ones, and the place of each that stands there once."""

    words: tuple[str, ...]
    tokens: tuple[Token, ...]
    different: frozenset[str]
    places: dict[str, int]
    informative: int


class Replaced(NamedTuple):
    """How many numbers and names, and how many other informative words, stand in place of others; and how many other edits."""

    facts: int
    words: int
    edits: int


def read_word_row(text: str) -> WordRow:
    """The words of a text, without those that come and go with a name."""
    tokens = tuple(token for token in read_tokens(text) if token.kind is not TokenKind.FILLER)
    words = tuple(token.value for token in tokens)
    counts = Counter(words)
    places = {word: place for place, word in enumerate(words) if counts[word] == 1}
    return WordRow(words, tokens, frozenset(counts), places, sum(map(_is_informative, tokens)))


def fill_one_frame(one: WordRow, other: WordRow, least_share: float = 0.0) -> bool:
    """Whether two similar texts are one frame that is filled with other facts.

    They are when two numbers or names, or one of them and another word, or a good share of all nouns and verbs stand in place
    of others, and hardly a word was put in or taken out. `least_share` is the share of informative words that are replaced at
    least.

    >>> read = lambda *texts: fill_one_frame(*map(read_word_row, texts))
    >>> read("Le pont de Sorny ferme lundi pour travaux.", "Le pont d'Orbec ferme jeudi pour travaux.")
    True
    >>> read("Le pont de Sorny ferme lundi pour travaux.", "Le vieux pont de Sorny ferme dès lundi.")
    False
    """
    gaps = find_gaps(one, other)
    inserted = sum(last - first + high - low for first, last, low, high in gaps if first == last or low == high)
    if 2 * inserted > sum(min(last - first, high - low) for first, last, low, high in gaps):
        return False  # most copies were edited so, and their words need no closer look
    found = count_replaced(one, other, gaps)
    replaced = found.facts + found.words
    smaller = max(min(one.informative, other.informative), 1)
    if replaced < least_share * smaller:
        return False
    if found.facts >= FACTS:
        return 2 * found.edits <= replaced
    if found.facts and replaced >= FACTS:
        return 3 * found.edits <= replaced
    return not found.edits and found.words >= WORDS and found.words >= WORD_SHARE * smaller


class FrameWords(NamedTuple):
    """The words of several texts without those that come and go with a name: those of text `i` are `offsets[i]` to
    `offsets[i + 1]`.

    For each the number of the word, its kind, and whether it is digits; for each text how many are informative at most, and for
    each number the letters.
    """

    offsets: Index
    numbers: Index
    kinds: U8
    digits: Flags
    informative: Index
    letters: U8


def read_frame_words(words: WordColumns) -> FrameWords:
    """The words of texts, to be compared place by place."""
    different, first, numbers = np.unique(words.hashes, return_index=True, return_inverse=True)
    sizes = np.diff(words.offsets)
    # names cannot be told in a text all in capitals
    named = np.repeat(2 * _count_in_texts(words.capital, words.offsets) <= sizes, sizes)
    inside = (words.before != 0) & ~np.isin(words.before, [ord(stop) for stop in STOPS])
    kinds = np.where(words.lengths >= INFORMATIVE_LETTERS, np.where(words.capital & named & inside, _NAME, _WORD), _REST)
    for known, kind in zip(hash_word_kinds(), (_NUMBER, _FILLER, _REST), strict=True):
        kinds[np.isin(different, known)[numbers]] = kind
    kinds[words.digits] = _NUMBER
    joined = words.digits[1:] & words.digits[:-1] & (words.before[1:] != 0)
    kinds[1:][joined] = kinds[:-1][joined] = _PART
    informative = _count_in_texts((kinds <= _PART) | ((kinds == _REST) & words.capital), words.offsets)
    kept = kinds != _FILLER
    offsets = np.concatenate([[0], np.cumsum(kept)])[words.offsets]
    letters = count_letters(words, first)
    return FrameWords(offsets, numbers[kept], kinds[kept].astype(np.uint8), words.digits[kept], informative, letters)


def _count_in_texts(flags: Flags, offsets: Index) -> Index:
    counts: Index = np.diff(np.concatenate([[0], np.cumsum(flags)])[offsets])
    return counts


class FrameGaps(NamedTuple):
    """The places at which pairs of texts with as many words differ: the pair, the word of the one and that of the other, and
    the number of the gap, which places that follow one another share.
    """

    pairs: Index
    mine: Index
    others: Index
    gaps: Index


def find_plain_frames(words: FrameWords, one: Index, other: Index, lacking: Index, least_shares: Shares) -> Flags:
    """Of which pairs of texts it is plain that they are one frame with other facts: `fill_one_frame` says so, too.

    The texts have as many words, and those that differ share too few letters to be one spelling. `lacking` is for each pair how
    many words of the one text the other lacks.
    """
    places = _compare_places(words, one, other)
    kinds, opposite = words.kinds[places.mine], words.kinds[places.others]
    both = (kinds <= _WORD) & (opposite <= _WORD)
    replaced = both & _are_different(words, places)
    facts = replaced & (kinds == opposite) & (kinds <= _NAME)
    # a noun in place of an article may count as two edits
    unclear = ~both & ~((kinds == _PART) & (opposite == _PART))
    found, changed, edits, differ = (
        np.bincount(places.pairs[flags], minlength=len(one)) for flags in (facts, replaced, unclear, np.ones(len(both), bool))
    )
    edits = 2 * edits
    smaller = np.maximum(np.minimum(words.informative[one], words.informative[other]), 1)
    enough = (found >= FACTS) & (2 * edits <= changed)
    enough |= (found > 0) & (changed >= FACTS) & (3 * edits <= changed)
    enough |= (edits == 0) & (changed >= WORDS) & (changed >= WORD_SHARE * smaller)
    plain: Flags = enough & (changed >= least_shares * smaller) & (differ <= lacking + MOST_SHIFTED)
    return plain


def _compare_places(words: FrameWords, one: Index, other: Index) -> FrameGaps:
    """Where the pairs of as many words differ."""
    sizes = np.diff(words.offsets)
    rows = np.flatnonzero(sizes[one] == sizes[other])
    lengths = sizes[one[rows]]
    mine, others = (spread_runs(words.offsets[side[rows]], lengths) for side in (one, other))
    places = np.flatnonzero(words.numbers[mine] != words.numbers[others])
    pairs = np.repeat(rows, lengths)[places]
    mine, others = mine[places], others[places]
    begins = np.ones(len(pairs), bool)
    begins[1:] = (np.diff(mine) != 1) | (np.diff(pairs) != 0)
    return FrameGaps(pairs, mine, others, np.cumsum(begins) - 1)


def _are_different(words: FrameWords, places: FrameGaps) -> Flags:
    """Which words are surely no other spelling of those in whose place they stand, alone and with all of their gap."""
    kinds = words.kinds[places.mine], words.kinds[places.others]
    numbers = (kinds[0] == _NUMBER) & (kinds[1] == _NUMBER)
    alike = numbers & (words.digits[places.mine] == words.digits[places.others])
    one, other = words.letters[words.numbers[places.mine]], words.letters[words.numbers[places.others]]
    different: Flags = alike | (_share_few_letters(one, other) & ~numbers)
    sizes = np.bincount(places.gaps)
    several = np.flatnonzero(sizes[places.gaps] > 1)
    if not len(several):
        return different
    starts = np.flatnonzero(np.diff(places.gaps[several], prepend=-1))
    sums = [np.add.reduceat(side[several], starts, axis=0, dtype=np.int64) for side in (one, other)]
    apart = _share_few_letters(*sums) | np.logical_or.reduceat(alike[several], starts)
    different[several] &= np.repeat(apart, np.diff(starts, append=len(several)))
    return different


def _share_few_letters(one: npt.NDArray[np.integer], other: npt.NDArray[np.integer]) -> Flags:
    """Whether two words, by the counts of their letters, have too few in common to be one spelling."""
    shared = np.minimum(one, other).sum(axis=1, dtype=np.int64)
    few: Flags = 2 * shared < SPELLING_SHARE * (one.sum(axis=1, dtype=np.int64) + other.sum(axis=1, dtype=np.int64))
    return few


def count_replaced(one: WordRow, other: WordRow, gaps: Sequence[Gap]) -> Replaced:
    """What of one text stands in place of what of the other, gap by gap."""
    facts = words = edits = 0
    for first, last, low, high in gaps:
        found = _compare_gap(one.tokens[first:last], other.tokens[low:high])
        facts, words, edits = facts + found.facts, words + found.words, edits + found.edits
    return Replaced(facts, words, edits)


def find_gaps(one: WordRow, other: WordRow) -> list[Gap]:
    """Where two texts differ: the bounds of the words in the one and in the other, one side perhaps empty.

    Texts of equal length that agree about as well word by word are compared so: a frame puts a word of one slot into another.
    """
    if len(one.words) != len(other.words):
        return list(_align_words(one, other))
    places = [place for place, pair in enumerate(zip(one.words, other.words, strict=True)) if pair[0] != pair[1]]
    # no alignment leaves fewer words out than the one text lacks of the other
    if len(places) > len(one.different - other.different) + MOST_SHIFTED:
        gaps = list(_align_words(one, other))
        if len(places) > sum(last - first for first, last, _, _ in gaps) + MOST_SHIFTED:
            return gaps
    return [(first, last, first, last) for first, last in _join_places(places)]


def _join_places(places: list[int]) -> list[tuple[int, int]]:
    """The bounds of places that follow one another."""
    starts = [place for number, place in enumerate(places) if not number or places[number - 1] != place - 1]
    ends = [place + 1 for number, place in enumerate(places) if number + 1 == len(places) or places[number + 1] != place + 1]
    return list(zip(starts, ends, strict=True))


def _align_words(one: WordRow, other: WordRow) -> Iterator[Gap]:
    """The gaps between words that both texts have once, and in the same order; around those equal words are skipped."""
    pairs = [
        (place, opposite)
        for word, place in one.places.items()
        if (opposite := other.places.get(word)) is not None and _share_neighbour(one.words, place, other.words, opposite)
    ]
    start = from_ = 0
    for place, opposite in (*_keep_rising(pairs), (len(one.words), len(other.words))):
        first, last, low, high = start, place, from_, opposite
        while first < last and low < high and one.words[first] == other.words[low]:
            first, low = first + 1, low + 1
        while first < last and low < high and one.words[last - 1] == other.words[high - 1]:
            last, high = last - 1, high - 1
        yield from _split_gap(one.words[first:last], other.words[low:high], first, low)
        start, from_ = place + 1, opposite + 1


def _split_gap(one: Sequence[str], other: Sequence[str], first: int, low: int) -> Iterator[Gap]:
    """The parts of a gap, from `first` and `low` on, between the words that both sides have in order.

    Where both sides are equally long, words at the same place come first: frames put a word of one slot into another, too.
    """
    pairs: list[tuple[int, int]] = []
    if 0 < len(one) * len(other) <= GAP_PAIRS:
        pairs = _find_common(one, other)
        if len(one) == len(other):
            opposite = [(place, place) for place, word in enumerate(one) if word == other[place]]
            pairs = opposite if len(opposite) >= len(pairs) else pairs
    start = from_ = 0
    for place, opposite_place in (*pairs, (len(one), len(other))):
        if start < place or from_ < opposite_place:
            yield first + start, first + place, low + from_, low + opposite_place
        start, from_ = place + 1, opposite_place + 1


def _find_common(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int]]:
    """The places of the most words that both have in the same order."""
    longest = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for i in range(len(one) - 1, -1, -1):
        for j in range(len(other) - 1, -1, -1):
            equal = one[i] == other[j]
            longest[i][j] = longest[i + 1][j + 1] + 1 if equal else max(longest[i + 1][j], longest[i][j + 1])
    pairs, i, j = [], 0, 0
    while i < len(one) and j < len(other) and longest[i][j]:
        if one[i] == other[j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif longest[i + 1][j] >= longest[i][j + 1]:
            i += 1
        else:
            j += 1
    return pairs


def _share_neighbour(one: Sequence[str], place: int, other: Sequence[str], opposite: int) -> bool:
    """Whether the words before or behind two equal ones are equal as well: a word may stand in two slots of a frame."""
    if place and opposite and one[place - 1] == other[opposite - 1]:
        return True
    return one[place + 1 : place + 2] == other[opposite + 1 : opposite + 2]


def _keep_rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The most pairs whose second numbers rise; their first ones do."""
    lowest: list[int] = []
    ends: list[int] = []
    before = [-1] * len(pairs)
    for i, (_, number) in enumerate(pairs):
        length = bisect_left(lowest, number)
        before[i] = ends[length - 1] if length else -1
        lowest[length : length + 1], ends[length : length + 1] = [number], [i]
    kept, i = [], ends[-1] if ends else -1
    while i >= 0:
        kept.append(pairs[i])
        i = before[i]
    return kept[::-1]


@lru_cache(maxsize=1 << 14)
def _compare_gap(one: tuple[Token, ...], other: tuple[Token, ...]) -> Replaced:
    """What two stretches without a common word replace; one of them may be empty."""
    if _is_one_spelling(one, other):
        return Replaced(0, 0, 0)
    mine, others = _drop_misspelt(one, other)
    facts = sum(min(_count(mine, kind), _count(others, kind)) for kind in (TokenKind.NUMBER, TokenKind.NAME))
    informative = [sum(map(_is_informative, side)) for side in (mine, others)]
    rest = [len(side) - count for side, count in zip((mine, others), informative, strict=True)]
    return Replaced(facts, max(min(informative) - facts, 0), max(informative) - min(informative) + max(rest))


def _drop_misspelt(one: Sequence[Token], other: Sequence[Token]) -> tuple[list[Token], list[Token]]:
    """Two stretches without the words of each that the other has, spelt otherwise; equally long ones word by word."""
    if len(one) == len(other):
        pairs = [pair for pair in zip(one, other, strict=True) if not _is_one_spelling(pair[:1], pair[1:])]
        return [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    others = list(other)
    mine = []
    for token in one:
        same = next((place for place, partner in enumerate(others) if _is_one_spelling([token], [partner])), None)
        if same is None:
            mine.append(token)
        else:
            del others[same]
    return mine, others


def _count(tokens: Sequence[Token], kind: TokenKind) -> int:
    return sum(token.kind is kind for token in tokens)


def _is_informative(token: Token) -> bool:
    """Whether a word is a number or a name, or long enough for a noun or a verb."""
    if token.kind is TokenKind.PLAIN:
        return len(token.value) >= INFORMATIVE_LETTERS and not token.opens
    return token.kind in (TokenKind.NUMBER, TokenKind.NAME)


def _is_one_spelling(one: Sequence[Token], other: Sequence[Token]) -> bool:
    """Whether two stretches are the same words, spelt, inflected, read or encoded otherwise; two numbers never are."""
    if not one or not other or (_count(one, TokenKind.NUMBER) and _count(other, TokenKind.NUMBER)):
        return False
    return _are_one_spelling("".join(token.value for token in one), "".join(token.value for token in other))


@lru_cache(maxsize=1 << 14)
def _are_one_spelling(one: str, other: str) -> bool:
    # most are misread or misspelt in one place
    if share_ends(one, other):
        return True
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    # the quick look bounds the share from above
    return matcher.quick_ratio() >= SPELLING_SHARE and matcher.ratio() >= SPELLING_SHARE


def share_ends(one: str, other: str) -> bool:
    """Whether what two words have in common from their beginnings on and before their ends is enough for one spelling.

    >>> share_ends("moulin", "moubin"), share_ends("moulin", "marin")
    (True, False)
    """
    shorter, enough = min(len(one), len(other)), SPELLING_SHARE * (len(one) + len(other)) / 2
    first = last = 0
    while first < shorter and one[first] == other[first]:
        first += 1
    while last < shorter - first and one[-1 - last] == other[-1 - last]:
        last += 1
    return first + last >= enough
