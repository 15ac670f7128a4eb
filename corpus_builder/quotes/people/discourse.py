"""The discourse of a document: which mentions are in the writer's own text, which in quotes, which lead a clause."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from types import MappingProxyType
from typing import Any, NamedTuple

from corpus_builder.languages.first_names import Gender
from corpus_builder.model import Span
from corpus_builder.quotes.grammar.lexicon import Lexicon
from corpus_builder.quotes.grammar.tokens import (
    ADVERB,
    CAPITAL,
    CONJUNCTION,
    DETERMINER,
    HONORIFIC,
    OPENER,
    PERSON,
    RANK,
    SUBORDINATOR,
    WORDY,
    Token,
    read_first,
)
from corpus_builder.quotes.people.mentions import Mentions, read_mentions
from corpus_builder.quotes.people.runs import Mention, compile_owner
from corpus_builder.text.sentences import STOPS, compile_stop

# mentions that are looked at before a pronoun
_MENTIONS = 40
# characters on either side of a name that tell whether it leads its clause, and before it whether it belongs to a noun
_NEAR_LEAD = 30
_NEAR_OWNER = 16
# how many times the reach quotes may push a mention away
_QUOTED_REACH = 10


@dataclass(frozen=True)
class Discourse:
    """A document with its quoted spans, which are sorted and apart; who is named in it is read when it is first asked for.

    `reach` is how many characters of the writer's own text back from a pronoun or description its name is looked for;
    `measured` keeps what `measure_outside` has said, `roles` the part of each name in its clause, by where it begins, `before`
    the words before each name, `inverted` those before its inverted verb, `bearers` whom each name means, `bodies` whether it
    is a body's, `speaking` who says quotes, `acting` which names of unknown words lead a clause, by where they begin;
    `speakers` are the words that name who says the quotes, sorted.
    """

    text: str
    quoted: Sequence[Span]
    lexicon: Lexicon
    reach: int
    speakers: Sequence[Span] = ()
    measured: dict[Span, tuple[int, int]] = field(default_factory=dict)
    roles: dict[int, Any] = field(default_factory=dict)
    before: dict[int, Sequence[Token]] = field(default_factory=dict)
    inverted: dict[int, Sequence[Token] | None] = field(default_factory=dict)
    bearers: dict[str, str | None] = field(default_factory=dict)
    bodies: dict[str, bool] = field(default_factory=dict)
    speaking: list[str] = field(default_factory=list)
    acting: dict[int, bool] = field(default_factory=dict)

    @cached_property
    def mentions(self) -> Mentions:
        """Everyone named in the document."""
        return read_mentions(self.text, self.lexicon)

    @cached_property
    def closings(self) -> list[int]:
        """Where the quoted spans end."""
        return [end for _, end in self.quoted]

    @cached_property
    def stop(self) -> re.Pattern[str]:
        """The end of a sentence, but not of a short title or an initial."""
        return compile_stop(self.lexicon.stopped_titles)

    def measure_outside(self, start: int, end: int) -> tuple[int, int]:
        """The sentence ends and the characters of the writer's own text between two places."""
        pieces = _cut_outside(self, start, end)
        found = sum([len(self.stop.findall(piece)) for piece in pieces]), sum(map(len, pieces))
        self.measured[start, end] = found
        return found


class Resolution(NamedTuple):
    """Whom a mention means, or None, and why in words.

    `learned` is the gender that the mention tells of somebody, whoever is meant in the end.
    """

    name: str | None
    why: str
    learned: tuple[str, Gender] | None = None


NOBODY = Resolution(None, "")


class Known(NamedTuple):
    """What is known of a document's people when a speaker is resolved: its mentions, and what the speakers before have told.

    `last_speaker` is where who spoke last was named; `doubts` has the last pronoun of each gender that stayed open: those that
    follow may mean the same unknown; `learned` has the genders that pronouns have told; `noted` the mentions that were resolved,
    by where they begin.
    """

    discourse: Discourse
    last_speaker: Mention | None = None
    doubts: Mapping[Gender, int] = MappingProxyType({})
    learned: Mapping[str, Gender] = MappingProxyType({})
    noted: tuple[Mention, ...] = ()

    @property
    def lexicon(self) -> Lexicon:
        """The words of the document's language."""
        return self.discourse.lexicon

    @property
    def mentions(self) -> Mentions:
        """Everyone named in the document."""
        return self.discourse.mentions

    def gender(self, name: str) -> Gender | None:
        """The gender of a person, if it is known."""
        return self.learned.get(name) or self.mentions.gender(name)

    def last_doubt(self, genders: Sequence[Gender]) -> int:
        """Where the last pronoun of those genders stands that stayed open, or -1."""
        return max((self.doubts.get(gender, -1) for gender in genders), default=-1)

    def within(self, span: Span) -> list[Mention]:
        """The mentions that begin inside a span, by place."""
        found = self.discourse.mentions.list_within(span[0], span[1])
        if not self.noted:
            return found
        noted = self.noted[_count_before(self.noted, span[0]) : _count_before(self.noted, span[1])]
        return sorted((*found, *noted)) if noted else found

    def walk_back(self, at: int) -> Iterator[Mention]:
        """The mentions before a place, the nearest first."""
        mentions, noted = self.discourse.mentions, self.noted
        read, later = mentions.read_mention, _count_before(noted, at)
        for number in range(mentions.count_before(at) - 1, -1, -1):
            mention = read(number)
            while later and noted[later - 1] > mention:
                later -= 1
                yield noted[later]
            yield mention
        yield from reversed(noted[:later])

    def hear(self, speaker: Mention) -> Known:
        """The same, with who spoke last."""
        return Known(self.discourse, speaker, self.doubts, self.learned, self.noted)

    def doubt(self, genders: Sequence[Gender], at: int) -> Known:
        """The same, with a pronoun or a description that stayed open."""
        return self._replace(doubts={**self.doubts, **dict.fromkeys(genders, at)}) if genders else self

    def learn(self, learned: tuple[str, Gender] | None) -> Known:
        """The same, with the gender of somebody."""
        if learned is None or self.learned.get(learned[0]) == learned[1]:
            return self
        return self._replace(learned={**self.learned, learned[0]: learned[1]})

    def note(self, mention: Mention) -> Known:
        """The same, with a mention that was resolved, unless one begins there."""
        at = _count_before(self.noted, mention.start)
        if self.mentions.begins_at(mention.start) or any(known.start == mention.start for known in self.noted[at : at + 1]):
            return self
        noted = (*self.noted[:at], mention, *self.noted[at:])
        return Known(self.discourse, self.last_speaker, self.doubts, self.learned, noted)


