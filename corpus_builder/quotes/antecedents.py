"""Whom a pronoun, a description or a surname means: one clear antecedent in the document, or nobody."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from corpus_builder.model import Span
from corpus_builder.quotes.lexicon import Lexicon
from corpus_builder.quotes.names import Cast, Mention, find_full_name, read_cast
from corpus_builder.quotes.tokens import Tokens
from corpus_builder.quotes.words import fold
from corpus_builder.settings import QuoteSettings

_MENTIONS = 40
_FULL_NAME = 2
_LONGEST_DESCRIPTION = 5
_BARE_DESCRIPTION = 2
_BESIDE = 80
_NEAR_LEAD = 30
_STOP = re.compile(r"[.!?…]\s|\n")
_DESCRIPTION = re.compile(r"(?:^|[.!?…»”\"]\s|\n)\s*((?:L['’]|[A-ZÀ-Ý]\w*\s+)(?:[\w-]+\s+)?[\w-]+)")
_VOCATIVE = re.compile(r"\b(Madame|Madam|Monsieur|Maître|Mister)\s+(?:la |le |l['’])?([^\W\d_]+)")


@dataclass(frozen=True)
class Scene:
    """A document with its quoted spans, which are sorted and apart, and its cast, read when a name is not told in full."""

    text: str
    quoted: Sequence[Span]
    lexicon: Lexicon
    settings: QuoteSettings

    @cached_property
    def cast(self) -> Cast:
        """Everyone named in the document."""
        return read_cast(self.text, self.lexicon)


def resolve_speaker(scene: Scene, speaker: Span, passage: Span) -> str | None:
    """The full name that a mention means in its document, or None where it is not sure; `passage` is what the speaker says.

    A name that is found counts as a mention for those that follow; a pronoun that stays open leaves them open too.
    """
    if _is_full_name(scene.text[slice(*speaker)], scene.lexicon):
        return scene.text[slice(*speaker)]
    known = next((m.name for m in scene.cast.within(speaker) if (m.start, m.end) == speaker), None)
    words = " ".join(scene.text[slice(*speaker)].split())
    low = fold(words)
    if known and low in scene.lexicon.links["pronouns"]:
        return known
    gender = next((key for key in ("masculine", "feminine") if low in scene.lexicon.pronouns[key]), None)
    if gender:
        name = _find_person(scene, speaker[0], gender, passage)
        if name is None:
            scene.cast.doubts[gender] = speaker[0]
    elif low in scene.lexicon.links["pronouns"]:
        return None
    else:
        name = _read_name(scene, words) or _find_described(scene, speaker, passage)
    if name:
        scene.cast.note(Mention(*speaker, name))
    return name


def _is_full_name(words: str, lexicon: Lexicon) -> bool:
    """Whether words are a first name and a surname and nothing else, so that the document need not be asked."""
    parts = words.split(" ")
    plain = len(parts) == _FULL_NAME and all(part.isalpha() and part[0].isupper() for part in parts)
    return plain and parts[0] in lexicon.first_names and fold(parts[0]) not in lexicon.leads


def _read_name(scene: Scene, words: str) -> str | None:
    """A name without its title, in full where the document has one full form."""
    lexicon, cast = scene.lexicon, scene.cast
    parts = words.split()
    if any(fold(word) in lexicon.links["conjunctions"] for word in parts):
        return None
    while parts and (
        any(fold(parts[0]) in names or fold(parts[0]) + "." in names for names in lexicon.titles.values())
        or not parts[0][0].isalnum()
    ):
        parts.pop(0)
    name = " ".join(parts)
    if not name or not name[0].isupper():
        return None
    first = lexicon.read_tokens(name)[0].low
    if first in lexicon.links["determiners"] or first in lexicon.people:
        return None
    if name in cast.surnames and name not in cast.gender:
        full = find_full_name(name, cast)
        return None if full and _contradicts(words, cast.gender[full], lexicon) else full
    return name


def _contradicts(words: str, gender: str | None, lexicon: Lexicon) -> bool:
    """Whether the title in front of a surname is of the other gender (`Mrs Reed` is not Philip Reed)."""
    title = fold(words.split()[0]).rstrip(".")
    titled = next((key for key in ("masculine", "feminine") if {title, title + "."} & lexicon.titles[key]), None)
    return titled is not None and gender is not None and titled != gender


def _find_person(scene: Scene, at: int, gender: str, passage: Span) -> str | None:
    """The one person a pronoun or description of that gender means.

    That is whoever leads the sentence before, or the only one of that gender near; whom the words name or address is not
    who says them. A person of unknown gender leaves it open, unless nobody else is near.
    """
    cast = scene.cast
    near = [(far, m) for far, m in _mentions_before(scene, at) if m.name in cast.gender]
    spoken_of = {m.name for m in cast.within(passage)} | _read_clause_mates(scene, at, passage)
    addressed = _read_addressed(scene, passage, gender, {m.name for _, m in near})
    fitting = [(far, m) for far, m in near if cast.gender[m.name] in (gender, None) and m.name not in spoken_of | addressed]
    if not fitting:
        return None
    nearest = fitting[0][0]
    sentence = [m for far, m in fitting if far == nearest]
    names = {m.name for m in sentence}
    if len(names) > 1:
        names = {m.name for m in sentence if not _is_genitive(scene, m)}
    if len(names) != 1:
        return None
    name = names.pop()
    alone = {m.name for _, m in near if cast.gender[m.name] in (gender, None)} == {name}
    if not alone and (nearest > 1 or not any(m.name == name and _leads(scene, m) for m in sentence)):
        return None
    if cast.gender[name] is None and {m.name for _, m in near} != {name}:
        return None
    last = sentence[0].end
    if cast.doubts.get(gender, -1) > last:
        return None
    described = _find_leading_description(scene, last, at, gender)
    return _find_described(scene, described, passage) if described else name


def _mentions_before(scene: Scene, at: int) -> Iterator[tuple[int, Mention]]:
    """The mentions before a place and outside quotes, the nearest first, each with the number of sentence ends between."""
    mentions = scene.cast.mentions
    number = bisect_left(scene.cast.starts, at)
    far, right = 0, at
    for mention in reversed(mentions[max(0, number - _MENTIONS) : number]):
        if mention.start < at - scene.settings.antecedent_reach:
            return
        if _inside(mention.start, scene.quoted):
            continue
        far += sum(len(_STOP.findall(piece)) for piece in _outside(scene, mention.end, right))
        right = mention.start
        yield far, mention


def _outside(scene: Scene, start: int, end: int) -> Iterator[str]:
    """The writer's own text between two places, cut where quotes stand."""
    number = bisect_left(scene.quoted, start, key=lambda span: span[1])
    while start < end:
        opening, closing = scene.quoted[number] if number < len(scene.quoted) else (end, end)
        if opening > start:
            yield scene.text[start : min(opening, end)]
        start, number = max(start, closing), number + 1


