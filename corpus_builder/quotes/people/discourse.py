"""A document as the place where mentions stand: in the writer's own text or in quotes, near or far, leading a clause or not."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from corpus_builder.model import Span
from corpus_builder.quotes.grammar.lexicon import Lexicon
from corpus_builder.quotes.people.mentions import Cast, Mention, read_cast
from corpus_builder.settings import QuoteSettings

_MENTIONS = 40
_NEAR_LEAD = 30
_NEAR_OWNER = 16
# how many times the reach quotes may push a mention away
_QUOTED_REACH = 10
# the end of a sentence, but not of a short title or an initial
STOP = re.compile(
    r"[.!?…\n](?:(?<=\n)|(?<=[!?…])\s"
    r"|(?<=\.)(?<!\b[A-Z]\.)(?<!\b[MD]r\.)(?<!\bM[sx]\.)(?<!\bSt\.)(?<!\b(?:Mrs|Sen|Gov|Gen)\.)\s)"
)


@dataclass(frozen=True)
class Scene:
    """A document with its quoted spans, which are sorted and apart, and its cast, read when a name is not told in full.

    `said` has the speakers that were found so far, each with the place where they stand; `misspelled` the names that were found
    to be another's.
    """

    text: str
    quoted: Sequence[Span]
    lexicon: Lexicon
    settings: QuoteSettings
    said: list[Mention] = field(default_factory=list)
    misspelled: dict[str, str | None] = field(default_factory=dict)

    @cached_property
    def cast(self) -> Cast:
        """Everyone named in the document."""
        return read_cast(self.text, self.lexicon)


def mentions_before(scene: Scene, at: int) -> Iterator[tuple[int, Mention]]:
    """The mentions before a place and outside quotes, the nearest first, each with the number of sentence ends between."""
    mentions = scene.cast.mentions
    number = bisect_left(scene.cast.starts, at)
    far, gone, right = 0, 0, at
    for mention in reversed(mentions[max(0, number - _MENTIONS) : number]):
        if is_quoted(mention.start, scene.quoted):
            continue
        if at - mention.end > _QUOTED_REACH * scene.settings.antecedent_reach:
            return
        pieces = list(_outside(scene, mention.end, right))
        far += sum(len(STOP.findall(piece)) for piece in pieces)
        gone += sum(map(len, pieces)) + mention.end - mention.start
        right = mention.start
        if gone > scene.settings.antecedent_reach:
            return
        yield far, mention


def _outside(scene: Scene, start: int, end: int) -> Iterator[str]:
    """The writer's own text between two places, cut where quotes stand."""
    number = bisect_left(scene.quoted, start, key=lambda span: span[1])
    while start < end:
        opening, closing = scene.quoted[number] if number < len(scene.quoted) else (end, end)
        if opening > start:
            yield scene.text[start : min(opening, end)]
        start, number = max(start, closing), number + 1


def find_sentence(scene: Scene, mention: Mention) -> Span:
    """The sentence of the writer's own text around a mention, within some reach."""
    reach = scene.settings.antecedent_reach
    begin = max(0, mention.start - reach)
    stops = [stop.end() for stop in STOP.finditer(scene.text, begin, mention.start)]
    stop = STOP.search(scene.text, mention.end, mention.end + reach)
    return (stops[-1] if stops else begin), (stop.end() if stop else min(mention.end + reach, len(scene.text)))


def is_genitive(scene: Scene, mention: Mention) -> bool:
    """Whether a name only belongs to another noun: `les critiques de Paul Arnal`, `Anna Reed's house`."""
    # with the name's first letter, for an apostrophe to be an elision
    words = scene.lexicon.read_tokens(scene.text[max(0, mention.start - _NEAR_OWNER) : mention.start + 1])[:-1]
    before = [token.low for token in words if not token.honorific][-1:]
    possessive = scene.text[mention.end : mention.end + 2] in ("'s", "’s")
    return possessive or (bool(before) and before[0] in scene.lexicon.links["genitives"])


def leads(scene: Scene, mention: Mention) -> bool:
    """Whether a name can be the one subject of its clause: only titles, trades and determiners stand before it there."""
    lexicon = scene.lexicon
    following = next(iter(lexicon.read_tokens(scene.text[mention.end : mention.end + _NEAR_LEAD])), None)
    if following is None or following.text in ".!?…;" or following.conjunction:
        return False
    before = lexicon.read_tokens(scene.text[max(0, mention.start - _NEAR_LEAD) : mention.start])
    for at, token in reversed(list(enumerate(before))):
        if token.conjunction and at > 0 and before[at - 1].capital:
            return False
        if token.subordinator and not token.opener:
            return True
        titled = token.text == "." and at > 0 and any(before[at - 1].low + "." in names for names in lexicon.titles.values())
        if not token.wordy and not titled:
            return True
        known = token.person or token.determiner or token.rank
        title = any(token.low in names or token.low + "." in names for names in lexicon.titles.values())
        if not (known or title or titled or (token.capital and not token.opener)):
            return token.adverb and at == 0
    return True


def is_quoted(at: int, quoted: Sequence[Span]) -> bool:
    number = bisect_left(quoted, at, key=lambda span: span[1])
    return number < len(quoted) and quoted[number][0] <= at
