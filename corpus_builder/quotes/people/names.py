"""Resolving a name that lacks its first name, has a title, or is misspelled."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Set
from functools import cache

from corpus_builder.languages.first_names import GENDERS, Gender
from corpus_builder.model import Span
from corpus_builder.quotes.grammar.lexicon import Lexicon, read_lexicon
from corpus_builder.quotes.grammar.phrases import is_quantity
from corpus_builder.quotes.grammar.tokens import (
    ADVERB,
    AUXILIARY,
    CAPITAL,
    INNER,
    LIGHT,
    MODAL,
    SUBORDINATOR,
    VERB,
    WORDY,
    Kept,
)
from corpus_builder.quotes.people.body_names import names_kind, read_body
from corpus_builder.quotes.people.discourse import NOBODY, Known, Resolution
from corpus_builder.quotes.people.mentions import Mentions
from corpus_builder.quotes.people.runs import compile_owner, drop_opener, drop_titles, list_behind_names
from corpus_builder.text.normalization import lower_with_plain_signs as fold
from corpus_builder.text.sentences import starts_sentence

# words of a first name and a surname
_FULL_NAME = 2
# letters of a name that may be a misspelled one
_SHORTEST_MISSPELLED = 4
# what stands behind a name and tells a son from his father
_SUFFIX = re.compile(r",? ([^\W\d_]{2,3}\b\.?)")
# people of one surname above which it is not asked whom it means, and places of a name that are looked at
_MANY = 8
# names with one first letter among which a misspelled one is looked for
_MOST_ALIKE = 200
# the day behind the name of a month, or of what is numbered
_DATED = re.compile(r"\.? \d")
# characters behind a name in which the noun may stand that it only describes
_NEAR_NOUN = 30


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


def read_name(known: Known, words: str, speaker: Span) -> Resolution:
    """A name without its title, in full where the document has one full form; `speaker` is where the words stand."""
    lexicon = known.lexicon
    body = read_body(words, lexicon)
    named = _spell_out_body(known, body) if body else None
    if named:
        return Resolution(named, "the name of a body")
    parts = words.split()
    if any(fold(word) in lexicon.links.conjunctions for word in parts):
        return Resolution(None, "more than one")
    name = " ".join(_drop_titles(parts, lexicon))
    if not _may_begin_name(name, lexicon) or compile_owner(lexicon.shared.owner_endings, behind=r"\s").search(name):
        return NOBODY
    tokens = lexicon.read_tokens(name)
    first = tokens[0].low
    many = is_quantity(tokens, 0, lexicon) or first in lexicon.links.pronouns or first in lexicon.links.determiners
    borne = " " not in name and bool(known.mentions.people.find_bearers(name))
    if many or (first in lexicon.people and not borne):
        return NOBODY
    if not borne and _names_many(fold(name), lexicon):
        return Resolution(None, "more than one")
    if not _is_name(known, name, speaker):
        return Resolution(None, "a word that is no name")
    return _find_named(known, _widen(known, name, speaker), words, speaker)


def _spell_out_body(known: Known, body: str) -> str | None:
    """The long form of a body's name, or the one longer name of a body that ends in it: `the Times`, `New York Times`.

    A lone word that says no more than what kind of body it is needs one.
    """
    lexicon, low = known.lexicon, fold(body)
    whole = [name for name in known.mentions.phrases[low.partition(" ")[0]] if fold(name).startswith(low + " ")]
    long = known.mentions.names.long_forms[body] or (whole[0] if len(whole) == 1 and " " in body else None)
    if long or " " in body or low in lexicon.nouns.places:
        return long or body
    longer = known.mentions.names.by_last.get(body, ())
    if len(longer) == 1 and known.mentions.is_body(longer[0]):
        return longer[0]
    return None if names_kind(low, lexicon) or low in lexicon.commonest else body


def _drop_titles(parts: list[str], lexicon: Lexicon) -> list[str]:
    """The words of a mention without its titles and trades, and without the marks before it."""
    parts = list(parts)
    leading = lexicon.honorifics, lexicon.links.before_names
    while parts and (not parts[0][0].isalnum() or (len(parts) > 1 and any(fold(parts[0]) in words for words in leading))):
        parts.pop(0)
    if not parts or parts[0] in lexicon.first_names:
        return parts
    last = max((at for at, word in enumerate(parts[:-1]) if fold(word) in lexicon.before_names), default=-1)
    rest = parts[last + 1 :]
    if any(token.classes & INNER for word in parts[: max(last, 0)] for token in lexicon.reader(word)):
        return parts
    named = all(word[0].isupper() or fold(word) in lexicon.shared.particles for word in rest) and rest[0][0].isupper()
    return drop_titles(drop_opener(rest, lexicon), lexicon) if last >= 0 and named else drop_opener(parts, lexicon)


def _may_begin_name(name: str, lexicon: Lexicon) -> bool:
    """Whether a name begins with a capital, maybe behind a particle: `al-Kernac`."""
    head = name.partition(" ")[0].partition("-")[0]
    if fold(name).rstrip("'") in lexicon.shared.elisions:
        return False
    return name[:1].isupper() or (head in lexicon.shared.particles and name[len(head) + 1 : len(head) + 2].isupper())


def _names_many(low: str, lexicon: Lexicon) -> bool:
    """Whether a folded name is a trade, alone or of many, or a crowd."""
    ending = next(filter(low.endswith, lexicon.word_endings.plurals), "")
    return low.removesuffix(ending) in lexicon.people or low in lexicon.nouns.crowds


def _is_name(known: Known, name: str, speaker: Span) -> bool:
    """Whether words in capitals name somebody: no word that only begins its sentence, no date, no people, no part of more."""
    lexicon, text = known.lexicon, known.discourse.text
    low = fold(name)
    if _heads_nothing(text, speaker, lexicon) or _is_group(name, lexicon):
        return False
    if " " in name:
        return not (low.split(" ")[0] in lexicon.months and low.split(" ")[1].isdigit())
    if name in lexicon.first_names or known.mentions.people.find_bearers(name):
        return True
    words = lexicon.leads, lexicon.nouns.nationalities, lexicon.links.negation
    if any(low in known for known in words) or _governs_plural(text, low, speaker, lexicon):
        return False
    if _DATED.match(text, speaker[1]) or (low in lexicon.months and text[max(0, speaker[0] - 2) : speaker[0]].strip().isdigit()):
        return False
    names = known.mentions.names
    if any(not starts_sentence(text, run.start) for run in names.by_name.get(name, ())):
        return True
    return not (low in lexicon.commonest or low in names.pieces or _is_set_apart(text, low, speaker, lexicon))


def _is_set_apart(text: str, low: str, speaker: Span, lexicon: Lexicon) -> bool:
    """Whether a lone word with an adverb's ending stands before a comma: `Privately, a minister was less sure`."""
    return text[speaker[1] : speaker[1] + 1] == "," and any(token.classes & (ADVERB | LIGHT) for token in lexicon.reader(low))