def _read_clause_mates(scene: Scene, at: int, passage: Span) -> set[str]:
    """Who is named between a pronoun and what it says, or right behind the pronoun: `il écrit à Paul :`."""
    if at < passage[0]:
        span = at, passage[0]
    else:
        stop = _STOP.search(scene.text, at, at + _BESIDE)
        span = at, stop.start() if stop else at + _BESIDE
    return {m.name for m in scene.cast.within(span)}


def _read_addressed(scene: Scene, passage: Span, gender: str, near: set[str]) -> set[str]:
    """The people of that gender whose office the words address: `Madame la présidente`; everyone, when it is not known whose."""
    found: set[str] = set()
    for match in _VOCATIVE.finditer(scene.text, *passage):
        title = fold(match[1])
        if title in scene.lexicon.titles[gender] or (gender == "feminine" and title == "madam"):
            found |= scene.cast.roles.get(fold(match[2]), set()) or near
    return found


def _is_genitive(scene: Scene, mention: Mention) -> bool:
    """Whether a name only belongs to another noun: `les critiques de Paul Arnal`, `Anna Reed's house`."""
    before = [token.low for token in scene.lexicon.read_tokens(scene.text[max(0, mention.start - 12) : mention.start])][-1:]
    possessive = scene.text[mention.end : mention.end + 2] in ("'s", "’s")
    return possessive or (bool(before) and before[0] in scene.lexicon.links["genitives"])


def _leads(scene: Scene, mention: Mention) -> bool:
    """Whether a name can be the one subject of its clause: only titles, trades and determiners stand before it there."""
    lexicon = scene.lexicon
    following = next(iter(lexicon.read_tokens(scene.text[mention.end : mention.end + _NEAR_LEAD])), None)
    if following is None or following.text in ".!?…;" or following.conjunction:
        return False
    before = lexicon.read_tokens(scene.text[max(0, mention.start - _NEAR_LEAD) : mention.start])
    for at, token in reversed(list(enumerate(before))):
        if token.conjunction and at > 0 and before[at - 1].capital:
            return False
        if token.subordinator and not token.opener:
            return True
        titled = token.text == "." and at > 0 and any(before[at - 1].low + "." in names for names in lexicon.titles.values())
        if not token.wordy and not titled:
            return True
        known = token.person or token.determiner or token.rank
        title = any(token.low in names or token.low + "." in names for names in lexicon.titles.values())
        if not (known or title or titled or (token.capital and not token.opener)):
            return token.adverb and at == 0
    return True


