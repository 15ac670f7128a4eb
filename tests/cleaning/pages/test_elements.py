"""What the element of a line counts as, and the tree of elements around the lines of pages."""

import numpy as np
import pytest

from corpus_builder.cleaning.pages.elements import (
    Elements,
    ElementTable,
    line_kinds,
    meaningful_elements,
    name_kind,
    plant_elements,
)
from corpus_builder.kernels.segments import make_segments
from corpus_builder.knowledge import TableError, check_table
from corpus_builder.model import Line
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


PAGE = [
    Line("p", 0, ("div", "p"), ("box", ""), (1, 2)),
    Line("p", 0, ("div", "p"), ("box", ""), (1, 3)),
    Line("p"),
    Line("li", 0, ("div", "ul", "li"), ("box", "", ""), (1, 4, 5)),
]


def plant(*pages: list[Line]) -> Elements:
    return plant_elements([line for page in pages for line in page], make_segments(np.cumsum([0, *map(len, pages)])))


def test_the_elements_of_a_page_stand_behind_their_parents() -> None:
    """Each element is there once; the first stands for the page, around lines that nothing encloses, too."""
    elements = plant(PAGE)
    assert elements.parents.tolist() == [0, 0, 1, 1, 1, 4]
    assert elements.depths.tolist() == [0, 1, 2, 2, 2, 3]
    assert elements.innermost.tolist() == [2, 3, 0, 5]
    assert elements.shapes[2] == elements.shapes[3] != elements.shapes[4]


def test_pages_share_no_element() -> None:
    """The elements of a page are the same ones, further on, when it stands behind another; what looks alike is of one page."""
    alone, elements = plant(PAGE), plant(PAGE, [], PAGE)
    assert elements.offsets.tolist() == [0, 6, 7, 13]
    assert elements.parents[7:].tolist() == (alone.parents + 7).tolist()
    assert elements.innermost[4:].tolist() == (alone.innermost + 7).tolist()
    assert not {*elements.shapes[:6]} & {*elements.shapes[7:]}
    assert not {*elements.kinds.looks[elements.shapes[:6]]} & {*elements.kinds.looks[elements.shapes[7:]]}


def test_values_are_handed_down_and_gathered() -> None:
    """An element without a value of its own has that of the nearest around it; bits are gathered up to where a chain is left."""
    elements = plant(PAGE)
    own = np.array([True, True, False, True, False, False])
    assert elements.hand_down(np.arange(6), own).tolist() == [0, 1, 1, 3, 1, 1]
    chain = elements.chain_to(np.array([4]))
    assert chain.tolist() == [True, True, False, False, True, False]
    assert elements.gather_below(np.array([1, 2, 4, 8, 16, 32]), chain).tolist() == [0, 0, 4, 8, 0, 32]
    assert elements.kinds.gather(elements.kinds.mark(elements.kinds.tags, lambda tag: tag == "ul"))[elements.shapes].tolist() == [
        0,
        0,
        0,
        0,
        1,
        1,
    ]
