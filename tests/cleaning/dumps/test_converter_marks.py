"""The marks of converters are taken out, and every other character keeps its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.cleaning.dumps.converter_marks import drop_marks
from corpus_builder.cleaning.encoding.repair import repair_encoding
from corpus_builder.model import Alignment, Repaired

REFERENCES = "\n\nReferences\n\n   1. https://phare.example/a\n   2. https://phare.example/b\n   3. https://phare.example/c\n"


def drop(text: str) -> Repaired:
    """A text without marks."""
    return drop_marks(Repaired(text, Alignment.identity(len(text))))


def test_a_text_without_marks_is_returned_as_it_is() -> None:
    """Nothing is copied where nothing is taken out."""
    repaired = Repaired("Le pont rouvre.", Alignment.identity(15))
    assert drop_marks(repaired) is repaired


def test_a_repair_is_named_once_and_the_drawn_text_is_kept() -> None:
    """The name stands among the repairs; what was wrapped is known."""
    text = f"   [1]Le pont[2]s[3]{REFERENCES}"
    dropped = drop(text.replace("pont[2]s", "pont [2]ouvert "))
    assert dropped.repairs == ("numbers of links",)
    assert dropped.text.startswith("   Le pont ouvert ")
    assert dropped.drawn is not None and dropped.drawn.startswith("   [1]Le pont [2]ouvert [3]")


def test_a_mark_at_the_beginning_of_a_line_belongs_to_what_follows() -> None:
    """The span of a line begins with its mark, that of a word within it does not."""
    text = f"Menu\n   [1]Le [2]pont{REFERENCES}"
    dropped = drop(text)
    start = dropped.text.index("Le")
    assert text[dropped.alignment.start(start) :].startswith("[1]Le")
    word = dropped.text.index("pont")
    assert text[dropped.alignment.start(word) : dropped.alignment.end(word + 4)] == "pont"


PIECES = st.sampled_from(
    [
        "[1]",
        "[2]",
        "[3]Le ",
        "[4]",
        "Ã©t",
        "pont ",
        "\n",
        "\n\n",
        "\f",
        "  ",
        "[a](http://x.example/b-\n c) ",
        "**fort** ",
        "12",
        "## ",
        "\x00",
        "- 3 -",
    ]
)


@given(st.lists(PIECES, max_size=30).map("".join), st.booleans(), st.booleans())
def test_what_is_left_stands_where_it_says(text: str, has_list: bool, has_links: bool) -> None:
    """The alignment leads from each character to where it stood, in order, whatever was repaired before."""
    text += REFERENCES * has_list + "[a](http://x.example/) [b](/b) [c](#c)" * has_links
    repaired = repair_encoding(text)
    dropped = drop_marks(repaired)
    alignment = dropped.alignment
    assert (alignment.after[0], alignment.before[0]) == (0, 0)
    assert (alignment.after[-1], alignment.before[-1]) == (len(dropped.text), len(text))
    assert list(alignment.after) == sorted(alignment.after) and list(alignment.before) == sorted(alignment.before)
    for place, character in enumerate(dropped.text):
        if character.isascii() and character.isalpha():
            assert character in text[alignment.start(place) : alignment.end(place + 1)]


@pytest.mark.parametrize("name", ["page breaks", "numbers of links", "markdown"])
def test_each_kind_is_a_repair_of_its_own(name: str) -> None:
    """The names are those that the release shows."""
    texts = {
        "page breaks": "Le conseil de la commune a\n\n- 3 -\n\f\nvoté le budget.",
        "numbers of links": f"[1]Menu{REFERENCES}",
        "markdown": "[a](http://x.example/) [b](/b) [c](#c)",
    }
    assert drop(texts[name]).repairs == (name,)
