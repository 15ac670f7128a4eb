"""Lines are joined where the room that a line had left shows that a width broke it, region by region."""

import textwrap
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.cleaning.blocks.split import split_blocks, split_texts
from tests.conftest import check_growth

FRENCH = [
    "La passerelle du canal restera fermée jusqu'au mois de mars, a annoncé mardi la mairie de Torvannes, après la chute d'un "
    "platane sur la rambarde.",
    "Personne n'a été blessé. Les riverains, qui réclament depuis deux ans l'abattage des arbres morts, ont déposé une plainte "
    "contre la régie des voies d'eau.",
    "« Nous avons écrit onze lettres, sans réponse », déplore Armelle Quintin, qui habite au bord du quai. Elle promet de "
    "poursuivre avec ses voisins.",
    "Le coût des travaux est estimé à trois cent mille euros, dont une part sera payée par le département et une autre par la "
    "commune.",
]
ENGLISH = [
    "The footbridge over the canal will stay closed until March, the town of Dunmere said on Tuesday, after a plane tree fell on "
    "the railing.",
    "Nobody was hurt. People who live on the bank have asked for two years that the dead trees be felled, and have now filed a "
    "complaint against the board.",
    "“We wrote eleven letters and had no answer,” said Arlene Quint, whose kitchen looks out on the towpath. She will go on with "
    "her neighbours.",
    "The work will cost three hundred thousand pounds, of which one part will be paid by the county and the other by the town.",
]
MENU = ["Accueil", "Politique", "Sports", "Petites annonces", "Abonnez-vous à la lettre", "Contact", "Nos boutiques en ville"]
WIDTHS = [28, 34, 42, 54, 65, 72, 80, 100]


def cut(text: str) -> list[str]:
    """The texts of the blocks of a plain text."""
    return list(split_blocks(text, ()).texts)


def fill(paragraph: str, width: int, indent: str = "", first: str | None = None) -> str:
    """A paragraph wrapped at a width."""
    start = indent if first is None else first
    return textwrap.fill(paragraph, width, break_on_hyphens=False, initial_indent=start, subsequent_indent=indent)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("paragraphs", [FRENCH, ENGLISH], ids=["fr", "en"])
def test_paragraphs_are_joined_at_any_width(paragraphs: list[str], width: int) -> None:
    """Blank lines part them, as do the indents of their first lines alone, and both beside a menu and a list."""
    assert cut("\n\n".join(fill(each, width) for each in paragraphs)) == paragraphs
    assert cut("\n".join(fill(each, width, "", "   ") for each in paragraphs)) == paragraphs
    page = "\n".join([*MENU, "", "\n\n".join(fill(each, width, "   ") for each in paragraphs), "", *MENU])
    assert cut(page) == [*MENU, *paragraphs, *MENU]


@pytest.mark.parametrize("width", [42, 65, 80])
def test_a_short_last_line_alone_parts_paragraphs(width: int) -> None:
    """Where nothing else does, a line that had room for the first word of the next one ends its paragraph."""
    wrapped = [textwrap.wrap(each, width) for each in ENGLISH]
    ends = [len(lines[-1]) + 1 + len(below[0].split()[0]) <= width for lines, below in pairwise(wrapped)]
    assert any(ends)
    blocks = cut("\n".join(line for lines in wrapped for line in lines))
    assert len(blocks) == 1 + sum(ends)


@pytest.mark.parametrize("mark", ["* ", "- ", "• ", "1. ", "+ "])
def test_entries_of_a_list_are_joined_each_by_itself(mark: str) -> None:
    """What stands below the text of an entry belongs to it; a mark begins the next one."""
    items = [mark + each for each in FRENCH]
    text = "\n".join(fill(each, 66, "     " + " " * len(mark), "     ") for each in items)
    assert cut(f"{fill(ENGLISH[0], 70)}\n\n{text}\n\n{fill(ENGLISH[1], 70)}") == [ENGLISH[0], *items, ENGLISH[1]]


@pytest.mark.parametrize(
    "heading",
    [
        "Accident sur le canal : la régie des voies d'eau de Torvannes promet un pont provisoire avant l'été",
        "Why the Canal Board Waited Two Years Before It Looked at the Dead Trees Along the Dunmere Towpath",
        "« Onze lettres, sans réponse » : à Torvannes, les riverains du canal portent plainte contre la régie",
    ],
)
def test_a_heading_over_two_lines_is_joined(heading: str) -> None:
    """It has room of its own: the paragraphs below it are indented and narrower."""
    body = "\n\n".join(fill(each, 75, "   ") for each in FRENCH)
    assert cut(f"{fill(heading, 75)}\n\n{body}") == [heading, *FRENCH]


