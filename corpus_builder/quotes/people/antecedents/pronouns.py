"""Whom a pronoun means: who spoke last, who leads a clause near, or who alone fits."""

from __future__ import annotations

from collections.abc import Sequence, Set
from itertools import chain
from typing import NamedTuple

from corpus_builder.languages.first_names import Gender
from corpus_builder.model import Span
from corpus_builder.quotes.grammar.tokens import SUBJECT
from corpus_builder.quotes.people.antecedents.addressed import read_addressed, read_clause_mates
from corpus_builder.quotes.people.antecedents.fitting import Candidate, find_unknown_speaker, list_candidates, list_speaking
from corpus_builder.quotes.people.antecedents.leading import count_continuing, find_leading_description, goes_on, is_overshadowed
from corpus_builder.quotes.people.antecedents.roles import Role, is_joined, is_oblique, is_relative, owns_fate, read_role
from corpus_builder.quotes.people.antecedents.strangers import (
    find_bearer,
    is_plain,
    is_presented,
    is_surely_presented,
    looks_personal,
    stands_alone,
)
from corpus_builder.quotes.people.discourse import Known, Resolution, find_sentence, mentions_before
from corpus_builder.quotes.people.runs import Mention
from corpus_builder.text.normalization import lower_with_plain_signs as fold

# sentence ends of the writer's own text after which a pronoun no longer means whoever spoke last, alone and with others who fit
# named since; the same for somebody who only leads a clause
_SPEAKER_REACH = 5
_CROWDED_SPEAKER_REACH = 2
_LEADER_REACH = 1
_LONE_LEADER_REACH = 3

# characters before somebody unknown in which a description may be meant instead
_NEAR_DESCRIPTION = 400
# characters of the longest pronoun
_LONGEST_PRONOUN = 16
# why somebody is meant who is not near
ONLY_ONE = "the only one in the document"
# people who speak in a document above which none is its main person
_MANY = 12
# people in a document above which nobody is looked for who alone has a gender: each pronoun would ask for all of them
_CROWD = 500

_OF_SEVERAL = "a surname of several"


class Choice(NamedTuple):
    """Whom a pronoun means, where that is named, and a description in between that has to be read instead."""

    found: Resolution
    named_at: int = -1
    described: Span | None = None


class _Asked(NamedTuple):
    """A pronoun or description: what is known, where it stands, its genders, and the mentions before it, the nearest first."""

    known: Known
    at: int
    genders: Sequence[Gender]
    near: Sequence[tuple[int, Mention]]


def choose_antecedent(known: Known, at: int, genders: Sequence[Gender], passage: Span) -> Choice:
    """The one person a pronoun or description of those genders means.

    That is whoever spoke last, or leads a clause near, or is the only one who fits near; whom the words name or address is not
    who says them.
    """
    near = list(mentions_before(known, at))
    asked = _Asked(known, at, genders, near)
    excluded = _read_excluded(asked, passage)
    fitting = list_candidates(known, near, genders, excluded)
    unknown = find_unknown_speaker(known, near)
    strong = next((candidate for candidate in fitting if candidate.strong), None)
    if unknown and unknown.name not in excluded and (strong is None or unknown.mention.start > strong.mention.start):
        if strong and strong.far <= _LONE_LEADER_REACH:
            return Choice(Resolution(None, "somebody unknown spoke since"))
        fitting = [unknown]
    if _is_headed(asked, fitting):
        return Choice(Resolution(fitting[0].name, "named in the line above"), fitting[0].mention.start)
    if _is_latter(asked) and not _choose_latter(asked, fitting):
        return Choice(Resolution(None, "nobody was named last"))
    chosen = _choose_latter(asked, fitting) or _choose_strong(asked, fitting) or _choose_only_one(asked, fitting)
    if isinstance(chosen, str):
        only = (_find_main(asked, excluded) or _find_stranger(asked, excluded)) if not fitting else None
        return Choice(Resolution(only, ONLY_ONE) if only else Resolution(None, chosen))
    doubt = _find_doubt(asked, chosen)
    if doubt:
        return Choice(Resolution(None, doubt))
    begin = chosen.mention.end if chosen.strong else find_sentence(known.discourse, chosen.mention)[0]
    described = None if _goes_on(asked, chosen) else find_leading_description(known, begin, at, genders)
    if described:
        return Choice(Resolution(None, "described since"), described[0], described)
    learned = (chosen.name, genders[0]) if len(genders) == 1 else None
    why = "the last speaker" if chosen.role is Role.SPEAKER else "leads a clause or is the only one nearby"
    return Choice(Resolution(chosen.name, why, learned), chosen.mention.start)


