"""The page about a release: its figures are those of the tables, its texts are only texts, and it fetches nothing."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any, get_args

import pytest
from selectolax.lexbor import LexborHTMLParser

from corpus_builder.model import Stage
from corpus_builder.release.page.figures import count_sources, count_speakers
from corpus_builder.release.summary import count_funnel, summarize
from corpus_builder.report import render_report
from corpus_builder.report.page import read_part
from corpus_builder.system.errors import ReleaseError
from corpus_builder.tables.columns import STAGES
from corpus_builder.tables.parquet import read_tables
from tests.release.parts import cut_release, repeat_sample
from tests.release_sample import publish, sample_rows, tabulate

Rows = dict[str, list[dict[str, Any]]]
WRITE = "import sys, pathlib, corpus_builder.report as r; r.write_report(*map(pathlib.Path, sys.argv[1:]))"
SCRIPT = "<script>document.title = 'run'</script><img src=x onerror=\"document.title = 'run'\">"


def dated_rows() -> Rows:
    """The rows of the sample, in which the reprint came a day after what it reprints, as in a release that was built."""
    rows = deepcopy(sample_rows())
    next(row for row in rows["documents"] if row["source_id"] == "fr/reprise.txt")["published"] = "2024-03-06"
    return rows


def keep(rows: Rows) -> None:
    """Change nothing."""


def publish_rows(out: Path, change: Callable[[Rows], None] = keep) -> Path:
    """Write the sample as a release, with a change in its rows."""
    rows = dated_rows()
    change(rows)
    return publish(out, tabulate(rows))


def add_scripts(rows: Rows) -> None:
    """Put a script into everything that a source can say."""
    for name, columns in {
        "documents": ("source_id", "title", "source", "author", "url", "note", "language", "license", "published"),
        "paragraphs": ("text", "language"),
        "quotes": ("text", "speaker", "speaker_name", "cue", "language"),
        "removals": ("text", "rule"),
        "rejects": ("path", "reason", "detail"),
    }.items():
        for row in rows[name]:
            row.update(dict.fromkeys(columns, SCRIPT) | ({"published": None} if "published" in columns else {}))
    # the place of a quote and of a copy's original stay findable
    for row in rows["quotes"]:
        row["fragments"] = None


def add_controls(rows: Rows) -> None:
    """Put controls into everything that a source can say and that is free text."""
    controls = "quai\x1b[2J\x9b31m\u202e\x00\r\n\tx"
    for name, columns in {
        "documents": ("title", "source", "author", "url", "note", "license"),
        "quotes": ("speaker", "speaker_name", "cue"),
        "rejects": ("path", "reason", "detail"),
    }.items():
        for row in rows[name]:
            row.update(dict.fromkeys(columns, controls))


def empty(rows: Rows) -> None:
    """Leave no row at all."""
    for table in rows.values():
        table.clear()


def hide_texts(rows: Rows) -> None:
    """Publish without texts."""
    for name in ("documents", "paragraphs", "quotes", "removals"):
        for row in rows[name]:
            row["text"] = None


def drop_what_may_be_missing(rows: Rows) -> None:
    """Know nothing but places and counts."""
    for name, columns in {
        "documents": (
            "title",
            "source",
            "author",
            "url",
            "published",
            "language",
            "language_score",
            "encoding",
            "license",
            "note",
        ),
        "paragraphs": ("language",),
        "quotes": ("speaker", "speaker_name", "cue", "language"),
        "rejects": ("detail", "bytes", "sha256"),
    }.items():
        for row in rows[name]:
            row.update(dict.fromkeys(columns))


def read_table(page: LexborHTMLParser, id_: str) -> list[list[str]]:
    """The cells of a table of the page."""
    return [[cell.text(strip=True) for cell in row.css("td")] for row in page.css(f"#{id_} tbody tr")]


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, published."""
    return publish_rows(tmp_path_factory.mktemp("report") / "harbour")


@pytest.fixture(scope="module")
def page(release: Path) -> LexborHTMLParser:
    """The page about the sample."""
    return LexborHTMLParser(render_report(release))


def test_figures_are_those_of_the_tables(release: Path, page: LexborHTMLParser) -> None:
    """What the tiles and tables show is what the tables of the release count."""
    tables = read_tables(release)
    funnel = count_funnel(summarize(tables))
    tiles = {tile.css_first("dt").text(): tile.css_first("dd").text() for tile in page.css(".tiles div")}
    assert {name: tiles[name] for name in ("documents", "paragraphs", "quotes")} == {
        name: str(tables[name].num_rows) for name in ("documents", "paragraphs", "quotes")
    }
    assert [[row.rule, row.stage, str(row.removals), str(row.characters)] for row in funnel.characters.removed] == (
        read_table(page, "rules")
    )
    assert [(row[0], row[1], row[2]) for row in read_table(page, "sources")] == [
        (source.name or "not known", str(source.documents), str(source.words)) for source in count_sources(summarize(tables))
    ]
    assert [(row[0], row[1]) for row in read_table(page, "speakers")] == [
        (speaker.name, str(speaker.quotes)) for speaker in count_speakers(summarize(tables))
    ]


def test_the_funnel_adds_up(page: LexborHTMLParser) -> None:
    """What was in the sources is what went, what is blank and what is kept."""
    rows = [row.css("td")[1].text().replace(",", "") for row in page.css_first("#funnel figure").css("tbody tr")]
    whole, *parts = map(int, rows)
    assert whole == sum(parts)


def test_a_removal_is_struck_out_with_its_rule(page: LexborHTMLParser) -> None:
    """What went says in words which stage and rule took it, not by colour alone."""
    struck = {(part.css_first(".tag").text(strip=True), part.css_first("del").text(strip=True)) for part in page.css(".gone")}
    assert ("boilerplate · share buttons", "Partager | Imprimer") in struck


