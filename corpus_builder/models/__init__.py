"""Fitted models: their tables of weights, made by scripts and never by hand, and what reads them."""
