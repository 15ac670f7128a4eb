"""Resolving a name that lacks its first name, has a title, or is misspelled."""

from __future__ import annotations

from functools import cache

from corpus_builder.languages.first_names import GENDERS, Gender
from corpus_builder.quotes.grammar.lexicon import Lexicon, read_lexicon
from corpus_builder.quotes.grammar.phrases import is_quantity
from corpus_builder.quotes.grammar.tokens import Kept
from corpus_builder.quotes.people.discourse import NOBODY, Known, Resolution
from corpus_builder.quotes.people.mentions import Mentions
from corpus_builder.quotes.people.runs import compile_owner
from corpus_builder.text.normalization import lower_with_plain_signs as fold

# words of a first name and a surname
_FULL_NAME = 2
# letters of a name that may be a misspelled one
_SHORTEST_MISSPELLED = 4


def is_full_name(words: str, lexicon: Lexicon) -> bool:
    """Whether words are a first name and a surname and nothing else, so that the document need not be asked."""
    return bool(_keep_full(lexicon.language)[words])


@cache
def _keep_full(language: str) -> Kept:
    """What `_is_full_name` says of words in a language."""
    lexicon = read_lexicon(language)
    return Kept(lambda words: _is_full_name(words, lexicon))


def _is_full_name(words: str, lexicon: Lexicon) -> bool:
    parts = words.split(" ")
    plain = len(parts) == _FULL_NAME and all(part.isalpha() and part[0].isupper() for part in parts)
    return plain and parts[0] in lexicon.first_names and fold(parts[0]) not in lexicon.leads


def read_name(known: Known, words: str) -> Resolution:
    """A name without its title, in full where the document has one full form."""
    lexicon = known.lexicon
    parts = words.split()
    if any(fold(word) in lexicon.links.conjunctions for word in parts):
        return Resolution(None, "more than one")
    while parts and (fold(parts[0]) in lexicon.honorifics or not parts[0][0].isalnum()):
        parts.pop(0)
    name = " ".join(parts)
    if not name or not name[0].isupper() or compile_owner(lexicon.shared.owner_endings, behind=r"\s").search(name):
        return NOBODY
    tokens = lexicon.read_tokens(name)
    first = tokens[0].low
    if is_quantity(tokens, 0, lexicon) or first in lexicon.links.determiners or first in lexicon.people:
        return NOBODY
    if _names_many(fold(name), lexicon):
        return Resolution(None, "more than one")
    return _find_named(known, name, words)


def _names_many(low: str, lexicon: Lexicon) -> bool:
    """Whether a folded name is a trade, alone or of many, or a crowd."""
    ending = next(filter(low.endswith, lexicon.word_endings.plurals), "")
    return low.removesuffix(ending) in lexicon.people or low in lexicon.nouns.crowds


def _find_named(known: Known, name: str, words: str) -> Resolution:
    """The person or the body that a bare name means; `words` have its title."""
    mentions = known.mentions
    if not mentions.people.find_bearers(name):
        meant = _find_misspelled(mentions, name)
        return Resolution(meant, "a misspelled name") if meant else Resolution(name, "named")
    if mentions.people[name]:
        return Resolution(name, "named")
    full = mentions.people.find_full_name(name)
    if full is None:
        return Resolution(None, "a name shared by several")
    if _contradicts(words, known.gender(full), known.lexicon):
        return Resolution(None, "a title of the other gender")
    return Resolution(full, "the name in full elsewhere")


def _find_misspelled(mentions: Mentions, name: str) -> str | None:
    """The one person whose surname a lone unknown name misses by a letter, when that surname stands in the document oftener."""
    if len(name) < _SHORTEST_MISSPELLED or " " in name or mentions.count(name) > 1:
        return None
    near = (part for part in mentions.names.list_parts() if part[0] == name[0] and _differ_by_one(name, part))
    alike = {full for part in near if mentions.people.find_bearers(part) and (full := mentions.people.find_full_name(part))}
    return next((full for full in alike if len(mentions.find_places(full)) > 1), None) if len(alike) == 1 else None


def _differ_by_one(one: str, other: str) -> bool:
    """Whether two words that begin alike differ by one letter: another, one more or one less."""
    if not -1 <= len(one) - len(other) <= 1 or one == other:
        return False
    short, long = sorted((one, other), key=len)
    at = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return short[at + (len(short) == len(long)) :] == long[at + 1 :]


def _contradicts(words: str, gender: Gender | None, lexicon: Lexicon) -> bool:
    """Whether the title in front of a surname is of the other gender (`Mrs Reed` is not Philip Reed)."""
    title = fold(words.split()[0]).rstrip(".")
    titled = next((key for key in GENDERS if {title, title + "."} & lexicon.titles.of(key)), None)
    return titled is not None and gender is not None and titled != gender
