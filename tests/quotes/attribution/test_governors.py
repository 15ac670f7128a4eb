"""Which cue before the words governs them; all texts, people and bodies are invented."""

from __future__ import annotations

import pytest

from corpus_builder.quotes import find_quotes

FRENCH = [
    ("Odile Barrot a affirmé que l'entreprise qui gérait le site « n'a jamais rien contrôlé ».", "Odile Barrot"),
    ("Jean Morel a répété que les élus qui demandaient un moratoire « vivent dans un autre monde ».", "Jean Morel"),
    ("L'élue assure que le promoteur, qui avait promis un parc, « n'a jamais tenu parole ».", "L'élue"),
    ("Nadia Kessler a déclaré que les riverains qui refusaient le projet « n'ont rien compris ».", "Nadia Kessler"),
    ("Kessler affirme qu'un élu, qui avait signé la pétition, « a changé d'avis pour un poste ».", "Kessler"),
    ("Le roman, dont l'auteur avait raconté la genèse, est « un miracle », selon Nadia Kessler.", "Nadia Kessler"),
    ("Le maire, qui dénonce « une honte », a quitté la salle.", "Le maire"),
    ("Odile Kern cite un élu qui réclamait « une pause immédiate ».", "un élu"),
    ("Le texte, que Jeanne Perrot a qualifié de « torchon », sera voté jeudi.", "Jeanne Perrot"),
    ("Cette loi, dont Jeanne Perrot a dit qu'elle était « inutile », sera votée.", "Jeanne Perrot"),
    # an object relative: the words are no part of its clause; but they are where a verb of saying reports it
    ("Paul Kern décrit la carte que la ville diffuse comme « un vieux torchon ».", "Paul Kern"),
    ("Paul Kern a dit à la presse que la ville dénonçait « un vol ».", "la ville"),
]
ENGLISH = [
    ("Olive Dunn told the panel that officials who demanded the review had “hidden the truth”.", "Olive Dunn"),
    ("Ines Holt said the club, whose chairman denied the charge, was “rotten to the core”.", "Ines Holt"),
    ("Rosa Finch told reporters the bank, which had promised a refund, was “dragging its feet”.", "Rosa Finch"),
    ("The mayor, who once called the plan mad, said it was “a triumph”.", "The mayor"),
    ("The mayor met an officer who described the fire as “a nightmare”.", "an officer"),
    ("The report, which Brandt described as “a whitewash”, runs to 90 pages.", "Brandt"),
]


@pytest.mark.parametrize(("text", "speaker"), FRENCH)
def test_a_french_relative_clause_that_ends_before_the_words_has_none(text: str, speaker: str) -> None:
    """The words belong to the main verb where the relative clause before them has ended, else to its own."""
    assert [quote.speaker for quote in find_quotes(text, language="fr")] == [speaker]


@pytest.mark.parametrize(("text", "speaker"), ENGLISH)
def test_an_english_relative_clause_that_ends_before_the_words_has_none(text: str, speaker: str) -> None:
    """The words belong to the main verb where the relative clause before them has ended, else to its own."""
    assert [quote.speaker for quote in find_quotes(text, language="en")] == [speaker]


# language, text, words and speaker
HELD = [
    ("fr", "La ville rappelle que le pont promis en 2010 « n'a jamais été chiffré ».", [("n'a jamais été chiffré", "La ville")]),
    ("fr", "Elle ajoute que le métier lui a appris « la patience des bêtes ».", [("la patience des bêtes", "Elle")]),
    ("fr", "Le rapport constate que les agents ressentaient « une grande peur ».", [("une grande peur", "Le rapport")]),
    (
        "fr",
        "Selon un courrier que nous avons lu, la banque prévoit de « réduire la voilure ».",
        [("réduire la voilure", "un courrier")],
    ),
    ("en", "She noted that the bridge promised in 2019 “was never built”.", [("was never built", "She")]),
    ("en", "Roy Pike said the reform announced in March “will not pass”.", [("will not pass", "Roy Pike")]),
    # who says something in the reported clause has their own words
    ("fr", "Luc Perrin a expliqué que la préfète avait dit « non ».", [("non", "la préfète")]),
    ("fr", "Il dit que la ville a promis « un toit pour tous ».", [("un toit pour tous", "la ville")]),
    ("fr", "Elle raconte que les pompiers ont crié « sortez tous ».", [("sortez tous", "les pompiers")]),
    ("en", "Roy Pike said the city had promised “a roof for everyone”.", [("a roof for everyone", "the city")]),
    ("en", "He noted that the letter demanded “a full apology”.", [("a full apology", "the letter")]),
]


@pytest.mark.parametrize(("language", "text", "expected"), HELD)
def test_what_only_completes_a_reported_clause_has_no_words(
    language: str, text: str, expected: list[tuple[str, str | None]]
) -> None:
    """The verb of saying has the words where that of its clause belongs to a noun, a feeling or a plan."""
    assert [(quote.text, quote.speaker) for quote in find_quotes(text, language)] == expected
