"""The people of a text, and whom a pronoun or a description refers to."""
