"""The published tables: each column described once, by name, type, meaning, and the properties that code relies on.

Schemas, checks, data card, Croissant and the spreadsheet of quotes are derived from these rows. Every column is a
plain `string`, `int64`, `float64` or `bool`, so that every reader of Parquet treats them the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

import pyarrow as pa

from corpus_builder.model import Kind, Role, Stage

TEXT, WHOLE, REAL, FLAG = pa.string(), pa.int64(), pa.float64(), pa.bool_()
ROLES, KINDS = get_args(Role), get_args(Kind)


# Every stage that removes text, in their order, with what it removes.
STAGES: dict[Stage, str] = {
    "metadata": "dates, bylines and the like, which are not part of the article text",
    "boilerplate": "boilerplate around the article, such as menus and teasers",
    "repetition": "lines repeated across pages of a site",
    "duplicates": "copies of another paragraph, which is kept",
    "policy": "text redacted inside kept paragraphs, such as telephone numbers",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a published table.

    - `null`: False where every row has a value, without which it cannot be compared with others.
    - `whole_corpus`: decided over all documents; a difference in it is re-derived, not changed.
    - `follows`: differs in a document where the whole corpus takes one of its paragraphs as a repeated line.
    - `values`: all values it may have.
    - `references`: the column (`documents.id`) that its values refer to.
    - `unknown`: null means not known.
    - `private`: redaction looks for e-mail addresses and telephone numbers in it.
    - `cell`: its place in the spreadsheet of quotes, from the left; None: it is not there.
    """

    name: str
    type: pa.DataType
    meaning: str
    null: bool = True
    whole_corpus: bool = False
    follows: bool = False
    values: tuple[str, ...] | None = None
    references: str | None = None
    unknown: bool = False
    private: bool = False
    cell: int | None = None


@dataclass(frozen=True, slots=True)
class TableShape:
    """A published table: what a row of it is, in words, and its columns in order."""

    row: str
    columns: tuple[Column, ...]


def list_words(values: tuple[str, ...]) -> str:
    """Words as a list in a sentence.

    >>> list_words(("direct", "mixed", "indirect"))
    'direct, mixed or indirect'
    """
    return f"{', '.join(values[:-1])} or {values[-1]}"


DOCUMENTS = TableShape(
    "one source that yielded an article",
    (
        Column("id", TEXT, "16 hexadecimal digits of the SHA-256 of `source_id`; depends on nothing else", null=False),
        Column("source_id", TEXT, "the record's own id, or the file's path relative to the source folder", null=False, cell=14),
        Column("path", TEXT, "the file the document comes from", null=False),
        Column("source", TEXT, "the publication: as the record states it, else the host of `url`", private=True, cell=9),
        Column("url", TEXT, "URL of the original", unknown=True, cell=13),
        Column("title", TEXT, "title, as the source or its text gives it", unknown=True, private=True, cell=11),
        Column("author", TEXT, "author, as the source or its text gives it", unknown=True, private=True, cell=12),
        Column("published", TEXT, "ISO date, as precise as known: `2024`, `2024-03`, `2024-03-09`", unknown=True, cell=10),
        Column(
            "extra",
            TEXT,
            "all further fields of the record, a JSON object with sorted keys; null where the text policy withholds texts",
            private=True,
        ),
        Column("language", TEXT, "ISO 639-1 code, detected from the text", unknown=True),
        Column("language_score", REAL, "the detector's confidence, 0 to 1"),
        Column(
            "text",
            TEXT,
            "the cleaned article: all its paragraphs joined by a blank line, including those removed as copies",
            follows=True,
            private=True,
        ),
        Column("n_words", WHOLE, "number of words in `text`", null=False, follows=True),
        Column("n_paragraphs", WHOLE, "number of paragraphs in `text`", null=False, follows=True),
        Column("n_quotes", WHOLE, "number of quotes in `text`", null=False, follows=True),
        Column("source_characters", WHOLE, "length of the decoded source text, in characters", null=False),
        Column(
            "kept_characters", WHOLE, "characters of the source covered by the paragraphs of `text`", null=False, follows=True
        ),
        Column("encoding", TEXT, "the encoding the source was decoded from"),
        Column("repairs", TEXT, "names of the repairs applied to the encoding and to the marks of converters, joined by `; `"),
        Column("duplicate_of", TEXT, "id of the document that this one reprints", whole_corpus=True),
        Column("duplicate_similarity", REAL, "similarity of the two, 0 to 1", whole_corpus=True),
        Column("license", TEXT, "licence of the text, as stated by the record or the description of its source", unknown=True),
        Column("note", TEXT, "a note for readers, in words"),
        Column("sha256", TEXT, "SHA-256 of the source as read"),
    ),
)

