"""The funnel of a corpus: what became of every source and of every character, counted from the tables."""

from __future__ import annotations

import pyarrow.compute as pc
from pydantic import BaseModel, ConfigDict, Field

from corpus_builder.release.summary import Summary
from corpus_builder.tables.columns import STAGES


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


def count_funnel(summary: Summary) -> Funnel:
    """What became of every source and of every character, counted from the tables; both add up."""
    tallies, documents = summary.tallies, summary.count_rows("documents")
    counted = list_removals(summary)
    removed, hidden = (tuple(row for row in counted if (row.stage == "policy") == is_hidden) for is_hidden in (False, True))
    rejects = {str(row["reason"]): row["rejects"] for row in tallies["rejects"].to_pylist()}
    total, kept = (pc.sum(tallies[name]["characters"]).as_py() or 0 for name in ("sources", "paragraph_words"))
    return Funnel(
        sources=SourceFunnel(total=documents + sum(rejects.values()), documents=documents, rejects=rejects),
        characters=CharacterFunnel(
            total=total, blank=total - kept - sum(row.characters for row in removed), removed=removed, kept=kept
        ),
        policy=hidden,
    )


def list_removals(summary: Summary) -> list[RuleCount]:
    """Removals and their source characters by stage and rule, in the order of the stages and then of the rules' names."""
    rows = [RuleCount(**row) for row in summary.tallies["removals"].to_pylist()]
    order: dict[str, int] = {stage: index for index, stage in enumerate(STAGES)}
    return sorted(rows, key=lambda row: (order.get(row.stage, len(order)), row.stage, row.rule or ""))
