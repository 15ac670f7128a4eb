"""Turn a heap of scraped press texts into a clean, structured, citable corpus."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from corpus_builder.errors import CorpusError

if TYPE_CHECKING:
    from corpus_builder.corpus import Corpus, build, load
    from corpus_builder.duplicates import near_duplicates
    from corpus_builder.model import Quote
    from corpus_builder.page import CleanedPage, clean, clean_html, detect_language, find_quotes, repair_encoding
    from corpus_builder.settings import Settings

__version__ = "0.1.0"

# name: the module that has it. They are loaded when first used, so that `import corpus_builder` costs nothing
LAZY = {
    "Corpus": "corpus",
    "build": "corpus",
    "load": "corpus",
    "near_duplicates": "duplicates",
    "Quote": "model",
    "CleanedPage": "page",
    "clean": "page",
    "clean_html": "page",
    "detect_language": "page",
    "find_quotes": "page",
    "repair_encoding": "page",
    "Settings": "settings",
}

__all__ = [
    "CleanedPage",
    "Corpus",
    "CorpusError",
    "Quote",
    "Settings",
    "build",
    "clean",
    "clean_html",
    "detect_language",
    "find_quotes",
    "load",
    "near_duplicates",
    "repair_encoding",
]


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name not in LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{LAZY[name]}"), name)


def __dir__() -> Sequence[str]:
    return sorted({*globals(), *LAZY})
