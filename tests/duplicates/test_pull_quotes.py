"""Pull quotes: a paragraph that only repeats words of a longer one goes, and nothing else does."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from corpus_builder.duplicates import compare_texts, find_pull_quotes, find_pull_quotes_of_many, pull_quotes
from corpus_builder.duplicates.pull_quotes import (
    MOST_SHARING,
    QUOTE_SHARE,
    QUOTE_WORD_SHARE,
    QUOTE_WORDS,
    REPEAT_SHARE,
    propose_partners,
)
from tests.conftest import check_growth

BODY = (
    "Réunis mardi à Varennes, les salariés ont reconduit la grève. « Nous ne demandons pas la lune, nous demandons que les "
    "accords signés soient enfin respectés », a lancé Maëlle Kerdraon devant le portail, avant de rejoindre le cortège."
)
REPEATS = [
    "« Nous ne demandons pas la lune, nous demandons que les accords signés soient enfin respectés »",
    "“Nous ne demandons pas la lune, nous demandons que les accords signés soient enfin respectés.”",
    "NOUS NE DEMANDONS PAS LA LUNE, NOUS DEMANDONS QUE LES ACCORDS SIGNÉS SOIENT ENFIN RESPECTÉS",
    "« On ne demande pas la lune, nous demandons que les accords signés soient enfin respectés » Maëlle Kerdraon",
    "« Nous demandons que les accords soient enfin respectés »",
    BODY,
]
KEPT = [
    "Contexte",
    "La grève à Varennes",
    "Les salariés de Varennes demandent le respect des accords signés",
    "« Nous ne lâcherons rien tant que la direction refuse de nous recevoir »",
    "« Les accords ne sont pas la lune », a répondu la direction, pour qui les salariés demandent trop.",
    "« Nous demandons que les accords soient enfin respectés », dit-elle. La grève coûte au port un million par jour.",
    "",
    "***",
]


@pytest.mark.parametrize("text", REPEATS)
@pytest.mark.parametrize("before", [True, False])
def test_repeats_go(text: str, before: bool) -> None:
    """A pull quote goes wherever it stands; marks, case and one or two changed words do not save it."""
    texts = [text, "Le temps sera sec.", BODY] if before else [BODY, "Le temps sera sec.", text]
    ((goes, stays, similarity),) = find_pull_quotes(texts)
    assert texts[stays] == BODY and QUOTE_SHARE <= similarity <= 1
    assert text == BODY or texts[goes] == text
    assert similarity == pytest.approx(compare_texts(text, BODY))


@pytest.mark.parametrize("text", KEPT)
def test_other_paragraphs_stay(text: str) -> None:
    """Headings, other statements on the same subject and paragraphs without words stay."""
    assert find_pull_quotes([BODY, text, "Le temps sera sec."]) == []


def test_of_equal_paragraphs_the_first_stays() -> None:
    """A paragraph printed three times stays once, and both copies name the first."""
    assert find_pull_quotes([BODY, BODY, "Autre chose.", BODY]) == [(1, 0, 1.0), (3, 0, 1.0)]


def test_results_of_two_matches_stay() -> None:
    """Lines of one document that differ in numbers or names only are two facts."""
    lines = [
        "Varennes bat Louvaux par trois buts à un",
        "Varennes bat Louvaux par deux buts à un",
        "Varennes bat Sorny par deux buts à un",
    ]
    assert find_pull_quotes([*lines, BODY]) == []


@pytest.mark.parametrize(
    "line",
    [
        "Odile Garance, maire de Sorny depuis dix ans",
        "— Odile Garance (présidente du comité de la halle)",
        "Sidney Callow, mayor of Harrow Sound since the spring",
        "Jean-Marc O'Dell – directeur de la coopérative de Lissac",
        "Ada van Bowen, head of the parish school board",
    ],
)
def test_lines_that_say_who_speaks_stay(line: str) -> None:
    """A page sets the name below each quote of a person; none of these repeats another."""
    assert find_pull_quotes(["Nous avons attendu vingt ans.", line, "La roue tourne enfin.", line]) == []


@pytest.mark.parametrize(
    "line",
    [
        "Odile Garance, maire de Sorny, a vendu le moulin.",
        "« Odile Garance, tenez bon, la halle est à nous »",
        "La halle de Sorny sera vendue aux enchères en mai",
        "Garance, la maire, vend le moulin et la halle aux grains",
    ],
)
def test_other_lines_printed_twice_go_once(line: str) -> None:
    """What says more than a name and a trade is a repetition."""
    assert [found[:2] for found in find_pull_quotes(["Il pleut.", line, "La roue tourne enfin.", line])] == [(3, 1)]


def test_headings_stay() -> None:
    """A title that is taken up word for word in the text is a title still."""
    title = "Les salariés ont reconduit la grève"
    assert find_pull_quotes([title, BODY], ["title", "body"]) == []
    assert [goes for goes, *_ in find_pull_quotes([title, BODY], ["body", "body"])] == [0]


SPELLINGS = ["un", "deux", "trois", "quatre", "cinq", "six", "sept", "Été", "e\u0301te", "\U00010428", "\ud800", "_", "ß"]
PARAGRAPHS = st.lists(st.lists(st.sampled_from(SPELLINGS), max_size=12).map(" ".join), max_size=8)


@given(st.lists(st.tuples(PARAGRAPHS, st.booleans()), max_size=5))
def test_a_batch_of_many_is_many_batches_of_one(documents: list[tuple[list[str], bool]]) -> None:
    """No document's repeats depend on the documents beside it."""
    batch = [(texts, ["title" if titled and i % 3 == 0 else "body" for i in range(len(texts))]) for texts, titled in documents]
    assert find_pull_quotes_of_many(batch) == [find_pull_quotes(texts, roles) for texts, roles in batch]


