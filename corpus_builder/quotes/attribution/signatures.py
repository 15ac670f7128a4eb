"""Signatures: who is named below the words or right behind them, with no verb that says so."""

from __future__ import annotations

import re

from corpus_builder.model import Span
from corpus_builder.quotes.attribution.clauses import Attribution
from corpus_builder.quotes.grammar.lexicon import Lexicon
from corpus_builder.quotes.grammar.phrases import end_of_name, names_someone, narrow_to_name
from corpus_builder.quotes.grammar.subjects import read_after
from corpus_builder.quotes.grammar.tokens import (
    CAPITAL,
    DEFINITE,
    DETERMINER,
    HONORIFIC,
    MONTH,
    OPENER,
    PERSON,
    QUOTED,
    SPEECH_NOUN,
    SURELY_FINITE,
    WORDY,
    Tokens,
)
from corpus_builder.quotes.passages.pairs import Passage
from corpus_builder.text.sentences import STOPS

_DASHES = "-–—―‒‐"
_BLANKS = " \t\u00a0\u202f"
_SIGNED = re.compile(rf"[{_BLANKS}.]*(?P<newline>[\r\n]\s*)?(?P<opener>--|[{_DASHES}]|\()[{_BLANKS}]*(?=[^\W\d_])")
# characters of the longest line that is a signature, and words of its name
_LONGEST_LINE = 140
_LONGEST_NAME = 7
# words behind the words said among which a name is sought, those in front of `comme`, and those of a line above the words
_NAMED_WITHIN = 16
_LIKENED_WITHIN = 4
_LONGEST_LABEL = 10
# blanks before the first mark of a paragraph
_INDENT = 8


def find_signature(text: str, passage: Passage, lexicon: Lexicon) -> Attribution | None:
    """`« ... »` and below it `– Anna Reed, maire`, or behind a dash or in brackets on the same line."""
    if not passage.closed or passage.dash:
        return None
    match = _SIGNED.match(text, passage.outer[1])
    if match is None:
        return None
    bracket = match["opener"] == "("
    end = _find_end(text, match.end(), bracket=bracket)
    if end is None or (match["newline"] and (bracket or _is_list(text, end))):
        return None
    tokens = Tokens(text).read(match.end(), end, lexicon.reader)
    signer = _read_signer(tokens, lexicon)
    if signer is None or (bracket and not _is_known(tokens, signer, lexicon)):
        return None
    return Attribution("name", None, signer, clause=True)


def _find_end(text: str, start: int, *, bracket: bool) -> int | None:
    """Where a signature ends, with its line or bracket; None where that is too long for one."""
    limit = start + _LONGEST_LINE
    line = text.find("\n", start, limit)
    end = line if line >= 0 else len(text) if len(text) <= limit else None
    if not bracket:
        return end
    close = text.find(")", start, limit if end is None else end)
    return close if close >= 0 else None


def _is_list(text: str, end: int) -> bool:
    """Whether the next line begins with a dash as well: then both are items of a list or turns of a dialogue."""
    return text[end : end + _LONGEST_LINE].lstrip()[:1] in tuple(_DASHES)


def _read_signer(tokens: Tokens, lexicon: Lexicon) -> Span | None:
    """The name that a signature begins with, or a description of somebody; None for a sentence, a place or a date."""
    stop = next((at for at, token in enumerate(tokens) if not token.classes & WORDY and token.text not in "'’.&"), len(tokens))
    ended = bool(tokens) and tokens[-1].text in STOPS
    stop -= ended and stop == len(tokens)
    head, tail = tokens[:stop], tokens[stop:]
    if not 0 < stop <= _LONGEST_NAME or any(token.classes & (QUOTED | SURELY_FINITE) for token in head):
        return None
    if end_of_name(tokens, 0, stop, lexicon) < stop:
        described = any(token.classes & PERSON for token in head) and head[0].classes & (DETERMINER | PERSON)
        return narrow_to_name(tokens, 0, stop, lexicon) if described and not ended else None
    given = any(token.text in lexicon.first_names or token.classes & HONORIFIC for token in head)
    dated = any(token.classes & MONTH or token.text.isdigit() for token in tail) and not given
    words = sum(1 for token in head if token.classes & WORDY)
    plain = words == 1 and (ended or head[0].low in lexicon.listed)
    if dated or plain or (not given and head[0].classes & OPENER):
        return None
    return narrow_to_name(tokens, 0, stop, lexicon)


