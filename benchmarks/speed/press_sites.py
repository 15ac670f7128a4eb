"""Seeded press sites: pages with an article between menus, teasers, widgets and footers, as lines.

What real pages have is copied in numbers, not in words: some 94 pages and 20 thousand lines per MB, a tenth of the lines and
half of the characters in the article, half of the lines seen before, half of them of one or two words. The words are those of
the seeds, with invented names, numbers and inflected forms among them, because real pages have many more different words.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from benchmarks.invented import Words, make_sentence, read_words
from benchmarks.speed.widgets import WIDGETS, Widgets

# How many pages a site has, each as often as the others.
PAGES_OF_SITE = (1, 1, 1, 2, 2, 3)
FRENCH = 0.75
# Lines of the parts of a page, at least and at most.
MENU, FOOTER, TEASERS, TAGS, PARAGRAPHS = (10, 70), (10, 50), (8, 42), (2, 12), (5, 22)
# Share of sentences in which somebody speaks, and of words that are a name, a number or rare.
SPOKEN, RARE = 0.25, 0.2
# Share of the teasers that stand on one page only: the front page of a site changes by the hour.
FRESH = 0.75
_ONSETS = ["b", "br", "c", "ch", "d", "dr", "f", "fl", "g", "gr", "l", "m", "n", "p", "pl", "r", "s", "st", "t", "tr", "v"]
_VOWELS = ["a", "e", "é", "è", "i", "o", "ô", "u", "ai", "ou", "an", "on", "en", "eau"]
_ENDS = ["", "n", "r", "s", "t", "lle", "nd", "rt"]


@dataclass(frozen=True)
class Line:
    """One line of a page: its text, and the part of the page that it belongs to."""

    text: str
    part: str


@dataclass
class Site:
    """What the pages of a site share, and the titles of its articles."""

    language: str
    name: str
    menu: list[str]
    footer: list[str]
    sections: list[str]
    authors: list[str]
    titles: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Page:
    """One page: where it is, and its lines in order."""

    site: str
    path: str
    language: str
    title: str
    author: str
    published: str
    lines: list[Line]


def make_pages(size: int, seed: int = 1) -> Iterator[Page]:
    """Pages of about `size` characters together, some of each site; the same seed gives the same pages."""
    draw = random.Random(seed)
    words = {language: read_words(language) for language in WIDGETS}
    written, number = 0, 0
    while written < size:
        language = "fr" if draw.random() < FRENCH else "en"
        site = make_site(draw, language, words[language])
        for _ in range(draw.choice(PAGES_OF_SITE)):
            page = make_page(draw, site, words[language], number)
            written, number = written + sum(len(line.text) + 1 for line in page.lines), number + 1
            yield page
            if written >= size:
                return


def make_site(draw: random.Random, language: str, words: Words) -> Site:
    """A site with its menus, its footer and its staff."""
    widgets, wide = WIDGETS[language], draw.choice((0.3, 0.7, 1, 2.2))
    sections = [make_label(draw, words, 1) for _ in range(draw.randint(8, 16))]
    menu = [make_label(draw, words, draw.choice((1, 2, 2, 3))) for _ in range(int(draw.randint(*MENU) * wide))]
    footer = [make_label(draw, words, draw.choice((1, 2, 2, 3))) for _ in range(draw.randint(*FOOTER) // 2)]
    known = draw.sample(widgets.footer, k=min(len(widgets.footer), draw.randint(6, 12)))
    site = Site(language, make_name(draw), [*widgets.menu[:4], *sections, *menu], [*footer, *known], sections, [])
    site.authors = [f"{make_name(draw)} {make_name(draw)}" for _ in range(6)]
    site.titles = [make_title(draw, words) for _ in range(80)]
    return site


def make_page(draw: random.Random, site: Site, words: Words, number: int) -> Page:
    """A page of a site: its frame, and an article in its midst."""
    widgets = WIDGETS[site.language]
    title, author = make_title(draw, words), draw.choice(site.authors)
    day = f"{draw.randint(1, 28):02}/{draw.randint(1, 12):02}/{draw.randint(2019, 2025)}"
    lines = [Line(text, "menu") for text in [*site.menu, *draw.sample(widgets.account, k=3)]]
    lines += [Line(text, "menu") for text in site.menu[: draw.choice((0, 0, 0, 200))]]
    lines += [Line(text, "crumbs") for text in [site.sections[0], draw.choice(site.sections)]]
    lines += [Line(title, "title"), Line(make_sentences(draw, words, 1), "lead")]
    lines += [
        Line(f"{widgets.by} {author}", "byline"),
        Line(f"{widgets.published} {day} {draw.randint(6, 22)}:{draw.randint(10, 59)}", "byline"),
    ]
    lines += [Line(text, "share") for text in draw.sample(widgets.share, k=draw.randint(4, 8))]
    lines += list(make_article(draw, site, words, widgets))
    lines += [Line(make_label(draw, words, draw.choice((1, 2, 2, 3))), "tags") for _ in range(draw.randint(*TAGS))]
    lines += [Line(text, "comments") for text in draw.sample(widgets.comments, k=draw.randint(3, 8))]
    lines += list(make_teasers(draw, site, words, widgets))
    lines += [Line(text, "footer") for text in [*site.footer, f"© {draw.randint(2019, 2025)} {site.name}"]]
    return Page(site.name, f"{site.name.lower()}/{number:06}", site.language, title, author, day, lines)


def make_article(draw: random.Random, site: Site, words: Words, widgets: Widgets) -> Iterator[Line]:
    """The paragraphs of an article, with headings, captions and boxes between them."""
    speakers = [f"{make_name(draw)} {make_name(draw)}" for _ in range(3)]
    for index in range(draw.randint(*PARAGRAPHS)):
        if index and index % 6 == 0:
            yield Line(make_label(draw, words, 4), "heading")
        if index and draw.random() < 0.08:
            yield Line(f"{draw.choice(widgets.boxes)} {draw.choice(site.titles)}", "box")
        if draw.random() < 0.05:
            yield Line(f"{shorten(make_sentence(draw, words), 70)}. {widgets.photo} {make_name(draw)}", "caption")
        yield Line(make_sentences(draw, words, draw.randint(1, 4), speakers, widgets), "paragraph")


def make_teasers(draw: random.Random, site: Site, words: Words, widgets: Widgets) -> Iterator[Line]:
    """Boxes of other articles: a label, a title, now and then its beginning, its age and its comments."""
    for _ in range(draw.randint(*TEASERS)):
        yield Line(draw.choice(site.sections), "teaser label")
        fresh = draw.random() < FRESH
        yield Line(make_title(draw, words) if fresh else draw.choice(site.titles), "teaser")
        chance = draw.random()
        if chance < 0.3:
            yield Line(shorten(make_sentences(draw, words, 1), 180), "teaser text")
        elif chance < 0.6:
            yield Line(draw.choice(widgets.age).format(draw.randint(1, 23)), "teaser age")
        elif chance < 0.8:
            yield Line(str(draw.randint(0, 80)), "teaser age")


def make_sentences(
    draw: random.Random, words: Words, count: int, speakers: list[str] | None = None, widgets: Widgets | None = None
) -> str:
    """Some sentences; with speakers, one of them speaks now and then."""
    sentences = []
    for _ in range(count):
        sentence = vary_words(draw, make_sentence(draw, words))
        if speakers and widgets and draw.random() < SPOKEN:
            sentence = draw.choice(widgets.spoken).format(sentence, draw.choice(widgets.said), draw.choice(speakers))
        sentences.append(sentence + ".")
    return " ".join(sentences)


def shorten(text: str, length: int) -> str:
    """The whole words that fit into so many characters."""
    return text if len(text) <= length else text[:length].rpartition(" ")[0]


def vary_words(draw: random.Random, sentence: str) -> str:
    """A sentence with names, numbers and rare words among its words."""
    varied = [word if draw.random() >= RARE else make_rare(draw) for word in sentence.split(" ")]
    return " ".join(varied)


def make_rare(draw: random.Random) -> str:
    """A word that is seldom seen: a number, a name, a form of a word that the seeds do not have."""
    chance = draw.random()
    return str(draw.randint(2, 9000)) if chance < 0.1 else make_name(draw) if chance < 0.5 else make_name(draw).lower()


def make_title(draw: random.Random, words: Words) -> str:
    """A title: a dozen words without a stop."""
    return " ".join(vary_words(draw, make_sentence(draw, words)).split(" ")[: draw.randint(6, 14)]).rstrip(" ,;:")


def make_label(draw: random.Random, words: Words, count: int) -> str:
    """A few words that begin with a capital."""
    drawn = [draw.choice(words.all).strip(".,;:!?") if draw.random() < 0.6 else make_name(draw) for _ in range(count)]
    return " ".join(drawn).capitalize() or "Infos"


def make_name(draw: random.Random) -> str:
    """A name that nobody has."""
    syllables = [draw.choice(_ONSETS) + draw.choice(_VOWELS) for _ in range(draw.randint(2, 4))]
    return ("".join(syllables) + draw.choice(_ENDS)).capitalize()
