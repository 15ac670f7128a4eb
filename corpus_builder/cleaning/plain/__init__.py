"""Separating the article of a plain text from boilerplate: features, rules, labels."""
