"""Documents in which something is said by nobody: `Dans ce document, il est précisé que « ... »`."""

from __future__ import annotations

from corpus_builder.model import Span
from corpus_builder.quotes.attribution.quoting_sentences import READ_REACH
from corpus_builder.quotes.attribution.turns import Reading
from corpus_builder.quotes.grammar.cues import find_cues
from corpus_builder.quotes.grammar.lexicon import Lexicon
from corpus_builder.quotes.grammar.subjects import read_after
from corpus_builder.quotes.grammar.tokens import DOCUMENT, SIGN, Tokens


def find_document(text: str, reading: Reading, lexicon: Lexicon) -> Span | None:
    """Where the words stand that a passive verb before them reports: the document or sign behind `dans` or `on`."""
    attribution, end = reading.attribution, reading.passage.outer[0]
    if reading.sentence is None or attribution.place not in ("none", "before") or attribution.negated:
        return None
    start = max(reading.sentence.tokens.start(0), end - READ_REACH)
    tokens = Tokens(text).read(start, end, lexicon.reader)
    if not any(cue.passive for cue in find_cues(tokens, lexicon)):
        return None
    for at, token in enumerate(tokens):
        found = read_after(tokens, at + 1, lexicon) if token.low in lexicon.links.places else None
        if found and any(word.classes & (DOCUMENT | SIGN) for word in tokens.inside(found)):
            return found
    return None
