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
    hint_groups,
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
        check_table(PageMarkup, {"block_elements": [], "aside_elements": [], "groups": groups}, "page_markup.toml")
