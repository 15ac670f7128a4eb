"""Whom a description means: who alone has that trade in the document, or who near fits it."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from corpus_builder.languages.first_names import GENDERS, Gender
from corpus_builder.model import Span
from corpus_builder.quotes.grammar.lexicon import Lexicon
from corpus_builder.quotes.grammar.tokens import (
    AUXILIARY,
    CAPITAL,
    DEFINITE,
    DETERMINER,
    INNER,
    NEWS_AGENCY,
    OPENER,
    ORGANISATION,
    PERSON,
    PLAIN_DETERMINER,
    RANK,
    RELATIVE,
    SUBORDINATOR,
    WORDY,
    Token,
    Tokens,
    read_first,
)
from corpus_builder.quotes.people.antecedents.acting_bodies import (
    find_body,
    find_pronominal_body,
    list_body_nouns,
    list_gendered_nouns,
)
from corpus_builder.quotes.people.antecedents.addressed import read_named_beside
from corpus_builder.quotes.people.antecedents.leading import find_leading_body, goes_on
from corpus_builder.quotes.people.antecedents.pronouns import ONLY_ONE, choose_antecedent
from corpus_builder.quotes.people.antecedents.roles import Role, is_apposed, read_role
from corpus_builder.quotes.people.antecedents.strangers import find_bearer, is_plain
from corpus_builder.quotes.people.discourse import Known, Resolution, is_genitive, mentions_before
from corpus_builder.quotes.people.runs import Mention
from corpus_builder.text.normalization import lower_with_plain_signs as fold
from corpus_builder.text.sentences import STOPS

# mentions of somebody beside which it is looked for what completes a trade
_MENTIONS = 40
# characters behind a description in which it may go on
_NEAR_RELATIVE = 12
# people of one trade above which only those mentioned near are looked at
_MANY = 8
# words of a description that is told of somebody, and of one that says nothing but a trade
_LONGEST_DESCRIPTION = 5
_BARE_DESCRIPTION = 2
# characters before a pronoun in which a body acts that it may mean
_NEAR_BODY = 500
# characters of what completes a description before the name behind it, and what stands behind that name
_LONGEST_COMPLEMENT = 90
_AFTER_APPOSITION = ',.;:()«“”"»…!?'
# words behind a relative that count children, with the preposition
_MOST_COUNTED = 3
# words of a description by nation: `the Texas Republican`
_LONGEST_NATION = 3
# how old somebody is, within a word: `27-year-old`
_AGE = re.compile(r"\d{1,3}-.+")
# characters before a name in which its rank stands
_NEAR_RANK = 30
# where a sentence ends beside a name: behind a word of some letters
_SENTENCE_END = re.compile(rf"(?<=[^\W\d_]{{3}})[{STOPS}]\s")
# characters beside a mention that are looked at
_BESIDE = 80


def find_person(known: Known, at: int, genders: Sequence[Gender], passage: Span) -> Resolution:
    """The one person a pronoun or description of those genders means, maybe by another description in between."""
    choice = choose_antecedent(known, at, genders, passage)
    return find_described(known, choice.described, passage) if choice.described else choice.found


def find_meant(known: Known, at: int, genders: Sequence[Gender], passage: Span) -> Resolution:
    """Whom a pronoun means: a person or, where bodies have a gender, a body that acts nearer."""
    choice = choose_antecedent(known, at, genders, passage)
    if known.lexicon.nouns.feminine_bodies and not goes_on(known, at):
        body = _find_body_since(known, choice.named_at, at, genders)
        if body:
            return body
    return find_described(known, choice.described, passage) if choice.described else choice.found


def _find_body_since(known: Known, since: int, at: int, genders: Sequence[Gender]) -> Resolution | None:
    """The body of one of those genders that acts between two places, maybe not known by name; None where none does."""
    nouns = list_gendered_nouns(known.lexicon.language, tuple(genders))
    described = find_leading_body(known, max(since, at - _NEAR_BODY), at, nouns)
    acting = find_pronominal_body(known, at, genders)
    if described and (acting is None or acting.start < described[0]):
        found = find_described(known, described, (at, at))
        return Resolution(found.name if since < 0 else None, "the organisation before")
    if acting and acting.start > since:
        return Resolution(acting.name if since < 0 else None, "the organisation before")
    return None


def read_genders(noun: str, tokens: Sequence[Token], lexicon: Lexicon) -> tuple[Gender, ...]:
    """The genders that a description of somebody may have: those of its noun, or of these the one that its first word tells."""
    genders = lexicon.nouns.people.genders_of(noun)
    return tuple(key for key in genders if tokens[0].low in lexicon.gender_signs.of(key)) or genders


def find_described(known: Known, speaker: Span, passage: Span) -> Resolution:
    """`le maire`, `la romancière`, `la fondation`: whoever alone has that trade or that word in the name, in this document."""
    lexicon = known.lexicon
    phrase, speaker = _drop_hearer(known, speaker)
    tokens = [token for token in phrase if token.classes & WORDY]
    if not tokens or not tokens[0].classes & DEFINITE:
        return Resolution(None, "no name and no definite description")
    following = read_first(known.discourse.text[speaker[1] : speaker[1] + _NEAR_RELATIVE], lexicon.reader)
    if following and following.classes & RELATIVE:
        return Resolution(None, "a description with a relative clause")
    within = _find_within(known, speaker)
    if within:
        return Resolution(within, "the name in the description")
    behind = find_apposed(known, speaker)
    if behind:
        return behind
    if _is_national(tokens, lexicon):
        return _find_by_nation(known, speaker, passage, tokens)
    kinds, bodies = list_body_nouns(lexicon), lexicon.nouns.bodies
    noun = next((t.low for t in tokens[1:4] if t.classes & PERSON or t.low in kinds or t.low in bodies), "")
    if noun in kinds or noun in bodies:
        found = find_body(known, speaker[0], noun) if len(tokens) <= _LONGEST_DESCRIPTION else None
        return Resolution(found, "the organisation of that kind")
    return _find_by_trade(known, speaker, passage, tokens)


def _drop_hearer(known: Known, speaker: Span) -> tuple[Sequence[Token], Span]:
    """A description without a person or an agency behind it to whom it speaks: `la patronne à Paul Arnal`, `le maire à l'AFP`."""
    lexicon = known.lexicon
    tokens = Tokens(known.discourse.text).read(*speaker, lexicon.reader)
    at = next((at for at, token in enumerate(tokens) if at > 1 and token.low in lexicon.links.given_to), None)
    if at is None:
        return tokens, speaker
    people = any(known.mentions.people[m.name] for m in known.within((tokens.end(at), tokens.end(at) + 2)))
    agency = any(token.classes & NEWS_AGENCY and token.classes & CAPITAL for token in tokens[at + 1 : at + 3])
    return (tokens[:at], (speaker[0], tokens.end(at - 1))) if people or agency else (tokens, speaker)


def _is_national(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a description is nothing but an age, a nation or a party: `the 27-year-old`, `the Texas Republican`."""
    if len(tokens) == _BARE_DESCRIPTION and _AGE.fullmatch(tokens[1].low):
        return True
    capital = len(tokens) > 1 and all(token.classes & CAPITAL for token in tokens[1:])
    return capital and len(tokens) <= _LONGEST_NATION and tokens[-1].low in lexicon.nouns.nationalities


