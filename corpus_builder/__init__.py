"""Turn scraped press texts into a clean, structured, citable corpus."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corpus_builder.api import (
        CleanedPage,
        Corpus,
        CorpusError,
        Quote,
        Settings,
        build,
        clean,
        clean_html,
        detect_language,
        find_quotes,
        load,
        near_duplicates,
        repair_encoding,
    )

__version__ = "0.1.0"

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


# They are loaded with the first use of one of them, so that `import corpus_builder` costs nothing.
def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from corpus_builder import api

    return getattr(api, name)


def __dir__() -> Sequence[str]:
    return sorted({*globals(), *__all__})
