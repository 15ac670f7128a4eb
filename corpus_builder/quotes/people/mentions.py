"""The people and organisations that a document mentions, and where: each is read when it is first asked for."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property

from corpus_builder.languages.first_names import Gender
from corpus_builder.quotes.grammar.lexicon import Lexicon
from corpus_builder.quotes.grammar.tokens import AUXILIARY, read_first
from corpus_builder.quotes.people.body_phrases import BodyPhrases
from corpus_builder.quotes.people.named import Names, People, read_names
from corpus_builder.quotes.people.runs import Mention
from corpus_builder.quotes.people.trades import BESIDE, read_gender_of_title, read_gender_of_trade
from corpus_builder.text.sentences import starts_sentence


@dataclass(frozen=True)
class Mentions:
    """Everyone named in a document, asked for by name, by trade or by place; what was answered is kept.

    A name may mean somebody in full; a run of capitals may hold a surname behind others (`Monday Arnal`).
    """

    names: Names
    people: People
    _mentions: dict[int, Mention] = field(default_factory=dict)
    _meant: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    _places: dict[str, Sequence[Mention]] = field(default_factory=dict)
    _genders: dict[str, Gender | None] = field(default_factory=dict)
    _trades: dict[str, frozenset[str]] = field(default_factory=dict)
    _bodies: dict[str, bool] = field(default_factory=dict)
    _bodies_by_word: dict[str, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def phrases(self) -> BodyPhrases:
        """The names of bodies that go on in small letters, by the word for a body with which they begin."""
        return BodyPhrases(self.names.text, self.names.lexicon)

    @cached_property
    def everyone(self) -> list[str]:
        """The people of the document."""
        return list(dict.fromkeys(self.walk_everyone()))

    def walk_everyone(self) -> Iterator[str]:
        """The people of the document by each of their full names, told one by one; some come more than once."""
        return (self.people.spell_out(name) for name in self.names.by_name if self.people[name])

    def gender(self, name: str) -> Gender | None:
        """The gender of a person, by the first name, or by a title or trade at any place that means the person."""
        if name not in self._genders:
            self._genders[name] = self._find_gender(name)
        return self._genders[name]

    def find_places(self, person: str) -> Sequence[Mention]:
        """Where a person is named, in full or not."""
        found = self._places.get(person)
        if found is None:
            found = self._places[person] = self._read_places(person)
        return found

    def count(self, name: str) -> int:
        """How often a name stands in the text."""
        return len(self.names.by_name.get(name, ()))

    def count_before(self, at: int) -> int:
        """How many mentions begin before a place."""
        names = self.names
        number = bisect_left(names.starts, at)
        if number and names.runs[number - 1].end > at and self._cut_surname(names.runs[number - 1]).start >= at:
            return number - 1
        return number

    def begins_at(self, at: int) -> bool:
        """Whether a mention begins at a place."""
        number = bisect_right(self.names.starts, at) - 1
        if number < 0 or self.names.ends[number] <= at:
            return False
        return self._cut_surname(self.names.runs[number]).start == at

    def list_within(self, start: int, end: int) -> list[Mention]:
        """The mentions that begin between two places, in order."""
        runs, starts = self.names.runs, self.names.starts
        first = bisect_left(starts, start)
        # only a run that begins before a place and ends behind it may be cut to a surname that begins behind it
        if first and runs[first - 1].end > start:
            first = self.count_before(start)
        stop = bisect_left(starts, end, first)
        if stop > first and runs[stop - 1].end > end:
            stop = self.count_before(end)
        return [self.read_mention(number) for number in range(first, stop)]

    def read_mention(self, number: int) -> Mention:
        """One of the mentions, by whom it means in full."""
        found = self._mentions.get(number)
        if found is None:
            run = self.names.runs[number]
            surname, full = self._find_meant(run.name)
            start = run.start if surname == run.name else run.end - len(surname)
            found = self._mentions[number] = Mention(start, run.end, full or surname)
        return found

    def find_by_trade(self, trade: str) -> Set[str]:
        """The people of a folded trade that is told beside a name or by a title."""
        found = self._trades.get(trade)
        if found is None:
            found = self._trades[trade] = frozenset(self._read_bearers_of(trade))
        return found

    def has_trade(self, name: str) -> bool:
        """Whether any trade is told of a person."""
        return any(self.names.read_trades(run) for run in self.find_places(name))

    def is_body(self, name: str) -> bool:
        """Whether a name is that of no person; a lone word must be more than the first of a sentence."""
        found = self._bodies.get(name)
        if found is None:
            found = self._bodies[name] = not self.people.find_full_name(name) and self._acts_alone(name)
        return found

    def find_bodies(self, word: str) -> Set[str]:
        """The bodies whose name has several words, and that folded one among them; the longest names only."""
        found = self._bodies_by_word.get(word)
        if found is None:
            named = filter(self.is_body, self.names.by_word.get(word, ()))
            whole = {*named, *self.names.long_forms.list_of_kind(word), *self.phrases[word]}
            found = frozenset(name for name in whole if not any(other.startswith(name + " ") for other in whole))
            self._bodies_by_word[word] = found
        return found

    def _acts_alone(self, name: str) -> bool:
        """Whether a name is more than a word that begins its sentence: it has several words, stands elsewhere or has a verb."""
        text, lexicon, runs = self.names.text, self.names.lexicon, self.names.by_name.get(name, ())
        return " " in name or any(not starts_sentence(text, run.start) or _acts(text, run.end, lexicon) for run in runs)

    def _find_gender(self, name: str) -> Gender | None:
        told = next(iter(self.people.read_told(name)), None)
        lexicon = self.names.lexicon
        for run in (self.find_places(name) or self.names.by_name.get(name, ())) if told is None else ():
            told = read_gender_of_title(self.names.title_of(run), lexicon) or read_gender_of_trade(
                self.names.read_roles(run), lexicon
            )
            if told:
                break
        return told

    def _find_meant(self, name: str) -> tuple[str, str | None]:
        """The surname at the end of a run of other capitals, else the run; and whom it means in full."""
        meant = self._meant.get(name)
        if meant is None:
            full = self.people.find_full_name(name)
            meant = name, full
            if not full and " " in name:
                last = name.rpartition(" ")[2]
                full = self.people.find_full_name(last) if last in self.names.by_name else None
                meant = (last, full) if full else meant
            self._meant[name] = meant
        return meant

    def _cut_surname(self, run: Mention) -> Mention:
        """A run without the other capitals before a surname."""
        surname = self._find_meant(run.name)[0] if " " in run.name else run.name
        if surname == run.name:
            return run
        return Mention(run.end - len(surname), run.end, surname)

    def _read_places(self, person: str) -> Sequence[Mention]:
        by_name, (first, *others) = self.names.by_name, person.split(" ")
        parts = {person, first, *(" ".join(others[at:]) for at in range(len(others)))}
        called = {name for name in self.people.list_variants(person) if self.people.spell_out(name) == person}
        for part in parts:
            if self.people.find_full_name(part) == person and part in by_name:
                called.add(part)
                if " " not in part:
                    called.update(name for name in self.names.list_ending(part) if self._find_meant(name) == (part, person))
        return sorted(self._cut_surname(run) for name in called for run in by_name[name])

    def _read_bearers_of(self, trade: str) -> Iterator[str]:
        lexicon = self.names.lexicon
        if trade not in lexicon.people and trade not in lexicon.titles.either:
            return
        for number in self.names.list_beside(trade):
            run = self.names.runs[number]
            full = self._find_meant(run.name)[1]
            if full and trade in self.names.read_trades(self._cut_surname(run)):
                yield full


def read_mentions(text: str, lexicon: Lexicon) -> Mentions:
    """Everyone named in a document."""
    names = read_names(text, lexicon)
    return Mentions(names, People(names))


def _acts(text: str, end: int, lexicon: Lexicon) -> bool:
    """Whether a verb follows: that tells a name from a word that merely begins its sentence (`Contacted, the firm`)."""
    following = read_first(text[end : end + BESIDE], lexicon.reader)
    return bool(following is not None and (following.classes & AUXILIARY or following.finite is not None))
