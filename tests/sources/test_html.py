"""Rendering a page: every visible text in order, one block per line."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.sources.html import render_page
from corpus_builder.sources.html_nesting import ATTRIBUTES, DEPTH, MERGED_TAGS, drop_attributes, flatten_nesting
from tests.conftest import check_growth

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
    "<table><caption>T</caption><tr><td>1<td>2<tr><th>3</table>": "T\n1\n2\n3",
    "<pre>a\n  b\n\nc </pre>": "a\n  b\nc",
    "<figure><img alt=x><figcaption>Le port</figcaption></figure>": "Le port",
    "<label>Nom</label><select><option>A<option>B</select><button>Non</button>": "Nom\nA\nB\nNon",
    "<title>T</title><script>x()</script><style>p{}</style><template><p>t</p></template><p>Oui</p><noscript>n</noscript>": "Oui",
    "<p hidden>Caché</p><p style='display: none'>Plié</p>": "Caché\nPlié",
    "<p>Un<div>Deux": "Un\nDeux",
    "<frameset><frame src=a><noframes>rien</noframes></frameset>": "",
    "<svg><title>icône</title><text>12</text></svg>": "12",
    "<!-- rien --><p>A<!-- rien -->B</p>": "AB",
    "<p>a \ud800 b</p>": "a ? b",
    "<head><noscript><img src=x>Activez les scripts</noscript><title>T</title></head><body><p>Oui": "Oui",
    "<NOSCRIPT><p>Non</NOSCRIPT><p>Oui": "Oui",
    "<head><noscript><link rel=x></head><body><p>Oui</p><noscript>Non</noscript>": "Oui",
}

PLAIN = ["Un mot", "Titre\n\nPremier paragraphe.\n\nSecond, 3 < 4 et 5 > 4.\n", "a <3 b & c", "   \n "]

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


@pytest.mark.parametrize("html", RENDERED, ids=range(len(RENDERED)))
def test_blocks_become_lines(html: str) -> None:
    """One block is one line, inline elements flow, and what no browser shows is not there."""
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


@pytest.mark.parametrize("kind", DEEP)
def test_deep_pages_take_no_longer(kind: str) -> None:
    """A page nested tens of thousands deep neither crashes nor takes the square of its length, and keeps its words."""
    size, make_page = DEEP[kind]
    assert render_page(make_page(size)).text.split()[-1] == "mot"
    check_growth(render_page, make_page, size)


@pytest.mark.parametrize("text", PLAIN, ids=range(len(PLAIN)))
def test_a_text_without_tags_is_no_page(text: str) -> None:
    """What has no markup is given back as it is, without lines, and is then judged as the plain text that it is."""
    assert (render_page(text).text, render_page(text).lines) == (text, ())


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
