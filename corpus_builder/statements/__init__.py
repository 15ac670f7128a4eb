"""Quotes of the same statement, reworded or in another language."""
