"""The tables for plain text and the records of their rows: boilerplate lines, and metadata of the article."""

from __future__ import annotations

import re
from functools import partial
from typing import Annotated, Literal

from pydantic import AfterValidator, model_validator

from corpus_builder.knowledge import Expression, FilledWords, NamedRows, Row, Words, name_table, read_table, refuse_bad_pattern
from corpus_builder.languages.pack import ROOM as LANGUAGES
from corpus_builder.languages.pack import list_with

ROOM, DUMPS = "cleaning.plain", "cleaning.dumps"
BOILERPLATE, METADATA, REASONS = "boilerplate", "metadata", "context"
# How patterns of boilerplate are matched.
FLAGS = re.IGNORECASE | re.DOTALL


def refuse_groups(pattern: str) -> str:
    """The pattern; ValueError when it has a group of its own, by whose number it is known."""
    if re.compile(pattern).groups:
        raise ValueError("a piece has no group")
    return pattern


# What the model of blocks calls lines that say more than that a rule knows them.
RuleFeature = Literal["about the author", "go on reading", "question to readers", "source line"]
# It is compiled as it is matched, thus once.
RuleExpression = Annotated[str, AfterValidator(partial(refuse_bad_pattern, flags=FLAGS))]


class Rule(Row):
    """A row of the tables of boilerplate: what it finds is no text of the article, for the reason `why`.

    It finds a block that is one of its `lines`, whatever marks and digits surround it, that begins with one of its `starts`,
    or that matches its `pattern` as a whole, and where `menu` is true one that is made of the lines of other rules.

    Where `anywhere` is false the rule holds outside the main run of prose only, where `only_end` is true behind it. Where
    `closes` is true the article is over. Where `names_site` is true the line may name the site that published it, where
    `heads_page` is true it stands beside that name at the head of a page. Where `opens_comments` is true it stands over
    comments, where `asks_readers` is true it is a question to the readers. `feature` is what the model of blocks calls such a
    line, if that tells more about its neighbours than that rules know it.
    """

    name: str
    why: str
    lines: FilledWords = ()
    starts: FilledWords = ()
    pattern: RuleExpression | None = None
    menu: bool = False
    anywhere: bool = True
    only_end: bool = False
    closes: bool = False
    names_site: bool = False
    heads_page: bool = False
    opens_comments: bool = False
    asks_readers: bool = False
    feature: RuleFeature | None = None
    removes: tuple[str, ...]
    keeps: tuple[str, ...]


class BoilerplateTable(Row):
    """What is no text of an article, in one language or in any.

    `site_words` are those that sites use about themselves and their readers, `reader_words` those that speak to the reader. A
    word with a "*" stands for all that begin with it. One of them says little: an article may be about newsletters. Their
    number in a block is one of the features that are weighed together.
    """

    site_words: Words = ()
    reader_words: Words = ()
    rules: NamedRows[Rule]


class StubRule(Row):
    """A row of the table of metadata: a block at the head of a text that says something about the article and is no text of it.

    Its `pattern` matches the block as a whole; without one the block is read piece by piece. `gives` is what is read from it:
    the first date, or the group `author` of the pattern. Where `weighed` is false the line is no evidence of the page around
    an article, since it may also stand over each article of a list. `{weekdays}` stands for their names in all languages.
    """

    name: str
    why: str
    pattern: Expression | None = None
    gives: Literal["published", "author"] | None = None
    weighed: bool = True
    removes: tuple[str, ...]
    keeps: tuple[str, ...]

    @model_validator(mode="after")
    def _refuse_missing_group(self) -> StubRule:
        if self.gives == "author" and "author" not in re.compile(self.pattern or "").groupindex:
            raise ValueError("gives: the pattern has no group author")
        return self


def refuse_nothing(pattern: str) -> str:
    """The pattern; ValueError when it matches nothing at all, which would be read again and again."""
    if re.match(pattern, ""):
        raise ValueError("the pattern matches an empty text")
    return pattern


class Piece(Row):
    """A piece of a line of dates and names; `kind` is what it says about the others, None where that is nothing.

    A `gap` is passed over; an `update` stands before the date of the last change, a `label` before that of publication.
    """

    name: str
    kind: Literal["author", "gap", "label", "mark", "name", "time", "update"] | None = None
    pattern: Annotated[Expression, AfterValidator(refuse_groups), AfterValidator(refuse_nothing)]


class Leads(Row):
    """What stands before the names of a byline."""

    pattern: Expression


class MetadataTable(Row):
    """Lines of metadata, and the pieces that lines of dates and names are made of, in the order in which they are tried."""

    rules: NamedRows[StubRule]
    pieces: NamedRows[Piece]
    leads: Leads


class Reason(Row):
    """A reason for which a block is removed that lies in what stands around it, not in its words."""

    name: str
    why: str


class ReasonTable(Row):
    """All such reasons."""

    rules: NamedRows[Reason]


def list_boilerplate_tables() -> tuple[tuple[str, BoilerplateTable], ...]:
    """The tables of boilerplate, each with its file: those of all languages, and those of the languages by their precedence.

    That is the order of the rules, and the first one that finds a block names its removal.
    """
    rooms = (ROOM, DUMPS, *(f"{LANGUAGES}.{code}" for code in list_with(BOILERPLATE)))
    return tuple((name_table(room, BOILERPLATE), read_table(BoilerplateTable, room, BOILERPLATE)) for room in rooms)


def read_metadata_table() -> MetadataTable:
    """The table of metadata."""
    return read_table(MetadataTable, ROOM, METADATA)


def read_reasons() -> ReasonTable:
    """The table of reasons."""
    return read_table(ReasonTable, ROOM, REASONS)
