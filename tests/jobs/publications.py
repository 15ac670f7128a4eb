"""What the tests of publishing share: releases to publish, and publishing them on the stand-in of the Hub."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from corpus_builder.jobs.publish import publish_release
from corpus_builder.jobs.publishing.plan import Publication
from corpus_builder.system.errors import CorpusError
from tests.hub_stand_in import TOKEN
from tests.release_sample import DESCRIPTION, publish, sample_rows, tabulate

NAME = "lephare/harbour"

TABLES = [f"data/{name}/part-00000.parquet" for name in ("documents", "paragraphs", "quotes", "rejects", "removals")]

Rows = dict[str, list[dict[str, Any]]]


def release(folder: Path, version: str = "1.2.0", change: Callable[[Rows], object] = lambda _: None) -> Path:
    """The sample as a release whose documents all have a licence, and something changed."""
    rows = sample_rows()
    for row in rows["documents"]:
        row["license"] = "cc-by-4.0"
    change(rows)
    return publish(folder, tabulate(rows), replace(DESCRIPTION, version=version))


def note_ferry(rows: Rows) -> None:
    """A change in the table documents alone."""
    next(row for row in rows["documents"] if row["source_id"] == "en/ferry.txt")["note"] = "corrected"


def send(folder: Path, **options: Any) -> tuple[Publication, list[str]]:
    """Publish, and what was reported."""
    said: list[str] = []
    return publish_release(folder, NAME, report=said.append, **options), said


def refuse(folder: Path, **options: Any) -> str:
    """The one line with which publishing is refused."""
    with pytest.raises(CorpusError) as refusal:
        send(folder, **options)
    message = str(refusal.value)
    assert "\n" not in message
    assert TOKEN not in message
    return message


def take_licences(rows: Rows) -> None:
    """Take the licence of all documents."""
    for row in rows["documents"]:
        row["license"] = "not redistributed"
