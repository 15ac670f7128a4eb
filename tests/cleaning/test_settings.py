"""The settings of the two engines: bounded, and those of earlier versions are named."""

from __future__ import annotations

import pytest

from corpus_builder.settings import GONE, check_settings
from corpus_builder.system.errors import SettingsError


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

    assert str(error.value).startswith(f"settings: {key}: there is no such setting any more; {GONE[key]}")