def _is_group(name: str, lexicon: Lexicon) -> bool:
    """Whether words end in a plural in small letters, which a name only describes, as in English: `Brie officials`."""
    last = name.rpartition(" ")[2]
    return lexicon.traits.order_tells_nouns and " " in name and last.islower() and last.endswith(lexicon.word_endings.plurals)


def _governs_plural(text: str, low: str, speaker: Span, lexicon: Lexicon) -> bool:
    """Whether a lone word in the plural has a verb in the plural behind it, which nobody by name has: `Teammates call it`."""
    if not lexicon.word_endings.third_person or not low.endswith(lexicon.word_endings.plurals):
        return False
    verb = next(iter(lexicon.read_tokens(text[speaker[1] : speaker[1] + _NEAR_NOUN])), None)
    return verb is not None and bool(verb.finite and verb.infinitive)


def _heads_nothing(text: str, speaker: Span, lexicon: Lexicon) -> bool:
    """Whether a word for people or a body follows, which what looks like a name only describes: `Brie officials`."""
    behind = text[speaker[1] : speaker[1] + _NEAR_NOUN]
    if not behind.startswith(" "):
        return False
    for token in lexicon.read_tokens(behind)[:2]:
        if not token.classes & WORDY or token.classes & CAPITAL:
            return False
        ending = next(filter(token.low.endswith, lexicon.word_endings.plurals), "")
        one = token.low.removesuffix(ending)
        if ending and (one in lexicon.people or one in lexicon.nouns.organisations):
            return True
        if token.classes & (VERB | AUXILIARY | MODAL | ADVERB | INNER | SUBORDINATOR) or token.finite or token.participle:
            return False
    return False


def spell_out(known: Known, name: str) -> str:
    """A name of several words as full as the document gives it, with what tells a son from his father."""
    names = known.mentions.names
    behind = list_behind_names()
    whole = known.mentions.people.spell_out(name.rpartition(" ")[0] if name.rstrip(".").rpartition(" ")[2] in behind else name)
    for run in names.by_name.get(whole, ())[:_MANY] if " " in whole else ():
        suffix = _SUFFIX.match(names.text, run.end)
        if suffix and suffix[1].rstrip(".") in behind:
            return f"{whole} {suffix[1]}"
    return whole


