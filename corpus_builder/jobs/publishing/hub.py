"""The Hugging Face Hub as a target: one commit on a branch of a dataset, then a tag.

The branch is the earlier release until the commit makes it the new one, whatever happens in between. Files uploaded
by then stay in the Hub's store, so a second run sends only the rest. The tag comes last, when every file on the Hub
matches the local one.
"""

from __future__ import annotations

import hashlib
import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from corpus_builder.jobs.publishing.plan import (
    Destination,
    HeldFile,
    Holdings,
    PlannedFile,
    Publication,
    ReleaseToPublish,
    Report,
    compare_files,
    describe_sending,
    has_arrived,
    make_plan,
)
from corpus_builder.system.errors import FAILURES, ReleaseError, describe_failure, require_library

if TYPE_CHECKING:
    from huggingface_hub import HfApi
    from huggingface_hub.hf_api import RepoFile

Result = TypeVar("Result")

# Seconds before what broke off is tried again. The library has by then tried the upload of a file six times in half a minute;
# a minute more outlasts a restart of a router, and an outage of hours is for the user to wait for.
WAITS: tuple[float, ...] = (2, 5, 15, 40)
# Seconds without a byte after which a connection counts as broken: the library would wait for ever.
SILENCE = 120.0
# What a server answers when it is busy, restarting or behind a gateway that is.
PASSING = frozenset({408, 429, 500, 502, 503, 504})
# The Hub writes this file itself, to tell which files are large.
ATTRIBUTES = ".gitattributes"
SAID = 300  # characters of what the Hub says that stand in a message

LOG_IN = "log in: hf auth login, or set HF_TOKEN to a token with write access"
AGAIN = "run it again later: files already uploaded are not sent again"
READ_AGAIN = "run it again later to compare with what is there; nothing was sent"
# What the Hub refuses with and what to try; None: the same again.
REFUSALS: dict[int, tuple[str, str | None]] = {
    401: ("the Hub rejected the login", LOG_IN),
    403: ("you have no write access to {repo_id}", LOG_IN),
    404: ("{repo_id} is not on the Hub, or you have no access to it", f"check the name, and {LOG_IN}"),
    409: ("branch {branch} of {repo_id} has changed in the meantime", "run it again"),
    412: ("branch {branch} of {repo_id} has changed in the meantime", "run it again"),
    413: ("a file is larger than the Hub accepts", "build the corpus with fewer sources"),
    429: ("the Hub is limiting the rate of requests", None),
}


@dataclass(frozen=True, slots=True)
class HubTarget:
    """A branch of a dataset on the Hub, which may not be there yet; a dataset that is not becomes a `private` one or not."""

    api: HfApi
    destination: Destination
    private: bool = False
    name: str = "the Hub"

    @property
    def place(self) -> dict[str, Any]:
        """The dataset, in the words of the library."""
        return {"repo_id": self.destination.repo_id, "repo_type": "dataset"}

    def read(self, release: ReleaseToPublish) -> Holdings:
        """What the Hub holds. Raises ReleaseError when it refuses or cannot be reached."""
        with _explained(self, READ_AGAIN):
            return _read(self, release)

    def publish(self, release: ReleaseToPublish, report: Report) -> Publication:
        """Make the branch hold exactly this release, in one commit, and tag it; the branch is as it was where that fails.

        Raises ReleaseError when the version's tag has other content, and when the Hub refuses or cannot be reached.
        """
        with _explained(self, AGAIN):
            _require_login()
            holdings = _read(self, release)
            plan = make_plan(release, self.destination, holdings)
            if plan.published:
                report(f"{plan.tag} is already published: nothing to do")
                return Publication(_page(self, plan.tag), holdings.tag_commit, plan.tag)
            if holdings.head is None:
                holdings = _make_branch(self, release, holdings, report)
                plan = make_plan(release, self.destination, holdings)
            report(describe_sending(plan))
            commit = _send(self, release, holdings.head, report)
            report("checking the upload")
            _check_arrival(self, release, commit, report)
            _insist(lambda: self.api.create_tag(**self.place, tag=plan.tag, revision=commit, exist_ok=True), report)
            _check_arrival(self, release, plan.tag, report)
        return Publication(_page(self, plan.tag), commit, plan.tag)