def _find_leading_description(scene: Scene, start: int, end: int, gender: str) -> Span | None:
    """The last description of a person of that gender that begins a sentence between two places: `L'avocate`, `A spokesman`."""
    found: Span | None = None
    for match in _DESCRIPTION.finditer(scene.text, start, end):
        tokens = Tokens(scene.text).read(*match.span(1), scene.lexicon.reader)
        noun = next((at for at, token in enumerate(tokens) if at and token.low in scene.lexicon.nouns[gender]), None)
        other = "feminine" if gender == "masculine" else "masculine"
        strange = tokens[0].low in scene.lexicon.links[f"{other}_signs"]
        if noun and tokens[0].determiner and not strange and not _inside(match.start(1), scene.quoted):
            found = tokens.span(0, noun + 1)
    return found


def _find_described(scene: Scene, speaker: Span, passage: Span) -> str | None:
    """`le maire`, `la romancière`, `la fondation`: whoever alone has that trade or that word in the name, in this document."""
    lexicon, cast = scene.lexicon, scene.cast
    tokens = [token for token in lexicon.read_tokens(scene.text[slice(*speaker)]) if token.wordy]
    if not tokens or not tokens[0].definite:
        return None
    within = [m for m in cast.within(speaker) if m.name in cast.gender and not _is_genitive(scene, m)]
    if within:
        return within[-1].name
    low = fold(" ".join(scene.text[slice(*speaker)].split()))
    nouns = [token.low for token in tokens[1:4] if token.person or token.organisation]
    heads = [*(lexicon.synonyms[phrase] for phrase in lexicon.synonyms if phrase in low), *nouns]
    if not heads:
        return None
    if heads[0] in lexicon.nouns["organisations"]:
        return _find_body(scene, speaker[0], heads[0]) if len(tokens) <= _LONGEST_DESCRIPTION else None
    spoken_of = {m.name for m in cast.within(passage)}
    for head in heads:
        if head in cast.roles:
            found = _narrow_to_near(scene, speaker[0], cast.roles[head] - spoken_of)
            return found if found and _completed_alike(scene, speaker, found) else None
    return _find_by_gender(scene, speaker, passage, heads[0]) if len(tokens) <= _LONGEST_DESCRIPTION else None


def _narrow_to_near(scene: Scene, at: int, names: set[str]) -> str | None:
    """The one of those names, or the only one of them that is mentioned near."""
    if len(names) > 1:
        names = names & {m.name for _, m in _mentions_before(scene, at)}
    return next(iter(names)) if len(names) == 1 else None


def _find_by_gender(scene: Scene, speaker: Span, passage: Span, head: str) -> str | None:
    """The person near whom a description fits by gender and who has no other trade; with a complement nobody else may be near."""
    lexicon, cast = scene.lexicon, scene.cast
    tokens = [token for token in lexicon.read_tokens(scene.text[slice(*speaker)]) if token.wordy]
    genders = [key for key in ("masculine", "feminine") if head in lexicon.nouns[key]]
    if len(genders) == 2:
        genders = [key for key in genders if tokens[0].low in lexicon.links[f"{key}_signs"]]
    name = _find_person(scene, speaker[0], genders[0], passage) if len(genders) == 1 else None
    if name is None or (cast.has_trade(name) and head not in lexicon.nouns["qualities"]):
        return None
    alike = {m.name for _, m in _mentions_before(scene, speaker[0]) if cast.gender.get(m.name, "") in (*genders, None)}
    return name if len(tokens) == _BARE_DESCRIPTION or alike == {name} else None


def _completed_alike(scene: Scene, speaker: Span, name: str) -> bool:
    """Whether what completes a trade (`la présidente du tribunal`) also stands beside a mention of the one who has it."""
    tokens = [token for token in scene.lexicon.read_tokens(scene.text[slice(*speaker)]) if token.wordy]
    at = next((i for i, token in enumerate(tokens) if token.inner and i > 1), None)
    if at is None:
        return True
    last = tokens[-1].text
    places = scene.cast.places.get(name, ())[:_MENTIONS]
    beside = (scene.text[max(0, m.start - _BESIDE) : m.end + _BESIDE] for m in places)
    return any(last in words for words in beside)


def _find_body(scene: Scene, at: int, noun: str) -> str | None:
    """The one body whose name holds the noun; else the only one named before, if it leads its sentence."""
    bodies = scene.cast.bodies
    named = scene.cast.body_words.get(noun, set())
    if named:
        return next(iter(named)) if len(named) == 1 else None
    if noun not in scene.lexicon.nouns["resolvable"]:
        return None
    before = [m for _, m in _mentions_before(scene, at) if m.name in bodies]
    alone = len({m.name for m in before}) == 1
    return before[0].name if alone and any(_leads(scene, m) for m in before) else None


def _inside(at: int, quoted: Sequence[Span]) -> bool:
    number = bisect_left(quoted, at, key=lambda span: span[1])
    return number < len(quoted) and quoted[number][0] <= at
