"""Quotes of the same statement, reworded or in another language."""

from corpus_builder.statements.group import group_statements

__all__ = ["group_statements"]
