"""Distinguishing factual variants from copies: paragraphs that differ only in numbers, names or a negation."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from enum import IntEnum, auto
from functools import cache, lru_cache
from typing import NamedTuple

from corpus_builder.kernels.shingles import U64
from corpus_builder.kernels.word_sets import hash_words
from corpus_builder.knowledge import Row, Words, name_table, read_table, refuse_example
from corpus_builder.languages.pack import ROOM, Titles, drop_stop, list_with, read_pack
from corpus_builder.text.facts import read_date_words, read_fact_words, write_out_negations
from corpus_builder.text.normalization import casefold_without_accents
from corpus_builder.text.numbers import join_figures, list_figures, unify_separators

# The table of a language in its folder, and of all languages beside this module.
LANGUAGE_TABLE, TABLE_ROOM, TABLE = "duplicates", "duplicates", "variants"

# A date, a score or a decimal number is one word; a sign belongs to it when nothing stands before.
_WORD = re.compile(r"[^\W\d_]+|(?:(?<=\s)[+−-](?=\d))?\d+(?:[.,:/–-]\d+)*")
# The place in capitals at the head of a dispatch: it says who printed it, not what happened.
_DATELINE = re.compile(r"^[^\W\d_a-zà-öø-ÿ]{3}[^.!?\n]{0,60}? [—–-]+ ")
# OCR takes these letters for one another; more than that makes another name.
_LOOKALIKES = str.maketrans("l1|j0", "iiiio")
# A single figure that changes along with other words may be a misread one; two seldom are.
_FIGURES = 2
# Words of the longest headline.
_HEADLINE = 20
# A word behind one of these begins a sentence.
STOPS = frozenset(".!?:…\n")


class TokenKind(IntEnum):
    """What a word says: a number, a denial, a name, what comes and goes with a name, or what a plain word says."""

    NUMBER = auto()
    NEGATION = auto()
    NAME = auto()
    FILLER = auto()
    PLAIN = auto()


class VariantWords(Row):
    """Words of a language that tell two facts from two copies: the table `duplicates` in its folder, which explains each key.

    Beside its openers stand those of the pack, and beside openers and fillers its short titles, which come and go with a name.
    """

    ordinals: Words
    numbers_left_out: Words = ()
    fillers: Words
    further_openers: Words


class PairExample(Row):
    """Two texts, and whether they are two facts."""

    two: bool
    texts: tuple[str, str]


class VariantTable(Row):
    """What holds in every language, and examples: the table beside this module."""

    agencies: Words
    pairs: tuple[PairExample, ...]


class Wording(NamedTuple):
    """What a paragraph says (numbers and names in order, the count of negations), and the words around it in order.

    `figures` are the numbers that are written in digits, those of its dateline, too.
    """

    figures: frozenset[str]
    numbers: tuple[str, ...]
    names: tuple[str, ...]
    negations: int
    words: tuple[str, ...]


class _Words(NamedTuple):
    """The words of all languages: numbers, negations, what comes and goes, what opens a sentence, numbers with a capital.

    `numbers` has for each word what it is compared as: its value in digits, for an ordinal, a month or a day the word.
    """

    numbers: dict[str, str]
    negations: frozenset[str]
    fillers: frozenset[str]
    openers: frozenset[str]
    capital_months: frozenset[str]


class Token(NamedTuple):
    """A word, compared without case and accents: what kind it is, and whether it may open a sentence by trade.

    `capital` tells that it is written with a capital that may be a name's.
    """

    kind: TokenKind
    value: str
    capital: bool
    opens: bool


def state_different_facts(one: Wording, other: Wording) -> bool:
    """Whether two similar paragraphs are about two facts, not copies of each other.

    They are when all words around are equal and each has a number or a name that the other has not, or the same ones in
    another order, or one has a negation more; also when each has two figures or more and they share none. A name or number
    that only one side adds is the same fact in more detail. Articles, prepositions and titles, which change with a
    name, are no words here.

    >>> read = lambda *texts: state_different_facts(*map(read_wording, texts))
    >>> read("Orlac perd 3 % à Lyon.", "Orlac perd 5 % à Lyon."), read("Orlac perd 3 % à Lyon.", "Orlac perd 3 % à Lyon en mai.")
    (True, False)
    """
    return have_other_figures(one.figures, other.figures) or vary_one_wording(one, other)


def have_other_figures(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two texts have two figures or more each, and none in common."""
    return min(len(one), len(other)) >= _FIGURES and not one & other


def vary_one_wording(one: Wording, other: Wording) -> bool:
    """Whether two texts have all words in common but numbers, names and negations, and differ in those."""
    return one.words == other.words and (
        one.negations != other.negations
        or _both_differ(one.numbers, other.numbers)
        or _both_differ(*(tuple(name.translate(_LOOKALIKES) for name in wording.names) for wording in (one, other)))
    )


def adds_fact(part: Wording, whole: Wording) -> bool:
    """Whether a part of a text has a number or name that the whole has not.

    >>> adds_fact(read_wording("Le pont ferme mardi."), read_wording("Le pont ferme jeudi, dit la mairie."))
    True
    """
    return bool(Counter(part.numbers) - Counter(whole.numbers)) or not {*part.names} <= {*whole.names, *whole.words}


@cache
def hash_fact_words() -> tuple[U64, U64]:
    """The hashes of the words that are a number or a negation, and of those that come and go, the first half of a negation too.

    Raises TableError for a wrong table.
    """
    check_examples(_read_table())
    known = _read_words()
    facts = known.numbers.keys() | known.negations | known.capital_months
    return hash_words(sorted(facts)), hash_words(sorted(known.fillers - facts))


