"""Compressed files, unpacked as a stream: what can be unpacked is read, and where that ends too early or never, it is said."""

from __future__ import annotations

import io
import re
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, BinaryIO, Final, Literal, NamedTuple, Protocol

from corpus_builder.sources.reading import CHUNK
from corpus_builder.system.errors import explain_failure

Packing = Literal["gz", "zst"]

DAMAGED: Final = "damaged archive"
TOO_LARGE: Final = "unpacks to too much"
# Bytes that any file may unpack to, however small it is.
FREE: Final = 16_000_000
# Bytes unpacked at a time: few, because what fails gives none; the blocks of zstd are a multiple of it.
STEP: Final = 1 << 14
_ZSTD: Final = b"\x28\xb5\x2f\xfd"
_SKIPPABLE: Final = re.compile(rb"[\x50-\x5f]\x2a\x4d\x18")
_LARGEST_WINDOW: Final = 27  # of zstd, in bits: 128 MB
_GZIP: Final = 31  # zlib: a gzip header, and the largest window


class Limits(NamedTuple):
    """How much may come out of a packed file: times its size, and bytes of a single text, line or record."""

    unpacked_ratio: int
    text_bytes: int


class Fault(NamedTuple):
    """Why a stream ends too early: reason and detail of a reject, and whether its last line or record may be cut off."""

    reason: str
    detail: str
    is_cut: bool = True


class DamageError(Exception):
    """Packed data cannot be unpacked any further; the message says what is wrong with them."""


class Unpacker(Protocol):
    """Unpacks data forwards: how many packed bytes it has read, and whether it is inside of what it cannot tell the end of."""

    is_inside: bool

    @property
    def packed_size(self) -> int:
        """Packed bytes that were read so far."""

    def read(self, size: int, /) -> bytes:
        """At most so many of the next bytes; none at the end. Raises DamageError, OSError when the file cannot be read."""


class UnpackedReader(io.RawIOBase):
    """What packed data unpack to, read forwards; where no more can be unpacked, or more than may be, it ends with a `fault`."""

    def __init__(self, unpacker: Unpacker, limits: Limits, *, has_lines: bool) -> None:
        super().__init__()
        self.fault: Fault | None = None
        self._unpacker = unpacker
        self._limits = limits
        self._has_lines = has_lines
        self._size = self._line = 0

    @property
    def is_cut(self) -> bool:
        """Whether it has ended too early, maybe in the middle of a line or record."""
        return self.fault is not None and self.fault.is_cut

    @property
    def packed_size(self) -> int:
        """Packed bytes that were read so far."""
        return self._unpacker.packed_size

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill `buffer` with the next bytes; the number of bytes, 0 at the end."""
        if self.fault is not None:
            return 0
        try:
            found = self._unpacker.read(min(len(buffer), STEP))
        except DamageError as why:
            # where nothing came out, nothing is whole, not even an empty file
            self._end(DAMAGED, str(why), is_cut=self._unpacker.is_inside or not self._size)
            return 0
        buffer[: len(found)] = found
        self._size += len(found)
        self._check_limits(found)
        return len(found)

    def _check_limits(self, found: bytes) -> None:
        if self._size > FREE + self._limits.unpacked_ratio * self._unpacker.packed_size:
            self._end(TOO_LARGE, f"more than {self._limits.unpacked_ratio:,} times its size (files.unpacked_ratio)")
        if self._has_lines:
            end = found.rfind(b"\n") + 1
            self._line = len(found) - end if end else self._line + len(found)
            if self._line > self._limits.text_bytes:
                self._end(TOO_LARGE, f"a line of more than {self._limits.text_bytes:,} bytes (files.text_bytes)")

    def _end(self, reason: str, what: str, *, is_cut: bool = True) -> None:
        self.fault = Fault(reason, f"{what}; {self._size:,} bytes were unpacked", is_cut)


def unpack_file(packed: BinaryIO, packing: Packing, limits: Limits, *, has_lines: bool) -> UnpackedReader:
    """What a compressed file unpacks to; `has_lines` says that it is read line by line."""
    counter = _Counter(packed)
    return UnpackedReader(_Gunzip(counter) if packing == "gz" else _Unzstd(counter), limits, has_lines=has_lines)


@contextmanager
def hold_unpacked(stream: BinaryIO) -> Iterator[IO[bytes]]:
    """What packed data unpack to as a temporary file, to be read here and there.

    Raises OSError when they cannot be read, CorpusError when there is no room for them.
    """
    with explain_failure("cannot make a temporary file"):
        file = tempfile.TemporaryFile()  # noqa: SIM115 (closed below, where other failures have other names)
    with file:
        while chunk := stream.read(CHUNK):
            with explain_failure(f"cannot write temporary files in {tempfile.gettempdir()}"):
                file.write(chunk)
                file.flush()
        file.seek(0)
        yield file


class _Counter:
    """A file that counts what is read of it, and keeps what prevented that: libraries raise the same kind of error themselves."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.size = 0
        self.failure: OSError | None = None

    def read(self, size: int, /) -> bytes:
        """At most so many of the next bytes; none at the end."""
        try:
            found = self._file.read(size)
        except OSError as why:
            self.failure = why
            raise
        self.size += len(found)
        return found

    def tell(self) -> int:
        """How many bytes have been read."""
        return self.size


