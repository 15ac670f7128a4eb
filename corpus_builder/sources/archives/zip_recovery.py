"""Zip archives whose list of members, which stands at their end, cannot be read.

Where one is cut off it is made anew from what stands before each member; where it has names that are not what it says they are
it is mended.
"""

from __future__ import annotations

import io
import os
import zlib
from struct import Struct
from typing import IO, Any, Final, NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED

from corpus_builder.sources.archives.unpacking import FREE, STEP, Limits
from corpus_builder.sources.reading import CHUNK

# What stands before a member, what the list says of it, and the end of the list (APPNOTE.TXT, section 4.3).
LOCAL: Final = Struct("<4s5H3I2H")
_LISTED: Final = Struct("<4s6H3I5H2I")
_END: Final = Struct("<4s4H2IH")
# What stands behind a member whose head does not say its sizes: checksum and sizes, of 4 or of 8 bytes, mostly behind a mark.
_BEHIND: Final = (Struct("<IQQ"), Struct("<III"))
_MARK: Final = b"PK\x07\x08"
_LONGEST: Final = len(_MARK) + _BEHIND[0].size
_SIZE_BEHIND: Final = 8
_UTF_8: Final = 0x800  # the flag of a name
# A size that is too large for a head.
_LARGE: Final = 0xFFFFFFFF
_MOST: Final = 0xFFFF  # members that the end of a list can count


class _Extent(NamedTuple):
    """What a member holds: checksum, bytes packed and unpacked; and where what belongs to it ends."""

    checksum: int
    packed: int
    unpacked: int
    end: int


def recover_archive(file: IO[bytes], size: int, limits: Limits) -> IO[bytes] | None:
    """The archive of `size` bytes up to its last whole member, with a list of the members; None where there is no whole member.

    To find the ends of members they are unpacked where nothing else tells them, all together to as much as may be.
    """
    listed: list[bytes] = []
    place, left = 0, FREE + limits.unpacked_ratio * size
    while len(listed) < _MOST and (found := _read_member(file, place, size, left)):
        entry, extent = found
        place, left = extent.end, left - extent.unpacked
        listed.append(entry)
    if not listed:
        return None
    entries = b"".join(listed)
    end = _END.pack(b"PK\x05\x06", 0, 0, len(listed), len(listed), len(entries), place, 0)
    return io.BufferedReader(_Joined(file, place, entries + end))


def unmark_names(file: IO[bytes], start: int) -> tuple[IO[bytes], dict[int, bytes]]:
    """An archive, whose list of members begins at a place, in which no name that is not UTF-8 is said to be.

    And these names, by the numbers of their members, from 0.
    """
    file.seek(start)
    tail, names, place, number = bytearray(file.read()), dict[int, bytes](), 0, 0
    while tail.startswith(b"PK\x01\x02", place) and place + _LISTED.size <= len(tail):
        _, _, _, flags, *_, name_size, extra_size, comment_size, _, _, _, _ = _LISTED.unpack_from(tail, place)
        end = place + _LISTED.size + name_size
        name = bytes(tail[end - name_size : end])
        if flags & _UTF_8 and not _is_utf_8(name):
            tail[place + 9] &= ~(_UTF_8 >> 8)
            names[number] = name
        place, number = end + extra_size + comment_size, number + 1
    return io.BufferedReader(_Joined(file, start, bytes(tail))), names


def _is_utf_8(name: bytes) -> bool:
    try:
        name.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _read_member(file: IO[bytes], place: int, size: int, left: int) -> tuple[bytes, _Extent] | None:
    """What the list says of the member at a place, and its extent; None where no whole member is."""
    file.seek(place)
    head = file.read(LOCAL.size)
    if len(head) < LOCAL.size or not head.startswith(b"PK\x03\x04"):
        return None
    _, version, flags, method, time, day, checksum, packed, unpacked, name_size, extra_size = LOCAL.unpack(head)
    name, start = file.read(name_size), place + LOCAL.size + name_size + extra_size
    extent: _Extent | None = _Extent(checksum, packed, unpacked, start + packed)
    if flags & _SIZE_BEHIND:
        extent = _find_extent(file, start, method, left)
    if extent is None or max(extent.packed, extent.unpacked) >= _LARGE or extent.end > size:
        return None
    known = (version, version, flags, method, time, day, *extent[:3], name_size)
    return _LISTED.pack(b"PK\x01\x02", *known, 0, 0, 0, 0, 0, place) + name, extent


def _find_extent(file: IO[bytes], start: int, method: int, left: int) -> _Extent | None:
    """The extent of a member whose sizes stand behind it; None where they do not, or it unpacks to more than is left."""
    file.seek(start)
    if method == ZIP_DEFLATED:
        return _inflate(file, start, left)
    return _search_mark(file, start) if method == ZIP_STORED else None


def _inflate(file: IO[bytes], start: int, left: int) -> _Extent | None:
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    checksum = packed = unpacked = 0
    while not unpacker.eof:
        pending = unpacker.unconsumed_tail or file.read(CHUNK)
        try:
            found = unpacker.decompress(pending, STEP)
        except zlib.error:
            return None
        packed += len(pending) - len(unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail)
        checksum, unpacked = zlib.crc32(found, checksum), unpacked + len(found)
        if not pending or unpacked > left:
            return None
    file.seek(start + packed)
    return _end_extent(file.read(_LONGEST), start, checksum, packed, unpacked)


def _search_mark(file: IO[bytes], start: int) -> _Extent | None:
    """The extent of a member that is not packed: up to the first mark behind which its own checksum and size stand."""
    held, checksum, before, is_end = b"", 0, 0, False
    while not is_end:
        chunk = file.read(CHUNK)
        held, is_end, done, place = held + chunk, not chunk, 0, 0
        last = len(held) if is_end else max(len(held) - _LONGEST, 0)
        while (at := held.find(_MARK, place, last + len(_MARK) - 1)) >= 0:
            place, size = at + 1, before + at
            # a size that is another one costs less than a checksum
            if held[at + 8 : at + 12] == (size % 2**32).to_bytes(4, "little"):
                checksum, done = zlib.crc32(held[done:at], checksum), at
                if extent := _end_extent(held[at : at + _LONGEST], start, checksum, size, size):
                    return extent
        checksum, before, held = zlib.crc32(held[done:last], checksum), before + last, held[last:]
    return None


def _end_extent(behind: bytes, start: int, checksum: int, packed: int, unpacked: int) -> _Extent | None:
    """The extent of a member, where what stands behind it says so."""
    if max(packed, unpacked) >= _LARGE:
        return None
    forms = (mark + form.pack(checksum, packed, unpacked) for form in _BEHIND for mark in (_MARK, b""))
    told = next((form for form in forms if behind.startswith(form)), None)
    return None if told is None else _Extent(checksum, packed, unpacked, start + packed + len(told))


class _Joined(io.RawIOBase):
    """The beginning of a file, and bytes behind it."""

    def __init__(self, file: IO[bytes], size: int, tail: bytes) -> None:
        super().__init__()
        self._file = file
        self._size = size
        self._tail = tail
        self._place = 0

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place."""
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self._size + len(self._tail)}[whence]
        self._place = max(start + offset, 0)
        return self._place

    def readinto(self, buffer: Any) -> int:
        """Fill `buffer` with the next bytes; the number of bytes, 0 at the end."""
        if self._place < self._size:
            self._file.seek(self._place)
            found = self._file.read(min(len(buffer), self._size - self._place))
        else:
            found = self._tail[self._place - self._size :][: len(buffer)]
        buffer[: len(found)] = found
        self._place += len(found)
        return len(found)
