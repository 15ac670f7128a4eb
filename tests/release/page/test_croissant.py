"""corpus_builder.release.page.croissant: what programs read about a release is true, whole and loads."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from corpus_builder.model import Stage
from corpus_builder.release.manifest import FileDigest, Manifest, encode_manifest, read_manifest
from corpus_builder.release.page.catalogue import SPDX
from corpus_builder.release.page.croissant import CONTEXT, CROISSANT, DATA_TYPES, render_croissant
from corpus_builder.release.page.making import WITHHELD
from corpus_builder.release.summary import summarize
from corpus_builder.settings import PolicySettings
from corpus_builder.system.errors import ReleaseError
from corpus_builder.tables.columns import SCHEMAS, STAGES, TABLES
from corpus_builder.tables.frames import sort_rows
from corpus_builder.tables.parquet import read_tables
from tests.release.corpora import publish_parts, split_sample
from tests.release.page.metadata import FULL, describe, make
from tests.release_sample import provenance, publish, sample_tables

# What the library keeps beside the properties it knows: three of schema.org and Croissant, and one that it misspells itself.
BESIDE = {"alternateName", "isLiveDataset", "temporalCoverage", "rai:dataManipulationProtocol"}


def shorten(tables: dict[str, pa.Table], *names: str) -> dict[str, pa.Table]:
    """The tables without the rows of some."""
    return {name: table.slice(0, 0) if name in names else table for name, table in tables.items()}


def find_ids(value: Any, *, named: bool) -> Iterator[str]:
    """The ids that are given in JSON-LD, or those that are only named."""
    if isinstance(value, dict):
        if "@id" in value and named == (set(value) == {"@id"}):
            yield value["@id"]
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from find_ids(part, named=named)


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """No network: whoever tries to use it fails."""

    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("somebody used the network")

    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """A published folder with its metadata."""
    folder = publish(tmp_path / "corpus", description=FULL)
    text = render_croissant(summarize(read_tables(folder)), read_manifest(folder))
    (folder / CROISSANT).write_bytes(text.encode("utf-8"))
    return folder


@pytest.mark.usefixtures("offline")
def test_the_library_reads_what_was_meant(release: Path) -> None:
    """The reference library finds neither error nor warning, and knows every property but those that it has no place for."""
    import mlcroissant

    metadata = mlcroissant.Dataset(str(release / CROISSANT)).metadata

    assert not metadata.ctx.issues.errors
    assert not metadata.ctx.issues.warnings
    assert set(metadata.extra_properties) == BESIDE
    assert metadata.ctx.is_v1_1()
    assert (metadata.name, metadata.version, metadata.cite_as) == ("harbour", "1.2.0", FULL.citation)
    assert [creator.name for creator in metadata.creators] == [FULL.creators]
    assert metadata.date_published.date().isoformat() == FULL.released
    assert metadata.data_collection == FULL.collection
    assert metadata.data_biases == [FULL.biases]
    assert FULL.personal in metadata.personal_sensitive_information
    assert {FULL.limits, f"Out of scope: {FULL.unsuitable}"} == set(metadata.data_limitations)


@pytest.mark.usefixtures("offline")
def test_records_are_the_rows(release: Path) -> None:
    """Every record of every record set is the row of its table, in order: texts as bytes, null as None."""
    for name, table in read_tables(release).items():
        assert read_records(release, name) == table.to_pylist(), name


@pytest.mark.usefixtures("offline")
def test_records_of_parts_are_the_rows(tmp_path: Path) -> None:
    """The same of tables in several files, which are a set beside their sizes and digests; a table in one file has none."""
    folder = publish_parts(tmp_path / "corpus", split_sample(), provenance(FULL))
    listed = json.loads((folder / CROISSANT).read_text(encoding="utf-8"))["distribution"]

    for name, table in read_tables(folder).items():
        rows = sorted(read_records(folder, name), key=lambda row: row.get("id", ""))
        assert rows == sorted(table.to_pylist(), key=lambda row: row.get("id", "")), name
    assert [file["@id"] for file in listed if file["@type"] == "cr:FileSet"] == [
        "data/documents",
        "data/paragraphs",
        "data/removals",
    ]


def read_records(folder: Path, name: str) -> list[dict[str, Any]]:
    """The records of a record set, as the reference library reads them."""
    import mlcroissant

    return [
        {key.removeprefix(f"{name}/"): value.decode() if isinstance(value, bytes) else value for key, value in record.items()}
        for record in mlcroissant.Dataset(str(folder / CROISSANT)).records(name)
    ]


@pytest.mark.usefixtures("offline")
def test_wrong_digest_is_found_by_reading(release: Path) -> None:
    """A file that is not the one whose SHA-256 is given cannot be read, so the test above would see a wrong one."""
    import mlcroissant

    text = (release / CROISSANT).read_text(encoding="utf-8")
    right = json.loads(text)["distribution"][0]["sha256"]
    (release / CROISSANT).write_text(text.replace(right, "0" * 64), encoding="utf-8")

    with pytest.raises(mlcroissant.GenerationError) as caught:
        list(mlcroissant.Dataset(str(release / CROISSANT)).records("documents"))
    assert "is not identical" in str(caught.value.__cause__)


@pytest.mark.usefixtures("offline")
def test_context_is_the_standard_one() -> None:
    """The context is that of Croissant 1.1, since readers compare it."""
    from mlcroissant._src.core.context import Context
    from mlcroissant._src.core.rdf import make_context

    assert make_context(Context(conforms_to="http://mlcommons.org/croissant/1.1")) == CONTEXT


def test_fields_are_the_columns() -> None:
    """Record sets, fields and types are those of the schemas, in their order; each has a meaning in words."""
    sets = describe()["recordSet"]

    assert [each["name"] for each in sets] == list(SCHEMAS)
    for each in sets:
        schema = SCHEMAS[each["name"]]
        assert [field["source"]["extract"]["column"] for field in each["field"]] == schema.names
        assert [field["dataType"] for field in each["field"]] == [DATA_TYPES[kind] for kind in schema.types]
        assert all(field["description"] and not field["description"].endswith("*") for field in each["field"])


def test_files_are_those_of_the_manifest() -> None:
    """A file has the size and SHA-256 that the manifest gives, and a path within the folder."""
    summary, manifest = make()
    files = json.loads(render_croissant(summary, manifest))["distribution"]

    assert {file["contentUrl"]: (file["contentSize"], file["sha256"]) for file in files} == {
        path: (f"{file.bytes} B", file.sha256) for path, file in manifest.files.items()
    }


@pytest.mark.parametrize("empty", [(), ("rejects",), ("paragraphs", "quotes"), ("quotes", "removals"), tuple(SCHEMAS)])
def test_an_empty_table_is_not_there(empty: tuple[str, ...]) -> None:
    """A table without rows has no file and so neither record set nor distribution, and nothing names one of its columns."""
    metadata = describe(shorten(sample_tables(), *empty))

    assert [each["name"] for each in metadata["recordSet"]] == [name for name in SCHEMAS if name not in empty]
    assert len(metadata["distribution"]) == len(SCHEMAS) - len(empty)
    assert set(find_ids(metadata, named=True)) <= {*find_ids(metadata, named=False), "cr:data"}


def test_references_hold() -> None:
    """What a column is said to name is there, for every row that has a value."""
    tables = sample_tables()

    named = [(table, column) for table, shape in TABLES.items() for column in shape.columns if column.references]
    for table, column in named:
        other, key = column.references.split(".")
        values = tables[table][column.name].drop_null()
        assert len(values)
        assert pc.all(pc.is_in(values, value_set=tables[other][key].combine_chunks())).as_py(), column.name
    assert len(named) == 4


def test_same_bytes_each_time() -> None:
    """Neither a second run nor a manifest that was read back with its keys in another order changes a byte."""
    summary, manifest = make()
    text = render_croissant(summary, manifest)
    values = json.loads(encode_manifest(manifest))
    back, reversed_back = (Manifest.model_validate_json(json.dumps(v)) for v in (values, reverse_keys(values)))
    more = {**manifest.files, "README.md": FileDigest(bytes=1, sha256=""), CROISSANT: FileDigest(bytes=1, sha256="")}

    assert render_croissant(summary, back) == render_croissant(summary, reversed_back) == text
    assert render_croissant(summary, manifest.model_copy(update={"files": more})) == text
    assert text.endswith("}\n")


def reverse_keys(value: Any) -> Any:
    """The same JSON with the keys of every object backwards."""
    if isinstance(value, dict):
        return {key: reverse_keys(value[key]) for key in reversed(value)}
    return [reverse_keys(part) for part in value] if isinstance(value, list) else value


def test_chunks_of_the_tables_change_nothing() -> None:
    """However the rows lie in memory, the text is the same."""
    summary, manifest = make()
    tables = sort_rows(sample_tables())
    cut = {name: pa.concat_tables([table.slice(0, 1), table.slice(1)]) for name, table in tables.items()}

    assert render_croissant(summarize(cut), manifest) == render_croissant(summary, manifest)


def test_a_manifest_that_lists_no_such_file_is_one_clear_error() -> None:
    """A manifest without a table's file is said to be damaged, with what to try; so is one with a text policy that is none."""
    summary, manifest = make()
    odd = {**manifest.settings, "policy": {"text": "some"}}

    for broken in ({"files": {}}, {"settings": odd}):
        with pytest.raises(ReleaseError, match=r"manifest.*\(build the release again\)"):
            render_croissant(summary, manifest.model_copy(update=broken))


def test_words_cover_what_there_is() -> None:
    """Stages, policies, types and columns that can occur have their words, and no others."""
    assert tuple(STAGES) == get_args(Stage)
    assert set(WITHHELD) == set(get_args(PolicySettings.model_fields["text"].annotation)) - {"full"}
    assert set(DATA_TYPES) == {kind for schema in SCHEMAS.values() for kind in schema.types}
    assert all(name.lower() in SPDX for name in SPDX.values())
