"""Quotes with speakers, by kind of case; all texts, people and bodies are invented."""

from __future__ import annotations

import re
from dataclasses import astuple
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_builder.model import Quote
from corpus_builder.quotes import find_quotes
from corpus_builder.settings import QuoteSettings, check_settings
from corpus_builder.system.errors import SettingsError
from tests.conftest import check_growth

# text, then for each quote: text, speaker, speaker_name, cue
INTRODUCED = [
    ("Pour le syndicat, ce texte est « une provocation ».", [("une provocation", "le syndicat", None, "Pour")]),
    ("Et le procureur de conclure : « Tout est dit. »", [("Tout est dit.", "le procureur", None, "conclure")]),
    ("Le procureur a vu, selon ses termes, une « fuite » de plus.", [("fuite", "Le procureur", None, "selon")]),
    ("« Nous partons », assure au téléphone Luc Perrin.", [("Nous partons", "Luc Perrin", "Luc Perrin", "assure")]),
    (
        "« Le pont rouvrira lundi », a annoncé Marie Colin.",
        [("Le pont rouvrira lundi", "Marie Colin", "Marie Colin", "a annoncé")],
    ),
    ("Marie Colin précise : « Le bac reste gratuit. »", [("Le bac reste gratuit.", "Marie Colin", "Marie Colin", "précise")]),
    ("Selon la note, le port « perd de l'argent ».", [("perd de l'argent", "la note", None, "Selon")]),
    ("D’après Marie Colin, « rien ne presse ».", [("rien ne presse", "Marie Colin", "Marie Colin", "D’après")]),
    ("« Nous irons », dit-elle.", [("Nous irons", "elle", None, "dit")]),
    ("« Oui », répond Marie Colin.", [("Oui", "Marie Colin", "Marie Colin", "répond")]),
    ("« On attend », comme le dit Marie Colin.", [("On attend", "Marie Colin", "Marie Colin", "dit")]),
    ("“We will wait,” said Anna Reed.", [("We will wait,", "Anna Reed", "Anna Reed", "said")]),
    ("“We will wait,” the mayor of Brill said.", [("We will wait,", "the mayor of Brill", None, "said")]),
    ("Anna Reed told reporters: “We will wait.”", [("We will wait.", "Anna Reed", "Anna Reed", "told")]),
    ("According to the memo, the pier “is not safe.”", [("is not safe.", "the memo", None, "According to")]),
    (
        "« Le quai est prêt », a déclaré à l’agence Novapresse le maire Luc Perrin.",
        [("Le quai est prêt", "Luc Perrin", "Luc Perrin", "a déclaré")],
    ),
    (
        "« Le quai est prêt », a indiqué le porte-parole de la région, Luc Perrin, mardi.",
        [("Le quai est prêt", "le porte-parole de la région, Luc Perrin", "Luc Perrin", "a indiqué")],
    ),
    (
        "Luc Perrin, directeur du port de Brie, a répété que la digue « tiendra encore vingt ans ».",
        [("tiendra encore vingt ans", "Luc Perrin", "Luc Perrin", "a répété")],
    ),
    (
        "Le conseil a débattu hier. Marie Colin l’a dit :\n« La digue sera rehaussée. »",
        [("La digue sera rehaussée.", "Marie Colin", "Marie Colin", "a dit")],
    ),
    (
        "« Le quai est prêt », dit Marie Colin. « Les bateaux peuvent venir. »",
        [
            ("Le quai est prêt", "Marie Colin", "Marie Colin", "dit"),
            ("Les bateaux peuvent venir.", "Marie Colin", "Marie Colin", None),
        ],
    ),
    (
        "Le bac coule lentement — Marie Colin (@mcolin) October 2, 2024",
        [("Le bac coule lentement", "Marie Colin", "Marie Colin", None)],
    ),
]

