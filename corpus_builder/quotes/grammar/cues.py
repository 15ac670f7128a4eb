"""Cues: the words that say that somebody speaks, and which of them belongs to a passage."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from corpus_builder.model import Span
from corpus_builder.quotes.grammar.lexicon import Lexicon
from corpus_builder.quotes.grammar.tokens import Strength, Token, Tokens

CueMood = Literal["finite", "gerund", "infinitive", "accusing", "preposition"]
_INVERTED = re.compile(r"^(.+?)-(?:t-)?(il|elle|on|ils|elles|je|nous|vous|tu)$")
_SKIPPED = 4
_PAIR = 2
_MAKE = ("fai", "fit", "fon", "fera")
WEEKDAYS = frozenset(("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"))
_DAYS = WEEKDAYS | {"soir", "matin", "midi"}
# words of an aside behind the subject of an incise, and letters of a noun that may begin it, less one
_TAIL = 6
_SHORTEST_NOUN = 3
# a clause inside speech may begin behind these, with a small letter
_HALT = re.compile(r"[,!?…—–][\s,!?…—–]{0,8}+(?=[^\W\dA-ZÀ-Ý_])")
_WORD = re.compile(r"[^\W_]")
# characters that hold the verb of such a clause, and the clause
_HEAD = 120
_CLAUSE = 600
_CLAUSE_TOKENS = 40
# an accused and the like are nouns behind these
_BEFORE_NOUN = frozenset(("l'", "le", "la", "les", "un", "une", "des", "cet", "cette", "ces", "the", "an", "a"))
# after a preposition these open a clause and name no source
_NO_SOURCE = frozenset(("que", "qu'", "si", "laquelle", "lequel", "lesquelles", "lesquels"))
_ARTICLES = frozenset(("the", "a", "an", "le", "la", "l'", "un", "une"))


class Cue(NamedTuple):
    """A cue from token `first` to token `last`; the last `pronoun` characters of the first are its subject (`dit-il`)."""

    first: int
    last: int
    mood: CueMood
    strength: Strength
    pronoun: int = 0
    passive: bool = False
    negated: bool = False
    reflexive: bool = False

    @property
    def says(self) -> bool:
        """Whether it is a word of saying, not one of manner or feeling."""
        return self.strength in ("speaking", "reporting")

    @property
    def reports(self) -> bool:
        """Whether it is a finite verb of saying whose subject speaks."""
        return self.mood == "finite" and not self.passive and self.says


def find_cues(tokens: Sequence[Token], lexicon: Lexicon) -> list[Cue]:
    """All cues of a sentence, in order."""
    found: list[Cue] = []
    last = -1
    for at in [at for at, token in enumerate(tokens) if token.cue_like]:
        if at > last:
            cue = _read_preposition(tokens, at, lexicon) or _read_verb(tokens, at, lexicon)
            if cue and cue.first > last:
                found.append(cue)
                last = cue.last
    return found


def _read_preposition(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Cue | None:
    """`selon`, `according to` and their like."""
    for words in lexicon.prepositions.get(tokens[at].low, ()):
        if len(words) > 1 and (at + 1 >= len(tokens) or tokens[at + 1].low != words[1]):
            continue
        if len(words) <= _PAIR or tuple(token.low for token in tokens[at : at + len(words)]) == words:
            following = tokens[at + len(words)].low if at + len(words) < len(tokens) else ""
            if following[:1].isalpha() and following not in _NO_SOURCE:
                return Cue(at, at + len(words) - 1, "preposition", "reporting")
    return None


def _read_verb(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Cue | None:
    token = tokens[at]
    if not token.wordy:
        return None
    inverted = _INVERTED.match(token.low) if "-" in token.low and lexicon.language == "fr" else None
    if inverted:
        return _read_inversion(tokens, at, inverted, lexicon)
    if token.low in lexicon.links["seeing"] and at and tokens[at - 1].low == "y":
        return Cue(at, at, "finite", "reporting")
    if token.low not in lexicon.verbs or is_noun(tokens, at, lexicon):
        return None
    cue = _read_compound(tokens, at, lexicon) or _read_simple(tokens, at, lexicon)
    cue = _read_made_known(tokens, cue, lexicon) if cue else None
    if cue and cue.reflexive and token.low.startswith(lexicon.naming_verbs):
        return None
    return None if cue and cue.strength == "reflexive" and not cue.reflexive else cue


def _read_inversion(tokens: Sequence[Token], at: int, inverted: re.Match[str], lexicon: Lexicon) -> Cue | None:
    """`dit-il`, `a-t-elle ajouté`, `peut-on lire`."""
    stem, pronoun = inverted[1], len(inverted[2])
    reflexive = at > 0 and tokens[at - 1].low in ("s'", "se")
    strength = lexicon.mood(stem, "finite")
    if stem in lexicon.links["read_in"] and inverted[2] == "on":
        pronoun = 0
    if strength:
        return Cue(at, at, "finite", strength, pronoun, reflexive=reflexive or (at > 0 and tokens[at - 1].low == "m'"))
    if stem not in lexicon.links["auxiliaries"] and stem not in lexicon.links["modals"]:
        return None
    for other in range(at + 1, min(at + 1 + _SKIPPED, len(tokens))):
        strength = tokens[other].participle or tokens[other].infinitive
        if strength:
            subject = 0 if tokens[other].low in lexicon.links["read_in"] else pronoun
            return _read_made_known(tokens, Cue(at, other, "finite", strength, subject, reflexive=reflexive), lexicon)
        if not _light(tokens, other):
            return None
    return None


def _read_made_known(tokens: Sequence[Token], cue: Cue, lexicon: Lexicon) -> Cue:
    """A cue with the infinitive that makes it one of saying: `a fait savoir`."""
    made = cue.last + 1 < len(tokens) and tokens[cue.last + 1].low in lexicon.links["made_known"]
    if not made or not tokens[cue.last].low.startswith(_MAKE):
        return cue
    return cue._replace(last=cue.last + 1, strength="reporting")


def _read_compound(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Cue | None:
    """A participle or infinitive with its auxiliary or modal to the left."""
    participle, infinitive = tokens[at].participle, tokens[at].infinitive
    if not (participle or infinitive):
        return None
    first, negated, reflexive, passive = at, False, False, False
    at_most = _before_insertion(tokens, at, lexicon)
    for other in range(at_most - 1, max(at_most - 1 - _SKIPPED, -1), -1):
        token, word = tokens[other], tokens[other].low
        if participle and token.auxiliary:
            first = other
            passive = passive or word in lexicon.links["passive"]
        elif infinitive and token.modal:
            first = other - 1 if other and tokens[other - 1].auxiliary else other
            break
        elif not _light(tokens, other) and word not in ("de", "d'", "à") and word not in _DAYS:
            break
        negated = negated or token.negation
        reflexive = reflexive or word in ("s'", "se", "m'")
    if first == at:
        return None
    strength = (participle or infinitive) or "manner"
    mood: CueMood = "infinitive" if tokens[first].low == "to" else "finite"
    return Cue(first, at, mood, strength, passive=passive and not reflexive, negated=negated, reflexive=reflexive)


def _before_insertion(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> int:
    """The place before `pour sa part` and its like, when they stand right before token `at`."""
    if at > 1 and tokens[at - 1].low in lexicon.insertion_ends:
        for words in (2, 3, 4):
            if at > words and tuple(token.low for token in tokens[at - words : at]) in lexicon.insertions:
                return at - words
    return at


def _read_simple(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Cue | None:
    token = tokens[at]
    before = tokens[at - 1].low if at else ""
    reflexive = before in ("s'", "se", "m'")
    strength = token.gerund
    if strength:
        quoted_as = lexicon.language == "en" and before == "as" and at > 1 and tokens[at - 2].low == "quoted"
        if quoted_as:
            return Cue(max(at - 3, 0), at, "finite", strength)
        return Cue(at, at, "gerund", strength, reflexive=reflexive)
    strength = token.finite
    if strength and not (lexicon.language == "en" and before == "to"):
        negated = any(near.negation for near in tokens[max(at - 2, 0) : at + 3])
        return Cue(at, at, "finite", strength, negated=negated, reflexive=reflexive)
    if token.low in lexicon.links["accusing"] and before not in _BEFORE_NOUN:
        return Cue(at, at, "accusing", "reporting", passive=True)
    strength = token.infinitive
    means = before in lexicon.links["meaning"]
    return Cue(at, at, "infinitive", strength, reflexive=reflexive) if strength and not means else None


def _light(tokens: Sequence[Token], at: int) -> bool:
    """Whether a word may stand between an auxiliary and its verb (`a un jour dit`)."""
    token = tokens[at]
    if token.low in ("un", "une") and at + 1 < len(tokens):
        return tokens[at + 1].low in ("jour", "fois")
    return token.light


def is_noun(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether a word that looks like a verb is a noun or a name here."""
    token, before = tokens[at], tokens[at - 1] if at else None
    if token.homograph and before is not None and lexicon.language == "en":
        return (token.capital and before.wordy) or not _may_be_subject(tokens, at)
    if at + 1 < len(tokens) and tokens[at + 1].that and not (before and before.low in _ARTICLES):
        return token.capital and before is not None and before.wordy
    if before is not None and before.low == "s" and at > 1 and tokens[at - 2].low.endswith("'"):
        return True
    if token.capital and before is not None and before.wordy:
        return True
    if before is not None and before.plain_determiner:
        return True
    if not token.homograph or before is None:
        return False
    if before.low in ("le", "la", "les", "l'") and at > 1 and at + 1 < len(tokens) and tokens[at + 1].quoted:
        # `la ville, à bout, le juge «`: an object before its verb
        return tokens[at - 2].text != "," and not (tokens[at - 2].capital or tokens[at - 2].conjunction)
    if before.clitic and at > 1 and tokens[at - 2].lead_in:
        return False
    return before.determiner or before.noun_sign


