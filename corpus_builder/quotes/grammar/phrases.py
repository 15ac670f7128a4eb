"""Phrases beside a verb: the names inside them, whether they can be a speaker, and what passes words on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from corpus_builder.model import Span
from corpus_builder.quotes.grammar.cues import is_noun
from corpus_builder.quotes.grammar.lexicon import Lexicon, read_lexicon
from corpus_builder.quotes.grammar.tokens import (
    ADVERB,
    ADVERBIAL,
    ASIDE,
    AUXILIARY,
    CAPITAL,
    CLITIC,
    CONJUNCTION,
    DETERMINER,
    DOCUMENT,
    HONORIFIC,
    INNER,
    LIGHT,
    MODAL,
    MONTH,
    OPENER,
    ORGANISATION,
    PERSON,
    PERSONAL,
    PLAIN_DETERMINER,
    PRONOUN,
    QUOTED,
    RELATIVE,
    STOP,
    SUBJECT,
    SUBJECT_SIGN,
    SURELY_FINITE,
    THAT,
    TIME,
    TIME_SIDE,
    VERB,
    WORDY,
    Kept,
    Token,
    Tokens,
    follows_owner,
)
from corpus_builder.text.normalization import lower_with_plain_signs as fold

# what an adverbial at the head of a sentence may hold
_OF_OPENING = ADVERB | ADVERBIAL | OPENER | INNER | ASIDE | TIME | MONTH | TIME_SIDE
# what is no verb in a phrase: somebody, something known, or a small word
_NO_VERB = CAPITAL | PERSON | ORGANISATION | DOCUMENT | DETERMINER | INNER | ADVERB | CONJUNCTION | ASIDE | STOP


def narrow_to_name(tokens: Tokens, first: int, stop: int, lexicon: Lexicon) -> Span | None:
    """The name inside a phrase, when trade and name stand side by side (`le juge Paul Arnal`); else the whole phrase."""
    while stop > first and not tokens[stop - 1].classes & CAPITAL and (tokens[stop - 1].classes & (INNER | ADVERB)):
        stop -= 1
    while stop > first and tokens[stop - 1].classes & MONTH:
        stop -= 1
    if stop == first:
        return None
    names = find_names(tokens, first, stop, lexicon)
    if names and _names_body_with_adjective(tokens, names[-1], first, stop):
        return tokens.span(first, stop)
    if names and not any(_joins_people(tokens, at) for at in range(first + 1, stop - 1)):
        return tokens.span(*names[-1])
    return tokens.span(first, stop)


def _names_body_with_adjective(tokens: Tokens, name: tuple[int, int], first: int, stop: int) -> bool:
    """Whether the name of a body ends in one word without a capital: `L'agence Chine nouvelle`; its name alone is a place."""
    at, end = name
    if at == first or end - at > 1 or end + 1 != stop or not tokens[at - 1].classes & ORGANISATION:
        return False
    goes_on = stop < len(tokens) and tokens[stop].classes & (INNER | ASIDE)
    return not (goes_on or tokens[end].participle or tokens[end].classes & _NO_VERB)


def continues_phrase(tokens: Tokens, at: int, first: int, lexicon: Lexicon) -> bool:
    """Whether the noun phrase that began at `first` goes on with token `at`."""
    token = tokens[at]
    if token.text in "'’" and at > first:
        plural = tokens[at - 1].low.endswith(lexicon.word_endings.plurals)
        return bool(plural and at + 1 < len(tokens) and tokens[at + 1].classes & WORDY)
    if not token.classes & WORDY:
        joins = token.text in "&." and first < at < len(tokens) - 1
        return bool(joins and tokens[at - 1].classes & CAPITAL and tokens[at + 1].classes & CAPITAL)
    if token.classes & CONJUNCTION:
        return at > first and _joins(tokens, at, first, lexicon)
    if is_quantity(tokens, at, lexicon):
        return at == first
    if completes_office(tokens, at, lexicon):
        return True
    if token.classes & STOP:
        inner = lexicon.links.inner_phrases.get(token.low, ())
        return bool((at + 1 < len(tokens) and tokens[at + 1].low in inner) or (at == first and token.classes & DETERMINER))
    if token.classes & CAPITAL or at == first:
        # a sentence that no full stop sets apart: `dit le maire Je pars`
        return not token.classes & PERSONAL or at == first
    if token.finite in ("speaking", "reporting"):
        return is_noun(tokens, at, lexicon)
    if lexicon.traits.order_tells_nouns and _is_plain_verb(tokens, at, first, lexicon):
        return False
    return not token.gerund and not token.classes & ADVERBIAL


def _is_plain_verb(tokens: Tokens, at: int, first: int, lexicon: Lexicon) -> bool:
    """Whether a word behind a noun is a verb that reports nothing: `The board fired Mr Holt`, `the club took the prize`."""
    token = tokens[at]
    if at == first or tokens[at - 1].classes & DETERMINER or at + 1 == len(tokens):
        return False
    past = token.low.endswith(lexicon.word_endings.past) and tokens[at + 1].classes & (DETERMINER | CAPITAL | PRONOUN)
    return bool(past or token.classes & SURELY_FINITE)


def is_quantity(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether a preposition is a determiner with the word behind it: the `De` of `De nombreux riverains`."""
    quantity = at + 1 < len(tokens) and tokens[at + 1].low in lexicon.links.quantities
    return bool(quantity and tokens[at].low in lexicon.links.articles_with_quantities)


