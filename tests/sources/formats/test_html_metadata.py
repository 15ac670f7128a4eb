"""What a page says about itself: the most specific statement wins, titles are as readers see them, nothing is guessed."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from corpus_builder.sources.formats.html_rendering import render_page
from tests.conftest import check_growth

URL = "https://quai-nord.example/x?y"


def ld(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


ARTICLE = ld(
    {
        "@graph": [
            {"@type": "WebPage", "headline": "Non"},
            {
                "@type": ["NewsArticle"],
                "headline": "La crue monte",
                "author": [{"name": "Ana Lopez"}, "Bo Vidal"],
                "datePublished": "2024-03-12T08:00:00+01:00",
                "inLanguage": "fr-FR",
            },
        ]
    }
)
OG = '<meta property="og:title" content="{}">'
STATEMENTS = {
    ARTICLE: {"title": "La crue monte", "author": "Ana Lopez; Bo Vidal", "published": "2024-03-12", "language": "fr"},
    '<script type="application/ld+json">{"@type": "NewsArticle", </script>' + OG.format("Titre"): {"title": "Titre"},
    '<html lang="fr-CA"><meta name="author" content="Ana Lopez"><meta name="date" content="2024-03">': {
        "author": "Ana Lopez",
        "published": "2024-03",
        "language": "fr",
    },
    '<html lang="utf-8"><meta name="language" content="fr_FR.UTF-8">': {"language": "fr"},
    '<link rel="canonical" href="/a"><meta property="og:site_name" content="Le Quai">': {
        "url": "https://quai-nord.example/a",
        "source": "quai-nord.example",
    },
    '<link rel="canonical" href="javascript:void(0)">': {"url": URL},
    "<h1>La crue</h1><time datetime='2024-03-12'>hier</time>": {"title": "La crue", "published": "2024-03-12"},
}

TITLES = {
    "the name of the site goes": (OG.format("La crue monte - Quai Nord"), "La crue monte"),
    "in front, too": (OG.format("Quai-Nord | La crue monte"), "La crue monte"),
    "the name that the page gives its site": (
        '<meta property="og:site_name" content="La Gazette">' + OG.format("La crue monte — La Gazette"),
        "La crue monte",
    ),
    "what is no name of the site stays": (OG.format("La crue monte - Les riverains"), "La crue monte - Les riverains"),
    "a heading that says more": (OG.format("La crue monte | Eau") + "<h1>La crue monte vite</h1>", "La crue monte vite"),
    "a heading behind a section": (
        OG.format("Opinion | La crue n'est pas finie") + "<h1>La crue n’est pas finie</h1>",
        "La crue n’est pas finie",
    ),
    "a heading before a section": (OG.format("La crue monte | Eau | 24") + "<h1>La crue monte</h1>", "La crue monte"),
    "a heading that is a word of the title": (OG.format("Crue: les quais fermés") + "<h1>Crue</h1>", "Crue: les quais fermés"),
    "a heading that is the site": ("<title>La crue monte - quai-nord</title><h1>Quai Nord</h1>", "La crue monte"),
    "a title cut off": (
        ld({"@type": "Article", "headline": "La crue monte et…"}) + OG.format("La crue monte et descend"),
        "La crue monte et descend",
    ),
    "a title that ends so": (OG.format("Et soudain, la crue…"), "Et soudain, la crue…"),
    "entities escaped twice": (ld({"@type": "Article", "headline": "L&#8217;eau &amp; l&eacute;cluse"}), "L’eau & lécluse"),
    "a heading in two lines": ("<h1>La crue<br>monte</h1>", "La crue monte"),
    "a heading that is never closed": ("<h1>La crue<p>Un.<p>Deux.<p>Trois.", "La crue"),
    "the title of the head behind a noscript": (
        "<head><noscript><img src=x></noscript><title>La crue</title></head><body><p>Un mot.",
        "La crue",
    ),
}

AUTHORS = {
    "an address is no name": (
        '<meta property="article:author" content="https://example.org/ana"><a rel="author">Ana Lopez</a>',
        "Ana Lopez",
    ),
    "a number is no name": ('<meta name="author" content="105092">', None),
    "the word before it": ('<meta name="author" content="By Ana Lopez,">', "Ana Lopez"),
    "a name that begins with such a word": ('<meta name="author" content="Byron Parr">', "Byron Parr"),
    "a person known by an id": (
        ld({"@graph": [{"@type": "Article", "author": {"@id": "#1"}}, {"@type": "Person", "@id": "#1", "name": "Ana Lopez"}]}),
        "Ana Lopez",
    ),
    "names in parts": (ld({"@type": "Article", "author": [{"givenName": "Ana", "familyName": "Lopez"}]}), "Ana Lopez"),
    "an id that names nobody": (ld({"@type": "Article", "author": {"@id": ["#1"]}}), None),
    "said twice": ("<span itemprop=author><a>Ana Lopez</a> <a>Ana Lopez</a></span>", "Ana Lopez"),
    "that of the article before that of a teaser": (
        "<div class=related><i itemprop=author>AFP</i></div><i itemprop=author>Ana Lopez</i>",
        "Ana Lopez",
    ),
    "a marked byline": ("<p class=article-author>Par Ana Lopez et Bo Vidal</p>", "Ana Lopez; Bo Vidal"),
    "of one who comments": ("<div class=comments><p class=author>Ana Lopez</p></div>", None),
    "a marked text that is no name": ("<p class=author>Suivez notre journaliste partout</p>", None),
    "a listing of authors": ("".join(f"<p class=author>Ana Lopez {c}</p>" for c in "ABCD"), None),
}

DATES = {
    "two names in one attribute": ('<meta itemprop="datePublished dateModified" content="2024-03-12">', "2024-03-12"),
    "an element with a content": ('<p itemprop="datePublished" content="2024-03-12">hier</p>', "2024-03-12"),
    "no clock was ever set": (ld({"@type": "Article", "datePublished": "1970-01-01T00:00:00Z"}), None),
    "a duration is no date": ("<time datetime=PT5M>5 min</time>", None),
    "one written out": ('<meta name="date" content="mardi 12 mars 2024, 10h">', "12 mars 2024"),
    "one in numbers": ("<meta name=date content='12/03/2024'>", "12/03/2024"),
    "one for machines before one for readers": (
        "<meta name=date content='12/03/2024'><time datetime=2024-03-12T08:00>hier</time>",
        "2024-03-12",
    ),
    "a time without its attribute": ("<time>March 12, 2024</time>", "March 12, 2024"),
    "a marked line": ("<p class=post-date>Publié le 1er mars 2024 à 10h</p>", "1er mars 2024"),
    "two marked lines that agree": ("<p class=date>12.03.2024</p><p class=timestamp>Stand: 12.03.2024, 8 Uhr</p>", "12.03.2024"),
    "two that do not": ("<p class=date>12.03.2024</p><p class=date>13.03.2024</p>", None),
    "one of another text": ("<aside><p class=date>12.03.2024</p></aside><div class=related-news><p class=date>11.03.2024", None),
    "one in the prose": ("<p>Le 12 mars 2024, la crue a atteint le quai.</p>", None),
}


@pytest.mark.parametrize("html", STATEMENTS, ids=range(len(STATEMENTS)))
def test_statements_of_a_page(html: str) -> None:
    """JSON-LD comes before meta elements, they before links and times; what is malformed is passed over."""
    metadata = render_page(html, URL).metadata
    assert {name: getattr(metadata, name) for name in STATEMENTS[html]} == STATEMENTS[html]


@pytest.mark.parametrize("kind", TITLES)
def test_titles_are_as_readers_see_them(kind: str) -> None:
    """The names of site and section go, what was cut off is completed, and the heading that readers see is preferred."""
    html, title = TITLES[kind]
    assert render_page(html, URL).metadata.title == title


@pytest.mark.parametrize("kind", AUTHORS)
def test_authors_are_names(kind: str) -> None:
    """Names stand alone, once, and are those of the article."""
    html, author = AUTHORS[kind]
    assert render_page(html, URL).metadata.author == author


@pytest.mark.parametrize("kind", DATES)
def test_dates_for_machines_come_before_dates_for_readers(kind: str) -> None:
    """What a machine reads is ISO; else the date is given as it is written, if the page marks one and no other."""
    html, published = DATES[kind]
    assert render_page(html, URL).metadata.published == published


def test_deep_json_is_passed_over() -> None:
    """JSON-LD nested too deep to be read is malformed like any other."""
    html = f'<script type="application/ld+json">{"[" * 100_000}</script><h1>La crue</h1>'
    assert render_page(html).metadata.title == "La crue"


@pytest.mark.parametrize(
    "make_page",
    [
        lambda n: "<h1>La crue monte vite</h1>" * n + OG.format("La crue monte vite - a" * (n // 2)),
        lambda n: '<div itemprop="author" class="author date">' * n + "x",
        lambda n: "<p class=date>" * n + "12 mars 2024",
        lambda n: OG.format("a - " * 4 * n),
        lambda n: OG.format("&" * 16 * n),
        lambda n: f"<p class=date>{'1 ' * 50}</p><meta name=date content='{'12 mars ' * 2 * n}'>",
    ],
    ids=["headings", "authors", "dates", "parts", "entities", "written dates"],
)
def test_listings_take_no_longer(make_page: Callable[[int], str]) -> None:
    """Many headings, names and dates, and long ones, are read in a time that follows the length of the page."""
    check_growth(lambda html: render_page(html, URL), make_page, 10_000)
