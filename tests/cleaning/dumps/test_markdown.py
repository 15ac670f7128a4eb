"""Markdown is taken out of what a converter wrote, and left in what a person did."""

import pytest

from corpus_builder.cleaning.dumps.markdown import find_markdown
from tests.conftest import check_growth

LINKS = "\n\n[Accueil](/) [Sports](/sports) [Contact](#contact)"


def drop(text: str) -> str:
    """A text without its marks."""
    done, parts = 0, []
    for start, end in find_markdown(text):
        parts.append(text[done:start])
        done = end
    return "".join([*parts, text[done:]])


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("La [gare](https://phare.example/gare) rouvre.", "La gare rouvre."),
        ("La [gare](https://phare.example/a_\n(b)-c) rouvre.", "La gare\n rouvre."),
        ('La [vieille\ngare](https://phare.example/gare "Gare") rouvre.', "La vieille\ngare rouvre."),
        ("Un **pont** et *une* _gare_ et __un quai__.", "Un pont et une gare et un quai."),
        ("## Le pont rouvre\n\nLe texte.", "Le pont rouvre\n\nLe texte."),
        ("L'article du code_source_libre et 2*3*4.", "L'article du code_source_libre et 2*3*4."),
        ("![Le pont](https://phare.example/pont.jpg)", "![Le pont](https://phare.example/pont.jpg)"),
        ('La [gare](/gare "La "vieille"\ngare") rouvre.', "La gare\n rouvre."),
        ("La [ gare\n](/gare) et le [quai](plan-du-quai.html), [écrire](sms:?body=a).", "La  gare\n et le quai, écrire."),
        ("Il dit : _« Oui, ma fille est _ _là. » _Elle sort.", "Il dit : « Oui, ma fille est  là. » Elle sort."),
        ("Ensuite, es**sayez de prendre de l'avance.**", "Ensuite, essayez de prendre de l'avance."),
        (
            "Une étude (avril 2022)** sur la gare.\n\n** Menée en mars.",
            "Une étude (avril 2022)** sur la gare.\n\n** Menée en mars.",
        ),
        ("Nom : ______ et _______", "Nom : ______ et _______"),
        ("  * [Le pont](/pont)\n  * Le quai", "  * Le pont\n  * Le quai"),
    ],
)
def test_marks_are_taken_out_of_a_text_with_links(text: str, left: str) -> None:
    """Words of links stay; the address goes, a line break within it stays; pictures are for a rule."""
    assert drop(text + LINKS) == left + "\n\nAccueil Sports Contact"


@pytest.mark.parametrize(
    "text", ["Un *seul* mot.", "Voir [le pont](/pont).", "# Titre\n\nLe **texte** [sic](!).", "f(x) = a[i](j)"]
)
def test_a_text_with_few_links_keeps_its_stars(text: str) -> None:
    """It may be a person's own emphasis."""
    assert find_markdown(text) == []


@pytest.mark.parametrize(
    "piece", ["[a](", "[", "*a ", "_a", "](http:a", "[a](/a", "# ", "**", "_ ", '[a](/a "b" ', "[\n", "[a](b:"], ids=repr
)
def test_finding_marks_takes_time_in_proportion_to_the_text(piece: str) -> None:
    """Brackets that nothing closes are looked at once."""
    check_growth(find_markdown, lambda n: piece * (n // len(piece)) + LINKS, 60_000)
