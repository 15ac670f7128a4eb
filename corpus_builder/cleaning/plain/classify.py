"""Separating the article of a plain text from boilerplate: menus, forms, teasers, notices.

Lines that a rule recognizes by their words are removed first. Where boilerplate surrounds the article, the features
of each block are weighed next: its shape, its neighbours, and their labels. A text without boilerplate is classified
by rules alone, so that its prose survives whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from corpus_builder.cleaning.plain.features import CONTEXT_FEATURES, SHAPE_FEATURES, list_context_features, list_features
from corpus_builder.cleaning.plain.headings import BOILERPLATE_LINES
from corpus_builder.cleaning.plain.metadata import NAME_WORDS, TextPage
from corpus_builder.cleaning.plain.places import (
    Verdict,
    bridge_islands,
    find_belonging,
    find_leads,
    find_leftovers,
    find_linked_items,
)
from corpus_builder.cleaning.plain.shape import BlockTexts, ShapeColumns, find_main_runs
from corpus_builder.cleaning.plain.topic import (
    COHERENCE_FEATURES,
    TOPIC_FEATURES,
    BlockWords,
    Stems,
    list_coherence_features,
    list_topic_features,
    number_words,
)
from corpus_builder.cleaning.rules.rule_tables import Rule
from corpus_builder.cleaning.rules.rulebook import asks_readers
from corpus_builder.kernels.segments import (
    Flags,
    Floats,
    Ints,
    Runs,
    Segments,
    count_flags,
    find_first,
    find_last,
    flag_runs,
    make_segments,
    measure_runs,
    take_before,
    take_behind,
)
from corpus_builder.knowledge import name_table, read_table
from corpus_builder.model import Label, Role
from corpus_builder.models.linear import ROOM, FeatureColumn, FittedTable, LinearModel, Weights, make_model, sum_columns
from corpus_builder.settings import BoilerplateSettings

Labels = npt.NDArray[np.object_]

TABLE: Final = "plain_text"
BLOCK_FEATURES: Final = SHAPE_FEATURES | TOPIC_FEATURES
PAGE_FEATURES: Final = BLOCK_FEATURES | CONTEXT_FEATURES | COHERENCE_FEATURES

# Words of a heading within a text, and of a picture's caption that names its owner.
HEADING_WORDS, CAPTION_WORDS = 16, 40
# Words of a line that may be an entry of a menu over the title, and lines in a row that make one: two may be a section and its
# title.
MENU_WORDS, MENU_LINES = 2, 3
# Blocks outside the article that rules know by their words: of so many, a page has boilerplate around it, whatever else it has.
KNOWN_LINES = 30
# Words: a line that is removed and has no more is one of a menu.
_MENU_LINE_WORDS = 6
# The score of a standfirst that is kept: the model has seen more menus than standfirsts between a title and its text.
LEAST_LEAD_SCORE = -2.0
# Characters of a line that evidence shows.
_SHOWN = 40
# Marks at the beginning of a line that is a quote, and at the end of one that is a quote or cut off.
_OPENING, _CUT_OFF = '«“"', '»”",;'
# Why a block is removed that no rule knows.
_REASONS: Final = ("unlike the article", "menu item", "outside the article")
_ROLES: Final[tuple[Role, ...]] = ("body", "title", "list_item", "caption", "heading")


class PlainTextTable(FittedTable):
    """The table of weights: those of the first pass over the blocks, and those of the second, which knows what those made of
    them.
    """

    blocks: Weights
    context: Weights


class PlainTextModel(NamedTuple):
    """The models of the two passes."""

    blocks: LinearModel
    context: LinearModel


class BlockTable(NamedTuple):
    """The blocks of pages of one batch, one row each: their texts, their outlines, the page of each, the main run of each page,
    and which of them are titles.
    """

    texts: list[str]
    shapes: ShapeColumns
    pages: Segments
    runs: Runs
    titles: Flags


@dataclass(frozen=True, slots=True)
class Removals:
    """What is removed of a table of blocks: of each row its label, whether it is kept so far, and whether it is removed as a
    question to the readers. The arrays are written to; `labels` has None for what is kept until its role is known.
    """

    labels: Labels
    kept: Flags
    asking: Flags

    def remove(self, rows: Ints | int, labels: Labels | Label) -> None:
        """Remove rows, all of them with one label or each with its own; or one row."""
        self.labels[rows] = labels
        self.kept[rows] = False


def classify_texts(pages: Sequence[TextPage], settings: BoilerplateSettings) -> list[list[Label]]:
    """Say of every block of the plain texts of a batch whether it is kept and as what, or by which rule it is removed.

    >>> from corpus_builder.cleaning.plain.metadata import read_pages
    >>> from corpus_builder.cleaning.blocks.split import split_blocks
    >>> pages = read_pages([split_blocks("Click to comment", ())], [frozenset()])
    >>> [label.rule for label in classify_texts(pages, BoilerplateSettings())[0]]
    ['comment form']
    """
    return classify_by(load_model(), pages, settings)


def classify_by(model: PlainTextModel, pages: Sequence[TextPage], settings: BoilerplateSettings) -> list[list[Label]]:
    """The same with a model other than the package's, to measure it."""
    labels: dict[int, list[Label]] = {}
    for batch in {id(page.batch): page.batch for page in pages}.values():
        own = [number for number, page in enumerate(pages) if page.batch is batch]
        labels |= zip(own, _classify_batch(model, [pages[number] for number in own], settings), strict=True)
    return [labels[number] for number in range(len(pages))]


