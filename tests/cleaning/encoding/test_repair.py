"""Encoding repair: what changes and what must not."""

from __future__ import annotations

import re
from unittest.mock import patch

import pytest
from ftfy import is_bad
from ftfy.badness import BADNESS_RE
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_builder.cleaning.encoding import repair as encoding
from corpus_builder.cleaning.encoding.repair import has_nel_lines, may_need_repair, repair_encoding, write_line_feeds
from corpus_builder.model import Repaired
from tests.conftest import check_growth

SENTENCE = "Zoé Marchetti a déclaré : « L’été dernier, la forêt brûlait déjà à côté du château », même près d’Évreux."
# characters that repairs look at, and some that they must not touch
ALPHABET = (
    "abe lt.,;&#<é«»’“”œŒÃÂâ€™©®¨ËÈÍÁ‡íìî´ª√‚Ä├┬ÔÇÖ®¿ĂŞÅ¡ÐÑ\x00\x1b[m\x85\x92\x9d\xa0\u202f\u0301\u0302\ufeff\ufffd\r\n0123xÉ"
    "ΓÚÞŽŠГЁΘ─ßùs\x8f\v\f\x1c\x1e\x1f\u2028\xad\u200b\u200dש👩½¤"
)
# what ends a line, beside \r and \n
VERTICAL = "\v\f\x1c\x1d\x1e\x85\u2028\u2029"


def repair(text: str) -> Repaired:
    return repair_encoding(text)


@pytest.mark.parametrize(
    ("broken", "name"),
    [
        (SENTENCE.encode().decode("cp1252", "replace").replace("\ufffd", "\x9d"), "utf-8 read as windows-1252"),
        (SENTENCE.encode().decode("latin-1"), "utf-8 read as latin-1"),
        (SENTENCE.encode().decode("mac-roman"), "utf-8 read as mac roman"),
        (SENTENCE.encode().decode("cp850"), "utf-8 read as cp850"),
        (SENTENCE.encode().decode("cp437"), "utf-8 read as cp437"),
        (SENTENCE.encode("cp1252").decode("mac-roman"), "windows-1252 read as mac roman"),
        (SENTENCE.encode("cp1252").decode("latin-1"), "windows-1252 read as latin-1"),
        (SENTENCE.encode("cp1252").decode("cp850"), "windows-1252 read as cp850"),
        (SENTENCE.encode("cp1252").decode("cp437"), "windows-1252 read as cp437"),
        (SENTENCE.encode("mac-roman").decode("sloppy-windows-1252"), "mac roman read as windows-1252"),
        (SENTENCE.encode("mac-roman").decode("latin-1"), "mac roman read as windows-1252"),
        (SENTENCE.replace("’", "'").encode("cp850").decode("sloppy-windows-1252"), "cp850 read as windows-1252"),
        (SENTENCE.encode().decode("cp1250", "replace").replace("\ufffd", "\x98"), "utf-8 read as windows-1250"),
        (SENTENCE.encode().decode("iso8859-2"), "utf-8 read as iso-8859-2"),
        (SENTENCE.encode().decode("iso8859-15"), "utf-8 read as iso-8859-15"),
        (SENTENCE.encode().decode("sloppy-windows-1251"), "utf-8 read as windows-1251"),
        ("".join(f"&#{ord(letter)};" if ord(letter) > 127 else letter for letter in SENTENCE), "html entities"),
        ("\x00".join(SENTENCE), "control characters"),
        ("\x1b[1;31m" + SENTENCE + "\x1b[0m", "control characters"),
    ],
)
def test_sentence_is_repaired_and_the_repair_named(broken: str, name: str) -> None:
    """A sentence damaged in any of the known ways comes back whole, and the repair is named."""
    repaired = repair(broken)
    assert repaired.text.replace("'", "’") == SENTENCE
    assert name in repaired.repairs


