"""The records and the alignment."""

from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.model import Alignment

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
