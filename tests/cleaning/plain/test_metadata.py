"""What a text says about itself is read, and only what is no text of the article goes."""

import pytest

from corpus_builder.cleaning.plain.metadata import TextMetadata
from tests.cleaning.plain.builder import read_text

PROSE = "La digue du vieux port a tenu toute la nuit, et les habitants du quartier bas ont pu dormir chez eux."
MORE = "Les pompiers restent prudents, car une seconde tempête doit arriver dimanche soir sur toute la côte."


def read(*lines: str) -> TextMetadata:
    """The metadata of a text of these lines."""
    return read_text("\n".join(lines)).metadata


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("Publié le 12 mars 2024 à 10h30", "2024-03-12"),
        ("Published March 14, 2024", "2024-03-14"),
        ("Mis à jour le 3 avril 2023", "2023-04-03"),
        ("mardi 12 mars 2024", "2024-03-12"),
        ("date 2024-03", "2024-03"),
    ],
)
def test_a_date_line_at_the_head_is_read_and_goes(line: str, published: str) -> None:
    """A line that only says when the article was published gives the date and is metadata."""
    found = read("Une digue tient bon", line, PROSE, MORE)
    assert found.published == published
    assert [stub.index for stub in found.stubs] == [1]


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("Par Jeanne Morel", "Jeanne Morel"),
        ("By Ann Lee", "Ann Lee"),
        ("Par Jeanne Morel et Paul Petit", "Jeanne Morel; Paul Petit"),
        ("Par Jeanne Morel avec AFP", "Jeanne Morel"),
        ("BY ANN LEE, Staff Writer", "Ann Lee"),
    ],
)
def test_a_byline_at_the_head_is_read_and_goes(line: str, author: str) -> None:
    """A line that names who wrote gives the author and is metadata."""
    found = read("Une digue tient bon", line, PROSE, MORE)
    assert found.author == author
    assert [stub.rule for stub in found.stubs] == ["byline"]


def test_a_line_like_a_byline_within_the_article_stays() -> None:
    """Behind the second paragraph a name with "Par" may be anything."""
    assert read(PROSE, MORE, "Par Jeanne Morel", MORE).stubs == ()


def test_labels_whose_date_is_missing_go() -> None:
    """A scraper that lost the date leaves "Published" and "on"."""
    assert [stub.index for stub in read("Une digue tient bon", "Published", "on", PROSE, MORE).stubs] == [1, 2]


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (["Une digue tient bon", PROSE], 0),
        (["Une digue tient bon", "Le port respire", PROSE], 0),
        (["Une digue qui tient bon : le port et la ville basse ont-ils enfin gagné contre la mer ?", PROSE], 0),
        (["Connect with us", "Actualités", "Une digue tient bon", PROSE], 2),
        (["The dam holds — Ann Lee (@annlee) October 2, 2024", "Une digue tient bon", PROSE], 1),
        ([PROSE, "Une digue tient bon", MORE], None),
        (["Une digue tient bon"], None),
    ],
)
def test_the_title_is_the_first_short_line_before_the_prose(lines: list[str], title: int | None) -> None:
    """A menu, a post and a heading within the text are no titles; a question may be one."""
    assert read(*lines).title == title


@pytest.mark.parametrize(
    ("line", "published", "author"),
    [
        ("Posted on 3 May 2024 by Ann Lee in News", "2024-05-03", "Ann Lee"),
        ("Une enquête de Jeanne Morel - 3 mai 2024", "2024-05-03", "Jeanne Morel"),
        ("Propos recueillis par Jeanne Morel, le 3 mai 2024", "2024-05-03", "Jeanne Morel"),
        ("Mis à jour le 4 mai 2024 · publié le 3 mai 2024", "2024-05-03", None),
        ("Friday, 3 May 2024, 06:30 GMT — Updated 4 May 2024", "2024-05-03", None),
        ("Updated 4 May 2024", "2024-05-04", None),
        ("(Saint-Aubin) 3 mai 2024 14:02 - AB1234 4 PORT-VENTE", "2024-05-03", None),
    ],
)
def test_a_line_of_dates_and_names_is_read(line: str, published: str, author: str | None) -> None:
    """The day of publication, not of the update, and the author where a word says so; the order of the pieces is free."""
    found = read("Une digue tient bon", line, PROSE, MORE)
    assert (found.published, found.author) == (published, author)
    assert [stub.index for stub in found.stubs] == [1]


@pytest.mark.parametrize(
    "head",
    [
        ["Le Courrier du Quai", "S'abonner | Se connecter", "Une digue tient bon"],
        ["COURRIER DU QUAI", "Actualité Sport Agenda Boutique", "Une digue tient bon"],
        ["Accueil > Port > Digues", "Le Courrier", "Une digue tient bon"],
        ["Le Courrier – Enquête", "Une digue tient bon"],
    ],
)
def test_the_name_of_the_site_is_no_title(head: list[str]) -> None:
    """A name at the head goes when a menu stands beside it or the site signs with it below; the title comes next."""
    found = read(*head, PROSE, MORE, "© Le Courrier 2024")
    assert found.title == len(head) - 1
    assert [stub.rule for stub in found.stubs] == ["site name"]


@pytest.mark.parametrize(
    "head", [["Jeanne Morel", "Une vie pour la digue"], ["La Digue Tient Bon", "Le port respire enfin", "Par Jeanne Morel"]]
)
def test_a_title_that_is_a_name_is_no_site(head: list[str]) -> None:
    """Without evidence the first line stays."""
    assert "site name" not in [stub.rule for stub in read(*head, PROSE, MORE).stubs]
