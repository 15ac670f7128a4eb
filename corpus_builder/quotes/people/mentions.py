"""The people and organisations that a document mentions, and where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from itertools import chain

from corpus_builder.quotes.grammar.lexicon import Lexicon, read_lexicon
from corpus_builder.quotes.grammar.speech_tables import GENDERS, Gender, Links
from corpus_builder.quotes.grammar.tokens import (
    AUXILIARY,
    CONJUNCTION,
    DETERMINER,
    HONORIFIC,
    INNER,
    OPENER,
    PERSON,
    RELATIVE,
    SUBORDINATOR,
    WORDY,
    Kept,
)
from corpus_builder.quotes.people.runs import Mention, find_runs
from corpus_builder.text.normalization import lower_with_plain_signs as fold
from corpus_builder.text.sentences import starts_sentence

# characters beside a name in which its trade is told, and words of them before it
_BESIDE = 60
_NEAR_TRADE = 6
# characters before a name in which its title stands
_NEAR_TITLE = 16


@dataclass(frozen=True)
class Names:
    """The names of a document as they stand in it, in order (`runs`) and by their words, and the titles before them.

    `titles` are by where the name behind them begins; `roles` keeps the trades beside a name that were read, likewise.
    """

    text: str
    lexicon: Lexicon
    runs: tuple[Mention, ...]
    by_name: Mapping[str, Sequence[Mention]]
    titles: Mapping[int, str]
    roles: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def title_of(self, run: Mention) -> str:
        """The title before a name, folded; empty where none is."""
        return self.titles.get(run.start, "")

    def read_roles(self, run: Mention) -> tuple[str, ...]:
        """The trades told beside a name: `le maire Paul Arnal`, `Paul Arnal, maire de Brie`."""
        found = self.roles.get(run.start)
        if found is None:
            found = self.roles[run.start] = _read_roles(self.text, run, self.lexicon)
        return found

    def read_trades(self, run: Mention) -> tuple[str, ...]:
        """The trades told beside a name and by its title."""
        return (*self.read_roles(run), *_office(self.title_of(run), self.lexicon))


@dataclass(frozen=True)
class Mentions:
    """Everyone named in a document: genders of people, surnames, every mention in order; trades and bodies when asked for.

    `places` has the runs of a person; `starts` is where each of `ordered` begins.
    """

    names: Names
    genders: Mapping[str, Gender | None]
    surnames: Mapping[str, Set[str]]
    full_names: Mapping[str, str | None]
    places: Mapping[str, Sequence[Mention]]
    ordered: tuple[Mention, ...]
    starts: tuple[int, ...]

    @cached_property
    def roles(self) -> dict[str, set[str]]:
        """The people of each trade that is told beside a name or by a title."""
        found: dict[str, set[str]] = {}
        for name, places in self.places.items():
            for run in places:
                for trade in self.names.read_trades(run):
                    found.setdefault(trade, set()).add(name)
        return found

    @cached_property
    def bodies(self) -> set[str]:
        """The names of no person."""
        return _find_bodies(self.names, self.full_names)

    @cached_property
    def body_words(self) -> dict[str, set[str]]:
        """The bodies by each word of a name of several words."""
        found: dict[str, set[str]] = {}
        for name in self.bodies:
            for word in fold(name).split() if " " in name else ():
                found.setdefault(word, set()).add(name)
        return found

    def count(self, name: str) -> int:
        """How often a name stands in the text."""
        return len(self.names.by_name.get(name, ()))

    def has_trade(self, name: str) -> bool:
        """Whether any trade is told of a person."""
        return any(self.names.read_trades(run) for run in self.places.get(name, ()))

    def find_full_name(self, name: str) -> str | None:
        """The one person a name means."""
        return _find_full_name(name, self.genders, self.surnames)


def read_mentions(text: str, lexicon: Lexicon) -> Mentions:
    """Everyone named in a document."""
    names = _read_names(text, lexicon)
    genders = _find_people(names)
    surnames = _index_surnames(genders)
    genders |= _find_given_names(names, genders, surnames)
    full_names = {name: _find_full_name(name, genders, surnames) for name in names.by_name}
    places: dict[str, list[Mention]] = {}
    ordered: list[Mention] = []
    meant = {name: _find_surname(name, full_names) for name in names.by_name}
    for run in names.runs:
        surname = meant[run.name]
        if surname != run.name:
            run = Mention(run.end - len(surname), run.end, surname)
        full = full_names[surname]
        if full is None:
            ordered.append(run)
            continue
        ordered.append(run if full == surname else Mention(run.start, run.end, full))
        places.setdefault(full, []).append(run)
        if genders[full] is None:
            genders[full] = _gender_of(names.title_of(run), lexicon) or _gender_of_trade(names.read_roles(run), lexicon)
    starts = tuple(mention.start for mention in ordered)
    return Mentions(names, genders, surnames, full_names, places, tuple(ordered), starts)


def _read_names(text: str, lexicon: Lexicon) -> Names:
    """The names that stand in a document, and the titles before them."""
    runs: list[Mention] = []
    by_name: dict[str, list[Mention]] = {}
    titles: dict[int, str] = {}
    known_titles, former = _keep_titles(lexicon.language), lexicon.links.former
    for run in find_runs(text, lexicon):
        start, _, name = run
        runs.append(run)
        by_name.setdefault(name, []).append(run)
        before = text[max(0, start - _NEAR_TITLE) : start].rsplit(None, 2)
        title = known_titles[before[-1]] if before else ""
        if title and not (len(before) > 1 and fold(before[-2]) in former):
            titles[start] = title
    return Names(text, lexicon, tuple(runs), by_name, titles)


def _find_people(names: Names) -> dict[str, Gender | None]:
    """Who is told in full and shown to be a person by first name, title or trade, with the gender."""
    lexicon = names.lexicon
    genders: dict[str, Gender | None] = {}
    titled = {run.name: _gender_of(names.titles[run.start], lexicon) for run in names.runs if run.start in names.titles}
    for name, runs in names.by_name.items():
        if " " not in name or not _may_be_a_person(name, lexicon.language):
            continue
        given = lexicon.first_names.get(name.partition(" ")[0])
        if given:
            genders[name] = given
            continue
        last = name.rpartition(" ")[2]
        for run in runs:
            title = names.title_of(run)
            told = _gender_of(title, lexicon)
            trades = names.read_roles(run) if not told else ()
            if told or title or trades or last in titled:
                genders[name] = told or _gender_of_trade(trades, lexicon) or titled.get(last)
            if genders.get(name):
                break
    full = {name.rsplit(" ", 1)[-1] for name in genders}
    return genders | {name: gender for name, gender in titled.items() if " " not in name and name not in full}


def _find_given_names(
    names: Names, genders: Mapping[str, Gender | None], surnames: Mapping[str, Set[str]]
) -> dict[str, Gender | None]:
    """People of whom only a first name is told; at the start of a sentence or behind an article it may be another word."""
    found: dict[str, Gender | None] = {}
    first_names, links = names.lexicon.first_names, names.lexicon.links
    for name, runs in names.by_name.items():
        alone = name in first_names and name not in surnames and name not in genders
        if alone and any(_names_somebody(names, run, links) for run in runs):
            found[name] = first_names[name]
    return found


def _names_somebody(names: Names, run: Mention, links: Links) -> bool:
    """Whether a first name stands alone within a sentence, behind no article."""
    before = names.text[max(0, run.start - _NEAR_TITLE) : run.start].split()
    low = fold(before[-1]) if before else ""
    determined = low in links.determiners or low in links.asides
    return not (determined or starts_sentence(names.text, run.start))


def _find_surname(name: str, full_names: Mapping[str, str | None]) -> str:
    """The known surname at the end of a run of other capitals (`Monday Arnal`), else the run."""
    last = name.rpartition(" ")[2]
    return last if last != name and not full_names[name] and full_names.get(last) else name


def _find_bodies(names: Names, full_names: Mapping[str, str | None]) -> set[str]:
    """The names of no person; a lone word that begins its sentence is one only if a verb follows or it stands elsewhere too."""
    text, lexicon = names.text, names.lexicon
    return {
        name
        for name, runs in names.by_name.items()
        if not full_names[name]
        and (" " in name or any(not starts_sentence(text, run.start) or _acts(text, run.end, lexicon) for run in runs))
    }


def _acts(text: str, end: int, lexicon: Lexicon) -> bool:
    """Whether a verb follows: that tells a name from a word that merely begins its sentence (`Contacted, the firm`)."""
    following = next(iter(lexicon.read_tokens(text[end : end + _BESIDE])), None)
    return bool(following is not None and (following.classes & AUXILIARY or following.finite is not None))


def _index_surnames(genders: Mapping[str, Gender | None]) -> dict[str, set[str]]:
    """The people by what follows their first name, and by that name."""
    surnames: dict[str, set[str]] = {}
    for name in genders:
        words = name.split()
        for at in range(1, len(words)):
            surnames.setdefault(" ".join(words[at:]), set()).add(name)
        surnames.setdefault(words[0], set()).add(name)
    return surnames


def _find_full_name(name: str, genders: Mapping[str, Gender | None], surnames: Mapping[str, Set[str]]) -> str | None:
    if name in genders:
        return name
    found = surnames.get(name, set())
    return next(iter(found)) if len(found) == 1 else None


@lru_cache(maxsize=1 << 13)
def _may_be_a_person(name: str, language: str) -> bool:
    """Whether a run of capitals has no digits, no trade at its end, as headlines have, and no word for a body."""
    lexicon = read_lexicon(language)
    head, organisations = name.partition(" ")[0], lexicon.nouns.organisations
    last = fold(name.rpartition(" ")[2])
    if last in organisations or fold(head) in organisations or any(map(str.isdigit, name)):
        return False
    return last not in lexicon.people or head in lexicon.first_names


@cache
def _keep_titles(language: str) -> Kept:
    """What `_find_title` says of pieces in a language."""
    lexicon = read_lexicon(language)
    return Kept(lambda piece: _find_title(piece, lexicon))


def _find_title(piece: str, lexicon: Lexicon) -> str:
    """The title that a piece of text without spaces is, folded and without the marks before it; empty where it is none."""
    title = fold(piece).lstrip("(«“\"'‘—–-")
    return title if title in lexicon.honorifics else ""


def _gender_of(title: str, lexicon: Lexicon) -> Gender | None:
    titles = lexicon.titles
    return next((key for key in GENDERS if title in titles.of(key) or title + "." in titles.of(key)), None)


def _gender_of_trade(trades: Sequence[str], lexicon: Lexicon) -> Gender | None:
    for trade in trades:
        genders = lexicon.nouns.people.genders_of(trade)
        if len(genders) == 1:
            return genders[0]
    return None


def _office(title: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The trade that a title tells: `Me`, `Dr`."""
    return (title,) if title in lexicon.titles.either else ()


