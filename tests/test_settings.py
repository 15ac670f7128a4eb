"""Settings: what is gone is named, with what to do instead; what is left is bounded."""

from __future__ import annotations

import pytest

from corpus_builder.settings import GONE, Settings, check_settings
from corpus_builder.system.errors import SettingsError


def test_a_section_that_is_gone_is_named() -> None:
    """No value is dropped without a word, and none is called unknown that once was known."""
    with pytest.raises(SettingsError, match=r"^settings: blocks: there is no such setting any more; remove it: "):
        check_settings({"blocks": {"wrap_lines": 4}})


def test_a_key_that_is_gone_is_named() -> None:
    """Also where its section is still there."""
    with pytest.raises(SettingsError, match=r"^settings: language\.overlap: there is no such setting any more; remove it"):
        check_settings({"language": {"overlap": 3.0, "paragraph_characters": 90}})


def test_what_is_gone_is_no_setting() -> None:
    """A row for a setting that still is one would never be read."""
    sections = {name: field.annotation.model_fields for name, field in Settings.model_fields.items()}
    for name in GONE:
        section, _, key = name.partition(".")
        assert section not in sections or (key and key not in sections[section]), name


@pytest.mark.parametrize(
    ("key", "value"), [("paragraph_characters", -1), ("paragraph_characters", 1_000_000), ("expected", ["French"])]
)
def test_settings_of_the_language_are_bounded(key: str, value: object) -> None:
    """A length is a length, and a language is a code."""
    with pytest.raises(SettingsError, match=rf"^settings: language\.{key}"):
        check_settings({"language": {key: value}})
