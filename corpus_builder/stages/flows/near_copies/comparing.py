"""Candidate pairs compared: each text is sent once to each block of pairs that asks for it, and nothing else of it is read."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.duplicates.candidates import CandidatePairs
from corpus_builder.duplicates.copies import find_close_copies
from corpus_builder.duplicates.groups import find_copies, find_excerpts
from corpus_builder.duplicates.index import CANDIDATE_SIMILARITY, estimate_similarity
from corpus_builder.duplicates.similarity import SimilarPairs, compare_pairs
from corpus_builder.stages.flows.flow import Data, Engine, make_schema, make_table
from corpus_builder.stages.flows.key_runs import Flags, find_heads, flag_firsts, read_flags, read_numbers
from corpus_builder.stages.flows.near_copies.different_texts import (
    FLAG,
    INT,
    LEADERS,
    Comparison,
    Texts,
    find_rows,
)

SHARE = pa.float64()
# What is known of a text, with the number of its sampled shingles.
_KNOWN = {**{field.name: field.type for field in LEADERS}, "shingles": INT}
# A text and then (side 1) the blocks that ask for it.
ASKED = make_schema(text=INT, side=INT, block=INT, **_KNOWN)
# A block's texts and then (side 1) its pairs, whose right text is `other` and which share so many sampled shingles.
BLOCKS = make_schema(block=INT, side=INT, text=INT, other=INT, shared=INT, **_KNOWN, words=pa.string())
# Pairs of which the later text may be removed for the earlier one, as a copy or an excerpt: wherever it stands (`anywhere`),
# or only if it stands in nothing but reprints of the earlier one's document; and the leaders of both.
SIMILAR = make_schema(
    earlier=INT,
    later=INT,
    similarity=SHARE,
    excerpt=FLAG,
    anywhere=FLAG,
    earlier_leader=INT,
    earlier_document=INT,
    later_leader=INT,
)


def compare_candidates(engine: Engine, texts: Texts, samples: Data, candidates: Data, comparison: Comparison) -> Data:
    """The pairs that are similar; `samples` are those of the leaders of the texts."""
    bits = comparison.block_bits
    asked = engine.union(samples.map(offer_texts, ASKED), candidates.map(partial(ask_texts, block_bits=bits), ASKED))
    wanted = asked.arrange(["text"], ["text", "side", "block"]).map(answer_asks, ASKED).place(texts.n_parts, ["number", "block"])
    sent = engine.zip(send_texts, [texts.words, wanted], BLOCKS)
    blocks = engine.union(sent, candidates.map(partial(send_pairs, block_bits=bits), BLOCKS))
    arranged = blocks.arrange(["block"], ["block", "side", "text", "other"])
    return arranged.map(partial(compare_blocks, comparison=comparison), SIMILAR).keep()


def offer_texts(samples: pa.Table) -> pa.Table:
    """The different texts as those that may be asked for."""
    nothing = np.zeros(samples.num_rows)
    sizes = pc.list_value_length(samples["shingles"])
    return make_table(ASKED, [samples["text"], nothing, nothing, *(samples[name] for name in LEADERS.names), sizes])


def ask_texts(candidates: pa.Table, block_bits: int) -> pa.Table:
    """The texts that each block of pairs asks for, each once."""
    left, right = read_numbers(candidates, "left", "right")
    pairs = np.unique(np.stack([np.concatenate([left, right]), np.tile(right >> block_bits, 2)], axis=1), axis=0)
    count = len(pairs)
    nothing = [pa.nulls(count, kind) for kind in _KNOWN.values()]
    return make_table(ASKED, [pairs[:, 0], np.ones(count), pairs[:, 1], *nothing])


def answer_asks(asked: pa.Table) -> pa.Table:
    """What is known of each text, once for each block that asks for it; texts stand before who asks for them."""
    side, text, block = read_numbers(asked, "side", "text", "block")
    asks = np.flatnonzero((side == 1) & flag_firsts([text, side, block]))
    known = asked.take(pa.array(find_heads(side == 0)[asks]))
    return make_table(ASKED, [text[asks], side[asks], block[asks], *(known[name] for name in _KNOWN)])


def send_texts(texts: pa.Table, wanted: pa.Table) -> pa.Table:
    """The words of the texts of a part that blocks ask for."""
    number, chosen = read_numbers(texts, "number")[0], read_numbers(wanted, "number")[0]
    words = texts["text"].take(pa.array(find_rows(number, chosen)))
    none = np.full(wanted.num_rows, -1)
    known = [wanted[name] for name in _KNOWN]
    return make_table(BLOCKS, [wanted["block"], np.zeros(wanted.num_rows), wanted["text"], none, none, *known, words])


def send_pairs(candidates: pa.Table, block_bits: int) -> pa.Table:
    """The pairs of each block."""
    left, right, shared = read_numbers(candidates, "left", "right", "shared")
    count = len(left)
    nothing = [pa.nulls(count, kind) for kind in _KNOWN.values()]
    return make_table(BLOCKS, [right >> block_bits, np.ones(count), left, right, shared, *nothing, pa.nulls(count, pa.string())])


def compare_blocks(blocks: pa.Table, comparison: Comparison) -> pa.Table:
    """The similar pairs of whole blocks, each its texts and then its pairs."""
    starts = np.flatnonzero(flag_firsts(read_numbers(blocks, "block"))).tolist()
    found = [SIMILAR.empty_table()]
    for first, end in pairwise([*starts, blocks.num_rows]):
        found.append(compare_block(blocks.slice(first, end - first), comparison))
    return pa.concat_tables(found)


def compare_block(block: pa.Table, comparison: Comparison) -> pa.Table:
    """The similar pairs of one block."""
    side, text, other, shared = read_numbers(block, "side", "text", "other", "shared")
    n_texts = int(np.count_nonzero(side == 0))
    known, numbers = block.slice(0, n_texts), text[:n_texts]
    words = [each.strip() for each in known["words"].to_pylist()]
    candidates = CandidatePairs(find_rows(numbers, text[n_texts:]), find_rows(numbers, other[n_texts:]), shared[n_texts:])
    lengths = np.fromiter(map(len, words), np.int64, n_texts)
    estimates = estimate_similarity(lengths, read_numbers(known, "shingles")[0], candidates)
    candidates = candidates.take(estimates >= CANDIDATE_SIMILARITY)
    pairs = compare_pairs(words, candidates.left, candidates.right, comparison.settings)
    removable = choose_removable(known, words, pairs, comparison)
    chosen = removable.copy | removable.excerpt
    left, right, excerpt = pairs.left[chosen], pairs.right[chosen], removable.excerpt[chosen]
    number, document = read_numbers(known, "number", "document")
    return make_table(
        SIMILAR,
        [
            numbers[left],
            numbers[right],
            np.where(excerpt, pairs.right_share[chosen], pairs.similarity[chosen]),
            excerpt,
            removable.anywhere[chosen],
            number[left],
            document[left],
            number[right],
        ],
    )


class Removable(NamedTuple):
    """Whether of each pair the right text may be removed as a copy of the left, wherever it stands or not, or as an excerpt."""

    copy: Flags
    anywhere: Flags
    excerpt: Flags


def choose_removable(known: pa.Table, words: Sequence[str], pairs: SimilarPairs, comparison: Comparison) -> Removable:
    """What may be removed: of versions all that says the same, of others what is a close copy, or stands in reprints alone."""
    nothing = np.zeros(len(pairs), bool)
    if comparison.versions:
        return Removable(pairs.same, ~nothing, nothing)
    settings = comparison.settings
    least, greatest, family = read_numbers(known, "least", "greatest", "family")
    reprints = (least[pairs.right] == greatest[pairs.right]) & (least[pairs.right] == family[pairs.left])
    _, copy = find_copies(pairs, settings.copy_share)
    _, excerpt = find_excerpts(pairs, settings.excerpt_share, ~read_flags(known, "heading"))
    close = find_close_copies(words, pairs, settings)
    return Removable(copy & (close | reprints), close, excerpt & reprints)
