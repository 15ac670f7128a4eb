"""Tables of knowledge: TOML files beside the code that reads them, whose rows are frozen records, checked when they are read."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise
from typing import Annotated, Any, NoReturn, Protocol, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError

from corpus_builder.system.errors import CorpusError

PACKAGE = "corpus_builder"
SUFFIX = ".toml"
# What pydantic says of a key, in our words; all else it says is kept.
SAID = {"extra_forbidden": "unknown key", "missing": "missing key"}


class TableError(CorpusError):
    """A table of knowledge that is not as its rows are declared."""


class Row(BaseModel):
    """A row of a table, or a table as a whole: frozen, closed to unknown keys, and no type taken for another."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


class Named(Protocol):
    """A row that has a name."""

    @property
    def name(self) -> str:
        """What messages and the rows of removals call it."""


Table = TypeVar("Table", bound=Row)
NamedRow = TypeVar("NamedRow", bound=Named)
Value = TypeVar("Value")


def refuse_second_names(rows: tuple[NamedRow, ...]) -> tuple[NamedRow, ...]:
    """The rows; ValueError when two of them have one name."""
    second = [name for name, count in Counter(row.name for row in rows).items() if count > 1]
    if second:
        raise ValueError(f"duplicate name {second[0]!r}")
    return rows


def refuse_bad_pattern(pattern: str, *, flags: int = 0) -> str:
    """The pattern; ValueError when it is no regular expression."""
    try:
        re.compile(pattern, flags)
    except re.error as why:
        raise ValueError(f"not a regular expression: {why}") from None
    return pattern


# A regular expression as its text.
Expression = Annotated[str, AfterValidator(refuse_bad_pattern)]


def refuse_slow_pattern(pattern: str) -> str:
    """The pattern; ValueError when re2 does not take it, as what looks around or back."""
    import re2

    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(pattern, options)
    except re2.error as why:
        raise ValueError(f"no regular expression of re2: {why}") from None
    return pattern


# A regular expression of re2, which takes time in proportion to the text.
LinearExpression = Annotated[str, AfterValidator(refuse_slow_pattern)]


def refuse_disorder(values: tuple[str, ...]) -> tuple[str, ...]:
    """The values; ValueError when they are not sorted, or one stands twice."""
    for one, next_one in pairwise(values):
        if one >= next_one:
            raise ValueError(f"{next_one!r} occurs twice" if one == next_one else f"{next_one!r} must come before {one!r}")
    return values


def refuse_empty(values: tuple[str, ...]) -> tuple[str, ...]:
    """The values; ValueError when one of them is empty."""
    if "" in values:
        raise ValueError("an entry is empty")
    return values


def split_lines(text: object) -> object:
    """The lines of a text."""
    return tuple(text.splitlines()) if isinstance(text, str) else text


def parse_groups(text: object) -> object:
    """The groups of a text that has one a line, `first, second, third`. Raises ValueError when lines are out of order."""
    if not isinstance(text, str):
        return text  # the type that is declared says what is wrong
    lines = tuple(tuple(line.split(", ")) for line in text.splitlines())
    for one, next_one in pairwise(lines):
        if one >= next_one:
            said = "occurs twice" if one == next_one else f"must come before {', '.join(one)!r}"
            raise ValueError(f"{', '.join(next_one)!r} {said}")
    if not all(word and word == word.strip() for line in lines for word in line):
        raise ValueError("a line holds words separated by a comma and a space")
    return lines


def parse_entries(text: object) -> object:
    """The entries of a text that has one a line, `word: first, second`. Raises ValueError for a word twice or out of order."""
    if not isinstance(text, str):
        return text
    entries: dict[str, tuple[str, ...]] = {}
    last = ""
    for line in text.splitlines():
        word, colon, rest = line.partition(": ")
        values = tuple(rest.split(", "))
        if not (word and colon and all(value and value == value.strip() for value in values)):
            raise ValueError(f"{line!r} is not a word with its values, as in 'word: first, second'")
        if word <= last:
            raise ValueError(f"{word!r} occurs twice" if word == last else f"{word!r} must come before {last!r}")
        entries[word] = values
        last = word
    return entries


