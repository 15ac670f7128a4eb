"""Grouping quotes of the same statement: reworded, in part or translated, but never with different facts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from corpus_builder.kernels.overlaps import measure_overlaps
from corpus_builder.settings import StatementSettings
from corpus_builder.statements.conflicts.contradictions import Claims, contradict
from corpus_builder.statements.conflicts.retelling import Wording, reword
from corpus_builder.statements.lookups import Pairs
from corpus_builder.statements.speakers import Speakers, number_speakers
from corpus_builder.statements.spellings import I64, Flags
from corpus_builder.statements.statement import Statements, Vocabulary, read_descriptions, read_statements
from corpus_builder.statements.translation import Word

# Characters of a quote that are compared: nobody quotes more than some pages.
QUOTE_REACH = 20_000
# Informative words that two quotes must share at least, or that a repeated part must have: fewer are phrases anybody uses.
SHARED_WORDS = 3
# Informative words that a translated phrase must share when nobody known says it: one word anybody may have said.
PHRASE_WORDS = 2
# Share of the longer of two such phrases that must agree.
PHRASE_SHARE = 0.65
# Share of the longer quote's informative words that the shorter must have to be the same statement and no part of it.
LONGER_SHARE = 0.3
# That share times the number of shared words: two statements on one topic share three words of seven.
EVIDENCE = 1.55
# What two quotes of one known person must share: words, and the shares of the shorter and of the longer quote.
KNOWN_WORDS = 2
KNOWN_LIGHTER = 0.7
KNOWN_HEAVIER = 0.5
# Weight, in tenths, of what a known person said in part: a frequent word and one that is none.
PART_WEIGHT = 14

# Weight, in tenths, of what two speakers with different descriptions must both have said to be one.
LONG_WEIGHT = 80

Comparison = Callable[[Sequence[Word], Sequence[Word]], bool]
Shares = npt.NDArray[np.float64]


class Overlap(NamedTuple):
    """What each pair of texts shares: how many words, their weight in twentieths, and its share of that of the lighter and of the
    heavier text.
    """

    words: I64
    weight: I64
    lighter: Shares
    heavier: Shares


class Quotes(NamedTuple):
    """Quotes as they are compared, each by its number; `contexts` are the sentences around them, where they are known."""

    statements: Statements
    said_by: Speakers
    claims: _Claims
    contexts: Sequence[str] | None
    vocabulary: Vocabulary


class Accepted(NamedTuple):
    """Of some pairs the rows of those that say the same, in the order in which they are asked; whether that is certain, or only
    so unless they contradict one another; and whether they are known by their sentences.
    """

    rows: I64
    certain: Flags
    translated: Flags


class Verdicts(NamedTuple):
    """Which pairs certainly say the same, which do unless they contradict one another, and which may be translations."""

    certain: Flags
    likely: Flags
    foreign: Flags


def read_quotes(
    texts: Sequence[str],
    speakers: Sequence[str | None],
    languages: Sequence[str | None],
    contexts: Sequence[str] | None = None,
    vocabulary: Vocabulary | None = None,
) -> Quotes:
    """Quotes as they are compared; a `vocabulary` has words that were read before, and gets those of these quotes."""
    vocabulary = {} if vocabulary is None else vocabulary
    statements = read_statements([text[:QUOTE_REACH] for text in texts], languages, vocabulary)
    return Quotes(statements, number_speakers(speakers), _Claims(statements), contexts, vocabulary)


def accept_pairs(quotes: Quotes, pairs: Pairs, settings: StatementSettings) -> Accepted:
    """The pairs that say the same; nothing else than its two quotes decides of a pair."""
    verdicts = judge_pairs(quotes.statements, quotes.said_by, pairs, settings)
    said = verdicts.certain | verdicts.likely
    # what says the same by its words needs no sentences
    translated = np.flatnonzero(verdicts.foreign & ~said if quotes.contexts else np.zeros(len(said), bool))
    translated = translated[quotes.claims.agree(pairs.take(translated))]
    if quotes.contexts and len(translated):
        translated = translated[_compare_contexts(quotes, quotes.contexts, pairs.take(translated), settings)]
    # translations that are known by their sentences come last
    rows = np.concatenate([np.flatnonzero(said), translated])
    rows = rows[np.argsort(pairs.later[rows], kind="stable")]
    return Accepted(rows, ~verdicts.likely[rows], ~said[rows])


def judge_pairs(statements: Statements, said_by: Speakers, pairs: Pairs, settings: StatementSettings) -> Verdicts:
    """What can be said of each pair by itself, but for whether the two contradict one another."""
    later, earlier = pairs.later, pairs.earlier
    known, nameless = said_by.compare(later, earlier)
    foreign = _find_foreign(statements, pairs)
    lighter = np.minimum(statements.weights[later], statements.weights[earlier])
    strangers = (said_by.numbers[later] > 0) & (said_by.numbers[earlier] > 0) & ~known
    # the same person needs no more than other words of one meaning
    overlap = measure_overlap(statements, pairs, foreign | known, settings.foreign_overlap)
    n_words = np.diff(statements.content.offsets)
    few = overlap.words < SHARED_WORDS
    phrase = foreign & few & (overlap.heavier >= PHRASE_SHARE) & (known | nameless)
    short = pairs.equal & (n_words[later] < SHARED_WORDS)
    described = nameless & (short | phrase)
    described[described] = _share_descriptions(statements, said_by, pairs.take(described))
    least = np.where(known | described, 1, PHRASE_WORDS)
    phrase &= (overlap.words >= least) & (overlap.weight >= 20 * least)
    enough = ~few & (overlap.lighter >= np.where(foreign, settings.foreign_overlap, settings.overlap))
    enough &= (overlap.heavier >= LONGER_SHARE) & (overlap.words * overlap.heavier >= EVIDENCE)
    retold = known & (overlap.words >= KNOWN_WORDS) & (overlap.lighter >= KNOWN_LIGHTER) & (overlap.heavier >= KNOWN_HEAVIER)
    part_words = np.where(known & (lighter >= PART_WEIGHT), PHRASE_WORDS, SHARED_WORDS)
    contained = _find_contained(statements, pairs, ~strangers & ~pairs.equal, part_words)
    certain = ~strangers & (contained | (pairs.equal & (~short | known | described)))
    shares_word = measure_overlap(statements, pairs.take(foreign), foreign[foreign]).words > 0
    foreign[foreign] = shares_word
    likely = (enough | phrase | (retold & ~foreign)) & ~(strangers | pairs.equal | contained)
    # how somebody is described differs too much between languages
    others = (certain | likely) & nameless & ~foreign & (lighter < LONG_WEIGHT)
    others[others] = _compare_descriptions(statements, said_by, pairs.take(others), _are_two_descriptions)
    certain, likely = certain & ~others, likely & ~others
    return Verdicts(certain, likely, foreign & pairs.alike & ~strangers)


def _find_foreign(statements: Statements, pairs: Pairs) -> Flags:
    """Of which pairs the texts are in two known languages."""
    numbers = {language: number for number, language in enumerate(dict.fromkeys(statements.languages), 1)} | {None: 0}
    languages = np.array([numbers[language] for language in statements.languages], np.int64)
    one, other = languages[pairs.later], languages[pairs.earlier]
    found: Flags = (one != other) & (one > 0) & (other > 0)
    return found


def _find_contained(statements: Statements, pairs: Pairs, wanted: Flags, least: I64) -> Flags:
    """Which of the wanted pairs have a shorter text, of at least so many words, that is a part of the longer one."""
    n_words, plain = np.diff(statements.content.offsets), statements.plain
    sizes = np.fromiter(map(len, plain), np.int64, len(plain))
    turned = sizes[pairs.later] > sizes[pairs.earlier]
    small, large = np.where(turned, pairs.earlier, pairs.later), np.where(turned, pairs.later, pairs.earlier)
    found = wanted & (n_words[small] >= least)
    found[found] = [plain[one] in plain[other] for one, other in zip(small[found].tolist(), large[found].tolist(), strict=True)]
    return found


def measure_overlap(statements: Statements, pairs: Pairs, whole: Flags, least: float = 0.0) -> Overlap:
    """What two texts share, by the keys of their words; unless `whole`, a synonym counts half and is no shared word.

    Nothing when less than the share `least` of the lighter one is found.
    """
    turned = statements.weights[pairs.later] > statements.weights[pairs.earlier]
    light, heavy = np.where(turned, pairs.earlier, pairs.later), np.where(turned, pairs.later, pairs.earlier)
    words = statements.words
    sides = []
    for one, other in ((light, heavy), (heavy, light)):
        found = measure_overlaps(statements.content, words.keys, words.own, words.weights, (one, other))
        shared = np.where(whole, found.weights, found.own_weights)
        sides.append((np.where(whole, found.words, found.own_words), shared + found.weights))
    (count, weight), (back_count, back_weight) = sides
    lighter, heavier = 2 * statements.weights[light], 2 * statements.weights[heavy]
    enough = (count > 0) & (weight >= least * lighter)
    shared = np.where(enough, np.minimum(weight, back_weight), 0)
    return Overlap(
        np.where(enough, np.minimum(count, back_count), 0),
        shared,
        shared / np.maximum(lighter, 1),
        shared / np.maximum(heavier, 1),
    )


def _share_descriptions(statements: Statements, said_by: Speakers, pairs: Pairs) -> Flags:
    """Which pairs of speakers without names have one description, by two words at least: a bare `the mayor` may be any."""
    return _compare_descriptions(statements, said_by, pairs, _is_one_description)


def _compare_descriptions(statements: Statements, said_by: Speakers, pairs: Pairs, is_so: Comparison) -> Flags:
    """For which pairs of quotes something is so of the words of their speakers' descriptions."""
    rows = [(said_by.given[number], statements.spoken[number]) for number in [*pairs.later.tolist(), *pairs.earlier.tolist()]]
    different = list(dict.fromkeys(rows))
    words = read_descriptions([speaker for speaker, _ in different], [language for _, language in different])
    of_rows = dict(zip(different, words, strict=True))
    half = len(rows) // 2
    found = {pair: is_so(of_rows[pair[0]], of_rows[pair[1]]) for pair in set(zip(rows[:half], rows[half:], strict=True))}
    return np.array([found[pair] for pair in zip(rows[:half], rows[half:], strict=True)], bool)


