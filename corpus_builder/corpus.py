"""A published corpus in the hands of a Python user."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus_builder.arguments import require_kind, require_path, require_sources
from corpus_builder.errors import ReleaseError, explain_failure
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
        from corpus_builder.release.folder import read_steadily
        from corpus_builder.release.tables import read_tables

        with explain_failure(f"cannot read {self.path}", ReleaseError):
            manifest, tables = read_steadily(self.path, lambda: read_tables(self.path))
        for name, table in tables.items():
            rows = manifest["tables"].get(name, {}).get("rows")
            if rows != table.num_rows:
                what = f"{self.path}: the table {name} has {table.num_rows:,} rows, the manifest says {rows}"
                raise ReleaseError(what, hint="python -m corpus_builder verify says what is damaged")
        return tables

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
    from corpus_builder.building import build_corpus

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
    from corpus_builder.release.folder import recover_release

    folder = require_path(path, "load")
    with explain_failure(f"cannot read {folder}", ReleaseError):
        recover_release(folder)
        there = (folder / "manifest.json").is_file()
    if not there:
        raise ReleaseError(f"no corpus in {folder}", hint="build one: python -m corpus_builder build SOURCE --out DIR")
    return Corpus(folder)
