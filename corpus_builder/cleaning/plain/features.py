"""Features that separate article blocks from boilerplate: named features of plain text.

Two lists: `list_features` looks at the blocks' shapes and at their neighbours' shapes, `list_context_features` at what the
first list made of the neighbours. Both work on the columns of a whole batch of pages. The model that weighs them is
`models/plain_text.toml`. The bounds below are part of it: where one changes, the weights must be refitted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise, product
from typing import NamedTuple, get_args

import numpy as np

from corpus_builder.cleaning.plain.shape import (
    FIFTHS,
    PARAGRAPH_WORDS,
    PROSE_WORDS,
    ShapeColumns,
    find_main_runs,
    weigh_blocks,
)
from corpus_builder.cleaning.rules.rule_tables import Rule, RuleFeature
from corpus_builder.kernels.segments import (
    Flags,
    Floats,
    Ints,
    Runs,
    Segments,
    accumulate_rows,
    count_flags,
    find_first,
    find_greatest,
    find_heaviest_run,
    find_last_until,
    flag_runs,
    measure_runs,
    sum_before,
    take_before,
    take_behind,
)
from corpus_builder.models.linear import FeatureColumn, expand_names, quantize

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
# Behind so many parts of the page's prose, of how many, a line that closes an article may close it.
_CLOSING_LEAST, _CLOSING_PARTS = 2, 5
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

# Words of a line that says when, and of one that is a name; the share of digits in a line of dates or results.
_DATE_WORDS, _NAME_WORDS, _DIGIT_SHARE = 12, 4, 0.1
# Blocks on either side in which signs of readers, lists of links and forms are counted.
_SIGNS_NEAR, _SIGNS_WIDE = 2, 8

_SIGNS = ("date", "name", "reader", "frame words", "address", "question")
_NEIGHBOURS = ("prose", "rule", "closes", "credit", "list", "colon", "length", *_SIGNS)
_PLACES = ("near before", "near behind", "near both", "wide", "wide both", "inside", "distance", "behind")
_PAGE = ("closed", "stubs since", "since prose", "first prose", "gap", "prose on page", "prose in run")


def _declare_shape_features() -> Iterator[str]:
    yield from expand_names("words {size}{end}", size=range(len(_WORD_BOUNDS) + 1), end=("", " ends", " open"))
    yield from expand_names("{flag}{long}", flag=_FLAGS, long=("", " long"))
    yield from expand_names("frame words {n}{long}", n=range(1, _MOST_SITE_WORDS + 1), long=("", " long", " short"))
    yield from ("frame density", "reader", "reader quoted", "reader plain", "reader and frame words")
    yield from ("commas", "capitals", "capitals of words", "short words", "digits")
    yield from ("rule", "weak rule", "closes", *expand_names("rule {name}", name=get_args(RuleFeature)))
    signs = expand_names("{sign} {reach}", sign=_SIGNS, reach=("near", "wide"))
    around = (*expand_names("{what} {side}", what=_NEIGHBOURS, side=("before", "behind")), *_PLACES, *_PAGE, *signs)
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


class Prose(NamedTuple):
    """Where the prose of pages is: of each block its words of prose in fifths and the sum of those before it, of each page the
    main run.
    """

    mass: Ints
    before: Ints
    runs: Runs


def find_prose(shapes: ShapeColumns, pages: Segments) -> Prose:
    """Where the prose of each page is."""
    mass = weigh_blocks(shapes)
    return Prose(mass, sum_before(mass), find_main_runs(shapes, pages))


def list_features(shapes: ShapeColumns, pages: Segments) -> Iterator[FeatureColumn]:
    """The features of each block's shape and of its neighbours' shapes."""
    prose = find_prose(shapes, pages)
    yield from _list_shape_features(shapes)
    kind = np.where(prose.mass > 0, 0, np.where(shapes.n_words >= _MIDDLING_WORDS, 1, 2))
    signs = _find_signs(shapes, prose)
    flags = [*_list_neighbour_flags(shapes, prose, signs, pages), *_list_page_flags(shapes, prose, pages)]
    yield from (FeatureColumn(((), *_name_kinds(name)), flag * (1 + kind)) for name, flag in flags)
    values = [*_list_neighbour_values(shapes, pages), *_list_place_values(prose, pages), *_list_page_values(shapes, prose, pages)]
    values += _list_sign_values(signs, pages)
    yield from (FeatureColumn(_name_kinds(name), kind, quantize(value)) for name, value in values)


def _name_kinds(name: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, f"{name} of {kind}") for kind in _KINDS)


def _list_shape_features(shapes: ShapeColumns) -> Iterator[FeatureColumn]:
    is_long = shapes.n_words >= PROSE_WORDS
    size = np.searchsorted(_WORD_BOUNDS, shapes.n_words, side="right")
    sizes = product(range(len(_WORD_BOUNDS) + 1), ("open", "ends"))
    yield FeatureColumn(tuple((f"words {size}", f"words {size} {end}") for size, end in sizes), 2 * size + shapes.ends)
    for flag in _FLAGS:
        yield FeatureColumn(((), (flag,), (flag, f"{flag} long")), getattr(shapes, flag) * (1 + is_long))
    yield from _list_word_features(shapes, is_long)
    every = np.zeros(len(is_long), np.int64)
    yield FeatureColumn((("commas",),), every, quantize(np.minimum(shapes.commas, _MOST_COMMAS) / _MOST_COMMAS))
    cased = (shapes.n_words >= _CASED_WORDS).astype(np.int64)
    yield FeatureColumn((("capitals",), ("capitals", "capitals of words")), cased, quantize(shapes.capitals))
    yield FeatureColumn(((), ("short words",)), cased, quantize(np.minimum(shapes.short_words, _MOST_SHORT_WORDS)))
    yield FeatureColumn((("digits",),), every, quantize(np.minimum(shapes.digits * _DIGIT_IN, 1.0)))
    yield FeatureColumn(tuple(map(_name_rules, shapes.rule_sets)), shapes.rules)


def _list_word_features(shapes: ShapeColumns, is_long: Flags) -> Iterator[FeatureColumn]:
    """The words that sites use of themselves, and those for readers."""
    has_words = shapes.site_words > 0
    counts = product(range(1, _MOST_SITE_WORDS + 1), ("short", "long"))
    names = tuple((f"frame words {count}", f"frame words {count} {length}") for count, length in counts)
    count = np.minimum(shapes.site_words, _MOST_SITE_WORDS)
    yield FeatureColumn(((), *names), np.where(has_words, 2 * count - 1 + is_long, 0))
    density = np.minimum(shapes.site_words / np.maximum(shapes.n_words, 1) * _SITE_WORD_IN, 1.0)
    yield FeatureColumn(((), ("frame density",)), has_words.astype(np.int64), quantize(density))
    both = "reader and frame words"
    names = (("reader", "reader plain"), ("reader", "reader quoted"))
    choices = np.where(shapes.reader, 1 + shapes.quote + 2 * has_words.astype(np.int64), 0)
    yield FeatureColumn(((), *names, *((*own, both) for own in names)), choices)


def _name_rules(rules: tuple[Rule, ...]) -> tuple[str, ...]:
    """The features of the rules that know a block."""
    if not rules:
        return ()
    names = ["rule" if any(rule.anywhere and not rule.only_end for rule in rules) else "weak rule"]
    names += ["closes"] * any(rule.closes for rule in rules)
    return (*names, *sorted({f"rule {rule.feature}" for rule in rules if rule.feature}))


def _list_neighbour_flags(
    shapes: ShapeColumns, prose: Prose, signs: Mapping[str, Flags], pages: Segments
) -> Iterator[tuple[str, Flags]]:
    of_other = {
        "prose": prose.mass > 0,
        "rule": shapes.ruled,
        "closes": shapes.closes,
        "credit": shapes.credit,
        "list": shapes.listed,
        "colon": shapes.colon,
        **signs,
    }
    for name, flag in of_other.items():
        yield f"{name} before", take_before(flag, pages)
        yield f"{name} behind", take_behind(flag, pages)


def _find_signs(shapes: ShapeColumns, prose: Prose) -> dict[str, Flags]:
    """The blocks of which several near each other are readers' comments, lists of teasers or forms rather than an article."""
    is_prose = prose.mass > 0
    says_when = shapes.dated | (shapes.digits > _DIGIT_SHARE)
    is_name = (shapes.capitals == 1.0) & (shapes.n_words <= _NAME_WORDS) & ~(shapes.ends | shapes.listed)
    signs = (
        says_when & ~is_prose & (shapes.n_words <= _DATE_WORDS),
        is_name,
        shapes.reader,
        (shapes.site_words > 0) & ~is_prose,
        shapes.address,
        shapes.question,
    )
    return dict(zip(_SIGNS, signs, strict=True))


