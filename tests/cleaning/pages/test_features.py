"""The features of lines: what is computed is declared, and long lines are read in linear time."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_builder.cleaning.pages.cells import LinedPage, measure_pages
from corpus_builder.cleaning.pages.feature_names import declare_features
from corpus_builder.cleaning.pages.features import find_features, list_names
from corpus_builder.model import Line
from corpus_builder.sources.formats.html_rendering import render_page
from corpus_builder.text.page_markup import block_elements, hint_groups

TAGS = [*sorted(block_elements() - {"html", "body"}), "x-story"]
WORDS = [*sorted(hint_groups()), "x7"]
TEXTS = [
    "Une",
    "2024",
    "Et dimanche ?",
    "© Le Quai",
    "Lire aussi : le pont",
    "« Oui »",
    "à 10h30 :",
    "VENTS ET MARÉES",
    "etc...",
    "La mairie de Valmont a présenté mardi un plan de rénovation des quais, qui doit durer trois ans et coûter douze millions.",
    "La mairie, le port, la gare, le marché, la halle et le pont rouvrent mardi matin. " * 6,
]


def name_features(*pages: LinedPage) -> list[list[str]]:
    """The names of the features of each line of pages."""
    columns = find_features(measure_pages(pages))
    return [list_names(columns, row) for row in range(sum(len(page.texts) for page in pages))]


def test_features_of_a_line() -> None:
    """A line has its length, its links, its end and its element, and what its words are."""
    [features] = name_features(LinedPage(["© Le Quai, 2024"], [Line("h3", 15)]))

    assert {"length <25", "links >=0.98", "end none", "tag heading", "commas <2", "sign length <25", "date length <25"} <= {
        *features
    }
    assert "says legal" in features and "starts low" not in features


@pytest.mark.parametrize("mark", "©|›»>•→@#")
def test_marks_of_menus_and_credits_are_seen(mark: str) -> None:
    """Each sign that parts the entries of menus or names owners makes the feature."""
    assert "sign length <25" in name_features(LinedPage([f"Le Quai {mark} Une"], [Line("p")]))[0]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(TAGS),
            st.sampled_from(WORDS),
            st.booleans(),
            st.sampled_from(TEXTS),
            st.integers(0, 3),
            st.booleans(),
        ),
        max_size=25,
    )
)
@settings(max_examples=80)
def test_every_feature_is_declared_and_has_one_row(elements: list[tuple[str, str, bool, str, int, bool]]) -> None:
    """Whatever a page is made of, no line has a feature that the model cannot know, and none has one twice."""
    html = "".join(
        f"<{tag} class='{word}'{' hidden' * hides}>{f'<a href=x>{text}</a>' if links else text}{f'</{tag}>' * closes}"
        for tag, word, hides, text, closes, links in elements
    )
    page = render_page(html)
    texts = page.text.split("\n") if page.lines else []
    for row in name_features(LinedPage(texts, page.lines)):
        assert declare_features() >= set(row)
        assert len(set(row)) == len(row)


@pytest.mark.parametrize("text", ["a" * 100_000, "( " * 50_000, "»" * 50_000, "photo " * 20_000, ". " * 50_000 + "x"])
def test_long_lines_are_read_in_linear_time(text: str) -> None:
    """No feature takes the square of a line's length."""
    assert name_features(LinedPage([text], [Line("p")]))
