"""Texts that say the same: near-duplicates over a corpus, and pull quotes within a document."""

from corpus_builder.duplicates.groups import Duplicates, find_duplicate_documents, find_duplicates, near_duplicates
from corpus_builder.duplicates.pull_quotes import compare_texts, find_pull_quotes

__all__ = [
    "Duplicates",
    "compare_texts",
    "find_duplicate_documents",
    "find_duplicates",
    "find_pull_quotes",
    "near_duplicates",
]
