"""The people and bodies of a document, and which of them a mention means; never a guess."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from corpus_builder.model import Span
from corpus_builder.quotes.lexicon import Lexicon
from corpus_builder.quotes.words import Token, fold, read_tokens
from corpus_builder.settings import QuoteSettings

_CAPITAL = r"(?:[A-ZÀ-ÖØ-Þ][\w’'\-]*[\w]|[A-ZÀ-ÖØ-Þ]\.(?:-?[A-Z]\.)*)"
_PARTICLE = r"(?:de|du|des|la|le|van|von|der|den|bin|ben|al|da|di|del|dos)[ \u00a0]+"
_RUN = re.compile(rf"{_CAPITAL}(?:[ \u00a0\u202f]+(?:{_PARTICLE}){{0,2}}{_CAPITAL}){{0,4}}")
_MENTIONS = 40
_BESIDE = 60
_LONGEST_DESCRIPTION = 5
_ELISION = re.compile(r"^(?:[DdLlQqSsNnJjCcMmTt]|[Qq]u|[Ll]orsqu|[Pp]uisqu)['’](?=[A-ZÀ-Ý])")


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where a member of the cast is named."""

    start: int
    end: int
    name: str


@dataclass(slots=True)
class Cast:
    """Everyone named in a document: genders of people, surnames, the roles that go with a name, and every mention by position."""

    gender: dict[str, str | None] = field(default_factory=dict)
    surnames: dict[str, set[str]] = field(default_factory=dict)
    roles: dict[str, set[str]] = field(default_factory=dict)
    bodies: set[str] = field(default_factory=set)
    mentions: list[Mention] = field(default_factory=list)


def read_cast(text: str, lexicon: Lexicon) -> Cast:
    """The cast of a document."""
    cast = Cast()
    runs = [(run, _read_signs(text, run, lexicon)) for run in _read_runs(text, lexicon)]
    for run, signs in runs:
        given = lexicon.first_names.get(run.name.split()[0])
        if " " in run.name and (given or signs.person) and _may_be_a_person(run.name, lexicon):
            cast.gender[run.name] = cast.gender.get(run.name) or given or signs.gender
    _index_surnames(cast)
    for run, signs in runs:
        full = _full_name(run.name, cast)
        cast.mentions.append(Mention(run.start, run.end, full or run.name))
        if full:
            cast.gender[full] = cast.gender[full] or signs.gender
            for role in signs.roles:
                cast.roles.setdefault(role, set()).add(full)
        else:
            cast.bodies.add(run.name)
    return cast


def _read_runs(text: str, lexicon: Lexicon) -> Iterator[Mention]:
    """Every run of capitalised words, without a title before it or a common word that only begins its sentence."""
    for match in _RUN.finditer(text):
        start, end = match.span()
        elided = _ELISION.match(match.group())
        if elided:
            start += elided.end()
        words = text[start:end].split()
        while words and _is_lead(words[0], lexicon):
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


def _is_lead(word: str, lexicon: Lexicon) -> bool:
    low = fold(word)
    return (
        low in lexicon.links["openers"]
        or low in lexicon.links["determiners"]
        or low in lexicon.links["pronouns"]
        or low in lexicon.links["subordinators"]
        or low in lexicon.links["stops"]
        or any(low in names for names in lexicon.titles.values())
        or low.rstrip(".") in ("m", "mr", "mrs", "ms", "mme", "dr")
        or low in lexicon.nouns["masculine"]
        or low in lexicon.nouns["feminine"]
    )


def _index_surnames(cast: Cast) -> None:
    for name in cast.gender:
        words = name.split()
        for at in range(1, len(words)):
            cast.surnames.setdefault(" ".join(words[at:]), set()).add(name)
        cast.surnames.setdefault(words[0], set()).add(name)


def _full_name(name: str, cast: Cast) -> str | None:
    """The one person a name means."""
    if name in cast.gender:
        return name
    found = cast.surnames.get(name, set())
    return next(iter(found)) if len(found) == 1 else None


def _may_be_a_person(name: str, lexicon: Lexicon) -> bool:
    """Whether a run of capitals has neither digits nor a trade at its end, as headlines have."""
    last = fold(name.split()[-1])
    return not any(char.isdigit() for char in name) and last not in lexicon.nouns["masculine"] | lexicon.nouns["feminine"]


@dataclass(frozen=True, slots=True)
class _Signs:
    """What stands beside a name: the trades told of it, its gender, and whether it is a person's."""

    roles: tuple[str, ...]
    gender: str | None
    person: bool


