"""Documents covered by a takedown list, as only the metadata of their page shows, become rejects without a name."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pyarrow as pa

from corpus_builder.model import Reject
from corpus_builder.policy.takedowns import DETAIL, hash_source, name_takedowns
from corpus_builder.sources.records import TAKEDOWN
from corpus_builder.stages.rows import tabulate_rejects
from corpus_builder.tables.frames import Tables, drop_documents


def reject_takedown(source_id: str, path: str) -> Reject:
    """The reject of a source that was taken down: hashed, and without what could be compared with a copy of it."""
    hashed = hash_source(source_id)
    return Reject(hashed, hashed if path == source_id else path, TAKEDOWN, DETAIL, None, None)


def remove_takedowns(tables: Tables, takedowns: Collection[str]) -> tuple[Tables, list[str], set[str]]:
    """The tables of a batch without the documents that are taken down, each of which becomes a reject.

    With them the paths of the files that were one such document, and the hashes that covered any.
    """
    documents = tables["documents"]
    covering = name_takedowns(documents, takedowns) if takedowns else []
    gone = np.array([value is not None for value in covering], bool)
    if not gone.any():
        return tables, [], set()
    named = documents.filter(pa.array(gone)).select(["id", "source_id", "path"]).to_pylist()
    ids = pa.array([row["id"] for row in named], pa.string())
    rejects = [reject_takedown(row["source_id"], row["path"]) for row in named]
    rejected = pa.concat_tables([tables["rejects"], tabulate_rejects(rejects)])
    return (
        drop_documents(tables, ids) | {"rejects": rejected},
        [row["path"] for row in named if row["path"] == row["source_id"]],
        {v for v in covering if v},
    )
