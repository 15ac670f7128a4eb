"""Similarity: what short and long texts share, block by block, and short texts that state two facts."""

from __future__ import annotations

import numpy as np
import pytest

from corpus_builder.duplicates import similarity as module
from corpus_builder.duplicates.similarity import (
    LONG_TEXT,
    SimilarPairs,
    compare_pairs,
    compare_sets,
    differ_in_spelling,
    join_pairs,
)
from corpus_builder.kernels.shingles import make_shingle_sets
from corpus_builder.settings import DuplicateSettings
from tests.invented_texts import draw_texts

SETTINGS = DuplicateSettings()
TEXT = "Le conseil de Louvaux a voté la rénovation de la halle aux grains après trois heures de débat."
LONG = " ".join(draw_texts(7, 40, words=4_000, chains=False)[:20])


def compare(*texts: str, settings: DuplicateSettings = SETTINGS) -> SimilarPairs:
    """The first text compared with each of the others."""
    right = np.arange(1, len(texts))
    return compare_pairs(texts, np.zeros(len(right), np.int64), right, settings)


def test_shares_are_those_of_each_side() -> None:
    """Of two sets the Jaccard similarity, and the share of each that is in the other; all are 0 for an empty one."""
    sets = make_shingle_sets(["abcdefgh", "abcdef", ""], 5)
    jaccard, left, right = compare_sets(sets, np.array([0, 0]), np.array([1, 2]))
    assert (jaccard.tolist(), left.tolist(), right.tolist()) == ([0.5, 0.0], [0.5, 0.0], [1.0, 0.0])


def test_only_similar_pairs_are_given() -> None:
    """Copies come with their similarity, other texts not at all; the order of the pairs is kept."""
    found = compare(TEXT, "Il pleut sur le port depuis la nuit dernière.", TEXT.upper(), TEXT.replace("Louvaux", "louvaux"))
    assert (found.right.tolist(), found.similarity.tolist(), found.same.tolist()) == ([2, 3], [1.0, 1.0], [True, True])


def test_short_texts_that_state_two_facts_are_left_out() -> None:
    """Another number in the same words makes another fact, in a text of some lines and not in a longer one."""
    other = TEXT.replace("trois", "quatre")
    assert len(compare(TEXT, other)) == 0
    assert len(compare(f"{TEXT} {LONG}", f"{other} {LONG}")) == 1


def test_long_texts_are_the_same_when_enough_of_the_shorter_is_in_the_longer() -> None:
    """The similarity of two long texts is the common share, and `long_share` decides; of a short one it is Jaccard's."""
    half = LONG[: len(LONG) // 2]
    assert len(half) > LONG_TEXT
    [similarity] = compare(half, LONG).similarity
    assert similarity > 0.95
    assert not compare(half, LONG[: len(half) // 2] + "x" * len(half), settings=DuplicateSettings(long_share=1)).same.any()


@pytest.mark.parametrize("size", [1, 5000])
def test_blocks_do_not_matter(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Compared in many small blocks or in one, pairs of short texts come out the same."""
    texts = draw_texts(3, 40, words=30)
    left, right = (side.ravel() for side in np.triu_indices(len(texts), 1))
    whole = compare_pairs(texts, left, right, SETTINGS)
    monkeypatch.setattr(module, "BLOCK_CHARACTERS", max(size, 2 * max(map(len, texts))))
    found = compare_pairs(texts, left, right, SETTINGS)
    assert (
        len(whole) > 5 and found.left.tolist() == whole.left.tolist() and found.similarity.tolist() == whole.similarity.tolist()
    )


def test_parts_are_joined_in_order() -> None:
    """Pairs of several parts stand one part after the other, and some of them can be taken."""
    one, other = compare(TEXT, TEXT), compare(TEXT, "x", TEXT)
    both = join_pairs([one, other])
    assert both.right.tolist() == [1, 2] and both.take(np.array([False, True])).right.tolist() == [2]


@pytest.mark.parametrize(
    ("one", "other", "misread"),
    [
        ("L'été à Sorny, la mairie a fermé le théâtre.", "L'Ã©tÃ© Ã\xa0 Sorny, la mairie a fermÃ© le thÃ©Ã¢tre.", True),
        ("La mairie de Sorny ferme le moulin.", "LA MAIRIE DE SORNY FERME LE MOULIN.", True),
        ("The harbour mill closed on Monday.", "The harb our rnill cl0sed on Monday.", True),
        ("The harbour mill closed on Monday.", "The harbuor milll closed on Mondav.", True),
        ("Orbec bat Sorny 3 à 1.", "Vire bat Lissac 2 à 0.", False),
        ("The price rose to 1234 from 1180 in May.", "The price rose to 1235 from 1181 in May.", False),
        ("Мост в Сорни закрыт.", "Театр в Орбеке открыт.", False),
    ],
)
def test_misread_copies_need_no_reading(one: str, other: str, misread: bool) -> None:
    """Copies that lack nothing but what is misread, misspelt or wrongly decoded are told; other words and numbers are none."""
    assert differ_in_spelling(one, other) == differ_in_spelling(other, one) == misread
