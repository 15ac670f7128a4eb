"""Plots: the same bytes every time, texts as texts, colours by name."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from corpus_builder.report.plots import Rows, describe_rows, draw_bars, draw_columns, draw_steps

Draw = Callable[[str, str, Rows], str]
ROWS = [("kept", 900), ("<script>$a$</script>", 30), ("港 & <b>", 0)]
KINDS = [draw_bars, draw_columns, draw_steps]


@pytest.mark.parametrize("draw", KINDS)
def test_a_plot_is_drawn_the_same_twice(draw: Draw) -> None:
    """The same rows give the same bytes."""
    assert draw("one", "One", ROWS) == draw("one", "One", ROWS)


@pytest.mark.parametrize("draw", KINDS)
def test_labels_are_texts(draw: Draw) -> None:
    """A label stands there letter by letter, as text and not as markup or mathematics; so does the title."""
    svg = draw("one", "A <b>title", ROWS)
    assert "&lt;script&gt;$a$" in svg
    assert "A &lt;b&gt;title</title>" in svg
    assert "<script" not in svg


@pytest.mark.parametrize("draw", KINDS)
def test_ids_of_two_plots_differ(draw: Draw) -> None:
    """Two plots of the same rows on one page share no id, and refer to their own."""
    one, other = (draw(name, "Title", ROWS) for name in ("one", "other"))
    ids = [set(re.findall(r'\bid="([^"]+)"', svg)) for svg in (one, other)]
    assert ids[0] and not ids[0] & ids[1]
    assert set(re.findall(r'(?:url\(#|href="#)([^)"]+)', one)) <= ids[0]


@pytest.mark.parametrize("draw", KINDS)
def test_the_page_gives_colours_and_fonts(draw: Draw) -> None:
    """A plot names no colour and no font of its own, so that dark mode and the page's font reach it."""
    svg = draw("one", "Title", ROWS)
    assert "var(--accent)" in svg
    assert not re.search(r"#[0-9a-f]{6}\b|font-family|<style", svg)


@pytest.mark.parametrize("draw", KINDS)
def test_no_rows_are_no_error(draw: Draw) -> None:
    """A plot of zeros, or of a single row, can be drawn."""
    assert "</svg>" in draw("one", "Title", [("none", 0)])


def test_the_description_stays_short() -> None:
    """Of many rows the first are told, and how many there are."""
    assert describe_rows([(str(number), number) for number in range(25)]).endswith("19: 19; and 5 more")
