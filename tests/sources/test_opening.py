"""corpus_builder.sources.opening: from the bytes of a record to its text."""

from __future__ import annotations

import pytest

from corpus_builder.model import Metadata, Record, Source
from corpus_builder.sources.opening import open_record

CYRILLIC = "<p>Набережная открывается снова.</p>"


@pytest.mark.parametrize(
    ("content", "charset", "encoding"),
    [
        (CYRILLIC.encode("koi8-r"), "koi8-r", "koi8-r"),
        (CYRILLIC.encode("koi8-r"), "KOI8-R", "koi8-r"),
        (CYRILLIC.encode("koi8-r").replace(b"<p>", b"<meta charset=windows-1251><p>"), "koi8-r", "koi8-r"),
        (CYRILLIC.encode("koi8-r").replace(b"<p>", b"<meta charset=koi8-r><p>"), None, "koi8-r"),
        (CYRILLIC.encode("utf-8"), "koi8-r", "utf-8"),
        ("<p>Le quai rouvre à l’aube.</p>".encode("windows-1252"), "no such thing", "windows-1252"),
    ],
)
def test_the_server_names_the_encoding_of_a_page(content: bytes, charset: str | None, encoding: str) -> None:
    """What it says counts before what the page says; valid UTF-8 counts before both."""
    source = open_record(Record("a", "a", "html", content, Metadata(), len(content), "", charset=charset))

    assert isinstance(source, Source) and source.encoding == encoding


def test_a_text_has_the_encoding_of_its_file() -> None:
    """It was decoded when its record was read."""
    sources = [
        open_record(Record("a", "a", "text", "Le café", Metadata(), 7, "", charset=name)) for name in (None, "windows-1252")
    ]

    assert [source.encoding for source in sources if isinstance(source, Source)] == ["utf-8", "windows-1252"]


def test_further_fields_stay_with_a_page() -> None:
    """What a record says besides its page is kept, and what its page says completes it."""
    page = "<html lang=fr><title>Le quai</title><p>Le quai rouvre à l’aube, a dit la capitaine du port.</p></html>"
    source = open_record(Record("a", "a", "html", page, Metadata(extra='{"desk": "mer"}'), len(page), ""))

    assert isinstance(source, Source) and (source.metadata.extra, source.metadata.language) == ('{"desk": "mer"}', "fr")
