"""Zip archives that are cut off: the list of members, which stood at the end, is made anew from what stands before each one."""

from __future__ import annotations

import io
import os
from struct import Struct
from typing import IO, Any, Final

# What stands before a member, what the list says of it, and the end of the list (APPNOTE.TXT, section 4.3).
_LOCAL: Final = Struct("<4s5H3I2H")
_LISTED: Final = Struct("<4s6H3I5H2I")
_END: Final = Struct("<4s4H2IH")
# A member whose size stands behind it, or is too large for its head; there is no other way to find its end.
_SIZE_BEHIND: Final = 8
_LARGE: Final = 0xFFFFFFFF
_MOST: Final = 0xFFFF  # members that the end of a list can count


def recover_archive(file: IO[bytes], size: int) -> IO[bytes] | None:
    """The archive up to its last whole member, with a list of the members; None where there is no whole member."""
    listed: list[bytes] = []
    place = 0
    while len(listed) < _MOST and (found := _read_member(file, place, size)):
        entry, place = found
        listed.append(entry)
    if not listed:
        return None
    entries = b"".join(listed)
    end = _END.pack(b"PK\x05\x06", 0, 0, len(listed), len(listed), len(entries), place, 0)
    return io.BufferedReader(_Joined(file, place, entries + end))


def _read_member(file: IO[bytes], place: int, size: int) -> tuple[bytes, int] | None:
    """What the list says of the member at a place, and where the next one begins; None where no whole member is."""
    file.seek(place)
    head = file.read(_LOCAL.size)
    if len(head) < _LOCAL.size or not head.startswith(b"PK\x03\x04"):
        return None
    _, version, flags, method, time, day, checksum, packed, unpacked, name_size, extra_size = _LOCAL.unpack(head)
    end = place + _LOCAL.size + name_size + extra_size + packed
    if flags & _SIZE_BEHIND or _LARGE in (packed, unpacked) or end > size:
        return None
    known = (version, version, flags, method, time, day, checksum, packed, unpacked, name_size)
    return _LISTED.pack(b"PK\x01\x02", *known, 0, 0, 0, 0, 0, place) + file.read(name_size), end


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