def _classify_batch(model: PlainTextModel, pages: Sequence[TextPage], settings: BoilerplateSettings) -> list[list[Label]]:
    """The labels of pages that were described together."""
    table = _tabulate_blocks(pages)
    n = len(table.texts)
    removals = Removals(np.full(n, None, object), np.ones(n, bool), np.zeros(n, bool))
    _remove_metadata(pages, table, removals)
    _remove_by_rules(table, removals)
    _remove_by_place(table, removals)
    _remove_questions(table, removals)
    _remove_menu(table, removals)
    _remove_by_features(pages, table, removals, model, settings)
    _remove_leftovers(table, removals)
    _name_roles(table, removals)
    every, bounds = removals.labels.tolist(), table.pages.offsets.tolist()
    return [every[start:end] for start, end in pairwise(bounds)]


def _tabulate_blocks(pages: Sequence[TextPage]) -> BlockTable:
    shapes = pages[0].batch.outline_pages([page.number for page in pages])
    segments = make_segments(shapes.offsets)
    first = shapes.offsets[:-1]
    starts, ends = np.array([page.run for page in pages], np.int64).T + first
    titles = np.zeros(len(segments.rows), bool)
    for start, page in zip(first.tolist(), pages, strict=True):
        if page.metadata.title is not None:
            titles[start + page.metadata.title] = True
    return BlockTable([text for page in pages for text in page.blocks.texts], shapes, segments, Runs(starts, ends), titles)


def score_blocks(texts: BlockTexts, shapes: ShapeColumns, topics: Sequence[Stems], model: PlainTextModel) -> Floats:
    """How much speaks for each block of a batch of pages: above 0 for the article, below for the page around it (log odds).

    `shapes` are those of the texts, complete; `topics` are for each page the words of what it is about, where they are known.
    """
    pages = make_segments(shapes.offsets)
    words = number_words(texts, pages)
    sums = sum_columns([model.blocks, model.context], list_block_features(words, shapes, topics, pages), len(pages.rows))
    first = model.blocks.score_sums(sums[0])
    [around] = sum_columns([model.context], list_page_features(words, shapes, first, pages), len(pages.rows))
    return model.context.score_sums(sums[1] + around)


def list_block_features(
    words: BlockWords, shapes: ShapeColumns, topics: Sequence[Stems], pages: Segments
) -> Iterator[FeatureColumn]:
    """The features for the first pass: each block's shape, its neighbours', and what it shares with the topic."""
    yield from list_features(shapes, pages)
    yield from list_topic_features(words, shapes, topics, pages)


def list_page_features(words: BlockWords, shapes: ShapeColumns, scores: Floats, pages: Segments) -> Iterator[FeatureColumn]:
    """The features that only a first pass over the page gives: what the neighbours were taken for, and shared words."""
    yield from list_context_features(shapes, scores, pages)
    yield from list_coherence_features(words, shapes, scores, pages)


@cache
def load_model() -> PlainTextModel:
    """The package's model. Raises TableError where its table has a weight for a feature that nothing computes."""
    table = read_table(PlainTextTable, ROOM, TABLE)
    return combine_passes(table.blocks, table.context, name_table(ROOM, TABLE))


def combine_passes(blocks: Weights, context: Weights, where: str) -> PlainTextModel:
    """A model of the weights of its two passes; `where` they stand."""
    return PlainTextModel(
        make_model(blocks, BLOCK_FEATURES, f"{where}: blocks"), make_model(context, PAGE_FEATURES, f"{where}: context")
    )


def _remove_metadata(pages: Sequence[TextPage], table: BlockTable, removals: Removals) -> None:
    for start, page in zip(table.pages.offsets.tolist(), pages, strict=False):
        for stub in page.metadata.stubs:
            row = start + stub.index
            removals.remove(row, Label(stage="metadata", rule=stub.rule))
            removals.asking[row] = asks_readers(stub.rule)


