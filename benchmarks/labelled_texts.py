"""Texts whose blocks are labelled: lines that somebody labelled, and dumps by the text of their article.

A row has `id`, `url` or `site`, and either `lines`: [{"text", "keep": true | false | null}], or `text`, a whole source, with
`gold_text`, `titles` and `optional`: what of it is the article, and the lines that are not scored.
"""

from __future__ import annotations

import gzip
import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from benchmarks.scores import split_words
from corpus_builder.cleaning.blocks.split import split_blocks, split_texts
from corpus_builder.cleaning.dumps.converter_marks import drop_marks
from corpus_builder.cleaning.encoding.repair import repair_encoding
from corpus_builder.cleaning.plain.topic import Stems, read_topics
from corpus_builder.model import Blocks, Metadata

# The language that the package is made for first is rare in the gold.
LANGUAGE, TIMES = "fr", 2.0
# A block with this share of its words in the article is of it, and one with less than the other is not; between, who knows.
_KEPT_SHARE, _DROPPED_SHARE = 0.7, 0.3
# Words in a row that the article has, too: of fewer, other texts have them by chance.
_LEAST_MATCH = 3


@dataclass(frozen=True, slots=True)
class LabelledText:
    """One text: its blocks with their labels (None: not scored), and how it counts.

    `file` is the set and what it has, "lines" or "dumps"; `site` is the name in the address, so that a paper is one site.
    """

    file: str
    site: str
    blocks: Blocks
    labels: list[bool | None]
    topic: Stems
    weight: float


def read_labelled(path: Path) -> Iterator[LabelledText]:
    """The labelled texts of a file; a page without an article is left out."""
    with gzip.open(path, "rt", encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            kind = "dumps" if "text" in row else "lines"
            if kind == "dumps":
                blocks = _split_source(row["text"])
                labels = label_blocks(blocks.texts, row["gold_text"], [*row["titles"], *row["optional"]])
            else:
                blocks, labels = _label_lines(row["lines"])
            if True not in labels:
                continue
            [topic] = read_topics([Metadata(url=row.get("url"))])
            weight = TIMES if row.get("lang") == LANGUAGE else 1.0
            yield LabelledText(f"{path.parent.name} {kind}", name_site(row), blocks, labels, topic, weight)


def name_site(row: Mapping[str, Any]) -> str:
    """The longest part of a row's host save its last, by which the hosts of one paper are the same; its site or id without one.

    >>> name_site({"id": "1", "url": "https://www.sport.le-quai.example/a"}), name_site({"id": "2", "site": "le-quai.example"})
    ('le-quai', 'le-quai')
    """
    host = urlsplit(row.get("url") or "").hostname or row.get("site") or row["id"]
    parts = host.removeprefix("www.").lower().split(".")
    return max(reversed(parts[:-1] or parts), key=len)


def _split_source(text: str) -> Blocks:
    """The blocks of a whole source, as a build has them: without what a converter wrote into its lines."""
    repaired = drop_marks(repair_encoding(text))
    return split_texts([repaired.text], [()], {} if repaired.drawn is None else {0: repaired.drawn})[0]


def _label_lines(lines: Sequence[Mapping[str, Any]]) -> tuple[Blocks, list[bool | None]]:
    """The blocks of labelled lines, one under the other, each labelled as the lines it lies in where they agree."""
    texts = [line["text"] for line in lines]
    starts = [0, *accumulate(len(text) + 1 for text in texts)]
    blocks = split_blocks("\n".join(texts), ())
    labels = []
    for start, end in zip(blocks.starts, blocks.ends, strict=True):
        own = {line["keep"] for line in lines[bisect_right(starts, start) - 1 : bisect_left(starts, end)]}
        labels.append(own.pop() if len(own) == 1 else None)
    return blocks, labels


def label_blocks(texts: Sequence[str], article: str, unscored: Sequence[str]) -> list[bool | None]:
    """Which blocks of a source are of its article, whose words stand there in the same order.

    >>> label_blocks(["Menu", "Le port a rouvert lundi.", "Photo du port"], "Le port a rouvert lundi.", ["Photo du port"])
    [False, True, None]
    """
    words = [split_words(text) for text in texts]
    bounds = [0, *accumulate(map(len, words))]
    matched = [0] * len(texts)
    matcher = SequenceMatcher(None, [word for own in words for word in own], split_words(article), autojunk=False)
    for place, _, size in matcher.get_matching_blocks():
        block = bisect_right(bounds, place) - 1
        while block < len(texts) and bounds[block] < place + size:
            length = min(bounds[block + 1], place + size) - max(bounds[block], place)
            matched[block] += length if length == len(words[block]) or length >= _LEAST_MATCH else 0
            block += 1
    others = {tuple(split_words(text)) for text in unscored}
    return [_judge(own, count, others) for own, count in zip(words, matched, strict=True)]


def _judge(words: Sequence[str], matched: int, unscored: set[tuple[str, ...]]) -> bool | None:
    """The label of a block of which so many words were found in the article."""
    if not words or not matched:
        return None if words and tuple(words) in unscored else False
    if tuple(words) in unscored or _DROPPED_SHARE * len(words) <= matched <= _KEPT_SHARE * len(words):
        return None
    return matched > _KEPT_SHARE * len(words)
