"""How many families of documents have a key: over all lines and over those that were kept, as key and as exact key.

A document is of the family of the document that it reprints, or of its own: an article printed twice on a site repeats all its
lines, and this says nothing of the site.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa

from corpus_builder.stages.flows.flow import make_schema, make_table
from corpus_builder.stages.flows.key_runs import I64, find_starts, flag_firsts, read_numbers, reduce_runs
from corpus_builder.stages.flows.repeated_lines.line_keys import KEPT, NAME, NO_KEY, SITE, find_different_pairs

# As what a family has a key: of a line, of one that was kept, exactly, of such a one exactly, as the title of a document.
IN_LINE, IN_KEPT, EXACT, EXACT_KEPT, TITLED = (1 << bit for bit in range(5))
_BITS: Final = 5
_ALL: Final = (1 << _BITS) - 1
# A row for each key and family in each part: `seen` is the part, above the bits of what the key is there.
SEEN: Final = make_schema(key=pa.int64(), family=pa.int64(), seen=pa.int64())
# For each key of paragraphs of a part the families that have it, and the first and the last of those that have it as a title (no
# title: the first is NO_FAMILY, the last -1). A key that has no row is of one family, in every way.
COUNTS: Final = make_schema(
    part=pa.int64(),
    key=pa.int64(),
    families=pa.int64(),
    kept=pa.int64(),
    exact=pa.int64(),
    exact_kept=pa.int64(),
    first_title=pa.int64(),
    last_title=pa.int64(),
)
NO_FAMILY: Final = np.iinfo(np.int64).max
_ONE_FAMILY: Final = (1, 1, 1, 1, NO_FAMILY, -1)


class Counts(NamedTuple):
    """For each of several keys what COUNTS say of it."""

    families: I64
    kept: I64
    exact: I64
    exact_kept: I64
    first_title: I64
    last_title: I64


def list_seen(lines: pa.Table, families: pa.Table) -> pa.Table:
    """The keys of the lines of a part (LINES), each once for a family (SEEN); `families` has the document, part and family of
    each document, in their order.
    """
    document, flags, key, exact = read_numbers(lines, "document", "flags", "key", "exact")
    rows = np.searchsorted(families["document"].to_numpy(), document)
    part, family = (column[rows] for column in read_numbers(families, "part", "family"))
    is_kept = (flags & (KEPT | SITE)) != 0
    seen = np.select([(flags & NAME) != 0, is_kept], [TITLED, IN_LINE | IN_KEPT], IN_LINE)
    exactly = np.where(is_kept, EXACT | EXACT_KEPT, EXACT)
    # most lines are without numbers, and have one key
    seen = np.where(exact == key, seen | exactly, seen)
    more = np.flatnonzero((exact != key) & (exact != NO_KEY))
    own = np.flatnonzero(key != NO_KEY)
    rows, what = np.concatenate([own, more]), np.concatenate([seen[own], exactly[more]])
    return combine_seen(np.concatenate([key[own], exact[more]]), family[rows], what | part[rows] << _BITS)


def combine_seen(key: I64, family: I64, seen: I64) -> pa.Table:
    """Each key and family of a part once, in this order, with all that the key is (SEEN)."""
    order = np.lexsort((family, key))
    key, family, seen = key[order], family[order], seen[order]
    starts = find_starts([key, family])
    return make_table(SEEN, [key[starts], family[starts], reduce_runs(np.bitwise_or, seen, starts)])


def count_families(seen: pa.Table) -> pa.Table:
    """The families of the keys that paragraphs have, for the part of each such paragraph (COUNTS).

    Rows are arranged by key and family (SEEN).
    """
    key, family, parts = read_numbers(seen, "key", "family", "seen")
    pairs = find_starts([key, family])
    bits = reduce_runs(np.bitwise_or, parts & _ALL, pairs)
    firsts = flag_firsts([key])
    runs, own = np.flatnonzero(firsts[pairs]), family[pairs]
    counts = [reduce_runs(np.add, bits >> bit & 1, runs) for bit in range(_BITS - 1)]
    is_title = (bits & TITLED) != 0
    first = reduce_runs(np.minimum, np.where(is_title, own, NO_FAMILY), runs)
    last = reduce_runs(np.maximum, np.where(is_title, own, -1), runs)
    number = np.cumsum(firsts) - 1
    # a title that is its own family's alone says nothing to it
    says = (counts[0] > 1) | (counts[2] > 1) | ((last >= 0) & (np.diff(runs, append=len(pairs)) > 1))
    asking = np.flatnonzero(says[number] & ((parts & (IN_KEPT | EXACT_KEPT)) != 0))
    rows, part = find_different_pairs(number[asking], parts[asking] >> _BITS)
    return make_table(COUNTS, [part, key[firsts][rows], *(column[rows] for column in (*counts, first, last))])


def find_counts(counts: pa.Table, keys: I64) -> Counts:
    """What is said of each of several keys by counts of one part, which rise by key (COUNTS)."""
    known, *columns = read_numbers(counts, *COUNTS.names[1:])
    if not len(known):
        return Counts(*(np.full(len(keys), value) for value in _ONE_FAMILY))
    rows = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    is_known = known[rows] == keys
    return Counts(*(np.where(is_known, column[rows], value) for column, value in zip(columns, _ONE_FAMILY, strict=True)))
