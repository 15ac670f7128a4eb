"""Invented paragraphs with planted copies, for finding near-duplicates: `draw_paragraphs(count, seed)`.

They are French in their function words, accents and lengths only: all other words are put together from syllables. Words and
set phrases recur as in a real corpus, a few often and most seldom, so that texts that are no copies share runs of characters too.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Index = npt.NDArray[np.int64]
Shares = npt.NDArray[np.float64]

FUNCTION_WORDS = """
    de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont avec on mais son aux été cette
    ou ont être nous comme elle fait ses sa deux même ces tout ans après leur si bien sans entre aussi encore dont vous autres
    peut y était depuis faire où lui je tous contre très selon ils moins avant avait pendant ainsi alors dit sous jusqu’ donc
    notamment avoir vers lors déjà chez toujours leurs puis car d’ l’ qu’ n’ s’ c’ j’ trois quatre cela celui celle toute toutes
    peu beaucoup trop ici là-bas chaque plusieurs quelques parce lorsque tandis
"""
# what stands in a list more often is drawn more often
ONSETS = "b c d f g l m n p r s t v b c d f g l m n p r s t v c d m p r t ch gr pr qu tr bl pl br cr ph gn h j"
VOWELS = "a e i o u a e i o a e i é é ou ai an en on in è ê eu au â oi"
CODAS = ["", "", "", "", "", "", "", "", "r", "s", "l", "n"]
ENDINGS = ["", "", "", "e", "es", "s", "er", "ent", "tion", "é", "ée", "aire", "ment"]
WORDS, PHRASES, BOILERPLATE = 60_000, 20_000, 60

# shares of all paragraphs, of all units of a paragraph, and of all its words
COPIED, REPEATED, PHRASED, SENTENCE_ENDS, COMMAS = 0.15, 0.04, 0.12, 1 / 18, 1 / 12
FEWEST, MEAN_WORDS, MOST, SPREAD = 6, 61, 500, 0.7
FEWEST_EDITED, MOST_EDITED = 0.003, 0.25
LEAST_KEPT, MOST_KEPT = 0.6, 0.9
BATCH = 20_000  # paragraphs drawn at once, which bounds memory


@dataclass(frozen=True)
class Lexicon:
    """The words in each of four forms (inside, before a comma, last, first), words and phrases, and how often each is drawn."""

    forms: list[str]
    units: list[list[int]]
    chances: Shares


def draw_paragraphs(count: int, seed: int) -> tuple[list[str], list[tuple[int, int]]]:
    """Paragraphs, and which of them (the first number) is a copy of which earlier one; the same seed gives the same ones."""
    draw = np.random.default_rng(seed)
    lexicon = make_lexicon(draw)
    lines = list(write_paragraphs(draw, lexicon, draw.integers(3, 9, BOILERPLATE)))
    kinds = draw.choice(3, count, p=[1 - COPIED - REPEATED, COPIED, REPEATED])
    kinds[:1] = 0  # what is copied must be there before
    originals, copies = np.flatnonzero(kinds == 0), np.flatnonzero(kinds == 1)
    texts = [""] * count
    for place, text in zip(originals.tolist(), write_paragraphs(draw, lexicon, draw_lengths(draw, len(originals))), strict=True):
        texts[place] = text
    repeated = np.flatnonzero(kinds == 2)
    for place, line in zip(repeated.tolist(), draw.choice(BOILERPLATE, len(repeated), p=zipf(BOILERPLATE)).tolist(), strict=True):
        texts[place] = lines[line]
    before = np.cumsum(kinds == 0)[copies]
    sources = originals[(draw.random(len(copies)) * before).astype(np.int64)]
    planted = list(zip(copies.tolist(), sources.tolist(), strict=True))
    hand = random.Random(seed)
    spare = [lexicon.forms[4 * word] for word in draw.choice(WORDS, 1 << 16, p=zipf(WORDS)).tolist()]
    for copy, source in planted:
        texts[copy] = copy_paragraph(hand, texts[source], spare)
    return texts, planted


def zipf(count: int) -> Shares:
    """How often each of so many things is drawn, the first most often."""
    weights = 1 / (np.arange(count) + 2.7)
    return np.asarray(weights / weights.sum(), np.float64)


def draw_lengths(draw: np.random.Generator, count: int) -> Index:
    """Numbers of units of paragraphs; a phrase is one unit, so there are fewer than words."""
    mean = MEAN_WORDS / (1 + PHRASED * 2.5)
    drawn = draw.lognormal(np.log(mean) - SPREAD**2 / 2, SPREAD, count)
    return np.clip(drawn, FEWEST, MOST).astype(np.int64)


def make_lexicon(draw: np.random.Generator) -> Lexicon:
    """Function words, then invented ones, and phrases of two to five of both."""
    words = dict.fromkeys(FUNCTION_WORDS.split())
    while len(words) < WORDS:
        words |= dict.fromkeys(invent_words(draw, WORDS))
    chosen = list(words)[:WORDS]
    forms = [form for word in chosen for form in (word, word + ",", word + ".", word.capitalize())]
    lengths = draw.integers(2, 6, PHRASES)
    parts = np.split(draw.choice(WORDS, int(lengths.sum()), p=zipf(WORDS)), np.cumsum(lengths)[:-1])
    units = [[word] for word in range(WORDS)] + [part.tolist() for part in parts]
    return Lexicon(forms, units, np.concatenate([zipf(WORDS) * (1 - PHRASED), zipf(PHRASES) * PHRASED]))


def invent_words(draw: np.random.Generator, count: int) -> list[str]:
    """Words of one to three syllables and an ending, some of them twice."""
    drawn = [draw.choice(np.array(parts), (count, 3)).tolist() for parts in (ONSETS.split(), VOWELS.split(), CODAS)]
    counts = draw.choice([1, 2, 3], count, p=[0.25, 0.6, 0.15]).tolist()
    stems = ["".join(a + b + c for a, b, c in list(zip(*row, strict=True))[:n]) for *row, n in zip(*drawn, counts, strict=True)]
    return [stem + ending for stem, ending in zip(stems, draw.choice(np.array(ENDINGS), count).tolist(), strict=True)]


def write_paragraphs(draw: np.random.Generator, lexicon: Lexicon, lengths: Index) -> Iterator[str]:
    """Paragraphs of so many units."""
    sizes = np.array([len(unit) for unit in lexicon.units])
    starts = np.cumsum(sizes) - sizes
    flat = np.concatenate([np.array(unit) for unit in lexicon.units])
    for first in range(0, len(lengths), BATCH):
        chosen = lengths[first : first + BATCH]
        units = draw.choice(len(sizes), int(chosen.sum()), p=lexicon.chances)
        ends = np.cumsum(sizes[units])
        words = flat[np.arange(ends[-1]) + np.repeat(starts[units] - ends + sizes[units], sizes[units])]
        bounds = np.concatenate([[0], ends[np.cumsum(chosen) - 1]])
        forms = [*map(lexicon.forms.__getitem__, place_words(draw, words, bounds).tolist())]
        for start, end in pairwise(bounds.tolist()):
            yield " ".join(forms[start:end]).replace("’ ", "’")


def place_words(draw: np.random.Generator, words: Index, bounds: Index) -> Index:
    """The forms of words that make sentences; a paragraph ends where a sentence does."""
    chances = draw.random(len(words))
    last = chances < SENTENCE_ENDS
    last[bounds[1:] - 1] = True
    first = np.concatenate([[True], last[:-1]])
    comma = chances > 1 - COMMAS
    return np.asarray(4 * words + np.select([last, first, comma], [2, 3, 1], 0), np.int64)


def copy_paragraph(hand: random.Random, text: str, spare: Sequence[str]) -> str:
    """A copy as copies are: exact, edited, cut short, in capitals, or read in the wrong encoding."""
    kind = hand.choices(["exact", "edited", "cut", "capitals", "mojibake"], [20, 50, 15, 7, 8])[0]
    if kind == "edited":
        return edit_words(hand, text.split(" "), spare)
    if kind == "cut":
        words = text.split(" ")
        return " ".join(words[: max(1, round(len(words) * hand.uniform(LEAST_KEPT, MOST_KEPT)))])
    if kind == "capitals":
        return text.upper()
    return text.encode().decode("cp1252", "replace") if kind == "mojibake" else text


def edit_words(hand: random.Random, words: list[str], spare: Sequence[str]) -> str:
    """A text in which some words, one at least, were replaced, taken out or put in; most copies are edited little."""
    share = FEWEST_EDITED * (MOST_EDITED / FEWEST_EDITED) ** hand.random()
    for place in hand.sample(range(len(words)), max(1, round(share * len(words)))):
        edit = hand.randrange(3)
        words[place] = ["", words[place] + " ", ""][edit] + ["", hand.choice(spare), hand.choice(spare)][edit]
    return " ".join(word for word in words if word)
