"""What only the whole corpus decides, as flows that every engine runs."""
