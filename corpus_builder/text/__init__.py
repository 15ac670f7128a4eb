"""What every station needs to know about a text."""
