"""From a source text to the blocks that stay and the blocks that go, with what the text says of itself."""
