"""The titles and trades that stand beside a name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain
from typing import NamedTuple

from corpus_builder.languages.first_names import GENDERS, Gender
from corpus_builder.quotes.grammar.lexicon import Lexicon, read_lexicon
from corpus_builder.quotes.grammar.tokens import (
    AUXILIARY,
    CONJUNCTION,
    DETERMINER,
    HONORIFIC,
    INNER,
    OPENER,
    PERSON,
    RELATIVE,
    STOP,
    SUBORDINATOR,
    WORDY,
    Kept,
)
from corpus_builder.quotes.people.runs import Mention
from corpus_builder.text.normalization import lower_with_plain_signs as fold

# characters beside a name in which its trade is told, and words of them before it
BESIDE = 60
_NEAR_TRADE = 6
# characters before a name in which its title stands
NEAR_TITLE = 16
# characters before a name that tell that no title stands there: a blank, and two of a word
_ENDING = 3


class Title(NamedTuple):
    """What stands right before a name: a title, folded and maybe empty, and whether it is an office."""

    title: str
    office: bool


UNTITLED = Title("", office=False)


class Titles(dict[int, Title]):
    """The titles and offices before the names of a text by where the name begins, each read when it is first asked for.

    A former title is none.
    """

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        super().__init__()
        self._text = text
        self._former = lexicon.links.former
        self._titles, self._offices = _keep_titles(lexicon.language), _keep_offices(lexicon.language)
        self._endings = _keep_endings(lexicon.language)

    def __missing__(self, start: int) -> Title:
        # most words before a name are told by their last letters
        told = self._endings[self._text[max(0, start - _ENDING) : start]]
        found = self[start] = self._read(start) if told else UNTITLED
        return found

    def _read(self, start: int) -> Title:
        before = self._text[max(0, start - NEAR_TITLE) : start].rsplit(None, 2)
        if not before:
            return UNTITLED
        title, office = self._titles[before[-1]], self._offices[before[-1]]
        if title and len(before) > 1 and fold(before[-2]) in self._former:
            title = ""
        return Title(title, office) if title or office else UNTITLED


@cache
def _keep_endings(language: str) -> Kept:
    """Whether the last characters before a name may end a title or office; of other blanks than one nothing is told."""
    lexicon = read_lexicon(language)
    endings = tuple({title[-_ENDING + 1 :] for title in (*lexicon.honorifics, *_list_offices(language))})
    return Kept(lambda ending: not ending.endswith(" ") or ending[-2:].isspace() or fold(ending[:-1]).endswith(endings))


@cache
def _list_offices(language: str) -> frozenset[str]:
    """The trades that stand before a name like a title: `Judge Kern`."""
    lexicon = read_lexicon(language)
    return lexicon.nouns.ranks & lexicon.people


@cache
def _keep_offices(language: str) -> Kept:
    """Whether pieces of text without spaces are offices in a language."""
    offices = _list_offices(language)
    return Kept(lambda piece: fold(piece) in offices)


@cache
def _keep_titles(language: str) -> Kept:
    """What `_find_title` says of pieces in a language."""
    lexicon = read_lexicon(language)
    return Kept(lambda piece: _find_title(piece, lexicon))


def _find_title(piece: str, lexicon: Lexicon) -> str:
    """The title that a piece of text without spaces is, folded and without the marks before it; empty where it is none."""
    title = fold(piece).lstrip("(«“\"'‘—–-")
    return title if title in lexicon.honorifics else ""


def read_gender_of_title(title: str, lexicon: Lexicon) -> Gender | None:
    """The gender that a title tells."""
    titles = lexicon.titles
    return next((key for key in GENDERS if title in titles.of(key) or title + "." in titles.of(key)), None)


def read_gender_of_trade(trades: Sequence[str], lexicon: Lexicon) -> Gender | None:
    """The gender that the first trade of one gender tells."""
    for trade in trades:
        genders = lexicon.nouns.people.genders_of(trade)
        if len(genders) == 1:
            return genders[0]
    return None


def read_office(title: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The trade that a title tells: `Me`, `Dr`."""
    return (title,) if title in lexicon.titles.either else ()


def is_determined(text: str, start: int, lexicon: Lexicon) -> bool:
    """Whether a name stands behind an article."""
    before = text[max(0, start - NEAR_TITLE) : start].split()
    low = fold(before[-1]) if before else ""
    return low in lexicon.links.determiners or low in lexicon.links.asides


def read_roles(text: str, run: Mention, lexicon: Lexicon) -> tuple[str, ...]:
    """The trades before a name and in the phrase behind it."""
    after = _read_apposition(text, run.end + 1, lexicon) if text[run.end : run.end + 1] in (",", "(") else ()
    return (*_read_trade_before(text, run.start, lexicon), *after)


def _read_trade_before(text: str, start: int, lexicon: Lexicon) -> Iterator[str]:
    """The nearest trade before a name, unless the name completes it (`l'avocat de X`)."""
    line = max(text.rfind("\n", max(0, start - BESIDE), start) + 1, start - BESIDE, 0)
    pieces = text[line:start].split()[-_NEAR_TRADE:]
    before = list(chain.from_iterable(map(lexicon.reader, pieces)))[-_NEAR_TRADE:]
    while before and before[-1].classes & HONORIFIC and not before[-1].classes & PERSON:
        before.pop()
    if before and before[-1].classes & INNER:
        return
    bound = next((token.low for token in reversed(before) if not token.classes & DETERMINER), "")
    if bound in lexicon.links.openers or bound in lexicon.links.inner_prepositions:
        return
    for at in range(len(before) - 1, -1, -1):
        token = before[at]
        if token.classes & PERSON:
            if not (at and before[at - 1].low in lexicon.links.former):
                yield token.low
            return
        # a comma farther off parts the name from somebody else's trade: `La présidente, Odile Kern, écoute Paul Arnal`
        stopped = not token.classes & WORDY and (token.text != "," or at < len(before) - 1)
        if stopped or token.finite or token.classes & (AUXILIARY | SUBORDINATOR):
            return


def _read_apposition(text: str, start: int, lexicon: Lexicon) -> Iterator[str]:
    """The trade that a phrase right after a name and its comma tells."""
    found: str | None = None
    tokens = lexicon.read_tokens(text[start : start + BESIDE])
    if any(token.low in lexicon.links.former for token in tokens[:2]):
        return
    for at, token in enumerate(tokens):
        if not token.classes & WORDY:
            break
        if at == 0 and (token.classes & (OPENER | CONJUNCTION | STOP)):
            return
        if token.classes & RELATIVE:
            break
        if token.classes & AUXILIARY or (token.finite and found):
            return
        found = found or (token.low if token.classes & PERSON else None)
    if found:
        yield found
