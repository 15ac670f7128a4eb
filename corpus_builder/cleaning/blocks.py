"""Cutting a text into blocks: the stretches that stand or fall as one.

Line breaks cut, save in hard-wrapped text, whose lines are joined, and the words that were split at their ends. Where a
scraper dropped the break between two paragraphs, a stop that is glued to a capital cuts; so does the beginning of a question
that is put to the reader behind the article, and the end of a date stub.
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
_JOINT = re.compile(r"(?:(?<=[^\W_])[-\u2010\u00ad])?\s+")
_SOFT_HYPHEN = "\u00ad"
_HYPHENS = ("-", "\u2010", _SOFT_HYPHEN)
_PART_BEFORE = re.compile(r"[^\W_]+(?:[-\u2010][^\W_]+)*\Z")
_PART_AFTER = re.compile(r"[^\W_]+(?:[-\u2010][^\W_]+)*")
_GLUE = re.compile(rf"[.?!…»«”“\")](?=[\"«»“„¿¡{_CAPITALS}])")
_MARK = re.compile('[«»“”„"]')
_WORD_BEFORE = re.compile(r"[^\W_]+\Z")
_WORD_AFTER = re.compile(r"[^\W_]+")
_NAME_AFTER = re.compile(r"[^\W_]+(?:\.[^\W_]+)*")
_ACRONYM = re.compile(r"(?<![^\W_])(?:[A-Z]\.)+[A-Z]\Z")
_NUMBERED = re.compile(r"(?:[nN]°\s?|\d\.)\d+\Z")
_VERSION = re.compile(r"(?<![^\W_])[vV]\d+\Z")
_LETTERS = re.compile(r"[A-Z]\.")
_LIST_MARK = re.compile(r"[-–—*•·▪◦‣●○■□➤➔→»>]|\(?\d{1,2}[.)°]|[a-z]\)")
_STOPS = (".", "?", "!", "…")
_CLOSERS = frozenset('»«”“")')
# marks that open in one language close in another: „ “ and » « in German
_TURNED = {"“": "„", "«": "»"}
_OPENERS = frozenset("«“„")
# An initial, an address or an abbreviation is shorter than this; looking no further keeps the cost linear.
_NEAR = 60
# "arc-\nen-ciel", "vis-\nà-vis": a hyphen that follows after so few letters has a sister at the line's end
_SHORT_PART = 4


class _Hyphens(NamedTuple):
    """How a text uses hyphens at the ends of its lines: the words it has elsewhere, and whether it splits words at all."""

    words: frozenset[str]
    splits_words: bool

    def is_split(self, before: str, after: str) -> bool:
        """Whether the hyphen between two parts of a word stands there for the line's end only."""
        if not (before[-1].islower() and after[0].islower()) or f"{before}-{after}".lower() in self.words:
            return False
        if f"{before}{after}".lower() in self.words:
            return True
        return self.splits_words and not _is_compound(before, after)


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
    hyphens = _read_hyphens(text, units, settings)
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
            blocks.extend(_cut_unit(source, unit, cuts, markup, hyphens))
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
    for joint in _find_joints(source):
        length += joint.start() - done
        # of a hyphen and the break behind it there may be left both (as a space), one or none
        mark = joint.group()[0]
        hyphen = not mark.isspace() and block.text.startswith(mark, length)
        space = block.text.startswith(" ", length + hyphen)
        after += [length + hyphen, length + hyphen + space]
        before += [block.start + joint.start() + hyphen, block.start + joint.end()]
        length = after[-1]
        done = joint.end()
    return Alignment((*after, len(block.text)), (*before, block.end))


def is_joined(text: str, source: str) -> bool:
    """Whether a text is its source but for blanks and for the joins of lines, which may take a hyphen away.

    >>> is_joined("le gouvernement de Saint-Aubin", "le gouverne-\\nment de Saint-\\nAubin")
    True
    >>> is_joined("le gouvernement", "le gouverne-ment")
    False
    """
    at = done = 0
    for joint in _find_joints(source):
        piece, mark = source[done : joint.start()], joint.group()[0]
        if not text.startswith(piece, at):
            break
        at += len(piece)
        at += not mark.isspace() and text.startswith(mark, at)
        at += text.startswith(" ", at)
        done = joint.end()
    return text[at:] == source[done:] or text.split() == source.split()


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
    broken = sum(_breaks_sentence(text, a, b) for a, b in pairs)
    if len(pairs) < settings.wrap_lines or broken < settings.wrap_broken * len(pairs):
        return 0
    return full[int(len(full) * 0.9)]


def _breaks_sentence(text: str, a: _Unit, b: _Unit) -> bool:
    return text[b.start].islower() and (text[a.end - 1].isalpha() or _ends_in_hyphen(text, a))


