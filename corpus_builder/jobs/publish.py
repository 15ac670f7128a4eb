"""`publish`: a plan of what to upload, printed or carried out on the Hugging Face Hub."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from corpus_builder.jobs.publishing.hub import connect_hub
from corpus_builder.jobs.publishing.plan import (
    Publication,
    PublicationPlan,
    ReleaseToPublish,
    Report,
    describe_sending,
    format_size,
    plan_for,
)
from corpus_builder.release.checks.release_checks import verify_release
from corpus_builder.release.checks.rights import refuse_unlicensed
from corpus_builder.release.folder import recover_release
from corpus_builder.release.manifest import MANIFEST, read_manifest
from corpus_builder.sources.files import digest_file
from corpus_builder.system.errors import ReleaseError
from corpus_builder.system.terminal import make_visible, say


def plan_publication(folder: Path, repo_id: str, branch: str = "main") -> PublicationPlan:
    """What publishing a release would send and delete; it only reads, and takes all files for new where it cannot.

    Raises ReleaseError where publishing would be refused: a damaged folder, texts without a licence, a tag with other content.
    """
    release = read_release(folder)
    return plan_for(release, connect_hub(repo_id, branch))


def publish_release(folder: Path, repo_id: str, *, branch: str = "main", private: bool = False, report: Report) -> Publication:
    """Make a branch of a dataset on the Hub hold exactly this release, in one commit, and tag that vX.Y.Z.

    `private` is for a dataset that is not there yet. `report` is told each step, one line each. A release that is published
    already is left alone. Raises ReleaseError when it may not be published, when the version's tag has other content and when
    the Hub refuses or cannot be reached; the branch is then as it was.
    """
    report(f"checking {folder}")
    release = read_release(folder)
    return connect_hub(repo_id, branch, private=private).publish(release, report)


def read_release(folder: Path) -> ReleaseToPublish:
    """A release that may be published. Raises ReleaseError when it is damaged, or has texts without a licence."""
    recover_release(folder)
    manifest = read_manifest(folder)
    if findings := verify_release(folder):
        first = findings[0]
        more = f", the first of {len(findings)} findings" if len(findings) > 1 else ""
        raise ReleaseError(f"{folder} is damaged: {first.where}: {first.what}{more}", hint="run verify, then build it again")
    refuse_unlicensed(folder)
    files = {path: (file.bytes, file.sha256) for path, file in manifest.files.items()}
    own = folder / MANIFEST
    return ReleaseToPublish(folder, manifest.description.version, {**files, MANIFEST: (own.stat().st_size, digest_file(own))})


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


def print_plan(plan: PublicationPlan) -> None:
    """What would be sent, as lines of text."""
    say(render_plan(plan), keep="\n")


def publication_as_json(done: Publication) -> dict[str, Any]:
    """Where a release stands, for machines."""
    return asdict(done)


def print_publication(done: Publication) -> None:
    """Where a release stands."""
    say(f"{done.tag} is published: {done.url}")