# text, quote texts: broken and mixed marks
MARKS = [
    ("« Le pont, a dit Marie Colin, rouvrira lundi. »", ["Le pont rouvrira lundi."]),
    ("« Le pont », a dit Marie Colin, « rouvrira lundi ».", ["Le pont rouvrira lundi"]),
    ("“The pier,” said Anna Reed, “is shut.”", ["The pier, is shut."]),
    ("Marie Colin dit : << Le pont rouvrira. >>", ["Le pont rouvrira."]),
    ("''Le pont rouvrira'', dit Marie Colin.", ["Le pont rouvrira"]),
    ("„Le pont rouvrira“, dit Marie Colin.", ["Le pont rouvrira"]),
    ('"Le pont rouvrira", dit Marie Colin.', ["Le pont rouvrira"]),
    ("‘It isn’t our pier,’ Anna Reed said.", ["It isn’t our pier,"]),
    ("« Il a crié “au secours” deux fois », raconte Marie Colin.", ["Il a crié “au secours” deux fois"]),
    ("« Il a répondu : « Je viendrai », raconte Marie Colin.", ["Il a répondu : « Je viendrai"]),
    ('Marie Colin décrit "un plan "secret" et "coûteux" pour le port".', ['un plan "secret" et "coûteux" pour le port']),
    ("Marie Colin dit : « Le pont rouvrira.\nLe bac continuera. »", ["Le pont rouvrira.\nLe bac continuera."]),
    ("Marie Colin dit : « Le pont rouvrira.\n« Le bac continuera. »", ["Le pont rouvrira. Le bac continuera."]),
    ("« Le pont rouvrira. »\n« Le bac aussi », poursuit Marie Colin.", ["Le pont rouvrira. Le bac aussi"]),
    ("La séance est levée.« Le pont rouvrira »,dit Marie Colin.Le vote suit.", ["Le pont rouvrira"]),
]
BROKEN = [
    ("Marie Colin dit : « Le pont rouvrira lundi.\nLe bac circule encore.", ["Le pont rouvrira lundi."]),
    ("« Le pont rouvrira lundi, a dit Marie Colin avant de partir.", ["Le pont rouvrira lundi"]),
    ("« Le pont rouvrira lundi”, assure Marie Colin.", ["Le pont rouvrira lundi"]),
    ("« Le pont rouvrira lundi «, assure Marie Colin.", ["Le pont rouvrira lundi"]),
    ("La nuit tombe. Le pont rouvrira lundi », assure Marie Colin.", ["Le pont rouvrira lundi"]),
    ("Marie Colin rêve d’”imposer une digue à tous les ports”, dit-elle.", ["imposer une digue à tous les ports"]),
]
NOT_SPEECH = [
    "Le « capitaine » du quartier ne sort plus.",
    "Le prochain « plan de charge » tient en une page.",
    "Dans « Les Phares du nord », son premier roman, Odile Kern raconte le port.",
    "Le projet « Quai vert » commencera en juin, a précisé la région.",
    "Un film intitulé « La Marée » sortira en mai.",
    "On y joue « La Marée », œuvre de Paul Arnal, jusqu'en mai.",
    "On y joue « La Marée », farce du maire, jusqu'en mai.",
    "Le collectif, surnommé « les gens du quai », se réunit mardi.",
    "Marie Colin n’a jamais dit « la digue est perdue ».",
    "L'été, aujourd'hui, l'eau d'ici n'est qu'un filet d'or.",
    'The hit song is "Harbour" by the Moles.',
    'The so-called "quiet fee" will end in May.',
    'Un écran de 24" et un autre de 27" suffisent.',
    "le « le « le « le",
]

# text, the name the last quote's speaker means
NAMES = [
    ("Odile Kern a vendu son bateau. « Je rêvais de montagne », avoue-t-elle.", "Odile Kern"),
    ("Odile Kern a reçu Paul Arnal. « La maison était froide », raconte la comédienne.", "Odile Kern"),
    ("Paul Arnal a signé avec Luc Perrin. « Le contrat est clair », dit-il.", None),
    ("Paul Arnal, maire de Brie, est arrivé. « Le pont rouvrira », a promis le maire.", "Paul Arnal"),
    ("Paul Arnal est arrivé. « Le pont rouvrira », a promis M. Arnal.", "Paul Arnal"),
    ("Anna Reed came late. Philip Reed did not. “We wait,” Mrs Reed said.", "Anna Reed"),
    ("Le pont est fermé. « Nous attendons », soupire un passant.", None),
    ("« Nous attendons », affirment Paul Arnal et Odile Kern.", None),
    ("Marelle a fermé son chantier. « Nous n'avions plus de bois », explique l'entreprise.", "Marelle"),
]


def rows(text: str, language: str = "fr") -> list[Quote]:
    """The quotes of a text; English texts are told by their words."""
    english = re.search(r"\b(?:the|said|told)\b", text, re.IGNORECASE)
    return find_quotes(text, "en" if english else language)


