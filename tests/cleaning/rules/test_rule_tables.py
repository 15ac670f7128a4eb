"""The tables of plain texts: what is not as declared is one clear error with file, row and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus_builder.cleaning.rules.rule_tables import list_boilerplate_tables, read_metadata_table, read_reasons
from corpus_builder.knowledge import TableError
from corpus_builder.stages.flows.repeated_lines.repeated_lines import RULES
from tests.cleaning.plain.builder import describe

FRENCH, METADATA = "languages/fr/boilerplate.toml", "cleaning/rules/metadata.toml"
WRONG = {
    "a misspelt trait": (
        (FRENCH, "names_site = true", "name_site = true"),
        "languages/fr/boilerplate.toml: rules, row 6 (newsletter signup), name_site: unknown key",
    ),
    "a misspelt list": (
        (FRENCH, "starts = [", "start = ["),
        "languages/fr/boilerplate.toml: rules, row 2 (share bar), start: unknown key",
    ),
    "a row without a reason": (
        (FRENCH, 'why = "a reader poll', 'because = "a reader poll'),
        "languages/fr/boilerplate.toml: rules, row 18 (reader poll), why: missing key",
    ),
    "a row without examples": (
        (FRENCH, 'keeps = [\n  "Sondage sur', 'lines = [\n  "Sondage sur'),
        "languages/fr/boilerplate.toml: Cannot overwrite a value",
    ),
    "a word for a truth": (
        (FRENCH, "closes = true", 'closes = "yes"'),
        "languages/fr/boilerplate.toml: rules, row 3 (comment form), closes: Input should be a valid boolean",
    ),
    "a name that stands twice": (
        (FRENCH, 'name = "previous or next link"', 'name = "reader poll"'),
        "languages/fr/boilerplate.toml: rules: duplicate name 'reader poll'",
    ),
    "lines out of order": (
        (FRENCH, '  "Sondage",\n', '  "Votons",\n'),
        "languages/fr/boilerplate.toml: rules, row 18 (reader poll), lines: 'Voir les résultats' must come before 'Votons'",
    ),
    "a pattern that is none": (
        (FRENCH, "sources?\\s?:", "sources(?\\s?:"),
        "languages/fr/boilerplate.toml: rules, row 13 (source line), pattern: not a regular expression: unknown extension ?\\s",
    ),
    "a feature that no model has": (
        (FRENCH, 'feature = "source line"', 'feature = "sources"'),
        "languages/fr/boilerplate.toml: rules, row 13 (source line), feature: Input should be",
    ),
    "what no row of metadata gives": (
        (METADATA, 'gives = "author"', 'gives = "autor"'),
        "cleaning/rules/metadata.toml: rules, row 6 (staff byline), gives: Input should be 'published' or 'author'",
    ),
    "a notice of one word": (
        (FRENCH, '"activez + alertes notification notifications"', '"activez"'),
        "languages/fr/boilerplate.toml: rules, row 26 (alert signup), words: 'activez' is not groups of words",
    ),
    "an empty beginning": (
        (FRENCH, "starts = [", 'starts = [\n  "",'),
        "languages/fr/boilerplate.toml: rules, row 2 (share bar), starts: an entry is empty",
    ),
    "a reason without words": (
        ("cleaning/rules/context.toml", 'why = "a short line', 'way = "a short line'),
        "cleaning/rules/context.toml: rules, row 3 (menu item), why: missing key",
    ),
}


@pytest.mark.parametrize(("change", "message"), WRONG.values(), ids=WRONG)
def test_a_table_that_is_not_as_declared_is_one_clear_error(change: tuple[str, str, str], message: str, tables: Path) -> None:
    """The error names the file, the row by number and name, and the key."""
    name, old, new = change
    content = (tables / name).read_text(encoding="utf-8")
    assert old in content
    (tables / name).write_text(content.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(TableError) as error:
        list_boilerplate_tables(), read_metadata_table(), read_reasons()
    assert str(error.value).startswith(message)


def test_words_of_sites_and_readers_come_from_all_languages() -> None:
    """Their number in a block counts, whatever its language; a star stands for the rest of a word."""
    shapes = describe("Abonnieren Sie unsere Kommentare", "Vos abonnements et votre compte", "La digue a tenu")
    assert shapes.site_words.tolist() == [3, 2, 0]
    assert shapes.reader.tolist() == [True, True, False]


def test_every_reason_that_lies_in_the_corpus_is_explained() -> None:
    """What the stage of repetition names as a rule stands in the table, with its reason."""
    names = {row.name for row in read_reasons().rules}
    assert set(RULES) <= names
