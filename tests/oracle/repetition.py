"""Lines repeated across the pages of one site: menus, notices and teasers that no single page reveals.

A site is what its documents share: the source that is stated or the host of the address, else the folder of the file.
Documents that reprint one another count as one, because an article printed twice on a site repeats all its lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.settings import RepetitionSettings
from corpus_builder.stages.flows.repeated_lines.line_keys import (
    HEAD_PARAGRAPHS,
    LINE_CHARACTERS,
    LINE_WORDS,
    REMOVED_LINES,
    drop_numbers,
    find_words,
    name_sites,
    number_values,
)
from corpus_builder.stages.flows.repeated_lines.moved_paragraphs import move_paragraphs
from corpus_builder.stages.flows.repeated_lines.repeated_lines import (
    FEW_WORDS_DOCUMENTS,
    OTHER_TITLE,
    REPEATED_LINE,
    REPEATED_PASSAGE,
)
from corpus_builder.tables.frames import Tables, document_indexes
from corpus_builder.text.characters import count_words
from corpus_builder.text.sentences import SENTENCE_END

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines by what they are on their site.

    `key` is the number of a line's site and words, -1 where no paragraph has it or the line no words. The key of a line without
    a final stop leaves out its numbers, so that a date or a count hides no repetition; the exact key has them. `family` is the
    document that a line's document reprints, or that document itself. `short` lines may be part of a template; `few` of them
    have words for a name or a label only.
    """

    site: Numbers
    key: Numbers
    exact_key: Numbers
    family: Numbers
    short: Mask
    few: Mask

    def take_first(self, count: int) -> Lines:
        """The first lines."""
        return Lines(*(getattr(self, field.name)[:count] for field in fields(self)))


@dataclass(frozen=True, slots=True)
class Wordings:
    """For each of several texts the number of its words, -1 where it has none, for a short one without its
    numbers and with them; a text of numbers alone has no words.
    """

    words: Numbers
    exact_words: Numbers
    short: Mask
    few: Mask


@dataclass(frozen=True, slots=True)
class Titles:
    """For each document the key that its title has as a line of its site, and its family."""

    key: Numbers
    family: Numbers


def remove_repetition(tables: Tables, settings: RepetitionSettings) -> Tables:
    """Move the lines that a site repeats from the paragraphs to the removals; none of them stays.

    Titles stay, and so does whatever holds a quote or what a pull quote names.
    """
    paragraphs = tables["paragraphs"]
    if not paragraphs.num_rows:
        return tables
    rules = name_rules(tables, settings)
    held = pa.concat_arrays(
        [tables["quotes"]["paragraph_id"].combine_chunks(), tables["removals"]["duplicate_of"].combine_chunks()]
    )
    stays = pc.or_(pc.equal(paragraphs["role"], "title"), pc.is_in(paragraphs["id"], value_set=held.drop_null()))
    goes = pc.and_(pc.is_valid(rules), pc.invert(stays))
    if not pc.any(goes).as_py():
        return tables
    return move_paragraphs(tables, goes, rules.filter(goes))


def name_rules(tables: Tables, settings: RepetitionSettings) -> pa.ChunkedArray:
    """For each paragraph the rule by which it goes; null where it stays.

    A line is the site's when it went from as many texts as it stayed in, whatever its numbers, or when a good share of the
    site's texts have it, numbers and all. A heading needs the first: reports and interviews have the same ones. What stays in
    one text alone, at its head, is that text's own: other pages show it beside a link.
    """
    paragraphs = tables["paragraphs"]
    lines, titles = list_lines(tables)
    own = lines.take_first(paragraphs.num_rows)
    short, few = own.short, own.few
    exact, exactly_stayed = (
        count_families(own.exact_key, lines.exact_key, lines.family),
        count_families(own.exact_key, own.exact_key, own.family),
    )
    # a word or two and a number are a fact, "Turnout: 61": there the numbers count
    families = np.where(few, exact, count_families(own.key, lines.key, lines.family))
    stayed = np.where(few, exactly_stayed, count_families(own.key, own.key, own.family))
    pages = count_families(own.site, lines.site, lines.family)
    at_home = (stayed == 1) & (paragraphs["position"].to_numpy() < HEAD_PARAGRAPHS)
    went = (families >= np.where(few, FEW_WORDS_DOCUMENTS, settings.line_documents)) & (families >= 2 * stayed)
    common = (exact >= FEW_WORDS_DOCUMENTS) & (exact >= settings.line_share * pages)
    heads = np.asarray(pc.equal(paragraphs["role"], "heading").to_numpy(), bool)
    repeated = short & ~at_home & (went | (common & ~heads))
    rules = np.full(paragraphs.num_rows, None, object)
    rules[repeated] = REPEATED_LINE
    rules[find_teasers(titles, own) & short & ~few & ~heads] = OTHER_TITLE
    many = ~short & (stayed > 1) & (exact >= settings.passage_documents) & (exact >= settings.passage_share * pages)
    rules[find_passages(paragraphs, own.key, many, repeated)] = REPEATED_PASSAGE
    return pa.chunked_array([pa.array(rules, pa.string())])


