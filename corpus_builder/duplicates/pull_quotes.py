"""Paragraphs that repeat another paragraph of the same document: pull quotes, teasers, whole paragraphs printed twice."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from corpus_builder.duplicates.similarity import SHORT_SHINGLE
from corpus_builder.duplicates.variants import read_wording, state_different_facts
from corpus_builder.kernels.shingles import count_shared, make_shingle_sets
from corpus_builder.text.sentences import split_sentences

# Different words below which a paragraph is no pull quote: headings repeat words of the text.
QUOTE_WORDS = 5
# Share of a pull quote's different words that are in the other paragraph: two changed words of eight are allowed.
QUOTE_WORD_SHARE = 0.7
# Share of a pull quote's short shingles that are in the other paragraph: a changed word breaks those on both sides of it.
QUOTE_SHARE = 0.6
# The same share for a paragraph without quotation marks, which may be a sentence of its own that takes words up again.
REPEAT_SHARE = 0.85
# Words that make a sentence; a shorter one may be a remark of whoever repeats.
SENTENCE_WORDS = 4
# Share of a sentence's short shingles: with less in the other paragraph the sentence is new, and saying it no mere repeat.
SENTENCE_SHARE = 0.5
# A paragraph removed, the one kept, by their indices, and their similarity.
Repeat = tuple[int, int, float]
_WORD = re.compile(r"[^\W_]+")
_MARK = re.compile(r"\W*[«»“”„‟\"‹›‘]")
# Paragraphs that share a word, above which it brings none of them together.
MOST_SHARING = 32
# Partners compared with one paragraph: those with the most common words; a document of like lines has hundreds of others.
MOST_PARTNERS = 8
_HEADINGS = frozenset({"title", "heading"})


def find_pull_quotes_of_many(documents: Sequence[tuple[Sequence[str], Sequence[str]]]) -> list[list[Repeat]]:
    """For each document, given by the texts and the roles of its paragraphs, those that only repeat another."""
    return [find_pull_quotes(texts, roles) for texts, roles in documents]


def find_pull_quotes(texts: Sequence[str], roles: Sequence[str] | None = None) -> list[Repeat]:
    """The paragraphs of one document that only repeat another: (index removed, index kept, similarity).

    The longer of two paragraphs is kept, the first of two equally long ones. The similarity is the share of the shorter
    one's shingles that stand in the longer one, up to 1; case and small edits do not count much, and fewer are allowed
    where there are no quotation marks. One entry per paragraph removed, by index; none that is kept in one entry is
    removed in another. Titles and headings, when `roles` names them, and paragraphs of fewer than `QUOTE_WORDS` different
    words, so all in scripts without blanks, are left alone.

    >>> texts = ["« Nous ne vendrons pas le moulin »", "Rien.", "Odile Garance l'a dit : nous ne vendrons pas le moulin."]
    >>> find_pull_quotes(texts)
    [(0, 2, 1.0)]
    """
    words = [_WORD.findall(text.casefold()) for text in texts]
    partners = _propose_partners([frozenset(found) for found in words])
    removed: dict[int, tuple[int, float]] = {}
    # longest first, so that whether a paragraph is kept is known before another names it
    for i in sorted(partners, key=lambda i: (-len(words[i]), i)):
        if roles is not None and roles[i] in _HEADINGS:
            continue
        longer = [j for j in partners[i] if j not in removed and (-len(words[j]), j) < (-len(words[i]), i)]
        similarity, kept = _find_best(texts, i, longer[:MOST_PARTNERS])
        enough = QUOTE_SHARE if _MARK.match(texts[i]) else REPEAT_SHARE
        if similarity >= enough and not adds_sentence(texts[i], texts[kept]):
            removed[i] = (kept, similarity)
    return [(i, kept, similarity) for i, (kept, similarity) in sorted(removed.items())]


def _find_best(texts: Sequence[str], i: int, partners: Sequence[int]) -> tuple[float, int]:
    """The partner most like paragraph i, the first of equals, that states no other fact; similarity 0 when there is none."""
    wording = read_wording(texts[i]) if partners else None
    same = [j for j in partners if wording and not state_different_facts(wording, read_wording(texts[j]))]
    similarity, place = max(((compare_texts(texts[i], texts[j]), -j) for j in same), default=(0.0, 0))
    return similarity, -place


def adds_sentence(text: str, partner: str) -> bool:
    """Whether a text has a sentence of its own beside what it repeats; sentences of few words do not count.

    >>> adds_sentence("« Le moulin reste à nous. » La vente est close.", "Le moulin reste à nous, dit-elle.")
    True
    """
    sentences = [s for s in split_sentences(text) if len(_WORD.findall(s)) >= SENTENCE_WORDS]
    return len(sentences) > 1 and any(compare_texts(s, partner) < SENTENCE_SHARE for s in sentences)


def compare_texts(a: str, b: str) -> float:
    """The share of the shorter text's shingles that stand in the other, 0 to 1; 0 when one has no letters and digits.

    >>> compare_texts("« Assez ! » dit-elle.", "Elle se lève : assez, dit-elle, et sort.")
    1.0
    """
    sets = make_shingle_sets([a, b], SHORT_SHINGLE)
    shared = int(count_shared(sets, np.zeros(1, np.int64), np.ones(1, np.int64))[0])
    return shared / max(int(sets.sizes.min()), 1)


def _propose_partners(bags: Sequence[frozenset[str]]) -> dict[int, list[int]]:
    """For each paragraph those that have most of its words, if any; the most words first.

    Most paragraphs have too few words in common with all others together, and are done without a comparison. Of the
    rest: when a share s of n words is common, one of the n - ⌈sn⌉ + 1 rarest is.
    """
    repeated = _find_repeated(bags)
    needed = {i: math.ceil(QUOTE_WORD_SHARE * len(bag)) for i, bag in enumerate(bags) if len(bag) >= QUOTE_WORDS}
    likely = [i for i, least in needed.items() if len(bags[i] & repeated) >= least]
    if not likely:
        return {}
    paragraphs: dict[str, list[int]] = defaultdict(list)
    for i, bag in enumerate(bags):
        for word in bag & repeated:
            paragraphs[word].append(i)
    partners = {}
    for i in likely:
        rarest = sorted(bags[i], key=lambda word: (len(paragraphs.get(word, ())), word))[: len(bags[i]) - needed[i] + 1]
        buckets = (paragraphs.get(word, []) for word in rarest)
        near = {j for bucket in buckets if len(bucket) <= MOST_SHARING for j in bucket} - {i}
        shared = sorted((-len(bags[i] & bags[j]), j) for j in near)
        enough = [j for count, j in shared if -count >= needed[i]]
        if enough:
            partners[i] = enough
    return partners


def _find_repeated(bags: Sequence[frozenset[str]]) -> set[str]:
    """The words that stand in more than one paragraph."""
    seen: set[str] = set()
    repeated: set[str] = set()
    for bag in bags:
        repeated |= seen & bag
        seen |= bag
    return repeated
