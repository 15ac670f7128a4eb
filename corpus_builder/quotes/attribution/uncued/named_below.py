"""Sayings that stand alone under a heading, with a paragraph below that names who said them."""

from __future__ import annotations

from collections.abc import Set

from corpus_builder.model import Span
from corpus_builder.quotes.attribution.clauses import Place
from corpus_builder.quotes.attribution.turns import Reading
from corpus_builder.quotes.grammar.lexicon import Lexicon
from corpus_builder.quotes.grammar.phrases import end_of_name
from corpus_builder.quotes.grammar.tokens import CAPITAL, Tokens
from corpus_builder.text.normalization import lower_with_plain_signs as fold
from corpus_builder.text.sentences import STOPS

# characters of the longest line that is a heading, those in which it stands above the words, and those read for a name below
_LONGEST_HEADING = 80
_ABOVE = 200
_BELOW = 400
_BLANKS = " \t\u00a0\u202f"
# what ends a line that is no heading
_ENDS = tuple(f"{STOPS}:,»”")


def find_named(text: str, comment: Span, everyone: Set[str], lexicon: Lexicon) -> tuple[Place, Span] | None:
    """The one who speaks in the document and is named in a comment; `everyone` has the words of the names of all who do."""
    tokens = Tokens(text).read(*comment, lexicon.reader)
    named: list[Span] = []
    at = 0
    while at < len(tokens):
        end = max(end_of_name(tokens, at, len(tokens), lexicon), at + 1)
        if tokens[at].classes & CAPITAL and tokens[end - 1].text in everyone:
            named.append(tokens.span(at, end))
        at = end
    last_names = {fold(text[slice(*name)]).split()[-1] for name in named}
    return ("name", named[0]) if len(last_names) == 1 else None


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
