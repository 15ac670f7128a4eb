"""A source reassembled from its paragraphs and removals, with the quotes in it."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from corpus_builder.report.excerpts import DOCUMENT_CHARACTERS, PIECE_CHARACTERS, cut_text

Row = dict[str, Any]
Span = tuple[int, int]

POLICY = "policy"


@dataclass(frozen=True, slots=True)
class Run:
    """Words of a piece: of the quote of that number, counted from 1 within its document, or of none."""

    text: str
    quote: int | None = None
    speaker: str | None = None  # only at the end of a quote


@dataclass(frozen=True, slots=True)
class Link:
    """What stays in place of a copy: the paragraph's id, and the document it stands in."""

    id: str
    document: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph (`stage` is None) or a removal, in the place it has in the source; `runs` is None without its text."""

    id: str
    characters: int
    runs: tuple[Run, ...] | None
    unshown: int
    role: str | None = None
    language: str | None = None
    stage: str | None = None
    rule: str | None = None
    similarity: float | None = None
    stays: Link | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """One document's row, its pieces in the order of the source, its quotes, and what policy hid in it, by rule.

    `unshown` counts the pieces that are left out at the end.
    """

    document: Row
    pieces: tuple[Piece, ...]
    unshown: int
    quotes: tuple[Row, ...]
    hidden: tuple[tuple[str, int], ...]


def trace_documents(drawn: Mapping[str, pa.Table], places: pa.Table) -> list[Trace]:
    """The documents that are drawn, in their order, each as its source was; `places` names those of copies' originals."""
    rows = {name: _group(drawn[name].to_pylist(), "document_id") for name in ("paragraphs", "quotes", "removals")}
    shown = drawn["documents"].drop_columns(["text"]).to_pylist()
    names = name_documents(places, {row["id"] for row in shown})
    return [
        _trace(row, rows["paragraphs"][row["id"]], rows["removals"][row["id"]], rows["quotes"][row["id"]], names) for row in shown
    ]


def list_originals(removals: pa.Table) -> set[str]:
    """The documents in which the originals of copies stand."""
    return {id_.rsplit(":", 1)[0] for id_ in removals["duplicate_of"].drop_null().to_pylist()}


def _group(rows: list[Row], column: str) -> defaultdict[str, list[Row]]:
    groups: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[column]].append(row)
    return groups


def name_documents(places: pa.Table, shown: Collection[str]) -> dict[str, tuple[str, bool]]:
    """For each document what it is called, and whether the page shows it."""
    return {row["id"]: (row["title"] or row["source_id"] or row["id"], row["id"] in shown) for row in places.to_pylist()}


def _trace(
    document: Row, paragraphs: list[Row], removals: list[Row], quotes: list[Row], names: Mapping[str, tuple[str, bool]]
) -> Trace:
    gone = [row for row in removals if row["stage"] != POLICY]
    parts = sorted([*paragraphs, *gone], key=lambda row: (row["start"], row["id"]))
    pieces, room = [], DOCUMENT_CHARACTERS
    for row in parts:
        if room <= 0:
            break
        pieces.append(_make_piece(row, quotes, names))
        room -= len(row["text"] or "")
    hidden = Counter(row["rule"] or "" for row in removals if row["stage"] == POLICY)
    return Trace(document, tuple(pieces), len(parts) - len(pieces), tuple(quotes), tuple(sorted(hidden.items())))


def _make_piece(row: Row, quotes: list[Row], names: Mapping[str, tuple[str, bool]]) -> Piece:
    text, unshown = cut_text(row["text"] or "", PIECE_CHARACTERS)
    runs = None if row["text"] is None else tuple(mark_quotes(text, find_marks(row, quotes)))
    stays = None
    if row.get("duplicate_of"):
        document = row["duplicate_of"].rsplit(":", 1)[0]
        name, is_shown = names.get(document, (document, False))
        stays = Link(row["duplicate_of"], name, is_shown)
    return Piece(
        id=row["id"],
        characters=row["end"] - row["start"],
        runs=runs,
        unshown=unshown,
        role=row.get("role"),
        language=row.get("language"),
        stage=row.get("stage"),
        rule=row.get("rule"),
        similarity=row.get("similarity"),
        stays=stays,
    )


def find_marks(piece: Row, quotes: list[Row]) -> list[tuple[Span, int, str | None]]:
    """Where the words of quotes stand in a piece's text: span in the text, number of the quote, and who speaks at its end.

    Offsets count in the source. Where the text was not changed they say it; where it was repaired, joined or partly hidden,
    the quote's words are looked for, and a quote that is not found is not marked.
    """
    marks: list[tuple[Span, int, str | None]] = []
    for number, quote in enumerate(quotes, 1):
        if quote["start"] >= piece["end"] or quote["end"] <= piece["start"]:
            continue
        spans = list(_find_spans(piece, quote))
        speaker = quote["speaker_name"] or quote["speaker"] or "not named"
        marks += [(span, number, speaker if span == spans[-1] and quote["end"] <= piece["end"] else None) for span in spans]
    return sorted(marks, key=lambda mark: mark[0])


def _find_spans(piece: Row, quote: Row) -> Iterator[Span]:
    text, start, end = piece["text"] or "", piece["start"], piece["end"]
    if len(text) == end - start:
        for first, last in json.loads(quote["fragments"]) if quote["fragments"] else [(quote["start"], quote["end"])]:
            if first < end and last > start:
                yield max(first, start) - start, min(last, end) - start
    elif quote["text"]:
        yield from _find_words(quote["text"].split(" "), text)


def _find_words(words: list[str], text: str) -> Iterator[Span]:
    """The words in a text, piece by piece, each piece as long as can be; one word alone is found only as the last one."""
    place = 0
    while words:
        sizes = (size for size in range(len(words), 0, -1) if text.find(" ".join(words[:size]), place) >= 0)
        size = next(sizes, 0)
        if not size or (size == 1 and len(words) > 1):
            return
        found = " ".join(words[:size])
        at = text.find(found, place)
        place = at + len(found)
        yield at, place
        words = words[size:]


def mark_quotes(text: str, marks: list[tuple[Span, int, str | None]]) -> Iterator[Run]:
    """A text as runs with and without quotes; of two quotes that overlap only the first is marked.

    >>> [run.text for run in mark_quotes("Il a dit oui hier.", [((9, 12), 1, "A"), ((10, 12), 2, "B")])]
    ['Il a dit ', 'oui', ' hier.']
    """
    place = 0
    for (start, end), number, speaker in marks:
        if start < place or end > len(text):
            continue
        if start > place:
            yield Run(text[place:start])
        yield Run(text[start:end], number, speaker)
        place = end
    if place < len(text):
        yield Run(text[place:])
