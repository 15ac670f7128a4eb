"""corpus_builder.release.input_files: a list of a million files is written and read a few at a time, as it always was."""

from __future__ import annotations

import hashlib
import json
import pickle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.release import input_files as under_test
from corpus_builder.release.input_files import InputFile, InputList, Inputs
from corpus_builder.release.manifest import Manifest, Provenance, encode_manifest, encode_values, read_manifest
from corpus_builder.system.errors import ReleaseError
from tests.release.folders import read_folder
from tests.release_sample import inputs, provenance, publish

NAMES = st.text(st.characters(exclude_categories=("Cs",)), max_size=8)
FILES = st.lists(
    st.fixed_dictionaries(
        {"path": NAMES, "bytes": st.none() | st.integers(0, 2**63 - 1), "sha256": st.none() | st.sampled_from(("00ff", "é\n"))},
        optional={"seen": st.none() | st.lists(NAMES, max_size=2), "a": st.dictionaries(NAMES, st.booleans(), max_size=2)},
    ),
    max_size=9,
)


@pytest.fixture(params=[1, 3, 8_000])
def chunk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """Files, and bytes of lines, that are encoded and read at once."""
    monkeypatch.setattr(under_test, "CHUNK_FILES", request.param)
    monkeypatch.setattr(under_test, "CHUNK_BYTES", 10 * request.param)
    return int(request.param)


@given(files=FILES)
@pytest.mark.usefixtures("chunk")
def test_a_list_is_encoded_as_json(files: list[dict[str, Any]]) -> None:
    """However many files are encoded at once, the text is that of the whole list, and so is its digest."""
    listed = Inputs.collect(files)
    whole = encode_values(files)

    assert b"".join(listed.encode()) + b"\n" == whole
    assert listed.digest() == hashlib.sha256(whole).hexdigest()
    assert list(listed.list_rows()) == files
    assert list(listed) == [InputFile(file["path"], file["bytes"], file["sha256"]) for file in files]
    assert (len(listed), listed.count_bytes()) == (len(files), sum(file["bytes"] or 0 for file in files))


@given(files=FILES, doubted=st.sets(st.integers(0, 8)))
@pytest.mark.usefixtures("chunk")
def test_files_are_listed_as_they_are_read(files: list[dict[str, Any]], doubted: set[int]) -> None:
    """One after the other they make the same list; the last one may turn out to be not what was noted of it."""
    listed, wanted = InputList(), list[InputFile]()
    for number, file in enumerate(files):
        wanted.append(InputFile(file["path"], file["bytes"], file["sha256"]))
        listed.add(wanted[-1])
        if number in doubted:
            wanted[-1] = InputFile(file["path"], None, None)
            listed.distrust_last()

    assert list(listed.collect()) == wanted


@given(files=FILES)
@pytest.mark.usefixtures("chunk")
def test_a_veiled_file_has_nothing_but_another_name(files: list[dict[str, Any]]) -> None:
    """Of the others all is said that was."""
    veiled = {file["path"]: f"hash {number}" for number, file in enumerate(files[::2])}
    nothing = {"bytes": None, "sha256": None}
    wanted = [{"path": veiled[file["path"]]} | nothing if file["path"] in veiled else file for file in files]

    assert list(Inputs.collect(files).veil(veiled).list_rows()) == wanted


@given(files=FILES)
@pytest.mark.usefixtures("chunk")
def test_a_manifest_is_read_as_it_was_written(tmp_path_factory: pytest.TempPathFactory, files: list[dict[str, Any]]) -> None:
    """Its bytes come back, whether it is read a few files at a time or, written by another hand, as a whole."""
    folder = publish_once(tmp_path_factory)
    plain = json.loads((folder / "manifest.json").read_bytes()) | {"inputs": files}
    read = []
    for content in (encode_values(plain), json.dumps(plain).encode()):
        (folder / "manifest.json").write_bytes(content)
        read.append(read_manifest(folder))

    assert read[0] == read[1]
    assert encode_manifest(read[0]) == encode_manifest(read[1]) == encode_values(plain)
    assert pickle.loads(pickle.dumps(read[0])) == read[0]


def publish_once(factory: pytest.TempPathFactory) -> Path:
    """The sample, published in a folder that all examples share."""
    folder = factory.getbasetemp() / "inputs" / "corpus"
    return folder if folder.exists() else publish(folder)


WRONG: dict[str, Any] = {
    "no object": 5,
    "no path": {"bytes": 1, "sha256": None},
    "no hash": {"path": "a", "bytes": 1},
    "a path that is no text": {"path": 5, "bytes": 1, "sha256": None},
    "a size that is no number": {"path": "a", "bytes": "1", "sha256": None},
    "a size that is a truth": {"path": "a", "bytes": True, "sha256": None},
    "a size that is a fraction": {"path": "a", "bytes": 1.5, "sha256": None},
    "a size beyond all files": {"path": "a", "bytes": 2**70, "sha256": None},
    "a size below none": {"path": "a", "bytes": -1, "sha256": None},
    "a hash that is no text": {"path": "a", "bytes": 1, "sha256": 5},
    "half a character": {"path": "\ud800", "bytes": 1, "sha256": None},
}


@pytest.mark.parametrize("what", WRONG)
@pytest.mark.parametrize(
    "encode", [lambda plain: json.dumps(plain, indent=1, sort_keys=True).encode(), lambda plain: json.dumps(plain).encode()]
)
def test_what_is_no_input_is_one_line(what: str, encode: Any, tmp_path: Path) -> None:
    """A file that is not listed as it must be is named by its place, however the manifest is written."""
    folder = publish(tmp_path / "corpus")
    plain = json.loads((folder / "manifest.json").read_bytes())
    plain["inputs"][2] = WRONG[what]
    (folder / "manifest.json").write_bytes(encode(plain))

    with pytest.raises(ReleaseError, match=r"\A[^\n]+\Z") as error:
        read_manifest(folder)
    assert "half" in what or "manifest.json: inputs, 2" in str(error.value)


def test_a_list_within_another_part_is_not_taken_for_it(tmp_path: Path) -> None:
    """What looks like the list of inputs and is none is read as what it is."""
    folder = publish(tmp_path / "corpus")
    text = (folder / "manifest.json").read_text(encoding="utf-8")
    nested = '{\n "added": {\n "inputs": [\n  {\n   "bytes": 1,\n   "path": "x",\n   "sha256": null\n  }\n ]},' + text[1:]
    (folder / "manifest.json").write_text(nested, encoding="utf-8")

    assert len(read_manifest(folder).inputs) == len(inputs())


def test_files_come_as_a_list_or_as_inputs(tmp_path: Path) -> None:
    """Who makes a release may give either, in any order; the release is the same."""
    plain = provenance().model_dump(mode="json") | {"inputs": inputs()[::-1]}
    as_list = Provenance.model_validate(plain)
    as_inputs = provenance().model_copy(update={"inputs": Inputs.collect(inputs())})

    assert as_list.inputs.sort() == as_inputs.inputs.sort()
    assert as_list.inputs != as_inputs.inputs
    assert read_folder(publish(tmp_path / "corpus"))["manifest.json"] == encode_manifest(read_manifest(tmp_path / "corpus"))
    assert isinstance(Manifest.model_validate_json(encode_manifest(read_manifest(tmp_path / "corpus"))).inputs, Inputs)
