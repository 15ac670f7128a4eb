"""What a language is: one folder each, found because it is there."""
