"""Speech without quotation marks: turns introduced by a dash, paragraphs introduced by a colon, posts with a handle."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from itertools import groupby, pairwise

from corpus_builder.model import Quote, Span
from corpus_builder.quotes.grammar.cues import find_cues
from corpus_builder.quotes.grammar.lexicon import Lexicon
from corpus_builder.quotes.grammar.reporting_clauses import find_reporting_clause
from corpus_builder.quotes.passages.form import Form
from corpus_builder.quotes.passages.pairs import Passage
from corpus_builder.text.patterns import match_any
from corpus_builder.text.sentences import CLAUSE_STOPS

_DASH = re.compile(r"\s*(?:—|–|--)\s*(?=[^\W\d_]|[.…¿¡])")
_DASHES = ("—", "–", "--")
_COLON = re.compile(r":\s*[\r\n]")
_LINK = re.compile(r"\s*(?:pic\.twitter\.com/\S+|https?://\S+)")
_LONGEST_POST = 1200
_LEAD = 300
_NEAR_COLON = 5


def find_turns(text: str, paragraphs: Sequence[Span], marked: Sequence[Passage], lexicon: Lexicon) -> list[Passage]:
    """Paragraphs that are turns of a dialogue: a dash opens them, and they talk, or answer one that does."""
    if not any(dash in text for dash in _DASHES):
        return []
    opened = [_DASH.match(text, *span) for span in paragraphs]
    covered = {passage.outer[0] for passage in marked}
    talks = _find_talks(text, paragraphs, opened, lexicon)
    turns: list[Passage] = []
    for at, (match, (start, end)) in enumerate(zip(opened, paragraphs, strict=True)):
        if not match or match.end() in covered:
            continue
        if talks[at] and text[start:end].rstrip()[-1:] in CLAUSE_STOPS + ",»":
            stop = len(text[start:end].rstrip()) + start
            clause = find_reporting_clause(text, match.end(), stop, lexicon)
            last = clause is not None and clause.resume >= stop
            turns.append(
                Passage(
                    ((match.end(), clause.start if clause and last else stop),),
                    (start, clause.start if clause and last else stop),
                    dash=True,
                )
            )
    return turns


def _find_talks(text: str, paragraphs: Sequence[Span], opened: Sequence[re.Match[str] | None], lexicon: Lexicon) -> list[bool]:
    """For each paragraph whether it is talk: one of the dashes in its run asks, exclaims or reports."""
    talks: list[bool] = []
    for dashed, run in groupby(range(len(paragraphs)), key=lambda at: opened[at] is not None):
        places = list(run)
        talks += [dashed and any(_talks(text, paragraphs[at], lexicon) for at in places)] * len(places)
    return talks


def _talks(text: str, span: Span, lexicon: Lexicon) -> bool:
    words = text[span[0] : span[1]]
    return "?" in words or "!" in words or find_reporting_clause(text, *span, lexicon) is not None


def find_blocks(text: str, paragraphs: Sequence[Span], marked: Sequence[Passage], lexicon: Lexicon) -> list[Passage]:
    """Paragraphs without marks that are speech: a cue and a colon end the one before, and they say `I`, `we` or `you`."""
    if not _COLON.search(text):
        return []
    taken = [passage.outer for passage in marked]
    blocks: list[Passage] = []
    for (before, colon), (start, end) in pairwise(paragraphs):
        lead = text[max(before, colon - _LEAD) : colon].rstrip()
        if not lead.endswith(":") or _DASH.match(text, start, end):
            continue
        tokens = lexicon.read_tokens(lead)
        cued = any(
            cue.mood in ("finite", "gerund") and len(tokens) - cue.last <= _NEAR_COLON for cue in find_cues(tokens, lexicon)
        )
        number = bisect_left(taken, (start, 0))
        free = not any(outer[0] < end and outer[1] > start for outer in taken[max(number - 1, 0) : number + 1])
        if cued and free:
            stop = start + len(text[start:end].rstrip())
            form = Form(text, start, stop, lexicon)
            if form.capital and form.stopped and form.verb and form.person:
                blocks.append(Passage(((start, stop),), (start, stop)))
    return blocks


@cache
def _compile_post(ordinal_endings: frozenset[str]) -> re.Pattern[str]:
    """A pattern of a post: words, a dash, a name with its handle, maybe a date."""
    return re.compile(
        r"(?P<words>\S.*?)\s+(?:—|–|--|-)\s*(?P<name>[^—()@]{2,60}?)\s*\(@\w{1,30}\)\s*"
        rf"(?P<date>[A-Z]?[\w.û]{{2,10}} \d{{1,2}},? \d{{4}}|\d{{1,2}}{match_any(ordinal_endings)}? [\w.û]{{3,10}} \d{{4}})?\s*$"
    )


def find_posts(text: str, paragraphs: Sequence[Span], lexicon: Lexicon) -> list[Quote]:
    """Posts embedded as `words — Name (@handle) October 2, 2024`: the words are a quote of that name."""
    if "(@" not in text:
        return []
    posts: list[Quote] = []
    pattern = _compile_post(lexicon.shared.ordinal_endings)
    for start, end in paragraphs:
        if end - start > _LONGEST_POST or "(@" not in text[start:end]:
            continue
        match = pattern.match(text, start + len(text[start:end]) - len(text[start:end].lstrip()), end)
        if match and match["name"][:1].isupper():
            words = _LINK.sub("", match["words"]).strip()
            begin = match.start("words")
            posts.append(
                Quote(
                    begin,
                    begin + len(words),
                    text[begin : begin + len(words)],
                    "direct",
                    None,
                    match["name"],
                    match["name"],
                    evidence="a name and a handle after the words",
                )
            )
    return posts
