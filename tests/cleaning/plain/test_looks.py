"""What is asked of candidates alone is found wherever asking of every text finds it."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.cleaning.plain import looks
from corpus_builder.cleaning.plain.looks import HEAD, find_candidates, read_heads, read_looks
from corpus_builder.cleaning.rules.rule_tables import list_boilerplate_tables
from corpus_builder.cleaning.rules.rulebook import find_rules, fold_blanks, match_stub, match_texts
from corpus_builder.text.sentences import SENTENCE_WITHIN, ends_sentence

PIECES = (
    *("Lire aussi :", "Partager", "Accueil", "Facebook", "Twitter", "Menu", "Contact", "Straße", "Comments (3)", "votre", "vous"),
    *("newsletters", "cookie", "article", "We", "Getty Images", "photo :", "(AFP)", "© Nom", "/afp", "image", "Jeanne Morel"),
    *(
        "12 mars 2024",
        "3 mai 1999",
        "Publié le",
        "Par",
        "il y a 3 heures",
        "10h30",
        "12024",
        "2024-05-03",
        "7.05",
        "h30",
        "https://a.example",
        "www.a",
        "a@b",
    ),
    *(
        "@a",
        "1.",
        "a)",
        "-",
        "•",
        "|",
        ">",
        "/",
        "«",
        "»",
        "“",
        '"',
        ".",
        "!",
        "?",
        ":",
        ",",
        "…",
        "ſ",
        "İ",
        "ß",
        "\u0301",
        "中文",
    ),
    *("\u00a0", "\u2003", "\x1c", "\x00", "A", "é", "7", "٣", "\U0001d400", "\U00010400", "La digue a tenu. Oui"),
)
SPELT = st.lists(st.sampled_from(PIECES), min_size=1, max_size=12)
TEXTS = st.lists(st.one_of(SPELT.map(" ".join), SPELT.map("".join)).map(lambda text: text.strip() or "x"), max_size=6)
DATE = re.compile(r"\b[12]\d{3}\b|\b\d{1,2}[:h.]\d{2}\b")
ADDRESS = re.compile(r"https?:|www\.|\w@\w|[^\w]@\w")


def look(text: str) -> dict[str, Any]:
    """Looks of a text by patterns alone, as they are defined."""
    head = text[:HEAD]
    lower = head.lower()
    words = re.findall(r"\w+", lower)
    return {
        "lower_start": text[0].islower(),
        "listed": looks._LIST_MARK.search(head) is not None,
        "sentences": SENTENCE_WITHIN.search(head) is not None,
        "credit": looks._CREDIT.search(head) is not None,
        "dated": DATE.search(head) is not None,
        "address": ADDRESS.search(head) is not None,
        "bars": looks._BARS.search(head) is not None,
        "quote": not set('«“„"').isdisjoint(head),
        "opens_quote": text[0] in '«“„"',
        "closes_quote": text[-1] in '»”"',
        "ends": ends_sentence(text, looks._TRAILING),
        "colon": text[-1] == ":",
        "question": text[-1] == "?",
        "trails_off": text[-1] == "…",
        "site_words": len(set(looks._site_words().findall(lower))),
        "reader": any(word in table.reader_words for _, table in list_boilerplate_tables() for word in words),
    }


@given(TEXTS)
def test_looks_are_what_their_patterns_find(texts: list[str]) -> None:
    """For all texts at once, in any script."""
    texts = [*texts, "x"]
    columns = read_looks(texts, read_heads(texts))
    for row, text in enumerate(texts):
        expected = look(text)
        assert {name: columns[name][row].item() for name in expected} == expected, text


@given(TEXTS)
def test_rules_find_all_that_they_find_when_asked_alone(texts: list[str]) -> None:
    """No gate keeps a rule or a row of metadata from a text that it knows."""
    texts = [*texts, "x"]
    matches = match_texts(texts, find_candidates(read_heads(texts)))
    rules = [tuple(rule.name for rule in matches.rule_sets[number]) for number in matches.rules]
    assert rules == [tuple(rule.name for rule in find_rules(text)) for text in texts]
    assert [matches.stubs[number] for number in matches.metadata] == [match_stub(text) for text in texts]


def test_examples_are_found_among_others() -> None:
    """Every example of every row, written as it is, in capitals and in marks, is known as it is when it is asked alone."""
    examples = [text for _, table in list_boilerplate_tables() for rule in table.rules for text in (*rule.removes, *rule.keeps)]
    texts = [spelt for text in examples for spelt in (text, text.upper(), f"« {text} »", f"{text} (3)")]
    matches = match_texts(texts, find_candidates(read_heads(texts)))
    rules = [tuple(rule.name for rule in matches.rule_sets[number]) for number in matches.rules]
    assert rules == [tuple(rule.name for rule in find_rules(text)) for text in texts]


def test_only_texts_with_other_blanks_than_single_spaces_are_folded() -> None:
    """Blanks that are none of the keyboard's, two of them, those at the ends; the feed between two texts is none of either."""
    texts = ["Tous droits", "Tous\u00a0droits", "Tous  droits", " Tous", "Tous ", "Tous", "Tous\tdroits\nréservés", "x"]
    assert find_candidates(read_heads(texts)).blanks.tolist() == [fold_blanks(text) != text for text in texts]


def test_a_date_at_the_beginning_of_all_texts_is_found() -> None:
    """The first text is no other than those behind it."""
    texts = ["2024-05-03 14:02", "2024-05-03 14:02"]
    first, second = match_texts(texts, find_candidates(read_heads(texts))).metadata
    assert first == second > 0
