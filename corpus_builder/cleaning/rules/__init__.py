"""Rules by words: tables of what lines say, and the engine that finds them."""
