"""What a page is about, as words: those of its title and address, and those that its lines share with its prose.

A teaser for another story stands in sentences as good as the article's, and a list of dates in lines as short as a menu's;
what they are about tells them apart. No language is needed for it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import accumulate
from math import log
from urllib.parse import unquote, urlsplit

from corpus_builder.cleaning.plain.features import Signs, squash, to_chance
from corpus_builder.cleaning.plain.shape import Shape
from corpus_builder.model import Metadata
from corpus_builder.text.normalization import strip_accents

Words = frozenset[str]

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
# A block of this many words weighs as much as a paragraph can.
_PARAGRAPH_WORDS, _LINE_WORDS = 40, 15
_WINDOWS = {"near": (-3, 4), "far": (-8, 9), "past": (-6, 0), "ahead": (1, 7)}


def read_topic(metadata: Metadata) -> Words:
    """The words that a source's title, or else its address, says it is about; empty where neither says enough.

    >>> sorted(read_topic(Metadata(url="https://paper.example/2024/05/ferry-sinks-off-sorny-harbour-71.html")))
    ['ferry', 'harbou', 'sinks', 'sorny']
    """
    for text in (metadata.title or "", _find_slug(metadata.url or "")):
        words = list_words(text)
        if len(words) >= _LEAST:
            return words
    return frozenset()


def list_words(text: str) -> Words:
    """The stems of a text's longer words, without case and accents."""
    return frozenset(word[:_STEM] for word in _WORD.findall(strip_accents(text[:_READ].lower())))


def find_titles(words: Sequence[Words], shapes: Sequence[Shape], topic: Words) -> list[int]:
    """The lines that say what the page is about in so many words: its title, often more than once."""
    if not topic:
        return []
    shares = [len(topic & own) / len(topic) for own in words]
    least = max(_TITLE_SHARE, max(shares, default=0) - _TITLE_NEAR)
    return [i for i, share in enumerate(shares) if share >= least and shapes[i].n_words <= _TITLE_WORDS]


def list_topic_signs(words: Sequence[Words], shapes: Sequence[Shape], topic: Words) -> list[Signs]:
    """What each block shares with the topic, and where it stands beside the page's title; nothing where no topic is known."""
    if not topic:
        return [{} for _ in words]
    titles = find_titles(words, shapes, topic)
    signs = []
    for index, (own, shape) in enumerate(zip(words, shapes, strict=True)):
        shared = len(topic & own)
        row: Signs = {"topic known": 1.0, "topic share": shared / len(topic), "topic density": shared / max(len(own), 1)}
        for least, name in ((1, "word of topic"), (2, "words of topic")):
            if shared >= least:
                row[name] = row[f"{name} {'long' if shape.n_words >= 10 else 'short'}"] = 1.0
        signs.append({**row, **_list_title_signs(index, titles)} if titles else row)
    return signs


def _list_title_signs(index: int, titles: Sequence[int]) -> Signs:
    signs: Signs = {"titled": 1.0}
    if index in titles:
        signs["title of topic"] = 1.0
    if index < titles[-1]:
        signs["before last title"] = 1.0
    if index < titles[0]:
        signs["before title"] = 1.0
        signs["until title"] = squash(titles[0] - index)
    else:
        signs["behind title"] = squash(index - titles[0])
        signs["since title"] = squash(index - max(title for title in titles if title <= index))
    return signs


def list_coherence_signs(words: Sequence[Words], shapes: Sequence[Shape], scores: Sequence[float]) -> list[Signs]:
    """How much of each block's words stands in what was taken for the article, and in what was taken for the page around it.

    `scores` are log odds of a first judgement. Words count by their rarity on the page, as in text retrieval (Spärck Jones
    1972), and a block is compared with the others only.
    """
    chances = [to_chance(score) for score in scores]
    weights = [
        chance * min(shape.n_words, _PARAGRAPH_WORDS) / _PARAGRAPH_WORDS * 2
        for chance, shape in zip(chances, shapes, strict=True)
    ]
    article, frame = _add_up(words, weights), _add_up(words, [1 - chance for chance in chances])
    counts = Counter(word for own in words for word in own)
    rarity = {word: log(1 + len(words) / count) for word, count in counts.items()}
    signs: list[Signs] = []
    for own, shape, weight, chance in zip(words, shapes, weights, chances, strict=True):
        if not own:
            signs.append({})
            continue
        inside, outside = _share(own, article, rarity, weight), _share(own, frame, rarity, 1 - chance)
        kind = "long" if shape.n_words >= 10 else "middling" if shape.n_words >= 4 else "tiny"
        signs.append(
            {
                "in article": inside,
                f"in article {kind}": inside,
                "in frame": outside,
                f"in frame {kind}": outside,
                "in article more": inside - outside,
            }
        )
    return [{**own, **around} for own, around in zip(signs, _smooth(words, signs), strict=True)]


def _add_up(words: Sequence[Words], weights: Sequence[float]) -> dict[str, float]:
    total: dict[str, float] = {}
    for own, weight in zip(words, weights, strict=True):
        for word in own:
            total[word] = total.get(word, 0.0) + weight
    return total


def _share(own: Words, total: Mapping[str, float], rarity: Mapping[str, float], weight: float) -> float:
    """The share of a block's words that the others have, where the block itself weighs `weight`."""
    # sets have no order that is the same on every run, and the sum of floats depends on it
    ordered = sorted(own)
    return sum(rarity[word] * min(1.0, total[word] - weight) for word in ordered) / sum(rarity[word] for word in ordered)


def _smooth(words: Sequence[Words], signs: Sequence[Signs]) -> list[Signs]:
    """The mean of the blocks around each, where blocks count by their words."""
    sizes = [min(len(own), _LINE_WORDS) for own in words]
    size = [0, *accumulate(sizes)]
    inside = [0.0, *accumulate(sign.get("in article", 0.0) * n for sign, n in zip(signs, sizes, strict=True))]
    last, rows = len(words), []
    for index in range(last):
        row: Signs = {}
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
