"""Why two releases may differ: their sources, settings, rules and versions, and the description of the corpus."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.release.changes.differences import Causes, TableDiff, ValueChange
from corpus_builder.release.changes.row_changes import Release, is_among, match_rows, to_mask
from corpus_builder.release.manifest import Manifest, list_parts

# Parts of a manifest that say what else went in, and that no other cause names.
OTHER_PARTS = ("absent", "missing", "quality", "takedowns", "with_texts")


def find_causes(old: Release, new: Release, documents: TableDiff, touched: pa.Array) -> Causes:
    """Why two releases may differ; `touched` are the documents of which a row changed, came or went."""
    before, after = old.keys["documents"], new.keys["documents"]
    match = match_rows(before["id"], after["id"])
    both, is_touched = after["id"].take(match.new), is_among(after["id"].take(match.new), touched)
    by_source = to_mask(pc.not_equal(before["sha256"].take(match.old), after["sha256"].take(match.new)))
    return Causes(
        sources_new=list_unlisted(documents.added, after, old),
        sources_gone=list_unlisted(documents.removed, before, new),
        changed_by_source=tuple(both.filter(pa.array(is_touched & by_source)).to_pylist()),
        changed_otherwise=tuple(both.filter(pa.array(is_touched & ~by_source)).to_pylist()),
        settings=tuple(compare_values(list_settings(old.manifest), list_settings(new.manifest))),
        rules=tuple(change.name for change in compare_values(old.manifest.rules, new.manifest.rules)),
        code=tuple(compare_values(old.manifest.versions, new.manifest.versions)),
        description=tuple(change.name for change in compare_values(list_words(old.manifest), list_words(new.manifest))),
        other=tuple(part for part in OTHER_PARTS if getattr(old.manifest, part) != getattr(new.manifest, part)),
    )


def list_unlisted(ids: tuple[str, ...], documents: pa.Table, other: Release) -> tuple[str, ...]:
    """Of documents that only one release has, those whose source is no reject of the other one."""
    rejected = is_among(documents["source_id"], other.keys["rejects"]["source_id"].combine_chunks())
    alone = is_among(documents["id"], pa.array(ids, pa.string())) & ~rejected
    return tuple(documents["id"].filter(pa.array(alone)).to_pylist())


def compare_values(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[ValueChange]:
    """The names whose values differ, sorted."""
    for name in sorted({*old, *new}):
        if (name in old) != (name in new) or old[name] != new[name]:
            yield ValueChange(name, old.get(name), new.get(name))


def list_settings(manifest: Manifest) -> dict[str, Any]:
    """All settings of a release by their dotted names, and the limit of sources that were read."""
    found: dict[str, Any] = {"limit": manifest.limit}
    waiting = [("", manifest.settings)]
    while waiting:
        above, values = waiting.pop()
        for name, value in values.items():
            if isinstance(value, dict):
                waiting.append((f"{above}{name}.", value))
            else:
                found[above + name] = value
    return found


def list_words(manifest: Manifest) -> dict[str, Any]:
    """What people say of the corpus, but for its version."""
    return {field: value for field, value in list_parts(manifest)["description"].items() if field != "version"}
