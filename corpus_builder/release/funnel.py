"""The funnel of a corpus: what became of every source and of every character."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


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
