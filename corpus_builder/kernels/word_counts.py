"""How many words texts have."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from corpus_builder.text.characters import WORD, load_classes, read_codes

U8 = npt.NDArray[np.uint8]
I64 = npt.NDArray[np.int64]

# A word is a run of letters and digits, and of runs that one of these signs joins.
JOINING = "'’-."
IN_WORD, JOINS = 1, 2
# Texts counted at once, so that the arrays stay small.
BATCH_TEXTS = 1_000


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
