"""Sayings that stand alone under a heading, with a paragraph below that names who said them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus_builder.model import Span
from corpus_builder.quotes.attribution.clauses import Place
from corpus_builder.quotes.attribution.turns import Reading
from corpus_builder.quotes.grammar.lexicon import Lexicon
from corpus_builder.quotes.grammar.phrases import end_of_name
from corpus_builder.quotes.grammar.tokens import CAPITAL, Token, Tokens

# characters of the longest line that is a heading, those in which it stands above the words, and those read for a name below
_LONGEST_HEADING = 80
_ABOVE = 200
_BELOW = 400
# how often somebody is named in a document that is about them, and how many times as often as others
_FEWEST_NAMED = 3
_FAR_MORE = 2
# characters on either side of a comment in which names are counted
_AROUND = 10_000
# characters of the longest first name, and places of a surname that are looked at for one
_LONGEST_FIRST_NAME = 24
_MOST_PLACES = 8
_BLANKS = " \t\u00a0\u202f"
# what ends a line that is no heading
_ENDS = tuple(".…:,»”")


def find_named(text: str, comment: Span, lexicon: Lexicon) -> tuple[Place, Span] | None:
    """The person named in a comment whom the document is about: named several times, and far more than others there."""
    tokens = Tokens(text).read(*comment, lexicon.reader)
    around = text[max(0, comment[0] - _AROUND) : comment[1] + _AROUND]
    named: dict[str, Span] = {}
    at = 0
    while at < len(tokens):
        end = max(end_of_name(tokens, at, len(tokens), lexicon), at + 1)
        if tokens[at].classes & CAPITAL and _is_person(around, tokens[at:end], lexicon):
            named.setdefault(tokens[end - 1].text, tokens.span(at, end))
        at = end
    counts = sorted(((around.count(surname), surname) for surname in named), reverse=True)[:2]
    if not counts or counts[0][0] < _FEWEST_NAMED or (len(counts) > 1 and counts[0][0] < _FAR_MORE * counts[1][0]):
        return None
    return "name", named[counts[0][1]]


def _is_person(text: str, name: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a name begins with a first name that is known, or is a surname behind one somewhere in the text."""
    if len(name) > 1:
        return name[0].text in lexicon.first_names
    before = (text[max(0, at - _LONGEST_FIRST_NAME) : at].split()[-1:] for at in _find_all(text, f" {name[0].text}"))
    return len(name[0].text) > 1 and any(words and words[0] in lexicon.first_names for words in before)


def _find_all(text: str, words: str) -> Iterator[int]:
    """The first few places where words stand in a text."""
    at = text.find(words)
    for _ in range(_MOST_PLACES):
        if at < 0:
            return
        yield at
        at = text.find(words, at + 1)


def find_comment(text: str, reading: Reading) -> Span | None:
    """The paragraph below words that stand alone on their line or behind a topic and a colon, under a heading.

    Of a long one it is the beginning.
    """
    start, end = reading.passage.outer
    above, line, topic = text[max(0, start - _ABOVE) : start].rpartition("\n")
    if reading.kind != "direct" or not line or topic.strip(_BLANKS)[-1:] not in ("", ":"):
        return None
    _, line, heading = above.rstrip().rpartition("\n")
    if not line or not 0 < len(heading) <= _LONGEST_HEADING or heading[-1:] in _ENDS:
        return None
    rest = text[end : end + _BELOW].lstrip(f".{_BLANKS}")
    if rest[:1] != "\n":
        return None
    begin = end + len(text[end : end + _BELOW]) - len(rest.lstrip())
    stop = text.find("\n", begin, begin + _BELOW)
    return begin, stop if stop >= 0 else min(len(text), begin + _BELOW)
