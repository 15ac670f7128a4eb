"""Facts of the quotes of a corpus, each by itself: what pairs of them are found and compared by, without their texts."""

from __future__ import annotations

import hashlib
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.kernels.overlaps import Rows
from corpus_builder.kernels.shingles import split_runs
from corpus_builder.stages.flows.flow import make_schema, make_table
from corpus_builder.stages.flows.key_runs import hash_texts
from corpus_builder.statements.group import QUOTE_REACH
from corpus_builder.statements.sketches import KEY_BITS, WORD_BITS, hash_names, make_sketches, sketch_plain
from corpus_builder.statements.speakers import number_speakers
from corpus_builder.statements.statement import Statements, Vocabulary, read_statements

I64 = npt.NDArray[np.int64]

# Characters of texts that are read at once: what is known of a text takes some times its size.
READ_CHARACTERS: Final = 1 << 21
# Bits of the hash of a name, and an odd number that spreads such hashes over 64 bits (Steele, Lea and Flood 2014).
_HASH_BITS: Final = 32
_SPREAD: Final = np.uint64(0x9E3779B97F4A7C15)

_LONG, _TEXT = pa.int64(), pa.string()
# Of a quote: a hash of its plain text in two, how long that is, who says it, a number for the surname, 0 for nobody; the weights
# of its words, their keys; its numbers and dates, and how sure it is that it denies something; and the sketches of its keys and
# of its plain text.
FACTS: Final = make_schema(
    quote=_LONG,
    part=_LONG,
    high=_LONG,
    low=_LONG,
    size=_LONG,
    speaker=_TEXT,
    language=_TEXT,
    surname=_LONG,
    weights=pa.list_(_LONG),
    keys=pa.list_(pa.list_(_TEXT)),
    values=pa.list_(_TEXT),
    denial=_LONG,
    key_bits=pa.binary(KEY_BITS // 8),
    plain_bits=pa.binary(WORD_BITS // 8),
)


class Keys(NamedTuple):
    """The keys of the quotes of a part, one quote after the other, by their numbers; and their names."""

    quotes: Rows
    words: Rows
    names: pa.Array


def read_facts(quotes: pa.Table) -> pa.Table:
    """What is known of quotes, each by itself."""
    texts = [text[:QUOTE_REACH] for text in quotes["text"].to_pylist()]
    languages = quotes["language"].to_pylist()
    vocabulary: Vocabulary = {}
    found = [FACTS.empty_table()]
    for first, end in split_runs(np.fromiter(map(len, texts), np.int64, len(texts)), READ_CHARACTERS):
        statements = read_statements(texts[first:end], languages[first:end], vocabulary)
        found.append(_tabulate_facts(statements, quotes.slice(first, end - first)))
    return pa.concat_tables(found).combine_chunks()


def _tabulate_facts(statements: Statements, quotes: pa.Table) -> pa.Table:
    speakers = pc.fill_null(pc.coalesce(quotes["speaker_name"], quotes["speaker"]), "")
    words = statements.words
    names = hash_names(words.key_names)
    keys = _sort_keys(words.keys, names)
    content = _sort_words(statements.content, keys, names, words.weights)
    numbers, sizes = keys.take(content.numbers)
    offsets = add_up(sizes)
    key_bits = make_sketches(Rows(numbers, offsets[content.offsets]), names, KEY_BITS)
    columns = [
        quotes["quote"],
        quotes["part"],
        *hash_texts(statements.plain),
        np.fromiter(map(len, statements.plain), np.int64, len(statements.plain)),
        speakers,
        quotes["language"],
        _hash_surnames(speakers.to_pylist()),
        make_lists(pa.array(words.weights[content.numbers]), content.offsets),
        make_lists(make_lists(pa.array(words.key_names, _TEXT).take(pa.array(numbers)), offsets), content.offsets),
        _list_values(statements),
        _read_denials(statements),
        _make_binary(key_bits),
        _make_binary(sketch_plain(statements.tokens)),
    ]
    return make_table(FACTS, columns)


def _list_values(statements: Statements) -> pa.Array:
    """The numbers and dates of each text, each behind its kind."""
    listed: list[list[str]] = [[]] * len(statements.plain)
    for number, values in statements.values.items():
        listed[number] = sorted([f"{kind} {value}" for kind, own in values.items() for value in own])
    return pa.array(listed, pa.list_(_TEXT))


def _read_denials(statements: Statements) -> I64:
    denials = np.zeros(len(statements.plain), np.int64)
    rows = np.flatnonzero(np.diff(statements.denials.offsets))
    denials[rows] = [statements.read_denial(number) for number in rows.tolist()]
    return denials


def _sort_keys(keys: Rows, hashes: I64) -> Rows:
    """The keys of each word in an order that follows from their names alone."""
    owners = np.repeat(np.arange(len(keys.offsets) - 1), np.diff(keys.offsets))
    return Rows(keys.numbers[np.argsort((owners << _HASH_BITS) | hashes[keys.numbers], kind="stable")], keys.offsets)


def _sort_words(content: Rows, keys: Rows, hashes: I64, weights: I64) -> Rows:
    """The words of each text in an order that follows from their keys and weights alone."""
    mixed = (hashes[keys.numbers].astype(np.uint64) + np.uint64(1)) * _SPREAD
    sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(mixed ^ (mixed >> np.uint64(_HASH_BITS)))])
    of_words = (np.diff(sums[keys.offsets]) + weights.astype(np.uint64)) * _SPREAD
    own = (of_words >> np.uint64(64 - _HASH_BITS)).astype(np.int64)[content.numbers]
    owners = np.repeat(np.arange(len(content.offsets) - 1), np.diff(content.offsets))
    return Rows(content.numbers[np.argsort((owners << _HASH_BITS) | own, kind="stable")], content.offsets)


def _hash_surname(surname: str) -> int:
    said = hashlib.blake2b(surname.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(said, "little") >> 1 or 1


def _hash_surnames(speakers: list[str]) -> I64:
    """A number for the surname of each speaker, 0 for nobody."""
    said_by = number_speakers(speakers)
    numbers = [_hash_surname(name[-1]) if name else 0 for name in said_by.names]
    return np.array(numbers, np.int64)[said_by.numbers]


def add_up(sizes: I64) -> I64:
    """Where runs of these lengths begin, and the last one ends."""
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)])


def make_lists(values: pa.Array, offsets: I64) -> pa.ListArray:
    """Values as lists that begin at offsets."""
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), values)


def _make_binary(rows: npt.NDArray[np.uint8]) -> pa.Array:
    return pa.FixedSizeBinaryArray.from_buffers(pa.binary(rows.shape[1]), len(rows), [None, pa.py_buffer(rows.tobytes())])


def read_keys(facts: pa.Table) -> Keys:
    """The keys of the words of the quotes of a table of facts."""
    lists = facts["keys"].combine_chunks()
    words = lists.flatten()
    offsets = add_up(pc.list_value_length(lists).to_numpy())
    encoded = words.flatten().dictionary_encode()
    sizes = add_up(pc.list_value_length(words).to_numpy())
    numbers = encoded.indices.to_numpy().astype(np.int64)
    return Keys(Rows(numbers, sizes[offsets]), Rows(numbers, sizes), encoded.dictionary)
