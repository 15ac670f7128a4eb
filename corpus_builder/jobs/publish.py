"""Publishing a release on the Hugging Face Hub: a plan of what is to be sent, then one commit and a tag.

The branch is the earlier release until the commit makes it the new one, whatever happens in between. What has arrived by then
lies in the Hub's store, so a second run sends only the rest. The tag comes last, when the Hub holds every file as it is here.
"""

from __future__ import annotations

import hashlib
import logging
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar
from urllib.parse import urlsplit

from corpus_builder.errors import FAILURES, ReleaseError, describe_failure
from corpus_builder.release.checks.rights import refuse_unlicensed
from corpus_builder.release.checks.verify import verify_release
from corpus_builder.release.folder import recover_release
from corpus_builder.release.manifest import MANIFEST, read_manifest
from corpus_builder.sources.files import digest_file
from corpus_builder.system.terminal import make_visible

if TYPE_CHECKING:
    from huggingface_hub import HfApi
    from huggingface_hub.hf_api import RepoFile

Result = TypeVar("Result")
Report = Callable[[str], None]
FileState = Literal["new", "changed", "same", "deleted"]

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

LOG_IN = "log in: hf auth login, or set HF_TOKEN to a token that may write"
AGAIN = "run it again later: what has arrived is not sent again"
READ_AGAIN = "run it again later to compare with what is there; nothing was sent"
# What the Hub refuses with and what to try; None: the same again.
REFUSALS: dict[int, tuple[str, str | None]] = {
    401: ("the Hub does not accept the login", LOG_IN),
    403: ("you may not write to {repo_id}", LOG_IN),
    404: ("{repo_id} is not on the Hub, or you may not see it", f"check the name, and {LOG_IN}"),
    409: ("branch {branch} of {repo_id} has changed meanwhile", "run it again"),
    412: ("branch {branch} of {repo_id} has changed meanwhile", "run it again"),
    413: ("a file is larger than the Hub takes", "build the corpus with fewer sources"),
    429: ("the Hub asks for fewer requests", None),
}


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """A file of the release or of the branch, its size, and what becomes of it on the branch."""

    path: str
    bytes: int
    state: FileState


@dataclass(frozen=True, slots=True)
class PublicationPlan:
    """What publishing a release would do; the files in the order of their paths, those of the branch that go among them.

    `published`: the tag stands already, with this content. `note` says why files count as new when the branch could not be
    compared.
    """

    repo_id: str
    branch: str
    tag: str
    files: tuple[PlannedFile, ...]
    published: bool
    note: str | None

    def paths(self, *states: FileState) -> list[str]:
        """The paths of the files in one of these states."""
        return [file.path for file in self.files if file.state in states]

    def count_bytes(self, *states: FileState) -> int:
        """The bytes of the files in one of these states."""
        return sum(file.bytes for file in self.files if file.state in states)


@dataclass(frozen=True, slots=True)
class Publication:
    """Where a release stands on the Hub: the page of its tag, the commit and the tag."""

    url: str
    commit: str
    tag: str


@dataclass(frozen=True, slots=True)
class _Release:
    """A release that may be published: its folder, its tag, and (bytes, SHA-256) of every file by its path."""

    folder: Path
    version: str
    files: Mapping[str, tuple[int, str]]

    @property
    def tag(self) -> str:
        return f"v{self.version}"


@dataclass(frozen=True, slots=True)
class _Target:
    """A branch of a dataset on the Hub, which may not be there yet."""

    api: HfApi
    repo_id: str
    branch: str

    @property
    def place(self) -> dict[str, Any]:
        return {"repo_id": self.repo_id, "repo_type": "dataset"}


@dataclass(frozen=True, slots=True)
class _Remote:
    """What the Hub holds: whether the dataset is there, the branch's last commit (None: no branch), its files, and those of
    the release's tag (None: no tag) with the commit that it names."""

    exists: bool = False
    head: str | None = None
    files: Mapping[str, RepoFile] | None = None
    tagged: Mapping[str, RepoFile] | None = None
    tag_commit: str = ""


def plan_publication(folder: Path, repo_id: str, branch: str = "main") -> PublicationPlan:
    """What publishing a release would send and delete; it only reads, and takes all files for new where it cannot.

    Raises ReleaseError where publishing would be refused: a damaged folder, texts without a licence, a tag with other content.
    """
    release = _read_release(folder)
    target = _connect(repo_id, branch)
    try:
        with _explained(target, READ_AGAIN):
            remote, note = _read_remote(target, release.tag), None
    except ReleaseError as why:
        remote, note = _Remote(), f"the Hub cannot be read: {why}"
    return _make_plan(release, target, remote, note)


