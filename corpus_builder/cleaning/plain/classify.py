"""Separating the article of a plain text from boilerplate: menus, forms, teasers, notices.

Lines that a rule recognizes by their words are removed first. Where boilerplate surrounds the article, the features
of each block are weighed next: its shape, its neighbours, and their labels. A text without boilerplate is classified
by rules alone, so that its prose survives whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import exp
from typing import Final

import numpy as np

from corpus_builder.cleaning.plain.features import CONTEXT_FEATURES, SHAPE_FEATURES, list_context_features, list_features
from corpus_builder.cleaning.plain.metadata import BOILERPLATE_LINES, NAME_WORDS, TextPage
from corpus_builder.cleaning.plain.rule_tables import Rule
from corpus_builder.cleaning.plain.rulebook import asks_readers
from corpus_builder.cleaning.plain.shape import ShapeColumns, find_main_runs
from corpus_builder.cleaning.plain.topic import (
    COHERENCE_FEATURES,
    TOPIC_FEATURES,
    BlockWords,
    Stems,
    list_coherence_features,
    list_topic_features,
    number_words,
)
from corpus_builder.kernels.segments import Floats, Segments, make_segments, measure_runs
from corpus_builder.knowledge import name_table, read_table
from corpus_builder.model import Label, Role, Span
from corpus_builder.models.linear import ROOM, FeatureColumn, FittedTable, LinearModel, Weights, make_model, sum_columns
from corpus_builder.settings import BoilerplateSettings

# What is removed of a page, by the indices of its blocks.
Removed = Mapping[int, Label]

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
# Characters of a line that evidence shows.
_SHOWN = 40


class PlainTextTable(FittedTable):
    """The table of weights: those of the first pass over the blocks, and those of the second, which knows what those made of
    them.
    """

    blocks: Weights
    context: Weights


@dataclass(frozen=True, slots=True)
class PlainTextModel:
    """The models of the two passes."""

    blocks: LinearModel
    context: LinearModel


@dataclass(frozen=True, slots=True)
class ScoredPage:
    """The score of each block of a page, its words, whether it ends with a stop, and the page's main run."""

    scores: list[float]
    n_words: list[int]
    ends: list[bool]
    run: Span


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
    removed = [_remove_known(page) for page in pages]
    framed = [number for number, page in enumerate(pages) if _has_boilerplate(page, removed[number])]
    scored = iter(_score_pages([pages[number] for number in framed], model))
    for number in framed:
        removed[number] |= _remove_by_features(pages[number], removed[number], next(scored), settings)
    return [_label_blocks(page, own) for page, own in zip(pages, removed, strict=True)]


def _remove_known(page: TextPage) -> dict[int, Label]:
    """What is removed of a page without weighing anything."""
    removed: dict[int, Label] = {stub.index: Label(stage="metadata", rule=stub.rule) for stub in page.metadata.stubs}
    removed |= _remove_by_rules(page, removed)
    removed |= _remove_by_place(page, removed)
    removed |= _remove_questions(page, removed)
    removed |= _remove_menu(page, removed)
    return removed


def _label_blocks(page: TextPage, removed: Removed) -> list[Label]:
    roles = _find_roles(page, removed)
    kept = {role: Label(role) for role in set(roles.values())}
    return [removed[index] if index in removed else kept[roles[index]] for index in range(len(page.blocks))]


def _score_pages(pages: Sequence[TextPage], model: PlainTextModel) -> Iterator[ScoredPage]:
    """The scores of the blocks of pages, all pages of a batch weighed together."""
    for batch in {id(page.batch): page.batch for page in pages}.values():
        own = [page for page in pages if page.batch is batch]
        columns = batch.complete_pages([page.number for page in own])
        texts = [text for page in own for text in page.blocks.texts]
        scores = score_blocks(texts, columns, [page.topic for page in own], model)
        runs = find_main_runs(columns, make_segments(columns.offsets))
        lists = [array.tolist() for array in (scores, columns.n_words, columns.ends, runs.starts, runs.ends)]
        for page, (start, end) in enumerate(pairwise(columns.offsets.tolist())):
            run = lists[3][page] - start, lists[4][page] - start
            yield ScoredPage(lists[0][start:end], lists[1][start:end], lists[2][start:end], run)


