"""corpus_builder.release.page.making: every step is told with its counts."""

from __future__ import annotations

import json

from corpus_builder.release.manifest import Measure, Quality
from corpus_builder.release.page.croissant import render_croissant
from corpus_builder.settings import PolicySettings, Settings
from corpus_builder.tables.columns import SCHEMAS
from tests.release.page.metadata import describe, make
from tests.release_sample import sample_rows, tabulate


def test_steps_are_those_of_the_funnel() -> None:
    """Sources, every stage and rule, and the characters left stand in the steps, with the funnel's counts."""
    summary, manifest = make()
    steps = json.loads(render_croissant(summary, manifest))["rai:dataPreprocessingProtocol"]

    assert steps[0] == "Sources: 5, of which documents 4, rejects 1 (empty 1)."
    assert "stage boilerplate (" in steps[1]
    assert steps[1].endswith("removals 2, characters 23. By rule: menu 1, share buttons 1.")
    assert steps[2].endswith("removals 1, characters 65. By rule: near copy 1.")
    assert steps[-1].startswith(f"Rule tables: {len(manifest.rules)}; SHA-256 of the list of their digests: ")
    assert steps[3] == "Characters of the documents' sources: input 311, kept in paragraphs 215, whitespace in between 8."
    assert 311 == 23 + 65 + 215 + 8


def test_changes_name_repairs_and_what_is_hidden() -> None:
    """Encoding repairs, what is hidden inside paragraphs and a text policy are told where there are any."""
    rows = sample_rows()
    rows["documents"] = [{**row, "repairs": "decode_utf8"} for row in rows["documents"]]
    inside = rows["paragraphs"][0]
    rows["removals"].append({**inside, "id": f"{inside['id']}x", "text": None, "stage": "policy", "rule": "e-mail address"})
    known = {name: [{key: row.get(key) for key in SCHEMAS[name].names} for row in rows[name]] for name in SCHEMAS}
    cut = Settings(policy=PolicySettings(text="excerpt", excerpt_characters=77))
    plain = describe()["rai:dataManipulationProtocol"]
    said = describe(tabulate(known), settings=cut)["rai:dataManipulationProtocol"].removeprefix(plain)

    assert "decode_utf8 4" in said
    assert "Redacted inside paragraphs: e-mail address 1." in said
    assert "to 77 characters" in said
    assert "repairs" not in plain


def test_measured_quality_is_told() -> None:
    """What was measured against labels stands with its counts beside who filled the columns."""
    summary, manifest = make()
    quality = Quality(documents=2, sha256="0" * 64, measures=(Measure(name="titles", met=1, of=2),))
    told = json.loads(render_croissant(summary, manifest.model_copy(update={"quality": quality})))["rai:dataAnnotationProtocol"]

    assert told.endswith("Measured against manual labels of 2 of the 4 documents: titles 1 of 2.")
    assert "labels" not in describe()["rai:dataAnnotationProtocol"]
