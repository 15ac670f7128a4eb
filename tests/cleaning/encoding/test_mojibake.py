"""Signs of one encoding for letters of another, and what is left of a lost closing mark."""

from __future__ import annotations

import pytest

from corpus_builder.cleaning.encoding.mojibake import LATIN_9
from corpus_builder.cleaning.encoding.repair import repair_encoding

LATIN_9_LINES = """
Sa sœur a mal au cœur.
Les vœux du maire et l'œuvre du siècle
Le chœur chante.
Un bœuf, un œuf, une œillade
Œuvres complètes
L'œil du cyclone
Les mœurs de l'époque
Elle coûte 12 € la pièce
La sœur paie 12 000 € et 5€
Prix : 3,50 €.
D'œuvre en œuvre, 1 million d'€
LE CŒUR DE VILLE
LES ŒUVRES DU PEINTRE
L'HAŸ-LES-ROSES fête sa sœur
Un nœud, des nœuds
la manœuvre des écœurés
Le fœtus et l'œdème
Milan et le cœur de Žižkov
son œuvre à Škoda
Phœnix et Œdipe
Le cœur de Mušov
L'œuf et la sœur
Les sœurs ont payé 3€ : « œuf »
écœuré par l'œnologue
"""


@pytest.mark.parametrize("line", LATIN_9_LINES.strip().split("\n"))
def test_iso_8859_15_that_was_read_as_latin_1(line: str) -> None:
    """Words with "œ" and prices in euros show it, each by itself."""
    repaired = repair_encoding(line.encode("iso8859-15").decode("latin-1"))
    assert (repaired.text, repaired.repairs) == (line, (LATIN_9,))


def test_one_word_shows_it_for_the_whole_text() -> None:
    """Signs that say nothing by themselves are read anew where another line shows the fault; fractions stay."""
    text = "Le c½ur de la ville\nDix k¤ et ´i¸kov\nUn ½ litre, ¼ d'heure"
    assert repair_encoding(text).text == "Le cœur de la ville\nDix k€ et Žižkov\nUn ½ litre, ¼ d'heure"


@pytest.mark.parametrize(
    "text",
    [
        "A 3½-inch disk and a ¼-mile run.",
        "½ litre de lait, ¼ de beurre",
        "Il est arrivé ½ heure après",
        "1½h de route",
        "le ¾ des habitants",
        "aux ¾ pleine, ½ pomme",
        "Le symbole ¤ désigne une monnaie.",
        "Rendez-vous à 3 ¼ heures",
        "½ finale, ¼ de finale",
        "size 8½, 9½ and 10¾",
        "a ½-hour show",
        "¾-length sleeves",
        "¼ et ½ tons",
        "un demi (½) suffit",
        "Mélangez ½ tasse, ¼ cuillère",
        "5½ million d'habitants",
        "¤ Premier point\n¤ Second point",
        "für",
        "x½ + y½",
        "L'article 3 ¾ est clair",
        "½ oeuf",
        "1/2 = ½, 1/4=¼",
        "pain d´épices, c´est bon",
        "Plus ½ point à Wall Street",
        "Le fichier contient \ufffd à la place d'un signe.",
        "Le signe â s'appelle a accent circonflexe.",
        "“Oui\ufffd, dit-elle.",
        "Le prix est de 5 €\ufffd",
        "â, ê, î",
        "20\ufffd000 habitants",
        "Il dit “non” \ufffd et part",
    ],
)
def test_fractions_and_single_signs_stay(text: str) -> None:
    """Fractions, the sign for any currency, accents as apostrophes and lost characters without a cause are as they were."""
    assert repair_encoding(text).text == text


@pytest.mark.parametrize(
    ("broken", "text"),
    [
        ("He said â€œwe closeâ€\ufffd and left.", "He said “we close” and left."),
        ("â€œOuiâ€\ufffd, dit-elle. Lâ€™Ã©tÃ© est lÃ\xa0.", "“Oui”, dit-elle. L’été est là."),
        ("â€œYes,â€\ufffd she said. â€œNo.â€\ufffd", "“Yes,” she said. “No.”"),
        ("Il parle de â€œfuiteâ€\ufffd.", "Il parle de “fuite”."),
        ("â€œNo moreâ€\ufffd", "“No more”"),
        ("(â€œfinâ€\ufffd)", "(“fin”)"),
        ("donâ€™t say â€œnoâ€\ufffd!", "don’t say “no”!"),
        ("“Oui”, puis â€œnonâ€\ufffd.", "“Oui”, puis “non”."),
        ("and so it ended.â€\ufffd", "and so it ended.”"),
        ("a â€œfirstâ€\ufffd-class idea", "a “first”-class idea"),
        ("Titre â€œXâ€\ufffd: suite", "Titre “X”: suite"),
        ("l'idÃ©e â€œfolleâ€\ufffd â€” selon lui", "l'idée “folle” — selon lui"),
        ("â€œJe pars.\nâ€œTu restes ?â€\ufffd", "“Je pars.\n“Tu restes ?”"),
    ],
)
def test_lost_closing_marks_are_restored(broken: str, text: str) -> None:
    """Where a mark was opened, or a word ends, the lost character was the end of a closing mark."""
    assert repair_encoding(broken).text == text
