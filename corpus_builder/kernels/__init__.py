"""Small functions over arrays of characters, hashes and sets."""
