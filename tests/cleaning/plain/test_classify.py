"""The page around an article goes, each line by a rule that is named; the article stays whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.cleaning.blocks.split import split_blocks
from corpus_builder.cleaning.plain.classify import classify_texts, load_model, score_blocks
from corpus_builder.cleaning.plain.metadata import read_pages
from corpus_builder.cleaning.plain.shape import number_texts
from corpus_builder.cleaning.rules.rule_tables import read_metadata_table, read_reasons
from corpus_builder.cleaning.rules.rulebook import list_rules
from corpus_builder.model import Label
from corpus_builder.settings import BoilerplateSettings
from tests.cleaning.plain.builder import classify, describe, read_lines, read_text

PROSE = [
    "La digue du vieux port a tenu toute la nuit, et les habitants du quartier bas ont pu dormir chez eux, dit la préfecture.",
    "Le maire, Paul Petit, a salué le travail des équipes, qui avaient posé plus de deux mille sacs de sable en six heures.",
    "Les pompiers restent prudents : une seconde tempête doit arriver dimanche, et les sacs ne tiendront pas deux fois de suite.",
    "« Nous avons gagné une nuit, pas la guerre », résume Jeanne Morel, qui dirige le port depuis douze ans et en a vu d'autres.",
]
MENU = [
    "Accueil",
    "Vie du port",
    "Marchés",
    "Gens d'ici",
    "Cuisine",
    "Nos balades",
    "Mer et vent",
    "Galerie",
    "Le quai",
    "Jeux d'été",
    "Carnets",
    "Ateliers",
]
KNOWN = {row.name for row in (*list_rules(), *read_metadata_table().rules, *read_reasons().rules)}


def classify_lines(*lines: str) -> list[Label]:
    """The labels of a text of these lines, none of which is cut."""
    return classify(read_lines(*lines))


def test_a_text_of_prose_alone_survives_whole() -> None:
    """Without boilerplate around it nothing is removed."""
    assert [label.role for label in classify_lines(*PROSE)] == ["body"] * 4


def test_headings_between_prose_stay_as_headings() -> None:
    """A short line between paragraphs that begins no list is a heading."""
    labels = classify_lines("Une digue tient bon", PROSE[0], "Deux mille sacs de sable", PROSE[1], "Et dimanche ?", PROSE[2])
    assert [label.role for label in labels] == ["title", "body", "heading", "body", "heading", "body"]


def test_list_items_and_captions_have_their_roles() -> None:
    """A line with a list's mark is an item, a line that names a picture's owner a caption."""
    labels = classify_lines(
        PROSE[0], "– Deux mille sacs de sable", "– Six heures de travail", "Le vieux port hier au soir, Photo: Ann Lee", PROSE[1]
    )
    assert [label.role for label in labels] == ["body", "list_item", "list_item", "caption", "body"]


def test_questions_to_readers_and_the_name_beside_them_go() -> None:
    """What stands behind the article for its readers goes, with the name that was glued to it."""
    labels = classify_lines(
        *PROSE, "Source : préfecture", "Paul Petit", "Que pensez-vous de la digue ?", "Trouvez-vous le maire prudent ?"
    )
    assert [label.rule for label in labels] == [None] * 4 + [
        "source line",
        "name next to a reader question",
        "reader question",
        "reader question",
    ]


def test_a_question_to_readers_within_the_article_stays() -> None:
    """Before more prose a question is the author's."""
    assert classify_lines(PROSE[0], "Que pensez-vous de la digue ?", PROSE[1], PROSE[2])[1].stage is None


def test_all_questions_of_a_poll_go() -> None:
    """In the run of questions that ends a text one put to the readers takes the others along, glued to each other or not."""
    text = f"{PROSE[0]}\n{PROSE[1]}Faut-il fermer le port ?Que pensez-vous de la digue ?Le maire a-t-il raison d'attendre ?"
    assert [label.rule for label in classify(read_text(text))] == [
        None,
        None,
        "question next to a reader question",
        "reader question",
        "question next to a reader question",
    ]


@pytest.mark.parametrize("ending", [["Le maire a-t-il raison ?"], ["Faut-il fermer le port ?", "Et qui paiera la digue ?"]])
def test_an_article_may_end_with_questions(ending: list[str]) -> None:
    """Questions that are not put to the readers are the author's."""
    assert [label.stage for label in classify_lines(*PROSE, *ending)] == [None] * (4 + len(ending))


