"""Turn a heap of scraped press texts into a clean, structured, citable corpus."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from corpus_builder.errors import CorpusError

if TYPE_CHECKING:
    from corpus_builder.api import (
        CleanedPage,
        Corpus,
        build,
        clean,
        clean_html,
        detect_language,
        find_quotes,
        load,
        repair_encoding,
    )
    from corpus_builder.duplicates import near_duplicates
    from corpus_builder.model import Quote
    from corpus_builder.settings import Settings

__version__ = "0.1.0"

# name: the module that has it. They are loaded when first used, so that `import corpus_builder` costs nothing
LAZY = {
    "Corpus": "api",
    "build": "api",
    "load": "api",
    "near_duplicates": "duplicates",
    "Quote": "model",
    "CleanedPage": "api",
    "clean": "api",
    "clean_html": "api",
    "detect_language": "api",
    "find_quotes": "api",
    "repair_encoding": "api",
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
