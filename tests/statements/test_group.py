"""The same statement quoted again; all statements are invented.

Of the translations and look-alikes every second one was looked at when thresholds were chosen, the others were only counted.
"""

from __future__ import annotations

import json
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.settings import StatementSettings, check_settings
from corpus_builder.system.errors import SettingsError
from tests.conftest import SHARED, TOP
from tests.oracle.quote_groups import group_statements

# `translated`: a French statement and below it the same as an English paper has it; the speaker, where known, before the dash.
# `lookalikes`: the same topic and often the same words, but another fact. `topics`: what people said of one event, in French and,
# below the line, in English: no two are the same.
EXAMPLES = TOP / "tests" / "data" / "statements"
GOLD = SHARED / "gold" / "quotes"
Row = tuple[str, str | None, str]
SAME: list[tuple[Row, Row]] = [
    (
        ("Le bac de Brie circulera jusqu'en mars", "Luc Perrin", "fr"),
        ("Le bac de Brie circulera jusqu'en mars", "Luc Perrin", "fr"),
    ),
    (
        ("Nous avons refait la digue, et le bac de Brie circulera jusqu'en mars", "Luc Perrin", "fr"),
        ("le bac de Brie circulera jusqu'en mars", "M. Perrin", "fr"),
    ),
    (
        ("La digue du port coûtera 40 millions et durera un siècle", "Luc Perrin", "fr"),
        ("The harbour dike will cost 40 million and will last a century", "Luc Perrin", "en"),
    ),
    (
        ("Nous devons investir massivement dans la digue du port", "Luc Perrin", "fr"),
        ("Nous devons massivement investir dans cette digue du port", None, "fr"),
    ),
    (
        ("Notre bac a perdu un passager, et la tempête de janvier arrive", "Luc Perrin", "fr"),
        ("Our ferry lost a passenger and the January storm is coming", "Luc Perrin", "en"),
    ),
    (
        ("Ce bac est un grand pas vers la liberté du port", None, "fr"),
        ("Ce bac est un grand pas vers la liberté du port de Brie", None, "fr"),
    ),
    (
        ("Pendant six mois, la circulation sera interdite sur la digue, qui sera fermée", None, "fr"),
        ("La digue sera fermée à la circulation pendant six mois", None, "fr"),
    ),
    (
        ("Le bac, demain, fermera: c'est sûr", None, "fr"),
        ("le bac demain fermera ; c'est sûr", None, "fr"),
    ),
    (("une honte", "Luc Perrin", "fr"), ("a disgrace", "Mr Perrin", "en")),
    (("sabotage", "un porte-parole du port", "fr"), ("sabotage", "a harbour spokesman", "en")),
    (("a leaking pier", "Ann Brill", "en"), ("We have a leaking pier and no ferry", "Ann Brill", "en")),
    (("Le bac coûte mille deux cents euros par mois", None, "fr"), ("bac coûte 1 200 euros par mois", None, "fr")),
    (("des tempêtes terrifiantes", "il", "fr"), ("terrifying storms", None, "en")),
]
APART: list[tuple[Row, Row]] = [
    (("La digue coûtera 40 millions d'euros", "Luc Perrin", "fr"), ("La digue coûtera 90 millions d'euros", "Luc Perrin", "fr")),
    (("Le bac rejoindra le port de Brie demain", None, "fr"), ("Le bac rejoindra le port de Kerven demain", None, "fr")),
    (("Le bac de la région circulera demain", None, "fr"), ("Le bac de la région ne circulera pas demain", None, "fr")),
    (("Le bac de la région circulera demain", "Luc Perrin", "fr"), ("Le bac de la région circulera demain", "Odile Kern", "fr")),
    (("Le bac de la région circulera demain", None, "fr"), ("C'est pas demain que le bac de la région circulera", None, "fr")),
    (("La guerre des prix est perdue", None, "fr"), ("We never lost the price war", None, "en")),
    (("Oui", None, "fr"), ("Oui", None, "fr")),
    (("Le bac circulera lundi dans le port", None, "fr"), ("Le bac circulera jeudi dans le port", None, "fr")),
    (("Le prix du bac va encore augmenter", None, "fr"), ("Le prix du bac va encore baisser", None, "fr")),
    (("La digue coûtera deux cents millions d'euros", None, "fr"), ("The dike will cost 300 million euros", None, "en")),
    (("Les pêcheurs belges refusent la digue", None, "fr"), ("Norwegian fishermen refuse the dike", None, "en")),
    (("Le bac de la région circulera demain", "Luc Kern", "fr"), ("Le bac de la région circulera demain", "Odile Kern", "fr")),
    (("La grève du port a duré six semaines", None, "fr"), ("The strike at the harbour lasted six months", None, "en")),
    (("La moitié des pêcheurs veulent partir", None, "fr"), ("A third of fishermen want to leave", None, "en")),
    (("une honte", "Luc Perrin", "fr"), ("a disgrace", None, "en")),
    (("a leaking pier", "Ann Brill", "en"), ("We have a leaking pier and no ferry", None, "en")),
    (("Le bac partira du port demain", "le maire de Brie", "fr"), ("Le bac partira du port demain", "l'architecte", "fr")),
    (("The ferry leaves the port", "Jane Kern", "en"), ("The ferry leaves the port", "John Kern", "en")),
    (("The budget protects ferries", "Ann Brill", "en"), ("The budget protects harbours", "Ann Brill", "en")),
    (("sabotage", "le maire", "fr"), ("sabotage", "the mayor", "en")),
    (("The bridge of Brill will open soon", None, "en"), ("La mairie de Kerven vendra ses bateaux", None, "fr")),
]


