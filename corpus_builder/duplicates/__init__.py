"""Texts that say the same: near-duplicates of one another, and pull quotes within a document."""

from corpus_builder.duplicates.groups import near_duplicates
from corpus_builder.duplicates.pull_quotes import Repeat, compare_texts, find_pull_quotes, find_pull_quotes_of_many

__all__ = ["Repeat", "compare_texts", "find_pull_quotes", "find_pull_quotes_of_many", "near_duplicates"]
