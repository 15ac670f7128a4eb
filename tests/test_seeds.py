"""Quality floors on the project's own labelled documents, and the card that is made of them.

The labels were written by hand beside the seeds. A floor may rise; to lower one is to say why in the commit.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from corpus_builder.building import build_corpus
from corpus_builder.release.tables import read_tables
from corpus_builder.settings import Settings
from tests.conftest import TOP

SEEDS, LABELS = TOP / "seeds", TOP / "tests" / "data" / "seeds_labels.jsonl"
# of the labels and of all seeds: figures count only for the data that they were measured on
DIGEST = "f45c6f2fd7661d0b"
FLOORS = {
    "paragraphs kept": 0.985,
    "frame removed": 0.99,
    "titles": 1.0,
    "dates": 1.0,
    "quotes found": 0.97,
    "speakers": 0.87,
    "speaker names": 0.72,
    "speaker names right where given": 0.97,
}


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """A build of the seeds."""
    out = tmp_path_factory.mktemp("seeds") / "out"
    build_corpus([SEEDS], out, Settings(), workers=1)
    return {name: table.to_pylist() for name, table in read_tables(out).items()} | {"card": [(out / "README.md").read_bytes()]}


@pytest.fixture(scope="module")
def scores(tables: dict[str, list[dict[str, Any]]]) -> dict[str, float]:
    """For each measure the share of labels that are met."""
    met: dict[str, list[bool]] = {name: [] for name in FLOORS}
    documents = {d["source_id"]: d for d in tables["documents"]}
    for label in read_labels():
        document = documents[label["source_id"]]
        kept = [flatten(line) for line in document["text"].split("\n\n")]
        met["paragraphs kept"] += [any(p.startswith(flatten(head)) for p in kept) for head in label["kept"]]
        met["frame removed"] += [not any(flatten(gone) in p for p in kept) for gone in label["gone"]]
        met["titles"].append(flatten(label["title"] or "") == flatten(document["title"] or ""))
        met["dates"].append((document["published"] or "").startswith(label["published"] or ""))
        said = [q for q in tables["quotes"] if q["document_id"] == document["id"]]
        for quote in label["quotes"]:
            found = next((q for q in said if flatten(q["text"]).startswith(flatten(quote["text"]))), None)
            met["quotes found"].append(found is not None)
            if found and quote["speaker"]:
                met["speakers"].append(same_head(found["speaker"], quote["speaker"]))
            if found and quote["speaker_name"]:
                met["speaker names"].append(same_head(found["speaker_name"], quote["speaker_name"]))
                if found["speaker_name"]:
                    met["speaker names right where given"].append(same_head(found["speaker_name"], quote["speaker_name"]))
    return {name: sum(values) / len(values) for name, values in met.items()}


@cache
def read_labels() -> list[dict[str, Any]]:
    return [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]


def flatten(text: str) -> str:
    """Text as labels compare it: composed, with single spaces."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()


def same_head(found: str | None, wanted: str) -> bool:
    """Whether two ways to write a speaker share their last capitalised word, or their last word where none is."""
    heads = [(re.findall(r"\b[^\W\d_a-zà-ÿ][\w’'-]*", t) or re.findall(r"\w+", t) or [""])[-1] for t in (found or "", wanted)]
    return bool(found) and heads[0].casefold() == heads[1].casefold()


def list_seeds() -> list[Path]:
    return sorted(p for p in SEEDS.rglob("*") if p.is_file() and p.parent.name != "real")


def test_the_floors_are_for_this_data():
    """Whoever changes the seeds or their labels measures anew and pins the new digest."""
    digest = hashlib.sha256(b"".join(hashlib.sha256(p.read_bytes()).digest() for p in [LABELS, *list_seeds()])).hexdigest()

    assert digest[:16] == DIGEST


@pytest.mark.parametrize("measure", FLOORS)
def test_quality_does_not_fall(scores, measure):
    """Each measure stands at its floor or above."""
    assert scores[measure] >= FLOORS[measure], f"{measure}: {scores[measure]:.4f}"


def test_there_are_the_documents_that_are_labelled(tables):
    """Each document has labels and each label its document."""
    assert {d["source_id"] for d in tables["documents"]} == {label["source_id"] for label in read_labels()}


def test_the_card_at_the_top_is_that_of_the_seeds(tables):
    """data_card.md is the card of the corpus built from seeds/: build again and copy build/README.md when this fails."""
    if any((SEEDS / "real").glob("*.txt")):
        pytest.skip("real sources lie in seeds/real: the card is that of the corpus without them")

    assert (TOP / "data_card.md").read_bytes() == tables["card"][0]
