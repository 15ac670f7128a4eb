"""Bytes to text: the encoding, and what is no text."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.cleaning.encoding.repair import repair_encoding
from corpus_builder.sources.decoding import UndecodableError, declared_charset, decode_bytes
from tests.conftest import check_growth

FRENCH = "« Où est l’œuf ? », demande Zoé à Noël ; il coûte 3 €."
CZECH = "Přišel večer, řekl mluvčí města Brno."
RUSSIAN = "Мэр города выступил вчера вечером."
JAPANESE = "市長は昨日の夜、広場で話した。"


@pytest.mark.parametrize(
    ("content", "text", "encoding"),
    [
        (FRENCH.encode(), FRENCH, "utf-8"),
        (b"plain ascii", "plain ascii", "utf-8"),
        (b"\xef\xbb\xbf" + FRENCH.encode(), FRENCH, "utf-8-sig"),
        (b"\xff\xfe" + FRENCH.encode("utf-16-le"), FRENCH, "utf-16"),
        (b"\xfe\xff" + FRENCH.encode("utf-16-be"), FRENCH, "utf-16"),
        (FRENCH.encode("utf-16-le"), FRENCH, "utf-16-le"),
        (RUSSIAN.encode("utf-16-be"), RUSSIAN, "utf-16-be"),
        (FRENCH.encode("utf-32"), FRENCH, "utf-32"),
        (b"\x00\x00\xfe\xff" + FRENCH.encode("utf-32-be"), FRENCH, "utf-32"),
        (FRENCH.encode("cp1252"), FRENCH, "windows-1252"),
        (b"une ann\xe9e \x81 part", "une année \x81 part", "windows-1252"),
        (FRENCH.encode() + b" caf\xe9, \x93oui\x94", FRENCH + " café, “oui”", "utf-8 with 3 bytes of windows-1252"),
        (b"un\r\ndeux\rtrois\n", "un\r\ndeux\rtrois\n", "utf-8"),
        ((FRENCH * 50).encode() + b"\x00", FRENCH * 50 + "\x00", "utf-8"),
        (b"un\vdeux\x1ctrois\x1dquatre\x1ecinq\f", "un\vdeux\x1ctrois\x1dquatre\x1ecinq\f", "utf-8"),
    ],
)
def test_text_is_what_the_bytes_say(content: bytes, text: str, encoding: str) -> None:
    """Each encoding is told from the bytes; the mark goes, line breaks and stray characters stay."""
    decoded = decode_bytes(content)
    assert (decoded.text, decoded.encoding) == (text, encoding)


@pytest.mark.parametrize(
    ("content", "declared", "text", "encoding"),
    [
        (CZECH.encode("cp1250"), "windows-1250", CZECH, "cp1250"),
        (RUSSIAN.encode("koi8-r"), "KOI8-R", RUSSIAN, "koi8-r"),
        (JAPANESE.encode("shift_jis"), "Shift_JIS", JAPANESE, "cp932"),
        (JAPANESE.encode("iso2022_jp"), "iso-2022-jp", JAPANESE, "iso2022_jp"),
        (FRENCH.encode(), "iso-8859-1", FRENCH, "utf-8"),
        (FRENCH.encode("cp1252"), "utf-8", FRENCH, "windows-1252"),
        (FRENCH.encode("cp1252"), "euc-jp", FRENCH, "windows-1252"),
        (FRENCH.encode("cp1252"), "rot13", FRENCH, "windows-1252"),
        (b"\xef\xbb\xbf" + CZECH.encode(), "windows-1250", CZECH, "utf-8-sig"),
    ],
)
def test_declaration_counts_where_it_works(content: bytes, declared: str, text: str, encoding: str) -> None:
    """A declared charset is used unless a mark or valid UTF-8 speaks against it, or it cannot read the bytes."""
    decoded = decode_bytes(content, declared)
    assert (decoded.text, decoded.encoding) == (text, encoding)


@pytest.mark.parametrize(
    ("page", "charset"),
    [
        (b'<meta charset="windows-1250">', "windows-1250"),
        (b"<META http-equiv=Content-Type content='text/html; charset=ISO-8859-15'>", "iso-8859-15"),
        (b'<?xml version="1.0" encoding="koi8-r"?><html>', "koi8-r"),
        (b"<p>charset=utf-8</p>", None),
        (b"<meta charset=utf-8>".rjust(5000), None),
    ],
)
def test_charset_is_found_in_the_head(page: bytes, charset: str | None) -> None:
    """A page declares its charset in a meta element or an XML declaration near its start."""
    assert declared_charset(page) == charset


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty file"),
        (b" \r\n\t\n", "empty file"),
        (b"\xef\xbb\xbf", "empty file"),
        (b"\xff\xfe\n\x00", "empty file"),
        (b"%PDF-1.7\n1 0 obj", "binary file"),
        (b"PK\x03\x04 and more", "binary file"),
        (b"\x89PNG\r\n", "binary file"),
        (bytes(range(256)) * 8, "binary file"),
        (b"abc\x00def\x00", "binary file"),
        (b"\x00" * 1000, "binary file"),
        (b"\xff\xfe" + "a\x01\x02".encode("utf-16-le") * 9, "binary file"),
    ],
)
def test_what_is_no_text_is_refused(content: bytes, reason: str) -> None:
    """Empty, blank and binary files are told apart, and the evidence is named."""
    with pytest.raises(UndecodableError) as caught:
        decode_bytes(content)
    assert caught.value.reason == reason
    assert caught.value.detail


@pytest.mark.parametrize("other", ["cp1252", "mac-roman", "iso8859-15", "cp850"])
@pytest.mark.parametrize("rows", [(0,), (1, 2), (0, 2, 3)])
def test_lines_in_several_encodings_are_read_one_by_one(other: str, rows: tuple[int, ...]) -> None:
    """A file whose lines come from several places is decoded and repaired line by line, and its encoding says so."""
    lines = ["La forêt brûlait déjà à côté", "Le préfet a décidé d'arrêter", "L'élève préfère rêver", "Il a été très fâché"]
    mixed = b"\n".join(line.encode(other if number in rows else "utf-8") for number, line in enumerate(lines))
    decoded = decode_bytes(mixed)
    assert repair_encoding(decoded.text).text == "\n".join(lines)
    assert "windows-1252" in decoded.encoding


def test_a_line_of_another_encoding_is_not_cut_to_pieces() -> None:
    """Two bytes of a Mac Roman line that would be valid UTF-8 by chance are read as its others are."""
    mixed = "déjà vu à Évreux\n".encode() * 3 + "où va l’État, dit Noël".encode("mac-roman")
    assert decode_bytes(mixed).text.endswith("o\x9d va lÕƒtat, dit No‘l")


@given(st.text(min_size=1).filter(lambda text: not text.isspace() and text.isprintable() and "\ufeff" not in text))
def test_utf8_comes_back(text: str) -> None:
    """Every printable text survives the way through UTF-8 bytes."""
    assert decode_bytes(text.encode()).text == text


@given(st.binary())
def test_every_file_is_read_or_refused(content: bytes) -> None:
    """Whatever the bytes: a text, or an UndecodableError, and nothing else."""
    try:
        decoded = decode_bytes(content, "gbk")
    except UndecodableError:
        return
    assert decoded.text.strip() and not any("\ud800" <= character <= "\udfff" for character in decoded.text)


def test_a_text_may_have_a_few_stray_control_characters() -> None:
    """One in a sentence is a stray, two among five characters are no text."""
    sentence = "La digue a tenu toute la nuit.\x01"
    assert decode_bytes(sentence.encode()).text == sentence
    with pytest.raises(UndecodableError):
        decode_bytes(b"a\x01b\x02c")


@pytest.mark.parametrize("unit", [b"\xe9t\xe9 ", "été ".encode() + b"\xe9", b"<meta ", b"\x00\xe9"])
def test_long_files_take_linear_time(unit: bytes) -> None:
    """Two million bytes of any kind take ten times as long as a tenth of them."""

    def decode(content: bytes) -> None:
        with suppress(UndecodableError):
            decode_bytes(content)
        declared_charset(content)

    check_growth(decode, lambda n: unit * (n // len(unit)), 2_000_000)
