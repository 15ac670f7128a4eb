"""Whom a pronoun, a description or a surname means: one clear antecedent in the document, or nobody."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from corpus_builder.model import Span
from corpus_builder.quotes.grammar.lexicon import Lexicon
from corpus_builder.quotes.grammar.tokens import Token, Tokens
from corpus_builder.quotes.people.discourse import STOP, Scene, find_sentence, is_genitive, is_quoted, leads, mentions_before
from corpus_builder.quotes.people.mentions import Mention, find_full_name
from corpus_builder.text.normalization import lower_with_plain_signs as fold

_MENTIONS = 40
_NEAR_RELATIVE = 12
# people of one trade above which only those mentioned near are looked at
_MANY = 8
_FULL_NAME = 2
_SHORTEST_MISSPELLED = 4
_LONGEST_DESCRIPTION = 5
_BARE_DESCRIPTION = 2
_BESIDE = 80
_DESCRIPTION = re.compile(r"(?:^|[.!?…»”\"]\s|\n)\s*((?:L['’]|[A-ZÀ-Ý]\w*\s+)(?:[\w-]+\s+)?[\w-]+)")
_POSSESSIVE = re.compile(r"['’]s\s")
_VOCATIVE = re.compile(r"\b(Madame|Madam|Monsieur|Maître|Mister)\s+(?:la |le |l['’])?([^\W\d_]+)")


class Resolution(NamedTuple):
    """Whom a mention means, or None, and why in words."""

    name: str | None
    why: str


NOBODY = Resolution(None, "")


def resolve_speaker(scene: Scene, speaker: Span, passage: Span) -> Resolution:
    """The full name that a mention means in its document, or None where it is not sure; `passage` is what the speaker says.

    A name that is found counts as a mention for those that follow; a pronoun that stays open leaves them open too.
    """
    found = _resolve(scene, speaker, passage)
    if found.name:
        scene.said.append(Mention(*speaker, found.name))
    return found


def _resolve(scene: Scene, speaker: Span, passage: Span) -> Resolution:
    if _is_full_name(scene.text[slice(*speaker)], scene.lexicon):
        return Resolution(scene.text[slice(*speaker)], "named in full")
    words = " ".join(scene.text[slice(*speaker)].split())
    low = fold(words)
    gender = next((key for key in ("masculine", "feminine") if low in scene.lexicon.pronouns[key]), None)
    if gender:
        known = next((m.name for m in scene.cast.within(speaker) if (m.start, m.end) == speaker), None)
        if known:
            return Resolution(known, "the same word as before")
        found = _find_person(scene, speaker[0], [gender], passage)
        if found.name is None:
            scene.cast.doubts[gender] = speaker[0]
    elif low in scene.lexicon.links["pronouns"]:
        return Resolution(None, "a pronoun of no one person")
    else:
        found = _read_name(scene, words)
        if found is NOBODY:
            found = _find_described(scene, speaker, passage)
            for gender in _read_doubted_genders(scene, speaker) if found.name is None else ():
                scene.cast.doubts[gender] = speaker[0]
    if found.name:
        scene.cast.note(Mention(*speaker, found.name))
    return found


def _read_doubted_genders(scene: Scene, speaker: Span) -> list[str]:
    tokens = scene.lexicon.read_tokens(scene.text[slice(*speaker)])
    noun = next((token.low for token in tokens if token.person), "")
    return _read_genders(noun, tokens, scene.lexicon)


def _read_genders(noun: str, tokens: Sequence[Token], lexicon: Lexicon) -> list[str]:
    """The genders that a description of somebody may have: those of its noun, or of these the one that its first word tells."""
    genders = [key for key in ("masculine", "feminine") if noun in lexicon.nouns[key]]
    return [key for key in genders if tokens[0].low in lexicon.links[f"{key}_signs"]] or genders


def _is_full_name(words: str, lexicon: Lexicon) -> bool:
    """Whether words are a first name and a surname and nothing else, so that the document need not be asked."""
    parts = words.split(" ")
    plain = len(parts) == _FULL_NAME and all(part.isalpha() and part[0].isupper() for part in parts)
    return plain and parts[0] in lexicon.first_names and fold(parts[0]) not in lexicon.leads


def _read_name(scene: Scene, words: str) -> Resolution:
    """A name without its title, in full where the document has one full form."""
    lexicon = scene.lexicon
    parts = words.split()
    if any(fold(word) in lexicon.links["conjunctions"] for word in parts):
        return Resolution(None, "more than one")
    while parts and (fold(parts[0]) in lexicon.honorifics or not parts[0][0].isalnum()):
        parts.pop(0)
    name = " ".join(parts)
    if not name or not name[0].isupper() or _POSSESSIVE.search(name):
        return NOBODY
    first = lexicon.read_tokens(name)[0].low
    if first in lexicon.links["determiners"] or first in lexicon.people:
        return NOBODY
    if fold(name).removesuffix("s") in lexicon.people or fold(name) in lexicon.nouns["crowds"]:
        return Resolution(None, "more than one")
    return _find_named(scene, name, words)


def _find_named(scene: Scene, name: str, words: str) -> Resolution:
    """The person or the body that a bare name means; `words` have its title."""
    cast = scene.cast
    if name not in cast.surnames:
        if name not in scene.misspelled:
            scene.misspelled[name] = _find_misspelled(scene, name)
        meant = scene.misspelled[name]
        return Resolution(meant, "a misspelled name") if meant else Resolution(name, "named")
    if name in cast.gender:
        return Resolution(name, "named")
    full = find_full_name(name, cast)
    if full is None:
        return Resolution(None, "a name that several bear")
    if _contradicts(words, cast.gender[full], scene.lexicon):
        return Resolution(None, "a title of the other gender")
    return Resolution(full, "the name in full elsewhere")


def _find_misspelled(scene: Scene, name: str) -> str | None:
    """The one person whose surname a lone unknown name misses by a letter, when that surname stands in the document oftener."""
    cast = scene.cast
    if len(name) < _SHORTEST_MISSPELLED or " " in name or cast.counts[name] > 1:
        return None
    alike = {full for surname in cast.surnames if _differ_by_one(name, surname) and (full := find_full_name(surname, cast))}
    return next((full for full in alike if len(cast.places.get(full, ())) > 1), None) if len(alike) == 1 else None


def _differ_by_one(one: str, other: str) -> bool:
    """Whether two words that begin alike differ by one letter: another, one more or one less."""
    short, long = sorted((one, other), key=len)
    if one[0] != other[0] or len(long) - len(short) > 1 or one == other:
        return False
    at = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return short[at + (len(short) == len(long)) :] == long[at + 1 :]


def _contradicts(words: str, gender: str | None, lexicon: Lexicon) -> bool:
    """Whether the title in front of a surname is of the other gender (`Mrs Reed` is not Philip Reed)."""
    title = fold(words.split()[0]).rstrip(".")
    titled = next((key for key in ("masculine", "feminine") if {title, title + "."} & lexicon.titles[key]), None)
    return titled is not None and gender is not None and titled != gender


def _find_person(scene: Scene, at: int, genders: Sequence[str], passage: Span) -> Resolution:
    """The one person a pronoun or description of those genders means.

    That is whoever spoke last, or leads a clause near, or is the only one who fits near; whom the words name or address is not
    who says them.
    """
    cast = scene.cast
    near = [(far, m) for far, m in mentions_before(scene, at) if m.name in cast.gender]
    others = {m.name for m in cast.within(passage)} | _read_clause_mates(scene, at, passage)
    others |= _read_addressed(scene, passage, genders, {m.name for _, m in near})
    fitting = [(far, m) for far, m in near if cast.gender[m.name] in (*genders, None) and m.name not in others]
    if not fitting:
        only = _find_only_one(scene, at, genders, others)
        return Resolution(only, "the only one in the document") if only else Resolution(None, "nobody near fits")
    said = _find_last_speaker(scene, at, genders, fitting)
    found = said or _find_leader(scene, genders, fitting, near)
    if isinstance(found, str):
        return Resolution(None, found)
    doubt = max((cast.doubts.get(gender, -1) for gender in genders), default=-1)
    if doubt > found.end:
        return Resolution(None, "open since the pronoun before")
    begin = found.end if leads(scene, found) else find_sentence(scene, found)[0]
    described = None if said else _find_leading_description(scene, begin, at, genders)
    if described:
        return _find_described(scene, described, passage)
    if len(genders) == 1:
        cast.gender[found.name] = genders[0]
    return Resolution(found.name, "who spoke last" if said else "who leads or stands alone near")


def _find_leader(
    scene: Scene, genders: Sequence[str], fitting: Sequence[tuple[int, Mention]], near: Sequence[tuple[int, Mention]]
) -> Mention | str:
    """The only person who fits, or the one who leads a clause nearest; else why there is none."""
    gender = scene.cast.gender
    if len({m.name for _, m in near if gender[m.name] in (*genders, None)}) == 1:
        sure = gender[fitting[0][1].name] is not None or len({m.name for _, m in near}) == 1
        return fitting[0][1] if sure or leads(scene, fitting[0][1]) else "gender not known"
    leading = next(((far, m) for far, m in fitting if leads(scene, m)), None)
    if leading is None or leading[0] > scene.settings.leader_reach:
        return _find_lone(scene, fitting, near) or "several near fit, and none leads a clause near"
    far, leader = leading
    if any(m.name != leader.name and not is_genitive(scene, m) for other, m in fitting if other == far):
        return "several in one sentence fit"
    if gender[leader.name] is None:
        return "gender not known"
    return leader


def _find_only_one(scene: Scene, at: int, genders: Sequence[str], others: set[str]) -> str | None:
    """The only person of those genders who is named in the whole document, and before the pronoun."""
    cast = scene.cast
    fitting = {name for name, gender in cast.gender.items() if gender in (*genders, None)}
    name = next(iter(fitting), "")
    if len(fitting) != 1 or name in others or cast.gender[name] is None:
        return None
    return name if any(run.start < at for run in cast.places.get(name, ())) else None


def _find_lone(scene: Scene, fitting: Sequence[tuple[int, Mention]], near: Sequence[tuple[int, Mention]]) -> Mention | None:
    """The only person of the sentence before, when no pronoun stands there: `La lettre venait de Paul Arnal. Il ...`."""
    far, lone = fitting[0]
    if far > scene.settings.leader_reach or {m.name for other, m in near if other == far} != {lone.name}:
        return None
    if scene.cast.gender[lone.name] is None:
        return None
    words = scene.lexicon.read_tokens(scene.text[slice(*find_sentence(scene, lone))])
    return None if any(token.subject for token in words) else lone


def _find_last_speaker(scene: Scene, at: int, genders: Sequence[str], fitting: Sequence[tuple[int, Mention]]) -> Mention | None:
    """Who spoke last, if near and if nobody else who fits leads a clause since."""
    said = scene.said[-1] if scene.said else None
    if said is None or any(scene.cast.doubts.get(gender, -1) > said.start for gender in genders):
        return None
    since = [(far, m) for far, m in fitting if m.start >= said.start]
    if not since or since[-1][1].name != said.name or since[-1][0] > scene.settings.speaker_reach:
        return None
    strangers = [m for _, m in since if m.name != said.name]
    if any(leads(scene, m) for m in strangers) or (strangers and since[-1][0] > scene.settings.leader_reach):
        return None
    return None if _find_leading_description(scene, said.end, at, genders) else said


def _read_clause_mates(scene: Scene, at: int, passage: Span) -> set[str]:
    """Who is named between a pronoun and what it says, or right behind the pronoun: `il écrit à Paul :`."""
    if at < passage[0]:
        span = at, passage[0]
    else:
        stop = STOP.search(scene.text, at, at + _BESIDE)
        span = at, stop.start() if stop else at + _BESIDE
    return {m.name for m in scene.cast.within(span)}


def _read_addressed(scene: Scene, passage: Span, genders: Sequence[str], near: set[str]) -> set[str]:
    """The people of those genders whose office the words address: `Madame la présidente`; everyone, if it is not known whose."""
    found: set[str] = set()
    for match in _VOCATIVE.finditer(scene.text, *passage):
        title = fold(match[1])
        if any(title in scene.lexicon.titles[gender] for gender in genders) or ("feminine" in genders and title == "madam"):
            found |= scene.cast.roles.get(fold(match[2]), set()) or near
    return found


def _find_leading_description(scene: Scene, start: int, end: int, genders: Sequence[str]) -> Span | None:
    """The last description of a person of those genders that begins a sentence between two places: `L'avocate`, `A spokesman`."""
    found: Span | None = None
    lexicon = scene.lexicon
    for match in _DESCRIPTION.finditer(scene.text, start, end):
        tokens = Tokens(scene.text).read(*match.span(1), lexicon.reader)
        named = (at for at, token in enumerate(tokens) if at and any(token.low in lexicon.nouns[gender] for gender in genders))
        noun = next(named, None)
        strange = any(tokens[0].low in lexicon.links[f"{key}_signs"] for key in ("masculine", "feminine") if key not in genders)
        if noun and tokens[0].determiner and not strange and not is_quoted(match.start(1), scene.quoted):
            found = tokens.span(0, noun + 1)
    return found


def _find_described(scene: Scene, speaker: Span, passage: Span) -> Resolution:
    """`le maire`, `la romancière`, `la fondation`: whoever alone has that trade or that word in the name, in this document."""
    lexicon, cast = scene.lexicon, scene.cast
    tokens = [token for token in lexicon.read_tokens(scene.text[slice(*speaker)]) if token.wordy]
    if not tokens or not tokens[0].definite:
        return Resolution(None, "no name and no definite description")
    following = lexicon.read_tokens(scene.text[speaker[1] : speaker[1] + _NEAR_RELATIVE])
    if following and following[0].relative:
        return Resolution(None, "a description that goes on")
    within = [m for m in cast.within(speaker) if m.name in cast.gender and not is_genitive(scene, m)]
    if within:
        return Resolution(within[-1].name, "the name in the description")
    low = fold(" ".join(scene.text[slice(*speaker)].split()))
    nouns = [token.low for token in tokens[1:4] if token.person or token.organisation]
    whole = [lexicon.synonyms[phrase] for phrase in lexicon.synonyms if low.endswith(phrase)]
    heads = [*whole, *nouns]
    if not heads or (heads[0] in lexicon.nouns["organisations"] and len(tokens) > _LONGEST_DESCRIPTION):
        return Resolution(None, "a description of no known trade")
    if heads[0] in lexicon.nouns["organisations"]:
        return Resolution(_find_body(scene, speaker[0], heads[0]), "the body of that kind")
    spoken_of = {m.name for m in cast.within(passage)}
    was = any(token.low in lexicon.links["former"] for token in tokens)
    head = next((head for head in heads if head in cast.roles), None) if not was else None
    if head:
        bearers = _find_bearers(scene, speaker, head) - spoken_of
        alike = {name for name in bearers if head in whole or _completed_alike(scene, speaker, name)}
        return Resolution(_narrow_to_near(scene, speaker[0], alike), f"who is told to be {head}")
    if len(tokens) > _LONGEST_DESCRIPTION:
        return Resolution(None, "a long description")
    if tokens[0].low in lexicon.links["possessives"] or heads[0] in lexicon.nouns["counterparts"]:
        return Resolution(None, "a trade told of nobody")
    return _find_by_gender(scene, speaker, passage, heads[0], was)


def _find_bearers(scene: Scene, speaker: Span, trade: str) -> set[str]:
    """Who is told to have a trade; of many only those who are mentioned near."""
    bearers = scene.cast.roles[trade]
    if len(bearers) <= _MANY:
        return bearers
    return bearers & {m.name for _, m in mentions_before(scene, speaker[0])}


def _narrow_to_near(scene: Scene, at: int, names: set[str]) -> str | None:
    """The one of those names, or the only one of them that is mentioned near."""
    if len(names) > 1:
        names = names & {m.name for _, m in mentions_before(scene, at)}
    return next(iter(names)) if len(names) == 1 else None


def _find_by_gender(scene: Scene, speaker: Span, passage: Span, head: str, was: bool) -> Resolution:
    """The person near whom a description fits by gender and who has no other trade; with a complement nobody else may be near.

    Whoever `was` something (`l'ancien ministre`) may have another trade now.
    """
    lexicon, cast = scene.lexicon, scene.cast
    tokens = [token for token in lexicon.read_tokens(scene.text[slice(*speaker)]) if token.wordy]
    genders = _read_genders(head, tokens, lexicon)
    found = _find_person(scene, speaker[0], genders, passage)
    if found.name is None:
        return found
    if cast.has_trade(found.name) and head not in lexicon.nouns["qualities"] and not was:
        return Resolution(None, "who is near has another trade")
    alike = {m.name for _, m in mentions_before(scene, speaker[0]) if cast.gender.get(m.name, "") in (*genders, None)}
    sure = len(tokens) == _BARE_DESCRIPTION + was or (
        alike == {found.name} and _completed_alike(scene, speaker, found.name, places=False)
    )
    return found if sure else Resolution(None, "several near fit the description")


def _completed_alike(scene: Scene, speaker: Span, name: str, *, places: bool = True) -> bool:
    """Whether what completes a trade (`allemand`, `du tribunal`) also stands beside a mention of the one who has it.

    Without `places` only what stands at the trade itself counts, not what a preposition adds.
    """
    tokens = [token for token in scene.lexicon.read_tokens(scene.text[slice(*speaker)]) if token.wordy][1:]
    noun = next((token for token in tokens if token.person or token.organisation), None)
    added = next((at for at, token in enumerate(tokens) if token.inner), len(tokens))
    told = tokens if places else tokens[:added]
    words = [token.text for token in told if token is not noun and not (token.inner or token.determiner or token.rank)]
    if not words:
        return True
    mentions = [m for m in scene.cast.places.get(name, ())[:_MENTIONS] if m.start < speaker[0]]
    beside = (scene.text[max(0, m.start - _BESIDE) : max(m.end, min(m.end + _BESIDE, speaker[0]))] for m in mentions)
    return any(all(word in near for word in words) for near in beside)


def _find_body(scene: Scene, at: int, noun: str) -> str | None:
    """The one body whose name holds the noun; else the only one named before, if it leads its sentence."""
    named = scene.cast.body_words.get(noun, set())
    if named:
        return next(iter(named)) if len(named) == 1 else None
    if noun not in scene.lexicon.nouns["resolvable"]:
        return None
    before = [m for _, m in mentions_before(scene, at) if m.name in scene.cast.bodies]
    alone = len({m.name for m in before}) == 1
    return before[0].name if alone and any(leads(scene, m) for m in before) else None
