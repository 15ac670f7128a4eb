"""Pairs of quotes that may say the same, compared by their sketches, then those that are left by their texts, in blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.kernels.overlaps import Rows
from corpus_builder.kernels.segments import flag_changes
from corpus_builder.kernels.shingles import split_runs
from corpus_builder.settings import StatementSettings
from corpus_builder.stages.flows.flow import Data, Engine, make_schema, make_table
from corpus_builder.stages.flows.key_runs import reduce_runs
from corpus_builder.stages.flows.numbered import Corpus, Layout, find_parts
from corpus_builder.stages.flows.statements.quote_facts import FACTS, READ_CHARACTERS, read_keys
from corpus_builder.stages.flows.statements.sharing_quotes import PLACES
from corpus_builder.statements.group import QUOTE_REACH, Quotes, accept_pairs, read_quotes
from corpus_builder.statements.lookups import Pairs
from corpus_builder.statements.sketches import (
    KEY_BITS,
    Claimed,
    KeyedWords,
    Sketches,
    contradict_for_sure,
    hash_names,
    may_agree,
)
from corpus_builder.statements.speakers import number_speakers
from corpus_builder.statements.statement import Vocabulary

I64 = npt.NDArray[np.int64]

# Quotes whose pairs are compared with texts in one block: with the others of their pairs nine times as many texts at most.
BLOCK_NUMBERS: Final = 512
# Pairs whose sketches are compared at once.
PAIRS_AT_ONCE: Final = 1 << 16
# Characters on either side of a quote that tell whether a phrase in two languages is one: about its sentence.
CONTEXT_REACH: Final = 200

_LONG, _TEXT, _FLAG = pa.int64(), pa.string(), pa.bool_()
# A quote of `part` that `to` asks for, a part or a block.
ASKED: Final = make_schema(part=_LONG, quote=_LONG, to=_LONG, around=_LONG)
# What of the facts of a quote other parts see, beside its weight and number of words.
_SHOWN: Final = ("high", "low", "size", "speaker", "language", "values", "denial", "key_bits", "plain_bits")
_SKETCHES: Final = make_schema(
    part=_LONG,
    quote=_LONG,
    weight=_LONG,
    n_words=_LONG,
    **{name: FACTS.field(name).type for name in _SHOWN},
)
_CANDIDATES: Final = make_schema(later=_LONG, earlier=_LONG, place=_LONG, foreign=_LONG)
# In a block on the side 0 the texts of quotes, on the side 1 their pairs, each in an order of those of its quote.
BLOCKS: Final = make_schema(
    block=_LONG,
    side=_LONG,
    quote=_LONG,
    other=_LONG,
    place=_LONG,
    certain=_FLAG,
    text=_TEXT,
    speaker=_TEXT,
    language=_TEXT,
    context=_TEXT,
)
BLOCK_ORDER: Final = ("block", "side", "quote", "place")
# What is read from the texts of blocks takes so many times what the rows of others do.
READING_GROWTH: Final = 2
# A pair that says the same. One that is not `certain` does so if the two do not contradict the first of the earlier one's group
# either; one that is and does not join contradicts the earlier quote, but perhaps not that first one.
ACCEPTED: Final = make_schema(later=_LONG, earlier=_LONG, place=_LONG, certain=_FLAG, joins=_FLAG)


def compare_pairs(engine: Engine, facts: Data, pairs: Data, layout: Layout, settings: StatementSettings) -> Data:
    """The pairs that may say the same by what their sketches share."""
    asked = pairs.map(partial(ask_sketches, firsts=layout.quotes), ASKED).place(layout.n_parts, ["part", "quote", "to"])
    answers = engine.zip(answer_sketches, [facts, asked], _SKETCHES).place(layout.n_parts, ["part", "quote"])
    return engine.zip(partial(leave_out, settings=settings), [facts, pairs, answers], _CANDIDATES).keep()


def judge_texts(engine: Engine, corpus: Corpus, gone: Data, candidates: Data, settings: StatementSettings) -> Data:
    """The pairs that say the same by their texts, and by their contexts where these are in two languages."""
    asked = candidates.map(partial(ask_texts, firsts=corpus.layout.quotes), ASKED)
    blocks = engine.union(send_texts(engine, corpus, gone, asked), candidates.map(send_pairs, BLOCKS))
    arranged = blocks.arrange(["block"], BLOCK_ORDER, READING_GROWTH)
    return arranged.map(partial(accept_blocks, settings=settings), ACCEPTED)


def send_texts(engine: Engine, corpus: Corpus, gone: Data, asked: Data) -> Data:
    """The texts of quotes for the blocks that ask for them."""
    placed = asked.place(corpus.layout.n_parts, ["part", "quote", "to", "-around"])
    return engine.zip(answer_texts, [corpus.quotes, corpus.paragraphs, gone, placed], BLOCKS)


def ask_sketches(pairs: pa.Table, firsts: tuple[int, ...]) -> pa.Table:
    """The earlier quotes of pairs that are in other parts."""
    quotes = np.unique(pairs["earlier"].to_numpy())
    parts, own = find_parts(quotes, firsts), np.repeat(pairs["part"].to_numpy()[:1], len(quotes))
    elsewhere = parts != own
    return make_table(ASKED, [parts[elsewhere], quotes[elsewhere], own[elsewhere], np.zeros(elsewhere.sum(), np.int64)])


def answer_sketches(facts: pa.Table, asked: pa.Table) -> pa.Table:
    """What other parts ask of the quotes of a part."""
    rows = np.searchsorted(facts["quote"].to_numpy(), asked["quote"].to_numpy())
    return _sketch(facts.take(pa.array(rows)), asked["to"])


def _sketch(facts: pa.Table, parts: pa.ChunkedArray) -> pa.Table:
    weights = facts["weights"].combine_chunks()
    n_words = pc.list_value_length(weights).to_numpy()
    sums, ends = np.cumsum(np.append(weights.flatten().to_numpy(), 0)), np.cumsum(n_words)
    totals = np.diff(np.concatenate([np.zeros(1, np.int64), np.concatenate([np.zeros(1, np.int64), sums])[ends]]))
    columns = {"part": parts, "weight": pa.array(totals), "n_words": pa.array(n_words, _LONG)}
    return make_table(_SKETCHES, [columns[name] if name in columns else facts[name] for name in _SKETCHES.names])


def leave_out(facts: pa.Table, pairs: pa.Table, others: pa.Table, settings: StatementSettings) -> pa.Table:
    """The pairs of a part but those that cannot say the same, whatever their texts."""
    if not pairs.num_rows:
        return _CANDIDATES.empty_table()
    # what other parts answer is earlier than all that is here
    known = pa.concat_tables([others, _sketch(facts, facts["part"])]).combine_chunks()
    sketches, words = _read_sketches(known), _read_words(facts, others.num_rows)
    found = []
    for first in range(0, pairs.num_rows, PAIRS_AT_ONCE):
        own = pairs.slice(first, PAIRS_AT_ONCE)
        rows = _find_rows(known, own)
        said, translated = may_agree(sketches, words, rows, settings)
        only = translated & ~said
        only[only] = ~_find_contradictions(known, sketches, rows.take(only))
        kept = said | only
        kept[kept] = ~_find_strangers(known["speaker"], rows.take(kept))
        foreign = sketches.languages[rows.later] != sketches.languages[rows.earlier]
        own = own.append_column("foreign", pa.array(foreign.astype(np.int64))).select(_CANDIDATES.names)
        found.append(own.filter(pa.array(kept)))
    return pa.concat_tables(found).combine_chunks()


def _find_rows(known: pa.Table, pairs: pa.Table) -> Pairs:
    """Pairs by the rows of their quotes."""
    quotes, high, low = (known[name].to_numpy() for name in ("quote", "high", "low"))
    later, earlier = (np.searchsorted(quotes, pairs[name].to_numpy()) for name in ("later", "earlier"))
    equal = (high[later] == high[earlier]) & (low[later] == low[earlier])
    return Pairs(later, earlier, equal, pairs["place"].to_numpy() > 0)


def _find_contradictions(known: pa.Table, sketches: Sketches, pairs: Pairs) -> npt.NDArray[np.bool_]:
    """Which pairs contradict one another for sure: a translation has the same numbers, dates and denials."""
    numbers = np.unique(np.concatenate([pairs.later, pairs.earlier]))
    told = known.select(["values", "denial"]).take(pa.array(numbers))
    rows = zip(numbers.tolist(), told["values"].to_pylist(), told["denial"].to_pylist(), strict=True)
    claims = {number: Claimed(_group_values(values), denial) for number, values, denial in rows}
    return contradict_for_sure(sketches, claims, pairs)


def _group_values(listed: Sequence[str]) -> dict[str, frozenset[str]]:
    """Numbers and dates by kind, of strings that begin with it."""
    grouped: dict[str, set[str]] = {}
    for kind, _, value in (each.partition(" ") for each in listed):
        grouped.setdefault(kind, set()).add(value)
    return {kind: frozenset(values) for kind, values in grouped.items()}


def _find_strangers(speakers: pa.ChunkedArray, pairs: Pairs) -> npt.NDArray[np.bool_]:
    """Which pairs of quotes are said by two people."""
    numbers, places = np.unique(np.concatenate([pairs.later, pairs.earlier]), return_inverse=True)
    said_by = number_speakers(speakers.take(pa.array(numbers)).to_pylist())
    return said_by.find_strangers(places[: len(pairs.later)], places[len(pairs.later) :])


def _read_sketches(known: pa.Table) -> Sketches:
    languages = pc.fill_null(known["language"].combine_chunks().dictionary_encode().indices.cast(_LONG), -1)
    bits = [np.frombuffer(b"".join(known[name].to_pylist()), np.uint8) for name in ("key_bits", "plain_bits")]
    return Sketches(
        weights=known["weight"].to_numpy(),
        n_words=known["n_words"].to_numpy(),
        sizes=known["size"].to_numpy(),
        keys=bits[0].reshape(known.num_rows, -1),
        plain=bits[1].reshape(known.num_rows, -1),
        languages=languages.to_numpy() + 1,
    )


def _read_words(facts: pa.Table, before: int) -> KeyedWords:
    """The words of the quotes of a part, behind so many quotes without words."""
    keys = read_keys(facts)
    weights = facts["weights"].combine_chunks()
    sizes = np.concatenate([np.zeros(before + 1, np.int64), pc.list_value_length(weights).to_numpy()])
    bits = hash_names(keys.names.to_pylist()) % KEY_BITS
    return KeyedWords(np.cumsum(sizes), weights.flatten().to_numpy(), Rows(bits[keys.words.numbers], keys.words.offsets))


def ask_texts(candidates: pa.Table, firsts: tuple[int, ...]) -> pa.Table:
    """The quotes of pairs, for the blocks of these; the sentences around them, too, where the pair is in two languages."""
    blocks, foreign = (np.tile(column, 2) for column in (_find_blocks(candidates), candidates["foreign"].to_numpy()))
    quotes = np.concatenate([candidates["later"].to_numpy(), candidates["earlier"].to_numpy()])
    return ask_once(quotes, blocks, foreign, firsts)


def ask_once(quotes: I64, blocks: I64, around: I64, firsts: tuple[int, ...]) -> pa.Table:
    """Each quote once for each block, with what is around it where one asks for that."""
    order = np.lexsort((-around, blocks, quotes))
    order = order[flag_changes(quotes[order]) | flag_changes(blocks[order])]
    return make_table(ASKED, [find_parts(quotes[order], firsts), quotes[order], blocks[order], around[order]])


def _find_blocks(candidates: pa.Table) -> I64:
    blocks: I64 = candidates["later"].to_numpy() // BLOCK_NUMBERS
    return blocks


def send_pairs(candidates: pa.Table) -> pa.Table:
    """Pairs for their blocks."""
    return list_pairs(_find_blocks(candidates), candidates, pa.nulls(candidates.num_rows, _FLAG))


def list_pairs(blocks: I64, pairs: pa.Table, certain: pa.Array | pa.ChunkedArray) -> pa.Table:
    """Pairs as rows of blocks."""
    count = pairs.num_rows
    none = [pa.nulls(count, _TEXT)] * 4
    return make_table(
        BLOCKS, [blocks, np.ones(count, np.int64), pairs["later"], pairs["earlier"], pairs["place"], certain, *none]
    )


def answer_texts(quotes: pa.Table, paragraphs: pa.Table, gone: pa.Table, asked: pa.Table) -> pa.Table:
    """The quotes of a part that blocks ask for, each once for each block."""
    changes = flag_changes(asked["quote"].to_numpy()) | flag_changes(asked["to"].to_numpy())
    asked = asked.filter(pa.array(changes))
    rows = quotes.take(pa.array(np.searchsorted(quotes["quote"].to_numpy(), asked["quote"].to_numpy())))
    texts, count = rows["text"].to_pylist(), asked.num_rows
    contexts: list[str | None] = [None] * count
    around = np.flatnonzero(asked["around"].to_numpy())
    numbers = rows["paragraph"].to_numpy()[around]
    wholes = paragraphs["text"].take(pa.array(np.searchsorted(paragraphs["paragraph"].to_numpy(), numbers))).to_pylist()
    is_gone = np.isin(numbers, gone["paragraph"].to_numpy()).tolist()
    for row, whole, without in zip(around.tolist(), wholes, is_gone, strict=True):
        contexts[row] = texts[row] if without else cut_context(whole, texts[row])
    zeros, none = np.zeros(count, np.int64), pa.nulls(count, _LONG)
    speakers = pc.coalesce(rows["speaker_name"], rows["speaker"])
    told = [[text[:QUOTE_REACH] for text in texts], speakers, rows["language"], contexts]
    return make_table(BLOCKS, [asked["to"], zeros, asked["quote"], none, zeros, pa.nulls(count, _FLAG), *told])


def cut_context(paragraph: str, text: str) -> str:
    """A paragraph, or what stands near a quote in a long one."""
    at = max(paragraph.find(text[:CONTEXT_REACH]), 0)
    return paragraph[max(0, at - CONTEXT_REACH) : at + len(text) + CONTEXT_REACH]


def accept_blocks(rows: pa.Table, settings: StatementSettings) -> pa.Table:
    """The pairs of whole blocks that say the same."""
    vocabulary: Vocabulary = {}
    found = [_accept_run(run, settings, vocabulary) for run in _cut_blocks(rows)]
    return pa.concat_tables([ACCEPTED.empty_table(), *found]).combine_chunks()


def _cut_blocks(rows: pa.Table) -> Iterator[pa.Table]:
    """Runs of blocks whose texts are read at once."""
    starts = np.flatnonzero(flag_changes(rows["block"].to_numpy()))
    bounds = np.append(starts, rows.num_rows)
    sizes = reduce_runs(np.add, measure_texts(rows), starts)
    for first, end in split_runs(sizes, READ_CHARACTERS):
        yield rows.slice(bounds[first], bounds[end] - bounds[first])


def measure_texts(rows: pa.Table) -> I64:
    """About how many characters the texts and contexts of rows have."""
    text, context = (pc.fill_null(pc.binary_length(rows[name]), 0).to_numpy() for name in ("text", "context"))
    return np.asarray(text + context, np.int64)


def _accept_run(rows: pa.Table, settings: StatementSettings, vocabulary: Vocabulary) -> pa.Table:
    texts, pairs = cut_sides(rows)
    quotes = read_rows(texts, vocabulary)
    later, earlier = (np.searchsorted(texts["quote"].to_numpy(), pairs[name].to_numpy()) for name in ("quote", "other"))
    plain = quotes.statements.plain
    both = zip(later.tolist(), earlier.tolist(), strict=True)
    equal = np.array([plain[one] == plain[other] for one, other in both], bool)
    given = Pairs(later, earlier, equal, pairs["place"].to_numpy() > 0)
    accepted = accept_pairs(quotes, given, settings)
    joins = _find_joining(texts, quotes, given.take(accepted.rows), accepted.certain)
    found = pairs.take(pa.array(accepted.rows))
    places = found["place"].to_numpy() + PLACES * accepted.translated
    table = make_table(ACCEPTED, [found["quote"], found["other"], places, accepted.certain, joins])
    return table.filter(pa.array(accepted.certain | joins))


def _find_joining(texts: pa.Table, quotes: Quotes, pairs: Pairs, certain: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Which pairs are of one group, where the earlier quote is the first of its own; asked once of quotes with the same text."""
    claims = quotes.claims
    kinds: dict[tuple[str, str], int] = {}
    told = zip(texts["text"].to_pylist(), texts["language"].to_pylist(), strict=True)
    firsts = np.array([kinds.setdefault(row, number) for number, row in enumerate(told)], np.int64)
    rows = list(zip(firsts[pairs.later].tolist(), firsts[pairs.earlier].tolist(), certain.tolist(), strict=True))
    joins = {
        (one, other, is_certain): not claims.contradict(one, other) if is_certain else claims.repeat(one, other)
        for one, other, is_certain in dict.fromkeys(rows)
    }
    return np.array([joins[row] for row in rows], bool)


def cut_sides(rows: pa.Table) -> tuple[pa.Table, pa.Table]:
    """The texts of some blocks, each once, with what is around it where a block has that; and the pairs of these blocks."""
    is_pair = rows["side"].to_numpy() > 0
    texts = rows.filter(pa.array(~is_pair))
    quotes = texts["quote"].to_numpy()
    order = np.lexsort((pc.is_null(texts["context"]).to_numpy(), quotes))
    return texts.take(pa.array(order[flag_changes(quotes[order])])), rows.filter(pa.array(is_pair))


def read_rows(texts: pa.Table, vocabulary: Vocabulary) -> Quotes:
    """The quotes of rows of a block."""
    words, speakers, languages = (texts[name].to_pylist() for name in ("text", "speaker", "language"))
    return read_quotes(words, speakers, languages, pc.fill_null(texts["context"], "").to_pylist(), vocabulary)
