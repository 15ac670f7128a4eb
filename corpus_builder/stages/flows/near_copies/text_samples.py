"""What of a text others are found by: a hash of it and a sample of its shingles.

They follow from a document's own rows, so that they may be kept beside these; the text is read again only in a candidate pair.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.duplicates.copies import is_link_list
from corpus_builder.duplicates.index import has_words, sample_shingles
from corpus_builder.stages.flows.flow import make_schema, make_table
from corpus_builder.stages.flows.key_runs import I64, Flags, hash_texts, read_numbers

INT, SMALL = pa.int64(), pa.int32()
# Roles of paragraphs that are headings: of fewer words than a sentence, and no list of links.
HEADINGS: Final = ("title", "heading")
# The paragraph of a document's whole text.
WHOLE: Final = -1
# A text that may be like others, of a document or of one of its paragraphs: 128 bits of its BLAKE2b, and the hashes of its
# sampled shingles.
TEXT_SAMPLES: Final = make_schema(document=INT, paragraph=INT, high=INT, low=INT, shingles=pa.list_(INT))


def list_samples(documents: pa.Table, paragraphs: pa.Table, minimum_words: int) -> pa.Table:
    """The samples of documents, and then of paragraphs of so many words; the tables are numbered."""
    number, owner = read_numbers(paragraphs, "paragraph", "document")
    whole, own = _strip_texts(documents), _strip_texts(paragraphs)
    headings = flag_headings(paragraphs).tolist()
    compared = [
        has_words(text, minimum_words) and (heading or not is_link_list(text))
        for text, heading in zip(own, headings, strict=True)
    ]
    rows = np.flatnonzero(np.array(compared, bool))
    documented = read_numbers(documents, "document")[0]
    with_words = np.flatnonzero(np.array([has_words(text, 1) for text in whole], bool))
    return pa.concat_tables(
        [
            _sample(documented[with_words], np.full(len(with_words), WHOLE), [whole[row] for row in with_words.tolist()]),
            _sample(owner[rows], number[rows], [own[row] for row in rows.tolist()]),
        ]
    )


def flag_headings(paragraphs: pa.Table) -> Flags:
    """Which paragraphs are headings."""
    return np.asarray(pc.is_in(paragraphs["role"], value_set=pa.array(HEADINGS)), bool)


def _strip_texts(rows: pa.Table) -> list[str]:
    return [text.strip() for text in pc.fill_null(rows["text"], "").to_pylist()]


def _sample(document: I64, paragraph: I64, texts: Sequence[str]) -> pa.Table:
    sets = sample_shingles(texts)
    # a list of Arrow has offsets of 32 bits, and a part has far fewer samples
    lists = pa.ListArray.from_arrays(pa.array(sets.offsets, SMALL), pa.array(sets.values.astype(np.int64)))
    return make_table(TEXT_SAMPLES, [document, paragraph, *hash_texts(texts), lists])
