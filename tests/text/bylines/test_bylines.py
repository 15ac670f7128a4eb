"""A byline gives the names of those who wrote, as they are written, and nothing beside them."""

import pytest

from corpus_builder.text.bylines.bylines import Byline, list_examples, read_byline
from tests.conftest import check_growth

READ = {
    # a word before the names
    "Par Jeanne Morel": "Jeanne Morel",
    "par jeanne morel": None,
    "Propos recueillis par Jeanne Morel": "Jeanne Morel",
    "Propos recueillis par Jeanne Morel et Paul Petit": "Jeanne Morel; Paul Petit",
    "Entretien réalisé par Jeanne Morel": "Jeanne Morel",
    "Texte : Jeanne Morel": "Jeanne Morel",
    "Interview by Ann Lee": "Ann Lee",
    "As told to Ann Lee": "Ann Lee",
    "Words by Ann Lee and Tom Reed": "Ann Lee; Tom Reed",
    "BY ANN LEE AND TOM REED": "Ann Lee; Tom Reed",
    "PAR FIRMIN MORELLE": "Firmin Morelle",
    "Par JEAN DE LA TOUR": "Jean de la Tour",
    "PAR ANNE-MARIE LE GOFF": "Anne-Marie Le Goff",
    "VON KARLA VON DER HEIDE": "Karla von der Heide",
    "BY MORAG MCDONALD": "Morag McDonald",
    "By WARREN T. MABLE III": "Warren T. Mable III",
    "By J.R. HOLLIS": "J.R. Hollis",
    "Par Ndèye Awa DIOP": "Ndèye Awa DIOP",
    "By ST. JOHN MERROW": "St. John Merrow",
    "Par QNT INFO": "QNT INFO",
    "Par ÉLODIE ÅKR": "Élodie Åkr",
    # whose pictures are beside the text
    "Textes et photos : Jeanne Morel": "Jeanne Morel",
    "Récit : Jeanne Morel": "Jeanne Morel",
    "Reportage : Jeanne Morel – Photos : Paul Petit": "Jeanne Morel",
    "Propos recueillis par Jeanne Morel. Photos Paul Petit": "Jeanne Morel",
    "Words: Ann Lee. Pictures: Tom Reed": "Ann Lee",
    "Story and photos by Ann Lee": "Ann Lee",
    "Photos : Paul Petit": None,
    "Photos : la tempête en images": None,
    # the paper they write for, right behind the last
    "By Ann Lee and Tom Reed Associated Wire": "Ann Lee; Tom Reed",
    "By Ruth Anne Keller Harbour Chronicle": "Ruth Anne Keller",
    "By ANN LEE SORNY DISPATCH": "Ann Lee",
    "By Mary Jane Carter": "Mary Jane Carter",
    "By Tom Reed Courier": "Tom Reed",
    "By Northern Ferry Agency": "Northern Ferry Agency",
    "Par Jeanne Morel et la rédaction": "Jeanne Morel",
    "Von Karla Brandt und Jens Vogt": "Karla Brandt; Jens Vogt",
    "Por Lucía Vidal y Pablo Ruiz": "Lucía Vidal; Pablo Ruiz",
    "Di Chiara Rossi e Marco Villa": "Chiara Rossi; Marco Villa",
    "Door Anke de Vries en Bas Visser": "Anke de Vries; Bas Visser",
    # what stands behind them
    "Par Jeanne Morel, journaliste au service économie": "Jeanne Morel",
    "By Ann Lee, Staff Writer": "Ann Lee",
    "By Ann Lee Political Correspondent": "Ann Lee",
    "By Ann Lee, Ph.D.": "Ann Lee",
    "By Ann Lee, Tom Reed and Sue Hart": "Ann Lee; Tom Reed; Sue Hart",
    "Par Jeanne Morel (à Saint-Aubin)": "Jeanne Morel",
    "Par Jeanne Morel12 mars 2020": "Jeanne Morel",
    "Par Jeanne Morel Publié le 12 mars 2020 à 10h": "Jeanne Morel",
    "Par Jeanne Morel | 12 mars 2020": "Jeanne Morel",
    "By Ann Lee | ann.lee@quay.example": "Ann Lee",
    "By Ann Lee @annlee": "Ann Lee",
    # agencies beside a name and alone, newsrooms, initials
    "Par Jeanne Morel avec AFP": "Jeanne Morel",
    "Le Quai (avec AFP)": "Le Quai",
    "By Ann Lee Quay News": "Ann Lee",
    "By Ann Lee & Tom Reed Harbour Post": "Ann Lee; Tom Reed",
    "Par Jeanne Morel, à Conakry (Guinée)": "Jeanne Morel",
    "Par AFP": "AFP",
    "By The Associated Press": "The Associated Press",
    "Par J.M. avec AFP": "J.M.",
    "Par la rédaction": "la rédaction",
    "By Quay Post staff": "Quay Post staff",
    "Par Ndèye Awa DIOP SARR": "Ndèye Awa DIOP SARR",
    "By Anne-Marie O'Dell": "Anne-Marie O'Dell",
    "Par Yves Le Goff et Maud d’Alançon": "Yves Le Goff; Maud d’Alançon",
    "By Ludwig van der Meer": "Ludwig van der Meer",
    "By Dr. Ann Lee": "Dr. Ann Lee",
    # no bylines
    "Par ailleurs, la ville paiera.": None,
    "By the river": None,
    "Par temps de pluie": None,
    "Par NOC Admin": None,
    "By admin": None,
    "By Unknown": None,
    "Par Anonyme": None,
    "By http://quay.example/ann": None,
    "By quay.example": None,
}
# Names of machines and of marked elements, without a word before them.
BARE = {
    "Jeanne Morel": "Jeanne Morel",
    "Jeanne Morel, Paul Petit": "Jeanne Morel; Paul Petit",
    "Jeanne Morel Journaliste": "Jeanne Morel",
    "L'Écho du Quai avec AFP": "L'Écho du Quai",
    "Tristan": "Tristan",
    "Noel Unwin": "Noel Unwin",
    "NOC Admin": None,
    "webmaster": None,
    "Inconnu": None,
    "quay.example": None,
    "ann.lee@quay.example": None,
    "105092": None,
    "Suivez notre journaliste partout": None,
}


