"""The manifest of a release: what went in, by which settings and versions, and what came out, to the byte.

It holds no clock, host, absolute path, Python version or number of workers, so equal builds have equal manifests.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib import import_module, metadata
from pathlib import Path
from typing import Any, get_args

import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder import rules
from corpus_builder.errors import ReleaseError
from corpus_builder.model import Stage
from corpus_builder.settings import Settings, check_settings
from corpus_builder.sources.description import DescribedSource, Description
from corpus_builder.system.terminal import dump_json
from corpus_builder.tables.columns import SCHEMAS
from corpus_builder.tables.frames import digest_table

MANIFEST = "manifest.json"
CARD = "README.md"
FORMAT = "corpus_builder release 1"

# What decides the bytes of a release; a test holds these against the dependencies of the package.
DECIDING = ("ftfy", "google-re2", "jinja2", "langdetect", "numpy", "pyarrow", "pyyaml", "selectolax")

# What every manifest has, and of which kind it is.
PARTS: dict[str, type] = {
    "absent": list,
    "changelog": list,
    "corpus": dict,
    "description": dict,
    "files": dict,
    "funnel": dict,
    "inputs": list,
    "missing": list,
    "quality": dict,
    "rules": dict,
    "settings": dict,
    "tables": dict,
    "takedowns": list,
    "versions": dict,
    "with_texts": dict,
}

# What each entry of a part has.
ENTRIES: dict[str, dict[str, Any]] = {
    "tables": {"rows": int, "sha256": str},
    "inputs": {"path": str, "bytes": int | None, "sha256": str | None},
}

# What desktops leave in every folder somebody opens; it is neither ours nor a loss.
LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a release was made of and by: everything in its manifest that its tables do not tell.

    `inputs` are `{"path": relative, "bytes": n, "sha256": hex}` in any order, None for both of a file that could not be read;
    `absent` names the described sources of which no file was there; `takedowns` are hashes of what must not be published;
    `limit` is the number of sources read when only the first were; `changelog` has one entry a version, the newest first;
    `missing` are ids of documents whose texts could not be put back into a release that was published without them; `quality` is
    what `measure_quality` found where there are labels; `with_texts` has the digests of the tables before the text policy
    withheld their texts, by which `rehydrate` knows that it has put the right ones back.
    """

    inputs: tuple[Mapping[str, Any], ...]
    settings: Settings
    description: Description
    absent: tuple[str, ...] = ()
    takedowns: tuple[str, ...] = ()
    limit: int | None = None
    changelog: tuple[Mapping[str, Any], ...] = ()
    missing: tuple[str, ...] = ()
    quality: Mapping[str, Any] | None = None
    with_texts: Mapping[str, str] | None = None


def make_manifest(
    tables: Mapping[str, pa.Table],
    files: Mapping[str, Mapping[str, Any]],
    provenance: Provenance,
) -> dict[str, Any]:
    """The manifest of a release: plain values that JSON can hold.

    `files` has for every file of the folder, by its path in it, `{"bytes": n, "sha256": hex}`; the manifest itself is not
    among them, nor is what is yet to be written.
    """
    description = provenance.description
    listed = [{"path": file["path"], "bytes": file["bytes"], "sha256": file["sha256"]} for file in provenance.inputs]
    return {
        "format": FORMAT,
        "corpus": {"name": description.name, "version": description.version},
        "description": {**asdict(description), "sources": [_plain(asdict(s)) for s in description.sources]},
        "absent": list(provenance.absent),
        "inputs": sorted(listed, key=lambda file: (file["path"], file["sha256"] or "")),
        "takedowns": sorted(provenance.takedowns),
        "limit": provenance.limit,
        "missing": sorted(provenance.missing),
        "quality": dict(provenance.quality or {}),
        "changelog": [dict(entry) for entry in provenance.changelog],
        "settings": provenance.settings.model_dump(mode="json"),
        "rules": digest_rules(),
        "versions": read_versions(),
        "files": {path: dict(files[path]) for path in sorted(files)},
        "tables": {name: {"rows": tables[name].num_rows, "sha256": digest_table(tables[name])} for name in SCHEMAS},
        "with_texts": dict(provenance.with_texts or {}),
        "funnel": count_funnel(tables),
    }


def _plain(record: dict[str, Any]) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in record.items()}


def read_versions() -> dict[str, str]:
    """The versions of the package and of the dependencies that decide bytes."""
    # the package's own word, since a checkout that is not installed has no metadata; by name, since imports go one way
    own: str = import_module("corpus_builder").__version__
    return {"corpus_builder": own, **{name: metadata.version(name) for name in DECIDING}}


def digest_rules() -> dict[str, str]:
    """The SHA-256 of every table of rules, by its name: two releases that differ may differ by them."""
    folder = Path(rules.__file__).parent
    tables = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*.toml")}
    return {name: hashlib.sha256(tables[name].read_bytes()).hexdigest() for name in sorted(tables)}


