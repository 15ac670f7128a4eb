"""How many processes a build starts and how much each of them holds, so that all together stay below what they may use."""

from __future__ import annotations

from typing import NamedTuple

from corpus_builder.system.errors import CorpusError

# Bytes that all processes together may use unless the user says otherwise.
MEMORY = 2_000_000_000
# Bytes that a process holds which cleans: Python, numpy, Arrow, tables of rules and words, compiled kernels, words it has seen.
PROCESS = 230_000_000
# Bytes that a process holds which only hands out work.
STARTER = 130_000_000
# Bytes that a process takes beside them for the smallest part of a corpus that there is.
LEAST_WORK = 150_000_000
# How many times the bytes of its part a task holds at most.
COPIES = 10
# Of the room for its work the hundredths that a process may still hold when that is done, before it is replaced.
LEFT = 60
# Bytes that flows take at most, if all rows stay in memory, for two bytes of the rows of documents and for one of the samples
# of their texts: these are made to pairs.
HELD_ROWS, HELD_SAMPLES = 3, 7


class Resources(NamedTuple):
    """How many worker processes there are, the bytes of a part, those that a process may hold after a task, and those that flows
    may take whose rows all stay in memory.
    """

    workers: int
    part_bytes: int
    process_bytes: int
    flow_bytes: int


def plan_resources(memory: int, workers: int) -> Resources:
    """What a build starts: as many workers as were asked for, or fewer where memory is little.

    Raises CorpusError where not even one process has room.

    >>> plan_resources(1_000_000_000, 8).workers, plan_resources(400_000_000, 8).workers
    (2, 1)
    """
    if memory < PROCESS + LEAST_WORK:
        least = (PROCESS + LEAST_WORK) // 1_000_000
        what = f"{memory // 1_000_000} MB of memory are not enough"
        raise CorpusError(what, hint=f"one process needs {least} MB: --memory {least}MB")
    # several workers are started by this process, which is one more
    count = max(min(workers, (memory - STARTER) // (PROCESS + LEAST_WORK)), 1)
    room = (memory - STARTER if count > 1 else memory) // count - PROCESS
    # where rows stay in the memory of this process, it is the only one that is left
    return Resources(count, room // COPIES, PROCESS + room * LEFT // 100, memory - PROCESS)


def estimate_flows(rows: int, samples: int) -> int:
    """The bytes that flows take whose rows all stay in memory: for those of documents, and the samples among them.

    >>> estimate_flows(2_000_000, 500_000)
    6500000
    """
    return HELD_ROWS * rows // 2 + HELD_SAMPLES * samples