def _count_before(mentions: Sequence[tuple[int, int, str]], at: int) -> int:
    """How many of the mentions, which are sorted, begin before a place."""
    return bisect_left(mentions, (at, -1, ""))


def mentions_before(known: Known, at: int) -> Iterator[tuple[int, Mention]]:
    """The mentions before a place and outside quotes, the nearest first, each with the number of sentence ends between."""
    discourse = known.discourse
    quoted, closings, reach = discourse.quoted, discourse.closings, discourse.reach
    measured, farthest = discourse.measured, at - _QUOTED_REACH * reach
    far, gone, right = 0, 0, at
    for mention in islice(known.walk_back(at), _MENTIONS):
        start, end, _ = mention
        number = bisect_left(closings, start)
        if number < len(closings) and quoted[number][0] <= start:
            continue
        if end < farthest:
            return
        stops, size = measured.get((end, right)) or discourse.measure_outside(end, right)
        far += stops
        gone += size + end - start
        right = start
        if gone > reach:
            return
        yield far, mention


def _cut_outside(discourse: Discourse, start: int, end: int) -> list[str]:
    """The writer's own text between two places, cut where quotes stand."""
    text, quoted = discourse.text, discourse.quoted
    number = bisect_left(discourse.closings, start)
    if number == len(quoted) or quoted[number][0] >= end:
        return [text[start:end]]
    pieces: list[str] = []
    while start < end:
        opening, closing = quoted[number] if number < len(quoted) else (end, end)
        if opening > start:
            pieces.append(text[start : min(opening, end)])
        start, number = max(start, closing), number + 1
    return pieces


def find_sentence(discourse: Discourse, mention: Mention) -> Span:
    """The sentence of the writer's own text around a mention, within some reach."""
    reach = discourse.reach
    begin = max(0, mention.start - reach)
    stops = [stop.end() for stop in discourse.stop.finditer(discourse.text, begin, mention.start)]
    stop = discourse.stop.search(discourse.text, mention.end, mention.end + reach)
    return (stops[-1] if stops else begin), (stop.end() if stop else min(mention.end + reach, len(discourse.text)))


def is_genitive(discourse: Discourse, mention: Mention) -> bool:
    """Whether a name only belongs to another noun: `les critiques de Paul Arnal`, `Anna Reed's house`."""
    if compile_owner(discourse.lexicon.shared.owner_endings).match(discourse.text, mention.end):
        return True
    # with the name's first letter, for an apostrophe to be an elision
    words = discourse.lexicon.read_tokens(discourse.text[max(0, mention.start - _NEAR_OWNER) : mention.start + 1])[:-1]
    before = next((token.low for token in reversed(words) if not token.classes & HONORIFIC), None)
    return before in discourse.lexicon.links.genitives


def leads(discourse: Discourse, mention: Mention) -> bool:
    """Whether a name can be the one subject of its clause: only titles, trades and determiners stand before it there."""
    lexicon = discourse.lexicon
    following = read_first(discourse.text[mention.end : mention.end + _NEAR_LEAD], lexicon.reader)
    if following is None or following.text in STOPS + ";" or following.classes & CONJUNCTION:
        return False
    before = lexicon.read_tokens(discourse.text[max(0, mention.start - _NEAR_LEAD) : mention.start])
    for at, token in reversed(list(enumerate(before))):
        if token.classes & CONJUNCTION and at > 0 and before[at - 1].classes & CAPITAL:
            return False
        if token.classes & SUBORDINATOR and not token.classes & OPENER:
            return True
        titled = token.text == "." and at > 0 and before[at - 1].low + "." in lexicon.titled
        if not token.classes & WORDY and not titled:
            return True
        known = token.classes & (PERSON | DETERMINER | RANK)
        title = token.low in lexicon.titled or token.low + "." in lexicon.titled
        if not (known or title or titled or (token.classes & CAPITAL and not token.classes & OPENER)):
            return bool(token.classes & ADVERB and at == 0)
    return True


def is_quoted(at: int, discourse: Discourse) -> bool:
    """Whether a place is inside a quoted span."""
    number = bisect_left(discourse.closings, at)
    return number < len(discourse.closings) and discourse.quoted[number][0] <= at
