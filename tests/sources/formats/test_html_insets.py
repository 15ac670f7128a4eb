"""What is set in a line but is no part of it has a line of its own."""

from __future__ import annotations

import pytest

from corpus_builder.sources.formats.html_rendering import render_page
from corpus_builder.text.page_markup import popup_words

APART = {
    "a teaser in a link": (
        "<p>La crue monte. <a href=x><strong>À LIRE AUSSI : Le pont</strong></a> La mairie attend.",
        "La crue monte. La mairie attend.\nÀ LIRE AUSSI : Le pont",
    ),
    "a teaser that begins a line": (
        "<p>La crue monte.<br><span><span>À LIRE AUSSI</span> <b><a href=x>Le pont</a></b></span>La mairie attend.",
        "La crue monte.\nÀ LIRE AUSSI Le pont\nLa mairie attend.",
    ),
    "a teaser without an element": (
        "<p>The river rises. Read also: <a href=x>The bridge</a> The town waits.",
        "The river rises. The town waits.\nRead also: The bridge",
    ),
    "a label in small letters": (
        "<p>La crue monte.<span>À lire également <a href=x>Le pont</a></span>La mairie attend.",
        "La crue monte. La mairie attend.\nÀ lire également Le pont",
    ),
    "the copy in a tooltip": (
        "<p>Un toit de <span class=tip><a href=d>lauze</a></span><span class=pop>lauze</span> grise.",
        "Un toit de lauze grise.\nlauze",
    ),
    "a hidden copy": ("<p>Un toit de <dfn>lauze</dfn><span hidden>lauze</span>, grise.", "Un toit de lauze, grise.\nlauze"),
    "a note for screen readers": (
        "<p>Read <a href=x>the report</a> <span style='display:none'>opens in a new tab</span>today.",
        "Read the report today.\nopens in a new tab",
    ),
    "the text of a tooltip behind an apostrophe": (
        "<p>Il craint l’<span class=tooltip>étiage<span class=tooltip-text>Le niveau le plus bas.</span></span> du fleuve.",
        "Il craint l’étiage du fleuve.\nLe niveau le plus bas.",
    ),
    "the text of a tooltip": (
        "<p>The <span class=tooltip>ketch<span class=tooltip-text>A boat with two masts.</span></span> sank.",
        "The ketch sank.\nA boat with two masts.",
    ),
}
TOGETHER = {
    "a word that has a tooltip": "<p>Il craint l'<span class=tooltip>amalgame</span> entre les deux.",
    "the same behind a bracket": "<p>The boat (<abbr class=tip>RNLI</abbr>) was late.",
    "the same behind a hyphen": "<p>L'anti-<span class=tooltip>rançongiciel</span> a tenu.",
    "a word in two parts": "<p>The <b>Ta</b><b>Ta</b> mill",
    "a word said twice": "<p>a <em>very</em> <em>very</em> long song",
    "a letter twice": "<p>Louis <span class=x>I</span><span class=y>I</span> the younger",
    "a sentence about reading": "<p>Il faut lire aussi <a href=x>le livre</a>, qui raconte la crue.",
    "a link that begins like a label": "<p><a href=x>Voir aussi loin que la pointe</a>, dit-il.",
    "a long text that opens": f"<p>La suite <span hidden>{'de cette longue phrase ' * 6}</span> est ici.",
    "a label without a link": "<p><b>Read more:</b> that was her whole advice.",
    "preformatted text": "<pre>a<span hidden>a</span></pre>",
}


@pytest.mark.parametrize("name", APART)
def test_what_is_no_part_of_a_line_stands_apart(name: str) -> None:
    """A teaser, the text of a tooltip and a hidden note are lines of their own, and the text around them is one piece."""
    html, text = APART[name]
    page = render_page(html)
    assert page.text == text
    assert sum("inset" in line.hints[-1] for line in page.lines) == 1


@pytest.mark.parametrize("word", sorted(popup_words()))
def test_every_word_of_popups_sets_a_text_apart(word: str) -> None:
    """What opens where a reader points at a word is a line of its own, whichever of the words its class has."""
    page = render_page(f"<p>The ketch<span class={word}>A boat with two masts.</span> sank.")
    assert page.text == "The ketch sank.\nA boat with two masts."


@pytest.mark.parametrize("name", TOGETHER)
def test_what_is_part_of_a_line_stays(name: str) -> None:
    """Words said twice, sentences about reading and long texts that open are parts of their line."""
    page = render_page(TOGETHER[name])
    assert len(page.lines) == 1
    assert "inset" not in page.lines[0].hints[-1]


@pytest.mark.parametrize(
    "unit", ["<span class=tip>a", "<b>Lire aussi : <a href=x>", "<i>mot</i><span hidden>mot</span>", "<a>READ MORE: x"]
)
def test_no_word_is_lost_however_deep(unit: str) -> None:
    """Thousands of elements, nested or in a row, keep each of their words once."""
    for html in (f"<p>{unit * 4_000}", f"<p>x {unit * 500}{'</span></b></a>' * 500} y"):
        words = render_page(html).text.replace("\n", "").replace(" ", "")
        plain = "".join(part.split(">", 1)[-1] for part in html.split("<")).replace(" ", "")
        assert sorted(words) == sorted(plain)
