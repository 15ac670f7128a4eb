"""corpus_builder.engines.resources: all processes together stay below what they may use, or nothing is started."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.scale import Frame
from benchmarks.scale_corpora import write_pages
from corpus_builder.engines.resources import COPIES, LEAST_WORK, MEMORY, PROCESS, STARTER, estimate_flows, plan_resources
from corpus_builder.system.arguments import parse_size
from corpus_builder.system.errors import CorpusError

LEAST = PROCESS + LEAST_WORK


@given(st.integers(LEAST, 10**13), st.integers(1, 300))
def test_all_processes_together_stay_below(memory: int, workers: int) -> None:
    """What processes hold, parts and their copies too, is no more than was allowed, and as many as fit are started."""
    plan = plan_resources(memory, workers)

    def measure(count: int, work: int) -> int:
        return count * (PROCESS + work) + (STARTER if count > 1 else 0)

    assert 1 <= plan.workers <= workers
    assert plan.part_bytes >= LEAST_WORK // COPIES
    assert measure(plan.workers, COPIES * plan.part_bytes) <= memory
    assert PROCESS < plan.process_bytes <= PROCESS + (memory - PROCESS)
    assert plan.workers == workers or measure(plan.workers + 1, LEAST_WORK) > memory


@given(st.integers(0, LEAST - 1), st.integers(1, 300))
def test_too_little_is_one_clear_error(memory: int, workers: int) -> None:
    """It says how much one process needs."""
    with pytest.raises(CorpusError, match="are not enough") as why:
        plan_resources(memory, workers)
    assert f"--memory {LEAST // 1_000_000}MB" in str(why.value)


def test_flows_in_memory_have_what_the_one_process_that_is_left_does_not_hold() -> None:
    """As much with two workers as with one, and with the least memory what its work takes."""
    usual, two, least = (plan_resources(*given).flow_bytes for given in ((MEMORY, 1), (MEMORY, 2), (LEAST, 1)))

    assert usual == two == MEMORY - PROCESS
    assert least == LEAST_WORK


# What flows over these corpora took, of which all rows stayed in memory, in MB: rows, samples among them, peak less a process.
TOOK = {"9,972 pages": (620, 66, 1120), "100,000 tiny documents": (173, 84, 705), "10,004 articles": (185, 44, 574)}


@pytest.mark.parametrize(("rows", "samples", "took"), TOOK.values(), ids=TOOK)
def test_flows_take_no_more_than_is_estimated(rows: int, samples: int, took: int) -> None:
    """Of a corpus of any kind, and not twice as much is kept free."""
    assert took < estimate_flows(rows, samples) < 1.3 * took


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the kernel of Linux counts anonymous memory")
@pytest.mark.parametrize(("memory", "workers"), [("400MB", 1), ("890MB", 2)])
def test_a_build_stays_below_what_it_may_use(memory: str, workers: int, tmp_path: Path) -> None:
    """All its processes together, looked at ten times a second."""
    corpus = write_pages(tmp_path / "pages", 4)
    cost = Frame(tmp_path, 4, memory, workers).build(corpus.path, "out")

    assert cost.rows["documents"] > 0
    assert PROCESS / 2e6 < cost.peak < parse_size(memory) / 1e6


@pytest.mark.parametrize(("memory", "workers"), [(10**400, 2), (10**12, 10**15)])
def test_absurd_numbers_are_no_obstacle(memory: int, workers: int) -> None:
    """More than any machine has is planned at once."""
    assert plan_resources(memory, workers).workers <= workers
