"""What every station needs to know of a text."""
