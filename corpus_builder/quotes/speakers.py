"""Who speaks: the noun phrase before or after a cue."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus_builder.model import Span
from corpus_builder.quotes.cues import is_noun
from corpus_builder.quotes.lexicon import Lexicon
from corpus_builder.quotes.words import Token, fold

_LONGEST = 14
_INVERTED = re.compile(r".+?-(?:t-)?(ils?|elles?)$")
_PARTICLES = frozenset(
    ("de", "du", "des", "d'", "la", "le", "van", "von", "der", "den", "bin", "ben", "al", "el", "da", "di", "del", "dos", "y")
)


def read_after(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Span | None:
    """The speaker named after a cue that ends before token `at`: `dit le maire`, `said Anna Reed`, `selon la note`."""
    at = _skip_addressee(tokens, at, lexicon)
    first = at
    while at < len(tokens) and at - first < _LONGEST and _continues(tokens, at, first, lexicon):
        at += 1
    if at == first:
        return None
    phrase = tokens[first:at]
    if at < len(tokens) and tokens[at].text == "," and not _names(phrase, lexicon):
        named = _read_name(tokens, at + 1)
        if named and _closed_after(tokens, at + 1 + len(named), lexicon):
            return _span(named)
    return _narrow(phrase, lexicon)


def read_before(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Span | None:
    """The speaker named before a cue that begins at token `at`: `le maire a dit`, `Anna Reed, who runs it, said`."""
    last = at - 1
    while last >= 0 and _between(tokens[last], lexicon):
        last -= 1
    if last < 0:
        return None
    token = tokens[last]
    if token.low in lexicon.links["conjunctions"] or token.low in ("mais", "puis", "but", "then"):
        return read_main_subject(tokens, last, lexicon)
    if token.low in lexicon.links["relative"]:
        return _read_antecedent(tokens, last - 1, lexicon)
    if token.low in lexicon.links["pronouns"]:
        return (token.start, token.end)
    if token.text in ",)—–":
        return _read_over_apposition(tokens, last, lexicon)
    return _read_back(tokens, last, lexicon)


def _read_antecedent(tokens: Sequence[Token], last: int, lexicon: Lexicon) -> Span | None:
    """Who `qui` stands for; a bare apposition (`Luc Perrin, maire de Brie, qui`) leads to what it stands beside."""
    if last >= 0 and tokens[last].text == ",":
        last -= 1
    found = _read_back(tokens, last, lexicon)
    first = next((at for at, token in enumerate(tokens) if found and token.start == found[0]), 0)
    bare = first > 1 and not tokens[first].capital and tokens[first].low not in lexicon.links["determiners"]
    if bare and tokens[first - 1].text == ",":
        return _read_back(tokens, first - 2, lexicon) or found
    return found


def read_main_subject(tokens: Sequence[Token], before: int, lexicon: Lexicon) -> Span | None:
    """The subject of the nearest finite verb before token `before`; else the phrase that begins the sentence."""
    inner: Span | None = None
    for at in range(before - 1, -1, -1):
        token = tokens[at]
        inverted = read_inverted(token, lexicon)
        if inverted:
            return inverted
        if token.low in lexicon.links["subjects"]:
            if at == 0 or tokens[at - 1].low not in lexicon.links["that"]:
                return (token.start, token.end)
            inner = inner or (token.start, token.end)
            continue
        if at and not token.capital and _begins_verb(tokens, at, lexicon):
            found = read_before(tokens, at, lexicon)
            if found:
                return found
    return read_leading(tokens, 0, before, lexicon) or inner or _read_behind_opener(tokens, before, lexicon)


def _read_behind_opener(tokens: Sequence[Token], before: int, lexicon: Lexicon) -> Span | None:
    """The phrase behind what opens a sentence: `Au port, la capitaine`."""
    if before < 1 or tokens[0].low not in lexicon.links["openers"]:
        return None
    comma = next((at for at in range(1, min(before, _LONGEST)) if tokens[at].text == ","), None)
    return read_leading(tokens, comma + 1, before, lexicon) if comma else None


def read_inverted(token: Token, lexicon: Lexicon) -> Span | None:
    """The subject that an inverted French verb carries: the `elle` of `soupire-t-elle`."""
    match = _INVERTED.match(token.low) if lexicon.language == "fr" else None
    return (token.end - len(match[1]), token.end) if match else None


def _begins_verb(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether a finite verb begins at the token: an auxiliary, or a verb that has none before it."""
    if tokens[at].low in lexicon.links["auxiliaries"]:
        return True
    before = tokens[at - 1].low
    return (
        tokens[at].wordy
        and _finite(tokens, at, lexicon)
        and before not in lexicon.links["clitics"]
        and before not in lexicon.links["auxiliaries"]
    )


