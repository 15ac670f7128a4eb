"""The people and bodies of a document, and which of them a mention means; never a guess."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from corpus_builder.quotes.lexicon import Lexicon
from corpus_builder.quotes.words import fold, read_tokens

_CAPITAL = r"[A-ZÀ-ÖØ-Þ](?:[\w’'\-]*\w|\.(?:-?[A-Z]\.)*)"
_PARTICLE = r"(?:de|du|des|la|le|van|von|der|den|bin|ben|al|da|di|del|dos)[ \u00a0]+"
_RUN = re.compile(rf"{_CAPITAL}(?:[ \u00a0\u202f]+(?:{_PARTICLE}){{0,2}}{_CAPITAL}){{0,4}}")
_BESIDE = 60
_NEAR_TRADE = 6
_NEAR_TITLE = 16
_STARTS_SENTENCE = re.compile(r"(?:^|[.!?…:»”\"\n•])[\s«“\"—–-]*$")
_ELISION = re.compile(r"^(?:[DdLlQqSsNnJjCcMmTt]|[Qq]u|[Ll]orsqu|[Pp]uisqu)['’](?=[A-ZÀ-Ý])")


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where a member of the cast is named."""

    start: int
    end: int
    name: str


@dataclass(slots=True)
class Cast:
    """Everyone named in a document: genders of people, surnames, the trades told of them, bodies, every mention by position.

    `body_words` finds bodies by a word of their name, `places` the mentions of a person in the text itself. `doubts` has the last
    pronoun of each gender that stayed open: what follows it may mean the same unknown.
    """

    gender: dict[str, str | None] = field(default_factory=dict)
    surnames: dict[str, set[str]] = field(default_factory=dict)
    roles: dict[str, set[str]] = field(default_factory=dict)
    bodies: set[str] = field(default_factory=set)
    body_words: dict[str, set[str]] = field(default_factory=dict)
    places: dict[str, list[Mention]] = field(default_factory=dict)
    mentions: list[Mention] = field(default_factory=list)
    doubts: dict[str, int] = field(default_factory=dict)

    def has_trade(self, name: str) -> bool:
        """Whether any trade is told of a person."""
        return any(name in names for names in self.roles.values())


def read_cast(text: str, lexicon: Lexicon) -> Cast:
    """The cast of a document."""
    cast = Cast()
    runs = list(_read_runs(text, lexicon))
    titles = [_read_title(text, run.start, lexicon) for run in runs]
    roles = _add_people(cast, text, runs, titles, lexicon)
    _index_surnames(cast)
    _add_given_names(cast, text, runs, lexicon)
    for run, title in zip(runs, titles, strict=True):
        full = find_full_name(run.name, cast)
        cast.mentions.append(Mention(run.start, run.end, full or run.name))
        if full:
            trades = (*(roles[run.start] if run.start in roles else _read_roles(text, run, lexicon)), *_office(title, lexicon))
            cast.places.setdefault(full, []).append(run)
            cast.gender[full] = cast.gender[full] or _gender_of(title, lexicon) or _gender_of_trade(trades, lexicon)
            for trade in trades:
                cast.roles.setdefault(trade, set()).add(full)
    cast.bodies |= _find_bodies(text, runs, cast, lexicon)
    for name in cast.bodies:
        for word in fold(name).split() if " " in name else ():
            cast.body_words.setdefault(word, set()).add(name)
    return cast


def _add_people(
    cast: Cast, text: str, runs: Sequence[Mention], titles: Sequence[str], lexicon: Lexicon
) -> dict[int, tuple[str, ...]]:
    """Add who is told in full and shown to be a person by first name, title or trade; gives the trades by the name's position."""
    titled = {run.name: _gender_of(title, lexicon) for run, title in zip(runs, titles, strict=True) if title}
    roles: dict[int, tuple[str, ...]] = {}
    for run, title in zip(runs, titles, strict=True):
        words = run.name.split()
        if len(words) < 2 or not _may_be_a_person(words, lexicon):
            continue
        roles[run.start] = _read_roles(text, run, lexicon)
        given = lexicon.first_names.get(words[0])
        if given or title or roles[run.start] or words[-1] in titled:
            told = given or _gender_of(title, lexicon) or _gender_of_trade(roles[run.start], lexicon) or titled.get(words[-1])
            cast.gender[run.name] = cast.gender.get(run.name) or told
    return roles


