"""Why a build is not begun, or not published: its cache lies where it writes, it has no document, or it loses some."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from corpus_builder.release.folder import list_reserved
from corpus_builder.release.losses import CorpusKeys, find_losses
from corpus_builder.sources.links import LINK_HIDDEN, LINK_OUT
from corpus_builder.sources.records import TAKEDOWN
from corpus_builder.system.errors import CorpusError, ReleaseError

LINKS = frozenset({LINK_OUT, LINK_HIDDEN})
NAMED = 3  # documents that a message names; it counts the rest


def refuse_cache(out: Path, cache: Path) -> None:
    """Raise CorpusError for a cache that lies in the release, or in what builds of it remove beside it, links followed."""
    place = Path(os.path.realpath(cache))
    if place.is_relative_to(os.path.realpath(out)):
        raise CorpusError(f"the cache {cache} lies in the release {out}", hint="name a folder outside")
    if reserved := next(filter(place.is_relative_to, list_reserved(out)), None):
        raise CorpusError(f"the cache {cache} lies in {reserved}, a name that builds of {out} use", hint="name another folder")


def refuse_empty(out: Path, documents: int, rejects: Mapping[str, int]) -> None:
    """Raise CorpusError, with the rejects counted by reason, when no source has given a document."""
    if documents:
        return
    counted = ", ".join(f"{number:,} × {reason}" for reason, number in sorted(rejects.items(), key=lambda r: (-r[1], r[0])))
    links = "--follow-links (in Python follow_links=True) reads what links lead to; " if rejects.keys() & LINKS else ""
    taken = f"texts taken down remain in {out} until then; " if TAKEDOWN in rejects and out.exists() else ""
    hint = f"nothing was written; {links}{taken}--allow-empty (allow_empty=True) publishes a corpus without documents"
    raise CorpusError(f"no source yields a document: {counted}", hint=hint)


def refuse_losses(out: Path, keys: CorpusKeys) -> None:
    """Raise ReleaseError, naming three of them, when documents of the release at `out` are now rejects."""
    losses = find_losses(out, keys, NAMED)
    if not losses.count:
        return
    named = "; ".join(f"{source_id}: {reason}" for source_id, reason in losses.first)
    more = f"; and {losses.count - NAMED:,} more" if losses.count > NAMED else ""
    number = f"{losses.count:,} documents" if losses.count > 1 else "a document"
    verb = "are" if losses.count > 1 else "is"
    links = "--follow-links reads what links lead to; " if losses.reasons & LINKS else ""
    hint = f"that release was kept; {links}--max-rejected 1 (in Python allow_losses=True) replaces it"
    raise ReleaseError(f"{number} of the release in {out} {verb} now rejected: {named}{more}", hint=hint)
