"""The package in the hands of a Python user: a published corpus, and single texts and pages, cleaned as a build would."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from corpus_builder.arguments import require_kind, require_path, require_sources, require_text
from corpus_builder.errors import explain_failure
from corpus_builder.model import Metadata, Paragraph, Quote, Record, Reject, Removal
from corpus_builder.settings import Settings, require_settings

if TYPE_CHECKING:
    import datasets
    import pandas as pd


@dataclass(frozen=True)
class Corpus:
    """A published folder: its tables as pandas, its counts, its path."""

    path: Path

    @cached_property
    def counts(self) -> dict[str, int]:
        """The number of rows of each table."""
        return {name: table.num_rows for name, table in self._tables.items()}

    @property
    def documents(self) -> pd.DataFrame:
        """One row a document."""
        return self._frame("documents")

    @property
    def paragraphs(self) -> pd.DataFrame:
        """One row a paragraph that stays."""
        return self._frame("paragraphs")

    @property
    def quotes(self) -> pd.DataFrame:
        """One row a quote."""
        return self._frame("quotes")

    @property
    def removals(self) -> pd.DataFrame:
        """One row for each stretch of a source that went, with stage and rule."""
        return self._frame("removals")

    @property
    def rejects(self) -> pd.DataFrame:
        """One row for each source that gave no document, with the reason."""
        return self._frame("rejects")

    def to_datasets(self) -> datasets.DatasetDict:
        """The tables as a `datasets.DatasetDict`, read from the files and never from a cache."""
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
    follow_links: bool = False,
    allow_empty: bool = False,
    allow_losses: bool = False,
) -> Corpus:
    """Build the corpus of the sources (folders and files) into the folder `out` and load it.

    `settings` is a Settings object or a mapping of its sections. With more than one worker, call it under
    `if __name__ == "__main__":`. Links below a source folder that lead out of it are rejects, unless `follow_links`. Raises
    CorpusError, and writes nothing, for what cannot be built: a corpus without documents, unless `allow_empty`; one that lacks a
    document of the release at `out` because that is now a reject, unless `allow_losses`.
    """
    from corpus_builder.jobs.build import build_corpus

    named, place = require_sources(sources, "build"), require_path(out, "build")
    chosen = require_settings(settings, "build")
    require_kind(workers, int, "build", "workers")
    with explain_failure(f"cannot build {place}"):
        build_corpus(
            named,
            place,
            chosen,
            workers=workers,
            follow_links=follow_links,
            allow_empty=allow_empty,
            allow_losses=allow_losses,
        )
    return load(place)


def load(path: str | Path) -> Corpus:
    """The corpus in a published folder. Raises ReleaseError when there is none."""
    from corpus_builder.release.loading import require_corpus

    folder = require_path(path, "load")
    require_corpus(folder)
    return Corpus(folder)


@dataclass(frozen=True, slots=True)
class CleanedPage:
    """What stays of a text or a page, and what went. Offsets are characters of `source_text`."""

    text: str
    title: str | None
    published: str | None
    paragraphs: tuple[Paragraph, ...]
    removals: tuple[Removal, ...]
    source_text: str


def clean(text: str, settings: Settings | None = None) -> CleanedPage:
    """Clean a plain text as a build would.

    >>> page = clean("Partager sur Facebook\\n\\nLa fondation a publié son rapport annuel, qui compte douze pages.")
    >>> page.text
    'La fondation a publié son rapport annuel, qui compte douze pages.'
    """
    return _clean_content(require_text(text, "clean"), "text", None, require_settings(settings, "clean"))


def clean_html(html: str, url: str | None = None, settings: Settings | None = None) -> CleanedPage:
    """Clean an HTML page as a build would; offsets are characters of its text rendering, `source_text`."""
    require_kind(url, str, "clean_html", "url")
    return _clean_content(require_text(html, "clean_html"), "html", url, require_settings(settings, "clean_html"))


def find_quotes(text: str, language: str | None = None, settings: Settings | None = None) -> list[Quote]:
    """The quotes of a text with their speakers; offsets are characters of `text`. None: the language is detected."""
    require_kind(language, str, "find_quotes", "language")
    from corpus_builder.quotes import find_quotes as find

    given, chosen = require_text(text, "find_quotes"), require_settings(settings, "find_quotes")
    return find(given, language or detect_language(given, chosen) or "", chosen.quotes)


def repair_encoding(text: str) -> str:
    """A text with its mojibake repaired and without control characters; those that end lines become line feeds.

    Clean text is given back unchanged.
    """
    from corpus_builder.cleaning.encoding.repair import repair_encoding as repair
    from corpus_builder.cleaning.encoding.repair import write_line_feeds

    return write_line_feeds(repair(require_text(text, "repair_encoding")).text)


def detect_language(text: str, settings: Settings | None = None) -> str | None:
    """The language of a text as an ISO 639-1 code; None where nothing can be told."""
    from corpus_builder.cleaning.language_detection import detect_language as detect

    return detect(require_text(text, "detect_language"), require_settings(settings, "detect_language").language).language


def _clean_content(content: str, kind: Literal["text", "html"], url: str | None, settings: Settings) -> CleanedPage:
    from corpus_builder.stages import clean_batch

    sha256 = hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
    record = Record("page", "page", kind, content, Metadata(url=url), len(content), sha256)
    [document] = clean_batch([record], settings)
    if isinstance(document, Reject):
        return CleanedPage("", None, None, (), (), content)
    return CleanedPage(
        document.text,
        document.metadata.title,
        document.metadata.published,
        document.paragraphs,
        document.removals,
        document.source.text,
    )
