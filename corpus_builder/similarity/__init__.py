"""How alike texts are: folded, as sets of shingles and words, and which of many sets meet."""

from corpus_builder.similarity.shingles import ShingleSets, count_shared, make_shingle_sets
from corpus_builder.similarity.words import hash_words, make_word_sets

__all__ = ["ShingleSets", "count_shared", "hash_words", "make_shingle_sets", "make_word_sets"]