def count_funnel(tables: Mapping[str, pa.Table]) -> dict[str, Any]:
    """What became of every source and of every character, counted from the tables; both add up.

    `sources`: in = documents + rejects by reason. `characters` of the decoded sources: in = removed by stage and rule +
    kept + the blanks between (`blank`). `policy` counts what was hidden inside paragraphs that stay; it is part of kept.
    """
    documents, removals = tables["documents"], tables["removals"]
    gone = removals.filter(pc.not_equal(removals["stage"], "policy"))
    hidden = removals.filter(pc.equal(removals["stage"], "policy"))
    rejects = _count_by(tables["rejects"], ["reason"])
    removed = count_spans(gone)
    total = _sum(documents["source_characters"])
    kept = _sum(_lengths(tables["paragraphs"]))
    return {
        "sources": {
            "in": documents.num_rows + sum(rejects.values()),
            "documents": documents.num_rows,
            "rejects": rejects,
        },
        "characters": {
            "in": total,
            "blank": total - kept - sum(row["characters"] for row in removed),
            "removed": removed,
            "kept": kept,
        },
        "policy": count_spans(hidden),
    }


def count_spans(removals: pa.Table) -> list[dict[str, Any]]:
    """Removals and their source characters by stage and rule, in the order of the stages and then of the rules' names."""
    counted = (
        removals.select(["stage", "rule"])
        .append_column("characters", _lengths(removals))
        .group_by(["stage", "rule"])
        .aggregate([("characters", "sum"), ("characters", "count")])
    )
    rows = [
        {"stage": row["stage"], "rule": row["rule"], "removals": row["characters_count"], "characters": row["characters_sum"]}
        for row in counted.to_pylist()
    ]
    order = {stage: index for index, stage in enumerate(get_args(Stage))}
    return sorted(rows, key=lambda row: (order.get(row["stage"], len(order)), row["stage"], row["rule"] or ""))


def _count_by(table: pa.Table, columns: list[str]) -> dict[str, int]:
    counted = table.group_by(columns).aggregate([([], "count_all")]).to_pylist()
    return {str(row[columns[0]]): row["count_all"] for row in sorted(counted, key=lambda row: str(row[columns[0]]))}


def _lengths(table: pa.Table) -> pa.ChunkedArray:
    return pc.subtract(table["end"], table["start"])


def _sum(column: pa.ChunkedArray) -> int:
    return pc.sum(column).as_py() or 0


def encode_manifest(manifest: Mapping[str, Any]) -> bytes:
    """Canonical JSON: sorted keys, one indent, a line feed at the end, UTF-8; controls in a path or a name are escapes."""
    return (dump_json(manifest, indent=1, sort_keys=True) + "\n").encode("utf-8")


def digest_values(values: Any) -> str:
    """A SHA-256 in hexadecimal of plain values, by their canonical JSON."""
    return hashlib.sha256(encode_manifest(values)).hexdigest()


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a release folder.

    Raises ReleaseError when the folder has none that this version of the package can read.
    """
    path = folder / MANIFEST
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ReleaseError(f"no release in {folder}", hint=f"it has no {MANIFEST}; build one there first") from None
    except (OSError, ValueError, RecursionError) as why:
        raise ReleaseError(f"cannot read {path}: {why}", hint="build the release again") from why
    found = manifest.get("format") if isinstance(manifest, dict) else None
    if found != FORMAT:
        raise ReleaseError(f"{path} is not a manifest of ours: format {found!r}", hint=f"expected {FORMAT!r}")
    if wrong := [part for part, kind in PARTS.items() if not isinstance(manifest.get(part), kind)]:
        raise ReleaseError(f"{path} lacks {', '.join(wrong)}", hint="build the release again")
    for part, entries in (("tables", manifest["tables"].values()), ("inputs", manifest["inputs"])):
        if not all(_is_entry(entry, ENTRIES[part]) for entry in entries):
            raise ReleaseError(f"{path}: {part} are not what they should be", hint="build the release again")
    return manifest


def _is_entry(entry: Any, kinds: Mapping[str, Any]) -> bool:
    return isinstance(entry, dict) and all(key in entry and isinstance(entry[key], kind) for key, kind in kinds.items())


def read_provenance(manifest: Mapping[str, Any]) -> Provenance:
    """What a release was made of, read back from its manifest. Raises ReleaseError or SettingsError when it is not there."""
    for part in ("absent", "missing", "takedowns"):
        if not all(isinstance(value, str) for value in manifest[part]):
            raise ReleaseError(f"the manifest's {part} are not texts", hint="build the release again")
    limit = manifest.get("limit")
    if limit is not None and (type(limit) is not int or limit < 1):
        raise ReleaseError(f"the manifest's limit is {limit!r}", hint="build the release again")
    if not all(isinstance(entry, dict) and isinstance(entry.get("lines"), list) for entry in manifest["changelog"]):
        raise ReleaseError("the manifest's changelog has no lines", hint="build the release again")
    return Provenance(
        inputs=tuple(manifest["inputs"]),
        settings=check_settings(manifest["settings"], where=MANIFEST),
        description=read_release_description(manifest),
        absent=tuple(manifest["absent"]),
        takedowns=tuple(manifest["takedowns"]),
        limit=limit,
        changelog=tuple(manifest["changelog"]),
        missing=tuple(manifest["missing"]),
        quality=manifest["quality"],
        with_texts=manifest["with_texts"],
    )


def read_release_description(manifest: Mapping[str, Any]) -> Description:
    """The description that a release was built with. Raises ReleaseError when the manifest's is not one."""
    try:
        values = dict(manifest["description"])
        sources = tuple(DescribedSource(**{**source, "files": tuple(source["files"])}) for source in values.pop("sources"))
        return Description(**values, sources=sources)
    except (KeyError, TypeError, ValueError) as why:
        raise ReleaseError(f"the manifest's description cannot be read: {why!r}", hint="build the release again") from why
