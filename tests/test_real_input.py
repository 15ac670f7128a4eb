"""The five real sources of the first corpus, which are not part of the project: what a careful reader expects of them.

No words of theirs stand here: paragraphs are named by number and by what they are.
"""

from __future__ import annotations

from functools import cache

import pytest

from corpus_builder.jobs.explain import explain_file
from corpus_builder.model import Document
from corpus_builder.settings import Settings
from tests.conftest import SHARED

PLACE = SHARED / "seeds"
pytestmark = pytest.mark.skipif(not PLACE.is_dir(), reason="the real sources are third-party texts and lie beside the project")


@cache
def read(number: int) -> Document:
    [file] = PLACE.glob(f"{number:03}_*.txt")
    [document] = explain_file(file, Settings())
    assert isinstance(document, Document)
    return document


def roles(number: int) -> list[str]:
    return [paragraph.role for paragraph in read(number).paragraphs]


def rules(number: int) -> list[str]:
    return [removal.rule for removal in read(number).removals]


def test_all_five_are_french():
    """An English tweet at its head does not turn a document English."""
    assert [read(n).language for n in range(5)] == ["fr"] * 5


@pytest.mark.parametrize(("number", "least", "most"), [(0, 28, 36), (2, 13, 18)])
def test_texts_on_one_line_come_apart(number, least, most):
    """The first comes apart into some thirty paragraphs, the third into some fifteen."""
    assert least <= len(read(number).paragraphs) <= most


@pytest.mark.parametrize(("number", "date"), [(0, "2024-03"), (2, "2024-10")])
def test_the_stub_gives_the_date_and_the_rest_of_its_line_is_text(number, date):
    """The stub at the head is the first removal, and the first paragraph begins on its line."""
    document = read(number)

    assert document.metadata.published == date
    assert (document.removals[0].stage, document.removals[0].text) == ("metadata", f"date {date}")
    assert "\n" not in document.source.text[document.removals[0].end : document.paragraphs[0].start]


def test_headings_are_headings():
    """Short head lines are the title and headings; section heads between prose are headings."""
    assert roles(0)[:3] == ["title", "heading", "heading"]
    assert roles(1).count("heading") >= 8
    assert roles(3)[0] == "title"
    assert roles(3).count("heading") == 3


@pytest.mark.parametrize(("number", "questions"), [(0, 4), (2, 3)])
def test_questions_to_readers_go(number, questions):
    """The glued questions at the end go, and what stands before them: the source line, the stray name."""
    document = read(number)
    last = document.paragraphs[-1]
    behind = [removal for removal in document.removals if removal.start >= last.end]

    assert not last.text.endswith("?")
    assert len([removal for removal in behind if removal.text.endswith("?")]) == questions
    assert len(behind) == questions + 1


def test_nothing_of_the_frame_of_the_fourth_stays():
    """What stays begins with the title and ends with the last sentence; sixteen blocks of article."""
    document = read(3)

    assert document.source.text[: document.paragraphs[0].start].count("\n") >= 4
    lead, last = document.paragraphs[1], document.paragraphs[-1]
    assert all(removal.start > last.end or removal.end < lead.start for removal in document.removals)
    assert rules(3).count("stray punctuation") >= 29


def test_the_pull_quotes_of_the_fifth_go_and_nothing_else_does():
    """Two paragraphs repeat sentences of the text; each names the one that stays. No other text's paragraph goes as one."""
    assert rules(4) == ["pull quote", "pull quote"]
    assert [n for n in range(4) if "pull quote" in rules(n)] == []


def test_nothing_of_the_second_goes():
    """A text without a frame survives whole."""
    assert rules(1) == []


def test_the_tweet_is_a_quote_with_its_speaker():
    """The tweet at the head of the third is the first quote: words without marks, a speaker, no cue."""
    first = read(2).quotes[0]

    assert (first.speaker, first.cue) == ("Elon Musk", None)
    assert first.end < read(2).paragraphs[1].start


def test_broken_marks_cost_no_quote():
    """Quotes whose mark is never closed, or closed by another kind, are rows that say so."""
    assert sum(not quote.balanced for quote in read(1).quotes) >= 5
    assert sum(not quote.balanced for quote in read(4).quotes) >= 2
