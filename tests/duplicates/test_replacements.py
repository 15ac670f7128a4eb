"""Sentences that are filled with other facts stay, all of them; copies that were edited are found."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.invented_templates import write_templates
from corpus_builder.duplicates import near_duplicates
from corpus_builder.duplicates.replacements import (
    count_replaced,
    fill_one_frame,
    find_gaps,
    find_plain_frames,
    read_frame_words,
    read_word_row,
)
from corpus_builder.kernels.word_sets import read_word_columns

FRAMES = write_templates(14, 1)

OTHER_FACTS = [
    (
        "Pharmacie de garde ce dimanche : officine Bertin, 12 rue du Lavoir à Lissac, ouverte de 9 à 19 heures.",
        "Pharmacie de garde ce samedi : officine Colas, 4 place du Marché à Senaux, ouverte de 8 à 20 heures.",
    ),
    (
        "La commune de Lissac recrute une cantinière et un jardinier pour l'école ; candidatures en mairie.",
        "La commune de Lissac recrute un archiviste et une puéricultrice pour la crèche ; candidatures en mairie.",
    ),
    (
        "Nous voulons des bancs, des arbres et une fontaine pour la place, ont répété les habitants réunis samedi.",
        "Nous voulons des pavés, des lampes et une buvette pour la place, ont répété les habitants réunis samedi.",
    ),
    (
        "Le baril de brut a perdu 2,4 % à 71,30 dollars mardi à New York, tandis que l'or s'échangeait à 1 912 dollars l'once.",
        "Le baril de brut a gagné 1,1 % à 74,85 dollars jeudi à Londres, tandis que l'or s'échangeait à 1 934 dollars l'once.",
    ),
    (
        "Naissance : Camille et Robin Astier ont la joie d'annoncer l'arrivée de Jules, né le 3 mai à la maternité de Tarsi.",
        "Naissance : Sarah et Malo Perrin ont la joie d'annoncer l'arrivée de Rose, née le 9 juin à la maternité d'Orbeil.",
    ),
    (
        "Un séisme de magnitude 5,1 a secoué dimanche l'île de Kermara, sans faire de victime, selon l'observatoire.",
        "Un séisme de magnitude 6,3 a secoué mercredi la région de Tolbeck, sans faire de victime, selon l'observatoire.",
    ),
    (
        "The ferry from Oxley to the islands will leave at 7.15 instead of 8.30 on Monday because of the spring tide.",
        "The ferry from Pell to the islands will leave at 9.45 instead of 6.10 on Thursday because of the spring tide.",
    ),
    (
        "Police are looking for a woman aged 34 who was last seen in Barnwick on Sunday wearing a green coat and boots.",
        "Police are looking for a boy aged 15 who was last seen in Kelby on Friday wearing a grey jumper and trainers.",
    ),
    (
        "The library will lend saws, drills and ladders to members who have attended a course on safety in the workshop.",
        "The library will lend tents, stoves and canoes to members who have attended a course on safety in the workshop.",
    ),
    (
        "Pork prices at Ravenhill market rose to 210 pence a kilo on Tuesday as buyers competed for a small number of animals.",
        "Lamb prices at Penrith market fell to 480 pence a kilo on Friday as buyers competed for a large number of animals.",
    ),
    (
        "A jury in Dalton convicted a plumber of fraud on Monday after a trial of nine days in which forty witnesses were heard.",
        "A jury in Selby convicted a nurse of theft on Thursday after a trial of six days in which twenty witnesses were heard.",
    ),
    (
        "Trains between Vale and Upwell will be replaced by buses on Sunday while engineers repair a bridge at Holmby.",
        "Trains between Eastry and Marden will be replaced by buses on Saturday while engineers inspect a tunnel at Orford.",
    ),
]
COPIES = [
    (
        "Le conseil de Lissac a voté lundi soir la vente de l'ancien presbytère à un couple de potiers venus de Tarsi.",
        "Le conseil municipal de Lissac a voté, lundi soir, la vente du vieux presbytère à un couple de potiers de Tarsi.",
    ),
    (
        "Les pompiers ont mis trois heures à éteindre le feu qui avait pris dans la grange d'un éleveur de Senaux.",
        "Les pompiers ont mis 3 heures à éteindre le feu qui avait pris dans la grange d'un éleveur, à Senaux. (AFP)",
    ),
    (
        "Le chantier de la rocade commencera en mars, a confirmé le préfet, malgré les recours de deux associations.",
        "Le chantier de la rocade débutera en mars, a indiqué le préfet, malgré les recours de deux associations.",
    ),
    (
        "La fondation Estran a publié les comptes de son dernier exercice, que ses donateurs attendaient depuis janvier.",
        "La fondatlon Estran a pub1ié les cornptes de son dcrnier exercice, que ses donateurs attendaicnt depuis janvier.",
    ),
    (
        "The committee voted on Thursday to keep the swimming pool open for another year, despite its mounting losses.",
        "The committee has voted to keep the swimming pool open for another year despite mounting losses.",
    ),
    (
        "Engineers found cracks in two piers of the bridge and advised the county to close it to lorries at once.",
        "Engineers discovered cracks in two piers of the bridge and urged the county to close it to lorries at once.",
    ),
    (
        "Dr Nora Pike, who led the study of the bay, said the mussels had recovered faster than anyone had expected.",
        "Nora Pike, a biologist who led the study of the bay, said the mussels recovered faster than anyone expected.",
    ),
]


@pytest.mark.parametrize("frame", FRAMES)
def test_no_notice_of_a_frame_is_a_copy_of_another(frame: str) -> None:
    """Weather, results, courts, road works, votes, programmes and advertisements are each about something else."""
    texts = FRAMES[frame]
    assert near_duplicates(texts) == list(range(len(texts)))


@pytest.mark.parametrize("frame", FRAMES)
def test_edited_copies_of_notices_are_found(frame: str) -> None:
    """Capitals, a broken encoding, an agency's name and a cut hide no copy, however many others share its frame."""
    hand = random.Random(frame)
    for number, text in enumerate(FRAMES[frame][:4]):
        words = text.split(" ")
        copy = hand.choice(
            [
                text.upper(),
                text.encode().decode("cp1252", "replace"),
                f"{text} (AFP)",
                " ".join(words[: -len(words) // 6]),
            ]
        )
        assert near_duplicates([*FRAMES[frame], copy])[-1] == number


@pytest.mark.parametrize(("one", "other"), OTHER_FACTS)
def test_other_nouns_names_and_numbers_are_other_facts(one: str, other: str) -> None:
    """What differs word for word in what it says stays, in either order."""
    assert near_duplicates([one, other]) == near_duplicates([other, one]) == [0, 1]


@pytest.mark.parametrize(("one", "other"), COPIES)
def test_edited_words_are_no_other_facts(one: str, other: str) -> None:
    """Words put in, taken out, misread or exchanged for others of their meaning make no other fact."""
    assert near_duplicates([one, other]) == near_duplicates([other, one]) == [0, 0]


def test_a_word_may_stand_in_two_slots() -> None:
    """What the one text says first and the other last does not hold their words together."""
    one, other = map(
        read_word_row, ("La crèche, puis la halle, seront vendues mardi.", "La halle, puis le lavoir, seront vendus jeudi.")
    )
    assert count_replaced(one, other, find_gaps(one, other)) == (1, 2, 0)


@given(
    st.lists(
        st.sampled_from(["Sorny", "lundi", "12", "le", "pont", "ferme", "halle", "mille", "3", "grand", "Orbec"]), max_size=12
    ),
    st.data(),
)
def test_gaps_hold_all_that_differs(words: list[str], data: st.DataObject) -> None:
    """Outside of the gaps both texts have the same words in the same order."""
    one, other = read_word_row(" ".join(words)), read_word_row(" ".join(data.draw(st.permutations(words))[:9]))
    kept = [list(row.words) for row in (one, other)]
    for first, last, low, high in reversed(find_gaps(one, other)):
        del kept[0][first:last], kept[1][low:high]
    assert kept[0] == kept[1]


@given(st.text(max_size=80))
def test_a_text_is_filled_as_itself(text: str) -> None:
    """No text replaces anything in itself."""
    row = read_word_row(text)
    assert not fill_one_frame(row, row)


WORDS = (
    "le pont De du Sorny Orbec M. Sorné 3 12 12,5 deux mars Mars pas lundi ferme fermé fermera . 1 200 hier La drainage drilling"
)


def find_plain(texts: list[str], least_share: float) -> list[tuple[int, int]]:
    """Which of all pairs of texts are plainly one frame."""
    pairs = np.array([(a, b) for a in range(len(texts)) for b in range(len(texts)) if a != b], np.int64).reshape(-1, 2)
    one, other = pairs.T
    rows = list(map(read_word_row, texts))
    lacking = np.array([len(rows[a].different - rows[b].different) for a, b in pairs.tolist()], np.int64)
    shares = np.full(len(pairs), least_share)
    plain = find_plain_frames(read_frame_words(read_word_columns(texts)), one, other, lacking, shares)
    return [(a, b) for a, b in pairs[plain].tolist()]


@given(st.lists(st.lists(st.sampled_from(WORDS.split()), max_size=12).map(" ".join), max_size=4), st.sampled_from([0.0, 0.15]))
def test_what_is_plain_is_what_reading_finds(texts: list[str], least_share: float) -> None:
    """No two texts are plainly one frame that are none when they are read word by word."""
    rows = list(map(read_word_row, texts))
    for a, b in find_plain(texts, least_share):
        assert fill_one_frame(rows[a], rows[b], least_share), (texts[a], texts[b])


@pytest.mark.parametrize("family", FRAMES)
def test_most_frames_are_plain(family: str) -> None:
    """Of the invented frames nearly all pairs need no reading, and those that are plain are frames."""
    texts = FRAMES[family]
    rows = list(map(read_word_row, texts))
    frames = [(a, b) for a in range(len(texts)) for b in range(len(texts)) if a != b and fill_one_frame(rows[a], rows[b])]
    plain = find_plain(texts, 0.0)
    assert set(plain) <= set(frames) and 2 * len(plain) >= len(frames)


def test_edited_copies_are_not_plainly_frames() -> None:
    """A copy with a word more, another inflection or another spelling is none."""
    texts = [
        "Le vieux pont de Sorny ferme lundi 3 mai pour travaux.",
        "Le pont de Sorny fermera lundi 3 mai pour travaux.",
        "Le vieux pont de Sorni ferme lundi 3 mai pour travaux.",
    ]
    assert find_plain(texts, 0.0) == []