@given(PARAGRAPHS)
def test_partners_are_the_longer_paragraphs_with_most_of_the_words(texts: list[str]) -> None:
    """Those that a comparison of every pair finds, the most words first."""
    words = [re.findall(r"[^\W_]+", text.casefold()) for text in texts]
    found = propose_partners(texts, np.zeros(len(texts), np.int64), np.zeros(len(texts), bool))

    order = sorted(range(len(texts)), key=lambda i: (-len(words[i]), i))
    for place, i in enumerate(order):
        bag = set(words[i])
        common = sorted((-len(bag & set(words[j])), j) for j in order[:place])
        partners = [j for count, j in common if -count >= QUOTE_WORD_SHARE * len(bag)]
        assert found.get(i, []) == (partners if len(bag) >= QUOTE_WORDS else [])
    assert [i for i in order if i in found] == list(found)
    assert len(texts) <= MOST_SHARING


def test_pairs_are_looked_at_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """What memory holds at once changes nothing."""
    texts = [BODY, *REPEATS, *KEPT, *REPEATS[:3]]
    whole = find_pull_quotes(texts)
    monkeypatch.setattr(pull_quotes, "BLOCK_PAIRS", 3)
    assert len(whole) > 5 and find_pull_quotes(texts) == whole


@given(
    st.lists(
        st.lists(st.sampled_from(["un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit"]), max_size=12).map(" ".join),
        max_size=8,
    )
)
@hypothesis_settings(max_examples=100)
def test_what_goes_names_what_stays(texts: list[str]) -> None:
    """Each paragraph goes once at most, and names one that is at least as long and does not go itself."""
    found = find_pull_quotes(texts)
    gone = [goes for goes, _, _ in found]
    assert gone == sorted(set(gone))
    for goes, stays, similarity in found:
        assert stays not in gone and len(texts[stays].split()) >= len(texts[goes].split())
        assert REPEAT_SHARE <= similarity == compare_texts(texts[goes], texts[stays])


@pytest.mark.parametrize(
    ("make_texts", "size"),
    [
        (lambda n: [f"Le numéro {i} est tiré au sort par la machine du casino de Varennes" for i in range(n)], 3_000),
        (lambda n: ["mot " * n, "mot " * (n + 1)], 20_000),
        (lambda n: [f"a{i} b{i} c{i} d{i} e{i} f{i}" for i in range(n)], 10_000),
    ],
    ids=["alike", "long", "different"],
)
def test_time_grows_with_the_paragraphs(make_texts: Callable[[int], list[str]], size: int) -> None:
    """Thousands of paragraphs, alike or not, do not take thousands of comparisons each."""
    check_growth(lambda texts: find_pull_quotes(texts), make_texts, size)


@pytest.mark.parametrize(
    ("a", "b", "low", "high"),
    [
        ("Le pont est fermé.", "LE PONT EST FERMÉ", 1, 1),
        ("", "Le pont", 0, 0),
        ("...", "...", 0, 0),
        ("Le pont rouge", "Un été sec", 0, 0),
    ],
)
def test_compare_texts(a: str, b: str, low: float, high: float) -> None:
    """Letters and digits count, nothing else does, and the order of the two does not matter."""
    assert low <= compare_texts(a, b) == compare_texts(b, a) <= high
