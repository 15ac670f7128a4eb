"""Characters by their classes: the table of the tree, whatever the interpreter."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.make_characters import list_classes, render_classes
from corpus_builder.text import characters
from corpus_builder.text.characters import CLASSES, CODE_POINTS, count_words, load_classes, read_codes

TABLE = Path(characters.__file__).parent / characters.TABLE
VERSION = TABLE.read_text(encoding="ascii").split()[1].rstrip(":")


def test_code_points_of_texts_stand_in_a_row() -> None:
    """Astral characters are one, lone surrogates and NUL stand for themselves."""
    assert read_codes(["a\x00", "", "\U0001d4d0\ud800"]).tolist() == [0x61, 0, 0x1D4D0, 0xD800]


def test_classes_are_those_of_the_interpreter() -> None:
    """Of code points that this Python knows the table says what it does, but for the case of a few letters above the line."""
    table = load_classes()
    codes = [code for code in range(CODE_POINTS) if unicodedata.category(chr(code)) != "Cn"]
    differ = [code for code in codes if sum(CLASSES[name] for name in list_classes(chr(code))) != table[code]]
    assert len(differ) < 10 and all(unicodedata.category(chr(code)) == "Lm" for code in differ)


@pytest.mark.skipif(unicodedata.unidata_version != VERSION, reason=f"this Python does not have Unicode {VERSION}")
def test_the_table_is_what_its_script_writes() -> None:
    """The table was made by its script, from the version of Unicode that it names."""
    assert TABLE.read_text(encoding="ascii") == render_classes()


# What a word is, as Arrow reads patterns.
PATTERN = r"[\pL\pN]+(?:['’\-.][\pL\pN]+)*"
TEXTS = st.lists(
    st.one_of(
        st.none(),
        # characters that are new in some version of Unicode are left out
        st.text(st.characters(exclude_categories=["Cs", "Cn"]), max_size=20),
        st.text(st.sampled_from("aé3_'’-. \n\u0301²京\U0001d11e\0"), max_size=20),
    ),
    max_size=8,
)
WORDS = [
    ("", 0),
    ("« »", 0),
    ("un", 1),
    ("l’accord d'été", 2),
    ("peut-être 3.5 millions", 3),
    ("10h30, rue 12bis", 3),
    ("Ελλάδα 東京 العربية", 3),
]


@pytest.mark.parametrize(("text", "count"), WORDS)
def test_words_are_runs_of_letters_and_digits(text: str, count: int) -> None:
    """Marks are no words; an apostrophe, a hyphen or a point inside a word does not end it."""
    assert count_words(pa.array([text])).to_pylist() == [count]


@given(TEXTS)
def test_counts_are_those_of_the_pattern(texts: list[str | None]) -> None:
    """Every text has the words that the pattern finds in it alone; no text has no count."""
    column = pa.array(texts, pa.string())
    assert count_words(column).to_pylist() == pc.count_substring_regex(column, PATTERN).to_pylist()


def test_a_column_is_counted_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts and chunks of a column change nothing."""
    texts = [text for text, _ in WORDS]
    monkeypatch.setattr(characters, "BATCH_TEXTS", 2)
    assert count_words(pa.chunked_array([texts[:3], texts[3:]])).to_pylist() == [count for _, count in WORDS]
