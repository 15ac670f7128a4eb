"""Which similar paragraphs a reader would call copies."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import pytest

from corpus_builder.duplicates.copies import is_link_list, split_quotations
from corpus_builder.settings import DuplicateSettings
from tests.oracle.near_copies import Origins, find_duplicates, make_origins

SETTINGS = DuplicateSettings()
PAIRS = tomllib.loads(Path(__file__).with_name("pairs.toml").read_text(encoding="utf-8"))["pairs"]
# Labelled pairs that are taken for what they are not: an encoding that is broken in one paragraph alone, a close paraphrase.
MOST_WRONG = 2

SPEECH = "« Nous avons tenu chacun de nos engagements envers les riverains »"
OTHER, STRAIGHT = SPEECH.replace("tenu", "trahi"), SPEECH.replace("« ", '"').replace(" »", '"')
LINK_LISTS = [
    "Politique | Économie | Société | Sport | Culture | Météo | Emploi | Immobilier",
    "Accueil › Régions › Vallée de l'Arnelle › Lissac › Faits divers › Un incendie détruit une grange",
    "Tags : incendie, Lissac, pompiers, grange, sécheresse, vallée de l'Arnelle, préfecture, élevage",
    "Séisme à Kermara : le bilan s'alourdit • Football : Lissac bat Senaux • Météo : le soleil revient",
    "News · Business · Sport · Weather · Travel · Podcasts · Newsletters · Jobs",
    "Read more - Ferry order goes to Tallant yard - Mayor resigns after vote - Ten walks for the autumn",
]
NO_LINK_LISTS = [
    "Le conseil a voté les crédits de l'école, de la halle, du stade, de la piscine et du théâtre.",
    "Le conseil a voté les crédits de l'école, de la halle, du stade, de la piscine et du théâtre municipal de Lissac",
    "Deux villages – Lissac et Senaux – partageront un maître, un car et une cantine à partir de la rentrée.",
    "The council voted on schools - a first step - and on roads - a second one - before it broke up for the summer.",
    "The ferry sank off Sorny at dawn, its owner said, and all forty passengers were brought ashore by two trawlers",
    "« Lissac, Senaux, Tarsi, Orbeil, Corvenne : partout la même colère »",
]


def remove(texts: list[str], documents: list[int], families: list[int]) -> list[int]:
    """For each text the one that is kept in its place, as they stand in documents of families."""
    origins = Origins(np.array(documents), np.array(families), np.zeros(len(texts), bool))
    return list(map(int, find_duplicates(texts, np.arange(len(texts)), SETTINGS, origins).representative))


def test_labelled_pairs_are_told_apart() -> None:
    """Between other documents edited agency copy goes; paraphrases, shared quotations, retold facts and frames stay."""
    wrong = [pair["texts"] for pair in PAIRS if (remove(pair["texts"], [0, 1], [0, 1]) == [0, 0]) != pair["copy"]]
    assert len(PAIRS) >= 60 and len(wrong) <= MOST_WRONG


def test_between_reprints_every_labelled_copy_is_removed() -> None:
    """Of documents that are one text, a paragraph that was edited more is a copy, too."""
    assert all(remove(pair["texts"], [0, 1], [0, 0]) == [0, 0] for pair in PAIRS if pair["copy"])


def test_an_excerpt_is_removed_from_reprints_alone() -> None:
    """A press release swallows no sentence of an article."""
    texts = next(pair["texts"] for pair in PAIRS if pair["kind"] == "release")
    assert remove(texts, [0, 1], [0, 0]) == [0, 0]
    assert remove(texts, [0, 1], [0, 1]) == [0, 1]


def test_paragraphs_of_one_document_are_no_reprints() -> None:
    """What one document says twice in other words stays, though the document is of one family with itself."""
    texts = next(pair["texts"] for pair in PAIRS if pair["kind"] == "paraphrase")
    assert remove(texts, [0, 0], [0, 0]) == [0, 1]


def test_a_text_that_others_have_too_is_no_reprint() -> None:
    """One that stands in another document as well goes only where all of them may lose it."""
    one, other = next(pair["texts"] for pair in PAIRS if pair["kind"] == "release")
    assert remove([one, other, other], [0, 1, 2], [0, 0, 2]) == [0, 1, 1]


@pytest.mark.parametrize(
    ("other", "goes"),
    [
        (f"{SPEECH}, a déclaré mardi Claire Vasseur, présidente de la fondation Estran, devant une salle comble.", True),
        (f"{STRAIGHT}, a déclaré mardi Claire Vasseur, la présidente de la fondation Estran, devant une salle comble.", True),
        (f"{OTHER}, a déclaré Claire Vasseur, présidente de la fondation Estran, devant une salle comble.", False),
        (f"Au bar du port, on rit encore : {SPEECH}. La présidente Claire Vasseur n'a convaincu personne.", False),
    ],
)
def test_quotations_decide(other: str, goes: bool) -> None:
    """A paragraph goes only where the quoted words are the same and what stands around them is similar, too."""
    one = f"{SPEECH}, a déclaré Claire Vasseur, présidente de la fondation Estran, devant une salle comble."
    assert remove([one, other], [0, 1], [0, 1]) == [0, 0 if goes else 1]


def test_equal_letters_are_a_copy_in_whatever_marks() -> None:
    """Marks that one edition leaves out or sets otherwise make no other quotation."""
    texts = [
        "La mairie dit : « nous ne vendrons pas le moulin du lac ».",
        "La mairie dit : nous ne vendrons pas le moulin du lac.",
    ]
    assert remove(texts, [0, 1], [0, 1]) == [0, 0]


@pytest.mark.parametrize("mark", ["«", '"', "'", "‘", "„", "“"])
def test_marks_that_are_never_closed(mark: str) -> None:
    """A text of opening marks alone is read once, not once from each of them."""
    text = f" {mark}mot" * 200_000
    assert len(split_quotations(text).letters) == 600_000


@pytest.mark.parametrize("text", LINK_LISTS)
def test_lists_of_links_are_kept(text: str) -> None:
    """Navigation, teasers and tags make no groups, not even as exact copies."""
    assert is_link_list(text)
    assert remove([text, text], [0, 1], [0, 1]) == [0, 1]


@pytest.mark.parametrize("text", NO_LINK_LISTS)
def test_enumerations_are_no_lists_of_links(text: str) -> None:
    """A sentence may have commas and dashes, whether or not it has its full stop."""
    assert not is_link_list(text)


def test_titles_are_no_lists_of_links() -> None:
    """What is marked as a heading is compared, whatever its marks."""
    text = "Lissac | Vallée de l'Arnelle | Le conseil vote la rénovation de la halle aux grains"
    origins = make_origins(2)._replace(headings=np.array([True, True]))
    assert find_duplicates([text, text], np.arange(2), SETTINGS, origins).representative.tolist() == [0, 0]
