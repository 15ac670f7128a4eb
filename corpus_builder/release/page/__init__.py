"""Files that describe a release, generated from its tables and manifest alone: card, Croissant, citation, spreadsheet."""
