"""What a document tells of the names in it: the titles and trades beside them, and who is a person."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import chain

from corpus_builder.languages.first_names import Gender
from corpus_builder.quotes.grammar.lexicon import Lexicon, read_lexicon
from corpus_builder.quotes.grammar.tokens import AUXILIARY, CLITIC, BetweenBlanks
from corpus_builder.quotes.people.body_names import LongForms, names_kind
from corpus_builder.quotes.people.runs import INITIALS, Mention, find_runs, is_variant
from corpus_builder.quotes.people.trades import (
    BESIDE,
    NEAR_TITLE,
    UNTITLED,
    Titles,
    is_determined,
    read_gender_of_title,
    read_gender_of_trade,
    read_office,
    read_roles,
)
from corpus_builder.text.normalization import lower_with_plain_signs as fold
from corpus_builder.text.sentences import starts_sentence

# What a document tells of somebody: the gender, which may be None; empty for a name that is no person's.
Told = tuple[Gender | None, ...]
# a surname before a first name with a hyphen
_GIVEN_BEHIND = re.compile(r"[^\W\d_]+ [^\W\d_]+-[^\W\d_A-ZÀ-ÖØ-Þ][^\W\d_]*")
# `London-born`, `Brie-based`: a first name has another capital, or a short second half
_DESCRIBING = re.compile(r"-[^\W\d_A-ZÀ-ÖØ-Þ]{4}")
# names with the same first and last word that are compared
_MANY = 8
_NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Names:
    """The names of a document as they stand in it, in order (`runs`) and by their words.

    `roles` keeps the trades beside a name that were read, by where the name begins.
    """

    text: str
    lexicon: Lexicon
    runs: Sequence[Mention]
    by_name: Mapping[str, Sequence[Mention]]
    roles: dict[int, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def by_first(self) -> dict[str, list[str]]:
        """The names of several words by the first."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for name in self.by_name:
            if " " in name:
                found[name[: name.index(" ")]].append(name)
        found.default_factory = None
        return found

    @cached_property
    def by_last(self) -> dict[str, list[str]]:
        """The names of several words by the last."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for name in self.by_name:
            if " " in name:
                found[name[name.rindex(" ") + 1 :]].append(name)
        found.default_factory = None
        return found

    @cached_property
    def by_rest(self) -> dict[str, list[str]]:
        """The names of three words or more by what follows each of them, but for the last word."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for name in self.by_name:
            rest = name.partition(" ")[2]
            while " " in rest:
                found[rest].append(name)
                rest = rest.partition(" ")[2]
        found.default_factory = None
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
    def by_ends(self) -> dict[tuple[str, str], list[str]]:
        """The names of several words by the first, or its initial, and the last."""
        found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for name in self.by_name:
            first, last = name.partition(" ")[0], name.rpartition(" ")[2]
            if last != name:
                found[first, last].append(name)
                found[first[0], last].append(name)
        found.default_factory = None
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

    @cached_property
    def pieces(self) -> BetweenBlanks:
        """The pieces of the text between blanks, which tell the words that are also written without a capital."""
        return BetweenBlanks(self.text)

    @cached_property
    def long_forms(self) -> LongForms:
        """The long forms of the short ones that the text gives: `le Parti des quais (PQ)`."""
        return LongForms(self.text, self.lexicon)

    def list_ending(self, part: str) -> Sequence[str]:
        """The names that end in a part, and have words before it."""
        return (self.by_rest if " " in part else self.by_last).get(part, ())

    @cached_property
    def by_letter(self) -> dict[str, list[str]]:
        """The names, their first words and what follows each of their words, by first letter; some come twice."""
        found: dict[str, list[str]] = {}
        for part in chain(self.by_name, self.by_first, self.by_last, self.by_rest):
            found.setdefault(part[0], []).append(part)
        return found

    def list_beside(self, word: str) -> Sequence[int]:
        """The numbers of the runs that may have a folded word beside them, as a trade or a title."""
        if len(self.low) != len(self.text):
            return range(len(self.runs))
        found: set[int] = set()
        for match in re.finditer(re.escape(word), self.low):
            at = match.start()
            found.update(range(bisect_left(self.ends, at - BESIDE - 1), bisect_right(self.starts, at + BESIDE)))
        return sorted(found)

    @cached_property
    def beside(self) -> Titles:
        """The titles and offices before names, by where the name begins."""
        return Titles(self.text, self.lexicon)

    def is_titled(self, name: str) -> bool:
        """Whether a title or an office stands right before a name."""
        beside = self.beside
        return any(beside[run.start] is not UNTITLED for run in self.by_name.get(name, ()))

    def has_office(self, name: str) -> bool:
        """Whether an office stands right before a name, like a title: `Judge Kern`."""
        return any(self.beside[run.start].office for run in self.by_name.get(name, ()))

    def read_titled(self, name: str) -> Told:
        """What the last title before a name tells; empty where none stands before it."""
        titles = (self.beside[run.start].title for run in reversed(self.by_name.get(name, ())))
        title = next(filter(None, titles), None)
        return (read_gender_of_title(title, self.lexicon),) if title else ()

    def title_of(self, run: Mention) -> str:
        """The title before a name, folded; empty where none is, and before a surname that was cut out of a run."""
        number = bisect_left(self.starts, run.start)
        whole = number < len(self.starts) and self.starts[number] == run.start
        return self.beside[run.start].title if whole else ""

    def read_roles(self, run: Mention) -> tuple[str, ...]:
        """The trades told beside a name: `le maire Paul Arnal`, `Paul Arnal, maire de Brie`."""
        found = self.roles.get(run.start)
        if found is None:
            found = self.roles[run.start] = read_roles(self.text, run, self.lexicon)
        return found

    def read_trades(self, run: Mention) -> tuple[str, ...]:
        """The trades told beside a name and by its title."""
        return (*self.read_roles(run), *read_office(self.title_of(run), self.lexicon))


