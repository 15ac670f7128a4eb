"""Whom a pronoun or a description means: candidates with what is known of each, and who of them is the one."""
