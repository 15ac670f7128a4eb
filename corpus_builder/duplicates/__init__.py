"""Texts that say the same: near-duplicates over a corpus, and pull quotes within a document."""

from corpus_builder.duplicates.copies import Origins
from corpus_builder.duplicates.groups import Duplicates, find_duplicate_documents, find_duplicates, near_duplicates
from corpus_builder.duplicates.pull_quotes import Repeat, compare_texts, find_pull_quotes, find_pull_quotes_of_many

__all__ = [
    "Duplicates",
    "Origins",
    "Repeat",
    "compare_texts",
    "find_duplicate_documents",
    "find_duplicates",
    "find_pull_quotes",
    "find_pull_quotes_of_many",
    "near_duplicates",
]