class People(dict[str, bool]):
    """Whether each name of a document is a person's, found when it is first asked for.

    A person is told in full and shown to be one by first name, title or trade, or has a title, or is a first name alone.
    """

    def __init__(self, names: Names) -> None:
        super().__init__()
        self._names = names
        self._told: dict[str, Told] = {}
        self._bearers: dict[str, frozenset[str]] = {}
        self._spelled: dict[str, str] = {}
        self._alone: dict[str, list[int]] = {}

    def __missing__(self, name: str) -> bool:
        found = self[name] = not self._is_plain(name) and bool(self.read_told(name))
        return found

    def _is_plain(self, name: str) -> bool:
        """Whether a name is a lone word of which nothing can be told, as are most that only begin their sentence."""
        names = self._names
        return (
            " " not in name
            and name not in names.by_last
            and name not in names.by_first
            and name not in names.lexicon.first_names
            and not names.is_titled(name)
        )

    def read_told(self, name: str) -> Told:
        """What is told of a person by the name or beside it."""
        return self._tell(name) or self._tell_given(name)

    def find_bearers(self, surname: str) -> Set[str]:
        """The people who have that surname or first name, or no other name."""
        found = self._bearers.get(surname)
        if found is None:
            names = self._names
            alone = (surname,) if " " not in surname and self._read_lone(surname) else ()
            given = names.by_first.get(surname, ()) if surname in names.lexicon.first_names else self._list_named(surname)
            named = (*alone, *given, *names.list_ending(surname))
            found = self._bearers[surname] = frozenset(map(self.spell_out, filter(self._tell, named))) if named else _NOBODY
        return found

    def find_full_name(self, name: str) -> str | None:
        """The one person a name means."""
        if self._is_plain(name):
            return None
        spelled = self.spell_out(name)
        if self[name] or self[spelled]:
            return spelled
        found = self.find_bearers(name)
        return next(iter(found)) if len(found) == 1 else None

    def spell_out(self, name: str) -> str:
        """The longest form in the document of a name of several words, `Ana Lise Kern` for `A. Kern` or `ANA KERN`."""
        found = self._spelled.get(name) if " " in name else name
        if found is None:
            found = self._spelled[name] = self._find_longest(name)
        return found

    def list_variants(self, name: str) -> Sequence[str]:
        """The names of several words that may be forms of one: they have its last word, and its first or the initial of this."""
        first, last = name.partition(" ")[0], name.rpartition(" ")[2]
        found = self._names.by_ends.get((first[:1], last), ())
        if len(found) > _MANY:
            found = self._names.by_ends.get((first, last), ())
        return found if len(found) <= _MANY else ()

    def _find_longest(self, name: str) -> str:
        if name.isupper():
            alike = self._names.by_word.get(fold(name.rpartition(" ")[2]), ())
            written = {other for other in alike[:_MANY] if fold(other) == fold(name) and not other.isupper()}
            return self.spell_out(next(iter(written))) if len(written) == 1 else name
        longer = [other for other in self.list_variants(name) if is_variant(name, other)]
        longest = [other for other in longer if not any(other != one and is_variant(other, one) for one in longer)]
        return longest[0] if len(longest) == 1 else name

    def _list_named(self, first: str) -> list[str]:
        """The people of an unknown first name of whom more is told than that they are also called by their last word.

        The surname stands first in `Yang Moo-jin`.
        """
        named = self._names.by_first.get(first, ())
        return [name for name in named if _GIVEN_BEHIND.fullmatch(name) or self._tell_beside(name)]

    def _tell_beside(self, name: str) -> Told:
        """What titles and trades tell of a name in full."""
        runs = self._names.by_name.get(name, ())
        return self._read_beside(name, runs) if runs and _may_be_a_person(name, self._names.lexicon.language) else ()

    def _tell(self, name: str) -> Told:
        """What is told of a name by first name, title or trade."""
        told = self._told.get(name)
        if told is None:
            told = self._told[name] = self._read_full(name) if " " in name else self._read_lone(name)
        return told

    def _read_full(self, name: str) -> Told:
        runs = self._names.by_name.get(name, ())
        lexicon = self._names.lexicon
        if not runs or not _may_be_a_person(name, lexicon.language):
            return ()
        given = name.partition(" ")[0]
        gender = lexicon.first_names.get(given)
        if gender:
            return (gender,)
        shown = given in lexicon.first_names or INITIALS.fullmatch(given) or _GIVEN_BEHIND.fullmatch(name)
        return self._read_beside(name, runs) or ((None,) if shown or self._goes_by_surname(name) else ())

    def _read_beside(self, name: str, runs: Sequence[Mention]) -> Told:
        """What the titles and trades beside a name in full tell, and the titles of the surname."""
        names, lexicon = self._names, self._names.lexicon
        parts = name.split(" ")
        surnames = (" ".join(parts[at:]) for at in range(1, len(parts)))
        titled = next(filter(None, map(names.read_titled, surnames)), None)
        found: Told = ()
        for run in runs:
            title = names.title_of(run)
            told = read_gender_of_title(title, lexicon)
            trades = names.read_roles(run) if not told else ()
            if told or title or trades or titled:
                found = (told or read_gender_of_trade(trades, lexicon) or (titled[0] if titled else None),)
            if found and found[0]:
                break
        return found

    def _goes_by_surname(self, name: str) -> bool:
        """Whether a name with an unknown first name is also called by its last words alone, as people are once introduced.

        Where these stood alone before, they are the name of something else: `Brelm`, then `Camp Brelm`.
        """
        names, lexicon = self._names, self._names.lexicon
        first, *between, last = name.split(" ")
        if _DESCRIBING.search(first) or not lexicon.links.genitives.isdisjoint(between):
            return False
        begin = names.by_name[name][0].start
        alone = [self._find_alone(name.split(" ", at)[-1]) for at in range(1, len(between) + 2)]
        alone.append(self._find_alone(last.rpartition("-")[2]) if "-" in last else [])
        before = sum(bisect_left(starts, begin) for starts in alone)
        if before > 1 or before >= sum(map(len, alone)):
            return False
        known = lexicon.listed, lexicon.commonest, names.pieces
        return not any(fold(word) in words for word in (first, last) for words in known)

    def _find_alone(self, part: str) -> list[int]:
        """Where a part of a name stands alone, behind no article."""
        found = self._alone.get(part)
        if found is None:
            names = self._names
            runs = names.by_name.get(part, ())
            found = self._alone[part] = [run.start for run in runs if not is_determined(names.text, run.start, names.lexicon)]
        return found

    def _read_lone(self, name: str) -> Told:
        """What the title of a lone word tells that is the surname of nobody told in full."""
        titled = self._names.read_titled(name) or ((None,) if self._names.has_office(name) else ())
        return () if not titled or any(map(self._tell, self._names.list_ending(name))) or self._list_named(name) else titled

    def _tell_given(self, name: str) -> Told:
        """What a first name tells of somebody of whom nothing else is told; at the start of a sentence it may be another word."""
        known = self._names.lexicon.first_names
        if name not in known or self._tell(name) or self.find_bearers(name):
            return ()
        runs = self._names.by_name.get(name, ())
        return (known[name],) if any(_names_somebody(self._names, run) for run in runs) else ()


