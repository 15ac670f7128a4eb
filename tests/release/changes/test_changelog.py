"""corpus_builder.release.changes.changelog: a release says what is new in it, and its version is no smaller than that."""

import shutil

import pytest

from corpus_builder.jobs.build import BuildOptions, build_corpus
from corpus_builder.jobs.verify import Checks, check_release
from corpus_builder.policy.takedowns import add_takedowns
from corpus_builder.release.manifest import read_manifest
from corpus_builder.settings import check_settings
from corpus_builder.system.errors import ReleaseError
from tests.conftest import ARTICLE, read_bytes


@pytest.fixture
def sources(articles):
    """Articles of a corpus with a version."""
    state_version(articles, "1.0.0")
    return articles


def state_version(sources, version, name="harbour"):
    (sources / "sources.toml").write_text(f'[corpus]\nname = "{name}"\nversion = "{version}"\n', encoding="utf-8")


def build(sources, out, previous=None, **policy):
    build_corpus([sources], out, check_settings({"policy": policy}), BuildOptions(previous=previous))
    return out


def read_changelog(folder):
    return [(entry.version, entry.level) for entry in read_manifest(folder).changelog]


def test_a_first_release_has_no_changelog(sources, tmp_path):
    """There is nothing to compare with, and the card says so."""
    out = build(sources, tmp_path / "1")

    assert read_changelog(out) == []
    assert "1.0.0: built without an earlier release" in (out / "README.md").read_text(encoding="utf-8")


def test_each_release_adds_an_entry(sources, tmp_path):
    """The newest stands first, each with what was added, changed or taken down; the card shows them all."""
    one = build(sources, tmp_path / "1")
    (sources / "new.txt").write_text(
        "2024-06-01\n\n" + ARTICLE.replace("Estran", "Sorny").replace("juin", "mai"), encoding="utf-8"
    )
    state_version(sources, "1.1.0")
    two = build(sources, tmp_path / "2", previous=one)
    (sources / "estran.txt").write_text(
        ARTICLE + "\nUne phrase de plus a été ajoutée à cet article dans la soirée.\n", encoding="utf-8"
    )
    state_version(sources, "2.0.0")
    three = build(sources, tmp_path / "3", previous=two)
    add_takedowns(sources, ["port.txt"])
    state_version(sources, "2.0.1")
    four = build(sources, tmp_path / "4", previous=three)
    card = (four / "README.md").read_text(encoding="utf-8")

    assert read_changelog(four) == [("2.0.1", "patch"), ("2.0.0", "major"), ("1.1.0", "minor")]
    assert "### 2.0.1 (patch)" in card
    assert "\n- taken down: 1 document" in card
    assert "\n- documents: 1 added" in card
    assert "port.txt" not in str(read_manifest(four).changelog)
    assert check_release(four, [sources], Checks(rebuild=True)) == []
    assert check_release(four, [sources], Checks(rebuild=True, previous=three)) == []
    assert [f.where.split(":")[0] for f in check_release(four, [sources], Checks(rebuild=True, previous=one))][:1]


@pytest.mark.parametrize(
    ("change", "version", "smallest"),
    [("add", "1.0.1", "1.1.0"), ("edit", "1.9.0", "2.0.0"), ("policy", "1.1.0", "2.0.0"), ("add", "0.9.0", "1.1.0")],
)
def test_a_version_that_is_too_small_is_refused(change, version, smallest, sources, tmp_path):
    """The message says what changed and which version to write; the earlier release is as it was."""
    one = build(sources, tmp_path / "1")
    before = read_bytes(one)
    if change == "add":
        (sources / "new.txt").write_text(
            "Un tout autre texte sur les bateaux de pêche et leurs équipages du port de Sorny.", encoding="utf-8"
        )
    if change == "edit":
        (sources / "estran.txt").write_text("Partager sur Facebook\n\n" + ARTICLE.replace("mardi", "jeudi"), encoding="utf-8")
    state_version(sources, version)

    with pytest.raises(ReleaseError, match=rf"{version} is too low after 1.0.0: .* \(set version = \"{smallest}\""):
        build(sources, one, previous=one, **({"text": "offsets"} if change == "policy" else {}))
    assert read_bytes(one) == before
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".1")] == []


def test_the_same_release_again_is_the_same_bytes(sources, tmp_path):
    """Building with itself as the previous release changes nothing, once and again."""
    one = build(sources, tmp_path / "1")
    state_version(sources, "1.1.0")
    two = build(sources, tmp_path / "2", previous=one)
    before = read_bytes(two)

    assert read_bytes(build(sources, two, previous=two)) == before
    assert read_changelog(two) == [("1.1.0", "none")]


def test_another_corpus_is_no_earlier_release(sources, tmp_path):
    """A changelog of two corpora would say nothing."""
    one = build(sources, tmp_path / "1")
    state_version(sources, "1.1.0", name="lighthouse")

    with pytest.raises(ReleaseError, match="is a release of 'harbour', not of 'lighthouse'"):
        build(sources, tmp_path / "2", previous=one)
    with pytest.raises(ReleaseError, match="no release in"):
        build(sources, tmp_path / "2", previous=tmp_path / "nowhere")


def test_an_earlier_release_is_told_by_its_content(sources, tmp_path):
    """The entry has the digest of the manifest that it compares with, wherever that release lies."""
    one = build(sources, tmp_path / "1")
    elsewhere = tmp_path / "elsewhere" / "old"
    shutil.copytree(one, elsewhere)
    state_version(sources, "1.1.0")

    assert read_bytes(build(sources, tmp_path / "2", previous=one)) == read_bytes(
        build(sources, tmp_path / "3", previous=elsewhere)
    )
    assert len(str(read_manifest(tmp_path / "2").changelog[0].previous_manifest)) == 64
