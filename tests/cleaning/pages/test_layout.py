"""Where a page's article seems to be, before any line is looked at."""

from __future__ import annotations

from corpus_builder.cleaning.pages.cells import Cell, measure_line
from corpus_builder.cleaning.pages.layout import survey_page
from corpus_builder.sources.formats.html_rendering import render_page

PROSE = (
    "La mairie de Valmont a présenté mardi un plan de rénovation des quais, qui doit durer trois ans et coûter douze millions.",
    "« Nous avons attendu trop longtemps », a déclaré la maire, Ana Lopez, devant les habitants réunis à la salle des fêtes.",
    "Les riverains, eux, craignent que les travaux ne ferment la rue du Port pendant l'été, quand les marchés sont ouverts.",
    "Une seconde réunion aura lieu en septembre. D'ici là, les plans peuvent être consultés à l'accueil, tous les matins.",
)


def measure_page(html: str) -> list[Cell]:
    page = render_page(html)
    return [measure_line(text, line) for text, line in zip(page.text.split("\n"), page.lines, strict=True)]


def test_an_article_may_be_a_list_without_a_sentence() -> None:
    """The article is looked for where most text is, not where the page's only sentence stands: that may be a notice."""
    prizes = "".join(
        f"<ul><li>Compagnie du Fleuve, spectacle {i}</li><li>Théâtre du Port, spectacle {i}</li></ul>" for i in range(9)
    )
    cells = measure_page(f"<div>{prizes}</div><aside><p>{PROSE[0]}</p></aside>")
    layout = survey_page(cells)
    for cell in cells[:-1]:
        assert cell.line.path[: len(layout.article)] == layout.article
    assert cells[-1].line.path[: len(layout.article)] != layout.article


def test_the_trunk_holds_paragraphs_that_are_wrapped_one_by_one() -> None:
    """The trunk ends at the innermost element that still has most of the text."""
    wrapped = "".join(f"<section><div><p>{text}</p></div></section>" for text in PROSE)
    cells = measure_page(f"<main><div>{wrapped}</div><div><p>{PROSE[0]}</p></div></main>")
    trunk = survey_page(cells).trunk
    assert [cell.line.path[: len(trunk)] == trunk for cell in cells] == [True] * len(PROSE) + [False]
    assert len(trunk) == len(cells[0].line.path) - 3
