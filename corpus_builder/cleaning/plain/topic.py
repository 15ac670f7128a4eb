"""What a page is about, as words: those of its title and address, and those that its lines share with its prose.

A teaser for another story has sentences as good as the article's, and a list of dates has lines as short as a menu's;
their topic tells them apart. The method is language-independent.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import accumulate
from math import fsum, log
from urllib.parse import unquote, urlsplit

from corpus_builder.cleaning.plain.features import Features, squash, to_probability
from corpus_builder.cleaning.plain.shape import PROSE_WORDS, Shape
from corpus_builder.model import Metadata
from corpus_builder.models.linear import expand_names
from corpus_builder.text.normalization import strip_accents

# The stems of the words of a text.
Stems = frozenset[str]

_WORD = re.compile(r"[^\W\d_][^\W_]{3,}")
_PART_OF_SLUG = re.compile(r"[-_+]")
# Characters: what is left of a word without most of its endings.
_STEM = 6
# Characters of a block that are read: more of it says no more about its topic.
_READ = 1000
# Words: with fewer, an address names a section or a number, not a topic.
_LEAST = 3
# The title of a page has at least this share of its topic's words, and nearly as many as any other line.
_TITLE_SHARE, _TITLE_NEAR = 0.5, 0.15
_TITLE_WORDS = 30
# Words: of fewer, a block is a label; the words that it shares with others are counted apart.
_MIDDLING_WORDS = 4
# A block of this many words weighs as much as a paragraph can, which is more than a line can by this factor; in the mean of the
# blocks around another, one of so many different words weighs as much as a block can.
_PARAGRAPH_WORDS, _PARAGRAPH_WEIGHT, _LINE_WORDS = 40, 2, 15
# Blocks over which means are taken, from the first to the one behind the last, counted from the block itself.
_WINDOWS = {"near": (-3, 4), "far": (-8, 9), "past": (-6, 0), "ahead": (1, 7)}
_LENGTHS = ("long", "middling", "tiny")
_TITLED = ("titled", "title of topic", "before last title", "before title", "until title", "behind title", "since title")

# What `list_topic_features` may name, and what `list_coherence_features` does.
TOPIC_FEATURES = frozenset(
    {
        "topic known",
        "topic share",
        "topic density",
        *expand_names("{what} of topic{length}", what=("word", "words"), length=("", " long", " short")),
        *_TITLED,
    }
)
COHERENCE_FEATURES = frozenset(
    {
        "in article more",
        *expand_names("in {what}{length}", what=("article", "frame"), length=("", *(f" {length}" for length in _LENGTHS))),
        *expand_names("in article {window}", window=_WINDOWS),
    }
)


def read_topic(metadata: Metadata) -> Stems:
    """The words that a source's title, or else its address, says it is about; empty where neither says enough.

    >>> sorted(read_topic(Metadata(url="https://paper.example/2024/05/ferry-sinks-off-sorny-harbour-71.html")))
    ['ferry', 'harbou', 'sinks', 'sorny']
    """
    for text in (metadata.title or "", _find_slug(metadata.url or "")):
        words = list_words(text)
        if len(words) >= _LEAST:
            return words
    return frozenset()


def list_words(text: str) -> Stems:
    """The stems of a text's longer words, without case and accents."""
    return frozenset(word[:_STEM] for word in _WORD.findall(strip_accents(text[:_READ].lower())))


def find_titles(words: Sequence[Stems], shapes: Sequence[Shape], topic: Stems) -> list[int]:
    """The lines that say what the page is about in so many words: its title, often more than once."""
    if not topic:
        return []
    shares = [len(topic & own) / len(topic) for own in words]
    least = max(_TITLE_SHARE, max(shares, default=0) - _TITLE_NEAR)
    return [i for i, share in enumerate(shares) if share >= least and shapes[i].n_words <= _TITLE_WORDS]


def list_topic_features(words: Sequence[Stems], shapes: Sequence[Shape], topic: Stems) -> list[Features]:
    """What each block shares with the topic, and where it stands beside the page's title; nothing where no topic is known."""
    if not topic:
        return [{} for _ in words]
    titles = find_titles(words, shapes, topic)
    features = []
    for index, (own, shape) in enumerate(zip(words, shapes, strict=True)):
        shared = len(topic & own)
        row: Features = {"topic known": 1.0, "topic share": shared / len(topic), "topic density": shared / max(len(own), 1)}
        for least, name in ((1, "word of topic"), (2, "words of topic")):
            if shared >= least:
                row[name] = row[f"{name} {'long' if shape.n_words >= PROSE_WORDS else 'short'}"] = 1.0
        features.append({**row, **_list_title_features(index, titles)} if titles else row)
    return features


