"""What is new between two releases."""
