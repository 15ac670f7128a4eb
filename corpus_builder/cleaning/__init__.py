"""From a source text to the blocks that are kept and those removed, with the metadata that the text contains."""
