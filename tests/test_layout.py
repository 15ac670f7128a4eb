"""The layout of the house keeps its limits, and the script that measures it finds what passes them."""

import ast

import pytest

from tests import layout


def test_the_layout_keeps_its_limits():
    """Arrows, circles, long files, full folders, names that stand twice, long lists of parameters: none."""
    assert layout.list_faults() == []


def test_too_many_arrows_are_a_fault():
    """A budget that is passed is named with both figures."""
    [fault] = layout.list_faults({"corpus_builder.quotes": 0})

    assert fault.startswith("corpus_builder.quotes: ") and fault.endswith("arrows between its rooms, 0 at most")


CIRCLES = [
    ({("a", "b"), ("b", "c")}, set()),
    ({("a", "b"), ("b", "a"), ("c", "a"), ("b", "d")}, {"a", "b"}),
    ({("a", "b"), ("b", "c"), ("c", "a")}, {"a", "b", "c"}),
]


@pytest.mark.parametrize(("arrows", "circle"), CIRCLES)
def test_a_circle_is_found(arrows, circle):
    """Whatever is imported by what it imports, and nothing that only leads there or away."""
    assert layout.find_circle(arrows) == circle


PARAMETERS = [
    ("def work(): ...", 0),
    ("def work(self, a, /, b, *, c): ...", 3),
    ("def work(a, b, c, d, e, *more, f, **others): ...", 6),
]


@pytest.mark.parametrize(("code", "count"), PARAMETERS)
def test_parameters_are_counted(code, count):
    """Each that a caller writes counts, the object itself does not."""
    [function] = ast.parse(code).body
    assert isinstance(function, ast.FunctionDef)

    assert layout.count_parameters(function) == count
