"""A result that looks wrong is noted in words; one that is only short is not."""

import pytest

import corpus_builder
from corpus_builder.model import DOUBT, NO_ARTICLE, Blocks, Label, Role
from corpus_builder.stages.doubts import find_doubt
from corpus_builder.stages.offsets import Pieces

SENTENCE = "Le syndicat des eaux a présenté mardi un plan de quatre ans pour remplacer les conduites."
LINE = "Le quai, le marché et la rue des Tanneurs sans eau jusqu'à jeudi"
GONE: tuple[str, None] = (SENTENCE, None)


def weigh(*parts: tuple[str, Role | None]) -> str | None:
    """The doubt about a source of these texts, of which those without a role were removed."""
    labels = [Label(role) if role else Label(stage="boilerplate", rule="menu item") for _, role in parts]
    zeros = [0] * len(parts)
    blocks = Blocks(zeros, zeros, [text for text, _ in parts], zeros, ["line"] * len(parts))
    pieces = Pieces(blocks, labels, zeros, zeros)
    return find_doubt(pieces, pieces.select([index for index, (_, role) in enumerate(parts) if role]))


@pytest.mark.parametrize(
    ("parts", "doubt"),
    [
        ([(LINE, "title"), GONE], "only a title was kept"),
        ([(LINE, "title"), (LINE, "body"), GONE], "no sentence was kept"),
        ([(SENTENCE, "body"), *[GONE] * 11], "less than a tenth of the text was kept"),
        ([(SENTENCE, "body"), (LINE, "heading"), (LINE, "body"), GONE], "most of what was kept is lines, not sentences"),
        ([(SENTENCE, "list_item")] * 3 + [GONE], "most of what was kept is list items"),
    ],
)
def test_a_result_that_looks_wrong_is_noted(parts: list[tuple[str, Role | None]], doubt: str) -> None:
    """One note says the worst of it."""
    assert weigh(*parts) == DOUBT + doubt


@pytest.mark.parametrize(
    "parts",
    [
        [(LINE, "title")],
        [(LINE, "body")] * 9,
        [(SENTENCE, "list_item")] * 9,
        [(SENTENCE, "body"), GONE, GONE],
        [(LINE, "title"), (SENTENCE, "body"), ("Menu", None)],
        [("Il pleut sur le port de Sorny, et personne ne s'en étonne.", "body"), ("Accueil", None), ("Contact", None)],
        [GONE],
    ],
)
def test_a_text_that_is_short_and_clean_is_not_noted(parts: list[tuple[str, Role | None]]) -> None:
    """A title or a list from which little was removed is what its source is; of nothing kept another note speaks."""
    assert weigh(*parts) is None


def test_the_note_stands_in_the_document() -> None:
    """A menu has no article; an article of two sentences has one, and no note."""
    menu = "\n".join(["Accueil", "Sport", "Culture", "Newsletter", "Se connecter", "Mentions légales", "Contact"] * 3)
    page = corpus_builder.clean(menu)
    assert (page.note, page.text) == (NO_ARTICLE, "")
    assert corpus_builder.clean(SENTENCE + " Nul ne paiera davantage.").note is None
