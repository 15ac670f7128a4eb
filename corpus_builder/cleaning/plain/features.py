"""Features that separate article blocks from boilerplate: named features of plain text.

Two lists: `list_features` looks at a block's shape and at its neighbours' shapes, `list_context_features` at what the
first list made of the neighbours. The model that weighs them is `models/plain_text.toml`. The bounds below are part
of it: where one changes, the weights must be refitted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from math import exp, log1p, sqrt
from typing import get_args

from corpus_builder.cleaning.plain.rule_tables import RuleFeature
from corpus_builder.cleaning.plain.shape import (
    PARAGRAPH_WORDS,
    PROSE_WORDS,
    Shape,
    find_heaviest_run,
    find_main_run,
    weigh_prose,
)
from corpus_builder.model import Span
from corpus_builder.models.linear import expand_names

Features = dict[str, float]

_WORD_BOUNDS = (2, 4, 7, 10, 15, 25, 50)
_FLAGS = (
    "ends",
    "colon",
    "sentences",
    "quote",
    "lower_start",
    "listed",
    "credit",
    "dated",
    "address",
    "bars",
    "question",
    "stub",
    "repeated",
    "shouts",
    "opens_quote",
    "closes_quote",
    "trails_off",
)
# Words: a block with fewer that is no prose is a label, with more it may be a heading or a caption.
_MIDDLING_WORDS = 5
_KINDS = ("prose", "middling", "tiny")
# Words: of fewer it says nothing how many of them have a capital or are short.
_CASED_WORDS = 4
# From so many on, more of them say no more: words that sites use of themselves, commas, and short words as a share.
_MOST_SITE_WORDS, _MOST_COMMAS, _MOST_SHORT_WORDS = 3, 4, 0.6
# One word in so many that is the site's, and one character in so many that is a digit, is as much as can be.
_SITE_WORD_IN, _DIGIT_IN = 4, 5
# Blocks on either side that stand near and in a wide circle, and the words of prose there that are as many as can be: on one
# side, on both for the side that has less, on both together.
_NEAR, _WIDE = 3, 8
_NEAR_WORDS, _NEAR_BOTH_WORDS, _WIDE_WORDS, _WIDE_BOTH_WORDS = 100, 60, 300, 150
# Share of the page's prose behind which a line that closes an article may close it.
_CLOSING_SHARE = 0.4
# Logarithms of counts that are as large as can be: some twenty stubs, some fifty blocks.
_MOST_STUBS, _MOST_COUNT = 3, 4
# Log odds beyond which a block's first score says no more, and beyond which no probability is nearer to 0 and 1.
_MOST_SCORE, _MOST_LOG_ODDS = 4.0, 6.0
# Log odds that a run is allowed to lose a block, so that it reaches over doubtful ones.
_WIDE_RUN = 1.0
# Blocks on either side whose scores are near and far.
_NEAR_SCORES, _FAR_SCORES = 4, 10
# A run of nothing has no share that could be divided by.
_NOTHING = 1e-6

_NEIGHBOURS = ("prose", "rule", "closes", "credit", "list", "colon", "length")
_PLACES = ("near before", "near behind", "near both", "wide", "wide both", "inside", "distance", "behind")
_PAGE = ("closed", "stubs since", "since prose", "first prose", "gap", "prose on page", "prose in run")


def _declare_shape_features() -> Iterator[str]:
    yield from expand_names("words {size}{end}", size=range(len(_WORD_BOUNDS) + 1), end=("", " ends", " open"))
    yield from expand_names("{flag}{long}", flag=_FLAGS, long=("", " long"))
    yield from expand_names("frame words {n}{long}", n=range(1, _MOST_SITE_WORDS + 1), long=("", " long", " short"))
    yield from ("frame density", "reader", "reader quoted", "reader plain", "reader and frame words")
    yield from ("commas", "capitals", "capitals of words", "short words", "digits")
    yield from ("rule", "weak rule", "closes", *expand_names("rule {name}", name=get_args(RuleFeature)))
    around = (*expand_names("{what} {side}", what=_NEIGHBOURS, side=("before", "behind")), *_PLACES, *_PAGE)
    yield from around
    yield from expand_names("{what} of {kind}", what=around, kind=_KINDS)


# What `list_features` may name, and what `list_context_features` does.
SHAPE_FEATURES = frozenset(_declare_shape_features())
CONTEXT_FEATURES = frozenset(
    {
        "score",
        "score inside",
        "in run",
        "in wide run",
        "just before",
        "just behind",
        "chance before",
        "chance behind",
        "chance both",
        "far before",
        "far behind",
        "far both",
        "out of run",
        "part of run",
        "share of page",
        "best of page",
    }
)


def list_features(shapes: Sequence[Shape]) -> list[Features]:
    """The features of each block's shape and of its neighbours' shapes."""
    run = find_main_run(shapes)
    mass = [weigh_prose(shape) for shape in shapes]
    before = [0.0, *accumulate(mass)]
    around = _describe_page(shapes, mass, before, run)
    features = []
    for index, shape in enumerate(shapes):
        own = _list_shape_features(shape)
        others = {
            **_list_neighbour_features(shapes, mass, index),
            **_list_place_features(index, before, run),
            **{name: values[index] for name, values in around.items()},
        }
        kind = "prose" if mass[index] else "middling" if shape.n_words >= _MIDDLING_WORDS else "tiny"
        for name, value in others.items():
            if value:
                own[name] = value
                own[f"{name} of {kind}"] = value
        features.append(own)
    return features


def _list_shape_features(shape: Shape) -> Features:
    size = sum(shape.n_words >= bound for bound in _WORD_BOUNDS)
    is_long = shape.n_words >= PROSE_WORDS
    features = {f"words {size}": 1.0, f"words {size} {'ends' if shape.ends else 'open'}": 1.0}
    for flag in _FLAGS:
        if getattr(shape, flag):
            features[flag] = 1.0
            if is_long:
                features[f"{flag} long"] = 1.0
    if shape.site_words:
        count = min(shape.site_words, _MOST_SITE_WORDS)
        features[f"frame words {count}"] = features[f"frame words {count} {'long' if is_long else 'short'}"] = 1.0
        features["frame density"] = min(shape.site_words / shape.n_words * _SITE_WORD_IN, 1.0)
    if shape.reader:
        features["reader"] = features["reader quoted" if shape.quote else "reader plain"] = 1.0
        if shape.site_words:
            features["reader and frame words"] = 1.0
    features["commas"] = min(shape.commas, _MOST_COMMAS) / _MOST_COMMAS
    features["capitals"] = shape.capitals
    if shape.n_words >= _CASED_WORDS:
        features["capitals of words"] = shape.capitals
        features["short words"] = min(shape.short_words, _MOST_SHORT_WORDS)
    features["digits"] = min(shape.digits * _DIGIT_IN, 1.0)
    features.update(_list_rule_features(shape))
    return features


def _list_rule_features(shape: Shape) -> Features:
    features: Features = {}
    if any(rule.anywhere and not rule.only_end for rule in shape.rules):
        features["rule"] = 1.0
    elif shape.rules:
        features["weak rule"] = 1.0
    if shape.closes:
        features["closes"] = 1.0
    for rule in shape.rules:
        if rule.feature:
            features[f"rule {rule.feature}"] = 1.0
    return features


def _list_neighbour_features(shapes: Sequence[Shape], mass: Sequence[float], index: int) -> Features:
    features: Features = {}
    for side, place in (("before", index - 1), ("behind", index + 1)):
        if not 0 <= place < len(shapes):
            continue
        other = shapes[place]
        features[f"prose {side}"] = float(mass[place] > 0)
        features[f"rule {side}"] = float(other.ruled)
        features[f"closes {side}"] = float(other.closes)
        features[f"credit {side}"] = float(other.credit)
        features[f"list {side}"] = float(other.listed)
        features[f"colon {side}"] = float(other.colon)
        features[f"length {side}"] = squash(other.n_words)
    return features


def _list_place_features(index: int, before: Sequence[float], run: Span) -> Features:
    """How much prose stands near, and where the block lies beside the main run."""
    last = len(before) - 1

    def prose(start: int, end: int) -> float:
        return before[min(end, last)] - before[max(start, 0)]

    near = prose(index - _NEAR, index), prose(index + 1, index + 1 + _NEAR)
    wide = prose(index - _WIDE, index), prose(index + 1, index + 1 + _WIDE)
    features = {
        "near before": min(near[0], _NEAR_WORDS) / _NEAR_WORDS,
        "near behind": min(near[1], _NEAR_WORDS) / _NEAR_WORDS,
        "near both": min(*near, _NEAR_BOTH_WORDS) / _NEAR_BOTH_WORDS,
        "wide": min(wide[0] + wide[1], _WIDE_WORDS) / _WIDE_WORDS,
        "wide both": min(*wide, _WIDE_BOTH_WORDS) / _WIDE_BOTH_WORDS,
    }
    if run[0] <= index < run[1]:
        features["inside"] = 1.0
    else:
        features["distance"] = squash(_gap(index, run))
        features["behind"] = float(index >= run[1])
    return features


def _describe_page(shapes: Sequence[Shape], mass: Sequence[float], before: Sequence[float], run: Span) -> dict[str, list[float]]:
    """Features that need the whole page, each with its value for every block."""
    n = len(shapes)
    total = before[-1] or 1.0
    first = next((index for index in range(n) if mass[index]), n)
    stubs = [0, *accumulate(shape.stub or shape.comment for shape in shapes)]
    closing = [run[0] <= i < run[1] and before[i] > _CLOSING_SHARE * total and shapes[i].closes for i in range(n)]
    since, last_prose = [], -1
    for index in range(n):
        since.append(squash(index - last_prose))
        last_prose = index if mass[index] else last_prose
    return {
        "closed": [float(value) for value in accumulate(closing, max)],
        "stubs since": [min(log1p(stubs[i] - stubs[min(first, i)]), _MOST_STUBS) / _MOST_STUBS for i in range(n)],
        "since prose": since,
        "first prose": [float(i == first) for i in range(n)],
        "gap": [squash(length) for length in _measure_gaps(mass)],
        "prose on page": [sum(value > 0 for value in mass) / n] * n,
        "prose in run": [(before[run[1]] - before[run[0]]) / total] * n,
    }


def _measure_gaps(mass: Sequence[float]) -> list[int]:
    """For each block the length of the run without prose that it lies in, 0 for prose."""
    lengths = list(accumulate(mass, lambda length, value: 0 if value else length + 1, initial=0))[1:]
    for index in range(len(lengths) - 2, -1, -1):
        if lengths[index] and lengths[index + 1]:
            lengths[index] = lengths[index + 1]
    return lengths


def list_context_features(shapes: Sequence[Shape], scores: Sequence[float]) -> list[Features]:
    """The features that the scores of a block's neighbours are; a score above 0 speaks for the article."""
    n = len(shapes)
    clipped = [max(-_MOST_SCORE, min(_MOST_SCORE, score)) for score in scores]
    sizes = [sqrt(min(shape.n_words, PARAGRAPH_WORDS)) for shape in shapes]
    probabilities = [to_probability(score) for score in clipped]
    weighed = [0.0, *accumulate(probability * size for probability, size in zip(probabilities, sizes, strict=True))]
    weights = [0.0, *accumulate(sizes)]
    run = find_heaviest_run([score * size for score, size in zip(clipped, sizes, strict=True)])
    wide_run = find_heaviest_run([(score + _WIDE_RUN) * size for score, size in zip(clipped, sizes, strict=True)])
    in_run = weighed[run[1]] - weighed[run[0]] + _NOTHING
    share, best = sum(score > 0 for score in clipped) / max(n, 1), max(probabilities, default=0.0)

    def mean(start: int, end: int) -> float:
        start, end = max(start, 0), min(end, n)
        return (weighed[end] - weighed[start]) / (weights[end] - weights[start]) if start < end else 0.0

    features = []
    for index, score in enumerate(clipped):
        inside = run[0] <= index < run[1]
        near = mean(index - _NEAR_SCORES, index), mean(index + 1, index + 1 + _NEAR_SCORES)
        wide = mean(index - _FAR_SCORES, index), mean(index + 1, index + 1 + _FAR_SCORES)
        features.append(
            {
                "score": score,
                "score inside": score * inside,
                "in run": float(inside),
                "in wide run": float(wide_run[0] <= index < wide_run[1]),
                "just before": mean(index - 1, index),
                "just behind": mean(index + 1, index + 2),
                "chance before": near[0],
                "chance behind": near[1],
                "chance both": min(near),
                "far before": wide[0],
                "far behind": wide[1],
                "far both": min(wide),
                "out of run": 0.0 if inside else squash(_gap(index, run)),
                "part of run": (weighed[index + 1] - weighed[run[0]]) / in_run if inside else 0.0,
                "share of page": share,
                "best of page": best,
            }
        )
    return features


def _gap(index: int, run: Span) -> int:
    return run[0] - index if index < run[0] else index - run[1] + 1


def squash(count: float) -> float:
    """A count or distance as a number between 0 and 1, in which the first few make the most difference."""
    return min(log1p(count), _MOST_COUNT) / _MOST_COUNT


def to_probability(score: float) -> float:
    """The probability that log odds stand for, away from 0 and 1."""
    return 1 / (1 + exp(-max(-_MOST_LOG_ODDS, min(_MOST_LOG_ODDS, score))))
