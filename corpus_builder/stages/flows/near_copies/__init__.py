"""Near-duplicates over a corpus as a flow: of similar texts one is kept, and every other one names it."""
