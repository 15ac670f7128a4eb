"""Why a build is not published: it has no document, or a document of the previous release is now a reject."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from corpus_builder.release.losses import find_losses
from corpus_builder.sources.links import LINK_HIDDEN, LINK_OUT
from corpus_builder.sources.records import TAKEDOWN
from corpus_builder.system.errors import CorpusError, ReleaseError
from corpus_builder.tables.frames import Tables

LINKS = frozenset({LINK_OUT, LINK_HIDDEN})
NAMED = 3  # documents that a message names; it counts the rest


def refuse_empty(out: Path, tables: Tables) -> None:
    """Raise CorpusError, with the rejects counted by reason, when no source has given a document."""
    if tables["documents"].num_rows:
        return
    reasons = Counter(tables["rejects"]["reason"].to_pylist())
    counted = ", ".join(f"{number:,} × {reason}" for reason, number in sorted(reasons.items(), key=lambda r: (-r[1], r[0])))
    links = "--follow-links (in Python follow_links=True) reads what links lead to; " if reasons.keys() & LINKS else ""
    taken = f"texts taken down remain in {out} until then; " if TAKEDOWN in reasons and out.exists() else ""
    hint = f"nothing was written; {links}{taken}--allow-empty (allow_empty=True) publishes a corpus without documents"
    raise CorpusError(f"no source yields a document: {counted}", hint=hint)


def refuse_losses(out: Path, tables: Tables) -> None:
    """Raise ReleaseError, naming three of them, when documents of the release at `out` are now rejects."""
    losses = find_losses(out, tables)
    if not losses:
        return
    named = "; ".join(f"{source_id}: {reason}" for source_id, reason in losses[:NAMED])
    more = f"; and {len(losses) - NAMED:,} more" if len(losses) > NAMED else ""
    number = f"{len(losses):,} documents" if len(losses) > 1 else "a document"
    verb = "are" if len(losses) > 1 else "is"
    links = "--follow-links reads what links lead to; " if any(reason in LINKS for _, reason in losses) else ""
    hint = f"that release was kept; {links}--max-rejected 1 (in Python allow_losses=True) replaces it"
    raise ReleaseError(f"{number} of the release in {out} {verb} now rejected: {named}{more}", hint=hint)
