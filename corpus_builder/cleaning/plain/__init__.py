"""Telling the article of a plain text from what surrounds it: features, rules, labels."""
