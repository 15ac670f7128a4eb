"""The report on a release: every figure counted from its tables, one template, nothing fetched."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from corpus_builder.release.loading import read_release
from corpus_builder.release.page.figures import (
    Counted,
    SpeakerFigures,
    count_doubts,
    count_duplicates,
    count_languages,
    count_quotes,
    count_sources,
    count_speakers,
    count_words,
    flag_doubts,
    sum_other_sources,
)
from corpus_builder.release.summary import Summary, count_funnel, merge
from corpus_builder.report import excerpts
from corpus_builder.report.distributions import (
    DOCUMENT_WORDS,
    PARAGRAPH_WORDS,
    Timeline,
    count_lengths,
    count_periods,
    count_similarities,
)
from corpus_builder.report.groups.group_reading import find_groups, read_groups
from corpus_builder.report.groups.side_by_side import show_group
from corpus_builder.report.plots import Rows, draw_bars, draw_columns, draw_steps
from corpus_builder.report.survey import Survey, read_places
from corpus_builder.report.traces import list_originals, trace_documents
from corpus_builder.report.voices import Statement, Statements, Voice, Voices, name_places
from corpus_builder.system.terminal import count_things, make_visible
from corpus_builder.tables.columns import SCHEMAS, STAGES
from corpus_builder.tables.format import format_number, format_share
from corpus_builder.tables.frames import OWNERS
from corpus_builder.tables.parquet import read_parts, stream_table

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
    manifest = read_release(folder)
    made_by = manifest.versions.get("corpus_builder", "(version not known)")
    shown = collect_contents(folder) | {"description": manifest.description, "made_by": made_by}
    # of the whole page: neither its markup nor its script holds a control but line breaks and tabs
    return make_visible(fill_page(shown), keep="\n\t")


def fill_page(shown: Mapping[str, Any]) -> str:
    """The page with what it shows. Raises LookupError where something is not there that something else refers to."""
    from jinja2 import UndefinedError

    try:
        return make_environment().get_template("report.html.j2").render(shown)
    except UndefinedError as why:
        raise LookupError(str(why)) from why


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


def collect_contents(folder: Path) -> dict[str, Any]:
    """All that the page shows of a release, which is read part after part."""
    survey = Survey()
    summary = merge(map(survey.add, read_parts(folder)))
    drawn = survey.drawn or {name: SCHEMAS[name].empty_table() for name in OWNERS}
    speakers = count_speakers(summary, excerpts.MOST_ROWS)
    voices, statements, n_statements = hear_quotes(folder, survey, speakers)
    weak = survey.weak.list_rows()
    said = [*weak, *(quote for voice in voices for quote in voice.quotes), *(quote for one in statements for quote in one.quotes)]
    shown = set(drawn["documents"]["id"].to_pylist())
    places = read_places(folder, {quote["document_id"] for quote in said} | list_originals(drawn["removals"]))
    groups = find_groups(folder, most=excerpts.MOST_GROUPS)
    sources = count_sources(summary, excerpts.MOST_ROWS)
    return {
        "rows": {name: summary.count_rows(name) for name in SCHEMAS},
        "words": count_words(summary),
        "has_texts": survey.has_texts,
        "funnel": count_funnel(summary),
        "rejects": survey.rejects,
        "sources": sources,
        "n_sources": len(sources) + sum_other_sources(summary, sources)[0],
        "duplicates": count_duplicates(summary),
        "quotes": count_quotes(summary),
        "speakers": speakers,
        "plots": draw_plots(survey, summary),
        "groups": [show_group(group) for group in read_groups(folder, groups.groups)],
        "n_groups": groups.total,
        "voices": voices,
        "weak": weak,
        "n_weak": survey.weak.count,
        "statements": statements,
        "n_statements": n_statements,
        "traces": trace_documents(drawn, places),
        "n_doubtful": count_doubts(summary),
        "doubtful": set(drawn["documents"]["id"].filter(flag_doubts(drawn["documents"]["note"])).to_pylist()),
        "shown": shown,
        "places": name_places(places, shown),
    }


def hear_quotes(folder: Path, survey: Survey, speakers: list[SpeakerFigures]) -> tuple[list[Voice], list[Statement], int]:
    """The quotes of the most quoted speakers, the statements that most documents quote, and how many several do."""
    voices, statements = Voices(speakers), Statements(survey.statements)
    for _, quotes in stream_table(folder, "quotes"):
        voices.add(quotes)
        statements.add(quotes)
    return voices.list_voices(), statements.list_statements(), statements.count


def draw_plots(survey: Survey, summary: Summary) -> dict[str, Plot]:
    """The plots by name; one that would show nothing is left out."""
    words, quotes = {name: summary.tallies[f"{name}_words"] for name in ("document", "paragraph")}, count_quotes(summary)
    speakers = [(speaker.name, speaker.quotes) for speaker in count_speakers(summary, excerpts.MOST_BARS)]
    sources = count_sources(summary, excerpts.MOST_BARS)
    n_others, others = sum_other_sources(summary, sources)
    n_speakers = quotes.names, quotes.with_name
    plots = [
        _plot_funnel(summary),
        _plot_timeline(count_periods(survey.published)),
        _plot_bars("languages", "Languages", "language", "document", _name_values(count_languages(summary))),
        _plot_bars(
            "sources",
            "Sources",
            "source",
            "document",
            Bars([(source.name or "not known", source.documents) for source in sources], n_others, others.documents),
        ),
        _plot_columns("lengths", "Length of documents", "words", "documents", count_lengths(words["document"], DOCUMENT_WORDS)),
        _plot_columns(
            "paragraphs",
            "Length of paragraphs",
            "words",
            "paragraphs",
            count_lengths(words["paragraph"], PARAGRAPH_WORDS),
        ),
        _plot_columns(
            "similarity", "Similarity of copies", "similarity", "copies", count_similarities(summary.tallies["similarities"])
        ),
        _plot_bars("kinds", "Kinds of quotes", "kind", "quote", _name_values(quotes.kinds)),
        _plot_bars("speakers", "Most quoted", "speaker", "quote", _leave_rest(speakers, *n_speakers)),
    ]
    return {plot.name: plot for plot in plots if any(value for _, value in plot.rows)}


class Bars(NamedTuple):
    """The largest rows of a plot of bars, and how many more there are, of so many in sum."""

    rows: list[tuple[str, int]]
    more: int
    more_sum: int


def _name_values(counted: Counted) -> Bars:
    rows = [(value or "not known", count) for value, count in counted]
    more = rows[excerpts.MOST_BARS :]
    return Bars(rows[: excerpts.MOST_BARS], len(more), sum(value for _, value in more))


def _leave_rest(rows: list[tuple[str, int]], number: int, total: int) -> Bars:
    return Bars(rows, number - len(rows), total - sum(value for _, value in rows))


def _plot_bars(name: str, title: str, label: str, unit: str, bars: Bars) -> Plot:
    note = f"and {bars.more:,} more with {count_things(bars.more_sum, unit)}" if bars.more else ""
    return Plot(name, title, label, f"{unit}s", bars.rows, draw_bars(name, title, bars.rows), note)


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
