"""corpus_builder.sources.formats.json_ranges: however a file is cut, its lines are what they are."""

from __future__ import annotations

import io
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_builder.sources.formats import lines
from corpus_builder.sources.formats.json_lines import read_json_lines
from corpus_builder.sources.formats.json_ranges import ByteRange, count_lines, cut_ranges, number_ranges, read_range

OBJECT = b'{"text": "Le quai de Sorny."}'
PIECES = [OBJECT, b"{}", b"\n", b"\n", b"\r\n", b"\r", b"\0", b"\0" * 40, b"{oops", b"[1, 2]", b"[" + OBJECT * 3, b"\xef\xbb\xbf"]
PIECES += [b"\x1e", b"\xe9", "é’𝒳".encode(), b" ", b'{"text": "' + b"mot " * 30 + b'"}', b'{"text": "a\tb"}']
FILES = st.lists(st.sampled_from(PIECES), max_size=20).map(b"".join)


def read_in_ranges(content: bytes, parts: list[ByteRange]) -> list[object]:
    """The lines of a file that is cut, numbered by the counts of the ranges before."""
    counts = [count_lines(io.BytesIO(content), part) for part in parts]
    numbered = zip(parts, number_ranges(counts), strict=True)
    return [line for part, first in numbered for line in read_range(io.BytesIO(content), part, first)]


@settings(max_examples=400, deadline=None)
@given(FILES, st.lists(st.integers(0, 400), max_size=6), st.sampled_from([7, 16, 50, 1 << 20]))
def test_ranges_give_the_lines_of_the_file(content: bytes, cuts: list[int], chunk: int) -> None:
    """Numbers, bytes, values, faults and notes are those of the file read at once, for any cut and any line."""
    places = sorted({0, len(content), *(cut for cut in cuts if cut < len(content))})
    parts = (
        [ByteRange(*pair) for pair in pairwise(places)]
        if not lines.detect_encoding(content[:chunk])
        else [ByteRange(0, len(content))]
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines, "CHUNK", chunk)
        assert read_in_ranges(content, parts) == list(read_json_lines(io.BytesIO(content)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32-be"])
@pytest.mark.parametrize("step", [1, 10, 64, 10_000])
def test_a_file_of_any_encoding_is_cut(encoding: str, step: int) -> None:
    """One in UTF-16 is a single range: where its lines end is seen only from its beginning."""
    content = '{"text": "Déjà"}\n\n{"text": "vu"}\r\n{bad\n'.encode(encoding)
    parts = cut_ranges(content, len(content), step)

    assert (len(parts) == 1) == (encoding.startswith(("utf-1", "utf-3")) or step >= len(content))
    assert read_in_ranges(content, parts) == list(read_json_lines(io.BytesIO(content)))


def test_an_empty_file_has_no_range() -> None:
    """There is nothing to read."""
    assert cut_ranges(b"", 0, 10) == []