def _list_sign_values(signs: Mapping[str, Flags], pages: Segments) -> Iterator[tuple[str, Floats]]:
    """The shares of the blocks around each, itself included, that are signs."""
    for name, reach in (("near", _SIGNS_NEAR), ("wide", _SIGNS_WIDE)):
        first, end = (np.clip(pages.rows + shift, pages.starts, pages.ends) for shift in (-reach, reach + 1))
        size = end - first
        for sign, flags in signs.items():
            counts = sum_before(flags)
            yield f"{sign} {name}", (counts[end] - counts[first]) / size


def _list_neighbour_values(shapes: ShapeColumns, pages: Segments) -> Iterator[tuple[str, Floats]]:
    length = squash(shapes.n_words)
    yield "length before", take_before(length, pages)
    yield "length behind", take_behind(length, pages)


def _list_place_values(prose: Prose, pages: Segments) -> Iterator[tuple[str, Floats]]:
    """How much prose stands near, and how far a block lies from the main run."""

    def count(start: int, end: int) -> Floats:
        """The words of prose in the blocks from one to another, counted from each block."""
        first, last = (np.clip(pages.rows + shift, pages.starts, pages.ends) for shift in (start, end))
        return (prose.before[last] - prose.before[first]) / FIFTHS

    near, wide = (count(-_NEAR, 0), count(1, 1 + _NEAR)), (count(-_WIDE, 0), count(1, 1 + _WIDE))
    yield "near before", np.minimum(near[0], _NEAR_WORDS) / _NEAR_WORDS
    yield "near behind", np.minimum(near[1], _NEAR_WORDS) / _NEAR_WORDS
    yield "near both", np.minimum(np.minimum(*near), _NEAR_BOTH_WORDS) / _NEAR_BOTH_WORDS
    yield "wide", np.minimum(wide[0] + wide[1], _WIDE_WORDS) / _WIDE_WORDS
    yield "wide both", np.minimum(np.minimum(*wide), _WIDE_BOTH_WORDS) / _WIDE_BOTH_WORDS
    yield "distance", squash(_find_distance(prose.runs, pages)[1])