def _read_signs(text: str, run: Mention, lexicon: Lexicon) -> _Signs:
    """Titles and trades beside a name: `Mme Colin`, `le maire Paul Arnal`, `Paul Arnal, maire de Brie`."""
    line = max(text.rfind("\n", max(0, run.start - _BESIDE), run.start) + 1, run.start - _BESIDE, 0)
    before = list(read_tokens(text, line, run.start))
    roles = tuple(_read_roles(before, text, run.end, lexicon))
    gender = _gender_by_title(before, lexicon) or _gender_by_trade(roles, lexicon)
    people = lexicon.nouns["masculine"] | lexicon.nouns["feminine"]
    return _Signs(roles, gender, gender is not None or any(role in people for role in roles))


def _gender_by_title(before: Sequence[Token], lexicon: Lexicon) -> str | None:
    title = before[-1].low if before else ""
    title = before[-2].low if title == "." and len(before) > 1 else title
    return next((key for key in ("masculine", "feminine") if {title, title + "."} & lexicon.titles[key]), None)


def _gender_by_trade(roles: Sequence[str], lexicon: Lexicon) -> str | None:
    for role in roles:
        masculine, feminine = role in lexicon.nouns["masculine"], role in lexicon.nouns["feminine"]
        if masculine != feminine:
            return "masculine" if masculine else "feminine"
    return None


def _read_roles(before: Sequence[Token], text: str, end: int, lexicon: Lexicon) -> Iterator[str]:
    """The nearest trade before a name, and the one right after its comma."""
    trades = lexicon.nouns["masculine"] | lexicon.nouns["feminine"] | lexicon.nouns["organisations"]
    for token in reversed(before[-6:]):
        if token.low in trades:
            yield token.low
            break
        stopped = not token.wordy and token.text != ","
        if stopped or token.low in lexicon.links["auxiliaries"] or token.low in lexicon.links["subordinators"]:
            break
    if text[end : end + 1] not in (",", "("):
        return
    found: str | None = None
    for token in read_tokens(text, end + 1, min(len(text), end + _BESIDE)):
        if not token.wordy:
            break
        if token.low in lexicon.links["auxiliaries"] or (lexicon.mood(token.low, "finite") and found):
            return
        found = found or (token.low if token.low in trades else None)
    if found:
        yield found


def note_mention(cast: Cast, speaker: Span, name: str) -> None:
    """Remember whom a pronoun or description was found to mean: it counts as a mention for those that follow."""
    mention = Mention(*speaker, name)
    at = bisect_left(cast.mentions, mention.start, key=lambda m: m.start)
    if at == len(cast.mentions) or cast.mentions[at].start != mention.start:
        cast.mentions.insert(at, mention)


def resolve_speaker(
    text: str, speaker: Span, cast: Cast, quoted: Sequence[Span], lexicon: Lexicon, settings: QuoteSettings
) -> str | None:
    """The full name that a mention means in its document, or None where it is not sure."""
    words = " ".join(text[slice(*speaker)].split())
    low = fold(words)
    if low in lexicon.pronouns["masculine"] or low in lexicon.pronouns["feminine"]:
        gender = "masculine" if low in lexicon.pronouns["masculine"] else "feminine"
        return _nearest(text, speaker[0], cast, {gender}, quoted, lexicon, settings)
    if low in lexicon.links["pronouns"]:
        return None
    named = _resolve_name(words, cast, lexicon)
    if named:
        return named
    return _resolve_description(text, speaker, low, cast, quoted, lexicon, settings)


def _resolve_name(words: str, cast: Cast, lexicon: Lexicon) -> str | None:
    """A name without its title, in full where the document has one full form."""
    if any(fold(word) in lexicon.links["conjunctions"] for word in words.split()):
        return None
    parts = words.split()
    while parts and (
        any(fold(parts[0]) in names or fold(parts[0]) + "." in names for names in lexicon.titles.values())
        or not parts[0][0].isalnum()
    ):
        parts.pop(0)
    name = " ".join(parts)
    if not name or not name[0].isupper():
        return None
    first = next(read_tokens(name, 0, len(name))).low
    if first in lexicon.links["determiners"] or first in lexicon.nouns["masculine"] or first in lexicon.nouns["feminine"]:
        return None
    if name in cast.surnames and name not in cast.gender:
        full = _full_name(name, cast)
        return None if full and _contradicts(words, cast.gender[full], lexicon) else full
    return name


def _contradicts(words: str, gender: str | None, lexicon: Lexicon) -> bool:
    """Whether the title in front of a surname is of the other gender (`Mrs Reed` is not Philip Reed)."""
    title = fold(words.split()[0]).rstrip(".")
    titled = next((key for key in ("masculine", "feminine") if {title, title + "."} & lexicon.titles[key]), None)
    return titled is not None and gender is not None and titled != gender


