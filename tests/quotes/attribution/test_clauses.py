"""Speakers and those who only pass words on; all texts, people and bodies are invented, but for agencies and papers."""

from __future__ import annotations

import pytest

from corpus_builder.quotes import find_quotes

# language, text, speakers of its quotes
PAPERS = [
    # somebody else says what a paper reports
    ("en", "Mehta said the strike marked “the end of patience,” Reuters reported.", ["Mehta"]),
    ("en", "Park called the launch a “grave mistake,” the Yonhap news agency reported.", ["Park"]),
    ("en", "Park ended the truce, calling it a “grave mistake,” state news agency KCNA reported.", ["Park"]),
    ("fr", "Le ministre a dit que le pont était « sûr », rapporte l'AFP.", ["Le ministre"]),
    ("fr", "« Le pont est sûr », rapporte l'AFP.", [None]),
    ("fr", "« Le pont est sûr », a confié au Figaro la ministre.", ["la ministre"]),
    # one that asserts in its own name speaks, and so does somebody who works there
    ("fr", "« Le pont est une erreur », tranche le quotidien.", ["le quotidien"]),
    ("fr", "« Le pont est une erreur », avertit l'agence.", ["l'agence"]),
    ("fr", "« Le pont est une erreur », estime Le Monde dans son éditorial.", ["Le Monde"]),
    ("en", "“The bridge was a mistake,” the newspaper argued.", ["the newspaper"]),
    ("en", "An editor's note said: “We should have checked.”", ["An editor's note"]),
    ("en", "“We should have checked,” one Post editor said.", ["one Post editor"]),
    ("en", "“We should have checked,” one network source said.", ["one network source"]),
]
NAMING = [
    ("fr", "Odile Kern, la maire de Brie, avait appelé Luc Perrin « le roi du sable ».", ["Odile Kern"]),
    ("fr", "Odile Kern a qualifié Luc Perrin de « roi du sable ».", ["Odile Kern"]),
    ("en", "Nora Lund, the mayor of Brill, had called Paul Hale “the king of sand”.", ["Nora Lund"]),
    ("en", "As Nora Lund wrote, the wall is “a ruin with good manners”.", ["Nora Lund"]),
    ("fr", "Comme l'a écrit Luc Perrin, la digue est « une ruine bien élevée ».", ["Luc Perrin"]),
    ("fr", "Comme Luc Perrin l'a écrit, la digue est « une ruine bien élevée ».", ["Luc Perrin"]),
    ("fr", "Ainsi, a dit Luc Perrin, « le port est fermé ».", ["Luc Perrin"]),
]


@pytest.mark.parametrize(("language", "text", "speakers"), PAPERS)
def test_a_paper_speaks_in_its_own_name_only(language: str, text: str, speakers: list[str | None]) -> None:
    """Who reports what somebody said does not say it."""
    assert [quote.speaker for quote in find_quotes(text, language)] == speakers


@pytest.mark.parametrize(("language", "text", "speakers"), NAMING)
def test_whom_somebody_names_does_not_speak(language: str, text: str, speakers: list[str | None]) -> None:
    """The object of a naming verb stands between it and the words; the subject speaks."""
    assert [quote.speaker for quote in find_quotes(text, language)] == speakers


