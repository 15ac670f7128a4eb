"""A text is cut where its paragraphs part, and nowhere else."""

import re
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.cleaning.blocks import align_block, find_stub, split_blocks
from corpus_builder.model import Line
from corpus_builder.rules import read_table
from corpus_builder.settings import BlockSettings

SETTINGS = BlockSettings()
WRAPPED = """\
La digue du vieux port a tenu toute la nuit malgré la tempête qui
soufflait sur la côte, et les habitants du quartier bas ont pu dormir
chez eux. Le maire, Paul Petit, a salué le travail des équipes, qui
avaient posé plus de deux mille sacs de sable en moins de six heures.

Les pompiers restent pourtant prudents, car une seconde tempête doit
arriver dimanche soir et les sacs ne tiendront pas deux fois de suite.
"""


def cut(text: str) -> list[str]:
    """The texts of the blocks of a plain text."""
    return [block.text for block in split_blocks(text, (), SETTINGS)]


@pytest.mark.parametrize(
    "parts",
    [
        ["Il pleut sur la ville.", "Le vent tombe enfin."],
        ["Qui a signé le contrat ?", "Nul ne le sait."],
        ["Quelle fête !", "Les rues étaient pleines."],
        ["Elle a hésité…", "Puis elle a signé."],
        ["« Nous restons », dit-elle.", "« Nous aussi », répond-il."],
        ["Il parle de « rupture ».", "Les autres se taisent."],
        ["Est-ce légal, « pourquoi pas nous ? »", "Pour sa part, le maire attend."],
        ["Il a dit : “C’est une ruse.”", "Ces mots ont blessé."],
        ['Il a dit : "C\'est une ruse."', "Ces mots ont blessé."],
        ["Le maire est parti hier.", '"Je reviendrai", a-t-il lancé.'],
        ["Une réforme coûteuse (la plus coûteuse.)", "Elle passe demain."],
        ["Le modèle GPT-4 sort en mars 2018.", "Les clients attendent."],
        ["La séance commence à 10h30.", "La salle est vide."],
        ["Le groupe Acier du Nord Inc.", "Les salariés attendent."],
    ],
)
def test_a_glued_stop_parts_two_paragraphs(parts: list[str]) -> None:
    """A stop that is glued to a capital or an opening mark is the end of a paragraph whose break was lost."""
    assert cut("".join(parts)) == parts


@pytest.mark.parametrize(
    "text",
    [
        "L'accord entre les U.S.A et le Canada tient.",
        "Le discours de J.-P.Martin a duré une heure.",
        "La lettre de J.K.Rivers est perdue.",
        "Hier M.Dupont et Mme.Durand ont signé.",
        "Il développe en Node.js et en ASP.NET depuis dix ans.",
        "Voir www.Exemple.Fr/Accueil.Html pour les horaires.",
        "Voir https://exemple.fr/Menu.Html?a=B.C pour les horaires.",
        "Écrire à Jeanne.Morel@exemple.fr suffit.",
        "Le site Voyage.Com ferme.",
        "Yahoo!Finance",
        "Le prix passe à 3.5 millions, soit 2,4 % de moins.",
        "« Je pars.Je ne reviens pas.Adieu », a-t-elle dit.",
        "Elle a crié « Non !Jamais ! » avant de partir.",
        "1.Introduction",
        "Le film Qui va piano va sano ?",
    ],
)
def test_names_numbers_addresses_and_open_quotes_are_not_cut(text: str) -> None:
    """A stop inside a name, an abbreviation, an address, a number or an open quote ends no paragraph."""
    assert cut(text) == [text]


@pytest.mark.parametrize("row", read_table("blocks")["questions"], ids=lambda row: row["language"])
def test_questions_to_the_reader_are_cut_from_the_end_of_the_text(row: dict) -> None:
    """The examples of the table hold: a question that addresses the reader is cut, another is not."""
    for text in row["cuts"]:
        assert len(cut(text)) == 2, text
    for text in row["keeps"]:
        assert len(cut(text)) == 1, text