def completes_office(tokens: Tokens, at: int, lexicon: Lexicon) -> bool:
    """Whether `à`, `au` or `aux` goes on with an office: `le secrétariat d'État aux Ports`, `l'adjointe à la Culture`."""
    if tokens[at].low not in lexicon.shared.office_links or at < 1 or at + 1 >= len(tokens):
        return False
    name = at + 2 if tokens[at + 1].low in lexicon.shared.office_articles else at + 1
    office = any(token.classes & (PERSON | ORGANISATION) for token in tokens[max(at - 3, 0) : at])
    return bool(office and tokens[at - 1].classes & WORDY and name < len(tokens) and tokens[name].classes & CAPITAL)


def _joins(tokens: Tokens, at: int, first: int, lexicon: Lexicon) -> bool:
    """Whether `et` joins two people or two nouns of one phrase, or two fields of one person (`the art and film critic`)."""
    if at + 1 >= len(tokens):
        return False
    following = tokens[at + 1]
    if tokens[at - 1].classes & CAPITAL:
        return bool(following.classes & CAPITAL)
    if following.low in lexicon.shared.complement_links:
        return True
    held = any(token.classes & (CAPITAL | PERSON | ORGANISATION) for token in tokens[first + 1 : at])
    person = at + 2 < len(tokens) and tokens[at + 2].classes & (CAPITAL | PERSON)
    plain = not following.classes & (DETERMINER | AUXILIARY | ADVERB) and not following.finite
    return bool(not held and person and plain and following.classes & WORDY)