def _find_doubt(asked: _Asked, chosen: Candidate) -> str:
    """Why somebody else than who is chosen may be meant; empty where nobody is."""
    known, at, genders, near = asked
    if any(m.start > chosen.mention.end and stands_alone(known.discourse.text, m) and m.name != chosen.name for _, m in near):
        return "another name heads these lines"
    if not chosen.strong and is_overshadowed(known, chosen.mention, at, genders):
        return "something else leads the sentence"
    if known.last_doubt(genders) > chosen.mention.end:
        return "ambiguous since the previous pronoun"
    return "somebody else is described before" if _is_unsure_newcomer(asked, chosen) else ""


def _is_unsure_newcomer(asked: _Asked, chosen: Candidate) -> bool:
    """Whether a name of unknown words leads its clause, and a description of somebody who fits leads a sentence before."""
    known, begin = asked.known, chosen.mention.start
    if chosen.sure or find_bearer(known.discourse, chosen.mention) is not None:
        return False
    return find_leading_description(known, max(0, begin - _NEAR_DESCRIPTION), begin, asked.genders) is not None


def _is_headed(asked: _Asked, fitting: Sequence[Candidate]) -> bool:
    """Whether nobody who fits is named since a heading that is somebody's name and nothing else."""
    if not fitting or not fitting[0].sure or fitting[0].far > _SPEAKER_REACH:
        return False
    discourse, headed = asked.known.discourse, fitting[0].mention
    return stands_alone(discourse.text, headed) and not any(
        looks_personal(discourse, m.name) for _, m in asked.near if m.start > headed.start and m.name != headed.name
    )


def _read_excluded(asked: _Asked, passage: Span) -> Set[str]:
    """Whom a pronoun cannot mean: who is named in its words or beside them, and who is addressed."""
    others = {m.name for m in asked.known.within(passage)} | read_clause_mates(asked.known, asked.at, passage)
    return others | read_addressed(asked.known, passage, asked.genders, asked.near)


def _choose_latter(asked: _Asked, fitting: Sequence[Candidate]) -> Candidate | None:
    """Whoever is named last, where the pronoun is one that means that: `ce dernier`."""
    last = fitting[0] if fitting else None
    near = last and last.sure and last.far <= _LEADER_REACH and not is_joined(asked.known.discourse, last.mention)
    return last if near and _is_latter(asked) else None


def _is_latter(asked: _Asked) -> bool:
    """Whether a pronoun means whoever is named last: `ce dernier`."""
    low = fold(asked.known.discourse.text[asked.at : asked.at + _LONGEST_PRONOUN])
    return low.startswith(tuple(asked.known.lexicon.links.latter))


def _choose_strong(asked: _Asked, fitting: Sequence[Candidate]) -> Candidate | str | None:
    """The nearest of those who speak or lead a clause; why it is nobody, or None where none is near."""
    first = next((candidate for candidate in fitting if candidate.strong), None)
    if fitting and _is_taken_up(asked, fitting[0]):
        first = fitting[0]
    if first is None:
        return None
    said = asked.known.last_speaker
    last = next((candidate for candidate in fitting if said and candidate.mention.start == said.start), None)
    if last and last.far <= _SPEAKER_REACH and _goes_on(asked, last):
        return last
    mates = [other for other in fitting if other.far == first.far and other.name != first.name]
    speaking = [other for other in mates if other.role is Role.SPEAKER]
    if speaking and first.role is not Role.SPEAKER:
        first, speaking, mates = speaking[0], speaking[1:], [first, *mates]
        mates = [other for other in mates if other.name != first.name]
    if speaking and any(other.name != first.name for other in speaking):
        return "several in one sentence fit"
    if any(_is_presented_anew(asked.known, other) for other in mates):
        return "somebody presented beside the speaker"
    if first.role is Role.SUBJECT and any(_competes(asked.known, other, first) for other in mates):
        return "several in one sentence fit"
    return _judge(asked, first, fitting)


