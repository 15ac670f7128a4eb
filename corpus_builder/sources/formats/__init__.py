"""The formats of source files: HTML pages and JSON Lines."""