def _ends_in_hyphen(text: str, line: _Unit) -> bool:
    """Whether a line ends in a hyphen that is no dash: in the midst of a word."""
    return text[line.end - 1] in _HYPHENS and text[line.end - 2].isalnum()


def _is_joint(text: str, a: _Unit, b: _Unit, width: int, settings: BlockSettings) -> bool:
    if _LIST_MARK.match(text, b.start):
        return False
    if _ends_in_hyphen(text, a) and text[b.start].islower():
        return True
    if a.end - a.start < settings.wrap_shortest:
        return False
    if text[b.start].islower() or _ends_in_hyphen(text, a):
        return True
    # A line that was wrapped had no room for the next word.
    word = _BLANKS.split(text[b.start : b.start + _NEAR], maxsplit=1)[0]
    return a.end - a.start + 1 + len(word) > width


def _cut_unit(source: str, unit: _Unit, cuts: list[tuple[int, Break]], markup: Line | None, hyphens: _Hyphens) -> Iterator[Block]:
    breaks = [found.start() for found in _BREAK.finditer(source)] if unit.joined else []
    before, start = unit.before, 0
    for end, following in (*cuts, (len(source), unit.before)):
        piece = source[start:end]
        bare = piece.strip()
        offset = start + piece.index(bare[0])
        joined = _join_lines(bare, hyphens) if breaks else bare
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
    if mark not in "»”" or _closes(quotes, cut):
        return False
    following = _MARK.search(source, cut)
    return following is not None and following.group() == mark


def _find_quoted(source: str, settings: BlockSettings) -> list[Span]:
    """The outermost pairs of quotation marks, from the opening mark to behind the closing one."""
    pairs: list[Span] = []
    open_marks: list[tuple[str, int]] = []
    for found in _MARK.finditer(source):
        at = found.start()
        kind, opens = _read_mark(source, at, open_marks)
        if opens:
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


def _read_mark(source: str, at: int, open_marks: list[tuple[str, int]]) -> tuple[str, bool]:
    """The opening mark of the pair that the mark at `at` belongs to, and whether it opens it."""
    mark = source[at]
    near = [kind for kind, _ in open_marks[-3:]]
    if mark == '"':
        return mark, _opens(source, at, open_marks)
    if _TURNED.get(mark) in near and source[at - 1].strip():
        return _TURNED[mark], False
    if mark == "»" and "«" not in near and _opens(source, at, open_marks):
        return mark, True
    if mark == "”" and "“" not in near and "„" in near:
        return "„", False
    return {"»": "«", "”": "“"}.get(mark, mark), mark in _OPENERS


def _opens(source: str, at: int, open_marks: list[tuple[str, int]]) -> bool:
    before = source[at - 1] if at else " "
    after = source[at + 1] if at + 1 < len(source) else " "
    if after.isspace():
        return False
    return before.isspace() or before in "([{«“'’" or (before in _STOPS and not any(kind == '"' for kind, _ in open_marks[-3:]))


def _ends_paragraph(source: str, cut: int, quotes: list[Span]) -> bool:
    mark, after = source[cut - 1], source[cut]
    if after in '"»':
        # The mark opens a quote, or it closes the one that the stop stands in.
        return mark in _STOPS and _is_opener(quotes, cut)
    if after in _TURNED and (_closes(quotes, cut + 1) or (after == "“" and not source[cut + 1 : cut + 2].strip())):
        return False
    if mark in _CLOSERS:
        inner = source[max(0, cut - 3) : cut - 1]
        if _is_opener(quotes, cut - 1) or (mark == '"' and inner[-1:].isspace()):
            return False
        if mark in _TURNED and not _closes(quotes, cut):
            return False
        return inner.rstrip().endswith(_STOPS)
    if mark == ".":
        return _stop_ends(source, cut)
    return _has_words(source, cut) and not source[:cut].endswith(_brands())


def _is_opener(quotes: list[Span], start: int) -> bool:
    """Whether a pair of marks begins there."""
    return any(first == start for first, _ in _near(quotes, start))


