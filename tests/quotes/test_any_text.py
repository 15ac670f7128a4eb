"""Whatever a text is made of, its quotes are in it, and no text is an error."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_builder.quotes import find_quotes
from corpus_builder.settings import QuoteSettings
from corpus_builder.text.normalization import write_plain_copy

NAMES = [
    "Luc Perrin ",
    "Anne Perrin ",
    "Perrin ",
    "M. Perrin ",
    "Anna Reed ",
    "le maire ",
    "the mayor ",
    "il ",
    "elle ",
    "he ",
    "AFP ",
]
VERBS = [
    "dit ",
    "a déclaré ",
    "a-t-il dit",
    "dit-elle",
    "parle-t-on ",
    "said ",
    "he said",
    "Selon ",
    "according to ",
    "que ",
    "et ",
]
MARKS = ["« ", " »", "“", "”", '"', "’", "‘", "— ", "– ", "--", "''", "<<", ">>", "(", "(@luc)"]
SIGNS = [", ", ". ", " : ", "! ", "? ", "…", "\n", "\r\n", "\u2028", " ", "-"]
WORDS = ["je viens", "we wait", "Le pont rouvrira", "un mur ", "12 mars 2024", "d’", "maire de Brie", "Le Parti du Port (PP) "]
STRANGE = ["\u0301", "\xad", "\u200b", "\x00", "\ufeff", "😀", "\ud800", "שלום ", "قال ", "橋", "Кто ", "ﬁ", "İ"]
PIECES = st.sampled_from([*NAMES, *VERBS, *MARKS, *SIGNS, *WORDS, *STRANGE])


@settings(max_examples=400)
@given(st.lists(PIECES, max_size=40).map("".join), st.sampled_from(["fr", "en"]), st.booleans())
def test_quotes_of_any_text_lie_in_it(text: str, language: str, indirect: bool) -> None:
    """Fragments are slices in order without overlap, who speaks is written in the text, and a name is never empty."""
    quotes = find_quotes(text, language, QuoteSettings(indirect=indirect))
    # names are as in the copy that is read: with plain apostrophes and composed accents
    copy = write_plain_copy(text)
    plain = copy.text if copy else text

    spans = [span for quote in quotes for span in quote.fragments or ((quote.start, quote.end),)]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    for quote in quotes:
        assert quote.text == " ".join([text[start:end] for start, end in quote.fragments or ((quote.start, quote.end),)])
        assert quote.speaker is None or quote.speaker.strip()
        assert quote.speaker_name is None or (quote.speaker and quote.speaker_name.strip())
        assert all(word in plain for word in (quote.speaker_name or "").split())
    assert find_quotes(text, language, QuoteSettings(indirect=indirect)) == quotes
