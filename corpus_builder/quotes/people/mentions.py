"""The people and bodies of a document, and which of them a mention means; never a guess."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import NamedTuple

from corpus_builder.model import Span
from corpus_builder.quotes.grammar.lexicon import Lexicon, read_lexicon
from corpus_builder.text.normalization import lower_with_plain_signs as fold

_CAPITAL = r"[A-ZÀ-ÖØ-Þ](?:[\w’'\-]*\w|\.(?:-?[A-Z]\.)*)"
_PARTICLE = r"(?:de|du|des|la|le|van|von|der|den|bin|ben|al|da|di|del|dos)[ \u00a0]+"
_RUN = re.compile(rf"{_CAPITAL}(?:[ \u00a0\u202f]+(?:{_PARTICLE}){{0,2}}{_CAPITAL}){{0,4}}")
_BESIDE = 60
_NEAR_TRADE = 6
_NEAR_TITLE = 16
_STARTS_SENTENCE = re.compile(r"(?:^|[.!?…:»”\"\n•])[\s«“\"—–-]*$")
_OWNER = re.compile(r"[^\W_]['’]s(?=\s)")
_ELISION = re.compile(r"^(?:[DdLlQqSsNnJjCcMmTt]|[Qq]u|[Ll]orsqu|[Pp]uisqu)['’](?=[A-ZÀ-Ý])")


class Mention(NamedTuple):
    """One place where a member of the cast is named."""

    start: int
    end: int
    name: str


@dataclass
class Cast:
    """Everyone named in a document: genders of people, surnames, every mention by position; trades and bodies when asked for.

    `runs` are the names as they stand in the text and `titles` those before them; `places` has the runs of a person, `starts` is
    where each of `mentions` begins. `doubts` has the last pronoun of each gender that stayed open: those that follow may mean
    the same unknown.
    """

    text: str
    lexicon: Lexicon
    runs: list[Mention]
    titles: dict[int, str]
    gender: dict[str, str | None] = field(default_factory=dict)
    surnames: dict[str, set[str]] = field(default_factory=dict)
    full_names: dict[str, str | None] = field(default_factory=dict)
    places: dict[str, list[Mention]] = field(default_factory=dict)
    mentions: list[Mention] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    doubts: dict[str, int] = field(default_factory=dict)

    @cached_property
    def roles(self) -> dict[str, set[str]]:
        """The people of each trade that is told beside a name or by a title."""
        found: dict[str, set[str]] = {}
        for name, places in self.places.items():
            for run in places:
                for trade in self._read_trades(run):
                    found.setdefault(trade, set()).add(name)
        return found

    def _read_trades(self, run: Mention) -> tuple[str, ...]:
        """The trades told beside a name and by its title."""
        return (*_read_roles(self.text, run, self.lexicon), *_office(self.titles.get(run.start, ""), self.lexicon))

    @cached_property
    def bodies(self) -> set[str]:
        """The names of no person."""
        return _find_bodies(self)

    @cached_property
    def body_words(self) -> dict[str, set[str]]:
        """The bodies by each word of a name of several words."""
        found: dict[str, set[str]] = {}
        for name in self.bodies:
            for word in fold(name).split() if " " in name else ():
                found.setdefault(word, set()).add(name)
        return found

    def has_trade(self, name: str) -> bool:
        """Whether any trade is told of a person."""
        return any(self._read_trades(run) for run in self.places.get(name, ()))

    def note(self, mention: Mention) -> None:
        """Count a mention that was resolved, unless one begins there."""
        at = bisect_left(self.starts, mention.start)
        if at == len(self.starts) or self.starts[at] != mention.start:
            self.starts.insert(at, mention.start)
            self.mentions.insert(at, mention)

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each name stands in the text."""
        return Counter(run.name for run in self.runs)

    def find_surname(self, run: Mention) -> Mention:
        """The known surname at the end of a run of other capitals (`Monday Arnal`), else the run."""
        last = run.name.rsplit(" ", 1)[-1]
        if last == run.name or self.full_names[run.name] or not self.full_names.get(last):
            return run
        return Mention(run.end - len(last), run.end, last)

    def within(self, span: Span) -> list[Mention]:
        """The mentions that begin inside a span."""
        return self.mentions[bisect_left(self.starts, span[0]) : bisect_left(self.starts, span[1])]


