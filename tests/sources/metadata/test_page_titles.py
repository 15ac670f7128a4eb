"""The title is the heading that readers see, or else what the page says, without the name of its site."""

import pytest

from corpus_builder.sources.metadata.page_titles import Heading, choose_title, drop_site, names_site
from tests.conftest import check_growth
from tests.sources.metadata.page import TITLE, make_json, make_page, read_page

SITE = "La Gazette de Valmont"
SITES = ("gazette-valmont.example", None)
OTHER = "Pont : le vieux Valmont retrouve sa traversée"

PAGES = {
    "a logo is no title": make_page(title=f"{TITLE} | {SITE}", before=f'<h1><a href="/"><img>{SITE}</a></h1>'),
    "a logo that says something else": make_page(before='<h1 class="logo">Toute l’actualité de la vallée</h1>'),
    "a heading for screen readers": make_page(before='<h1 class="screen-reader-text">Menu principal du site</h1>'),
    "a second-level heading beside a logo": make_page(
        title=f"{TITLE} - {SITE}", before=f'<h1 class="logo">{SITE}</h1>', heading=f"<h2>{TITLE}</h2>"
    ),
    "the heading of a section": make_page(
        title=f"{TITLE} - Économie - {SITE}", heading=f'<h1>Économie</h1><h2 class="title">{TITLE}</h2>'
    ),
    "a heading in other words": make_page(head=f'<meta property="og:title" content="{OTHER}">'),
    "objects that are no article": make_page(
        head=make_json(
            '[{"@type":"WebSite","headline":"Accueil"},{"@type":"ImageObject","headline":"Vue"},'
            f'{{"@type":"NewsArticle","headline":"{TITLE}"}}]'
        )
    ),
    "a headline of the template": make_page(head=make_json('{"@type":"NewsArticle","headline":"default"}')),
    "a head that names the site alone": make_page(title="Chronique bleue"),
    "a tail, told by the host": make_page(title=f"{TITLE} | {SITE}", heading=""),
    "a tail of any length": make_page(title=f"{TITLE} — {SITE} : toute l'info du pays et de ses rivières", heading=""),
    "the site and a colon before it": make_page(title=f"{SITE} : {TITLE}", heading=""),
    "a tail, told by the page": make_page(
        title=f"{TITLE} | Chronique bleue", heading="", head='<meta property="og:site_name" content="Chronique bleue">'
    ),
}
OWN_PARTS = [f"Ponts - {TITLE}", f"Ponts : {TITLE}", f"{TITLE} – la fête", f"Valmont, le pont | {TITLE}"]


@pytest.mark.parametrize("kind", PAGES)
def test_the_title_of_a_page(kind: str) -> None:
    """A logo, a screen reader's label, a section, an object that is no article and the site's name are none."""
    assert read_page(PAGES[kind]).title == TITLE


@pytest.mark.parametrize("title", OWN_PARTS)
def test_a_part_of_the_title_stays(title: str) -> None:
    """What names neither the site nor its host is the title's own."""
    assert read_page(make_page(title=title, heading="")).title == title


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (SITE, True),
        ("Gazette Valmont", True),
        ("GAZETTE-VALMONT", True),
        ("Valmont", False),
        ("La Gazette", False),
        ("Le vieux pont de Valmont", False),
        ("", False),
    ],
)
def test_the_name_of_a_site(text: str, named: bool) -> None:
    """A name is the site's where its words make up the host's name; a town or half of it is not."""
    assert names_site(text, SITES) == named


def test_a_heading_that_no_statement_has_is_the_last_resort() -> None:
    """Where a page says nothing, its heading is the title; of several statements the first."""
    assert choose_title([], None, [Heading("Un pont")], SITES) == "Un pont"
    assert choose_title(["Un pont rouvre"], None, [Heading("Météo du jour en direct")], SITES) == "Un pont rouvre"


def test_long_titles_take_no_longer() -> None:
    """The parts of a title are gone over once."""
    check_growth(lambda title: drop_site(title, SITES), lambda n: "Pont | " * n, 2_000)
