"""Splitting a text into blocks."""
