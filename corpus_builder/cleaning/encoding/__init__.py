"""Undoing mojibake, with an alignment to the source."""
