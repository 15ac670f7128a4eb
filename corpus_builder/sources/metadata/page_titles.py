"""The title of a page: as its heading shows it to readers, and else as its statements say it, without the name of the site."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from corpus_builder.text.patterns import TITLE_SEPARATOR

# More headings are a listing; a longer one, in characters, was not closed.
_LISTED, _HEADING_CHARACTERS = 20, 500
# Signs that part a title from what stands beside it, and the end of one that was cut off.
_PART_SIGNS = "|·•–—:-»"
_CUT_OFF = ("…", "...")
_SAME_SIGNS = str.maketrans("’‘“”«»„", '\'\'"""""')
_BLANKS = re.compile(r"\s+")
_WORD = re.compile(r"\w+")
_COLON = re.compile(r"\s?:\s")
# Words of a heading that may be put otherwise than in the statements, and the share of them that the two have in common; a
# shorter heading must stand in a statement as it is.
_HEADING_WORDS, _COMMON_SHARE = 4, 0.4
# Letters of a word by which a site is known, how much of its host's name its words make up, and
# characters of its name.
_SITE_LETTERS, _HOST_SHARE, _SITE_CHARACTERS = 3, 0.6, 80


class Heading(NamedTuple):
    """The text of a heading, its level, and whether it is for the site's name or for a screen reader."""

    text: str
    level: int = 1
    is_apart: bool = False


def choose_title(told: Sequence[str], page: str | None, headings: Sequence[Heading], sites: Sequence[str | None]) -> str | None:
    """The title of the article.

    `told` are the titles in the page's statements, the most trusted first, `page` the one in its head, `sites` are the host and
    the name of the site. A heading is chosen that a statement has, too, in so many or in other words; else the first statement,
    without the names of site and section beside it; else a heading. The title in the head alone is less than an only heading.
    """
    said = [title for title in (*told, page) if title and not names_site(title, sites)]
    listed = [heading for level in (1, 2) for heading in [each for each in headings if each.level == level][:_LISTED]]
    shown = [heading for heading in listed if len(heading.text) <= _HEADING_CHARACTERS and not names_site(heading.text, sites)]
    first = [heading.text for heading in shown if heading.level == 1]
    likely = [heading.text for heading in shown if heading.level == 1 and not heading.is_apart]
    for texts in (likely, [heading.text for heading in shown], first):
        if (found := _find_shown(texts, said, sites)) is not None:
            return found
    only = likely[0] if len(likely) == 1 and len(_WORD.findall(likely[0])) >= _HEADING_WORDS else None
    if said and not (only and said == [page]):
        title = _complete_title(said[0], [*said, *first])
        return drop_site(title, sites)
    return next(iter((*likely, *first)), None)


def drop_site(title: str, sites: Sequence[str | None]) -> str:
    """A title without the name of the site and what follows that, or without the name and a colon before it.

    >>> drop_site("La crue monte | Le Quai Nord - toute l'info", ["quai-nord.example"])
    'La crue monte'
    """
    bars = list(TITLE_SEPARATOR.finditer(title))
    for place, bar in enumerate(bars):
        end = bars[place + 1].start() if place + 1 < len(bars) else len(title)
        part = title[bar.end() : end]
        if names_site(part, sites) or names_site(_COLON.split(part, maxsplit=1)[0], sites):
            return title[: bar.start()]
    if bars and names_site(title[: bars[0].start()], sites):
        return title[bars[0].end() :]
    colon = _COLON.search(title)
    return title[colon.end() :] if colon and names_site(title[: colon.start()], sites) else title


def names_site(text: str, sites: Sequence[str | None]) -> bool:
    """Whether a text is the name of the site: as the site writes it, or as its host does, in whole or by its longer words.

    >>> names_site("Le Quai Nord", ["quai-nord.example"]), names_site("Le Quai", ["quai-nord.example"])
    (True, False)
    """
    if len(text) > _SITE_CHARACTERS:
        return False
    names, hosts = _spell_sites(tuple(sites))
    plain = _strip_accents(text)
    if "".join(filter(str.isalnum, plain)) in names:
        return True
    words = [word for word in _WORD.findall(plain) if len(word) >= _SITE_LETTERS]
    return bool(words) and any(_spell_host(words, host) for host in hosts)


@lru_cache
def _spell_sites(sites: tuple[str | None, ...]) -> tuple[frozenset[str], tuple[str, ...]]:
    """The names of a site without marks and blanks, and the longer parts of its host's name."""
    parts = [part for site in sites if site for part in (site, *site.split("."))]
    hosts = [_squeeze(part) for site in sites if site for part in site.split(".")]
    return frozenset(map(_squeeze, parts)), tuple(host for host in hosts if len(host) > _SITE_LETTERS)


def _spell_host(words: Sequence[str], host: str) -> bool:
    """Whether the words, of which articles may be left out, follow one another in the host's name and make up most of it."""
    at = covered = 0
    for place, word in enumerate(words):
        found = host.find(word, at)
        if found < 0 and place == 0 and len(word) == _SITE_LETTERS:
            continue
        if found < 0:
            return False
        at, covered = found + len(word), covered + len(word)
    return covered >= _HOST_SHARE * len(host)


def _find_shown(headings: Sequence[str], said: Sequence[str], sites: Sequence[str | None]) -> str | None:
    """The heading that the statements have, too: as a part of one of them, or a long one in other words."""
    parts = [drop_site(title, sites) for title in said]
    for heading in headings:
        if any(_shows(heading, title) for title in parts):
            return heading
    near = [(max((_share_words(heading, title) for title in parts), default=0.0), heading) for heading in headings]
    best = max(near, key=lambda each: each[0], default=(0.0, ""))
    return best[1] if best[0] >= _COMMON_SHARE else None


def _share_words(heading: str, title: str) -> float:
    own, other = set(_WORD.findall(_fold(heading))), set(_WORD.findall(_fold(title)))
    shortest = min(len(own), len(other))
    return len(own & other) / shortest if min(len(own), shortest) >= _HEADING_WORDS else 0.0


def _complete_title(title: str, others: Iterable[str]) -> str:
    """A title that was cut off as another one that begins like it and goes on."""
    if not title.endswith(_CUT_OFF):
        return title
    stem = _fold(title.rstrip("… ."))
    return next((other for other in others if not other.endswith(_CUT_OFF) and _fold(other).startswith(stem)), title)


def _shows(heading: str, title: str) -> bool:
    """Whether a title is the heading, or begins with it or has it for the most part, behind a sign that parts the two."""
    part = _fold(heading)
    before, found, behind = _fold(title).partition(part)
    if not part or not found:
        return False
    parted = before.rstrip()[-1:] in _PART_SIGNS and behind.lstrip()[:1] in _PART_SIGNS
    n_words = len(_WORD.findall(part))
    leads = not before and (n_words >= _HEADING_WORDS or behind.lstrip()[:1] not in ":") and behind.lstrip()[:1] != ":"
    return parted and (leads or len(before) + len(behind) < len(part))


def _fold(text: str) -> str:
    return _BLANKS.sub(" ", unicodedata.normalize("NFKC", text).translate(_SAME_SIGNS).casefold()).strip()


def _squeeze(text: str) -> str:
    return "".join(filter(str.isalnum, _strip_accents(text)))


@lru_cache(maxsize=1024)
def _strip_accents(text: str) -> str:
    plain = _fold(text)
    if plain.isascii():
        return plain
    return "".join(char for char in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(char))
