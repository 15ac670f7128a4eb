"""What a release says of itself, made from its tables and manifest alone: card, Croissant, citation, spreadsheet."""