def _closes(quotes: list[Span], end: int) -> bool:
    """Whether a pair of marks ends there."""
    return any(last == end for _, last in _near(quotes, end))


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
    opens = next_word in table["openers"]
    is_word = len(next_word) > 1 or after[1:2] in ("'", "’")
    if word in table["never_end"] or _names_file(before, after, table["domains"]):
        return False
    if word in table["may_end"]:
        return opens or not next_word
    if len(word) == 1 and word.isupper():
        # "U.S.A.La Chine" and "RER B.Les trains" end, "J.Le Goff" and "J.R.Morel" are names
        return opens and is_word and (_ACRONYM.search(before) is not None or next_word not in table["particles"])
    if word.isupper() and next_word.isupper() and len(next_word) in range(2, 5):
        return False
    if _is_number(word, before, next_word, is_opener=opens and (is_word or not _NUMBERED.search(before))):
        return False
    if (len(word) == 1 and word.islower() and _LETTERS.match(after)) or (
        before[-1:].isspace() and next_word.isupper() and is_word
    ):
        return False  # "z.B.", "e.V."; the index ".DJX"
    token = f"{before}.{after}"[len(before) - len(before.split()[-1]) :].split()[0].lower() if word else ""
    if "://" in token or "www." in token or "@" in token:
        # a sentence goes on with a word of its own, an address does not
        return opens and is_word and after[len(next_word) : len(next_word) + 1] in (" ", "'", "’", "\u00a0")
    return _has_words(source, cut)


def _is_number(word: str, before: str, next_word: str, *, is_opener: bool) -> bool:
    """Whether the stop belongs to a number: an ordinal ("2.Bundesliga"), a version ("V2.Beta") or a reference ("n°12.B")."""
    if is_opener or not next_word:
        return False
    return _VERSION.search(before) is not None or (word.isdigit() and (len(word) < 3 or len(next_word) == 1))


def _names_file(before: str, after: str, endings: frozenset[str]) -> bool:
    """Whether the stop stands in the name of a file or a site: "Exemple.Com", "Rapport.Final.PDF"."""
    found = _NAME_AFTER.match(after)
    return found is not None and before[-1:].isalnum() and found.group().rpartition(".")[2] in endings


def _has_words(source: str, cut: int) -> bool:
    """Whether more than one word stands before the cut: "Yahoo!Finance" and "Capital.Risque" are names."""
    return cut > _NEAR or len(source[:cut].split()) > 1


@cache
def _brands() -> tuple[str, ...]:
    return tuple(read_table("blocks")["abbreviations"]["brands"])


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
    """The line breaks within a block, each with the blanks around it and the hyphen before it."""
    return (joint for joint in _JOINT.finditer(source) if _BREAK.search(joint.group()))


def _join_lines(source: str, hyphens: _Hyphens) -> str:
    parts, done = [], 0
    for joint in _find_joints(source):
        parts += [source[done : joint.start()], _join_words(source, joint, hyphens)]
        done = joint.end()
    return "".join((*parts, source[done:]))


def _join_words(source: str, joint: re.Match[str], hyphens: _Hyphens) -> str:
    """What stands for a line break in the joined text: a space, a hyphen, both or nothing."""
    mark = joint.group()[0]
    if mark.isspace():
        return " "
    found = _find_parts(source, joint)
    if found is None or found[1] in _hyphen_rules()[1]:
        return f"{mark} "
    return "" if mark == _SOFT_HYPHEN or hyphens.is_split(*found) else mark


def _find_parts(source: str, joint: re.Match[str]) -> tuple[str, str] | None:
    """What a hyphen at a line's end parts: the letters before it and behind the break, with their other hyphens."""
    before = _PART_BEFORE.search(source, max(0, joint.start() - _NEAR), joint.start())
    after = _PART_AFTER.match(source, joint.end(), joint.end() + _NEAR)
    return (before.group(), after.group()) if before and after else None


def _read_hyphens(text: str, units: Sequence[_Unit], settings: BlockSettings) -> _Hyphens:
    """How a hard-wrapped text uses hyphens at the ends of its lines."""
    joints = [joint for unit in units if unit.joined for joint in _JOINT.finditer(text, unit.start, unit.end)]
    breaks = [joint for joint in joints if _BREAK.search(joint.group())]
    parted = [found for joint in breaks if joint.group()[0] in "-\u2010" and (found := _find_parts(text, joint))]
    if not parted:
        return _Hyphens(frozenset(), splits_words=False)
    split = sum(before[-1].islower() and after[0].islower() and not _is_compound(before, after) for before, after in parted)
    words = frozenset(found.group().lower() for found in _PART_AFTER.finditer(text))
    return _Hyphens(words, splits_words=split >= settings.wrap_hyphens * len(breaks))


def _is_compound(before: str, after: str) -> bool:
    """Whether two parts make a word that is written with a hyphen, as far as the table knows."""
    if "-" in before or len(before) == 1 or len(after) == 1 or "-" in after[:_SHORT_PART]:
        return True
    return _hyphen_rules()[0].fullmatch(f"{before}-{after}".lower()) is not None


@cache
def _hyphen_rules() -> tuple[re.Pattern[str], frozenset[str]]:
    table = read_table("blocks")
    return re.compile("|".join(row["pattern"] for row in table["compounds"])), frozenset(table["suspended"]["words"])
