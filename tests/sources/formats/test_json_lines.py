"""Lines to JSON: what a line holds, in how many pieces, and what a file is that is no JSON Lines."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_builder.sources.formats import lines
from corpus_builder.sources.formats.json_lines import RAW_CONTROLS, find_misfit, read_json_lines

ONE, TWO = b'{"a": 1}', b'{"a": 2}'
MARK = b"\xef\xbb\xbf"


def read(content: bytes) -> list[tuple[int, object]]:
    """Numbers and values of the lines; where there is no value, its fault."""
    return [(line.number, line.fault or line.value) for line in read_json_lines(BytesIO(content))]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", []),
        (b" \n\r\n" + MARK + b"\n\x1e\n", []),
        (ONE + b"\n\n" + TWO + b"\r\n", [(1, {"a": 1}), (3, {"a": 2})]),
        (b"1\nnull\n[]", [(1, 1), (2, None), (3, [])]),
        # pieces
        (ONE + b"\r" + TWO, [(1, {"a": 1}), (2, {"a": 2})]),
        (ONE + b"\r\r" + TWO + b"\r\n" + ONE, [(1, {"a": 1}), (3, {"a": 2}), (4, {"a": 1})]),
        (b"\x1e" + ONE + b"\x1e" + TWO, [(1, {"a": 1}), (2, {"a": 2})]),
        (ONE + MARK + TWO + b"\n" + ONE, [(1, {"a": 1}), (2, {"a": 2}), (3, {"a": 1})]),
        (ONE + b"\0\0" + TWO, [(1, {"a": 1}), (2, "2 NUL characters and no record, as a crash leaves them"), (3, {"a": 2})]),
        (b'{"a": \r1}', [(1, {"a": 1})]),
        (b"[1]\r[2]", [(1, "Extra data at character 5")]),
        # faults
        (ONE + TWO, [(1, "more than one object on the line; each needs a line of its own")]),
        (ONE + b"," + TWO, [(1, "Extra data at character 9")]),
        (b"{", [(1, "Expecting property name enclosed in double quotes at character 2")]),
        (b'{"a"\0', [(1, "Expecting ':' delimiter at character 5; NUL characters follow, as a crash leaves them")]),
        (b"\0", [(1, "1 NUL character and no record, as a crash leaves them")]),
        (b"[" * 100_000, [(1, "nested too deep")]),
        (b'{"a": 1, "b": 2, "a": 3}', [(1, "two values are named 'a'")]),
        (b'{"a": {"b": 1, "b": 2}}', [(1, "two values are named 'b'")]),
        (b'{"a": ' + b"1" * 5_000 + b"}", [(1, "a number of thousands of digits")]),
    ],
)
def test_a_line_is_its_value_its_pieces_or_its_fault(content: bytes, expected: list[tuple[int, object]]) -> None:
    """A line that is JSON as a whole is never cut, and one in whose pieces no object is stays one fault."""
    assert read(content) == expected


def test_raw_control_characters_are_noted() -> None:
    """Only the line that has them bears the note."""
    strict, raw = read_json_lines(BytesIO(b'{"a": "\\t"}\n{"a": "\t"}'))

    assert (strict.value, strict.notes) == ({"a": "\t"}, ())
    assert (raw.value, raw.notes) == ({"a": "\t"}, (RAW_CONTROLS,))


def test_what_was_left_out_of_a_line_is_counted() -> None:
    """A line of which a part was not kept holds nothing, and says what it was."""
    nuls = bytes(5 * lines.CHUNK)
    array = b"[" + (ONE + b", ") * (5 * lines.CHUNK // 10)
    for content, fault in (
        (nuls, f"{len(nuls):,} NUL characters and no record, as a crash leaves them"),
        (b'{"a": "' + nuls + b'"}', "NUL characters in the record"),
        (array, "not an object; each line is one"),
    ):
        line, last = read_json_lines(BytesIO(content + b"\n" + ONE))
        assert (line.fault, line.value, last.value) == (fault, None, {"a": 1})
        assert len(line.content) + line.omitted == len(content) + 1
        assert len(line.content) <= 3 * lines.CHUNK


def test_a_hole_of_nuls_costs_no_record_beside_it() -> None:
    """Megabytes of NULs between two records on a line are one fault of their own, whoever ends the line."""
    hole = bytes(5 * lines.CHUNK)
    for content in (ONE + hole + TWO, ONE + hole + TWO + b"\n", b"\n" + ONE + hole + b"\r" + TWO + b"\r"):
        first, nuls, last = read_json_lines(BytesIO(content))
        assert (first.value, last.value) == ({"a": 1}, {"a": 2})
        assert nuls.fault == f"{len(hole):,} NUL characters and no record, as a crash leaves them"


@settings(deadline=None)
@given(st.lists(st.sampled_from([ONE, TWO, b"", b"oops", b'{"a": "\t"}', MARK + ONE]), max_size=9), st.integers(1, 60))
def test_objects_are_found_whatever_is_read_at_a_time(parts: list[bytes], size: int) -> None:
    """Lines that returns end are the same lines in a file of a few bytes and in one that is too long to be read at once."""
    content = b"".join(part + b"\r" for part in parts)
    whole = [value for _, value in read(content)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines, "CHUNK", size)
        assert [value for _, value in read(content) if isinstance(value, dict)] == [v for v in whole if isinstance(v, dict)]


@settings(deadline=None)
@given(
    st.binary() | st.lists(st.sampled_from([ONE, b"{", b"[", b"\0", b"\r", b"\n", b"\x1e", MARK, b'"', b"\xff"])).map(b"".join)
)
def test_any_bytes_are_read(content: bytes) -> None:
    """Whatever the bytes are, each line has a value or a fault, and numbers rise."""
    found = list(read_json_lines(BytesIO(content)))

    assert all((line.fault is None) or line.value is None for line in found)
    assert [line.number for line in found] == sorted({line.number for line in found})


MISFITS = [
    # lines of the file, and the word by which it is told; None: its lines are read
    ([ONE, TWO], None),
    ([ONE], None),
    ([b"oops"], None),
    ([b'{"a": ', ONE], None),
    ([b'{"a": 1,', ONE], None),
    ([b"{", ONE], None),
    ([b"[1]", ONE], None),
    ([b"[1]", b"[2]"], None),
    ([b"[1", ONE], None),
    ([b"[" * 100_000, ONE], None),
    ([b"[1]"], "array"),
    ([b"[]"], "array"),
    ([b"[", b"]"], "array"),
    ([b"[", ONE, b"]"], "array"),
    ([b" [ {", b'"a": 1}]'], "array"),
    ([b"[" + ONE + b",", TWO + b"]"], "array"),
    ([b"[" + ONE, b"," + TWO, b"]"], "array"),
    ([b"{", b'"a": 1', b"}"], "several lines"),
    ([b'{"a": 1,', b'"b": 2}'], "several lines"),
    ([b'{"a": [', b"1]}"], "several lines"),
]


@pytest.mark.parametrize(("file", "word"), MISFITS)
def test_a_file_of_another_shape_is_told_by_its_first_lines(file: list[bytes], word: str | None) -> None:
    """An array or a printed object is a misfit as a whole; a bad first line before objects is only that."""
    misfit = find_misfit(*list(read_json_lines(BytesIO(b"\n".join(file))))[:2])

    assert misfit is None if word is None else misfit and word in misfit and "jq -c" in misfit
