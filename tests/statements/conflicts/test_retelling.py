"""What keeps two quotes apart that share most of their words; all statements are invented."""

from __future__ import annotations

import pytest

from corpus_builder.statements.conflicts.retelling import Wording, read_moods, reword, swap_roles
from corpus_builder.statements.statement import read_statements


def read_wordings(one: tuple[str, str], other: tuple[str, str]) -> tuple[Wording, Wording]:
    """The wordings of two texts, each with its language."""
    (text, language), (text2, language2) = one, other
    statements = read_statements([text, text2], [language, language2])
    first, second = (statements.read_wording(number, statements.read_claims(number)) for number in (0, 1))
    return first, second


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("The aide called the reporter a liar", "The reporter called the aide a liar", "en"),
        ("Hier, le gardien a frappé le prisonnier", "Hier, le prisonnier a frappé le gardien", "fr"),
        ("Dogs bite postmen", "Postmen bite dogs", "en"),
        ("La Norvège dépend du gaz de la Suède", "La Suède dépend du gaz de la Norvège", "fr"),
        ("The tenant was sued by the landlord", "The tenant sued the landlord", "en"),
        ("Le pilote a été trompé par la tour", "Le pilote a trompé la tour", "fr"),
    ],
)
def test_who_did_it_to_whom_counts(one: str, other: str, language: str) -> None:
    """Two words that change places around a third say something else, and so does a passive that keeps them."""
    first, second = read_wordings((one, language), (other, language))
    assert swap_roles(first, second) and swap_roles(second, first)


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("The storm wrecked the pier", "The pier was wrecked by the storm", "en"),
        ("La tempête a détruit la jetée", "La jetée a été détruite par la tempête", "fr"),
        ("Depuis la rentrée, le lycée manque de chaises", "Le lycée manque de chaises depuis la rentrée", "fr"),
        ("The ferry needs a clean and safe harbour", "The ferry needs a safe and clean harbour", "en"),
        ("The level of the river rises", "The river level rises", "en"),
        ("Pendant six mois, la digue protège le bac", "La digue protège le bac pendant six mois", "fr"),
        ("The city's ferries cross the bay", "The ferries of the city cross the bay", "en"),
    ],
)
def test_another_construction_is_no_other_statement(one: str, other: str, language: str) -> None:
    """A passive, a list, a compound, or a time at the other end leave the roles as they are."""
    first, second = read_wordings((one, language), (other, language))
    assert not swap_roles(first, second) and not swap_roles(second, first)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("The ferry carries sheep", "en"), ("The ferry carries wine", "en")),
        (("Le bac fermera lundi", "fr"), ("Le bac pourrait fermer lundi", "fr")),
        (("The port must close", "en"), ("The port will close", "en")),
        (("The crew obeys the captain", "en"), ("The crew refuses to obey the captain", "en")),
        (("Les douaniers ont saisi des tableaux sur le bac", "fr"), ("Customs seized weapons on the ferry", "en")),
        (("Le prêtre a protégé le soldat", "fr"), ("The soldier protected the priest", "en")),
    ],
)
def test_other_words_are_another_statement(one: tuple[str, str], other: tuple[str, str]) -> None:
    """A word on each side that the other lacks, another mood, a doubt, or turned roles keep quotes apart."""
    first, second = read_wordings(one, other)
    assert reword(first, second) and reword(second, first)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("The ferry carries sheep", "en"), ("The ferry carries sheep and wine", "en")),
        (("Le bac va plus vite que nous ne le pensions", "fr"), ("Le bac va plus rapidement que nous l'imaginions", "fr")),
        (("The port has to close", "en"), ("The port must close", "en")),
        (("Les pêcheurs européens refusent la digue", "fr"), ("European fishermen reject the dike", "en")),
        (("ne peut fermer le port", "fr"), ("Le maire ne peut fermer le port", "fr")),
    ],
)
def test_the_same_in_other_words_is_no_conflict(one: tuple[str, str], other: tuple[str, str]) -> None:
    """Synonyms, translations, and what only one has leave two quotes one statement."""
    first, second = read_wordings(one, other)
    assert not reword(first, second) and not reword(second, first)


def test_moods_are_read_from_words_and_pairs_of_words() -> None:
    """What may or must be is told by one word or by two."""
    assert read_moods(["it", "has", "to", "stop", "if", "it", "may"]) == {"duty", "possible", "condition"}
    assert read_moods(["il", "pleut"]) == frozenset()