def _may_be_subject(tokens: Sequence[Token], at: int) -> bool:
    """Whether the word before an English form, noun or verb, can be its subject: `the company reports`, no `in a June report`."""
    token, before = tokens[at], tokens[at - 1]
    if at + 1 < len(tokens) and tokens[at + 1].low in ("of", "by", "for"):
        return False
    joined = before.conjunction or before.relative or before.adverb or before.modal or before.auxiliary
    if joined or before.pronoun or not before.wordy:
        return True
    if token.low.endswith("s"):
        return before.capital or before.person or before.organisation or before.document
    return before.low.endswith("s") and len(before.low) > 1 and not before.low.endswith("ss")


@dataclass(frozen=True, slots=True)
class Incise:
    """A reporting clause inside speech, with its tokens and cue: speech stops at `start` and may go on at `resume`."""

    start: int
    resume: int
    tokens: Tokens
    cue: Cue


def find_incise(text: str, start: int, end: int, lexicon: Lexicon) -> Incise | None:
    """The first reporting clause inside `text[start:end]`, set off by a comma, a dash or a stop.

    >>> from corpus_builder.quotes.grammar.lexicon import read_lexicon
    >>> line = "Le pont, dit Marie Colin, rouvrira."
    >>> found = find_incise(line, 0, len(line), read_lexicon("fr"))
    >>> line[:found.start], line[found.resume:]
    ('Le pont', 'rouvrira.')
    """
    for match in _HALT.finditer(text, start, end):
        if not text[start : min(match.start(), start + 1)].strip():
            continue
        found = _read_incise(text, match, end, lexicon)
        if found:
            return found
    return None


