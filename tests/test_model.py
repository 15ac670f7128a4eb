"""The records and the alignment."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.model import WEAKNESSES, Alignment, Block, Blocks, Line, Removal, Removals, collect_removals, name_weakness

CARRIED, BROKEN, NOBODY = WEAKNESSES

RUNS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=10)


def make_alignment(runs: list[tuple[int, int]]) -> Alignment:
    after, before = [0], [0]
    for a, b in runs:
        after.append(after[-1] + a)
        before.append(before[-1] + b)
    return Alignment(tuple(after), tuple(before))


def test_an_unchanged_text_is_aligned_one_to_one():
    """Each position of an unchanged text stands where it stood."""
    alignment = Alignment.identity(4)

    assert [alignment.start(p) for p in range(5)] == [0, 1, 2, 3, 4]
    assert [alignment.end(p) for p in range(5)] == [0, 1, 2, 3, 4]


@given(RUNS)
def test_positions_never_go_back(runs):
    """Starts and ends rise with the position and stay inside the text before."""
    alignment = make_alignment(runs)
    positions = range(alignment.after[-1] + 1)
    starts, ends = [alignment.start(p) for p in positions], [alignment.end(p) for p in positions]

    assert starts == sorted(starts)
    assert ends == sorted(ends)
    assert min(ends + starts) >= 0 and max(ends + starts) <= alignment.before[-1]


@given(RUNS)
def test_a_boundary_ends_no_later_than_it_starts(runs):
    """What was deleted at a boundary lies between the end of the span before and the start of the span after."""
    alignment = make_alignment(runs)

    assert all(alignment.end(p) <= alignment.start(p) for p in range(alignment.after[-1] + 1))


def test_blocks_are_a_sequence_of_records():
    """Records are made from the columns, by number, from the end, by slices and in their order; a line has its markup."""
    blocks = Blocks([0, 3, 7], [2, 5, 9], ["un", "os", "or"], [0, 1, 1], ["start", "line", "glue"], [Line("h1")])
    first, *others = Block(0, 2, "un", 0, "start", Line("h1")), Block(3, 5, "os", 1, "line"), Block(7, 9, "or", 1, "glue")

    assert list(blocks) == [first, *others] and len(blocks) == 3
    assert (blocks[0], blocks[-1], blocks[1:]) == (first, others[-1], others)
    assert list(blocks.select([2, 0])) == [others[-1], first]


def test_removals_are_made_of_records_and_made_to_records():
    """Columns hold all that a record says."""
    removals = [
        Removal(0, 4, "Menu", "boilerplate", "menu", "short"),
        Removal(5, 9, "Bis", "duplicates", "pull quote", duplicate_of="0:1", similarity=0.5),
    ]
    assert list(collect_removals(removals)) == removals
    assert list(Removals()) == list(collect_removals([])) == []


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ((True, True, True), None),
        ((True, False, True), CARRIED),
        ((True, False, False), CARRIED),
        ((True, True, False), BROKEN),
        ((False, True, False), BROKEN),
        ((False, True, True), NOBODY),
        ((False, False, True), NOBODY),
    ],
)
def test_the_weakest_evidence_is_named(case: tuple[bool, bool, bool], expected: str | None) -> None:
    """A speaker without a cue is the weakest evidence, then marks that do not match, then nobody at all."""
    assert name_weakness(*case) == expected


def test_only_a_cue_between_sound_marks_is_strong() -> None:
    """Of all cases one has nothing weak."""
    assert [case for case in product((False, True), repeat=3) if name_weakness(*case) is None] == [(True, True, True)]
