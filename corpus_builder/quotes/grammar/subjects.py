"""Who speaks: the noun phrase before or after a cue."""

from __future__ import annotations

from collections.abc import Sequence

from corpus_builder.model import Span
from corpus_builder.quotes.grammar.adverbials import (
    end_before_object,
    find_open_aside,
    find_relative_before,
    is_lone_adverb,
    names_agent,
    skip_adverbials,
    skip_parenthesis,
    skip_time_back,
)
from corpus_builder.quotes.grammar.cues import Cue, find_reporting, has_later_subject, is_noun, pronoun_span, read_inverted
from corpus_builder.quotes.grammar.lexicon import Lexicon
from corpus_builder.quotes.grammar.phrases import (
    bears_name,
    begins_phrase,
    closes_phrase,
    completes_office,
    continues_phrase,
    cut_verb,
    end_of_name,
    ends_before,
    find_names,
    is_adverbial,
    is_fragment,
    is_quantity,
    joins_back,
    leads_in,
    names_someone,
    narrow_to_name,
    stands_within,
)
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
    INNER,
    MAYBE_FINITE,
    OPENER,
    PERSON,
    PRONOUN,
    QUOTED,
    RANK,
    RELATIVE,
    SUBJECT,
    SUBJECT_SIGN,
    SUBORDINATOR,
    SURELY_FINITE,
    THAT,
    WORDY,
    Token,
    Tokens,
    begin_capitals,
)

# words of the longest phrase that is read as a subject
_LONGEST = 14
# what is no subject before a pronoun
_NO_SUBJECT = CONJUNCTION | SUBORDINATOR | THAT | OPENER | ADVERB | ADVERBIAL


def read_after(tokens: Tokens, at: int, lexicon: Lexicon) -> Span | None:
    """The speaker named after a cue that ends before token `at`: `dit le maire`, `said Anna Reed`, `selon la note`."""
    if at < len(tokens) and tokens[at].classes & SUBJECT:
        return tokens.span(at, at + 1)
    at = skip_parenthesis(tokens, skip_adverbials(tokens, skip_parenthesis(tokens, at), lexicon))
    first = at
    while at < len(tokens) and at - first < _LONGEST and continues_phrase(tokens, at, first, lexicon):
        at += 1
    if at == first:
        return None
    if at < len(tokens) and tokens[at].text == "," and not find_names(tokens, first, at, lexicon):
        stop = end_of_name(tokens, at + 1, len(tokens), lexicon)
        if stop > at + 1 and ends_before(tokens, stop):
            return tokens.span(first if tokens[first].classes & DETERMINER else at + 1, stop)
    return narrow_to_name(tokens, first, at, lexicon)


def read_before(tokens: Tokens, at: int, lexicon: Lexicon) -> Span | None:
    """The speaker named before a cue that begins at token `at`: `le maire a dit`, `Anna Reed, who runs it, said`."""
    last = at - 1
    while last >= 0 and _between(tokens, last):
        last -= 1
    last = skip_time_back(tokens, last)
    if last < 0:
        return None
    token = tokens[last]
    if last and (token.text in "'’" or (token.classes & QUOTED and bears_name(tokens[last - 1], lexicon))):
        # `the strikers' demands`, `Le collectif « Vents » dénonce`
        return _read_back(tokens, last - 1, lexicon, over_place=False)
    if token.classes & CONJUNCTION or token.low in lexicon.shared.joining:
        said = [
            cue for cue in find_reporting(tokens, last, lexicon) if not has_later_subject(tokens[cue.last + 1 : last], lexicon)
        ]
        return (read_reporting_subject(tokens, said[-1], lexicon) if said else None) or read_main_subject(tokens, last, lexicon)
    if token.classes & RELATIVE:
        return _read_antecedent(tokens, last - 1, lexicon)
    if token.classes & PRONOUN:
        return tokens.span(last, last + 1)
    if token.text == "," and (relative := find_relative_before(tokens, last)):
        return _read_antecedent(tokens, relative - 1, lexicon)
    if token.text in ",)—–":
        return _read_over_apposition(tokens, last, lexicon)
    joined = find_open_aside(tokens, last, lexicon)
    if joined:
        return _read_over_apposition(tokens, joined, lexicon)
    found = _read_back(tokens, last, lexicon)
    return (_read_over_relative(tokens, found, last, lexicon) if found else None) or found


