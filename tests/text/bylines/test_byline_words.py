"""The words of bylines are tables, one for each language and one for any."""

import pytest

from corpus_builder.knowledge import TableError, check_table
from corpus_builder.languages.pack import list_with
from corpus_builder.text.bylines.byline_words import BYLINES, BylineTable, list_nobody, list_weekdays, read_bylines


@pytest.mark.parametrize("language", list_with(BYLINES))
def test_each_language_has_examples_on_both_sides(language: str) -> None:
    """A table shows a byline and a line that only begins like one."""
    examples = read_bylines(language).examples
    assert {example.names is None for example in examples} == {True, False}


def test_a_table_without_leads_is_refused() -> None:
    """The error names what is missing."""
    values = read_bylines("fr").model_dump()
    del values["leads"]
    with pytest.raises(TableError, match=r"bylines\.toml: leads: missing key"):
        check_table(BylineTable, values, "bylines.toml")


def test_words_of_all_languages_count_together() -> None:
    """A page may call its nobody by a word of another language."""
    assert {"anonyme", "unknown", "unbekannt", "webmaster"} <= list_nobody()
    assert {"mardi", "tuesday"} <= list_weekdays()