def _are_two_descriptions(one: Sequence[Word], other: Sequence[Word]) -> bool:
    """Whether each description has a word that the other lacks: `the mayor of Brill` may be `the mayor`, but no architect."""
    return _match(one, other) < len(one) and _match(other, one) < len(other)


def _is_one_description(one: Sequence[Word], other: Sequence[Word]) -> bool:
    some, others = _match(one, other), _match(other, one)
    return min(some, others) > 1 and (some == len(one) or others == len(other))


def _match(some: Sequence[Word], others: Sequence[Word]) -> int:
    """How many words share a key with one of the others."""
    return sum(any(not word.keys.isdisjoint(other.keys) for other in others) for word in some)


def _compare_contexts(quotes: Quotes, contexts: Sequence[str], pairs: Pairs, settings: StatementSettings) -> Flags:
    """Which pairs of quotes stand in sentences that are translations of one another."""
    numbers, places = np.unique(np.concatenate([pairs.later, pairs.earlier]), return_inverse=True)
    texts, languages = ([column[number] for number in numbers.tolist()] for column in (contexts, quotes.statements.languages))
    sentences = read_statements(texts, languages, quotes.vocabulary)
    around = Pairs(places[: len(pairs.later)], places[len(pairs.later) :], pairs.equal, pairs.alike)
    overlap = measure_overlap(sentences, around, np.ones(len(pairs.later), bool), settings.foreign_overlap)
    enough = (overlap.lighter >= settings.foreign_overlap) & (overlap.heavier >= LONGER_SHARE) & (overlap.words > SHARED_WORDS)
    enough[enough] = _Claims(sentences).agree(around.take(enough))
    return enough


