"""Where the prose of a text is."""

from __future__ import annotations

from corpus_builder.cleaning.plain.prose import find_heaviest_run, find_main_run, weigh_prose
from corpus_builder.cleaning.plain.shape import describe_blocks

SENTENCE = "La digue du vieux port a tenu toute la nuit, et les habitants du quartier bas ont pu dormir chez eux."
OTHER = "Les pompiers restent prudents : une seconde tempête doit arriver dimanche, et les sacs de sable ne tiendront pas."


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
