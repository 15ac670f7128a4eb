"""Characters by their classes: the table of the tree, whatever the interpreter."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from benchmarks.make_characters import list_classes, render_table
from corpus_builder.text import characters
from corpus_builder.text.characters import CLASSES, CODE_POINTS, load_classes, read_codes

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
    assert TABLE.read_text(encoding="ascii") == render_table()
