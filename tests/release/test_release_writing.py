"""corpus_builder.release.release_writing: a release is written part by part, anywhere, and is one release."""

from __future__ import annotations

import json
import pickle
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_builder.release.checks.release_checks import verify_release
from corpus_builder.release.folder import hold_release, open_release
from corpus_builder.release.manifest import encode_manifest, read_manifest
from corpus_builder.release.release_writing import (
    Target,
    finish_release,
    join_written,
    rewrite_release,
    write_part,
    write_release,
)
from corpus_builder.settings import PolicySettings, Settings
from corpus_builder.tables.columns import SCHEMAS
from corpus_builder.tables.digests import digest_table
from corpus_builder.tables.parquet import read_tables
from tests.release.corpora import corpora, publish_parts, split_sample, split_tables
from tests.release.folders import beside, read_folder
from tests.release_sample import provenance, publish

WITHHELD = Settings(policy=PolicySettings(text="excerpt", excerpt_characters=20))


def leave_parts(folder: Path) -> dict[str, Any]:
    """What a manifest says of a release, but for what depends on where its tables are cut."""
    said = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    said["tables"] = {name: table["rows"] for name, table in said["tables"].items()}
    return {key: value for key, value in said.items() if key not in ("files", "with_texts")}


@settings(max_examples=25)
@given(corpora(), st.lists(st.integers(0, 6), max_size=4), st.sampled_from((Settings(), WITHHELD)))
def test_a_release_in_parts_is_the_release(
    tmp_path_factory: pytest.TempPathFactory, tables: dict[str, pa.Table], cuts: list[int], chosen: Settings
) -> None:
    """However a corpus is cut, its rows, its spreadsheet and what the manifest counts are the same."""
    place, made_by = tmp_path_factory.mktemp("cut"), provenance(settings=chosen)
    one = publish_parts(place / "one", [tables], made_by)
    cut = publish_parts(place / "cut", split_tables(tables, cuts), made_by)

    assert read_tables(cut) == read_tables(one)
    assert leave_parts(cut) == leave_parts(one)
    assert read_folder(cut).get("quotes.csv") == read_folder(one).get("quotes.csv")


def write_one(new: Path, numbered: tuple[int, dict[str, pa.Table]]) -> Any:
    """Write a part in another process."""
    return write_part(Target(new), *numbered, provenance().policy)


@pytest.mark.parametrize("backwards", [False, True])
def test_parts_are_written_in_any_process_and_order(backwards: bool, tmp_path: Path) -> None:
    """Parts that other processes write, in any order and some of them twice, give the same bytes; what they return is small."""
    parts, out = split_sample(), tmp_path / "out"
    expected = read_folder(publish_parts(tmp_path / "expected", parts))
    numbered = list(enumerate(parts))[:: -1 if backwards else 1]
    with hold_release(out), open_release(out) as new, ProcessPoolExecutor(2, get_context("spawn")) as pool:
        pool.submit(write_one, new, numbered[0]).result()
        written = list(pool.map(partial(write_one, new), numbered))
        finish_release(out, new, join_written(written[:: -1 if backwards else 1]), provenance())

    assert read_folder(out) == expected
    assert beside(out) == ["expected"]
    assert max(len(pickle.dumps(part)) for part in written) < 20_000


def test_a_release_in_parts_is_whole_and_consistent(tmp_path: Path) -> None:
    """Nothing is found in it but that a build would not have cut so small a corpus."""
    out = publish_parts(tmp_path / "out", split_sample())

    assert sorted(path.name for path in (out / "data" / "documents").iterdir()) == [f"part-{n:05}.parquet" for n in range(3)]
    assert [finding.what.split(":")[0] for finding in verify_release(out) if "cut" not in finding.what] == []


def test_a_part_that_fails_leaves_nothing(tmp_path: Path, releases: tuple[dict[str, bytes], ...]) -> None:
    """What was written of a release that is not finished goes, and the earlier one stays."""
    out = publish(tmp_path / "corpus")

    def give_up() -> Any:
        yield from split_sample()[:2]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), hold_release(out):
        write_release(out, give_up(), provenance())

    assert read_folder(out) == releases[0]
    assert beside(out) == []


def test_files_made_of_the_parts_are_made_anew(tmp_path: Path) -> None:
    """`card` reads the parts and writes what a build wrote."""
    out = publish_parts(tmp_path / "out", split_sample())
    before = read_folder(out)
    for path in ("README.md", "croissant.json", "quotes.csv"):
        (out / path).write_text("stale")
    rewrite_release(out)

    assert read_folder(out) == before


def make_older(out: Path) -> None:
    """Write a release's manifest as it was before digests of tables had versions, and what shows it."""
    manifest = read_manifest(out)
    plain = json.loads(encode_manifest(manifest))
    for name, table in read_tables(out).items():
        plain["tables"][name] = {"rows": table.num_rows, "sha256": digest_table(table)}
    del plain["with_texts_version"]
    (out / "manifest.json").write_text(json.dumps(plain), encoding="utf-8")
    rewrite_release(out)


def test_a_release_with_digests_of_the_first_version_is_known(tmp_path: Path) -> None:
    """A manifest without versions of digests has those of whole tables; its card shows them, and damage is found by them."""
    out = publish(tmp_path / "corpus")
    make_older(out)
    manifest = read_manifest(out)

    assert verify_release(out) == []
    assert {table.version for table in manifest.tables.values()} == {1}
    assert "version" not in json.loads((out / "manifest.json").read_text())["tables"]["quotes"]
    assert set(manifest.tables) == set(SCHEMAS)

    plain = json.loads((out / "manifest.json").read_text())
    plain["tables"]["quotes"]["sha256"] = "0" * 64
    (out / "manifest.json").write_text(json.dumps(plain))
    assert "does not match the manifest: the content differs" in [finding.what for finding in verify_release(out)]
