"""corpus_builder.release.page.catalogue: what is stated is told as stated, and nothing else."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from corpus_builder.release.page.catalogue import address_license
from corpus_builder.release.page.croissant import render_croissant
from corpus_builder.sources.description import Description
from tests.release.page.metadata import FULL, describe, make
from tests.release_sample import sample_rows, tabulate

# What only a person can state, by its property.
STATED = {
    "creator",
    "datePublished",
    "url",
    "citeAs",
    "license",
    "rai:dataCollection",
    "rai:dataUseCases",
    "rai:dataLimitations",
    "rai:dataBiases",
    "rai:dataReleaseMaintenancePlan",
}


def test_what_nobody_stated_is_left_out() -> None:
    """Properties that only a person can state are there with a full description and not there with an empty one."""
    stated, unstated = describe(), describe(description=Description())

    assert set(stated) - set(unstated) == {*STATED, "alternateName"}
    assert None not in unstated.values()
    assert "[not stated]" not in json.dumps(unstated)


def test_blank_words_state_nothing() -> None:
    """A description of blanks says as much as none."""
    texts = {
        "title",
        "license",
        "url",
        "creators",
        "collection",
        "uses",
        "limits",
        "biases",
        "personal",
        "maintenance",
        "contact",
    }
    blank = replace(Description(), **dict.fromkeys(texts, " \n"))

    assert describe(description=blank) == describe(description=Description())


@pytest.mark.parametrize("text", ['"quoted" \\ «\u00a0été\u00a0»', "two\nlines", "l’œuvre 🚢", "</script>", "{curly} %s {0}"])
def test_texts_survive(text: str) -> None:
    """What a person wrote is read as written, and accents are not escaped."""
    description = replace(FULL, title=text, citation=text, collection=text, creators=text, limits=text)
    written = render_croissant(*make(description=description))
    metadata = json.loads(written)

    assert metadata["alternateName"] == metadata["citeAs"] == metadata["rai:dataCollection"] == text
    assert metadata["creator"]["name"] == metadata["rai:dataLimitations"][0] == text
    assert "\\u" not in written


@pytest.mark.parametrize("released", ["in spring", "2024-13-01", "02/04/2024", "2024-02-30", "2024-4-2"])
def test_a_date_that_is_none_is_left_out(released: str) -> None:
    """Readers refuse the whole text for a date that is not ISO."""
    assert "datePublished" not in describe(description=replace(FULL, released=released))


@pytest.mark.parametrize(
    ("license", "expected"),
    [
        ("CC-BY-SA-4.0", "https://spdx.org/licenses/CC-BY-SA-4.0.html"),
        ("cc-by-nc-nd-3.0", "https://spdx.org/licenses/CC-BY-NC-ND-3.0.html"),
        ("CC0-1.0", "https://spdx.org/licenses/CC0-1.0.html"),
        ("odbl", "https://spdx.org/licenses/ODbL-1.0.html"),
        ("http://lephare.example/terms", "http://lephare.example/terms"),
        ("see http://lephare.example", {"@type": "sc:CreativeWork", "name": "see http://lephare.example"}),
        ("other", {"@type": "sc:CreativeWork", "name": "other"}),
        (None, None),
    ],
)
def test_license_is_an_address_where_it_has_one(license: str | None, expected: str | dict[str, str] | None) -> None:
    """A known licence is its address, another one a work of that name."""
    assert address_license(license) == expected


def test_a_citation_is_made_of_what_is_stated() -> None:
    """A stated citation is taken as it is; without one it is made for BibTeX where maker and date are stated."""
    made = describe(description=replace(FULL, citation=None))["citeAs"]

    assert describe()["citeAs"] == FULL.citation
    assert made.startswith("@misc{harbour-1-2-0,")
    assert "The harbour desk" in made
    assert "2024" in made
    for part in ("creators", "released"):
        assert "citeAs" not in describe(description=replace(FULL, citation=None, **{part: None}))


def test_figures_are_counted() -> None:
    """Counts follow the tables: another document, another figure."""
    few = describe(tabulate({**sample_rows(), "quotes": sample_rows()["quotes"][:1]}))
    row = {**sample_rows()["documents"][0], "id": "f" * 16, "source_id": "fr/z.txt", "published": "2025", "n_words": 1000}
    more = describe(tabulate({**sample_rows(), "documents": [*sample_rows()["documents"], row]}))

    assert "documents 4, words 51, paragraphs 5, quotes 1; published 2023 to 2024-03-05" in few["description"]
    assert few["rai:personalSensitiveInformation"][-1] == "Quotes with a speaker's name: 1 of 1; distinct names: 1."
    assert "documents 5, words 1,051" in more["description"]
    assert more["temporalCoverage"] == "2023/2025"
    assert "documents.published 1 of 5" in more["rai:dataCollectionMissingData"]


def test_a_first_look_says_so() -> None:
    """A release of the first sources only tells it among its limits."""
    summary, manifest = make()
    limited = json.loads(render_croissant(summary, manifest.model_copy(update={"limit": 3})))

    assert limited["rai:dataLimitations"][-1] == "Built from the first 3 sources only."


def test_absent_sources_are_not_named() -> None:
    """A described source of which no file was read is none of the corpus."""
    raw = describe()["rai:dataCollectionRawData"]

    assert "Le Phare (https://lephare.example, cc-by-4.0)" in raw
    assert "The Lantern" not in raw
