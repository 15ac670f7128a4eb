"""Which body a description or a pronoun means."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from functools import cache
from itertools import chain, takewhile

from corpus_builder.languages.first_names import Gender
from corpus_builder.model import Span
from corpus_builder.quotes.grammar.lexicon import Lexicon, read_lexicon
from corpus_builder.quotes.grammar.tokens import (
    ADVERB,
    AUXILIARY,
    CLITIC,
    CONJUNCTION,
    CUE_LIKE,
    DETERMINER,
    HOMOGRAPH,
    INNER,
    MODAL,
    NEWS_AGENCY,
    PERSON,
    RELATIVE,
    STOP,
    SUBORDINATOR,
    VERB,
    WORDY,
    Token,
    Tokens,
)
from corpus_builder.quotes.people.antecedents.roles import Role, read_role
from corpus_builder.quotes.people.antecedents.strangers import find_bearer
from corpus_builder.quotes.people.discourse import Discourse, Known, mentions_before
from corpus_builder.quotes.people.runs import Mention
from corpus_builder.text.normalization import lower_with_plain_signs as fold
from corpus_builder.text.patterns import match_any

# characters beside a name in which the kind of the body is told, and words of them
_BESIDE = 40
_NEAR_KIND = 3
# characters of what completes the noun with which a body's name begins, its words, and what is none of them
_LONGEST_COMPLEMENT = 120
_WORD = re.compile(r"[^\W_](?:[\w-]|['’](?=\w))*")
_NO_COMPLEMENT = VERB | AUXILIARY | MODAL | CLITIC | ADVERB | CONJUNCTION | RELATIVE | SUBORDINATOR | STOP
# places of a noun that are looked at
_MOST_PLACES = 20
# words between the noun that tells the kind and the name
_MOST_BETWEEN = 5
# sentence ends of the writer's own text after which a bare description no longer means whichever body acted last, and a pronoun
_REACH = 2
_PRONOUN_REACH = 1


def list_body_nouns(lexicon: Lexicon) -> Set[str]:
    """The nouns that mean a body."""
    return _unite_nouns(lexicon.language)


@cache
def _unite_nouns(language: str) -> frozenset[str]:
    nouns = read_lexicon(language).nouns
    return nouns.organisations.union(*nouns.body_kinds)


@cache
def list_gendered_nouns(language: str, genders: tuple[Gender, ...]) -> frozenset[str]:
    """The nouns of some genders that mean a body."""
    lexicon = read_lexicon(language)
    return frozenset(noun for noun in list_body_nouns(lexicon) if read_body_gender(noun, lexicon) in genders)


def find_body(known: Known, at: int, noun: str) -> str | None:
    """The one body whose name holds the noun or that is told to be of that kind; else the last one that acts near."""
    named = known.mentions.find_bodies(noun)
    if named:
        return next(iter(named)) if len(named) == 1 else _find_nearest(known, at, named)
    spelled = _find_spelled_out(known, at, noun)
    if spelled:
        return spelled
    kinds = _list_kinds(noun, known.lexicon)
    if not kinds:
        return None
    told = [name for far, name in _list_told(known, at, kinds)]
    if len(set(told)) > 1:
        return None
    if told:
        return _prefer_acting(known, at, told[0])
    acting = _find_acting(known, at, _REACH)
    return acting.name if acting else _find_speaking(known, at)


def _prefer_acting(known: Known, at: int, told: str) -> str | None:
    """A body that is told to be of a kind, if it acts near or none does; else the only one that acts, maybe its maker.

    Where places stand without an article, as in English, they may seem to act.
    """
    if known.lexicon.traits.order_tells_nouns:
        return told
    near = (mention for _, mention in mentions_before(known, at) if _is_body(known, mention))
    acting = {m.name for m in near if _acts(known.discourse, m) and _acts_like_one(known.discourse, m)}
    if told in acting or not acting:
        return told
    return next(iter(acting)) if len(acting) == 1 else None


def _find_spelled_out(known: Known, at: int, noun: str) -> str | None:
    """The one name that begins with a capitalised noun before a place, and what completes it: `le Comité des quais de Brie`."""
    lexicon, text = known.lexicon, known.discourse.text
    if lexicon.traits.order_tells_nouns:
        return None
    runs = known.mentions.names.by_name.get(noun.capitalize(), ())[:_MOST_PLACES]
    found = {text[run.start : _find_completed_end(text, run.end, lexicon)] for run in runs if run.end < at}
    longer = {name for name in found if " " in name}
    longest = max(longer, key=len, default="")
    return longest if longer and all(longest.startswith(name) for name in longer) else None


def _find_completed_end(text: str, begin: int, lexicon: Lexicon) -> int:
    """Where the complement of a body's noun ends: an adjective right behind it, or a preposition and its noun, often."""
    line = text[begin : begin + _LONGEST_COMPLEMENT].partition("\n")[0]
    end = last = 0
    for match in _WORD.finditer(line):
        token = lexicon.reader(match[0])[-1]
        if line[last : match.start()].strip() or token.classes & _NO_COMPLEMENT or token.finite:
            break
        last = match.end()
        end = end if token.classes & (INNER | DETERMINER) else last
    return begin + end


