"""Runs of capitalised words: where somebody may be named, and the words of it that are a name."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from corpus_builder.languages.pack import read_pack
from corpus_builder.quotes.grammar.lexicon import Lexicon, read_lexicon
from corpus_builder.quotes.grammar.speech_tables import list_quoting
from corpus_builder.quotes.grammar.tokens import Kept
from corpus_builder.text.normalization import lower_with_plain_signs as fold
from corpus_builder.text.patterns import match_any

_CAPITAL = r"[A-ZÀ-ÖØ-Þ](?:[\w’'\-]*\w{cut}|\.(?:-?[A-Z]\.)*)"
# a first name that ends in an apostrophe, where apostrophes are no marks: `Jul' Maroh`
_CUT_SHORT = r"(?:(?<![sS])['’](?=[ \u00a0][A-ZÀ-ÖØ-Þ]))?"
# an initial, or several, in the place of a first name
INITIALS = re.compile(r"(?:[A-ZÀ-ÖØ-Þ]\.-?)+")
# letters of a word that is a name, and words of a first name and a surname
_SHORTEST_WORD = 2
_FULL_NAME = 2
# characters behind a name in which an owner's ending and two words may stand, and these
_SHORTEST_OWNED = 6
_OWNED = re.compile(r"['’]\w+[ \u00a0]([^ \u00a0]+[ \u00a0][^ \u00a0]+)$")


class Mention(NamedTuple):
    """One place where somebody is named."""

    start: int
    end: int
    name: str


# a mention without a call for its names, as there are so many
_make_mention = tuple.__new__


def find_runs(text: str, lexicon: Lexicon) -> list[Mention]:
    """Every run of capitalised words, without a title before it or a common word that only begins its sentence."""
    trimmed = _keep_trimmed(lexicon.language)
    runs: list[Mention] = []
    for match in _compile_run(lexicon.shared.particles_between_capitals, bool(lexicon.table.shared.elisions)).finditer(text):
        lead, tail, name = trimmed[match[0]]
        if name:
            start, end = match.span()
            runs.append(_make_mention(Mention, (start + lead, end - tail, name)))
            if tail > _SHORTEST_OWNED:
                runs += _find_owned(match[0][len(match[0]) - tail :], end - tail, trimmed)
    return runs


def _find_owned(behind: str, start: int, trimmed: Kept) -> list[Mention]:
    """Somebody in full who belongs to an owner before (`Korvane's Wouter Haldersen`); `behind` begins with its ending."""
    owned = _OWNED.match(behind)
    _, tail, name = trimmed[owned[1]] if owned else (0, 0, "")
    if owned is None or tail or name != owned[1]:
        return []
    return [Mention(start + owned.start(1), start + owned.end(1), name)]


@cache
def _compile_run(particles: frozenset[str], elides: bool) -> re.Pattern[str]:
    """A pattern of up to eight capitalised words, with up to two particles before each but the first."""
    particle = rf"{match_any(particles)}(?:[ \u00a0]+|-)"
    capital = _CAPITAL.replace("{cut}", _CUT_SHORT if elides else "")
    return re.compile(rf"{capital}(?:[ \u00a0\u202f]+(?:{particle}){{0,2}}{capital}){{0,7}}")


@cache
def _compile_elision(elisions: frozenset[str]) -> re.Pattern[str]:
    either = "|".join(f"[{word[0]}{word[0].upper()}]{word[1:]}" for word in sorted(elisions))
    return re.compile(rf"(?:{either or '(?!)'})['’](?=[A-ZÀ-Ý])")


@cache
def compile_owner(endings: frozenset[str], before: str = "", behind: str = "") -> re.Pattern[str]:
    """A pattern of what makes an owner of a name (`'s`), with patterns of what stands `before` and `behind` it."""
    return re.compile(rf"{before}['’]{match_any(endings)}{behind}")


@cache
def _keep_trimmed(language: str) -> Kept:
    """What `_trim_run` says of runs in a language."""
    lexicon = read_lexicon(language)
    return Kept(lambda run: _trim_run(run, lexicon))


def _trim_run(run: str, lexicon: Lexicon) -> tuple[int, int, str]:
    """How many characters of a run of capitalised words are no name, at its head and at its tail; and the name, maybe empty."""
    if run.isalpha():  # one word
        return 0, 0, "" if len(run) < _SHORTEST_WORD or fold(run) in lexicon.leads else run
    lead, tail = _find_marked_ends(run, lexicon) if "'" in run or "’" in run else (0, 0)
    words = drop_opener(_drop_leading(run[lead : len(run) - tail].split(), lexicon.leads), lexicon)
    if words and ("'" in words[-1] or "’" in words[-1]):
        owned = compile_owner(lexicon.shared.owner_endings, behind="$").search(words[-1])
        if owned:
            words[-1], tail = words[-1][: owned.start()], tail + len(owned[0])
    if len(words) > 1 and words[-1] in list_behind_names():
        tail += len(run) - tail - len(run[: len(run) - tail].removesuffix(words[-1]).rstrip())
        words.pop()
    words = drop_titles(words, lexicon)
    if not words or len(words[0]) < _SHORTEST_WORD:
        return 0, 0, ""
    return _find_tail(run[: len(run) - tail], len(words)), tail, " ".join(words)


@cache
def list_behind_names() -> frozenset[str]:
    """What stands behind a name and tells it from a father's or a son's, without a full stop."""
    behind = (title.rstrip(".") for language in list_quoting() for title in read_pack(language).titles.behind_names)
    return frozenset(behind)


def drop_opener(words: list[str], lexicon: Lexicon) -> list[str]:
    """The words without a first one that is an elision before a small letter, as in `C'était`: a lone one, or of no name's kind.

    A name may be written so, but then it has a surname: `M'jid Kernac`.
    """
    head, mark, rest = words[0].replace("’", "'").partition("'") if words else ("", "", "")
    opens = mark and head[:1].isupper() and rest[:1].islower() and head.lower() in lexicon.shared.elisions
    named = len(words) > 1 and head.lower() in lexicon.shared.elisions_in_names
    return words[1:] if opens and not named else words


def drop_titles(words: list[str], lexicon: Lexicon) -> list[str]:
    """The capitalised words of a name without what stands before it: `Harbourline President Dwina Marsh`, `Monday Paul Arnal`.

    A trade within a name that begins with a first name is part of it, as is one at the end.
    """
    names = lexicon.first_names
    if len(words) < _FULL_NAME or words[0] in names or fold(words[-1]) in lexicon.nouns.bodies:
        return words
    last = max((at for at, word in enumerate(words[:-1]) if fold(word) in lexicon.before_names), default=-1)
    words = words[last + 1 :]
    if len(words) > _FULL_NAME and _is_short_form(words[0]) and not words[1].isupper():
        words = words[1:]
    if len(words) > _FULL_NAME and words[0] not in names:
        given = next((at for at, word in enumerate(words) if at and word in names and words[at - 1] not in names), 0)
        words = words[given:] if given < len(words) - 1 else words
    return words


def _is_short_form(word: str) -> bool:
    """Whether a word is several capitals, as an agency's that stands before a name (`AFP`)."""
    return len(word) > _FULL_NAME and word.isalpha() and word.isupper()


