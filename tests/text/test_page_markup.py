"""What the markup of a page tells about its parts."""

import pytest

from corpus_builder.knowledge import TableError, check_table
from corpus_builder.text.page_markup import (
    COMMENT,
    UNDISPLAYED,
    PageMarkup,
    aside_elements,
    aside_words,
    block_elements,
    find_label,
    find_last_label,
    hint_groups,
    is_teaser_label,
    may_begin_label,
)

GROUPS = [{"name": "title", "words": ["headline"]}, {"name": "related", "words": ["more"]}]


def test_words_tell_of_a_part_of_the_page() -> None:
    """A word has its group; the words that the code itself asks for are known."""
    assert hint_groups()["byline"] == "byline"
    assert {UNDISPLAYED, COMMENT} <= hint_groups().keys()


def test_asides_hold_what_is_of_others() -> None:
    """Names in comments and teasers are not the article's author, names in a byline are."""
    assert {"comments", "teaser", "nav"} <= aside_words()
    assert aside_words().isdisjoint({"byline", "article", "title"})
    assert aside_elements() < block_elements()


@pytest.mark.parametrize(
    ("groups", "message"),
    [
        ([*GROUPS, {"name": "menu", "words": ["more"]}], "groups: 'more' is in both 'related' and 'menu'"),
        ([*GROUPS, GROUPS[0]], "groups: duplicate name 'title'"),
        ([{"name": "title", "words": ["title", "headline"]}], "words: 'headline' must come before 'title'"),
        ([{"name": "title", "word": []}], "missing key|unknown key"),
    ],
    ids=["two meanings", "two groups of one name", "out of order", "a misspelt key"],
)
def test_a_word_has_one_meaning(groups: list[dict[str, object]], message: str) -> None:
    """A table that leaves a word's meaning open is refused."""
    with pytest.raises(TableError, match=message):
        check_table(
            PageMarkup, {"block_elements": [], "aside_elements": [], "popup_words": [], "groups": groups}, "page_markup.toml"
        )


LABELS = {
    "Lire aussi : le pont": 13,
    "À LIRE AUSSI Le pont rouvre": 13,
    "READ MORE: The bridge": 11,
    "Related stories": 15,
    "Lesen Sie auch – Die Brücke": 17,
    "Voir aussi loin que le pont": 0,
    "Read more novels, she says": 0,
    "Il faut lire aussi le livre": 0,
    "": 0,
}


@pytest.mark.parametrize("text", LABELS)
def test_a_label_needs_a_mark_or_capitals(text: str) -> None:
    """A text begins with the label of a teaser where a mark, capitals or nothing follow; a sentence of its words has none."""
    assert find_label(text) == LABELS[text]
    assert may_begin_label(text) or not find_label(text)
    assert is_teaser_label(text) == (text == "Related stories")


def test_a_label_ends_a_text_behind_a_sentence() -> None:
    """The label before a link is found at the end of what stands before it, where it has a mark."""
    assert find_last_label("Le pont rouvre. À lire aussi : ") == 16
    assert find_last_label("READ MORE: ") == 0
    assert find_last_label("Il faut lire aussi ") == find_last_label("Le livre à lire : ") == -1
