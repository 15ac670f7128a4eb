"""Characters by their classes, from one table in this folder, so that every version of Python answers the same.

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

U16 = npt.NDArray[np.uint16]
U32 = npt.NDArray[np.uint32]

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