def test_short_lines_over_the_title_are_a_menu() -> None:
    """Three lines of a word or two in a row before the title go, without any other boilerplate; two may be a title."""
    assert [label.rule for label in classify_lines("Ports", "Pêche", "Vent", "Une digue tient bon", *PROSE)][:4] == [
        "menu item",
        "menu item",
        "menu item",
        None,
    ]
    assert [label.rule for label in classify_lines("Ports", "Pêche", "Une digue tient bon", *PROSE)][:3] == [None] * 3


def test_a_page_of_known_lines_has_boilerplate() -> None:
    """Where rules know many lines around the article, the few that they do not know are weighed."""
    known = ["Lire aussi", "Partager", "Newsletter", "Se connecter", "Politique", "Sport"] * 4
    assert classify_lines(*known, "Une digue tient bon toute la nuit", *PROSE, *known, "Vie du port")[-1].stage == "boilerplate"


def test_what_follows_the_comment_form_goes() -> None:
    """Behind the form nothing is the article's, whatever it looks like."""
    labels = classify_lines(*PROSE, "Click to comment", "Un vélo presque neuf", "Deux places pour le bal")
    assert [label.rule for label in labels[4:]] == ["comment form", "after the article", "after the article"]
    assert "Click to comment" in labels[5].evidence


def test_prose_behind_a_comment_form_stays() -> None:
    """A form in the middle of the page ends nothing."""
    labels = classify_lines(PROSE[0], "Click to comment", *PROSE[1:])
    assert [label.stage for label in labels] == [None, "boilerplate", None, None, None]


def test_a_menu_before_the_article_goes() -> None:
    """Many short lines without prose are the site's; the article behind them and its title stay."""
    labels = classify_lines(*MENU, "Une digue tient bon toute la nuit", *PROSE, *MENU[1:])
    kept = [index for index, label in enumerate(labels) if label.stage is None]
    assert kept == [12, 13, 14, 15, 16]
    assert labels[12].role == "title"
    assert all(label.evidence == "short lines above the title" for label in labels[2:6])
    assert all(label.evidence.startswith("boilerplate ") for label in labels[17:])


@pytest.mark.parametrize("lines", [(), (".",), ("Accueil",), ("mot",), (*MENU,), (*MENU, PROSE[0])])
def test_every_text_is_classified(lines: tuple[str, ...]) -> None:
    """A text of nothing, of one line or of a menu alone has a label for each block."""
    page = read_text("\n".join(lines))
    assert len(classify(page)) == len(page.blocks) == len(lines)


LINES = st.lists(
    st.sampled_from(
        [
            *MENU,
            *PROSE,
            "Published",
            "Partager",
            "Source : mer",
            "Paul Petit",
            ".",
            "12",
            "Commentaires",
            "Que pensez-vous de cela ?",
            "Et qui paiera la digue ?",
        ]
    ),
    max_size=40,
)


@given(LINES)
def test_every_removal_names_a_known_rule(lines: list[str]) -> None:
    """No block goes without a rule of the tables, and no block that stays names one."""
    for label in classify(read_text("\n".join(lines))):
        assert (label.stage is None) == (label.rule is None)
        assert label.rule is None or label.rule in KNOWN


@given(st.lists(LINES, min_size=1, max_size=6))
def test_a_page_is_classified_by_itself(pages: list[list[str]]) -> None:
    """Whatever pages are classified together, described together or not, and in whatever order: each has its own labels."""
    blocks = [split_blocks("\n".join(lines), ()) for lines in pages]
    together, apart = read_pages(blocks, [frozenset()] * len(pages)), [read_text("\n".join(lines)) for lines in pages]
    expected = [classify(page) for page in apart]

    assert classify_texts(together, BoilerplateSettings()) == classify_texts(apart, BoilerplateSettings()) == expected
    assert classify_texts([*apart, *together[::-1]], BoilerplateSettings()) == [*expected, *expected[::-1]]


def test_scores_part_prose_from_menu() -> None:
    """The features of an article's prose weigh for it, those of a menu against it."""
    texts = [*MENU, *PROSE, *MENU]
    scores = score_blocks(number_texts(texts), describe(*texts), [frozenset()], load_model()).tolist()
    assert min(scores[12:16]) > 0 > max(scores[:12] + scores[16:])
