"""From files, pages and records to source texts, or to rejects with their reasons."""
