"""What publishing a release would upload: a release, the contents of the target, and the plan that follows from both.

Nothing here asks a network: a target (`Target`) says what it holds and carries a plan out, each in a module of its
own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from corpus_builder.release.manifest import MANIFEST
from corpus_builder.system.errors import ReleaseError

Report = Callable[[str], None]
FileState = Literal["new", "changed", "same", "deleted"]


@dataclass(frozen=True, slots=True)
class ReleaseToPublish:
    """A release that may be published: its folder, its version, and (bytes, SHA-256) of every file by its path."""

    folder: Path
    version: str
    files: Mapping[str, tuple[int, str]]

    @property
    def tag(self) -> str:
        """The name of the version at a target."""
        return f"v{self.version}"


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a release is to stand: a repository and the branch that is to hold it."""

    repo_id: str
    branch: str


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A file that a target holds: its size, and whether it is the release's file of that path to the byte."""

    bytes: int
    is_ours: bool


@dataclass(frozen=True, slots=True)
class Holdings:
    """What a target holds: whether the repository is there, the branch's last commit (None: no branch), its files, and those of
    the release's tag (None: no tag) with the commit that it names. `note` says why there is nothing to compare with."""

    exists: bool = False
    head: str | None = None
    files: Mapping[str, HeldFile] | None = None
    tagged: Mapping[str, HeldFile] | None = None
    tag_commit: str = ""
    note: str | None = None


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
    """Where a release stands: the page of its tag, the commit and the tag."""

    url: str
    commit: str
    tag: str


class Target(Protocol):
    """A place where releases are published, such as the Hugging Face Hub; what goes wrong there it says as ReleaseError."""

    @property
    def name(self) -> str:
        """What people call it."""

    @property
    def destination(self) -> Destination:
        """Where in it the release is to stand."""

    def read(self, release: ReleaseToPublish) -> Holdings:
        """What it holds, compared with a release. It sends nothing."""

    def publish(self, release: ReleaseToPublish, report: Report) -> Publication:
        """Make the destination hold exactly this release, under its tag, telling each step in a line.

        A release that is published already is left alone; one that cannot be leaves the destination as it was.
        """


def plan_for(release: ReleaseToPublish, target: Target) -> PublicationPlan:
    """The plan of a release for a target; all files count as new where that cannot be read.

    Raises ReleaseError when the tag or the branch is not ours to change.
    """
    try:
        holdings = target.read(release)
    except ReleaseError as why:
        holdings = Holdings(note=f"{target.name} cannot be read: {why}")
    return make_plan(release, target.destination, holdings)


def make_plan(release: ReleaseToPublish, to: Destination, holdings: Holdings) -> PublicationPlan:
    """The plan of a release for what a target holds. Raises ReleaseError when the tag or the branch is not ours to change."""
    published = holdings.tagged is not None and has_arrived(compare_files(release, holdings.tagged))
    if holdings.tagged is not None and not published:
        raise ReleaseError(f"{release.tag} is already published with other content", hint="build it with a higher version")
    there = holdings.files or {}
    files = compare_files(release, there)
    strange = [file.path for file in files if file.state == "deleted"]
    if strange and MANIFEST not in there and not published:
        what = f"branch {to.branch} of {to.repo_id} holds a file that no release wrote: {strange[0]}"
        raise ReleaseError(what, hint="publish under another name, or remove it there first")
    return PublicationPlan(to.repo_id, to.branch, release.tag, files, published, holdings.note)


def compare_files(release: ReleaseToPublish, there: Mapping[str, HeldFile]) -> tuple[PlannedFile, ...]:
    """The files of a release and of what stands there, each with what becomes of it, in the order of their paths."""
    planned = [PlannedFile(path, there[path].bytes, "deleted") for path in there.keys() - release.files.keys()]
    for path, (size, _) in release.files.items():
        state: FileState = "new"
        if path in there:
            state = "same" if there[path].is_ours else "changed"
        planned.append(PlannedFile(path, size, state))
    return tuple(sorted(planned, key=lambda file: file.path))


def has_arrived(files: tuple[PlannedFile, ...]) -> bool:
    """Whether what stands there is the release."""
    return all(file.state == "same" for file in files)


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
