"""One word per thing, and the field's word: what a user reads has none of the words that were given up for a better one."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from corpus_builder.cli import cli
from corpus_builder.release.page.quality import MEASURES
from corpus_builder.report import render_report
from corpus_builder.tables.columns import STAGES, TABLES
from tests.conftest import TOP
from tests.release_sample import golden_card, publish

PAGES = ("README.md", "SECURITY.md", "CONTRIBUTING.md", "CHANGELOG.md", "benchmarks/README.md")
RULES = sorted((TOP / "corpus_builder").rglob("*.toml"))

# Each word that was given up, as a pattern: what to write, and why.
RETIRED = {
    r"\bwent\b|\bgo (?:in|out)\b|\bgoes (?:as|by|in|this way|when|too)\b": "removed: a text does not walk",
    r"\bstays?\b(?! (?:as they|in the Hub))|\bstayed\b": "kept: what is not removed is kept",
    r"\b(?:is|are) (?:\w+ )?gone\b": "removed",
    r"\bjudg(?:ed|ing|e?ments?)\b|\bverdicts?\b": "classify, label",
    r"\bchances?\b": "probability, or score",
    r"\bsigns (?:by which|together)\b": "features: what a model weighs",
    r"\bpages? around\b|\bframes? (?:of|around)\b|\bhas a frame\b|\ba frame\b": "boilerplate, or page template",
    r"\b(?:is|are|be) told\b|\btold apart\b|\btells? (?:what|who|where|that)\b": "detected, described, shown",
    r"\bhow alike\b|\b[\d.]+ alike\b|\balike (?:texts|pairs)\b": "similarity, similar",
    r"\bfold(?:ing|ed)\b": "normalization: `folding` is known for case alone",
    r"\bmeetings?\b|\bcrowds?\b|\bshel(?:f|ves)\b|\bspools?\b": "candidate pairs, bucket, partition, spill",
    r"\bincises?\b": "reporting clause",
    r"\bkinds? (?:of sources? )?that (?:is|are) not read\b": "unsupported file type",
    r"\bonly a person can\b|\bwhat (?:a|only a) person\b|\bnobody has (?:said|stated)\b": "metadata you supply; not stated",
    r"\bsomebody cares\b": "maintenance period",
    r"\bIn go\b|\bOut comes?\b": "Input, Output",
    r"\bno score\b|\bare no \w+s\b(?! longer)|\bof ours\b": "score out of range; not a corpus_builder release",
    r"\bnone of it\b|\bparted by\b": "not part of it; separated by",
    r"\banew\b|\bin the hands of\b": "again, rewrite; for",
    r"\bsmallest honest\b": "the smallest version bump that the changes require",
    r"\bread are\b|\bwhat is read\b": "supported: the verb stands last in another language",
    r"\blist of takedowns\b|\bput back\b": "takedown list, restore",
}


def find_retired(text: str) -> list[str]:
    """Each retired word of a text with the words around it, and what to write."""
    text = " ".join(text.split())
    return [
        f"{text[max(0, m.start() - 40) : m.end() + 30]} -> {better}"
        for word, better in RETIRED.items()
        for m in re.finditer(word, text)
    ]


def list_reasons(values: Any) -> list[str]:
    """The reasons of all rows of a table, however deep they lie."""
    if isinstance(values, list):
        return [why for value in values for why in list_reasons(value)]
    if isinstance(values, dict):
        return [*([values["why"]] if isinstance(values.get("why"), str) else []), *list_reasons(list(values.values()))]
    return []


@pytest.mark.parametrize("page", [*PAGES, *sorted(f"docs/{path.name}" for path in (TOP / "docs").glob("*.md"))])
def test_pages_have_no_retired_word(page: str) -> None:
    """README, docs and the pages for contributors."""
    assert find_retired((TOP / page).read_text(encoding="utf-8")) == []


def test_help_has_no_retired_word() -> None:
    """The help of every command, as it is printed."""
    for command in ("", *sorted(cli.commands)):
        shown = subprocess.run(
            [sys.executable, "-m", "corpus_builder", *command.split(), "--help"],
            capture_output=True,
            text=True,
            cwd=TOP,
            check=True,
        )
        assert find_retired(shown.stdout) == [], command


def test_card_and_report_have_no_retired_word(tmp_path: Path) -> None:
    """The card and the report of the sample release."""
    publish(tmp_path / "out")

    assert find_retired(golden_card()) == []
    assert find_retired(render_report(tmp_path / "out")) == []


def test_columns_stages_and_measures_have_no_retired_word() -> None:
    """What a row, a column, a stage and a measure of quality mean."""
    meanings = [shape.row for shape in TABLES.values()]
    meanings += [column.meaning for shape in TABLES.values() for column in shape.columns]
    meanings += list(STAGES.values()) + list(MEASURES.values())

    assert [hit for meaning in meanings for hit in find_retired(meaning)] == []


def test_reasons_of_rules_have_no_retired_word() -> None:
    """The reasons that stand beside the rules."""
    assert [
        f"{path.relative_to(TOP)}: {hit}"
        for path in RULES
        for why in list_reasons(tomllib.loads(path.read_text(encoding="utf-8")))
        for hit in find_retired(why)
    ] == []


def test_retired_words_are_found_and_honest_uses_are_not() -> None:
    """A pattern meets the word in its old meaning, and leaves other meanings alone."""
    old = (
        "paragraphs that went as copies",
        "the one that stays",
        "how alike they are",
        "0.94 alike",
        "no score",
        "write it anew",
    )
    honest = ("quotation marks", "a sign of life", "one alike", "the iframe", "a stage", "folder", "lower-case folder names")

    assert [text for text in old if not find_retired(text)] == []
    assert [text for text in honest if find_retired(text)] == []
