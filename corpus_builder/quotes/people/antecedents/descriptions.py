"""Whom a description means: who alone has that trade in the document, or who near fits it."""

from __future__ import annotations

from collections.abc import Sequence, Set

from corpus_builder.languages.first_names import Gender
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
    WORDY,
    Token,
)
from corpus_builder.quotes.people.antecedents.bodies import find_body
from corpus_builder.quotes.people.antecedents.pronouns import choose_antecedent
from corpus_builder.quotes.people.discourse import Known, Resolution, is_genitive, mentions_before
from corpus_builder.text.normalization import lower_with_plain_signs as fold

# mentions of somebody beside which it is looked for what completes a trade
_MENTIONS = 40
# characters behind a description in which it may go on
_NEAR_RELATIVE = 12
# people of one trade above which only those mentioned near are looked at
_MANY = 8
# words of a description that is told of somebody, and of one that says nothing but a trade
_LONGEST_DESCRIPTION = 5
_BARE_DESCRIPTION = 2
# characters beside a mention that are looked at
_BESIDE = 80


def find_person(known: Known, at: int, genders: Sequence[Gender], passage: Span) -> Resolution:
    """The one person a pronoun or description of those genders means, maybe by another description in between."""
    choice = choose_antecedent(known, at, genders, passage)
    return find_described(known, choice.described, passage) if choice.described else choice.found


def read_genders(noun: str, tokens: Sequence[Token], lexicon: Lexicon) -> tuple[Gender, ...]:
    """The genders that a description of somebody may have: those of its noun, or of these the one that its first word tells."""
    genders = lexicon.nouns.people.genders_of(noun)
    return tuple(key for key in genders if tokens[0].low in lexicon.gender_signs.of(key)) or genders


def find_described(known: Known, speaker: Span, passage: Span) -> Resolution:
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
        return Resolution(find_body(known, speaker[0], heads[0]), "the organisation of that kind")
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
    genders = read_genders(head, tokens, lexicon)
    found = find_person(known, speaker[0], genders, passage)
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
