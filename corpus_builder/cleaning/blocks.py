"""Cutting a text into blocks: the stretches that stand or fall as one.

Line breaks cut, save in hard-wrapped text; where a scraper dropped the break between two paragraphs, a stop that is glued to
a capital cuts; so does the beginning of a question that is put to the reader behind the article, and the end of a date stub.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from corpus_builder.model import Alignment, Block, Break, Line, Span
from corpus_builder.rules import read_table
from corpus_builder.settings import BlockSettings

_CAPITALS = "A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĞĠĢĪĮİĶĹĻĽŁŃŅŇŌŐŒŔŖŘŚŜŞŠŢŤŪŮŰŲŴŶŸŹŻŽΑ-ΩЀ-Я"
_BREAK = re.compile(r"\r\n?|[\n\v\f\x85\u2028\u2029]")
_RARE_BREAKS = "\r\v\f\x85\u2028\u2029"
_BLANKS = re.compile(r"\s+")
_GLUE = re.compile(rf"[.?!…»”\")](?=[\"«“„¿¡{_CAPITALS}])")
_MARK = re.compile('[«»“”"]')
_WORD_BEFORE = re.compile(r"[^\W_]+\Z")
_WORD_AFTER = re.compile(r"[^\W_]+")
_LIST_MARK = re.compile(r"[-–—*•·▪◦‣●○■□➤➔→»>]|\(?\d{1,2}[.)°]|[a-z]\)")
_STOPS = (".", "?", "!", "…")
_CLOSERS = frozenset('»”")')
_OPENERS = frozenset("«“„")
# An initial, an address or an abbreviation is shorter than this; looking no further keeps the cost linear.
_NEAR = 60


class _Unit(NamedTuple):
    """One line of the text, or the lines of one hard-wrapped paragraph; offsets into the repaired text, without blanks."""

    start: int
    end: int
    line: int
    before: Break
    joined: bool = False


def split_blocks(text: str, lines: Sequence[Line], settings: BlockSettings) -> list[Block]:
    """Cut a repaired text into blocks that are sorted, disjoint and cover every non-blank character.

    `lines` has one entry per line of `text` for a rendered page, and is empty for plain text. A rendered page was cut
    where its markup says so: its lines are never joined.

    >>> [block.text for block in split_blocks("Il pleut.Le vent tombe.", (), BlockSettings())]
    ['Il pleut.', 'Le vent tombe.']
    """
    units = _find_lines(text, rendered=bool(lines))
    if not lines:
        units = _join_wrapped(text, units, settings)
    last_prose = max((i for i, unit in enumerate(units) if unit.end - unit.start >= settings.prose_characters), default=0)
    glue = [found.end() for found in _GLUE.finditer(text)]
    at = 0
    blocks: list[Block] = []
    for i, unit in enumerate(units):
        start, end, index, before, joined = unit
        markup = lines[index] if index < len(lines) else None
        source = text[start:end]
        first = at
        while at < len(glue) and glue[at] < end:
            at += 1
        is_tail = i >= last_prose and source.endswith("?")
        cuts: list[tuple[int, Break]] = []
        if at > first or is_tail or i == 0:
            glued = [cut - start for cut in glue[first:at]]
            cuts = _find_cuts(source, glued, settings, is_first=i == 0, is_tail=is_tail)
        if cuts or joined:
            blocks.extend(_cut_unit(source, unit, cuts, markup))
        else:
            blocks.append(Block(start, end, source, index, before, markup))
    return blocks


def align_block(block: Block, text: str) -> Alignment:
    """Where the characters of a block's text stand in the repaired text it was cut from.

    >>> align_block(Block(2, 6, "a b", 0, "start"), "  a \\nb").start(2)
    5
    """
    source = text[block.start : block.end]
    if source == block.text:
        return Alignment((0, len(source)), (block.start, block.end))
    after, before, length = [0], [block.start], 0
    done = 0
    for blanks in _find_joints(source):
        length += blanks.start() - done
        after += [length, length + 1]
        before += [block.start + blanks.start(), block.start + blanks.end()]
        length += 1
        done = blanks.end()
    return Alignment((*after, len(block.text)), (*before, block.end))


def _find_lines(text: str, *, rendered: bool) -> list[_Unit]:
    units: list[_Unit] = []
    before: Break = "start"
    for index, (start, line) in enumerate(_cut_lines(text, rendered=rendered)):
        bare = line.strip()
        if bare:
            offset = start if line[0] == bare[0] else start + line.index(bare[0])
            units.append(_Unit(offset, offset + len(bare), index, before))
            before = "line"
        elif before == "line":
            before = "blank"
    return units


def _cut_lines(text: str, *, rendered: bool) -> Iterator[tuple[int, str]]:
    """Every line with where it starts; a rendered page and most texts know one kind of break."""
    start = 0
    if rendered or not any(mark in text for mark in _RARE_BREAKS):
        for line in text.split("\n"):
            yield start, line
            start += len(line) + 1
        return
    for found in _BREAK.finditer(text):
        yield start, text[start : found.start()]
        start = found.end()
    yield start, text[start:]


def _join_wrapped(text: str, units: list[_Unit], settings: BlockSettings) -> list[_Unit]:
    width = _wrap_width(text, units, settings)
    if not width:
        return units
    joined: list[_Unit] = []
    last = None
    for unit in units:
        if last and unit.before == "line" and _is_joint(text, last, unit, width, settings):
            joined[-1] = _Unit(joined[-1].start, unit.end, joined[-1].line, joined[-1].before, joined=True)
        else:
            joined.append(unit)
        last = unit
    return joined


def _wrap_width(text: str, units: list[_Unit], settings: BlockSettings) -> int:
    """The width at which the text was wrapped by hand, 0 when it was not."""
    lengths = [unit.end - unit.start for unit in units]
    full = sorted(n for n in lengths if settings.wrap_shortest <= n <= settings.wrap_longest)
    if len(full) < settings.wrap_lines or sum(n for n in lengths if n > settings.wrap_longest) > settings.wrap_strays * sum(
        lengths
    ):
        return 0
    pairs = [(a, b) for a, b in pairwise(units) if b.before == "line" and a.end - a.start >= settings.wrap_shortest]
    broken = sum(text[a.end - 1].isalpha() and text[b.start].islower() for a, b in pairs)
    if len(pairs) < settings.wrap_lines or broken < settings.wrap_broken * len(pairs):
        return 0
    return full[int(len(full) * 0.9)]


def _is_joint(text: str, a: _Unit, b: _Unit, width: int, settings: BlockSettings) -> bool:
    if a.end - a.start < settings.wrap_shortest or _LIST_MARK.match(text, b.start):
        return False
    if text[b.start].islower():
        return True
    # A line that was wrapped had no room for the next word.
    word = _BLANKS.split(text[b.start : b.start + _NEAR], maxsplit=1)[0]
    return a.end - a.start + 1 + len(word) > width


def _cut_unit(source: str, unit: _Unit, cuts: list[tuple[int, Break]], markup: Line | None) -> Iterator[Block]:
    breaks = [found.start() for found in _BREAK.finditer(source)] if unit.joined else []
    before, start = unit.before, 0
    for end, following in (*cuts, (len(source), unit.before)):
        piece = source[start:end]
        bare = piece.strip()
        offset = start + piece.index(bare[0])
        joined = _join_lines(bare) if breaks else bare
        yield Block(
            unit.start + offset, unit.start + offset + len(bare), joined, unit.line + bisect_left(breaks, offset), before, markup
        )
        before, start = following, end


def _find_cuts(
    source: str, found: Sequence[int], settings: BlockSettings, *, is_first: bool, is_tail: bool
) -> list[tuple[int, Break]]:
    """Where to cut a line; `found` are the places behind glued stops, `is_tail` says that it ends the text with a question."""
    cuts: list[tuple[int, Break]] = []
    if is_first and (stub := find_stub(source)) is not None and source[stub:].strip():
        cuts.append((stub, "stub"))
    glue = _find_glue(source, found, settings)
    if is_tail:
        glue = sorted({*glue, *_find_questions(source, glue)})
    first = cuts[0][0] if cuts else 0
    cuts.extend((cut, "glue") for cut in glue if cut > first)
    return cuts


def find_stub(source: str) -> int | None:
    """Where the date stub at the head of a text ends; None when there is none.

    >>> find_stub("date 2024-03 Une grève")
    12
    """
    for row in read_table("blocks")["stubs"]:
        if found := re.match(row["pattern"], source):
            return found.end()
    return None


def _find_glue(source: str, found: Sequence[int], settings: BlockSettings) -> list[int]:
    if not found:
        return []
    quotes = _find_quoted(source, settings)
    cuts = []
    at = 0
    for cut in found:
        while at < len(quotes) and quotes[at][1] <= cut - 1:
            at += 1
        inside = at < len(quotes) and quotes[at][0] < cut - 1 and cut < quotes[at][1]
        if not inside and _ends_paragraph(source, cut, quotes):
            cuts.append(cut - 1 if _is_wrong_mark(source, cut, quotes) else cut)
    return cuts


def _is_wrong_mark(source: str, cut: int, quotes: list[Span]) -> bool:
    """Whether the closing mark before `cut` opens a quote: it closes none, and the next mark closes too."""
    mark = source[cut - 1]
    if mark not in "»”" or any(end == cut for _, end in _near(quotes, cut)):
        return False
    following = _MARK.search(source, cut)
    return following is not None and following.group() == mark


def _find_quoted(source: str, settings: BlockSettings) -> list[Span]:
    """The outermost pairs of quotation marks, from the opening mark to behind the closing one."""
    pairs: list[Span] = []
    open_marks: list[tuple[str, int]] = []
    for found in _MARK.finditer(source):
        mark, at = found.group(), found.start()
        if mark == '"':
            mark = "«" if _opens(source, at, open_marks) else "»"
            kind = '"'
        else:
            kind = {"»": "«", "”": "“"}.get(mark, mark)
        if mark in _OPENERS:
            open_marks.append((kind, at))
            continue
        # A closing mark shuts what was opened inside it and never closed.
        place = next((i for i in range(len(open_marks) - 1, max(-1, len(open_marks) - 4), -1) if open_marks[i][0] == kind), None)
        if place is not None:
            start = open_marks[place][1]
            del open_marks[place:]
            if at - start <= settings.quote_characters:
                while pairs and pairs[-1][0] > start:
                    pairs.pop()
                pairs.append((start, at + 1))
    return pairs


def _opens(source: str, at: int, open_marks: list[tuple[str, int]]) -> bool:
    before = source[at - 1] if at else " "
    after = source[at + 1] if at + 1 < len(source) else " "
    if after.isspace():
        return False
    return before.isspace() or before in "([{«“'’" or (before in _STOPS and not any(kind == '"' for kind, _ in open_marks[-3:]))


def _ends_paragraph(source: str, cut: int, quotes: list[Span]) -> bool:
    mark, after = source[cut - 1], source[cut]
    if after == '"':
        # The mark opens a quote, or it closes the one that the stop stands in.
        return mark in _STOPS and any(start == cut for start, _ in _near(quotes, cut))
    if mark in _CLOSERS:
        inner = source[max(0, cut - 3) : cut - 1]
        if mark == '"' and (inner[-1:].isspace() or any(start == cut - 1 for start, _ in _near(quotes, cut))):
            return False
        return inner.rstrip().endswith(_STOPS)
    if mark == ".":
        return _stop_ends(source, cut)
    return _has_words(source, cut)


def _near(quotes: list[Span], cut: int) -> Iterator[Span]:
    at = bisect_left(quotes, (cut, 0))
    return iter(quotes[max(0, at - 1) : at + 1])


def _stop_ends(source: str, cut: int) -> bool:
    """Whether the full stop before `cut` ends a sentence: it is in no name, abbreviation, address or number."""
    before = source[max(0, cut - 1 - _NEAR) : cut - 1]
    after = source[cut : cut + _NEAR]
    found = _WORD_BEFORE.search(before)
    word = found.group() if found else ""
    following = _WORD_AFTER.match(after)
    next_word = following.group() if following else ""
    table = _abbreviations()
    if word in table["never_end"] or next_word in table["domains"]:
        return False
    if word in table["may_end"]:
        return next_word in table["openers"] or not next_word
    if len(word) == 1 and word.isupper():
        return False
    if word.isupper() and next_word.isupper() and len(next_word) in range(2, 5):
        return False
    token = f"{before}.{after}"[len(before) - len(before.split()[-1]) :].split()[0].lower() if word else ""
    if "://" in token or "www." in token or "@" in token:
        return False
    return _has_words(source, cut)


def _has_words(source: str, cut: int) -> bool:
    """Whether more than one word stands before the cut: "Yahoo!Finance" and "Capital.Risque" are names."""
    return cut > _NEAR or len(source[:cut].split()) > 1


@cache
def _abbreviations() -> dict[str, frozenset[str]]:
    table = read_table("blocks")
    sets = {name: frozenset(words) for name, words in table["abbreviations"].items()}
    return {**sets, "openers": frozenset(table["openers"]["words"])}


@cache
def _questions() -> list[tuple[re.Pattern[str], re.Pattern[str]]]:
    # Before the opener stands the end of a word, with or without a blank: after a stop there is nothing to find.
    return [
        (re.compile(rf"(?:(?<=[^\W\d_{_CAPITALS}])|(?<=[\w»”\")]\s))(?:{row['openers']})"), re.compile(row["address"]))
        for row in read_table("blocks")["questions"]
    ]


def _find_questions(source: str, glue: list[int]) -> Iterator[int]:
    """Cuts before the questions to the reader that end a text; one that another follows need not address the reader."""
    pieces = list(zip([0, *glue], [*glue, len(source)], strict=True))
    for start, end in reversed(pieces):
        piece = source[start:end].rstrip()
        if not piece.endswith("?"):
            return
        # only what follows the last sentence can be the question
        inner = max((piece.rfind(f"{stop} ", 0, -1) for stop in ".!?…"), default=-1) + 1
        for pattern, address in _questions():
            found = pattern.search(piece, inner)
            # glued to a word, and with a question behind it, it can be nothing else
            follows = end < len(source) and found and found.start() > 0 and piece[found.start() - 1].isalpha()
            if found and (follows or address.search(piece, found.start())):
                yield start + found.start()
                break


def _find_joints(source: str) -> Iterator[re.Match[str]]:
    return (blanks for blanks in _BLANKS.finditer(source) if _BREAK.search(blanks.group()))


def _join_lines(source: str) -> str:
    return _BLANKS.sub(lambda blanks: " " if _BREAK.search(blanks.group()) else blanks.group(), source)
