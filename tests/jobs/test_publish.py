"""corpus_builder.jobs.publish: a release reaches the Hub whole and once, or the branch stays as it was."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from corpus_builder.jobs.publish import plan_as_json, plan_publication, render_plan
from corpus_builder.jobs.publishing.hub import READ_AGAIN
from corpus_builder.jobs.publishing.plan import Publication, format_size
from corpus_builder.release.checks.rights import refuse_unlicensed
from corpus_builder.settings import check_settings
from corpus_builder.system.errors import ReleaseError
from tests.conftest import read_bytes
from tests.hub_stand_in import Blob, Dataset, Hub
from tests.jobs.publications import NAME, TABLES, note_ferry, refuse, release, send, take_licences
from tests.release_sample import publish, sample_rows, tabulate


def test_first_publication_makes_dataset_branch_and_tag(hub: Hub, first: Path) -> None:
    """A dataset that is not there is made; one commit holds the release to the byte, and the tag names it."""
    publication, said = send(first)
    dataset = hub.datasets[NAME]
    assert dataset.files() == dataset.files("v1.2.0") == read_bytes(first)
    assert publication == Publication(f"{hub.url}/datasets/{NAME}/tree/v1.2.0", dataset.tags["v1.2.0"], "v1.2.0")
    assert dataset.messages == ["initial commit", "Release 1.2.0"]
    assert dataset.private is False
    assert f"creating {NAME}" in said


def test_private_and_branch_are_as_asked(hub: Hub, first: Path) -> None:
    """A new dataset is private when that is asked for, and another branch leaves main as it was."""
    send(first, private=True, branch="next")
    dataset = hub.datasets[NAME]
    assert dataset.private is True
    assert dataset.files("next") == read_bytes(first)
    assert dataset.files("main") == {}


def test_second_publication_sends_only_what_changed(hub: Hub, first: Path, second: Path) -> None:
    """Of a later version only the changed files are sent, and a table that has vanished is deleted."""
    send(first)
    hub.requests.clear()
    send(second)
    dataset = hub.datasets[NAME]
    assert dataset.files() == read_bytes(second)
    assert dataset.files("v1.2.0") == read_bytes(first)
    assert "data/rejects/part-00000.parquet" not in dataset.files()
    assert len(hub.asked("PUT")) == 1
    assert ".gitattributes" in dataset.commits[dataset.branches["main"]]


def test_published_release_is_left_alone(hub: Hub, first: Path) -> None:
    """Publishing what is published says so and only reads."""
    before, _ = send(first)
    hub.requests.clear()
    again, said = send(first)
    assert again == before
    assert said[-1] == "v1.2.0 is already published: nothing to do"
    assert {method for method, _ in hub.requests} == {"GET"}


def test_older_tag_is_left_alone_when_the_branch_has_moved_on(hub: Hub, first: Path, second: Path) -> None:
    """An earlier version that is published already does not go back onto the branch."""
    send(first)
    send(second)
    send(first)
    assert hub.datasets[NAME].files() == read_bytes(second)


def test_branch_that_is_the_release_is_only_tagged(hub: Hub, first: Path) -> None:
    """A run that ended between commit and tag is finished without a second commit."""
    send(first)
    commit = hub.datasets[NAME].tags.pop("v1.2.0")
    publication, _ = send(first)
    assert publication.commit == hub.datasets[NAME].tags["v1.2.0"] == commit
    assert hub.datasets[NAME].messages == ["initial commit", "Release 1.2.0"]


def test_tag_with_other_content_is_refused(hub: Hub, first: Path, tmp_path: Path) -> None:
    """A version stands for one content: a changed release needs a higher one, and a dry run says so too."""
    send(first)
    other = release(tmp_path / "corpus", "1.2.0", note_ferry)
    expected = "v1.2.0 is already published with other content (build it with a higher version)"
    assert refuse(other) == expected
    with pytest.raises(ReleaseError, match="with other content"):
        plan_publication(other, NAME)
    assert hub.datasets[NAME].files() == read_bytes(first)


def test_dataset_of_others_is_not_overwritten(hub: Hub, first: Path) -> None:
    """A branch with files that no release wrote is refused: nothing of a user's is deleted by a mistaken name."""
    hub.datasets[NAME] = Dataset()
    hub.datasets[NAME].add("main", {"measured.csv": Blob(b"depth\n3\n", False), "README.md": Blob(b"Depths\n", False)})
    assert "holds a file that no release wrote: measured.csv" in refuse(first)
    assert "measured.csv" in hub.datasets[NAME].files()


