"""Candidate pairs of different texts: those that share enough sampled shingles to be compared.

A posting is a shingle and a mark: the number of a text, with the number of shingles that it must share in the lowest bits. So a
pair of marks in one word is all that is shuffled of a pair, beside a count.
"""

from __future__ import annotations

from functools import partial

import numpy as np
import pyarrow as pa

from corpus_builder.duplicates.candidates import BucketLimits
from corpus_builder.duplicates.index import needs_shingles
from corpus_builder.kernels.sharers import ITEM_BITS, pair_members
from corpus_builder.kernels.shingles import HASH_BITS
from corpus_builder.stages.flows.flow import Data, make_schema, make_table
from corpus_builder.stages.flows.key_runs import I64, find_starts, read_numbers, reduce_runs
from corpus_builder.stages.flows.near_copies.different_texts import INT, SMALL

POSTINGS = make_schema(shingle=INT, mark=INT)
PAIRS = make_schema(pair=INT, shared=SMALL)
CANDIDATES = make_schema(left=INT, right=INT, shared=INT)
# Bytes of pairs for one of postings: a posting has 16 bytes, is in up to half as many pairs as a bucket has places, of 12 each.
PAIRS_GROWTH = 8
# The same for what is held while pairs are added up.
SUMS_GROWTH = 2
# Bits of a shingle's hash that are kept: of 10^9 paragraphs one shingle in fifty has those of another, so that two texts share
# one more than they should.
SHINGLE_BITS = 40
# Bits of a mark, and of those the ones for the shingles that are needed: there may be 268 million different texts.
MARK_BITS, NEEDED_BITS = ITEM_BITS, 3


def find_candidates(samples: Data, limits: BucketLimits) -> Data:
    """The pairs of texts to be compared, from their sampled shingles."""
    buckets = samples.map(list_postings, POSTINGS).arrange(["shingle"], ["shingle", "mark"], PAIRS_GROWTH)
    pairs = buckets.map(partial(pair_texts, limits=limits), PAIRS)
    return pairs.arrange(["pair"], ["pair"], SUMS_GROWTH).map(choose_candidates, CANDIDATES).keep()


def list_postings(samples: pa.Table) -> pa.Table:
    """The postings of texts. Raises ValueError for more texts than a mark can number."""
    text = read_numbers(samples, "text")[0]
    if text.max(initial=0) >= 1 << (MARK_BITS - NEEDED_BITS):
        raise ValueError(f"a corpus holds at most {1 << (MARK_BITS - NEEDED_BITS):,} different texts")
    lists = samples["shingles"].combine_chunks()
    sizes = np.diff(lists.offsets.to_numpy())
    marks = (text << NEEDED_BITS) | needs_shingles(sizes)
    shingles = lists.flatten().to_numpy() >> (HASH_BITS - SHINGLE_BITS)
    return make_table(POSTINGS, [shingles, np.repeat(marks, sizes)])


def pair_texts(postings: pa.Table, limits: BucketLimits) -> pa.Table:
    """The pairs of texts in the buckets of a part, each once, with the number of buckets in which they are paired."""
    shingle, mark = read_numbers(postings, "shingle", "mark")
    bounds = np.append(find_starts([shingle]), len(shingle))
    pairs = pair_members(mark, bounds, limits.cap, limits.hubs)
    return make_table(PAIRS, [pairs.words, pairs.shared])


def choose_candidates(pairs: pa.Table) -> pa.Table:
    """The pairs that share enough, of pairs that are arranged: what they share in all parts is added up."""
    pair, shared = read_numbers(pairs, "pair", "shared")
    starts = find_starts([pair])
    if len(starts) < len(pair):
        pair, shared = pair[starts], reduce_runs(np.add, shared, starts)
    needed = np.int64((1 << NEEDED_BITS) - 1)
    enough = shared >= np.maximum(pair & needed, (pair >> MARK_BITS) & needed)
    left, right = split_pairs(pair[enough])
    return make_table(CANDIDATES, [left >> NEEDED_BITS, right >> NEEDED_BITS, shared[enough]])


def split_pairs(pair: I64) -> tuple[I64, I64]:
    """The left and the right marks of pairs."""
    return pair & ((1 << MARK_BITS) - 1), pair >> MARK_BITS
