"""Telling the article from what surrounds it: menus, forms, teasers, notices.

What a rule knows by its words goes first. Where the page has a frame, the signs of each block are weighed then: its shape,
its neighbours, and what they were taken for. A text without a frame is judged by rules alone, so that prose survives whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp

from corpus_builder.cleaning.plain.features import Signs, find_main_run, list_context_signs, list_signs
from corpus_builder.cleaning.plain.metadata import TextMetadata, read_metadata
from corpus_builder.cleaning.plain.rulebook import asks_readers
from corpus_builder.cleaning.plain.shape import Shape, describe_blocks
from corpus_builder.cleaning.plain.topic import Words, list_coherence_signs, list_topic_signs, list_words
from corpus_builder.model import Block, Role, Span, Verdict
from corpus_builder.rules import read_table
from corpus_builder.settings import BoilerplateSettings

# For each of the two judgements what each sign counts, in log odds.
Weights = Mapping[str, Mapping[str, float]]

_SHORT = 6


def judge_blocks(
    blocks: Sequence[Block],
    settings: BoilerplateSettings,
    shapes: Sequence[Shape] | None = None,
    metadata: TextMetadata | None = None,
    topic: Words = frozenset(),
    weights: Weights | None = None,
) -> list[Verdict]:
    """Say of every block of a plain text whether it stays and as what, or by which rule it goes.

    `shapes` and `metadata` are those of the blocks, where they are known already; `topic` are the words of what the source
    says it is about (`topic.read_topic`). Weights other than the package's are given to measure them.

    >>> [verdict.rule for verdict in judge_blocks([Block(0, 16, "Click to comment", 0, "start")], BoilerplateSettings())]
    ['comment form']
    """
    if not blocks:
        return []
    texts = [block.text for block in blocks]
    shapes = shapes if shapes is not None else describe_blocks(texts, outline=True)
    metadata = metadata if metadata is not None else read_metadata(blocks, settings, shapes)
    run = find_main_run(shapes)
    removed: dict[int, Verdict] = {stub.index: Verdict(stage="metadata", rule=stub.rule) for stub in metadata.stubs}
    removed |= _judge_by_rules(shapes, run, removed)
    removed |= _judge_by_place(blocks, shapes, run, removed, metadata.title, settings)
    removed |= _judge_questions(blocks, shapes, removed, metadata.title)
    removed |= _judge_head(shapes, removed, metadata.title, settings)
    if _has_frame(shapes, run, removed, settings):
        removed |= _judge_by_signs(texts, topic, weights or load_weights(), removed, metadata.title, settings)
    roles = _find_roles(blocks, shapes, removed, metadata.title, settings)
    stays = {role: Verdict(role) for role in set(roles.values())}
    return [removed[index] if index in removed else stays[roles[index]] for index in range(len(blocks))]


def _judge_by_rules(shapes: Sequence[Shape], run: Span, gone: Mapping[int, Verdict]) -> dict[int, Verdict]:
    """What goes by its words: anywhere, outside the main run of prose, or behind it, as the rule says."""
    start, end = run
    if start == end:
        end = 0
    # where nothing but lines follows that rules know, the article is over too
    end = min(end, 1 + max((index for index, shape in enumerate(shapes) if not shape.rules), default=-1))
    verdicts = {}
    for index, shape in enumerate(shapes):
        if index in gone:
            continue
        behind = index >= end
        for rule in shape.rules:
            if (rule.anywhere or index < start or behind) and (behind or not rule.only_end):
                verdicts[index] = Verdict(
                    stage="boilerplate", rule=rule.name, evidence="behind the prose" if rule.only_end else ""
                )
                break
    return verdicts


def _judge_by_place(
    blocks: Sequence[Block],
    shapes: Sequence[Shape],
    run: Span,
    gone: Mapping[int, Verdict],
    title: int | None,
    settings: BoilerplateSettings,
) -> dict[int, Verdict]:
    """What goes because of a neighbour that went."""
    verdicts = {}
    end = run[1]
    closed = next((i for i in range(end, len(shapes)) if i in gone and shapes[i].closes), len(shapes)) if end else len(shapes)
    for index, shape in enumerate(shapes):
        if index in gone or index == title:
            continue
        if index > closed:
            verdicts[index] = Verdict(
                stage="boilerplate", rule="behind the article", evidence=f"after “{_shorten(blocks[closed].text)}”"
            )
        elif _is_name(shape, settings) and any(near in gone and asks_readers(gone[near].rule) for near in (index - 1, index + 1)):
            verdicts[index] = Verdict(
                stage="boilerplate", rule="name beside a question", evidence=f"{shape.n_words} capitalised words"
            )
    return verdicts


def _judge_questions(
    blocks: Sequence[Block], shapes: Sequence[Shape], gone: Mapping[int, Verdict], title: int | None
) -> dict[int, Verdict]:
    """The questions that end a text beside one that is put to the readers; a quoted one is part of the article."""
    known, others = 0, []
    for index in range(len(shapes) - 1, -1, -1):
        shape = shapes[index]
        if index in gone:
            known += asks_readers(gone[index].rule)
        elif index != title and shape.question and not shape.sentences and blocks[index].text[0] not in '«“"':
            others.append(index)
        else:
            break
    if not known:
        return {}
    return {index: Verdict(stage="boilerplate", rule="question beside questions to readers") for index in others}


def _judge_head(
    shapes: Sequence[Shape], gone: Mapping[int, Verdict], title: int | None, settings: BoilerplateSettings
) -> dict[int, Verdict]:
    """Several lines of a word or two that stand over the title are a menu."""
    verdicts: dict[int, Verdict] = {}
    run: list[int] = []
    for index in range(title or 0):
        shape = shapes[index]
        run = [*run, index] if shape.n_words <= settings.menu_words and not (shape.ends or shape.colon) else []
        if len(run) >= settings.menu_lines:
            verdicts |= {
                place: Verdict(stage="boilerplate", rule="line of a menu", evidence="short lines over the title")
                for place in run
                if place not in gone
            }
    return verdicts


def _is_name(shape: Shape, settings: BoilerplateSettings) -> bool:
    return shape.n_words <= settings.name_words and shape.capitals == 1.0 and not (shape.ends or shape.colon)


def _judge_by_signs(
    texts: Sequence[str],
    topic: Words,
    weights: Weights,
    gone: Mapping[int, Verdict],
    title: int | None,
    settings: BoilerplateSettings,
) -> dict[int, Verdict]:
    """What goes because its signs, weighed together, speak for the page around the article."""
    shapes = describe_blocks(texts)
    run = find_main_run(shapes)
    verdicts = {}
    for index, score in enumerate(score_blocks(texts, topic, shapes, weights)):
        if index in gone or index == title:
            continue
        shape = shapes[index]
        if score < settings.least_score:
            verdicts[index] = Verdict(
                stage="boilerplate", rule=_name_reason(shape, index, run), evidence=_say_score(score, shape)
            )
    return verdicts


def _has_frame(shapes: Sequence[Shape], run: Span, gone: Mapping[int, Verdict], settings: BoilerplateSettings) -> bool:
    """Whether enough lines that are no prose stand outside the main run; those that rules know by words say less."""
    start, end = run
    lines = [index for index, shape in enumerate(shapes) if not (shape.is_prose or start <= index < end)]
    known = sum(index in gone and shapes[index].capitals > 0 for index in lines)
    return sum(index not in gone for index in lines) >= settings.frame_lines or known >= settings.frame_known_lines


def score_blocks(
    texts: Sequence[str], topic: Words, shapes: Sequence[Shape] | None = None, weights: Weights | None = None
) -> list[float]:
    """How much speaks for each block: above 0 for the article, below for the page around it (log odds).

    `topic` are the words of what the page is about, where they are known; `shapes` those of the texts, without outlines.
    """
    weights = weights or load_weights()
    shapes = shapes if shapes is not None else describe_blocks(texts)
    words = [list_words(text) for text in texts]
    signs = list_block_signs(words, shapes, topic)
    first = [_weigh(own, weights["blocks"]) for own in signs]
    context = list_page_signs(words, shapes, first)
    return [_weigh({**own, **near}, weights["context"]) for own, near in zip(signs, context, strict=True)]


def load_weights() -> Weights:
    """The weights of the signs, from their table: those of the first judgement and those of the second."""
    return read_table("boilerplate", "weights")


def list_block_signs(words: Sequence[Words], shapes: Sequence[Shape], topic: Words) -> list[Signs]:
    """The signs for a first judgement: each block's shape, its neighbours', and what it shares with the topic."""
    return [{**own, **about} for own, about in zip(list_signs(shapes), list_topic_signs(words, shapes, topic), strict=True)]


def list_page_signs(words: Sequence[Words], shapes: Sequence[Shape], scores: Sequence[float]) -> list[Signs]:
    """The signs that only a first judgement of the whole page makes: what the neighbours were taken for, and shared words."""
    near, alike = list_context_signs(shapes, scores), list_coherence_signs(words, shapes, scores)
    return [{**one, **other} for one, other in zip(near, alike, strict=True)]


def _weigh(signs: Mapping[str, float], weights: Mapping[str, float]) -> float:
    return weights["bias"] + sum(weights.get(name, 0.0) * value for name, value in signs.items())


def _name_reason(shape: Shape, index: int, run: Span) -> str:
    if shape.rules:
        return shape.rules[0].name
    if run[0] <= index < run[1]:
        return "unlike the article"
    return "line of a menu" if shape.n_words <= _SHORT and not shape.ends else "outside the article"


def _say_score(score: float, shape: Shape) -> str:
    return (
        f"model: {1 / (1 + exp(score)):.2f} frame, {shape.n_words} words, {'ends' if shape.ends else 'does not end'} with a stop"
    )


def _shorten(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def _find_roles(
    blocks: Sequence[Block],
    shapes: Sequence[Shape],
    gone: Mapping[int, Verdict],
    title: int | None,
    settings: BoilerplateSettings,
) -> dict[int, Role]:
    kept = [index for index in range(len(blocks)) if index not in gone]
    last = kept[-1] if kept else -1
    return {
        index: "title" if index == title else _find_role(blocks[index].text, shapes[index], index == last, settings)
        for index in kept
    }


def _find_role(text: str, shape: Shape, is_last: bool, settings: BoilerplateSettings) -> Role:
    if shape.listed:
        return "list_item"
    if shape.credit and not shape.sentences and shape.n_words <= settings.caption_words:
        return "caption"
    is_open = not shape.ends or shape.question
    is_line = shape.n_words <= settings.heading_words and not (
        shape.colon or shape.lower_start or shape.address or shape.sentences
    )
    # What begins with a mark is a quote that goes on or was cut off, what ends with one likewise.
    if is_open and is_line and not is_last and text[0] not in '«“"' and text[-1] not in '»”",;':
        return "heading"
    return "body"
