"""Characters by their classes and the words they make, from one table, so that every version of Python answers the same.

`characters.txt` has a row for each range of code points that have the same classes, and the version of Unicode that
they are from. Unlike `str` and `re`, it does not change with the interpreter.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

U8 = npt.NDArray[np.uint8]
U16 = npt.NDArray[np.uint16]
U32 = npt.NDArray[np.uint32]
I64 = npt.NDArray[np.int64]

TABLE: Final = "characters.txt"
CODE_POINTS: Final = 0x110000
# One bit for each class. WORD and SPACE are what `\w` and `\s` match, the others what the methods of `str` are named for;
# MARK is what combines with the letter before it.
WORD, LETTER, UPPER, LOWER, DIGIT, DECIMAL, SPACE, MARK = (1 << bit for bit in range(8))
CLASSES: Final = {
    "word": WORD,
    "letter": LETTER,
    "upper": UPPER,
    "lower": LOWER,
    "digit": DIGIT,
    "decimal": DECIMAL,
    "space": SPACE,
    "mark": MARK,
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
    _, *rows = (files(__package__) / TABLE).read_text(encoding="ascii").split("\n")
    table = np.zeros(CODE_POINTS, np.uint16)
    for row in rows:
        if row:
            span, *names = row.split(" ")
            first, _, last = span.partition("-")
            table[int(first, 16) : int(last or first, 16) + 1] = sum(CLASSES[name] for name in names)
    return table


def count_words(texts: pa.Array | pa.ChunkedArray) -> pa.Array:
    """The number of words in each text of a column of strings, as int64; null where the text is.

    >>> count_words(pa.array(["L’accord n'a pas coûté 3.5 millions", ""])).to_pylist()
    [6, 0]
    """
    counts = [
        _count_batch([text or "" for text in texts[first : first + BATCH_TEXTS].to_pylist()])
        for first in range(0, len(texts), BATCH_TEXTS)
    ]
    return pa.array(np.concatenate([np.empty(0, np.int64), *counts]), mask=np.asarray(texts.is_null()))


def _count_batch(texts: Sequence[str]) -> I64:
    kinds = load_word_kinds()[read_codes(["  ", "\n".join(texts)])]
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
