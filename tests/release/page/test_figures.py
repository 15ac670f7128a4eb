"""Every figure of a card is the tables': each number in its text is counted again here, by other means, and none is left over."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from corpus_builder.duplicates.similarity import SHORT_SHINGLE
from corpus_builder.jobs.build import build_corpus
from corpus_builder.release.manifest import list_parts, read_manifest
from corpus_builder.release.page.data_card import SPEAKERS_SHOWN
from corpus_builder.release.summary import summarize
from corpus_builder.settings import Settings
from tests.conftest import TOP

NUMBER = re.compile(r"(?<![\w.,-])\d{1,3}(?:,\d{3})*(?:\.\d+)?(?![\w-])")
# What is said by a person, or is a name, an example, a date, a version or a digest: no figure.
NO_FIGURES = re.compile(
    r"^```.*?^```$"
    r"|\b\d{4}(-\d\d){0,2} to \d{4}(-\d\d){0,2}\b|\b\d{4}-\d\d(-\d\d)?\b"
    r"|`[^`\n]*`|\b\d+(\.\d+){2,}\b|sha256:\w+|SHA-256|ISO \d+-\d|UTF-8|Croissant 1\.1|CC0-1\.0|0 to 1|from 0$",
    re.MULTILINE | re.DOTALL,
)
COLUMNS = re.compile(r"^\| `\w+` \| (?:string|int64|float64|bool) \| .* \| ([\d,]+) \| .*\|$", re.MULTILINE)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the seeds, with a file that is rejected."""
    place = tmp_path_factory.mktemp("figures")
    (place / "more").mkdir()
    (place / "more" / "empty.txt").write_bytes(b"")
    build_corpus([TOP / "seeds", place / "more"], place / "out", Settings())
    return place / "out"


@pytest.fixture(scope="module")
def tables(folder: Path) -> dict[str, pd.DataFrame]:
    """Its tables, read with pandas."""
    return {place.name: pd.read_parquet(place) for place in (folder / "data").iterdir()}


def share(part: float, whole: float) -> str:
    """A share as the card writes it."""
    return f"{100 * part / whole:.1f}"