def publish_release(folder: Path, repo_id: str, *, branch: str = "main", private: bool = False, report: Report) -> Publication:
    """Make a branch of a dataset on the Hub hold exactly this release, in one commit, and tag that vX.Y.Z.

    `private` is for a dataset that is not there yet. `report` is told each step, one line each. A release that is published
    already is left alone. Raises ReleaseError when it may not be published, when the version's tag has other content and when
    the Hub refuses or cannot be reached; the branch is then as it was.
    """
    report(f"checking {folder}")
    release = _read_release(folder)
    target = _connect(repo_id, branch)
    with _explained(target, AGAIN):
        _require_login()
        remote = _read_remote(target, release.tag)
        plan = _make_plan(release, target, remote)
        if plan.published:
            report(f"{plan.tag} is already published: nothing to do")
            return Publication(_page(target, plan.tag), remote.tag_commit, plan.tag)
        if remote.head is None:
            report(f"creating {repo_id}" if not remote.exists else f"creating branch {branch}")
            _insist(lambda: _create(target, exists=remote.exists, private=private), report)
            remote = _insist(lambda: _read_remote(target, release.tag), report)
            plan = _make_plan(release, target, remote)
        report(describe_sending(plan))
        commit = _send(release, target, remote.head, report)
        report("checking what has arrived")
        _check_arrival(release, target, commit, report)
        _insist(lambda: target.api.create_tag(**target.place, tag=plan.tag, revision=commit, exist_ok=True), report)
        _check_arrival(release, target, plan.tag, report)
    return Publication(_page(target, plan.tag), commit, plan.tag)


def plan_as_json(plan: PublicationPlan) -> dict[str, Any]:
    """A plan as plain values, with its sums."""
    sums = {"bytes": plan.count_bytes("new", "changed", "same"), "bytes_to_send": plan.count_bytes("new", "changed")}
    return asdict(plan) | {"files": [asdict(file) for file in plan.files]} | sums


def render_plan(plan: PublicationPlan) -> str:
    """A plan as lines of text: a table of the files, then the sum of what is to be sent."""
    paths = [make_visible(file.path) for file in plan.files]
    wide = max(map(len, paths), default=0)
    rows = zip(paths, plan.files, strict=True)
    lines = [f"{path:<{wide}}  {format_size(file.bytes):>8}  {file.state}" for path, file in rows]
    if plan.note:
        lines.append(f"{plan.note}; all files count as new")
    return "\n".join(map(make_visible, [*lines, describe_sending(plan)]))


def describe_sending(plan: PublicationPlan) -> str:
    """The sum of a plan in one line."""
    if plan.published:
        return f"{plan.tag} is already published in {plan.repo_id}: nothing to do"
    send, whole = plan.paths("new", "changed"), plan.paths("new", "changed", "same")
    gone = plan.paths("deleted")
    # of a changed file the Hub takes only the pieces that it does not have
    most = "at most " if plan.paths("changed") else ""
    size, all_size = (format_size(plan.count_bytes(*states)) for states in (("new", "changed"), ("new", "changed", "same")))
    sending = f"{len(send)} of {len(whole)} files, {most}{size} of {all_size} to send"
    return f"{sending}{f', {len(gone)} to delete' if gone else ''}; tag {plan.tag} on branch {plan.branch}"


def format_size(size: int) -> str:
    """A number of bytes for people.

    >>> format_size(980), format_size(10_440_000)
    ('980 B', '10.4 MB')
    """
    amount, unit = float(size), "B"
    for larger in ("kB", "MB", "GB", "TB"):
        if amount < 1000:
            break
        amount, unit = amount / 1000, larger
    return f"{size} B" if unit == "B" else f"{amount:.1f} {unit}"


def _read_release(folder: Path) -> _Release:
    recover_release(folder)
    manifest = read_manifest(folder)
    if findings := verify_release(folder):
        first = findings[0]
        more = f", the first of {len(findings)} findings" if len(findings) > 1 else ""
        raise ReleaseError(f"{folder} is damaged: {first.where}: {first.what}{more}", hint="see verify, and build it again")
    refuse_unlicensed(folder)
    files = {path: (file.bytes, file.sha256) for path, file in manifest.files.items()}
    own = folder / MANIFEST
    version = manifest.description.version
    return _Release(folder, version, {**files, MANIFEST: (own.stat().st_size, digest_file(own))})


def _connect(repo_id: str, branch: str) -> _Target:
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HFValidationError
    from huggingface_hub.utils._validators import validate_repo_id

    hint = "write org/name, such as lephare/harbour"
    try:
        validate_repo_id(repo_id)
    except HFValidationError:
        raise ReleaseError(f"{repo_id!r} is no name of a dataset", hint=hint) from None
    if "/" not in repo_id:
        raise ReleaseError(f"{repo_id!r} does not say whose dataset it is", hint=hint)
    # the library reads the variable when it is imported, and the login at each request
    return _Target(HfApi(endpoint=(os.environ.get("HF_ENDPOINT") or "").rstrip("/") or None), repo_id, branch)


def _page(target: _Target, tag: str) -> str:
    return f"{target.api.endpoint}/datasets/{target.repo_id}/tree/{tag}"


def _require_login() -> None:
    from huggingface_hub import get_token

    if not get_token():
        raise ReleaseError("the Hub does not know who publishes", hint=LOG_IN)


