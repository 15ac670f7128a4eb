"""corpus_builder.release.page.data_card and .figures: the data card says what the tables say."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.duplicates.similarity import SHORT_SHINGLE
from corpus_builder.release.manifest import Manifest, Measure, Quality, encode_manifest
from corpus_builder.release.page import data_card
from corpus_builder.release.page.citation import NOT_STATED
from corpus_builder.release.page.data_card import (
    hub_license,
    list_features,
    read_template,
    render_card,
    render_front_matter,
)
from corpus_builder.release.page.figures import (
    count_keys,
    count_quotes,
    count_repairs,
    count_sources,
    count_speakers,
    measure_spread,
)
from corpus_builder.release.page.quality import MEASURES
from corpus_builder.release.summary import group_rows, summarize
from corpus_builder.sources.description import DescribedSource, Description
from corpus_builder.system.errors import ReleaseError
from corpus_builder.tables.columns import SCHEMAS, TABLES
from corpus_builder.tables.frames import sort_rows
from tests.release_sample import (
    DESCRIPTION,
    GOLDEN_CARD,
    describe_tables,
    golden_card,
    provenance,
    sample_rows,
    sample_tables,
    tabulate,
)


def render(tables: dict[str, pa.Table], description: Description = DESCRIPTION) -> str:
    """The card of some tables."""
    tables = sort_rows(tables)
    return render_card(summarize(tables), describe_tables(tables, made_by=provenance(description)))


def front_matter(card: str) -> dict:
    """The parsed front matter of a card."""
    return yaml.safe_load(card.split("---\n")[1])


def empty_tables() -> dict[str, pa.Table]:
    """Tables without rows."""
    return {name: schema.empty_table() for name, schema in SCHEMAS.items()}


def test_card_is_the_golden_one() -> None:
    """The card of the sample is the one that was read and kept; `python -m tests.release_sample` writes it anew."""
    assert golden_card() == GOLDEN_CARD.read_text(encoding="utf-8")


def test_card_does_not_depend_on_how_the_manifest_came() -> None:
    """A card made from a manifest that was read back is the same as the one made when it was written."""
    tables = sort_rows(sample_tables())
    manifest = describe_tables(tables)
    back = Manifest.model_validate_json(encode_manifest(manifest))

    assert render_card(summarize(tables), back) == render_card(summarize(tables), manifest)


def test_controls_in_the_card_are_seen() -> None:
    """Whatever a person or a source says: escapes in front matter, text and BibTeX, where a backslash would be a command."""
    words = "quai\x1b[2J\x9b31m\u202e\x00"
    stated = dict.fromkeys(("title", "summary", "creators", "url", "takedown", "citation", "license"), words)
    rows = sample_rows()
    rows["documents"] = [row | {"source": words, "license": words, "note": words} for row in rows["documents"]]
    described = replace(DESCRIPTION, **stated, sources=(DescribedSource(words, rights=words, url=words),))
    card = render(tabulate(rows), described)

    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", card)
    assert front_matter(card)["pretty_name"] == r"quai\x1b[2J\x9b31m\u202e\x00"
    assert "title = {{quai/x1b[2J/x9b31m/u202e/x00}}" in card
    assert "\nquai\\x1b[2J\\x9b31m\\u202e\\x00\n" in card


def test_features_are_those_of_datasets() -> None:
    """The columns in the front matter are the ones `datasets` derives from the schema."""
    from datasets import Features

    for schema in SCHEMAS.values():
        assert list_features(schema) == Features.from_arrow_schema(schema)._to_yaml_list()


def test_words_of_the_hub_are_known_to_it() -> None:
    """Size, multilinguality, creators and language codes are among those that `datasets` ships."""
    import json
    from importlib.resources import files

    place = files("datasets.utils.resources")
    known = {
        name: json.loads(place.joinpath(f"{name}.json").read_text())
        for name in ("size_categories", "multilingualities", "creators", "languages")
    }
    found = front_matter(render(sample_tables()))

    assert set(found["size_categories"]) <= set(known["size_categories"])
    assert set(found["multilinguality"]) <= set(known["multilingualities"])
    assert set(found["annotations_creators"]) <= set(known["creators"]["annotations"])
    assert set(found["language_creators"]) <= set(known["creators"]["language"])
    assert set(found["language"]) <= set(known["languages"])


def test_every_column_is_explained() -> None:
    """The card says of every table what a row is, and of every column what it means; starred is what the corpus decides."""
    card = render(sample_tables())

    for shape in TABLES.values():
        assert f"| {shape.row} |" in card
        for column in shape.columns:
            star = " *" if column.whole_corpus else ""
            assert column.meaning and f"| `{column.name}` |" in card and f"| {column.meaning}{star} |" in card


def test_configs_carry_version_and_content() -> None:
    """Each table with rows has a config with its version and digest; the first one is the default."""
    tables = {**sample_tables(), "rejects": SCHEMAS["rejects"].empty_table()}
    configs = front_matter(render(tables))["configs"]

    assert [config["config_name"] for config in configs] == ["documents", "paragraphs", "quotes", "removals"]
    assert [config.get("default") for config in configs] == [True, None, None, None]
    assert all(config["version"] == "1.2.0" and config["description"].startswith("content sha256:") for config in configs)


def test_card_of_an_empty_corpus() -> None:
    """A corpus without a row has a card without configs that says so."""
    card = render(empty_tables(), Description())

    assert not {"configs", "dataset_info", "language"} & front_matter(card).keys()
    assert "No quote was found." in card and "No paragraph was removed as a near-duplicate." in card


def test_what_nobody_said_is_shown() -> None:
    """A field that nobody has filled shows as not stated; a filled one does not."""
    said = dict.fromkeys(("summary", "purpose", "collection", "uses", "unsuitable", "limits", "maintenance"), "Said.")
    full = Description(**said, license="mit", contact="a", takedown="b", creators="c", released="2024", biases="d", personal="e")

    assert NOT_STATED in render(sample_tables())
    assert NOT_STATED not in render(sample_tables(), full)


def test_commands_of_a_card_run(articles, run, tmp_path) -> None:
    """Whoever has only the folder can check, compare and rebuild it with the lines of its card."""
    (articles / "sources.toml").write_text('[corpus]\nname = "harbour"\nversion = "1.0.0"\n', encoding="utf-8")
    run("build", articles, "--out", tmp_path / "out")
    places = {"path/to/this/folder": tmp_path / "out", "path/to/sources": articles, "path/to/another/release": tmp_path / "out"}
    card = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    block = card.split("## Check, compare, rebuild")[1].split("```\n")[1]
    commands = [line.split("   #")[0].split() for line in block.splitlines()]

    assert [words[:4] for words in commands] == [
        ["python", "-m", "corpus_builder", w] for w in ["verify"] * 3 + ["diff", "report"]
    ]
    for words in commands:
        done = run(*(places.get(word, word) for word in words[3:]))
        assert (done.returncode, done.stderr) == (0, ""), done.stdout


def test_hostile_text_does_not_break_the_card() -> None:
    """Text with markup, fences and line breaks changes no other line of the card."""
    rows = sample_rows()
    rows["documents"][0]["source"] = "---\n| x |\n<script>```"
    rows["quotes"][0]["speaker_name"] = "a|b\n---\n# c"
    plain, hostile = render(sample_tables()), render(tabulate(rows))

    assert len(hostile.splitlines()) == len(plain.splitlines()) + 2  # one more source, one more speaker
    assert front_matter(hostile).keys() == front_matter(plain).keys()
    assert "<script>" not in hostile


def test_version_must_be_three_numbers() -> None:
    """`datasets` takes no other version, so the card refuses it."""
    tables = sort_rows(sample_tables())
    description = replace(DESCRIPTION, version="v2")

    with pytest.raises(ReleaseError, match="write three numbers"):
        render_front_matter(summarize(tables), describe_tables(tables, made_by=provenance(description)))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (None, {"license": "unknown"}),
        ("MIT", {"license": "mit"}),
        ("cc-by-sa-4.0", {"license": "cc-by-sa-4.0"}),
        ("Tous droits réservés", {"license": "other", "license_name": "tous-droits-r-serv-s"}),
        ("©", {"license": "other", "license_name": "other"}),
    ],
)
def test_license_is_one_that_the_hub_knows(said: str | None, expected: dict[str, str]) -> None:
    """A licence that the Hub does not know is `other` with a name."""
    assert hub_license(said) == expected


def test_figures_of_sources() -> None:
    """Sources are counted by name, with their dates and languages, the largest first and ties by name."""
    sources = count_sources(summarize(sample_tables()))

    assert [(s.name, s.documents, s.first, s.last, s.languages) for s in sources] == [
        (None, 2, "2023", "2023", [(None, 1), ("en", 1)]),
        ("lephare.example", 2, "2024-03", "2024-03-05", [("fr", 2)]),
    ]


def test_figures_of_quotes() -> None:
    """Quotes in copies and statements that were said more than once are told apart."""
    summary = summarize(sample_tables())
    figures = count_quotes(summary)

    assert (figures.kinds, figures.with_name, figures.copies) == ([("direct", 2)], 2, 1)
    assert (figures.statements, figures.repeated) == (1, 1)
    assert [(s.name, s.quotes, s.statements, s.documents) for s in count_speakers(summary)] == [("Ada Lemoine", 2, 1, 2)]


def test_figures_of_repairs() -> None:
    """A repair counts the documents it was needed in."""
    rows = sample_rows()
    for row, repairs in zip(rows["documents"], ["html entities; surrogates", None, "html entities"], strict=False):
        row["repairs"] = repairs

    assert count_repairs(summarize(tabulate(rows))) == [("html entities", 2), ("surrogates", 1)]


@given(st.lists(st.integers(0, 20)))
def test_spread_is_of_values_that_occur(values: list[int]) -> None:
    """Least, middle and greatest are values of the column; half of the values are not above the middle."""
    spread = measure_spread(group_rows("document_words", pa.table({"n_words": pa.array(values, pa.int64())})))

    if spread is None:
        assert not values
    else:
        ordered = sorted(values)
        assert (spread.least, spread.median, spread.greatest) == (ordered[0], ordered[(len(values) - 1) // 2], ordered[-1])


@given(st.lists(st.none() | st.sampled_from("abc")))
def test_values_are_counted_in_one_order(values: list[str | None]) -> None:
    """The count of values does not depend on their order."""
    tallies = (
        pa.table({"key": pa.array(part, pa.string()), "rows": np.ones(len(part), np.int64)}) for part in (values, values[::-1])
    )
    one, other = (count_keys(tally, "key", "rows") for tally in tallies)

    assert one == other
    assert sum(count for _, count in one) == len(values)


def test_a_rule_that_changes_leaves_the_card_as_it_is() -> None:
    """A card that is kept beside the code changes with what the rules do, and not with their bytes."""
    tables = sort_rows(sample_tables())
    manifest = describe_tables(tables)
    other = manifest.model_copy(update={"rules": {"quotes/fr": "0" * 64}})

    assert render_card(summarize(tables), other) == render_card(summarize(tables), manifest)


def test_the_card_names_the_shingles_that_are_compared() -> None:
    """The length of the n-grams that the card explains is the one that the comparison uses."""
    assert f"n-grams of {SHORT_SHINGLE} letters" in (Path(data_card.__file__).parent / "card.md.j2").read_text(encoding="utf-8")


def test_a_release_of_an_earlier_version_keeps_its_names_of_measures() -> None:
    """Its manifest is read as it is, and the card explains what the measure is called now."""
    measure = Measure(name="frame removed", met=3, of=4)
    made = provenance(DESCRIPTION).model_copy(update={"quality": Quality(documents=1, sha256="0" * 64, measures=(measure,))})
    tables = sort_rows(tabulate(sample_rows()))

    assert f"| frame removed: {MEASURES['boilerplate removed']} |" in render_card(
        summarize(tables), describe_tables(tables, made_by=made)
    )


@pytest.mark.parametrize("folder", ["", "__pycache__"])
def test_the_kept_code_of_the_template_makes_the_same_card(folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Code is kept where there is a folder for it; without one, or when what is kept is damaged, the template is compiled."""
    (tmp_path / folder).mkdir(exist_ok=True)
    monkeypatch.setattr(data_card, "__file__", str(tmp_path / "data_card.py"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    tables = sort_rows(sample_tables())
    manifest = describe_tables(tables)
    cards = []
    for _ in range(3):
        read_template.cache_clear()
        cards.append(render_card(summarize(tables), manifest))
        for path in tmp_path.rglob("*.jinja"):
            path.write_bytes(path.read_bytes()[: -100 * (len(cards) - 1) or None])
    read_template.cache_clear()

    assert cards == [render_card(summarize(tables), manifest)] * 3
    assert len(list(tmp_path.rglob("*.jinja"))) == bool(folder)