@pytest.mark.parametrize(("text", "expected"), INTRODUCED)
def test_introduced_words_have_speaker_and_cue(text: str, expected: list[tuple[str, str | None, str | None, str | None]]) -> None:
    """A cue before, after or inside the words gives their speaker, as written and by name."""
    assert [(q.text, q.speaker, q.speaker_name, q.cue) for q in rows(text)] == expected


@pytest.mark.parametrize(("text", "expected"), MARKS)
def test_marks_of_every_kind_pair(text: str, expected: list[str]) -> None:
    """Nested, doubled, glued and continued marks give one balanced quote without its reporting clause."""
    quotes = rows(text)
    assert [q.text for q in quotes] == expected
    assert all(q.balanced for q in quotes)


@pytest.mark.parametrize(("text", "expected"), BROKEN)
def test_broken_marks_keep_the_words_and_say_so(text: str, expected: list[str]) -> None:
    """A mark that is missing or of the wrong kind still gives the quote, which is not balanced."""
    quotes = rows(text)
    assert [q.text for q in quotes] == expected
    assert not any(q.balanced for q in quotes)


@pytest.mark.parametrize("text", NOT_SPEECH)
def test_marked_words_that_nobody_says_are_no_quotes(text: str) -> None:
    """Titles, terms, labels, scare quotes, denied speech, apostrophes and inches are not speech."""
    assert rows(text) == []


@pytest.mark.parametrize(("text", "expected"), NAMES)
def test_a_mention_is_resolved_only_when_it_is_sure(text: str, expected: str | None) -> None:
    """Pronouns, descriptions and surnames become a full name; two candidates leave it open."""
    assert rows(text)[-1].speaker_name == expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("« Le pont rouvrira », dit Marie Colin.", "direct"),
        ("Marie Colin dit que le pont « rouvrira lundi ».", "mixed"),
        ("Le pont est « fermé pour toujours », a dit Marie Colin.", "mixed"),
    ],
)
def test_words_inside_the_writers_sentence_are_mixed(text: str, kind: str) -> None:
    """A quote that is part of the writer's sentence is mixed, one that stands alone is direct."""
    assert [q.kind for q in rows(text)] == [kind]


def test_a_paragraph_announced_by_a_colon_is_a_quote() -> None:
    """Words without marks count when a cue and a colon announce them and they speak in the first person."""
    (quote,) = rows("Marie Colin a écrit à la mairie :\nNous avons refait la digue et nous en sommes fiers.\nLe soir tombe.")
    assert (quote.text, quote.speaker) == ("Nous avons refait la digue et nous en sommes fiers.", "Marie Colin")
    assert rows("Marie Colin a écrit un livre :\nLa digue du port.") == []


def test_indirect_speech_is_a_setting() -> None:
    """Reported speech without marks is found only when asked for."""
    text = "Le maire Paul Arnal a dit que le pont rouvrirait lundi. Odile Kern n'a pas dit que le bac suivrait."
    assert find_quotes(text) == []
    (quote,) = find_quotes(text, settings=QuoteSettings(indirect=True))
    assert (quote.kind, quote.text, quote.speaker_name) == ("indirect", "le pont rouvrirait lundi", "Paul Arnal")


def test_english_words_in_marks_keep_their_commas() -> None:
    """English closes its marks around a reporting clause, so a clause between commas inside them is speech."""
    (quote,) = find_quotes("“If we wait, they said, we lose,” Anna Reed said.", "en")
    assert (quote.text, quote.speaker) == ("If we wait, they said, we lose,", "Anna Reed")


def test_an_agency_or_a_paper_is_no_speaker() -> None:
    """Who passes the words on did not say them."""
    assert [q.speaker for q in rows("« Le pont rouvrira », rapporte l’AFP.")] == [None]


def test_a_broken_mark_costs_its_own_paragraph_at_most() -> None:
    """Quotes of other paragraphs stand whatever is broken in one."""
    sound = "« Le bac aussi », a dit Luc Perrin."
    broken = "Marie Colin dit : « Le pont rouvrira lundi."
    assert [q.text for q in rows(f"{sound}\n{broken}\nLe soir tombe.\n{sound}")] == [
        "Le bac aussi",
        "Le pont rouvrira lundi.",
        "Le bac aussi",
    ]


