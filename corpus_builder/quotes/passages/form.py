"""What marked words look like by themselves: sentence, term or title."""

from __future__ import annotations

from itertools import chain
from typing import NamedTuple

from corpus_builder.quotes.grammar.lexicon import Lexicon
from corpus_builder.quotes.grammar.tokens import (
    AUXILIARY,
    CAPITAL,
    CLITIC,
    DETERMINER,
    OPENER,
    PERSONAL,
    THAT,
    VERB,
    WORDY,
    Token,
)
from corpus_builder.text.sentences import STOPS

# characters of the words that tell their form
_READ = 600
# pieces between blanks among which the first word mostly is
_HEAD = 2
# letters of a small word, which has no capital in a title
_SMALL = 3


class Form(NamedTuple):
    """What the marked words `text[start:end]` look like by themselves; of a long passage its first words tell.

    Each feature is read when it is asked for, and only as far as it takes: what stands right beside a cue needs hardly any.
    """

    text: str
    start: int
    end: int
    lexicon: Lexicon

    @property
    def _words(self) -> str:
        return self.text[self.start : min(self.end, self.start + _READ)]

    @property
    def _first(self) -> Token | None:
        """The first word."""
        head = self.text[self.start : min(self.end, self.start + _READ)].split(None, _HEAD)
        for token in chain.from_iterable(map(self.lexicon.reader, head[:_HEAD])):
            if token.classes & WORDY:
                return token
        rest = chain.from_iterable(map(self.lexicon.reader, "".join(head[_HEAD:]).split()))
        return next((token for token in rest if token.classes & WORDY), None)

    def has_words(self, count: int) -> bool:
        """Whether they are that many words or more."""
        words = self._words
        pieces = words.split(None, count)[:count]
        if len(pieces) == count and all(piece[0].isalnum() for piece in pieces):
            return True
        for word in self.lexicon.cut(words):
            count -= word[0][0].isalnum()
            if count <= 0:
                return True
        return False

    @property
    def capital(self) -> bool:
        """Whether they begin with a capital, or in a bracket or an ellipsis."""
        sign = self.text[self.start]
        if not sign.isalnum():
            first = self._first
            return bool(first is not None and (first.classes & CAPITAL or sign in "[(…"))
        return sign.isupper()

    @property
    def verb(self) -> bool:
        """Whether a finite verb is among them."""
        return self.lexicon.has_word(self._words, WORDY | VERB)

    @property
    def person(self) -> bool:
        """Whether they say `I`, `we` or `you`."""
        return self.lexicon.has_word(self._words, WORDY | PERSONAL)

    @property
    def stopped(self) -> bool:
        """Whether they end like a sentence."""
        return self.text[self.end - 1 : self.end] in STOPS

    @property
    def exclaims(self) -> bool:
        """Whether they end in a question or an exclamation."""
        return self.text[self.end - 1 : self.end] in ("?", "!")

    @property
    def comma(self) -> bool:
        """Whether they end in a comma."""
        return self.text[self.end - 1 : self.end] == ","

    @property
    def title_case(self) -> bool:
        """Whether all words but the small ones have capitals."""
        capitals = 0
        for found in self.lexicon.cut(self._words):
            word = found[0]
            if word[0].isupper():
                capitals += word[0].isalnum()
            elif len(word) > _SMALL and word[0].isalnum():
                return False
        return capitals > 1

    @property
    def subordinate(self) -> bool:
        """Whether they begin with the `que` that makes a clause part of the writer's sentence."""
        first = self._first
        return bool(first is not None and first.classes & THAT and not first.classes & CAPITAL)

    @property
    def predicate(self) -> bool:
        """Whether they begin with a verb whose subject is the writer's: `permet aux voisins de danser`."""
        first = self._first
        return bool(first is not None and first.classes & VERB and not first.classes & CAPITAL)

    @property
    def leans(self) -> bool:
        """Whether the first word needs the writer's sentence before it: a preposition, a clitic or a verb begins no title."""
        first = self._first
        if first is None or first.classes & CAPITAL:
            return False
        return bool((first.classes & CLITIC and not first.classes & DETERMINER) or first.classes & (OPENER | AUXILIARY))