def group(*rows: Row) -> list[int]:
    texts, speakers, languages = zip(*rows, strict=True)
    return group_statements(texts, speakers, languages, StatementSettings())


@pytest.mark.parametrize(("one", "other"), SAME)
def test_a_statement_quoted_again_joins_the_first(one: Row, other: Row) -> None:
    """Copies, parts, other wordings and translations belong to the group of the first."""
    assert group(one, other) == [0, 0]
    assert group(other, one) == [0, 0]


@pytest.mark.parametrize(("one", "other"), APART)
def test_look_alikes_with_other_facts_stay_apart(one: Row, other: Row) -> None:
    """Other numbers, names, speakers or a negation make another statement."""
    assert group(one, other) == [0, 1]


@given(
    st.lists(
        st.tuples(
            st.text("abcé «1 ", max_size=30) | st.text(max_size=30),
            st.sampled_from([None, "Luc Perrin"]) | st.text(max_size=9),
            st.sampled_from(["fr", "en", "de", None]),
        )
    )
)
def test_a_group_is_named_by_its_first_member(rows: list[tuple[str, str | None, str | None]]) -> None:
    """Every quote points at an earlier one, or itself, that points at itself."""
    found = group_statements([r[0] for r in rows], [r[1] for r in rows], [r[2] for r in rows], StatementSettings())
    assert all(found[first] == first <= number for number, first in enumerate(found))


def test_a_group_takes_no_other_speaker() -> None:
    """A copy without a speaker joins one who said it, and leads nobody else into that group."""
    text = "Le bac de la région circulera demain"
    assert group((text, "Luc Perrin", "fr"), (text, None, "fr"), (text, "Odile Kern", "fr")) == [0, 0, 2]


def test_many_alike_are_compared_with_few() -> None:
    """Quotes all of the same words, in any order or equal, are one group, and grouping them ends."""
    words = ["digue", "bac", "port", "tempête", "passager", "marée", "phare", "quai"]
    turned = [" ".join(words[place % 8 :] + words[: place % 8]) for place in range(5000)]
    assert set(group(*((text, None, "fr") for text in turned))) == {0}
    assert set(group(*(("Le bac du port de Brie partira", None, "fr") for _ in range(20_000)))) == {0}


def test_a_long_quote_is_read_in_part() -> None:
    """Two quotes that differ only beyond some pages are equal."""
    text = "le bac quitte le port " * 2000
    assert group((text + "demain", None, "fr"), (text + "hier", None, "fr")) == [0, 0]


def read_gold(name: str) -> list[tuple[Row, str, str]]:
    """Each quote of a labelled file with its group and its sentence; one without a group is its own."""
    rows = [json.loads(line) for line in (GOLD / name).read_text(encoding="utf-8").splitlines()]
    return [
        ((quote["text"], quote["speaker"], row["lang"]), quote.get("group") or f"{row['id']} {quote['start']}", row["text"])
        for row in rows
        for quote in row["quotes"]
    ]


@pytest.mark.skipif(not GOLD.is_dir(), reason="the labelled translations are third-party texts and lie beside the project")
@pytest.mark.parametrize(
    ("named", "in_sentence", "floor"),
    [(True, True, 35), (False, True, 34), (True, False, 28), (False, False, 26)],
    ids=["speakers and sentences", "sentences", "speakers", "words alone"],
)
def test_labelled_translations_join(named: bool, in_sentence: bool, floor: int) -> None:
    """Most statements found in a French and an English text join, and no two that are not the same do."""
    french, english = read_gold("pud_fr.dev.jsonl"), read_gold("pud_en.dev.jsonl")
    for rows in (french + english, english + french):
        texts, speakers, languages = zip(*(row for row, _, _ in rows), strict=True)
        contexts = [sentence for _, _, sentence in rows] if in_sentence else None
        found = group_statements(texts, speakers if named else [None] * len(rows), languages, StatementSettings(), contexts)
        members: dict[int, set[str]] = defaultdict(set)
        places: dict[str, list[set[int]]] = defaultdict(lambda: [set(), set()])
        for (row, name, _), first in zip(rows, found, strict=True):
            members[first].add(name)
            places[name][row[2] == "en"].add(first)
        both = [sides for sides in places.values() if all(sides)]
        joined = sum(bool(one & other) for one, other in both)
        print(f"{joined} of {len(both)} translations joined")
        assert joined >= floor
        assert [names for names in members.values() if len(names) > 1] == []


