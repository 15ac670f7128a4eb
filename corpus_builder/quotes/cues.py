"""Cues: the words that say that somebody speaks, and which of them belongs to a passage."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from corpus_builder.model import Span
from corpus_builder.quotes.lexicon import Lexicon, Strength
from corpus_builder.quotes.words import Token, read_tokens

CueMood = Literal["finite", "gerund", "infinitive", "accusing", "preposition"]
_INVERTED = re.compile(r"^(.+?)-(?:t-)?(il|elle|on|ils|elles|je|nous|vous|tu)$")
_SKIPPED = 4
_ARTICLES = frozenset(("the", "a", "an", "le", "la", "l'", "un", "une"))


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue from token `first` to token `last`. `pronoun` is the inverted subject (`a-t-il dit`), a character span."""

    first: int
    last: int
    mood: CueMood
    strength: Strength
    pronoun: Span | None = None
    passive: bool = False
    negated: bool = False
    reflexive: bool = False


def find_cues(tokens: Sequence[Token], lexicon: Lexicon) -> list[Cue]:
    """All cues of a sentence, in order."""
    found: list[Cue] = []
    at = 0
    while at < len(tokens):
        low = tokens[at].low
        if low not in lexicon.cue_words and "-" not in low:
            at += 1
            continue
        cue = _read_preposition(tokens, at, lexicon) or _read_verb(tokens, at, lexicon)
        if cue and not (found and cue.first <= found[-1].last):
            found.append(cue)
            at = cue.last
        at += 1
    return found


