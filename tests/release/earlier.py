"""A release as an earlier version of the package wrote it: in one part, with digests of version 1, without a column of today."""

from __future__ import annotations

import json
from pathlib import Path

from corpus_builder.release.folder import digest_files
from corpus_builder.release.manifest import encode_values
from corpus_builder.release.release_writing import rewrite_release
from corpus_builder.tables.digests import digest_table
from corpus_builder.tables.parquet import read_tables, write_table

# The youngest column: it is null where a release has never heard of it.
YOUNG = "extra"


def age_release(folder: Path, whole: Path | None = None) -> Path:
    """Take the column away from a release of one part, and from the digests of what it withheld of a `whole` one.

    Its card is made anew.
    """
    documents = read_tables(folder)["documents"].drop_columns([YOUNG])
    write_table(documents, folder / "data" / "documents")
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["tables"] = {
        name: {"rows": table.num_rows, "sha256": digest_table(table)}
        for name, table in (read_tables(folder) | {"documents": documents}).items()
    }
    if whole is not None:
        tables = read_tables(whole)
        tables["documents"] = tables["documents"].drop_columns([YOUNG])
        manifest["with_texts"] = {name: digest_table(tables[name]) for name in manifest["with_texts"]}
        del manifest["with_texts_version"]
    manifest["files"] = {path: file.model_dump() for path, file in digest_files(folder).items()}
    (folder / "manifest.json").write_bytes(encode_values(manifest))
    rewrite_release(folder)
    return folder