def _find_by_nation(known: Known, speaker: Span, passage: Span, tokens: Sequence[Token]) -> Resolution:
    """The one person near whom a nation or party is said."""
    told = tuple(key for key in GENDERS if tokens[0].low in known.lexicon.gender_signs.of(key))
    found = find_person(known, speaker[0], told or GENDERS, passage)
    return found._replace(learned=found.learned if told else None)


def _find_within(known: Known, speaker: Span) -> str | None:
    """The last name in a description that neither owns a noun nor is a body's: `le maire Paul Arnal`, not `le groupe Arnal`."""
    discourse, nouns = known.discourse, list_body_nouns(known.lexicon)
    for mention in reversed(known.within(speaker)):
        if known.mentions.people[mention.name] and not (
            is_genitive(discourse, mention) or _describes(known, mention, speaker[1])
        ):
            before = known.lexicon.read_tokens(discourse.text[speaker[0] : mention.start])
            return None if before and before[-1].low in nouns else mention.name
    return None


def _find_by_trade(known: Known, speaker: Span, passage: Span, tokens: Sequence[Token]) -> Resolution:
    """Who alone is told to have the trade of a description, or a narrower one; else who near fits it by gender."""
    lexicon, mentions = known.lexicon, known.mentions
    low = fold(" ".join(known.discourse.text[slice(*speaker)].split()))
    whole = [office for phrase, office in lexicon.nouns.synonyms.items() if low.endswith(phrase)]
    heads = [*whole, *(token.low for token in tokens[1:4] if token.classes & PERSON)]
    if not heads:
        return Resolution(None, "a description without a known occupation")
    was = any(token.low in lexicon.links.former for token in tokens)
    head = next((head for head in heads if mentions.find_by_trade(head)), None) if not was else None
    if head:
        bearers = _find_bearers(known, speaker, {head}) - read_named_beside(known, speaker[0], passage)
        genders = read_genders(head, tokens, lexicon)
        fitting = {name for name in bearers if known.gender(name) in (*genders, None)}
        # a masculine one may be a woman's, too, if no man has it: `le ministre`
        bearers = fitting if fitting or genders == ("feminine",) else bearers
        alike = bearers if head in whole else _find_completed(known, speaker, bearers)
        if len(alike) > 1:
            alike = _find_ranked(known, speaker, alike) or alike
        return Resolution(_narrow_to_near(known, speaker[0], alike), f"described as {head}")
    kin = (
        frozenset[str]() if was or tokens[0].low in lexicon.links.possessives else lexicon.nouns.kinds.get(heads[0], frozenset())
    )
    bearers = _find_bearers(known, speaker, kin) - read_named_beside(known, speaker[0], passage)
    genders = read_genders(heads[0], tokens, lexicon)
    alike = {name for name in bearers if known.gender(name) in (*genders, None)}
    if alike:
        return Resolution(_narrow_to_near(known, speaker[0], alike), f"described as {heads[0]}")
    if len(tokens) > _LONGEST_DESCRIPTION:
        return Resolution(None, "a long description")
    # `la jeune femme` is nobody's wife
    pointed = tokens[0].low in lexicon.links.pointing or (heads[0] in lexicon.nouns.qualities and tokens[1].low != heads[0])
    if tokens[0].low in lexicon.links.possessives or (
        heads[0] in lexicon.nouns.counterparts and not pointed and not _fits_anybody(tokens, lexicon)
    ):
        return Resolution(None, "an occupation given to nobody")
    return _find_by_gender(known, speaker, passage, heads[0], was)