def read_cast(text: str, lexicon: Lexicon) -> Cast:
    """The cast of a document."""
    runs = list(_read_runs(text, lexicon))
    titles = {run.start: title for run in runs if (title := _read_title(text, run.start, lexicon))}
    cast = Cast(text, lexicon, runs, titles)
    _add_people(cast)
    _index_surnames(cast)
    _add_given_names(cast)
    cast.full_names = {name: find_full_name(name, cast) for name in {run.name for run in runs}}
    for run in map(cast.find_surname, runs):
        full = cast.full_names[run.name]
        if full is None:
            cast.mentions.append(run)
            continue
        cast.mentions.append(Mention(run.start, run.end, full))
        cast.places.setdefault(full, []).append(run)
        if cast.gender[full] is None:
            title = titles.get(run.start, "")
            cast.gender[full] = _gender_of(title, lexicon) or _gender_of_trade(_read_roles(text, run, lexicon), lexicon)
    cast.starts = [mention.start for mention in cast.mentions]
    return cast


def _add_people(cast: Cast) -> None:
    """Add who is told in full and shown to be a person by first name, title or trade."""
    lexicon = cast.lexicon
    titled = {run.name: _gender_of(cast.titles[run.start], lexicon) for run in cast.runs if run.start in cast.titles}
    for run in cast.runs:
        if " " not in run.name or not _may_be_a_person(run.name, lexicon.language) or cast.gender.get(run.name):
            continue
        first, last, title = run.name.split(" ", 1)[0], run.name.rsplit(" ", 1)[-1], cast.titles.get(run.start, "")
        told = lexicon.first_names.get(first) or _gender_of(title, lexicon)
        trades = _read_roles(cast.text, run, lexicon) if not told else ()
        if told or title or trades or last in titled:
            cast.gender[run.name] = told or _gender_of_trade(trades, lexicon) or titled.get(last)
    full = {name.rsplit(" ", 1)[-1] for name in cast.gender}
    cast.gender |= {name: gender for name, gender in titled.items() if " " not in name and name not in full}


def _add_given_names(cast: Cast) -> None:
    """People of whom only a first name is told; at the start of a sentence or behind an article it may be another word."""
    names = cast.lexicon.first_names
    for run in cast.runs:
        if run.name in names and run.name not in cast.surnames and run.name not in cast.gender:
            before = cast.text[max(0, run.start - _NEAR_TITLE) : run.start].split()
            low = fold(before[-1]) if before else ""
            determined = low in cast.lexicon.links["determiners"] or low in cast.lexicon.links["asides"]
            if not (determined or _starts_sentence(cast.text, run.start)):
                cast.gender[run.name] = names[run.name]


def _find_bodies(cast: Cast) -> set[str]:
    """The names of no person; a lone word that begins its sentence is one only if a verb follows or it stands elsewhere too."""
    bodies: set[str] = set()
    for run in cast.runs:
        if run.name in bodies or cast.full_names[run.name]:
            continue
        if " " in run.name or not _starts_sentence(cast.text, run.start) or _acts(cast.text, run.end, cast.lexicon):
            bodies.add(run.name)
    return bodies


def _starts_sentence(text: str, at: int) -> bool:
    return at == 0 or _STARTS_SENTENCE.search(text, max(0, at - 4), at) is not None


def _acts(text: str, end: int, lexicon: Lexicon) -> bool:
    """Whether a verb follows: that tells a name from a word that merely begins its sentence (`Contacted, the firm`)."""
    following = next(iter(lexicon.read_tokens(text[end : end + _BESIDE])), None)
    return following is not None and (following.auxiliary or following.finite is not None)


def _read_runs(text: str, lexicon: Lexicon) -> Iterator[Mention]:
    """Every run of capitalised words, without a title before it or a common word that only begins its sentence."""
    for match in _RUN.finditer(text):
        lead, tail, name = _trim_run(match[0], lexicon.language)
        if name:
            start, end = match.span()
            yield Mention(start + lead, end - tail, name)


@lru_cache(maxsize=1 << 14)
def _trim_run(run: str, language: str) -> tuple[int, int, str]:
    """How many characters of a run of capitalised words are no name, at its head and at its tail; and the name, maybe empty."""
    lexicon = read_lexicon(language)
    elided = _ELISION.match(run)
    lead, tail = elided.end() if elided else 0, 0
    owner = _OWNER.search(run, lead)
    if owner:
        tail = len(run) - owner.end()
    words = run[lead : len(run) - tail].split()
    skipped = next((at for at, word in enumerate(words) if fold(word) not in lexicon.leads), len(words))
    words = words[skipped:]
    if words and words[-1].endswith(("'s", "’s")):
        words[-1], tail = words[-1][:-2], tail + 2
    skipped = next((at for at, word in enumerate(words[:-1]) if fold(word) not in lexicon.nouns["ranks"]), max(len(words) - 1, 0))
    words = words[skipped:]
    names = lexicon.first_names
    given = next((at for at, word in enumerate(words) if at and word in names and words[at - 1] not in names), 0)
    if 0 < given < len(words) - 1 and words[0] not in names:
        words = words[given:]
    if not words or len(words[0]) < 2:
        return 0, 0, ""
    return _find_tail(run[: len(run) - tail], len(words)), tail, " ".join(words)


