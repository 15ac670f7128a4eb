"""Characters that nobody sees are dropped, and those that mean something stay."""

from __future__ import annotations

import pytest

from corpus_builder.cleaning.encoding.repair import repair_encoding
from tests.conftest import check_growth


@pytest.mark.parametrize(
    ("broken", "text"),
    [
        ("La sal\xadle des fê\xadtes", "La salle des fêtes"),
        ("The \u200eboard vo\xadted.", "The board voted."),
        ("un\u2060deux", "undeux"),
        ("pro\u200bmesse", "promesse"),
        ("mot\u200d suivant", "mot suivant"),
        ("Auf\u200clage", "Auflage"),
        ("le \u202amaire\u202c parle", "le maire parle"),
        ("le \u2067maire\u2069 parle", "le maire parle"),
        ("fin.\u200f", "fin."),
        ("\u200eDébut du texte", "Début du texte"),
        ("l’\u200bété à\u200b Nice", "l’été à Nice"),
        ("« Oui\xad », dit-il.", "« Oui », dit-il."),
        ("con&shy;seil", "conseil"),
        ("con&#8203;seil", "conseil"),
        ("a\u202e b", "a b"),
        ("Ecole\u0301\xad de", "Ecolé de"),
        ("dÃ©\xadjÃ\xa0 vu", "déjà vu"),
        ("la mairie Â\xadde", "la mairie de"),
        ("Привет\xadствие", "Приветствие"),
        ("le nº 3\u200e (bis)", "le nº 3 (bis)"),
        ("12\u200b000 habitants", "12000 habitants"),
        ("mot-\u200b", "mot-"),
        ("mot-\xad\nsuite", "mot-\nsuite"),
        ("mot\xad\u200b\nsuite", "mot\xad\nsuite"),
        ("mot\u200b\xad \nsuite", "mot\xad \nsuite"),
        ("mot\xad\xad\nsuite", "mot\xad\nsuite"),
        ("→ \u200eSuite", "→ Suite"),
        ("une ligne\n\u200b\nune autre", "une ligne\n\nune autre"),
    ],
)
def test_what_nobody_sees_is_dropped(broken: str, text: str) -> None:
    """Between Latin letters, and a soft hyphen anywhere within a line, with a note."""
    repaired = repair_encoding(broken)
    assert repaired.text == text
    assert "invisible characters" in repaired.repairs


@pytest.mark.parametrize(
    "text",
    [
        "La famille 👨\u200d👩\u200d👧 arrive.",
        "❤️\u200d🔥 et 🏳️\u200d🌈",
        "می\u200cخواهم",
        "او گفت می\u200cروم و رفت",
        "שלום\u200f, עולם\u200e!",
        "قال\u200f: نعم",
        "क्\u200dष और क्\u200cष",
        "ภาษา\u200bไทย",
        "ခ\u200bမ",
        "Le mot می\u200cخواهم est persan",
        "il écrit \u202bשלום\u202c ici",
        "මේ ශ්\u200dරී",
        "ការ\u200bងារ",
        "🙂\u200d↔️ et 🧑\u200d⚕️",
        "gouverne\xad",
        "un mai\xad",
        "la politi\xad\nque",
        "l’é\xad\r\ntat",
    ],
)
def test_what_means_something_stays(text: str) -> None:
    """Between emoji, beside other scripts, and at the end of a line whose last word goes on."""
    assert repair_encoding(text).text == text
    assert repair_encoding(text).repairs == ()


@pytest.mark.parametrize(
    ("broken", "text"),
    [
        (
            "ZoÈ a dÈcl\xadarÈ que líÈtÈ br˚lait dÈj‡ ‡ cÙtÈ du ch‚\xadteau.",
            "Zoé a déclaré que l’été brûlait déjà à côté du château.",
        ),
        ("le mar\xadchÈ est ou\xadvert", "le marché est ouvert"),
        ("Áa va, le gar\xadÁon ?", "ça va, le garçon ?"),
        ("la na\xadciÛn y la re\xadgiÛn", "la nación y la región"),
        ("il a rÈ\xadpÈ\xadtÈ hier", "il a répété hier"),
        ("aprËs l'ac\xadcident, le prÈ\xadfet", "après l'accident, le préfet"),
        ("i\u200blÈtait dÈ\u200bj‡ l‡", "ilétait déjà là"),
        ("der Kˆ\xadnig reist durch die Lˆ\xadwen", "der König reist durch die Löwen"),
    ],
)
def test_soft_hyphens_hide_no_other_fault(broken: str, text: str) -> None:
    """Words that soft hyphens cut in two are seen to be misread."""
    assert repair_encoding(broken).text == text


@pytest.mark.parametrize("unit", ["\xad", "a\xad", "\u200b", "a\u200e", "\u200e", "ש\u200e", "\u200d👩", "a\xad ", "-\xad"])
def test_endless_lines_take_linear_time(unit: str) -> None:
    """A line of 60,000 such characters takes ten times as long as a tenth of it."""
    check_growth(repair_encoding, lambda n: unit * (n // len(unit)), 60_000)
