"""Texts in windows-1250 and windows-1251 are read anew, western ones never."""

from __future__ import annotations

import pytest

from corpus_builder.cleaning.encoding.code_pages import CENTRAL, CYRILLIC
from corpus_builder.cleaning.encoding.repair import repair_encoding
from tests.conftest import check_growth


def read_wrong(text: str, encoding: str) -> str:
    """A text in that encoding as windows-1252 has it, its five open bytes as control characters."""
    import ftfy.bad_codecs

    ftfy.bad_codecs.ok()
    return text.encode(encoding).decode("sloppy-windows-1252")


CENTRAL_TEXTS = [
    "Zażółć gęślą jaźń. Rada gminy przyjęła wczoraj budżet na przyszły rok, powiedział wójt. Mieszkańcy "
    "chcą nowej szkoły, a radni się wahają.",
    "Příliš žluťoučký kůň úpěl ďábelské ódy. Rada města včera schválila rozpočet na příští rok, řekl "
    "starosta. Školy zůstanou otevřené.",
    "A városi tanács tegnap este elfogadta a jövő évi költségvetést, közölte a polgármester. A lakosok "
    "új iskolát kérnek, és hűvös őszre számítanak.",
    "Mestské zastupiteľstvo včera schválilo rozpočet na budúci rok, povedal primátor. Ľudia chcú novú školu a ďalšie ihriská.",
    "Gradsko vijeće jučer je prihvatilo proračun za sljedeću godinu, rekao je načelnik. Stanovnici traže "
    "novu školu i đačko igralište.",
    "Zażółć gęślą jaźń.\nRada gminy przyjęła wczoraj budżet na przyszły rok, powiedział "
    "wójt.\nMieszkańcy chcą nowej szkoły, a radni się wahają.",
    "Příliš žluťoučký kůň úpěl ďábelské ódy.\n\nRada města včera schválila rozpočet na příští rok, řekl "
    "starosta.\n\nŠkoly zůstanou otevřené.",
    "Prezydent miasta zapowiedział, że remont mostu potrwa trzy miesiące.",
    "Kierowcy muszą jechać objazdem.\n\nWięcej informacji na stronie urzędu.\nFoto: John Smith",
    "Strażacy gasili pożar całą noc",
    "Hasiči zasahovali u požáru stodoly v Dolní Lhotě celou noc, škoda je půl milionu korun.",
    "Policie hledá svědky nehody\nŘidič z místa ujel.",
    "Vláda schválila důchodovou reformu",
    "Primarul a anunţat că şcoala va fi renovată până în toamnă, potrivit unui comunicat.",
    "Tűzoltók oltották el a lángokat a gyárban, senki sem sérült meg, közölte a szóvivő.",
    "Mestna občina je včeraj sprejela proračun za prihodnje leto, je povedal župan.",
    "Policija traži svjedoke nesreće koja se dogodila jučer.",
    "ŻYCIE W MIEŚCIE: MIESZKAŃCY CHCĄ ZMIAN, RADNI MÓWIĄ NIE",
]
CYRILLIC_TEXTS = [
    "Городской совет вчера вечером принял бюджет на следующий год, сообщил мэр. Жители просят построить новую школу.",
    "Міська рада вчора ввечері ухвалила бюджет на наступний рік, повідомив мер. Мешканці просять збудувати нову школу.",
    "Городской совет вчера вечером принял бюджет на следующий год, сообщил мэр.\nЖители просят построить новую школу.",
    "Заголовок: мэр ответил жителям",
    "НОВОСТИ ГОРОДА И ОБЛАСТИ",
    "Кметът на София обяви вчера новия бюджет на общината.",
    "Градоначелник је јуче представио буџет града.",
    "Житель деревни сказал: «Мы ждём дороги уже десять лет».\nАвтор: John Smith\nФото: Reuters\nтел. 8 (800) 555-35-35",
    "Она ушла.\n\nОн остался дома и читал газету весь вечер.",
    "Москва — столица. Population: 12 million people live in the city now, said the mayor in English.",
]
WESTERN_TEXTS = [
    "Le conseil a voté hier le budget, à l'unanimité, dans une salle comble où l'été s'était invité ; "
    "Žižkov et Babiš, deux élus, ont protesté.",
    "Rødgrød med fløde på Ærø, sagde Søren i går.",
    "Häuser in Köln, Straße",
    "Città, perché, però: più lavoro e così è.",
    "Þórður fór á Ísafjörð, ég veit það ekki og hún ætlar",
    "La superficie est de 3 km² et 5 m³ ; note¹ et note².",
    "Käännös: Žižek ja Šostakovitš",
    "Ta ei öelnud, žürii otsustas: õhtu, öö, šokk",
    "Os ditados ½ e ¾ são velhos",
    "¿Qué pasó? ¡Así es! mañana, señor",
    "Jag såg Ålands skärgård över ön",
    "Türkçe: şöyle böyle, ığdır",
    "Ääliö, älä lyö, ööliä läikkyy",
    "ÄÄÄÄÄÄ! huusi poika. ÖÖÖÖÖÖ!",
    "Ààààààààh, hurla-t-elle. Éééééééh !",
    "Žan Šmid igra, è vero, con più forza",
    "Le joueur Aleš Jež a déjà été blessé à l’épaule ; où est-il né ?",
    "La nièce de Dušan, élève à Genève, a gagné",
    "Nová Sčžř",
    "Þetta er gott, sagði hún við Björn",
    "Tõnis ja Õie läksid õue, ütles Jüri",
    "Os portões das fundações e as ligações à rede",
    "n³ est le cube de n¹ ; 5 m³ par jour, 3 km² de forêt",
    "¿Por qué¿ dijo; ¿cómo?",
    "Il coûte 5£ ou 3¥ ; ¼ et ¾ d’un tout",
    "Søren Šmid fra Tromsø og Ærø",
    "Ça, là, où, dès, près de Škofja Loka, à Žilina et à Mladá",
    "Façon façade, maçon, reçu: l'œuvre de Žižek, né à Ljubljana, où l'été dure",
]


