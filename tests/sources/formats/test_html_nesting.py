"""Pages that a parser would take too long for: what makes them so goes, and nothing else does."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from corpus_builder.sources.formats.html_nesting import ATTRIBUTES, DEPTH, MERGED_TAGS, drop_attributes, flatten_nesting
from corpus_builder.sources.formats.html_rendering import render_page
from tests.conftest import check_growth

# Pages by how often they repeat what they are made of, and how often that is for a large one.
DEEP: dict[str, tuple[int, Callable[[int], str]]] = {
    "unclosed": (100_000, lambda n: "<div>" * n + "mot"),
    "closed": (30_000, lambda n: "<div>" * n + "mot" + "</div>" * n),
    "stray ends": (30_000, lambda n: "<div></x>" * n + "mot"),
    "lists": (30_000, lambda n: "<ul><li>" * n + "mot"),
    "tables": (20_000, lambda n: "<table><tr><td>" * n + "mot"),
    "formatting": (5_000, lambda n: "".join(f"<font color={i}>" for i in range(n)) + "<p>a" * n + " mot"),
    "no end of a tag": (100_000, lambda n: "<a" * n + ">mot"),
    "options": (20_000, lambda n: "<select>" + "<option>a" * n + "</select>mot"),
    "attributes": (100_000, lambda n: f"<p {' '.join(f'a{i}' for i in range(n))}>mot"),
    "attributes with values": (100_000, lambda n: "<p " + "".join(f"a{i}='>'" for i in range(n)) + ">mot"),
    "attributes of later bodies": (100_000, lambda n: "<body>" + "".join(f"<body a{i}>" for i in range(n)) + "mot"),
}

LONG = " ".join(f"a{i}" for i in range(ATTRIBUTES + 9))
# What stands before a tag with too many attributes, and is not touched.
UNTOUCHED = {
    "values": "<a title='a > b' href=\"x>y\" z=>un</a>",
    "comments": f"<!-- <p {LONG}> -->un<!--> <!---> deux",
    "scripts": f"<script>if (a<b {LONG}) x='</p>'</script>un<SCRIPT>a<b</SCRIPT>",
    "text": f"<textarea><p {LONG}></textarea>un",
    "bodies": "<body a><body b>un",
}


@pytest.mark.parametrize("kind", DEEP)
def test_deep_pages_take_no_longer(kind: str) -> None:
    """A page nested tens of thousands deep neither crashes nor takes the square of its length, and keeps its words."""
    size, make_page = DEEP[kind]
    assert render_page(make_page(size)).text.split()[-1] == "mot"
    check_growth(render_page, make_page, size)


@pytest.mark.parametrize("kind", UNTOUCHED)
def test_attributes_past_the_limit_go_and_nothing_else_does(kind: str) -> None:
    """In a page with one tag of too many attributes, that tag keeps the first, and all that is no such tag stays."""
    html, first = UNTOUCHED[kind], LONG[: LONG.index(f" a{ATTRIBUTES}")]
    assert drop_attributes(f"{html}<p {LONG}>mot") == f"{html}<p {first}>mot"


def test_later_bodies_lose_their_attributes() -> None:
    """The tags past the limit that add attributes to one element have none left; other tags keep theirs."""
    html = "<body a=1>" * (MERGED_TAGS + 2) + "<p a=1>mot"
    assert drop_attributes(html) == "<body a=1>" * MERGED_TAGS + "<body>" * 2 + "<p a=1>mot"


def test_ordinary_nesting_is_untouched() -> None:
    """A page that a parser reads quickly is parsed as it is, even one deeper than browsers allow."""
    html = "<div>" * (2 * DEPTH) + "mot"
    assert flatten_nesting(html) is html
