"""The packs of the languages: what every station knows of a language, read from its folder."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from corpus_builder.knowledge import Row, TableError, find_table, name_table, read_table

ROOM = "languages"
PACK = "language"


class LanguagePack(Row):
    """A language: `name` in English; where several languages know the same line, that of the lowest `precedence` counts."""

    name: str
    precedence: int


@cache
def list_languages() -> tuple[str, ...]:
    """The codes (ISO 639-1) of all languages that have a folder, by precedence. Raises TableError when one lacks its pack."""
    folders = [entry.name for entry in files(__package__).iterdir() if entry.is_dir() and not entry.name.startswith("_")]
    for code in folders:
        if not find_table(f"{ROOM}.{code}", PACK).is_file():
            raise TableError(f"{ROOM}/{code}: the folder lacks {PACK}.toml", hint="every language has one")
    return tuple(sorted(folders, key=lambda code: (read_pack(code).precedence, code)))


def read_pack(language: str) -> LanguagePack:
    """What a language is. Raises TableError when its folder has no pack, or one that is not as declared."""
    return read_table(LanguagePack, f"{ROOM}.{language}", PACK)


def list_with(name: str) -> tuple[str, ...]:
    """The languages whose folder holds the table `name`, by precedence; a station reads it there by its own record."""
    return tuple(code for code in list_languages() if find_table(f"{ROOM}.{code}", name).is_file())


def name_pack(language: str) -> str:
    """The file of a language's pack as messages name it."""
    return name_table(f"{ROOM}.{language}", PACK)