def _list_title_features(index: int, titles: Sequence[int]) -> Features:
    features: Features = {"titled": 1.0}
    if index in titles:
        features["title of topic"] = 1.0
    if index < titles[-1]:
        features["before last title"] = 1.0
    if index < titles[0]:
        features["before title"] = 1.0
        features["until title"] = squash(titles[0] - index)
    else:
        features["behind title"] = squash(index - titles[0])
        features["since title"] = squash(index - max(title for title in titles if title <= index))
    return features


def list_coherence_features(words: Sequence[Stems], shapes: Sequence[Shape], scores: Sequence[float]) -> list[Features]:
    """How much of each block's words stands in what was taken for the article, and in what was taken for the page around it.

    `scores` are log odds of a first judgement. Words count by their rarity on the page, as in text retrieval (Spärck Jones
    1972), and a block is compared with the others only.
    """
    probabilities = [to_probability(score) for score in scores]
    weights = [
        probability * min(shape.n_words, _PARAGRAPH_WORDS) / _PARAGRAPH_WORDS * _PARAGRAPH_WEIGHT
        for probability, shape in zip(probabilities, shapes, strict=True)
    ]
    article, around = _add_up(words, weights), _add_up(words, [1 - probability for probability in probabilities])
    counts = Counter(word for own in words for word in own)
    rarity = {word: log(1 + len(words) / count) for word, count in counts.items()}
    features: list[Features] = []
    for own, shape, weight, probability in zip(words, shapes, weights, probabilities, strict=True):
        if not own:
            features.append({})
            continue
        inside, outside = _share(own, article, rarity, weight), _share(own, around, rarity, 1 - probability)
        kind = "long" if shape.n_words >= PROSE_WORDS else "middling" if shape.n_words >= _MIDDLING_WORDS else "tiny"
        features.append(
            {
                "in article": inside,
                f"in article {kind}": inside,
                "in frame": outside,
                f"in frame {kind}": outside,
                "in article more": inside - outside,
            }
        )
    return [{**own, **around} for own, around in zip(features, _smooth(words, features), strict=True)]


def _add_up(words: Sequence[Stems], weights: Sequence[float]) -> dict[str, float]:
    total: dict[str, float] = {}
    for own, weight in zip(words, weights, strict=True):
        for word in own:
            total[word] = total.get(word, 0.0) + weight
    return total


def _share(own: Stems, total: Mapping[str, float], rarity: Mapping[str, float], weight: float) -> float:
    """The share of a block's words that the others have, where the block itself weighs `weight`."""
    # sets have no order that is the same on every run, and the sum of floats depends on it
    ordered = sorted(own)
    return fsum(rarity[word] * min(1.0, total[word] - weight) for word in ordered) / fsum(rarity[word] for word in ordered)


def _smooth(words: Sequence[Stems], features: Sequence[Features]) -> list[Features]:
    """The mean of the blocks around each, where blocks count by their words."""
    sizes = [min(len(own), _LINE_WORDS) for own in words]
    size = [0, *accumulate(sizes)]
    inside = [0.0, *accumulate(own.get("in article", 0.0) * n for own, n in zip(features, sizes, strict=True))]
    last, rows = len(words), []
    for index in range(last):
        row: Features = {}
        for name, (before, behind) in _WINDOWS.items():
            start, end = max(index + before, 0), min(index + behind, last)
            if start < end and size[end] > size[start]:
                row[f"in article {name}"] = (inside[end] - inside[start]) / (size[end] - size[start])
        rows.append(row)
    return rows


def _find_slug(url: str) -> str:
    """The part of an address that is words, the longest of several, without its file ending."""
    try:
        parts = [unquote(part) for part in urlsplit(url).path.split("/")]
    except ValueError:  # an address such as http://[half
        return ""
    slug = max(parts, key=lambda part: len(_PART_OF_SLUG.findall(part)), default="")
    return _PART_OF_SLUG.sub(" ", slug.rsplit(".", 1)[0]) if len(_PART_OF_SLUG.findall(slug)) >= _LEAST - 1 else ""
