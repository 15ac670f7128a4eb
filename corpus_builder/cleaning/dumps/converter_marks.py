"""Taking out the marks that converters write into lines: numbers of links, Markdown, the numbers and heads of printed pages.

They are taken out as soft hyphens are: each is a repair with a name, and every other character keeps its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from corpus_builder.cleaning.dumps.link_numbers import find_link_numbers
from corpus_builder.cleaning.dumps.markdown import find_markdown
from corpus_builder.cleaning.dumps.page_breaks import find_page_breaks
from corpus_builder.model import Alignment, Repaired, Span

# What finds the marks of one kind in a text: their spans, sorted and disjoint.
_Finder = Callable[[str], Sequence[Span]]

_PAGE_BREAKS = "page breaks"
# Each kind of marks with its name among the repairs. Page breaks come first, because what they part is one line for the others.
_IN_LINES: tuple[tuple[str, _Finder], ...] = (("numbers of links", find_link_numbers), ("markdown", find_markdown))
_VISIBLE = re.compile(r"\S")


def drop_marks(repaired: Repaired) -> Repaired:
    """A repaired plain text without the marks of converters; the same object where there are none.

    Its `drawn` is the text with the marks in its lines, as the converter wrapped it.

    >>> text = "   [1]Menu [2]Carte\\n\\n   1. http://a.example/\\n   2. http://b.example/"
    >>> drop_marks(Repaired(text, Alignment.identity(len(text)))).text.split()
    ['Menu', 'Carte', '1.', 'http://a.example/', '2.', 'http://b.example/']
    """
    whole = _drop_spans(repaired, find_page_breaks(repaired.text), _PAGE_BREAKS)
    changed = whole
    for name, find in _IN_LINES:
        changed = _drop_spans(changed, find(changed.text), name)
    if changed is whole:
        return changed
    return Repaired(changed.text, changed.alignment, changed.repairs, whole.text)


def _drop_spans(repaired: Repaired, spans: Sequence[Span], name: str) -> Repaired:
    """A repaired text without some of its spans; `name` is that of the repair."""
    if not spans:
        return repaired
    text, alignment = repaired.text, repaired.alignment
    bounds = [0, *(bound for span in spans for bound in span), len(text)]
    pieces = list(zip(bounds[::2], bounds[1::2], strict=True))
    return Repaired(
        "".join(text[start:end] for start, end in pieces),
        _align_pieces(alignment, text, pieces),
        tuple(sorted({*repaired.repairs, name})),
    )


def _align_pieces(alignment: Alignment, text: str, pieces: Sequence[Span]) -> Alignment:
    """The alignment of a text of which only these pieces are left; a mark at the beginning of a line belongs to what follows."""
    after, before = [0], [0]
    place = run = 0
    for number, (start, end) in enumerate(pieces):
        if start == end:
            continue
        shift = place - start
        opens = number > 0 and _opens_line(text, pieces[number - 1]) and end - start > 1
        left = alignment.end(pieces[number - 1][1]) if opens else alignment.start(start)
        after.append(place)
        before.append(max(left, before[-1]))
        if opens:
            start += 1
            after.append(start + shift)
            before.append(max(alignment.start(start), before[-1]))
        while run < len(alignment.after) and alignment.after[run] <= start:
            run += 1
        while run < len(alignment.after) and alignment.after[run] < end:
            after.append(alignment.after[run] + shift)
            before.append(alignment.before[run])
            run += 1
        place = end + shift
        after.append(place)
        before.append(max(alignment.end(end), before[-1]))
    after.append(place)
    before.append(alignment.before[-1])
    return Alignment(tuple(after), tuple(before))


def _opens_line(text: str, piece: Span) -> bool:
    """Whether only blanks stand on the line on which a piece ends."""
    line = max(text.rfind("\n", *piece) + 1, piece[0])
    return (line > piece[0] or piece[0] == 0) and not _VISIBLE.search(text, line, piece[1])