def find_pronominal_body(known: Known, at: int, genders: Sequence[Gender] = ()) -> Mention | None:
    """The last body that acts near a pronoun, if its kind is of one of those genders; of any for a pronoun without."""
    acting = _find_acting(known, at, _PRONOUN_REACH)
    if acting is None or not genders:
        return acting
    kind = _read_kind(known.discourse, acting)
    return acting if kind and read_body_gender(kind, known.lexicon) in genders else None


def find_side(known: Known, end: int) -> str | None:
    """The body on whose side somebody unnamed says it: `indique-t-on du côté de l'Élysée`, `chez Marelle`."""
    discourse, lexicon = known.discourse, known.lexicon
    line = discourse.text[end : end + _BESIDE].partition("\n")[0]
    side = _compile_sides(lexicon.links.sides, lexicon.shared.elided_articles).match(line)
    if side is None:
        return None
    mention = next((m for m in known.within((end, end + side.end() + 1)) if m.start == end + side.end()), None)
    return mention.name if mention and not known.mentions.people[mention.name] else None


@cache
def _compile_sides(sides: frozenset[str], elided: frozenset[str]) -> re.Pattern[str]:
    """A pattern of what begins the complement that tells a side, up to the name."""
    return re.compile(rf"\s+{match_any(sides)}(?:\s+(?:{match_any(elided)}['’])?|['’])(?=[^\W\d_])")


def read_body_gender(noun: str, lexicon: Lexicon) -> Gender:
    """The gender of a noun that means a body."""
    return "feminine" if noun in lexicon.nouns.feminine_bodies else "masculine"


def _list_kinds(noun: str, lexicon: Lexicon) -> frozenset[str]:
    """What else a body may be called that is called by a noun, and the noun itself."""
    return frozenset(chain.from_iterable(row for row in lexicon.nouns.body_kinds if noun in row))


def _list_told(known: Known, at: int, kinds: Set[str]) -> Iterator[tuple[int, str]]:
    """The bodies before a place that are told to be of one of some kinds, but words that the document also writes small."""
    for far, mention in mentions_before(known, at):
        if _is_body(known, mention) and not _is_common(known, mention):
            long = known.mentions.names.long_forms[mention.name]
            if _read_kind(known.discourse, mention) in kinds or (long and fold(long.partition(" ")[0]) in kinds):
                yield far, long or mention.name


def _is_common(known: Known, mention: Mention) -> bool:
    """Whether a name is a word that the document also writes small, or that every text has: part of a longer name, if any."""
    low = fold(mention.name)
    return " " not in low and (low in known.mentions.names.pieces or low in known.lexicon.commonest)


def _find_nearest(known: Known, at: int, names: Set[str]) -> str | None:
    """The nearest of some bodies, if it stands in a sentence without another of them."""
    near = [(far, mention.name) for far, mention in mentions_before(known, at) if mention.name in names]
    nearest = {name for far, name in near if far == near[0][0]}
    return near[0][1] if len(nearest) == 1 else None