class _Claims:
    """What texts claim, read for those that are asked for."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements
        self._claims: dict[int, Claims] = {}
        self._wordings: dict[int, Wording] = {}

    def contradict(self, one: int, other: int) -> bool:
        """Whether two texts contradict one another."""
        return contradict(self._read(one), self._read(other))

    def reword(self, one: int, other: int) -> bool:
        """Whether two texts that share most words say something else by the others."""
        return reword(self._read_wording(one), self._read_wording(other))

    def repeat(self, one: int, other: int) -> bool:
        """Whether two texts that share most words say the same."""
        return not (self.contradict(one, other) or self.reword(one, other))

    def agree(self, pairs: Pairs) -> Flags:
        """Which pairs of texts do not contradict one another."""
        found = [not self.contradict(*pair) for pair in zip(pairs.later.tolist(), pairs.earlier.tolist(), strict=True)]
        return np.array(found, bool)

    def _read(self, number: int) -> Claims:
        if number not in self._claims:
            self._claims[number] = self._statements.read_claims(number)
        return self._claims[number]

    def _read_wording(self, number: int) -> Wording:
        if number not in self._wordings:
            self._wordings[number] = self._statements.read_wording(number, self._read(number))
        return self._wordings[number]


def choose_groups(quotes: Quotes, pairs: Pairs, accepted: Accepted) -> list[int]:
    """For each quote, in order, the group of the first of its accepted pairs whose other quote's first member it does not
    contradict; those that are not certain say the same unless they contradict one another.
    """
    claims, said_by = quotes.claims, quotes.said_by
    group = list(range(len(said_by.given)))
    later, earlier = (side[accepted.rows].tolist() for side in (pairs.later, pairs.earlier))
    for number, other, is_certain in zip(later, earlier, accepted.certain.tolist(), strict=True):
        first = group[other]
        if group[number] != number or not (is_certain or claims.repeat(number, other)):
            continue
        if not is_certain and first != other and claims.reword(number, first):
            continue
        if not said_by.are_strangers(number, first) and not claims.contradict(number, first):
            group[number] = first
    return group
