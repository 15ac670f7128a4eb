"""Characters by their classes and the words they make, from one table, so that every version of Python answers the same.

`characters.txt` has a row for each range of code points that have the same classes, and the version of Unicode that
they are from. Unlike `str` and `re`, it does not change with the interpreter.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import pyarrow as pa

U8 = npt.NDArray[np.uint8]
U16 = npt.NDArray[np.uint16]
U32 = npt.NDArray[np.uint32]
I64 = npt.NDArray[np.int64]

TABLE: Final = "characters.txt"
CODE_POINTS: Final = 0x110000
# One bit for each class. WORD and SPACE are what `\w` and `\s` match, the others what the methods of `str` are named for;
# MARK is what combines with the letter before it, and ACCENT what of that decomposition may take off and put in order.
WORD, LETTER, UPPER, LOWER, DIGIT, DECIMAL, SPACE, MARK, ACCENT = (1 << bit for bit in range(9))
# Bits above this one are free for what others add to the table.
LAST_CLASS = ACCENT
CLASSES: Final = {
    "word": WORD,
    "letter": LETTER,
    "upper": UPPER,
    "lower": LOWER,
    "digit": DIGIT,
    "decimal": DECIMAL,
    "space": SPACE,
    "mark": MARK,
    "accent": ACCENT,
}
# A word is a run of letters and digits, and of runs that one of these signs joins.
JOINING = "'’-."
IN_WORD, JOINS = 1, 2
# Texts counted at once, so that the arrays stay small.
BATCH_TEXTS = 1_000


def read_codes(texts: Sequence[str]) -> U32:
    """The code points of texts in a row; a lone surrogate stands for itself.

    >>> read_codes(["ab", "é"]).tolist()
    [97, 98, 233]
    """
    return np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)


@cache
def load_classes() -> U16:
    """The classes of every code point, as bits: an array of 0x110000 numbers.

    >>> table = load_classes()
    >>> bool(table[ord("É")] & UPPER), bool(table[ord("’")] & WORD)
    (True, False)
    """
    firsts, lasts, names = read_ranges(TABLE)
    bits = {kind: sum(CLASSES[name] for name in kind.split(" ")) for kind in set(names)}
    return spread_ranges(firsts, lasts, np.array([bits[kind] for kind in names], np.uint16), CODE_POINTS)


def read_ranges(name: str) -> tuple[I64, I64, list[str]]:
    """The rows of a table of this folder below its first line: first and last code points of ranges, and what is said of them."""
    _, *rows = (files(__package__) / name).read_text(encoding="ascii").splitlines()
    spans, values = zip(*(row.split(" ", 1) for row in rows), strict=True)
    ends = [span.rsplit("-", 1) for span in spans]
    firsts, lasts = (np.array([int(end[which], 16) for end in ends], np.int64) for which in (0, -1))
    return firsts, lasts, list(values)


def spread_ranges(firsts: I64, lasts: I64, values: npt.NDArray[Any], size: int) -> npt.NDArray[Any]:
    """An array of `size` numbers that has in each range of places its value, and 0 elsewhere; ranges rise."""
    spread = np.zeros(2 * len(firsts) + 1, values.dtype)
    spread[1::2] = values
    edges = np.zeros(2 * len(firsts) + 2, np.int64)
    edges[1:-1:2], edges[2:-1:2], edges[-1] = firsts, lasts + 1, size
    return np.repeat(spread, np.diff(edges))


def count_words(texts: pa.Array | pa.ChunkedArray) -> pa.Array:
    """The number of words in each text of a column of strings, as int64; null where the text is.

    >>> import pyarrow as pa
    >>> count_words(pa.array(["L’accord n'a pas coûté 3.5 millions", ""])).to_pylist()
    [6, 0]
    """
    import pyarrow as pa

    parts = (texts[first : first + BATCH_TEXTS].to_pylist() for first in range(0, len(texts), BATCH_TEXTS))
    counts = [_count_batch([text or "" for text in part]) for part in parts]
    return pa.array(np.concatenate([np.empty(0, np.int64), *counts]), mask=np.asarray(texts.is_null()))


def count_words_of(texts: Sequence[str]) -> I64:
    """The number of words in each text.

    >>> count_words_of(["L’accord n'a pas coûté 3.5 millions", ""]).tolist()
    [6, 0]
    """
    parts = [_count_batch(texts[first : first + BATCH_TEXTS]) for first in range(0, len(texts), BATCH_TEXTS)]
    return np.concatenate([np.empty(0, np.int64), *parts])


def _count_batch(texts: Sequence[str]) -> I64:
    kinds = load_word_kinds().take(read_codes(["  ", "\n".join(texts)]))
    inside = kinds == IN_WORD
    begins = inside[2:] & ~inside[1:-1] & ~((kinds[1:-1] == JOINS) & inside[:-2])
    ends = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)) + 1)
    return np.diff(np.searchsorted(np.flatnonzero(begins), ends), prepend=0)


@cache
def load_word_kinds() -> U8:
    """For each code point IN_WORD for letters and digits, JOINS for the signs that join them, else 0."""
    kinds: U8 = ((load_classes() & WORD) != 0).astype(np.uint8)
    kinds[ord("_")] = 0
    kinds[[ord(sign) for sign in JOINING]] = JOINS
    return kinds
