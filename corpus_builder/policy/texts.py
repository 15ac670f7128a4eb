"""The text policy: which texts a release contains, and which columns are published without them."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.settings import PolicySettings

# The columns that hold words of the sources; titles, names and cue words stay, since a citation needs them.
TEXTS = ("documents", "paragraphs", "quotes", "removals")
# What an excerpt shows the beginning of; a paragraph's would put the document together again.
EXCERPTED = frozenset({"documents", "quotes"})
CUT = "…"


def withhold_texts(tables: Mapping[str, pa.Table], policy: PolicySettings) -> dict[str, pa.Table]:
    """The tables as the policy publishes them: with all texts, or with less of them and without the further fields of records."""
    if policy.text == "full":
        return dict(tables)
    shown = dict(tables)
    for name in TEXTS:
        texts = tables[name]["text"]
        excerpted = policy.text == "excerpt" and name in EXCERPTED
        kept = cut_texts(texts, policy.excerpt_characters) if excerpted else _empty(texts)
        if excerpted and policy.redact:
            from corpus_builder.policy.privacy import redact_column

            # a cut may make a telephone number of a longer figure
            kept = redact_column(kept, find_languages(tables, name))
        shown[name] = _set_column(tables[name], "text", kept)
    # among the further fields of a record there may be its text once more
    shown["documents"] = _set_column(shown["documents"], "extra", _empty(shown["documents"]["extra"]))
    return shown


def find_languages(tables: Mapping[str, pa.Table], name: str) -> pa.ChunkedArray:
    """For each row of a table the language of its document, in which private data are looked for."""
    documents, table = tables["documents"], tables[name]
    place = pc.index_in(table["id" if name == "documents" else "document_id"], value_set=documents["id"].combine_chunks())
    return documents["language"].take(place.combine_chunks())


def cut_texts(texts: pa.ChunkedArray, characters: int) -> pa.ChunkedArray:
    """Texts of at most so many characters and a mark where they were cut, between words where that is possible.

    >>> cut_texts(pa.chunked_array([["The harbour opens.", "No", None]]), 14).to_pylist()
    ['The harbour…', 'No', None]
    """
    start = pc.utf8_slice_codeunits(texts, 0, characters + 1)
    whole = pc.replace_substring_regex(start, r"(?s)^(.*\S)\s+\S*$", r"\1")
    words = pc.utf8_slice_codeunits(whole, 0, characters)
    cut = pc.binary_join_element_wise(pc.utf8_rtrim_whitespace(words), pa.scalar(CUT), "")
    return pc.if_else(pc.less_equal(pc.utf8_length(texts), characters), texts, cut)


def _set_column(table: pa.Table, name: str, values: pa.ChunkedArray) -> pa.Table:
    index = table.schema.get_field_index(name)
    return table.set_column(index, table.schema.field(index), values)


def _empty(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    return pa.chunked_array([pa.nulls(len(texts), pa.string())])
