"""corpus_builder.jobs.rehydrate: texts come back for whoever has the sources."""

import json

import pytest

from corpus_builder.engines import batches
from corpus_builder.jobs import rehydrate
from corpus_builder.jobs.build import build_corpus
from corpus_builder.jobs.rehydrate import rehydrate_release
from corpus_builder.jobs.verify import Checks, check_release
from corpus_builder.release.manifest import encode_values
from corpus_builder.settings import check_settings
from corpus_builder.system.errors import ReleaseError
from corpus_builder.tables.parquet import list_files, read_tables
from tests.conftest import ARTICLE, read_bytes
from tests.release.earlier import YOUNG, age_release
from tests.release.parts import cut_small


@pytest.fixture(params=["one part", "many parts"], autouse=True)
def parts(request, monkeypatch):
    """All of it with releases of one part and of many."""
    if request.param == "many parts":
        cut_small(monkeypatch)
    return request.param


@pytest.fixture
def sources(articles):
    """The articles, a reprint of one of them, and a line that a site repeats."""
    (articles / "reprise.txt").write_text("2024-05-01\n\n" + ARTICLE, encoding="utf-8")
    for number in range(4):
        text = (
            f"Le navire numéro {number} est entré au port de Saint-Aubin mardi, avec {number + 3} conteneurs de coton à son bord."
        )
        line = {"id": f"s{number}", "source": "Le Phare", "text": f"{text}\n\nÀ lire sur le port et les quais\n"}
        line |= {"lead": text, "desk": "desk@lephare.example"}
        with (articles / "site.jsonl").open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(line) + "\n")
    return articles


def build(sources, out, **policy):
    build_corpus([sources], out, check_settings({"policy": policy}))
    return out


@pytest.mark.parametrize("policy", ["offsets", "excerpt"])
@pytest.mark.parametrize("redact", [False, True])
def test_with_all_sources_it_is_the_full_release(policy: str, redact: bool, sources, parts, tmp_path) -> None:
    """Byte for byte what a build of the same sources with the policy full gives."""
    without = build(sources, tmp_path / "without", text=policy, redact=redact)
    full = build(sources, tmp_path / "full", redact=redact)

    done = rehydrate_release(without, [sources], tmp_path / "again")

    assert done.missing == ()
    assert read_bytes(tmp_path / "again") == read_bytes(full)
    assert (len(list_files(full, "documents")) > 2) == (parts == "many parts")


def test_an_earlier_release_has_its_texts_again_and_no_more(sources, parts, tmp_path) -> None:
    """Of a release without a column of today all other columns come back; that one stays null."""
    if parts == "many parts":
        pytest.skip("an earlier version wrote one part")
    without, full = build(sources, tmp_path / "without", text="offsets"), build(sources, tmp_path / "full")
    age_release(without, full)

    done = rehydrate_release(without, [sources], tmp_path / "again")
    found, expected = (read_tables(folder)["documents"] for folder in (tmp_path / "again", full))

    assert done.missing == ()
    assert expected[YOUNG].null_count < expected.num_rows == found[YOUNG].null_count
    assert found.drop_columns([YOUNG]) == expected.drop_columns([YOUNG])
    assert check_release(tmp_path / "again", [], Checks()) == []


def test_sources_that_are_not_there_leave_their_texts_away(sources, tmp_path) -> None:
    """A source that is missing or has changed is named; the rest has its texts, and the folder is whole."""
    without = build(sources, tmp_path / "without", text="offsets")
    (sources / "port.txt").unlink()
    (sources / "pages.jsonl").write_text('{"id": "page-1", "text": "Autre chose."}\n', encoding="utf-8")

    done = rehydrate_release(without, [sources], tmp_path / "again")
    texts = {row["source_id"]: row["text"] for row in read_tables(tmp_path / "again")["documents"].to_pylist()}

    assert sorted(done.missing) == ["page-1", "port.txt"]
    assert {name for name, text in texts.items() if text is None} == {"page-1", "port.txt"}
    assert check_release(tmp_path / "again", [], Checks()) == []
    with pytest.raises(ReleaseError, match="none of the sources"):
        rehydrate_release(without, [tmp_path / "without"], tmp_path / "none")


