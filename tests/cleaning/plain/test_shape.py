"""What a block looks like, and where prose is: all of short blocks, an outline of long ones."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.cleaning.plain.shape import FIFTHS, ShapeColumns, describe_pages, weigh_blocks
from tests.cleaning.plain.builder import describe, read_lines

SENTENCE = "La digue du vieux port a tenu toute la nuit, et les habitants du quartier bas ont pu dormir chez eux."
OTHER = "Les pompiers restent prudents : une seconde tempête doit arriver dimanche, et les sacs de sable ne tiendront pas."
LONG = f"{SENTENCE} Les 2 pompiers, eux, restent prudents : inscrivez-vous à notre newsletter. " * 3


def list_columns(shapes: ShapeColumns) -> dict[str, list[Any]]:
    """The columns of blocks by name, with rules and metadata themselves for their numbers."""
    columns = {field.name: getattr(shapes, field.name) for field in fields(shapes)}
    sets, stubs = columns.pop("rule_sets"), columns.pop("stubs")
    rules, metadata = ([known[number] for number in columns.pop(name)] for name, known in (("rules", sets), ("metadata", stubs)))
    return {name: column.tolist() for name, column in columns.items()} | {"rules": rules, "metadata": metadata}


def test_a_line_is_outlined_whole() -> None:
    """Of a short block rules and roles know all that the model knows."""
    texts = [SENTENCE, "Accueil", "Lire aussi : le pont"]
    page, columns = read_lines(*texts), describe(*texts)

    assert list_columns(page.outlines) == list_columns(columns)
    assert columns.commas[0] == 1


def test_a_long_block_is_outlined() -> None:
    """What rules and roles ask of it is little, what the model asks is read at its beginning."""
    text = LONG.strip()
    outline, shape = read_lines(text).outlines, describe(text)

    assert outline.is_prose[0] and outline.ends[0] and outline.capitals[0] == 0
    assert shape.is_prose[0] and shape.commas[0] > 0 and shape.site_words[0] > 0 and shape.digits[0] > 0


@given(st.lists(st.text(st.sampled_from("ab É,.;9 «\u0301\u4e2d\U0001d4d0\x00|@"), min_size=1, max_size=30), max_size=8))
def test_a_text_is_described_by_itself(texts: list[str]) -> None:
    """A text has the same shape alone as among others, whatever it is made of; repair leaves no surrogates."""
    texts = [f"x{text}x" for text in texts]
    together = describe_pages([[text] for text in texts]).outline_blocks().split_pages()
    alone = [describe_pages([[text]]).outline_blocks() for text in texts]
    assert [list_columns(page) for page in together] == [list_columns(page) for page in alone]


@pytest.mark.parametrize(
    ("text", "is_prose"),
    [
        (SENTENCE, True),
        (SENTENCE.rstrip("."), False),
        ("La digue tient.", False),
        ("Le pont du vieux port de Saint-Aubin rouvrira-t-il un jour ?", False),
        ("La digue tient. Le pont du vieux port de Saint-Aubin rouvrira-t-il ?", True),
        ("Inscrivez-vous à notre newsletter pour recevoir chaque matin toute l'actualité de la région.", False),
    ],
)
def test_prose_ends_with_a_stop_and_is_long(text: str, is_prose: bool) -> None:
    """A question alone may be a title, and what a rule knows anywhere is none."""
    assert read_lines(text).outlines.is_prose.tolist() == [is_prose]


def test_prose_weighs_its_words() -> None:
    """Of a long paragraph no more than sixty words count."""
    assert weigh_blocks(describe(SENTENCE, f"{SENTENCE} " * 8 + SENTENCE)).tolist() == [21 * FIFTHS, 60 * FIFTHS]


def test_captions_and_repeated_blocks_weigh_less() -> None:
    """A block that stands twice weighs nothing, and one that names a picture's owner less than prose of its length."""
    repeated, _, credit = weigh_blocks(describe(SENTENCE, SENTENCE, f"{SENTENCE[:-1]} (AFP).")).tolist()

    assert repeated == 0
    assert 0 < credit < 10 * FIFTHS


def test_the_main_run_goes_over_small_gaps() -> None:
    """The run of prose goes on over a heading, and ends where many lines that are no prose follow."""
    labels = (f"Sujet {i}" for i in range(9))

    assert read_lines("Une", SENTENCE, "Et dimanche ?", OTHER, *labels, f"{OTHER[:-1]} ici.").run == (1, 4)
