"""Lines repeated across the pages of one site: menus, notices and teasers that no single page reveals.

A site is what its documents share: the source that is stated or the host of the address, else the folder of the file. Documents
that reprint one another count as one, because an article printed twice on a site repeats all its lines.
"""

from __future__ import annotations

from functools import partial
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.settings import RepetitionSettings
from corpus_builder.stages.flows.flow import Data, Engine, make_schema, make_table
from corpus_builder.stages.flows.key_runs import I64, flag_firsts, read_numbers
from corpus_builder.stages.flows.numbered import Corpus
from corpus_builder.stages.flows.repeated_lines.key_families import COUNTS, SEEN, count_families, find_counts, list_seen
from corpus_builder.stages.flows.repeated_lines.line_keys import (
    AT_HEAD,
    FEW,
    HEADING,
    KEPT,
    LINES,
    SHORT,
    SITE,
    TITLE,
)
from corpus_builder.stages.flows.repeated_lines.passages import find_passages

REPEATED_LINE, REPEATED_PASSAGE = "line repeated across the site", "passage repeated across the site"
OTHER_TITLE = "title of another article"
# The numbers of rules.
RULES: Final = (REPEATED_LINE, REPEATED_PASSAGE, OTHER_TITLE)
# Documents that must share a line of fewer words, or any line that went from none.
FEW_WORDS_DOCUMENTS: Final = 3

# Paragraphs that go, each with its part and the number of the rule.
GONE: Final = make_schema(paragraph=pa.int64(), part=pa.int64(), rule=pa.int64())
HELD: Final = make_schema(paragraph=pa.int64())
# Paragraphs that may go, and those around them. `group` is the site of a document that has a line of many others, else the
# document; `state` is the part, above the bits of what the paragraph is.
MARKS: Final = make_schema(group=pa.int64(), paragraph=pa.int64(), key=pa.int64(), state=pa.int64())
# What a paragraph is: the first row of its document, a longer line of many documents, a repeated line, the title of another
# document, its own title, or held by a quote.
FIRST, MANY, REPEATED, TEASER, OWN_TITLE, IS_HELD = (1 << bit for bit in range(6))
_BITS: Final = 6


class Paragraphs(NamedTuple):
    """The columns of paragraphs of a part (LINES), with the name of their site, the part and their document's family."""

    document: I64
    paragraph: I64
    flags: I64
    key: I64
    exact: I64
    site: I64
    part: I64
    family: I64


def find_repetition(engine: Engine, corpus: Corpus, families: Data, settings: RepetitionSettings) -> Data:
    """The paragraphs that their site repeats (GONE).

    `families` has for each document its number, its part and the number of the document that it reprints, or its own: `document`,
    `part`, `family`, in the parts of the corpus and in the order of documents. Titles stay, and so does whatever holds a quote or
    what a pull quote names.

    A key costs 24 bytes for each family and part, wherever it stands. Passages of a site are decided in one place: 32 bytes for
    each line of a document that has one, runs of lines that nothing repeats being one.
    """
    lines = corpus.lines
    seen = engine.zip(list_seen, [lines, families], SEEN).arrange(["key"], ["key", "family"])
    counts = seen.map(count_families, COUNTS).place(corpus.layout.n_parts, ["key"])
    held = engine.zip(list_held, [corpus.paragraphs, corpus.quotes, corpus.removals], HELD)
    marks = engine.zip(partial(mark_paragraphs, settings=settings), [lines, families, counts, held], MARKS)
    return marks.arrange(["group"], ["group", "paragraph"]).map(list_gone, GONE)


def list_held(paragraphs: pa.Table, quotes: pa.Table, removals: pa.Table) -> pa.Table:
    """The paragraphs of a part that hold a quote, or that a pull quote names (HELD)."""
    named = pc.is_in(paragraphs["id"], value_set=removals["duplicate_of"].drop_null().combine_chunks())
    numbers = [quotes["paragraph"].to_numpy(), paragraphs["paragraph"].filter(named).to_numpy()]
    return make_table(HELD, [np.unique(np.concatenate(numbers))])