def _is_introduced(known: Known, candidate: Candidate) -> bool:
    """Whether somebody is named for the first time."""
    places = known.mentions.find_places(candidate.name)
    return bool(places) and places[0].start == candidate.mention.start and not candidate.dependent


def _is_presented_anew(known: Known, candidate: Candidate) -> bool:
    """Whether somebody is named for the first time, with an age or a relative clause: `l'histoire de Paul, 46 ans, qui ...`."""
    places = known.mentions.find_places(candidate.name)
    return bool(places) and places[0].start == candidate.mention.start and is_presented(known.discourse, candidate.mention)


def _find_reach(role: Role, *, beside: bool) -> int:
    """The sentence ends after which somebody is no longer meant, when others who fit are named since or not."""
    if role is Role.SPEAKER:
        return _CROWDED_SPEAKER_REACH if beside else _SPEAKER_REACH
    return _LEADER_REACH if beside else _LONE_LEADER_REACH


def _goes_on(asked: _Asked, candidate: Candidate) -> bool:
    """Whether somebody spoke last and the verb beside the pronoun tells that they go on."""
    said = asked.known.last_speaker
    return said is not None and candidate.mention.start == said.start and goes_on(asked.known, asked.at)


def _competes(known: Known, other: Candidate, subject: Candidate) -> bool:
    """Whether somebody beside a subject may be meant instead: not who belongs to a noun or the subject, or opens an aside."""
    discourse, mention = known.discourse, other.mention
    aside = mention.start < subject.mention.start and is_oblique(discourse, mention)
    return other.strong or not (other.dependent or aside or is_relative(discourse, mention))


def _is_taken_up(asked: _Asked, candidate: Candidate) -> bool:
    """Whether the owner of a noun that begins its sentence is taken up: `La vie d'Anna Reed est un roman. Elle ...`."""
    known, at, genders, _ = asked
    return candidate.topic and count_continuing(known, candidate.mention.end, at, genders) > 0


def _judge(asked: _Asked, first: Candidate, fitting: Sequence[Candidate]) -> Candidate | str | None:
    """Whether somebody who speaks or leads a clause is near enough and known well enough."""
    known, at, genders, _ = asked
    if not first.name:
        return _OF_SEVERAL
    rivals = [other for other in fitting if other.name != first.name]
    gone_on = count_continuing(known, first.mention.end, at, genders)
    far = first.far - gone_on
    nearer = [other for other in rivals if other.mention.start > first.mention.end]
    if any(other.sure and first.far - other.far > _LEADER_REACH and _is_introduced(known, other) for other in nearer):
        return _find_lone(known, nearer[0], fitting) or "somebody introduced since"
    lone = _find_lone(known, nearer[0], fitting) if nearer and first.far - nearer[0].far > _LEADER_REACH else None
    if lone and not gone_on:
        return lone
    beside = any(other.sure and not other.dependent and not is_relative(known.discourse, other.mention) for other in nearer)
    if far > _find_reach(first.role, beside=beside and not gone_on):
        return None if not rivals else "several nearby fit, and none leads a clause"
    known_rivals = [other for other in rivals if other.sure and (other.strong or first.role is not Role.SPEAKER)]
    told = gone_on or first.role is Role.SPEAKER or is_surely_presented(known.discourse, first.mention)
    shown = (told and far <= _LEADER_REACH) or stands_alone(known.discourse.text, first.mention)
    if not first.sure and known_rivals and not shown:
        return "gender not known"
    return first


