"""Settings: what is gone is named, with what to do instead; what is left is bounded."""

from __future__ import annotations

import pytest

from corpus_builder.settings import GONE, Settings, check_settings
from corpus_builder.system.errors import SettingsError


def test_a_section_that_is_gone_is_named() -> None:
    """No value is dropped without a word, and none is called unknown that once was known."""
    with pytest.raises(SettingsError, match=r"^settings: blocks: this setting no longer exists; remove it: "):
        check_settings({"blocks": {"wrap_lines": 4}})


def test_a_key_that_is_gone_is_named() -> None:
    """Also where its section is still there."""
    with pytest.raises(SettingsError, match=r"^settings: language\.overlap: this setting no longer exists; remove it"):
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


@pytest.mark.parametrize(
    ("section", "key", "value"),
    [
        ("boilerplate", "least_score", 11),
        ("boilerplate", "least_score", -11),
        ("pages", "article_probability", 1.5),
        ("pages", "lowest_probability", -0.1),
    ],
)
def test_thresholds_are_bounded(section: str, key: str, value: float) -> None:
    """A probability lies between 0 and 1, and no log odds are larger than the models give."""
    with pytest.raises(SettingsError, match=rf"{section}\.{key}"):
        check_settings({section: {key: value}})


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"markup": {"article_chance": 0.4}}, "markup"),
        ({"boilerplate": {"title_words_most": 20}}, "boilerplate.title_words_most"),
    ],
)
def test_what_is_gone_says_what_to_do(values: dict[str, dict[str, float]], key: str) -> None:
    """A key or a section of an earlier version is an error with its name, never a silent default."""
    with pytest.raises(SettingsError) as error:
        check_settings(values)

    assert str(error.value).startswith(f"settings: {key}: this setting no longer exists; {GONE[key]}")


def test_every_number_has_a_bound_on_both_sides() -> None:
    """No value is accepted that nobody can mean, such as a negative length."""
    sections = {name: field.annotation.model_fields for name, field in Settings.model_fields.items()}
    numbers = {
        f"{name}.{key}": f.metadata
        for name, fields in sections.items()
        for key, f in fields.items()
        if f.annotation in (int, float)
    }
    bounds = {name: {type(bound).__name__.lower()[0] for bound in metadata} - {"s"} for name, metadata in numbers.items()}

    assert len(numbers) > 10
    assert [name for name, sides in bounds.items() if sides != {"g", "l"}] == []


@pytest.mark.parametrize(
    ("section", "key", "value"),
    [
        ("policy", "redact", "no"),
        ("quotes", "indirect", 1),
        ("quotes", "open_paragraphs", "6"),
        ("duplicates", "similarity", True),
        ("duplicates", "minimum_words", 8.0),
    ],
)
def test_no_type_is_taken_for_another(section: str, key: str, value: object) -> None:
    """A word is no truth, and a truth is no number."""
    with pytest.raises(SettingsError, match=rf"{section}\.{key}"):
        check_settings({section: {key: value}})
