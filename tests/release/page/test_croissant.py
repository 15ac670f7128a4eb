"""corpus_builder.release.page.croissant: what programs read about a release is true, whole and loads."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from corpus_builder.errors import ReleaseError
from corpus_builder.model import Stage
from corpus_builder.release.manifest import encode_manifest, make_manifest, read_manifest
from corpus_builder.release.page.croissant import (
    CONTEXT,
    CROISSANT,
    DATA_TYPES,
    REFERENCES,
    SPDX,
    TAKEN_OUT,
    UNKNOWN,
    WITHHELD,
    address_license,
    render_croissant,
)
from corpus_builder.settings import PolicySettings, Settings
from corpus_builder.sources.description import Description
from corpus_builder.tables.columns import SCHEMAS
from corpus_builder.tables.frames import read_tables, sort_rows
from tests.release_sample import DESCRIPTION, provenance, publish, sample_rows, sample_tables, tabulate

FULL = replace(
    DESCRIPTION,
    creators="The harbour desk",
    released="2024-04-02",
    url="https://lephare.example/corpus",
    citation="Harbour news, a sample. 2024.",
    purpose="To have something to test with.",
    collection="Written at a desk by the sea.",
    uses="Tests.",
    unsuitable="Sailing.",
    limits="Four documents.",
    biases="Only the harbour speaks.",
    personal="Nobody in it lives.",
    maintenance="Mended when the wind is fair.",
)

# What the library keeps beside the properties it knows: three of schema.org and Croissant, and one that it misspells itself.
BESIDE = {"alternateName", "isLiveDataset", "temporalCoverage", "rai:dataManipulationProtocol"}

# What only a person can state, by its property.
STATED = {
    "creator",
    "datePublished",
    "url",
    "citeAs",
    "license",
    "rai:dataCollection",
    "rai:dataUseCases",
    "rai:dataLimitations",
    "rai:dataBiases",
    "rai:dataReleaseMaintenancePlan",
}


def make(
    tables: dict[str, pa.Table] | None = None, description: Description = FULL, settings: Settings | None = None
) -> tuple[dict[str, pa.Table], dict[str, Any]]:
    """Tables and the manifest of a release of them."""
    tables = sort_rows(tables or sample_tables())
    files = {f"data/{name}/part-00000.parquet": {"bytes": 1000, "sha256": "0" * 64} for name in SCHEMAS if tables[name].num_rows}
    made_of = replace(provenance(description), settings=settings or Settings())
    return tables, make_manifest(tables, files, made_of)


def describe(tables: dict[str, pa.Table] | None = None, description: Description = FULL, **more: Any) -> dict[str, Any]:
    """The metadata of a release, parsed."""
    return json.loads(render_croissant(*make(tables, description, **more)))


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
    text = render_croissant(read_tables(folder), read_manifest(folder))
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
    assert {FULL.limits, f"Not meant for: {FULL.unsuitable}"} == set(metadata.data_limitations)


@pytest.mark.usefixtures("offline")
def test_records_are_the_rows(release: Path) -> None:
    """Every record of every record set is the row of its table, in order: texts as bytes, null as None."""
    import mlcroissant

    dataset, tables = mlcroissant.Dataset(str(release / CROISSANT)), read_tables(release)

    for name, table in tables.items():
        records = [
            {key.removeprefix(f"{name}/"): value.decode() if isinstance(value, bytes) else value for key, value in record.items()}
            for record in dataset.records(name)
        ]
        assert records == table.to_pylist(), name


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
    tables, manifest = make()
    files = json.loads(render_croissant(tables, manifest))["distribution"]

    assert {file["contentUrl"]: (file["contentSize"], file["sha256"]) for file in files} == {
        path: (f"{file['bytes']} B", file["sha256"]) for path, file in manifest["files"].items()
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

    for column, target in REFERENCES.items():
        (table, name), (other, key) = column.split("/"), target.split("/")
        values = tables[table][name].drop_null()
        assert len(values)
        assert pc.all(pc.is_in(values, value_set=tables[other][key].combine_chunks())).as_py(), column


def test_what_nobody_stated_is_left_out() -> None:
    """Properties that only a person can state are there with a full description and not there with an empty one."""
    stated, unstated = describe(), describe(description=Description())

    assert set(stated) - set(unstated) == {*STATED, "alternateName"}
    assert None not in unstated.values()
    assert "[not stated]" not in json.dumps(unstated)


def test_blank_words_state_nothing() -> None:
    """A description of blanks says as much as none."""
    texts = {
        "title",
        "license",
        "url",
        "creators",
        "collection",
        "uses",
        "limits",
        "biases",
        "personal",
        "maintenance",
        "contact",
    }
    blank = replace(Description(), **dict.fromkeys(texts, " \n"))

    assert describe(description=blank) == describe(description=Description())


@pytest.mark.parametrize("text", ['"quoted" \\ «\u00a0été\u00a0»', "two\nlines", "l’œuvre 🚢", "</script>", "{curly} %s {0}"])
def test_texts_survive(text: str) -> None:
    """What a person wrote is read as written, and accents are not escaped."""
    description = replace(FULL, title=text, citation=text, collection=text, creators=text, limits=text)
    written = render_croissant(*make(description=description))
    metadata = json.loads(written)

    assert metadata["alternateName"] == metadata["citeAs"] == metadata["rai:dataCollection"] == text
    assert metadata["creator"]["name"] == metadata["rai:dataLimitations"][0] == text
    assert "\\u" not in written


@pytest.mark.parametrize("released", ["in spring", "2024-13-01", "02/04/2024", "2024-02-30", "2024-4-2"])
def test_a_date_that_is_none_is_left_out(released: str) -> None:
    """Readers refuse the whole text for a date that is not ISO."""
    assert "datePublished" not in describe(description=replace(FULL, released=released))


@pytest.mark.parametrize(
    ("license", "expected"),
    [
        ("CC-BY-SA-4.0", "https://spdx.org/licenses/CC-BY-SA-4.0.html"),
        ("cc-by-nc-nd-3.0", "https://spdx.org/licenses/CC-BY-NC-ND-3.0.html"),
        ("CC0-1.0", "https://spdx.org/licenses/CC0-1.0.html"),
        ("odbl", "https://spdx.org/licenses/ODbL-1.0.html"),
        ("http://lephare.example/terms", "http://lephare.example/terms"),
        ("see http://lephare.example", {"@type": "sc:CreativeWork", "name": "see http://lephare.example"}),
        ("other", {"@type": "sc:CreativeWork", "name": "other"}),
        (None, None),
    ],
)
def test_license_is_an_address_where_it_has_one(license: str | None, expected: str | dict[str, str] | None) -> None:
    """A known licence is its address, another one a work of that name."""
    assert address_license(license) == expected


def test_a_citation_is_made_of_what_is_stated() -> None:
    """A stated citation is taken as it is; without one it is made for BibTeX where maker and date are stated."""
    made = describe(description=replace(FULL, citation=None))["citeAs"]

    assert describe()["citeAs"] == FULL.citation
    assert made.startswith("@misc{harbour-1-2-0,")
    assert "The harbour desk" in made
    assert "2024" in made
    for part in ("creators", "released"):
        assert "citeAs" not in describe(description=replace(FULL, citation=None, **{part: None}))


def test_figures_are_counted() -> None:
    """Counts follow the tables: another document, another figure."""
    few = describe(tabulate({**sample_rows(), "quotes": sample_rows()["quotes"][:1]}))
    row = {**sample_rows()["documents"][0], "id": "f" * 16, "source_id": "fr/z.txt", "published": "2025", "n_words": 1000}
    more = describe(tabulate({**sample_rows(), "documents": [*sample_rows()["documents"], row]}))

    assert "documents 4, words 51, paragraphs 5, quotes 1; published 2023 to 2024-03-05" in few["description"]
    assert few["rai:personalSensitiveInformation"][-1] == "Quotes that name their speaker: 1 of 1; names: 1."
    assert "documents 5, words 1,051" in more["description"]
    assert more["temporalCoverage"] == "2023/2025"
    assert "documents.published 1 of 5" in more["rai:dataCollectionMissingData"]


def test_steps_are_those_of_the_funnel() -> None:
    """Sources, every stage and rule, and the characters left stand in the steps, with the funnel's counts."""
    tables, manifest = make()
    steps = json.loads(render_croissant(tables, manifest))["rai:dataPreprocessingProtocol"]

    assert steps[0] == "Sources: 5, of which documents 4, rejects 1 (empty 1)."
    assert "stage boilerplate, " in steps[1]
    assert steps[1].endswith("removals 2, characters 23. By rule: menu 1, share buttons 1.")
    assert steps[2].endswith("removals 1, characters 65. By rule: near copy 1.")
    assert steps[3] == "Characters of the documents' sources: in 311, kept in paragraphs 215, blanks between 8."
    assert 311 == 23 + 65 + 215 + 8


