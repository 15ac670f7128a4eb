"""Detecting the language: short and long texts, batches, and texts that have none."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_builder.cleaning import language_detection as language
from corpus_builder.cleaning.language_detection import (
    LanguageGuess,
    detect_language,
    detect_languages,
    sample_text,
    weigh_words,
)
from corpus_builder.cleaning.language_profiles import load_profiles
from corpus_builder.knowledge import TableError
from corpus_builder.languages.pack import list_languages, list_packs
from corpus_builder.settings import LanguageSettings
from tests.conftest import check_growth, forget_tables

SETTINGS = LanguageSettings()

SENTENCES = {
    "fr": "La maire a présenté hier soir le budget de la ville devant une salle comble.",
    "en": "The mayor presented the city budget last night in front of a packed hall.",
    "de": "Die Bürgermeisterin stellte gestern Abend den Haushalt der Stadt vor.",
    "it": "La sindaca ha presentato ieri sera il bilancio della città davanti a una sala piena.",
    "es": "La alcaldesa presentó anoche el presupuesto de la ciudad ante una sala llena.",
    "nl": "De burgemeester presenteerde gisteravond de begroting van de stad in een volle zaal.",
    "pt": "A presidente da câmara apresentou ontem à noite o orçamento da cidade numa sala cheia.",
    "ca": "L'alcaldessa va presentar ahir al vespre el pressupost de la ciutat davant d'una sala plena.",
    "ro": "Primărița a prezentat aseară bugetul orașului în fața unei săli pline.",
    "pl": "Burmistrz przedstawiła wczoraj wieczorem budżet miasta przed pełną salą.",
    "ru": "Мэр вчера вечером представила бюджет города в переполненном зале.",
    "el": "Η δήμαρχος παρουσίασε χθες το βράδυ τον προϋπολογισμό της πόλης.",
    "ar": "قدمت رئيسة البلدية مساء أمس ميزانية المدينة أمام قاعة ممتلئة.",
    "ja": "市長は昨日の夜、満員の会場で市の予算を発表した。",
    "zh": "市长昨晚在座无虚席的大厅里介绍了城市预算。",
    "ko": "시장은 어젯밤 가득 찬 강당에서 시 예산을 발표했다.",
    "vi": "Thị trưởng đã trình bày ngân sách thành phố vào tối qua.",
}


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_the_language_of_a_sentence_is_detected(code: str) -> None:
    """A sentence of any of the languages is detected, with certainty."""
    guess = detect_language(SENTENCES[code], SETTINGS)
    assert guess.language == code
    assert guess.score > 0.9


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Selon la préfecture,", "fr"),
        ("LIRE AUSSI", "fr"),
        ("12 mars 2019, à 18 h 30", "fr"),
        ("Le week-end dernier", "fr"),
        ("Selon Google Trends", "fr"),
        ("Selon Paul Stone", "fr"),
        ("Il n'a pas", "fr"),
        ("À la sortie de Moon over Stone", "fr"),
        ("Mercredi soir, Roman", "fr"),
        ("mientras dura la", "es"),
        ("im Theater an der Mole", "de"),
        ("Hon har gjort det", "sv"),
        ("na obranu, že by", "cs"),
        ("The Winter Garden", "en"),
        pytest.param("Richard Fernand", "fr", marks=pytest.mark.xfail(reason="a name alone tells nothing")),
        ("According to police,", "en"),
        ("SHARE THIS STORY", "en"),
        ("Last Tuesday at noon", "en"),
        ("Merci beaucoup", "fr"),
        ("Plan social", "fr"),
        ("On verra", "fr"),
        ("Grève générale", "fr"),
        ("Trop tard", "fr"),
        ("Panne géante", "fr"),
        ("Carton rouge", "fr"),
        ("Conseil municipal", "fr"),
        ("Plage interdite", "fr"),
        ("Incendie criminel", "fr"),
        ("General strike", "en"),
        ("Fatal accident", "en"),
        ("Lost dogs", "en"),
        ("Cycle lane closed", "en"),
        ("Prices rise", "en"),
        ("Public debate", "en"),
        ("Rail strike", "en"),
        ("Well done girls", "en"),
        ("Vielen Dank", "de"),
        ("Starker Wind", "de"),
        ("Grazie mille", "it"),
        ("Molto bene", "it"),
        ("Muchas gracias", "es"),
        ("Luz verde", "es"),
        ("Dank u wel", "nl"),
        ("Heel goed", "nl"),
        ("Escola fechada", "pt"),
        ("Tudo bem", "pt"),
        ("Nicolas Le Bihan", "fr"),
        ("Harbour v. Northby vs Eastby", "en"),
        ("Мэр сказал: iPhone", "ru"),
        ("La maire, https://example.org/the-mayor-said-that-she-will, a dit oui", "fr"),
    ],
)
def test_the_language_of_few_words_is_detected(text: str, code: str) -> None:
    """A heading, a date line or the begin of a sentence is enough where its words are telling."""
    assert detect_language(text, SETTINGS).language == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("7h05 : Orbion", "fr"),
        ("Orbion à 8 h 30", "fr"),
        ("Vexel : Orbion", "fr"),
        ("Orbion ?", "fr"),
        ("Vexel « Orbion »", "fr"),
        ("62 minutes: Orbion 0", "en"),
        ("Vexel’s Orbion", "en"),
        ("9 pm, Orbion", "en"),
        ("Orbion 3rd", "en"),
        ("Berlin: Neue Brücke", "de"),
        ("Roma: nuovo sciopero", "it"),
    ],
)
def test_habits_of_writing_decide_where_words_say_little(text: str, code: str) -> None:
    """The time of day, ordinals and the blank before a mark speak for a language, or against it."""
    assert detect_language(text, SETTINGS).language == code


@pytest.mark.parametrize("text", ["", " \n", "— 12 345,67 €", "https://example.org/news", "redaction@example.org", "…", "\ud800"])
def test_a_text_without_words_has_no_language(text: str) -> None:
    """A text without a word of any language has none."""
    assert detect_language(text, SETTINGS) == LanguageGuess(None, 0.0)


@settings(max_examples=50)
@given(st.lists(st.sampled_from(sorted(SENTENCES.values())) | st.text(max_size=30), max_size=8))
def test_answer_does_not_depend_on_the_batch(texts: list[str]) -> None:
    """Alone or among others, in any order, a text gets the same answer to the last digit."""
    together = detect_languages(texts, SETTINGS)
    assert together == [detect_language(text, SETTINGS) for text in texts]
    assert together[::-1] == detect_languages(texts[::-1], SETTINGS)


def test_parts_of_a_batch_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Worked on in small parts, texts get the same answers."""
    texts = list(SENTENCES.values())
    expected = detect_languages(texts, SETTINGS)
    monkeypatch.setattr(language, "CHUNK", 3)
    monkeypatch.setattr(language, "RUNS", 2)
    assert detect_languages(texts, SETTINGS) == expected