def _read_over_relative(tokens: Tokens, phrase: Span, last: int, lexicon: Lexicon) -> Span | None:
    """Who a relative clause without commas describes, if a phrase is its object: `l'homme qui a vu la scène (raconte)`."""
    for at in range(last - 1, max(last - _LONGEST, 0), -1):
        token = tokens[at]
        that = token.classes & (THAT | SUBORDINATOR) and not token.classes & CONJUNCTION
        if not token.classes & WORDY or (that and not _follows_opening_noun(tokens, at, lexicon)):
            return None
        if token.classes & RELATIVE:
            # in `which the firm said` the phrase is no object
            found = _read_antecedent(tokens, at - 1, lexicon) if tokens.end(at + 1) < phrase[0] else None
            who = token.classes & PRONOUN
            speaks = found and (who or names_someone(tokens, found) or any(t.classes & DOCUMENT for t in tokens.inside(found)))
            return found if speaks else None
    return None


def _follows_opening_noun(tokens: Tokens, at: int, lexicon: Lexicon) -> bool:
    """Whether a relative pronoun stands behind the phrase that begins its sentence: `The firm that (bought it)`."""
    if not tokens[at].classes & RELATIVE:
        return False
    leading = read_leading(tokens, 0, at, lexicon)
    return bool(leading and leading[1] == tokens.end(at - 1) and tokens[0].classes & (DETERMINER | CAPITAL))


def _read_antecedent(tokens: Tokens, last: int, lexicon: Lexicon) -> Span | None:
    """Who `qui` stands for; a bare apposition (`Luc Perrin, maire de Brie, qui`) leads to what it stands beside."""
    if last >= 0 and tokens[last].text in ",—–":
        last = skip_time_back(tokens, last - 1)
    sign = last >= 0 and tokens[last].classes & SUBJECT_SIGN and not tokens[last].classes & (CAPITAL | DETERMINER)
    if last >= 0 and (tokens[last].classes & PRONOUN or sign):
        # `celui qui`
        return tokens.span(last, last + 1)
    name = _read_first_name(tokens, last, lexicon)
    if name:
        return name
    # a common noun beside the pronoun is what it stands for; a name may be that of a place: `un officiel à Brie qui`
    found = _read_back(tokens, last, lexicon, over_place=bool(last >= 0 and tokens[last].classes & CAPITAL))
    first = next((at for at in range(len(tokens)) if found and tokens.start(at) == found[0]), 0)
    bare = first > 1 and not tokens[first].classes & CAPITAL and not tokens[first].classes & DETERMINER
    if bare and tokens[first - 1].text == ",":
        return _read_back(tokens, first - 2, lexicon) or found
    return found


def _read_first_name(tokens: Tokens, last: int, lexicon: Lexicon) -> Span | None:
    """The name of two words or more that ends at token `last` and begins with a first name, whatever stands before it."""
    begin = begin_capitals(tokens, last)
    given = next((at for at in range(begin, last) if tokens[at].text in lexicon.first_names), None)
    return tokens.span(given, last + 1) if given is not None and tokens[last].classes & CAPITAL else None


def read_reporting_subject(tokens: Tokens, cue: Cue, lexicon: Lexicon) -> Span | None:
    """The subject of a verb of saying: inverted, or before it."""
    return pronoun_span(tokens, cue) or read_set_off(tokens, cue, lexicon) or read_before(tokens, cue.first, lexicon)


def read_set_off(tokens: Tokens, cue: Cue, lexicon: Lexicon) -> Span | None:
    """The subject behind a verb that a comma sets off: `Le pont, a dit le maire, est « vieux »`; no object, which goes on."""
    if not (lexicon.traits.inverts_subjects and cue.first > 1 and tokens[cue.first - 1].text == ","):
        return None
    after = read_after(tokens, cue.last + 1, lexicon)
    if after is None or not names_someone(tokens, after):
        return None
    return after if closes_phrase(tokens, after) else None


def read_companion_subject(tokens: Tokens, at: int, lexicon: Lexicon) -> Span | None:
    """The subject of a participle that adds to a report (`, adding that`): who says the rest, else who begins the sentence."""
    start = next((i + 1 for i in range(at - 1, -1, -1) if _begins_clause(tokens[i], lexicon)), 0)
    said = find_reporting(tokens, at, lexicon)
    for cue in [cue for cue in said if cue.first >= start][:1] or (said[:1] if start == at else []):
        found = read_reporting_subject(tokens, cue, lexicon)
        if found:
            return found
    leading = read_leading(tokens, start, at, lexicon)
    return leading if leading and names_someone(tokens, leading) else read_main_subject(tokens, at, lexicon)


def _begins_clause(token: Token, lexicon: Lexicon) -> bool:
    return token.text == ";" or token.low in lexicon.shared.contrasts


