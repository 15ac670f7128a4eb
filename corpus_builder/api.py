"""The Python interface: a published corpus, and single texts and pages, cleaned as a build would clean them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus_builder.model import Document, Paragraph, Quote, Removal
from corpus_builder.settings import DuplicateSettings, Settings, require_settings
from corpus_builder.system.arguments import (
    parse_size,
    require_count,
    require_kind,
    require_path,
    require_sources,
    require_text,
    require_texts,
)
from corpus_builder.system.errors import CorpusError, explain_failure, require_library

if TYPE_CHECKING:
    import datasets
    import pandas as pd

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


@dataclass(frozen=True)
class Corpus:
    """A published folder: its tables as pandas, its counts, its path."""

    path: Path

    @property
    def counts(self) -> dict[str, int]:
        """The number of rows of each table; no text is read for it."""
        if "_tables" in self.__dict__:
            return {name: table.num_rows for name, table in self._tables.items()}
        from corpus_builder.release.loading import load_counts

        return load_counts(self.path)

    @property
    def documents(self) -> pd.DataFrame:
        """One row per document."""
        return self._frame("documents")

    @property
    def paragraphs(self) -> pd.DataFrame:
        """One row per paragraph that was kept."""
        return self._frame("paragraphs")

    @property
    def quotes(self) -> pd.DataFrame:
        """One row per quote."""
        return self._frame("quotes")

    @property
    def removals(self) -> pd.DataFrame:
        """One row per span that was removed from a source, with stage and rule."""
        return self._frame("removals")

    @property
    def rejects(self) -> pd.DataFrame:
        """One row per source that yielded no document, with the reason."""
        return self._frame("rejects")

    def to_datasets(self) -> datasets.DatasetDict:
        """The tables as a `datasets.DatasetDict`, read from the files and never from a cache.

        Raises CorpusError where the library is not installed.
        """
        require_library("datasets", "to_datasets", "datasets")
        import datasets

        return datasets.DatasetDict({name: datasets.Dataset(table) for name, table in self._tables.items() if table.num_rows})

    @cached_property
    def _tables(self) -> dict[str, Any]:
        from corpus_builder.release.loading import load_tables

        return load_tables(self.path)

    def _frame(self, name: str) -> pd.DataFrame:
        frame: pd.DataFrame = self._tables[name].to_pandas()
        return frame


def build(
    sources: str | Path | Iterable[str | Path],
    out: str | Path,
    settings: Settings | dict[str, Any] | None = None,
    workers: int = 1,
    *,
    memory: int | str | None = None,
    cache: str | Path | None = None,
    follow_links: bool = False,
    allow_empty: bool = False,
    allow_losses: bool = False,
    previous: str | Path | None = None,
    limit: int | None = None,
) -> Corpus:
    """Build the corpus of the sources (folders and files) into the folder `out` and load it.

    `settings` is a Settings object or a mapping of its sections. With more than one worker, or after a build that was killed,
    call it in a script under `if __name__ == "__main__":`. All processes together use at most so much `memory`, in bytes or
    as "1.5GB" (2 GB); cleaned documents are kept in the folder `cache` for the next build. Links below a source folder that
    lead out of it are rejects, unless `follow_links`.
    The changelog compares with the release `previous`; `limit` reads only the first sources. Raises CorpusError, and
    writes nothing, for what cannot be built: a corpus without documents, unless `allow_empty`; one that lacks a document
    of the release at `out` because that is now a reject, unless `allow_losses`.
    """
    named, place = require_sources(sources, "build"), require_path(out, "build")
    chosen = require_settings(settings, "build")
    require_kind(workers, int, "build", "workers")
    require_count(limit, "build", "limit")
    before = None if previous is None else require_path(previous, "build")
    size = parse_size(memory) if isinstance(memory, str) else memory
    require_count(size, "build", "memory")
    from corpus_builder.jobs.build import BuildOptions, build_corpus

    options = BuildOptions(
        workers=workers,
        memory=size,
        cache=None if cache is None else require_path(cache, "build"),
        limit=limit,
        previous=before,
        follow_links=follow_links,
        allow_empty=allow_empty,
        allow_losses=allow_losses,
    )
    with explain_failure(f"cannot build {place}"):
        build_corpus(named, place, chosen, options)
    return load(place)


def load(path: str | Path) -> Corpus:
    """The corpus in a published folder. Raises ReleaseError when there is none."""
    from corpus_builder.release.loading import require_corpus

    folder = require_path(path, "load")
    require_corpus(folder)
    return Corpus(folder)


@dataclass(frozen=True, slots=True)
class CleanedPage:
    """What is kept of a text or a page, and what is removed. Offsets count characters of `source_text`.

    `note` says in words what a reader must know of the result, such as that no article was found.
    """

    text: str
    title: str | None
    author: str | None
    published: str | None
    language: str | None
    note: str | None
    paragraphs: tuple[Paragraph, ...]
    removals: tuple[Removal, ...]
    source_text: str


def clean(text: str, settings: Settings | dict[str, Any] | None = None) -> CleanedPage:
    """Clean a plain text as a build would.

    >>> page = clean("Partager sur Facebook\\n\\nLa fondation a publié son rapport annuel, qui compte douze pages.")
    >>> page.text
    'La fondation a publié son rapport annuel, qui compte douze pages.'
    """
    given, chosen = require_text(text, "clean"), require_settings(settings, "clean")
    from corpus_builder.stages.single_texts import clean_content

    return _show_page(clean_content(given, "text", None, chosen), given)


def clean_html(html: str, url: str | None = None, settings: Settings | dict[str, Any] | None = None) -> CleanedPage:
    """Clean an HTML page as a build would; offsets count characters of its text rendering, `source_text`."""
    require_kind(url, str, "clean_html", "url")
    given, chosen = require_text(html, "clean_html"), require_settings(settings, "clean_html")
    from corpus_builder.stages.single_texts import clean_content

    return _show_page(clean_content(given, "html", url, chosen), given)


def _show_page(document: Document | None, content: str) -> CleanedPage:
    if document is None:
        return CleanedPage("", None, None, None, None, None, (), (), content)
    said = document.metadata
    about = (said.title, said.author, said.published, document.language, document.note)
    return CleanedPage(document.text, *about, document.paragraphs, tuple(document.removals), document.source.text)


def find_quotes(text: str, language: str | None = None, settings: Settings | dict[str, Any] | None = None) -> list[Quote]:
    """The quotes of a text with their speakers; offsets count characters of `text`. None: the language is detected."""
    require_kind(language, str, "find_quotes", "language")
    given, chosen = require_text(text, "find_quotes"), require_settings(settings, "find_quotes")
    from corpus_builder.stages.single_texts import find_quotes as find

    return find(given, language or detect_language(given, chosen) or "", chosen.quotes)


def near_duplicates(texts: Sequence[str], settings: Settings | DuplicateSettings | dict[str, Any] | None = None) -> list[int]:
    """For each text the index of the first text that it duplicates, or its own index when there is none.

    Texts of any length, paragraphs or documents, are compared as versions of one another: an edited copy is found, and a sentence
    that is filled with other facts is none. A text without letters and digits is similar to no other.

    >>> near_duplicates(["The ferry sank off Sorny at dawn.", "Rain at noon.", "THE FERRY SANK OFF SORNY — AT DAWN!"])
    [0, 1, 0]
    """
    given = require_texts(texts, "near_duplicates")
    of_all = settings if isinstance(settings, DuplicateSettings) else require_settings(settings, "near_duplicates").duplicates
    from corpus_builder.stages.single_texts import near_duplicates as find

    return find(given, of_all)


def repair_encoding(text: str) -> str:
    """A text with its mojibake repaired and its control characters removed; those that end lines become line feeds.

    Clean text is returned unchanged.
    """
    given = require_text(text, "repair_encoding")
    from corpus_builder.stages.single_texts import repair_text

    return repair_text(given)


def detect_language(text: str, settings: Settings | dict[str, Any] | None = None) -> str | None:
    """The language of a text as an ISO 639-1 code; None where none can be detected."""
    given, chosen = require_text(text, "detect_language"), require_settings(settings, "detect_language")
    from corpus_builder.stages.single_texts import detect_language as detect

    return detect(given, chosen.language).language
