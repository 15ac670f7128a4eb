"""The corpora of `python -m benchmarks`: always the same, in invented words, in the numbers of real pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from statistics import quantiles

import pytest

from benchmarks.invented import make_records, read_words
from benchmarks.speed.corpora import html_texts, page_texts, take_size
from benchmarks.speed.press_sites import _ENDS, _ONSETS, _VOWELS, make_pages
from benchmarks.speed.quote_texts import FORMS, SAID, SAYS, make_quote_texts
from benchmarks.speed.widgets import WIDGETS

Make = Callable[[int], Iterator[str]]
SIZE = 600_000
WORD = re.compile(r"[^\W\d_]+")
SYLLABLES = re.compile(f"(?:(?:{'|'.join(_ONSETS)})(?:{'|'.join(_VOWELS)})){{2,4}}(?:{'|'.join(_ENDS)})")
# what pages of real sites have: lines and quotes in a MB, share of lines that differ, of characters in long lines
LINES, QUOTES, DISTINCT, LONG = (17_000, 23_500), (500, 1_300), (0.4, 0.6), (0.35, 0.55)


def make_html(size: int) -> Iterator[str]:
    return take_size(html_texts(), size)


@pytest.mark.parametrize("make", [page_texts, make_quote_texts, make_html], ids=["pages", "quotes", "html"])
def test_a_corpus_is_always_the_same(make: Make) -> None:
    """Two runs of one seed are equal, and a smaller corpus is the beginning of a larger one."""
    small, large = list(make(60_000)), list(make(120_000))

    assert small == list(make(60_000))
    assert large[: len(small) - 1] == small[:-1]


def test_pages_have_the_lines_of_real_ones() -> None:
    """Lines, their lengths and how many repeat are those of real pages, on which the costs of all tools depend."""
    lines = [line for text in page_texts(SIZE) for line in text.split("\n")]
    size = sum(len(line.encode()) + 1 for line in lines)
    characters = sum(map(len, lines))
    quarter, half, three = quantiles(map(len, lines), n=4)

    assert LINES[0] < 1e6 * len(lines) / size < LINES[1]
    assert DISTINCT[0] < len(set(lines)) / len(lines) < DISTINCT[1]
    assert 5 <= quarter <= 11
    assert 10 <= half <= 18
    assert 20 <= three <= 45
    assert LONG[0] < sum(len(line) for line in lines if len(line) > 250) / characters < LONG[1]
    assert QUOTES[0] < 1e6 * sum(line.count("«") + line.count("“") for line in lines) / size < QUOTES[1]


def test_a_page_repeats_itself_and_its_site() -> None:
    """The menu of a site stands on all its pages, and a fifth of the lines of a page stands there twice."""
    pages = list(make_pages(SIZE))
    shares = [len({line.text for line in page.lines}) / len(page.lines) for page in pages]
    menus: dict[str, Counter[str]] = {}
    for page in pages:
        menus.setdefault(page.site, Counter()).update({line.text for line in page.lines if line.part == "menu"})

    assert 0.7 < sum(shares) / len(shares) < 0.9
    assert 0.6 < sum(page.language == "fr" for page in pages) / len(pages) < 0.9
    assert 1.4 < len(pages) / len(menus) < 2.4
    assert any(count > 1 for menu in menus.values() for count in menu.values())


def test_quotes_are_dense() -> None:
    """There are some 2,400 pairs of marks in a MB of quote-dense French, in paragraphs of prose."""
    texts = list(make_quote_texts(SIZE))
    size = sum(len(text.encode()) for text in texts)
    marks = sum(text.count("«") + text.count("“") + text.count('"') // 2 for text in texts)

    assert 2_000 < 1e6 * marks / size < 3_000
    assert 3_000 < 1e6 * sum(len(text.split("\n")) for text in texts) / size < 5_000


def test_html_has_the_proportions_of_real_pages() -> None:
    """Text is a twentieth of a page of some 250 kB, scripts and style sheets are more than half, elements some 3,000 in a MB."""
    pages = list(make_html(3_000_000))
    text = "".join(pages)
    covered = sum(map(len, re.findall(r"<(?:script|style)\b.*?</(?:script|style)>", text, re.DOTALL)))
    body = re.sub(r"<(script|style)\b.*?</\1>", "", text, flags=re.DOTALL)

    assert 200_000 < len(text) / len(pages) < 350_000
    assert 0.45 < covered / len(text) < 0.65
    assert 2_500 < 1e6 * len(re.findall(r"<[a-z]", body)) / len(text) < 4_200
    assert 0.03 < sum(map(len, re.sub(r"<[^>]*>|\s+", " ", body).split())) / len(text) < 0.07
    assert all(page.count("<article") == page.count("</article>") for page in pages)


@pytest.mark.parametrize("make", [page_texts, make_quote_texts, make_html], ids=["pages", "quotes", "html"])
def test_no_word_is_of_third_parties(make: Make) -> None:
    """Each word is one of the seeds, of our own widgets and forms, or made of syllables."""
    own = [*FORMS, *SAID, *SAYS, "Infos"]
    for widgets in WIDGETS.values():
        own += [text for field in vars(widgets).values() for text in ([field] if isinstance(field, str) else field)]
    known = {word.lower() for language in WIDGETS for word in read_words(language).all for word in WORD.findall(word)}
    known |= {word.lower() for text in own for word in WORD.findall(text)}
    texts = " ".join(make(SIZE))
    if make is make_html:
        texts = re.sub(r"<(script|style)\b.*?</\1>|<[^>]*>|&#?\w+;", " ", texts, flags=re.DOTALL)
    strange = {word for word in map(str.lower, WORD.findall(texts)) if word not in known and not SYLLABLES.fullmatch(word)}

    assert not strange


def test_prose_is_what_it_was() -> None:
    """The prose of the benchmark is that of `invented.py`: the tests draw their articles from it, too."""
    sizes = [len(record.content) for record in make_records(100_000)]

    assert 100_000 <= sum(sizes) < 115_000