@pytest.mark.parametrize(
    ("broken", "text"),
    [
        ("il est dÃ©jÃ , dit-on, Ã  Ã‰vreux", "il est déjà, dit-on, à Évreux"),
        ("il a gagnÃ© dÃ©jÃ", "il a gagné déjà"),
        ("le ministre BabiÅ¡ est là", "le ministre Babiš est là"),
        ("mal de tĂŞte", "mal de tête"),
        ("Áa va, le garÁon ?", "ça va, le garçon ?"),
        ("il síagit dí´un jour fÈriÈª", "il s’agit d’«un jour férié»"),
        ("le marchÈ est ouvert", "le marché est ouvert"),
        ("le jour ĂŞtre, ou bien ĂŽles", "le jour être, ou bien Îles"),
        ("ÃŽles du Nord", "Îles du Nord"),
        ("rendez-vous le 3 mai Ã  14h30", "rendez-vous le 3 mai à 14h30"),
        ("rendez-vous Ă\xa0 Lyon", "rendez-vous à Lyon"),
        ("vis-Ã -vis de l’Ã©tat", "vis-à-vis de l’état"),
        ("lâaccÃ¨s quâil a, du cÅur de lâÃtat", "l’accès qu’il a, du cœur de l’État"),
        ("she said: â€œThatâ€™s allâ€ and left", "she said: “That’s all” and left"),
        ("itΓÇÖs late", "it’s late"),
        ("il vit ici avec Luka Babi─ç", "il vit ici avec Luka Babić"),
        ("die sp√§ten M√§rzwochen", "die späten Märzwochen"),
        ("theyíre late and Iím not, he said to the clerk", "they’re late and I’m not, he said to the clerk"),
        ("la naciÛn y la regiÛn", "la nación y la región"),
        ("der Kˆnig reist durch die L‰nder", "der König reist durch die Länder"),
        ("la presiГіn del rГ­o", "la presión del río"),
        ("une Ètude ‡ 12 euros", "une étude à 12 euros"),
        ("cette note du 3├¿me trimestre", "cette note du 3ème trimestre"),
        ("&amp;amp;eacute;tat", "état"),
        ("<b>&eacute;tat</b>", "<b>&eacute;tat</b>"),
        ("un&#10;deux", "un deux"),
        ("\ud83d\ude00 et \ud83d", "😀 et \ufffd"),
        ("e\u0301te\u0301 a\u0300 No\u0308el", "été à Nöel"),
        ("été a\u0300 Nice", "été a\u0300 Nice"),
        ("un\ufeff mot", "un mot"),
        ("compré\x1fhension", "compréhension"),
        ("une \x07cloche", "une cloche"),
        ("un \x07\vdeux\x1e\x07trois", "un \vdeux\x1etrois"),
        ("dÃ©jÃ\xa0\vdÃ©jÃ\xa0\x1cdÃ©jÃ\xa0\u2028“oui”", "déjà\vdéjà\x1cdéjà\u2028“oui”"),
        # U+0085 that is no line end
        ("Le maire hésite\x85 puis part.", "Le maire hésite… puis part."),
        ("Le maire hésite\x85", "Le maire hésite…"),
        ("\x85et le maire part (\x85).", "…et le maire part (…)."),
        ("« \x85et il part\x85 »", "« …et il part… »"),
        ("Japon\x85) et « non\x85»", "Japon…) et « non…»"),
        ("l\x92été\x85puis l\x92hiver", "l’été…puis l’hiver"),
        ("Oui\x85 non\x85 peut-être\x85enfin", "Oui… non… peut-être…enfin"),
        ("\xc3\x85lesund et Ã\x85lesund", "Ålesund et Ålesund"),
        ("ksiÄ\x85Å¼ka", "książka"),
    ],
)
def test_small_faults(broken: str, text: str) -> None:
    """What is left when only a letter or two were damaged."""
    assert repair(broken).text == text