def _remove_by_rules(table: BlockTable, removals: Removals) -> None:
    """What its words tell: anywhere, outside the main run of prose, or behind it, as the rule says."""
    pages, rules = table.pages, table.shapes.rules
    end = np.where(table.runs.starts == table.runs.ends, pages.offsets[:-1], table.runs.ends)
    # where nothing but lines follows that rules know, the article is over too
    end = np.minimum(end, 1 + find_last(rules == 0, pages))
    before, behind = pages.rows < table.runs.starts[pages.owners], pages.rows >= end[pages.owners]
    cases = 4 * rules + 2 * before + behind
    keys, choices = np.unique(cases[rules > 0], return_inverse=True)
    named = [_choose_rule(table.shapes.rule_sets[key // 4], before=key & 2 > 0, behind=key & 1 > 0) for key in keys.tolist()]
    rows = np.flatnonzero(rules > 0)
    chosen = np.array([label is not None for label in named], bool)[choices] & removals.kept[rows]
    rows, choices = rows[chosen], choices[chosen]
    removals.remove(rows, _make_labels(named)[choices])
    removals.asking[rows] = np.array([label is not None and asks_readers(label.rule) for label in named], bool)[choices]


def _choose_rule(rules: Sequence[Rule], *, before: bool, behind: bool) -> Label | None:
    """The label by the first of the rules that holds before the main run of prose, behind it or within."""
    for rule in rules:
        if (rule.anywhere or before or behind) and (behind or not rule.only_end):
            return Label(stage="boilerplate", rule=rule.name, evidence="after the prose" if rule.only_end else "")
    return None


def _make_labels(labels: Sequence[Label | None]) -> Labels:
    """Labels as an array."""
    array = np.empty(len(labels), object)
    array[:] = labels
    return array


def _remove_by_place(table: BlockTable, removals: Removals) -> None:
    """What a neighbour that is removed takes along."""
    pages, shapes = table.pages, table.shapes
    linked = find_linked_items(table.texts, shapes, removals.kept, pages)
    removals.remove(np.flatnonzero(linked), Label(stage="boilerplate", rule="related articles", evidence="an address below each"))
    closed = _find_close(table, ~removals.kept)
    free = removals.kept & ~table.titles
    after = free & (pages.rows > closed[pages.owners])
    beside = take_before(removals.asking, pages) | take_behind(removals.asking, pages)
    names = (shapes.n_words <= NAME_WORDS) & (shapes.capitals == 1.0) & ~(shapes.ends | shapes.colon)
    for row in np.flatnonzero(free & ~after & beside & names).tolist():
        evidence = f"{shapes.n_words[row]} capitalised words"
        removals.remove(row, Label(stage="boilerplate", rule="name next to a reader question", evidence=evidence))
    owners, choices = np.unique(pages.owners[after], return_inverse=True)
    closing = [f"after “{_shorten(table.texts[row])}”" for row in closed[owners].tolist()]
    labels = [Label(stage="boilerplate", rule="after the article", evidence=line) for line in closing]
    removals.remove(np.flatnonzero(after), _make_labels(labels)[choices])


def _find_close(table: BlockTable, removed: Flags) -> Ints:
    """The first row of each page behind the prose that closes the article; the end of the page where there is none."""
    behind = table.pages.rows >= table.runs.ends[table.pages.owners]
    closes = removed & table.shapes.closes & behind & (table.runs.ends > table.pages.offsets[:-1])[table.pages.owners]
    return find_first(closes, table.pages)


def _remove_questions(table: BlockTable, removals: Removals) -> None:
    """The questions that end a text beside one that is put to the readers; a quoted one is part of the article."""
    pages, shapes, kept = table.pages, table.shapes, removals.kept
    questions = kept & ~table.titles & shapes.question & ~shapes.sentences
    for row in np.flatnonzero(questions).tolist():
        questions[row] = table.texts[row][0] not in _OPENING
    last = find_last(kept & ~questions, pages)
    ending = pages.rows > last[pages.owners]
    known = count_flags(removals.asking & ending, pages) > 0
    others = np.flatnonzero(ending & questions & known[pages.owners])
    removals.remove(others, Label(stage="boilerplate", rule="question next to a reader question"))


def _remove_menu(table: BlockTable, removals: Removals) -> None:
    """Several lines of a word or two that stand over the title are a menu."""
    pages, shapes = table.pages, table.shapes
    titles = find_last(table.titles, pages)[pages.owners]
    short = (pages.rows < titles) & (shapes.n_words <= MENU_WORDS) & ~(shapes.ends | shapes.colon)
    menu = np.flatnonzero((measure_runs(short, pages) >= MENU_LINES) & removals.kept)
    removals.remove(menu, Label(stage="boilerplate", rule="menu item", evidence="short lines above the title"))


def _have_boilerplate(table: BlockTable, kept: Flags) -> Flags:
    """The pages on which enough lines that are no prose stand outside the article; those that rules know by words say less."""
    lines = ~(table.shapes.is_prose | flag_runs(bridge_islands(table.texts, table.shapes, table.runs, table.pages), table.pages))
    known = count_flags(lines & ~kept & (table.shapes.capitals > 0), table.pages)
    return (count_flags(lines & table.shapes.is_unknown(), table.pages) >= BOILERPLATE_LINES) | (known >= KNOWN_LINES)


def _remove_by_features(
    pages: Sequence[TextPage], table: BlockTable, removals: Removals, model: PlainTextModel, settings: BoilerplateSettings
) -> None:
    """The blocks that features, weighed together, classify as boilerplate, on pages that have boilerplate."""
    framed = _have_boilerplate(table, removals.kept)
    rows = np.flatnonzero(framed[table.pages.owners])
    if not len(rows):
        return
    own = [pages[number] for number in np.flatnonzero(framed).tolist()]
    batch, numbers = own[0].batch, [page.number for page in own]
    shapes = batch.complete_pages(numbers)
    scores = score_blocks(batch.take_texts(numbers), shapes, [page.topic for page in own], model)
    least = np.where(find_leads(table.shapes, table.titles, table.pages), LEAST_LEAD_SCORE, settings.least_score)[rows]
    low = np.zeros(len(table.texts), bool)
    low[rows] = (scores < np.minimum(least, settings.least_score)) & (removals.kept & ~table.titles)[rows]
    low &= ~find_belonging(table.texts, table.shapes, Verdict(removals.kept, low, table.titles), table.pages)
    chosen = np.flatnonzero(low[rows])
    removals.remove(rows[chosen], _label_scores(shapes, scores, chosen))


def _remove_leftovers(table: BlockTable, removals: Removals) -> None:
    """The lines of pages of nothing but menus that no rule knows."""
    rows = np.flatnonzero(find_leftovers(table.shapes, removals.kept & ~table.titles, table.runs, table.pages))
    removals.remove(rows, Label(stage="boilerplate", rule="menu item", evidence="no sentence on the page"))


def _label_scores(shapes: ShapeColumns, scores: Floats, low: Ints) -> Labels:
    """The labels of the rows that their low scores remove; rows of which the same is said share one."""
    pages = make_segments(shapes.offsets)
    inside = flag_runs(find_main_runs(shapes, pages), pages)[low]
    rules, ends, n_words = shapes.rules[low], shapes.ends[low], shapes.n_words[low]
    in_menu = (n_words <= _MENU_LINE_WORDS) & ~ends
    reasons = np.where(rules > 0, rules + len(_REASONS), np.where(inside, 0, np.where(in_menu, 1, 2)))
    percents = np.rint(100 / (1 + np.exp(scores[low]))).astype(np.int64)
    said = (reasons, percents, ends.astype(np.int64), n_words)
    widths = [int(values.max(initial=0)) + 1 for values in said]
    keys, choices = np.unique(np.ravel_multi_index(said, widths), return_inverse=True)
    labels = []
    for reason, percent, stop, count in zip(*(values.tolist() for values in np.unravel_index(keys, widths)), strict=True):
        rule = _REASONS[reason] if reason < len(_REASONS) else shapes.rule_sets[reason - len(_REASONS)][0].name
        end = "ends" if stop else "does not end"
        evidence = f"boilerplate {percent / 100:.2f}: {count} words, {end} with a stop"
        labels.append(Label(stage="boilerplate", rule=rule, evidence=evidence))
    return _make_labels(labels)[choices]


def _shorten(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _name_roles(table: BlockTable, removals: Removals) -> None:
    """The labels of what is kept."""
    kept, shapes = removals.kept, table.shapes
    captions = shapes.credit & ~shapes.sentences & (shapes.n_words <= CAPTION_WORDS)
    others = kept & ~(table.titles | shapes.listed | captions)
    roles = np.select([table.titles, shapes.listed, captions, _find_headings(table, kept, others)], [1, 2, 3, 4], 0)
    removals.labels[kept] = _make_labels([Label(role) for role in _ROLES])[roles[kept]]


def _find_headings(table: BlockTable, kept: Flags, candidates: Flags) -> Flags:
    """Short lines without a stop, save the last block that is kept.

    What begins with a mark is a quote that goes on or was cut off, what ends with one likewise.
    """
    shapes = table.shapes
    is_line = (shapes.n_words <= HEADING_WORDS) & ~(shapes.colon | shapes.lower_start | shapes.address | shapes.sentences)
    headings: Flags = candidates & is_line & (~shapes.ends | shapes.question)
    headings &= table.pages.rows < find_last(kept, table.pages)[table.pages.owners]
    for row in np.flatnonzero(headings).tolist():
        text = table.texts[row]
        headings[row] = text[0] not in _OPENING and text[-1] not in _CUT_OFF
    return headings
