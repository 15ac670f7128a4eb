"""The languages: one folder each, discovered by its presence."""
