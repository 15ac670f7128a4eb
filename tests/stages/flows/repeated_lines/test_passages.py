"""corpus_builder.stages.flows.repeated_lines.passages: passages stand at an edge of every document that has them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.stages.flows.repeated_lines.passages import find_passages
from tests.oracle import repetition

# Documents as words: a capital is a line of many documents by its key, `r` is repeated as well, `.` is neither.
EXAMPLES = [
    (["A..", "A.."], "A"),
    (["A..", "..A"], "A"),
    (["A..", ".A."], ""),
    (["rA.", "rA."], "A"),
    (["AB..", "BA.."], "AB"),
    (["A..", "B..", ".A."], "B"),
    (["AB..", "B..", ".A."], ""),
    (["AB..", ".A."], ""),
    (["AB.BA", ".A."], ""),
    (["A", "B.A"], "AB"),
    (["AB", "AB"], "AB"),
    (["AAB..", "..B."], "A"),
    (["BAA..", "..B."], ""),
]


def find_letters(documents: list[str]) -> str:
    """The letters of the lines that are passages; they are so wherever they stand."""
    text = "".join(documents)
    keys = np.array([ord(letter) for letter in text], np.int64)
    starts = np.cumsum([0, *map(len, documents[:-1])])
    many = np.array([letter.isupper() for letter in text], bool)
    found = find_passages(keys, many, np.array([letter == "r" for letter in text], bool), starts)
    letters = {letter for letter, is_passage in zip(text, found, strict=True) if is_passage}
    assert found.tolist() == [letter in letters for letter in text]
    return "".join(sorted(letters))


@pytest.mark.parametrize(("documents", "letters"), EXAMPLES)
def test_passages(documents: list[str], letters: str) -> None:
    """What stands amid other lines in one document is no passage in any, and what that leaves amid others is none either."""
    assert find_letters(documents) == letters


def test_one_line_takes_back_the_next_as_far_as_it_goes() -> None:
    """Each line is between one that is taken back and its document: a chain of them falls from one end to the other."""
    chain = [chr(0x10400 + number) for number in range(40)]
    assert all(letter.isupper() for letter in chain)
    documents = [f"{one}{other}.." for one, other in pairwise(chain)]
    assert find_letters(documents) == "".join(chain)
    assert find_letters([*documents, f".{chain[0]}."]) == ""
    assert find_letters([*documents, f".{chain[-1]}."]) == "".join(chain[:-1])


@given(st.lists(st.text("ABCDr..", min_size=1, max_size=7), min_size=1, max_size=8))
def test_passages_are_those_of_all_rounds(documents: list[str]) -> None:
    """Looking only at what changed finds what looking at every line in every round finds."""
    text = "".join(documents)
    table = pa.table(
        {
            "position": [place for document in documents for place in range(len(document))],
            "role": ["title" if letter == "r" else "body" for letter in text],
        }
    )
    many = np.array([letter.isupper() for letter in text], bool)
    keys = np.array([ord(letter) for letter in text], np.int64)
    wanted = repetition.find_passages(table, keys, many, np.zeros(len(text), bool))
    assert find_letters(documents) == "".join(sorted({letter for letter, own in zip(text, wanted, strict=True) if own}))


def test_no_lines_have_no_passages() -> None:
    """No document is no exception."""
    none = np.empty(0, np.int64)
    assert find_passages(none, none.astype(bool), none.astype(bool), none).tolist() == []
