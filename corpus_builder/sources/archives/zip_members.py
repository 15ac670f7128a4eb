"""The members of a zip archive: files like those of a folder, read in the order of their names.

None of them is written to disk, but for tables that are read here and there: as temporary files without a name.
"""

from __future__ import annotations

import os
import re
import stat
import zlib
from collections.abc import Iterator
from struct import error as StructError  # noqa: N812 (a class)
from typing import IO, Final, NamedTuple
from zipfile import BadZipFile, ZipExtFile, ZipFile, ZipInfo

from corpus_builder.sources.archives.unpacking import FREE, TOO_LARGE, DamageError, Limits, UnpackedReader
from corpus_builder.sources.archives.zip_recovery import LOCAL, unmark_names

UNSAFE: Final = "unsafe name in an archive"
NESTED: Final = "archive in an archive"
ENCRYPTED: Final = "encrypted member"
LINK_INSIDE: Final = "link in an archive"
# What a Macintosh writes beside the files.
_MACINTOSH: Final = "__MACOSX"
_DRIVE: Final = re.compile(r"[A-Za-z]:")
_ARCHIVES: Final = (".zip", ".gz", ".zst", ".tar", ".tgz", ".7z", ".rar", ".bz2", ".xz")
_ENCRYPTED: Final = 1
_FAILURES: Final = (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, StructError)


class Member(NamedTuple):
    """A file in an archive: its name there, its size in bytes as the archive says, and why it is not read, if it is not."""

    name: str
    size: int
    info: ZipInfo
    fault: tuple[str, str] | None = None


def open_zip(file: IO[bytes] | None) -> Archive | None:
    """An archive; None where there is none, or one without a list of its members, which stands at its end."""
    try:
        return Archive(file) if file is not None else None
    except _FAILURES:
        return None


class Archive(ZipFile):
    """An archive, also one in which names of members are said to be UTF-8 and are not: their odd bytes are lone surrogates."""

    def __init__(self, file: IO[bytes]) -> None:
        try:
            super().__init__(file)
        except UnicodeDecodeError:
            unmarked, names = unmark_names(file, self.start_dir)
            super().__init__(unmarked)
            # behind the list a comment may look like more of it
            for number, name in [each for each in names.items() if each[0] < len(self.infolist())]:
                self.infolist()[number].orig_filename = name.decode("utf-8", "surrogateescape")

    def open_unnamed(self, info: ZipInfo) -> ZipExtFile:
        """A member before which stands a name that is no UTF-8 though it is said to be."""
        file = self.fp
        if file is None:
            raise BadZipFile("closed")
        file.seek(info.header_offset)
        *_, name_size, extra_size = LOCAL.unpack(file.read(LOCAL.size))
        file.seek(name_size + extra_size, os.SEEK_CUR)
        return ZipExtFile(file, "r", info)


def list_members(archive: ZipFile, limits: Limits, size: int) -> Iterator[Member]:
    """The members of an archive of `size` bytes, sorted by name; hidden ones are passed over, as in a folder.

    All of them together may unpack to as many times the archive's size as each: members may share their bytes.
    """
    left = FREE + limits.unpacked_ratio * size
    named = [(name, info) for info in archive.infolist() if not (name := _name(info)).endswith("/") or info.file_size]
    for name, info in sorted(named, key=lambda pair: pair[0]):
        parts = name.split("/")
        if parts[0] == _MACINTOSH or any(part.startswith(".") and part not in (".", "..") for part in parts):
            continue
        fault = _refuse(name, info) or _limit(info, limits, left)
        left -= 0 if fault else info.file_size
        yield Member(name, info.file_size, info, fault)


def _name(info: ZipInfo) -> str:
    """The name of a member, with the same separators on every system; bytes that are no UTF-8 are written as in a folder."""
    name = info.orig_filename.split("\0")[0].replace("\\", "/")
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _refuse(name: str, info: ZipInfo) -> tuple[str, str] | None:
    if not name:
        return UNSAFE, "it has none"
    if name.endswith("/"):
        return UNSAFE, "the name of a folder, and it holds data"
    if name.startswith("/") or _DRIVE.match(name) or ".." in name.split("/"):
        return UNSAFE, "it leads out of the archive"
    if stat.S_ISLNK(info.external_attr >> 16):
        return LINK_INSIDE, "links in archives are not followed"
    if info.flag_bits & _ENCRYPTED:
        return ENCRYPTED, "unpack it with its password first"
    return (NESTED, "unpack the outer one first") if name.lower().endswith(_ARCHIVES) else None


def _limit(info: ZipInfo, limits: Limits, left: int) -> tuple[str, str] | None:
    ratio = limits.unpacked_ratio
    if info.file_size > FREE + ratio * info.compress_size:
        return TOO_LARGE, f"more than {ratio:,} times its size (files.unpacked_ratio)"
    if info.file_size > left:
        return TOO_LARGE, f"with it the archive unpacks to more than {ratio:,} times its size (files.unpacked_ratio)"
    return None


def unpack_member(archive: Archive, member: Member, limits: Limits, *, has_lines: bool) -> UnpackedReader:
    """What a member unpacks to; `has_lines` says that it is read line by line."""
    return UnpackedReader(_OpenMember(archive, member.info), limits, has_lines=has_lines)


class _OpenMember:
    """A member that is read forwards; where it fails nobody says whether all of it was read."""

    is_inside = True

    def __init__(self, archive: Archive, info: ZipInfo) -> None:
        self._archive = archive
        self._info = info
        self._opened: IO[bytes] | ZipExtFile | None = None
        self.packed_size = info.compress_size

    def read(self, size: int, /) -> bytes:
        try:
            if self._opened is None:
                self._opened = self._open()
            return self._opened.read(size)
        except NotImplementedError:
            raise DamageError("packed in a way that is not supported") from None
        except _FAILURES:
            raise DamageError("the member is damaged, cut off, or not where the archive says") from None

    def _open(self) -> IO[bytes] | ZipExtFile:
        try:
            return self._archive.open(self._info)
        except UnicodeDecodeError:
            return self._archive.open_unnamed(self._info)
