"""The published tables: their columns, and functions over whole tables."""