def test_damaged_folder_is_refused(hub: Hub, first: Path, tmp_path: Path) -> None:
    """Nothing is asked of the Hub for a release that is damaged; the first finding is named."""
    folder = shutil.copytree(first, tmp_path / "corpus")
    (folder / TABLES[0]).write_bytes(b"PAR1")
    message = refuse(folder)
    assert TABLES[0] in message
    assert "verify" in message
    assert hub.requests == []


@pytest.mark.usefixtures("hub")
def test_folder_without_release_is_refused(tmp_path: Path) -> None:
    """A folder without a release is one clear line."""
    assert refuse(tmp_path).startswith(f"no release in {tmp_path}")


@pytest.mark.parametrize("name", ["harbour", "a/b/c", "le phare/harbour", "", "lephare/har--bour", f"datasets/{NAME}"])
def test_name_must_be_one(hub: Hub, first: Path, name: str) -> None:
    """A name that no dataset can have is refused before anything is asked."""
    with pytest.raises(ReleaseError, match="write org/name"):
        plan_publication(first, name)
    assert hub.requests == []


def test_text_without_licence_is_refused(hub: Hub, tmp_path: Path) -> None:
    """Full texts without a licence are not published; the sources are named, a document without a text does not count."""
    folder = release(tmp_path / "corpus", change=take_licences)
    said = "of 3 documents: lephare.example, en/ferry.txt (state it in sources.toml"
    assert said in refuse(folder)
    assert hub.requests == []


@pytest.mark.parametrize(
    ("policy", "characters", "refused"),
    [("full", 20, True), ("offsets", 20, False), ("excerpt", 20, False), ("excerpt", 1000, True)],
)
def test_only_full_texts_need_a_licence(tmp_path: Path, policy: str, characters: int, refused: bool) -> None:
    """A release of offsets needs no licence, nor one of excerpts; an excerpt that holds the whole text is the text."""
    rows = sample_rows()
    take_licences(rows)
    settings = check_settings({"policy": {"text": policy, "excerpt_characters": characters}})
    folder = publish(tmp_path / "corpus", tabulate(rows), settings=settings)
    if not refused:
        refuse_unlicensed(folder)
        return
    with pytest.raises(ReleaseError, match="no stated licence"):
        refuse_unlicensed(folder)


def test_dry_run_of_a_busy_hub_says_that_nothing_was_sent(hub: Hub, first: Path) -> None:
    """A Hub that asks for fewer requests is to be read again later; a dry run has sent nothing that could have arrived."""
    hub.fail("GET", "/refs", 429, 1000)
    note = plan_publication(first, NAME).note
    assert note == f"the Hub cannot be read: the Hub is limiting the rate of requests ({READ_AGAIN})"


def test_dry_run_of_a_missing_dataset_says_that_all_is_new(hub: Hub, first: Path) -> None:
    """Before the first publication every file is new, and nothing but reading is asked."""
    lines, count = render_plan(plan_publication(first, NAME)).splitlines(), len(read_bytes(first))
    whole = format_size(sum(len(content) for content in read_bytes(first).values()))
    assert lines[-2] == f"{NAME} is not on the Hub yet, or you have no access to it; all files count as new"
    assert lines[-1] == f"{count} of {count} files, {whole} of {whole} to send; tag v1.2.0 on branch main"
    assert [line.split()[-1] for line in lines[:-2]] == ["new"] * count
    assert {method for method, _ in hub.requests} == {"GET"}
    assert hub.datasets == {}


