"""Different texts of a corpus: equal ones are one, led by the first in the order of rank, and numbered in that order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from corpus_builder.duplicates.candidates import BucketLimits
from corpus_builder.settings import DuplicateSettings
from corpus_builder.stages.flows.flow import Data, make_schema, make_table
from corpus_builder.stages.flows.key_runs import I64, find_starts, flag_firsts, read_flags, read_numbers, reduce_runs

INT, SMALL, FLAG = pa.int64(), pa.int32(), pa.bool_()
# Texts that are compared: each with its hash in two numbers, its rank (the lower one is kept of two, and the lower number where
# ranks are equal), its number in the published order, its part, its document, the document that this reprints, and whether it is
# a heading.
TEXTS = make_schema(high=INT, low=INT, rank=INT, number=INT, part=INT, document=INT, family=INT, heading=FLAG)
# The sampled shingles of a text that is compared, and what it says.
SAMPLED = make_schema(number=INT, shingles=pa.list_(INT))
WORDS = make_schema(number=INT, text=pa.string())
# Of equal texts the leader, whether one is a heading, and the least and the greatest of their families.
LEADERS = make_schema(number=INT, part=INT, rank=INT, document=INT, family=INT, heading=FLAG, least=INT, greatest=INT)
# The same with the number of the text among the different ones.
NUMBERED_TEXTS = make_schema(text=INT, **{field.name: field.type for field in LEADERS})
MEMBERS = make_schema(leader=INT, number=INT, part=INT, document=INT)
# A different text with the hashes of its sampled shingles.
SAMPLES = make_schema(**{field.name: field.type for field in NUMBERED_TEXTS}, shingles=pa.list_(INT))


class Texts(NamedTuple):
    """Texts in so many parts, in each in the order of their numbers: those that are compared (`TEXTS`), their samples
    (`SAMPLED`), and what all say (`WORDS`).
    """

    compared: Data
    sampled: Data
    words: Data
    n_parts: int


class Comparison(NamedTuple):
    """How texts are compared: as versions of one another wherever they stand, or by the documents that they stand in.

    Texts are compared in blocks of 2 ** `block_bits` numbers.
    """

    settings: DuplicateSettings
    limits: BucketLimits
    block_bits: int
    versions: bool


class DifferentTexts(NamedTuple):
    """The different texts of a corpus, and for each text the leader of those that equal it."""

    texts: Data
    members: Data


def collapse_texts(texts: Texts) -> DifferentTexts:
    """Equal texts as one."""
    equal = texts.compared.arrange(["high", "low"], ["high", "low", "rank", "number"])
    leaders = equal.map(list_leaders, LEADERS).sort(["rank", "number"])
    return DifferentTexts(leaders.scan(number_texts, NUMBERED_TEXTS), equal.map(list_members, MEMBERS))


def list_leaders(equal: pa.Table) -> pa.Table:
    """The first of each run of equal texts."""
    high, low, family = read_numbers(equal, "high", "low", "family")
    starts = find_starts([high, low])
    first = equal.take(pa.array(starts))
    return make_table(
        LEADERS,
        [
            *(first[name] for name in ("number", "part", "rank", "document", "family")),
            reduce_runs(np.logical_or, read_flags(equal, "heading"), starts),
            reduce_runs(np.minimum, family, starts),
            reduce_runs(np.maximum, family, starts),
        ],
    )


def list_members(equal: pa.Table) -> pa.Table:
    """Each text with the leader of those that equal it."""
    high, low, number = read_numbers(equal, "high", "low", "number")
    firsts = flag_firsts([high, low])
    leader = number[firsts][np.cumsum(firsts) - 1]
    return make_table(MEMBERS, [leader, number, equal["part"], equal["document"]])


def number_texts(leaders: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """Leaders in their order with their numbers."""
    before = 0
    for table in leaders:
        yield make_table(NUMBERED_TEXTS, [np.arange(before, before + table.num_rows), *table.columns])
        before += table.num_rows


def find_rows(numbers: I64, wanted: I64) -> I64:
    """The rows of rising numbers at which the wanted ones stand; all of them do."""
    return np.searchsorted(numbers, wanted)


def take_samples(sampled: pa.Table, leaders: pa.Table) -> pa.Table:
    """The leaders among the texts of a part with their sampled shingles; both rise by number."""
    number, chosen = read_numbers(sampled, "number")[0], read_numbers(leaders, "number")[0]
    shingles = sampled["shingles"].take(pa.array(find_rows(number, chosen)))
    return make_table(SAMPLES, [*leaders.columns, shingles])
