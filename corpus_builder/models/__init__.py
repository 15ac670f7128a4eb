"""Fitted models: their tables of weights, written by scripts and never by hand, and the code that reads them."""