def test_changes_name_repairs_and_what_is_hidden() -> None:
    """Encoding repairs, what is hidden inside paragraphs and a text policy are told where there are any."""
    rows = sample_rows()
    rows["documents"] = [{**row, "repairs": "decode_utf8"} for row in rows["documents"]]
    inside = rows["paragraphs"][0]
    rows["removals"].append({**inside, "id": f"{inside['id']}x", "text": None, "stage": "policy", "rule": "e-mail address"})
    known = {name: [{key: row.get(key) for key in SCHEMAS[name].names} for row in rows[name]] for name in SCHEMAS}
    cut = Settings(policy=PolicySettings(text="excerpt", excerpt_characters=77))
    plain = describe()["rai:dataManipulationProtocol"]
    said = describe(tabulate(known), settings=cut)["rai:dataManipulationProtocol"].removeprefix(plain)

    assert "decode_utf8 4" in said
    assert "Hidden inside paragraphs: e-mail address 1." in said
    assert "after 77 characters" in said
    assert "repairs" not in plain


def test_measured_quality_is_told() -> None:
    """What was measured against labels stands with its counts beside who filled the columns."""
    tables, manifest = make()
    quality = {"documents": 2, "sha256": "0" * 64, "measures": [{"name": "titles", "met": 1, "of": 2}]}
    told = json.loads(render_croissant(tables, {**manifest, "quality": quality}))["rai:dataAnnotationProtocol"]

    assert told.endswith("Against labels that a person gave to 2 of the 4 documents: titles 1 of 2.")
    assert "labels" not in describe()["rai:dataAnnotationProtocol"]