def count_documents(tables: dict[str, pd.DataFrame]) -> Iterator[float | str]:
    """Figures of documents, sources, languages, encodings and licences."""
    documents, paragraphs = tables["documents"], tables["paragraphs"]
    yield from (len(table) for table in tables.values())
    yield from (len(table) for table in tables.values())
    yield from (len(paragraphs), len(tables["quotes"]))
    yield from (documents.n_words.sum(), len(documents), len(documents), documents.n_words.sum())
    yield from documents.language.value_counts()
    for _, of_source in documents.groupby("source", dropna=False):
        yield from (len(of_source), of_source.n_words.sum(), *of_source.language.value_counts())
    yield from documents.language.value_counts()
    yield from documents.encoding.value_counts()
    yield from documents.repairs.dropna().str.split("; ").explode().value_counts()
    for _, of_licence in documents.groupby("license", dropna=False):
        yield from (len(of_licence), of_licence.n_words.sum())
    for table in (documents, paragraphs):
        ordered = sorted(table.n_words)
        yield from (ordered[0], ordered[(len(ordered) - 1) // 2], ordered[-1])
    yield from (documents.published.isna().sum(), len(documents))
    for count in documents.note.dropna().value_counts():
        yield from (count, len(documents))


def count_funnel(tables: dict[str, pd.DataFrame]) -> Iterator[float | str]:
    """Figures of the way from sources to documents."""
    documents, paragraphs, removals, rejects = (tables[n] for n in ("documents", "paragraphs", "removals", "rejects"))
    whole = documents.source_characters.sum()
    gone = removals.assign(size=removals.end - removals.start)
    kept = (paragraphs.end - paragraphs.start).sum()
    yield from (len(documents) + len(rejects), len(documents), len(rejects), *rejects.reason.value_counts())
    yield from (whole, "100.0", whole - kept - gone["size"].sum(), share(whole - kept - gone["size"].sum(), whole))
    yield from (kept, share(kept, whole))
    for keys in (["stage"], ["stage", "rule"]):
        for _, of_rule in gone.groupby(keys):
            yield from (len(of_rule), of_rule["size"].sum(), share(of_rule["size"].sum(), whole))


def count_duplicates(tables: dict[str, pd.DataFrame]) -> Iterator[float | str]:
    """Figures of near-duplicates."""
    copies = tables["removals"][tables["removals"].stage == "duplicates"]
    yield from copies.rule.value_counts()
    yield from Counter(copies.duplicate_of.value_counts()).values()
    ordered = sorted(copies.similarity)
    yield from (f"{value:.3f}" for value in (ordered[0], ordered[(len(ordered) - 1) // 2], ordered[-1]))
    yield tables["documents"].duplicate_of.notna().sum()
    bounds = Settings().duplicates
    yield from (SHORT_SHINGLE, f"{bounds.similarity:.3f}", f"{bounds.separate_similarity:.3f}")


def count_quotes(tables: dict[str, pd.DataFrame]) -> Iterator[float | str]:
    """Figures of quotes, speakers and statements."""
    quotes = tables["quotes"]
    named, spoken = quotes.speaker_name.notna(), quotes.speaker.notna() | quotes.speaker_name.notna()
    for count in (*quotes.kind.value_counts(), spoken.sum(), named.sum(), (~quotes.balanced).sum(), quotes.is_copy.sum()):
        yield from (count, share(count, len(quotes)))
    statements = quotes.statement_id.value_counts()
    yield from (len(statements), (statements > 1).sum(), *quotes.language.value_counts(), (~named).sum(), len(quotes))
    speakers = sorted(quotes[named].groupby("speaker_name"), key=lambda speaker: -len(speaker[1]))
    for _, own in speakers[:SPEAKERS_SHOWN]:
        yield from (len(own), own.statement_id.nunique(), own.document_id.nunique())
    if more := speakers[SPEAKERS_SHOWN:]:
        yield from (len(more), sum(len(own) for _, own in more))


def count_manifest(folder: Path) -> Iterator[float | str]:
    """Figures of what the release was made of, which the manifest lists."""
    manifest = read_manifest(folder)
    inputs, quality = manifest.inputs, manifest.quality
    yield from (len(inputs), len(inputs), sum(file.bytes or 0 for file in inputs), len(inputs))
    yield from (len(manifest.takedowns), 0, quality.documents, len(pd.read_parquet(folder / "data" / "documents")))
    for measure in quality.measures:
        yield from (share(measure.met, measure.of), measure.met, measure.of)


def read_numbers(folder: Path) -> Counter[str]:
    """Every number in the card's text that is no example and was not written by a person."""
    card = (folder / "README.md").read_text(encoding="utf-8").split("---\n", 2)[2]
    description = list_parts(read_manifest(folder))["description"]
    for said in sorted(filter(None, (v for v in description.values() if isinstance(v, str))), key=len, reverse=True):
        card = card.replace(said, "")
    card = re.sub(r"^## Citation.*?^## Quick", "## Quick", card, flags=re.DOTALL | re.MULTILINE)
    card = re.sub(r"^\| described source.*?^$", "", card, flags=re.DOTALL | re.MULTILINE)
    card = re.sub(r"^Described, but not .*$", "", card, flags=re.MULTILINE)
    card = re.sub(r"^\| (1|2|3 to 9|10 to 99|100 and more) \|", r"|", card, flags=re.MULTILINE)
    card = COLUMNS.sub("", card)
    return Counter(NUMBER.findall(NO_FIGURES.sub(" ", card)))


def test_every_number_of_the_card_is_counted_again(folder: Path, tables: dict[str, pd.DataFrame]) -> None:
    """The numbers of the card are those of the tables and the manifest; no number of the card stands for nothing."""
    counted = Counter(
        value if isinstance(value, str) else f"{int(value):,}"
        for figures in (
            count_documents(tables),
            count_funnel(tables),
            count_duplicates(tables),
            count_quotes(tables),
            count_manifest(folder),
        )
        for value in figures
    )

    assert read_numbers(folder) == counted


def test_nulls_of_every_column_are_counted_again(folder: Path, tables: dict[str, pd.DataFrame]) -> None:
    """The tables of columns say how many values are missing."""
    card = (folder / "README.md").read_text(encoding="utf-8")
    shown = [int(number.replace(",", "")) for number in COLUMNS.findall(card)]

    names = [name for name in ("documents", "paragraphs", "quotes", "removals", "rejects") if name in tables]
    assert shown == [int(n) for name in names for n in tables[name].isna().sum()]


@pytest.mark.parametrize("table", ["documents", "paragraphs", "quotes", "removals"])
def test_a_row_less_is_another_card(table: str, folder: Path) -> None:
    """No figure is typed: a card made of fewer rows is another one."""
    from corpus_builder.release.page.data_card import render_card
    from corpus_builder.tables.parquet import read_tables

    found = read_tables(folder)
    manifest = read_manifest(folder)
    fewer = {**found, table: found[table].slice(0, found[table].num_rows - 1)}

    assert render_card(summarize(fewer), manifest) != render_card(summarize(found), manifest)
