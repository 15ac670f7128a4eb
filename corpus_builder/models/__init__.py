"""Fitted models: their weights, their declared features, and how they were made."""
