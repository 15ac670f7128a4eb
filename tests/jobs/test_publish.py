"""corpus_builder.jobs.publish: a release reaches the Hub whole and once, or the branch stays as it was."""

from __future__ import annotations

import io
import json
import logging
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import huggingface_hub
import pytest

from corpus_builder.errors import CorpusError, ReleaseError
from corpus_builder.jobs import publish as publishing
from corpus_builder.jobs.publish import (
    READ_AGAIN,
    Publication,
    format_size,
    plan_as_json,
    plan_publication,
    publish_release,
    render_plan,
)
from corpus_builder.release.checks.rights import refuse_unlicensed
from corpus_builder.settings import check_settings
from tests.conftest import read_bytes
from tests.hub_stand_in import TOKEN, Blob, Dataset, Hub, serve_hub
from tests.release_sample import DESCRIPTION, publish, sample_rows, tabulate

NAME = "lephare/harbour"
TABLES = [f"data/{name}/part-00000.parquet" for name in ("documents", "paragraphs", "quotes", "rejects", "removals")]
Rows = dict[str, list[dict[str, Any]]]


def release(folder: Path, version: str = "1.2.0", change: Callable[[Rows], object] = lambda _: None) -> Path:
    """The sample as a release whose documents all have a licence, and something changed."""
    rows = sample_rows()
    for row in rows["documents"]:
        row["license"] = "cc-by-4.0"
    change(rows)
    return publish(folder, tabulate(rows), replace(DESCRIPTION, version=version))


