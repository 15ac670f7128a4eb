"""Compressed files, unpacked as a stream: what can be unpacked is read, and where that ends too early or never, it is said."""

from __future__ import annotations

import io
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
            self._end(DAMAGED, str(why), is_cut=self._unpacker.is_inside)
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


class _Unzstd:
    """The frames of a zstd file, one behind the other; where it fails nobody says whether one has begun."""

    is_inside = True

    def __init__(self, packed: _Counter) -> None:
        # here, so that who reads other files does not load it
        from fastwarc.stream_io import ZstdReader

        self._packed = packed
        self._reader: Any = ZstdReader(packed)  # type: ignore[arg-type]  # it asks for no more than read and tell

    @property
    def packed_size(self) -> int:
        return self._packed.size

    def read(self, size: int, /) -> bytes:
        try:
            return bytes(self._reader.read(size))
        except OSError as why:
            if self._packed.failure is not None:
                raise self._packed.failure from None
            if not self._packed.size:
                return b""
            raise DamageError("zstd data are cut off" if "incomplete" in str(why) else "zstd data are damaged") from None
