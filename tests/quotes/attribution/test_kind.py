"""Whether marked words are speech at all; all texts, people and bodies are invented."""

from __future__ import annotations

import pytest

from corpus_builder.quotes import find_quotes

# text and the words that are said in it: none where the marks show a term, a title, a law, an inscription or a name
FRENCH = [
    # words without a comma before their verb, but no subject of the sentence
    ("« Bravo à toutes » lance Inès Caron.", ["Bravo à toutes"]),
    ("« Terre et Mer » publie un sondage sur la pêche.", []),
    ("La troupe « Les Amis réunis » joue vendredi.", []),
    # objects of a verb of opinion, and of one that likens
    ("L'opposition y voit une « provocation ».", ["provocation"]),
    ("Le syndicat condamne une « décision brutale ».", ["décision brutale"]),
    ("Elle ne ressent « aucune colère ».", ["aucune colère"]),
    ("Le rapport met en avant « un manque de moyens ».", ["un manque de moyens"]),
    ("Les riverains s'inquiètent d'un « chantier sans fin ».", ["chantier sans fin"]),
    ("Ce que le député présente comme un « sauvetage » divise la ville.", ["sauvetage"]),
    ("La réforme est perçue par les élus comme un « recul ».", ["recul"]),
    ("Maud Kervel voit dans ce texte une « bombe à retardement ».", ["bombe à retardement"]),
    ("Elle a loué une « cabane flottante » aux vacanciers.", []),
    ("Il présente « Le Grand Journal du soir » sur la chaîne.", []),
    ("Le terme « gens de mer » désigne les marins.", []),
    # somebody's view before or behind the words
    ("Pour elle, c'est « une honte ».", ["une honte"]),
    ("Ce port n'est qu'un « décor » aux yeux du maire.", ["décor"]),
    # a clause with its `que`, a predicate behind its subject, and what somebody is
    ("Les pêcheurs réclament « que la digue soit relevée ».", ["que la digue soit relevée"]),
    ("La plateforme « permet aux habitants de signaler un danger ».", ["permet aux habitants de signaler un danger"]),
    ("Le maire est « à bout de nerfs » depuis la grève.", ["à bout de nerfs"]),
    ("Interrogée mardi, la ministre reste « très réservée sur ce point ».", ["très réservée sur ce point"]),
    ("Ces appareils sont « connectés au réseau ».", []),
    ("L'expression « avoir le pied marin » est ancienne.", []),
    # a participle that shares its auxiliary
    ("La préfète a fermé le pont et assuré que « les travaux dureront un mois ».", ["les travaux dureront un mois"]),
    ("Le maire a acheté et rénové le cinéma « Le Rex ».", []),
    # who does not say something else says these words
    ("Elle n'a pas dit autre chose : « Les bateaux resteront à quai. »", ["Les bateaux resteront à quai."]),
    ("La loi « Rade propre » entre en vigueur.", []),
    ("L'opération « Filets verts » mobilise la gendarmerie.", []),
    ("Cliquez sur « Je m'abonne » pour continuer.", []),
]
ENGLISH = [
    ("“A real shame” said the councillor Ben Oakley.", ["A real shame"]),
    ("The usual reply? “I don't remember.”", ["I don't remember."]),
    ("Ben Oakley saw the deal as “a gift to bankers”.", ["a gift to bankers"]),
    ("The mayor talks about “a new dawn”.", ["a new dawn"]),
    ("What Oakley calls “the long goodbye” began in May.", ["the long goodbye"]),
    ("Burnout is defined in the study as “a slow loss of purpose”.", ["a slow loss of purpose"]),
    ("Tess Arkwright decried a “culture of fear”.", ["culture of fear"]),
    ("Oakley is “deeply worried about the winter”.", ["deeply worried about the winter"]),
    ("The plan “would leave the island without a doctor”.", ["would leave the island without a doctor"]),
    ("Both “the delays” and “the silence”, according to Ms Reed, were planned.", ["the delays", "the silence"]),
    # capitals make a title, also before a full stop inside the marks
    ("“It rains,” Ms Reed said on Rade TV's “State of the Coast.”", ["It rains,"]),
    ("She saw “The Long Tide” at the Rex.", []),
    ("The phrase “to have sea legs” is old.", []),
    ("They are “smart” devices.", []),
    ("His new book, “How the Sea Ate the Coast in Thirty Years”, is out.", []),
]