def score_blocks(texts: Sequence[str], shapes: ShapeColumns, topics: Sequence[Stems], model: PlainTextModel) -> Floats:
    """How much speaks for each block of a batch of pages: above 0 for the article, below for the page around it (log odds).

    `shapes` are those of the texts, complete; `topics` are for each page the words of what it is about, where they are known.
    """
    pages = make_segments(shapes.offsets)
    words = number_words(texts, pages)
    sums = sum_columns([model.blocks, model.context], list_block_features(words, shapes, topics, pages), len(texts))
    first = model.blocks.score_sums(sums[0])
    [around] = sum_columns([model.context], list_page_features(words, shapes, first, pages), len(texts))
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


def _remove_by_rules(page: TextPage, removed: Removed) -> dict[int, Label]:
    """What its words tell: anywhere, outside the main run of prose, or behind it, as the rule says."""
    start, end = page.run
    if start == end:
        end = 0
    known = page.outlines.rules > 0
    # where nothing but lines follows that rules know, the article is over too
    end = min(end, 1 + int(np.flatnonzero(~known)[-1])) if not known.all() else 0
    labels, chosen = {}, {}
    for index, number in zip(np.flatnonzero(known).tolist(), page.outlines.rules[known].tolist(), strict=True):
        case = number, index < start, index >= end
        if case not in chosen:
            chosen[case] = _choose_rule(page.outlines.rule_sets[number], is_before=case[1], is_behind=case[2])
        if index not in removed and (label := chosen[case]):
            labels[index] = label
    return labels


def _choose_rule(rules: Sequence[Rule], *, is_before: bool, is_behind: bool) -> Label | None:
    """The label by the first rule that holds where a block is: before or behind the prose, or in it."""
    for rule in rules:
        if (rule.anywhere or is_before or is_behind) and (is_behind or not rule.only_end):
            return Label(stage="boilerplate", rule=rule.name, evidence="after the prose" if rule.only_end else "")
    return None


def _remove_by_place(page: TextPage, removed: Removed) -> dict[int, Label]:
    """What a neighbour that is removed takes along."""
    shapes, title = page.outlines, page.metadata.title
    closed = _find_close(page, removed)
    labels = {}
    if behind := [index for index in range(closed + 1, len(page.blocks)) if index not in removed and index != title]:
        evidence = f"after “{_shorten(page.blocks.texts[closed])}”"
        labels = dict.fromkeys(behind, Label(stage="boilerplate", rule="after the article", evidence=evidence))
    for index in sorted({near for asking in _list_asking(removed) for near in (asking - 1, asking + 1)}):
        if (
            0 <= index <= closed
            and index < len(page.blocks)
            and index not in removed
            and index != title
            and _is_name(shapes, index)
        ):
            evidence = f"{shapes.n_words[index]} capitalised words"
            labels[index] = Label(stage="boilerplate", rule="name next to a reader question", evidence=evidence)
    return labels


def _list_asking(removed: Removed) -> list[int]:
    """What is removed as a question to the readers."""
    return [index for index, label in removed.items() if asks_readers(label.rule)]


def _find_close(page: TextPage, removed: Removed) -> int:
    """The index of the first line behind the prose that closes the article; the number of blocks where there is none."""
    end, n = page.run[1], len(page.blocks)
    closing = (np.flatnonzero(page.outlines.closes[end:]) + end).tolist() if end else []
    return next((index for index in closing if index in removed), n)


def _remove_questions(page: TextPage, removed: Removed) -> dict[int, Label]:
    """The questions that end a text beside one that is put to the readers; a quoted one is part of the article."""
    asking = max(_list_asking(removed), default=None)
    if asking is None:
        return {}
    questions = (page.outlines.question & ~page.outlines.sentences).tolist()
    others = []
    for index in range(len(questions) - 1, -1, -1):
        if index in removed:
            continue
        if index == page.metadata.title or not questions[index] or page.blocks.texts[index][0] in '«“"':
            break
        others.append(index)
    else:
        index = -1
    if asking < index:
        return {}
    return dict.fromkeys(others, Label(stage="boilerplate", rule="question next to a reader question"))


