"""The tables for plain text and the records of their rows: boilerplate lines, and metadata of the article."""

from __future__ import annotations

import re
from functools import partial
from typing import Annotated, Literal

from pydantic import AfterValidator

from corpus_builder.cleaning.rules.notices import GROUP_SIGN
from corpus_builder.knowledge import Expression, FilledWords, NamedRows, Row, Words, name_table, read_table, refuse_bad_pattern
from corpus_builder.languages.pack import ROOM as LANGUAGES
from corpus_builder.languages.pack import list_with

ROOM, DUMPS = "cleaning.rules", "cleaning.dumps"
BOILERPLATE, METADATA, REASONS = "boilerplate", "metadata", "context"
# How patterns of boilerplate are matched.
FLAGS = re.IGNORECASE | re.DOTALL


# What the model of blocks calls lines that say more than that a rule knows them.
RuleFeature = Literal["about the author", "go on reading", "question to readers", "source line"]
# How many groups a notice has at least: one word says nothing.
LEAST_GROUPS = 2
# It is compiled as it is matched, thus once.
RuleExpression = Annotated[str, AfterValidator(partial(refuse_bad_pattern, flags=FLAGS))]


def refuse_single_groups(entries: tuple[str, ...]) -> tuple[str, ...]:
    """The entries; ValueError when one has fewer than two groups of words, since one word says nothing."""
    for entry in entries:
        groups = entry.split(GROUP_SIGN)
        if len(groups) < LEAST_GROUPS or not all(group and group == group.strip() for group in groups):
            raise ValueError(f"{entry!r} is not groups of words, as in 'contact write + newsroom'")
    return entries


WordGroups = Annotated[FilledWords, AfterValidator(refuse_single_groups)]


class Rule(Row):
    """A row of the tables of boilerplate: what it finds is no text of the article, for the reason `why`.

    It finds a block that is one of its `lines`, whatever marks and digits surround it, that begins with one of its `starts`,
    or that matches its `pattern` as a whole, where `menu` is true one that is made of the lines of other rules, where `notice`
    is true one that speaks to readers about the paper. It finds a notice that has a word of each of the groups of one of its
    `words`, in whatever order: `^word` is one that begins a sentence, `two_words` are neighbours, groups are separated by `+`;
    the first one should have the rarest words.

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
    words: WordGroups = ()
    pattern: RuleExpression | None = None
    menu: bool = False
    notice: bool = False
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

    `paper_words` are those for what papers offer their readers and ask of them, `own_words` those for the paper itself,
    `call_words` those that address readers: several together make a notice, which the row with `notice` finds. `story_words`
    are those of someone who tells a story, by which a sentence is none of a notice; with a "*" all that end so.
    """

    site_words: Words = ()
    reader_words: Words = ()
    paper_words: Words = ()
    own_words: Words = ()
    call_words: Words = ()
    story_words: Words = ()
    rules: NamedRows[Rule]


class StubRule(Row):
    """A row of the table of metadata: a block at the head of a text that says something about the article and is no text of it.

    Its `pattern` matches the block as a whole; without one the block is read piece by piece. `gives` is what is read from it:
    the first date, or the authors; where `whole` is true the block must be a byline and nothing else. Where `weighed` is false
    the line is no evidence of the page around an article, since it may also stand over each article of a list. `{weekdays}`
    stands for their names in all languages, `{bylines}` for the words before the names of a byline.
    """

    name: str
    why: str
    pattern: Expression | None = None
    gives: Literal["published", "author"] | None = None
    whole: bool = False
    weighed: bool = True
    removes: tuple[str, ...]
    keeps: tuple[str, ...]


class MetadataTable(Row):
    """Lines of metadata, in the order in which they are tried."""

    rules: NamedRows[StubRule]


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
