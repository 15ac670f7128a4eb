"""corpus_builder.release.checks.verify, .consistency and .offsets: whatever is wrong with a release is found."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from corpus_builder.model import Alignment, Repaired
from corpus_builder.policy.privacy import list_placeholders
from corpus_builder.release.checks.findings import find_difference
from corpus_builder.release.checks.verify import compare_releases, verify_release
from corpus_builder.release.manifest import encode_manifest
from corpus_builder.settings import check_settings
from corpus_builder.sources.description import Description
from corpus_builder.tables.columns import SCHEMAS
from corpus_builder.tables.frames import sort_rows, write_table
from tests.release_sample import publish, reread, sample_rows, sample_tables, sources, tabulate

Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound release, which no test changes."""
    return publish(tmp_path_factory.mktemp("sound") / "corpus")


@pytest.fixture
def release(sound: Path, tmp_path: Path) -> Path:
    """A copy of a sound release."""
    return shutil.copytree(sound, tmp_path / "corpus")


def sign(folder: Path) -> None:
    """Write sizes and hashes of the files as they are into the manifest, as a forger would."""
    from corpus_builder.release.folder import digest_files

    manifest = json.loads((folder / "manifest.json").read_bytes())
    (folder / "manifest.json").write_bytes(encode_manifest({**manifest, "files": digest_files(folder)}))


def test_sound_release_has_no_finding(release: Path) -> None:
    """Nothing is found in a release as it was written, with and without its sources."""
    assert verify_release(release) == []
    assert verify_release(release, reread()) == []


def test_corpus_without_rows_is_sound(tmp_path: Path) -> None:
    """Nothing is found in a release of no rows."""
    assert (
        verify_release(publish(tmp_path / "corpus", {name: schema.empty_table() for name, schema in SCHEMAS.items()}), []) == []
    )


def edit(table: str, column: str, value: Any, row: int = 0) -> Callable[[Rows], None]:
    """Set one cell."""

    def change(rows: Rows) -> None:
        rows[table][row][column] = value

    return change


def edit_start(rows: Rows) -> None:
    """A paragraph that begins in the removal before it, its id with it."""
    row = rows["paragraphs"][1]
    row["start"] -= 5
    row["id"] = f"{row['document_id']}:{row['start']}"


def hide_outside(rows: Rows) -> None:
    """A policy removal over boilerplate."""
    menu = rows["removals"][0]
    rows["removals"].append({**menu, "id": menu["id"] + "x", "stage": "policy", "rule": "e-mail address", "text": None})


def repeat_paragraph(rows: Rows) -> None:
    """A paragraph that is there twice."""
    rows["paragraphs"].append(dict(rows["paragraphs"][0]))


