"""Who goes on speaking, and whose words a heading gives; all texts, people and bodies are invented."""

from __future__ import annotations

import pytest

from corpus_builder.quotes import find_quotes

# language, text, speakers of its quotes
CONTINUED = [
    ("fr", "« Le bac coule », a prévenu Odile Kern. Mais « nous avons encore deux mois ».", ["Odile Kern"] * 2),
    ("fr", "« Le bac coule », a prévenu Odile Kern. Et « personne ne répond ».", ["Odile Kern"] * 2),
    ("en", "“The ferry is sinking,” Nora Lund said. But “we still have two months.”", ["Nora Lund"] * 2),
    # what she does between her words is hers, what another does ends them
    ("fr", "« La digue cède », dit Odile Kern. Elle hausse les épaules. « On a prévenu tout le monde. »", ["Odile Kern", "Elle"]),
    ("en", "“The wall gives way,” Nora Lund said. Paul Hale nodded. “It held for thirty years.”", ["Nora Lund", "Paul Hale"]),
    # a colon behind a topic
    ("fr", "« Je dors mal », raconte Maud. Même en vacances : « Impossible de poser mon téléphone. »", ["Maud"] * 2),
    # another one is somebody else
    ("en", "“Everyone wants a boat,” one sailor said. “Nobody wants the harbour,” another said.", ["one sailor", "another"]),
    ("fr", "« Le bac coule », a prévenu un marin. Et un autre d'ajouter : « Il coulera seul. »", ["un marin", "un autre"]),
    # what follows a full stop in marks is the writer's
    ("en", "“It floods,” Nora Lund said. “It always floods.” Paul Hale agreed.", ["Nora Lund"] * 2),
    ("fr", "« Il pleut », dit Odile Kern. « Il pleut toujours ici. » Luc Perrin approuve.", ["Odile Kern"] * 2),
    ("en", "“The lock is open.” Paul Hale did not reply.", [None]),
    ("en", "“Is the lock open?” Paul Hale asked.", ["Paul Hale"]),
]
TOLD = [
    ("fr", "La digue doit être refaite, insiste l'ingénieure. « Chaque marée nous coûte un mètre. »", ["l'ingénieure"]),
    ("fr", "Selon Luc Perrin, la digue doit être refaite. « Chaque marée nous coûte un mètre. »", ["Luc Perrin"]),
    ("fr", "Pour Luc Perrin, capitaine du port, la digue cédera. « Chaque marée nous coûte un mètre. »", ["Luc Perrin"]),
    ("fr", "Luc Perrin a eu peur, comme il dit. « La digue a cédé en deux heures. »", ["il"]),
    ("fr", "Le bac est vieux, comme le dit Odile Kern. « Il coulera cet hiver. »", ["Odile Kern"]),
    ("fr", "Les marins disent que le maire ment. « Il ne répond plus à nos lettres. »", ["Les marins"]),
    ("en", "Nora Lund says the wall must be rebuilt by June. “Every tide takes a yard of sand.”", ["Nora Lund"]),
    ("en", "The wall must be rebuilt by June, Nora Lund says. “Every tide takes a yard of sand.”", ["Nora Lund"]),
    ("en", "According to Nora Lund, the wall must be rebuilt. “Every tide takes a yard of sand.”", ["Nora Lund"]),
    # an agency that asserts speaks, one that passes on does not; nobody says anything
    ("fr", "L'agence Sorna affirme que le pont cédera. « Les câbles sont usés depuis des années. »", ["Sorna"]),
    ("fr", "L'agence Sorna rapporte que le pont cédera. « Les câbles sont usés depuis des années. »", [None]),
    ("fr", "Le port a fermé en mai. « Il n'y a plus de bateaux ici depuis longtemps. »", [None]),
    ("fr", "Je dis que le port a fermé.\n« Il n'y a plus de bateaux ici depuis longtemps. »", [None]),
]
HEADINGS = [
    ("« Personne ne nous répond »", "« Personne ne nous répond, et le courrier reste fermé »", "Odile Kern"),
    ("« Personne ne répond au courrier »", "« Depuis mai, personne ne répond au courrier du port »", "Odile Kern"),
    ("« La mer reprend tout »", "« Personne ne nous répond, et le courrier reste fermé »", None),
]


@pytest.mark.parametrize(("language", "text", "speakers"), CONTINUED)
def test_speech_goes_on_until_somebody_else_acts(language: str, text: str, speakers: list[str | None]) -> None:
    """Words without a cue are those of the last speaker, when nobody else stands between."""
    assert [quote.speaker for quote in find_quotes(text, language)] == speakers


@pytest.mark.parametrize(("language", "text", "speakers"), TOLD)
def test_the_sentence_before_tells_who_speaks(language: str, text: str, speakers: list[str | None]) -> None:
    """Words behind a sentence that reports somebody are that person's."""
    assert [quote.speaker for quote in find_quotes(text, language)] == speakers


@pytest.mark.parametrize(("heading", "words", "speaker"), HEADINGS)
def test_a_heading_is_of_who_says_its_words(heading: str, words: str, speaker: str | None) -> None:
    """Nearly the same words below tell whose a heading in marks is, and it has no cue."""
    quotes = find_quotes(f"{heading}\nLe bac est arrêté. {words}, soupire Odile Kern.")

    assert [(quote.speaker, quote.cue) for quote in quotes] == [(speaker, None), ("Odile Kern", "soupire")]


def test_a_heading_before_its_speaker_is_named_has_the_name() -> None:
    """A pronoun of a later sentence says nothing in front of it, so the name stands there."""
    text = "« Le port fermera en mai »\nOdile Kern arrive. « Oui, le port fermera en mai », dit-elle."

    assert [(quote.speaker, quote.speaker_name) for quote in find_quotes(text)] == [
        ("Odile Kern", "Odile Kern"),
        ("elle", "Odile Kern"),
    ]
