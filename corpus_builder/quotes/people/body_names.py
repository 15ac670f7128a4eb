"""The names of bodies: with an article (`le parquet de Brie`, `the Quay Board`), and short for a long form (`le PQ`)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from corpus_builder.quotes.grammar.lexicon import Lexicon, read_lexicon
from corpus_builder.quotes.grammar.tokens import CAPITAL, DETERMINER, DOCUMENT, HONORIFIC, MONTH, PERSON, RANK, WORDY, Kept, Token
from corpus_builder.text.normalization import lower_with_plain_signs as fold
from corpus_builder.text.normalization import lower_without_accents

# a short form in brackets, and the words before it in which its long form stands
_BRACKETED = re.compile(r"\((?=[^\W\d_]*[A-ZÀ-ÖØ-Þ])([^\W\d_](?:[\w.-]{1,10}))\)")
_WORD = re.compile(r"[^\W_][\w-]*")
_SENTENCE = re.compile(r"[.!?:;\n«»“”()]")
_LONGEST_FORM = 90
# short forms of a text that it is searched for
_MOST_FORMS = 40
_MOST_WORDS = 12
# letters of a word of a long form that may stand for nothing in the short one: `de`, `pour`, `the`
_SMALL = 4
# words of the longest name of a body with its article
_LONGEST_NAME = 10
# a short form of capitals, which may end in a whole word (`ULiège`), and of how many parts it is sure by these alone
_SPELLED = re.compile(r"([A-ZÀ-ÖØ-Þ]{1,6})([A-ZÀ-ÖØ-Þ](?:[^\W\d_A-ZÀ-ÖØ-Þ]{3,})?)")
_SURE = 3
# how many signs there are up to the last accented letter of the Latin tables
_LATIN = 0x180
_BRACKETS = re.compile(r"\s*\([^()]*\)?")


class LongForms(dict[str, str | None]):
    """The long forms of short ones in a text, without article, each found when it is first asked for; None where there is none.

    A long form stands before its short one in brackets; else, behind an article, with the short one's initials.

    >>> forms = LongForms("Le Parti des quais (PQ), l'Université de Brie et l'Union des ports de Vaire.", read_lexicon("fr"))
    >>> forms["PQ"], forms["UBrie"], forms["UPV"], forms["XY"]
    ('Parti des quais', 'Université de Brie', 'Union des ports de Vaire', None)
    """

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        super().__init__()
        self._text = text
        self._lexicon = lexicon
        self._bracketed = _find_bracketed(text)

    def list_of_kind(self, kind: str) -> list[str]:
        """The long forms before short ones in brackets that begin with a folded word for a body."""
        return [long for long in self._bracketed.values() if long and fold(long.partition(" ")[0]) == kind]

    def __missing__(self, short: str) -> str | None:
        found = self._bracketed.get(short)
        if short not in self._bracketed and len(self) < _MOST_FORMS:
            found = _find_spelled(self._text, short, self._lexicon)
        self[short] = found
        return found


def _find_bracketed(text: str) -> Mapping[str, str | None]:
    """The long forms before short ones in brackets; None for a short form of two."""
    found: dict[str, str | None] = {}
    for match in _BRACKETED.finditer(text):
        before = text[max(0, match.start() - _LONGEST_FORM) : match.start()].rstrip()
        long = _read_long_form(_SENTENCE.split(before)[-1], match[1])
        if long:
            found[match[1]] = long if found.get(match[1], long) == long else None
    return found


def _find_spelled(text: str, short: str, lexicon: Lexicon) -> str | None:
    """The one name in a text whose words begin with the letters of a short form, small words apart.

    A short form of two parts, which may end in a whole word, must begin with a word for a body.
    """
    letters = _SPELLED.fullmatch(short)
    if not letters:
        return None
    parts = [*letters[1], *([letters[2]] if letters[2] else [])]
    small = rf"(?:[^\W\d_A-ZÀ-ÖØ-Þ]{{1,{_SMALL}}}[ \u00a0]|[ld]['’])*"
    words = rf"[ \u00a0]{small}".join(rf"[{_spell(part[0])}]{part[1:] or '[^ ]*?[^ .,;]'}" for part in parts[1:])
    name = re.compile(rf"(?<=[ '’\n])[{_spell(short[0]).upper()}][^\W\d_]{{{_SMALL - 1},}}[ \u00a0]{small}{words}(?![\w-])")
    found = {match[0] for match in name.finditer(text)}
    if len(parts) < _SURE:
        found = {words for words in found if names_kind(fold(words.split()[0]), lexicon)}
    return next(iter(found)) if len(found) == 1 else None


@cache
def _spell(letter: str) -> str:
    """A letter in both cases, with its accents."""
    plain = lower_without_accents(letter)
    return "".join(sign for sign in map(chr, range(_LATIN)) if lower_without_accents(sign) == plain)


def _read_long_form(before: str, short: str) -> str | None:
    """The words at the end of a piece of text that the letters of a short form stand for."""
    capitals = [letter for letter in short if letter.isupper()]
    letters = capitals if len(capitals) > 1 else [letter for letter in short if letter.isalpha()]
    words = list(_WORD.finditer(before))[-_MOST_WORDS:]
    if len(letters) < 2 or not words:
        return None
    initials = [lower_without_accents(word[0])[0] for word in words]
    at = _match_initials(initials, [word[0] for word in words], [lower_without_accents(letter) for letter in letters])
    return before[words[at].start() :].strip() if at is not None else None


def _match_initials(initials: Sequence[str], words: Sequence[str], letters: Sequence[str]) -> int | None:
    """Which word the first letter stands for, when the last stands for the last word and only small words stand for none.

    What is open is walked from the end: the letters that remain, and where their words may end.
    """
    ends = {len(words)}
    for number, letter in enumerate(reversed(letters)):
        ends = {at for end in ends for at in _list_places(initials, words, letter, end, number == 0)}
    large = [at for at in ends if words[at][0].isupper()]
    return max(large) if large else None


def _list_places(initials: Sequence[str], words: Sequence[str], letter: str, end: int, last: bool) -> list[int]:
    """The words before an end that a letter may stand for, with none but small words behind them."""
    found: list[int] = []
    for at in range(end - 1, -1, -1):
        if initials[at] == letter:
            found.append(at)
        if last or len(words[at]) > _SMALL or words[at][0].isupper():
            break
    return found


def read_body(words: str, lexicon: Lexicon) -> str | None:
    """The name of a body that words are, with what stands behind its article; None where they are no such name."""
    found: str | None = _keep_bodies(lexicon.language)[words]
    return found


@cache
def _keep_bodies(language: str) -> Kept:
    """What `_read_body` says of words in a language."""
    lexicon = read_lexicon(language)
    return Kept(lambda words: _read_body(words, lexicon))


def _read_body(words: str, lexicon: Lexicon) -> str | None:
    words = _BRACKETS.sub("", words).strip()
    if fold(words) in lexicon.nouns.papers and words[:1].isupper():
        return words
    article = _find_article(words, lexicon)
    name = words[article:].strip()
    tokens = [token for token in lexicon.read_tokens(name) if token.classes & WORDY]
    if not article or not tokens or len(tokens) > _LONGEST_NAME or not _may_name(tokens, lexicon):
        return None
    plural = fold(words[:article].strip()) in lexicon.shared.plural_articles
    if plural and not ("-" in tokens[0].text or len(tokens) > 1):
        return None
    return name if _names_body(tokens, lexicon) else None


def _find_article(words: str, lexicon: Lexicon) -> int:
    """How many characters of words are a definite article at their head."""
    low = fold(words)
    head = low.partition(" ")[0]
    if head in lexicon.shared.articles_of_names:
        return len(head) + 1
    elided = low.partition("'")[0]
    return len(elided) + 1 if "'" in low and elided in lexicon.shared.elided_articles else 0


def _may_name(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether nobody's trade or title, no month and no document stands where the head of a body's name does."""
    named = tokens[0].classes & CAPITAL and names_kind(tokens[0].low, lexicon)
    heads = tokens if lexicon.traits.order_tells_nouns else tokens[: 1 if named else 2]
    bound = any(token.classes & (PERSON | RANK | HONORIFIC) for token in heads) or bool(
        tokens[0].classes & (DOCUMENT | MONTH | DETERMINER)
    )
    low = tokens[0].low
    return not bound and not tokens[0].text[0].isdigit() and not (low in lexicon.nouns.nationalities and len(tokens) == 1)


def _names_body(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether words are a proper name: capitals to the head, or a word for a body that a proper name completes."""
    nouns, last = lexicon.nouns, tokens[-1]
    capital = [bool(token.classes & CAPITAL) for token in tokens]
    if len(tokens) == 1:
        return capital[0]
    if lexicon.traits.order_tells_nouns:
        return capital[0] and (capital[-1] or (last.low in nouns.bodies and last.low not in nouns.resolvable))
    if tokens[0].low in nouns.nationalities:
        return False
    completing = next((at for at, is_capital in enumerate(capital) if is_capital), 0)
    bound = not any(token.low in lexicon.links.stops for token in tokens[:completing])
    return capital[0] or (names_kind(tokens[0].low, lexicon) and completing > 0 and bound)


def names_kind(low: str, lexicon: Lexicon) -> bool:
    """Whether a folded word says what kind of body something is: `fédération`, `board`."""
    return low in lexicon.nouns.bodies or low in lexicon.nouns.organisations
