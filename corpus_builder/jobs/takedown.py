"""`takedown`: recording that a source must not be published."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from corpus_builder.policy.takedowns import FILE_NAME, add_takedowns
from corpus_builder.system.terminal import say

__all__ = ["add_takedowns", "print_takedowns"]


def print_takedowns(folder: Path, fresh: Sequence[str]) -> None:
    """How many takedowns are new, and what to do next."""
    say(f"{len(fresh)} added to {folder / FILE_NAME}; build the corpus again to remove the texts")
