"""Input that is broken, hostile or no article at all: it costs no more than its length, and nothing of it is lost or invented.

The sizes are those at which anything that takes the square of the length takes minutes.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import corpus_builder
from corpus_builder import CleanedPage
from tests.test_promises import find_uncovered

TITLE = "La fondation Estran ouvre ses comptes"
LEAD = "La fondation a publié mardi les comptes de son dernier exercice, que ses donateurs attendaient depuis le mois de janvier."
SPEECH = "« Nous avons tenu chacun de nos engagements », a déclaré Claire Vasseur, la présidente, devant une salle comble."
CODA = "Le conseil d’administration se réunira de nouveau au printemps, dans les locaux rénovés de la capitainerie."
WHOLE = [TITLE, LEAD, SPEECH, CODA]
HTML = f"<h1>{TITLE}</h1><p>{LEAD}</p><p>{SPEECH}</p><p>{CODA}</p>"
PLAIN = "\n\n".join(WHOLE)

# Pages whose whole article stays, and nothing else of them.
ARTICLES = {
    "as it should be": HTML,
    # nesting
    "elements 100,000 deep": "<div>" * 100_000 + HTML,
    "elements 40,000 deep and closed": "<section>" * 40_000 + HTML + "</section>" * 40_000,
    "tables 20,000 deep": "<table><tr><td>" * 20_000 + HTML,
    "formatting 100,000 deep": "<b>" * 100_000 + HTML,
    "unknown elements 100,000 deep": "<quai>" * 100_000 + HTML,
    "drawings 100,000 deep": "<svg>" + "<g>" * 100_000 + "</svg>" + HTML,
    "JSON 100,000 deep": f'<script type="application/ld+json">{"[" * 100_000}</script>' + HTML,
    # tags left open, closed twice, cut
    "no tag closed": f"<html><body><div><h1>{TITLE}</h1><p>{LEAD}<p>{SPEECH}<p>{CODA}",
    "formatting left open": f"<h1>{TITLE}</h1><p><b>{LEAD}<p><i><font color=red>{SPEECH}<p><u>{CODA}",
    "100,000 stray ends": "</div></p></b>" * 100_000 + HTML,
    "a tag cut off": HTML + "<p class=corps",
    "an attribute cut off": HTML + '<a href="/la-suite',
    "a comment cut off": HTML + "<!-- fin de l'article <p>Rien",
    "a script cut off": HTML + "<script>var a = '<p>Rien</p>'",
    "two pages in one": f"<html><body><h1>{TITLE}</h1><p>{LEAD}</p></body></html><html><body><p>{SPEECH}</p><p>{CODA}</p></body>",
    # much of one thing
    "100,000 attributes": f"<div {' '.join(f'data-{i}' for i in range(100_000))}>" + HTML,
    "100,000 attributes with values": "<div " + "".join(f"a{i}='>'" for i in range(100_000)) + ">" + HTML,
    "100,000 bodies": "".join(f"<body a{i}=1>" for i in range(100_000)) + HTML,
    "100,000 classes": f"<div class='{'corps ' * 100_000}'>" + HTML,
    "100,000 empty tags": "<span></span>" * 100_000 + HTML,
    "100,000 breaks": "<br>" * 100_000 + HTML,
    "100,000 doctypes": "<!doctype html>" * 100_000 + HTML,
    "a comment of 20 MB": "<!--" + "- " * 10_000_000 + "-->" + HTML,
    "a script of 20 MB": "<script>" + "var a = 1; " * 2_000_000 + "</script>" + HTML,
    "an image of 20 MB": "<img src='data:image/png;base64," + "A" * 20_000_000 + "'>" + HTML,
    "20 MB of blanks": " \n" * 10_000_000 + HTML,
    # what no reader sees
    "scripts and styles": f"<style>p {{ color: red }}</style><script>document.write('<p>Rien</p>')</script>{HTML}",
    "scripts in capitals": f"<SCRIPT>if (a < b) {{}}</SCRIPT>{HTML}",
    "a template": f"<template><p>{CODA} Rien.</p></template>{HTML}",
    "a noscript in the head": f"<head><noscript><p>Activez les scripts.</p></noscript><meta charset=utf-8></head><body>{HTML}",
    "a noscript in the body": f"{HTML}<noscript>Activez les scripts pour lire la suite.</noscript>",
    "hidden text": f"<p hidden>Session expirée.</p>{HTML}<div style='display: none'><p>Connectez-vous pour lire.</p></div>",
    "a frame inside": f"{HTML}<iframe src=x><p>Votre navigateur ne montre pas les cadres.</p></iframe>",
    # characters
    "entities in entities": HTML.replace("é", "&amp;amp;eacute;"),
    "zero characters": HTML.replace("comptes", "comp\0tes"),
    "control characters": HTML.replace("comptes", "comp\x02tes\x7f"),
    "no HTML in it": PLAIN,
}

# Pages without an article, and what is to be seen on them.
NO_ARTICLE = {
    "a frame of links": "<nav><a href=/>Accueil</a> <a href=/sport>Sport</a></nav><footer>© Le Phare</footer>",
    "an empty body": "<html><head><title>La crue monte</title></head><body></body></html>",
    "a set of frames": f"<html><frameset><frame src=a><noframes><p>{LEAD}</p></noframes></frameset></html>",
    "control characters": "<p>\x01\x02\x7f</p>",
    "blanks that are characters": "<p>\u00a0\u200b\ufeff</p>",
    "only scripts": "<script>var a = 1</script><style>p {}</style>",
    "only a comment": f"<!-- {HTML} -->",
}

# Articles in languages that no rule knows: a title and a paragraph each, and the language.
LANGUAGES = {
    "fi": (
        "Kirjasto rakennetaan sataman viereen",
        "Kaupunginhallitus päätti maanantaina rakentaa uuden kirjaston sataman viereen, vaikka asukkaat olivat vastustaneet "
        "hanketta pitkään. Rakennustyöt alkavat keväällä ja kestävät kaksi vuotta, kertoo kaupunginjohtaja.",
    ),
    "el": (
        "Νέα βιβλιοθήκη δίπλα στο λιμάνι",
        "Το δημοτικό συμβούλιο αποφάσισε τη Δευτέρα να χτίσει μια νέα βιβλιοθήκη δίπλα στο λιμάνι, παρά τις αντιρρήσεις των "
        "κατοίκων. Οι εργασίες αρχίζουν την άνοιξη και θα κρατήσουν δύο χρόνια.",
    ),
    "th": (
        "ห้องสมุดแห่งใหม่ข้างท่าเรือ",
        "สภาเทศบาลมีมติเมื่อวันจันทร์ให้สร้างห้องสมุดแห่งใหม่ข้างท่าเรือ แม้ว่าชาวบ้านจะคัดค้านโครงการนี้มาเป็นเวลานานก็ตาม "
        "การก่อสร้างจะเริ่มในฤดูใบไม้ผลิและใช้เวลาสองปี",
    ),
}

# Texts and pages that are much of one thing: whatever is kept of them, all of it is accounted for.
HEAPS = {
    "one word": "a" * 500_000,
    "one line": "mot " * 100_000,
    "stops": "." * 200_000,
    "line ends": f"{LEAD}{chr(10) * 200_000}{CODA}",
    "old line ends": f"{LEAD}\r\r" * 800,
    "line separators": f"{LEAD}\u2028" * 800,
    "marks never closed": "« mot " * 4_000,
    "glued sentences": "Une phrase finit ici.Une autre commence là." * 500,
    "zero characters": "mot\0" * 20_000,
    "escape sequences": "\x1b[31mmot\x1b[0m " * 8_000,
    "lone surrogates": "\ud800" * 20_000 + LEAD,
    "accents on one letter": "e" + "\u0301" * 20_000,
    "direction marks": "\u202e" * 50_000 + LEAD,
    "mojibake": "Ã©tÃ© " * 5_000,
    "escaped ampersands": "&" + "amp;" * 100_000 + "eacute;",
    "angle brackets": "<" * 20_000,
    "dates": "11/32/2024 " * 20_000,
    "rows of a table": "<table>" + "<tr><td>1<td>2" * 1_500,
    "text in a table, outside of its cells": "<table>" + "mot<tr>" * 3_000,
    "lists in lists": "<ul><li>un" * 3_000,
    "options": "<select>" + "<option>un" * 3_000,
    "formatting closed in the wrong order": "<b><i>mot</b></i>" * 10_000,
    "links in links": "<a href=/><p>mot" * 2_000,
    "fonts": "".join(f"<font color={i}><p>mot" for i in range(2_000)),
    "hidden lines": "<p hidden>mot</p>" * 2_000,
    "escaped markup": f"<p>{LEAD}</p><p>&lt;script&gt;var a = 1;&lt;/script&gt;</p><p>.corps {{ color: red; }}</p>",
    "an archive of a page": (
        "From: <Saved>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
        "Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        f"<html><p class=3D'corps'>{LEAD}=\r\n</p></html>\r\n--x--\r\n"
    ),
    "a feed": f'<?xml version="1.0"?><rss><channel><item><title>{TITLE}</title><description>{LEAD}</description></item></rss>',
    "an image in letters": "".join(chr(33 + i * 7919 % 94) for i in range(9_000)).replace("<", ""),
    "JSON": f'{{"title": "{TITLE}", "text": "{LEAD}"}}',
}


def check_account(page: CleanedPage) -> None:
    """Promise 1: each visible character is in one paragraph or one removal, and each removal names its rule."""
    spans = [(part.start, part.end) for part in (*page.paragraphs, *page.removals)]
    assert find_uncovered(page.source_text, spans) == []
    assert all(removal.stage and removal.rule for removal in page.removals)


@pytest.mark.parametrize("kind", ARTICLES)
def test_the_article_of_a_broken_page_stays_whole(kind: str) -> None:
    """Whatever stands around an article, it stays, with its title, and nothing else does."""
    page = corpus_builder.clean_html(ARTICLES[kind])

    assert [paragraph.text for paragraph in page.paragraphs] == WHOLE
    assert page.paragraphs[0].role == "title"
    assert page.title == TITLE
    check_account(page)


@pytest.mark.parametrize("kind", NO_ARTICLE)
def test_no_article_is_invented(kind: str) -> None:
    """A page on which readers see no article has no paragraph."""
    page = corpus_builder.clean_html(NO_ARTICLE[kind])

    assert (page.text, page.paragraphs) == ("", ())
    check_account(page)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("declared", [True, False])
def test_languages_without_rules_keep_their_articles(language: str, declared: bool) -> None:
    """Title and text stay, in their language, whether the page says which one it is or not."""
    title, text = LANGUAGES[language]
    links = "<nav><a href=/>1</a> <a href=/2>2</a></nav>"
    page = corpus_builder.clean_html(f"<html{f' lang={language}' if declared else ''}>{links}<h1>{title}</h1><p>{text}</p>")

    assert [(p.role, p.text, p.language) for p in page.paragraphs] == [("title", title, language), ("body", text, language)]
    check_account(page)


@pytest.mark.parametrize("kind", HEAPS)
@pytest.mark.parametrize("clean", [corpus_builder.clean, corpus_builder.clean_html])
def test_heaps_are_accounted_for(kind: str, clean: Callable[[str], CleanedPage]) -> None:
    """Much of one thing, read as a text and as a page, is cleaned in no time, and all of it is in one row."""
    check_account(clean(HEAPS[kind]))


def test_each_file_is_a_document_or_a_reject(tmp_path: Path) -> None:
    """A build of broken pages ends well: no file is missing, what is no text is refused, what is no article is noted."""
    files = {f"{n}.html": html.encode("utf-8", "replace") for n, html in enumerate((*NO_ARTICLE.values(), HTML, PLAIN))}
    files |= {"cut.html": HTML.encode()[:-3] + b"\xc3", "image.html": b"\x89PNG\r\n\x1a\n" + bytes(99), "empty.html": b""}
    folder = tmp_path / "pages"
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)

    corpus = corpus_builder.build([folder], out=tmp_path / "out")
    controls = f"{list(NO_ARTICLE).index('control characters')}.html"
    documents, rejects = corpus.documents.set_index("source_id"), {"image.html", "empty.html", controls}

    assert set(documents.index) == set(files) - rejects
    assert corpus.counts["rejects"] == len(rejects)
    assert set(documents.index[documents["note"] == "no article found"]) == set(documents.index[documents["n_paragraphs"] == 0])
    assert (documents["n_paragraphs"] > 0).sum() == len(["as it should be", "no HTML in it", "cut"])
