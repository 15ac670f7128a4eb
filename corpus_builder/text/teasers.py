"""Labels that lead from an article to another one: "À lire aussi :", "READ MORE"."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from corpus_builder.languages.pack import list_packs

# What parts a label from the title that it leads to.
_MARKS = r"[:|>»→›•–—-]"
# The fewest letters of a label in capitals that needs no such mark.
_CAPITALS = 7
# Characters: longer than any label with its mark.
_LONGEST = 50
_FIRST_WORD = re.compile(r"\w+")


class _Patterns(NamedTuple):
    """A label that begins a text, in any case; one that ends it, behind a sentence; and one that is all of it."""

    first: re.Pattern[str]
    last: re.Pattern[str]


def find_label(text: str) -> int:
    """Where the label of a teaser ends that a text begins with; 0 where it begins with none.

    A label is followed by a mark or by nothing, or it is in capitals.

    >>> find_label("Lire aussi : le pont"), find_label("READ MORE The pont"), find_label("Voir aussi loin que le pont")
    (12, 9, 0)
    """
    found = _load_patterns().first.match(text)
    if not found:
        return 0
    label = found["label"]
    is_marked = bool(found["mark"]) or not text[found.end() :].strip()
    return found.end() if is_marked or (len(label) >= _CAPITALS and label.isupper()) else 0


def is_teaser_label(text: str) -> bool:
    """Whether a text is the label of a teaser and nothing else."""
    return len(text) <= _LONGEST and may_begin_label(text) and find_label(text) == len(text)


def may_begin_label(text: str) -> bool:
    """Whether the first word of a text begins a label; next to no other text passes."""
    word = _FIRST_WORD.search(text, 0, _LONGEST)
    return word is not None and word[0].lower() in _first_words()


def find_last_label(text: str) -> int:
    """Where the label of a teaser begins that a text ends with, behind a sentence; -1 where it ends with none.

    >>> find_last_label("Le pont rouvre. À lire aussi : "), find_last_label("Il faut lire aussi ")
    (16, -1)
    """
    found = _load_patterns().last.search(text)
    return found.start("label") if found else -1


@cache
def _first_words() -> frozenset[str]:
    return frozenset(label.split()[0] for pack in list_packs() for label in pack.teasers)


@cache
def _load_patterns() -> _Patterns:
    labels = sorted({label for pack in list_packs() for label in pack.teasers}, key=lambda label: (-len(label), label))
    known = "|".join(re.escape(label).replace("\\ ", r"\s+") for label in labels)
    return _Patterns(
        first=re.compile(rf"[\W_]{{0,4}}(?P<label>{known})\b\s*(?P<mark>{_MARKS})?\s*", re.IGNORECASE),
        last=re.compile(rf"(?:\A|[.!?…»”\"])\s*(?P<label>(?:{known})\s*{_MARKS}\s*)\Z", re.IGNORECASE),
    )