def _read_incise(text: str, halt: re.Match[str], end: int, lexicon: Lexicon) -> Incise | None:
    """The reporting clause that begins behind a comma, a dash or a stop."""
    begin = halt.end()
    head = Tokens(text).read(begin, min(end, begin + _HEAD), lexicon.reader)
    verb = 0
    while verb < min(len(head) - 1, 3) and head[verb].clitic:
        verb += 1
    if not head or not head[verb].wordy or head[verb].capital or not any(token.cue_like for token in head[: verb + 6]):
        return None
    clause = head if end <= begin + _HEAD else Tokens(text).read(begin, min(end, begin + _CLAUSE), lexicon.reader)
    whole = end <= begin + _CLAUSE and len(clause) < _CLAUSE_TOKENS
    del clause[_CLAUSE_TOKENS:]
    cue = _read_clause(clause, verb, lexicon)
    if cue is None:
        return None
    stop = _end_of_clause(clause, cue.last, lexicon)
    if stop is not None and halt[0][0] in "!?…" and clause[stop].text == ",":
        stop = _end_after_stop(clause, stop)
    if stop is None and not whole:
        return None
    word = _WORD.search(text, clause.end(stop), end) if stop is not None else None
    if stop is not None:
        del clause[stop:]
    return Incise(
        halt.start() + 1 if halt[0][0] in "!?…" else halt.start(),
        word.start() if word else end,
        clause,
        cue,
    )