def _read_remote(target: _Target, tag: str) -> _Remote:
    from huggingface_hub.errors import RepositoryNotFoundError

    with _guarded_session():
        try:
            refs = target.api.list_repo_refs(**target.place)
        except RepositoryNotFoundError:
            return _Remote()
        head = next((ref.target_commit for ref in refs.branches if ref.name == target.branch), None)
        tagged = next((ref.target_commit for ref in refs.tags if ref.name == tag), None)
        files = _list_files(target, head) if head else None
        return _Remote(True, head, files, _list_files(target, tag) if tagged else None, tagged or "")


def _list_files(target: _Target, revision: str) -> dict[str, RepoFile]:
    from huggingface_hub.hf_api import RepoFile

    entries = target.api.list_repo_tree(**target.place, revision=revision, recursive=True)
    return {entry.path: entry for entry in entries if isinstance(entry, RepoFile) and entry.path != ATTRIBUTES}


def _compare_files(release: _Release, there: Mapping[str, RepoFile]) -> tuple[PlannedFile, ...]:
    planned = [PlannedFile(path, there[path].size, "deleted") for path in there.keys() - release.files.keys()]
    for path, (size, sha256) in release.files.items():
        state: FileState = "new"
        if path in there:
            state = "same" if _is_same(there[path], release.folder / path, sha256) else "changed"
        planned.append(PlannedFile(path, size, state))
    return tuple(sorted(planned, key=lambda file: file.path))


def _is_same(there: RepoFile, path: Path, sha256: str) -> bool:
    """Whether the Hub's file is ours: it knows a large file by its SHA-256 and a small one as git does."""
    if there.lfs is not None:
        return there.lfs.sha256 == sha256
    return there.blob_id == _digest_as_git(path.read_bytes())


def _digest_as_git(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def _make_plan(release: _Release, target: _Target, remote: _Remote, note: str | None = None) -> PublicationPlan:
    """The plan of a release for what the Hub holds. Raises ReleaseError when the tag or the branch is not ours to change."""
    tag = release.tag
    published = remote.tagged is not None and _has_arrived(_compare_files(release, remote.tagged))
    if remote.tagged is not None and not published:
        raise ReleaseError(f"{tag} is already published with other content", hint="build a higher version")
    there = remote.files or {}
    files = _compare_files(release, there)
    strange = [file.path for file in files if file.state == "deleted"]
    if strange and MANIFEST not in there and not published:
        what = f"branch {target.branch} of {target.repo_id} holds a file that no release wrote: {strange[0]}"
        raise ReleaseError(what, hint="publish under another name, or remove it there first")
    if not remote.exists and note is None:
        note = f"{target.repo_id} is not on the Hub yet, or not for you to see"
    elif remote.head is None and note is None:
        note = f"{target.repo_id} has no branch {target.branch} yet"
    return PublicationPlan(target.repo_id, target.branch, tag, files, published, note)


def _has_arrived(files: tuple[PlannedFile, ...]) -> bool:
    return all(file.state == "same" for file in files)


def _create(target: _Target, *, exists: bool, private: bool) -> None:
    if not exists:
        target.api.create_repo(**target.place, private=private, exist_ok=True)
    target.api.create_branch(**target.place, branch=target.branch, exist_ok=True)


def _send(release: _Release, target: _Target, parent: str | None, report: Report) -> str:
    """Commit what differs on top of `parent`, and give the commit; when the branch is the release already, give its head."""

    def attempt() -> str:
        # an earlier attempt may have come through although its answer was lost; a commit of somebody else makes the Hub refuse
        now = _read_remote(target, release.tag)
        files = _compare_files(release, now.files or {})
        if now.head is not None and _has_arrived(files):
            return now.head
        return _commit(release, target, files, parent)

    return _insist(attempt, report)


def _commit(release: _Release, target: _Target, files: tuple[PlannedFile, ...], parent: str | None) -> str:
    from huggingface_hub import CommitOperationAdd, CommitOperationDelete

    operations: list[Any] = []
    for file in files:
        if file.state == "deleted":
            operations.append(CommitOperationDelete(file.path))
        elif file.state != "same":
            operations.append(CommitOperationAdd(file.path, release.folder / file.path))
    message = f"Release {release.version}"
    made = target.api.create_commit(
        target.repo_id,
        operations,
        commit_message=message,
        repo_type="dataset",
        revision=target.branch,
        parent_commit=parent,
    )
    return made.oid


def _check_arrival(release: _Release, target: _Target, revision: str, report: Report) -> None:
    files = _compare_files(release, _insist(lambda: _list_files(target, revision), report))
    if wrong := [file.path for file in files if file.state != "same"]:
        raise ReleaseError(f"the Hub holds {wrong[0]} otherwise than it was sent", hint="run it again")


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
def _explained(target: _Target, again: str) -> Iterator[None]:
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
            raise ReleaseError(what.format(repo_id=target.repo_id, branch=target.branch), hint=hint or again) from None
        if isinstance(cause, httpx2.TransportError):
            where = urlsplit(target.api.endpoint).hostname
            raise ReleaseError(f"cannot reach {where}: {_describe_failure(why)}", hint=again) from None
        raise ReleaseError(f"cannot publish in {target.repo_id}: {_describe_failure(why)}", hint=again) from None


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
