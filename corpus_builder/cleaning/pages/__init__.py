"""Separating the article of a rendered page from boilerplate: features and labels."""
