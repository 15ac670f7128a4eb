"""What block splitting knows about the languages, and about names and files in all of them, as records."""

from __future__ import annotations

from corpus_builder.knowledge import Expression, NamedRows, Row, Words, name_table, read_table
from corpus_builder.languages.pack import ROOM as LANGUAGES
from corpus_builder.languages.pack import list_with

ROOM = "cleaning.blocks"
BLOCKS, GLUE = "blocks", "glue"


class Compound(Row):
    """Words with a hyphen of their own, where it may stand at the end of a line.

    The pattern matches the whole word in small letters; `{months}` stands for their names in the language. `splits` are words
    that a line's end alone parts, the hyphen left in: no row of any language matches them.
    """

    name: str
    why: str
    pattern: Expression
    compounds: tuple[str, ...]
    splits: tuple[str, ...]


class Questions(Row):
    """Words that open a question; `address` shows that it is put to the reader.

    `cuts` are lines that end in such a question, which is cut off; of `keeps` nothing is.
    """

    openers: Expression
    address: Expression
    cuts: tuple[str, ...]
    keeps: tuple[str, ...]


class BlocksTable(Row):
    """What the cutter of blocks knows of one language.

    `suspended` are words before which a hyphen stands for the end of a later word: "vor- und nachher".
    """

    suspended: Words = ()
    compounds: NamedRows[Compound] = ()
    questions: Questions | None = None


class Stub(Row):
    """What stands before the first line of a text and is parted from it; the pattern matches from the start."""

    name: str
    why: str
    pattern: Expression
    removes: tuple[str, ...]
    keeps: tuple[str, ...]


class GlueTable(Row):
    """What tells glued paragraphs from names and files in every language."""

    domains: Words
    brands: Words
    stubs: NamedRows[Stub]


def list_blocks_tables() -> tuple[tuple[str, BlocksTable], ...]:
    """The languages that have such a table, by precedence, each with its table."""
    return tuple((code, read_table(BlocksTable, f"{LANGUAGES}.{code}", BLOCKS)) for code in list_with(BLOCKS))


def name_blocks_table(language: str) -> str:
    """The file of a language's table as messages name it."""
    return name_table(f"{LANGUAGES}.{language}", BLOCKS)


def read_glue_table() -> GlueTable:
    """The table of all languages."""
    return read_table(GlueTable, ROOM, GLUE)
