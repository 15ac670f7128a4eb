"""The words of a sentence: tokens, cues, noun phrases and subjects."""