def test_texts_can_be_put_back_in_several_steps(sources, tmp_path) -> None:
    """What one step could not find, another one adds; when all is there it is the full release."""
    full, without = build(sources, tmp_path / "full"), build(sources, tmp_path / "without", text="excerpt")
    (tmp_path / "first").mkdir()
    (sources / "port.txt").rename(tmp_path / "first" / "port.txt")

    one = rehydrate_release(without, [tmp_path / "first"], tmp_path / "1")
    rehydrate_release(tmp_path / "1", [sources], tmp_path / "2")

    assert one.documents == 1
    assert check_release(tmp_path / "1", [], Checks()) == []
    assert read_bytes(tmp_path / "2") == read_bytes(full)
    with pytest.raises(ReleaseError, match="is the release itself"):
        rehydrate_release(without, [sources], without)


def test_texts_wait_in_files(sources, tmp_path, monkeypatch) -> None:
    """However few texts may wait in memory, they come back to their rows."""
    without, full = build(sources, tmp_path / "without", text="offsets"), build(sources, tmp_path / "full")
    monkeypatch.setattr(rehydrate, "SPILLED_BYTES", 1)
    monkeypatch.setattr(batches, "BATCH_RECORDS", 2)

    rehydrate_release(without, [sources], tmp_path / "again")

    assert read_bytes(tmp_path / "again") == read_bytes(full)


def test_a_release_with_its_texts_is_left_alone(sources, tmp_path) -> None:
    """There is nothing to put back."""
    with pytest.raises(ReleaseError, match="has its texts"):
        rehydrate_release(build(sources, tmp_path / "full"), [sources], tmp_path / "again")


@pytest.mark.parametrize("remove", [False, True])
def test_other_texts_than_were_withheld_are_refused(remove: bool, sources, tmp_path) -> None:
    """When digests say that other texts were published, or versions that others may have been, nothing is written."""
    without = build(sources, tmp_path / "without", text="offsets")
    manifest = json.loads((without / "manifest.json").read_text(encoding="utf-8"))
    manifest["with_texts"]["paragraphs"] = "0" * 64
    manifest["versions"]["ftfy"] = "1.0"
    (without / "manifest.json").write_bytes(encode_values(manifest))
    if remove:
        (sources / "port.txt").unlink()

    with pytest.raises(ReleaseError, match=r"differ from those published .*ftfy 1.0"):
        rehydrate_release(without, [sources], tmp_path / "again")
    assert not (tmp_path / "again").exists()


def test_texts_are_withheld_and_put_back(run, articles, tmp_path):
    """The policy of the command line is the setting of the release; whoever has the sources gets the full release."""
    run("build", articles, "--out", tmp_path / "full")
    run("build", articles, "--out", tmp_path / "offsets", "--text-policy", "offsets")

    done = run("rehydrate", tmp_path / "offsets", "--source", articles, "--out", tmp_path / "again")

    assert done.stdout.strip() == f"{tmp_path / 'again'}: 3 documents with their texts"
    assert read_bytes(tmp_path / "again") == read_bytes(tmp_path / "full")
    assert b"Claire Vasseur, la pr" not in b"".join(read_bytes(tmp_path / "offsets").values())


def test_one_document_has_its_text(run, articles, tmp_path):
    """What was put back is counted in words."""
    run("build", articles / "port.txt", "--out", tmp_path / "offsets", "--text-policy", "offsets")

    done = run("rehydrate", tmp_path / "offsets", "--source", articles / "port.txt", "--out", tmp_path / "again")

    assert done.stdout.strip() == f"{tmp_path / 'again'}: 1 document with its text"
