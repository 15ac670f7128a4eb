"""What terminal browsers and converters write into the text of a page: marks in its lines, and lines of their own."""
