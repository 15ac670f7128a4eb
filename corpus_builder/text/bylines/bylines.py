"""Reading bylines: the names of those who wrote an article, from "Par Jeanne Morel avec AFP" or from a bare list of names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from corpus_builder.languages.pack import list_with
from corpus_builder.text.bylines.byline_words import (
    BYLINES,
    Example,
    list_agencies,
    list_degrees,
    list_first_names,
    list_honorifics,
    list_nobody,
    list_outlets,
    list_particles,
    list_staff,
    list_weekdays,
    read_bylines,
)
from corpus_builder.text.dates import match_date

Kind = Literal["person", "agency", "staff", "organisation"]
# What stands between two names in what we publish.
SEPARATOR = "; "
# A byline is not longer, in characters.
LONGEST = 160
# Lines whose answers are kept: pages show a byline several times, and a paper has few people who write.
_REMEMBERED = 1024
# Words of a name at most, of what may follow one ("University of Sorny"), and of one of first name and surname.
_NAME_WORDS, _ROLE_WORDS, _FULL_NAME = 6, 10, 2
# Letters of a word that is no name in capitals but initials.
_SHORT = 2
_PARTS = re.compile(r"\s*[|•·;,\n()/]\s*|\s[–—-]+\s")
_STOP = re.compile(r"\s*(?:[|•·;()/\d]|\s[–—-]+\s)")
_MARKS = ' \t\n\r\xa0.,;:|/•·–—-*#_>«»"“”'
_ADDRESS = re.compile(r"\S*(?:@|://|www\.)\S*")
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}", re.ASCII)
_INITIALS = re.compile(r"(?:[^\W\d_]\.[ -]?){1,4}")
_LETTERS = re.compile(r"[^\W\d_]+")
_VOWEL = re.compile(r"[AEIOUYÆØŒ]|[^\x00-\x7f]")
_SCOTTISH = re.compile(r"\b(Mc)(\w)")
_SMALL_START = re.compile(r"[dDlL]['’](?=[^\W\d_])")
_ARTICLES = frozenset({"an", "das", "der", "die", "el", "het", "il", "la", "las", "le", "les", "los", "our", "the", "un", "une"})


class Author(NamedTuple):
    """A name as it is written, and whose it is."""

    name: str
    kind: Kind


class Byline(NamedTuple):
    """The authors that a line names; `labelled` where a word such as "by" says that they are, `is_whole` where it names them
    and says nothing else.
    """

    authors: tuple[Author, ...] = ()
    labelled: bool = False
    is_whole: bool = False

    @property
    def text(self) -> str | None:
        """The names as we publish them; None where there are none."""
        return join_authors(self.authors)

    @property
    def persons(self) -> tuple[str, ...]:
        """The names of people."""
        return tuple(author.name for author in self.authors if author.kind == "person")

    @property
    def is_sure(self) -> bool:
        """Whether the line says itself that it is a byline."""
        said = self.labelled or any(author.kind in ("agency", "staff") for author in self.authors)
        return self.is_whole and bool(self.authors) and said

    @property
    def is_known(self) -> bool:
        """Whether the line is made of nothing but names of people, as their first names show."""
        return self.is_whole and bool(self.authors) and all(kind == "person" and knows_name(name) for name, kind in self.authors)


class FoundByline(NamedTuple):
    """The authors of a byline within a line, and where it ends."""

    authors: tuple[Author, ...]
    end: int


class _Words(NamedTuple):
    """The words of a language, or of all of them; those of `joins` and `ends` as patterns."""

    joins: re.Pattern[str]
    ends: frozenset[str]
    roles: frozenset[str]


@lru_cache(maxsize=_REMEMBERED)
def read_byline(text: str) -> Byline:
    """The authors that a line names, without the words before them, roles, places, dates and addresses.

    >>> read_byline("Propos recueillis par Jeanne Morel, à Saint-Aubin").text, read_byline("By the river").text
    ('Jeanne Morel', None)
    """
    if len(text) > LONGEST:
        return Byline()
    text = _ADDRESS.sub("|", text).lstrip(_MARKS)
    codes, rest = _cut_lead(text)
    digit = re.search(r"(?<=[^\d\s(])\s*\(?\d", rest)
    rest = rest[: digit.start()] if digit else rest
    rest = _pictures().split(rest, maxsplit=1)[0]
    authors: dict[str, Author] = {}
    is_whole = True
    for part in filter(None, _PARTS.split(rest)):
        inner, names = _cut_lead(part)
        codes = codes or inner
        words = _read_words(codes)
        for piece in words.joins.split(names):
            author, fits = _read_piece(piece, words, bool(authors))
            is_whole &= fits
            if author is not None:
                authors.setdefault(author.name.casefold(), author)
    if any(kind == "person" and " " in name for name, kind in authors.values()):
        # beside a full name one word is a place or a section
        authors = {key: found for key, found in authors.items() if found.kind != "person" or _has_two_words(found.name)}
    single = len(authors) == 1 and next(iter(authors.values())).kind == "person" and not _has_two_words(*authors)
    if single and len(_PARTS.split(rest.strip(_MARKS))) > 1:
        is_whole = False
    return Byline(tuple(authors.values()), bool(codes and authors), is_whole and bool(authors))


def may_name(text: str) -> bool:
    """Whether a line has a word that leads to names, a first name, or one of a newsroom's or an agency's; a cheap test."""
    return not _list_evidence().isdisjoint(_LETTERS.findall(text.casefold()))


def begins_byline(text: str) -> bool:
    """Whether a line begins with a word such as "by" that stands before names; a cheap test, which more lines pass."""
    return _leads()[0].match(text.lstrip(_MARKS)) is not None


def match_byline(text: str, start: int) -> FoundByline | None:
    """The byline that begins at `start` with a word such as "by", up to a mark, a date or an hour; None when none does.

    >>> match_byline("3 mai 2024 · Par Jeanne Morel mardi 7 mai", 13)
    FoundByline(authors=(Author(name='Jeanne Morel', kind='person'),), end=30)
    """
    lead = _leads()[0].match(text, start)
    if lead is None:
        return None
    stop = _STOP.search(text, lead.end(), start + LONGEST)
    end = stop.start() if stop else min(len(text), start + LONGEST)
    last = text.rfind(" ", lead.end(), end) + 1
    if last and stop is not None and (match_date(text, last) or text[last:end].casefold() in list_weekdays()):
        end = last
    found = read_byline(text[start:end])
    return FoundByline(found.authors, end) if found.is_sure else None


def join_authors(authors: Iterable[Author]) -> str | None:
    """Authors as one text, each once; None where there are none.

    An agency stands alone: beside a name it says whose reports were used, or for whom the person writes. So does a newsroom
    beside people.
    """
    authors = tuple(authors)
    writers = [author for author in authors if author.kind != "agency"] or authors
    if any(author.kind == "person" for author in writers):
        writers = [author for author in writers if author.kind != "staff"]
    return SEPARATOR.join(dict.fromkeys(author.name for author in writers)) or None


def list_examples() -> Iterator[Example]:
    """The examples of all languages."""
    for code in list_with(BYLINES):
        yield from read_bylines(code).examples


def knows_name(name: str) -> bool:
    """Whether a name is a known first name with others behind it.

    >>> knows_name("Anne-Marie O'Dell"), knows_name("Digue Neuve"), knows_name("Jeanne")
    (True, False, False)
    """
    words = name.split()
    words = words[1:] if words[0].rstrip(".") in list_honorifics() else words
    return len(words) > 1 and words[0].split("-")[0].title() in list_first_names()


def list_leads() -> tuple[str, ...]:
    """The words that stand before the names of a byline in any language, in lower case."""
    return tuple(_leads()[1])


def is_nobody(name: str) -> bool:
    """Whether a name is that of a host or an address, a number, or what a system calls somebody without a name."""
    low = _cut_lead(name.strip(_MARKS))[1].strip(_MARKS).casefold()
    return (
        not any(map(str.isalpha, low))
        or low.split()[-1] in list_nobody()
        or low in list_nobody()
        or bool(_HOST.fullmatch(low) or _ADDRESS.fullmatch(low))
    )


def _has_two_words(name: str) -> bool:
    return len(name.split()) > 1 or "." in name


def _cut_lead(text: str) -> tuple[tuple[str, ...], str]:
    """The languages whose word before names a text begins with, and what follows it; the text itself where there is none."""
    pattern, languages = _leads()
    found = pattern.match(text)
    if found is None and (alone := languages.get(_fold_lead(text.strip(_MARKS)))):
        return alone, ""
    return (languages[_fold_lead(found[1] or found[2])], text[found.end() :]) if found else ((), text)


def _read_piece(piece: str, words: _Words, is_next: bool) -> tuple[Author | None, bool]:
    """The author that a piece of a byline names, and whether it is a piece of one; `is_next` where others stand before it."""
    tokens = piece.strip(_MARKS).split()
    tokens = tokens[: next((i for i, token in enumerate(tokens) if _ends_name(token, words)), len(tokens))]
    role = next((i for i, token in enumerate(tokens) if token.casefold().strip(".,:") in words.roles), None)
    name = " ".join(tokens)
    if not name or name in list_degrees():
        return None, True
    kind = _name_group(name)
    if kind and not (is_next and role is not None and kind == "staff"):
        return Author(_keep_initials(piece, name), kind), True
    if is_nobody(name):
        return None, name.casefold() not in _leads()[1]
    if role is not None and role < 2:
        return None, is_next or role == 0
    name = " ".join(_cut_outlet([token for token in tokens[:role] if token not in list_degrees()]))
    if _is_person(name):
        return Author(_spell_person(_keep_initials(piece, name)), "person"), True
    if _is_organisation(name):
        return Author(name.strip(_MARKS), "organisation"), True
    return None, is_next and len(tokens) <= _ROLE_WORDS


def _cut_outlet(words: Sequence[str]) -> Sequence[str]:
    """The words of a name without those of a paper or an agency right behind it."""
    last = words[-1] if words else ""
    if len(words) <= _FULL_NAME or not ({last, last.title()} & list_outlets() or last in list_agencies()):
        return words
    if len(words) == _FULL_NAME + 1 and not knows_name(" ".join(words)):
        return words
    has_two_first = len(words) > _FULL_NAME + 2 and words[1].title() in list_first_names()
    return words[: _FULL_NAME + has_two_first]


def _spell_person(name: str) -> str:
    """A name that is all in capitals as names are written; others, initials, and what has a word without vowels, as they are.

    >>> _spell_person("SEAN O'NEILL"), _spell_person("ANNE-MARIE DE LA TOUR"), _spell_person("Awa DIOP"), _spell_person("J.M.")
    ("Sean O'Neill", 'Anne-Marie de la Tour', 'Awa DIOP', 'J.M.')
    """
    words = name.split()
    long = [word for word in words if len(word.strip(".")) > _SHORT and not _is_sign(word)]
    if not name.isupper() or len(words) < _FULL_NAME or not long or not all(map(_VOWEL.search, long)):
        return name
    spelt = [words[0] if _is_sign(words[0]) else _spell_word(words[0])]
    for place, word in enumerate(words[1:-1], 1):
        is_small = word.casefold() in list_particles() and (word not in ("LE", "LA") or words[place - 1] == "DE")
        spelt.append(word if _is_sign(word) else word.lower() if is_small else _spell_word(word))
    return " ".join([*spelt, words[-1] if _is_sign(words[-1]) else _spell_word(words[-1])])


def _is_sign(word: str) -> bool:
    """Whether a word is made of initials or counts generations."""
    return _INITIALS.fullmatch(word) is not None or not set(word) - set("IVX")


def _spell_word(word: str) -> str:
    return _SCOTTISH.sub(lambda found: found[1] + found[2].upper(), _LETTERS.sub(lambda found: found[0].capitalize(), word))


def _keep_initials(piece: str, name: str) -> str:
    """The name with the full stop of its last initial, which ends no line."""
    bare = name.strip(_MARKS)
    return f"{bare}." if _INITIALS.fullmatch(f"{bare.split()[-1]}.") and f"{bare}." in piece else bare


def _name_group(name: str) -> Kind | None:
    low = name.strip(_MARKS).casefold()
    bare = low.removeprefix("the ").removeprefix("l'").removeprefix("l’")
    if name.strip(_MARKS).removeprefix("The ").removeprefix("the ") in list_agencies() or (
        " " in bare and bare in list_agencies()
    ):
        return "agency"
    words = low.replace("’", "'").split()
    if words and (" ".join(words) in list_staff()[0] or (len(words) > 1 and name[0].isupper() and words[-1] in list_staff()[1])):
        return "staff"
    starts = [" ".join(words[:n]) for n in range(1, min(len(words), 3))]
    return "staff" if any(start in list_staff()[0] and start.split()[-1].startswith("r") for start in starts) else None


def _is_person(name: str) -> bool:
    """Whether a text is nothing but the words of a person's name: with capitals, but for particles, and without figures."""
    words = name.split()
    if not words or len(words) > _NAME_WORDS or (words[0].casefold() in _ARTICLES and len(words) < 3):
        return False
    if _INITIALS.fullmatch(name):
        return True
    capitals = 0
    for word in words:
        bare = _SMALL_START.sub("", word) if word[0] in "dl" else word
        if not all(char.isalpha() or char in "'’.-" for char in bare) or (len(bare) > 4 and "." in bare[2:-1]):
            return False
        if bare[:1].isupper():
            capitals += 1
        elif word.casefold() not in list_particles():
            return False
    first = words[0].casefold()
    if not (capitals > 1 or (capitals and words[0][0].isupper())):
        return False
    return words[-1].casefold() not in list_particles() and first not in _ARTICLES and not first.startswith(("l'", "l’"))


