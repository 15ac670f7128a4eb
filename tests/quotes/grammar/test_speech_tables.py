"""The tables of reported speech: what is not as declared is one clear error with file, row and key."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus_builder import knowledge
from corpus_builder.knowledge import TableError, check_table, find_table
from corpus_builder.languages.pack import ROOM
from corpus_builder.quotes import find, find_quotes
from corpus_builder.quotes.grammar.speech_tables import (
    QUOTES,
    QuoteTable,
    list_quoting,
    read_quote_table,
    read_shared_words,
    unite,
)

Table = dict[str, Any]
WHERE = "languages/xx/quotes.toml"
VERB = {"infinitive": "glub", "strength": "manner", "finite": ["glub"], "participle": [], "gerund": []}


def french() -> Table:
    """A copy of the French table, to be spoiled."""
    return tomllib.loads(find_table(f"{ROOM}.fr", QUOTES).read_text(encoding="utf-8"))


# what is wrong with a copy of the French table, how it gets so, and what the error says of it
WRONG: dict[str, tuple[Callable[[Table], object], str]] = {
    "a misspelt key": (lambda t: t["links"].update(adverb=[]), "links, adverb: unknown key"),
    "a misspelt table": (lambda t: t.update(noun={}), "noun: unknown key"),
    "a missing key": (lambda t: t["links"].pop("adverbs"), "links, adverbs: missing key"),
    "a missing table": (lambda t: t.pop("traits"), "traits: missing key"),
    "a text for a trait": (
        lambda t: t["traits"].update(inverts_subjects="yes"),
        "traits, inverts_subjects: Input should be a valid boolean",
    ),
    "a text for words": (lambda t: t["nouns"].update(crowds="police"), "nouns, crowds: Input should be a valid array"),
    "a number among words": (
        lambda t: t["nouns"].update(crowds=["police", 5]),
        "nouns, crowds, row 2: Input should be a valid string",
    ),
    "a word twice": (lambda t: t["nouns"].update(crowds=["police", "police"]), "nouns, crowds: 'police' occurs twice"),
    "words out of order": (
        lambda t: t["shared"].update(contrasts=["mais", "but"]),
        "shared, contrasts: 'but' must come before 'mais'",
    ),
    "a capital": (
        lambda t: t["nouns"].update(crowds=["Police"]),
        "nouns, crowds: 'Police' must be in lower case, with a straight apostrophe",
    ),
    "a curled apostrophe": (
        lambda t: t["links"].update(that=["qu’"]),
        "links, that: 'qu’' must be in lower case, with a straight apostrophe",
    ),
    "a change of spelling without its ending": (
        lambda t: t["endings"]["er"]["spelling"][1].pop("ending"),
        "endings, er, spelling, row 2, ending: missing key",
    ),
    "a pattern that is none": (
        lambda t: t["endings"]["er"]["spelling"][0].update(stem="("),
        "endings, er, spelling, row 1, stem: not a regular expression: missing ), unterminated subpattern at position 0",
    ),
    "verbs of no conjugation": (
        lambda t: t["verbs"]["manner"].update(oir=["pleuvoir"]),
        "verbs, manner, oir: there are no endings of that name",
    ),
    "a strength that is none": (
        lambda t: t.update(irregular=[VERB | {"strength": "loud"}]),
        "irregular, row 1, strength: Input should be 'speaking', 'reporting', 'evaluating', 'likening', 'manner' or 'reflexive'",
    ),
    "a verb twice": (lambda t: t.update(irregular=[VERB, VERB]), "irregular: duplicate infinitive 'glub'"),
}


@pytest.mark.parametrize(("spoil", "message"), WRONG.values(), ids=WRONG)
def test_a_table_that_is_not_as_declared_is_one_clear_error(spoil: Callable[[Table], object], message: str) -> None:
    """The error names the file, the row and the key."""
    table = french()
    spoil(table)
    with pytest.raises(TableError) as error:
        check_table(QuoteTable, table, WHERE)

    assert str(error.value) == f"{WHERE}: {message}"


def test_nobody_can_change_what_another_reads() -> None:
    """A table is frozen, and so are its parts."""
    table = read_quote_table("fr")

    with pytest.raises(ValueError, match="frozen"):
        table.links.that = frozenset()  # type: ignore[misc]


def test_shared_words_are_those_of_all_languages() -> None:
    """A word counts in a text of any language as soon as one language lists it, whichever comes first."""
    tables = tuple(read_quote_table(language).shared for language in list_quoting())

    assert {"mais", "but"} <= read_shared_words().contrasts
    assert {"ment", "ly"} <= set(read_shared_words().adverb_endings)
    assert unite(tables) == unite(tables[::-1]) == read_shared_words()


def test_a_further_language_needs_its_folder_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table of another language is read by its own verbs, in its own conjugation."""
    source = find_table(f"{ROOM}.en", QUOTES).read_text(encoding="utf-8")
    spoken = '[verbs.speaking]\ngloub = ["gloubin"]\n'
    endings = '[endings.gloub]\ninfinitive = "in"\nfinite = ["ax"]\nparticiple = []\ngerund = []\n'
    (tmp_path / "quotes.toml").write_text(source.replace("[verbs.speaking]\n", endings + spoken), encoding="utf-8")
    (tmp_path / "language.toml").write_text('name = "Glub"\nprecedence = 99\n', encoding="utf-8")
    real = knowledge.find_table
    monkeypatch.setattr(
        knowledge, "find_table", lambda room, name: tmp_path / f"{name}.toml" if room.endswith(".xx") else real(room, name)
    )
    monkeypatch.setattr(find, "list_quoting", lambda: ("xx",))

    (quote,) = find_quotes("“We wait,” Anna Reed gloubax. The tide rose.", "xx")
    assert (quote.speaker, quote.cue) == ("Anna Reed", "gloubax")