BROKEN = [
    # a stray closing mark behind a sound quote
    ("« Nous partons demain », dit Paul Arnal. » Il fait froid.", [("Nous partons demain", "Paul Arnal", True)]),
    ("« Nous partons demain matin », a dit Paul Arnal. »", [("Nous partons demain matin", "Paul Arnal", True)]),
    # two paragraphs, each with its own clause
    (
        "L’élue résume : « C’est fini.\n\n« On verra bien », répond le préfet.",
        [("C’est fini.", "L’élue", False), ("On verra bien", "le préfet", True)],
    ),
    # an opening mark lost behind a name in marks
    (
        "Son bateau s’appelle « Pas à pas ». Il vous fait attendre, mais c’est du solide », loue le député Luc Perrin.",
        [("Il vous fait attendre, mais c’est du solide", "Luc Perrin", False)],
    ),
    # a blank before the clause that ends unclosed words
    ("« Nous partons demain , dit Paul Arnal.", [("Nous partons demain", "Paul Arnal", False)]),
]
NONE = [
    "Le spectacle s’appelle « Blanc ».",
    "Le vent, dans ce que le pays appelle déjà « le grand souffle », tombe.",
    "Les élus des quatre provinces dites « hautes » se taisent.",
    "Sur les fourches, des pancartes peintes la veille : « On vous nourrit, vous nous broutez ».",
    "Il avait écrit un titre : « Marée basse ».",
]
NONE_ENGLISH = [
    "Placards reading “Tired pilots sink ships” have been printed.",
    "It is part of a campaign the union calls “Rested Hands”.",
]


@pytest.mark.parametrize(("text", "expected"), BROKEN)
def test_a_broken_mark_leaves_the_sound_ones(text: str, expected: list[tuple[str, str | None, bool]]) -> None:
    """A stray, lost or missing mark takes no words and no speaker from the quotes beside it."""
    assert [(q.text, q.speaker, q.balanced) for q in rows(text)] == expected


@pytest.mark.parametrize("text", NONE)
def test_names_titles_and_inscriptions_are_no_quotes(text: str) -> None:
    """What is named, written on a thing, a title or a charge is said by nobody."""
    assert rows(text) == []


@pytest.mark.parametrize("text", NONE_ENGLISH)
def test_english_names_and_inscriptions_are_no_quotes(text: str) -> None:
    """What is named or written on a thing is said by nobody."""
    assert find_quotes(text, "en") == []


def test_every_quote_says_what_shows_it() -> None:
    """The evidence has the marks, the clause and how the name was found or why not."""
    found = rows("Odile Kern est venue. « Oui », dit-elle. « Non, répond le maire. Jamais.")
    assert [q.evidence for q in found] == [
        "« »; cue after the words; leads a clause or is the only one nearby",
        "« never closed; cue after the words; an occupation stated of nobody",
    ] or [q.evidence.split("; ")[0] for q in found] == ["« »", "« never closed"]


@settings(max_examples=150)
@given(st.text(alphabet="«»“”\"'’‘<>—– .,:!?\nabÀ1(@)", max_size=60), st.sampled_from(["fr", "en", "de"]))
def test_offsets_hold_for_any_text(text: str, language: str) -> None:
    """Quotes are sorted, do not overlap, and their text is their fragments, whatever the marks."""
    quotes = find_quotes(text, language)
    for quote in quotes:
        spans = quote.fragments or ((quote.start, quote.end),)
        assert quote.text == " ".join(text[start:end] for start, end in spans)
        assert (quote.start, quote.end) == (spans[0][0], spans[-1][1])
        assert all(text[start:end].strip() == text[start:end] != "" for start, end in spans)
        assert all(any(map(str.isalnum, text[start:end])) for start, end in spans)
    assert all(one.end <= other.start for one, other in pairwise(quotes))


@pytest.mark.parametrize(
    "unit", ["« Bonjour, dit Paul. ", "« oui » ", "«", '"', "‘a ", "— oui, dit-il !\n", "« Bonjour les amis\n", "oui, dit le, "]
)
def test_time_is_linear(unit: str) -> None:
    """Ten times as much broken text takes about ten times as long."""
    check_growth(find_quotes, lambda n: "« " + unit * n, 1_600)


@pytest.mark.parametrize(
    "unit",
    [
        "{} van Arnal dort. « Oui », dit-elle. ",
        "Mme {} dort. « Oui », dit {}. ",
        "Le maire {} Kern dort. « Oui », dit le maire. ",
    ],
)
def test_time_is_linear_in_the_people(unit: str) -> None:
    """Ten times as many people, of whom each speaks, take about ten times as long."""

    def name_people(count: int) -> str:
        names = (chr(65 + number % 26) + "".join(chr(97 + int(digit)) for digit in str(number)) for number in range(count))
        return "".join(unit.format(name, name) for name in names)

    check_growth(find_quotes, name_people, 5_000, most=20)


