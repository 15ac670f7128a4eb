"""Quality floors on the project's own labelled documents, and the card that is made of them.

The labels were written by hand beside the seeds. A floor may rise; to lower one is to say why in the commit.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from corpus_builder.jobs.build import build_corpus
from corpus_builder.release.manifest import read_manifest
from corpus_builder.release.page.quality import read_labels
from corpus_builder.settings import Settings
from corpus_builder.tables.parquet import read_tables
from tests.conftest import TOP

SEEDS = TOP / "seeds"
# of the labels and of all seeds: figures count only for the data that they were measured on
DIGEST = "4e4644c1ebc743ce"
FLOORS = {
    "paragraphs kept": 0.985,
    "boilerplate removed": 0.99,
    "titles": 1.0,
    "dates": 1.0,
    "quotes found": 0.97,
    "speakers": 0.87,
    "speaker names": 0.72,
    "speaker names correct where given": 0.97,
}


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """A build of the seeds."""
    out = tmp_path_factory.mktemp("seeds") / "out"
    build_corpus([SEEDS], out, Settings())
    return {name: table.to_pylist() for name, table in read_tables(out).items()} | {
        "card": [(out / "README.md").read_bytes()],
        "quality": read_manifest(out).quality,
    }


@pytest.fixture(scope="module")
def scores(tables: dict[str, list[dict[str, Any]]]) -> dict[str, float]:
    """For each measure the share of labels that are met, as the release says."""
    return {measure.name: measure.met / measure.of for measure in tables["quality"].measures}


def list_seeds() -> list[Path]:
    return sorted(p for p in SEEDS.rglob("*") if p.is_file() and p.parent.name != "real")


def test_the_floors_are_for_this_data():
    """Whoever changes the seeds or their labels measures anew and pins the new digest."""
    digest = hashlib.sha256(b"".join(hashlib.sha256(p.read_bytes()).digest() for p in list_seeds())).hexdigest()

    assert digest[:16] == DIGEST


@pytest.mark.parametrize("measure", FLOORS)
def test_quality_does_not_fall(scores, measure):
    """Each measure stands at its floor or above."""
    assert scores[measure] >= FLOORS[measure], f"{measure}: {scores[measure]:.4f}"


def test_there_are_the_documents_that_are_labelled(tables):
    """Each document has labels and each label its document."""
    assert {d["source_id"] for d in tables["documents"]} == {label["source_id"] for label in read_labels([SEEDS])[0]}


def test_the_card_at_the_top_is_that_of_the_seeds(tables):
    """data_card.md is the card of the corpus built from seeds/: build again and copy build/README.md when this fails."""
    if any((SEEDS / "real").glob("*.txt")):
        pytest.skip("real sources lie in seeds/real: the card is that of the corpus without them")

    assert (TOP / "data_card.md").read_bytes() == tables["card"][0]
