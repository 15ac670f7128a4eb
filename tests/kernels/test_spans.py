"""Spans of code points: runs of characters of a class, and spellings by number."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.kernels import spans
from corpus_builder.kernels.compiled import Kernel, can_compile
from corpus_builder.kernels.spans import find_runs, intern_spans
from corpus_builder.text.characters import SPACE, WORD, load_classes, read_codes

# letters that look alike or combine, an astral one, a lone surrogate, NUL
HOSTILE = st.lists(st.text(st.sampled_from("abé́Éß0_ \n’\x00\ud800\U0001d4d0\U00020000"), max_size=12), max_size=20)


def lay_out(texts: list[str]) -> tuple[Any, Any, Any]:
    """The texts as spans of one row of code points."""
    ends = np.cumsum([len(text) for text in texts], dtype=np.int64)
    return read_codes(texts), ends - np.array([len(text) for text in texts], np.int64), ends


def number_texts(texts: list[str]) -> list[int]:
    """What interning must answer: the number of each text's first equal."""
    numbers: dict[str, int] = {}
    return [numbers.setdefault(text, len(numbers)) for text in texts]


@given(HOSTILE)
def test_equal_spellings_have_one_number(texts: list[str]) -> None:
    """Two spans have one number exactly if all their characters agree, and numbers follow first appearance."""
    interned = intern_spans(*lay_out(texts))
    assert interned.ids.tolist() == number_texts(texts)
    assert [texts[i] for i in interned.first.tolist()] == list(dict.fromkeys(texts))


@given(HOSTILE)
def test_spellings_with_one_hash_are_told_apart(texts: list[str]) -> None:
    """Where all hashes collide, the characters decide."""
    plain = Kernel(spans._number_spellings.plain, ("table", "hashes", "ids", "first"))
    codes, starts, ends = lay_out(texts)
    ids, first, hashes = np.zeros(len(texts), np.int32), np.zeros(len(texts), np.int64), np.zeros(len(texts), np.int64)
    namespace = {**plain.plain.__globals__, "_MASK": 0, "_BASIS": 0}
    colliding = Kernel(type(plain.plain)(plain.plain.__code__, namespace), ("table", "hashes", "ids", "first"))
    found = colliding.run_plain(codes, starts, ends, np.zeros(64, np.int32), hashes, ids, first)
    assert ids.tolist() == number_texts(texts) and found == len(set(texts)) and not hashes.any()


@pytest.mark.skipif(not can_compile(), reason="numba is not installed")
@given(HOSTILE)
def test_compiled_and_plain_agree(texts: list[str]) -> None:
    """Compiled or not, the same numbers."""
    codes, starts, ends = lay_out(texts)
    answers = []
    for run in (spans._number_spellings.run_plain, spans._number_spellings.run_compiled):
        arrays = [np.zeros(64, np.int32), *(np.zeros(len(texts), dtype) for dtype in (np.int64, np.int32, np.int64))]
        answers.append((run(codes, starts, ends, *arrays), [array.tolist() for array in arrays]))
    assert answers[0] == answers[1]


@given(HOSTILE)
def test_runs_are_what_a_pattern_finds(texts: list[str]) -> None:
    """The runs of word characters are the matches of the pattern for them, those of blanks likewise."""
    text = "".join(texts)
    for pattern, wanted in ((r"\w+", WORD), (r"\s+", SPACE)):
        starts, ends = find_runs(read_codes(texts), load_classes(), wanted)
        assert [*zip(starts.tolist(), ends.tolist(), strict=True)] == [found.span() for found in re.finditer(pattern, text)]
