"""Paragraphs that repeat another paragraph of the same document: pull quotes, teasers, whole paragraphs printed twice."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from corpus_builder.duplicates.similarity import SHORT_SHINGLE
from corpus_builder.duplicates.variants import read_wording, state_different_facts
from corpus_builder.kernels.segments import flag_changes, sort_numbers
from corpus_builder.kernels.shingles import U64, ShingleSets, count_shared, make_shingle_sets, split_runs, split_sets, spread_runs
from corpus_builder.kernels.spans import I32, I64, find_runs, intern_spans
from corpus_builder.text.characters import IN_WORD, load_word_kinds, read_codes
from corpus_builder.text.sentences import ends_sentence, split_sentences

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
# Words of the longest line that names a speaker and stands under more than one of their quotes.
SPEAKER_WORDS = 12
# Words beyond those that suffice to find a partner, by which most pairs are ruled out before all words are compared.
MORE_RARE = 2
# Pairs of paragraphs looked at at once.
BLOCK_PAIRS = 1 << 21
Flags = npt.NDArray[np.bool_]
# A paragraph removed, the one kept, by their indices, and their similarity.
Repeat = tuple[int, int, float]
_WORD = re.compile(r"[^\W_]+")
_MARK = re.compile(r"\W*[«»“”„‟\"‹›‘]")
# Paragraphs that share a word, above which it brings none of them together.
MOST_SHARING = 32
# Partners compared with one paragraph: those with the most common words; a document of like lines has hundreds of others.
MOST_PARTNERS = 8
_HEADINGS = frozenset({"title", "heading"})


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
    return find_pull_quotes_of_many([(texts, [""] * len(texts) if roles is None else roles)])[0]


def find_pull_quotes_of_many(documents: Sequence[tuple[Sequence[str], Sequence[str]]]) -> list[list[Repeat]]:
    """For each document, given by the texts and the roles of its paragraphs, those that only repeat another."""
    texts = [text for own, _ in documents for text in own]
    offsets = np.cumsum([0, *(len(own) for own, _ in documents)])
    headings = np.array([role in _HEADINGS for _, roles in documents for role in roles], bool)
    partners = propose_partners(texts, np.repeat(np.arange(len(documents)), np.diff(offsets)), headings)
    removed = _choose_repeats(texts, partners)
    found: list[list[Repeat]] = [[] for _ in documents]
    for i in sorted(removed):
        document = int(np.searchsorted(offsets, i, "right")) - 1
        kept, similarity = removed[i]
        found[document].append((i - int(offsets[document]), kept - int(offsets[document]), similarity))
    return found


def _choose_repeats(texts: Sequence[str], partners: Mapping[int, Sequence[int]]) -> dict[int, tuple[int, float]]:
    """For each paragraph that only repeats one of its partners, which are longer, that one and their similarity.

    `partners` come in the order in which paragraphs are removed: whether one is kept is known before another names it.
    """
    rows = sorted({row for i, longer in partners.items() for row in (i, *longer)})
    sets = (
        dict(zip(rows, split_sets(make_shingle_sets([texts[row] for row in rows], SHORT_SHINGLE)), strict=True)) if rows else {}
    )
    removed: dict[int, tuple[int, float]] = {}
    for i, longer in partners.items():
        least = QUOTE_SHARE if _MARK.match(texts[i]) else REPEAT_SHARE
        left = [j for j in longer if j not in removed][:MOST_PARTNERS]
        similar = sorted((-similarity, j) for j in left if (similarity := _compare_sets(sets[i], sets[j])) >= least)
        wording = read_wording(texts[i]) if similar else None
        for similarity, j in similar:
            if wording is not None and not state_different_facts(wording, read_wording(texts[j])):
                if not (_adds_sentence(texts[i], sets[j]) or _names_speaker(texts[i], texts[j])):
                    removed[i] = (j, -similarity)
                break
    return removed


def _adds_sentence(text: str, partner: U64) -> bool:
    """Whether a text has a sentence of its own beside what it repeats of `partner`, the shingles of another.

    Sentences of few words do not count.
    """
    sentences = [s for s in split_sentences(text) if len(_WORD.findall(s)) >= SENTENCE_WORDS]
    if len(sentences) < 2:
        return False
    shingles = split_sets(make_shingle_sets(sentences, SHORT_SHINGLE))
    return any(_compare_sets(own, partner) < SENTENCE_SHARE for own in shingles)


def _names_speaker(text: str, partner: str) -> bool:
    """Whether a text that is printed twice is a line that names a speaker under each quote: few words and no sentence."""
    is_short = len(_WORD.findall(text)) <= SPEAKER_WORDS and not _MARK.match(text)
    return is_short and text.casefold() == partner.casefold() and not ends_sentence(text)


def compare_texts(a: str, b: str) -> float:
    """The share of the shorter text's shingles that stand in the other, 0 to 1; 0 when one has no letters and digits.

    >>> compare_texts("« Assez ! » dit-elle.", "Elle se lève : assez, dit-elle, et sort.")
    1.0
    """
    return _compare_sets(*split_sets(make_shingle_sets([a, b], SHORT_SHINGLE)))


def _compare_sets(a: U64, b: U64) -> float:
    return len(np.intersect1d(a, b, assume_unique=True)) / max(min(len(a), len(b)), 1)


def _number_words(texts: Sequence[str]) -> tuple[I32, I64]:
    """The words of texts, casefolded, as numbers of their spellings, and how many each text has."""
    folded = [text.casefold() for text in texts]
    codes = read_codes(["\n".join(folded)])
    starts, ends = find_runs(codes, load_word_kinds(), IN_WORD)
    bounds = np.searchsorted(starts, np.cumsum([0, *(len(text) + 1 for text in folded)]))
    return intern_spans(codes, starts, ends).ids, np.diff(bounds)


def propose_partners(texts: Sequence[str], owners: I64, headings: Flags) -> dict[int, list[int]]:
    """For each paragraph, in the order in which they are removed, the longer ones that have most of its words, if any.

    `owners` are the documents of the paragraphs; `headings` says which are none that may be removed. The partners with the
    most words come first. Most paragraphs have too few words in common with all others of their document together, and are
    done without a comparison. Of the rest: when a share s of n words is common, one of the n - ⌈sn⌉ + 1 rarest is.
    """
    words, totals = _number_words(texts)
    shared = _share_words(words, totals, owners)
    sizes = np.bincount(shared.rows, minlength=len(owners))
    repeated = np.bincount(shared.rows[shared.counts > 1], minlength=len(owners))
    needed = np.ceil(QUOTE_WORD_SHARE * sizes).astype(np.int64)
    likely = (sizes >= QUOTE_WORDS) & (repeated >= needed) & ~headings
    rare = shared.find_rare(likely, np.minimum(repeated - needed + 1 + MORE_RARE, repeated))
    # a partner lacks few of the words that any other paragraph has
    left, right = shared.pair_rows(rare, totals, np.bincount(shared.rows[rare], minlength=len(owners)) - (repeated - needed))
    common = shared.count_common(left, right)
    enough = common >= needed[left]
    left, right, common = left[enough], right[enough], common[enough]
    partners: dict[int, list[int]] = {}
    order = np.lexsort((right, -common, left, -totals[left]))
    for i, j in zip(left[order].tolist(), right[order].tolist(), strict=True):
        partners.setdefault(i, []).append(j)
    return partners


class _SharedWords(NamedTuple):
    """Each word of each paragraph once, as its number and the row of its paragraph.

    Those of one word and one document are a run, which begins at `firsts` and has `counts` entries.
    """

    words: I32
    rows: I64
    firsts: I64
    counts: I64

    def find_rare(self, likely: Flags, wanted: I64) -> I64:
        """The entries of likely rows whose words are among the wanted number of the rarest that are shared, or as rare.

        A word that more than `MOST_SHARING` paragraphs have is left out.
        """
        entries = np.flatnonzero(likely[self.rows] & (self.counts > 1))
        rows, counts = self.rows[entries], self.counts[entries]
        order = np.lexsort((counts, rows))
        last = np.searchsorted(rows[order], np.flatnonzero(likely)) + wanted[likely] - 1
        limits = np.zeros(len(likely), np.int64)
        limits[likely] = counts[order][last]
        return entries[counts <= np.minimum(limits[rows], MOST_SHARING)]

    def pair_rows(self, entries: I64, totals: I64, least: I64) -> tuple[I64, I64]:
        """Each row of the entries with each longer row that has one of its words, and `least` of them, once."""
        entries = entries[np.argsort(self.rows[entries], kind="stable")]
        bounds = np.append(0, np.cumsum(np.bincount(self.rows[entries], minlength=len(totals))))
        sizes = np.diff(np.append(0, np.cumsum(self.counts[entries]))[bounds])
        pairs = [np.empty(0, np.int64)]
        for first, last in split_runs(sizes, BLOCK_PAIRS):
            own = entries[bounds[first] : bounds[last]]
            left = np.repeat(self.rows[own], self.counts[own])
            right = self.rows[spread_runs(self.firsts[own], self.counts[own])]
            longer = (totals[right] > totals[left]) | ((totals[right] == totals[left]) & (right < left))
            found, shared = np.unique(left[longer] * len(totals) + right[longer], return_counts=True)
            pairs.append(found[shared >= least[found // len(totals)]])
        return np.divmod(np.concatenate(pairs), max(len(totals), 1))

    def count_common(self, left: I64, right: I64) -> I64:
        """How many words the rows of each pair have in common."""
        involved, places = np.unique(np.concatenate([left, right]), return_inverse=True)
        number = np.full(int(self.rows.max(initial=0)) + 1, -1)
        number[involved] = np.arange(len(involved))
        entries = np.flatnonzero(number[self.rows] >= 0)
        rows = number[self.rows[entries]]
        values = self.words[entries[np.argsort(rows, kind="stable")]].astype(np.uint64)
        sets = ShingleSets(values, np.append(0, np.cumsum(np.bincount(rows, minlength=len(involved)))))
        return count_shared(sets, places[: len(left)], places[len(left) :])


def _share_words(words: I32, totals: I64, owners: I64) -> _SharedWords:
    order = sort_numbers(words)
    ids, rows = words[order], np.repeat(np.arange(len(owners)), totals)[order]
    is_first = flag_changes(ids) | flag_changes(rows)
    ids, rows = ids[is_first], rows[is_first]
    firsts = np.flatnonzero(flag_changes(ids) | flag_changes(owners[rows]))
    counts = np.diff(firsts, append=len(ids))
    return _SharedWords(ids, rows, np.repeat(firsts, counts), np.repeat(counts, counts))