def _resolve_description(
    text: str, speaker: Span, low: str, cast: Cast, quoted: Sequence[Span], lexicon: Lexicon, settings: QuoteSettings
) -> str | None:
    """`le maire`, `la romancière`, `la société`: by the roles told in the document, else by gender among those just named."""
    tokens = [token for token in read_tokens(text, *speaker) if token.wordy]
    if not tokens or tokens[0].low not in lexicon.links["definite"]:
        return None
    within = [
        mention.name
        for mention in cast.mentions[bisect_left(cast.mentions, speaker[0], key=lambda m: m.start) :][:3]
        if mention.end <= speaker[1] and mention.name in cast.gender
    ]
    if within:
        return within[-1]
    nouns = [token.low for token in tokens[1:4]]
    roles = [lexicon.synonyms[phrase] for phrase in lexicon.synonyms if phrase in low]
    heads = [
        *roles,
        *(
            noun
            for noun in nouns
            if noun in lexicon.nouns["masculine"] | lexicon.nouns["feminine"] | lexicon.nouns["organisations"]
        ),
    ]
    for head in heads:
        found = cast.roles.get(head, set())
        if len(found) == 1:
            return next(iter(found))
        if len(found) > 1:
            return _nearest(text, speaker[0], cast, found, quoted, lexicon, settings)
    if not heads or len(tokens) > _LONGEST_DESCRIPTION:
        return None
    if heads[0] in lexicon.nouns["organisations"]:
        if heads[0] not in lexicon.nouns["resolvable"]:
            return None
        return _nearest_body(text, speaker[0], cast, quoted, settings)
    genders = {gender for gender in ("masculine", "feminine") if heads[0] in lexicon.nouns[gender]}
    if len(genders) == 2:
        genders = {gender for gender in genders if tokens[0].low in lexicon.links[f"{gender}_signs"]}
    return _nearest(text, speaker[0], cast, genders, quoted, lexicon, settings) if len(genders) == 1 else None


def _nearest(
    text: str, at: int, cast: Cast, wanted: set[str], quoted: Sequence[Span], lexicon: Lexicon, settings: QuoteSettings
) -> str | None:
    """The one person of that gender (or among those names) in the nearest sentence that names one; two leave it open.

    A person of unknown gender leaves it open too, unless nobody else is near.
    """
    genders = wanted <= {"masculine", "feminine"}
    seen: list[Mention] = []
    others: set[str] = set()
    for mention in _mentions_before(at, cast, quoted, settings):
        if mention.name not in cast.gender:
            continue
        gender = cast.gender[mention.name]
        others.add(mention.name)
        if mention.name in wanted or gender in wanted or (gender is None and genders):
            if seen and _sentence_between(text, mention.end, seen[-1].start):
                break
            seen.append(mention)
    names = {mention.name for mention in seen}
    if len(names) > 1:
        names = {mention.name for mention in seen if not _is_genitive(text, mention, lexicon)}
    if len(names) != 1:
        return None
    name = next(iter(names))
    return name if not genders or cast.gender[name] is not None or others == {name} else None


def _mentions_before(at: int, cast: Cast, quoted: Sequence[Span], settings: QuoteSettings) -> Iterator[Mention]:
    """The mentions before a place, the nearest first, those inside quotes left out."""
    number = bisect_left(cast.mentions, at, key=lambda mention: mention.start)
    for mention in reversed(cast.mentions[max(0, number - _MENTIONS) : number]):
        if mention.start < at - settings.antecedent_reach:
            return
        if not _inside(mention.start, quoted):
            yield mention


def _is_genitive(text: str, mention: Mention, lexicon: Lexicon) -> bool:
    """Whether a name only belongs to another noun: `les critiques de Paul Arnal`, `Anna Reed's house`."""
    before = [token.low for token in read_tokens(text, max(0, mention.start - 12), mention.start)][-1:]
    return text[mention.end : mention.end + 2] in ("'s", "’s") or (bool(before) and before[0] in lexicon.links["genitives"])


def _nearest_body(text: str, at: int, cast: Cast, quoted: Sequence[Span], settings: QuoteSettings) -> str | None:
    """The one body that begins the nearest sentence that names one, or is alone in it."""
    seen: list[Mention] = []
    for mention in _mentions_before(at, cast, quoted, settings):
        if mention.name not in cast.bodies:
            continue
        if seen and _sentence_between(text, mention.end, seen[-1].start):
            break
        seen.append(mention)
    names = {mention.name for mention in seen}
    if len(names) == 1:
        return names.pop()
    leading = [mention.name for mention in seen if not text[: mention.start].rstrip(" ")[-1:].isalnum()]
    return leading[-1] if len(set(leading)) == 1 else None


def _inside(at: int, quoted: Sequence[Span]) -> bool:
    number = bisect_left(quoted, at, key=lambda span: span[1])
    return number < len(quoted) and quoted[number][0] <= at


def _sentence_between(text: str, start: int, end: int) -> bool:
    between = text[start:end]
    return "\n" in between or re.search(r"[.!?…»”\"]\s", between) is not None