@pytest.mark.parametrize(
    "text",
    [
        SENTENCE,
        "« Œuvres » n° 3 — l’ﬁn… “oui” ‘non’ „nein“ ﬀ １２３ ＡＢＣ 12\u202f000\u00a0€",
        "TÂCHE, PÂTÉ, À NOËL, L’ÎLE, ÇA, GARÇON, FORÊT, MAÏS, AIGUË",
        "Los días de mi tía María: ¿qué país? ¡Allí! 1ª y 2º, según la compañía",
        "Ó hÓgáin agus Seán Ó Sé i nÁth Cliath, an tÉireannach",
        "À ÉVREUX, Zoé ; « déjà »‡ et note† de bas de page",
        "├── src\n│   └── main.py\n┌─┬─┐\n├─┼─┤\n└─┴─┘ ░▒▓█",
        "Ça coûte 5 £ ou 6 ¥ ; AT&T, R&D, a<b && c>d; &unknown;",
        "Æther, Åse, Øyvind, Ähnlichkeit, ŠKODA, İstanbul, Żółć, Łódź",
        "Привет, «мир»! Γειά σου Κόσμε. 你好，世界。こんにちは",
        "👩\u200d👩\u200d👧 l’emoji",
        "PolitiqueÉcole CultureÉté ÉconomieÎles",
        "InicioÚltimas noticias del paísÓscar y ÁvilaÚbeda",
        "An Mhí, tÁbhar, hÉireann, nÓg, a mbÚrc",
        "El País and Luís, the editor of País, and París",
        "Он сказал: «Да. В» и ушёл… Рђ, СССР»",
        "Hłasko, Łódź, Gdańsk: „Äpfel“, ‚nein‘, Straße, Fußweg",
        "NICIODATĂ\xa0",
        "il y a des Ã’s dans ce texte",
        "n°5, 3°C, a·b, α-hélice, 2√3, √2, 5 µm, ½ l, mot–mot, mot…mot",
        "ANNÉE, CÔTÉ, ÂGE, ŒUVRE, À BIENTÔT, ÇA ET LÀ",
        "l’âne et la pâte, lâche, qu’il allât, ordonnât",
        "un\r\ndeux\rtrois\n\nquatre\u2028cinq\n",
        *(f"le budget{mark}de la commune" for mark in VERTICAL),
        "La digue a tenu.\x85Le maire\x85salue les équipes.\x85\x85« Tout va bien », dit-il.\x85",
        "",
    ],
)
def test_clean_text_stays(text: str) -> None:
    """Typography, other languages and scripts, drawings and line breaks come back as they were."""
    repaired = repair(text)
    assert repaired.text == text
    assert repaired.repairs == ()
    assert repaired.alignment.after == repaired.alignment.before == (0, len(text))


@pytest.mark.parametrize(
    ("intended", "read"),
    [
        ("cp1252", "mac-roman"),
        ("cp1252", "cp850"),
        ("cp1252", "cp437"),
        ("mac-roman", "sloppy-windows-1252"),
        ("mac-roman", "latin-1"),
        ("cp850", "sloppy-windows-1252"),
    ],
)
def test_a_whole_file_was_misread(intended: str, read: str) -> None:
    """Where one line shows that one-byte encodings were swapped, the short lines around it are put right too."""
    lines = ["Le thé", "La préfète a décidé hier d'arrêter les travaux du château.", "Il dit « non » à Zoé", "Médias"]
    broken = [line.encode(intended).decode(read) for line in lines]
    assert repair("\n".join([*broken, "Un mot sain – l’été, ça va."])).text == "\n".join([*lines, "Un mot sain – l’été, ça va."])


def test_only_broken_lines_change() -> None:
    """A repair of one line leaves its neighbours and all line breaks alone."""
    assert repair("“un”\r\ndÃ©jÃ\xa0\r“deux”\n").text == "“un”\r\ndéjà\r“deux”\n"


@given(st.text(ALPHABET, max_size=60))
def test_lines_stay_lines(text: str) -> None:
    """No repair adds or takes away a line break."""
    repaired = repair(text)
    assert re.findall(r"[\r\n\v\f\x1c-\x1e]", repaired.text) == re.findall(r"[\r\n\v\f\x1c-\x1e]", text)
    assert all(repaired.text.count(mark) >= text.count(mark) for mark in "\u2028\u2029")
    assert repaired.text.count("\x85") == (text.count("\x85") if has_nel_lines(text) else 0)


@settings(deadline=None)
@given(st.text(ALPHABET + VERTICAL, max_size=60) | st.text("a. Ã©\x07" + VERTICAL, max_size=30))
def test_the_alignment_covers_both_texts_and_knows_where_lines_end(text: str) -> None:
    """Runs rise from nothing to the ends of both texts, and whatever ends a line stands where it stood."""
    repaired = repair(text)
    after, before = repaired.alignment.after, repaired.alignment.before
    assert len(after) == len(before)
    assert (after[0], before[0], after[-1], before[-1]) == (0, 0, len(repaired.text), len(text))
    assert list(after) == sorted(after) and list(before) == sorted(before)
    for place, mark in enumerate(repaired.text):
        if mark in "\r\n\v\f\x1c\x1d\x1e\x85":
            start, end = repaired.alignment.start(place), repaired.alignment.end(place + 1)
            assert text[start:end].strip("\x00\x07\x1b\x1f\ufeff") == mark