def note_ferry(rows: Rows) -> None:
    """A change in the table documents alone."""
    next(row for row in rows["documents"] if row["source_id"] == "en/ferry.txt")["note"] = "corrected"


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Version 1.2.0, which no test changes."""
    return release(tmp_path_factory.mktemp("first") / "corpus")


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Version 1.3.0, with another table of documents and no rejects."""

    def change(rows: Rows) -> None:
        note_ferry(rows)
        rows["rejects"].clear()

    return release(tmp_path_factory.mktemp("second") / "corpus", "1.3.0", change)


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[pytest.MonkeyPatch]:
    """The library as it is after its import, with no login but that of the tests, no progress bars and no waits."""
    for name in ("HF_OIDC_RESOURCE", "HUGGING_FACE_HUB_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    constants = {"HF_HUB_DISABLE_XET": True, "HF_HUB_OFFLINE": False, "HF_TOKEN_PATH": str(tmp_path / "token")}
    for name, value in constants.items():
        monkeypatch.setattr(f"huggingface_hub.constants.{name}", value)
    monkeypatch.setattr("huggingface_hub.utils._http.time", SimpleNamespace(sleep=lambda _: None))
    monkeypatch.setattr(publishing, "WAITS", (0, 0, 0, 0))
    huggingface_hub.utils.disable_progress_bars()
    yield monkeypatch
    huggingface_hub.utils.enable_progress_bars()


@pytest.fixture(scope="module")
def running() -> Iterator[Hub]:
    """One stand-in and one session of the library for all tests: to make a session takes longer than a test."""
    with pytest.MonkeyPatch.context() as patch, serve_hub() as hub:
        patch.setenv("NO_PROXY", "127.0.0.1")
        huggingface_hub.close_session()
        yield hub
        huggingface_hub.close_session()


@pytest.fixture
def hub(library: pytest.MonkeyPatch, running: Hub) -> Hub:
    """An empty Hub."""
    library.setenv("HF_ENDPOINT", running.url)
    running.empty()
    return running


def send(folder: Path, **options: Any) -> tuple[Publication, list[str]]:
    """Publish, and what was reported."""
    said: list[str] = []
    return publish_release(folder, NAME, report=said.append, **options), said


def refuse(folder: Path, **options: Any) -> str:
    """The one line with which publishing is refused."""
    with pytest.raises(CorpusError) as refusal:
        send(folder, **options)
    message = str(refusal.value)
    assert "\n" not in message
    assert TOKEN not in message
    return message


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
    expected = "v1.2.0 is already published with other content (build a higher version)"
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


def take_licences(rows: Rows) -> None:
    """Take the licence of all documents."""
    for row in rows["documents"]:
        row["license"] = "not redistributed"


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
    with pytest.raises(ReleaseError, match="no licence is stated"):
        refuse_unlicensed(folder)


@pytest.mark.parametrize(
    ("method", "part", "how", "times"),
    [
        ("PUT", "/store/", "drop", 3),
        ("PUT", "/store/", "drop", 20),
        ("PUT", "/store/", 503, 9),
        ("POST", "/preupload/", 500, 7),
        ("POST", "/objects/batch", 502, 7),
        ("POST", "/commit/", 503, 4),
        ("POST", "/commit/", "drop", 2),
        ("POST", "/commit/", "mute", 1),
        ("POST", "/repos/create", "mute", 1),
        ("POST", "/tag/", 504, 2),
        ("POST", "/tag/", "mute", 1),
    ],
)
def test_what_breaks_off_is_tried_again(hub: Hub, first: Path, method: str, part: str, how: int | str, times: int) -> None:
    """A dropped connection, a busy server and a lost answer delay a publication, and nothing is committed twice."""
    hub.fail(method, part, how, times)
    send(first)
    assert hub.datasets[NAME].files("v1.2.0") == read_bytes(first)
    assert hub.datasets[NAME].messages == ["initial commit", "Release 1.2.0"]


@pytest.mark.parametrize("part", ["/commit/", "/tag/"])
def test_silent_server_is_not_waited_for_in_vain(hub: Hub, first: Path, monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    """A connection without a byte for too long counts as broken, and is tried again."""
    # an answer that a busy machine delays breaks a connection, too; so many in a row do not
    monkeypatch.setattr(publishing, "SILENCE", 1.0)
    monkeypatch.setattr(publishing, "WAITS", (0,) * 60)
    hub.fail("POST", part, "stall")
    _, said = send(first)
    assert any("trying again" in line for line in said)
    assert hub.datasets[NAME].files("v1.2.0") == read_bytes(first)


def test_stopped_run_leaves_the_branch_and_goes_on_later(hub: Hub, first: Path, second: Path) -> None:
    """Ctrl-C before the commit leaves the branch as it was; the next run sends only what had not arrived."""
    send(first)

    def stop() -> None:
        raise KeyboardInterrupt

    hub.fail("POST", "/commit/", "drop")
    with pytest.raises(KeyboardInterrupt):
        publish_release(second, NAME, report=lambda said: stop() if "trying again" in said else None)
    assert hub.datasets[NAME].files() == read_bytes(first)
    assert list(hub.datasets[NAME].tags) == ["v1.2.0"]
    hub.requests.clear()
    send(second)
    assert hub.asked("PUT") == []
    assert hub.datasets[NAME].files("v1.3.0") == read_bytes(second)


def test_upload_that_never_ends_is_one_line_and_goes_on_later(hub: Hub, first: Path) -> None:
    """An upload that keeps breaking leaves the branch as it was; the next run sends only what had not arrived."""
    last = json.loads((first / "manifest.json").read_bytes())["files"][TABLES[-1]]["sha256"]
    hub.fail("PUT", last, "drop", 1000)
    message = refuse(first)
    assert "cannot reach 127.0.0.1" in message
    assert "what has arrived is not sent again" in message
    assert hub.datasets[NAME].files() == {}
    assert hub.datasets[NAME].tags == {}
    assert len(hub.stored) == len(TABLES) - 1
    hub.faults.clear()
    hub.requests.clear()
    send(first)
    assert hub.asked("PUT") == [f"/store/{last}"]
    assert hub.datasets[NAME].files("v1.2.0") == read_bytes(first)


def test_each_new_attempt_is_reported(hub: Hub, first: Path) -> None:
    """Whoever waits is told why, and no message shows the token that a server repeats."""
    hub.fail("POST", "/commit/", 503)
    _, said = send(first)
    assert "the Hub answers 503 not now, Bearer ***; trying again in 0 s" in said


def test_file_that_the_hub_lost_is_found(hub: Hub, first: Path) -> None:
    """A commit that lacks a file is not tagged; the next run sends the file again."""
    hub.lost.add(TABLES[1])
    assert TABLES[1] in refuse(first)
    assert hub.datasets[NAME].tags == {}
    hub.lost.clear()
    send(first)
    assert hub.datasets[NAME].files("v1.2.0") == read_bytes(first)


@pytest.mark.parametrize("status", [409, 412])
def test_refused_commit_says_that_the_branch_changed(hub: Hub, first: Path, status: int) -> None:
    """A commit that the Hub refuses for another one is not forced."""
    hub.fail("POST", "/commit/", status, 1)
    assert refuse(first) == f"branch main of {NAME} has changed meanwhile (run it again)"


def test_commit_of_somebody_else_is_not_overwritten(hub: Hub, first: Path) -> None:
    """A commit that came in between stays on top."""
    hub.before_commit = lambda: hub.datasets[NAME].add("main", {"README.md": Blob(b"Mine\n", False)})
    assert "has changed meanwhile" in refuse(first)
    assert hub.datasets[NAME].files() == {"README.md": b"Mine\n"}


def test_tag_of_somebody_else_is_found(hub: Hub, first: Path) -> None:
    """A tag that came in between and names other content is no success."""

    def report(said: str) -> None:
        if said == "checking what has arrived":
            hub.datasets[NAME].tags["v1.2.0"] = next(iter(hub.datasets[NAME].commits))

    with pytest.raises(ReleaseError, match=r"the Hub holds README\.md otherwise"):
        publish_release(first, NAME, report=report)


def test_commit_of_somebody_else_while_waiting_is_not_overwritten(hub: Hub, first: Path, second: Path) -> None:
    """A commit that came while a busy server was waited for stays too."""
    send(first)
    hub.fail("POST", "/commit/", 503)

    def report(said: str) -> None:
        if "trying again" in said:
            hub.datasets[NAME].add("main", {"manifest.json": Blob(b"{}\n", False)})

    with pytest.raises(ReleaseError, match="has changed meanwhile"):
        publish_release(second, NAME, report=report)
    assert hub.datasets[NAME].files() == {"manifest.json": b"{}\n"}


@pytest.mark.parametrize(
    ("part", "status", "expected"),
    [
        ("/repos/create", 401, "the Hub does not accept the login (log in: hf auth login, or set HF_TOKEN"),
        ("/repos/create", 403, f"you may not write to {NAME} (log in"),
        ("/preupload/", 403, f"you may not write to {NAME} (log in"),
        ("/commit/", 404, f"{NAME} is not on the Hub"),
        ("/commit/", 422, "the Hub answers 422 not now"),
        ("/commit/", 429, "the Hub asks for fewer requests (run it again later"),
        ("/tag/", 503, "the Hub answers 503 not now"),
    ],
)
def test_refusals_of_the_hub_are_one_line(hub: Hub, first: Path, part: str, status: int, expected: str) -> None:
    """What the Hub refuses is told in a line with what to try, never with the token."""
    hub.fail("POST", part, status, 1000)
    assert expected in refuse(first)


@pytest.mark.usefixtures("hub")
def test_wrong_token_is_one_line(first: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A token that the Hub does not know is a matter of logging in, and it is not repeated."""
    monkeypatch.setenv("HF_TOKEN", "hf_of_somebody_else")
    message = refuse(first)
    assert "the Hub does not accept the login (log in: hf auth login" in message
    assert "somebody" not in message


def test_publishing_needs_a_login(hub: Hub, first: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a token nothing is asked of the Hub."""
    monkeypatch.delenv("HF_TOKEN")
    assert refuse(first).startswith("the Hub does not know who publishes (log in: hf auth login")
    assert hub.requests == []


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "not an address", "http://"])
def test_no_network_is_one_line(first: Path, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """A Hub that cannot be reached is one line at once, and for a dry run all files are new."""
    monkeypatch.setenv("HF_ENDPOINT", address)
    assert "cannot " in refuse(first)
    plan = plan_publication(first, NAME)
    assert plan.note is not None
    assert "nothing was sent" in plan.note
    assert "arrived" not in plan.note
    assert set(plan.paths("new")) == set(read_bytes(first))


def test_dry_run_of_a_busy_hub_says_that_nothing_was_sent(hub: Hub, first: Path) -> None:
    """A Hub that asks for fewer requests is to be read again later; a dry run has sent nothing that could have arrived."""
    hub.fail("GET", "/refs", 429, 1000)
    note = plan_publication(first, NAME).note
    assert note == f"the Hub cannot be read: the Hub asks for fewer requests ({READ_AGAIN})"


@pytest.mark.usefixtures("hub")
def test_offline_mode_is_one_line(first: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has told the library to stay offline is told so."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    assert "offline mode is enabled" in refuse(first)


def test_dry_run_of_a_missing_dataset_says_that_all_is_new(hub: Hub, first: Path) -> None:
    """Before the first publication every file is new, and nothing but reading is asked."""
    lines, count = render_plan(plan_publication(first, NAME)).splitlines(), len(read_bytes(first))
    whole = format_size(sum(len(content) for content in read_bytes(first).values()))
    assert lines[-2] == f"{NAME} is not on the Hub yet, or not for you to see; all files count as new"
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


def test_library_is_silent_and_as_it_was_afterwards(hub: Hub, first: Path) -> None:
    """The library logs no addresses of uploads, and its log and the time limit of its other requests are as they were."""
    log, session, said = logging.getLogger("huggingface_hub"), huggingface_hub.get_session(), io.StringIO()
    before, handler = (log.level, session.timeout), logging.StreamHandler(said)
    log.addHandler(handler)
    try:
        log.setLevel(logging.INFO)
        session.timeout = 7
        hub.fail("PUT", "/store/", 503)
        send(first)
        assert said.getvalue() == ""
        assert (log.level, session.timeout.read) == (logging.INFO, 7)
    finally:
        log.removeHandler(handler)
        log.setLevel(before[0])
        session.timeout = before[1]
