"""Which quotes are one statement, over a corpus of any size."""