LINES = {
    "verses": [
        "Sous le pont le canal dort",
        "et la barque tourne un peu",
        "le soir vient et la mer sort",
        "de son lit couleur de feu",
    ],
    "verses with capitals": [
        "Bend low, grey willow, bend",
        "Above the water's sleep",
        "The night will have no end",
        "The lock is cold and deep",
    ],
    "ingredients": [
        "300 g de farine",
        "trois œufs",
        "un demi-litre de lait entier",
        "une pincée de sel",
        "du beurre pour le moule",
    ],
    "results": [
        "Torvannes - Lury : 2-1",
        "Arcis - Montbel : 0-0 (après prolongation)",
        "Sorgues - Vaire : 3-2",
        "Exempt : Plouzec",
    ],
    "opening hours": [
        "Lundi : 9 h - 12 h",
        "Mardi et jeudi : 14 h - 18 h 30",
        "Mercredi : fermé toute la journée",
        "Samedi : 10 h",
    ],
    "names": ["Maire : Armelle Quintin", "Adjoints : Paul Varin, Inès Dol", "Secrétaire : Odile Le Gac", "Trésorier : Jean Roux"],
    "captions": ["Le canal en crue, mardi.", "Photo : A. Dol", "La passerelle de Torvannes", "© Le Phare"],
}


@pytest.mark.parametrize("kind", LINES)
@pytest.mark.parametrize("width", [34, 54, 72])
def test_lines_that_no_width_broke_stay_lines(kind: str, width: int) -> None:
    """Verse, lists and tables between wrapped paragraphs are written line by line, as they are by themselves."""
    lines = LINES[kind]
    assert cut("\n".join(lines)) == lines
    assert cut(f"{fill(FRENCH[0], width)}\n\n" + "\n".join(lines) + f"\n\n{fill(FRENCH[1], width)}") == [
        FRENCH[0],
        *lines,
        FRENCH[1],
    ]
    wrapped = "\n\n".join(fill(each, width) for each in FRENCH)
    assert cut(f"{wrapped}\n\n" + "\n".join(lines)) == [*FRENCH, *lines]


VERSE = "le soir de la mer sous un ciel gris et la barque dort dans un port sans nom où tout se tait quand vient la nuit"
VERSE_WORDS = VERSE.split()


@pytest.mark.parametrize(("least", "most"), [(18, 30), (26, 32), (36, 44), (10, 60), (50, 70)])
def test_verses_without_capitals_and_stops_stay_lines(least: int, most: int) -> None:
    """Lines of about one length that begin in small letters agree on a width by chance; no sentence ends in them."""
    chance = Random(least)
    for _ in range(40):
        stanzas = [[_invent_verse(chance, chance.randint(least, most)) for _ in range(4)] for _ in range(3)]
        assert cut("\n\n".join("\n".join(lines) for lines in stanzas)) == [line for lines in stanzas for line in lines]


def _invent_verse(chance: Random, length: int) -> str:
    line = chance.choice(VERSE_WORDS)
    while len(line) < length:
        line += f" {chance.choice(VERSE_WORDS)}"
    return line


BRIEFS = [
    "Un camion s'est renversé lundi matin sur la route de Lury, sans faire de blessé.",
    "La piscine de Montbel rouvrira samedi après trois semaines de travaux.",
    "Le marché aux fleurs aura lieu dimanche sur la place du Chêne, de neuf heures à midi.",
    "Une fuite de gaz a privé de chauffage deux cents foyers du quartier des Tanneurs.",
]


@pytest.mark.parametrize("width", [28, 32, 36, 42, 48, 54])
def test_narrow_briefs_of_one_sentence_are_joined(width: int) -> None:
    """Each begins and ends as a sentence does, and some end before the end of a line."""
    assert cut("EN BREF\n\n" + "\n\n".join(fill(each, width) for each in BRIEFS)) == ["EN BREF", *BRIEFS]


FULL_BRIEFS = [
    "A lorry overturned on the Lury road on Monday morning and nobody was hurt.",
    "The pool at Montbel will open again on Saturday after three weeks of work.",
    "The flower market will be held on Sunday in Oak Square from nine until noon.",
    "A gas leak left two hundred homes in the Tanners district without heating.",
]


@pytest.mark.parametrize("width", [42, 48, 50])
def test_briefs_are_joined_whose_last_lines_are_nearly_full(width: int) -> None:
    """Each is a sentence, and wider than verses are; the second line of one may begin with a name."""
    assert cut("\n\n".join(fill(each, width) for each in FULL_BRIEFS)) == FULL_BRIEFS


@pytest.mark.parametrize("width", [34, 40, 54])
def test_narrow_prose_is_joined_beside_a_long_menu(width: int) -> None:
    """Where nearly all breaks agree on a width, few sentences need to end within lines."""
    entries = [
        f"Le guide complet de la saison sur les canaux et {WORD} de la région" for WORD in ("écluses", "ponts", "ports")
    ] * 12
    menu = "\n".join(fill(each, width, "       ", "     * ") for each in entries)
    page = f"{menu}\n\n" + "\n\n".join(fill(each, width) for each in FRENCH)
    assert cut(page)[-len(FRENCH) :] == FRENCH