def _remove_menu(page: TextPage, removed: Removed) -> dict[int, Label]:
    """Several lines of a word or two that stand over the title are a menu."""
    shapes, title = page.outlines, page.metadata.title or 0
    short = (shapes.n_words <= MENU_WORDS) & ~(shapes.ends | shapes.colon)
    runs = measure_runs(short[:title], make_segments(np.array([0, title])))
    menu = [index for index in np.flatnonzero(runs >= MENU_LINES).tolist() if index not in removed]
    return dict.fromkeys(menu, Label(stage="boilerplate", rule="menu item", evidence="short lines above the title"))


def _is_name(shapes: ShapeColumns, index: int) -> bool:
    is_short = shapes.n_words[index] <= NAME_WORDS and shapes.capitals[index] == 1.0
    return bool(is_short and not (shapes.ends[index] or shapes.colon[index]))


def _has_boilerplate(page: TextPage, removed: Removed) -> bool:
    """Whether enough lines that are no prose stand outside the main run; those that rules know by words say less."""
    outside, gone = ~page.outlines.is_prose, np.zeros(len(page.blocks), bool)
    outside[slice(*page.run)] = False
    gone[list(removed)] = True
    known = np.count_nonzero(outside & gone & (page.outlines.capitals > 0))
    unknown = np.count_nonzero(outside & ~gone)
    return bool(unknown >= BOILERPLATE_LINES or known >= KNOWN_LINES)


def _remove_by_features(page: TextPage, removed: Removed, scored: ScoredPage, settings: BoilerplateSettings) -> dict[int, Label]:
    """The blocks that features, weighed together, classify as boilerplate."""
    return {
        index: Label(stage="boilerplate", rule=_name_reason(page, index, scored), evidence=_say_score(scored, index))
        for index, score in enumerate(scored.scores)
        if score < settings.least_score and index not in removed and index != page.metadata.title
    }


def _name_reason(page: TextPage, index: int, scored: ScoredPage) -> str:
    rules = page.outlines.rule_sets[int(page.outlines.rules[index])]
    if rules:
        return rules[0].name
    if scored.run[0] <= index < scored.run[1]:
        return "unlike the article"
    return "menu item" if scored.n_words[index] <= _MENU_LINE_WORDS and not scored.ends[index] else "outside the article"


def _say_score(scored: ScoredPage, index: int) -> str:
    stop = "ends" if scored.ends[index] else "does not end"
    return f"boilerplate {1 / (1 + exp(scored.scores[index])):.2f}: {scored.n_words[index]} words, {stop} with a stop"


def _shorten(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _find_roles(page: TextPage, removed: Removed) -> dict[int, Role]:
    shapes, kept = page.outlines, [index for index in range(len(page.blocks)) if index not in removed]
    is_caption = shapes.credit & ~shapes.sentences & (shapes.n_words <= CAPTION_WORDS)
    is_line = (shapes.n_words <= HEADING_WORDS) & ~(shapes.colon | shapes.lower_start | shapes.address | shapes.sentences)
    # a heading comes before something
    may_head = is_line & (~shapes.ends | shapes.question)
    may_head[kept[-1:]] = False
    flags = [flag[kept].tolist() for flag in (shapes.listed, is_caption, may_head)]
    texts = map(page.blocks.texts.__getitem__, kept)
    roles = {index: _find_role(*each) for index, *each in zip(kept, texts, *flags, strict=True)}
    if page.metadata.title in roles:
        roles[page.metadata.title] = "title"
    return roles


def _find_role(text: str, is_listed: bool, is_caption: bool, may_head: bool) -> Role:
    if is_listed:
        return "list_item"
    if is_caption:
        return "caption"
    # What begins with a mark is a quote that goes on or was cut off, what ends with one likewise.
    if may_head and text[0] not in '«“"' and text[-1] not in '»”",;':
        return "heading"
    return "body"
