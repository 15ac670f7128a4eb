"""Cutting a text into blocks."""