def read_leading(tokens: Sequence[Token], start: int, end: int, lexicon: Lexicon) -> Span | None:
    """The noun phrase that begins at token `start`: a pronoun, a name, or a determiner and its noun."""
    if start >= end:
        return None
    token = tokens[start]
    if token.low in lexicon.links["pronouns"]:
        return (token.start, token.end)
    if not (token.low in lexicon.links["determiners"] or (token.capital and token.low not in lexicon.links["openers"])):
        return None
    if start == 0 and (lexicon.mood(token.low, "participle") or lexicon.mood(token.low, "gerund")):
        return None
    at = start
    while at < end and at - start < _LONGEST and _continues(tokens, at, start, lexicon):
        at += 1
    return _narrow(tokens[start:at], lexicon) if at > start else None


def read_agent(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Span | None:
    """The agent of a passive, in the next words: `par le juge`, `by the judge`."""
    for other in range(at, min(at + 6, len(tokens) - 1)):
        if tokens[other].low in lexicon.links["agent"]:
            return read_after(tokens, other + 1, lexicon)
    return None


def names_someone(tokens: Sequence[Token], speaker: Span, lexicon: Lexicon) -> bool:
    """Whether a phrase is a name, a pronoun or a description of a person or a body."""
    phrase = [token for token in tokens if speaker[0] <= token.start < speaker[1]]
    people = lexicon.people | lexicon.nouns["organisations"]
    return any(
        token.low in lexicon.links["subjects"] or token.low in people or (token.capital and at) for at, token in enumerate(phrase)
    ) or (bool(phrase) and phrase[0].capital and phrase[0].low not in lexicon.links["determiners"])


def is_carrier(text: str, lexicon: Lexicon) -> bool:
    """Whether a phrase names an agency or a paper, which passes words on and does not speak them."""
    low = fold(text)
    words = [word for word in low.replace("'", "' ").split() if word not in lexicon.links["determiners"]]
    return low in lexicon.nouns["papers"] or (bool(words) and words[0] in lexicon.nouns["carriers"])


def _continues(tokens: Sequence[Token], at: int, first: int, lexicon: Lexicon) -> bool:
    """Whether the noun phrase that began at `first` goes on with token `at`."""
    token = tokens[at]
    if not token.wordy:
        return token.text in "&." and at > first and tokens[at - 1].capital and at + 1 < len(tokens) and tokens[at + 1].capital
    if token.low in lexicon.links["conjunctions"]:
        return at > first and _joins(tokens, at)
    if token.low in lexicon.links["stops"]:
        inner = token.low == "en" and at + 1 < len(tokens) and tokens[at + 1].low in lexicon.links["inner_en"]
        return inner or (at == first and token.low in lexicon.links["determiners"])
    if token.capital or at == first:
        return True
    if lexicon.mood(token.low, "finite") in ("speaking", "reporting"):
        return is_noun(tokens, at, lexicon)
    return not lexicon.mood(token.low, "gerund") and not _is_adverb(token, lexicon)


def _is_adverb(token: Token, lexicon: Lexicon) -> bool:
    return (
        lexicon.language == "fr"
        and token.low.endswith("ment")
        and token.low not in lexicon.links["ment_nouns"]
        and len(token.low) > 6
    )


def _joins(tokens: Sequence[Token], at: int) -> bool:
    """Whether `et` joins two people or two nouns of one phrase."""
    if at + 1 >= len(tokens):
        return False
    following = tokens[at + 1]
    if tokens[at - 1].capital:
        return following.capital
    return following.low in ("de", "du", "des", "d'", "of")


def _skip_addressee(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> int:
    """Step over adverbs, days and an aside: `a déclaré hier à l'agence le maire`, `assure au téléphone Paul Arnal`."""
    while at < len(tokens) and (
        tokens[at].low in lexicon.links["adverbs"] or _is_adverb(tokens[at], lexicon) or _is_day(tokens, at)
    ):
        at += 1
    if at >= len(tokens) or tokens[at].low not in lexicon.links["asides"]:
        return at
    other = at + 1
    if other < len(tokens) and tokens[other].low in lexicon.links["determiners"]:
        other += 1
    other += 1
    while other < len(tokens) and tokens[other].wordy and not _ends_aside(tokens, other, lexicon):
        if tokens[other].low in lexicon.links["stops"]:
            return len(tokens)
        other += 1
    return other if other < len(tokens) and tokens[other].wordy else len(tokens)


def _is_day(tokens: Sequence[Token], at: int) -> bool:
    """Whether a day stands here: `lundi`, `ce matin`."""
    low = tokens[at].low
    if low == "ce":
        return at + 1 < len(tokens) and tokens[at + 1].low.endswith(("di", "dimanche", "soir", "matin"))
    return low in ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


def _ends_aside(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether the subject begins at a token behind an aside: a determiner, or a name after a common noun."""
    token, before = tokens[at], tokens[at - 1]
    if token.low in lexicon.links["determiners"]:
        return token.low not in ("de", "du", "des")
    bound = before.low in lexicon.links["inner_prepositions"] or before.low in lexicon.links["determiners"]
    return token.capital and not before.capital and not bound and before.low not in lexicon.nouns["carriers"]


def _between(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word may stand between a subject and its verb."""
    low = token.low
    if low in lexicon.links["pronouns"]:
        return False
    return (
        low in lexicon.links["clitics"]
        or low in lexicon.links["adverbs"]
        or low in lexicon.links["auxiliaries"]
        or _is_adverb(token, lexicon)
    )


def _read_over_apposition(tokens: Sequence[Token], comma: int, lexicon: Lexicon) -> Span | None:
    """The subject before an apposition or an aside that ends at `comma`: the first phrase of the sentence that can be one."""
    start = 0
    candidates: list[Span] = []
    for at in range(comma + 1):
        if tokens[at].text in ",:;(—–" or tokens[at].quoted >= 0 or at == comma:
            if at > start:
                found = _subject_of_chunk(tokens, start, at, lexicon)
                if found:
                    candidates.append(found)
            if tokens[at].text in ":;" or tokens[at].quoted >= 0:
                candidates.clear()
            start = at + 1
    return _prefer_name(tokens, candidates, lexicon) if candidates else None


def _prefer_name(tokens: Sequence[Token], candidates: Sequence[Span], lexicon: Lexicon) -> Span:
    """The subject itself; the name after it when the subject only describes (`Their head of policy, Anna Reed,`)."""
    by_start = {token.start: token for token in tokens}
    first = candidates[0]
    people = lexicon.people
    described = any(token.low in people for token in tokens if first[0] <= token.start < first[1])
    if described and len(candidates) > 1 and by_start[candidates[1][0]].capital:
        inside = [token for token in tokens if first[0] <= token.start < first[1]]
        if not any(token.capital for token in inside[1:]):
            return candidates[1]
    return first


def _subject_of_chunk(tokens: Sequence[Token], start: int, end: int, lexicon: Lexicon) -> Span | None:
    while start < end and tokens[start].low in lexicon.links["subordinators"]:
        start += 1
    if (
        start >= end
        or tokens[start].low in lexicon.links["openers"]
        or any(_finite(tokens, at, lexicon) for at in range(start, end) if not tokens[at].capital)
    ):
        return None
    return read_leading(tokens, start, end, lexicon)


def _read_back(tokens: Sequence[Token], last: int, lexicon: Lexicon, *, over_place: bool = True) -> Span | None:
    """The noun phrase that ends at token `last`."""
    inner = lexicon.links["inner_prepositions"]
    at = last
    while at >= 0 and last - at < _LONGEST:
        token = tokens[at]
        if not _within(token, lexicon) or (token.low in lexicon.links["subordinators"] and not _joins_back(tokens, at, lexicon)):
            break
        if _begins_phrase(tokens, at, lexicon):
            at -= 1
            break
        at -= 1
    phrase = list(tokens[at + 1 : last + 1])
    while phrase and (
        (phrase[0].low in inner and phrase[0].low != "des") or phrase[0].text == "." or phrase[0].low in lexicon.links["openers"]
    ):
        phrase.pop(0)
    if not phrase:
        return None
    further = _read_over_place(tokens, at, phrase, lexicon) if over_place else None
    return further or _narrow(phrase, lexicon)


def _read_over_place(tokens: Sequence[Token], at: int, phrase: Sequence[Token], lexicon: Lexicon) -> Span | None:
    """The subject before a place or an aside without commas: `un officiel à Brie a dit`, `the army in a statement said`."""
    if at < 2 or tokens[at].low not in lexicon.links["asides"] or tokens[at].low in lexicon.links["inner_prepositions"]:
        return None
    if not tokens[at - 1].wordy or tokens[at - 1].low in lexicon.links["openers"]:
        return None
    named = _names(phrase, lexicon)
    if named and len(named[-1]) < len(phrase) and named[-1][-1] is phrase[-1]:
        return None
    return _read_back(tokens, at - 1, lexicon, over_place=False)


def _begins_phrase(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether a determiner opens the whole phrase and not a complement or a second name in it."""
    token = tokens[at]
    if token.low not in lexicon.links["determiners"] or token.low in ("du", "des"):
        return False
    if at == 0:
        return True
    return tokens[at - 1].low not in lexicon.links["inner_prepositions"] and not (at > 1 and _joins_back(tokens, at - 1, lexicon))


def _within(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word can stand inside a subject read from its end."""
    if not token.wordy:
        return token.text == "&"
    if token.low in lexicon.links["determiners"] or token.low in lexicon.links["inner_prepositions"]:
        return True
    if token.capital and token.low not in lexicon.links["openers"]:
        return True
    return (
        token.low not in lexicon.links["openers"]
        and token.low not in lexicon.links["auxiliaries"]
        and token.low not in lexicon.links["relative"]
    )


def _joins_back(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether `et` at token `at` joins two names rather than two clauses."""
    if tokens[at].low not in lexicon.links["conjunctions"] or not 0 < at < len(tokens) - 1:
        return False
    return tokens[at - 1].capital and tokens[at + 1].capital


def _finite(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    low = tokens[at].low
    if low in lexicon.links["auxiliaries"] or low in lexicon.sentence["finite"]:
        return True
    if lexicon.mood(low, "finite"):
        return not is_noun(tokens, at, lexicon)
    return len(low) > 4 and low.endswith(tuple(lexicon.links["finite_endings"])) and not is_noun(tokens, at, lexicon)


def _narrow(phrase: Sequence[Token], lexicon: Lexicon) -> Span | None:
    """The name inside a phrase, when trade and name stand side by side (`le juge Paul Arnal`); else the whole phrase."""
    phrase = list(phrase)
    while (
        phrase
        and not phrase[-1].capital
        and (phrase[-1].low in lexicon.links["inner_prepositions"] or phrase[-1].low in lexicon.links["adverbs"])
    ):
        phrase.pop()
    while phrase and phrase[-1].low in lexicon.nouns["months"]:
        phrase.pop()
    if not phrase:
        return None
    names = _names(phrase, lexicon)
    if names and not any(token.low in lexicon.links["conjunctions"] for token in phrase):
        return _span(names[-1])
    return _span(phrase)


def _names(phrase: Sequence[Token], lexicon: Lexicon) -> list[Sequence[Token]]:
    """The runs of capitalised words in a phrase that stand free: not behind `de` or `of`, not at a determiner."""
    runs: list[Sequence[Token]] = []
    at = 0
    while at < len(phrase):
        run = _read_name(phrase, at)
        if not run:
            at += 1
            continue
        if at + len(run) < len(phrase) and phrase[at + len(run)].low == "s" and run[-1].text[-1] in "'’":
            at += len(run)
            continue
        given = next((i for i, token in enumerate(run) if i and token.text in lexicon.first_names and i + 1 < len(run)), 0)
        given = 0 if run[0].text in lexicon.first_names or run[given - 1].low in lexicon.honorifics else given
        if given:
            runs.append(run[given:])
            at += len(run)
            continue
        before = phrase[at - 1].low if at else ""
        bound = before in lexicon.links["inner_prepositions"] or before in ("l'", "la", "le", "les", "the", "du", "de", "à")
        role = len(run) == 1 and run[0].low in lexicon.people
        if not bound and not role and not (at == 0 and run[0].low in lexicon.links["determiners"]):
            runs.append(run)
        at += len(run)
    return runs


def _read_name(tokens: Sequence[Token], at: int) -> Sequence[Token]:
    """The run of capitalised words at token `at`, with the particles inside it (`Anne de Brie`)."""
    end = at
    while end < len(tokens):
        token = tokens[end]
        if token.wordy and (token.capital or (token.text[:1].isdigit() and end > at and len(token.text) < 3)):
            end += 1
        elif end > at and token.low in _PARTICLES:
            skip = end + 1
            while skip < len(tokens) and tokens[skip].low in _PARTICLES:
                skip += 1
            if skip < len(tokens) and tokens[skip].wordy and tokens[skip].capital and skip - end < 3:
                end = skip + 1
            else:
                break
        elif token.text == "." and end > at and len(tokens[end - 1].text) <= 3:
            end += 1
        else:
            break
    return tokens[at:end]


def _closed_after(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    return at >= len(tokens) or not tokens[at].wordy or tokens[at].low in lexicon.links["stops"]


def _span(tokens: Sequence[Token]) -> Span:
    return tokens[0].start, tokens[-1].end
