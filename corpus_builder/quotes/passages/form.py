"""What marked words look like by themselves: sentence, term or title."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from corpus_builder.quotes.grammar.lexicon import Lexicon
from corpus_builder.quotes.grammar.tokens import Token
from corpus_builder.text.sentences import STOPS

# characters of the words that tell their form
_READ = 600


@dataclass(frozen=True)
class Form:
    """What the marked words `text[start:end]` look like by themselves; of a long passage its first words tell.

    Each feature is read when it is first asked for: what stands right beside a cue needs hardly any.
    """

    text: str
    start: int
    end: int
    lexicon: Lexicon

    @cached_property
    def _tokens(self) -> list[Token]:
        words = self.lexicon.read_tokens(self.text[self.start : min(self.end, self.start + _READ)])
        return [token for token in words if token.wordy]

    @property
    def _first(self) -> Token | None:
        return self._tokens[0] if self._tokens else None

    @property
    def words(self) -> int:
        """How many words."""
        return len(self._tokens)

    @property
    def capital(self) -> bool:
        """Whether they begin with a capital, or in a bracket or an ellipsis."""
        sign = self.text[self.start]
        if not sign.isalnum():
            first = self._first
            return first is not None and (first.capital or sign in "[(…")
        return sign.isupper()

    @cached_property
    def verb(self) -> bool:
        """Whether a finite verb is among them."""
        return any(token.verb for token in self._tokens)

    @cached_property
    def person(self) -> bool:
        """Whether they say `I`, `we` or `you`."""
        return any(token.personal for token in self._tokens)

    @property
    def stopped(self) -> bool:
        """Whether they end like a sentence."""
        return self.text[self.end - 1 : self.end] in STOPS

    @property
    def comma(self) -> bool:
        """Whether they end in a comma."""
        return self.text[self.end - 1 : self.end] == ","

    @property
    def title_case(self) -> bool:
        """Whether all words but the small ones have capitals."""
        content = [token for token in self._tokens if len(token.text) > 3 or token.capital]
        return len(content) > 1 and all(token.capital for token in content)

    @property
    def leans(self) -> bool:
        """Whether the first word needs the writer's sentence before it: a preposition, a clitic or a verb begins no title."""
        first = self._first
        if first is None or first.capital:
            return False
        return (first.clitic and not first.determiner) or first.opener or first.auxiliary