def leads_in(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word before a phrase is no part of it: a preposition that is no article, an opener, a full stop."""
    inner = token.classes & INNER and token.low not in lexicon.links.inner_articles
    return bool(inner or token.classes & OPENER or token.text == ".")


def begins_phrase(tokens: Tokens, at: int, lexicon: Lexicon) -> bool:
    """Whether a determiner opens the whole phrase and not a complement or a second name in it."""
    token = tokens[at]
    if not token.classes & DETERMINER or token.low in lexicon.links.articles_with_de:
        return False
    if at == 0:
        return True
    if tokens[at - 1].classes & PLAIN_DETERMINER or tokens[at - 1].low in lexicon.links.definite:
        # `un autre`, `les deux élus`
        return False
    return not tokens[at - 1].classes & INNER and not (at > 1 and joins_back(tokens, at - 1, lexicon))


def stands_within(token: Token) -> bool:
    """Whether a word can stand inside a subject read from its end."""
    if not token.classes & WORDY:
        return token.text in "&'’"
    if token.classes & (DETERMINER | INNER):
        return True
    return bool(not token.classes & OPENER and (token.classes & CAPITAL or not (token.classes & (AUXILIARY | RELATIVE))))


def joins_back(tokens: Tokens, at: int, lexicon: Lexicon) -> bool:
    """Whether `et` at token `at` joins two people rather than two clauses: `Ada et Paul`, `Ada et sa fille`.

    A determiner behind it joins only where the first begins the sentence: `Ada Kern et le maire`.
    """
    if not tokens[at].classes & CONJUNCTION or not 0 < at < len(tokens) - 1:
        return False
    second = tokens[at + 1].classes & CAPITAL or tokens[at + 1].low in lexicon.links.possessives
    opens = tokens[at + 1].classes & DETERMINER and all(token.classes & CAPITAL for token in tokens[:at])
    return bool(tokens[at - 1].classes & CAPITAL and (second or opens))


def closes_phrase(tokens: Tokens, span: Span) -> bool:
    """Whether a sign of the writer's or the end stands behind a phrase, as behind an inverted subject."""
    end = next((at for at in range(len(tokens)) if tokens.start(at) >= span[1]), len(tokens))
    # `a lancé Luc Perrin en demandant`
    adds = end + 1 < len(tokens) and tokens[end].classes & ASIDE and tokens[end + 1].gerund
    return bool(end == len(tokens) or adds or not tokens[end].classes & (WORDY | QUOTED))


def ends_before(tokens: Tokens, at: int) -> bool:
    return bool(at >= len(tokens) or not tokens[at].classes & WORDY or tokens[at].classes & STOP)


def cut_verb(tokens: Tokens, first: int, stop: int, lexicon: Lexicon) -> int:
    """Where a phrase ends that seems to hold a verb: before a word with an article or `de` and an infinitive behind it.

    `Ce traité | oblige les États`, `le groupe | refuse de payer`.
    """
    endings = lexicon.word_endings.infinitives
    for at in range(first + 2, min(stop, len(tokens) - 1)):
        token, following = tokens[at], tokens[at + 1]
        if token.classes & _NO_VERB or not token.classes & WORDY or not endings:
            continue
        infinitive = tokens[at + 2].low if at + 2 < len(tokens) else ""
        if following.low in lexicon.shared.articles or (
            following.classes & INNER and infinitive.endswith(endings) and not tokens[at + 2].classes & _NO_VERB
        ):
            return at
    return stop


def is_adverbial(tokens: Sequence[Token]) -> bool:
    """Whether a phrase only says when or how: `Plus tard`, `Le 3 mars`, `Deux jours après`, `On Monday morning`."""
    told = False
    if len(tokens) == 1 and tokens[0].classes & CAPITAL and tokens[0].classes & (MONTH | TIME):
        # a surname or a first name (`May`, `Day`, `Avril`): alone such a noun says no time
        return False
    for token in tokens:
        if token.classes & _OF_OPENING or token.text.isdigit():
            told = told or not token.classes & TIME_SIDE or bool(token.classes & (ADVERB | OPENER))
        elif not token.classes & DETERMINER:
            return False
    return told


def is_fragment(phrase: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a phrase can be no speaker as it stands: a number, an article, a time, a verb."""
    words = [token for token in phrase if token.classes & WORDY]
    # an inverted pronoun is no token of its own
    if not words or words[0].classes & PRONOUN:
        # `vous avez`: a clitic and a verb
        return len(words) > 1 and bool(words[0].classes & CLITIC)
    if not any(any(map(str.isalpha, token.text)) for token in words) or is_adverbial(words):
        return True
    first = words[0]
    if first.low in lexicon.links.genitives and not is_quantity(phrase, 0, lexicon):
        return not first.classes & (CAPITAL | DETERMINER)
    if first.low in lexicon.links.owning_relatives or (first.classes & THAT and words[1:] and words[1].classes & DETERMINER):
        return True
    if phrase[-1].text[-1] in "'’" and words[-1].low.rstrip("'") + "'" in lexicon.links.empty_subjects:
        # `C'`, and the end of `le prix c'`
        return True
    alone = lexicon.shared.articles | lexicon.links.object_clitics
    # `ce` and `this` alone only point at something
    if len(words) == 1 and (first.low in alone or (first.classes & DETERMINER and first.classes & STOP)):
        return True
    if len(words) > 1 or first.classes & (CAPITAL | DETERMINER | SUBJECT_SIGN) or lexicon.pronouns.genders_of(first.low):
        return False
    past = first.low.endswith(lexicon.word_endings.past)
    verb = past or first.gerund or first.classes & (SURELY_FINITE | VERB | MODAL | LIGHT)
    return bool(verb and not first.classes & (PERSON | ORGANISATION) and first.low not in lexicon.nouns.like_adverbs)


def bears_name(token: Token, lexicon: Lexicon) -> bool:
    """Whether a noun stands before words in marks that may be its name."""
    return token.low in lexicon.nouns.naming or bool(token.classes & (ORGANISATION | DOCUMENT))


def _joins_people(tokens: Sequence[Token], at: int) -> bool:
    """Whether a word of a phrase joins two people and not two nouns that describe one (`the food and travel writer Ann Reed`)."""
    beside = tokens[at - 1].classes | tokens[at + 1].classes
    return bool(tokens[at].classes & CONJUNCTION and beside & (CAPITAL | DETERMINER))


def find_names(tokens: Sequence[Token], first: int, stop: int, lexicon: Lexicon) -> list[tuple[int, int]]:
    """The runs of capitalised words in a phrase that stand free: not behind `de` or `of`, not at a determiner."""
    runs: list[tuple[int, int]] = []
    at = first
    while at < stop:
        end = end_of_name(tokens, at, stop, lexicon)
        if end == at:
            at += 1
            continue
        if end < stop and tokens[end].low in lexicon.shared.owner_endings and tokens[end - 1].text[-1] in "'’":
            at = end
            continue
        if lexicon.traits.order_tells_nouns and _modifies(tokens, at, end, stop, lexicon):
            at = end
            continue
        given = _find_given_name(tokens, at, end, lexicon)
        if given == at == first and is_quantity(tokens, at, lexicon):
            at = end
            continue
        if given > at or _stands_free(tokens, at, end, first, lexicon):
            runs.append((given, end))
        at = end
    return runs


def _modifies(tokens: Sequence[Token], at: int, end: int, stop: int, lexicon: Lexicon) -> bool:
    """Whether a run of capitals only modifies the noun behind it: the `Reed` of `the Reed campaign`, `the A-12 form`."""
    noun = end < stop and tokens[end].classes & WORDY and not tokens[end].classes & (CAPITAL | INNER | ASIDE | STOP)
    return bool(noun and tokens[end].low.isalpha() and tokens[at].text not in lexicon.first_names)


def _find_given_name(tokens: Sequence[Token], at: int, end: int, lexicon: Lexicon) -> int:
    """Where the first name in a run of capitals stands that begins with another word (`President Anna Reed`)."""
    if tokens[at].text in lexicon.first_names:
        return at
    given = next((i for i in range(at + 1, end - 1) if tokens[i].text in lexicon.first_names), at)
    return at if given == at or tokens[given - 1].classes & HONORIFIC else given


def _stands_free(tokens: Sequence[Token], at: int, end: int, first: int, lexicon: Lexicon) -> bool:
    """Whether a run is no complement, no lone trade and no determiner that only begins its sentence."""
    before = tokens[at - 1] if at > first else None
    owned = at > first + 1 and follows_owner(tokens, at, lexicon.shared.owner_endings)
    bound = (owned and tokens[at].text not in lexicon.first_names) or (
        before is not None and (before.classes & (INNER | DETERMINER) or before.low in lexicon.shared.binding)
    )
    # `le recteur de la région académique Outre-Mer`: what follows a common noun inside a complement completes it
    if before is not None and not (before.classes & (CAPITAL | PERSON) or tokens[at].text in lexicon.first_names):
        bound = bound or (before.classes & WORDY and any(token.classes & INNER for token in tokens[first:at]))
    role = end - at == 1 and tokens[at].classes & PERSON
    return not bound and not role and not (at == first and tokens[at].classes & (DETERMINER | PRONOUN))


def end_of_name(tokens: Sequence[Token], at: int, stop: int, lexicon: Lexicon) -> int:
    """Where the run of capitalised words that begins at token `at` ends, with the particles inside it (`Anne de Brie`)."""
    end, particles = at, lexicon.shared.particles
    while end < stop:
        token = tokens[end]
        if token.classes & WORDY and (token.classes & CAPITAL or (token.text[:1].isdigit() and end > at and len(token.text) < 3)):
            end += 1
        elif end > at and token.low in particles:
            skip = end + 1
            while skip < stop and tokens[skip].low in particles:
                skip += 1
            if skip < stop and tokens[skip].classes & WORDY and tokens[skip].classes & CAPITAL and skip - end < 3:
                end = skip + 1
            else:
                break
        elif (
            token.text == "."
            and end > at
            and len(tokens[end - 1].text) <= 3
            and end + 1 < stop
            and tokens[end + 1].classes & CAPITAL
        ):
            end += 1
        else:
            break
    return end


def names_someone(tokens: Tokens, speaker: Span) -> bool:
    """Whether a phrase is a name, a pronoun or a description of a person or a body."""
    phrase = tokens.inside(speaker)
    return bool(
        any(
            token.classes & (SUBJECT | PERSON | ORGANISATION) or (token.classes & CAPITAL and at)
            for at, token in enumerate(phrase)
        )
        or (bool(phrase) and phrase[0].classes & CAPITAL and not phrase[0].classes & DETERMINER)
    )


def narrow_to_apposition(text: str, speaker: Span) -> Span:
    """The name behind the comma of a description (`la ministre, Agathe Rollin`); else the whole phrase."""
    comma = text.rfind(",", *speaker)
    return (comma + len(", "), speaker[1]) if comma > speaker[0] else speaker


def is_news_agency(text: str, lexicon: Lexicon) -> bool:
    """Whether a phrase names an agency, a broadcaster or a paper, and not somebody who works there (`one Times editor`)."""
    return bool(_keep_agencies(lexicon.language)[text])


@cache
def _keep_agencies(language: str) -> Kept:
    """What `_names_agency` says of phrases in a language."""
    lexicon = read_lexicon(language)
    return Kept(lambda text: _names_agency(text, lexicon))


def _names_agency(text: str, lexicon: Lexicon) -> bool:
    low = fold(text)
    if low in lexicon.nouns.papers and text.split()[-1][0].isupper():
        return True
    core = _read_core(low, lexicon)
    staff = any(word in lexicon.people for word in core) or any(word in lexicon.first_names for word in text.split())
    return not staff and not lexicon.nouns.news_agencies.isdisjoint(core)


def _read_core(low: str, lexicon: Lexicon) -> list[str]:
    """The words of a phrase that name it: those before its complement, without determiners."""
    core: list[str] = []
    for word in low.replace("'", "' ").split():
        if word in lexicon.links.inner_prepositions and core:
            break
        if word not in lexicon.links.determiners:
            core.append(word)
    return core
