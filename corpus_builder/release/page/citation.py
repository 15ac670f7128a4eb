"""How to cite a corpus: what is stated about it, in words and for BibTeX."""

from __future__ import annotations

import re

from corpus_builder.release.manifest import Manifest
from corpus_builder.sources.description import Description
from corpus_builder.tables.format import one_line

NOT_STATED = "[not stated]"


def cite(description: Description) -> str:
    """A reference to the corpus in words: the one that is stated, else one made of what is stated about it."""
    if description.citation:
        return description.citation
    title = one_line(description.title or description.name)
    address = f" {description.url}" if description.url else ""
    return f"{state(description.creators)} ({read_year(description)}). {title}, version {description.version}.{address}"


def make_bibtex(manifest: Manifest) -> str:
    """A reference to the corpus for BibTeX; the digest of its documents tells this version from all others."""
    description = manifest.description
    values = {
        "author": state(description.creators),
        "title": description.title or description.name,
        "year": read_year(description),
        "version": description.version,
        "url": description.url,
        "note": f"content of documents sha256:{manifest.find_table('documents').sha256[:16]}",
    }
    key = re.sub(r"[^A-Za-z0-9]+", "-", f"{description.name}-{description.version}").strip("-")
    guard = {"author": "{{%s}}", "title": "{{%s}}"}
    lines = [f"  {name} = {guard.get(name, '{%s}') % escape_bibtex(value)}," for name, value in values.items() if value]
    return "\n".join([f"@misc{{{key},", *lines, "}"])


def read_year(description: Description) -> str:
    """The year in which the corpus was released, as somebody has stated."""
    return description.released[:4] if description.released else NOT_STATED


def escape_bibtex(text: str) -> str:
    """A text as the value of a BibTeX field, on one line.

    >>> print(escape_bibtex("Cap & Cale {50 %}"))
    Cap \\& Cale (50 \\%)
    """
    plain = one_line(text).translate({ord("{"): "(", ord("}"): ")", ord("\\"): "/", ord("`"): "'"})
    return re.sub(r"([&%$#_])", r"\\\1", plain)


def state(value: str | None) -> str:
    """What a person has said, or that nobody has."""
    return value.strip() if value and value.strip() else NOT_STATED
