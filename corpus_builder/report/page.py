"""The report on a release: every figure counted from its tables, one template, nothing fetched."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.release.folder import recover_release
from corpus_builder.release.manifest import read_manifest
from corpus_builder.release.page.figures import (
    count_duplicates,
    count_quotes,
    count_sources,
    count_speakers,
    count_values,
    flag_doubts,
)
from corpus_builder.release.summary import Summary, count_funnel, summarize
from corpus_builder.report import excerpts
from corpus_builder.report.distributions import (
    DOCUMENT_WORDS,
    PARAGRAPH_WORDS,
    Timeline,
    count_lengths,
    count_periods,
    count_similarities,
)
from corpus_builder.report.duplicate_groups import list_groups
from corpus_builder.report.plots import Rows, draw_bars, draw_columns, draw_steps
from corpus_builder.report.side_by_side import show_group
from corpus_builder.report.traces import trace_documents
from corpus_builder.report.voices import list_statements, list_voices, list_weak, name_places
from corpus_builder.system.terminal import count_things, make_visible
from corpus_builder.tables.columns import STAGES
from corpus_builder.tables.format import format_number, format_share
from corpus_builder.tables.frames import Tables
from corpus_builder.tables.parquet import read_tables

if TYPE_CHECKING:
    from jinja2 import Environment


@dataclass(frozen=True, slots=True)
class Plot:
    """A drawing with the figures it shows; `label` and `unit` head their columns, `note` says what is not in it."""

    name: str
    title: str
    label: str
    unit: str
    rows: Rows
    svg: str
    note: str = ""


def render_report(folder: Path) -> str:
    """The HTML page about the release in a folder. Equal releases give equal pages, wherever they lie.

    Raises ReleaseError when there is no release, or one that cannot be read.
    """
    recover_release(folder)
    manifest = read_manifest(folder)
    tables = read_tables(folder)
    made_by = manifest.versions.get("corpus_builder", "(version not known)")
    shown = collect_contents(tables, folder) | {"description": manifest.description, "made_by": made_by}
    # of the whole page: neither its markup nor its script holds a control but line breaks and tabs
    return make_visible(make_environment().get_template("report.html.j2").render(shown), keep="\n\t")


@cache
def make_environment() -> Environment:
    """Templates in which every text is shown as it is, never as markup; a gap that nothing fills is an error."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=FunctionLoader(read_part),
        keep_trailing_newline=True,
    )
    script = read_part("report.js")
    environment.filters.update(number=format_number, link=choose_link)
    environment.globals.update(
        count=count_things,
        share=format_share,
        limits=excerpts,
        stages=STAGES,
        style=read_part("report.css"),
        script=script,
        # the one script that may run, so that nothing in a text ever does
        script_hash=base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii"),
    )
    return environment


def read_part(name: str) -> str:
    """A template, style sheet or script of the page."""
    return files(__package__).joinpath("parts", name).read_text(encoding="utf-8")


def choose_link(url: str | None) -> str | None:
    """An address that may be followed: one of the web, and no other, which could be a script.

    >>> choose_link("https://lephare.example/1"), choose_link("javascript:alert(1)")
    ('https://lephare.example/1', None)
    """
    return url if url and url.lower().startswith(("https://", "http://")) else None


def collect_contents(tables: Tables, folder: Path) -> dict[str, Any]:
    """All that the page shows of the tables."""
    documents, quotes = tables["documents"], tables["quotes"]
    traces = trace_documents(tables)
    shown = {trace.document["id"] for trace in traces}
    groups = list_groups(folder)
    summary = summarize(tables)
    speakers = count_speakers(summary, excerpts.MOST_ROWS)
    voices = list_voices(quotes, speakers)
    statements, repeated = list_statements(quotes)
    weak, n_weak = list_weak(quotes)
    said = [*weak, *(quote for voice in voices for quote in voice.quotes), *(quote for one in statements for quote in one.quotes)]
    return {
        "rows": {name: table.num_rows for name, table in tables.items()},
        "words": pc.sum(documents["n_words"]).as_py() or 0,
        "has_texts": has_texts(tables),
        "funnel": count_funnel(summary),
        "rejects": tables["rejects"].slice(0, excerpts.MOST_ROWS).to_pylist(),
        "sources": count_sources(summary),
        "duplicates": count_duplicates(summary),
        "quotes": count_quotes(summary),
        "speakers": speakers,
        "plots": draw_plots(tables, summary),
        "groups": [show_group(group) for group in groups[: excerpts.MOST_GROUPS]],
        "n_groups": len(groups),
        "voices": voices,
        "weak": weak,
        "n_weak": n_weak,
        "statements": statements,
        "n_statements": repeated,
        "traces": traces,
        "doubtful": set(documents["id"].filter(flag_doubts(documents["note"])).to_pylist()),
        "shown": shown,
        "places": name_places(documents, said, shown),
    }