def _read_roles(text: str, run: Mention, lexicon: Lexicon) -> tuple[str, ...]:
    """The trades before a name and in the phrase behind it."""
    after = _read_apposition(text, run.end + 1, lexicon) if text[run.end : run.end + 1] in (",", "(") else ()
    return (*_read_trade_before(text, run.start, lexicon), *after)


def _read_trade_before(text: str, start: int, lexicon: Lexicon) -> Iterator[str]:
    """The nearest trade before a name, unless the name completes it (`l'avocat de X`)."""
    line = max(text.rfind("\n", max(0, start - _BESIDE), start) + 1, start - _BESIDE, 0)
    pieces = text[line:start].split()[-_NEAR_TRADE:]
    before = list(chain.from_iterable(map(lexicon.reader, pieces)))[-_NEAR_TRADE:]
    while before and before[-1].classes & HONORIFIC and not before[-1].classes & PERSON:
        before.pop()
    if before and before[-1].classes & INNER:
        return
    bound = next((token.low for token in reversed(before) if not token.classes & DETERMINER), "")
    if bound in lexicon.links.openers or bound in lexicon.links.inner_prepositions:
        return
    for at in range(len(before) - 1, -1, -1):
        token = before[at]
        if token.classes & PERSON:
            if not (at and before[at - 1].low in lexicon.links.former):
                yield token.low
            return
        stopped = not token.classes & WORDY and token.text != ","
        if stopped or token.classes & (AUXILIARY | SUBORDINATOR):
            return


def _read_apposition(text: str, start: int, lexicon: Lexicon) -> Iterator[str]:
    """The trade that a phrase right after a name and its comma tells."""
    found: str | None = None
    tokens = lexicon.read_tokens(text[start : start + _BESIDE])
    if any(token.low in lexicon.links.former for token in tokens[:2]):
        return
    for at, token in enumerate(tokens):
        if not token.classes & WORDY:
            break
        if at == 0 and (token.classes & (OPENER | CONJUNCTION)):
            return
        if token.classes & RELATIVE:
            break
        if token.classes & AUXILIARY or (token.finite and found):
            return
        found = found or (token.low if token.classes & PERSON else None)
    if found:
        yield found
