"""Numbers in brackets are those of links where a list of addresses has them and words follow at once."""

import pytest

from corpus_builder.cleaning.dumps.link_numbers import find_link_numbers
from tests.conftest import check_growth

ADDRESSES = "".join(f"\n   {number}. https://phare.example/{number}" for number in range(1, 10))


def drop(text: str) -> str:
    """A text without the numbers of its links."""
    done, parts = 0, []
    for start, end in find_link_numbers(text):
        parts.append(text[done:start])
        done = end
    return "".join([*parts, text[done:]])


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"   * [1]Accueil\n   * [2]Sports\n{ADDRESSES}", f"   * Accueil\n   * Sports\n{ADDRESSES}"),
        (f"l'[1]ancienne gare et (le [2]jardin){ADDRESSES}", f"l'ancienne gare et (le jardin){ADDRESSES}"),
        (f"#[1]alternate [2]next\n\n [3]Skip{ADDRESSES}", f"#alternate next\n\n Skip{ADDRESSES}"),
        (f"Lire « [1]Le pont » et [2][photo.jpg] [3]{ADDRESSES}", f"Lire « Le pont » et [photo.jpg] {ADDRESSES}"),
        ("Le [1]pont et la [2]gare.\n\n[1]: https://a.example/\n[2]: https://b.example/", None),
        ("Le [1]pont et la [2]gare.\n\n[1] https://a.example/\n[2] https://b.example/", None),
        (" ".join(f"[{number}]lien" for number in range(1, 12)), " ".join(["lien"] * 11)),
        (f"  [1]Menu [2]Carte\n\n  [3]\n{ADDRESSES}", f"  Menu Carte\n\n  [3]\n{ADDRESSES}"),
    ],
)
def test_numbers_of_links_are_taken_out(text: str, left: str | None) -> None:
    """The list stays, for a rule to remove it, and so does a number that has a line for itself."""
    expected = left or text.replace("Le [1]", "Le ").replace("la [2]", "la ")
    assert drop(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The book has three parts: [1] the river, [2] the mill and [3] the village.",
        f"Les crues ont doublé [1], et les digues ont cédé [2,3].{ADDRESSES}",
        f"Floods doubled[1] and the dykes failed[2].[3]{ADDRESSES}",
        "« [1]Le texte », note du traducteur.",
        "Le [2019]rapport cite [1911]Dunmere.",
        "tableau[0]valeur tableau[1]valeur tableau[2]valeur",
        f"Une liste d'adresses seule.{ADDRESSES}",
        "Selon [12]la loi, [3]le décret et [7]l'arrêté.",
        "\n".join(f"[{number}] Auteur, Titre, 2019." for number in range(1, 12)),
    ],
)
def test_other_numbers_in_brackets_stay(text: str) -> None:
    """Footnotes, parts of a book, years and source code are text."""
    assert find_link_numbers(text) == []


@pytest.mark.parametrize("piece", ["[1]", "[1]a ", "[", "1. http://a\n", "[1]\n"], ids=repr)
def test_finding_numbers_takes_time_in_proportion_to_the_text(piece: str) -> None:
    """Whatever the text is made of, be it one line or many."""
    check_growth(find_link_numbers, lambda n: piece * (n // len(piece)) + ADDRESSES, 60_000)