def _is_known(tokens: Tokens, signer: Span, lexicon: Lexicon) -> bool:
    """Whether a name has a first name that is known, or a title: in brackets stand papers, books and photographers, too."""
    name = tokens.inside(signer)
    titled = any(token.classes & HONORIFIC for token in tokens[: len(name)])
    return len(name) > 1 and (titled or any(token.text in lexicon.first_names for token in name if token.classes & CAPITAL))


def find_named_behind(text: str, passage: Passage, lexicon: Lexicon) -> Attribution | None:
    """`« ... » Si, comme Luc, vous ...`, `« ... » Ces mots de Luc Perrin`: the sentence behind words that open a paragraph."""
    begin, end = passage.outer
    opens = text[max(0, begin - _INDENT) : begin].rstrip(_BLANKS)[-1:] in ("", "\n")
    if not (opens and passage.closed) or passage.dash or not any(sign in STOPS for sign in text[passage.end - 1 : end + 2]):
        return None
    tokens = Tokens(text).read_first(end, _find_line_end(text, end), lexicon.reader, _NAMED_WITHIN)
    first = next((at for at, token in enumerate(tokens) if token.classes & WORDY), len(tokens))
    if first + 1 >= len(tokens) or not tokens[first].classes & CAPITAL:
        return None
    speaker = _read_likened(tokens, first, lexicon) or _read_author(tokens, first, lexicon)
    return Attribution("name", None, speaker, clause=True) if speaker else None


def _find_line_end(text: str, start: int) -> int:
    """Where the line ends, or the part of it that is read."""
    line = text.find("\n", start, start + _LONGEST_LINE)
    return line if line >= 0 else min(len(text), start + _LONGEST_LINE)


def _read_likened(tokens: Tokens, first: int, lexicon: Lexicon) -> Span | None:
    """The name behind `comme` or `like` among the first words."""
    for at in range(first, min(first + _LIKENED_WITHIN, len(tokens) - 1)):
        if tokens[at].low in lexicon.links.likening and (at == first or tokens[at - 1].text == ","):
            end = end_of_name(tokens, at + 1, len(tokens), lexicon)
            return tokens.span(at + 1, end) if end > at + 1 and tokens[at + 1].low not in lexicon.listed else None
    return None


def _read_author(tokens: Tokens, first: int, lexicon: Lexicon) -> Span | None:
    """Whose `these words` are, or by whom they were said; `these` may stand behind other words, an article begins them."""
    said = [at for at in range(first, len(tokens) - 1) if tokens[at + 1].classes & SPEECH_NOUN]
    noun = next((at for at in said if tokens[at].low in lexicon.links.pointing), None)
    pointing = noun is not None
    if noun is None:
        noun = first if said[:1] == [first] and tokens[first].classes & DEFINITE else None
    if noun is None:
        return None
    for at in range(noun + 2, len(tokens) - 1):
        if tokens[at].text in STOPS:
            return None
        agent = tokens[at].low in lexicon.links.agent
        if agent or (pointing and tokens[at].low in lexicon.links.genitives):
            found = read_after(tokens, at + 1, lexicon)
            named = found and (agent or tokens[at + 1].classes & CAPITAL) and names_someone(tokens, found)
            if named:
                return found
    return None


def read_label(text: str, passage: Passage, lexicon: Lexicon) -> Span | None:
    """The name that ends a short line right above a paragraph of speech: `Le voisin de Luc`, `Luc Perrin`."""
    begin = passage.outer[0]
    above = text[max(0, begin - _LONGEST_LINE) : begin].rstrip(_BLANKS)
    head = above.rstrip()
    if above[-1:] != "\n" or not head:
        return None
    start = begin - len(text[max(0, begin - _LONGEST_LINE) : begin]) + head.rfind("\n") + 1
    end = start + len(head) - head.rfind("\n") - 1
    if "\n" not in head and begin > _LONGEST_LINE:
        return None
    tokens = Tokens(text).read(start, end, lexicon.reader)
    stop = len(tokens)
    first = next((at for at in range(stop) if end_of_name(tokens, at, stop, lexicon) == stop), stop)
    if first == stop or stop > _LONGEST_LABEL or tokens[first].low in lexicon.listed:
        return None
    return tokens.span(first, stop)