def connect_hub(repo_id: str, branch: str, *, private: bool = False) -> HubTarget:
    """A branch of a dataset on the Hub; nothing is asked yet.

    Raises ReleaseError when no dataset can have that name, and CorpusError without the library that talks to the Hub.
    """
    require_library("huggingface_hub", "publish", "hub")
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HFValidationError
    from huggingface_hub.utils._validators import validate_repo_id

    hint = "write org/name, such as lephare/harbour"
    try:
        validate_repo_id(repo_id)
    except HFValidationError:
        raise ReleaseError(f"{repo_id!r} is not a dataset name", hint=hint) from None
    if "/" not in repo_id:
        raise ReleaseError(f"{repo_id!r} does not name the owner of the dataset", hint=hint)
    # the library reads the variable when it is imported, and the login at each request
    api = HfApi(endpoint=(os.environ.get("HF_ENDPOINT") or "").rstrip("/") or None)
    return HubTarget(api, Destination(repo_id, branch), private)


def _page(target: HubTarget, tag: str) -> str:
    return f"{target.api.endpoint}/datasets/{target.destination.repo_id}/tree/{tag}"


def _require_login() -> None:
    from huggingface_hub import get_token

    if not get_token():
        raise ReleaseError("you are not logged in to the Hub", hint=LOG_IN)


def _read(target: HubTarget, release: ReleaseToPublish) -> Holdings:
    from huggingface_hub.errors import RepositoryNotFoundError

    repo_id, branch = target.destination.repo_id, target.destination.branch
    with _guarded_session():
        try:
            refs = target.api.list_repo_refs(**target.place)
        except RepositoryNotFoundError:
            return Holdings(note=f"{repo_id} is not on the Hub yet, or you have no access to it")
        head = next((ref.target_commit for ref in refs.branches if ref.name == branch), None)
        tagged = next((ref.target_commit for ref in refs.tags if ref.name == release.tag), None)
        files = _list_files(target, release, head) if head else None
        note = None if head else f"{repo_id} has no branch {branch} yet"
        return Holdings(True, head, files, _list_files(target, release, release.tag) if tagged else None, tagged or "", note)


def _list_files(target: HubTarget, release: ReleaseToPublish, revision: str) -> dict[str, HeldFile]:
    from huggingface_hub.hf_api import RepoFile

    entries = target.api.list_repo_tree(**target.place, revision=revision, recursive=True)
    files = (entry for entry in entries if isinstance(entry, RepoFile) and entry.path != ATTRIBUTES)
    return {file.path: HeldFile(file.size, _is_ours(file, release)) for file in files}


def _is_ours(there: RepoFile, release: ReleaseToPublish) -> bool:
    """Whether the Hub's file is the release's: it knows a large file by its SHA-256 and a small one as git does."""
    if there.path not in release.files:
        return False
    if there.lfs is not None:
        return there.lfs.sha256 == release.files[there.path][1]
    return there.blob_id == _digest_as_git(release.folder / there.path)


def _digest_as_git(path: Path) -> str:
    content = path.read_bytes()
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def _make_branch(target: HubTarget, release: ReleaseToPublish, holdings: Holdings, report: Report) -> Holdings:
    """Make the dataset, where it is not there, and the branch; what the Hub holds then."""
    repo_id, branch = target.destination.repo_id, target.destination.branch

    def create() -> None:
        if not holdings.exists:
            target.api.create_repo(**target.place, private=target.private, exist_ok=True)
        target.api.create_branch(**target.place, branch=branch, exist_ok=True)

    report(f"creating {repo_id}" if not holdings.exists else f"creating branch {branch}")
    _insist(create, report)
    return _insist(lambda: _read(target, release), report)


def _send(target: HubTarget, release: ReleaseToPublish, parent: str | None, report: Report) -> str:
    """Commit what differs on top of `parent`, and give the commit; when the branch is the release already, give its head."""

    def attempt() -> str:
        # an earlier attempt may have come through although its answer was lost; a commit of somebody else makes the Hub refuse
        now = _read(target, release)
        files = compare_files(release, now.files or {})
        if now.head is not None and has_arrived(files):
            return now.head
        return _commit(target, release, files, parent)

    return _insist(attempt, report)


