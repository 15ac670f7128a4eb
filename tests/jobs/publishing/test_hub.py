"""corpus_builder.jobs.publishing.hub: what breaks off goes on later, and what the Hub refuses is one line."""

from __future__ import annotations

import io
import json
import logging
from pathlib import Path

import huggingface_hub
import pytest

from corpus_builder.jobs.publish import plan_publication, publish_release
from corpus_builder.jobs.publishing import hub as hub_module
from corpus_builder.system.errors import ReleaseError
from tests.conftest import read_bytes
from tests.hub_stand_in import Blob, Hub
from tests.jobs.publications import NAME, TABLES, refuse, send


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
    monkeypatch.setattr(hub_module, "SILENCE", 1.0)
    monkeypatch.setattr(hub_module, "WAITS", (0,) * 60)
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
    assert "files already uploaded are not sent again" in message
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
    assert refuse(first) == f"branch main of {NAME} has changed in the meantime (run it again)"


def test_commit_of_somebody_else_is_not_overwritten(hub: Hub, first: Path) -> None:
    """A commit that came in between stays on top."""
    hub.before_commit = lambda: hub.datasets[NAME].add("main", {"README.md": Blob(b"Mine\n", False)})
    assert "has changed in the meantime" in refuse(first)
    assert hub.datasets[NAME].files() == {"README.md": b"Mine\n"}


def test_tag_of_somebody_else_is_found(hub: Hub, first: Path) -> None:
    """A tag that came in between and names other content is no success."""

    def report(said: str) -> None:
        if said == "checking the upload":
            hub.datasets[NAME].tags["v1.2.0"] = next(iter(hub.datasets[NAME].commits))

    with pytest.raises(ReleaseError, match=r"README\.md on the Hub differs from the file"):
        publish_release(first, NAME, report=report)


def test_commit_of_somebody_else_while_waiting_is_not_overwritten(hub: Hub, first: Path, second: Path) -> None:
    """A commit that came while a busy server was waited for stays too."""
    send(first)
    hub.fail("POST", "/commit/", 503)

    def report(said: str) -> None:
        if "trying again" in said:
            hub.datasets[NAME].add("main", {"manifest.json": Blob(b"{}\n", False)})

    with pytest.raises(ReleaseError, match="has changed in the meantime"):
        publish_release(second, NAME, report=report)
    assert hub.datasets[NAME].files() == {"manifest.json": b"{}\n"}


@pytest.mark.parametrize(
    ("part", "status", "expected"),
    [
        ("/repos/create", 401, "the Hub rejected the login (log in: hf auth login, or set HF_TOKEN"),
        ("/repos/create", 403, f"you have no write access to {NAME} (log in"),
        ("/preupload/", 403, f"you have no write access to {NAME} (log in"),
        ("/commit/", 404, f"{NAME} is not on the Hub"),
        ("/commit/", 422, "the Hub answers 422 not now"),
        ("/commit/", 429, "the Hub is limiting the rate of requests (run it again later"),
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
    assert "the Hub rejected the login (log in: hf auth login" in message
    assert "somebody" not in message


def test_publishing_needs_a_login(hub: Hub, first: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a token nothing is asked of the Hub."""
    monkeypatch.delenv("HF_TOKEN")
    assert refuse(first).startswith("you are not logged in to the Hub (log in: hf auth login")
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


@pytest.mark.usefixtures("hub")
def test_offline_mode_is_one_line(first: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has told the library to stay offline is told so."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    assert "offline mode is enabled" in refuse(first)


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