def _end_after_stop(clause: Sequence[Token], comma: int) -> int | None:
    """After `Non ! dit-il, ...` speech goes on only if the rest addresses somebody or exclaims; else the rest is the writer's."""
    for at in range(comma + 1, len(clause)):
        if clause[at].personal or clause[at].text in "!?":
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
        if clause[at].text == "," and (_is_apposition(clause, at) or _closes_with_apposition(clause, at, lexicon)):
            continue
        if clause[at].text != "," or tail not in lexicon.links["incise_tail"]:
            return at
        if tail == "en" and not (at + 2 < len(clause) and clause[at + 2].low.endswith("ant")):
            return at
        if tail == "d'" and not (at + 2 < len(clause) and clause[at + 2].low in ("un", "une")):
            return at
        if tail not in ("en", "d'", "qui", "dont", "who"):
            return at
    return None


def _is_apposition(clause: Sequence[Token], comma: int) -> bool:
    """Whether a trade follows a name and its comma: `rappelle Anna Reed, professeure de droit`."""
    after = [token for token in clause[comma + 1 : comma + 3] if not token.determiner][:1]
    return comma > 0 and clause[comma - 1].capital and bool(after) and after[0].person and not after[0].capital


def _closes_with_apposition(clause: Sequence[Token], comma: int, lexicon: Lexicon) -> bool:
    """Whether only an age, a count of years or a name stands between a comma and the full stop: `dit Ada, 44 ans.`."""
    end = next((at for at in range(comma + 1, len(clause)) if not clause[at].wordy), len(clause))
    tail = clause[comma + 1 : end]
    closed = end == len(clause) or clause[end].text in ".,"
    if not tail or not closed or any(token.finite or token.surely_finite or token.personal for token in tail):
        return False
    # in French a noun without its determiner (`mégaphone en main`) goes on with no speech
    if lexicon.language == "fr" and len(tail) <= _TAIL and _is_bare(tail[0]):
        return True
    if end == len(clause) or clause[end].text != ".":
        return False
    name = all(token.capital for token in tail) and not clause[comma - 1].capital
    return name or any(token.low in ("ans", "years") for token in tail)


def _is_bare(token: Token) -> bool:
    """Whether a word is a noun, an adjective or a participle, as far as the small words of the language tell."""
    small = (
        token.determiner or token.pronoun or token.clitic or token.conjunction or token.subordinator or token.opener or token.that
    )
    other = (
        token.adverb
        or token.adverbial
        or token.light
        or token.auxiliary
        or token.verb
        or token.relative
        or token.lead_in
        or token.stop
    )
    return token.low.isalpha() and len(token.low) > _SHORTEST_NOUN and not (token.capital or small or other or token.negation)


def _read_clause(clause: Sequence[Token], verb: int, lexicon: Lexicon) -> Cue | None:
    """The cue of an inverted clause (`dit le maire`), or of an English one in either order."""
    window = clause[: verb + 6]
    for cue in find_cues(window, lexicon)[:1]:
        if cue.mood != "finite" or cue.passive:
            return None
        if cue.pronoun:
            return cue if cue.first <= verb else None
        if lexicon.language == "en":
            return _read_english_clause(clause, cue)
        after = cue.last + 1
        while after < len(clause) and _light(clause, after) and not _begins_subject(clause[after]):
            after += 1
        following = clause[after] if after < len(clause) else None
        if cue.first > verb or following is None or (cue.reflexive and cue.says):
            return None
        free = cue.strength != "reporting" or following.capital
        return cue if _begins_subject(following) and (free or _names_someone(clause[after + 1 : after + 4])) else None
    return None


def _read_english_clause(clause: Sequence[Token], cue: Cue) -> Cue | None:
    following = clause[cue.last + 1] if cue.last + 1 < len(clause) else None
    if cue.first == 0 and following is not None:
        return cue if following.capital or following.determiner else None
    closed = following is None or following.text in ",.;:!?"
    subject = clause[0].pronoun or clause[0].capital
    return cue if closed and subject and cue.first <= 3 else None


def _names_someone(phrase: Sequence[Token]) -> bool:
    """Whether a subject, without its first word, is a person, a body or a document by its first nouns, or a name."""
    for token in phrase:
        if not token.wordy:
            return False
        if token.capital or token.person or token.organisation or token.document:
            return True
    return False


def _begins_subject(token: Token) -> bool:
    return token.capital or token.subject_sign


def pronoun_span(tokens: Tokens, cue: Cue) -> Span | None:
    """Where the inverted subject of a cue stands, if it has one."""
    end = tokens.end(cue.first)
    return (end - cue.pronoun, end) if cue.pronoun else None
