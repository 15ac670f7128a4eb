"""Which lines of pages are kept, by their probabilities."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.cleaning.pages.cells import Cells, LinedPage, measure_pages
from corpus_builder.cleaning.pages.choosing import ROLES, choose_lines, find_roles, find_threshold, find_titles
from corpus_builder.model import Line
from corpus_builder.settings import PageSettings

PROSE = "Les riverains craignent que les travaux ne ferment la rue du Port pendant tout l'été, quand les marchés sont ouverts."
# Pages as lines with their probabilities in percent, and which are kept.
CHOSEN = {
    "a heading behind all text": ([("p", 95), ("h2", 95), ("p", 95), ("h2", 95)], "1110"),
    "an unsure heading between lines that are kept": ([("p", 95), ("h2", 30), ("p", 95)], "111"),
    "an unsure heading before a line that is not": ([("p", 95), ("h2", 30), ("p", 5), ("p", 95)], "1001"),
    "a list between lines that are kept": ([("p", 95), ("ul li", 9), ("ul li", 20), ("p", 95)], "1111"),
    "a list with an item that is none": ([("p", 95), ("ul li", 1), ("ul li", 20), ("p", 95)], "1001"),
    "a list that nothing leads up to": ([("ul li", 9), ("ul li", 20), ("p", 95)], "001"),
    "a likely table": ([("p", 95), ("table td", 9), ("table td", 95), ("p", 95)], "1111"),
    "an unlikely table": ([("p", 95), ("table td", 2), ("table td", 55), ("table td", 2), ("table td", 2), ("p", 95)], "100001"),
}


def measure_rows(*pages: list[tuple[str, int]]) -> Cells:
    """Pages of lines that stand in the elements named, one in the other; tables and lists next to each other are one."""
    lined = []
    for rows in pages:
        lines: list[Line] = []
        for i, (tags, _) in enumerate(rows):
            *outer, tag = tags.split()
            again = bool(i) and outer and rows[i - 1][0] == tags
            path = (*lines[-1].path[:-1], 10 * i + 1) if again else tuple(10 * i + j for j in range(1, len(outer) + 2))
            lines.append(Line(tag, 0, (*outer, tag), ("",) * (len(outer) + 1), path))
        lined.append(LinedPage([PROSE] * len(rows), lines))
    return measure_pages(lined)


# What stands between an unsure heading and the prose that it leads to, and whether the heading is kept.
OPENERS = {"Toggle answer": True, "Lire la réponse": True, "": True, "Les autres questions de nos lecteurs": False}


@pytest.mark.parametrize("opener", OPENERS)
def test_the_words_of_a_button_may_stand_below_a_heading(opener: str) -> None:
    """A question that opens its answer has a button between the two."""
    texts = [PROSE, "Faut-il un permis ?", *[opener][: bool(opener)], PROSE]
    lines = [Line(tag, 0, (tag,), ("",), (10 * i,)) for i, tag in enumerate(("p", "h3", "span", "p")[: len(texts)])]
    probabilities = np.array([0.95, 0.25, *[0.02][: bool(opener)], 0.95])
    assert bool(choose_lines(measure_pages([LinedPage(texts, lines)]), probabilities, PageSettings())[1]) == OPENERS[opener]


@pytest.mark.parametrize("name", CHOSEN)
def test_lines_are_kept_with_what_is_around_them(name: str) -> None:
    """Headings between lines that are kept are kept, lists and tables as wholes, whatever the other pages of the batch are."""
    rows, kept = CHOSEN[name]
    for pages in ([rows], [rows, rows], [CHOSEN["a heading behind all text"][0], rows]):
        probabilities = np.array([percent / 100 for page in pages for _, percent in page])
        chosen = choose_lines(measure_rows(*pages), probabilities, PageSettings())
        assert "".join(str(int(flag)) for flag in chosen[-len(rows) :]) == kept


def test_roles_are_those_of_the_innermost_element_that_tells() -> None:
    """A paragraph in a list is an item; what no element tells is body."""
    cells = measure_rows([("ul li p", 0), ("div", 0), ("h2", 0), ("figure figcaption div", 0)])
    assert [ROLES[role] for role in find_roles(cells)] == ["list_item", "body", "heading", "caption"]


def test_the_title_is_the_heading_before_the_article() -> None:
    """The nearest heading of the first level before the first long line that is kept, or else one inside; else there is none."""
    before, inside, without = [("h1", 0), ("h1", 0), ("p", 99)], [("p", 99), ("h1", 99), ("p", 99)], [("h1", 0), ("p", 0)]
    kept = np.array([percent > 50 for page in (before, inside, without) for _, percent in page])
    assert find_titles(measure_rows(before, inside, without), kept).tolist() == [1, 4, -1]


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(1, 1000)), min_size=1, max_size=20))
def test_threshold_lies_between_its_bounds(lines: list[tuple[float, float]]) -> None:
    """The threshold is one that keeps nothing, or lies between the lowest one allowed and a half."""
    probabilities, lengths = np.array(lines).T
    threshold = find_threshold(probabilities, lengths, PageSettings())
    assert threshold == 1.0 or PageSettings().lowest_probability <= threshold <= 0.5 + 1e-9


def test_uncertain_pages_keep_their_likelier_lines() -> None:
    """The less certain the whole page, the lower the threshold."""
    lengths = np.full(3, 100.0)
    sure = find_threshold(np.array([0.99, 0.98, 0.01]), lengths, PageSettings())
    unsure = find_threshold(np.array([0.6, 0.4, 0.3]), lengths, PageSettings())
    assert unsure < sure
