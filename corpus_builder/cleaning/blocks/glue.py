"""Paragraphs glued together on one line, questions glued to the end of the article, and date stubs to its beginning.

A stop that is glued to a capital separates two paragraphs, unless it is part of a quotation, a name, an abbreviation,
an address or a number.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence, Set
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from corpus_builder.cleaning.blocks.conventions import GLUE as GLUE_TABLE
from corpus_builder.cleaning.blocks.conventions import ROOM, Questions, list_blocks_tables, name_blocks_table, read_glue_table
from corpus_builder.kernels.shingles import split_runs
from corpus_builder.knowledge import name_table, refuse_example
from corpus_builder.languages.pack import list_packs
from corpus_builder.model import Break, Span
from corpus_builder.text.characters import CODE_POINTS, U8, read_codes
from corpus_builder.text.sentences import CLOSING_MARKS, OPENING_MARKS, STOPS

# The pattern of words that open a question, and that of words that put it to the reader.
_Question = tuple[re.Pattern[str], re.Pattern[str]]

_CAPITALS = "A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĞĠĢĪĮİĶĹĻĽŁŃŅŇŌŐŒŔŖŘŚŜŞŠŢŤŪŮŰŲŴŶŸŹŻŽΑ-ΩЀ-Я"
# classes of characters, as bits: what ends a sentence, that or a mark behind it, and what begins the next one
_IS_STOP, _IS_END, _IS_BEGIN = 1, 2, 4
# Characters of the texts searched together, so that what is made of them stays in the processor's cache.
_RUN_CHARACTERS = 1 << 17
_CAPITAL = re.compile("(.)(?:-(.))?")
_MARK = re.compile('[«»“”„"]')
_WORD_BEFORE = re.compile(r"[^\W_]+\Z")
_WORD_AFTER = re.compile(r"[^\W_]+")
_NAME_AFTER = re.compile(r"[^\W_]+(?:\.[^\W_]+)*")
_ACRONYM = re.compile(r"(?<![^\W_])(?:[A-Z]\.)+[A-Z]\Z")
_NUMBERED = re.compile(r"(?:[nN]°\s?|\d\.)\d+\Z")
_VERSION = re.compile(r"(?<![^\W_])[vV]\d+\Z")
_LETTERS = re.compile(r"[A-Z]\.")
_STOPS = tuple(STOPS)
# German marks close as others open, and the other way round
_CLOSERS = frozenset(CLOSING_MARKS + OPENING_MARKS + '")')
# marks that open in one language close in another: „ “ and » « in German
_TURNED = {"“": "„", "«": "»"}
_OPENERS = frozenset("«“„")
# A pair of quotation marks further apart, in characters, is taken for two marks whose partners are missing.
_QUOTE_CHARACTERS = 2000
# An initial, an address or an abbreviation is shorter than this; looking no further keeps the cost linear.
_NEAR = 60


def find_glue(texts: Sequence[str]) -> list[list[int]]:
    """For each text the places where paragraphs may be glued: behind a stop or a mark near one, before what begins a sentence.

    >>> find_glue(["Il pleut.Le vent tombe.", "R.A.S."])
    [[9], [2, 4]]
    """
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    return [places for first, last in split_runs(lengths, _RUN_CHARACTERS) for places in _find_in_run(texts[first:last])]


def _find_in_run(texts: Sequence[str]) -> list[list[int]]:
    kinds = _load_kinds().take(read_codes(["  ", "\n".join(texts), " "]))
    inner = kinds[2:-1]
    found = np.flatnonzero((inner & _IS_END != 0) & (kinds[3:] & _IS_BEGIN != 0))
    found = found[(inner[found] | kinds[found + 1] | kinds[found]) & _IS_STOP != 0] + 1
    ends = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)) + 1)
    edges = np.searchsorted(found, ends)
    starts = np.repeat(np.append(0, ends[:-1])[: len(ends)], np.diff(edges, prepend=0))
    places: list[int] = (found - starts).tolist()
    return [places[first:last] for first, last in pairwise([0, *edges.tolist()])]


@cache
def _load_kinds() -> U8:
    """The classes of every code point."""
    kinds = np.zeros(CODE_POINTS, np.uint8)
    kinds[[ord(mark) for mark in STOPS]] |= _IS_STOP
    kinds[[ord(mark) for mark in f'{STOPS}{CLOSING_MARKS}{OPENING_MARKS}")']] |= _IS_END
    kinds[[ord(mark) for mark in f'"{OPENING_MARKS}»„¿¡']] |= _IS_BEGIN
    for first, last in _CAPITAL.findall(_CAPITALS):
        kinds[ord(first) : ord(last or first) + 1] |= _IS_BEGIN
    return kinds


def find_cuts(source: str, found: Sequence[int], *, is_first: bool, is_tail: bool) -> list[tuple[int, Break]]:
    """Where to cut a line; `found` are the places behind glued stops, `is_tail` says that it ends the text with a question."""
    cuts: list[tuple[int, Break]] = []
    if is_first and (stub := find_stub(source)) is not None and source[stub:].strip():
        cuts.append((stub, "stub"))
    glue = _find_glue(source, found)
    if is_tail:
        glue = sorted({*glue, *_find_questions(source, glue, _read_questions())})
    first = cuts[0][0] if cuts else 0
    cuts.extend((cut, "glue") for cut in glue if cut > first)
    return cuts


def find_stub(source: str) -> int | None:
    """Where the date stub at the head of a text ends; None when there is none.

    >>> find_stub("date 2024-03 Une grève")
    12
    """
    return _find_stub(source, _read_stubs())


def _find_stub(source: str, stubs: Sequence[re.Pattern[str]]) -> int | None:
    return next((found.end() for stub in stubs if (found := stub.match(source))), None)


def _find_glue(source: str, places: Sequence[int]) -> list[int]:
    turned = {mark for mark, opener in _TURNED.items() if opener in source} if places else set()
    found = [cut for cut in places if _may_end(source, cut, turned)]
    if not found:
        return []
    quotes = _find_quoted(source)
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


def _find_quoted(source: str) -> list[Span]:
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
            if at - start <= _QUOTE_CHARACTERS:
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


def _may_end(source: str, cut: int, turned: Set[str]) -> bool:
    """Whether a paragraph may end before `cut`, so far as that can be told without knowing which quotation marks are pairs.

    `turned` are the marks that open in one language and may close in this line.
    """
    mark, after = source[cut - 1], source[cut]
    if after in '"»':
        # the mark opens a quote, or it closes the one that the stop stands in
        return mark in _STOPS and bool(source[cut + 1 : cut + 2].strip())
    if mark in _CLOSERS:
        inner = source[max(0, cut - 3) : cut - 1]
        if (mark == '"' and inner[-1:].isspace()) or (mark in _TURNED and mark not in turned):
            return False
        return inner.rstrip().endswith(_STOPS)
    if mark == ".":
        return _stop_ends(source, cut)
    return _has_words(source, cut) and not source.endswith(read_glue_table().brands, 0, cut)


def _ends_paragraph(source: str, cut: int, quotes: list[Span]) -> bool:
    """Whether a paragraph that may end before `cut` does, by the pairs of quotation marks in the line."""
    mark, after = source[cut - 1], source[cut]
    if after in '"»':
        return _is_opener(quotes, cut)
    if after in _TURNED and (_closes(quotes, cut + 1) or (after == "“" and not source[cut + 1 : cut + 2].strip())):
        return False
    return mark not in _CLOSERS or (not _is_opener(quotes, cut - 1) and (mark not in _TURNED or _closes(quotes, cut)))


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
    words = _read_words()
    opens = next_word in words.openers
    is_word = len(next_word) > 1 or after[1:2] in ("'", "’")
    if word in words.never_end or _names_file(before, after, words.domains):
        return False
    if word in words.may_end:
        return opens or not next_word
    if len(word) == 1 and word.isupper():
        # "U.S.A.La Chine" and "RER B.Les trains" end, "J.Le Goff" and "J.R.Morel" are names
        return opens and is_word and (_ACRONYM.search(before) is not None or next_word not in words.particles)
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


def _find_questions(source: str, glue: Sequence[int], questions: Sequence[_Question]) -> Iterator[int]:
    """Cuts before the questions to the reader that end a text; one that another follows need not address the reader."""
    pieces = list(zip([0, *glue], [*glue, len(source)], strict=True))
    for start, end in reversed(pieces):
        piece = source[start:end].rstrip()
        if not piece.endswith("?"):
            return
        # only what follows the last sentence can be the question
        inner = max((piece.rfind(f"{stop} ", 0, -1) for stop in STOPS), default=-1) + 1
        for pattern, address in questions:
            found = pattern.search(piece, inner)
            # glued to a word, and with a question behind it, it can be nothing else
            follows = end < len(source) and found and found.start() > 0 and piece[found.start() - 1].isalpha()
            if found and (follows or address.search(piece, found.start())):
                yield start + found.start()
                break


class _Words(NamedTuple):
    """What may stand before and behind a full stop, in any language: its own is not known yet."""

    never_end: frozenset[str]
    may_end: frozenset[str]
    openers: frozenset[str]
    particles: frozenset[str]
    domains: frozenset[str]


@cache
def _read_words() -> _Words:
    packs = list_packs()
    return _Words(
        frozenset(word for pack in packs for word in pack.never_end),
        frozenset(word for pack in packs for word in pack.may_end),
        frozenset(word for pack in packs for word in pack.openers),
        frozenset(word for pack in packs for word in pack.particles),
        frozenset(read_glue_table().domains),
    )


@cache
def _read_stubs() -> tuple[re.Pattern[str], ...]:
    """The patterns of stubs; raises TableError where an example stands on the wrong side."""
    rows = read_glue_table().stubs
    stubs = tuple(re.compile(row.pattern) for row in rows)
    for row, stub in zip(rows, stubs, strict=True):
        for text in row.removes:
            if not stub.match(text):
                refuse_example(name_table(ROOM, GLUE_TABLE), row.name, "removes", text)
        for text in row.keeps:
            if _find_stub(text, stubs) is not None:
                refuse_example(name_table(ROOM, GLUE_TABLE), row.name, "keeps", text)
    return stubs


@cache
def _read_questions() -> tuple[_Question, ...]:
    """The patterns of openers and of address, by language; raises TableError where an example stands on the wrong side."""
    tables = [(name_blocks_table(code), table.questions) for code, table in list_blocks_tables() if table.questions is not None]
    questions = tuple(_compile_question(row) for _, row in tables)
    for where, row in tables:
        for text in row.cuts:
            if not any(_find_questions(text, (), questions)):
                refuse_example(where, "questions", "cuts", text)
        for text in row.keeps:
            if any(_find_questions(text, (), questions)):
                refuse_example(where, "questions", "keeps", text)
    return questions


def _compile_question(row: Questions) -> _Question:
    # Before the opener stands the end of a word, with or without a blank: after a stop there is nothing to find.
    openers = rf"(?:(?<=[^\W\d_{_CAPITALS}])|(?<=[\w»”\")]\s))(?:{row.openers})"
    return re.compile(openers), re.compile(row.address)
