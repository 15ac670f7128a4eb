"""Candidate pairs of different texts: those that share enough sampled shingles to be compared."""

from __future__ import annotations

from functools import partial

import numpy as np
import pyarrow as pa

from corpus_builder.duplicates.candidates import ROW_BITS, BucketLimits, CandidatePairs, list_rows, pair_postings
from corpus_builder.duplicates.index import CANDIDATE_SIMILARITY, estimate_similarity, needs_shingles
from corpus_builder.stages.flows.flow import Data, make_schema, make_table
from corpus_builder.stages.flows.key_runs import I64, find_starts, read_numbers, reduce_runs
from corpus_builder.stages.flows.near_copies.different_texts import INT, SMALL

# Two texts by their numbers, the right one above the left one in one word; how many buckets they share; what is known of both.
PAIRS = make_schema(pair=INT, shared=SMALL, left_shingles=SMALL, right_shingles=SMALL, left_length=SMALL, right_length=SMALL)
CANDIDATES = make_schema(left=INT, right=INT)
TEXT_BITS = 32


def find_candidates(postings: Data, limits: BucketLimits) -> Data:
    """The pairs of texts to be compared, from their sampled shingles."""
    buckets = postings.arrange(["shingle"], ["shingle", "text"])
    pairs = buckets.map(partial(pair_texts, limits=limits), PAIRS)
    return pairs.arrange(["pair"], ["pair"]).map(choose_candidates, CANDIDATES).keep()


def pair_texts(postings: pa.Table, limits: BucketLimits) -> pa.Table:
    """The pairs of texts in the buckets of a part, each once, with the number of buckets in which they are paired."""
    shingle, text, shingles, length = read_numbers(postings, "shingle", "text", "shingles", "length")
    # rows are numbered anew within the part, so that a shingle and a row fit into one word
    texts, places, rows = np.unique(text, return_index=True, return_inverse=True)
    runs = np.cumsum(np.diff(shingle, prepend=shingle[:1]) != 0)
    words = (runs.astype(np.uint64) << np.uint64(ROW_BITS)) | rows.astype(np.uint64)
    found = pair_postings(words, np.arange(len(texts)), limits)
    starts = find_starts([found.view(np.int64)])
    left, right = list_rows(found[starts]), list_rows(found[starts] >> np.uint64(ROW_BITS))
    return make_table(
        PAIRS,
        [
            (texts[right] << TEXT_BITS) | texts[left],
            np.diff(starts, append=len(found)),
            *(values[places][side] for values in (shingles, length) for side in (left, right)),
        ],
    )


def choose_candidates(pairs: pa.Table) -> pa.Table:
    """The pairs that share enough, of pairs that are arranged: what they share in all parts is added up."""
    pair, shared, *known = read_numbers(pairs, *PAIRS.names)
    starts = find_starts([pair])
    pair, shared = pair[starts], np.asarray(reduce_runs(np.add, shared, starts), np.int64)
    left_shingles, right_shingles, left_length, right_length = (column[starts] for column in known)
    enough = shared >= np.maximum(needs_shingles(left_shingles), needs_shingles(right_shingles))
    rows = np.arange(len(pair))
    candidates = CandidatePairs(rows, rows + len(rows), shared)
    lengths, sizes = np.concatenate([left_length, right_length]), np.concatenate([left_shingles, right_shingles])
    enough &= estimate_similarity(lengths, sizes, candidates) >= CANDIDATE_SIMILARITY
    return make_table(CANDIDATES, list(split_pairs(pair[enough])))


def split_pairs(pair: I64) -> tuple[I64, I64]:
    """The left and the right texts of pairs."""
    return pair & ((1 << TEXT_BITS) - 1), pair >> TEXT_BITS
