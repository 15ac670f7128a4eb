"""Who the people of a text are, and whom a pronoun or a description means."""