def mark_paragraphs(
    lines: pa.Table, families: pa.Table, counts: pa.Table, held: pa.Table, settings: RepetitionSettings
) -> pa.Table:
    """What the paragraphs of a part are (MARKS): those that may go, and where a document has a passage what surrounds it."""
    own = read_paragraphs(lines, families)
    state = classify_paragraphs(own, counts, settings)
    state[np.isin(own.paragraph, held["paragraph"].to_numpy())] |= IS_HELD
    firsts = flag_firsts([own.document])
    owner = np.cumsum(firsts) - 1
    has_passage = np.zeros(len(owner), bool)
    has_passage[owner[(state & MANY) != 0]] = True
    marked = (state & (MANY | REPEATED | OWN_TITLE)) != 0
    # of lines in a row that are in no way repeated the first is enough
    begins = marked | firsts | np.append(False, marked)[:-1]
    rows = np.flatnonzero(((state & (REPEATED | TEASER)) != 0) | (has_passage[owner] & begins))
    group = np.where(has_passage[owner], own.site, own.document)[rows]
    state = state[rows] | np.where(flag_firsts([owner[rows]]), FIRST, 0) | own.part[rows] << _BITS
    return make_table(MARKS, [group, own.paragraph[rows], own.key[rows], state])


def read_paragraphs(lines: pa.Table, families: pa.Table) -> Paragraphs:
    """The paragraphs among lines (LINES), in their order."""
    document, flags, key = read_numbers(lines, "document", "flags", "key")
    sites = np.flatnonzero(flags & SITE)
    kept = lines.take(pa.array(np.flatnonzero(flags & KEPT))).sort_by("paragraph")
    own, paragraph, flagged, own_key, exact = read_numbers(kept, *LINES.names)
    rows = np.searchsorted(families["document"].to_numpy(), own)
    part, family = (column[rows] for column in read_numbers(families, "part", "family"))
    site = key[sites][np.searchsorted(document[sites], own)]
    return Paragraphs(own, paragraph, flagged, own_key, exact, site, part, family)


def classify_paragraphs(own: Paragraphs, counts: pa.Table, settings: RepetitionSettings) -> I64:
    """For each paragraph whether it is a repeated line, another document's title, a line of many documents, or its own title.

    A line is the site's when it was removed from as many texts as kept it, whatever its numbers, or when a good share of the
    site's texts have it, numbers and all. A heading needs the first: reports and interviews have the same ones. What stays in
    one text alone, at its head, is that text's own: other pages show it beside a link.
    """
    by_key, by_exact, pages = (find_counts(counts, keys) for keys in (own.key, own.exact, own.site))
    short, few, heading, at_head = ((own.flags & flag) != 0 for flag in (SHORT, FEW, HEADING, AT_HEAD))
    # a word or two and a number are a fact, "Turnout: 61": there the numbers count
    families = np.where(few, by_exact.exact, by_key.families)
    kept = np.where(few, by_exact.exact_kept, by_key.kept)
    exact = by_exact.exact
    went = (families >= np.where(few, FEW_WORDS_DOCUMENTS, settings.line_documents)) & (families >= 2 * kept)
    common = (exact >= FEW_WORDS_DOCUMENTS) & (exact >= settings.line_share * pages.families) & ~heading
    is_title = (by_key.last_title >= 0) & ((by_key.first_title != own.family) | (by_key.last_title != own.family))
    found = {
        REPEATED: short & ~((kept == 1) & at_head) & (went | common),
        TEASER: is_title & short & ~few & ~heading,
        MANY: ~short & (kept > 1) & (exact >= settings.passage_documents) & (exact >= settings.passage_share * pages.families),
        OWN_TITLE: (own.flags & TITLE) != 0,
    }
    states = np.zeros(len(own.flags), np.int64)
    for bit, rows in found.items():
        states |= np.where(rows, bit, 0)
    return states


def list_gone(marks: pa.Table) -> pa.Table:
    """The paragraphs that go (GONE), of what is arranged by group and paragraph (MARKS)."""
    paragraph, key, state = read_numbers(marks, "paragraph", "key", "state")
    passages = find_passages(key, (state & MANY) != 0, (state & (REPEATED | OWN_TITLE)) != 0, np.flatnonzero(state & FIRST))
    named = [passages, (state & TEASER) != 0, (state & REPEATED) != 0]
    rules = [RULES.index(name) for name in (REPEATED_PASSAGE, OTHER_TITLE, REPEATED_LINE)]
    rule = np.select(named, rules, -1)
    goes = np.flatnonzero((rule >= 0) & ((state & (OWN_TITLE | IS_HELD)) == 0))
    return make_table(GONE, [paragraph[goes], state[goes] >> _BITS, rule[goes]])
