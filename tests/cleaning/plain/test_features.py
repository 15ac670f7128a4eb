"""The features of blocks of plain text: what is computed is declared, and numbers stay within their bounds."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.cleaning.plain.classify import (
    BLOCK_FEATURES,
    PAGE_FEATURES,
    list_block_features,
    list_page_features,
    load_model,
    score_blocks,
)
from corpus_builder.cleaning.plain.features import list_context_features, list_features, squash, to_probability
from corpus_builder.cleaning.plain.shape import describe_pages, number_texts
from corpus_builder.cleaning.plain.topic import list_words, number_words
from corpus_builder.kernels.segments import make_segments
from tests.cleaning.plain.builder import describe, list_rows

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
[TOPIC] = list_words(["La digue du vieux port a tenu"])


PAGES = st.lists(st.lists(st.sampled_from(TEXTS), max_size=20), min_size=1, max_size=4)


@given(PAGES, st.booleans(), st.floats(-9, 9))
def test_every_feature_is_declared(pages: list[list[str]], is_known: bool, score: float) -> None:
    """Whatever texts are made of, neither pass computes a feature that its model cannot know."""
    shapes = describe_pages(pages).complete_pages(range(len(pages)))
    segments, texts = make_segments(shapes.offsets), [text for page in pages for text in page]
    words, scores = number_words(number_texts(texts), segments), np.full(len(texts), score)
    topics = [TOPIC if is_known else frozenset()] * len(pages)

    for column in list_block_features(words, shapes, topics, segments):
        assert {name for names in column.names for name in names} <= BLOCK_FEATURES
    for column in list_page_features(words, shapes, scores, segments):
        assert {name for names in column.names for name in names} <= PAGE_FEATURES - BLOCK_FEATURES


@given(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=40), st.floats(-9, 9))
def test_values_are_bounded(texts: list[str], score: float) -> None:
    """No value is beyond 1, save the first pass's score, which is clipped: none can outweigh all others."""
    shapes = describe(*texts)
    pages = make_segments(shapes.offsets)

    assert all(0 <= value <= 1 for row in list_rows(list_features(shapes, pages), len(texts)) for value in row.values())
    for row in list_rows(list_context_features(shapes, np.full(len(texts), score), pages), len(texts)):
        assert all(-1e-6 <= value <= 1 for name, value in row.items() if not name.startswith("score"))
        assert abs(row.get("score", 0)) <= 4


@given(PAGES)
def test_a_page_is_described_by_itself(pages: list[list[str]]) -> None:
    """The blocks of a page have the same scores alone as in a batch of others."""
    batch = [text for page in pages for text in page]
    shapes = describe_pages(pages).complete_pages(range(len(pages)))
    together = score_blocks(number_texts(batch), shapes, [TOPIC] * len(pages), load_model())
    alone = [score_blocks(number_texts(page), describe(*page), [TOPIC], load_model()).tolist() for page in pages if page]
    assert together.tolist() == [score for page in alone for score in page]


def test_a_block_is_told_by_its_shape_and_its_neighbours() -> None:
    """A label beside prose has the features of its own words, and those of where it stands."""
    shapes = describe(PROSE, "Accueil", MORE)
    prose, label, _ = list_rows(list_features(shapes, make_segments(shapes.offsets)), 3)

    assert {"words 0", "words 0 open", "prose before", "prose before of tiny", "inside"} <= label.keys()
    assert {"ends", "ends long", "first prose of prose"} <= prose.keys()
    assert "ends" not in label


def test_signs_of_comments_are_counted_around_a_block() -> None:
    """A name and a line that says when, one after the other before each text, are what readers' comments have around them."""
    shapes = describe(PROSE, "Jeanne Abel", "12 mars 2024 à 10:30", MORE, "Paul Roy", "13 mars 2024 à 8:05", f"Non. {PROSE}")
    rows = list_rows(list_features(shapes, make_segments(shapes.offsets)), 7)

    assert {"date before of prose", "name behind of prose"} <= rows[3].keys()
    assert rows[3]["date near"] == rows[3]["name near"] == 0.4
    assert rows[0]["date wide"] > rows[0].get("question wide", 0) == 0
    assert "date before" not in rows[0]


def test_counts_end_at_one() -> None:
    """The first few make the most difference."""
    assert squash(np.array([0, 10**9])).tolist() == [0, 1]
    one, two, eleven, twelve = squash(np.array([1, 2, 11, 12])).tolist()
    assert two - one > twelve - eleven


def test_log_odds_are_probabilities() -> None:
    """No log odds are so large that nothing could speak against them."""
    middle, low, lowest = to_probability(np.array([0.0, -6.0, -99.0])).tolist()
    assert middle == 0.5
    assert 0 < low == lowest < 0.01
