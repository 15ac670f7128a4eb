"""A text is cut where its paragraphs part, and nowhere else."""

import re
import textwrap
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.cleaning.blocks.split import align_block, split_blocks, split_texts
from corpus_builder.model import Line
from tests.conftest import check_growth

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
    return [block.text for block in split_blocks(text, ())]


def test_hard_wrapped_lines_are_joined() -> None:
    """Lines that were broken at a width are one paragraph, each break a single space, and every character keeps its place."""
    blocks = split_blocks(WRAPPED, ())
    assert [block.text for block in blocks] == [" ".join(part.split()) for part in WRAPPED.strip().split("\n\n")]
    for block in blocks:
        alignment = align_block(block, WRAPPED)
        for found in re.finditer(r"\w+", block.text):
            assert WRAPPED[alignment.start(found.start()) : alignment.end(found.end())] == found.group()


@pytest.mark.parametrize("width", [36, 45, 55, 66, 80])
def test_columns_of_any_width_are_joined(width: int) -> None:
    """A newspaper's column is as narrow as a line of verse; a sentence that ends within a line shows that it is prose."""
    paragraphs = [" ".join(part.split()) for part in WRAPPED.strip().split("\n\n")] * 2
    text = "\n\n".join(textwrap.fill(part, width, break_on_hyphens=False) for part in paragraphs)
    assert [block.text for block in split_blocks(text, ())] == paragraphs


@pytest.mark.parametrize(
    "lines",
    [
        [
            "deux œufs frais du jour",
            "une tablette de chocolat noir",
            "trois cuillères de sucre roux",
            "une pincée de sel de Lizy",
            "un demi-litre de lait entier",
            "quelques feuilles de menthe",
        ],
        [
            "je marche dans la nuit sans lune",
            "et le vent me pousse vers le port",
            "où les bateaux dorment encore un peu",
            "sous la pluie fine du matin",
            "tandis que la mer se retire",
            "et que les mouettes se taisent",
        ],
    ],
    ids=["a list", "verses"],
)
def test_narrow_lines_that_are_no_prose_stay_lines(lines: list[str]) -> None:
    """What is needed for a cake and what a poem says is written line by line."""
    assert cut("\n".join(lines)) == lines


def test_one_paragraph_per_line_is_not_joined() -> None:
    """Ordinary lines stay apart, however alike their lengths are."""
    lines = [f"La ligne numéro {number} de ce texte est une phrase entière et finie." for number in range(9)]
    assert cut("\n".join(lines)) == lines


def test_blocks_know_their_indents_and_how_many_lines_they_have() -> None:
    """Both are columns that are left empty where they say nothing."""
    plain = split_blocks("Menu\n\nCarte", ())
    assert (plain.indents, plain.joined, plain[1].indent, plain[1].joined) == ((), (), 0, 1)
    blocks = split_blocks(textwrap.indent(WRAPPED, "   "), ())
    assert [(block.indent, block.joined) for block in blocks] == [(3, 4), (3, 2)]
    assert [(block.indent, block.joined) for block in blocks.select([1])] == [(3, 2)]


VERTICAL_SPACE = "\v\f\x1c\x1d\x1e\x85\u2028\u2029"
NEWS = "Le conseil de Saint-Aubin a voté jeudi{}soir, après quatre heures de débat, l’achat de l’ancienne gare et du jardin."
HEADLINE = "L’ancienne gare sera rachetée"


@pytest.mark.parametrize("mark", VERTICAL_SPACE, ids=ascii)
def test_vertical_space_parts_paragraphs_and_words(mark: str) -> None:
    """It is a blank in the midst of a sentence and a line's end elsewhere; two of it are a blank line."""
    joined = NEWS.format(" ")
    assert cut(NEWS.format(mark)) == [joined]
    assert cut(NEWS.format(f" {mark} ")) == [joined]
    assert cut(f"{joined}\n\n{NEWS.format(mark)}\n") == [joined, joined]
    assert cut(f"{HEADLINE}{mark}{NEWS.format(mark)}{mark}{joined}") == [HEADLINE, joined, joined]
    assert cut(joined.replace(", après", f",{mark}après")) == [joined]
    assert cut(joined.replace("jardin", f"jar-{mark}din")) == [joined]
    assert cut(NEWS.format(mark * 2)) == NEWS.split("{}")
    assert cut(f"{joined}{mark}- et le jardin{mark}a) et le square") == [joined, "- et le jardin", "a) et le square"]


@pytest.mark.parametrize("mark", VERTICAL_SPACE, ids=ascii)
def test_short_lines_that_vertical_space_parts_stay_lines(mark: str) -> None:
    """Four short lines in a row are a list or verses; two are a headline that was broken."""
    lines = ["deux cents grammes de farine", "trois œufs", "un sachet de levure", "une pincée de sel"]
    assert cut(mark.join(lines)) == lines
    assert cut(f"Le conseil de Saint-Aubin{mark}achète la gare") == ["Le conseil de Saint-Aubin achète la gare"]