# Rows of which each has a name of its own.
NamedRows = Annotated[tuple[NamedRow, ...], AfterValidator(refuse_second_names)]
# A list whose order says nothing: sorted by code point, so that a change shows as one line.
Words = Annotated[tuple[str, ...], AfterValidator(refuse_disorder)]
# The same without the empty word, which would be found everywhere.
FilledWords = Annotated[Words, AfterValidator(refuse_empty)]
# Long lists, dictionaries and lists of groups: a text with one entry a line, sorted. Of thousands of TOML arrays `tomllib`, which
# is written in Python, reads some 140 in a millisecond; of such lines 1,500.
LINES = BeforeValidator(split_lines)
Entries = Annotated[dict[str, tuple[str, ...]], BeforeValidator(parse_entries)]
Groups = Annotated[tuple[tuple[str, ...], ...], BeforeValidator(parse_groups)]


def read_table(kind: type[Table], room: str, name: str) -> Table:
    """The table `name` of a room, for example `read_table(PrivacyTable, "policy", "privacy")`.

    Raises TableError with file, row and key when it is missing or not as `kind` declares it.
    """
    table = _read_once(kind, room, name)
    assert isinstance(table, kind)
    return table


@cache
def _read_once(kind: type[Row], room: str, name: str) -> Row:
    path = find_table(room, name)
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise TableError(f"{name_table(room, name)}: there is no such table") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as why:
        raise TableError(f"{name_table(room, name)}: {why}", hint="it must be a TOML file in UTF-8") from None
    return check_table(kind, values, name_table(room, name))


def check_table(kind: type[Table], values: dict[str, Any], where: str) -> Table:
    """The record that a table's values make. Raises TableError, naming the file `where` they stand, the row and the key."""
    try:
        # as JSON a list may become a tuple, though no other type is taken for another
        return kind.model_validate_json(json.dumps(values))
    except ValidationError as why:
        error = why.errors(include_url=False)[0]
        what = SAID.get(error["type"], error["msg"].removeprefix("Value error, "))
        place = ", ".join(_name_steps(values, error["loc"]))
        raise TableError(f"{where}: {place}: {what}" if place else f"{where}: {what}") from None


def refuse_example(where: str, row: str, key: str, text: str) -> NoReturn:
    """Raise TableError: an example of a row stands on the wrong side."""
    raise TableError(f"{where}: ({row}), {key}: {text!r} is on the wrong side")


def find_table(room: str, name: str) -> Traversable:
    """The file of a table; the room is dotted (`cleaning.plain`), the name has no suffix."""
    return files(PACKAGE).joinpath(*room.split("."), f"{name}{SUFFIX}")


def name_table(room: str, name: str) -> str:
    """A table as messages name it, by its path within the package."""
    return f"{room.replace('.', '/')}/{name}{SUFFIX}"


def digest_tables() -> dict[str, str]:
    """The SHA-256 of every table by its path within the package: two releases that differ may differ by them."""
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in sorted(_walk(files(PACKAGE), ""))}


def _walk(folder: Traversable, prefix: str) -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _walk(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(SUFFIX):
            yield f"{prefix}{entry.name.removesuffix(SUFFIX)}", entry


def _name_steps(values: Any, steps: tuple[int | str, ...]) -> Iterator[str]:
    """The steps that lead to a value, rows by their number, counted from 1, and their name."""
    for step in steps:
        try:
            values = values[step]
        except (KeyError, IndexError, TypeError):
            values = None
        if isinstance(step, int):
            name = values.get("name") if isinstance(values, dict) else None
            yield f"row {step + 1} ({name})" if name else f"row {step + 1}"
        else:
            yield step
