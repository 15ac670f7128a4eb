"""Groups of near-duplicates: what is kept and why, what is removed, and where they differ."""
