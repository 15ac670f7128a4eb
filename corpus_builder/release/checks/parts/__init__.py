"""Checks of the parts of a release: each by itself, and what they say of each other."""
