"""Telling the article of a rendered page from what surrounds it: features and labels."""