def test_a_phrase_in_two_languages_needs_its_sentence() -> None:
    """A word or two join their translation when the sentences around them are translations, too."""
    sentences = [
        "À Kerven, le maire Luc Perrin a qualifié la digue de 40 mètres d'« admirable ».",
        "In Kerven, mayor Luc Perrin called the 40-metre dike “admirable”.",
        "In Brill, the surgeon called the evening meal of her colleagues “admirable”.",
    ]
    texts, languages = ["admirable"] * 3, ["fr", "en", "en"]
    assert group_statements(texts, [None] * 3, languages, StatementSettings(), sentences) == [0, 0, 2]
    assert group_statements(texts, [None] * 3, languages, StatementSettings()) == [0, 1, 2]


def read_pairs(name: str) -> list[tuple[Row, Row]]:
    lines = (EXAMPLES / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [(read_line(fr, "fr"), read_line(en, "en")) for fr, en in zip(lines[::2], lines[1::2], strict=True)]


def read_line(line: str, language: str) -> Row:
    speaker, dash, text = line.rpartition(" — ")
    return text, speaker if dash else None, language


def count_joined(pairs: list[tuple[Row, Row]]) -> int:
    return sum(group(one, other) == [0, 0] and group(other, one) == [0, 0] for one, other in pairs)


def test_a_translation_is_alike_by_its_rarest_words() -> None:
    """A quote with the words of another in its own language is none by that alone."""
    sentence = "porte-parole port council Sorny."
    texts = ["porte-parole", "un porte-parole du port", "un porte-parole du port"]
    found = group_statements(texts, ["", "", "Luc Perrin"], ["es", "en", "fr"], StatementSettings(), ["", sentence, sentence])
    assert found == [0, 1, 2]


def test_a_share_that_is_exactly_enough_is_enough() -> None:
    """Three names are four fifths beside three frequent words, whatever floats make of them."""
    texts = ["day Morvel Kerven Brill country course", "fact Morvel Kerven Brill feel find"]
    assert group_statements(texts, [None] * 2, ["en"] * 2, StatementSettings(overlap=0.8)) == [0, 0]


@pytest.mark.parametrize(("half", "least"), [(0, 18), (1, 16)])
def test_translations_join(half: int, least: int) -> None:
    """Most free translations join, in the half that thresholds were chosen by and in the other."""
    found = count_joined(read_pairs("translated")[half::2])
    print(f"{found} of 20 translations joined in half {half}")
    assert found >= least


@pytest.mark.parametrize(("half", "most"), [(0, 2), (1, 0)])
def test_look_alikes_in_the_other_language_stay_apart(half: int, most: int) -> None:
    """Another number, name, date, side or denial keeps statements apart; another noun or verb alone may not."""
    found = count_joined(read_pairs("lookalikes")[half::2])
    print(f"{found} of 20 look-alikes joined in half {half}")
    assert found <= most


def test_translations_fed_together_join_no_others() -> None:
    """Among all translations at once no two different statements join."""
    pairs = read_pairs("translated")
    groups = group(*(one for one, _ in pairs), *(other for _, other in pairs))
    members: dict[int, set[int]] = {}
    for place, first in enumerate(groups):
        members.setdefault(first, set()).add(place % len(pairs))
    assert [found for found in members.values() if len(found) > 1] == []


def test_statements_on_one_topic_stay_apart() -> None:
    """Of hundreds of pairs on one event each nearly none join: topic words are no statement."""
    found = []
    for topic in (EXAMPLES / "topics.txt").read_text(encoding="utf-8").strip().split("\n\n"):
        french, english = (part.strip().splitlines() for part in topic.split("--"))
        found += [(one, other) for one in french for other in english if group((one, None, "fr"), (other, None, "en")) == [0, 0]]
    print(f"{len(found)} of 384 pairs on one topic joined")
    assert len(found) <= 3


@pytest.mark.parametrize(
    ("key", "instead"),
    [
        ("statement_overlap", "use statements.overlap"),
        ("foreign_overlap", "use statements.foreign_overlap"),
        ("context_reach", "remove it"),
        ("statement_evidence", "remove it"),
    ],
)
def test_a_setting_that_is_gone_is_named(key: str, instead: str) -> None:
    """What moved to the section `statements` is named there, and a value that is fixed now is not dropped without a word."""
    with pytest.raises(SettingsError, match=rf"^settings: quotes\.{key}: this setting no longer exists; {instead}"):
        check_settings({"quotes": {key: 0.5}})


@pytest.mark.parametrize("key", ["overlap", "foreign_overlap"])
def test_settings_are_bounded(key: str) -> None:
    """A share is above 0 and 1 at most."""
    for value in (0, -0.5, 1.5):
        with pytest.raises(SettingsError, match=rf"^settings: statements\.{key}: "):
            check_settings({"statements": {key: value}})


def test_the_overlap_decides() -> None:
    """Two quotes in one language that share a part of their words are one statement only for a lower `overlap`."""
    texts = ["Chaque jour, le monde voit le port, le bac et la digue", "Un homme parle du port, du bac et de la digue"]
    groups = [group_statements(texts, [None] * 2, ["fr"] * 2, StatementSettings(overlap=share)) for share in (0.8, 0.3)]
    assert groups == [[0, 1], [0, 0]]
