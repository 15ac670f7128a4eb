"""The funnel of a corpus: what became of every source and of every character, counted from the tables."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pydantic import BaseModel, ConfigDict, Field

from corpus_builder.tables.columns import STAGES
from corpus_builder.tables.frames import Tables


class Part(BaseModel):
    """A part of a manifest: frozen; what a newer version has added is kept as it is."""

    model_config = ConfigDict(frozen=True, extra="allow", populate_by_name=True)


class RuleCount(Part):
    """What a rule of a stage removed: how many stretches, of how many characters."""

    stage: str
    rule: str | None
    removals: int
    characters: int


class SourceFunnel(Part):
    """Sources: in = documents + rejects by reason."""

    total: int = Field(alias="in")
    documents: int
    rejects: dict[str, int]


class CharacterFunnel(Part):
    """Characters of the decoded sources: in = removed by stage and rule + kept + the blanks between (`blank`)."""

    total: int = Field(alias="in")
    blank: int
    removed: tuple[RuleCount, ...]
    kept: int


class Funnel(Part):
    """What became of sources and characters; `policy` counts what was hidden inside paragraphs that stay, a part of kept."""

    sources: SourceFunnel
    characters: CharacterFunnel
    policy: tuple[RuleCount, ...]


def count_funnel(tables: Tables) -> Funnel:
    """What became of every source and of every character, counted from the tables; both add up."""
    documents, removals = tables["documents"], tables["removals"]
    gone = removals.filter(pc.not_equal(removals["stage"], "policy"))
    hidden = removals.filter(pc.equal(removals["stage"], "policy"))
    rejects = _count_by(tables["rejects"], "reason")
    removed = count_spans(gone)
    total = _sum(documents["source_characters"])
    kept = _sum(_lengths(tables["paragraphs"]))
    blank = total - kept - sum(row.characters for row in removed)
    return Funnel(
        sources=SourceFunnel(total=documents.num_rows + sum(rejects.values()), documents=documents.num_rows, rejects=rejects),
        characters=CharacterFunnel(total=total, blank=blank, removed=removed, kept=kept),
        policy=count_spans(hidden),
    )


def count_spans(removals: pa.Table) -> tuple[RuleCount, ...]:
    """Removals and their source characters by stage and rule, in the order of the stages and then of the rules' names."""
    counted = (
        removals.select(["stage", "rule"])
        .append_column("characters", _lengths(removals))
        .group_by(["stage", "rule"])
        .aggregate([("characters", "sum"), ("characters", "count")])
    )
    rows = [
        RuleCount(stage=row["stage"], rule=row["rule"], removals=row["characters_count"], characters=row["characters_sum"])
        for row in counted.to_pylist()
    ]
    order: dict[Any, int] = {stage: index for index, stage in enumerate(STAGES)}
    return tuple(sorted(rows, key=lambda row: (order.get(row.stage, len(order)), row.stage, row.rule or "")))


def _count_by(table: pa.Table, column: str) -> dict[str, int]:
    counted = table.group_by([column]).aggregate([([], "count_all")]).to_pylist()
    return {str(row[column]): row["count_all"] for row in sorted(counted, key=lambda row: str(row[column]))}


def _lengths(table: pa.Table) -> pa.ChunkedArray:
    return pc.subtract(table["end"], table["start"])


def _sum(column: pa.ChunkedArray) -> int:
    return pc.sum(column).as_py() or 0
