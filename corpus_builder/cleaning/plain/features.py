"""The signs by which a block is told to be of the article or of the page around it.

Two lists: `list_signs` looks at a block's shape and at its neighbours' shapes, `list_context_signs` at what the first list
made of the neighbours. Both are weighed by the table `rules/boilerplate/weights.toml`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from math import exp, log1p, sqrt

from corpus_builder.cleaning.plain.shape import Shape
from corpus_builder.model import Span

Signs = dict[str, float]

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
# What a block costs the run of prose that goes on over it, in words of prose.
_GAP, _GAP_OF_RULE = 6.0, 12.0


def find_heaviest_run(values: Sequence[float]) -> Span:
    """The contiguous run with the largest sum, as start and end; the first one of several, empty when nothing is positive.

    >>> find_heaviest_run([-1, 5, -2, 4, -9, 3])
    (1, 4)
    """
    best, run, total, start = 0.0, (0, 0), 0.0, 0
    for index, value in enumerate(values):
        if total <= 0:
            total, start = 0.0, index
        total += value
        if total > best:
            best, run = total, (start, index + 1)
    return run


def find_main_run(shapes: Sequence[Shape]) -> Span:
    """The blocks from the first to the last prose of the article, as start and end."""
    return find_heaviest_run([weigh_prose(shape) or -(_GAP_OF_RULE if shape.ruled else _GAP) for shape in shapes])


def weigh_prose(shape: Shape) -> float:
    """How much prose a block is, in words; 0 for a block that is none."""
    if not shape.is_prose or shape.metadata or shape.repeated:
        return 0.0
    return min(shape.n_words, 60) * (0.4 if shape.credit and shape.n_words < 30 else 1.0)


def list_signs(shapes: Sequence[Shape]) -> list[Signs]:
    """The signs of each block's shape and of its neighbours' shapes."""
    run = find_main_run(shapes)
    mass = [weigh_prose(shape) for shape in shapes]
    before = [0.0, *accumulate(mass)]
    around = _describe_page(shapes, mass, before, run)
    signs = []
    for index, shape in enumerate(shapes):
        own = _list_shape_signs(shape)
        others = {
            **_list_neighbour_signs(shapes, mass, index),
            **_list_place_signs(index, before, run),
            **{name: values[index] for name, values in around.items()},
        }
        kind = "prose" if mass[index] else "middling" if shape.n_words >= 5 else "tiny"
        for name, value in others.items():
            if value:
                own[name] = value
                own[f"{name} of {kind}"] = value
        signs.append(own)
    return signs


def _list_shape_signs(shape: Shape) -> Signs:
    size = sum(shape.n_words >= bound for bound in _WORD_BOUNDS)
    is_long = shape.n_words >= 10
    signs = {f"words {size}": 1.0, f"words {size} {'ends' if shape.ends else 'open'}": 1.0}
    for flag in _FLAGS:
        if getattr(shape, flag):
            signs[flag] = 1.0
            if is_long:
                signs[f"{flag} long"] = 1.0
    if shape.frame_words:
        frame = min(shape.frame_words, 3)
        signs[f"frame words {frame}"] = signs[f"frame words {frame} {'long' if is_long else 'short'}"] = 1.0
        signs["frame density"] = min(shape.frame_words / shape.n_words * 4, 1.0)
    if shape.reader:
        signs["reader"] = signs["reader quoted" if shape.quote else "reader plain"] = 1.0
        if shape.frame_words:
            signs["reader and frame words"] = 1.0
    signs["commas"] = min(shape.commas, 4) / 4
    signs["capitals"] = shape.capitals
    if shape.n_words >= 4:
        signs["capitals of words"] = shape.capitals
        signs["short words"] = min(shape.short_words, 0.6)
    signs["digits"] = min(shape.digits * 5, 1.0)
    signs.update(_list_rule_signs(shape))
    return signs


def _list_rule_signs(shape: Shape) -> Signs:
    signs: Signs = {}
    if any(rule.anywhere and not rule.only_end for rule in shape.rules):
        signs["rule"] = 1.0
    elif shape.rules:
        signs["weak rule"] = 1.0
    if shape.closes:
        signs["closes"] = 1.0
    for rule in shape.rules:
        if rule.feature:
            signs[f"rule {rule.feature}"] = 1.0
    return signs


def _list_neighbour_signs(shapes: Sequence[Shape], mass: Sequence[float], index: int) -> Signs:
    signs: Signs = {}
    for side, place in (("before", index - 1), ("behind", index + 1)):
        if not 0 <= place < len(shapes):
            continue
        other = shapes[place]
        signs[f"prose {side}"] = float(mass[place] > 0)
        signs[f"rule {side}"] = float(other.ruled)
        signs[f"closes {side}"] = float(other.closes)
        signs[f"credit {side}"] = float(other.credit)
        signs[f"list {side}"] = float(other.listed)
        signs[f"colon {side}"] = float(other.colon)
        signs[f"length {side}"] = squash(other.n_words)
    return signs


def _list_place_signs(index: int, before: Sequence[float], run: Span) -> Signs:
    """How much prose stands near, and where the block lies beside the main run."""
    last = len(before) - 1

    def prose(start: int, end: int) -> float:
        return before[min(end, last)] - before[max(start, 0)]

    near = prose(index - 3, index), prose(index + 1, index + 4)
    wide = prose(index - 8, index), prose(index + 1, index + 9)
    signs = {
        "near before": min(near[0], 100) / 100,
        "near behind": min(near[1], 100) / 100,
        "near both": min(*near, 60) / 60,
        "wide": min(sum(wide), 300) / 300,
        "wide both": min(*wide, 150) / 150,
    }
    if run[0] <= index < run[1]:
        signs["inside"] = 1.0
    else:
        signs["distance"] = squash(_gap(index, run))
        signs["behind"] = float(index >= run[1])
    return signs


def _describe_page(shapes: Sequence[Shape], mass: Sequence[float], before: Sequence[float], run: Span) -> dict[str, list[float]]:
    """Signs that need the whole page, each with its value for every block."""
    n = len(shapes)
    total = before[-1] or 1.0
    first = next((index for index in range(n) if mass[index]), n)
    stubs = [0, *accumulate(shape.stub or shape.comment for shape in shapes)]
    closed = list(accumulate((run[0] <= i < run[1] and before[i] > 0.4 * total and shapes[i].closes for i in range(n)), max))
    since, last_prose = [], -1
    for index in range(n):
        since.append(squash(index - last_prose))
        last_prose = index if mass[index] else last_prose
    return {
        "closed": [float(value) for value in closed],
        "stubs since": [min(log1p(stubs[i] - stubs[min(first, i)]), 3) / 3 for i in range(n)],
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


def list_context_signs(shapes: Sequence[Shape], scores: Sequence[float]) -> list[Signs]:
    """The signs that the scores of a block's neighbours are; a score above 0 speaks for the article."""
    n = len(shapes)
    clipped = [max(-4.0, min(4.0, score)) for score in scores]
    sizes = [sqrt(min(shape.n_words, 60)) for shape in shapes]
    chances = [to_chance(score) for score in clipped]
    weighed = [0.0, *accumulate(chance * size for chance, size in zip(chances, sizes, strict=True))]
    weights = [0.0, *accumulate(sizes)]
    run = find_heaviest_run([score * size for score, size in zip(clipped, sizes, strict=True)])
    wide_run = find_heaviest_run([(score + 1) * size for score, size in zip(clipped, sizes, strict=True)])
    in_run = weighed[run[1]] - weighed[run[0]] + 1e-6
    share, best = sum(score > 0 for score in clipped) / max(n, 1), max(chances, default=0.0)

    def mean(start: int, end: int) -> float:
        start, end = max(start, 0), min(end, n)
        return (weighed[end] - weighed[start]) / (weights[end] - weights[start]) if start < end else 0.0

    signs = []
    for index, score in enumerate(clipped):
        inside = run[0] <= index < run[1]
        near, wide = (mean(index - 4, index), mean(index + 1, index + 5)), (mean(index - 10, index), mean(index + 1, index + 11))
        signs.append(
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
    return signs


def _gap(index: int, run: Span) -> int:
    return run[0] - index if index < run[0] else index - run[1] + 1


def squash(count: float) -> float:
    """A count or distance as a number between 0 and 1, in which the first few make the most difference."""
    return min(log1p(count), 4) / 4


def to_chance(score: float) -> float:
    """The chance that log odds stand for, away from 0 and 1."""
    return 1 / (1 + exp(-max(-6.0, min(6.0, score))))
