"""What a page's end has put between the halves of a sentence is taken out, and nothing else."""

import pytest

from corpus_builder.cleaning.dumps.page_breaks import find_page_breaks
from tests.conftest import check_growth

ABOVE, BELOW = "Le conseil de la commune a voté jeudi", "soir l'achat de l'ancienne gare."
HEAD = "Le Phare de Torvannes"


def drop(text: str) -> str:
    """A text without its page breaks."""
    done, parts = 0, []
    for start, end in find_page_breaks(text):
        parts.append(text[done:start])
        done = end
    return "".join([*parts, text[done:]])


@pytest.mark.parametrize(
    "between",
    [
        "\n\n12\n\n",
        "\n\n- 3 -\n\f",
        "\n\f",
        "\n\n\f\n",
        "\n\nPage 3 sur 12\n\n",
        f"\n\n{HEAD}\n\n12\n\n",
        f"\n\n4\n\f{HEAD}\n\n",
        "\n\n3/12\n\f\n",
    ],
)
def test_the_halves_of_a_sentence_follow_each_other(between: str) -> None:
    """Numbers of pages, form feeds and the heads of pages go."""
    text = f"{HEAD}\n\n{ABOVE}{between}{BELOW}\n\n{HEAD}\n"
    assert drop(text) == f"{HEAD}\n\n{ABOVE}\n{BELOW}\n\n{HEAD}\n"


def test_a_word_may_be_split_by_a_page() -> None:
    """The hyphen stands at the end of the upper half."""
    assert drop("Le conseil a voté l'achat de l'an-\n\n3\n\n\fcienne gare.") == "Le conseil a voté l'achat de l'an-\ncienne gare."


@pytest.mark.parametrize(
    "text",
    [
        f"{ABOVE}.\n\n12\n\n{BELOW}",
        f"{ABOVE}\n\n12\n\n{BELOW.capitalize()}",
        f"{ABOVE}\n\n{HEAD}\n\n{BELOW}",
        "pain\n\n12\n\nlait\n\n6\n\nsucre",
        f"{ABOVE}\n\n{BELOW}",
        "Torvannes\n\n12\n\narbres",
    ],
)
def test_other_lines_stay(text: str) -> None:
    """A number between two sentences, a line that stands once, and lists are text."""
    assert drop(text) == text


@pytest.mark.parametrize("end", ["\n1\n", "x"], ids=repr)
@pytest.mark.parametrize("piece", ["12\n", "\f", f"{ABOVE}\n\n3\n\n", "\n", "\n \n", "a\n1\n", "   "], ids=repr)
def test_finding_page_breaks_takes_time_in_proportion_to_the_text(piece: str, end: str) -> None:
    """Whatever the text is made of."""
    check_growth(find_page_breaks, lambda n: piece * (n // len(piece)) + end, 60_000)