def _widen(known: Known, name: str, speaker: Span) -> str:
    """The whole name of which a mention is only a part, cut at an apostrophe or a hyphen: `Jul' Maroh`, `M'jid Kernac`."""
    names, text = known.mentions.names, known.discourse.text
    number = bisect_right(names.starts, speaker[1]) - 1
    if number < 0 or names.ends[number] < speaker[1] or name not in names.runs[number].name:
        return name
    run = names.runs[number]
    before, behind = text[run.start : speaker[0]], text[speaker[1] : run.end]
    cut = "'" in before + behind[:1] or "’" in before + behind[:1]
    return run.name if cut or behind.strip().partition("-")[0] in known.lexicon.shared.particles else name


def _find_named(known: Known, name: str, words: str, speaker: Span) -> Resolution:
    """The person or the body that a bare name means; `words` have its title."""
    mentions = known.mentions
    bearers = mentions.people.find_bearers(name)
    if not bearers:
        long = mentions.names.long_forms[name]
        meant = long or _find_misspelled(mentions, name)
        if meant:
            return Resolution(meant, "the long form" if long else "a misspelled name")
        return Resolution(spell_out(known, name), "named")
    # `El Kernac` is no first name and surname but a surname of two words
    surname = len(bearers) == 1 and fold(name.partition(" ")[0]) in known.lexicon.shared.particles
    if mentions.people[name] and not surname:
        return Resolution(spell_out(known, name), "named")
    if len(bearers) > _MANY:
        return Resolution(None, "a name shared by many")
    if len(bearers) > 1:
        titled = _read_title_gender(words, known.lexicon)
        full = _find_introduced(known, bearers, titled, speaker)
        return Resolution(full, "the one of that name who is introduced first" if full else "a name shared by several")
    full = next(iter(bearers))
    if _contradicts(words, known, full):
        return Resolution(None, "a title of the other gender")
    return Resolution(spell_out(known, full), "the name in full elsewhere")


def _find_introduced(known: Known, bearers: Set[str], titled: Gender | None, speaker: Span) -> str | None:
    """Whom of some people of one surname it means alone: the one of the title's gender, or who is named first in the document.

    Where another of them spoke last or was introduced beside, or nobody is named before, it is not clear.
    """
    if titled:
        alike = {name for name in bearers if known.gender(name) == titled}
        bearers = alike or {name for name in bearers if known.gender(name) is None}
    if len(bearers) == 1:
        return next(iter(bearers))
    names = known.mentions.names.by_name
    firsts = sorted(names[name][0] for name in bearers if name in names and names[name][0].start < speaker[0])
    if not firsts or (len(firsts) > 1 and _joins(known.discourse.text[firsts[0].end : firsts[1].start], known.lexicon)):
        return None
    first = firsts[0].name
    spoke = known.last_speaker
    named = spoke is not None and known.discourse.text[spoke.end - len(spoke.name) : spoke.end] == spoke.name
    return None if spoke and named and spoke.name in bearers and spoke.name != first else first


def _joins(between: str, lexicon: Lexicon) -> bool:
    """Whether two people stand side by side: `Paul Arnal et Luc Arnal`."""
    return len(between) <= _NEAR_NOUN and any(fold(word) in lexicon.links.conjunctions for word in between.split())


def _find_misspelled(mentions: Mentions, name: str) -> str | None:
    """The one person whose surname a lone unknown name misses by a letter, when that surname stands in the document oftener."""
    if len(name) < _SHORTEST_MISSPELLED or " " in name or mentions.count(name) > 1:
        return None
    alike = mentions.names.by_letter.get(name[0], ())
    near = (part for part in alike if _differ_by_one(name, part)) if len(alike) <= _MOST_ALIKE else iter(())
    meant = {full for part in near if mentions.people.find_bearers(part) and (full := mentions.people.find_full_name(part))}
    return next((full for full in meant if len(mentions.find_places(full)) > 1), None) if len(meant) == 1 else None


def _differ_by_one(one: str, other: str) -> bool:
    """Whether two words that begin alike differ by one letter: another, one more or one less."""
    if not -1 <= len(one) - len(other) <= 1 or one == other:
        return False
    short, long = sorted((one, other), key=len)
    at = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return short[at + (len(short) == len(long)) :] == long[at + 1 :]


def _contradicts(words: str, known: Known, full: str) -> bool:
    """Whether the title before a surname is of the other gender than the first name tells (`Mrs Reed` is not Philip Reed)."""
    titled = _read_title_gender(words, known.lexicon)
    given = known.lexicon.first_names.get(full.partition(" ")[0]) or known.gender(full)
    return titled is not None and given is not None and titled != given


def _read_title_gender(words: str, lexicon: Lexicon) -> Gender | None:
    """The gender of the title at the head of some words."""
    title = fold(words.split()[0]).rstrip(".")
    return next((key for key in GENDERS if {title, title + "."} & lexicon.titles.of(key)), None)