@pytest.mark.parametrize("mark", VERTICAL_SPACE, ids=ascii)
def test_vertical_space_in_a_line_of_a_page_is_a_blank(mark: str) -> None:
    """The markup has cut the lines: each keeps its number and its markup, whatever it holds."""
    text = f"{HEADLINE}\n{HEADLINE}{mark}{mark} Tous ont voté.{mark}Le maire sourit.Il part.\n{HEADLINE}"
    blocks = split_blocks(text, [Line("h1"), Line("p"), Line("li")])
    whole = f"{HEADLINE} Tous ont voté. Le maire sourit."
    assert [block.text for block in blocks] == [HEADLINE, whole, "Il part.", HEADLINE]
    assert [(block.line, block.markup.tag) for block in blocks if block.markup] == [(0, "h1"), (1, "p"), (1, "p"), (2, "li")]
    for block in blocks:
        alignment = align_block(block, text)
        for found in re.finditer(r"\w+", block.text):
            assert text[alignment.start(found.start()) : alignment.end(found.end())] == found.group()


def test_a_rendered_page_keeps_its_lines() -> None:
    """Where the markup says what a line is, lines are not joined, and a block knows its line's markup."""
    lines = [Line("p")] * (WRAPPED.count("\n") + 1)
    blocks = split_blocks(WRAPPED, lines)
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
        "\v",
        "\f",
        "\x1c",
        "\x1e",
        "\x85",
        "mot " * 15 + "\vmot ",
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
        "-\n",
        "\u00ad\n",
        "un-\nfin ",
        "mot " * 15 + "\nmot ",
    ]
)
HYPHENS = str.maketrans("", "", "-\u2010\u00ad")


@given(st.lists(PIECES, max_size=60).map("".join))
def test_blocks_cover_every_character_once(text: str) -> None:
    """Blocks are sorted, disjoint, without blanks around them, and hold every non-blank character."""
    blocks = split_blocks(text, ())
    assert all(a.end <= b.start for a, b in pairwise(blocks))
    assert "".join("".join(text[b.start : b.end].split()) for b in blocks) == "".join(text.split())
    for block in blocks:
        assert block.text == block.text.strip() != ""
        assert "".join(block.text.split()).translate(HYPHENS) == "".join(text[block.start : block.end].split()).translate(HYPHENS)
        assert align_block(block, text).end(len(block.text)) == block.end
        assert align_block(block, text).start(0) == block.start
        alignment = align_block(block, text)
        for place, letter in enumerate(block.text):
            if not letter.isspace():
                assert text[alignment.start(place) : alignment.end(place + 1)].strip(
                    "-\u00ad \n\r\v\f\x1c\x1d\x1e\x85\u2028"
                ) in (letter, "")


@pytest.mark.parametrize(
    "piece",
    [
        "a.B",
        "?",
        '"',
        "« ",
        "What ",
        "x ?Quel vous",
        " ",
        "M.",
        "mot " * 15 + "\n",
        "mot " * 15 + "mo-\n",
        "mo-\n",
        "-\n",
        "Menu\n",
        "”A.",
        '."A',
    ],
    ids=repr,
)
def test_cutting_takes_time_in_proportion_to_the_text(piece: str) -> None:
    """Ten times the text takes about ten times as long, whatever it is made of."""
    check_growth(lambda text: split_blocks(text, ()), lambda n: piece * (n // len(piece)) + "?", 60_000)


PIECES = st.sampled_from(
    ["Le vent tombe.", "Il pleut", " ", "\t", "\n", "\n\n", "\r\n", "\x0b", "\x85", "\u2028", "« Oui »", "\ud800", "\0"]
)


@given(st.lists(st.tuples(st.lists(PIECES | st.text(max_size=4), max_size=9).map("".join), st.booleans()), max_size=5))
def test_texts_are_split_alike_alone_and_together(batch: list[tuple[str, bool]]) -> None:
    """The blocks of a text do not depend on its batch, be it a page or plain, empty, blank or with rare breaks."""
    texts = [text for text, _ in batch]
    pages = [[Line("p")] * (text.count("\n") + 1) if is_page else [] for text, is_page in batch]
    assert split_texts(texts, pages) == [split_blocks(text, lines) for text, lines in zip(texts, pages, strict=True)]


@given(st.lists(PIECES | st.text(max_size=4), max_size=12).map("".join))
def test_blocks_stand_where_they_say(text: str) -> None:
    """Lines that are not joined are blocks without the blanks around them, in their places, and nothing is left out."""
    blocks = split_blocks(text, [Line("p")] * (text.count("\n") + 1))
    pieces = [text[start:end] for start, end in zip(blocks.starts, blocks.ends, strict=True)]
    assert all(piece and piece == piece.strip() for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert [text.count("\n", 0, start) for start in blocks.starts] == blocks.lines