def _find_acting(known: Known, at: int, reach: int) -> Mention | None:
    """The last body that speaks or leads a clause, if it is near and no other body stands beside or behind it."""
    found: Mention | None = None
    acting = reach
    for far, mention in mentions_before(known, at):
        if far > acting:
            break
        if not _is_body(known, mention) or (found and mention.name == found.name):
            continue
        if found and mention.end == found.end:
            found = mention
            continue
        acts = _acts(known.discourse, mention) and _acts_like_one(known.discourse, mention)
        if found or not acts or _is_common(known, mention):
            return None
        found, acting = mention, far
    return found


def _find_speaking(known: Known, at: int) -> str | None:
    """The only body that speaks near before a place, if no other leads a clause there."""
    near = takewhile(lambda one: one[0] <= _REACH, mentions_before(known, at))
    bodies = [mention for _, mention in near if _is_body(known, mention) and not _is_common(known, mention)]
    acting = {mention.name for mention in bodies if _acts(known.discourse, mention)}
    speaking = {mention.name for mention in bodies if read_role(known.discourse, mention) is Role.SPEAKER}
    return next(iter(speaking)) if len(speaking) == 1 and acting == speaking else None


def _is_body(known: Known, mention: Mention) -> bool:
    """Whether a mention names a body: no person, day, month, nation or place."""
    lexicon, low = known.lexicon, fold(mention.name)
    strange = (lexicon.months, lexicon.links.stops, lexicon.nouns.nationalities, lexicon.nouns.places, lexicon.leads)
    if any(low in words for words in strange) or find_bearer(known.discourse, mention) is not None:
        return False
    return known.mentions.is_body(mention.name)


def _acts(discourse: Discourse, mention: Mention) -> bool:
    """Whether a body speaks or leads its clause, maybe behind the noun for its kind: `La société Marelle ferme`."""
    if read_role(discourse, mention) is not Role.MENTIONED:
        return True
    noun = _find_kind_before(discourse, mention)
    return noun is not None and read_role(discourse, mention._replace(start=noun[0])) is not Role.MENTIONED


def _acts_like_one(discourse: Discourse, mention: Mention) -> bool:
    """Whether a name is told to be a body's, or stands without an article, as places do not in French, and in several words."""
    if _read_kind(discourse, mention) or read_role(discourse, mention) is Role.SPEAKER:
        return True
    before = discourse.lexicon.read_tokens(discourse.text[max(0, mention.start - _BESIDE) : mention.start + 1])[:-1]
    return not (before and before[-1].classes & DETERMINER)


def _read_kind(discourse: Discourse, mention: Mention) -> str:
    """The noun that tells the kind of a body before its name or in the apposition behind it; empty where none does."""
    lexicon, end = discourse.lexicon, mention.end
    noun = _find_kind_before(discourse, mention)
    return (
        fold(discourse.text[slice(*noun)])
        if noun
        else _read_apposition(lexicon.read_tokens(discourse.text[end : end + _BESIDE]), list_body_nouns(lexicon))
    )


def _find_kind_before(discourse: Discourse, mention: Mention) -> Span | None:
    """The noun for a body right before a name, but for adjectives and what completes it: `l'agence de presse russe`."""
    begin = max(0, mention.start - _BESIDE)
    # with the name's first letter, for an apostrophe to be an elision
    before = Tokens(discourse.text).read(begin, mention.start + 1, discourse.lexicon.reader)
    nouns = list_body_nouns(discourse.lexicon)
    last = len(before) - 2
    for at in range(last, max(-1, last - _MOST_BETWEEN), -1):
        token = before[at]
        if token.low in nouns:
            return before.span(at, at + 1)
        links = token.classes & INNER and not token.classes & DETERMINER and at < last
        strange = not token.classes & WORDY or token.classes & ~(WORDY | PERSON | NEWS_AGENCY | HOMOGRAPH | CUE_LIKE)
        if not links and (strange or token.finite):
            break
    return None


def _read_apposition(behind: Sequence[Token], nouns: Set[str]) -> str:
    if len(behind) < _NEAR_KIND or behind[0].text not in ",(" or not behind[1].classes & DETERMINER:
        return ""
    for token in behind[2 : 2 + _NEAR_KIND]:
        if not token.classes & WORDY or token.classes & INNER:
            return ""
        if token.low in nouns:
            return token.low
    return ""