def test_words_that_are_known_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever words were seen before, and whether there was room for them, each word gets its own evidence."""
    monkeypatch.setattr(language, "KNOWN_WORDS", 5)
    profiles = load_profiles()
    vocabulary = language.Vocabulary(profiles)
    for words in (
        ["la", "mer"],
        ["mer", "the", "sea"],
        ["das"],
        ["la", "il", "mare", "el", "mar", "o", "the"],
        [],
        ["la", "mer"],
    ):
        rows, weights = vocabulary.look_up(words)
        assert weights[rows].tolist() == weigh_words(words, profiles).tolist()


COMPOSED = ["le caf\u00e9 \u212b \u2126", "cafe\u0301 \u212b"]


def test_accents_of_one_text_compose_no_other() -> None:
    """Only a text with combining accents is composed: another one in its batch keeps its signs."""
    characters = load_profiles().characters
    alone = [language.normalise_texts([text], characters).tolist() for text in COMPOSED]
    assert language.normalise_texts(COMPOSED, characters).tolist() == [*alone[0], ord("\n"), *alone[1]]


def test_score_is_a_probability_of_six_digits() -> None:
    """Scores lie between 0 and 1 and are rounded, so that other machines get the same bytes."""
    for guess in detect_languages(["Bonus", "Paris Match", *SENTENCES.values()], SETTINGS):
        assert 0 < guess.score <= 1
        assert guess.score == round(guess.score, 6)


def test_expected_languages_win_near_ties_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the corpus expects decides about a name, not about a sentence."""
    monkeypatch.setattr(language, "EXPECTED_WEIGHT", 8.0)
    undecided = "Bonus"
    for code in ("fr", "en", "de"):
        only = LanguageSettings(expected=(code,))
        assert detect_language(undecided, only).language == code
        assert detect_language(SENTENCES["it"], only).language == "it"


@given(st.text(max_size=300), st.integers(3, 200))
def test_sample_is_bounded(text: str, characters: int) -> None:
    """No more than the set number of characters is read, and short texts are read whole."""
    sample = sample_text(text, characters)
    assert len(sample) <= characters + 2
    assert sample == text or len(text) > characters


