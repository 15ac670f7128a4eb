"""The flow of near-duplicates, step after step."""

from __future__ import annotations

from corpus_builder.stages.flows.flow import Data, Engine
from corpus_builder.stages.flows.near_copies.comparing import compare_candidates
from corpus_builder.stages.flows.near_copies.different_texts import SAMPLES, Comparison, Texts, collapse_texts, take_samples
from corpus_builder.stages.flows.near_copies.pairing import find_candidates
from corpus_builder.stages.flows.near_copies.survivors import choose_copies


def find_near_copies(engine: Engine, texts: Texts, comparison: Comparison) -> Data:
    """The texts that go (`COPIES`), each with the one that is kept in its place.

    Equal texts become one first, or template lines would be most of the work. A text is read only if it is in a candidate pair.
    """
    different = collapse_texts(texts)
    leaders = different.texts.place(texts.n_parts, ["number"])
    samples = engine.zip(take_samples, [texts.sampled, leaders], SAMPLES).keep()
    candidates = find_candidates(samples, comparison.limits)
    similar = compare_candidates(engine, texts, samples, candidates, comparison)
    return choose_copies(engine, different, similar)