def read_names(text: str, lexicon: Lexicon) -> Names:
    """The names that stand in a document."""
    runs = find_runs(text, lexicon)
    by_name: defaultdict[str, list[Mention]] = defaultdict(list)
    for run in runs:
        by_name[run[2]].append(run)
    by_name.default_factory = None
    return Names(text, lexicon, runs, by_name)


def _names_somebody(names: Names, run: Mention) -> bool:
    """Whether a first name stands alone within a sentence, behind no article, or begins one before a verb."""
    if not starts_sentence(names.text, run.start):
        return not is_determined(names.text, run.start, names.lexicon)
    lexicon, low = names.lexicon, fold(run.name)
    # too many first names are words of a language like English: `Grace is rare`
    if lexicon.traits.order_tells_nouns or low in lexicon.commonest or low in lexicon.listed or low in names.pieces:
        return False
    behind = (token for token in lexicon.read_tokens(names.text[run.end : run.end + NEAR_TITLE]) if not token.classes & CLITIC)
    verb = next(behind, None)
    return verb is not None and bool(verb.classes & AUXILIARY or verb.finite)


@lru_cache(maxsize=1 << 13)
def _may_be_a_person(name: str, language: str) -> bool:
    """Whether a run of capitals has no digits, no word for a body, no trade or country at its end, no short form at its head."""
    lexicon = read_lexicon(language)
    nouns, head, last = lexicon.nouns, name.partition(" ")[0], fold(name.rpartition(" ")[2])
    if names_kind(last, lexicon) or names_kind(fold(head), lexicon):
        return False
    if any(map(str.isdigit, name)):
        return False
    if head in lexicon.first_names:
        return True
    spelled = not head.isupper() or name.isupper() or INITIALS.fullmatch(head) is not None
    return spelled and not (last in lexicon.people or last in nouns.places or last in nouns.nationalities)