def _is_organisation(name: str) -> bool:
    """Whether a text may be the name of a paper or a group: it begins with an article and goes on with a capital."""
    words = ["L", name[2:]] if name[:2] in ("L'", "L’") else name.split()
    if not 2 <= len(words) <= _NAME_WORDS or not name[0].isupper():
        return False
    has_capitals = all(word[:1].isupper() or word.casefold() in list_particles() for word in words)
    return has_capitals and (words[0].casefold() in _ARTICLES or words[0] == "L")


@cache
def _leads() -> tuple[re.Pattern[str], dict[str, tuple[str, ...]]]:
    """What stands before names, with or without a colon, and the languages in which it does."""
    languages: dict[str, tuple[str, ...]] = {}
    tables = {code: read_bylines(code) for code in list_with(BYLINES)}
    for code, table in tables.items():
        for lead in (*table.leads, *table.labels):
            languages[lead] = (*dict.fromkeys((*languages.get(lead, ()), code)),)
    leads, labels = (
        "|".join(map(_spell, sorted({word for words in lists for word in words}, key=len, reverse=True)))
        for lists in ([table.leads for table in tables.values()], [table.labels for table in tables.values()])
    )
    return re.compile(rf"({leads})(?:\s*:\s*|\s+)|({labels})\s*:\s*", re.IGNORECASE), languages


