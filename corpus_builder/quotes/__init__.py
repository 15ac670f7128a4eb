"""Quotes: what is said, and by whom. `find.py` has the steps in order."""

from corpus_builder.quotes.find import find_quotes

__all__ = ["find_quotes"]
