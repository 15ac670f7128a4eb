"""The title of a plain text is the line that its prose speaks of, not a menu's, a caption or a standfirst."""

import pytest

from tests.cleaning.plain.builder import read_text

PROSE = "La digue du vieux port a tenu toute la nuit, et les habitants du quartier bas ont pu dormir chez eux."
MORE = "Les pompiers restent prudents, car une seconde tempête doit arriver dimanche soir sur toute la côte."
TITLE = "La digue du vieux port tient bon"
MENU = ["Accueil", "Politique", "Sports", "Vie locale", "Culture et loisirs", "Annonces légales", "Nos offres", "Météo", "Jeux"]
HEADS = {
    "a menu line of many words": [*MENU, "Réseaux sociaux Insolite Alimentation Santé Déconnecter Beauté", TITLE],
    "a caption under it": [TITLE, "Les quais, lundi matin © Odile Verrand", "Publié le 12 mars 2024 à 10h30"],
    "a notice under it": [*MENU, TITLE, "Pour découvrir toutes nos newsletters, abonnez-vous ici", "12 mars 2024"],
    "a standfirst under it": [
        TITLE,
        "Les habitants du quartier bas dorment chez eux et les pompiers restent prudents",
        "Par Odile Verrand",
    ],
    "a section over it": ["Vie locale et associative", TITLE, "Par Odile Verrand"],
    "a line of small letters over it": [*MENU, "à votre liste de lecture", TITLE],
    "the title of the page over it": [f"{TITLE} - Le Courrier du Quai", *MENU, "Une autre digue cède en amont", TITLE],
}


@pytest.mark.parametrize("kind", HEADS)
def test_the_line_that_the_prose_speaks_of(kind: str) -> None:
    """What stands over the prose is weighed by its words, its length, and the dates and bylines beside it."""
    found = read_text("\n".join([*HEADS[kind], PROSE, MORE])).metadata.title
    assert found is not None
    assert TITLE in HEADS[kind][found]


@pytest.mark.parametrize("line", ["La digue du vieux port,", "La digue du vieux port tient bon.", "@digue du vieux port"])
def test_a_line_that_is_no_title(line: str) -> None:
    """A sentence, a part of one and an account are none."""
    assert read_text("\n".join([line, PROSE, MORE])).metadata.title is None
