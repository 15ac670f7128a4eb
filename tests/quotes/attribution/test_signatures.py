"""Who is named below words or beside them; all texts, people and bodies are invented."""

from __future__ import annotations

import pytest

from corpus_builder.quotes import find_quotes

# language, text, speakers of its quotes
SIGNED = [
    ("en", "“The bread rises or it does not.”\n— Dora Finch, baker", ["Dora Finch"]),
    ("en", "“It is a fine harbour.” – Sir Hugh Tarn, former pilot", ["Sir Hugh Tarn"]),
    ("en", "“It is a fine harbour” (Hugh Tarn, pilot)", ["Hugh Tarn"]),
    (
        "en",
        "1. “We never closed the lock.”\n– Sam Orrin\n2. “Boats need us.”\n– Dr. Ida Marsh\n3. “Ask me.”\n– Plume",
        ["Sam Orrin", "Dr. Ida Marsh", "Plume"],
    ),
    ("fr", "« On ne ferme pas un port. »\n― Élise Garrec, capitaine", ["Élise Garrec"]),
    ("fr", "« On ne ferme pas un port. » (Élise Garrec, capitaine)", ["Élise Garrec"]),
    ("fr", "« Le bac est notre vie » – Yvon Le Bris", ["Yvon Le Bris"]),
    ("fr", "« Nous n'avons plus de pain. » ― Le docteur Paul Arnal", ["Paul Arnal"]),
    ("fr", "« Nous n'avons plus de pain. »\n- Une habitante de Kerven", ["Une habitante de Kerven"]),
    # a cue wins over what stands below
    ("fr", "« Nous n'avons plus de pain », dit Paul Arnal.\n— Luc Perrin, maire", ["Paul Arnal"]),
    # a sentence, a turn, a place with its date, a list and a photographer are no signatures
    ("fr", "« Nous n'avons plus de pain. » — Le conseil se réunira lundi.", [None]),
    ("fr", "« Nous n'avons plus de pain. »\n— Sorny, le 3 mars", [None]),
    ("fr", "« Tu viens demain ? »\n— Non, jamais.", [None]),
    ("en", "“We have no bread left.” — The meeting then closed.", [None]),
    ("en", "“We have no bread left.”\n- Ferries\n- Trains\n- Buses", [None]),
    ("en", "“We have no bread left” (Photo: Reuters)", [None]),
]
BEHIND = [
    ("fr", "« Je n'ai plus une minute à moi ! » Si, comme Maud, vous courez toute la semaine, respirez.", ["Maud"]),
    ("fr", "« La digue ne tiendra pas. » Ces mots de Maud Kervella résument la semaine.", ["Maud Kervella"]),
    ("fr", "« La digue ne tiendra pas. » Ces propos, tenus lundi par l'ingénieure Odile Kern, inquiètent.", ["Odile Kern"]),
    ("fr", "« La mer monte vraiment. » La phrase, lancée hier par la ministre Odile Kern, a surpris.", ["Odile Kern"]),
    ("fr", "« La mer monte vraiment. » Tout le monde ici connaît cette phrase de Luc Perrin.", ["Luc Perrin"]),
    ("fr", "« La mer monte vraiment. » La réplique, lancée sans un sourire par Luc Perrin, a fait rire.", ["Luc Perrin"]),
    ("en", "“The wall will not hold.” Everybody here knows these words of Nora Lund.", ["Nora Lund"]),
    ("en", "“The wall will not hold.” Like Nora Lund, many here believe it.", ["Nora Lund"]),
    ("en", "“The wall will not hold.” Those words by Nora Lund sum up the week.", ["Nora Lund"]),
    # whom something else is likened to, and whom the words move, did not say them
    ("fr", "« Nous avons peur pour la digue. » Comme prévu, Luc Perrin a voté.", [None]),
    ("fr", "« Nous avons peur pour la digue. » Ces mots de colère ont surpris Luc Perrin.", [None]),
    ("en", "“The wall will not hold.” It looks like Brill will flood.", [None]),
    ("en", "“The wall will not hold.” That statement surprised Nora Lund.", [None]),
]


@pytest.mark.parametrize(("language", "text", "speakers"), SIGNED)
def test_a_signature_names_who_speaks(language: str, text: str, speakers: list[str | None]) -> None:
    """A name on a line of its own below the words, or behind a dash or in brackets, says whose they are."""
    assert [quote.speaker for quote in find_quotes(text, language)] == speakers


@pytest.mark.parametrize(("language", "text", "speakers"), BEHIND)
def test_the_next_sentence_names_who_speaks(language: str, text: str, speakers: list[str | None]) -> None:
    """Words that open a paragraph are those of somebody whom the sentence behind likens or credits."""
    assert [quote.speaker for quote in find_quotes(text, language)] == speakers


LIST = [
    ("Le chat de Maud", "Il dort sur la quiche."),
    ("Le chien de Yvon", "Il ouvre le frigo."),
    ("Les poules de Nadia", "Elles rient."),
]


@pytest.mark.parametrize(("items", "speakers"), [(LIST, ["Maud", "Yvon", "Nadia"]), (LIST[:2], [None, None])])
def test_three_lines_that_end_in_names_make_a_list(items: list[tuple[str, str]], speakers: list[str | None]) -> None:
    """Under one or two such lines the words may be anybody's."""
    text = "\n".join(f"{line}\n« Le matin, on rit. {words} »" for line, words in items)

    assert [quote.speaker for quote in find_quotes(text)] == speakers