def read_main_subject(tokens: Tokens, before: int, lexicon: Lexicon) -> Span | None:
    """The subject of the nearest finite verb before token `before`; else the phrase that begins the sentence."""
    inner: Span | None = None
    for at in range(before - 1, -1, -1):
        token = tokens[at]
        inverted = read_inverted(tokens, at, lexicon)
        if inverted:
            return inverted
        if token.classes & SUBJECT:
            if at == 0 or not tokens[at - 1].classes & THAT:
                return tokens.span(at, at + 1)
            inner = inner or tokens.span(at, at + 1)
            continue
        if at and not token.classes & CAPITAL and _begins_verb(tokens, at, lexicon):
            found = read_before(tokens, at, lexicon)
            if found:
                return found
    return read_leading(tokens, 0, before, lexicon) or inner or _read_behind_opener(tokens, before, lexicon)


def _read_behind_opener(tokens: Tokens, before: int, lexicon: Lexicon) -> Span | None:
    """The phrase behind what opens a sentence: `Au port, la capitaine`, `Deux jours plus tard, la capitaine`."""
    comma = next((at for at in range(1, min(before, _LONGEST)) if tokens[at].text == ","), None)
    if comma is None or not (tokens[0].classes & OPENER or is_adverbial(tokens[:comma])):
        return None
    return read_leading(tokens, comma + 1, before, lexicon)


def _begins_verb(tokens: Tokens, at: int, lexicon: Lexicon) -> bool:
    """Whether a finite verb begins at the token: an auxiliary, or a verb that has none before it."""
    before = tokens[at - 1]
    if tokens[at].classes & AUXILIARY:
        # `d'avoir bâclé` is an infinitive, whose subject stands elsewhere
        return not (before.classes & INNER or before.low in lexicon.links.infinitive_marks)
    return bool(tokens[at].classes & WORDY and not (before.classes & (CLITIC | AUXILIARY)) and _finite(tokens, at, lexicon))


def read_leading(tokens: Tokens, start: int, end: int, lexicon: Lexicon) -> Span | None:
    """The noun phrase that begins at token `start`: a pronoun, a name, or a determiner and its noun."""
    if start >= end:
        return None
    token = tokens[start]
    following = tokens[start + 1] if start + 1 < end else None
    counts = (
        token.classes & DETERMINER
        and following is not None
        and following.classes & WORDY
        and not (following.classes & AUXILIARY or following.finite)
    )
    of_many = following is not None and following.classes & INNER
    if token.classes & PRONOUN and not counts and not of_many:
        return tokens.span(start, start + 1)
    named = token.classes & CAPITAL and not token.classes & OPENER
    if not (token.classes & DETERMINER or named or of_many or is_quantity(tokens, start, lexicon)):
        return None
    if start == 0 and (token.participle or token.gerund):
        return None
    at = start
    while at < end and at - start < _LONGEST and continues_phrase(tokens, at, start, lexicon):
        at += 1
    at = min(cut_verb(tokens, start, at, lexicon), end_before_object(tokens, start, end))
    if is_adverbial(tokens[start:at]) or is_lone_adverb(tokens, start, at, lexicon):
        return None
    return narrow_to_name(tokens, start, at, lexicon)


def read_agent(tokens: Tokens, at: int, lexicon: Lexicon) -> Span | None:
    """The agent of a passive, in the next words: `par le juge`, `by the judge`."""
    for other in range(at, min(at + 6, len(tokens) - 1)):
        if tokens[other].low in lexicon.links.agent:
            return read_after(tokens, other + 1, lexicon)
    return None


def _between(tokens: Tokens, at: int) -> bool:
    """Whether a word may stand between a subject and its verb; `nous` and `vous` may where the subject stands before them."""
    token = tokens[at]
    if token.classes & PRONOUN:
        subject = token.classes & CLITIC and at and tokens[at - 1].classes & WORDY
        return bool(subject and not tokens[at - 1].classes & _NO_SUBJECT)
    return bool(token.classes & (CLITIC | ADVERB | AUXILIARY | ADVERBIAL))


def _read_over_apposition(tokens: Tokens, comma: int, lexicon: Lexicon) -> Span | None:
    """The subject before an apposition or an aside that ends at `comma`: the first phrase of the sentence that can be one."""
    start = 0
    candidates: list[Span] = []
    for at in range(comma + 1):
        if tokens[at].text in ",:;(—–" or tokens[at].classes & QUOTED or at == comma:
            if at > start:
                found = _subject_of_chunk(tokens, start, at, lexicon)
                if found:
                    candidates.append(found)
            if tokens[at].text in ":;" or tokens[at].classes & QUOTED:
                candidates.clear()
            start = at + 1
    return _prefer_name(tokens, candidates) if candidates else None


