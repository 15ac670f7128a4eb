"""The files beside the sources of a project: its settings (corpus.toml) and its description (sources.toml)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from corpus_builder.settings import Settings, check_settings, load_settings, parse_settings
from corpus_builder.sources.archives.unpacking import Limits
from corpus_builder.sources.description import Description, read_description
from corpus_builder.sources.links import find_beside
from corpus_builder.sources.reading import read_whole
from corpus_builder.system.errors import SettingsError, SourceError

CONFIG = "corpus.toml"


def list_folders(sources: Sequence[Path]) -> list[Path]:
    """The source folders, and those that the source files lie in: there stands what a person says about them."""
    return sorted({p if p.is_dir() else p.parent for p in sources})


def find_settings(config: Path | None, sources: Sequence[Path], *, follow_links: bool) -> Settings:
    """The settings that were named, else those in `corpus.toml` beside the sources, else the defaults.

    Raises SettingsError when they cannot be read, or stand beside the sources in two places.
    """
    if config is not None:
        return load_settings(config)
    found = [path for folder in list_folders(sources) if (path := find_beside(folder, CONFIG, follow_links=follow_links))]
    if len(found) > 1:
        raise SettingsError(f"settings in both {found[0]} and {found[1]}", hint="name one with --config")
    if not found:
        return load_settings(None)
    content = read_whole(found[0], f"cannot read the settings in {found[0]}", SettingsError)
    return parse_settings(content, str(found[0]))


def limit_files(settings: Settings) -> Limits:
    """How much may come out of a packed file, as the settings say."""
    return Limits(**settings.files.model_dump())


def choose_policy(settings: Settings, text: str | None, redact: bool) -> Settings:
    """The settings with what the command line says about the policy."""
    said = {**({"text": text} if text else {}), **({"redact": True} if redact else {})}
    values = settings.model_dump()
    return check_settings(values | {"policy": values["policy"] | said}) if said else settings


def find_description(sources: Sequence[Path], *, follow_links: bool = False) -> Description:
    """The description of a corpus: the `sources.toml` of its source folders, or beside its source files.

    Raises SourceError when two of them have words for the corpus.
    """
    read = (read_description(folder, follow_links=follow_links) for folder in list_folders(sources))
    found = [description for description in read if description != Description()]
    speaking = [d for d in found if replace(d, sources=()) != Description()]
    if len(speaking) > 1:
        raise SourceError("two sources.toml have a [corpus] table", hint="describe the corpus in one of them")
    words = speaking[0] if speaking else Description()
    return replace(words, sources=tuple(source for d in found for source in d.sources))
