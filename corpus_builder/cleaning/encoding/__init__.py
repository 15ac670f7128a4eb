"""Undoing mojibake, with the way back to the source."""