def _describes(known: Known, mention: Mention, end: int) -> bool:
    """Whether a noun or verb of a description follows a name in it, as in English: `the Reed supporters`, `what Reed quoted`."""
    following = read_first(known.discourse.text[mention.end : end], known.lexicon.reader)
    plain = following is not None and bool(following.classes & WORDY) and not following.classes & (INNER | CAPITAL | OPENER)
    return plain and known.lexicon.traits.order_tells_nouns


def find_apposed(known: Known, speaker: Span) -> Resolution | None:
    """The name in an apposition right behind a definite description of somebody; None where there is none."""
    text, lexicon = known.discourse.text, known.lexicon
    comma = text.find(",", speaker[1], speaker[1] + _LONGEST_COMPLEMENT)
    name = next((m for m in known.within((comma + 1, comma + 3))), None) if comma >= 0 else None
    if name is None:
        return None
    if comma == speaker[1] and _stands_between_commas(known, speaker, name):
        return _learn_from(known, speaker, name.name)
    if not known.mentions.people[name.name] or not is_apposed(text, speaker, name):
        return None
    described = lexicon.read_tokens(text[slice(*speaker)])
    if not described[0].classes & DEFINITE or not any(token.classes & PERSON for token in described):
        return None
    between, behind = (
        lexicon.read_tokens(text[speaker[1] : comma]),
        lexicon.read_tokens(text[name.end : name.end + _NEAR_RELATIVE]),
    )
    small = [token for token in between if not token.classes & CAPITAL]
    verbal = any(token.classes & (AUXILIARY | SUBORDINATOR | RELATIVE) or token.finite for token in small)
    listed = text[speaker[0]].isupper() and any(token.classes & CAPITAL for token in behind)
    return None if verbal or listed else Resolution(name.name, "the name behind the description")