PARAGRAPHS = TableShape(
    "one paragraph that was kept",
    (
        Column("id", TEXT, "`document_id:start`", null=False),
        Column("document_id", TEXT, "the document it belongs to", null=False, references="documents.id"),
        Column(
            "position",
            WHOLE,
            "index among the document's paragraphs, including those removed as copies; from 0",
            null=False,
            follows=True,
        ),
        Column("role", TEXT, list_words(ROLES), null=False, values=ROLES),
        Column(
            "text",
            TEXT,
            "the span after encoding repair, removal of converters' marks and joining of hard-wrapped lines, otherwise unchanged",
            private=True,
        ),
        Column("language", TEXT, "ISO 639-1 code; a short paragraph has that of its document"),
        Column("start", WHOLE, "first character in the source text", null=False),
        Column("end", WHOLE, "one past the last character in the source text", null=False),
        Column("n_words", WHOLE, "number of words in `text`", null=False),
        Column("n_copies", WHOLE, "number of removals that name this paragraph as the one kept", null=False, whole_corpus=True),
    ),
)

QUOTES = TableShape(
    "one quote, in any paragraph of `documents.text`",
    (
        Column("id", TEXT, "`document_id:start` followed by `q`", null=False, cell=15),
        Column("document_id", TEXT, "the document it belongs to", null=False, references="documents.id"),
        # no reference: the paragraph may have been removed as a copy
        Column(
            "paragraph_id",
            TEXT,
            "the paragraph it starts in; the id of a removal where that paragraph was removed as a copy",
            null=False,
            cell=16,
        ),
        Column("position", WHOLE, "index among the document's quotes, from 0", null=False, follows=True),
        Column(
            "kind", TEXT, "direct (in quotation marks), mixed (partly in marks) or indirect", null=False, values=KINDS, cell=5
        ),
        Column(
            "text", TEXT, "the words without marks; pieces around a reporting clause are joined by a space", private=True, cell=1
        ),
        Column("start", WHOLE, "first character in the source text", null=False),
        Column("end", WHOLE, "one past the last character in the source text", null=False),
        Column("fragments", TEXT, "JSON `[[start, end], ...]`, the pieces in the source text; null when there is only one"),
        Column("speaker", TEXT, "who speaks, as written", unknown=True, private=True, cell=3),
        Column(
            "speaker_name",
            TEXT,
            "the resolved name; null when not known, never a guess",
            unknown=True,
            private=True,
            cell=2,
        ),
        Column("cue", TEXT, "the word that reports the speech", cell=4),
        Column("balanced", FLAG, "false where a quotation mark is missing or of the wrong kind", null=False, cell=8),
        Column("language", TEXT, "ISO 639-1 code of its paragraph", cell=6),
        Column("is_copy", FLAG, "true where its paragraph was removed as a copy", null=False, whole_corpus=True, cell=7),
        # no reference: readers take a column that names rows of its own table for a circle
        Column(
            "statement_id",
            TEXT,
            "shared by quotes of one statement, reworded or translated, across documents",
            null=False,
            whole_corpus=True,
            cell=17,
        ),
    ),
)

REMOVALS = TableShape(
    "one span of a source that is not in `paragraphs`, and why",
    (
        Column("id", TEXT, "`document_id:start`, followed by `x` for stage policy", null=False),
        Column("document_id", TEXT, "the document it was removed from", null=False, references="documents.id"),
        Column("start", WHOLE, "first character in the source text", null=False),
        Column("end", WHOLE, "one past the last character in the source text", null=False),
        Column("text", TEXT, "the text removed; null for stage policy and where the text policy withholds it", private=True),
        Column("stage", TEXT, list_words(tuple(STAGES)), null=False, values=tuple(STAGES)),
        Column("rule", TEXT, "the rule that removed it", null=False),
        Column(
            "duplicate_of",
            TEXT,
            "id of the paragraph that was kept instead",
            whole_corpus=True,
            references="paragraphs.id",
        ),
        Column("similarity", REAL, "similarity of the two, 0 to 1", whole_corpus=True),
    ),
)

REJECTS = TableShape(
    "one source that yielded no document, and why",
    (
        Column("source_id", TEXT, "its id, as for documents", null=False),
        Column("path", TEXT, "the file it is in", null=False),
        Column("reason", TEXT, "why there is no document", null=False),
        Column("detail", TEXT, "details of the reason"),
        Column("bytes", WHOLE, "its size in bytes"),
        Column("sha256", TEXT, "SHA-256 of the source as read"),
    ),
)

TABLES: dict[str, TableShape] = {
    "documents": DOCUMENTS,
    "paragraphs": PARAGRAPHS,
    "quotes": QUOTES,
    "removals": REMOVALS,
    "rejects": REJECTS,
}


def make_schema(shape: TableShape) -> pa.Schema:
    """The columns of a table as an Arrow schema."""
    return pa.schema([(column.name, column.type) for column in shape.columns])


SCHEMAS: dict[str, pa.Schema] = {name: make_schema(shape) for name, shape in TABLES.items()}


def find_column(table: str, name: str) -> Column | None:
    """A column's description; None for one that only another version of the package knows."""
    return next((column for column in TABLES[table].columns if column.name == name), None)