def test_a_quote_at_the_head_of_the_next_paragraph_keeps_the_speaker() -> None:
    """Speech that goes on over a paragraph's end has one speaker; somebody who comes in between ends it."""
    said = "« Nous avons tout payé », a écrit Odile Kerven au trésorier.\n"
    apart = "« Nous avons tout payé », a écrit Odile Kerven au trésorier. Paul Hamel est parti ce soir-là.\n"
    more = "« C’est un marché de dupes, et je le regrette. » Les comptes seront publiés en mai."

    assert [quote.speaker for quote in find_quotes(said + more)] == ["Odile Kerven", "Odile Kerven"]
    assert [quote.speaker for quote in find_quotes(apart + more)] == ["Odile Kerven", None]


@pytest.mark.parametrize("key", ["strange_close", "context", "sentence_words", "speaker_reach"])
def test_settings_that_are_gone_say_what_to_do(key: str) -> None:
    """A setting that has become a constant is an error that says so, never a silent default."""
    with pytest.raises(SettingsError, match=f"quotes.{key}: this setting no longer exists; remove it"):
        check_settings({"quotes": {key: 1}})


@pytest.mark.parametrize(
    ("text", "words", "speaker", "name"),
    [
        ("« L´eau monte », a prévenu l`adjointe.", "L´eau monte", "l’adjointe", None),
        ("“It＇s late,” Dana O‘Neil said.", "It＇s late,", "Dana O’Neil", "Dana O’Neil"),
        ("« Tout est pre\u0302t », a dit He\u0301le\u0300ne Lanoé.", "Tout est pre\u0302t", "Hélène Lanoé", "Hélène Lanoé"),
    ],
)
def test_odd_apostrophes_and_accents_hide_nobody(text: str, words: str, speaker: str, name: str | None) -> None:
    """Names are written as elsewhere; the quoted words and their place are those of the text."""
    [quote] = find_quotes(text, "en" if "said" in text else "fr")
    assert (quote.text, quote.speaker, quote.speaker_name) == (words, speaker, name)
    assert text[quote.start : quote.end] == words


def test_a_surname_of_two_people_means_nobody_and_breaks_nothing() -> None:
    """Who has the name of two people is left open, also where a pronoun follows."""
    text = (
        "Odile A. Kern, Marnoux’s lawyer, told The Gazette in a statement that he meant no harm.\n"
        "“Luc Marnoux is sincere,” she said in an email.\n"
        "The office called the police. When Marnoux was approached, he told them to leave.\n"
        "A letter on Lucas W. Marnoux, a man of many words."
    )
    assert [quote.speaker_name for quote in find_quotes(text, "en")] == ["Odile A. Kern"]


@pytest.mark.parametrize(
    ("language", "text", "speaker"),
    [
        ("en", "“It was a good sign,” said Petra.", "Petra"),
        ("en", "“They ignored the poster,” Petra Holm said.", "Petra Holm"),
        ("fr", "« On a décroché la pancarte », a dit Luc Perrin.", "Luc Perrin"),
    ],
)
def test_speech_may_end_in_the_word_for_a_sign(language: str, text: str, speaker: str) -> None:
    """What bears an inscription stands outside the marks."""
    assert [quote.speaker for quote in find_quotes(text, language)] == [speaker]


@pytest.mark.parametrize("end", ["\r\n", "\r", "\x85", "\u2028", "\u2029"])
def test_the_way_a_line_ends_changes_no_quote(end: str) -> None:
    """Turns, signatures, colons and paragraphs are read alike however a file ends its lines."""
    lines = [
        *("— Tu viens ?", "— Non, dit Luc Perrin.", "— Ah ?", "", "Luc Perrin a écrit à la mairie :"),
        *("Nous avons refait la digue et nous en sommes fiers.", "« Nous partons demain matin, et le bac aussi. »"),
        *("— Odile Kern, maire de Brie", "", "« Le pont rouvrira", "« et le bac aussi », dit Paul Arnal."),
    ]
    expected, text = find_quotes("\n".join(lines)), end.join(lines)
    found = find_quotes(text)
    assert len(expected) > 2
    assert [q.text.replace(end, "\n") for q in found] == [q.text for q in expected]
    assert [q[5:] for q in map(astuple, found)] == [q[5:] for q in map(astuple, expected)]
    assert all(q.text == " ".join(text[a:b] for a, b in q.fragments or ((q.start, q.end),)) for q in found)
