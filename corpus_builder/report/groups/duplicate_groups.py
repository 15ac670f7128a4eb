"""The near-duplicate groups of a release in words: what was kept and why, what was removed, similarity, differences."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from corpus_builder.text.dates import expand_date
from corpus_builder.text.normalization import strip_accents

PARAGRAPH, DOCUMENT = "paragraph", "document"
SAME, ADDED, MISSING = "same", "added", "missing"
# A word with the marks around it.
_WORD = r"(?:[^\w\s]+\s+)*\S*\w\S*(?:\s+[^\w\s]+(?!\S))*"
# Words of two texts that are set side by side; longer ones differ in too many places to be read.
MOST_WORDS = 600
# What a rule means, after "removed:".
MEANINGS = {
    "exact copy": "an exact copy",
    "near copy": "a near copy",
    "excerpt": "an excerpt of this longer paragraph",
    "pull quote": "a pull quote, which repeats the same document's text",
    "reprint": "a reprint or another version",
}


@dataclass(frozen=True, slots=True)
class Member:
    """A paragraph or document of a group; `rule` and `similarity` say how it is like the one that stays, which has none.

    `in_reprint` tells a paragraph of a document that reprints that of the one that stays, or whose reprint this is: between
    such two, less similarity makes a copy.
    """

    id: str
    source_id: str
    published: str | None
    text: str
    characters: int
    rule: str | None = None
    similarity: float | None = None
    in_reprint: bool = False

    def describe_rule(self) -> str:
        """What was found, after "removed:" or "marked:"."""
        meaning = MEANINGS.get(self.rule or "", self.rule or "")
        return f"{meaning} in a reprint" if self.in_reprint and self.rule in ("near copy", "excerpt") else meaning


@dataclass(frozen=True, slots=True)
class DuplicateGroup:
    """What stays, why it does, and what went in its favour, most alike first. Documents do not go, they are marked."""

    kind: str
    stays: Member
    reason: str
    others: tuple[Member, ...]


def explain_choice(stays: Member, others: Iterable[Member]) -> str:
    """Why the one that stays does: it is the earliest, of those the longest, of equals the first by source.

    >>> one, other = Member("a", "b.txt", "2024-05", "Rain.", 5), Member("c", "d.txt", "2024-05-02", "Rain.", 5)
    >>> explain_choice(one, [other])
    'it is the earliest: 2024-05, next 2024-05-02'
    """
    rivals = [member for member in others if member.rule != "pull quote"]
    if not rivals:
        return "it is the longer of two paragraphs of one document"
    day = _first_day(stays.published)
    days = sorted(_first_day(member.published) for member in rivals)
    if day < days[0]:
        later = min(rivals, key=lambda member: _first_day(member.published)).published
        return f"it is the earliest: {stays.published}, next {later}" if later else "it is the only one with a date"
    peers = [member for member in rivals if _first_day(member.published) == day]
    if not peers:
        return "it was chosen although another one is earlier"
    when = f"among those from {stays.published}" if stays.published else "none has a date; of all of them"
    longest = max(member.characters for member in peers)
    if stays.characters > longest:
        return f"{when} it is the longest: {stays.characters:,} characters, next {longest:,}"
    return f"{when} it comes first by source"


def _first_day(published: str | None) -> str:
    """A date for sorting; unknown ones come last."""
    return expand_date(published) if published else "9999"


def mark_differences(text: str, other: str) -> list[tuple[str, str]]:
    """The words of a text and of the one that stays instead, in order, as runs that are the same, added or missing in the text.

    Case, accents and typography make no difference.

    >>> mark_differences("« RAIN » fell on Sorny today.", "Rain fell on Sorny.")
    [('same', '« RAIN » fell on Sorny'), ('added', 'today.')]
    """
    mine, others = (re.findall(_WORD, part) for part in (text, other))
    before, after = ([re.sub(r"\W+", "", strip_accents(word)).casefold() for word in words] for words in (others, mine))
    runs: list[tuple[str, str]] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            runs.append((SAME, " ".join(mine[c:d])))
            continue
        runs += [(name, " ".join(words)) for name, words in ((MISSING, others[a:b]), (ADDED, mine[c:d])) if words]
    return runs
