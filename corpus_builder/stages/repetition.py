"""Lines repeated across the pages of one site: menus, notices and teasers that no single page reveals.

A site is what its documents share: the source that is stated or the host of the address, else the folder of the file.
Documents that reprint one another count as one, because an article printed twice on a site repeats all its lines.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.model import PARAGRAPH_BREAK
from corpus_builder.settings import RepetitionSettings
from corpus_builder.stages.rows import remove_paragraphs
from corpus_builder.tables.frames import Tables, document_indexes, set_column
from corpus_builder.text.characters import count_words
from corpus_builder.text.sentences import SENTENCE_END

REPEATED_LINE, REPEATED_PASSAGE = "line repeated across the site", "passage repeated across the site"
OTHER_TITLE = "title of another article"
# Characters of a line that may be part of a template: menus, labels, teasers.
LINE_CHARACTERS = 120
# Words below which a line is a name or a label that articles may share by chance.
LINE_WORDS = 3
# Documents that must share a line of fewer words, or any line that went from none.
FEW_WORDS_DOCUMENTS = 3
# Paragraphs that are a text's head: its title and its standfirst; other pages show them beside a link.
HEAD_PARAGRAPHS = 2
# RE2 syntax: Arrow looks at whole columns at once
_FILE = r"[^/]*$"
_NUMBER = r"\b\pN+\b ?"
Mask = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int64]


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
    gone = paragraphs.filter(goes)
    moved = remove_paragraphs(gone, "repetition", rules.filter(goes))
    left = tables | {
        "paragraphs": paragraphs.filter(pc.invert(goes)),
        "removals": pa.concat_tables([show_hidden(tables["removals"], gone), moved]),
    }
    return recount_documents(left, gone["document_id"])


def show_hidden(removals: pa.Table, gone: pa.Table) -> pa.Table:
    """The removals without those of stage `policy` in paragraphs that go: what hides a part of a paragraph goes with it."""
    hidden = np.flatnonzero(pc.equal(removals["stage"], "policy").to_numpy())
    if not len(hidden):
        return removals
    spans = defaultdict(list)
    for document, start, end in zip(*(gone[name].to_pylist() for name in ("document_id", "start", "end")), strict=True):
        spans[document].append((start, end))
    rows = removals.take(pa.array(hidden)).select(["document_id", "start"]).to_pylist()
    inside = [any(start <= row["start"] < end for start, end in spans[row["document_id"]]) for row in rows]
    stays = np.ones(removals.num_rows, bool)
    stays[hidden] = np.invert(np.array(inside, bool))
    return removals.filter(pa.array(stays))


def name_rules(tables: Tables, settings: RepetitionSettings) -> pa.ChunkedArray:
    """For each paragraph the rule by which it goes; null where it stays.

    A line is the site's when it went from as many texts as it stayed in, whatever its numbers, or when a good share of the
    site's texts have it, numbers and all. A heading needs the first: reports and interviews have the same ones. What stays in
    one text alone, at its head, is that text's own: other pages show it beside a link.
    """
    lines = list_lines(tables)
    kept = lines["stays"].to_numpy()
    own, paragraphs = lines.filter(kept), tables["paragraphs"]
    few = np.asarray(count_words(own["words"].combine_chunks())) < LINE_WORDS
    exact, exactly_stayed = count_families(own, lines, "exact key"), count_families(own, own, "exact key")
    # a word or two and a number are a fact, "Turnout: 61": there the numbers count
    families = np.where(few, exact, count_families(own, lines, "key"))
    stayed = np.where(few, exactly_stayed, count_families(own, own, "key"))
    pages, short = count_families(own, lines, "site"), own["short"].to_numpy()
    at_home = (stayed == 1) & (paragraphs["position"].to_numpy() < HEAD_PARAGRAPHS)
    went = (families >= np.where(few, FEW_WORDS_DOCUMENTS, settings.line_documents)) & (families >= 2 * stayed)
    common = (exact >= FEW_WORDS_DOCUMENTS) & (exact >= settings.line_share * pages)
    heads = np.asarray(pc.equal(paragraphs["role"], "heading").to_numpy(), bool)
    repeated = short & ~at_home & (went | (common & ~heads))
    rules = np.full(own.num_rows, None, object)
    rules[repeated] = REPEATED_LINE
    rules[find_teasers(tables["documents"], own) & short & ~few & ~heads] = OTHER_TITLE
    many = ~short & (stayed > 1) & (exact >= settings.passage_documents) & (exact >= settings.passage_share * pages)
    rules[find_passages(paragraphs, own["key"], many, repeated)] = REPEATED_PASSAGE
    return pa.chunked_array([pa.array(rules, pa.string())])


def list_lines(tables: Tables) -> pa.Table:
    """The paragraphs and then what went before, each with its site, its words, its key of both, and whether it is short.

    The key of a line without a final stop leaves out its numbers, so that a date or a count hides no repetition; the exact key
    has them. Lines without words have no key. `family` is the document that a line's document reprints, or that document itself.
    """
    documents, removals = tables["documents"], tables["removals"]
    columns = ["document_id", "text"]
    went = removals.filter(pc.is_in(removals["stage"], value_set=pa.array(["boilerplate", "metadata"])))
    lines = pa.concat_tables([tables["paragraphs"].select(columns), went.select(columns)])
    rows = document_indexes(tables, lines)
    text = pc.utf8_lower(lines["text"])
    is_long = pc.greater(pc.utf8_length(text), LINE_CHARACTERS)
    short = pc.invert(pc.or_(is_long, pc.match_substring_regex(text, SENTENCE_END)))
    found = find_words(text)
    words = pc.if_else(short, drop_numbers(found), found)
    site = name_sites(documents).take(rows)
    return pa.table(
        {
            "site": site,
            "words": words,
            "key": pc.if_else(pc.equal(words, ""), None, pc.binary_join_element_wise(site, words, "\n")),
            "exact key": pc.if_else(pc.equal(words, ""), None, pc.binary_join_element_wise(site, found, "\n")),
            "family": name_families(documents).take(rows),
            "short": short,
            "stays": pa.array(np.arange(lines.num_rows) < tables["paragraphs"].num_rows),
        }
    )


def find_words(text: pa.ChunkedArray) -> pa.ChunkedArray:
    """The words of texts, parted by one blank."""
    return pc.utf8_trim(pc.replace_substring_regex(text, r"[^\pL\pN]+", " "), " ")


def drop_numbers(words: pa.ChunkedArray) -> pa.ChunkedArray:
    """Words without those that are nothing but digits."""
    return pc.utf8_trim(pc.replace_substring_regex(words, _NUMBER, ""), " ")


def name_sites(documents: pa.Table) -> pa.ChunkedArray:
    """The site of each document: its source, else the folder of its file."""
    return pc.coalesce(documents["source"], pc.replace_substring_regex(documents["path"], _FILE, ""))


def name_families(documents: pa.Table) -> pa.ChunkedArray:
    """For each document the one that it reprints, or itself."""
    return pc.coalesce(documents["duplicate_of"], documents["id"])


def count_families(lines: pa.Table, among: pa.Table, key: str) -> Counts:
    """For each line in how many families its key, or its site, is found among others."""
    seen = among.group_by(key).aggregate([("family", "count_distinct")])
    places = pc.index_in(lines[key], value_set=seen[key].drop_null().combine_chunks())
    counts = seen.filter(pc.is_valid(seen[key]))["family_count_distinct"].take(places)
    return np.asarray(pc.fill_null(counts, 0).to_numpy(), np.int64)


def find_teasers(documents: pa.Table, lines: pa.Table) -> Mask:
    """Lines that are the title of another document of their site."""
    words = drop_numbers(find_words(pc.utf8_lower(documents["title"])))
    titles = pc.binary_join_element_wise(name_sites(documents), words, "\n")
    told = pa.table({"key": titles, "family": name_families(documents)})
    families = told.filter(pc.is_valid(titles)).group_by("key").aggregate([("family", "min"), ("family", "max")])
    places = pc.index_in(lines["key"], value_set=families["key"].combine_chunks())
    first, last = families["family_min"].take(places), families["family_max"].take(places)
    of_others = pc.or_(pc.not_equal(first, lines["family"]), pc.not_equal(last, lines["family"]))
    return np.asarray(pc.fill_null(of_others, False).to_numpy(), bool)


def find_passages(paragraphs: pa.Table, key: pa.ChunkedArray, many: Mask, repeated: Mask) -> Mask:
    """Sentences and longer lines that `many` documents of a site have, and all of them at their head or foot.

    Outside of it only what is repeated as well may stand: articles on one matter repeat sentences too, but amid their own.
    """
    edges, keys = many.copy(), np.asarray(pc.fill_null(key, "").to_numpy(), object)
    # the paragraphs of a document follow one another, and the first one's position is the lowest
    starts = np.flatnonzero(np.diff(paragraphs["position"].to_numpy(), prepend=np.inf) <= 0).tolist()
    titles = np.asarray(pc.equal(paragraphs["role"], "title").to_numpy(), bool)
    while edges.any():
        at_edge = find_edges(edges | repeated | titles, [*starts, len(edges)])
        inside = set(keys[edges & ~at_edge])
        if not inside:
            break
        edges &= np.fromiter((key not in inside for key in keys), bool, len(keys))
    return edges


def find_edges(marked: Mask, bounds: Sequence[int]) -> Mask:
    """Which marked lines stand in a run of marked lines at the head or the foot of their document."""
    edges = np.zeros(len(marked), bool)
    for start, end in pairwise(bounds):
        own = marked[start:end]
        edges[start:end] = np.logical_and.accumulate(own) | np.logical_and.accumulate(own[::-1])[::-1]
    return edges


def recount_documents(tables: Tables, changed: pa.ChunkedArray) -> Tables:
    """Texts, counts and positions of the documents that lost paragraphs; the others keep theirs."""
    documents, paragraphs = tables["documents"], tables["paragraphs"]
    rows = np.flatnonzero(pc.is_in(documents["id"], value_set=pc.unique(changed)).to_numpy())
    owner = document_indexes(tables, paragraphs).to_numpy()
    order = np.argsort(owner, kind="stable")
    starts, ends = (np.searchsorted(owner[order], rows, side) for side in ("left", "right"))
    texts, counts = documents["text"].to_pylist(), documents["n_paragraphs"].to_numpy().copy()
    characters, positions = documents["kept_characters"].to_numpy().copy(), paragraphs["position"].to_numpy().copy()
    lengths = paragraphs["end"].to_numpy() - paragraphs["start"].to_numpy()
    for row, start, end in zip(rows.tolist(), starts.tolist(), ends.tolist(), strict=True):
        own = order[start:end]
        texts[row] = PARAGRAPH_BREAK.join(paragraphs["text"].take(pa.array(own)).to_pylist())
        counts[row], characters[row], positions[own] = len(own), lengths[own].sum(), np.arange(len(own))
    text = pa.chunked_array([pa.array(texts, pa.string())])
    for name, values in (
        ("text", text),
        ("n_words", count_words(text.combine_chunks())),
        ("n_paragraphs", pa.array(counts)),
        ("kept_characters", pa.array(characters)),
    ):
        documents = set_column(documents, name, values)
    return tables | {"documents": documents, "paragraphs": set_column(paragraphs, "position", pa.array(positions))}
