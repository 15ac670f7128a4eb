"""Keys of lines: what each line of a document, and its title, is on its site, as whole numbers.

They follow from a document's own rows, so that they may be kept beside these. Strings are named by 64 bits of their BLAKE2b.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.kernels.segments import list_different
from corpus_builder.stages.flows.flow import make_schema, make_table
from corpus_builder.text.characters import count_words
from corpus_builder.text.sentences import SENTENCE_END

# Characters of a line that may be part of a template: menus, labels, teasers.
LINE_CHARACTERS: Final = 120
# Words below which a line is a name or a label that articles may share by chance.
LINE_WORDS: Final = 3
# Paragraphs that are a text's head: its title and its standfirst; other pages show them beside a link.
HEAD_PARAGRAPHS: Final = 2
# Strings that are hashed at once: as objects of Python they take several times their bytes.
HASHED_STRINGS: Final = 4_000
# Stages whose removals are lines of the page, as paragraphs are.
REMOVED_LINES: Final = ("boilerplate", "metadata")
# RE2 syntax: Arrow looks at whole columns at once
_FILE: Final = r"[^/]*$"
_DIGIT: Final = r"\pN"
_NUMBER: Final = r"\b\pN+\b ?"
# What stands between words and is more than one blank: most gaps are one, and stay as they are.
_GAP: Final = r"[^\pL\pN ][^\pL\pN]*| [^\pL\pN]+"

# What a row is: a paragraph, a line that was removed, a document's title, or the site of a document that has lines.
KEPT, REMOVED, NAME, SITE = 1, 2, 4, 8
# What a paragraph is: short enough to be part of a template, of few words (a name or a label), a heading or the title by its
# role, or at its document's head.
SHORT, FEW, HEADING, TITLE, AT_HEAD = 16, 32, 64, 128, 256
# The key of what has no words.
NO_KEY: Final = 0
# Rows with the numbers of the document and of the paragraph (-1 where it is none), and the flags above. `key` names the site and
# the words: those of a short line, and of a title, without numbers, so that a date or a count hides no repetition. `exact` names
# the site and all words of a line. The key of a site names the site alone.
LINES: Final = make_schema(document=pa.int64(), paragraph=pa.int64(), flags=pa.int64(), key=pa.int64(), exact=pa.int64())

# An odd number without pattern, of the golden ratio: a site and words are combined to one number by it.
_SPREAD: Final = np.int64(-0x61C8864680B583EB)
_HASH_BYTES: Final = 8
I64 = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


class Lines(NamedTuple):
    """The paragraphs of documents, `n_kept` of them, and then what was removed: the numbers of their documents, those of their
    texts, and the different texts.
    """

    document: I64
    text: I64
    texts: pa.Array
    n_kept: int


class Wordings(NamedTuple):
    """The words of each of several texts, their name, and the name of the same without the numbers if the text is short.

    Where the second one has no words, both are NO_KEY: a text of numbers alone has none.
    """

    found: pa.Array
    short: Mask
    exact: I64
    words: I64


class Sites(NamedTuple):
    """The numbers of documents, rising, and the name of the site of each."""

    document: I64
    name: I64

    def combine(self, document: I64, words: I64) -> I64:
        """The keys of words on the sites of documents."""
        own = self.name[np.searchsorted(self.document, document)]
        return np.where(words == NO_KEY, NO_KEY, words ^ own * _SPREAD)


def list_line_keys(paragraphs: pa.Table, removals: pa.Table, documents: pa.Table) -> pa.Table:
    """What the lines of documents and their titles are on their sites (LINES).

    The paragraphs come first, in their order; then the lines that were removed, each text once for a document, the titles and
    the sites. The tables are numbered, the documents in the order of their numbers.
    """
    lines = read_lines(paragraphs, removals)
    wordings = hash_wordings(lines.texts)
    sites = Sites(documents["document"].to_numpy(), hash_strings(name_sites(documents)))
    titles = hash_words(drop_numbers(find_words(pc.utf8_lower(pc.fill_null(documents["title"], "")))))
    with_lines = list_different(lines.document)
    own = sites.name[np.searchsorted(sites.document, with_lines)]
    return pa.concat_tables(
        [
            list_paragraphs(paragraphs, lines, wordings, sites),
            list_removed(lines, wordings, sites),
            make_rows(sites.document, NAME, sites.combine(sites.document, titles)),
            make_rows(with_lines, SITE, own),
        ]
    )


def read_lines(paragraphs: pa.Table, removals: pa.Table) -> Lines:
    """The paragraphs and then the lines that were removed."""
    columns = ["document", "text"]
    removed = removals.select(columns).filter(pc.is_in(removals["stage"], value_set=pa.array(REMOVED_LINES)))
    table = pa.concat_tables([paragraphs.select(columns), removed])
    # half the lines are repeated; together they may be more than 2 GB
    numbers, texts = number_values(pc.fill_null(table["text"].cast(pa.large_string()), ""))
    return Lines(table["document"].to_numpy(), numbers, texts, paragraphs.num_rows)


def list_paragraphs(paragraphs: pa.Table, lines: Lines, wordings: Wordings, sites: Sites) -> pa.Table:
    """The rows of the paragraphs."""
    document, text = lines.document[: lines.n_kept], lines.text[: lines.n_kept]
    flagged = {
        SHORT: wordings.short[text],
        FEW: find_few(wordings, list_different(text))[text],
        HEADING: pc.equal(paragraphs["role"], "heading"),
        TITLE: pc.equal(paragraphs["role"], "title"),
        AT_HEAD: pc.less(paragraphs["position"], HEAD_PARAGRAPHS),
    }
    flags = np.full(len(document), KEPT)
    for flag, rows in flagged.items():
        flags |= np.where(rows, flag, 0)
    keys = (sites.combine(document, words[text]) for words in (wordings.words, wordings.exact))
    return make_table(LINES, [document, paragraphs["paragraph"], flags, *keys])


def list_removed(lines: Lines, wordings: Wordings, sites: Sites) -> pa.Table:
    """The rows of the lines that were removed and have words."""
    document, text = find_different_pairs(lines.document[lines.n_kept :], lines.text[lines.n_kept :])
    return make_rows(document, REMOVED, *(sites.combine(document, words[text]) for words in (wordings.words, wordings.exact)))


def make_rows(document: I64, flag: int, key: I64, exact: I64 | None = None) -> pa.Table:
    """The rows of what is no paragraph, where there is a key; without an exact one unless it is given."""
    exact = np.full(len(key), NO_KEY) if exact is None else exact
    table = make_table(LINES, [document, np.full(len(key), -1), np.full(len(key), flag), key, exact])
    return table.filter(pa.array(key != NO_KEY))


def hash_wordings(texts: pa.Array) -> Wordings:
    """The words of different texts by their names."""
    text = pc.utf8_lower(texts)
    is_long = pc.greater(pc.utf8_length(text), LINE_CHARACTERS)
    is_short = pc.invert(pc.or_(is_long, pc.match_substring_regex(text, SENTENCE_END)))
    found, short = find_words(text), np.asarray(is_short)
    exact, labels = hash_words(found), found.filter(is_short)
    words, has_numbers = exact.copy(), pc.match_substring_regex(labels, _DIGIT)
    words[np.flatnonzero(short)[np.asarray(has_numbers)]] = hash_words(drop_numbers(labels.filter(has_numbers)))
    return Wordings(found, short, np.where(words == NO_KEY, NO_KEY, exact), words)


def find_few(wordings: Wordings, texts: I64) -> Mask:
    """Which of all texts are among the given ones, short and have few words besides numbers."""
    short = texts[wordings.short[texts]]
    few = np.zeros(len(wordings.short), bool)
    few[short] = count_words(drop_numbers(wordings.found.take(pa.array(short)))).to_numpy() < LINE_WORDS
    return few


def hash_words(words: pa.Array | pa.ChunkedArray) -> I64:
    """The names of words, NO_KEY of none."""
    return np.where(pc.equal(pc.binary_length(words), 0).to_numpy(zero_copy_only=False), NO_KEY, hash_strings(words))


def hash_strings(strings: pa.Array | pa.ChunkedArray) -> I64:
    """64 bits of the BLAKE2b of each string, as a whole number."""
    batches = (strings[first : first + HASHED_STRINGS] for first in range(0, len(strings), HASHED_STRINGS))
    return np.concatenate([np.empty(0, np.int64), *map(_hash_batch, batches)])


def _hash_batch(strings: pa.Array | pa.ChunkedArray) -> I64:
    hashes = [blake2b(value, digest_size=_HASH_BYTES).digest() for value in strings.cast(pa.large_binary()).to_pylist()]
    return np.frombuffer(b"".join(hashes), "<i8").astype(np.int64)


def number_values(values: pa.ChunkedArray) -> tuple[I64, pa.Array]:
    """The number of each string among the different ones, -1 for null; and the strings by number."""
    # all chunks have the same dictionary; of no values there may be none
    chunks = pc.dictionary_encode(values).chunks or [pa.array([], values.type).dictionary_encode()]
    numbers = np.concatenate([pc.fill_null(chunk.indices, -1).to_numpy().astype(np.int64) for chunk in chunks])
    return numbers, chunks[0].dictionary


def find_different_pairs(one: I64, other: I64) -> tuple[I64, I64]:
    """The different pairs of numbers from 0, rising.

    >>> [numbers.tolist() for numbers in find_different_pairs(np.array([7, 2, 7]), np.array([1, 5, 1]))]
    [[2, 7], [5, 1]]
    """
    count = other.max(initial=0) + 1
    return np.divmod(list_different(one * count + other), count)


def find_words(text: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    """The words of texts, parted by one blank."""
    return pc.ascii_trim(pc.replace_substring_regex(text, _GAP, " "), " ")


def drop_numbers(words: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    """Words without those that are nothing but digits."""
    return pc.ascii_trim(pc.replace_substring_regex(words, _NUMBER, ""), " ")


def name_sites(documents: pa.Table) -> pa.ChunkedArray:
    """The site of each document: its source, else the folder of its file."""
    return pc.coalesce(documents["source"], pc.replace_substring_regex(documents["path"], _FILE, ""))
