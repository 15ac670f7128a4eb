"""The features of blocks of plain text: what is computed is declared, and numbers stay within their bounds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.cleaning.plain.classify import BLOCK_FEATURES, PAGE_FEATURES, list_block_features, list_page_features
from corpus_builder.cleaning.plain.features import list_context_features, list_features, squash, to_probability
from corpus_builder.cleaning.plain.shape import complete_shapes, describe_blocks
from corpus_builder.cleaning.plain.topic import list_words

PROSE = "La digue du vieux port a tenu toute la nuit, et les habitants du quartier bas ont pu dormir chez eux, dit la préfecture."
MORE = "Les pompiers restent prudents. Le maire aussi, et le port ferme dimanche, lundi et mardi pour que tous le voient. " * 3
TEXTS = [
    "Accueil",
    "Lire aussi : le pont rouvre",
    "Que pensez-vous de la digue ?",
    "Click to comment",
    "À propos de l'auteur",
    "Source : préfecture",
    "Publié le 12 mars 2024",
    "Photo: Ann Lee",
    "– Deux mille sacs",
    "« Oui »",
    "12:30",
    "NOTRE NEWSLETTER GRATUITE",
    "Vos articles, vos commentaires, votre compte et nos partenaires : abonnez-vous à notre newsletter ici",
    PROSE,
    MORE,
    "x",
]
TOPIC = list_words("La digue du vieux port a tenu")


@given(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=40), st.booleans(), st.floats(-9, 9))
def test_every_feature_is_declared(texts: list[str], is_known: bool, score: float) -> None:
    """Whatever a text is made of, neither pass computes a feature that its model cannot know."""
    words, shapes = [list_words(text) for text in texts], complete_shapes(describe_blocks(texts), texts)

    for row in list_block_features(words, shapes, TOPIC if is_known else frozenset()):
        assert set(row) <= BLOCK_FEATURES
    for row in list_page_features(words, shapes, [score] * len(texts)):
        assert set(row) <= PAGE_FEATURES - BLOCK_FEATURES


@given(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=40), st.floats(-9, 9))
def test_values_are_bounded(texts: list[str], score: float) -> None:
    """No value is beyond 1, save the first pass's score, which is clipped: none can outweigh all others."""
    shapes = complete_shapes(describe_blocks(texts), texts)

    assert all(0 <= value <= 1 for row in list_features(shapes) for value in row.values())
    for row in list_context_features(shapes, [score] * len(texts)):
        assert all(-1e-9 <= value <= 1 + 1e-9 for name, value in row.items() if not name.startswith("score"))
        assert abs(row["score"]) <= 4


def test_a_block_is_told_by_its_shape_and_its_neighbours() -> None:
    """A label beside prose has the features of its own words, and those of where it stands."""
    texts = [PROSE, "Accueil", MORE]
    prose, label, _ = list_features(complete_shapes(describe_blocks(texts), texts))

    assert {"words 0", "words 0 open", "prose before", "prose before of tiny", "inside"} <= label.keys()
    assert {"ends", "ends long", "first prose of prose"} <= prose.keys()
    assert "ends" not in label


@pytest.mark.parametrize(("count", "squashed"), [(0, 0.0), (10**9, 1.0)])
def test_counts_end_at_one(count: int, squashed: float) -> None:
    """The first few make the most difference."""
    assert squash(count) == squashed
    assert squash(2) - squash(1) > squash(12) - squash(11)


def test_log_odds_are_probabilities() -> None:
    """No log odds are so large that nothing could speak against them."""
    assert to_probability(0) == 0.5
    assert 0 < to_probability(-99) == to_probability(-6) < 0.01
