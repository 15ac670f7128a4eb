"""Tables of every type, in any chunks."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import strategies as st

SCHEMA = pa.schema([("text", pa.string()), ("n", pa.int64()), ("share", pa.float64()), ("yes", pa.bool_())])


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "text": st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
            "n": st.none() | st.integers(-(2**63), 2**63 - 1),
            "share": st.none() | st.floats(allow_nan=False),
            "yes": st.none() | st.booleans(),
        }
    ),
    max_size=12,
)


def in_chunks(table: pa.Table, size: int) -> pa.Table:
    """The same table in chunks of some rows, with an empty one among them."""
    parts = [table.slice(at, size) for at in range(0, table.num_rows, size)]
    return pa.concat_tables([table.slice(0, 0), *parts])