def _prefer_name(tokens: Tokens, candidates: Sequence[Span]) -> Span:
    """The subject itself, with the name after it when the subject only describes (`Their head of policy, Anna Reed,`)."""
    first, *others = candidates
    subject = tokens.inside(first)
    name = tokens.inside(others[0]) if others else []
    if not name or not name[0].classes & CAPITAL:
        return first
    bare = subject[0].classes & DETERMINER and not any(token.classes & CAPITAL for token in subject[1:])
    whole = len(name) > 1 and all(token.classes & CAPITAL for token in name)
    trade = any(token.classes & PERSON for token in subject[:3])
    between = tokens.inside((first[1], others[0][0]))
    beside = all(token.text == "," or token.classes & (DETERMINER | PERSON | RANK) for token in between)
    if not ((trade and (bare or (whole and beside))) or (bare and whole and beside)):
        return first
    # a description and the name beside it are one subject: `la ministre, Agathe Rollin,`
    whole_words = all(token.classes & WORDY and not token.classes & RELATIVE for token in between[:-1])
    alone = between[-1:] and between[-1].text == "," and whole_words and subject[0].classes & DETERMINER
    return (first[0], others[0][1]) if alone else others[0]


def _subject_of_chunk(tokens: Tokens, start: int, end: int, lexicon: Lexicon) -> Span | None:
    while start < end and (tokens[start].classes & SUBORDINATOR or (start + 1 < end and tokens[start + 1].classes & THAT)):
        start += 1
    if (
        start >= end
        or is_adverbial(tokens[start:end])
        or (tokens[start].classes & OPENER and not is_quantity(tokens, start, lexicon))
        or any(_finite(tokens, at, lexicon) for at in range(start, end) if not tokens[at].classes & CAPITAL)
    ):
        return None
    return read_leading(tokens, start, end, lexicon)


def _read_back(tokens: Tokens, last: int, lexicon: Lexicon, *, over_place: bool = True) -> Span | None:
    """The noun phrase that ends at token `last`; of a verb of saying there, its subject (`reconnaît alors avoir`)."""
    if tokens[last].finite in ("speaking", "reporting") and last > 0 and not is_noun(tokens, last, lexicon):
        return read_before(tokens, last, lexicon)
    if tokens[last].gerund and last > 1:
        return read_companion_subject(tokens, last, lexicon)
    at = last
    while at >= 0 and last - at < _LONGEST:
        token = tokens[at]
        if token.classes & SUBJECT:
            return tokens.span(at, at + 1)
        if completes_office(tokens, at, lexicon):
            at -= 1
            continue
        free = token.low in lexicon.links.free_relatives and not token.classes & DETERMINER
        plain = stands_within(token) and not (token.classes & SUBORDINATOR or free)
        if not (plain or joins_back(tokens, at, lexicon)):
            break
        if begins_phrase(tokens, at, lexicon):
            at -= 1
            break
        at -= 1
    first = at + 1
    while first <= last and leads_in(tokens[first], lexicon) and not is_quantity(tokens, first, lexicon):
        first += 1
    if first > last:
        return None
    further = _read_over_agent(tokens, at, first, last, lexicon)
    further = further or (_read_over_place(tokens, at, first, last, lexicon) if over_place else None)
    return further or narrow_to_name(tokens, first, last + 1, lexicon)


def _read_over_agent(tokens: Tokens, at: int, first: int, last: int, lexicon: Lexicon) -> Span | None:
    """The subject before who did something to it: `La lettre signée par Luc Perrin (accuse)`."""
    agent = next((by for by in range(last - 1, max(at, first) - 1, -1) if names_agent(tokens, by, lexicon)), at)
    owner = _read_back(tokens, agent - 2, lexicon) if names_agent(tokens, agent, lexicon) else None
    return owner if owner and tokens.inside(owner)[0].classes & (DETERMINER | CAPITAL) else None


def _read_over_place(tokens: Tokens, at: int, first: int, last: int, lexicon: Lexicon) -> Span | None:
    """The subject before a place or an aside without commas: `un officiel à Brie a dit`, `the army in a statement said`."""
    if at < 2 or not tokens[at].classes & ASIDE or tokens[at].classes & INNER:
        return None
    if not tokens[at - 1].classes & WORDY or tokens[at - 1].classes & OPENER:
        return None
    named = find_names(tokens, first, last + 1, lexicon)
    if named and named[-1][0] > first and named[-1][1] == last + 1:
        return None
    found = _read_back(tokens, at - 1, lexicon, over_place=False)
    return None if found and is_fragment(tokens.inside(found), lexicon) else found


def _finite(tokens: Tokens, at: int, lexicon: Lexicon) -> bool:
    token = tokens[at]
    return bool(token.classes & SURELY_FINITE or (token.classes & MAYBE_FINITE and not is_noun(tokens, at, lexicon)))
