"""In what two statements that look alike differ."""