def test_dry_run_of_a_missing_branch_says_that_all_is_new(hub: Hub, first: Path) -> None:
    """A branch that is not there yet has no files to compare."""
    send(first)
    hub.datasets[NAME].tags.clear()
    plan = plan_publication(first, NAME, "next")
    assert plan.note == f"{NAME} has no branch next yet"
    assert plan.paths("new") == sorted(read_bytes(first))


@pytest.mark.usefixtures("hub")
def test_dry_run_needs_no_login(first: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is public can be compared without a token."""
    send(first)
    monkeypatch.delenv("HF_TOKEN")
    assert plan_publication(first, NAME).published


def test_dry_run_compares_with_the_branch(hub: Hub, first: Path, second: Path) -> None:
    """A plan tells new, changed, equal and vanished files apart, adds up what is to be sent, and only reads."""
    send(first)
    hub.requests.clear()
    plan = plan_publication(second, NAME)
    old, new = read_bytes(first), read_bytes(second)
    assert plan.paths("changed") == sorted(path for path in new if path in old and new[path] != old[path])
    assert plan.paths("same") == sorted(path for path in new if new[path] == old.get(path))
    assert (plan.paths("new"), plan.paths("deleted")) == ([], ["data/rejects/part-00000.parquet"])
    size, whole = sum(len(new[path]) for path in plan.paths("changed")), sum(len(content) for content in new.values())
    counts = f"{len(plan.paths('changed'))} of {len(new)} files, at most {format_size(size)} of {format_size(whole)} to send"
    assert render_plan(plan).splitlines()[-1] == f"{counts}, 1 to delete; tag v1.3.0 on branch main"
    values = plan_as_json(plan)
    assert json.loads(json.dumps(values)) == values
    assert (values["bytes"], values["bytes_to_send"], values["tag"]) == (whole, size, "v1.3.0")
    assert values["files"][0] == {"path": "README.md", "bytes": (second / "README.md").stat().st_size, "state": "changed"}
    assert {method for method, _ in hub.requests} == {"GET"}


@pytest.mark.usefixtures("hub")
def test_plan_of_a_published_release_says_so(first: Path) -> None:
    """A dry run of what is published says that there is nothing to do."""
    send(first)
    assert render_plan(plan_publication(first, NAME)).endswith(f"v1.2.0 is already published in {NAME}: nothing to do")


def test_plan_of_a_small_file_needs_its_content(hub: Hub, first: Path) -> None:
    """A small file of the same size with other content is changed."""
    send(first)
    dataset = hub.datasets[NAME]
    dataset.tags.clear()
    files = dataset.commits[dataset.branches["main"]]
    card = files["README.md"].content
    dataset.add("main", {**files, "README.md": Blob(card[:-2] + b"?\n", False)})
    assert plan_publication(first, NAME).paths("changed") == ["README.md"]


@pytest.mark.slow
def test_a_dry_run_without_a_hub_says_what_would_be_sent(run, articles, tmp_path):
    """Nothing is sent; where the Hub cannot be asked, everything counts as new. Without a licence nothing would be."""
    run("build", articles, "--out", tmp_path / "out")
    refused = run("publish", tmp_path / "out", "lephare/harbour", "--dry-run", HF_ENDPOINT="http://127.0.0.1:9")
    (articles / "sources.toml").write_text('[[source]]\nname = "A"\nfiles = ["*"]\nlicense = "CC-BY-4.0"\n', encoding="utf-8")
    run("build", articles, "--out", tmp_path / "out")
    done = run("publish", tmp_path / "out", "lephare/harbour", "--dry-run", HF_ENDPOINT="http://127.0.0.1:9")

    assert refused.returncode == 1
    assert "no stated licence" in refused.stderr
    assert "--text-policy offsets" in refused.stderr
    assert done.returncode == 0, done.stderr
    assert "data/documents/part-00000.parquet" in done.stdout
    assert "tag v0.0.0 on branch main" in done.stdout