def test_middle_and_end_are_read() -> None:
    """A long text in French with an English line on top is French."""
    text = "Sign up for our newsletter today. " + SENTENCES["fr"] * 20
    assert detect_language(text, SETTINGS).language == "fr"


def weigh_slowly(word: str) -> list[int]:
    """The evidence of a word that no language lists, n-gram by n-gram."""
    profiles = load_profiles()
    rows = {key: row for row, key in enumerate(profiles.keys.tolist())}
    padded, sums = f" {word} ", [0] * len(profiles.languages)
    for first in range(len(padded)):
        for last in range(first, min(first + 3, len(padded))):
            gram = padded[first : last + 1]
            row = rows.get(sum(ord(character) << 21 * place for place, character in enumerate(reversed(gram))))
            if row is not None and gram != " ":
                for entry in range(profiles.starts[row], profiles.starts[row + 1]):
                    sums[profiles.columns[entry]] += int(profiles.evidence[entry])
    return sums


@pytest.mark.parametrize("word", ["a", "zé", "qwzx", "préfixx", "的", "привеt"])
def test_a_word_weighs_what_its_n_grams_do(word: str) -> None:
    """Each n-gram of a word and of the blanks around it counts as often as it occurs, and no blank alone."""
    assert language.weigh_spellings([word], load_profiles()).tolist() == [weigh_slowly(word)]


@given(st.lists(st.text(st.sampled_from("abcEÉßİΣ\u0301的\U0001d4d0"), min_size=1, max_size=9), max_size=9))
def test_words_weigh_the_same_among_others(words: list[str]) -> None:
    """A word's evidence is its own."""
    profiles = load_profiles()
    assert weigh_words(words, profiles).tolist() == [weigh_words([word], profiles)[0].tolist() for word in words]


def test_the_words_of_the_packs_are_sound() -> None:
    """Each language that has words has a profile; its words are single, lower-case and of its own letters."""
    assert set(list_languages()) <= set(load_profiles().languages)
    for pack in list_packs():
        words = (*pack.words, *pack.weekdays, *pack.month_names)
        assert all(word == word.lower() and word.isalpha() for word in words)
        assert {letter for word in words for letter in word if not letter.isascii()} <= set(pack.letters)


def test_months_and_weekdays_speak_for_their_languages() -> None:
    """They stand in the pack once and count like its other words, but for those that are left to other languages."""
    words = load_profiles().words
    codes = {word: {load_profiles().languages[column] for column in words[word]} for word in ("juillet", "dimanche", "april")}
    assert codes["juillet"] == codes["dimanche"] == {"fr"}
    assert "en" in codes["april"] and "de" not in codes["april"]


def test_a_language_without_a_profile_may_have_no_words(tables: Path) -> None:
    """Its words would count for nothing: that is said, with the file."""
    (tables / "languages" / "eo").mkdir()
    pack = tables / "languages" / "eo" / "language.toml"
    pack.write_text('name = "Esperanto"\nprecedence = 99\nwords = "kaj"\n', encoding="utf-8")
    with pytest.raises(TableError, match=r"^languages/eo/language\.toml: words: langdetect has no profile"):
        load_profiles()
    pack.write_text('name = "Esperanto"\nprecedence = 99\n', encoding="utf-8")
    forget_tables()
    assert detect_language("The mayor presented the city budget.", SETTINGS).language == "en"


def test_foreign_letters_speak_against_a_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name with a letter that English does not have is not English; signs and ASCII letters say nothing."""
    assert detect_language("Sandrine Thévenaz", SETTINGS).language == "fr"
    profiles = load_profiles()
    english = profiles.languages.index("en")
    weighed = []
    for weight in (0.0, 3.0):
        monkeypatch.setattr(language, "WORD_WEIGHT", weight)
        weighed.append(weigh_words(["Zoé", "£", "naive"], profiles)[:, english].tolist())
    light, heavy = weighed
    assert heavy == [light[0] - 3000, light[1], light[2]]


@pytest.mark.parametrize("unit", ["a", "a ", "@", "a.", "http://", "é\u0301", "的", "\x00"])
def test_endless_texts_take_constant_time(unit: str) -> None:
    """A text of ten million characters costs no more than one of a million: its sample."""
    check_growth(lambda text: detect_language(text, SETTINGS), lambda n: unit * (n // len(unit)), 10_000_000, most=5)
