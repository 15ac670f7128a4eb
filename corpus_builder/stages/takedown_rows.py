"""The reject of a source that is taken down: without a name."""

from __future__ import annotations

from corpus_builder.model import Reject
from corpus_builder.policy.takedowns import DETAIL, hash_source
from corpus_builder.sources.records import TAKEDOWN


def reject_takedown(source_id: str, path: str) -> Reject:
    """The reject of a source that was taken down: hashed, and without what could be compared with a copy of it."""
    hashed = hash_source(source_id)
    return Reject(hashed, hashed if path == source_id else path, TAKEDOWN, DETAIL, None, None)