def has_texts(tables: Tables) -> bool:
    """Whether the release was published with the texts of its sources; one without rows is not said to lack them."""
    columns = [tables[name]["text"] for name in ("paragraphs", "removals")]
    return any(column.null_count < len(column) for column in columns) or not any(len(column) for column in columns)


def draw_plots(tables: Tables, summary: Summary) -> dict[str, Plot]:
    """The plots by name; one that would show nothing is left out."""
    documents, paragraphs, quotes = tables["documents"], tables["paragraphs"], tables["quotes"]
    speakers = [(speaker.name, speaker.quotes) for speaker in count_speakers(summary)]
    similarity = count_similarities(tables["removals"]["similarity"])
    sources = [(source.name or "not known", source.documents) for source in count_sources(summary)]
    plots = [
        _plot_funnel(summary),
        _plot_timeline(count_periods(documents["published"])),
        _plot_bars("languages", "Languages", "language", "document", _name_values(documents["language"])),
        _plot_bars("sources", "Sources", "source", "document", sources),
        _plot_columns(
            "lengths", "Length of documents", "words", "documents", count_lengths(documents["n_words"], DOCUMENT_WORDS)
        ),
        _plot_columns(
            "paragraphs", "Length of paragraphs", "words", "paragraphs", count_lengths(paragraphs["n_words"], PARAGRAPH_WORDS)
        ),
        _plot_columns("similarity", "Similarity of copies", "similarity", "copies", similarity),
        _plot_bars("kinds", "Kinds of quotes", "kind", "quote", _name_values(quotes["kind"])),
        _plot_bars("speakers", "Most quoted", "speaker", "quote", speakers),
    ]
    return {plot.name: plot for plot in plots if any(value for _, value in plot.rows)}


def _name_values(column: pa.ChunkedArray) -> list[tuple[str, int]]:
    return [(value or "not known", count) for value, count in count_values(column)]


def _plot_bars(name: str, title: str, label: str, unit: str, rows: Rows) -> Plot:
    shown = rows[: excerpts.MOST_BARS]
    more = rows[excerpts.MOST_BARS :]
    note = f"and {len(more):,} more with {count_things(sum(value for _, value in more), unit)}" if more else ""
    return Plot(name, title, label, f"{unit}s", shown, draw_bars(name, title, shown), note)


def _plot_columns(name: str, title: str, label: str, unit: str, rows: Rows, note: str = "") -> Plot:
    return Plot(name, title, label, unit, rows, draw_columns(name, title, rows), note)


def _plot_timeline(timeline: Timeline) -> Plot:
    missing = [
        f"{timeline.undated:,} without a date" if timeline.undated else "",
        f"{timeline.vague:,} with only a year" if timeline.vague else "",
    ]
    note = "not shown: " + ", ".join(part for part in missing if part) if any(missing) else ""
    title = f"Published, by {timeline.unit}"
    return _plot_columns("timeline", title, timeline.unit, "documents", timeline.rows, note)


def _plot_funnel(summary: Summary) -> Plot:
    characters = count_funnel(summary).characters
    removed: dict[str, int] = dict.fromkeys(STAGES, 0)
    for row in characters.removed:
        removed[row.stage] = removed.get(row.stage, 0) + row.characters
    rows = [
        ("in the sources", characters.total),
        *((stage, count) for stage, count in removed.items() if count),
        ("whitespace in between", characters.blank),
        ("kept", characters.kept),
    ]
    title = "From the sources to the corpus"
    return Plot("funnel", title, "step", "characters", rows, draw_steps("funnel", title, rows))