def _read_preposition(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Cue | None:
    """`selon`, `according to` and their like."""
    low = tokens[at].low
    for words in lexicon.prepositions.get(low, ()):
        if tuple(token.low for token in tokens[at : at + len(words)]) == words:
            following = tokens[at + len(words)].low if at + len(words) < len(tokens) else ""
            if (
                following
                and following not in ("que", "qu'", "si", "laquelle", "lequel", "lesquelles", "lesquels")
                and following[0].isalpha()
            ):
                return Cue(at, at + len(words) - 1, "preposition", "reporting")
    return None


def _read_verb(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Cue | None:
    token = tokens[at]
    if not token.wordy:
        return None
    inverted = _INVERTED.match(token.low) if lexicon.language == "fr" else None
    if inverted:
        return _read_inversion(tokens, at, inverted, lexicon)
    if token.low in lexicon.links["seeing"] and at and tokens[at - 1].low == "y":
        return Cue(at, at, "finite", "reporting")
    moods = lexicon.verbs.get(token.low)
    if not moods or is_noun(tokens, at, lexicon):
        return None
    cue = _read_compound(tokens, at, lexicon) or _read_simple(tokens, at, lexicon)
    return None if cue and cue.strength == "reflexive" and not cue.reflexive else cue


def _read_inversion(tokens: Sequence[Token], at: int, inverted: re.Match[str], lexicon: Lexicon) -> Cue | None:
    """`dit-il`, `a-t-elle ajouté`, `peut-on lire`."""
    token, stem = tokens[at], inverted[1]
    pronoun: Span | None = (token.end - len(inverted[2]), token.end)
    reflexive = at > 0 and tokens[at - 1].low in ("s'", "se")
    strength = lexicon.mood(stem, "finite")
    if stem in lexicon.links["read_in"] and inverted[2] == "on":
        pronoun = None
    if strength:
        return Cue(at, at, "finite", strength, pronoun, reflexive=reflexive or (at > 0 and tokens[at - 1].low == "m'"))
    if stem not in lexicon.links["auxiliaries"] and stem not in lexicon.links["modals"]:
        return None
    for other in range(at + 1, min(at + 1 + _SKIPPED, len(tokens))):
        strength = lexicon.mood(tokens[other].low, "participle") or lexicon.mood(tokens[other].low, "infinitive")
        if strength:
            subject = None if tokens[other].low in lexicon.links["read_in"] else pronoun
            return Cue(at, other, "finite", strength, subject, reflexive=reflexive)
        if not _light(tokens, other, lexicon):
            return None
    return None


def _read_compound(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Cue | None:
    """A participle or infinitive with its auxiliary or modal to the left."""
    low = tokens[at].low
    participle, infinitive = lexicon.mood(low, "participle"), lexicon.mood(low, "infinitive")
    if not (participle or infinitive):
        return None
    first, negated, reflexive, passive = at, False, False, False
    at_most = _before_insertion(tokens, at, lexicon)
    for other in range(at_most - 1, max(at_most - 1 - _SKIPPED, -1), -1):
        word = tokens[other].low
        if participle and word in lexicon.links["auxiliaries"]:
            first = other
            passive = passive or word in lexicon.links["passive"]
        elif infinitive and word in lexicon.links["modals"]:
            first = other
            break
        elif not _light(tokens, other, lexicon) and word not in ("de", "d'", "à"):
            break
        negated = negated or word in lexicon.links["negation"]
        reflexive = reflexive or word in ("s'", "se", "m'")
    if first == at:
        return None
    strength = (participle or infinitive) or "manner"
    return Cue(first, at, "finite", strength, passive=passive and not reflexive, negated=negated, reflexive=reflexive)


def _before_insertion(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> int:
    """The place before `pour sa part` and its like, when they stand right before token `at`."""
    for words in (2, 3, 4):
        if at > words and tuple(token.low for token in tokens[at - words : at]) in lexicon.insertions:
            return at - words
    return at


def _read_simple(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Cue | None:
    low = tokens[at].low
    before = tokens[at - 1].low if at else ""
    reflexive = before in ("s'", "se", "m'")
    strength = lexicon.mood(low, "gerund")
    if strength:
        quoted_as = lexicon.language == "en" and before == "as" and at > 1 and tokens[at - 2].low == "quoted"
        if quoted_as:
            return Cue(max(at - 3, 0), at, "finite", strength)
        return Cue(at, at, "gerund", strength, reflexive=reflexive)
    strength = lexicon.mood(low, "finite")
    if strength and not (lexicon.language == "en" and before == "to"):
        negated = any(token.low in lexicon.links["negation"] for token in tokens[max(at - 2, 0) : at + 3] if token.wordy)
        return Cue(at, at, "finite", strength, negated=negated, reflexive=reflexive)
    if low in lexicon.links["accusing"]:
        return Cue(at, at, "accusing", "reporting", passive=True)
    strength = lexicon.mood(low, "infinitive")
    means = before in lexicon.links["meaning"]
    return Cue(at, at, "infinitive", strength, reflexive=reflexive) if strength and not means else None


def _light(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether a word may stand between an auxiliary and its verb (`a un jour dit`)."""
    token = tokens[at]
    if token.low in ("un", "une") and at + 1 < len(tokens):
        return tokens[at + 1].low in ("jour", "fois")
    return token.low in lexicon.links["clitics"] or token.low in lexicon.links["adverbs"] or token.low.endswith(("ment", "ly"))


def is_noun(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether a word that looks like a verb is a noun or a name here."""
    token, before = tokens[at], tokens[at - 1] if at else None
    if at + 1 < len(tokens) and tokens[at + 1].low in lexicon.links["that"] and not (before and before.low in _ARTICLES):
        return token.capital and before is not None and before.wordy
    if before is not None and before.low == "s" and at > 1 and tokens[at - 2].low.endswith("'"):
        return True
    if token.capital and before is not None and before.wordy:
        return True
    if before is not None and before.low in lexicon.links["plain_determiners"]:
        return True
    if token.low not in lexicon.nouns["homographs"] or before is None:
        return False
    if before.low in lexicon.links["clitics"] and at > 1 and tokens[at - 2].low in lexicon.links["lead_in"]:
        return False
    if before.low in lexicon.links["determiners"] or before.low in lexicon.links["noun_signs"]:
        return True
    return lexicon.language == "en" and at + 1 < len(tokens) and tokens[at + 1].low in ("of", "by", "for")


@dataclass(frozen=True, slots=True)
class Incise:
    """A reporting clause inside speech, with its tokens and cue: speech stops at `start` and may go on at `resume`."""

    start: int
    resume: int
    tokens: tuple[Token, ...]
    cue: Cue


def find_incise(text: str, start: int, end: int, lexicon: Lexicon, after: int = 0) -> Incise | None:
    """The first reporting clause inside `text[start:end]`, set off by a comma or a stop, at `after` or later.

    >>> from corpus_builder.quotes.lexicon import read_lexicon
    >>> line = "Le pont, dit Marie Colin, rouvrira."
    >>> found = find_incise(line, 0, len(line), read_lexicon("fr"))
    >>> line[:found.start], line[found.resume:]
    ('Le pont', 'rouvrira.')
    """
    tokens = tuple(read_tokens(text, max(start, after), end))
    for at, token in enumerate(tokens):
        if token.text in ",!?…—–" and at + 1 < len(tokens) and at > 0:
            found = _read_incise(tokens, at, end, lexicon)
            if found:
                return found
    return None


def _read_incise(tokens: tuple[Token, ...], at: int, end: int, lexicon: Lexicon) -> Incise | None:
    first = at + 1
    while first < len(tokens) - 1 and tokens[first].text in ",—–!?…":
        first += 1
    verb = first
    while verb < len(tokens) - 1 and verb - first < 3 and tokens[verb].low in lexicon.links["clitics"]:
        verb += 1
    if not tokens[verb].wordy or tokens[verb].capital:
        return None
    clause = tokens[first : min(first + 40, len(tokens))]
    cue = _read_clause(clause, verb - first, lexicon)
    if cue is None:
        return None
    stop = _end_of_clause(clause, cue.last, lexicon)
    if stop is not None and tokens[at].text in "!?…" and clause[stop].text == ",":
        stop = _end_after_stop(clause, stop, lexicon)
    resume = end if stop is None and len(clause) < 40 else clause[stop].end if stop is not None else None
    if resume is None:
        return None
    following = next((token.start for token in tokens[first + (stop or len(clause)) :] if token.wordy), end)
    return Incise(
        tokens[at].end if tokens[at].text in "!?…" else tokens[at].start,
        following,
        clause[: (stop if stop is not None else len(clause))],
        cue,
    )


def _end_after_stop(clause: Sequence[Token], comma: int, lexicon: Lexicon) -> int | None:
    """After `Non ! dit-il, ...` speech goes on only if the rest addresses somebody or exclaims; else the rest is the writer's."""
    for at in range(comma + 1, len(clause)):
        if clause[at].low in lexicon.sentence["persons"] or clause[at].text in "!?":
            return comma
        if clause[at].text in ".;:…»":
            return at
    return None


def _end_of_clause(clause: Sequence[Token], start: int, lexicon: Lexicon) -> int | None:
    """The sign that ends an incise; what hangs on to it after a comma (`dit-il, en riant, `) is still the writer's."""
    for at in range(start, len(clause)):
        if clause[at].text not in ",.;:!?…—–»":
            continue
        tail = clause[at + 1].low if at + 1 < len(clause) else ""
        if clause[at].text != "," or tail not in lexicon.links["incise_tail"]:
            return at
        if tail == "en" and not (at + 2 < len(clause) and clause[at + 2].low.endswith("ant")):
            return at
        if tail == "d'" and not (at + 2 < len(clause) and clause[at + 2].low in ("un", "une")):
            return at
        if tail not in ("en", "d'", "qui", "dont", "who"):
            return at
    return None


def _read_clause(clause: Sequence[Token], verb: int, lexicon: Lexicon) -> Cue | None:
    """The cue of an inverted clause (`dit le maire`), or of an English one in either order."""
    window = clause[: verb + 6]
    for cue in find_cues(window, lexicon)[:1]:
        if cue.mood != "finite" or cue.passive:
            return None
        if cue.pronoun:
            return cue if cue.first <= verb else None
        if lexicon.language == "en":
            return _read_english_clause(clause, cue, lexicon)
        after = cue.last + 1
        while after < len(clause) and _light(clause, after, lexicon) and not _begins_subject(clause[after], lexicon):
            after += 1
        following = clause[after] if after < len(clause) else None
        if cue.first > verb or following is None or (cue.reflexive and cue.strength in ("reporting", "speaking")):
            return None
        free = cue.strength != "reporting" or following.capital
        return cue if _begins_subject(following, lexicon) and (free or _names_someone(clause[after:], lexicon)) else None
    return None


def _read_english_clause(clause: Sequence[Token], cue: Cue, lexicon: Lexicon) -> Cue | None:
    following = clause[cue.last + 1] if cue.last + 1 < len(clause) else None
    if cue.first == 0 and following is not None:
        return cue if following.capital or following.low in lexicon.links["determiners"] else None
    closed = following is None or following.text in ",.;:!?"
    subject = clause[0].low in lexicon.links["pronouns"] or clause[0].capital
    return cue if closed and subject and cue.first <= 3 else None


def _names_someone(phrase: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a subject is a person, a body or a document by its first nouns, or a name."""
    kinds = ("masculine", "feminine", "organisations", "documents")
    for token in phrase[1:4]:
        if not token.wordy:
            return False
        if token.capital or any(token.low in lexicon.nouns[kind] for kind in kinds):
            return True
    return False


def _begins_subject(token: Token, lexicon: Lexicon) -> bool:
    return token.capital or token.low in lexicon.links["subject_signs"]