@cache
def _pictures() -> re.Pattern[str]:
    """A mark and behind it a word for pictures, with a colon or a name."""
    words = sorted({_spell(word) for code in list_with(BYLINES) for word in read_bylines(code).pictures})
    return re.compile(rf"\s*[.,;|/–—-]\s*(?i:{'|'.join(words)})(?=\s*:|\s+[^\W\d_])")


@cache
def _list_evidence() -> frozenset[str]:
    """The first words of what tells a byline, in lower case."""
    told = (*_leads()[1], *list_first_names(), *list_agencies(), *list_staff()[0], *list_staff()[1])
    return frozenset(found[0] for text in told if (found := _LETTERS.search(text.casefold())))


def _fold_lead(lead: str) -> str:
    return " ".join(lead.casefold().replace("’", "'").split())


def _ends_name(token: str, words: _Words) -> bool:
    """Whether a word stands behind a name; short ones with a capital are parts of names ("Le Goff")."""
    bare = token.strip(".,:")
    if bare.casefold() in list_weekdays():
        return True
    return bare.casefold() in words.ends and (bare.islower() or len(bare) > len("pour") or bare == "Mis")


def _spell(words: str) -> str:
    return re.escape(words).replace(r"\ ", r"\s+").replace("'", "['’]")


@cache
def _read_words(codes: tuple[str, ...]) -> _Words:
    tables = [read_bylines(code) for code in codes or list_with(BYLINES)]
    ends = {word for table in tables for word in table.ends}
    joins = {word for table in tables for word in table.joins} - (set() if codes else ends)
    spelled = "|".join(rf"{_spell(word)}(?:\s+|(?<=['’]))" for word in sorted(joins, key=len, reverse=True))
    roles = frozenset(word for table in tables for word in table.roles)
    return _Words(re.compile(rf"(?:^|\s+)(?:{spelled}|&\s+)", re.IGNORECASE), frozenset(ends), roles)
