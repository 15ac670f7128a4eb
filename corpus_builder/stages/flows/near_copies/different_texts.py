"""Different texts of a corpus: equal ones are one, led by the first in the order of rank, and numbered in that order."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from corpus_builder.duplicates.candidates import BucketLimits
from corpus_builder.duplicates.copies import is_link_list
from corpus_builder.duplicates.index import has_words, sample_shingles
from corpus_builder.settings import DuplicateSettings
from corpus_builder.stages.flows.flow import Data, make_schema, make_table
from corpus_builder.stages.flows.key_runs import I64, find_starts, flag_firsts, hash_texts, read_flags, read_numbers, reduce_runs

INT, SMALL, FLAG = pa.int64(), pa.int32(), pa.bool_()
# Texts that are compared: each with its number in the published order, its part, its rank (the lower one is kept of two, and the
# lower number where ranks are equal), its document, the document that this reprints, and whether it is a heading.
TEXTS = make_schema(number=INT, part=INT, rank=INT, document=INT, family=INT, heading=FLAG, text=pa.string())
HASHED = make_schema(high=INT, low=INT, rank=INT, number=INT, part=INT, document=INT, family=INT, heading=FLAG)
# Of equal texts the leader, whether one is a heading, and the least and the greatest of their families.
LEADERS = make_schema(number=INT, part=INT, rank=INT, document=INT, family=INT, heading=FLAG, least=INT, greatest=INT)
# The same with the number of the text among the different ones.
NUMBERED_TEXTS = make_schema(text=INT, **{field.name: field.type for field in LEADERS})
MEMBERS = make_schema(leader=INT, number=INT, part=INT, document=INT)
# A different text with the hashes of its sampled shingles.
SAMPLES = make_schema(**{field.name: field.type for field in NUMBERED_TEXTS}, shingles=pa.list_(INT))


class Texts(NamedTuple):
    """Texts (`TEXTS`) that are placed in so many parts, in the order of their numbers."""

    rows: Data
    n_parts: int


class Comparison(NamedTuple):
    """How texts are compared: as versions of one another wherever they stand, or by the documents that they stand in.

    Of fewer than `minimum_words` words a text is like no other. Texts are compared in blocks of 2 ** `block_bits` numbers.
    """

    settings: DuplicateSettings
    minimum_words: int
    limits: BucketLimits
    block_bits: int
    versions: bool


class DifferentTexts(NamedTuple):
    """The different texts of a corpus, and for each text the leader of those that equal it."""

    texts: Data
    members: Data


def collapse_texts(texts: Texts, comparison: Comparison) -> DifferentTexts:
    """Equal texts as one; what has too few words is left out."""
    hashed = texts.rows.map(partial(hash_compared, comparison=comparison), HASHED)
    equal = hashed.arrange(["high", "low"], ["high", "low", "rank", "number"])
    leaders = equal.map(list_leaders, LEADERS).sort(["rank", "number"])
    return DifferentTexts(leaders.scan(number_texts, NUMBERED_TEXTS), equal.map(list_members, MEMBERS))


def hash_compared(texts: pa.Table, comparison: Comparison) -> pa.Table:
    """The texts that may be like others, each as 128 bits of its BLAKE2b."""
    bare = [text.strip() for text in texts["text"].to_pylist()]
    headings = read_flags(texts, "heading").tolist()
    compared = [
        has_words(text, comparison.minimum_words) and (comparison.versions or heading or not is_link_list(text))
        for text, heading in zip(bare, headings, strict=True)
    ]
    high, low = hash_texts(text for text, wanted in zip(bare, compared, strict=True) if wanted)
    rest = texts.filter(pa.array(compared, FLAG))
    return make_table(HASHED, [high, low, *(rest[name] for name in HASHED.names[2:])])


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


def sample_texts(texts: pa.Table, leaders: pa.Table) -> pa.Table:
    """The leaders among the texts of a part with their sampled shingles; both rise by number."""
    number, chosen = read_numbers(texts, "number")[0], read_numbers(leaders, "number")[0]
    own = [text.strip() for text in texts["text"].take(pa.array(find_rows(number, chosen))).to_pylist()]
    sets = sample_shingles(own)
    # a list of Arrow has offsets of 32 bits, and a part has far fewer samples
    lists = pa.ListArray.from_arrays(pa.array(sets.offsets, SMALL), pa.array(sets.values.astype(np.int64)))
    return make_table(SAMPLES, [*leaders.columns, lists])
