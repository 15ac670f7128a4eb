"""How alike texts are: sets of shingles, and the exact join of similar sets."""

from corpus_builder.similarity.join import SimilarPairs, count_shared, find_similar_pairs
from corpus_builder.similarity.shingles import ShingleSets, make_shingle_sets

__all__ = ["ShingleSets", "SimilarPairs", "count_shared", "find_similar_pairs", "make_shingle_sets"]
