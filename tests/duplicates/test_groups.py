"""Groups: one of each stays, the others name it truly, facts stay apart, and nothing depends on the order of the input."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from corpus_builder.duplicates import near_duplicates
from corpus_builder.duplicates.candidates import BucketLimits
from corpus_builder.duplicates.groups import group_texts
from corpus_builder.duplicates.index import DuplicateIndex
from corpus_builder.duplicates.similarity import LONG_TEXT, SHORT_SHINGLE, compare_sets
from corpus_builder.kernels.shingles import make_shingle_sets
from corpus_builder.settings import DuplicateSettings, check_settings
from corpus_builder.system.errors import SettingsError
from tests.conftest import check_growth
from tests.invented_texts import draw_texts
from tests.oracle.near_copies import Copies, find_duplicate_documents, find_duplicates, make_origins

SETTINGS = DuplicateSettings()
TEXT = (
    "Le conseil municipal de Louvaux a voté la rénovation de la halle aux grains, dont la charpente menaçait de céder depuis "
    "la tempête de l'hiver dernier, et confié le chantier à une entreprise de la vallée."
)
VARIANTS = [
    TEXT.upper(),
    TEXT.replace("é", "e").replace("'", "’"),
    TEXT.encode().decode("cp1252"),
    "LOUVAUX (Agence Vallée) — " + TEXT,
    TEXT + " Lire aussi notre dossier",
    TEXT[: len(TEXT) * 2 // 3] + "…",
    TEXT.replace("charpente", "toiture").replace("menaçait de céder", "risquait de tomber"),
    TEXT.replace("e", "c", 5).replace("l", "1", 4),
    TEXT.replace(" ", "\u00a0"),
    TEXT.replace("de la halle", "de 1a haIle"),
]
OTHERS = [
    "Le conseil municipal de Louvaux a rejeté le budget présenté par l'adjointe aux finances après quatre heures de débat.",
    "La halle aux grains de Louvaux accueillera au printemps un marché de producteurs, annonce l'office de tourisme.",
]


def check_groups(found: Copies, rank: np.ndarray) -> None:
    count = len(found.representative)
    stays = found.representative == np.arange(count)
    assert stays[found.representative].all()
    assert (rank[found.representative] <= rank).all()
    assert (found.similarity[stays] == 1.0).all() and (found.similarity > 0).all() and (found.similarity <= 1).all()


@pytest.mark.parametrize("variant", VARIANTS)
def test_variants_are_duplicates(variant: str) -> None:
    """Case, accents, broken encodings, misread characters, additions, cuts and small edits do not hide a duplicate."""
    assert near_duplicates([TEXT, *OTHERS, variant]) == [0, 1, 2, 0]


def test_the_same_subject_is_no_duplicate() -> None:
    """Paragraphs about the same thing in other words stay, all of them."""
    assert near_duplicates([TEXT, *OTHERS]) == [0, 1, 2]


@given(st.integers(0, 10**6), st.randoms(use_true_random=False))
@hypothesis_settings(max_examples=15)
def test_order_does_not_matter(seed: int, draw: random.Random) -> None:
    """Texts in another order, each with its rank, give the same groups; of each group the lowest rank stays."""
    texts = draw_texts(seed, 40)
    rank = np.array(draw.sample(range(1000), len(texts)))
    found = find_duplicates(texts, rank, SETTINGS)
    check_groups(found, rank)
    order = np.array(draw.sample(range(len(texts)), len(texts)))
    moved = find_duplicates([texts[i] for i in order], rank[order], SETTINGS)
    assert np.array_equal(order[moved.representative], found.representative[order])
    assert np.array_equal(moved.similarity, found.similarity[order])


def test_the_lowest_rank_stays() -> None:
    """The rank decides which member stays, not the place in the list."""
    found = find_duplicates([TEXT, TEXT.upper(), TEXT + " Encore.", TEXT], np.array([3, 0, 1, 2]), SETTINGS)
    assert found.representative.tolist() == [1, 1, 1, 1]
    assert found.similarity.tolist()[:2] == [1.0, 1.0] and 0.9 < found.similarity[2] < 1


def test_a_chain_does_not_swallow() -> None:
    """Where each paragraph is like the next but the last not like the first, no member names one that it is not like."""
    words = [f"m{i}{'aeiou'[i % 5]}x{i * 7}" for i in range(60)]
    texts = [" ".join(words[i * 5 : i * 5 + 20]) for i in range(8)]
    texts = [text.replace("0", "o").replace("1", "l") for text in texts]
    found = find_duplicates(texts, np.arange(len(texts)), SETTINGS)
    check_groups(found, np.arange(len(texts)))
    assert 1 < len(set(found.representative.tolist())) < len(texts)
    goes = np.flatnonzero(found.representative != np.arange(len(texts)))
    jaccard, _, _ = compare_sets(make_shingle_sets(texts, SHORT_SHINGLE), goes, found.representative[goes])
    assert found.similarity[goes].tolist() == jaccard.tolist() and (jaccard >= SETTINGS.similarity).all()


def test_exact_copies_follow_to_the_survivor() -> None:
    """Copies of a text that itself goes name the one that stays, with its similarity, never one that goes."""
    edited = TEXT.replace("charpente", "toiture")
    found = find_duplicates([TEXT, edited, edited, f" {edited}\n"], np.arange(4), SETTINGS)
    assert found.representative.tolist() == [0, 0, 0, 0] and len(set(found.similarity[1:].tolist())) == 1
    assert found.similarity[1] < 1


def test_facts_stay_apart() -> None:
    """Results of two matches, two towns or a denial are not copies of each other, but each has its own copies."""
    texts = [
        "À l'issue d'un match disputé sous la pluie, Sorny a battu Louvaux par trois buts à un devant son public.",
        "À l'issue d'un match disputé sous la pluie, Sorny a battu Louvaux par deux buts à un devant son public.",
        "À l'issue d'un match disputé sous la pluie, Sorny a battu Varennes par trois buts à un devant son public.",
        "À l'issue d'un match disputé sous la pluie, Sorny n'a pas battu Louvaux par trois buts à un devant son public.",
    ]
    assert near_duplicates(texts + [text + " (Agence Vallée)" for text in texts]) == [0, 1, 2, 3, 0, 1, 2, 3]


def test_a_sign_is_a_fact() -> None:
    """Texts of the same letters and digits differ in a sign, but not in the way numbers are written."""
    texts = [
        f"La production de la mine a varié de {figure} % en mai, selon Rémond." for figure in ("+1 200,5", "-1 200,5", "+1200.5")
    ]
    assert near_duplicates(texts) == [0, 1, 0]


def test_short_paragraphs_are_no_copies() -> None:
    """Below the least number of words not even an exact copy goes; documents and bare texts have no such limit."""
    texts = ["Contexte", "Contexte", "Lire aussi sur le même sujet", "Lire aussi sur le même sujet"]
    rank = np.arange(4)
    assert find_duplicates(texts, rank, SETTINGS).representative.tolist() == [0, 1, 2, 3]
    assert find_duplicate_documents(texts, rank, SETTINGS).representative.tolist() == [0, 0, 2, 2] == near_duplicates(texts)


def test_long_documents_are_compared_by_long_shingles() -> None:
    """A version that adds a third is a duplicate, its similarity the common share; a common opening is none."""
    paragraphs = draw_texts(11, 400)
    paragraphs = [p for p in dict.fromkeys(paragraphs) if len(p) > 150][:60]
    first, longer, other = "\n".join(paragraphs[:20]), "\n".join(paragraphs[:30]), "\n".join(paragraphs[:4] + paragraphs[34:50])
    found = find_duplicate_documents([first, longer, other], np.arange(3), SETTINGS)
    assert found.representative.tolist() == [0, 0, 2] and found.similarity[1] > 0.95


@pytest.mark.parametrize("texts", [[], [""], ["", ""], ["x"], ["…", "…", "***"], ["\ud800", "\ud800"]])
def test_nothing_to_say(texts: list[str]) -> None:
    """Empty texts and texts without letters are alone."""
    assert near_duplicates(texts) == list(range(len(texts)))


def test_scripts_without_blanks() -> None:
    """Chinese and Thai paragraphs are found and counted as paragraphs of many words."""
    chinese = "市议会周二晚间通过了粮仓修缮计划，工程将由山谷里的一家企业承担，预计明年春天开工。"
    thai = "สภาเมืองลงมติเมื่อคืนวันอังคารให้ซ่อมแซมตลาดเก่าริมแม่น้ำและจะเริ่มงานในฤดูหนาวปีหน้า"
    texts = [chinese, thai, chinese.replace("明年春天", "今年秋天"), thai.replace("เก่า", "")]
    assert find_duplicates(texts, np.arange(4), SETTINGS).representative.tolist() == [0, 1, 0, 1]


def repeat_text(name: str, size: int) -> list[str]:
    draw = random.Random(1)
    words = TEXT.split()
    if name == "identical":
        return [TEXT] * size
    if name == "one number":
        return [f"{TEXT} Numéro {i}." for i in range(size)]
    if name == "one word":
        return [" ".join([*words[:6], "".join(draw.choices("abcdefghij", k=8)), *words[6:]]) for _ in range(size)]
    if name == "two letters":
        return ["".join(draw.choices("ab", k=60)) for _ in range(size)]
    return ["a" * i for i in range(size)]


@pytest.mark.parametrize(
    ("name", "size"),
    [("identical", 100_000), ("one number", 5_000), ("one word", 5_000), ("two letters", 1_000), ("runs", 1_500)],
)
def test_mass_produced_texts_take_time_in_proportion_to_their_number(name: str, size: int) -> None:
    """Mass-produced texts that share nearly everything are not each compared with each."""
    check_growth(near_duplicates, lambda n: repeat_text(name, n), size)


@pytest.mark.parametrize("name", ["identical", "one word"])
def test_of_a_mass_of_copies_one_is_kept(name: str) -> None:
    """However many texts are the same, or the same but for a word, they are one group."""
    assert set(near_duplicates(repeat_text(name, 2_000))) == {0}


def test_an_excerpt_goes_after_the_whole() -> None:
    """A paragraph that stands in an earlier, longer one goes as its excerpt; an earlier one stays, and so does the longer."""
    whole = " ".join([TEXT, *OTHERS, "Le maire a promis que la fête des moissons aurait lieu sous un toit neuf."])
    texts = [whole, OTHERS[0], "Rien de neuf à Louvaux ce matin, sinon la pluie."]
    found = find_duplicates(texts, np.arange(3), SETTINGS)
    assert found.representative.tolist() == [0, 0, 2] and found.excerpt.tolist() == [False, True, False]
    assert found.similarity[1] > 0.9
    assert find_duplicates(texts, np.array([2, 0, 1]), SETTINGS).representative.tolist() == [0, 1, 2]
    assert near_duplicates(texts) == [0, 1, 2]
    origins = make_origins(3)._replace(headings=np.array([False, True, False]))
    assert find_duplicates(texts, np.arange(3), SETTINGS, origins).representative.tolist() == [0, 1, 2]


def test_who_would_lose_most_of_itself_stays() -> None:
    """A later paragraph that holds an earlier, short one and much more is no copy of it, however long both are."""
    words = draw_texts(3, 60, words=4_000, chains=False)
    short, long = " ".join(words[:12]), " ".join(words[:36])
    assert min(len(short), len(long)) > LONG_TEXT
    assert find_duplicates([short, long], np.arange(2), SETTINGS).representative.tolist() == [0, 1]
    assert find_duplicates([long, short], np.arange(2), SETTINGS).representative.tolist() == [0, 0]
    assert find_duplicate_documents([short, long], np.arange(2), SETTINGS).representative.tolist() == [0, 0]


def test_an_excerpt_adds_no_fact() -> None:
    """A sentence with another number, day or name than the paragraph that holds nearly all of it is no excerpt of it."""
    whole = (
        "Les habitants du quartier nord de Sorny réclament depuis 29 mois une école plus proche de la gare et du marché. "
        "Le conseil en débattra jeudi. Une pétition a réuni les noms de la moitié des familles, selon la mairie."
    )
    part = whole.split(". ")[0] + "."
    for other, goes in ((part, True), (part.replace("29", "21"), False), (part.replace("Sorny", "Delle"), False)):
        found = find_duplicates([whole, other], np.arange(2), SETTINGS).representative.tolist()
        assert found == ([0, 0] if goes else [0, 1])


NEAR_COPIES = [f"{TEXT} {end}" for end in ("Oui.", "Non.", "Bof.", "Oui.")]


@pytest.mark.parametrize(
    "options",
    [
        {"similarity": 1.0},
        {"similarity": 1e-9},
        {"long_share": 1.0},
        {"copy_share": 1.0},
        {"excerpt_share": 1e-9},
        {"minimum_words": 99},
    ],
)
def test_extreme_settings(options: dict[str, float]) -> None:
    """Whatever settings allow can be run, and equal texts are found whatever they say."""
    assert near_duplicates(NEAR_COPIES, DuplicateSettings.model_validate(options))[3] == 0


@pytest.mark.parametrize("limits", [BucketLimits(2, 1), BucketLimits(2, 1000), BucketLimits(1000, 1)])
def test_extreme_limits(limits: BucketLimits) -> None:
    """However few texts are paired, equal texts are found."""
    index = DuplicateIndex(SETTINGS, limits=limits)
    index.add(NEAR_COPIES, np.arange(4))
    assert group_texts(index, np.arange(4)).representative[3] == 0


@pytest.mark.parametrize("key", ["short_shingle", "candidate_meetings", "crowd", "fact_text", "quote_share"])
def test_a_setting_that_is_gone_is_named(key: str) -> None:
    """A value that is fixed now is not dropped without a word."""
    with pytest.raises(SettingsError, match=rf"duplicates\.{key}: this setting no longer exists; remove it"):
        check_settings({"duplicates": {key: 3}})


@pytest.mark.parametrize("key", ["similarity", "long_share", "copy_share", "excerpt_share", "minimum_words"])
def test_settings_are_bounded(key: str) -> None:
    """A share is above 0 and 1 at most, and a number of words is 1 at least."""
    for value in (0, -1, 10_000_000):
        with pytest.raises(SettingsError, match=rf"^settings: duplicates\.{key}: "):
            check_settings({"duplicates": {key: value}})
