"""Whether two statements that share most words are told in words of another meaning, or turn around who did what to whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import chain, pairwise
from typing import NamedTuple

from corpus_builder.statements.amounts import list_unit_words
from corpus_builder.statements.conflicts.contradictions import Claims
from corpus_builder.statements.conflicts.denial import NONE, PERHAPS
from corpus_builder.statements.translation import LIGHT, Word
from corpus_builder.statements.vocabulary import read_statement_words

# Words of a quote whose order is compared.
WORD_REACH = 60
# Words between two that are listed, at most.
LIST_REACH = 4
# Words that tie two others together, at most: `of the`.
GLUE_REACH = 3
# Words that two quotes share, for one verb that differs to be a matter of translation.
MANY_SHARED = 4

# The places of one word in two quotes.
Pair = tuple[int, int]


class Said(NamedTuple):
    """A word that says something, and which token of its text it is."""

    word: Word
    place: int


class Wording(NamedTuple):
    """How a statement is told: what it claims, the words that say something in their order, but for numbers and dates, and all
    tokens in lower case without accents.
    """

    claims: Claims
    said: tuple[Said, ...]
    tokens: tuple[str, ...]


def reword(one: Wording, other: Wording) -> bool:
    """Whether two quotes that share most words say something else by the rest: each has a word that the other lacks, the same
    words change places, or only one says that something may, must or would be.
    """
    if one.claims.plain in other.claims.plain or other.claims.plain in one.claims.plain:
        return False
    if one.claims.language == other.claims.language:
        strange = _find_strange(one, other) and _find_strange(other, one)
        doubted = {one.claims.denial, other.claims.denial} == {NONE, PERHAPS}
        if strange or doubted or _differ_in_mood(read_moods(one.tokens), read_moods(other.tokens)):
            return True
        return contrast(one.tokens, other.tokens) or swap_roles(one, other)
    return _replace_word(one, other) or swap_roles(one, other)


def contrast(some: Sequence[str], others: Sequence[str]) -> bool:
    """Whether two texts have two small words that exclude each other, given all words in lower case without accents.

    >>> contrast(["for", "the", "bill"], ["against", "the", "bill"]), contrast(["for"], ["for", "or", "against"])
    (True, False)
    """
    groups = _read_contrasts()
    sides = [{(group, token) for token in tokens for group in groups.get(token, ())} for tokens in (some, others)]
    left = [{group for group, _ in own - rest} for own, rest in (sides, sides[::-1])]
    return not left[0].isdisjoint(left[1])


@cache
def _read_contrasts() -> dict[str, tuple[int, ...]]:
    """The groups that small words are in, by their numbers."""
    groups: dict[str, tuple[int, ...]] = {}
    rows = [row for words in read_statement_words().values() for row in words.contrasts]
    for number, row in enumerate(rows):
        for word in row:
            groups[word] = (*groups.get(word, ()), number)
    return groups


def _replace_word(one: Wording, other: Wording) -> bool:
    """Whether of two quotes in two languages one has one word, and the other one or two, that the other lacks, of which two stand
    between the same shared words. A verb has too many translations to count where many words are shared.
    """
    strange = [_find_strange(one, other), _find_strange(other, one)]
    sizes = sorted(map(len, strange))
    if sizes not in ([1, 1], [1, 2]):
        return False
    places, slots = _align(one, other), []
    for side, own in enumerate((one, other)):
        told = [said for said in strange[side] if len(places) < MANY_SHARED or not _may_be_verb(said.word, own.claims.language)]
        slots.append({tuple(pair[side] > said.place for pair in places): said.word.known for said in told})
    # the fewer words differ, the less a dictionary must have them
    is_known = any if sizes == [1, 1] else all
    return any(is_known((slots[0][slot], slots[1][slot])) for slot in slots[0].keys() & slots[1].keys())


def _may_be_verb(word: Word, language: str | None) -> bool:
    words = read_statement_words().get(language or "")
    return words is not None and any(key.endswith(words.infinitives) for key in word.own)


def _differ_in_mood(some: frozenset[str], others: frozenset[str]) -> bool:
    """Whether only one says that something is possible, demanded or supposed, or they say different ones of these."""
    return some.isdisjoint(others) and bool(some or others)


def _find_strange(one: Wording, other: Wording) -> list[Said]:
    """The words of one quote that are no frequent ones and that the other has not in any wording."""
    return [said for said in one.said if said.word.weight > LIGHT and said.word.keys.isdisjoint(other.claims.keys)]


def swap_roles(one: Wording, other: Wording) -> bool:
    """Whether of three words in a row the first and the last change places around the middle one, as who does it and to whom; a
    passive turns them around without changing what is said.
    """
    places = _align(one, other)
    turned = [pair for pair in places if _is_passive(one, pair[0]) != _is_passive(other, pair[1])]
    if turned:
        return any(_keeps_roles(places, pivot) for pivot in turned)
    return _turns_comparison(places, one, other) or any(_turns_roles(places, pivot, one, other) for pivot in places)


def _align(one: Wording, other: Wording) -> list[Pair]:
    """The places of the words that stand once in both quotes, by their place in the first; of two that are only listed, as in
    `rich and poor`, the order says nothing, and they count as if they stood as in the first.
    """
    found: dict[str, set[int]] = {}
    units = list_unit_words()
    for said in other.said:
        # when it was may stand anywhere
        for key in () if other.tokens[said.place] in units else said.word.keys:
            found.setdefault(key, set()).add(said.place)
    partners = [(said.place, set[int]().union(*[found.get(key, ()) for key in said.word.keys])) for said in one.said[:WORD_REACH]]
    pairs = [(place, next(iter(others))) for place, others in partners if len(others) == 1]
    counts = Counter(place for _, place in pairs)
    pairs = [pair for pair in pairs if counts[pair[1]] == 1]
    for at in range(len(pairs) - 1):
        (a, b), (c, d) = pairs[at : at + 2]
        if b > d and _is_list(one.tokens[a + 1 : c]) and _is_list(other.tokens[d + 1 : b]):
            pairs[at : at + 2] = [(a, d), (c, b)]
    return pairs


def _is_list(between: Sequence[str]) -> bool:
    return len(between) < LIST_REACH and not _read_joints().isdisjoint(between)


def _is_passive(one: Wording, place: int) -> bool:
    """Whether the doer follows a verb: `hit by`, `battu par`."""
    return not _read_agents().isdisjoint(one.tokens[place + 1 : place + 2])


def _keeps_roles(places: Sequence[Pair], pivot: Pair) -> bool:
    """Whether one word stands before the pivot and one behind it in both quotes, though only one of these is passive."""
    before = any(a < pivot[0] and b < pivot[1] for a, b in places)
    return before and any(a > pivot[0] and b > pivot[1] for a, b in places)


def _turns_roles(places: Sequence[Pair], pivot: Pair, one: Wording, other: Wording) -> bool:
    # where and when it was may stand anywhere, in words that tell it
    places = [pair for pair in places if pair == pivot or not (_is_aside(one, pair[0]) and _is_aside(other, pair[1]))]
    first = next((pair for pair in reversed(places) if pair[0] < pivot[0] and pair[1] > pivot[1]), None)
    last = next((pair for pair in places if pair[0] > pivot[0] and pair[1] < pivot[1]), None)
    if first is None or last is None:
        return False
    # `water level` is the `level of water`, and in another language it is so always
    dense = (_is_dense(one, first[0], last[0]), _is_dense(other, last[1], first[1]))
    if any(dense) and not (all(dense) and one.claims.language == other.claims.language):
        return False
    # nor is the pivot of `the city's hospitals` and `the hospitals of the city` a verb
    glued = [_is_glued(one.tokens, pivot[0], end[0]) and _is_glued(other.tokens, pivot[1], end[1]) for end in (first, last)]
    return all(glued) or not any(glued)


def _is_glued(tokens: Sequence[str], some: int, other: int) -> bool:
    """Whether between two words stand only words that make them one phrase."""
    low, high = sorted((some, other))
    between = tokens[low + 1 : high]
    glue, articles = _read_glue()
    return (
        len(between) <= GLUE_REACH and glue.union(articles).issuperset(between) and not articles.issuperset(between[:1] or ("",))
    )


def _turns_comparison(places: Sequence[Pair], one: Wording, other: Wording) -> bool:
    """Whether two words in a row change places around a `than`."""
    turned = [(a, c, d, b) for (a, b), (c, d) in pairwise(places) if b > d]
    thans = _read_thans()
    return any(not (thans.isdisjoint(one.tokens[a:c]) or thans.isdisjoint(other.tokens[d:b])) for a, c, d, b in turned)


def _is_aside(one: Wording, place: int) -> bool:
    """Whether a word tells where or when, by the small word before it and its article."""
    _, articles = _read_glue()
    before = one.tokens[max(place - 2, 0) : place]
    asides = _read_asides()
    return bool(before) and (before[-1] in asides or (before[-1] in articles and before[0] in asides))


def _is_dense(one: Wording, first: int, last: int) -> bool:
    """Whether between two words no word stands that says nothing."""
    return sum(first <= said.place <= last for said in one.said) > last - first


@cache
def _read_glue() -> tuple[frozenset[str], frozenset[str]]:
    """The words that tie two others together, and those that may stand behind them."""
    words = read_statement_words().values()
    return frozenset(word for own in words for word in own.glue), frozenset(word for own in words for word in own.articles)


@cache
def _read_asides() -> frozenset[str]:
    return frozenset(word for words in read_statement_words().values() for word in words.asides)


@cache
def _read_thans() -> frozenset[str]:
    return frozenset(word for words in read_statement_words().values() for word in words.thans)


@cache
def _read_joints() -> frozenset[str]:
    return frozenset(word for words in read_statement_words().values() for word in words.joints)


@cache
def _read_agents() -> frozenset[str]:
    return frozenset(word for words in read_statement_words().values() for word in words.agents)


def read_moods(tokens: Sequence[str]) -> frozenset[str]:
    """What a text calls only possible, demanded or supposed, by its words in lower case without accents.

    >>> sorted(read_moods(["it", "may", "rain"]))
    ['possible']
    """
    moods = _read_mood_words()
    return frozenset([moods[token] for token in chain(tokens, map(" ".join, pairwise(tokens))) if token in moods])


@cache
def _read_mood_words() -> dict[str, str]:
    rows = [row for words in read_statement_words().values() for row in words.moods.items()]
    return {word: mood for mood, words in rows for word in words}
