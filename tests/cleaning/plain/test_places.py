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


FRAME = [*MENU, "Accueil", "Sport", "Culture", "Météo"]
TITLE = "Les conduites en plomb seront remplacées"
LEAD_IN = "Le plan du syndicat prévoit aussi de rendre aux habitants :"
BELONGING = {
    "led by a colon": [LEAD_IN, "* un lavoir couvert", "* deux bancs de pierre", "* la fontaine du haut", "* un abri à vélos"],
    "one sentence": ["* déplacer le marché ;", "* fermer la rue basse au trafic ;", "* loger les forains sous la halle."],
    "quantities": ["Pour six personnes", "* 200 g de lentilles", "* 3 œufs durs", "* 2 oignons", "* un filet de vinaigre"],
    "poem": [
        "La rivière a perdu sa clé",
        "sous le pont, près du vieux moulin,",
        "et depuis, l'hiver, elle attend",
        "que revienne un enfant,",
        "les poches pleines de chagrin.",
    ],
    "results": [
        "Les résultats",
        "Sorny 3, Luzac 1",
        "Mernes 0, Tonnay 0 (arrêté)",
        "Brélans 2 - Caudry 4",
        "Les buteurs",
        "Lamy (2)",
    ],
}
ENGLISH = [
    "The water company set out on Tuesday a plan of four years to replace the lead pipes of the old town.",
    "Shopkeepers fear months of dust, but they admit that the leaks have cost them a good deal more over the years.",
    "The first trenches will be dug in April, and then the works will move down to the quays and the market square.",
]
BRIEFS = ["LEAD PIPES TO GO", ENGLISH[0], "SHOPS WARY OF DUST", ENGLISH[1], "DIGGING FROM APRIL", ENGLISH[2]]


@pytest.mark.parametrize("lines", BELONGING.values(), ids=BELONGING)
def test_lists_and_poems_between_paragraphs_stay_among_menus(lines: list[str]) -> None:
    """What hangs together, and stands between the paragraphs of one article, is not judged line by line."""
    labels = classify(read_lines(*FRAME, TITLE, *PROSE[:2], *lines, PROSE[2], *FRAME))
    at = len(FRAME) + 1
    assert {label.stage for label in labels[at : at + 3 + len(lines)]} == {None}


def test_briefs_under_heads_in_capitals_stay_among_menus() -> None:
    """Paragraphs on different matters share no words; their heads say that each is one of several."""
    labels = classify(read_lines(*FRAME, *BRIEFS, *FRAME))
    assert {label.stage for label in labels[len(FRAME) : len(FRAME) + len(BRIEFS)]} == {None}


OTHERS = {
    "a list that a rule knows": [LEAD_IN, "* Newsletter", "* Mentions légales", "* Contact", "* Se connecter"],
    "a label of a menu": ["Sur le même sujet :", "* Vie du port", "* Gens d'ici", "* Nos balades", "* Galerie"],
    "a numbered menu": ["1. Vie du port", "2. Gens d'ici", "3. Nos balades", "4. Galerie"],
    "years": ["* 2021", "* 2022", "* 2023", "* 2024"],
    "dates": ["Agenda", "Le 3 mars", "Le 12 avril", "Le 27 mai"],
    "names": ["Léa Bricot,", "Ana Cruz,", "Zoé Lamy,", "Eva Petit,", "Inès Roux"],
}


@pytest.mark.parametrize("lines", OTHERS.values(), ids=OTHERS)
def test_other_lists_between_paragraphs_are_no_part_of_them(lines: list[str]) -> None:
    """Menus, archives and names are judged as before."""
    page = read_lines(*FRAME, TITLE, *PROSE[:2], *lines, PROSE[2], *FRAME)
    at = len(FRAME) + 3
    own = slice(at + (lines[0] == LEAD_IN), at + len(lines))
    assert "boilerplate" in {label.stage for label in classify(page)[own]}


def test_quantities_after_the_last_paragraph_are_not_between() -> None:
    """A list that no paragraph follows is judged as before."""
    labels = classify(read_lines(*FRAME, TITLE, *PROSE, "* 12 photos", "* 3 vidéos", "* 8 liens", *FRAME))
    assert {label.stage for label in labels[len(FRAME) + 4 :]} == {"boilerplate"}


DIGEST = [
    "* Le bac reprend la mer. Six passages sont prévus.",
    "* Un loup à Mernes. Les éleveurs s'inquiètent.",
    "* La halle rouvre lundi.",
]


@pytest.mark.parametrize(("count", "numbered"), [(2, False), (3, False), (3, True)])
def test_items_with_an_address_below_each_are_other_articles(count: int, numbered: bool) -> None:
    """Three or more: the digest of a letter; fewer may be the sources of the article, and numbers are the article's own."""
    items = [item.replace("*", f"{i}.") if numbered else item for i, item in enumerate(DIGEST[:count], 1)]
    lines = [line for i, item in enumerate(items) for line in (item, f"<https://clic.example/r/{i}>")]
    labels = classify(read_lines(*PROSE, *lines))
    assert {label.stage for label in labels[:3]} == {None}
    assert {label.rule for label in labels[3::2]} == {"related articles" if count == 3 and not numbered else None}
