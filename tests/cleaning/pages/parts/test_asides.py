"""Notices, teasers under a label and pull quotes are no part of the article they stand in or beside."""

from __future__ import annotations

import pytest

from tests.cleaning.pages.parts.test_hidden import FIRST, LAST, SECOND, TEXTS, THIRD, clean

BODY = f"{FIRST}{SECOND}{THIRD}{LAST}"
SUMMARY = "Allumé en 1841, il se visite le samedi, et ses cent douze marches découragent les enfants comme les parents."
NOTICE = "Vous aimez nos enquêtes ? Abonnez-vous dès un euro le premier mois et retrouvez l'édition complète chaque matin."
REMOVED = {
    "teasers with summaries": (
        f"{BODY}<section><h2>Sur le même sujet</h2><div><h3><a href=/p>Le phare</a></h3><p>{SUMMARY}</p></div></section>",
        SUMMARY,
    ),
    "a notice that is repeated": (f"{FIRST}<p>{NOTICE}</p>{SECOND}<p>{NOTICE}</p>{THIRD}<p>{NOTICE}</p>{LAST}", NOTICE),
}
KEPT = {
    "a section with a heading": (f"{BODY}<section><h2>Le phare</h2><p>{SUMMARY}</p></section>", SUMMARY, 1),
    "a paragraph that is repeated": (f"{FIRST}{SECOND}{FIRST}{THIRD}{FIRST}{LAST}", TEXTS[0], 1),
    "a speaker under each quote": (
        f"{FIRST}<div class=quote><p>« La houle passait la digue. »</p><p>Solenn Kerbrat, patronne</p></div>{SECOND}"
        f"<div class=quote><p>« On a vendu tout le pain. »</p><p>Solenn Kerbrat, patronne</p></div>{THIRD}{LAST}",
        "Solenn Kerbrat, patronne",
        2,
    ),
    "a pull quote of a few words": (f"{BODY}<aside><p>le pain d'une journée</p></aside>", "le pain d'une journée", 1),
    "a report in bullets": (f"{FIRST}<h2>Fait</h2><ul><li>Cale refaite</li><li>Feux neufs</li></ul>{LAST}", "Cale refaite", 1),
    "bullets to the end": (f"{FIRST}<h2>Fait</h2><ul><li>Cale refaite</li><li>Mode nuit</li></ul>", "Mode nuit", 1),
    "a sentence without an element": (
        f"{FIRST}{SECOND}<div><img src=a></div>Le quai, lui, tient bon.{THIRD}{LAST}",
        "Le quai, lui, tient bon.",
        1,
    ),
}


@pytest.mark.parametrize("name", REMOVED)
def test_what_is_beside_the_article_is_removed(name: str) -> None:
    """Prose under the label of teasers and notices that a page repeats are removed, and the article is whole."""
    html, words = REMOVED[name]
    kept = clean(html)
    assert words not in kept
    assert [text for text in TEXTS if text not in kept] == []


@pytest.mark.parametrize("name", KEPT)
def test_what_is_in_the_article_is_kept(name: str) -> None:
    """Sections, bullets, speakers under their quotes and repeated paragraphs are text; a pull quote is there as text alone."""
    html, words, count = KEPT[name]
    assert clean(html).count(words) >= count
    if name == "a pull quote of a few words":
        assert clean(html).count(words) == count