def test_a_first_look_says_so() -> None:
    """A release of the first sources only tells it among its limits."""
    tables, manifest = make()
    limited = json.loads(render_croissant(tables, {**manifest, "limit": 3}))

    assert limited["rai:dataLimitations"][-1] == "Built from the first 3 sources only."


def test_absent_sources_are_not_named() -> None:
    """A described source of which no file was read is none of the corpus."""
    raw = describe()["rai:dataCollectionRawData"]

    assert "Le Phare (https://lephare.example, cc-by-4.0)" in raw
    assert "The Lantern" not in raw


def test_same_bytes_each_time() -> None:
    """Neither a second run nor a manifest that was read back with its keys in another order changes a byte."""
    tables, manifest = make()
    text = render_croissant(tables, manifest)
    back = json.loads(encode_manifest(manifest))

    assert render_croissant(tables, back) == render_croissant(tables, reverse_keys(back)) == text
    assert render_croissant(tables, {**manifest, "files": {**manifest["files"], "README.md": {}, CROISSANT: {}}}) == text
    assert text.endswith("}\n")


def reverse_keys(value: Any) -> Any:
    """The same JSON with the keys of every object backwards."""
    if isinstance(value, dict):
        return {key: reverse_keys(value[key]) for key in reversed(value)}
    return [reverse_keys(part) for part in value] if isinstance(value, list) else value


def test_chunks_of_the_tables_change_nothing() -> None:
    """However the rows lie in memory, the text is the same."""
    tables, manifest = make()
    cut = {name: pa.concat_tables([table.slice(0, 1), table.slice(1)]) for name, table in tables.items()}

    assert render_croissant(cut, manifest) == render_croissant(tables, manifest)


@pytest.mark.parametrize(
    "part", ["absent", "description", "files", "funnel", "inputs", "limit", "quality", "settings", "versions"]
)
def test_a_broken_manifest_is_one_clear_error(part: str) -> None:
    """A manifest that lacks a part, or has another thing in its place, is said to be broken, with what to try."""
    tables, manifest = make()

    for broken in ({key: value for key, value in manifest.items() if key != part}, {**manifest, part: {"strange": "words"}}):
        if part in broken and part in ("absent", "versions"):
            continue  # any names will do for these
        with pytest.raises(ReleaseError, match=r"manifest.*\(build the release again\)"):
            render_croissant(tables, broken)


def test_words_cover_what_there_is() -> None:
    """Stages, policies, types and columns that can occur have their words, and no others."""
    assert set(TAKEN_OUT) == set(get_args(Stage)) - {"policy"}
    assert set(WITHHELD) == set(get_args(PolicySettings.model_fields["text"].annotation)) - {"full"}
    assert set(DATA_TYPES) == {kind for schema in SCHEMAS.values() for kind in schema.types}
    assert all(column in SCHEMAS[table].names for table, columns in UNKNOWN.items() for column in columns)
    assert all(name.lower() in SPDX for name in SPDX.values())
