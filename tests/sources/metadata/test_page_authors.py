"""The authors are people that the page names, and what its byline says of them."""

import pytest

from tests.sources.metadata.page import make_json, make_page, read_page

NAME, OTHER = "Odile Verrand", "Marc Jolivet"
NOBODY = (
    "admin",
    "Anonyme",
    "Webmaster",
    "gazette-valmont.example",
    "redaction@gazette.example",
    "https://gazette.example/auteur/4",
    "12345",
    "Site Admin",
    "Unknown author",
)
BYLINES = {
    "<p>Par Odile Verrand</p>": NAME,
    "<div>Par <a href='/equipe/x'>Odile Verrand</a> et <a>Marc Jolivet</a></div>": f"{NAME}; {OTHER}",
    "<div><span>Par Odile Verrand</span> | <span>3 mai 2023</span></div>": NAME,
    "<span class=author>Propos recueillis par Odile Verrand</span>": NAME,
    "<span class=author>As told to Odile Verrand</span>": NAME,
    "<p class=byline>Texte et photos : Odile Verrand</p>": NAME,
    "<p class=byline><b>Odile Verrand</b> <i>Journaliste</i></p>": NAME,
    "<p class=byline><span>Odile</span> <span>Verrand</span></p>": NAME,
    "<p class=byline><b>Odile Verrand</b> <i>La Gazette de Valmont</i></p>": NAME,
    "<p class=author>Par Odile Verrand avec AFP</p>": NAME,
    "<a href='/auteurs/verrand'>Odile Verrand</a>": NAME,
    "<p class=author>Par AFP</p>": "AFP",
    "<p>Par la grâce du fleuve, tout commence</p>": None,
    "<p class=author>Entretien avec Odile Verrand</p>": None,
    "<p class=author>Anouk Adminski</p>": "Anouk Adminski",
}
SAID = {
    '{"@type":["NewsArticle"],"author":[[{"name":["Odile Verrand"]}],{"name":"Marc Jolivet"}]}': f"{NAME}; {OTHER}",
    '{"@graph":[{"@type":"WebPage"},{"@type":"BlogPosting","creator":"Odile Verrand, journaliste"}]}': NAME,
    '{"@type":"Article","Author":{"Name":"Odile Verrand"}}': NAME,
    '{"@type":"Article","author":{"@type":"Organization","name":"La Gazette"}}': "La Gazette",
    '{"@type":"Article","author":"Toute une équipe est à votre écoute."}': None,
}
ORGANISATION = make_json('{"@type":"NewsArticle","author":{"@type":"Organization","name":"La Gazette"}}')
PERSON = make_json('{"@type":"NewsArticle","author":{"@type":"Person","name":"Odile Verrand"}}')


@pytest.mark.parametrize("below", BYLINES)
def test_a_byline_under_the_heading(below: str) -> None:
    """Names are read with or without markup; sentences, interviews and those who have no name are none."""
    assert read_page(make_page(below)).author == BYLINES[below]


@pytest.mark.parametrize("name", NOBODY)
def test_nobody_is_no_author(name: str) -> None:
    """What a system, a host or an address is called is no name, and does not hide the byline."""
    head = f'<meta name="author" content="{name}">'
    assert read_page(make_page(f"<span class=author>{name}</span>", head)).author is None
    assert read_page(make_page("<p>Par Odile Verrand</p>", head)).author == NAME


@pytest.mark.parametrize("said", SAID)
def test_statements_of_any_shape(said: str) -> None:
    """Lists in lists, names in lists, creators, capital keys; a slogan is no name."""
    assert read_page(make_page(head=make_json(said))).author == SAID[said]


@pytest.mark.parametrize(
    ("head", "below", "author"),
    [
        (ORGANISATION, "<p class=author>Par Odile Verrand</p>", NAME),
        (ORGANISATION, "<p>Par Odile Verrand avec AFP</p>", NAME),
        (ORGANISATION, "", "La Gazette"),
        (PERSON, "<p class=author>Par Odile Verrand et Marc Jolivet</p>", f"{NAME}; {OTHER}"),
        (PERSON, "<p class=author>Odile Verrand <i>Rubrique Ponts</i></p>", NAME),
        (PERSON, "<p class=author>Par O. Verrand</p>", NAME),
    ],
)
def test_statements_and_bylines_together(head: str, below: str, author: str) -> None:
    """People in the statements, unless the byline names these and others, or people where the statements name none."""
    assert read_page(make_page(below, head)).author == author


def test_the_author_of_a_teaser_is_not_the_articles() -> None:
    """Only what stands under the heading counts where a page names many."""
    teasers = "".join(
        f"<div class=thumb><span class=author>Par Odile Verrand{c}</span></div>" for c in "abcdefghijklmnopqrstuvwxyz"
    )
    assert read_page(make_page("<span class=author>Par Marc Jolivet</span>") + teasers).author == OTHER
