"""corpus_builder.statements.lookups: by which words a quote finds others."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.statements.lookups import LOOKUP_KEYS, choose_lookups, rank_keys
from corpus_builder.statements.speakers import number_speakers
from corpus_builder.statements.statement import read_statements
from tests.oracle.quote_groups import propose_pairs

NAMES = ["pont", "digue", "=port", "bac", "@brie", "#40", "phare", "quai", "marée", "tempête", "grue", "écluse", "môle"]
KEYS = st.lists(st.tuples(st.sets(st.integers(0, len(NAMES) - 1)), st.integers(0, 2)), max_size=9)


@given(KEYS)
def test_the_rarest_keys_come_first_then_with_the_speaker(quotes: list[tuple[set[int], int]]) -> None:
    """Of each quote the keys that fewest quotes have, but more than one; those as rare by name; then with who speaks."""
    owners = np.array([owner for owner, (keys, _) in enumerate(quotes) for _ in keys], np.int64)
    keys = np.array([key for own, _ in quotes for key in own], np.int64)
    counts = np.bincount(keys, minlength=len(NAMES))
    speakers = np.array([speaker for _, speaker in quotes], np.int64)
    found = choose_lookups(owners, keys, rank_keys(NAMES, counts), speakers)

    wanted = []
    for owner, (own, speaker) in enumerate(quotes):
        kept = [key for key in own if counts[key] > 1 and not NAMES[key].startswith("=")]
        rarest = sorted(kept, key=lambda key: (counts[key], NAMES[key]))[:LOOKUP_KEYS]
        wanted += [(owner, key, 0) for key in rarest] + [(owner, key, speaker) for key in rarest if speaker]
    assert list(zip(*(column.tolist() for column in found), strict=True)) == wanted


def test_a_copy_is_paired_with_the_first_and_with_who_shares_most() -> None:
    """A quote with the words of an earlier one has the first of these as its copy, which is no translation by that."""
    texts = ["la digue du port", "le bac de Brie", "La digue du port !", "la digue du port"]
    pairs = propose_pairs(read_statements(texts, ["fr"] * 4), number_speakers([None] * 4))
    rows = list(zip(pairs.later.tolist(), pairs.earlier.tolist(), pairs.equal.tolist(), pairs.alike.tolist(), strict=True))
    assert rows == [(2, 0, True, False), (2, 0, True, True), (3, 0, True, False), (3, 0, True, True), (3, 2, True, True)]
