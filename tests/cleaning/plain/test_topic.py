"""The words of what a page is about tell its article from other stories beside it."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.cleaning.plain.shape import number_texts
from corpus_builder.cleaning.plain.topic import (
    count_shared,
    find_titles,
    list_coherence_features,
    list_topic_features,
    list_words,
    number_words,
    read_topics,
)
from corpus_builder.kernels.segments import make_segments
from corpus_builder.model import Metadata
from corpus_builder.text.normalization import lower_without_accents
from tests.cleaning.plain.builder import describe, list_rows

TITLE = "Le ferry de Sorny coule devant le port"
LINES = [
    "Accueil > Région > Le ferry de Sorny coule devant le port",
    TITLE,
    "Le ferry qui relie Sorny aux îles a coulé mardi devant le port, sans faire de victime parmi les passagers.",
    "Les passagers du ferry ont été recueillis par les pêcheurs de Sorny, que le maire a remerciés le soir même.",
    "Un marché couvert ouvrira en juin à Brenne, où les commerçants attendent les travaux depuis onze ans.",
]
URL = "https://journal.example/region/2024/le-ferry-de-sorny-coule-devant-le-port-4711.html"
[TOPIC] = read_topics([Metadata(url=URL)])
MARKET = {"marche", "couver", "ouvrir", "juin"}


@pytest.mark.parametrize(
    ("metadata", "words"),
    [
        (Metadata(url="https://journal.example/2024/05/le-marche-couvert-ouvrira-en-juin"), MARKET),
        (Metadata(title="Un marché couvert ouvrira en juin", url="https://journal.example/a-b-c-article-12"), MARKET),
        (Metadata(url="https://journal.example/une_ville_sans_voitures"), {"ville", "sans", "voitur"}),
        (Metadata(url="https://journal.example/actualites"), set()),
        (Metadata(url="https://journal.example/doc/7715044"), set()),
        (Metadata(url="http://[half/of-an-address-that-breaks"), set()),
        (Metadata(title="Brèves"), set()),
        (Metadata(), set()),
    ],
)
def test_a_topic_is_the_words_of_the_title_or_of_the_address(metadata: Metadata, words: set[str]) -> None:
    """The title says it, else the part of the address that is words; a section or a number says nothing."""
    assert read_topics([metadata, Metadata()]) == [words, set()]


# Letters and signs of which some become others, some several, some nothing, some depend on their neighbours.
SIGNS = "abcÉœŒß_09½²ª™№ﬁΣσİıǅ … ’-\n\u0301\u0327\u200b\u2028\x00\ud800𝐀日ñ"


@given(st.lists(st.text(alphabet=SIGNS, max_size=60), max_size=6))
def test_stems_are_the_beginnings_of_words_without_case_and_accents(texts: list[str]) -> None:
    """Whatever characters stand in a text and in those beside it."""
    pattern = re.compile(r"[^\W\d_][^\W_]{3,5}")
    beginnings = re.compile(r"(?<![^\W_])\d*(?=[^\W\d_])")
    for text, stems in zip(texts, list_words(texts), strict=True):
        plain = lower_without_accents(text)
        places = [found.end() for found in beginnings.finditer(plain)]
        assert stems == {found[0] for place in places if (found := pattern.match(plain, place))}


def test_the_title_is_known_by_the_topic() -> None:
    """Lines with nearly all words of the topic are titles, the way there among them."""
    n_words, n_shared = count_shared(LINES, np.zeros(len(LINES), np.int64), [" ".join(TOPIC)])
    assert n_words.tolist() == [len(words) for words in list_words(LINES)]
    assert n_shared.tolist() == [len(words & TOPIC) for words in list_words(LINES)]
    assert find_titles(n_shared / len(TOPIC)).tolist() == [0, 1, 2]
    assert find_titles(np.zeros(0)).tolist() == []


@given(st.lists(st.tuples(st.text(alphabet=SIGNS, max_size=30), st.integers(0, 2)), max_size=6))
def test_shared_words_are_those_of_the_topic_that_is_asked_for(asked: list[tuple[str, int]]) -> None:
    """Whatever stands in other texts and other topics."""
    topics = ["Éœufs de ñandú", "", "abcabcabc ßßßß"]
    texts = [text for text, _ in asked]
    words, told = list_words(texts), list_words(topics)
    n_words, n_shared = count_shared(texts, np.array([topic for _, topic in asked], np.int64), topics)
    assert n_words.tolist() == [*map(len, words)]
    assert n_shared.tolist() == [len(own & told[topic]) for own, (_, topic) in zip(words, asked, strict=True)]


def test_without_a_topic_nothing_is_said() -> None:
    """No topic, no features; a page with one says nothing of the others."""
    shapes = describe(*LINES)
    pages = make_segments(shapes.offsets)
    words = number_words(number_texts(LINES), pages)
    assert not list_rows(list_topic_features(words, shapes, [frozenset()], pages), 0)
    known = list_rows(list_topic_features(words, shapes, [TOPIC], pages), len(LINES))
    assert known[1]["title of topic"] == known[1]["topic share"] == 1 and "title of topic" not in known[4]


def test_another_story_shares_fewer_words_with_the_article() -> None:
    """A teaser is told by its words: its own are not those of the paragraphs taken for the article."""
    features = share_words(LINES, [-3.0, 2.0, 3.0, 3.0, 0.0])
    assert features[3]["in article"] > 3 * features[4].get("in article", 0)
    assert features[4].get("in article more", 0) <= 0 < features[3]["in article more"]


def share_words(lines: list[str], scores: list[float]) -> list[dict[str, float]]:
    """What the lines of a page share with its article and its frame."""
    shapes = describe(*lines)
    pages = make_segments(shapes.offsets)
    columns = list_coherence_features(number_words(number_texts(lines), pages), shapes, np.array(scores), pages)
    return list_rows(columns, len(lines))


@given(st.lists(st.text(alphabet="abcd eé.", max_size=40).map(lambda text: f"a{text}."), max_size=12), st.integers(-9, 9))
def test_every_share_is_a_share(lines: list[str], score: int) -> None:
    """Whatever the lines: shares between 0 and 1."""
    rows = share_words(lines, [float(score)] * len(lines))
    assert all(0 <= value <= 1 for row in rows for name, value in row.items() if name != "in article more")
