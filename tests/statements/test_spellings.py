"""Texts are cut into words and numbers; all texts are invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.statements import spellings
from corpus_builder.statements.spellings import split_texts

HOSTILE = st.text("aBnN'’t.,1é \u00a0«\n\u0301\ud800\U0001d400\0_²", max_size=25) | st.text(max_size=15)
Row = tuple[str, bool, bool]


def list_rows(texts: list[str]) -> list[list[Row]]:
    """For each text its tokens: how each is written, whether its capital marks a name, and whether only space is before it."""
    found = split_texts(texts)
    columns = (found.spelled.tolist(), found.named.tolist(), found.joined.tolist())
    rows = [(found.spellings[number].written, named, joined) for number, named, joined in zip(*columns, strict=True)]
    return [rows[first:last] for first, last in zip(found.offsets[:-1].tolist(), found.offsets[1:].tolist(), strict=True)]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Le bac, parti.", ["Le", "bac", "parti"]),
        ("l’O.N.U. et A. Kern", ["l", "ONU", "et", "A", "Kern"]),
        ("A.B", ["A", "B"]),
        ("AB.C.D.", ["AB", "CD"]),
        ("1 200 bacs, 1.200,50 euros", ["1 200", "bacs", "1.200,50", "euros"]),
        ("12,5 ou 3.14", ["12,5", "ou", "3.14"]),
        ("1 2000", ["1", "2000"]),
        ("les 3e et 12h30", ["les", "3", "e", "et", "12", "h", "30"]),
        ("It hasn't, it isn’t", ["It", "not", "it", "not"]),
        ("an 'tis, in't", ["an", "tis", "not"]),
        ("n'tout", ["n", "tout"]),
        ("a_b", ["a", "b"]),
        ("", []),
    ],
)
def test_texts_are_cut_into_words_and_numbers(text: str, written: list[str]) -> None:
    """Initials are one word without stops, a verb with its denial is the denial, and thousands belong together."""
    assert [token for token, _, _ in list_rows([text])[0]] == written


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Le port de Brie", ["Brie"]),
        ("Fini. Brie ferme", []),
        ("Fini: Brie ferme", []),
        ("chez M. Kern", ["M", "Kern"]),
        ("chez L. Kern", ["L", "Kern"]),
        ("dit «Brie» et, Kern", ["Kern"]),
    ],
)
def test_capitals_mark_names_within_sentences(text: str, names: list[str]) -> None:
    """What may open a sentence is no name by its capital, but the stop of a title or an initial ends none."""
    assert [token for token, named, _ in list_rows([text])[0] if named] == names


def test_joints_part_nothing() -> None:
    """Words with a space or hyphen between them, or nothing, are joined; with a comma they are not."""
    assert [joined for _, _, joined in list_rows(["vingt-deux mille, 3bn ou"])[0]][1:] == [True, True, False, True, True]


@given(st.lists(HOSTILE, max_size=8))
def test_a_text_is_cut_alone_as_among_others(texts: list[str]) -> None:
    """No token depends on the texts around, nor on how many are cut at once."""
    alone = [list_rows([text])[0] for text in texts]
    assert list_rows(texts) == alone
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spellings, "BATCH_CHARACTERS", 7)
        assert list_rows(texts) == alone
