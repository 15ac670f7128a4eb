"""Rendering a page: every visible text in order, one block per line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.sources.formats.html_rendering import render_page

RENDERED = {
    "": "",
    "<p>  \n </p>": "",
    "<p>Un</p><p>Deux</p>": "Un\nDeux",
    "<p>Un <b>mot</b>, <a href=x>un lien</a>.</p>": "Un mot, un lien.",
    "<p>Un\n\t  mot   ici </p>": "Un mot ici",
    "<p>Prix&nbsp;: 3&nbsp;&euro; &amp;amp;</p>": "Prix\u00a0: 3\u00a0€ &amp;",
    "<p>Un<br>Deux<br/>Trois</p>": "Un\nDeux\nTrois",
    "<div>Un<p>Deux</p>Trois</div>": "Un\nDeux\nTrois",
    "<ul><li>Un<li>Deux</ul>": "Un\nDeux",
    "<table><caption>T</caption><tr><td>1<td>2<tr><th>3</table>": "T\n1 | 2\n3",
    "<pre>a\n  b\n\nc </pre>": "a\n  b\nc",
    "<figure><img alt=x><figcaption>Le port</figcaption></figure>": "Le port",
    "<label>Nom</label><select><option>A<option>B</select><button>Non</button>": "Nom\nA\nB\nNon",
    "<title>T</title><script>x()</script><style>p{}</style><p>Oui</p><noscript>n</noscript>": "Oui\nn",
    "<body><template><p>Plié</p></template><p>Oui</p>": "Plié\nOui",
    "<p hidden>Caché</p><p style='display: none'>Plié</p>": "Caché\nPlié",
    "<p>Un<div>Deux": "Un\nDeux",
    "<frameset><frame src=a><noframes>rien</noframes></frameset>": "",
    "<svg><title>icône</title><text>12</text></svg>": "12",
    "<!-- rien --><p>A<!-- rien -->B</p>": "AB",
    "<p>a \ud800 b</p>": "a ? b",
    "<head><noscript><img src=x>Activez les scripts</noscript><title>T</title></head><body><p>Oui": "Oui",
    "<NOSCRIPT><p>Non</NOSCRIPT><p>Oui": "Non\nOui",
    "<body><p>Un<noscript><img src=x></noscript> mot</p>": "Un mot",
    "<body><p>Un<noscript>Activez</noscript> mot</p>": "Un mot\nActivez",
    "<p>Un<template></template> mot</p>": "Un mot",
    "<table><tr><td>1<td><p>Un<p>Deux<tr><td>3<td>4</table>": "1\nUn\nDeux\n3 | 4",
    "<table><tr><td><table><tr><td>1<td>2</table><td>3</table>": "1 | 2\n3",
    "<head><noscript><link rel=x></head><body><p>Oui</p><noscript>Non</noscript>": "Oui\nNon",
}

PLAIN = ["Un mot", "Titre\n\nPremier paragraphe.\n\nSecond, 3 < 4 et 5 > 4.\n", "a <3 b & c", "   \n "]


@pytest.mark.parametrize("html", RENDERED, ids=range(len(RENDERED)))
def test_blocks_become_lines(html: str) -> None:
    """One block is one line, inline elements flow, the cells of a row are one line, and scripts and styles are not there."""
    assert render_page(html).text == RENDERED[html]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["p", "div", "span", "b", "a", "li", "td", "h2", "section", "x-item", "button", "label"]),
            st.integers(0, 4),
        ),
        max_size=30,
    )
)
def test_no_word_is_lost(elements: list[tuple[str, int]]) -> None:
    """However elements are nested and left open, every visible word is in the text, in order, and each line has its markup."""
    words = [f"mot{i}" for i in range(len(elements))]
    html = "".join(f"<{tag}> {word} {f'</{tag}>' * closes}" for (tag, closes), word in zip(elements, words, strict=True))
    page = render_page(html)
    assert sorted(page.text.split()) == sorted(words)
    assert len(page.lines) == len(page.text.split("\n") if page.text else [])
    if not any(tag == "td" for tag, _ in elements):
        assert page.text.split() == words


@given(st.text(alphabet="<>/ab p\n&;\"'=!-é", max_size=200))
def test_any_text_is_a_page(html: str) -> None:
    """Whatever the text, it is rendered, and no line is blank."""
    page = render_page(html)
    assert all(line.strip() for line in page.text.split("\n")) or not page.lines
    assert all(len(line.path) == len(line.containers) == len(line.hints) for line in page.lines)


@pytest.mark.parametrize("text", PLAIN, ids=range(len(PLAIN)))
def test_a_text_without_tags_is_no_page(text: str) -> None:
    """What has no markup is given back as it is, without lines, and is then classified as the plain text that it is."""
    assert (render_page(text).text, render_page(text).lines) == (text, ())


def test_lines_say_what_encloses_them() -> None:
    """A line has its tag, the length of its links, and for each enclosing block its tag, its known words and its number."""
    page = render_page(
        '<body><nav id="top-menu"><a href="/">Une</a></nav><div class="relatedBox x7"><p>Lire <a href=b>ici</a></p>'
    )
    first, second = page.lines
    assert (first.tag, first.link_characters) == ("nav", 3)
    assert first.hints[-1] == "menu top"
    assert (second.tag, second.link_characters, second.containers[-2:]) == ("p", 3, ("div", "p"))
    assert second.hints[-2:] == ("box related", "")
    assert first.path[0] == second.path[0]
    assert first.path[-1] != second.path[-2]


def test_hidden_text_is_marked() -> None:
    """Text that the layout hides is rendered, and its line says so."""
    assert render_page("<div style='display:none'><p>Plié").lines[0].hints[-2:] == ("undisplayed", "")


def test_what_is_hidden_is_marked_whatever_hides_it() -> None:
    """Templates, dialogs and what stands in for scripts are rendered as text that is not displayed; a streamed part is not."""
    hidden = ("<body><template><p>A", "<dialog><p>A", "<div role=dialog><p>A", "<body><noscript><p>A")
    assert all("undisplayed" in " ".join(render_page(html).lines[0].hints) for html in hidden)
    assert "undisplayed" not in " ".join(render_page('<div hidden id="S:1"><p>A').lines[0].hints)


@pytest.mark.parametrize("depth", [2, 3_000])
def test_rows_in_rows_stay_apart(depth: int) -> None:
    """A table inside a cell makes its row no line of words, however deep."""
    page = render_page("<table><tr><td>a<td>" * depth + "b<td>c")
    assert page.text.split() == [*["a"] * (depth - 1), "a", "|", "b", "|", "c"] or page.text.split() == ["a"] * depth + ["b", "c"]