def _learn_from(known: Known, speaker: Span, name: str) -> Resolution:
    """Who stands behind a description, with the gender that this tells of somebody of whom none is known."""
    tokens = known.lexicon.read_tokens(known.discourse.text[slice(*speaker)])
    noun = next((token.low for token in tokens if token.classes & PERSON), "")
    genders = read_genders(noun, tokens, known.lexicon)
    learned = (name, genders[0]) if len(genders) == 1 and known.gender(name) is None else None
    return Resolution(name, "the name behind the description", learned)


def _stands_between_commas(known: Known, speaker: Span, name: Mention) -> bool:
    """Whether a name between commas right behind a description of a person is that person's: `Son père, Gwendal,`."""
    discourse = known.discourse
    tokens = known.lexicon.read_tokens(discourse.text[slice(*speaker)])
    if discourse.text[name.end : name.end + 1] != "," or not any(token.classes & PERSON for token in tokens):
        return False
    shown = find_bearer(discourse, name) is not None
    return shown or (is_plain(discourse, name.name) and not any(token.classes & INNER for token in tokens))


def _find_bearers(known: Known, speaker: Span, trades: Set[str]) -> Set[str]:
    """Who is told to have one of some trades; of many only those who are mentioned near."""
    found: set[str] = set()
    for trade in trades:
        bearers = known.mentions.find_by_trade(trade)
        # asked one by one, as a set of many takes long to cut down
        many = len(bearers) > _MANY
        found.update({m.name for _, m in mentions_before(known, speaker[0]) if m.name in bearers} if many else bearers)
    return found


def _narrow_to_near(known: Known, at: int, names: Set[str]) -> str | None:
    """The one of those names; of several the only one that is mentioned near, or who speaks or leads a clause nearest."""
    if len(names) < 2:
        return next(iter(names), None)
    near = [(far, m) for far, m in mentions_before(known, at) if m.name in names]
    if len({m.name for _, m in near}) < 2:
        return near[0][1].name if near else None
    first, mention = near[0]
    alone = {m.name for far, m in near if far == first} == {mention.name}
    return mention.name if alone and first <= 1 and read_role(known.discourse, mention) is Role.SPEAKER else None


