"""Why two releases may differ: their sources, settings, rules and versions, and the description of the corpus."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.release.changes.differences import Causes, ValueChange
from corpus_builder.release.changes.row_changes import Release, RowsFound, find_rows, is_among, match_rows, to_mask
from corpus_builder.release.manifest import Manifest, list_parts

# Parts of a manifest that say what else went in, and that no other cause names.
OTHER_PARTS = ("absent", "missing", "quality", "takedowns", "with_texts")


class Sources(NamedTuple):
    """Documents whose source is new or gone, and those of which rows differ, with a changed source or the same one."""

    new: tuple[str, ...]
    gone: tuple[str, ...]
    changed: tuple[str, ...]
    same: tuple[str, ...]


def find_touched(old: Release, new: Release, touched: pa.Array) -> tuple[RowsFound, RowsFound]:
    """Of the documents in both releases of which a row changed, came or went: those with another source, and the others."""
    before, after = old.keys["documents"], new.keys["documents"]
    match = match_rows(before["id"], after["id"])
    is_touched = is_among(after["id"].take(match.new), touched)
    by_source = to_mask(pc.not_equal(before["sha256"].take(match.old), after["sha256"].take(match.new)))
    return find_rows(after, match.new[is_touched & by_source]), find_rows(after, match.new[is_touched & ~by_source])


def make_causes(old: Manifest, new: Manifest, sources: Sources) -> Causes:
    """Why two releases may differ."""
    return Causes(
        sources_new=sources.new,
        sources_gone=sources.gone,
        changed_by_source=sources.changed,
        changed_otherwise=sources.same,
        settings=tuple(compare_values(list_settings(old), list_settings(new))),
        rules=tuple(change.name for change in compare_values(old.rules, new.rules)),
        code=tuple(compare_values(old.versions, new.versions)),
        description=tuple(change.name for change in compare_values(list_words(old), list_words(new))),
        other=tuple(part for part in OTHER_PARTS if getattr(old, part) != getattr(new, part)),
    )


def list_unlisted(added: pa.Table, rejects: Iterable[pa.Table]) -> tuple[str, ...]:
    """Of documents that only one release has (`id`, `source_id`), those whose source is no reject of the other one."""
    rejected = np.zeros(added.num_rows, bool)
    for rows in rejects:
        rejected |= is_among(added["source_id"], rows["source_id"].combine_chunks())
    return tuple(added["id"].filter(pa.array(~rejected)).to_pylist())


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
