"""Where a page's article seems to be, before any line is looked at."""

from __future__ import annotations

import numpy as np
import pytest

from corpus_builder.cleaning.pages.cells import Cells, LinedPage, measure_pages
from corpus_builder.cleaning.pages.layout import Route, survey_pages
from corpus_builder.model import Line
from corpus_builder.sources.formats.html_rendering import render_page

PROSE = (
    "La mairie de Valmont a présenté mardi un plan de rénovation des quais, qui doit durer trois ans et coûter douze millions.",
    "« Nous avons attendu trop longtemps », a déclaré la maire, Ana Lopez, devant les habitants réunis à la salle des fêtes.",
    "Les riverains, eux, craignent que les travaux ne ferment la rue du Port pendant l'été, quand les marchés sont ouverts.",
    "Une seconde réunion aura lieu en septembre. D'ici là, les plans peuvent être consultés à l'accueil, tous les matins.",
)


def measure_html(html: str) -> Cells:
    page = render_page(html)
    return measure_pages([LinedPage(page.text.split("\n"), page.lines)])


def list_insiders(cells: Cells, route: Route) -> list[bool]:
    """Which lines are inside the end of a page's way."""
    flags: list[bool] = (cells.at_lines(route.shared) == cells.elements.depths[route.ends][0]).tolist()
    return flags


def test_an_article_may_be_a_list_without_a_sentence() -> None:
    """The article is looked for where most text is, not where the page's only sentence stands: that may be a notice."""
    prizes = "".join(
        f"<ul><li>Compagnie du Fleuve, spectacle {i}</li><li>Théâtre du Port, spectacle {i}</li></ul>" for i in range(9)
    )
    cells = measure_html(f"<div>{prizes}</div><aside><p>{PROSE[0]}</p></aside>")
    inside = list_insiders(cells, survey_pages(cells).article)
    assert inside == [True] * (len(inside) - 1) + [False]


def test_the_trunk_holds_paragraphs_that_are_wrapped_one_by_one() -> None:
    """The trunk ends at the innermost element that still has most of the text."""
    wrapped = "".join(f"<section><div><p>{text}</p></div></section>" for text in PROSE)
    cells = measure_html(f"<main><div>{wrapped}</div><div><p>{PROSE[0]}</p></div></main>")
    trunk = survey_pages(cells).trunk
    assert list_insiders(cells, trunk) == [True] * len(PROSE) + [False]
    assert cells.elements.depths[trunk.ends[0]] == len(cells.lines[0].path) - 3


# Texts of a page, and for each the share of its runs of five words that another line has too; below 0 for a short one.
SEVEN = "un deux trois quatre cinq six sept"
COPIES = [
    ([f"{SEVEN} huit neuf dix onze douze", "un deux trois quatre cinq"], [0.0, -1.0]),
    ([f"{SEVEN} huit neuf dix onze douze"] * 2, [1.0, 1.0]),
    ([f"{SEVEN} a b c d e", f"f g h i j {SEVEN}"], [3 / 8, 3 / 8]),
    ([f"{SEVEN} {SEVEN}"], [0.0]),
    ([f"{SEVEN} {SEVEN}", f"{SEVEN} a b c d e"], [3 / 7, 3 / 8]),
]


@pytest.mark.parametrize(("texts", "shares"), COPIES, ids=range(len(COPIES)))
def test_long_lines_are_compared_with_the_others(texts: list[str], shares: list[float]) -> None:
    """What counts is in how many lines a run of words is, however often one line has it; other pages are not looked at."""
    page = LinedPage(texts, [Line("p")] * len(texts))
    assert survey_pages(measure_pages([page, page])).twice.tolist() == shares * 2


def test_lines_are_compared_with_the_title() -> None:
    """What counts is the share of the different words of both; a line of two words and a page without a title are left out."""
    title = ("Le pont de Valmont rouvre", Line("h1"))
    texts = ["Le pont de Lormes", "Le pont", "Un autre sujet, sans rapport"]
    pages = [LinedPage([title[0], *texts], [title[1], *([Line("p")] * 3)]), LinedPage(texts, [Line("p")] * 3)]
    titled = survey_pages(measure_pages(pages)).titled
    assert np.allclose(titled, [1.0, 3 / 6, -1.0, 0.0, -1.0, -1.0, -1.0])