def _find_by_gender(known: Known, speaker: Span, passage: Span, head: str, was: bool) -> Resolution:
    """The person near whom a description fits by gender and who has no other trade; with a complement nobody else may be near.

    Whoever `was` something (`l'ancien ministre`) may have another trade now.
    """
    lexicon, mentions = known.lexicon, known.mentions
    tokens = [token for token in lexicon.read_tokens(known.discourse.text[slice(*speaker)]) if token.classes & WORDY]
    genders = read_genders(head, tokens, lexicon)
    found = find_person(known, speaker[0], genders, passage)
    if found.name is None or (found.why == ONLY_ONE and head not in lexicon.nouns.qualities):
        return found._replace(name=None)
    fits_anybody = _fits_anybody(tokens, lexicon)
    anybody = was or head in lexicon.nouns.qualities or fits_anybody
    if not anybody and mentions.has_trade(found.name):
        return Resolution(None, "those nearby have another occupation", found.learned)
    if fits_anybody or len(tokens) == _BARE_DESCRIPTION + was:
        return found
    people = (m.name for _, m in mentions_before(known, speaker[0]) if mentions.people[m.name])
    alike = {name for name in people if known.gender(name) in (*genders, None)}
    sure = alike == {found.name} and bool(_find_completed(known, speaker, alike, places=False))
    return found if sure else Resolution(None, "several nearby fit the description", found.learned)


def _fits_anybody(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a description says no more than an age or a family: `the father of four`, `la mère de famille`."""
    if any(_AGE.match(token.low) for token in tokens):
        return True
    at = next((at for at, token in enumerate(tokens) if token.classes & INNER), len(tokens))
    counted = any(token.classes & DETERMINER and not token.classes & (PLAIN_DETERMINER | DEFINITE) for token in tokens[at + 1 :])
    return bool(tokens[at + 1 :]) and (counted or tokens[-1].low in lexicon.links.families) and len(tokens) <= at + _MOST_COUNTED


def _find_completed(known: Known, speaker: Span, names: Set[str], *, places: bool = True) -> Set[str]:
    """Those of some people beside a mention of whom stands what completes a trade: `allemand`, `du tribunal`.

    Without `places` only what stands at the trade itself counts, not what a preposition adds.
    """
    words = _read_complement(known, speaker, INNER | DETERMINER | RANK, places=places)
    if not words:
        return names
    return {name for name in names if any(_has_all(near, words) for near in _list_beside(known, name, speaker[0]))}


def _find_ranked(known: Known, speaker: Span, names: Set[str]) -> Set[str]:
    """Those right before a mention of whom stands all that completes a trade, ranks too: `prime minister`."""
    words, text = _read_complement(known, speaker, INNER | DETERMINER), known.discourse.text
    if not words:
        return names
    before = {
        name: [text[max(0, m.start - _NEAR_RANK) : m.start] for m in _list_places(known, name, speaker[0])] for name in names
    }
    return {name for name in names if any(_has_all(fold(near), words) for near in before[name])}


def _has_all(text: str, words: Sequence[str]) -> bool:
    return all(word in text for word in words)


def _list_beside(known: Known, name: str, end: int) -> list[str]:
    """What stands beside the first mentions of somebody."""
    return [_read_beside(known, mention, end) for mention in _list_places(known, name, end)]


def _read_complement(known: Known, speaker: Span, small: int, *, places: bool = True) -> list[str]:
    """The folded words of a description besides its determiner, its noun and some small words; maybe only up to a preposition."""
    tokens = [token for token in known.lexicon.read_tokens(known.discourse.text[slice(*speaker)]) if token.classes & WORDY][1:]
    noun = next((token for token in tokens if token.classes & (PERSON | ORGANISATION)), None)
    added = next((at for at, token in enumerate(tokens) if token.classes & INNER), len(tokens))
    return [token.low for token in tokens[: len(tokens) if places else added] if token != noun and not token.classes & small]


def _list_places(known: Known, name: str, end: int) -> list[Mention]:
    """The first mentions of somebody before a place."""
    return [mention for mention in known.mentions.find_places(name)[:_MENTIONS] if mention.start < end]


def _read_beside(known: Known, mention: Mention, end: int) -> str:
    """What stands beside a name in its sentence, folded, up to a place."""
    text = known.discourse.text
    before = _SENTENCE_END.split(text[max(0, mention.start - _BESIDE) : mention.start])[-1]
    behind = _SENTENCE_END.split(text[mention.end : max(mention.end, min(mention.end + _BESIDE, end))])[0]
    return fold(f"{before} {behind}")
