"""Who says what: the quotes of the most quoted speakers, and the statements that several documents quote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.release.page.figures import SpeakerFigures, put_weak_first
from corpus_builder.report.excerpts import MOST_QUOTES, MOST_SPEAKERS, MOST_STATEMENTS, MOST_VERSIONS, MOST_WEAK, select_rows

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Voice:
    """A speaker with quotes, those with the weakest evidence first; `unshown` counts those left out."""

    figures: SpeakerFigures
    quotes: tuple[Row, ...]
    unshown: int


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement and its quotes, in the order of the documents; `speakers` are all names that they give."""

    id: str
    documents: int
    speakers: tuple[str, ...]
    languages: tuple[str, ...]
    quotes: tuple[Row, ...]
    unshown: int


def list_voices(quotes: pa.Table, speakers: list[SpeakerFigures]) -> list[Voice]:
    """The most quoted speakers with their first quotes, the weak ones before the others; copies are not told again."""
    own = put_weak_first(quotes.filter(pc.invert(quotes["is_copy"])))
    voices = []
    for figures in speakers[:MOST_SPEAKERS]:
        said = own.filter(pc.equal(own["speaker_name"], figures.name))
        voices.append(Voice(figures, tuple(said.slice(0, MOST_QUOTES).to_pylist()), max(0, said.num_rows - MOST_QUOTES)))
    return voices


def list_weak(quotes: pa.Table) -> tuple[list[Row], int]:
    """The quotes with the weakest evidence, each with its `weakness`, and the number of all that have one."""
    own = put_weak_first(quotes.filter(pc.invert(quotes["is_copy"])))
    weak = own.filter(pc.is_valid(own["weakness"]))
    return weak.slice(0, MOST_WEAK).to_pylist(), weak.num_rows


def list_statements(quotes: pa.Table) -> tuple[list[Statement], int]:
    """The statements that the most documents quote, and the number of all that more than one does."""
    counted = quotes.group_by(["statement_id"]).aggregate([("document_id", "count_distinct")])
    several = counted.filter(pc.greater(counted["document_id_count_distinct"], 1))
    order = [("document_id_count_distinct", "descending"), ("statement_id", "ascending")]
    chosen = several.take(pc.sort_indices(several, sort_keys=order)[:MOST_STATEMENTS]).to_pylist()
    rows = select_rows(quotes, "statement_id", pa.array([row["statement_id"] for row in chosen], pa.string()))
    found = []
    for row in chosen:
        members = rows.filter(pc.equal(rows["statement_id"], row["statement_id"]))
        found.append(_make_statement(row["statement_id"], row["document_id_count_distinct"], members))
    return found, several.num_rows


def _make_statement(id_: str, documents: int, members: pa.Table) -> Statement:
    names, languages = (tuple(sorted(pc.unique(members[name]).drop_null().to_pylist())) for name in ("speaker_name", "language"))
    shown = members.slice(0, MOST_VERSIONS).to_pylist()
    return Statement(id_, documents, names, languages, tuple(shown), members.num_rows - len(shown))


def name_places(documents: pa.Table, quotes: list[Row], shown: set[str]) -> Mapping[str, Row]:
    """The documents of quotes by id: title, source, date and whether the page shows them."""
    wanted = pa.array(sorted({quote["document_id"] for quote in quotes}), pa.string())
    columns = ["id", "source_id", "source", "title", "published"]
    rows = select_rows(documents.select(columns), "id", wanted).to_pylist()
    return {row["id"]: {**row, "is_shown": row["id"] in shown} for row in rows}