def _find_distance(runs: Runs, pages: Segments) -> tuple[Flags, Ints]:
    """Whether each block lies in its page's run, and how far away from it it lies, 0 inside."""
    starts, ends = runs.starts[pages.owners], runs.ends[pages.owners]
    inside = flag_runs(runs, pages)
    return inside, np.where(inside, 0, np.where(pages.rows < starts, starts - pages.rows, pages.rows - ends + 1))


def _list_page_flags(shapes: ShapeColumns, prose: Prose, pages: Segments) -> Iterator[tuple[str, Flags]]:
    """Flags that need the whole page."""
    inside = flag_runs(prose.runs, pages)
    yield "inside", inside
    yield "behind", pages.rows >= prose.runs.ends[pages.owners]
    before = prose.before[:-1] - prose.before[pages.starts]
    late = before * _CLOSING_PARTS > _CLOSING_LEAST * _measure_page(prose, pages)
    yield "closed", find_last_until(inside & late & shapes.closes, pages) >= pages.starts
    yield "first prose", pages.rows == find_first(prose.mass > 0, pages)[pages.owners]


def _measure_page(prose: Prose, pages: Segments) -> Ints:
    """The prose on the page of each block, in fifths of words; one word where there is none."""
    total = prose.before[pages.ends] - prose.before[pages.starts]
    return np.where(total > 0, total, FIFTHS)


def _list_page_values(shapes: ShapeColumns, prose: Prose, pages: Segments) -> Iterator[tuple[str, Floats]]:
    """Values that need the whole page."""
    is_prose = prose.mass > 0
    stubs = sum_before(shapes.stub | shapes.comment)
    first = np.minimum(find_first(is_prose, pages)[pages.owners], pages.rows)
    yield "stubs since", np.minimum(np.log1p(stubs[pages.rows] - stubs[first]), _MOST_STUBS) / _MOST_STUBS
    last = np.maximum(take_before(find_last_until(is_prose, pages) + 1, pages) - 1, pages.starts - 1)
    yield "since prose", squash(pages.rows - last)
    yield "gap", squash(measure_runs(~is_prose, pages))
    yield "prose on page", (count_flags(is_prose, pages) / np.maximum(np.diff(pages.offsets), 1))[pages.owners]
    in_run = (prose.before[prose.runs.ends] - prose.before[prose.runs.starts])[pages.owners]
    yield "prose in run", in_run / _measure_page(prose, pages)


