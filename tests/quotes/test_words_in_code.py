"""No word of a language stands in the code that finds quotes: what a language is stands in its folder."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from corpus_builder.languages.first_names import Gender
from corpus_builder.languages.pack import list_languages
from corpus_builder.model import Kind
from corpus_builder.quotes.attribution.clauses import Place
from corpus_builder.quotes.grammar import speech_tables as tables
from corpus_builder.quotes.grammar.cues import CueMood
from corpus_builder.quotes.grammar.inflection import Mood
from corpus_builder.quotes.grammar.speech_tables import Strength, list_quoting, read_quote_table
from corpus_builder.quotes.grammar.tokens import Token
from corpus_builder.quotes.passages.marks import Direction
from tests.conftest import TOP

ROOM = TOP / "corpus_builder" / "quotes"
MODULES = sorted(ROOM.rglob("*.py"))
ROWS = [kind for kind in vars(tables).values() if isinstance(kind, type) and issubclass(kind, BaseModel)]
# names of kinds and of fields, which are no words of a text; a family of marks, a group of a pattern, the host of pictures
NAMES = {
    *(name for kind in (Place, Kind, CueMood, Mood, Gender, Strength, Direction) for name in get_args(kind)),
    *Token._fields,
    *(name for row in ROWS for name in row.model_fields),
    "single",
    "name",
    "twitter",
}


def list_words(value: Any) -> Iterator[str]:
    """All words and phrases of a table, but for the names of its keys."""
    if isinstance(value, BaseModel):
        for _, inner in value:
            yield from list_words(inner)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from [key] if not isinstance(inner, BaseModel | frozenset) or " " in key else []
            yield from list_words(inner)
    elif isinstance(value, frozenset | tuple):
        for inner in value:
            yield from list_words(inner)
    elif isinstance(value, str):
        yield value


WORDS = {word for language in list_quoting() for word in list_words(read_quote_table(language)) if word.strip("’'-")}


def list_constants(tree: ast.Module) -> Iterator[ast.Constant]:
    """The texts in code; docstrings are prose."""
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node


# in a pattern, what is no escape and has more than a letter
_ESCAPE = re.compile(r"\\.|\[[^\]]*\]|\(\?P<\w+>")
_PART = re.compile(r"[^\W\d_]{2,}['’]?")


def find_words(code: str) -> list[str]:
    """The words of a language that stand in code: as a text of their own, or as a branch of a pattern."""
    found = []
    for constant in list_constants(ast.parse(code)):
        text = constant.value
        parts = _PART.findall(_ESCAPE.sub(" ", text)) if "|" in text else [text.strip()]
        found += [part for part in parts if part.lower() in WORDS and part not in NAMES]
    return found


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOM)))
def test_no_module_holds_a_word_of_a_language(module: Path) -> None:
    """A third language needs a folder and no line of code."""
    assert find_words(module.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOM)))
def test_no_module_asks_for_a_language(module: Path) -> None:
    """What code asks of a language is a trait; a code stands only where a caller may leave the language out."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    defaults = {id(value) for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) for value in node.args.defaults}
    codes = [node.value for node in list_constants(tree) if node.value in list_languages() and id(node) not in defaults]
    assert codes == []


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('if low in ("mais", "but"): pass', ["mais", "but"]),
        ('PATTERN = re.compile(r"\\b(?:Madame|Monsieur) ")', ["Madame", "Monsieur"]),
        ('"""On dit que."""\nmood = "finite"\n', []),
        ('why = "a pronoun that refers to no single person"', []),
    ],
)
def test_words_in_code_are_seen(code: str, expected: list[str]) -> None:
    """A word alone or in a pattern is one; docstrings, names of kinds and sentences for readers are none."""
    assert find_words(code) == expected
