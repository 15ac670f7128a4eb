"""Bytes to text: detecting the encoding of a file, and files that are not text."""

from __future__ import annotations

import codecs
import re
import string
from typing import Final, Literal, NamedTuple

# The five bytes that windows-1252 leaves open are read as the control characters of the same number, as browsers do.
WINDOWS_1252: Final = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(256))

BYTE_ORDER_MARKS: Final = (
    # utf-32 first: its little-endian mark begins with the one of utf-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

SIGNATURES: Final = {
    b"%PDF-": "PDF",
    b"PK\x03\x04": "ZIP or office document",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "old office document",
    b"\x1f\x8b": "gzip",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"\xfd7zXZ\x00": "xz",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"Rar!\x1a\x07": "RAR",
    b"\x89PNG": "PNG",
    b"GIF87a": "GIF",
    b"GIF89a": "GIF",
    b"\xff\xd8\xff": "JPEG",
    b"\x7fELF": "ELF",
    b"PAR1": "Parquet",
    b"SQLite format 3\x00": "SQLite",
    b"OggS\x00": "Ogg",
    b"\xca\xfe\xba\xbe": "Java class",
}

# What a page may declare, by the names the WHATWG Encoding Standard gives it, and the codec browsers use for it. Not here:
# utf-8, utf-16 and the names of windows-1252 and latin-1, because the bytes themselves tell these, and better.
DECLARED: Final = {
    **{f"windows-{page}": f"cp{page}" for page in (1250, 1251, 1253, 1254, 1255, 1256, 1257, 1258)},
    **{f"iso-8859-{part}": f"iso8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
    "iso-8859-9": "cp1254",
    "macintosh": "mac-roman",
    "x-mac-cyrillic": "mac-cyrillic",
    "ibm866": "cp866",
    "koi8-r": "koi8-r",
    "koi8-u": "koi8-u",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "euc-jp": "euc_jp",
    "iso-2022-jp": "iso2022_jp",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
}

# Share of characters: text has none or a few stray ones, compressed data 10 %.
CONTROL_SHARE: Final = 0.04
# Share of the non-ASCII characters that must be valid UTF-8; in windows-1252 few are so by chance ("É»", "Ã©").
UTF8_SHARE: Final = 0.5
# Share of the byte pairs that hold a zero byte: nearly all in Latin text, the spaces and figures in Cyrillic.
UTF16_ZEROS: Final = 0.1
# Bytes looked at to tell UTF-16 without a byte order mark, whole pairs; a page of text is plenty.
UTF16_SAMPLE: Final = 4096

ASCII_LETTERS: Final = string.ascii_letters.encode()
CONTROLS: Final = bytes({*range(32), 127} - set(b"\t\n\v\f\r\x1b\x1c\x1d\x1e"))
INVALID_BYTE: Final = re.compile("[\udc80-\udcff]")
META_CHARSET: Final = re.compile(
    rb"""<meta[^>]{0,200}?charset\s{0,20}=\s{0,20}["']?\s{0,20}([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE
)
XML_CHARSET: Final = re.compile(rb"""^\s{0,20}<\?xml[^>]{0,200}?encoding\s{0,20}=\s{0,20}["']([A-Za-z0-9_.:-]{2,40})["']""")


class Decoded(NamedTuple):
    """The text of a file without its byte order mark, and the encoding it was read in, as a name of Python's where one fits."""

    text: str
    encoding: str


class UndecodableError(Exception):
    """The bytes hold no text: `reason` is the kind, `detail` the evidence in words."""

    def __init__(self, reason: Literal["binary file", "empty file"], detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


def decode_bytes(content: bytes, declared: str | None = None) -> Decoded:
    """The text that `content` holds, line breaks and all other characters exactly as the bytes say.

    A byte order mark decides; then UTF-16 that shows by its zero bytes; then valid UTF-8, whatever is `declared`, because
    other encodings hardly ever form it by chance; then the `declared` encoding of a page, where it works; then UTF-8 with a
    few stray bytes, each read as windows-1252; and windows-1252 for all the rest. Raises UndecodableError for a file
    that is empty or blank, or that is no text.

    >>> decode_bytes("où".encode("utf-16"))
    Decoded(text='où', encoding='utf-16')
    >>> decode_bytes("« déjà vu », dit-elle".encode() + "é".encode("cp1252"))
    Decoded(text='« déjà vu », dit-elleé', encoding='utf-8 with 1 byte of windows-1252')
    """
    _refuse_signatures(content)
    decoded = _decode_marked(content) or _decode_utf16(content) or _decode_bytewise(content, declared)
    if not decoded.text or decoded.text.isspace():
        raise UndecodableError("empty file", "no bytes" if not content else f"{len(content)} bytes, all of them blank")
    _refuse_controls(decoded)
    return decoded


def declared_charset(content: bytes) -> str | None:
    """The charset that a page declares in its first 4096 bytes, in lower case, or None.

    >>> declared_charset(b'<html><head><meta charset="ISO-8859-2">')
    'iso-8859-2'
    """
    head = content[:4096]
    found = META_CHARSET.search(head) or XML_CHARSET.search(head)
    return found.group(1).decode("ascii").lower() if found else None


def _decode_marked(content: bytes) -> Decoded | None:
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return Decoded(content.decode(encoding, "replace"), encoding)
    return None


def _decode_utf16(content: bytes) -> Decoded | None:
    """UTF-16 without a mark: the high bytes of ASCII characters are zero, and none is a letter as in bytes of plain text."""
    sample = content[:UTF16_SAMPLE]
    if b"\0" not in sample:
        return None
    pairs = len(sample) // 2
    even, odd = sample[::2], sample[1::2]
    for high, low, encoding in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        strange = low.count(0) + len(high) - len(high.translate(None, ASCII_LETTERS))
        if high.count(0) >= UTF16_ZEROS * pairs > 0 and strange <= CONTROL_SHARE * pairs:
            return Decoded(content.decode(encoding, "replace"), encoding)
    return None


def _decode_bytewise(content: bytes, declared: str | None) -> Decoded:
    codec = DECLARED.get((declared or "").strip().lower())
    # iso-2022-jp hides in ASCII bytes, so a declaration is asked before UTF-8 when UTF-8 would have nothing to decode
    order = (_decode_declared, _decode_utf8) if content.isascii() else (_decode_utf8, _decode_declared)
    for decode in order:
        if (decoded := decode(content, codec)) is not None:
            return decoded
    return _decode_mixed(content) or Decoded(_read_windows_1252(content), "windows-1252")


def _decode_utf8(content: bytes, _codec: str | None) -> Decoded | None:
    try:
        return Decoded(content.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return None


def _decode_declared(content: bytes, codec: str | None) -> Decoded | None:
    try:
        return Decoded(content.decode(codec), codec) if codec else None
    except UnicodeDecodeError:
        return None


def _decode_mixed(content: bytes) -> Decoded | None:
    """UTF-8 in which the invalid bytes are few: cut sequences, or lines and pieces pasted from elsewhere."""
    text = content.decode("utf-8", "surrogateescape")
    if not _is_mostly_utf8(text):
        return None
    lines = text.split("\n")
    count = 0
    for number, line in enumerate(lines):
        if INVALID_BYTE.search(line):
            lines[number], read = _read_mixed_line(line)
            count += read
    return Decoded("\n".join(lines), _name_mixed(count))


def _name_mixed(count: int) -> str:
    return f"utf-8 with {count} byte{'s' * (count != 1)} of windows-1252"


def name_encoding(text: str) -> str:
    """How bytes were encoded that were decoded as UTF-8, the invalid ones as lone surrogates, which are read as windows-1252.

    >>> name_encoding(b"caf\\xe9".decode("utf-8", "surrogateescape")), name_encoding("café")
    ('windows-1252', 'utf-8')
    """
    count = len(INVALID_BYTE.findall(text))
    if count and not _is_mostly_utf8(text):
        return "windows-1252"
    return _name_mixed(count) if count else "utf-8"


def _read_mixed_line(line: str) -> tuple[str, int]:
    """A line with invalid bytes, which are windows-1252, or all are where most are invalid; and how many bytes were read so."""
    if not _is_mostly_utf8(line):
        content = line.encode("utf-8", "surrogateescape")
        return _read_windows_1252(content), len(content) - len(content.decode("ascii", "ignore"))
    return INVALID_BYTE.subn(lambda found: WINDOWS_1252[ord(found.group()) - 0xDC00], line)


def _is_mostly_utf8(text: str) -> bool:
    """Whether of the characters beyond ASCII enough are valid, in a text decoded with its invalid bytes as lone surrogates."""
    foreign = len(text) - len(text.encode("ascii", "ignore"))
    invalid = len(INVALID_BYTE.findall(text))
    return foreign - invalid >= UTF8_SHARE * foreign


def _read_windows_1252(content: bytes) -> str:
    return codecs.charmap_decode(content, "strict", WINDOWS_1252)[0]


def _refuse_signatures(content: bytes) -> None:
    for signature, name in SIGNATURES.items():
        if content.startswith(signature):
            raise UndecodableError("binary file", f"it begins like a file of the kind {name}")


def _refuse_controls(decoded: Decoded) -> None:
    written = decoded.text.encode("utf-8", "surrogatepass")
    controls = len(written) - len(written.translate(None, CONTROLS))
    if controls > CONTROL_SHARE * len(decoded.text):
        raise UndecodableError("binary file", f"{controls} of {len(decoded.text)} characters are control characters")
