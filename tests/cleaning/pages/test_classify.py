"""Telling the article of a rendered page from what is around it: invented pages, and what must hold for every page."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_builder.cleaning.blocks.split import split_blocks
from corpus_builder.cleaning.pages.cells import LinedPage, measure_pages
from corpus_builder.cleaning.pages.classify import classify_pages, find_probabilities, load_model
from corpus_builder.cleaning.pages.reasons import load_rules
from corpus_builder.cleaning.pages.wording import phrase_names
from corpus_builder.model import Block, Blocks, Label, Line
from corpus_builder.models.linear import WEIGHT_UNIT, FeatureColumn, Weights, make_model
from corpus_builder.settings import PageSettings
from corpus_builder.sources.formats.html_rendering import render_page
from corpus_builder.text.page_markup import hint_groups
from tests.conftest import check_growth

PROSE = (
    "La mairie de Valmont a présenté mardi un plan de rénovation des quais, qui doit durer trois ans et coûter douze millions.",
    "« Nous avons attendu trop longtemps », a déclaré la maire, Ana Lopez, devant les habitants réunis à la salle des fêtes.",
    "Les riverains, eux, craignent que les travaux ne ferment la rue du Port pendant l'été, quand les marchés sont ouverts.",
    "Une seconde réunion aura lieu en septembre. D'ici là, les plans peuvent être consultés à l'accueil, tous les matins.",
)
MENU = "".join(f'<li><a href="/{word}">{word}</a></li>' for word in ("Une", "Monde", "Culture", "Sports", "Météo"))
PARAGRAPHS = "".join(f"<p>{text}</p>" for text in PROSE)
TEASERS = "".join(f'<li><a href="/{i}">Un autre sujet de la semaine à lire, numéro {i}</a></li>' for i in range(6))
COMMENTS = "".join(
    f'<div class="comment"><p>Je trouve que ce projet est une honte, voilà ce que je pense de la chose, numéro {i}.</p></div>'
    for i in range(3)
)
PAGE = f"""<html><body><header class="site-header"><nav><ul>{MENU}</ul></nav></header>
<main><article><h1>Les quais de Valmont seront rénovés</h1>{PARAGRAPHS}
<h2>Un chantier de trois ans</h2><p>{PROSE[0].replace("mardi", "enfin")}</p></article>
<aside class="related"><h3>À lire aussi</h3><ul>{TEASERS}</ul></aside>
<section id="comments">{COMMENTS}</section></main>
<footer><p>© Le Quai de Valmont. Tous droits réservés. Mentions légales</p></footer></body></html>"""


def classify_html(html: str) -> list[tuple[Block, Label]]:
    page = render_page(html)
    blocks = split_blocks(page.text, page.lines)
    [labels] = classify_pages([blocks], PageSettings())
    return list(zip(blocks, labels, strict=True))


def test_an_article_stays_and_what_is_around_it_goes() -> None:
    """Title, headings and prose of the article stay with their roles; menu, teasers, comments and footer go by name."""
    classified = classify_html(PAGE)
    kept = [(block.text, label.role) for block, label in classified if label.stage is None]
    assert kept[0] == ("Les quais de Valmont seront rénovés", "title")
    assert [text for text, role in kept if role == "body"] == [*PROSE, PROSE[0].replace("mardi", "enfin")]
    assert ("Un chantier de trois ans", "heading") in kept
    assert len(kept) == len(PROSE) + 3


def test_a_list_between_paragraphs_stays_whole() -> None:
    """Short items of a list that a paragraph leads up to and another one follows are text; the links of a menu are not."""
    items = ("la réfection du quai Nord ;", "un abri pour les vélos ;", "deux bancs.")
    told = PARAGRAPHS.replace("</p><p>", "</p><ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul><p>", 1)
    kept = [(block.text, label.role) for block, label in classify_html(PAGE.replace(PARAGRAPHS, told)) if label.stage is None]
    assert [text for text, role in kept if role == "list_item"] == list(items)


@pytest.mark.parametrize(("cell", "stays"), [("{}", True), ('<a href="/{0}">{0}</a>', False)], ids=["of figures", "of links"])
def test_a_table_between_paragraphs_stays_or_goes_as_one(cell: str, stays: bool) -> None:
    """The rows of a table are too short to be classified alone; a table whose cells are links leads elsewhere."""
    words = ["Année", "Travaux", "Coût", "2024", "Quai nord", "4 millions", "2025", "Quai sud", "5 millions"]
    rows = "".join("<tr>" + "".join(f"<td>{cell.format(w)}</td>" for w in words[i : i + 3]) + "</tr>" for i in (0, 3, 6))
    table = f"<figure><table>{rows}</table></figure>"
    html = f"<nav><ul>{MENU}</ul></nav><article>{PARAGRAPHS}{table}{PARAGRAPHS.replace('mardi', 'lundi')}</article>"
    labels = {block.text: label.stage is None for block, label in classify_html(html)}
    assert {labels[" | ".join(words[i : i + 3])] for i in (0, 3, 6)} == {stays}


def test_what_goes_says_why() -> None:
    """A removal names a rule of the table, and its evidence has the probability and in words what spoke against the block."""
    names = {rule.name for rule in load_rules()}
    gone = [label for _, label in classify_html(PAGE) if label.stage is not None]
    assert gone
    for label in gone:
        assert label.stage == "boilerplate"
        assert label.rule in names
        assert re.match(r"probability 0\.\d\d: .", label.evidence)
    assert {"comment section", "related articles", "navigation"} <= {label.rule for label in gone}


@pytest.mark.parametrize(
    "html", ["", f"<ul>{MENU}</ul>", f"<nav><ul>{MENU}</ul></nav><ul>{TEASERS}</ul>", "<p>Page introuvable</p>"]
)
def test_a_page_without_an_article_keeps_nothing(html: str) -> None:
    """No article is invented where there are only links and notices."""
    assert all(label.stage is not None for _, label in classify_html(html))


def test_blocks_of_one_line_share_a_label() -> None:
    """A line that was cut into blocks stays or goes as a whole."""
    page = render_page(PAGE)
    blocks = split_blocks(page.text, page.lines)
    halves = Blocks(
        starts=[start for b in blocks for start in (b.start, b.start + 1)],
        ends=[end for b in blocks for end in (b.start + 1, b.end)],
        texts=[text for b in blocks for text in (b.text[:1], b.text[1:])],
        lines=[line for line in blocks.lines for _ in range(2)],
        before=[before for b in blocks for before in (b.before, "glue")],
        markup=page.lines,
    )
    [labels] = classify_pages([halves], PageSettings())
    assert labels[::2] == labels[1::2]


def test_lines_that_look_alike_are_classified_together() -> None:
    """A paragraph among its like goes part of the way to their mean; what looks otherwise goes its own way."""
    line = Line("p", 0, ("div", "p"), ("", ""), (1, 2))
    lines = [line, line, line, Line("li", 0, ("div", "li"), ("", ""), (1, 5))]
    model = make_model(Weights(bias=0, weights={"up": 2 * WEIGHT_UNIT, "down": -2 * WEIGHT_UNIT}), {"up", "down"}, "a test")

    def classify(texts: Sequence[str], lines: Sequence[Line], rows: list[int]) -> list[float]:
        columns = [FeatureColumn((("up",), ("down",)), np.array(rows))]
        found: list[float] = find_probabilities(measure_pages([LinedPage(texts, lines)]), columns, model).tolist()
        return found

    rows = [0, 0, 1, 1]
    alone = [classify([text], [own], [row])[0] for text, own, row in zip(PROSE, lines, rows, strict=True)]
    drawn = classify(PROSE, lines, rows)
    assert alone[2] < drawn[2] < drawn[1] < alone[1]
    assert drawn[3] == alone[3]


def test_hidden_copy_of_the_article_goes() -> None:
    """Where a page holds its text twice, the copy that the layout hides is not the article."""
    hidden = f'<div hidden itemprop="articleBody">{" ".join(PROSE)}</div>'
    classified = classify_html(PAGE.replace("<main>", f"<main>{hidden}"))
    assert [label.stage for block, label in classified if block.text == " ".join(PROSE)] == ["boilerplate"]
    assert sum(block.text == PROSE[1] and label.stage is None for block, label in classified) == 1


@given(st.lists(st.tuples(st.sampled_from(["p", "li", "h1", "div", "td"]), st.text(max_size=150)), max_size=12))
@settings(max_examples=60)
def test_any_page_is_classified(rows: list[tuple[str, str]]) -> None:
    """Every block gets one label, the same one whichever pages are classified with its own."""
    page, other = render_page("".join(f"<{tag}>{text}</{tag}>" for tag, text in rows)), render_page(PAGE)
    blocks = split_blocks(page.text, page.lines)
    [labels] = classify_pages([blocks], PageSettings())
    assert len(labels) == len(blocks)
    both = classify_pages([split_blocks(other.text, other.lines), blocks, blocks], PageSettings())
    assert both[1:] == [labels, labels]


# Pages by how many lines they have, of which many agree in what is compared with the rest of the page.
LONG_PAGES: dict[str, Callable[[int], str]] = {
    "paragraphs": lambda n: "<article>" + "".join(f"<p>{PROSE[0]} {i}</p>" for i in range(n)) + "</article>",
    "one paragraph": lambda n: f"<p>{PROSE[0]}</p>" * n,
    "parts": lambda n: "".join(f"<div class='box b{i}'><h2>{i}</h2><p>{PROSE[i % 4]}</p></div>" for i in range(n // 2)),
    "lists": lambda n: "".join(f"<p>{PROSE[0]}</p><ul><li>Lire aussi {i}</li></ul>" for i in range(n // 2)),
    "tables": lambda n: "".join(f"<p>{PROSE[0]}</p><table><tr><td>{i}</td></tr></table>" for i in range(n // 2)),
}


@pytest.mark.parametrize("kind", LONG_PAGES)
def test_long_pages_cost_what_their_lines_cost(kind: str) -> None:
    """What a line costs does not rise with the lines of its page, however many of them agree."""
    check_growth(classify_html, LONG_PAGES[kind], 10_000)


def test_groups_of_the_tables_have_weights() -> None:
    """Every group of words and phrases in the table is known to the model: none stands there for nothing."""
    weights = {name for name, weight in load_model().weights.items() if weight}
    for group in {*hint_groups().values()}:
        assert any(name.startswith((f"in {group}", f"is {group}", f"article in {group}")) for name in weights), group
    for name in phrase_names():
        assert any(weight.startswith(f"says {name}") for weight in weights), name