def list_context_features(shapes: ShapeColumns, scores: Floats, pages: Segments) -> Iterator[FeatureColumn]:
    """The features that the scores of a block's neighbours are; a score above 0 speaks for the article."""
    every = np.zeros(len(scores), np.int64)
    clipped = np.clip(scores, -_MOST_SCORE, _MOST_SCORE)
    sizes = np.sqrt(np.minimum(shapes.n_words, PARAGRAPH_WORDS))
    probabilities = to_probability(clipped)
    run, wide_run = _find_score_runs(clipped * sizes, pages), _find_score_runs((clipped + _WIDE_RUN) * sizes, pages)
    inside, distance = _find_distance(run, pages)
    yield FeatureColumn((("score",), ("score", "score inside")), inside.astype(np.int64), quantize(clipped))
    yield FeatureColumn(((), ("in run",)), inside.astype(np.int64))
    yield FeatureColumn(((), ("in wide run",)), flag_runs(wide_run, pages).astype(np.int64))
    weighed = prefix_sums(probabilities * sizes, pages)
    values = {**_average_around(weighed, prefix_sums(sizes, pages), pages)}
    in_run = weighed(run.ends[pages.owners]) - weighed(run.starts[pages.owners]) + _NOTHING
    part = (weighed(pages.rows + 1) - weighed(run.starts[pages.owners])) / in_run
    values["out of run"], values["part of run"] = squash(distance), np.where(inside, part, 0.0)
    values["share of page"] = (count_flags(clipped > 0, pages) / np.maximum(np.diff(pages.offsets), 1))[pages.owners]
    values["best of page"] = find_greatest(probabilities, pages)[pages.owners]
    yield from (FeatureColumn(((name,),), every, quantize(value)) for name, value in values.items())


def _find_score_runs(values: Floats, pages: Segments) -> Runs:
    """The heaviest run of each page; sums of floats are added up as they come, page by page."""
    bounds, every = pages.offsets.tolist(), values.tolist()
    spans = [(start, find_heaviest_run(every[start:end])) for start, end in pairwise(bounds)]
    starts, ends = (np.array([start + run[side] for start, run in spans], np.int64) for side in (0, 1))
    return Runs(starts, ends)


# The sum of a page's rows before a row; rows are those of the batch, one for each row of it.
Prefix = Callable[[Ints], Floats]


def prefix_sums(values: Floats, pages: Segments) -> Prefix:
    """Sums of each page by itself, as a function of where in the page of each row they end."""
    # each page begins with a sum of nothing, so that the place of a sum is the row plus the pages up to its own
    sums = np.zeros(len(values) + len(pages.offsets))
    sums[pages.rows + pages.owners + 1] = accumulate_rows(values, pages)
    return lambda ends: sums.take(ends + pages.owners)


def _average_around(weighed: Prefix, weights: Prefix, pages: Segments) -> dict[str, Floats]:
    """The mean probability of the blocks around each."""

    def mean(start: int, end: int) -> Floats:
        first, last = (np.clip(pages.rows + shift, pages.starts, pages.ends) for shift in (start, end))
        size = weights(last) - weights(first)
        return np.divide(weighed(last) - weighed(first), size, out=np.zeros(len(size)), where=first < last)

    near = mean(-_NEAR_SCORES, 0), mean(1, 1 + _NEAR_SCORES)
    far = mean(-_FAR_SCORES, 0), mean(1, 1 + _FAR_SCORES)
    return {
        "just before": mean(-1, 0),
        "just behind": mean(1, 2),
        "chance before": near[0],
        "chance behind": near[1],
        "chance both": np.minimum(*near),
        "far before": far[0],
        "far behind": far[1],
        "far both": np.minimum(*far),
    }


def squash(counts: Ints) -> Floats:
    """Counts or distances as numbers between 0 and 1, in which the first few make the most difference."""
    squashed: Floats = np.minimum(np.log1p(counts), _MOST_COUNT) / _MOST_COUNT
    return squashed


def to_probability(scores: Floats) -> Floats:
    """The probabilities that log odds stand for, away from 0 and 1."""
    probabilities: Floats = 1 / (1 + np.exp(-np.clip(scores, -_MOST_LOG_ODDS, _MOST_LOG_ODDS)))
    return probabilities