def _commit(target: HubTarget, release: ReleaseToPublish, files: tuple[PlannedFile, ...], parent: str | None) -> str:
    from huggingface_hub import CommitOperationAdd, CommitOperationDelete

    operations: list[Any] = []
    for file in files:
        if file.state == "deleted":
            operations.append(CommitOperationDelete(file.path))
        elif file.state != "same":
            operations.append(CommitOperationAdd(file.path, release.folder / file.path))
    made = target.api.create_commit(
        target.destination.repo_id,
        operations,
        commit_message=f"Release {release.version}",
        repo_type="dataset",
        revision=target.destination.branch,
        parent_commit=parent,
    )
    return made.oid


def _check_arrival(target: HubTarget, release: ReleaseToPublish, revision: str, report: Report) -> None:
    files = compare_files(release, _insist(lambda: _list_files(target, release, revision), report))
    if wrong := [file.path for file in files if file.state != "same"]:
        raise ReleaseError(f"{wrong[0]} on the Hub differs from the file that was sent", hint="run it again")


def _insist(action: Callable[[], Result], report: Report) -> Result:
    """Do something that may break off for a while, up to once more than there are waits."""
    for wait in WAITS:
        try:
            with _guarded_session():
                return action()
        except Exception as why:
            if not _is_passing(_find_cause(why)):
                raise
            report(f"{_describe_failure(why)}; trying again in {wait:g} s")
        time.sleep(wait)
    with _guarded_session():
        return action()


@contextmanager
def _guarded_session() -> Iterator[None]:
    """Let no connection be silent for ever, and the library not log addresses that are as good as a password."""
    from huggingface_hub import get_session

    session, log = get_session(), logging.getLogger("huggingface_hub")
    timeout, level = session.timeout, log.level
    session.timeout = SILENCE
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        session.timeout = timeout
        log.setLevel(level)


def _find_cause(why: BaseException) -> BaseException:
    """What the library wrapped when a thread of an upload failed."""
    while isinstance(why, RuntimeError) and why.__cause__ is not None:
        why = why.__cause__
    return why


def _read_status(why: BaseException) -> int | None:
    from huggingface_hub.errors import HfHubHTTPError

    return why.response.status_code if isinstance(why, HfHubHTTPError) else None


def _is_passing(why: BaseException) -> bool:
    import httpx2

    broken = (httpx2.TimeoutException, httpx2.NetworkError, httpx2.RemoteProtocolError)
    # the part of the library that stores large files raises these, the last one for whatever else breaks
    broken_store = (ConnectionError, TimeoutError, RuntimeError)
    return isinstance(why, (*broken, *broken_store)) or _read_status(why) in PASSING


@contextmanager
def _explained(target: HubTarget, again: str) -> Iterator[None]:
    """Turn whatever the Hub, the library or the network say into one line; `again` is what to try when nothing else helps."""
    import httpx2
    from huggingface_hub.errors import DeviceCodeError, OIDCError

    failures = (httpx2.HTTPError, httpx2.InvalidURL, OSError, RuntimeError, ValueError, KeyError, DeviceCodeError, OIDCError)
    try:
        yield
    except failures as why:
        cause = _find_cause(why)
        what, hint = REFUSALS.get(_read_status(cause) or 0, (None, None))
        if what is not None:
            raise ReleaseError(
                what.format(repo_id=target.destination.repo_id, branch=target.destination.branch), hint=hint or again
            ) from None
        if isinstance(cause, httpx2.TransportError):
            where = urlsplit(target.api.endpoint).hostname
            raise ReleaseError(f"cannot reach {where}: {_describe_failure(why)}", hint=again) from None
        raise ReleaseError(f"cannot publish in {target.destination.repo_id}: {_describe_failure(why)}", hint=again) from None


def _describe_failure(why: BaseException) -> str:
    """What failed, in a line without the token."""
    from huggingface_hub import get_token
    from huggingface_hub.errors import HfHubHTTPError

    cause = _find_cause(why)
    said = str(cause) or type(cause).__name__
    if isinstance(cause, OSError) and cause.errno in FAILURES:
        said = describe_failure(cause)[0]
    if isinstance(cause, HfHubHTTPError):
        said = f"the Hub answers {cause.response.status_code} {cause.server_message or ''}"
    token = get_token()
    return " ".join((said.replace(token, "***") if token else said).split())[:SAID]