@pytest.mark.parametrize(
    ("heading", "below"),
    [
        ("Wondering How the Lock Keepers Kept Their Boats", "narrow boats below the lock of Dunmere, 1954 Dunmere Lantern"),
        ("“We Wrote Eleven Letters and Had No Answer.”", "letters on the kitchen table of a house at Dunmere"),
    ],
)
def test_a_heading_stays_apart_from_the_text_of_a_picture(heading: str, below: str) -> None:
    """Below a line whose longer words all have capitals, or that ends as a sentence, small letters go on nothing."""
    width = len(heading) + 2
    body = "\n\n".join(fill(each, width) for each in ENGLISH)
    assert cut(f"{body}\n\n{heading}\n{fill(below, width)}")[-2:] == [heading, below]


def test_a_paragraph_that_begins_with_names_is_joined() -> None:
    """It ends as a sentence does."""
    paragraph = "Councillor Arlene Margaret Quint Holloway dismissed the complaint and promised a bridge before the summer."
    body = "\n\n".join(fill(each, 44) for each in [*ENGLISH, paragraph])
    assert cut(body) == [*ENGLISH, paragraph]


@pytest.mark.parametrize("mark", ["-\u00ad", "\u00ad-", "-\u200b", "\u00ad", "¬", "=", "\u2010", "\u2011", "-"], ids=ascii)
def test_a_word_is_joined_whatever_sign_splits_it(mark: str) -> None:
    """Signs that only ever split a word go; a hyphen goes with a soft one beside it, unless the word is written with it."""
    text = "\n\n".join(fill(each, 60) for each in [*FRENCH, "Les riverains attendent. " + FRENCH[0]])
    split = text.replace("passerelle", f"passe{mark}\nrelle").replace("riverains", f"rive{mark}\nrains")
    joined = " ".join(cut(split))
    assert joined.count("passerelle") == 2 and joined.count("riverains") == 2
    if mark != "=":
        compound = " ".join(cut(text.replace("habite au bord", f"porte{mark}\nparole au bord")))
        assert ("porte-parole" if mark in "-\u00ad-\u200b" and "-" in mark else "parole au bord") in compound


def test_a_line_behind_the_end_of_a_sentence_that_ends_in_no_stop_is_parted() -> None:
    """A credit or a link right below a paragraph whose last line happens to be full is none of its lines."""
    full = textwrap.wrap(ENGLISH[1], 60)[0]
    body = "\n\n".join(fill(each, 60) for each in ENGLISH)
    paragraph = f"{full} and the board, which met on Friday, did not reply to them."
    text = f"{body}\n\n{fill(paragraph, 60)}"
    assert 60 - len(text.rsplit("\n", 1)[1]) < len("Photograph:") or cut(f"{text}\nPhotograph: A. Quint")[-2:] == [
        paragraph,
        "Photograph: A. Quint",
    ]


TEXT = "le canal de la ville reste fermé pendant que des arbres morts tombent sur les berges et personne ne vient"
WORDS = st.sampled_from(TEXT.split())
SENTENCE = st.lists(WORDS, min_size=6, max_size=24).map(lambda words: " ".join(words).capitalize() + ".")
PARAGRAPH = st.lists(SENTENCE, min_size=1, max_size=5).map(" ".join)


@given(st.lists(PARAGRAPH, min_size=1, max_size=8), st.sampled_from(["\n", "\n\n"]))
def test_ordinary_paragraphs_are_never_changed(paragraphs: list[str], gap: str) -> None:
    """One paragraph on each line is one block for each."""
    assert cut(gap.join(paragraphs)) == paragraphs


@given(
    st.lists(PARAGRAPH.filter(lambda each: len(each) > 250), min_size=2, max_size=5),
    st.integers(40, 100),
    st.integers(0, 8),
    st.lists(st.sampled_from(MENU), max_size=5),
)
def test_wrapping_is_undone(paragraphs: list[str], width: int, indent: int, menu: list[str]) -> None:
    """Whatever the width and the indent, and beside any menu; each block stands where it says."""
    blanks = " " * indent
    parts = (
        ["\n".join(menu)] * bool(menu)
        + [fill(each, width + indent, blanks) for each in paragraphs]
        + ["\n".join(menu)] * bool(menu)
    )
    text = "\n\n".join(parts)
    blocks = split_blocks(text, ())
    assert list(blocks.texts) == [*menu, *paragraphs, *menu]
    assert [" ".join(text[block.start : block.end].split()) for block in blocks] == list(blocks.texts)
    assert split_texts(["Menu", text], [(), ()])[1] == blocks


@pytest.mark.parametrize(
    "piece", ["a\n", "un\n", "ba-\n", "le canal de la ville reste\n", "x " * 40 + "\n", "* a\n  b\n", "mot ", "é=\n"], ids=repr
)
def test_finding_widths_takes_time_in_proportion_to_the_text(piece: str) -> None:
    """A million lines, one column, no line ends, nothing but hyphens."""
    check_growth(lambda text: split_blocks(text, ()), lambda n: piece * (n // len(piece)), 60_000)
