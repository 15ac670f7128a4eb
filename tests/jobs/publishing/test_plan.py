"""corpus_builder.jobs.publishing.plan: what would be sent follows from a release and from what its target holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from corpus_builder.jobs.publishing.plan import (
    Destination,
    HeldFile,
    Holdings,
    Publication,
    ReleaseToPublish,
    Report,
    Target,
    describe_sending,
    make_plan,
    plan_for,
)
from corpus_builder.system.errors import ReleaseError

RELEASE = ReleaseToPublish(Path("harbour"), "1.2.0", {"README.md": (10, "a"), "manifest.json": (20, "b"), "quotes.csv": (5, "c")})
TO = Destination("lephare/harbour", "main")
OURS = {path: HeldFile(size, True) for path, (size, _) in RELEASE.files.items()}


@dataclass
class Shelf:
    """A target that is no Hub: files in a dictionary, by version."""

    versions: dict[str, dict[str, HeldFile]] = field(default_factory=dict)
    is_open: bool = True
    name: str = "the shelf"
    destination: Destination = TO

    def read(self, release: ReleaseToPublish) -> Holdings:
        if not self.is_open:
            raise ReleaseError("it is closed")
        latest = next(reversed(self.versions.values()), None)
        return Holdings(True, "head" if latest else None, latest, self.versions.get(release.tag))

    def publish(self, release: ReleaseToPublish, report: Report) -> Publication:
        report(describe_sending(plan_for(release, self)))
        self.versions[release.tag] = {path: HeldFile(size, True) for path, (size, _) in release.files.items()}
        return Publication("shelf", "head", release.tag)


def test_every_file_has_one_state() -> None:
    """New, changed, the same or deleted, in the order of the paths, with the bytes of the file that counts."""
    there = {"README.md": HeldFile(9, False), "manifest.json": HeldFile(20, True), "rejects.csv": HeldFile(3, False)}

    plan = make_plan(RELEASE, TO, Holdings(True, "head", there))

    assert [(file.path, file.bytes, file.state) for file in plan.files] == [
        ("README.md", 10, "changed"),
        ("manifest.json", 20, "same"),
        ("quotes.csv", 5, "new"),
        ("rejects.csv", 3, "deleted"),
    ]
    assert plan.count_bytes("new", "changed") == 15
    assert describe_sending(plan) == "2 of 3 files, at most 15 B of 35 B to send, 1 to delete; tag v1.2.0 on branch main"


def test_a_tag_stands_for_one_content() -> None:
    """The tag with this content means published; with any other the release is refused."""
    assert make_plan(RELEASE, TO, Holdings(True, "head", {}, OURS)).published
    with pytest.raises(ReleaseError, match="already published with other content"):
        make_plan(RELEASE, TO, Holdings(True, "head", OURS, {**OURS, "README.md": HeldFile(10, False)}))
    with pytest.raises(ReleaseError, match="already published with other content"):
        make_plan(RELEASE, TO, Holdings(True, "head", OURS, {**OURS, "more.csv": HeldFile(1, False)}))


def test_files_that_no_release_wrote_are_not_deleted() -> None:
    """A branch without a manifest is somebody's own."""
    with pytest.raises(ReleaseError, match=r"holds a file that no release wrote: thesis\.txt"):
        make_plan(RELEASE, TO, Holdings(True, "head", {"thesis.txt": HeldFile(1, False)}))


def test_another_target_needs_nothing_of_the_hub() -> None:
    """Whatever reads and publishes is a target: all is new, then published; one that cannot be read is said by its name."""
    shelf, said = Shelf(), list[str]()
    target: Target = shelf

    assert plan_for(RELEASE, target).paths("new") == sorted(RELEASE.files)
    target.publish(RELEASE, said.append)
    assert said == ["3 of 3 files, 35 B of 35 B to send; tag v1.2.0 on branch main"]
    assert plan_for(RELEASE, target).published
    shelf.is_open = False
    assert plan_for(RELEASE, target).note == "the shelf cannot be read: it is closed"
