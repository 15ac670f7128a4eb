"""The date is the article's: what it tells machines, what stands under its heading, what its address says."""

import pytest

from tests.sources.metadata.page import make_json, make_page, read_page

DAY, WRITTEN = "2021-03-14", "14 mars 2021"
HEADS = {
    '{"@type":"Article","datePublished":["2021-03-14T10:00"],}': DAY,
    '{"@context":"x","@graph":[{"@type":"NewsArticle","DatePublished":"2021-03-14 10:00:00"},]}': DAY,
    '{"@type":"ImageObject","datePublished":"2020-01-01"}': None,
    '{"@type":"Article","datePublished":42}': None,
}
BELOW = {
    "<div>2021.03.14.</div>": DAY,
    "<div>14.03.2021</div>": DAY,
    f"<p>{WRITTEN}</p>": DAY,
    f"<span>Par Odile Verrand{WRITTEN}</span>": DAY,
    f"<p>Mis à jour le 2 avril 2021 · Publié le {WRITTEN}</p>": DAY,
    '<time datetime="2021-03-14T08:00">dimanche</time>': DAY,
    '<p>Mis à jour <time datetime="2021-04-02">2 avril</time></p><time datetime="2021-03-14">dimanche</time>': DAY,
    '<span class="published" style="display:none">2021-03-14</span>': DAY,
    "<p>Publié le 14/03/21 à 19h38</p>": DAY,
    f"<p>Réouverture prévue : {WRITTEN}</p>": None,
}
TEASERS = (
    '<div class="latest"><time datetime="2022-09-09">9</time></div>',
    '<section><h2>En direct</h2><time datetime="2022-09-09">9</time></section>',
    '<ul class="ticker"><li><time datetime="2022-09-09">9</time></li></ul>',
)
ADDRESSES = {
    "https://quai.example/2021/03/14/pont.html": DAY,
    "https://quai.example/news/20210314-pont": DAY,
    "https://quai.example/2021-03-14-pont": DAY,
    "https://quai.example/2021/3/14/pont": DAY,
    "https://quai.example/2021/03/pont-rouvert": "2021-03",
    "https://quai.example/top/ponts-1911-2001": None,
    "https://quai.example/a/20219999-pont": None,
    "https://quai.example/a/2199/03/14/pont": None,
    "https://quai.example/a/1202103145/pont": None,
    "https://[quai.example/2021/03/14/pont": None,
}


def read(html: str, url: str | None = None) -> str | None:
    """The date of a page."""
    return read_page(html, url).published


@pytest.mark.parametrize("said", HEADS)
def test_statements_of_any_shape(said: str) -> None:
    """Lists, capital keys and a comma too many are read; another object's date and a number are not."""
    assert read(make_page(head=make_json(said))) == HEADS[said]


@pytest.mark.parametrize("below", BELOW)
def test_the_line_under_the_heading(below: str) -> None:
    """A date or a line of dates and names; published comes before updated, and a day of the text is none."""
    found = read(make_page(below))
    assert found in (BELOW[below], WRITTEN if BELOW[below] else None)


@pytest.mark.parametrize("teaser", TEASERS)
@pytest.mark.parametrize("below", [f'<time datetime="{DAY}">14 mars</time>', f"<p>Publié le {WRITTEN}</p>"])
def test_a_teasers_date_is_not_the_articles(teaser: str, below: str) -> None:
    """The date under the heading comes before the first of the page."""
    assert read(make_page(below, before=teaser)) == DAY


@pytest.mark.parametrize("url", ADDRESSES)
def test_the_date_of_an_address(url: str) -> None:
    """A day that exists, or a year and a month as folders; numbers and spans of years are none."""
    assert read(make_page(), url) == ADDRESSES[url]


@pytest.mark.parametrize(
    ("published", "modified", "below", "day"),
    [
        ("2021-03-13T23:30:00Z", "2021-03-20", f"<p>{WRITTEN} à 0h30</p>", DAY),
        ("2020-03-14", DAY, f"<time>{WRITTEN}</time>", DAY),
        ("2020-03-14", DAY, f"<p>Mis à jour le {WRITTEN}</p>", "2020-03-14"),
        ("2020-03-14", "2020-03-15", f"<time>{WRITTEN}</time>", "2020-03-14"),
        (DAY, "2021-03-20", "", DAY),
    ],
)
def test_the_printed_day(published: str, modified: str, below: str, day: str) -> None:
    """What is printed comes before a clock in another zone, and before a date that the page no longer shows to readers."""
    said = f'{{"@type":"Article","datePublished":"{published}","dateModified":"{modified}"}}'
    assert read(make_page(below, make_json(said))) == day
