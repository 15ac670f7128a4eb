"""corpus_builder.stages.flows.statements.statements: the groups of quotes are those that are found in memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_builder.engines.local import Local, Work
from corpus_builder.stages.flows.flow import make_table
from corpus_builder.stages.flows.statements import judged_pairs, quote_facts, sharing_quotes, statements
from corpus_builder.stages.flows.statements.judged_pairs import ACCEPTED
from corpus_builder.stages.flows.statements.statements import choose_plainly
from corpus_builder.statements import sketches
from tests.stages.flows.corpora import list_engines
from tests.stages.flows.statements.said import SPEAKERS, Said, find_flow, group, repeat_examples

WORDS = [
    "digue",
    "pont",
    "bac",
    "port",
    "ne",
    "pas",
    "40",
    "millions",
    "Kerven",
    "the",
    "bridge",
    "ferry",
    "will",
    "le",
    "fermera",
]
quote = st.builds(
    Said,
    st.lists(st.sampled_from(WORDS), max_size=7).map(" ".join) | st.text(max_size=20),
    st.sampled_from(SPEAKERS),
    st.sampled_from(["fr", "en", "de", None]),
    st.just(0),
    st.booleans(),
)


def spread(quotes: list[Said], sizes: list[int]) -> list[Said]:
    """The quotes over documents, each as many as the next of the sizes says."""
    documents = [number for number, size in enumerate(sizes) for _ in range(size)]
    last = documents[-1] + 1 if documents else 0
    return [each._replace(document=documents[at] if at < len(documents) else last) for at, each in enumerate(quotes)]


def cut(quotes: list[Said], every: int) -> list[int]:
    """Every so manieth document begins a part."""
    return list(range(0, max(len({each.document for each in quotes}), 1), every))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("examples", [None, 12], ids=["all examples", "few"])
def test_the_groups_are_those_in_memory(seed: int, examples: int | None) -> None:
    """Repeated, retold, translated, denied: whatever the cut into parts and partitions, each quote has the same first one."""
    quotes = repeat_examples(400, seed, examples)
    wanted = group(quotes)
    assert 40 < sum(first != number for number, first in enumerate(wanted)) < 390
    for engine, every in zip(list_engines(), (1000, 7, 2), strict=True):
        assert find_flow(engine, quotes, cut(quotes, every)) == wanted


@settings(max_examples=40)
@given(st.lists(quote, max_size=30), st.lists(st.integers(1, 5), max_size=12), st.integers(1, 4))
def test_any_quotes_in_any_parts(quotes: list[Said], sizes: list[int], every: int) -> None:
    """Of any words, in any documents and parts, the groups are those in memory; nothing at all is nothing."""
    quotes = spread(quotes, sizes)
    wanted = group(quotes)
    for engine in list_engines():
        assert find_flow(engine, quotes, cut(quotes, every)) == wanted


@pytest.fixture
def small_blocks() -> Iterator[None]:
    """Blocks, and texts that are read at once, of a few quotes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sharing_quotes, "BLOCK_QUOTES", 9)
        patch.setattr(judged_pairs, "BLOCK_NUMBERS", 5)
        patch.setattr(judged_pairs, "PAIRS_AT_ONCE", 7)
        patch.setattr(sketches, "_ROWS_AT_ONCE", 3)
        for module in (quote_facts, judged_pairs, statements):
            patch.setattr(module, "READ_CHARACTERS", 300)
        yield


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("seed", range(2))
def test_blocks_change_nothing(seed: int) -> None:
    """However few quotes are looked at and read at once, the groups are the same."""
    quotes = repeat_examples(250, seed, 12)
    assert find_flow(list_engines()[1], quotes, cut(quotes, 3)) == group(quotes)


def test_a_statement_in_thousands_of_quotes() -> None:
    """Of words that more quotes have than are looked at, the groups are those in memory, over any parts."""
    words = ["digue", "bac", "port", "tempête", "passager", "marée", "phare", "quai"]
    quotes = [Said(" ".join(words[at % 8 :] + words[: at % 8]), SPEAKERS[at % 3], "fr", at // 9) for at in range(700)]
    quotes += [Said("Le bac du port de Brie partira", None, "fr", 100 + at // 50) for at in range(300)]
    for engine, every in zip(list_engines(), (1000, 20, 3), strict=True):
        assert find_flow(engine, quotes, cut(quotes, every)) == group(quotes)


def test_the_same_over_files(tmp_path: Path) -> None:
    """Out of memory, in files of a few rows, the groups are the same."""
    quotes = repeat_examples(150, 5, 12)
    engine = Local(Work(tmp_path, part_bytes=20_000))
    assert find_flow(engine, quotes, cut(quotes, 9)) == group(quotes)


def test_what_is_left_open_waits_with_those_that_depend_on_it() -> None:
    """A quote that leads to another one's group needs texts, and so does whatever leads to it; the rest is decided."""
    pairs = [
        (1, 0, True, True),
        (2, 1, True, True),
        (3, 2, False, True),
        (4, 0, True, False),
        (5, 4, False, True),
        (7, 6, True, True),
    ]
    later, earlier, certain, joins = zip(*pairs, strict=True)
    table = make_table(ACCEPTED, [later, earlier, [0] * 6, certain, joins])
    [chosen, labels] = choose_plainly(iter([table]), 8)
    names = ["kind", "later", "earlier"]
    assert list(zip(*(chosen[name].to_pylist() for name in names), strict=True)) == [
        (0, 1, 0),
        (1, 2, 0),
        (1, 3, 2),
        (0, 5, 4),
        (0, 7, 6),
    ]
    assert list(zip(*(labels[name].to_pylist() for name in names), strict=True)) == [(2, 2, 2), (2, 3, 2)]
    assert list(choose_plainly(iter(()), 0)) == []


def test_labels_join_what_depends_on_one_another() -> None:
    """Quotes that are left open and lead to one another are one number; those of other statements are others."""
    pairs = [(1, 0), (2, 1), (4, 3), (5, 4), (6, 5), (6, 2)]
    later, earlier = zip(*pairs, strict=True)
    table = make_table(ACCEPTED, [later, earlier, [0] * 6, [True] * 6, [True] * 6])
    *_, labels = choose_plainly(iter([table]), 7)
    assert dict(zip(labels["later"].to_pylist(), labels["earlier"].to_pylist(), strict=True)) == {2: 2, 5: 2, 6: 2}