def list_lines(tables: Tables) -> tuple[Lines, Titles]:
    """The paragraphs and then what went before, and the titles of the documents."""
    documents, paragraphs, removals = tables["documents"], tables["paragraphs"], tables["removals"]
    columns = ["document_id", "text"]
    went = removals.select(columns).filter(pc.is_in(removals["stage"], value_set=pa.array(REMOVED_LINES)))
    table = pa.concat_tables([paragraphs.select(columns), went])
    # half the lines are repeated; together they may be more than 2 GB
    of_line, texts = number_values(table["text"].cast(pa.large_string()))
    wordings, titles = number_wordings(texts, documents["title"].cast(pa.large_string()).combine_chunks())
    rows = document_indexes(tables, table).to_numpy()
    (sites, _), (families, _) = number_values(name_sites(documents)), number_values(name_families(documents))
    keys = number_pairs(
        np.concatenate([sites[rows], sites]), np.concatenate([wordings.words[of_line], titles]), paragraphs.num_rows
    )
    lines = Lines(
        site=sites[rows],
        key=keys[: len(rows)],
        exact_key=number_pairs(sites[rows], wordings.exact_words[of_line], paragraphs.num_rows),
        family=families[rows],
        short=wordings.short[of_line],
        few=wordings.few[of_line],
    )
    return lines, Titles(keys[len(rows) :], families)


def number_wordings(texts: pa.Array, titles: pa.Array) -> tuple[Wordings, Numbers]:
    """The words of different texts, and the number of the words of each title; -1 for none."""
    text = pc.utf8_lower(texts)
    is_long = pc.greater(pc.utf8_length(text), LINE_CHARACTERS)
    is_short = pc.invert(pc.or_(is_long, pc.match_substring_regex(text, SENTENCE_END)))
    found = find_words(text)
    plain, told = drop_numbers(found.filter(is_short)), drop_numbers(find_words(pc.utf8_lower(titles)))
    numbers, different = number_values(pa.chunked_array([found, plain, told]))
    numbers[numbers == pc.index(different, pa.scalar("", different.type)).as_py()] = -1
    exact, of_short, of_title = np.split(numbers, [len(found), len(found) + len(plain)])
    short, few = np.asarray(is_short), np.zeros(len(found), bool)
    words = exact.copy()
    words[short] = of_short
    few[short] = np.asarray(count_words(plain)) < LINE_WORDS
    return Wordings(words, np.where(words >= 0, exact, -1), short, few), of_title


def number_pairs(one: Numbers, other: Numbers, kept: int) -> Numbers:
    """The number of each pair of numbers among the different pairs of the first `kept`; -1 for others, and where one is -1."""
    pairs = np.where((one >= 0) & (other >= 0), one * (other.max(initial=0) + 1) + other, -1)
    known = np.unique(pairs[:kept])
    numbers = np.searchsorted(known, pairs)
    is_known = (pairs >= 0) & (known[np.minimum(numbers, len(known) - 1)] == pairs)
    return np.where(is_known, numbers, -1)


def name_families(documents: pa.Table) -> pa.ChunkedArray:
    """For each document the one that it reprints, or itself."""
    return pc.coalesce(documents["duplicate_of"], documents["id"])


def count_families(keys: Numbers, among: Numbers, families: Numbers) -> Numbers:
    """For each key of a line in how many families it is found among others; 0 for -1."""
    size = int(families.max(initial=0)) + 1
    pairs = np.unique((among * size + families)[among >= 0])
    counts = np.bincount(pairs // size, minlength=int(keys.max(initial=0)) + 1)
    return np.where(keys >= 0, counts[keys], 0)


def find_teasers(titles: Titles, lines: Lines) -> Mask:
    """Lines that are the title of another document of their site."""
    size = int(lines.key.max(initial=0)) + 1
    told = titles.key >= 0
    first, last = np.full(size, len(titles.key)), np.full(size, -1)
    np.minimum.at(first, titles.key[told], titles.family[told])
    np.maximum.at(last, titles.key[told], titles.family[told])
    is_title = (lines.key >= 0) & (last[lines.key] >= 0)
    of_others: Mask = is_title & ((first[lines.key] != lines.family) | (last[lines.key] != lines.family))
    return of_others


def find_passages(paragraphs: pa.Table, keys: Numbers, many: Mask, repeated: Mask) -> Mask:
    """Sentences and longer lines that `many` documents of a site have, and all of them at their head or foot.

    Outside of it only what is repeated as well may stand: articles on one matter repeat sentences too, but amid their own.
    """
    edges = many.copy()
    # the paragraphs of a document follow one another, and the first one's position is the lowest
    starts = np.flatnonzero(np.diff(paragraphs["position"].to_numpy(), prepend=np.inf) <= 0).tolist()
    titles = np.asarray(pc.equal(paragraphs["role"], "title").to_numpy(), bool)
    while edges.any():
        at_edge = find_edges(edges | repeated | titles, [*starts, len(edges)])
        inside = keys[edges & ~at_edge]
        if not len(inside):
            break
        edges &= np.isin(keys, inside, invert=True)
    return edges


def find_edges(marked: Mask, bounds: Sequence[int]) -> Mask:
    """Which marked lines stand in a run of marked lines at the head or the foot of their document."""
    edges = np.zeros(len(marked), bool)
    for start, end in pairwise(bounds):
        own = marked[start:end]
        edges[start:end] = np.logical_and.accumulate(own) | np.logical_and.accumulate(own[::-1])[::-1]
    return edges