def _find_tail(run: str, count: int) -> int:
    """Where the last `count` words of a run begin."""
    return len(run) - len(run.split(None, len(run.split()) - count)[-1]) if count < len(run.split()) else 0


def _index_surnames(cast: Cast) -> None:
    for name in cast.gender:
        words = name.split()
        for at in range(1, len(words)):
            cast.surnames.setdefault(" ".join(words[at:]), set()).add(name)
        cast.surnames.setdefault(words[0], set()).add(name)


def find_full_name(name: str, cast: Cast) -> str | None:
    """The one person a name means."""
    if name in cast.gender:
        return name
    found = cast.surnames.get(name, set())
    return next(iter(found)) if len(found) == 1 else None


@lru_cache(maxsize=1 << 13)
def _may_be_a_person(name: str, language: str) -> bool:
    """Whether a run of capitals has no digits, no trade at its end, as headlines have, and no word for a body."""
    lexicon = read_lexicon(language)
    first, last = fold(name.split(" ", 1)[0]), fold(name.rsplit(" ", 1)[-1])
    digits = any(char.isdigit() for char in name)
    headline = last in lexicon.people and name.split(" ", 1)[0] not in lexicon.first_names
    return not (digits or headline or {first, last} & lexicon.nouns["organisations"])


def _read_title(text: str, start: int, lexicon: Lexicon) -> str:
    """The title right before a name, folded; empty where none is."""
    before = text[max(0, start - _NEAR_TITLE) : start].split()
    title = fold(before[-1]).lstrip("(«“\"'‘—–-") if before else ""
    if title not in lexicon.honorifics or (len(before) > 1 and fold(before[-2]) in lexicon.links["former"]):
        return ""
    return title


def _gender_of(title: str, lexicon: Lexicon) -> str | None:
    return next(
        (key for key in ("masculine", "feminine") if title in lexicon.titles[key] or title + "." in lexicon.titles[key]), None
    )


def _gender_of_trade(trades: Sequence[str], lexicon: Lexicon) -> str | None:
    for trade in trades:
        masculine, feminine = trade in lexicon.nouns["masculine"], trade in lexicon.nouns["feminine"]
        if masculine != feminine:
            return "masculine" if masculine else "feminine"
    return None


def _office(title: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The trade that a title tells: `Me`, `Dr`."""
    return (title,) if title in lexicon.titles["either"] else ()


def _read_roles(text: str, run: Mention, lexicon: Lexicon) -> tuple[str, ...]:
    """The trades told beside a name: `le maire Paul Arnal`, `Paul Arnal, maire de Brie`."""
    after = _read_apposition(text, run.end + 1, lexicon) if text[run.end : run.end + 1] in (",", "(") else ()
    return (*_read_trade_before(text, run.start, lexicon), *after)


def _read_trade_before(text: str, start: int, lexicon: Lexicon) -> Iterator[str]:
    """The nearest trade before a name, unless the name completes it (`l'avocat de X`)."""
    line = max(text.rfind("\n", max(0, start - _BESIDE), start) + 1, start - _BESIDE, 0)
    before = lexicon.read_tokens(" ".join(text[line:start].split()[-_NEAR_TRADE:]))[-_NEAR_TRADE:]
    while before and before[-1].honorific and not before[-1].person:
        before.pop()
    if before and before[-1].inner:
        return
    bound = next((token.low for token in reversed(before) if not token.determiner), "")
    if bound in lexicon.links["openers"] or bound in lexicon.links["inner_prepositions"]:
        return
    for at in range(len(before) - 1, -1, -1):
        token = before[at]
        if token.person:
            if not (at and before[at - 1].low in lexicon.links["former"]):
                yield token.low
            return
        stopped = not token.wordy and token.text != ","
        if stopped or token.auxiliary or token.subordinator:
            return


def _read_apposition(text: str, start: int, lexicon: Lexicon) -> Iterator[str]:
    """The trade that a phrase right after a name and its comma tells."""
    found: str | None = None
    tokens = lexicon.read_tokens(text[start : start + _BESIDE])
    if any(token.low in lexicon.links["former"] for token in tokens[:2]):
        return
    for at, token in enumerate(tokens):
        if not token.wordy:
            break
        if at == 0 and (token.opener or token.conjunction):
            return
        if token.relative:
            break
        if token.auxiliary or (token.finite and found):
            return
        found = found or (token.low if token.person else None)
    if found:
        yield found