# language, text, words and speaker
PHRASES = [
    ("fr", "« On ne lâchera rien », a laissé entendre Josette Bruneau.", [("On ne lâchera rien", "Josette Bruneau")]),
    ("fr", "« C'est fini », laisse tomber la gérante, lasse.", [("C'est fini", "la gérante")]),
    ("fr", "Elle laisse « une œuvre immense ».", []),
    ("fr", "Le préfet a employé le terme « barbarie ».", [("barbarie", "Le préfet")]),
    ("fr", "Pour Claire Morvan, présidente du club, la saison fut « correcte ».", [("correcte", "Claire Morvan")]),
    ("en", "“The river wins,” my grandmother used to say.", [("The river wins,", "my grandmother")]),
    ("en", "As Nora Lund used to say, “the river always wins”.", [("the river always wins", "Nora Lund")]),
    ("en", "Auditors had flagged “serious gaps” in the accounts.", [("serious gaps", "Auditors")]),
    ("en", "The council has asked for “a full and frank account”.", [("a full and frank account", "The council")]),
    ("en", "The governor used the phrase “a managed retreat” twice.", [("a managed retreat", "The governor")]),
    ("en", "The puzzle hid the word “shameful” twice.", []),
    # a mood behind a clause is the writer's
    ("fr", "« C'est dit, a-t-elle soufflé, les larmes aux yeux. Je rentre. »", [("C'est dit Je rentre.", "elle")]),
    ("fr", "« C'est toi, dit-il, le coupable. Et tu le sais. »", [("C'est toi le coupable. Et tu le sais.", "il")]),
    # who is told says nothing
    ("en", "Banker ‘lived like a king’ on stolen pensions, jury told", [("lived like a king", None)]),
    ("en", "“The pier is shut,” Petra Holm told reporters.", [("The pier is shut,", "Petra Holm")]),
    # each agent has its own words
    (
        "en",
        "It was described as ‘bold’ by shopkeepers and ‘daft’ by the vicar.",
        [("bold", "shopkeepers"), ("daft", "the vicar")],
    ),
]


@pytest.mark.parametrize(("language", "text", "expected"), PHRASES)
def test_phrases_of_saying_have_their_speaker(language: str, text: str, expected: list[tuple[str, str | None]]) -> None:
    """Phrases of saying, letting know and using a word report; the same verbs with another object do not."""
    assert [(quote.text, quote.speaker) for quote in find_quotes(text, language)] == expected


HELD = [
    ("An early note describes Pike as having said that the sailors “don’t speak for the port”.", "Pike"),
    ("The paper quoted Anna Reed as saying that the port was “dead”.", "Anna Reed"),
    ("The firm closed the yard in May, with Roy Pike calling the decision “a shame”.", "Roy Pike"),
    ("The army took them to the coast, with one officer saying, “This is like the end of the world.”", "one officer"),
    ("The witness recalled Pike claiming in March that “it cost five to pay one”.", "Pike"),
    ("Anna Reed left the room with her coat, saying the port was “dead”.", "Anna Reed"),
]


@pytest.mark.parametrize(("text", "speaker"), HELD)
def test_a_participle_has_the_subject_that_another_word_gives_it(text: str, speaker: str) -> None:
    """`as`, `with` or a verb of reporting before somebody makes them the subject of the participle behind."""
    assert [quote.speaker for quote in find_quotes(text, "en")] == [speaker]


def test_a_participle_with_a_preposition_has_the_subject_of_the_verb() -> None:
    """The name beside it is only the end of that subject; behind a conjunction a name is an object."""
    text = "« La ville ment », a lancé une porte-parole du port, Mara Ning en demandant de « cesser ces mensonges »."
    joined = "La région a annoncé une enquête visant Ondal et Meriva réclamant des comptes sur leurs « fausses promesses »."

    assert {quote.speaker for quote in find_quotes(text)} == {"une porte-parole du port, Mara Ning"}
    assert [quote.speaker for quote in find_quotes(joined)] == ["La région"]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Le maire reproche au préfet d'avoir bâclé, selon ses termes, une « enquête capitale ».", "Le maire"),
        (
            "Ils disent que Luc Perrin avait tenté de vendre le port, écrivant dans un courriel : « C'est le moment. »",
            "Luc Perrin",
        ),
        ("Elle raconte que Paul Arnal avait fui la ville, écrivant dans une lettre : « Je ne reviendrai pas. »", "Paul Arnal"),
        ("Elle raconte que Paul Arnal avait fui la ville, ajoutant : « Il ne reviendra pas. »", "Elle"),
    ],
)
def test_own_words_and_what_is_written_are_of_whom_they_belong_to(text: str, speaker: str) -> None:
    """An infinitive has no subject of its own; who writes is whoever did something last, who adds whoever says the rest."""
    (quote,) = find_quotes(text)
    assert quote.speaker == speaker
