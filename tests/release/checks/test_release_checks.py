"""corpus_builder.release.checks.release_checks, .consistency and .offsets: whatever is wrong with a release is found."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from corpus_builder.release.checks.release_checks import verify_release
from corpus_builder.release.manifest import encode_values
from corpus_builder.sources.description import Description
from corpus_builder.tables.columns import SCHEMAS
from corpus_builder.tables.frames import set_column, sort_rows
from corpus_builder.tables.parquet import read_table, write_table
from tests.release.earlier import YOUNG, age_release
from tests.release_sample import publish, reread, sample_tables


def sign(folder: Path) -> None:
    """Write sizes and hashes of the files as they are into the manifest, as a forger would."""
    from corpus_builder.release.folder import digest_files

    manifest = json.loads((folder / "manifest.json").read_bytes())
    (folder / "manifest.json").write_bytes(
        encode_values({**manifest, "files": {path: file.model_dump() for path, file in digest_files(folder).items()}})
    )


def test_sound_release_has_no_finding(release: Path) -> None:
    """Nothing is found in a release as it was written, with and without its sources."""
    assert verify_release(release) == []
    assert verify_release(release, reread()) == []


def test_corpus_without_rows_is_sound(tmp_path: Path) -> None:
    """Nothing is found in a release of no rows."""
    assert (
        verify_release(publish(tmp_path / "corpus", {name: schema.empty_table() for name, schema in SCHEMAS.items()}), []) == []
    )


def test_the_digest_of_an_earlier_release_is_over_its_own_columns(release: Path) -> None:
    """A release without a column of today is sound; another content of it is found all the same."""
    age_release(release)
    assert verify_release(release, reread()) == []

    path = release / "data" / "documents"
    table = read_table(release, "documents")
    write_table(set_column(table, "note", pa.repeat("edited", table.num_rows)).drop_columns([YOUNG]), path)
    sign(release)
    assert "data/documents" in {finding.where for finding in verify_release(release) if "the content differs" in finding.what}


def test_rows_out_of_order_are_found(release: Path) -> None:
    """A table whose rows are right but not in their published order is found."""
    (release / "data" / "paragraphs" / "part-00000.parquet").unlink()
    (release / "data" / "paragraphs").rmdir()
    write_table(sort_rows(sample_tables())["paragraphs"].take([1, 0, 2, 3, 4]), release / "data" / "paragraphs")
    sign(release)

    assert "is out of order" in " ".join(finding.what for finding in verify_release(release))


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
    (folder / "manifest.json").write_bytes(encode_values(manifest))
    return "manifest.json"


def edit_settings(folder: Path) -> str:
    """The settings are not those the card was made with."""
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["settings"]["quotes"]["indirect"] = True
    (folder / "manifest.json").write_bytes(encode_values(manifest))
    lines = (folder / "README.md").read_text(encoding="utf-8").split("\n")
    return f"README.md:{next(i for i, line in enumerate(lines, 1) if line.startswith('| settings |'))}"


def edit_description(folder: Path) -> str:
    """The manifest says of a source what no other file shows."""
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["description"]["sources"][0]["files"].append("de/*.txt")
    (folder / "manifest.json").write_bytes(encode_values(manifest))
    lines = (folder / "README.md").read_text(encoding="utf-8").split("\n")
    return f"README.md:{next(i for i, line in enumerate(lines, 1) if line.startswith('| everything else in'))}"


def edit_rules(folder: Path) -> str:
    """The manifest names another table of rules than the one that was used; no other file shows it but by a digest."""
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["rules"].update(dict.fromkeys(list(manifest["rules"])[:1], "0" * 64))
    (folder / "manifest.json").write_bytes(encode_values(manifest))
    lines = (folder / "croissant.json").read_text(encoding="utf-8").split("\n")
    return f"croissant.json:{next(i for i, line in enumerate(lines, 1) if 'Rule tables: ' in line)}"


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
    [
        remove_file,
        add_file,
        add_folder,
        link_card,
        edit_card,
        edit_manifest,
        edit_funnel,
        edit_settings,
        edit_description,
        edit_rules,
    ],
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
    (release / "manifest.json").write_bytes(encode_values({**manifest, key: value}))

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
        finding.what == "not stated: purpose, collection, uses, unsuitable, limits, maintenance, "
        "creators, released, biases, personal"
    )
    fields = ("license", "summary", "purpose", "collection", "uses", "unsuitable", "limits", "maintenance", "contact", "takedown")
    fields += ("creators", "released", "biases", "personal")
    full = Description(**dict.fromkeys(fields, "said"))
    assert verify_release(publish(tmp_path / "full", description=full), strict=True) == []
