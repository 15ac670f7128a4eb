"""The ends of sentences: one place for the marks, and an answer for each question that the stations ask."""

from __future__ import annotations

from itertools import pairwise

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.text.sentences import (
    ALL_STOPS,
    CLAUSE_STOPS,
    SENTENCE_END,
    SENTENCE_WITHIN,
    STARTERS,
    STOPS,
    TRAILING_SIGNS,
    compile_stop,
    ends_sentence,
    find_last_sentence,
    find_last_stop,
    find_stops,
    split_sentences,
    starts_sentence,
)

ABBREVIATIONS = frozenset({"mme", "etc"})
TEXTS = st.text(st.sampled_from("aB é.!?…。»”\"')(: \n•«—M"), max_size=40)


def cut(text: str) -> list[str]:
    """A text cut behind the stops that are found."""
    places = [0, *find_stops(text, 0, len(text), ABBREVIATIONS), len(text)]
    return [piece.strip() for start, end in pairwise(places) if (piece := text[start:end]).strip()]


def test_marks_of_few_languages_are_among_those_of_all() -> None:
    """Whoever asks for more marks asks for all that others do."""
    assert set(STOPS) < set(ALL_STOPS) and set(STOPS) < set(CLAUSE_STOPS) < STARTERS


@pytest.mark.parametrize(
    "text", ["Il pleut.", "Il pleut. »", "Il pleut ! »)", "Il pleut…*", "雨が降る。」", "क्या हुआ।", "هل تمطر؟", "Es regnet.“ \n"]
)
def test_a_line_ends_like_a_sentence(text: str) -> None:
    """Marks, brackets, the star of a footnote and blanks may stand behind the stop, in any script."""
    assert ends_sentence(text)


@pytest.mark.parametrize(
    "text", ["", " ", "»", "Il pleut", "Il pleut :", "Les titres du 3. mai", "v2.0", "Il pleut. Elle", "(sic)"]
)
def test_a_line_that_goes_on(text: str) -> None:
    """A colon, a stop within and marks without a stop are no end."""
    assert not ends_sentence(text)


@given(st.text(st.sampled_from("aé .!?…。؟»”\"'’)]*」:\n"), max_size=9))
def test_columns_and_single_texts_have_one_answer(text: str) -> None:
    """Arrow is asked by a pattern for a whole column, everybody else by a function."""
    assert pc.match_substring_regex(pa.array([text]), SENTENCE_END)[0].as_py() == ends_sentence(text)


@pytest.mark.parametrize("sign", TRAILING_SIGNS)
def test_each_sign_may_stand_behind_the_stop(sign: str) -> None:
    """None of them is an accident of how the pattern escapes it."""
    assert ends_sentence(f"Il pleut.{sign}") and pc.match_substring_regex(pa.array([f"Il pleut.{sign}"]), SENTENCE_END)[0].as_py()


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Il pleut. Elle sort.", ["Il pleut.", "Elle sort."]),
        ("Il pleut.Elle sort !Assez", ["Il pleut.", "Elle sort !", "Assez"]),
        ("Mme. Kern attend, etc. Le bac part.", ["Mme. Kern attend, etc. Le bac part."]),
        ("J. Kern vit à U.S. Steel.", ["J. Kern vit à U.S. Steel."]),
        ("Il attend... et repart. (Tard.) Fin", ["Il attend... et repart.", "(Tard.)", "Fin"]),
        ("www.Site 3.5 Fin", ["www.", "Site 3.5 Fin"]),
    ],
)
def test_stops_behind_which_a_sentence_begins(text: str, sentences: list[str]) -> None:
    """A small letter behind a stop, an abbreviation or a single letter before it: the sentence goes on."""
    assert cut(text) == sentences


@given(TEXTS, st.integers(0, 40), st.integers(0, 40))
def test_stops_lie_within_their_bounds(text: str, start: int, end: int) -> None:
    """Each is behind a mark or its brackets; the last sentence begins at the last of them that is not the end."""
    end = min(end, len(text))
    start = min(start, end)
    stops = list(find_stops(text, start, end, ABBREVIATIONS))
    assert all(start < stop <= end and text[stop - 1] in STOPS + ")]" for stop in stops)
    assert find_last_sentence(text, start, end, ABBREVIATIONS) == max((stop for stop in stops if stop < end), default=start)


@pytest.mark.parametrize(
    ("before", "starts"),
    [
        ("", True),
        ("Il pleut. ", True),
        ("Il pleut.", True),
        ("Il dit : « ", True),
        ("» — ", True),
        ("• ", True),
        ("le ", False),
        ("a, ", False),
    ],
)
def test_a_word_begins_a_sentence(before: str, starts: bool) -> None:
    """Behind a stop, a colon, closed speech and the point of a list its capital tells nothing."""
    assert starts_sentence(f"{before}Anne dort", len(before)) is starts


def test_sentences_are_split_behind_their_marks() -> None:
    """The closing mark belongs to neither; abbreviations cut as well."""
    assert split_sentences("« Il pleut ! » M. Kern sort.Fin") == ["« Il pleut !", "M.", "Kern sort.Fin"]


def test_ends_are_counted_but_for_titles_and_initials() -> None:
    """A line break counts, too; without its title the stop behind it would."""
    text = "Mr. J. Kern dort. Elle sort !\nIl reste."
    assert len(compile_stop(frozenset({"Mr"})).findall(text)) == 2
    assert len(compile_stop(frozenset()).findall(text)) == 3


@pytest.mark.parametrize(
    ("text", "ends"), [("Il pleut. «Assez", True), ("Es regnet. „Genug", True), ("M. J. Kern", False), ("v. 3.5 et plus", False)]
)
def test_a_sentence_ends_within(text: str, ends: bool) -> None:
    """A stop behind two letters and a capital behind it; an initial is one letter."""
    assert (SENTENCE_WITHIN.search(text) is not None) is ends


@given(TEXTS, st.integers(0, 40), st.integers(0, 40), st.integers(0, 41))
def test_the_last_stop_is_the_last_of_all(text: str, start: int, end: int, before: int) -> None:
    """Looked for from the right, the last stop is the one that is found from the left."""
    start, end = min(start, len(text)), min(end, len(text))
    stops = [stop for stop in find_stops(text, start, end, ABBREVIATIONS) if stop < before]

    assert find_last_stop(text, start, end, ABBREVIATIONS, before) == (stops[-1] if stops else None)
