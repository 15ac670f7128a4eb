"""Coreference: resolving a pronoun, a description or a surname to one clear antecedent in the document, or to nobody."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from functools import cache
from itertools import islice

from corpus_builder.languages.first_names import GENDERS, Gender
from corpus_builder.model import Span
from corpus_builder.quotes.grammar.lexicon import Lexicon
from corpus_builder.quotes.grammar.tokens import (
    DEFINITE,
    DETERMINER,
    INNER,
    ORGANISATION,
    PERSON,
    RANK,
    RELATIVE,
    SUBJECT,
    WORDY,
    Token,
    Tokens,
)
from corpus_builder.quotes.people.discourse import (
    NOBODY,
    Discourse,
    Known,
    Resolution,
    find_sentence,
    is_genitive,
    is_quoted,
    leads,
    mentions_before,
)
from corpus_builder.quotes.people.names import is_full_name, read_name, spell_out
from corpus_builder.quotes.people.runs import Mention
from corpus_builder.text.normalization import lower_with_plain_signs as fold
from corpus_builder.text.patterns import match_any
from corpus_builder.text.sentences import CLOSING_MARKS, STOPS

# mentions of somebody beside which it is looked for what completes a trade
_MENTIONS = 40
# characters behind a description in which it may go on
_NEAR_RELATIVE = 12
# people of one trade above which only those mentioned near are looked at
_MANY = 8
# words of a description that is told of somebody, and of one that says nothing but a trade
_LONGEST_DESCRIPTION = 5
_BARE_DESCRIPTION = 2
# characters beside a mention, or behind a pronoun, that are looked at
_BESIDE = 80
# sentence ends of the writer's own text after which a pronoun no longer means whoever spoke last, and the same for somebody who
# only leads a clause
_SPEAKER_REACH = 3
_LEADER_REACH = 1


def resolve_speakers(discourse: Discourse, spoken: Iterable[tuple[Span | None, Span]]) -> list[Resolution]:
    """The full name that each speaker's mention means in its document, or None where it is not sure.

    Speakers come in the order of what they say, each with the span of that; None is nobody. A name that is found counts as a
    mention for those that follow; a pronoun that stays open leaves them open too.
    """
    known = Known(discourse)
    found: list[Resolution] = []
    for speaker, passage in spoken:
        resolution = NOBODY
        if speaker:
            resolution, known = _resolve_next(known, speaker, passage)
        found.append(resolution)
    return found


def _resolve_next(known: Known, speaker: Span, passage: Span) -> tuple[Resolution, Known]:
    """Whom a mention means, and what is known then."""
    text, lexicon = known.discourse.text[slice(*speaker)], known.lexicon
    if is_full_name(text, lexicon):
        return _hear(Resolution(spell_out(known, text), "named in full"), known, speaker)
    words = " ".join(text.split())
    low = fold(words)
    genders = lexicon.pronouns.genders_of(low)[:1]
    if genders:
        same = next((m.name for m in known.within(speaker) if (m.start, m.end) == speaker), None)
        if same:
            return _hear(Resolution(same, "the same word as before"), known, speaker)
        found = _find_person(known, speaker[0], genders, passage)
    elif low in lexicon.links.pronouns:
        return Resolution(None, "a pronoun that refers to no single person"), known
    else:
        found = read_name(known, words, speaker)
        if found is NOBODY:
            found, genders = _find_described(known, speaker, passage), _read_doubted_genders(known, speaker)
    known = known.learn(found.learned)
    if found.name is None:
        return found, known.doubt(genders, speaker[0])
    return _hear(found, known.note(Mention(*speaker, found.name)), speaker)


def _hear(found: Resolution, known: Known, speaker: Span) -> tuple[Resolution, Known]:
    """A name that is found, and what is known when its bearer has spoken."""
    return found, known.hear(Mention(*speaker, found.name)) if found.name else known


def _read_doubted_genders(known: Known, speaker: Span) -> tuple[Gender, ...]:
    """The genders of a description, which later pronouns may mean."""
    tokens = known.lexicon.read_tokens(known.discourse.text[slice(*speaker)])
    noun = next((token.low for token in tokens if token.classes & PERSON), "")
    return _read_genders(noun, tokens, known.lexicon)


def _read_genders(noun: str, tokens: Sequence[Token], lexicon: Lexicon) -> tuple[Gender, ...]:
    """The genders that a description of somebody may have: those of its noun, or of these the one that its first word tells."""
    genders = lexicon.nouns.people.genders_of(noun)
    return tuple(key for key in genders if tokens[0].low in lexicon.gender_signs.of(key)) or genders


def _find_person(known: Known, at: int, genders: Sequence[Gender], passage: Span) -> Resolution:
    """The one person a pronoun or description of those genders means.

    That is whoever spoke last, or leads a clause near, or is the only one who fits near; whom the words name or address is not
    who says them.
    """
    mentions = known.mentions
    near = [(far, m) for far, m in mentions_before(known, at) if mentions.people[m.name]]
    others = {m.name for m in known.within(passage)} | _read_clause_mates(known, at, passage)
    others |= _read_addressed(known, passage, genders, {m.name for _, m in near})
    fitting = [(far, m) for far, m in near if known.gender(m.name) in (*genders, None) and m.name not in others]
    if not fitting:
        only = _find_only_one(known, at, genders, others)
        return Resolution(only, "the only one in the document") if only else Resolution(None, "nobody nearby fits")
    said = _find_last_speaker(known, at, genders, fitting)
    found = said or _find_leader(known, genders, fitting, near)
    if isinstance(found, str):
        return Resolution(None, found)
    if known.last_doubt(genders) > found.end:
        return Resolution(None, "ambiguous since the previous pronoun")
    begin = found.end if leads(known.discourse, found) else find_sentence(known.discourse, found)[0]
    described = None if said else _find_leading_description(known, begin, at, genders)
    if described:
        return _find_described(known, described, passage)
    learned = (found.name, genders[0]) if len(genders) == 1 else None
    return Resolution(found.name, "the last speaker" if said else "leads a clause or is the only one nearby", learned)


def _find_leader(
    known: Known, genders: Sequence[Gender], fitting: Sequence[tuple[int, Mention]], near: Sequence[tuple[int, Mention]]
) -> Mention | str:
    """The only person who fits, or the one who leads a clause nearest; else why there is none."""
    if len({m.name for _, m in near if known.gender(m.name) in (*genders, None)}) == 1:
        sure = known.gender(fitting[0][1].name) is not None or len({m.name for _, m in near}) == 1
        return fitting[0][1] if sure or leads(known.discourse, fitting[0][1]) else "gender not known"
    leading = next(((far, m) for far, m in fitting if leads(known.discourse, m)), None)
    if leading is None or leading[0] > _LEADER_REACH:
        return _find_lone(known, fitting, near) or "several nearby fit, and none leads a clause"
    far, leader = leading
    if any(m.name != leader.name and not is_genitive(known.discourse, m) for other, m in fitting if other == far):
        return "several in one sentence fit"
    if known.gender(leader.name) is None:
        return "gender not known"
    return leader


def _find_only_one(known: Known, at: int, genders: Sequence[Gender], others: set[str]) -> str | None:
    """The only person of those genders who is named in the whole document, and before the pronoun."""
    mentions = known.mentions
    fitting = list(islice((name for name in mentions.everyone if known.gender(name) in (*genders, None)), 2))
    if len(fitting) != 1 or fitting[0] in others or known.gender(fitting[0]) is None:
        return None
    return fitting[0] if any(run.start < at for run in mentions.find_places(fitting[0])) else None


def _find_lone(known: Known, fitting: Sequence[tuple[int, Mention]], near: Sequence[tuple[int, Mention]]) -> Mention | None:
    """The only person of the sentence before, when no pronoun stands there: `La lettre venait de Paul Arnal. Il ...`."""
    far, lone = fitting[0]
    if far > _LEADER_REACH or {m.name for other, m in near if other == far} != {lone.name}:
        return None
    if known.gender(lone.name) is None:
        return None
    words = known.lexicon.read_tokens(known.discourse.text[slice(*find_sentence(known.discourse, lone))])
    return None if any(token.classes & SUBJECT for token in words) else lone


def _find_last_speaker(
    known: Known, at: int, genders: Sequence[Gender], fitting: Sequence[tuple[int, Mention]]
) -> Mention | None:
    """Who spoke last, if near and if nobody else who fits leads a clause since."""
    said = known.last_speaker
    if said is None or known.last_doubt(genders) > said.start:
        return None
    since = [(far, m) for far, m in fitting if m.start >= said.start]
    if not since or since[-1][1].name != said.name or since[-1][0] > _SPEAKER_REACH:
        return None
    strangers = [m for _, m in since if m.name != said.name]
    if any(leads(known.discourse, m) for m in strangers) or (strangers and since[-1][0] > _LEADER_REACH):
        return None
    return None if _find_leading_description(known, said.end, at, genders) else said


def _read_clause_mates(known: Known, at: int, passage: Span) -> set[str]:
    """Who is named between a pronoun and what it says, or right behind the pronoun: `il écrit à Paul :`."""
    if at < passage[0]:
        span = at, passage[0]
    else:
        stop = known.discourse.stop.search(known.discourse.text, at, at + _BESIDE)
        span = at, stop.start() if stop else at + _BESIDE
    return {m.name for m in known.within(span)}


def _read_addressed(known: Known, passage: Span, genders: Sequence[Gender], near: set[str]) -> set[str]:
    """The people of those genders whose office the words address: `Madame la présidente`; everyone, if it is not known whose."""
    found: set[str] = set()
    titles, shared = known.lexicon.titles, known.lexicon.shared
    for match in _compile_vocative(shared.vocatives, shared.vocative_articles).finditer(known.discourse.text, *passage):
        title = fold(match[1])
        if any(title in titles.of(gender) or title in shared.addressed.of(gender) for gender in genders):
            found |= known.mentions.find_by_trade(fold(match[2])) or near
    return found


@cache
def _compile_vocative(vocatives: frozenset[str], articles: frozenset[str]) -> re.Pattern[str]:
    """A pattern of a form of address and the office behind it."""
    elided, whole = ([word for word in articles if word.endswith("'") == ends] for ends in (True, False))
    article = rf"{match_any(whole)} |{match_any(word[:-1] for word in elided)}['’]"
    return re.compile(rf"\b({match_any(vocatives)})\s+(?:{article})?([^\W\d_]+)")


@cache
def _compile_description(elided_articles: frozenset[str]) -> re.Pattern[str]:
    """A pattern of what begins a sentence like a description: an article, maybe an adjective, and a noun."""
    article = match_any(word.capitalize() for word in elided_articles)
    return re.compile(rf"(?:^|[{STOPS}{CLOSING_MARKS}\"]\s|\n)\s*((?:{article}['’]|[A-ZÀ-Ý]\w*\s+)(?:[\w-]+\s+)?[\w-]+)")


def _find_leading_description(known: Known, start: int, end: int, genders: Sequence[Gender]) -> Span | None:
    """The last description of a person of those genders that begins a sentence between two places: `L'avocate`, `A spokesman`."""
    found: Span | None = None
    lexicon, discourse = known.lexicon, known.discourse
    people = [lexicon.nouns.people.of(gender) for gender in genders]
    others = [lexicon.gender_signs.of(gender) for gender in GENDERS if gender not in genders]
    for match in _compile_description(lexicon.shared.elided_articles).finditer(discourse.text, start, end):
        tokens = Tokens(discourse.text).read(*match.span(1), lexicon.reader)
        noun = next((at for at, token in enumerate(tokens) if at and any(token.low in words for words in people)), None)
        strange = any(tokens[0].low in words for words in others)
        if noun and tokens[0].classes & DETERMINER and not strange and not is_quoted(match.start(1), discourse):
            found = tokens.span(0, noun + 1)
    return found


def _find_described(known: Known, speaker: Span, passage: Span) -> Resolution:
    """`le maire`, `la romancière`, `la fondation`: whoever alone has that trade or that word in the name, in this document."""
    lexicon, mentions = known.lexicon, known.mentions
    tokens = [token for token in lexicon.read_tokens(known.discourse.text[slice(*speaker)]) if token.classes & WORDY]
    if not tokens or not tokens[0].classes & DEFINITE:
        return Resolution(None, "no name and no definite description")
    following = lexicon.read_tokens(known.discourse.text[speaker[1] : speaker[1] + _NEAR_RELATIVE])
    if following and following[0].classes & RELATIVE:
        return Resolution(None, "a description with a relative clause")
    within = [m for m in known.within(speaker) if mentions.people[m.name] and not is_genitive(known.discourse, m)]
    if within:
        return Resolution(within[-1].name, "the name in the description")
    low = fold(" ".join(known.discourse.text[slice(*speaker)].split()))
    nouns = [token.low for token in tokens[1:4] if token.classes & (PERSON | ORGANISATION)]
    whole = [office for phrase, office in lexicon.nouns.synonyms.items() if low.endswith(phrase)]
    heads = [*whole, *nouns]
    if not heads or (heads[0] in lexicon.nouns.organisations and len(tokens) > _LONGEST_DESCRIPTION):
        return Resolution(None, "a description without a known occupation")
    if heads[0] in lexicon.nouns.organisations:
        return Resolution(_find_body(known, speaker[0], heads[0]), "the organisation of that kind")
    spoken_of = {m.name for m in known.within(passage)}
    was = any(token.low in lexicon.links.former for token in tokens)
    head = next((head for head in heads if mentions.find_by_trade(head)), None) if not was else None
    if head:
        bearers = _find_bearers(known, speaker, head) - spoken_of
        alike = {name for name in bearers if head in whole or _completed_alike(known, speaker, name)}
        return Resolution(_narrow_to_near(known, speaker[0], alike), f"described as {head}")
    if len(tokens) > _LONGEST_DESCRIPTION:
        return Resolution(None, "a long description")
    if tokens[0].low in lexicon.links.possessives or heads[0] in lexicon.nouns.counterparts:
        return Resolution(None, "an occupation given to nobody")
    return _find_by_gender(known, speaker, passage, heads[0], was)


def _find_bearers(known: Known, speaker: Span, trade: str) -> Set[str]:
    """Who is told to have a trade; of many only those who are mentioned near."""
    bearers = known.mentions.find_by_trade(trade)
    if len(bearers) <= _MANY:
        return bearers
    return bearers & {m.name for _, m in mentions_before(known, speaker[0])}


def _narrow_to_near(known: Known, at: int, names: Set[str]) -> str | None:
    """The one of those names, or the only one of them that is mentioned near."""
    if len(names) > 1:
        names = names & {m.name for _, m in mentions_before(known, at)}
    return next(iter(names)) if len(names) == 1 else None


def _find_by_gender(known: Known, speaker: Span, passage: Span, head: str, was: bool) -> Resolution:
    """The person near whom a description fits by gender and who has no other trade; with a complement nobody else may be near.

    Whoever `was` something (`l'ancien ministre`) may have another trade now.
    """
    lexicon, mentions = known.lexicon, known.mentions
    tokens = [token for token in lexicon.read_tokens(known.discourse.text[slice(*speaker)]) if token.classes & WORDY]
    genders = _read_genders(head, tokens, lexicon)
    found = _find_person(known, speaker[0], genders, passage)
    if found.name is None:
        return found
    if mentions.has_trade(found.name) and head not in lexicon.nouns.qualities and not was:
        return Resolution(None, "those nearby have another occupation", found.learned)
    people = (m.name for _, m in mentions_before(known, speaker[0]) if mentions.people[m.name])
    alike = {name for name in people if known.gender(name) in (*genders, None)}
    sure = len(tokens) == _BARE_DESCRIPTION + was or (
        alike == {found.name} and _completed_alike(known, speaker, found.name, places=False)
    )
    return found if sure else Resolution(None, "several nearby fit the description", found.learned)


def _completed_alike(known: Known, speaker: Span, name: str, *, places: bool = True) -> bool:
    """Whether what completes a trade (`allemand`, `du tribunal`) also stands beside a mention of the one who has it.

    Without `places` only what stands at the trade itself counts, not what a preposition adds.
    """
    tokens = [token for token in known.lexicon.read_tokens(known.discourse.text[slice(*speaker)]) if token.classes & WORDY][1:]
    noun = next((token for token in tokens if token.classes & (PERSON | ORGANISATION)), None)
    added = next((at for at, token in enumerate(tokens) if token.classes & INNER), len(tokens))
    told = tokens if places else tokens[:added]
    words = [token.text for token in told if token != noun and not (token.classes & (INNER | DETERMINER | RANK))]
    if not words:
        return True
    mentions = [m for m in known.mentions.find_places(name)[:_MENTIONS] if m.start < speaker[0]]
    beside = (known.discourse.text[max(0, m.start - _BESIDE) : max(m.end, min(m.end + _BESIDE, speaker[0]))] for m in mentions)
    return any(all(word in near for word in words) for near in beside)


def _find_body(known: Known, at: int, noun: str) -> str | None:
    """The one body whose name holds the noun; else the only one named before, if it leads its sentence."""
    named = known.mentions.find_bodies(noun)
    if named:
        return next(iter(named)) if len(named) == 1 else None
    if noun not in known.lexicon.nouns.resolvable:
        return None
    before = [m for _, m in mentions_before(known, at) if known.mentions.is_body(m.name)]
    alone = len({m.name for m in before}) == 1
    return before[0].name if alone and any(leads(known.discourse, m) for m in before) else None