def _choose_only_one(asked: _Asked, fitting: Sequence[Candidate]) -> Candidate | str:
    """The only person who fits, or the only one of the sentence before; else why there is none."""
    if not fitting:
        return "nobody nearby fits"
    free = [
        candidate for candidate in fitting if not (candidate.dependent and owns_fate(asked.known.discourse, candidate.mention))
    ]
    if not free:
        return "only mentioned"
    first = free[0]
    if not first.name:
        return _OF_SEVERAL
    if not first.strong and any(far == first.far and _is_unknown_subject(asked.known, m) for far, m in asked.near):
        return "somebody unknown is the subject"
    if first.far > _LEADER_REACH and is_joined(asked.known.discourse, first.mention) and _has_mates(asked, first):
        return "one of several who act together"
    if len({candidate.name for candidate in fitting}) == 1:
        known, presented = asked.known, is_surely_presented(asked.known.discourse, first.mention)
        near = {m.name for _, m in asked.near if known.mentions.people[m.name]}
        alone = presented or len(near) == 1 or " " not in first.name
        return first if first.sure or alone or first.strong else "gender not known"
    return _find_lone(asked.known, first, fitting) or "several nearby fit, and none leads a clause"


def _has_mates(asked: _Asked, candidate: Candidate) -> bool:
    """Whether others of the same gender are named in the sentence of somebody, who may be ruled out by the words alone."""
    known, _, genders, near = asked
    mates = {m.name for far, m in near if far == candidate.far} - {candidate.name}
    people = known.mentions.people
    return any(known.gender(n) in genders if people[n] else looks_personal(known.discourse, n) for n in mates)


def _is_unknown_subject(known: Known, mention: Mention) -> bool:
    """Whether a name of which nothing is told looks like a person's and leads its clause."""
    discourse = known.discourse
    unknown = find_bearer(discourse, mention) is None and looks_personal(discourse, mention.name)
    return unknown and read_role(discourse, mention) is not Role.MENTIONED


def _find_lone(known: Known, lone: Candidate, fitting: Sequence[Candidate]) -> Candidate | None:
    """The only person of the sentence before, when no pronoun stands there: `La lettre venait de Paul Arnal. Il ...`."""
    if lone.far > _LEADER_REACH or {other.name for other in fitting if other.far == lone.far} != {lone.name} or not lone.sure:
        return None
    words = known.lexicon.read_tokens(known.discourse.text[slice(*find_sentence(known.discourse, lone.mention))])
    return None if any(token.classes & SUBJECT for token in words) else lone


def _find_stranger(asked: _Asked, excluded: Set[str]) -> str | None:
    """The one name of which nothing is told that opens the paragraph before, as a subject; maybe of an unknown first name."""
    known, _, genders, near = asked
    discourse = known.discourse
    strangers = {m.name for far, m in near if find_bearer(discourse, m) is None and looks_personal(discourse, m.name)}
    if len(strangers) != 1 or len(genders) != 1 or strangers & excluded or any(known.mentions.walk_everyone()):
        return None
    name = strangers.pop()
    first = known.mentions.names.by_name.get(name, ())[:1]
    opens = first and discourse.text[first[0].start - 1 : first[0].start] in ("\n", "")
    return name if opens and is_plain(discourse, name) and read_role(discourse, first[0]) is not Role.MENTIONED else None


def _list_first_fitting(known: Known, genders: Sequence[Gender]) -> list[str]:
    """The first two people of a document who may be of some genders; of a crowd none."""
    many = len(known.mentions.names.by_name) + len(known.learned) >= _CROWD
    if many and len(known.mentions.everyone) + len(known.learned) >= _CROWD:
        return []
    fitting: list[str] = []
    for name in chain(known.mentions.everyone if many else known.mentions.walk_everyone(), known.learned):
        if name not in fitting and known.gender(name) in (*genders, None):
            fitting.append(name)
            if len(fitting) > 1:
                break
    return fitting


def _find_main(asked: _Asked, excluded: Set[str]) -> str | None:
    """The only person of those genders in the whole document, or the only one who speaks there; named before the pronoun."""
    known, at, genders, _ = asked
    fitting = _list_first_fitting(known, genders)
    if len(fitting) != 1:
        speaking = list_speaking(known)
        fitting = [name for name in speaking if known.gender(name) in (*genders, None)] if len(speaking) < _MANY else []
    if len(fitting) != 1 or fitting[0] in excluded or known.gender(fitting[0]) is None:
        return None
    places = known.mentions.find_places(fitting[0]) or known.mentions.names.by_name.get(fitting[0], ())
    return fitting[0] if any(run.start < at for run in places) else None