def _add_given_names(cast: Cast, text: str, runs: Sequence[Mention], lexicon: Lexicon) -> None:
    """People of whom only a first name is told; at the start of a sentence or behind an article it may be another word."""
    for run in runs:
        if run.name in lexicon.first_names and run.name not in cast.surnames and run.name not in cast.gender:
            before = text[max(0, run.start - _NEAR_TITLE) : run.start].split()
            determined = bool(before) and fold(before[-1]) in lexicon.links["determiners"]
            if not (determined or _starts_sentence(text, run.start)):
                cast.gender[run.name] = lexicon.first_names[run.name]


def _find_bodies(text: str, runs: Sequence[Mention], cast: Cast, lexicon: Lexicon) -> set[str]:
    """The names of no person; a lone word that begins its sentence is one only if a verb follows or it stands elsewhere too."""
    bodies: set[str] = set()
    for run in runs:
        if run.name in bodies or find_full_name(run.name, cast):
            continue
        if " " in run.name or not _starts_sentence(text, run.start) or _acts(text, run.end, lexicon):
            bodies.add(run.name)
    return bodies


def _starts_sentence(text: str, at: int) -> bool:
    return at == 0 or _STARTS_SENTENCE.search(text, max(0, at - 4), at) is not None


def _acts(text: str, end: int, lexicon: Lexicon) -> bool:
    """Whether a verb follows: that tells a name from a word that merely begins its sentence (`Contacted, the firm`)."""
    following = next(read_tokens(text, end, min(len(text), end + _BESIDE)), None)
    return following is not None and (
        following.low in lexicon.links["auxiliaries"] or lexicon.mood(following.low, "finite") is not None
    )


def _read_runs(text: str, lexicon: Lexicon) -> Iterator[Mention]:
    """Every run of capitalised words, without a title before it or a common word that only begins its sentence."""
    for match in _RUN.finditer(text):
        start, end = match.span()
        elided = _ELISION.match(match.group())
        if elided:
            start += elided.end()
        words = text[start:end].split()
        while words and fold(words[0]) in lexicon.leads:
            start += len(words[0])
            while start < end and text[start].isspace():
                start += 1
            words = text[start:end].split()
        while words and words[-1].endswith(("'s", "’s")):
            end -= 2
            words = text[start:end].split()
            break
        while len(words) > 1 and fold(words[0]) in lexicon.nouns["ranks"]:
            start = end - len(text[start:end].split(None, 1)[-1])
            words = words[1:]
        given = next(
            (
                at
                for at, word in enumerate(words)
                if at and word in lexicon.first_names and words[at - 1] not in lexicon.first_names
            ),
            0,
        )
        if given and given < len(words) - 1 and words[0] not in lexicon.first_names:
            start = end - len(text[start:end].split(None, given)[-1])
            words = words[given:]
        if words and len(words[0]) > 1:
            yield Mention(start, end, " ".join(words))


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


def _may_be_a_person(words: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether a run of capitals has no digits, no trade at its end, as headlines have, and no word for a body."""
    ends = {fold(words[0]), fold(words[-1])}
    digits = any(char.isdigit() for word in words for char in word)
    return not (digits or fold(words[-1]) in lexicon.people or ends & lexicon.nouns["organisations"])


def _read_title(text: str, start: int, lexicon: Lexicon) -> str:
    """The title right before a name, folded; empty where none is."""
    before = text[max(0, start - _NEAR_TITLE) : start].split()
    title = fold(before[-1]).lstrip("(«“\"'‘—–-") if before else ""
    return title if title in lexicon.honorifics else ""


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
    before = list(read_tokens(text, line, start))[-_NEAR_TRADE:]
    bound = next((token.low for token in reversed(before) if token.low not in lexicon.links["determiners"]), "")
    if bound in lexicon.links["openers"] or bound in lexicon.links["inner_prepositions"]:
        return
    for token in reversed(before):
        if token.low in lexicon.people:
            yield token.low
            return
        stopped = not token.wordy and token.text != ","
        if stopped or token.low in lexicon.links["auxiliaries"] or token.low in lexicon.links["subordinators"]:
            return


def _read_apposition(text: str, start: int, lexicon: Lexicon) -> Iterator[str]:
    """The trade that a phrase right after a name and its comma tells."""
    found: str | None = None
    for at, token in enumerate(read_tokens(text, start, min(len(text), start + _BESIDE))):
        if not token.wordy:
            break
        if at == 0 and (token.low in lexicon.links["openers"] or token.low in lexicon.links["conjunctions"]):
            return
        if token.low in lexicon.links["relative"]:
            break
        if token.low in lexicon.links["auxiliaries"] or (lexicon.mood(token.low, "finite") and found):
            return
        found = found or (token.low if token.low in lexicon.people else None)
    if found:
        yield found