@pytest.mark.parametrize("text", CENTRAL_TEXTS)
def test_central_european_texts_are_read_anew(text: str) -> None:
    """A text of a few words is enough, in small letters or capitals, and its other lines follow."""
    repaired = repair_encoding(read_wrong(text, "cp1250"))
    assert (repaired.text, repaired.repairs) == (text, (CENTRAL,))


@pytest.mark.parametrize("text", CYRILLIC_TEXTS)
def test_cyrillic_texts_are_read_anew(text: str) -> None:
    """Words of accented letters alone are Cyrillic, and Latin names beside them stay."""
    repaired = repair_encoding(read_wrong(text, "cp1251"))
    assert (repaired.text, repaired.repairs) == (text, (CYRILLIC,))


@pytest.mark.parametrize("text", [*WESTERN_TEXTS, *CENTRAL_TEXTS, *CYRILLIC_TEXTS])
def test_sound_texts_stay(text: str) -> None:
    """Neither western texts with odd signs and foreign names nor texts that were read rightly are changed."""
    assert repair_encoding(text).text == text


def test_western_lines_of_a_central_european_text_stay() -> None:
    """Each line of another language is judged by its own words."""
    french = "Le maire a déjà répété où l'été serait fêté, à l'école du château."
    assert repair_encoding(f"{read_wrong(CENTRAL_TEXTS[0], 'cp1250')}\n{french}").text == f"{CENTRAL_TEXTS[0]}\n{french}"


@pytest.mark.parametrize("unit", ["b¿e", "àáâã", "ð", "õ ", "ø š ", "ãîðîä ", "przyjê³a\n"])
def test_endless_texts_take_linear_time(unit: str) -> None:
    """A text of 60,000 characters with such hints takes ten times as long as a tenth of it."""
    check_growth(repair_encoding, lambda n: unit * (n // len(unit)), 60_000)
