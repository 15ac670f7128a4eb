"""The lines of pages as numbers."""

from __future__ import annotations

import pytest

from corpus_builder.cleaning.pages.cells import COMMENTED, GROUP_SHIFT, HIDDEN, LinedPage, group_names, mark_hints, measure_pages
from corpus_builder.model import Line

PROSE = "La mairie de Valmont a présenté mardi un plan de rénovation des quais, qui doit durer trois ans."


@pytest.mark.parametrize(
    ("line", "prose", "weight"),
    [
        (Line("p"), 1.0, 1.0),
        (Line("p", len(PROSE) // 4), 0.75, 0.75),
        (Line("p", len(PROSE) // 2), 0.0, 0.0),
        (Line("p", 0, ("aside", "p"), ("", ""), (1, 2)), 1.0, 0.05),
        (Line("p", 0, ("div", "p"), ("comments", ""), (1, 2)), 1.0, 0.05),
        (Line("p", 0, ("p",), ("undisplayed",), (1,)), 1.0, 0.05),
    ],
)
def test_prose_is_what_is_no_link(line: Line, prose: float, weight: float) -> None:
    """Prose is what of a long sentence is no link, and none where most is; beside the article it weighs next to nothing."""
    cells = measure_pages([LinedPage([PROSE], [line])])
    assert cells.prose[0] == pytest.approx(prose * len(PROSE), abs=1)
    assert cells.weights[0] == pytest.approx(weight * len(PROSE), abs=1)


def test_texts_are_counted_page_by_page() -> None:
    """A text is repeated on its page; the same text on another page is another one with the same wording."""
    pages = [LinedPage(["Une", "Lire", "Une"], [Line("li")] * 3), LinedPage(["Une"], [Line("p")]), LinedPage([], [])]
    cells = measure_pages(pages)
    assert cells.repeats.tolist() == [2, 1, 2, 1]
    assert cells.said.tolist() == [0, 1, 0, 2]
    assert cells.wordings.tolist() == [0, 1, 0]
    assert cells.of_lines(cells.wording.sizes).tolist() == [3, 4, 3, 3]


def test_hints_become_bits() -> None:
    """An element has the bits of the groups of its words, and those for comments and for what is not displayed."""
    assert mark_hints("") == 0
    assert mark_hints("comments undisplayed") & (COMMENTED | HIDDEN) == COMMENTED | HIDDEN
    assert mark_hints("related") >> GROUP_SHIFT == 1 << group_names().index("related")
