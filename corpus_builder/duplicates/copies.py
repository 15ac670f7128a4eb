"""Which similar paragraphs a reader would call copies: between reprints nearly all, between other documents the close ones.

Two papers that quote one release share its words and keep their own. So between documents that do not reprint one another more
must be common, a quotation must be the same and what stands around it as similar as all, and a sentence that stands in a longer
paragraph is no copy of that.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from corpus_builder.duplicates.index import has_words
from corpus_builder.duplicates.similarity import LONG_TEXT, SHORT_SHINGLE, Flags, SimilarPairs, compare_sets
from corpus_builder.kernels.shingles import make_shingle_sets
from corpus_builder.settings import DuplicateSettings
from corpus_builder.text.normalization import casefold_without_accents

# Words in marks that are a quotation; fewer are a title, or a term that the one writer marks and the other does not.
QUOTATION_WORDS = 4
# Words around a quotation that are a writer's own; fewer name who speaks and how.
OWN_WORDS = 8
# Links of a list with a mark between them, and items of a list with commas.
LINKS, ITEMS = 3, 5
# Words of an item in a list with commas.
ITEM_WORDS = 3
# A stretch in marks; one that is never closed ends with the text.
_QUOTATION = re.compile(r"[«“„][^«»“”„]*+[»”“]?|\"[^\"]*+\"?|(?<!\w)['‘](?:[^'‘’]|(?<=\w)['’](?=\w))*+['’]")
_MARKS = re.compile("[«“„\"'‘]")
_WORD = re.compile(r"[^\W_]+")
_LINK_MARKS = re.compile(r"\s[|•·›>►▪]\s|\s[–—-]\s|\n")
_SENTENCE_ENDS = frozenset('.!?…»”"')


def find_close_copies(texts: Sequence[str], pairs: SimilarPairs, settings: DuplicateSettings) -> Flags:
    """Whether a reader would call the texts of each pair copies, wherever they stand."""
    shares = np.maximum(np.minimum(pairs.left_share, pairs.right_share), 1e-9), np.maximum(pairs.left_share, pairs.right_share)
    jaccard = 1 / (1 / shares[0] + 1 / np.maximum(shares[1], 1e-9) - 1)
    long = np.array([min(len(texts[a]), len(texts[b])) >= LONG_TEXT for a, b in _list_pairs(pairs)], bool)
    close = pairs.same & (jaccard >= np.where(long, settings.similarity, settings.separate_similarity))
    quoting = [row for row, (a, b) in enumerate(_list_pairs(pairs)) if close[row] and _quotes_something(texts, a, b)]
    if quoting:
        parts = [(split_quotations(texts[pairs.left[row]]), split_quotations(texts[pairs.right[row]])) for row in quoting]
        close[quoting] = [_share_quotations(one, other) for one, other in parts]
        close[quoting] &= _compare_own([one.own for one, _ in parts], [other.own for _, other in parts], settings)
    copies: Flags = close | (pairs.similarity == 1)
    return copies


def _list_pairs(pairs: SimilarPairs) -> list[tuple[int, int]]:
    return list(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True))


def _quotes_something(texts: Sequence[str], one: int, other: int) -> bool:
    return bool(_MARKS.search(texts[one]) or _MARKS.search(texts[other]))


class Quoting(NamedTuple):
    """The stretches that a text quotes and the whole text, in letters and digits alone, and what stands around the stretches."""

    quoted: tuple[str, ...]
    letters: str
    own: str


def split_quotations(text: str) -> Quoting:
    """A text as quotations and what stands around them.

    >>> split_quotations("« Le moulin ferme lundi », dit-il « en soupirant ».")
    Quoting(quoted=('lemoulinfermelundi',), letters='lemoulinfermelundiditilensoupirant', own=' , dit-il « en soupirant ».')
    """
    quoted: list[str] = []

    def take(found: re.Match[str]) -> str:
        words = _WORD.findall(found[0])
        if len(words) < QUOTATION_WORDS:
            return found[0]
        quoted.append(casefold_without_accents("".join(words)))
        return " "

    own = _QUOTATION.sub(take, text)
    return Quoting(tuple(quoted), casefold_without_accents("".join(_WORD.findall(text))), own)


def _share_quotations(one: Quoting, other: Quoting) -> bool:
    """Whether either text has all that the other quotes, in whatever marks."""
    return all(stretch in other.letters for stretch in one.quoted) and all(stretch in one.letters for stretch in other.quoted)


def _compare_own(one: Sequence[str], other: Sequence[str], settings: DuplicateSettings) -> Flags:
    """Whether what stands around the quotations of two texts is similar enough, or too short to be anyone's own."""
    sets = make_shingle_sets([*one, *other], SHORT_SHINGLE)
    rows = np.arange(len(one))
    similar, _, _ = compare_sets(sets, rows, rows + len(one))
    short = [not (has_words(a, OWN_WORDS) or has_words(b, OWN_WORDS)) for a, b in zip(one, other, strict=True)]
    return np.array(short, bool) | (similar >= settings.separate_similarity)


def is_link_list(text: str) -> bool:
    """Whether a paragraph is a list of links or tags, not a sentence: parts with marks between them, and none ends one.

    >>> is_link_list("À la une | Météo : le soleil revient | Sorny bat Orbec"), is_link_list("Il pleut à Sorny, à Orbec")
    (True, False)
    """
    bare = text.strip()
    if not bare or bare[-1] in _SENTENCE_ENDS:
        return False
    parts = [part for part in _LINK_MARKS.split(bare) if part.strip()]
    if len(parts) >= LINKS and not any(part.rstrip()[-1] in ".!?" for part in parts):
        return True
    items = bare.split(",")
    return len(items) >= ITEMS and all(len(item.split()) <= ITEM_WORDS for item in items[1:])
