"""corpus_builder.release.checks.source_offsets: a text that does not stand where it says is found."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus_builder.model import Alignment, Repaired
from corpus_builder.policy.privacy import list_placeholders
from corpus_builder.release.checks.release_checks import verify_release
from corpus_builder.settings import check_settings
from tests.release.parts import cut_release
from tests.release_sample import publish, reread, sample_rows, sources, tabulate


def drop(texts: dict[str, str]) -> None:
    """A source is gone."""
    del texts["fr/quai.txt"]


def lengthen(texts: dict[str, str]) -> None:
    """A source has grown."""
    texts["fr/quai.txt"] += "\nEt la suite."


def reword(texts: dict[str, str]) -> None:
    """A source has another word in the same place."""
    texts["fr/quai.txt"] = texts["fr/quai.txt"].replace("tenu", "sali")


def unblank(texts: dict[str, str]) -> None:
    """What was a blank between two paragraphs is a sign."""
    texts["fr/reprise.txt"] = texts["fr/reprise.txt"].replace("\n\n", "\n#")


@pytest.mark.parametrize("change", [drop, lengthen, reword, unblank])
def test_changed_source_is_found(change: Callable[[dict[str, str]], None], release: Path) -> None:
    """A source that is not the one the release was made of is found and named, in one part or in many."""
    texts = sources()
    change(texts)
    [finding] = verify_release(release, reread(texts))
    parts = verify_release(cut_release(release, range(4)), reread(dict(reversed(texts.items()))))

    assert finding.where in ("fr/quai.txt", "fr/reprise.txt")
    assert finding in parts and not {"fr/quai.txt", "fr/reprise.txt"} - {finding.where} & {other.where for other in parts}


def test_source_that_is_in_no_table_is_found(release: Path) -> None:
    """A source that is neither a document nor a reject was lost; a rejected one was not."""
    texts = {**sources(), "fr/vide.txt": "", "fr/perdu.txt": "Perdu."}

    assert [finding.where for finding in verify_release(release, reread(texts))] == ["fr/perdu.txt"]


def test_offsets_are_followed_through_repairs(release: Path) -> None:
    """Text is compared with the repaired text at the place of its offsets in the source."""
    raw = sources()
    broken = "fr/reprise.txt"
    text = raw[broken]
    at = text.index("trois")
    repaired = Repaired(text[:at] + "TROIS" + text[at + 5 :], Alignment((0, at, at + 5, len(text)), (0, at, at + 5, len(text))))
    found = [(name, source, repaired if name == broken else same) for name, source, same in reread(raw)]

    assert [finding.where for finding in verify_release(release, found)] == [broken]


def test_placeholder_is_not_compared_with_the_source(tmp_path: Path) -> None:
    """A paragraph in which stage policy has hidden something shows another text than its source."""
    rows = sample_rows()
    row = next(row for row in rows["paragraphs"] if row["text"].startswith("La ville"))
    placeholder = list_placeholders()["e-mail address"]
    row["text"] = f"La ville promet {placeholder} de plus."
    row["n_words"] = 6
    document = next(d for d in rows["documents"] if d["id"] == row["document_id"])
    document["text"] = document["text"].replace("trois grues", placeholder)
    document["n_words"] -= 1
    start = row["start"] + 16
    hidden = {"start": start, "end": start + 11, "text": None, "stage": "policy", "rule": "address"}
    rows["removals"].append({**hidden, "id": f"{row['document_id']}:{start}x", "document_id": row["document_id"]})

    redacted = check_settings({"policy": {"redact": True}})

    assert verify_release(publish(tmp_path / "corpus", tabulate(rows), settings=redacted), reread()) == []
