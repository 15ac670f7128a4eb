"""Every threshold once: its default, its unit and its reason.

One `Settings` object is passed along; a station reads its own section. An unknown key is an error.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus_builder.errors import SettingsError


class Section(BaseModel):
    """A group of settings: frozen, and closed to unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class EncodingSettings(Section):
    """Reading bytes and repairing mojibake."""


class BlockSettings(Section):
    """Cutting a text into blocks."""


class BoilerplateSettings(Section):
    """Telling the article from what surrounds it."""


class LanguageSettings(Section):
    """Telling the language."""


class DuplicateSettings(Section):
    """Finding near-duplicate paragraphs and documents."""


class QuoteSettings(Section):
    """Finding quotes, speakers and statements."""


class Settings(Section):
    """All settings of a build, one section per station."""

    encoding: EncodingSettings = Field(default_factory=EncodingSettings)
    blocks: BlockSettings = Field(default_factory=BlockSettings)
    boilerplate: BoilerplateSettings = Field(default_factory=BoilerplateSettings)
    language: LanguageSettings = Field(default_factory=LanguageSettings)
    duplicates: DuplicateSettings = Field(default_factory=DuplicateSettings)
    quotes: QuoteSettings = Field(default_factory=QuoteSettings)


def load_settings(path: Path | None) -> Settings:
    """Read settings from a TOML file; None gives the defaults.

    Raises SettingsError, naming the file and the key, when the file cannot be read or a key is unknown or wrong.
    """
    import tomllib

    if path is None:
        return Settings()
    try:
        values: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as why:
        raise SettingsError(f"cannot read the settings in {path}: {why}", hint="they are a TOML file") from why
    return check_settings(values, where=str(path))


def check_settings(values: dict[str, Any], where: str = "settings") -> Settings:
    """Validate settings given as a mapping of sections.

    Raises SettingsError naming every key that is unknown or wrong.

    >>> check_settings({"quotes": {"wings": 2}})
    Traceback (most recent call last):
    corpus_builder.errors.SettingsError: settings: quotes.wings: Extra inputs are not permitted (see docs/settings.md for the keys)
    """
    try:
        return Settings.model_validate(values)
    except ValidationError as why:
        found = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in why.errors())
        raise SettingsError(f"{where}: {found}", hint="see docs/settings.md for the keys") from None