# What is done to the rows of the sample, and where it must be found
FAULTS: dict[str, tuple[Callable[[Rows], None], str]] = {
    "id of another document": (edit("documents", "id", "0" * 16), "documents.id"),
    "id of another place": (edit("paragraphs", "id", "x:1"), "paragraphs.id"),
    "the same paragraph twice": (repeat_paragraph, "paragraphs.id"),
    "paragraph of no document": (edit("paragraphs", "document_id", "0" * 16), "paragraphs.document_id"),
    "quote of no document": (edit("quotes", "document_id", "0" * 16), "quotes.document_id"),
    "removal of no document": (edit("removals", "document_id", "0" * 16), "removals.document_id"),
    "quote of no paragraph": (edit("quotes", "paragraph_id", "x:1"), "quotes.paragraph_id"),
    "quote of another paragraph": (
        lambda rows: rows["quotes"][0].update(paragraph_id=rows["paragraphs"][0]["id"]),
        "quotes.start",
    ),
    "copy that is said to stay": (edit("quotes", "is_copy", False, 1), "quotes.is_copy"),
    "statement of no quote": (edit("quotes", "statement_id", "x:1q"), "quotes.statement_id"),
    "quote without statement": (edit("quotes", "statement_id", None), "quotes.statement_id"),
    "fragments that overlap": (edit("quotes", "fragments", "[[1, 9], [3, 5]]"), "quotes.fragments"),
    "fragments of fractions": (edit("quotes", "fragments", "[[39, 40.5], [41, 61]]"), "quotes.fragments"),
    "fragments without end": (edit("quotes", "fragments", "[" * 100_000), "quotes.fragments"),
    "fragments that are no JSON": (edit("quotes", "fragments", "[[1, 9"), "quotes.fragments"),
    "second quote called third": (edit("quotes", "position", 2), "quotes.position"),
    "copy of nothing": (edit("removals", "duplicate_of", None, 1), "removals.duplicate_of"),
    "copy of what does not stay": (
        lambda rows: rows["removals"][1].update(duplicate_of=rows["removals"][1]["id"]),
        "removals.duplicate_of",
    ),
    "menu that names a paragraph": (
        lambda rows: rows["removals"][0].update(duplicate_of=rows["paragraphs"][0]["id"]),
        "removals.duplicate_of",
    ),
    "similarity above 1": (edit("removals", "similarity", 1.5, 1), "removals.similarity"),
    "copy without similarity": (edit("removals", "similarity", None, 1), "removals.similarity"),
    "reprint of itself": (
        lambda rows: rows["documents"][0].update(duplicate_of=rows["documents"][0]["id"], duplicate_similarity=0.9),
        "documents.duplicate_of",
    ),
    "reprint without similarity": (
        lambda rows: rows["documents"][0].update(duplicate_of=rows["documents"][1]["id"]),
        "documents.duplicate_similarity",
    ),
    "wrong number of copies": (edit("paragraphs", "n_copies", 7), "paragraphs.n_copies"),
    "wrong number of words": (edit("documents", "n_words", 7), "documents.n_words"),
    "wrong number of words in a paragraph": (edit("paragraphs", "n_words", 7), "paragraphs.n_words"),
    "wrong number of paragraphs": (edit("documents", "n_paragraphs", 7), "documents.n_paragraphs"),
    "wrong number of quotes": (edit("documents", "n_quotes", 7), "documents.n_quotes"),
    "wrong number of kept characters": (edit("documents", "kept_characters", 7), "documents.kept_characters"),
    "source shorter than its rows": (edit("documents", "source_characters", 20), "paragraphs.end"),
    "empty span": (lambda rows: rows["removals"][0].update(end=rows["removals"][0]["start"]), "removals.end"),
    "rows that overlap": (edit_start, "paragraphs and removals"),
    "policy outside a paragraph": (hide_outside, "removals.stage"),
    "text without a paragraph": (edit("documents", "text", "Le quai rouvre"), "documents.text"),
    "second paragraph called third": (edit("paragraphs", "position", 2, 1), "paragraphs.position"),
    "sha256 of another file": (edit("documents", "sha256", "0" * 64), "documents.sha256"),
    "document without a source id": (edit("documents", "source_id", None), "documents.source_id"),
    "quote without a start": (edit("quotes", "start", None), "quotes.start"),
    "removal without a rule": (edit("removals", "rule", None), "removals.rule"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_in_a_table_is_found(fault: str, tmp_path: Path) -> None:
    """A release whose files and digests are right, but whose tables do not agree, has a finding that says where."""
    change, where = FAULTS[fault]
    rows = sample_rows()
    change(rows)
    findings = verify_release(publish(tmp_path / "corpus", tabulate(rows)))

    assert where in [finding.where for finding in findings]


def test_finding_names_the_first_rows_and_counts_the_rest(tmp_path: Path) -> None:
    """A fault in many rows is one finding."""
    rows = sample_rows()
    for row in rows["paragraphs"]:
        row["n_copies"] = 9
    [finding] = verify_release(publish(tmp_path / "corpus", tabulate(rows)))

    assert finding.what.count(":") == 4 and finding.what.endswith(" and 2 more")


def test_rows_out_of_order_are_found(release: Path) -> None:
    """A table whose rows are right but not in their published order is found."""
    (release / "data" / "paragraphs" / "part-00000.parquet").unlink()
    (release / "data" / "paragraphs").rmdir()
    write_table(sort_rows(sample_tables())["paragraphs"].take([1, 0, 2, 3, 4]), release / "data" / "paragraphs")
    sign(release)

    assert "is not in its published place" in " ".join(finding.what for finding in verify_release(release))


def remove_file(folder: Path) -> str:
    """A table's file is gone."""
    (folder / "data" / "quotes" / "part-00000.parquet").unlink()
    return "data/quotes/part-00000.parquet"


def add_file(folder: Path) -> str:
    """A file that nobody listed."""
    (folder / "data" / "extra.txt").touch()
    return "data/extra.txt"


def edit_card(folder: Path) -> str:
    """A figure of the card is changed."""
    card = folder / "README.md"
    text = card.read_text(encoding="utf-8")
    card.write_text(text.replace("documents 4, words", "documents 5, words"), encoding="utf-8", newline="\n")
    return f"README.md:{text[: text.index('documents 4, words')].count(chr(10)) + 1}"


def edit_manifest(folder: Path) -> str:
    """The manifest is written in another style."""
    manifest = json.loads((folder / "manifest.json").read_bytes())
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return "manifest.json"


def edit_funnel(folder: Path) -> str:
    """The funnel says that more was kept."""
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["funnel"]["characters"]["kept"] += 1
    (folder / "manifest.json").write_bytes(encode_manifest(manifest))
    return "manifest.json"


def edit_settings(folder: Path) -> str:
    """The settings are not those the card was made with."""
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["settings"]["quotes"]["indirect"] = True
    (folder / "manifest.json").write_bytes(encode_manifest(manifest))
    lines = (folder / "README.md").read_text(encoding="utf-8").split("\n")
    return f"README.md:{next(i for i, line in enumerate(lines, 1) if line.startswith('| settings |'))}"


def edit_description(folder: Path) -> str:
    """The manifest says of a source what no other file shows."""
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["description"]["sources"][0]["files"].append("de/*.txt")
    (folder / "manifest.json").write_bytes(encode_manifest(manifest))
    lines = (folder / "README.md").read_text(encoding="utf-8").split("\n")
    return f"README.md:{next(i for i, line in enumerate(lines, 1) if line.startswith('| all else in'))}"


def add_folder(folder: Path) -> str:
    """A folder that nobody wrote, without a file."""
    (folder / "data" / "notes").mkdir()
    return "data/notes"


def link_card(folder: Path) -> str:
    """The card is a link to the same text elsewhere."""
    card = (folder / "README.md").rename(folder.parent / "elsewhere.md")
    (folder / "README.md").symlink_to(card)
    return "README.md"


@pytest.mark.parametrize(
    ("path", "figure", "wrong"),
    [
        ("croissant.json", "documents 4", "documents 5"),
        ("croissant.json", '"sha256": "', '"sha256": "0'),
        ("quotes.csv", "Ada Lemoine", "Yann Kerrien"),
        ("README.md", "paragraphs 5, quotes 2", "paragraphs 6, quotes 2"),
    ],
)
def test_a_figure_that_is_not_the_data_s_is_found_though_the_manifest_was_made_to_fit(
    path: str, figure: str, wrong: str, release: Path
) -> None:
    """Digests prove nothing to who can write them: what stands beside the tables is made again and compared."""
    text = (release / path).read_text(encoding="utf-8")
    assert figure in text
    (release / path).write_bytes(text.replace(figure, wrong, 1).encode("utf-8"))
    sign(release)

    assert [finding.where.split(":")[0] for finding in verify_release(release)] == [path]


@pytest.mark.parametrize("path", ["croissant.json", "quotes.csv", "README.md"])
def test_a_file_that_is_gone_from_folder_and_manifest_is_found(path: str, release: Path) -> None:
    """What a release has beside its tables is known without its manifest."""
    (release / path).unlink()
    sign(release)

    assert [finding.where for finding in verify_release(release)] == [path]


@pytest.mark.parametrize(
    "damage",
    [remove_file, add_file, add_folder, link_card, edit_card, edit_manifest, edit_funnel, edit_settings, edit_description],
)
def test_damage_to_the_folder_is_found(damage: Callable[[Path], str], release: Path) -> None:
    """A file that is missing, not listed or edited has a finding that names it, to the line where there are lines."""
    where = damage(release)

    assert where in [finding.where for finding in verify_release(release)]


@pytest.mark.parametrize("key", ["files", "tables", "inputs", "settings", "versions", "description", "absent", "funnel"])
@pytest.mark.parametrize("value", [None, {"x": 1}, [{}]])
def test_manifest_of_any_shape_is_found(key: str, value: Any, release: Path) -> None:
    """A manifest in which a part is not what it should be gives findings and no exception."""
    manifest = json.loads((release / "manifest.json").read_bytes())
    (release / "manifest.json").write_bytes(encode_manifest({**manifest, key: value}))

    assert verify_release(release, reread())


@pytest.mark.parametrize("forged", [False, True])
@pytest.mark.parametrize("table", ["documents", "quotes"])
def test_damaged_file_is_a_finding_and_no_exception(table: str, forged: bool, release: Path) -> None:
    """A file that is cut or has a byte flipped is found; also when the manifest was made to fit it, nothing is raised."""
    path = release / "data" / table / "part-00000.parquet"
    sound = path.read_bytes()
    damaged = [sound[: len(sound) * cut // 8] for cut in range(8)]
    damaged += [sound[:at] + bytes([sound[at] ^ 0x55]) + sound[at + 1 :] for at in range(0, len(sound), len(sound) // 24)]
    for content in damaged:
        path.write_bytes(content)
        if forged:
            sign(release)
        findings = verify_release(release, reread())
        assert all("\n" not in finding.what for finding in findings)
        assert findings or forged
        path.write_bytes(sound)


def test_folder_without_manifest_is_one_finding(tmp_path: Path) -> None:
    """A folder that is no release is one finding."""
    assert [finding.where for finding in verify_release(tmp_path)] == ["manifest.json"]


def test_strict_names_what_nobody_stated(release: Path, tmp_path: Path) -> None:
    """Only a strict check finds what nobody has stated, and names the fields."""
    [finding] = verify_release(release, strict=True)

    assert (
        finding.what == "nobody has stated: purpose, collection, uses, unsuitable, limits, maintenance, "
        "creators, released, biases, personal"
    )
    fields = ("license", "summary", "purpose", "collection", "uses", "unsuitable", "limits", "maintenance", "contact", "takedown")
    fields += ("creators", "released", "biases", "personal")
    full = Description(**dict.fromkeys(fields, "said"))
    assert verify_release(publish(tmp_path / "full", description=full), strict=True) == []


def drop(texts: dict[str, str]) -> None:
    """A source is gone."""
    del texts["fr/quai.txt"]


def lengthen(texts: dict[str, str]) -> None:
    """A source has grown."""
    texts["fr/quai.txt"] += "\nEt la suite."


def reword(texts: dict[str, str]) -> None:
    """A source has another word in the same place."""
    texts["fr/quai.txt"] = texts["fr/quai.txt"].replace("tenu", "sali")


def unblank(texts: dict[str, str]) -> None:
    """What was a blank between two paragraphs is a sign."""
    texts["fr/reprise.txt"] = texts["fr/reprise.txt"].replace("\n\n", "\n#")


@pytest.mark.parametrize("change", [drop, lengthen, reword, unblank])
def test_changed_source_is_found(change: Callable[[dict[str, str]], None], release: Path) -> None:
    """A source that is not the one the release was made of is found and named."""
    texts = sources()
    change(texts)
    [finding] = verify_release(release, reread(texts))

    assert finding.where in ("fr/quai.txt", "fr/reprise.txt")


def test_source_that_is_in_no_table_is_found(release: Path) -> None:
    """A source that is neither a document nor a reject was lost; a rejected one was not."""
    texts = {**sources(), "fr/vide.txt": "", "fr/perdu.txt": "Perdu."}

    assert [finding.where for finding in verify_release(release, reread(texts))] == ["fr/perdu.txt"]


def test_offsets_are_followed_through_repairs(release: Path) -> None:
    """Text is compared with the repaired text at the place of its offsets in the source."""
    raw = sources()
    broken = "fr/reprise.txt"
    text = raw[broken]
    at = text.index("trois")
    repaired = Repaired(text[:at] + "TROIS" + text[at + 5 :], Alignment((0, at, at + 5, len(text)), (0, at, at + 5, len(text))))
    found = [(name, source, repaired if name == broken else same) for name, source, same in reread(raw)]

    assert [finding.where for finding in verify_release(release, found)] == [broken]


def test_placeholder_is_not_compared_with_the_source(tmp_path: Path) -> None:
    """A paragraph in which stage policy has hidden something shows another text than its source."""
    rows = sample_rows()
    row = next(row for row in rows["paragraphs"] if row["text"].startswith("La ville"))
    placeholder = list_placeholders()["e-mail address"]
    row["text"] = f"La ville promet {placeholder} de plus."
    row["n_words"] = 6
    document = next(d for d in rows["documents"] if d["id"] == row["document_id"])
    document["text"] = document["text"].replace("trois grues", placeholder)
    document["n_words"] -= 1
    start = row["start"] + 16
    hidden = {"start": start, "end": start + 11, "text": None, "stage": "policy", "rule": "address"}
    rows["removals"].append({**hidden, "id": f"{row['document_id']}:{start}x", "document_id": row["document_id"]})

    redacted = check_settings({"policy": {"redact": True}})

    assert verify_release(publish(tmp_path / "corpus", tabulate(rows), settings=redacted), reread()) == []


def test_equal_releases_do_not_differ(release: Path, tmp_path: Path) -> None:
    """Two builds of the same content have no difference."""
    assert compare_releases(release, publish(tmp_path / "again")) == []


def test_difference_names_table_row_and_column(release: Path, tmp_path: Path) -> None:
    """The first row and column that differ are named, and a table that only one release has."""
    rows = sample_rows()
    rows["quotes"][1]["cue"] = "a dit hier"
    rows["rejects"] = []
    found = {finding.where: finding.what for finding in compare_releases(release, publish(tmp_path / "again", tabulate(rows)))}

    assert found["data/quotes/part-00000.parquet"] == f"the rebuilt table differs: row 1 ({rows['quotes'][1]['id']}), column cue"
    assert found["data/rejects/part-00000.parquet"] == "the rebuilt release lacks this file"
    assert any(where.startswith("README.md:") for where in found)


def test_difference_of_versions_is_told(release: Path, tmp_path: Path) -> None:
    """Where the releases were built with other versions, that is the hint; bytes alone may then differ."""
    again = publish(tmp_path / "again")
    manifest = json.loads((again / "manifest.json").read_bytes())
    manifest["versions"]["pyarrow"] = "1.0"
    (again / "manifest.json").write_bytes(encode_manifest(manifest))
    path = again / "data" / "quotes" / "part-00000.parquet"
    pa.parquet.write_table(pa.parquet.read_table(path), path, compression="none")
    findings = compare_releases(release, again)

    assert {finding.what for finding in findings} == {"only its bytes differ, the rows are the same", "the rebuilt file differs"}
    assert all(finding.hint.startswith("built with pyarrow ") for finding in findings)


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ([["a", None]], [["a", None]], ""),
        ([["a", None]], [["a", 1]], "row 1 (a), column n"),
        ([["a", 1]], [["a", 1], ["b", 2]], "row 2 (b) is in one of them only"),
        ([], [["a", 1]], "row 1 (a) is in one of them only"),
    ],
)
def test_first_difference_of_tables(one: list[list[Any]], other: list[list[Any]], said: str) -> None:
    """Null is equal to null alone, and a longer table differs where it goes on."""
    schema = pa.schema([("id", pa.string()), ("n", pa.int64())])
    tables = [pa.Table.from_pylist([dict(zip(schema.names, row, strict=True)) for row in rows], schema) for rows in (one, other)]

    assert find_difference(*tables) == said