def test_a_question_before_more_prose_is_not_cut() -> None:
    """Only at the end of a text is a question without a stop before it put to the reader."""
    question = "Le guide demande Que voulez-vous faire demain ?"
    assert cut(f"{question}\n{'Une phrase de prose bien longue, avec une virgule. ' * 5}")[0] == question


@pytest.mark.parametrize("row", read_table("blocks")["stubs"], ids=lambda row: row["name"])
def test_the_stubs_of_the_table_are_found(row: dict) -> None:
    """The examples of the table hold on both sides."""
    assert all(find_stub(text) for text in row["removes"])
    assert not any(find_stub(text) for text in row["keeps"])


def test_a_stub_is_a_block_and_the_title_behind_it_another() -> None:
    """A date that a scraper wrote before the first line is parted from it."""
    blocks = split_blocks(" date 2024-03 Une digue cède\n\nIl pleut.", (), SETTINGS)
    assert [(block.text, block.before) for block in blocks] == [
        ("date 2024-03", "start"),
        ("Une digue cède", "stub"),
        ("Il pleut.", "blank"),
    ]


def test_hard_wrapped_lines_are_joined() -> None:
    """Lines that were broken at a width are one paragraph, each break a single space, and every character keeps its place."""
    blocks = split_blocks(WRAPPED, (), SETTINGS)
    assert [block.text for block in blocks] == [" ".join(part.split()) for part in WRAPPED.strip().split("\n\n")]
    for block in blocks:
        alignment = align_block(block, WRAPPED)
        for found in re.finditer(r"\w+", block.text):
            assert WRAPPED[alignment.start(found.start()) : alignment.end(found.end())] == found.group()


def test_one_paragraph_per_line_is_not_joined() -> None:
    """Ordinary lines stay apart, however alike their lengths are."""
    lines = [f"La ligne numéro {number} de ce texte est une phrase entière et finie." for number in range(9)]
    assert cut("\n".join(lines)) == lines


def test_a_rendered_page_keeps_its_lines() -> None:
    """Where the markup says what a line is, lines are not joined, and a block knows its line's markup."""
    lines = [Line("p")] * (WRAPPED.count("\n") + 1)
    blocks = split_blocks(WRAPPED, lines, SETTINGS)
    assert len(blocks) == 6
    assert blocks[-1].line == 6 and blocks[-1].markup == Line("p")


PIECES = st.sampled_from(
    [
        ". ",
        ".",
        "?",
        "! ",
        "…",
        "«",
        "» ",
        "”",
        '"',
        "\n",
        "\n\n",
        "\r\n",
        " ",
        "\u00a0",
        "\u2028",
        "Le ",
        "mot ",
        "M",
        "Quel ",
        "vous",
        "date 2024-03 ",
        "A",
        "é",
        ")",
        "\u200b",
    ]
)


@given(st.lists(PIECES, max_size=60).map("".join))
def test_blocks_cover_every_character_once(text: str) -> None:
    """Blocks are sorted, disjoint, without blanks around them, and hold every non-blank character."""
    blocks = split_blocks(text, (), SETTINGS)
    assert all(a.end <= b.start for a, b in pairwise(blocks))
    assert "".join("".join(text[b.start : b.end].split()) for b in blocks) == "".join(text.split())
    for block in blocks:
        assert block.text == block.text.strip() != ""
        assert block.text.split() == text[block.start : block.end].split()
        assert align_block(block, text).end(len(block.text)) == block.end
        assert align_block(block, text).start(0) == block.start


@pytest.mark.parametrize(
    "piece", ["a.B", "?", '"', "« ", "What ", "x ?Quel vous", " ", "M.", "mot " * 15 + "\n", "Menu\n", "”A.", '."A'], ids=repr
)
def test_cutting_takes_time_in_proportion_to_the_text(piece: str) -> None:
    """Ten times the text takes about ten times as long, whatever it is made of."""

    def seconds(n: int) -> float:
        text = piece * (n // len(piece)) + "?"
        best = float("inf")
        for _ in range(3):
            start = time.process_time()
            split_blocks(text, (), SETTINGS)
            best = min(best, time.process_time() - start)
        return best

    assert seconds(60_000) < 40 * seconds(6_000) + 0.05