def test_quotes_are_marked_with_their_speakers(page: LexborHTMLParser) -> None:
    """The words of a quote are marked where they stand, also in a paragraph that went, and say who speaks."""
    marks = [(mark.text(), mark.next.text()) for mark in page.css(".source mark.quote")]
    assert marks == [("Nous avons tenu parole", "Ada Lemoine")] * 2


def test_a_statement_of_two_documents_is_shown_once(page: LexborHTMLParser) -> None:
    """What two documents quote stands there once, with both."""
    statements = page.css("#statements > details")
    assert [len(one.css("li")) for one in statements] == [2]


def test_near_duplicates_stand_side_by_side(page: LexborHTMLParser) -> None:
    """The words that only one of the two has are marked on its side."""
    only = [mark.text() for mark in page.css("#groups mark.only")]
    assert only == ["la"]


def test_one_thing_is_not_many(tmp_path: Path) -> None:
    """No number 1 stands before a plural, and the stages are those that a removal can have."""

    def shorten(rows: Rows) -> None:
        rows["rejects"], rows["quotes"] = rows["rejects"][:1], rows["quotes"][:1]

    said = LexborHTMLParser(render_report(publish_rows(tmp_path / "r", shorten))).text(separator=" ")

    assert "1 was rejected" in said and "1 quote makes 1 distinct statement" in said
    assert re.findall(r"\b1 (?:more )?(?:sources|documents|quotes|statements|groups|characters|rejects|speakers)\b", said) == []
    assert tuple(STAGES) == get_args(Stage)


def test_links_lead_somewhere_and_ids_are_unique(page: LexborHTMLParser) -> None:
    """Whatever the page refers to in itself is there, and is one thing."""
    ids = [node.attributes["id"] for node in page.css("[id]")]
    named = [node.attributes["href"][1:] for node in page.css("a[href^='#']")]
    for attribute in ("aria-labelledby", "for", "data-search", "data-count"):
        named += [name for node in page.css(f"[{attribute}]") for name in node.attributes[attribute].split()]
    assert len(ids) == len(set(ids))
    assert set(named) <= set(ids)


def test_nothing_in_a_text_is_markup(tmp_path: Path) -> None:
    """Whatever a title, text, name or rule says, the page has its one script, no picture, no handler and no odd link."""
    page = LexborHTMLParser(render_report(publish_rows(tmp_path / "release", add_scripts)))
    assert len(page.css("script")) == 1
    assert not page.css("img, link, iframe, object, embed, base, form, [onerror], [onclick], [src]")
    assert all(link.attributes["href"].startswith(("#", "https://", "http://")) for link in page.css("a"))
    assert SCRIPT in page.css_first("#traces").text()


def test_controls_are_seen_on_the_page(tmp_path: Path) -> None:
    """Whatever a source says, no control but line breaks and tabs stands in the page, and its script is the one it allows."""
    page = render_report(publish_rows(tmp_path / "release", add_controls))

    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", page)
    assert r"quai\x1b[2J\x9b31m\u202e\x00\r" in page
    assert read_part("report.js") in page


def test_only_our_script_may_run(release: Path) -> None:
    """The policy in the page's head forbids every request, and every script but the one with this digest."""
    text = render_report(release)
    script = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)[-1]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'" in text
    assert not re.search(r"@import|@font-face|url\((?!#)", text)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (empty, "There is no document in this corpus."),
        (hide_texts, "This corpus was published without its texts"),
        (drop_what_may_be_missing, "source not known"),
    ],
)
def test_what_is_not_there_is_said(tmp_path: Path, change: Callable[[Rows], None], said: str) -> None:
    """A release without rows, texts or dates has a page that says so."""
    text = LexborHTMLParser(render_report(publish_rows(tmp_path / "release", change))).body.text()
    assert said in text
    assert "None" not in text


def test_a_large_release_is_sampled(tmp_path: Path) -> None:
    """Of many documents some are shown, and the page says how many of how many."""

    def add_documents(rows: Rows) -> None:
        model = rows["documents"][2]
        digests = (hashlib.sha256(bytes([number])).hexdigest()[:16] for number in range(96))
        rows["documents"] += [{**model, "id": digest, "source_id": digest, "n_paragraphs": 0} for digest in digests]

    page = LexborHTMLParser(render_report(publish_rows(tmp_path / "release", add_documents)))
    assert "60 of 100 documents" in page.css_first("#documents .lead").text()
    assert len(page.css("#traces > details")) == 60


@pytest.mark.slow
def test_the_same_bytes_everywhere(release: Path, tmp_path: Path) -> None:
    """Another folder, process, hash seed, time zone and locale, and a matplotlib with settings of its own: the same page."""
    (tmp_path / "matplotlibrc").write_text("font.size: 30\nsvg.hashsalt: other\n", encoding="utf-8")
    again = publish_rows(tmp_path / "elsewhere")
    settings = {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C", "MATPLOTLIBRC": str(tmp_path)}
    command = [sys.executable, "-c", WRITE, str(again), str(tmp_path / "page.html")]
    subprocess.run(command, env=os.environ | settings, check=True)
    assert (tmp_path / "page.html").read_bytes() == render_report(release).encode()


def test_no_release_is_one_clear_error(tmp_path: Path) -> None:
    """A folder without a release is an error that says so."""
    with pytest.raises(ReleaseError, match="no release in"):
        render_report(tmp_path)


def test_the_page_does_not_depend_on_parts(tmp_path: Path) -> None:
    """A release cut into many parts has the page that it has in one."""
    folder = publish(tmp_path / "corpus", tabulate(repeat_sample(20)))
    whole = render_report(folder)

    assert render_report(cut_release(folder, range(0, 80, 11))) == whole
