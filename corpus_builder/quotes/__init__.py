"""Quotes: what is said, by whom, and where the same statement is quoted again."""

from corpus_builder.quotes.find import find_quotes
from corpus_builder.quotes.statements import group_statements

__all__ = ["find_quotes", "group_statements"]