@pytest.mark.parametrize("line", READ)
def test_a_byline_gives_names(line: str) -> None:
    """The words before the names, roles, places, dates and addresses go; an agency stands alone."""
    found = read_byline(line)
    assert (found.text if found.is_sure else None) == READ[line]


@pytest.mark.parametrize("line", BARE)
def test_names_without_a_word_before_them(line: str) -> None:
    """What is marked as a name is one, but for those of nobody, hosts, addresses and numbers."""
    found = read_byline(line)
    assert (found.text if found.is_whole else None) == BARE[line]


@pytest.mark.parametrize(
    ("line", "known"),
    [
        ("Jeanne Morel", True),
        ("Paul Petit", True),
        ("Claude Petit", True),
        ("Dr Jeanne Morel", True),
        ("Saint-Aubin", False),
        ("Digue Neuve", False),
        ("Le Quai", False),
    ],
)
def test_a_known_first_name_tells_a_person(line: str, known: bool) -> None:
    """Where no word says so, the first name does."""
    assert read_byline(line).is_known == known


def test_nothing_is_no_byline() -> None:
    """An empty line and one of marks have no names."""
    assert read_byline("") == read_byline(" | – ") == Byline()


@pytest.mark.parametrize("piece", ["Par ", "Ann Lee, ", "et ", "| ", "(", "J. ", "a@b "])
def test_a_byline_takes_little_time(piece: str) -> None:
    """Time is linear in the line."""
    check_growth(read_byline, lambda n: "Par Jeanne " + piece * n + "!", 2_000)


def test_examples_of_the_tables() -> None:
    """Each language's own examples are read as it says."""
    wrong = {example.line for example in list_examples() if _sure(example.line) != example.names}
    assert wrong == set()


def _sure(line: str) -> str | None:
    found = read_byline(line)
    return found.text if found.is_sure else None
