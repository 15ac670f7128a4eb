"""What identifies a statement; all examples are invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.statements.conflicts.contradictions import Claims, oppose
from corpus_builder.statements.conflicts.denial import HALF, NONE, PERHAPS, SURE
from corpus_builder.statements.statement import Vocabulary, read_descriptions, read_statements


def read_claims(text: str, language: str | None) -> Claims:
    """What a text of its own claims."""
    return read_statements([text], [language]).read_claims(0)


@pytest.mark.parametrize(
    ("text", "language", "values"),
    [
        ("Le bac part le 3 mai", "fr", {"number": {"3"}, "month": {"month 5"}}),
        ("He may leave on Monday in May", "en", {"month": {"month 5"}, "weekday": {"weekday 1"}}),
        ("La moitié du port", "fr", {"fraction": {"fraction 2"}, "number": {"50"}}),
        ("Six semaines de grève", "fr", {"number": {"6"}, "unit": {"unit week"}}),
        ("A day of strikes", "en", {}),
    ],
)
def test_dates_units_and_fractions_are_kinds(text: str, language: str, values: dict[str, set[str]]) -> None:
    """Facts of one kind are kept together, for another of the same kind is another fact."""
    assert read_claims(text, language).values == values


@pytest.mark.parametrize(
    ("text", "language", "denial"),
    [
        ("Le bac part", "fr", NONE),
        ("Le bac ne part pas", "fr", SURE),
        ("Le bac ne part plus", "fr", SURE),
        ("Il y a plus de bacs, un pas de géant", "fr", NONE),
        ("Le bac ne part que le soir", "fr", HALF),
        ("Non seulement le bac mais le port", "fr", PERHAPS),
        ("Plus beau que jamais", "fr", PERHAPS),
        ("C'est intenable", "fr", PERHAPS),
        ("The ferry won't leave", "en", SURE),
        ("The ferry cannot leave", "en", SURE),
        ("The ferry is No. 1", "en", NONE),
        ("Not only the ferry", "en", PERHAPS),
    ],
)
def test_denials_are_sure_possible_or_none(text: str, language: str, denial: int) -> None:
    """What may be a denial conflicts with nothing, so it is told from what is one."""
    assert read_claims(text, language).denial == denial


def test_opposites_oppose() -> None:
    """To rise is not to fall; a text with both opposes neither."""
    rise, fall, both = (
        read_claims(text, "fr").sides for text in ["Les prix montent", "Les prix chutent", "Ils montent et chutent"]
    )
    assert oppose(rise, fall)
    assert oppose(fall, rise)
    assert not oppose(rise, both)
    assert not oppose(both, fall)


def test_a_statement_without_language_is_read_by_its_small_words() -> None:
    """The language is guessed where it is unknown, so that numbers and words are read."""
    assert read_claims("The dike was built in twenty years", None).values["number"] == {"20"}
    assert read_claims("La digue a duré vingt ans", None).values["number"] == {"20"}


TEXTS = st.lists(
    st.tuples(
        st.text("aàn'’t 1é,.«MN", max_size=30)
        | st.text(max_size=20)
        | st.lists(
            st.sampled_from(
                [
                    "une",
                    "deux",
                    "cent",
                    "mai",
                    "Mai",
                    "May",
                    "ne",
                    "pas",
                    "feu",
                    "de",
                    "forêt",
                    "Kerven",
                    "tempêtes",
                    "second",
                    "don't",
                    "isn’t",
                    "le",
                    "3,5",
                    "A.B.",
                    "feux de forêt",
                    "vingt",
                    "et",
                ]
            )
        ).map(" ".join),
        st.sampled_from(["fr", "en", "de", None]),
    ),
    max_size=6,
)


@given(TEXTS)
def test_a_text_is_read_alone_as_among_others(rows: list[tuple[str, str | None]]) -> None:
    """What a text claims does not depend on the texts that are read with it."""
    together = read_statements([text for text, _ in rows], [language for _, language in rows])
    for number, (text, language) in enumerate(rows):
        alone = read_statements([text], [language])
        assert together.read_claims(number) == alone.read_claims(0)
        assert together.weights[number] == alone.weights[0]


@given(TEXTS, TEXTS)
def test_words_that_were_read_before_are_read_the_same(
    before: list[tuple[str, str | None]], rows: list[tuple[str, str | None]]
) -> None:
    """A vocabulary that other texts filled changes nothing of what a text claims."""
    vocabulary: Vocabulary = {}
    read_statements([text for text, _ in before], [language for _, language in before], vocabulary)
    texts, languages = [text for text, _ in rows], [language for _, language in rows]
    known, new = read_statements(texts, languages, vocabulary), read_statements(texts, languages)
    assert known.weights.tolist() == new.weights.tolist()
    assert [known.read_claims(number) for number in range(len(rows))] == [new.read_claims(number) for number in range(len(rows))]


@given(TEXTS)
def test_words_weigh_once(rows: list[tuple[str, str | None]]) -> None:
    """The words of a text have different numbers, and its weight is theirs; whatever a token says is among them."""
    found = read_statements([text for text, _ in rows], [language for _, language in rows])
    for number in range(len(rows)):
        content = found.content.read(number)
        said = found.said.read(number)
        assert sorted(set(content)) == content
        assert set(said) <= set(content)
        assert found.weights[number] == sum(word.weight for word in found.words.read(content))


def test_two_words_are_one_thing() -> None:
    """What two words say together in the other language is one word, which shares its keys with both and the phrase."""
    found = read_statements(["des feux de forêt", "wildfires"], ["fr", "en"])
    words = found.words.read(found.said.numbers.tolist())
    assert len(words) == 2
    assert not words[0].keys.isdisjoint(words[1].keys)


def test_descriptions_are_read_with_their_numbers_and_dates() -> None:
    """The months and numbers of a description are words of it: no facts of descriptions are compared."""
    words = read_descriptions(["le comité du premier mai", "le comité"], ["fr", "fr"])
    assert len(words[0]) > len(words[1]) == 1
    assert words[1][0] in words[0]