def _find_marked_ends(run: str, lexicon: Lexicon) -> tuple[int, int]:
    """How many characters of a run are an elided article at its head, and at its tail what belongs to an owner."""
    elided = _compile_elision(lexicon.shared.elisions).match(run)
    lead = elided.end() if elided else 0
    owner = compile_owner(lexicon.shared.owner_endings, r"(?<=[^\W_])", r"(?=\s)").search(run, lead + 1)
    return lead, len(run) - owner.end() if owner else 0


def _drop_leading(words: list[str], dropped: frozenset[str]) -> list[str]:
    """The words without those at the head that are among some folded ones."""
    at = 0
    while at < len(words) and fold(words[at]) in dropped:
        at += 1
    return words[at:]


def _find_tail(run: str, count: int) -> int:
    """Where the last `count` words of a run begin."""
    words = len(run.split())
    return len(run) - len(run.split(None, words - count)[-1]) if count < words else 0


def is_variant(name: str, longer: str) -> bool:
    """Whether a name of several words may be a shorter form of another: first and last word agree, none between is its own."""
    first, *middle = name.split(" ")
    initial, *between = longer.split(" ")
    if not middle or not between or middle[-1] != between[-1] or longer.isupper():
        return False
    same = initial.startswith(first.rstrip(".")) if INITIALS.fullmatch(first) else first == initial
    return same and set(middle) <= set(between)
