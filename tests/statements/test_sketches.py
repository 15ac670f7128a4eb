"""corpus_builder.statements.sketches: no pair is left out that may say the same."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.kernels.overlaps import Rows
from corpus_builder.settings import StatementSettings
from corpus_builder.statements.conflicts.contradictions import contradict
from corpus_builder.statements.group import judge_pairs, read_quotes
from corpus_builder.statements.lookups import Pairs
from corpus_builder.statements.sketches import (
    KEY_BITS,
    Claimed,
    KeyedWords,
    Sketches,
    contradict_for_sure,
    hash_names,
    make_sketches,
    may_agree,
    sketch_plain,
)
from corpus_builder.statements.statement import Statements
from tests.oracle.quote_groups import list_keys_of_quotes, propose_pairs

NUMBERS = ["ne", "not", "lundi", "40", "10\u00a0000", "3", "deux", "millions", "demi", "half", "bn", "et", "un", "a"]
WORDS = ["digue", "pont", "bac", "pas", "Kerven", "the", "bridge", "rouvrira", *NUMBERS]
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join), max_size=14)


def sketch(statements: Statements) -> tuple[Sketches, KeyedWords]:
    """The sketches and the words of statements in French and English."""
    keys = list_keys_of_quotes(statements)
    hashes = hash_names(statements.words.key_names)
    sketches = Sketches(
        weights=statements.weights,
        n_words=np.diff(statements.content.offsets),
        sizes=np.array([len(text) for text in statements.plain], np.int64),
        keys=make_sketches(keys, hashes, KEY_BITS),
        plain=sketch_plain(statements.tokens),
        languages=np.array([["fr", "en"].index(language or "fr") + 1 for language in statements.languages], np.int64),
    )
    numbers, sizes = statements.words.keys.take(statements.content.numbers)
    bits = Rows(hashes[numbers] % KEY_BITS, np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)]))
    return sketches, KeyedWords(statements.content.offsets, statements.words.weights[statements.content.numbers], bits)


@given(TEXTS, st.lists(st.sampled_from(["fr", "en"]), min_size=14, max_size=14), st.sampled_from([0.3, 0.8]))
def test_what_may_say_the_same_is_kept(texts: list[str], languages: list[str], overlap: float) -> None:
    """Whatever is certain, likely or perhaps a translation by the texts may be so by their sketches."""
    settings = StatementSettings(overlap=overlap)
    quotes = read_quotes(texts, ["Luc Perrin", None] * 7, languages[: len(texts)]) if texts else None
    if quotes is None:
        return
    pairs = propose_pairs(quotes.statements, quotes.said_by)
    verdicts = judge_pairs(quotes.statements, quotes.said_by, pairs, settings)
    said, translated = may_agree(*sketch(quotes.statements), pairs, settings)
    assert not ((verdicts.certain | verdicts.likely) & ~said).any()
    assert not (verdicts.foreign & ~(said | translated)).any()


@given(TEXTS, st.lists(st.sampled_from(["fr", "en"]), min_size=14, max_size=14))
def test_what_contradicts_for_sure_contradicts(texts: list[str], languages: list[str]) -> None:
    """Two quotes that contradict one another by numbers, dates and denials do so by their texts."""
    count = len(texts)
    statements = read_quotes(texts, [None] * count, languages[:count]).statements
    claims = [statements.read_claims(number) for number in range(count)]
    later, earlier = np.tril_indices(count, -1)
    none = np.zeros(len(later), bool)
    known = {n: Claimed(statements.values.get(n, {}), statements.read_denial(n)) for n in range(count)}
    found = contradict_for_sure(sketch(statements)[0], known, Pairs(later, earlier, none, none))
    for one, other, is_sure in zip(later.tolist(), earlier.tolist(), found.tolist(), strict=True):
        assert not is_sure or contradict(claims[one], claims[other])


def test_another_number_or_a_denial_contradicts_for_sure() -> None:
    """Other numbers do, and a denial, unless the one quote may be a part of the other."""
    texts = [
        "la digue coûtera 40 millions",
        "the dike costs 90 million",
        "la digue ne fermera pas",
        "the dike will close",
        "la digue",
    ]
    statements = read_quotes(texts, [None] * 5, ["fr", "en", "fr", "en", "fr"]).statements
    known = {n: Claimed(statements.values.get(n, {}), statements.read_denial(n)) for n in range(5)}
    pairs = Pairs(np.array([1, 3, 4]), np.array([0, 2, 2]), np.zeros(3, bool), np.zeros(3, bool))
    assert contradict_for_sure(sketch(statements)[0], known, pairs).tolist() == [True, True, False]


def test_other_words_are_left_out() -> None:
    """Two quotes that share a word of many cannot say the same; one that has all words of the other may."""
    texts = [
        "la digue du port rouvrira",
        "la digue de Kerven coûtera quarante millions demain matin",
        "oui, la digue du port rouvrira",
    ]
    quotes = read_quotes(texts, [None] * 3, ["fr"] * 3)
    pairs = propose_pairs(quotes.statements, quotes.said_by)
    kept, _ = may_agree(*sketch(quotes.statements), pairs, StatementSettings())
    assert dict(zip(zip(pairs.later.tolist(), pairs.earlier.tolist(), strict=True), kept.tolist(), strict=True)) == {
        (1, 0): False,
        (2, 0): True,
        (2, 1): False,
    }


def test_names_have_the_same_numbers_everywhere() -> None:
    """A name's number is that of its letters, so that files of one machine can be read on another."""
    assert hash_names(["digue", "forêt", "@kerven"]).tolist() == [3468057560, 626134064, 3377201899]