@pytest.mark.parametrize(("text", "expected"), FRENCH)
def test_french_words_in_marks_are_speech_or_not(text: str, expected: list[str]) -> None:
    """What is woven into a sentence with somebody who says it is speech; terms, titles and names are not."""
    assert [quote.text for quote in find_quotes(text)] == expected


@pytest.mark.parametrize(("text", "expected"), ENGLISH)
def test_english_words_in_marks_are_speech_or_not(text: str, expected: list[str]) -> None:
    """The same in English."""
    assert [quote.text for quote in find_quotes(text, language="en")] == expected


# text, words and speaker: whose view or opinion the sentence gives
VIEWS = [
    ("fr", "Pour la Ligue des ports (LDP), « le quai menace ruine ».", [("le quai menace ruine", "la Ligue des ports")]),
    (
        "fr",
        "Mais pour cette avocate au barreau de Brest, il est « urgent de légiférer ».",
        [("urgent de légiférer", "cette avocate")],
    ),
    ("fr", "Une femme de « tête », comme il dit.", [("tête", "il")]),
    ("fr", "C'est un « détail », comme l'explique Luc Bassan.", [("détail", "Luc Bassan")]),
    ("fr", "La réforme est perçue par les élus comme un « recul ».", [("recul", "les élus")]),
    ("fr", "La préfète a fermé le pont et assuré que « tout va bien ».", [("tout va bien", "La préfète")]),
    ("fr", "Prêt à tout pour sauver « ce vieux bateau que plus personne ne voulait voir », il part.", None),
    ("fr", "Pour ouvrir le bal, « La Mer du Nord » sera chantée.", []),
    ("fr", "Le conseil de Luc Perrin est « d'attendre ».", [("d'attendre", "Luc Perrin")]),
    ("en", "The captain's answer was “no”.", [("no", "The captain")]),
    ("en", "The letter was “postmarked” in Brie.", []),
    ("en", "A man of “vision”, as she puts it.", [("vision", "she")]),
    ("en", "Grief is defined in the report as “a slow thaw”.", [("a slow thaw", "the report")]),
]


@pytest.mark.parametrize(("language", "text", "expected"), VIEWS)
def test_a_view_has_the_speaker_that_its_sentence_tells(language: str, text: str, expected: list[tuple[str, str]] | None) -> None:
    """Who holds an opinion says the words for it; a word that is perhaps nobody is no speaker."""
    found = [(quote.text, quote.speaker) for quote in find_quotes(text, language=language)]
    assert found == expected if expected is not None else all(speaker is None for _, speaker in found)


# language, text, words and speaker
CALLED = [
    ("fr", "Elle vante ce qu'elle appelle « la politesse des pauvres ».", [("la politesse des pauvres", "elle")]),
    ("fr", "Il a étudié ce que la presse appelle « le dossier ».", []),
    ("fr", "Elle a lancé un jeu qu'elle appelle « Brin d'Herbe ».", []),
    ("fr", "On appelle « ripisylve » la forêt des berges.", []),
    ("fr", "Le maire appelle le projet « un gâchis ».", [("un gâchis", "Le maire")]),
    ("en", "The mayor called the plan “reckless”.", [("reckless", "The mayor")]),
    ("en", "They call the project “Sunrise”.", []),
]


@pytest.mark.parametrize(("language", "text", "expected"), CALLED)
def test_what_one_person_calls_something_is_their_word(language: str, text: str, expected: list[tuple[str, str | None]]) -> None:
    """What he or she calls something is said; what all call so, or with a capital, is a name."""
    assert [(quote.text, quote.speaker) for quote in find_quotes(text, language)] == expected
