"""Which body a description means."""

from __future__ import annotations

from corpus_builder.quotes.people.discourse import Known, leads, mentions_before


def find_body(known: Known, at: int, noun: str) -> str | None:
    """The one body whose name holds the noun; else the only one named before, if it leads its sentence."""
    named = known.mentions.find_bodies(noun)
    if named:
        return next(iter(named)) if len(named) == 1 else None
    if noun not in known.lexicon.nouns.resolvable:
        return None
    before = [m for _, m in mentions_before(known, at) if known.mentions.is_body(m.name)]
    alone = len({m.name for m in before}) == 1
    return before[0].name if alone and any(leads(known.discourse, m) for m in before) else None
