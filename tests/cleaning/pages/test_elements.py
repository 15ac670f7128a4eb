"""What the element of a line counts as."""

import pytest

from corpus_builder.cleaning.pages.elements import ElementTable, line_kinds, meaningful_elements, name_kind
from corpus_builder.cleaning.pages.line_phrases import find_phrases
from corpus_builder.knowledge import TableError, check_table
from corpus_builder.text.page_markup import block_elements


@pytest.mark.parametrize(
    ("tag", "kind"), [("h4", "heading"), ("td", "table"), ("dd", "dl"), ("x-teaser", "div"), ("p", "p"), ("h1", "h1")]
)
def test_elements_count_by_their_kind(tag: str, kind: str) -> None:
    """Elements that mean the same make one feature; a custom one may be anything."""
    assert name_kind(tag) == kind
    assert kind in line_kinds()


def test_elements_with_a_meaning_enclose_lines() -> None:
    """Only an element on lines of its own can enclose one."""
    assert meaningful_elements() <= block_elements()


def test_a_misspelt_key_is_an_error() -> None:
    """A kind without its elements is refused with its name."""
    with pytest.raises(TableError, match=r"elements\.toml: kinds, row 1 \(li\), element: unknown key|missing key"):
        check_table(ElementTable, {"meaningful": [], "kinds": [{"name": "li", "element": ["ul"]}]}, "elements.toml")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Inscrivez-vous à notre newsletter", ["newsletter"]),
        ("PHOTO: Le Quai", ["credit"]),
        ("Le pont rouvre mardi", []),
        ("", []),
    ],
)
def test_phrases_are_found_in_any_case(text: str, said: list[str]) -> None:
    """A line says what its words say, in capitals or not."""
    assert find_phrases(text) == said
