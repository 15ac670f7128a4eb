"""First names tell the gender of who bears them."""

import pytest

from corpus_builder.knowledge import TableError, check_table
from corpus_builder.languages.first_names import FirstNames, read_first_names


def test_a_first_name_of_both_genders_is_an_error() -> None:
    """It stands apart, as who bears it may be either."""
    with pytest.raises(TableError, match=r"^names\.toml: 'Camille' stands twice$"):
        check_table(FirstNames, {"masculine": "Camille\n", "feminine": "Odile\n", "either": "Camille\n"}, "names.toml")


def test_names_are_known_by_gender() -> None:
    """A name is of one gender, of either, or is not listed."""
    genders = read_first_names().genders
    assert (genders["Jeanne"], genders["Paul"], genders["Camille"]) == ("feminine", "masculine", None)
    assert "Digue" not in genders
