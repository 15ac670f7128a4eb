"""Tokens: words with their classes in a language, and their offsets in a text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from functools import cache
from itertools import chain, islice
from math import inf
from typing import Any, NamedTuple

from corpus_builder.model import Span
from corpus_builder.quotes.grammar.speech_tables import Strength
from corpus_builder.text.patterns import look_behind

# The classes of words, one bit each. What the look of a word tells, and what it is by its ending or by several tables:
CAPITAL, WORDY, QUOTED, CUE_LIKE, MAYBE_FINITE, SURELY_FINITE, VERB, ADVERBIAL, LIGHT = (1 << bit for bit in range(9))
# small words, each by its table
AUXILIARY, MODAL, DETERMINER, PLAIN_DETERMINER, DEFINITE, PRONOUN, SUBJECT, CLITIC = (1 << bit for bit in range(9, 17))
ADVERB, CONJUNCTION, SUBORDINATOR, RELATIVE, THAT, COMPLEMENT, NEGATION = (1 << bit for bit in range(17, 24))
OPENER, STOP, INNER, ASIDE, LEAD_IN, NOUN_SIGN, SUBJECT_SIGN, PERSONAL = (1 << bit for bit in range(24, 32))
# nouns
PERSON, ORGANISATION, DOCUMENT, SPEECH_NOUN, HOMOGRAPH, RANK, MONTH = (1 << bit for bit in range(32, 39))
NEWS_AGENCY, HONORIFIC, SIGN = (1 << bit for bit in range(39, 42))
# words of time, and what stands beside them (`tard`, `dernier`)
TIME, TIME_SIDE = (1 << bit for bit in range(42, 44))


class Token(NamedTuple):
    """One word or sign with the classes of words it belongs to in a language; made once for each spelling.

    `low` is its folded form; `classes` has a bit for each class: `token.classes & PERSON`. QUOTED says that it stands for a
    whole passage in marks. The moods tell how strongly a verb form reports speech.
    """

    text: str
    low: str
    classes: int
    finite: Strength | None = None
    participle: Strength | None = None
    gerund: Strength | None = None
    infinitive: Strength | None = None


PASSAGE = Token("\ufffc", "\ufffc", QUOTED)
Reader = Callable[[str], tuple[Token, ...]]
# spellings kept with their tokens: nearly all of what a press text holds, and few megabytes
_SPELLINGS = 1 << 16
# words that are looked for in a text one by one before all of its pieces are cut
_SOUGHT = 24


class Kept(dict[str, Any]):
    """What a function says of each text, kept until there are too many; it is looked up faster than in a cache by use."""

    def __init__(self, ask: Callable[[str], Any]) -> None:
        super().__init__()
        self._ask = ask

    def __missing__(self, text: str) -> Any:
        if len(self) >= _SPELLINGS:
            self.clear()
        found = self[text] = self._ask(text)
        return found


class Pieces(dict[str, tuple[Token, ...]]):
    """The tokens of each piece of text without spaces, kept until there are too many; `cut` finds words, `classify` reads one.

    One step from a new piece to its tokens, as a page has thousands.
    """

    __slots__ = ("_classify", "_cut", "_words")

    def __init__(self, cut: Callable[[str], list[str]], classify: Callable[[str], Token]) -> None:
        super().__init__()
        self._cut = cut
        self._classify = classify
        self._words: dict[str, Token] = {}

    def __missing__(self, piece: str) -> tuple[Token, ...]:
        words = self._words
        if len(self) >= _SPELLINGS or len(words) >= _SPELLINGS:
            self.clear()
            words.clear()
        tokens: list[Token] = []
        for word in (piece,) if piece.isalpha() else self._cut(piece):
            token = words.get(word)
            if token is None:
                token = words[word] = self._classify(word)
            tokens.append(token)
        found = self[piece] = tuple(tokens)
        return found


class BetweenBlanks:
    """The pieces of a text between blanks; a few words are looked for one by one, for more the text is cut."""

    __slots__ = ("_pieces", "_sought", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._sought: dict[str, bool] = {}
        self._pieces: frozenset[str] | None = None

    def __contains__(self, word: str) -> bool:
        found = self._sought.get(word)
        if found is None:
            if self._pieces is None and len(self._sought) >= _SOUGHT:
                self._pieces = frozenset(self._text.split())
            found = self._sought[word] = self._seek(word) if self._pieces is None else word in self._pieces
        return found

    def _seek(self, word: str) -> bool:
        text, size = self._text, len(word)
        at = text.find(word) if word and " " not in word else -1
        while at >= 0:
            end = at + size
            if (at == 0 or text[at - 1].isspace()) and (end == len(text) or text[end].isspace()):
                return True
            at = text.find(word, end)
        return False


@cache
def compile_tokens(short_titles: frozenset[str]) -> re.Pattern[str]:
    """A pattern that finds the words and signs of a text; initials and those short titles keep their full stop.

    A word keeps its hyphens (`a-t-il`) and its elided apostrophe (`l'`, `qu’`).

    >>> compile_tokens(frozenset({"Mr"})).findall("M. Kern l’a-t-il dit à Mr. Reed ?")
    ['M.', 'Kern', 'l’', 'a-t-il', 'dit', 'à', 'Mr.', 'Reed', '?']
    """
    titles = "".join(f"|{stopped}" for stopped in look_behind(short_titles, r"\."))
    return re.compile(
        r"[^\W_]+(?:[-\u2010\u2011][^\W_]+)*"
        r"(?:['’](?=[^\W_])|\.(?:(?<![\w-][A-ZÀ-Ý]\.)(?<=[A-ZÀ-Ý]\.)(?:-?[A-ZÀ-Ý]\.)*"
        rf"{titles}))?"
        r"|[^\w\s]"
    )


class Tokens(list[Token]):
    """The tokens of a sentence, which may leave out parts of it; offsets are found when they are asked for."""

    __slots__ = ("_begins", "_ends", "_starts", "text")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
        self._starts: list[int] = []
        self._begins: dict[int, int] = {}
        self._ends: dict[int, int] = {}

    def read(self, start: int, end: int, reader: Reader) -> Tokens:
        """Add the tokens of `text[start:end]`; a reader gives those of a piece without spaces."""
        self._begins[len(self)] = start
        self.extend(chain.from_iterable(map(reader, self.text[start:end].split())))
        return self

    def read_first(self, start: int, end: int, reader: Reader, count: int) -> Tokens:
        """Add the first tokens of `text[start:end]`, at most `count`."""
        self._begins[len(self)] = start
        self.extend(islice(chain.from_iterable(map(reader, self.text[start:end].split(None, count))), count))
        return self

    def add_passage(self, start: int, end: int) -> None:
        """Add one token for a whole passage in marks."""
        self._begins[len(self)] = start
        self._ends[len(self)] = end
        self.append(PASSAGE)

    def read_passage(self, at: int, reader: Reader, count: int) -> Sequence[Token]:
        """The first tokens of the passage that token `at` stands for, without its marks, from at most `count` words."""
        words = self.text[self._begins[at] : self._ends[at]].split(None, count)[:count]
        return [token for token in chain.from_iterable(map(reader, words)) if token.classes & WORDY]

    def start(self, at: int) -> int:
        """Where a token begins in the text."""
        if at >= len(self._starts):
            if self[at].classes & QUOTED:
                return self._begins[at]
            self._locate(at)
        return self._starts[at]

    def end(self, at: int) -> int:
        """Where a token ends in the text."""
        return self._ends[at] if self[at].classes & QUOTED else self.start(at) + len(self[at].text)

    def span(self, first: int, stop: int) -> Span:
        """Where the tokens from `first` up to `stop` stand in the text."""
        return self.start(first), self.end(stop - 1)

    def inside(self, span: Span) -> list[Token]:
        """The tokens that begin inside a span."""
        stop = self.find(span[1])
        return self[bisect_left(self._starts, span[0]) : stop]

    def find(self, place: int) -> int:
        """The first token that begins at a place of the text or behind it; the number of all tokens where none does."""
        starts = self._starts
        if len(starts) < len(self) and not (starts and starts[-1] >= place):
            self._locate(len(self) - 1, place)
        return bisect_left(starts, place)

    def _locate(self, last: int, end: float = inf) -> None:
        """Find where the tokens up to `last` begin, or up to the first behind `end`.

        Only spaces and underscores stand between two of them.
        """
        starts, begins, find = self._starts, self._begins, self.text.find
        first = len(starts)
        after = starts[-1] + len(self[first - 1].text) if starts else 0
        add = starts.append
        for at, token in enumerate(self[first : last + 1], first):
            if at in begins:
                after = begins[at]
            word = token[0]
            if token is not PASSAGE:
                after = find(word, after)
            add(after)
            if after >= end:
                return
            after += len(word)


def read_first(text: str, reader: Reader) -> Token | None:
    """The first token of a text, or None where it has none."""
    return next(chain.from_iterable(map(reader, text.split())), None)


def follows_owner(tokens: Sequence[Token], at: int, endings: frozenset[str]) -> bool:
    """Whether an owner's ending stands right before a token: before the `house` of `Anna Reed's house`."""
    return at > 1 and tokens[at - 1].low in endings and tokens[at - 2].low.endswith("'")


def read_name_back(tokens: Tokens, last: int) -> Span:
    """The capitalised words that end at token `last`."""
    return tokens.span(begin_capitals(tokens, last), last + 1)


def begin_capitals(tokens: Sequence[Token], last: int) -> int:
    """Where the capitalised words that end at token `last` begin."""
    at = max(last, 0)
    while at > 0 and tokens[at - 1].classes & WORDY and tokens[at - 1].classes & CAPITAL:
        at -= 1
    return at
