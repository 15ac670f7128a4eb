"""The people and organisations that a document mentions, and where: each is read when it is first asked for."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import chain, islice

from corpus_builder.quotes.grammar.lexicon import Lexicon, read_lexicon
from corpus_builder.quotes.grammar.speech_tables import Gender
from corpus_builder.quotes.grammar.tokens import AUXILIARY
from corpus_builder.quotes.people.runs import Mention, find_runs
from corpus_builder.quotes.people.trades import (
    BESIDE,
    NEAR_TITLE,
    read_gender_of_title,
    read_gender_of_trade,
    read_office,
    read_roles,
    read_title,
)
from corpus_builder.text.normalization import lower_with_plain_signs as fold
from corpus_builder.text.sentences import starts_sentence

# What is told of somebody: the gender, which may be None; empty for a name that is no person's.
_Told = tuple[Gender | None, ...]


@dataclass(frozen=True)
class Names:
    """The names of a document as they stand in it, in order (`runs`) and by their words.

    `titles` and `roles` keep the titles before a name and the trades beside it that were read, by where the name begins.
    """

    text: str
    lexicon: Lexicon
    runs: Sequence[Mention]
    by_name: Mapping[str, Sequence[Mention]]
    titles: dict[int, str] = field(default_factory=dict)
    roles: dict[int, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def by_part(self) -> dict[str, list[str]]:
        """The names of several words by their first word and by what follows each of their words."""
        found: dict[str, list[str]] = {}
        for name in self.by_name:
            if " " not in name:
                continue
            first, rest = name.split(" ", 1)
            parts = {first, rest}
            while " " in rest:
                rest = rest.split(" ", 1)[1]
                parts.add(rest)
            for part in parts:
                found.setdefault(part, []).append(name)
        return found

    @cached_property
    def by_word(self) -> dict[str, list[str]]:
        """The names of several words by each of these, folded."""
        found: dict[str, list[str]] = {}
        for name in self.by_name:
            for word in fold(name).split() if " " in name else ():
                found.setdefault(word, []).append(name)
        return found

    @cached_property
    def starts(self) -> list[int]:
        """Where each name begins."""
        return [run.start for run in self.runs]

    @cached_property
    def ends(self) -> list[int]:
        """Where each name ends."""
        return [run.end for run in self.runs]

    @cached_property
    def low(self) -> str:
        """The text, folded."""
        return fold.__wrapped__(self.text)

    def list_ending(self, word: str) -> Iterator[str]:
        """The names of several words that end in one."""
        ending = f" {word}"
        return (name for name in self.by_part.get(word, ()) if name.endswith(ending))

    def list_beside(self, word: str) -> Sequence[int]:
        """The numbers of the runs that may have a folded word beside them, as a trade or a title."""
        if len(self.low) != len(self.text):
            return range(len(self.runs))
        found: set[int] = set()
        for match in re.finditer(re.escape(word), self.low):
            at = match.start()
            found.update(range(bisect_left(self.ends, at - BESIDE - 1), bisect_right(self.starts, at + BESIDE)))
        return sorted(found)

    def title_of(self, run: Mention) -> str:
        """The title before a name, folded; empty where none is."""
        found = self.titles.get(run.start)
        if found is None:
            found = self.titles[run.start] = read_title(self.text, run.start, self.lexicon)
        return found

    def read_roles(self, run: Mention) -> tuple[str, ...]:
        """The trades told beside a name: `le maire Paul Arnal`, `Paul Arnal, maire de Brie`."""
        found = self.roles.get(run.start)
        if found is None:
            found = self.roles[run.start] = read_roles(self.text, run, self.lexicon)
        return found

    def read_trades(self, run: Mention) -> tuple[str, ...]:
        """The trades told beside a name and by its title."""
        return (*self.read_roles(run), *read_office(self.title_of(run), self.lexicon))


@dataclass(frozen=True)
class Mentions:
    """Everyone named in a document, asked for by name, by trade or by place; what was answered is kept.

    A person is told in full and shown to be one by first name, title or trade, or has a title, or is a first name alone. A name
    may mean somebody in full; a run of capitals may hold a surname behind others (`Monday Arnal`).
    """

    names: Names
    _mentions: dict[int, Mention] = field(default_factory=dict)
    _titled: dict[str, _Told] = field(default_factory=dict)
    _told: dict[str, _Told] = field(default_factory=dict)
    _people: dict[str, bool] = field(default_factory=dict)
    _bearers: dict[str, frozenset[str]] = field(default_factory=dict)
    _meant: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    _places: dict[str, Sequence[Mention]] = field(default_factory=dict)
    _genders: dict[str, Gender | None] = field(default_factory=dict)
    _trades: dict[str, frozenset[str]] = field(default_factory=dict)
    _bodies: dict[str, bool] = field(default_factory=dict)
    _bodies_by_word: dict[str, frozenset[str]] = field(default_factory=dict)

    def is_person(self, name: str) -> bool:
        """Whether a name is that of a person."""
        found = self._people.get(name)
        if found is None:
            found = self._people[name] = bool(self._tell(name) or self._tell_given(name))
        return found

    def gender(self, name: str) -> Gender | None:
        """The gender of a person, by the first name, or by a title or trade at any place that means the person."""
        if name not in self._genders:
            self._genders[name] = self._find_gender(name)
        return self._genders[name]

    def list_people(self) -> Iterator[str]:
        """The people of the document."""
        return filter(self.is_person, self.names.by_name)

    def list_parts(self) -> Iterator[str]:
        """What may be somebody's surname or first name: `find_bearers` tells whose."""
        return chain(self.names.by_part, self.names.by_name)

    def find_bearers(self, surname: str) -> Set[str]:
        """The people who have that surname or first name, or no other name."""
        found = self._bearers.get(surname)
        if found is None:
            names = self.names.by_part.get(surname, ())
            found = frozenset(filter(self._tell, names if " " in surname else (surname, *names)))
            self._bearers[surname] = found
        return found

    def find_full_name(self, name: str) -> str | None:
        """The one person a name means."""
        if self.is_person(name):
            return name
        found = self.find_bearers(name)
        return next(iter(found)) if len(found) == 1 else None

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
        number = bisect_left(self.names.starts, at)
        straddles = number and self.names.ends[number - 1] > at
        return number - 1 if straddles and self._cut_surname(self.names.runs[number - 1]).start >= at else number

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
            found = self._bodies[name] = not self.find_full_name(name) and self._acts_alone(name)
        return found

    def find_bodies(self, word: str) -> Set[str]:
        """The bodies whose name has several words, and that folded one among them."""
        found = self._bodies_by_word.get(word)
        if found is None:
            found = self._bodies_by_word[word] = frozenset(filter(self.is_body, self.names.by_word.get(word, ())))
        return found

    def _acts_alone(self, name: str) -> bool:
        """Whether a name is more than a word that begins its sentence: it has several words, stands elsewhere or has a verb."""
        text, lexicon, runs = self.names.text, self.names.lexicon, self.names.by_name.get(name, ())
        return " " in name or any(not starts_sentence(text, run.start) or _acts(text, run.end, lexicon) for run in runs)

    def _tell(self, name: str) -> _Told:
        """What is told of a name by first name, title or trade."""
        told = self._told.get(name)
        if told is None:
            told = self._told[name] = self._read_full(name) if " " in name else self._read_lone(name)
        return told

    def _read_full(self, name: str) -> _Told:
        runs = self.names.by_name.get(name, ())
        lexicon = self.names.lexicon
        if not runs or not _may_be_a_person(name, lexicon.language):
            return ()
        given = lexicon.first_names.get(name.partition(" ")[0])
        return (given,) if given else self._read_beside(name, runs)

    def _read_beside(self, name: str, runs: Sequence[Mention]) -> _Told:
        """What the titles and trades beside a name in full tell, and the titles of the surname."""
        names, lexicon = self.names, self.names.lexicon
        titled = self._read_titled(name.rpartition(" ")[2])
        found: _Told = ()
        for run in runs:
            title = names.title_of(run)
            told = read_gender_of_title(title, lexicon)
            trades = names.read_roles(run) if not told else ()
            if told or title or trades or titled:
                found = (told or read_gender_of_trade(trades, lexicon) or (titled[0] if titled else None),)
            if found and found[0]:
                break
        return found

    def _read_lone(self, name: str) -> _Told:
        """What the title of a lone word tells that is the surname of nobody told in full."""
        titled = self._read_titled(name)
        return () if not titled or any(map(self._tell, self.names.list_ending(name))) else titled

    def _read_titled(self, name: str) -> _Told:
        """What the last title before a name tells."""
        found = self._titled.get(name)
        if found is None:
            titles = filter(None, map(self.names.title_of, reversed(self.names.by_name.get(name, ()))))
            found = tuple(read_gender_of_title(title, self.names.lexicon) for title in islice(titles, 1))
            self._titled[name] = found
        return found

    def _tell_given(self, name: str) -> _Told:
        """What a first name tells of somebody of whom nothing else is told; at the start of a sentence it may be another word."""
        given = self.names.lexicon.first_names.get(name)
        if given is None or self._tell(name) or self.find_bearers(name):
            return ()
        runs = self.names.by_name.get(name, ())
        return (given,) if any(_names_somebody(self.names, run) for run in runs) else ()

    def _find_gender(self, name: str) -> Gender | None:
        told = next(iter(self._tell(name) or self._tell_given(name)), None)
        lexicon = self.names.lexicon
        for run in self.find_places(name) if told is None else ():
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
            full, last = self.find_full_name(name), name.rpartition(" ")[2]
            meant = name, full
            if not full and last in self.names.by_name and (full := self.find_full_name(last)):
                meant = last, full
            self._meant[name] = meant
        return meant

    def _cut_surname(self, run: Mention) -> Mention:
        """A run without the other capitals before a surname: no title is read before such a surname."""
        surname, _ = self._find_meant(run.name)
        if surname == run.name:
            return run
        self.names.titles[run.end - len(surname)] = ""
        return Mention(run.end - len(surname), run.end, surname)

    def _read_places(self, person: str) -> Sequence[Mention]:
        by_name, (first, *others) = self.names.by_name, person.split(" ")
        parts = {person, first, *(" ".join(others[at:]) for at in range(len(others)))}
        called: set[str] = set()
        for part in parts:
            if self.find_full_name(part) == person and part in by_name:
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
    runs = list(find_runs(text, lexicon))
    by_name: dict[str, list[Mention]] = {}
    for run in runs:
        by_name.setdefault(run.name, []).append(run)
    return Mentions(Names(text, lexicon, runs, by_name))


def _names_somebody(names: Names, run: Mention) -> bool:
    """Whether a first name stands alone within a sentence, behind no article."""
    before = names.text[max(0, run.start - NEAR_TITLE) : run.start].split()
    links = names.lexicon.links
    low = fold(before[-1]) if before else ""
    determined = low in links.determiners or low in links.asides
    return not (determined or starts_sentence(names.text, run.start))


def _acts(text: str, end: int, lexicon: Lexicon) -> bool:
    """Whether a verb follows: that tells a name from a word that merely begins its sentence (`Contacted, the firm`)."""
    following = next(iter(lexicon.read_tokens(text[end : end + BESIDE])), None)
    return bool(following is not None and (following.classes & AUXILIARY or following.finite is not None))


@lru_cache(maxsize=1 << 13)
def _may_be_a_person(name: str, language: str) -> bool:
    """Whether a run of capitals has no digits, no trade at its end, as headlines have, and no word for a body."""
    lexicon = read_lexicon(language)
    head, organisations = name.partition(" ")[0], lexicon.nouns.organisations
    last = fold(name.rpartition(" ")[2])
    if last in organisations or fold(head) in organisations or any(map(str.isdigit, name)):
        return False
    return last not in lexicon.people or head in lexicon.first_names
