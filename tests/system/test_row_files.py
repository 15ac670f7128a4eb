"""corpus_builder.system.row_files: rows come back from files, by their share or by their number."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.system.row_files import RowFiles

shares = st.lists(st.integers(0, 3), max_size=20)


@given(st.lists(shares, min_size=1, max_size=4))
def test_each_share_has_its_rows_in_their_order(files: list[list[int]]) -> None:
    """Of all files, one after the other; a share without rows has none."""
    with RowFiles() as rows:
        for number, own in enumerate(files):
            table = pa.table({"text": pa.array([f"{number}.{row}" for row in range(len(own))], pa.string())})
            rows.put_split(table, np.array(own, np.int64), 4)
        for share in range(4):
            found = rows.read_all(share)
            assert found is not None
            assert found["text"].to_pylist() == [
                f"{number}.{row}" for number, own in enumerate(files) for row, to in enumerate(own) if to == share
            ]


def test_many_files_are_read_in_any_order() -> None:
    """More than are open at a time."""
    with RowFiles() as rows:
        numbers = [rows.put([pa.table({"n": [n]}), pa.table({"n": [n, -n]})]) for n in range(300)]

        assert [rows.read(number, 1)["n"].to_pylist() for number in numbers[::-7]] == [[n, -n] for n in range(300)][::-7]
        assert rows.read_all(0) is not None


def test_without_a_file_there_is_nothing() -> None:
    """No rows were put in."""
    with RowFiles() as rows:
        assert rows.read_all(0) is None