def test_control_characters_that_end_lines_are_written_as_line_feeds() -> None:
    """Who repairs a text by hand gets line feeds; what Unicode has for breaking lines stays."""
    assert write_line_feeds("a\vb\x1cc\x1dd\x1ee\x85f\r\ng\fh\u2028i\u2029j") == "a\nb\nc\nd\ne\nf\r\ng\fh\u2028i\u2029j"


@settings(max_examples=200)
@given(st.text(ALPHABET, max_size=40) | st.text(max_size=20))
def test_gate_changes_no_answer(text: str) -> None:
    """Skipping what cannot need repair gives the same text and names as trying everything."""
    with patch.object(encoding, "may_need_repair", return_value=True):
        tried = repair(text)
    gated = repair(text)
    assert (gated.text, gated.repairs) == (tried.text, tried.repairs)


@settings(max_examples=300)
@given(st.text(ALPHABET, max_size=12) | st.text(max_size=8) | st.text(sorted(set(BADNESS_RE.pattern)), max_size=8))
def test_a_repair_changes_nothing_without_the_characters_it_needs(text: str) -> None:
    """A repair that is passed over, because the piece has none of its characters, would have changed nothing."""
    for step, needs in encoding._list_steps():
        if not needs.search(text):
            assert step(text) == (text, set())


@settings(max_examples=300)
@given(st.text(ALPHABET + "íthe î", max_size=60), st.sampled_from([7, 4000]))
def test_lines_are_found_where_they_would_be_alone(text: str, limit: int) -> None:
    """Searching a text as a whole finds every piece in which something is found when it is searched alone."""
    with patch.object(encoding, "PIECE_CHARACTERS", limit):
        alone = [span for span in encoding.cut_pieces(text, limit) if may_need_repair(text[slice(*span)])]
        assert [*encoding.list_suspects(text)] == alone


@settings(max_examples=200)
@given(st.text(ALPHABET, max_size=30) | st.text(max_size=12))
def test_what_ftfy_is_not_asked_it_would_not_change(text: str) -> None:
    """Skipping ftfy where it sees nothing bad and no control character gives the same answer as asking it."""
    skipped = encoding.repair_with_ftfy(text)
    with patch.object(encoding, "FTFY_CONTROL", re.compile("")):
        assert encoding.repair_with_ftfy(text) == skipped


@settings(max_examples=200)
@given(st.text(sorted(set(BADNESS_RE.pattern)), max_size=8))
def test_gate_sees_all_that_ftfy_sees(text: str) -> None:
    """Whatever ftfy takes for mojibake is let through."""
    assert may_need_repair(text) or not is_bad(text)


@given(st.text(ALPHABET, max_size=60))
def test_repair_is_stable(text: str) -> None:
    """The same text gives the same answer, and its names are sorted and unique."""
    first = repair(text)
    assert first == repair(text)
    assert list(first.repairs) == sorted(set(first.repairs))


@pytest.mark.parametrize(
    "unit",
    [
        "\x00",
        "a\x00",
        "Ã©",
        "Ã©a ",
        "&amp;",
        "amp;",
        "Â",
        "├®",
        "È",
        "ì",
        "´",
        "\x1b[1",
        "a\u0301",
        "\u0301",
        "\ud800",
        "í ",
        "<&eacute;",
        "aÚ",
        "Ž",
        "√©",
        "ΓÇÖ",
        "Г©",
        "aĂŞ",
        "â€",
        "Ã ",
        "theís ",
        "\v",
        "a\x85b",
        "\x85",
        "Ã©\v",
        "\u2028",
    ],
)
def test_endless_lines_take_linear_time(unit: str) -> None:
    """A line of 60,000 characters of any kind takes ten times as long as a tenth of it, which is longer than one piece."""
    check_growth(repair, lambda n: "&" + unit * (n // len(unit)), 60_000)


def test_long_lines_are_cut_at_spaces(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line longer than the limit is repaired in pieces, and its words stay whole."""
    monkeypatch.setattr(encoding, "PIECE_CHARACTERS", 100)
    line = "déjà vu " * 2000
    assert repair_encoding(line.encode().decode("latin-1")).text == line
