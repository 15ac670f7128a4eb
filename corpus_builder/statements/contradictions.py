"""Whether two statements contradict one another: by numbers, dates, names, places, sides taken, or a denial."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from functools import cache
from typing import NamedTuple

from corpus_builder.statements.amounts import list_unit_words
from corpus_builder.statements.denial import NONE, PERHAPS, SURE
from corpus_builder.statements.translation import LIGHT, Word, find_roots
from corpus_builder.statements.vocabulary import read_statement_words

# Words of a quote whose order is compared.
WORD_REACH = 60
# Words between two that are listed, at most.
LIST_REACH = 4

# Words that tie two others together, at most: `of the`.
GLUE_REACH = 3

# The places of one word in two quotes.
Pair = tuple[int, int]


class Said(NamedTuple):
    """A word that says something, and which token of its text it is."""

    word: Word
    place: int


class Claims(NamedTuple):
    """What of a statement another one may contradict.

    `n_words` is the number of its different words, `keys` are those of all of them; `values` are numbers and dates by kind;
    `names` are capitals of words that no dictionary has, `openers` those that may only open a sentence; `denial` is NONE,
    PERHAPS or SURE; `plain` is the text without marks, case and accents, with a space around each word; `said` are the words
    that say something in their order, but for numbers and dates, `tokens` all in lower case without accents; `moods` tells what
    is only possible, demanded or supposed.
    """

    n_words: int
    keys: frozenset[str]
    values: Mapping[str, frozenset[str]]
    names: tuple[Word, ...]
    openers: tuple[Word, ...]
    places: tuple[Word, ...]
    sides: frozenset[str]
    denial: int
    language: str | None
    plain: str
    said: tuple[Said, ...] = ()
    tokens: tuple[str, ...] = ()
    moods: frozenset[str] = frozenset()


def contradict(one: Claims, other: Claims) -> bool:
    """Whether the facts differ: other numbers, dates, names or places, an opposite, or one denies what the other says."""
    if {one.denial, other.denial} == {NONE, SURE} and not (one.plain in other.plain or other.plain in one.plain):
        return True
    if any(_apart(one.values[kind], other.values[kind]) for kind in one.values.keys() & other.values.keys()):
        return True
    if one.language == other.language and _only_one_counts(one, other):
        return True
    if oppose(one.sides, other.sides):
        return True
    if _differ(one.places, one, other.places, other) or _differ(one.names, one, other.names, other):
        return True
    return _differ(one.names, one, other.openers, other) or _differ(one.openers, one, other.names, other)


def oppose(some: frozenset[str], others: frozenset[str]) -> bool:
    """Whether one takes a side of some opposite and the other only the opposite side.

    >>> oppose(frozenset({"1+"}), frozenset({"1-"})), oppose(frozenset({"1+"}), frozenset({"1+", "1-"}))
    (True, False)
    """
    return any(_turn(side) in others and side not in others and _turn(side) not in some for side in some)


def read_sides(keys: Iterable[str]) -> frozenset[str]:
    """The sides of opposites that a word with these keys takes; one that may take both takes none."""
    sides = _read_opposites()
    found = {side for key in keys for side in sides.get(key, ())}
    return frozenset(side for side in found if _turn(side) not in found)


def list_side_keys() -> Set[str]:
    """The keys of the words that may take a side of some opposite."""
    return _read_opposites().keys()


def _turn(side: str) -> str:
    return side[:-1] + ("-" if side[-1] == "+" else "+")


@cache
def _read_opposites() -> dict[str, tuple[str, ...]]:
    """The sides that each root takes: the number of the opposite, and a sign."""
    opposites = [row for words in read_statement_words().values() for row in words.opposites]
    sides: dict[str, tuple[str, ...]] = {}
    for number, row in enumerate(opposites):
        for sign, words in (("+", row.one), ("-", row.other)):
            for key in find_roots(words):
                sides[key] = (*sides.get(key, ()), f"{number}{sign}")
    return sides


def _apart(one: frozenset[str], other: frozenset[str]) -> bool:
    return not (one <= other or other <= one)


def _only_one_counts(one: Claims, other: Claims) -> bool:
    """Whether of two quotes of about one length only one has a number."""
    return ("number" in one.values) != ("number" in other.values) and (
        one.n_words * 3 > other.n_words * 2 and other.n_words * 3 > one.n_words * 2
    )


def _differ(some: tuple[Word, ...], one: Claims, others: tuple[Word, ...], other: Claims) -> bool:
    """Whether each of two quotes names something of a kind that the other does not know."""
    return any(word.keys.isdisjoint(other.keys) for word in some) and any(word.keys.isdisjoint(one.keys) for word in others)


def reword(one: Claims, other: Claims) -> bool:
    """Whether two quotes that share most words say something else by the rest: each has a word that the other lacks, the same words
    change places, or only one says that something may, must or would be.
    """
    if one.plain in other.plain or other.plain in one.plain:
        return False
    if one.language == other.language:
        strange = _find_strange(one, other) and _find_strange(other, one)
        doubted = {one.denial, other.denial} == {NONE, PERHAPS}
        if strange or doubted or _differ_in_mood(one.moods, other.moods):
            return True
        return swap_roles(one, other)
    return _replace_word(one, other) or swap_roles(one, other)


def _replace_word(one: Claims, other: Claims) -> bool:
    """Whether two quotes in two languages share all words but one each, which dictionaries have, between the same two others."""
    strange = [_find_strange(one, other), _find_strange(other, one)]
    if not all(len(words) == 1 and words[0].word.known for words in strange):
        return False
    places = _align(one, other)
    sides = [[(pair[side] > strange[side][0].place) for pair in places] for side in (0, 1)]
    return sides[0] == sides[1]


def _differ_in_mood(some: frozenset[str], others: frozenset[str]) -> bool:
    """Whether only one says that something is possible, demanded or supposed, or they say different ones of these."""
    return some.isdisjoint(others) and bool(some or others)


def _find_strange(one: Claims, other: Claims) -> list[Said]:
    """The words of one quote that are no frequent ones and that the other has not in any wording."""
    return [said for said in one.said if said.word.weight > LIGHT and said.word.keys.isdisjoint(other.keys)]


def swap_roles(one: Claims, other: Claims) -> bool:
    """Whether of three words in a row the first and the last change places around the middle one, as who does it and to whom; a
    passive turns them around without changing what is said.
    """
    places = _align(one, other)
    turned = [pair for pair in places if _is_passive(one, pair[0]) != _is_passive(other, pair[1])]
    if turned:
        return any(_keeps_roles(places, pivot) for pivot in turned)
    return any(_turns_roles(places, pivot, one, other) for pivot in places)


def _align(one: Claims, other: Claims) -> list[Pair]:
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


def _is_passive(claims: Claims, place: int) -> bool:
    """Whether the doer follows a verb: `hit by`, `battu par`."""
    return not _read_agents().isdisjoint(claims.tokens[place + 1 : place + 2])


def _keeps_roles(places: Sequence[Pair], pivot: Pair) -> bool:
    """Whether one word stands before the pivot and one behind it in both quotes, though only one of these is passive."""
    before = any(a < pivot[0] and b < pivot[1] for a, b in places)
    return before and any(a > pivot[0] and b > pivot[1] for a, b in places)


def _turns_roles(places: Sequence[Pair], pivot: Pair, one: Claims, other: Claims) -> bool:
    first = next((pair for pair in reversed(places) if pair[0] < pivot[0] and pair[1] > pivot[1]), None)
    last = next((pair for pair in places if pair[0] > pivot[0] and pair[1] < pivot[1]), None)
    if first is None or last is None:
        return False
    # `water level` is the `level of water`, and in another language it is so always
    dense = (_is_dense(one, first[0], last[0]), _is_dense(other, last[1], first[1]))
    if any(dense) and not (all(dense) and one.language == other.language):
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


def _is_dense(claims: Claims, first: int, last: int) -> bool:
    """Whether between two words no word stands that says nothing."""
    return sum(first <= said.place <= last for said in claims.said) > last - first


@cache
def _read_glue() -> tuple[frozenset[str], frozenset[str]]:
    """The words that tie two others together, and those that may stand behind them."""
    words = read_statement_words().values()
    return frozenset(word for own in words for word in own.glue), frozenset(word for own in words for word in own.articles)


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
    return frozenset([moods[token] for token in tokens if token in moods])


@cache
def _read_mood_words() -> dict[str, str]:
    rows = [row for words in read_statement_words().values() for row in words.moods.items()]
    return {word: mood for mood, words in rows for word in words}