@cache
def hash_word_kinds() -> tuple[U64, U64, U64]:
    """The hashes of the words that are a number, of those that come and go, and of the others that tell nothing by themselves."""
    known = _read_words()
    fillers = known.fillers - known.numbers.keys() - known.negations
    rest = (known.negations | known.capital_months | known.openers) - known.numbers.keys() - fillers
    return hash_words(sorted(known.numbers)), hash_words(sorted(fillers)), hash_words(sorted(rest))


def read_wording(text: str) -> Wording:
    """The numbers, names (words with a capital that do not merely begin a sentence) and negations of a text."""
    figures = list_figures(text)
    tokens = [_read_token(found[0]) for found in _find_words(text)[1]]
    has_names = _has_names(tokens)
    numbers, names, negations, words = [], [], 0, []
    for kind, value, capital, _ in tokens:
        if kind is TokenKind.NUMBER:
            numbers.append(value)
        elif kind is TokenKind.NEGATION:
            negations += 1
        elif capital and has_names:
            names.append(value)
        elif kind is TokenKind.PLAIN:
            words.append(value)
    return Wording(figures, tuple(numbers), tuple(names), negations, tuple(words))


def read_tokens(text: str) -> list[Token]:
    """The words of a text; one with a capital is a name, unless it may owe that to the beginning of a sentence.

    >>> [token.kind.name for token in read_tokens("Rain fell on Sorny for 3 days. Nobody complained.")]
    ['PLAIN', 'PLAIN', 'PLAIN', 'NAME', 'PLAIN', 'NUMBER', 'PLAIN', 'PLAIN', 'PLAIN']
    """
    text, found = _find_words(text)
    tokens = [_read_token(word[0]) for word in found]
    if not _has_names(tokens):
        return tokens
    for place, token in enumerate(tokens):
        if (token.capital or token.opens) and token.kind is TokenKind.PLAIN:
            start = found[place].start()
            if text[start].isupper() and start > 1 and text[start - 2] not in STOPS:
                tokens[place] = token._replace(kind=TokenKind.NAME)
    return tokens


def _find_words(text: str) -> tuple[str, list[re.Match[str]]]:
    """A text as its words are read, and these."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)  # an accent that stands apart would cut its word in two
    dateline = _DATELINE.match(text)
    text = join_figures(write_out_negations(text[dateline.end() :] if dateline else text))
    return text, list(_WORD.finditer(text))


def _has_names(tokens: Sequence[Token]) -> bool:
    """Whether names can be told: in text all in capitals they cannot; in a headline any word with a capital may be one."""
    return 2 * sum([token.capital for token in tokens]) <= len(tokens) or len(tokens) <= _HEADLINE


@lru_cache(maxsize=1 << 16)
def _read_token(word: str) -> Token:
    """What kind of word it is; whether its capital may be a name's."""
    known = _read_words()
    # what is left of an apostrophe that was read in the wrong encoding hangs on to the word before it
    plain = casefold_without_accents(word.rstrip("âÃ") or word)
    opens = plain in known.openers
    capital = word[0].isupper() and not opens
    if plain[-1:].isdigit() or plain in known.numbers or (capital and plain in known.capital_months):
        return Token(TokenKind.NUMBER, known.numbers.get(plain) or unify_separators(plain), capital, opens)
    if plain in known.negations:
        return Token(TokenKind.NEGATION, plain, capital, opens)
    is_filler = plain in known.fillers
    return Token(TokenKind.FILLER if is_filler else TokenKind.PLAIN, plain, capital and not is_filler, opens)


@cache
def _read_words() -> _Words:
    facts, dates = read_fact_words().values(), read_date_words().values()
    languages = list_with(LANGUAGE_TABLE)
    variants = [read_table(VariantWords, f"{ROOM}.{language}", LANGUAGE_TABLE) for language in languages]
    packs = [read_pack(language) for language in languages]
    titles = {casefold_without_accents(title) for pack in packs for title in _list_forms_of_address(pack.titles)}
    openers = {casefold_without_accents(word) for pack in packs for word in pack.openers}
    # a lone `one` is an article
    counted = {word: str(value) for words in facts for word, value in words.numbers.items() if value > 1}
    left_out = {word for words in variants for word in words.numbers_left_out}
    ordinals = {word for words in variants for word in words.ordinals}
    date_words = {word for words in dates for row in (words.months, words.weekdays) for word in row}
    return _Words(
        numbers={word: word for word in ordinals | date_words} | {word: counted[word] for word in counted.keys() - left_out},
        negations=frozenset(word for words in facts for word, row in words.negations.items() if row.is_counted),
        fillers=frozenset(word for words in variants for word in words.fillers).union(titles, _read_table().agencies),
        openers=frozenset(word for words in variants for word in words.further_openers).union(titles, openers),
        capital_months=frozenset(word for words in dates for word in words.capital_months),
    )


def _list_forms_of_address(titles: Titles) -> list[str]:
    """The short titles that tell a gender and no trade: they come and go with a name."""
    return [drop_stop(title) for title in (*titles.masculine, *titles.feminine) if title[0].isupper()]


@cache
def _read_table() -> VariantTable:
    return read_table(VariantTable, TABLE_ROOM, TABLE)


def check_examples(table: VariantTable) -> None:
    """Raise TableError when an example of the table is on the wrong side, in either order."""
    where = name_table(TABLE_ROOM, TABLE)
    for number, pair in enumerate(table.pairs, 1):
        one, other = map(read_wording, pair.texts)
        if not pair.two == state_different_facts(one, other) == state_different_facts(other, one):
            refuse_example(where, f"pair {number}", "two" if pair.two else "one", pair.texts[0])


def _both_differ(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether each has something that the other has not, or has it in another order."""
    mine, others = Counter(one), Counter(other)
    return one != other if mine == others else bool(mine - others) and bool(others - mine)
