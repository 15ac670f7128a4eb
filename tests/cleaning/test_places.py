"""What stands between paragraphs of one article is the article's, and so is the standfirst below its title."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cleaning.plain.builder import classify, read_lines

PROSE = [
    "Le syndicat des eaux a présenté mardi un plan de quatre ans pour remplacer les conduites en plomb du centre ancien.",
    "Les premiers tronçons seront ouverts en avril, puis le chantier descendra vers les quais et la place du marché.",
    "Les commerçants redoutent des mois de poussière, mais ils reconnaissent que les fuites leur ont coûté bien davantage.",
]
ISLANDS = {
    "results": [f"{home} - {guest} : {goals}-1" for home, guest, goals in zip("ABCDEFGHI", "RSTUVWXYZ", range(9), strict=True)],
    "names": [
        "Léa Bricot",
        "Ana Cruz",
        "Zoé Lamy",
        "Eva Petit",
        "Inès Roux",
        "Lina Gros",
        "Mia Blanc",
        "Nora Vert",
        "Alice Gris",
    ],
    "recipe": [
        "200 g de farine",
        "3 œufs",
        "Une pincée de sel",
        "50 g de beurre",
        "Du lait",
        "Un citron",
        "De l'huile",
        "Du miel",
    ],
    "poem": [
        "Je suis venu par la rivière,",
        "Un soir de pluie et de fougère,",
        "Les bras chargés de vieilles lettres,",
        "Et j'ai dormi sous tes fenêtres,",
        "La lune avait des airs de reine,",
        "La nuit sentait le foin, la graine,",
        "Et toi, tu riais dans le vent,",
        "Comme un moulin, comme un enfant.",
    ],
    "list": [f"– {place}" for place in ("les quais", "le bac", "la gare", "le pont", "la cour", "le four", "le port", "la rue")],
    "prizes": [f"{rank} prix : un lot de vins" for rank in ("1er", "2e", "3e", "4e", "5e", "6e", "7e", "8e", "9e")],
}
HEADLINES = [
    "Le chantier des quais prend du retard",
    "Une école ferme à Sorny",
    "Le maire de Luzac démissionne",
    "Deux blessés dans un accident",
    "La piscine rouvrira en juin",
    "Un loup aperçu près de Mernes",
    "Le festival annonce son programme",
    "Grève des bus lundi à Tonnay",
    "La cathédrale fête ses ans",
]


@pytest.mark.parametrize("island", ISLANDS.values(), ids=ISLANDS)
@pytest.mark.parametrize("place", [1, 2])
@pytest.mark.parametrize("head", [[], ["Les conduites en plomb seront remplacées"]], ids=["alone", "titled"])
def test_an_island_between_paragraphs_takes_nothing_along(island: list[str], place: int, head: list[str]) -> None:
    """Nine short lines in an article are no page around it: they stay, and so do the first and the last paragraph."""
    labels = classify(read_lines(*head, *PROSE[:place], *island, *PROSE[place:]))
    assert {label.stage for label in labels} == {None}


def test_headlines_behind_an_article_are_no_island() -> None:
    """Titles of other articles go, with a summary below them or without."""
    for summary in ([], ["Le tribunal de Sorny a condamné lundi un notaire à deux ans de prison pour avoir vidé douze comptes."]):
        labels = classify(read_lines("Les conduites en plomb seront remplacées", *PROSE, *HEADLINES, *summary))
        assert [label.stage for label in labels[:4]] == [None] * 4
        assert {label.stage for label in labels[4:13]} == {"boilerplate"}


def test_lines_that_rules_know_are_no_island() -> None:
    """A menu between a notice in sentences and the article is a menu."""
    menu = ["Accueil", "Sport", "Culture", "Météo", *MENU]
    labels = classify(read_lines(PROSE[0], *menu, "Les conduites en plomb seront remplacées", *PROSE[1:]))
    assert {label.stage for label in labels[1:14]} == {"boilerplate"}


MENU = ["Vie du port", "Gens d'ici", "Cuisine", "Nos balades", "Mer et vent", "Galerie", "Le quai", "Carnets", "Ateliers"]
LEADS = [
    "PARIS (AFP) - Le gouvernement a promis mardi une aide aux communes dont les conduites contiennent du plomb.",
    "Sorny, le 12 mars. — La ville apprend ce matin que ses conduites seront changées, et que nul ne paiera davantage.",
    "ENQUÊTE. Depuis un siècle, l'eau du centre ancien coule dans des tuyaux de plomb, et tout le monde le savait.",
    "EASTMERE, England (AP) — Four years of works await the residents of the old town under a plan presented on Tuesday.",
]


@pytest.mark.parametrize("lead", LEADS)
@pytest.mark.parametrize("byline", [[], ["Par Jeanne Morel"]])
def test_a_standfirst_below_the_title_stays(lead: str, byline: list[str]) -> None:
    """Whatever label it begins with: what stands first below the title and says something is the article's."""
    labels = classify(read_lines(*MENU, "Les conduites en plomb seront remplacées", *byline, lead, *PROSE, *MENU))
    at = len(MENU) + len(byline)
    assert [label.stage for label in labels[at + 1 : at + 5]] == [None] * 4


MENUS = {
    "known": ["Accueil", "Politique", "Culture", "Se connecter", "Newsletter", "Mentions légales", "Contact"],
    "unknown": MENU,
    "with notices": ["Accueil", *MENU[:3], "Nous utilisons des cookies.", "Politique", "© Le Phare 2024", "S'abonner", "Contact"],
    "headlines": [*HEADLINES, "Les quais seront piétons"],
}


@pytest.mark.parametrize("lines", MENUS.values(), ids=MENUS)
def test_of_a_page_of_nothing_but_menus_nothing_is_kept(lines: list[str]) -> None:
    """Where rules or the model remove half of a page without a sentence, the rest is no article."""
    assert {label.stage for label in classify(read_lines(*lines))} == {"boilerplate"}


def test_an_article_of_two_sentences_stays_among_menus() -> None:
    """They are sentences, if short ones."""
    labels = classify(read_lines("Accueil", "Sport", "Culture", "Le pont de Sorny a rouvert.", "Nul ne s'en plaint.", "Contact"))
    assert [label.stage is None for label in labels] == [False, False, False, True, True, False]


@pytest.mark.parametrize(
    "lines", [["La mer", "Le vent", "Et toi"], ["Un pont rouvre à Sorny"], ["Léa Bricot", "Ana Cruz", "RSS"]]
)
def test_lines_that_stand_alone_stay(lines: list[str]) -> None:
    """A text without sentences from which little was removed is what it is."""
    assert classify(read_lines(*lines))[0].stage is None


@given(st.lists(st.sampled_from([*PROSE, *MENU, *HEADLINES, *ISLANDS["names"], "Accueil", "12", "Du lait,"]), max_size=40))
def test_any_order_of_lines_is_classified(lines: list[str]) -> None:
    """Each line has a label, wherever it stands."""
    assert len(classify(read_lines(*lines))) == len(lines)
