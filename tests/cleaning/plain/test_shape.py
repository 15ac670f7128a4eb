"""What a block looks like, and where prose is: short blocks are read at once, the words of long ones when the model asks."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from corpus_builder.cleaning.plain.shape import (
    complete_shapes,
    describe_blocks,
    find_heaviest_run,
    find_main_run,
    weigh_prose,
)

SENTENCE = "La digue du vieux port a tenu toute la nuit, et les habitants du quartier bas ont pu dormir chez eux."
OTHER = "Les pompiers restent prudents : une seconde tempête doit arriver dimanche, et les sacs de sable ne tiendront pas."
LONG = f"{SENTENCE} Les 2 pompiers, eux, restent prudents : inscrivez-vous à notre newsletter. " * 3


def test_shapes_are_frozen() -> None:
    """Shapes are shared between pages, so nobody may change one."""
    [shape] = describe_blocks([SENTENCE])

    with pytest.raises(FrozenInstanceError):
        shape.n_words = 1  # type: ignore[misc]


def test_a_line_is_read_at_once() -> None:
    """Completing the shape of a short block changes nothing."""
    texts = [SENTENCE, "Accueil", "Lire aussi : le pont"]
    shapes = describe_blocks(texts)

    assert complete_shapes(shapes, texts) == shapes
    assert shapes[0].commas == 1


def test_the_words_of_a_long_block_are_read_later() -> None:
    """What rules and roles ask of it is known before, what the model asks behind."""
    text = LONG.strip()
    [outline] = describe_blocks([text])
    [shape] = complete_shapes([outline], [text])

    assert outline.is_prose and outline.ends and outline.commas == outline.site_words == 0
    assert shape.is_prose and shape.commas > 0 and shape.site_words > 0 and shape.digits > 0


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
    assert describe_blocks([text])[0].is_prose is is_prose


def test_prose_weighs_its_words() -> None:
    """Of a long paragraph no more than sixty words count."""
    sentence, paragraph = describe_blocks([SENTENCE, f"{SENTENCE} " * 8 + SENTENCE])

    assert weigh_prose(sentence) == 21
    assert weigh_prose(paragraph) == 60


def test_captions_and_repeated_blocks_weigh_less() -> None:
    """A block that stands twice weighs nothing, and one that names a picture's owner less than prose of its length."""
    repeated, _, credit = describe_blocks([SENTENCE, SENTENCE, f"{SENTENCE[:-1]} (AFP)."])

    assert weigh_prose(repeated) == 0
    assert 0 < weigh_prose(credit) < 10


def test_the_main_run_goes_over_small_gaps() -> None:
    """The run of prose goes on over a heading, and ends where many lines that are no prose follow."""
    labels = (f"Sujet {i}" for i in range(9))
    shapes = describe_blocks(["Une", SENTENCE, "Et dimanche ?", OTHER, *labels, f"{OTHER[:-1]} ici."])

    assert find_main_run(shapes) == (1, 4)


def test_nothing_positive_is_no_run() -> None:
    """A text without prose has an empty run at its beginning."""
    assert find_heaviest_run([]) == find_heaviest_run([-1.0]) == (0, 0)
