"""Which clause says whose words these are, and whether they are anybody's."""
