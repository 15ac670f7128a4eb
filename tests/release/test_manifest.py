"""corpus_builder.release.manifest: what went in, what came out, and counts that add up."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

import corpus_builder
from corpus_builder.release.changes.release_diff import compare_folders
from corpus_builder.release.checks.release_checks import verify_release
from corpus_builder.release.input_files import Inputs
from corpus_builder.release.manifest import (
    DECIDING,
    FileDigest,
    encode_manifest,
    encode_values,
    read_manifest,
    read_settings,
    read_versions,
)
from corpus_builder.report import render_report
from corpus_builder.settings import Settings
from corpus_builder.system.errors import ReleaseError, SettingsError
from corpus_builder.tables.columns import SCHEMAS
from corpus_builder.tables.frames import sort_rows
from tests.release_sample import ABSENT, DESCRIPTION, describe_tables, inputs, provenance, publish, reread, sample_tables


def test_order_of_inputs_and_files_does_not_matter() -> None:
    """A manifest is the same bytes whatever the order in which inputs and files come; an unreadable input has no hash."""
    files = {"b": FileDigest(bytes=1, sha256="1"), "a": FileDigest(bytes=2, sha256="2")}
    tables, made_by = sort_rows(sample_tables()), provenance()
    listed = [*inputs(), {"path": "fr/quai.txt", "bytes": None, "sha256": None}]
    forth, back = (made_by.model_copy(update={"inputs": Inputs.collect(given)}) for given in (listed, listed[::-1]))
    one, other = describe_tables(tables, files, forth), describe_tables(tables, dict(reversed(files.items())), back)

    assert encode_manifest(one) == encode_manifest(other)


def test_controls_in_the_manifest_are_escapes_of_json() -> None:
    """A path with controls steers no terminal that shows the file, and is read back as it is; accents stay readable."""
    values = {"path": "é 👩\u200d🚀 \x1b[2J\x7f\x9b31m\u2028\u202e", "n": 1}

    assert encode_values(values) == (
        '{\n "n": 1,\n "path": "é 👩\u200d🚀 \\u001b[2J\\u007f\\u009b31m\\u2028\\u202e"\n}\n'.encode()
    )
    assert json.loads(encode_values(values)) == values


def test_manifest_pins_what_decides_the_bytes(tmp_path: Path) -> None:
    """It has the settings, the versions, every input and every file, and nothing of the machine."""
    folder = publish(tmp_path / "corpus")
    text = (folder / "manifest.json").read_text(encoding="utf-8")
    manifest = json.loads(text)

    assert manifest["settings"] == Settings().model_dump(mode="json")
    assert [file["path"] for file in manifest["inputs"]] == sorted(file["path"] for file in inputs())
    assert set(manifest["files"]) == {
        "README.md",
        "croissant.json",
        "quotes.csv",
        *(f"data/{name}/part-00000.parquet" for name in SCHEMAS),
    }
    assert "python" not in manifest["versions"] and str(tmp_path) not in text


def test_deciding_versions_are_of_dependencies() -> None:
    """Every package whose version the manifest pins is a dependency that is installed."""
    project = Path(__file__).parents[2] / "pyproject.toml"
    named = re.findall(r'^ {4}"([a-z0-9-]+)', project.read_text(encoding="utf-8"), re.MULTILINE)

    assert set(DECIDING) <= set(named)
    assert read_versions()["pyarrow"] == metadata.version("pyarrow")


def test_description_comes_back_from_the_manifest(tmp_path: Path) -> None:
    """What a person said of a corpus can be read from its release alone."""
    manifest = read_manifest(publish(tmp_path / "corpus"))

    assert manifest.description == DESCRIPTION
    assert manifest.absent == ABSENT


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "other 1"}', "\x00"])
def test_other_manifests_are_refused(tmp_path: Path, text: str) -> None:
    """A manifest of something else, or none, is an error of one line."""
    (tmp_path / "manifest.json").write_text(text)

    with pytest.raises(ReleaseError, match=r"\A[^\n]+\Z"):
        read_manifest(tmp_path)


def test_missing_manifest_says_what_to_do(tmp_path: Path) -> None:
    """A folder without a manifest holds no release."""
    with pytest.raises(ReleaseError, match="build one there first"):
        read_manifest(tmp_path)


def change_parts(folder: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    """Edit the manifest of a release, which is then written as we write it."""
    parts = json.loads((folder / "manifest.json").read_bytes())
    change(parts)
    (folder / "manifest.json").write_bytes(encode_values(parts))
    return folder


def test_a_manifest_that_was_read_is_written_as_it_was(tmp_path: Path) -> None:
    """Parts that a newer version has added, and a part that an older one did not have, stay as they are."""
    folder = publish(tmp_path / "corpus")
    change_parts(folder, lambda parts: (parts.update(added={"x": [1]}), parts["funnel"].update(more=2), parts.pop("limit")))

    assert encode_manifest(read_manifest(folder)) == (folder / "manifest.json").read_bytes()


WRONG = {
    "a text in place of a number": (lambda parts: parts["tables"]["quotes"].update(rows="2"), "tables, quotes, rows"),
    "a number in place of a truth": (lambda parts: parts.update(limit=True), "limit"),
    "a limit of nothing": (lambda parts: parts.update(limit=0), "limit"),
    "a key that is missing": (lambda parts: parts["corpus"].pop("name"), "corpus, name: missing key"),
    "a part that is missing": (lambda parts: parts.pop("inputs"), "inputs: missing key"),
    "an entry of another kind": (lambda parts: parts["absent"].append(5), "absent, 1"),
    "a word that no description has": (lambda parts: parts["description"].update(mood="sad"), "description, mood"),
    "a changelog without lines": (
        lambda parts: parts["changelog"].append({"version": "1", "level": "none"}),
        "changelog, 0, lines",
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_in_a_manifest_is_named(what: str, tmp_path: Path) -> None:
    """The first part that is not what it should be stands in one line, with the steps that lead to it."""
    change, where = WRONG[what]
    folder = change_parts(publish(tmp_path / "corpus"), change)

    with pytest.raises(ReleaseError) as error:
        read_manifest(folder)
    assert f"manifest.json: {where}" in str(error.value) and "\n" not in str(error.value)


def test_a_release_with_settings_that_are_gone_is_read_and_checked(tmp_path: Path, run: Any) -> None:
    """Who reads, compares or checks it needs none of them; who builds it again does so with those that are left."""
    gone = "line_words"
    old = publish(tmp_path / "old", settings=Settings().model_dump(mode="json") | {"repetition": {gone: 3}})
    new = publish(tmp_path / "new")

    assert corpus_builder.load(old).counts["documents"] == 4
    assert verify_release(old, reread()) == []
    assert f"repetition.{gone}" in [change.name for change in compare_folders(old, new).causes.settings]
    assert "harbour" in render_report(old).lower()
    assert read_manifest(old).policy == Settings().policy
    assert read_settings(read_manifest(old)) == Settings()
    unknown = publish(tmp_path / "unknown", settings=Settings().model_dump(mode="json") | {"repetition": {"lines": 3}})
    with pytest.raises(SettingsError, match=r"manifest.json: repetition.lines: unknown key"):
        read_settings(read_manifest(unknown))
    (tmp_path / "sources").mkdir()
    done = run("verify", unknown, "--rebuild", "--source", tmp_path / "sources")
    assert done.returncode == 1 and done.stderr.startswith("error: manifest.json: repetition.lines: unknown key")
