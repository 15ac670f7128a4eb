"""What a page says about itself: statements for machines, and the headings, names and dates that its markup shows."""