class _Gunzip:
    """The members of a gzip file, one behind the other; zeros behind one are padding. `is_inside` says that one is unfinished."""

    def __init__(self, packed: _Counter) -> None:
        self._packed = packed
        self._pending = b""
        self._member: Any = None
        self.is_inside = False

    @property
    def packed_size(self) -> int:
        return self._packed.size

    def read(self, size: int, /) -> bytes:
        while self._fill():
            if self._member is None:
                self._member = zlib.decompressobj(_GZIP)
            try:
                found: bytes = self._member.decompress(self._pending, size)
            except zlib.error:
                raise DamageError("gzip data are damaged") from None
            self.is_inside = not self._member.eof
            self._pending = self._member.unconsumed_tail if self.is_inside else self._member.unused_data
            if not self.is_inside:
                self._member = None
            if found:
                return found
        return b""

    def _fill(self) -> bool:
        """Whether there is more to unpack."""
        while True:
            if self._member is None:
                self._pending = self._pending.lstrip(b"\0")
            if self._pending:
                return True
            self._pending = self._packed.read(CHUNK)
            if not self._pending:
                if self.is_inside:
                    raise DamageError("gzip data are cut off")
                return False


class _Frame:
    """One frame of a zstd file, block for block: its decoder gets nothing of what is behind it. Raises DamageError."""

    def __init__(self, packed: _Counter, magic: bytes) -> None:
        self._packed = packed
        self._size = 0
        self.is_ended = False
        if magic != _ZSTD:
            raise DamageError("zstd data are cut off" if _ZSTD.startswith(magic) else "zstd data are damaged")
        flags = self._take(1)
        is_single, self._has_checksum = bool(flags[0] & 32), bool(flags[0] & 4)
        content_size = (1 if is_single else 0, 2, 4, 8)[flags[0] >> 6]
        self._pending = magic + flags + self._take((0 if is_single else 1) + (0, 1, 2, 4)[flags[0] & 3] + content_size)
        if not is_single and self._pending[5] >> 3 > _LARGEST_WINDOW - 10:
            raise DamageError("zstd data need a window of more than 128 MB; pack them again without --long")

    def read(self, size: int, /) -> bytes:
        """At most so many of its next bytes; none at the end."""
        if not self._pending and not self.is_ended:
            self._pending = self._read_block()
        found, self._pending = self._pending[:size], self._pending[size:]
        self._size += len(found)
        return found

    def tell(self) -> int:
        """How many of its bytes have been read."""
        return self._size

    def _read_block(self) -> bytes:
        head = self._take(3)
        told = int.from_bytes(head, "little")
        self.is_ended = bool(told & 1)
        size = 1 if told >> 1 & 3 == 1 else told >> 3
        return head + self._take(size + (4 if self.is_ended and self._has_checksum else 0))

    def _take(self, size: int) -> bytes:
        found = self._packed.read(size)
        if len(found) < size:
            raise DamageError("zstd data are cut off")
        return found


class _Unzstd:
    """The frames of a zstd file, one behind the other. `is_inside` says that one is unfinished."""

    def __init__(self, packed: _Counter) -> None:
        self._packed = packed
        self._reader: Any = None
        self.is_inside = False

    @property
    def packed_size(self) -> int:
        return self._packed.size

    def read(self, size: int, /) -> bytes:
        while self._reader is not None or self._open_frame():
            try:
                found = bytes(self._reader.read(size))
            except OSError:
                if self._packed.failure is not None:
                    raise self._packed.failure from None
                raise DamageError("zstd data are damaged") from None
            if found:
                return found
            self._reader, self.is_inside = None, False
        return b""

    def _open_frame(self) -> bool:
        # here, so that who reads other files does not load it
        from fastwarc.stream_io import ZstdReader

        while _SKIPPABLE.match(magic := self._packed.read(4)):
            left = int.from_bytes(self._packed.read(4), "little")
            while left and (found := self._packed.read(min(left, CHUNK))):
                left -= len(found)
        if not magic:
            return False
        self.is_inside = magic == _ZSTD
        self._reader = ZstdReader(_Frame(self._packed, magic))  # type: ignore[arg-type]  # it asks for no more than read and tell
        return True
