"""Shingle sets: what normalization hides, what it must not hide, and that a set depends on its text alone."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus_builder.kernels import shingles as module
from corpus_builder.kernels.shingles import BATCH_CHARACTERS, HASH_BITS, make_shingle_sets, split_sets
from corpus_builder.text.normalization import normalize_letters

TEXTS = st.lists(st.text(max_size=40), max_size=12)


def normalize(text: str) -> str:
    return "".join(map(chr, normalize_letters([text]).characters))


@given(TEXTS, st.integers(1, 13))
@example(["1011"], 3)
@example(["abcade dbcaae"], 5)
@settings(max_examples=60)
def test_sets_hold_the_windows(texts: list[str], length: int) -> None:
    """A set has as many hashes as its normalized text has different windows; equal windows have equal hashes across texts."""
    sets = split_sets(make_shingle_sets(texts, length))
    hash_of: dict[str, int] = {}
    for text, values in zip(texts, sets, strict=True):
        plain = normalize(text)
        windows = {plain[i : i + length] for i in range(max(len(plain) - length + 1, 1))} - {""}
        assert len(windows) == len(values) and np.all(np.diff(values.astype(np.int64)) > 0) and np.all(values < 1 << HASH_BITS)
        alone = make_shingle_sets([text], length).values.tolist()
        assert alone == values.tolist()
        for window in windows:
            (found,) = make_shingle_sets([window], length).values.tolist()
            assert found in alone and hash_of.setdefault(window, found) == found
    assert len(set(hash_of.values())) == len(hash_of)


@given(st.lists(st.text("abcdeé .", max_size=200), max_size=8), st.integers(1, 60))
@settings(max_examples=40)
def test_a_sample_is_the_lowest(texts: list[str], sample: int) -> None:
    """A sample is the lower end of the full set."""
    for part, whole in zip(*(split_sets(make_shingle_sets(texts, 5, s)) for s in (sample, None)), strict=True):
        assert part.tolist() == whole[: len(part)].tolist()


def test_short_texts_are_sampled_whole() -> None:
    """A text with fewer shingles than the sample keeps them all."""
    text = ["Un mot de plus, un mot de moins."]
    assert make_shingle_sets(text, 5, 100).values.tolist() == make_shingle_sets(text, 5).values.tolist()


def test_repetitive_texts_are_sampled() -> None:
    """A long text that says one thing over and over has a sample too."""
    sets = make_shingle_sets(["short", "encore et " * 50_000, "other"], 12, 48)
    assert sets.sizes.tolist() == [1, 8, 1]


def test_batches_do_not_matter() -> None:
    """Sets are the same whether texts are hashed together, alone or from an Arrow array."""
    texts = [f"Ligne {i} : {'mot ' * (i % 7)}{i * i}" for i in range(2 * BATCH_CHARACTERS // 25)]
    together = make_shingle_sets(texts, 5)
    arrow = make_shingle_sets(pa.array(texts), 5)
    assert together.values.tolist() == arrow.values.tolist() and together.offsets.tolist() == arrow.offsets.tolist()
    sets = split_sets(together)
    for i in (0, 1, len(texts) // 2, len(texts) - 1):
        assert sets[i].tolist() == make_shingle_sets([texts[i]], 5).values.tolist()


def test_hashes_never_change() -> None:
    """Hashes are the same in every process and on every machine, so tables of two runs add up."""
    assert make_shingle_sets(["abcde"], 5).values.tolist() == [7120900394285]


def test_no_text_no_set() -> None:
    """No texts give no sets, and texts without letters and digits give empty ones."""
    assert len(make_shingle_sets([], 5)) == 0
    assert make_shingle_sets(["", "…", "\ud800", "   "], 5).sizes.tolist() == [0, 0, 0, 0]


def test_a_share_is_the_lowest_of_all() -> None:
    """With a share, texts of any length keep the same part of the same shingles."""
    texts = ["Une halle, un marché et cent voix. " * 9 + str(i) for i in range(40)]
    whole = split_sets(make_shingle_sets(texts, 5))
    part = split_sets(make_shingle_sets(texts, 5, share=0.25))
    limit = max(int(values.max()) for values in part if len(values))
    assert all(few.tolist() == [v for v in many.tolist() if v <= limit] for few, many in zip(part, whole, strict=True))
    assert sum(map(len, part)) < sum(map(len, whole)) // 2


def test_very_long_texts_are_hashed_by_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text longer than a slice has the shingles of all its slices, between its neighbours, and a sample of them."""
    draw = np.random.default_rng(2)
    text = "".join(map(chr, draw.integers(97, 123, 5_000)))
    texts = ["avant", text, "après tout"]
    whole, sample = make_shingle_sets(texts, 6), make_shingle_sets(texts, 6, 48)
    monkeypatch.setattr(module, "SLICE_CHARACTERS", 1_000)
    sliced = make_shingle_sets(texts, 6)
    assert sliced.values.tolist() == whole.values.tolist() and sliced.offsets.tolist() == whole.offsets.tolist()
    assert make_shingle_sets(texts, 6, 48).values.tolist() == sample.values.tolist()
    assert make_shingle_sets(["ab " * 2_000], 6, 48).sizes.tolist() == [2]
