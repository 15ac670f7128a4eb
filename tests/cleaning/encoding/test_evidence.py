"""Capitals of sound text are no evidence of mojibake, and mojibake in capitals is one."""

from __future__ import annotations

import re

import pytest

from corpus_builder.cleaning.encoding import evidence
from corpus_builder.cleaning.encoding.repair import repair_encoding

# Headings in capitals, and lines that name a letter, in the languages whose capitals look most like the heads of UTF-8.
CAPITALS = """
À LA UNE DU JOURNAL
À PARIS, LE MAIRE RECULE
DÉJÀ VU À LA GARE
VOILÀ LE PRINTEMPS
LE CLUB EST DÉJÀ À QUAI
LE DÉBAT EST CLOS À MIDI
C'EST ÇA, LA VIE À DEUX
« À BIENTÔT, À NOËL »
LIBERTÉ, ÉGALITÉ, FRATERNITÉ
LA SANTÉ EN DANGER
LE CAFÉ » ROUVRE
« LE MARCHÉ » ROUVRE
« LE PRÉ », UN LIEU À PART
UNE ANNÉE À L’ÉTRANGER
LE FÊTÉ ET LE LÉSÉ
Î LES DU NORD
DIT-IL À ÉVREUX, À ÈZE, À ÎLE-ROUSSE
OÙ VA L’ÉTAT ?
OÙ EST L'ARGENT
LE JARDIN DES PLANTES, CÔTÉ COUR, CÔTÉ RUE
La lettre Î ouvre le mot
Les lettres À, Â, Ä et Å ont chacune un accent.
Le signe É précède la note.
MÄ LUULEN NIIN
TÄNÄÄN ON KYLMÄ PÄIVÄ
SINÄ JA MINÄ
HELSINGIN KESÄ ON LÄMPIMÄ
KYLÄ EI MUUTA MITÄÄN
HÄN ON ÄITI, SANOO ÄÄNI
ELÄMÄ JATKUU TÄÄLLÄ
YÖ ON PIMEÄ JA HILJAINEN
Å BLI VED SIN LEST
GRÅ DAG I MALMÖ
DET GÅR BRA ÄNDÅ
PÅ SJÖN Å ÖN
VI FÅR SE PÅ MÅNDAG
SMÅ BÅTAR PÅ SVÅRT VATTEN
NYHETER FRÅN UMEÅ I DAG
LULEÅ OCH PITEÅ FÅR SNÖ
Ö MED UTSIKT
HON BODDE PÅ Ä I SKÅNE
RÅ KRAFT
BLÅ BOG PÅ TO BØRN
Ø OG Å ER BOGSTAVER
FÅ ER SÅ HELDIGE
SØ OG Å
ET BAD I Å OG SØ
Ä Ö Ü SIND UMLAUTE
DAS Ä IST EIN UMLAUT
MENÜ DES TAGES
DIE ALTE Ö KOSTET NICHTS
TSCHÜ SS UND FÜR IMMER
DAS GENÜGT: EIN MENÜ » UND EIN CAFÉ «
AMANHÃ É DIA DE FESTA
A IRMÃ DO PREFEITO
MAÇÃ VERDE E ROMÃ MADURA
A MANHÃ FRIA EM SÃO PAULO
ALEMÃ VENCE A PROVA
FÃ ESPERA O CANTOR
LÃ E ALGODÃO
À NOITE, À MESA, À PORTA
JOSÉ É O NOVO TÉCNICO
O CAFÉ » DA ESQUINA
AVÔ E AVÓ NO PARQUE
TATUÍ E JACAREÍ
¿QUÉ PASÓ EN PERÚ HOY?
ASÍ FUE LA NOCHE
ÉL LLEGÓ A LAS DOS
AQUÍ Y ALLÁ, NADIE HABLÓ
MÁS ALLÁ » DEL RÍO
EL NIÑO Ñ Y LA LETRA Ñ FINAL
PANAMÁ Y BOGOTÁ A LA VEZ
TÜRKİYE’DE İYİ BİR GÜN
KÖTÜ HAVA, İKİ KÖPRÜ KAPALI
ÜTÜ VE ÖRTÜ SATILIK
SÖZCÜ AÇIKLAMA YAPTI
Ş VE Ç HARFLERİ
ŻYCIE I ŚMIERĆ NA WSI
POMÓC DLA WSI
ŁÓDŹ I POZNAŃ
Ó TO LITERA
DŁUŻEJ NIŻ SIĘ ZDAJE
JAKÁ BUDE ZIMA
DOBRÁ ZPRÁVA PRO OBEC
STARÝ A NOVÝ MOST
KDY PŘIJDE JARO
PANÍ STAROSTKA Ó NÁS
DNES Á ZÍTRA
CITTÀ E UNIVERSITÀ
LA LIBERTÀ È POSSIBILE
COSÌ FAN TUTTE
PIÙ LAVORO, PIÙ SALARIO
È VERO: CAFFÈ » A DUE EURO
PERÒ NON SARÀ FACILE
LA CIUTAT JA ÉS AQUÍ
QUÈ DIRÀ EL BATLLE
LA CAFÈ É
PAIS BASCO E GALIZA: AVÓ Ã
São Paulo: « Ã » e « Õ » são vogais nasais
Â, Ê, Î, Ô, Û : les circonflexes
Le Â majuscule, le Ê majuscule
L'accent du Â et celui du Û
A : à, Ä : ä, Å : å
ZOË ET NOË AU CINÉMA
NOËL À ZOË »
HAÏ PAR TOUS, HAÏ DE LUI
CANOË, KAYAK : LE CANOË » FRANÇAIS
RÉSUMÉ À L’ATTENTION DES ÉLUS
VÉLO : LA VILLE Y VA À FOND
LA « CITÉ » À VENDRE
« BEAUTÉ » À BRADER, « QUALITÉ » À REVOIR
À QUI LE TOUR ? À VOUS !
OÙ ALLER, OÙ DORMIR
MÊME À PÂQUES, MÊME À LA TOUSSAINT
PEÑÍSCOLA Y ALCALÁ DE HENARES
CAMIÓN VOLCÓ EN LA A-7
VACACIONES EN ALCALÁ » MÁS INFO
BOM DIA, PARNAÍBA! AMANHÃ HÁ SOL
CORAÇÃO E PULMÃO
A AVÓ É A MAIS VELHA
A MAÇÃ » FRUTA DO ANO
ROMÃ, LÃ, FÃ, IRMÃ
SÃO JOÃO DA BARRA À NOITE
TRÊS É DEMAIS
YSTÄVÄ KYSYI: MITÄ NYT?
SYYSSÄÄ YLLÄTTI
HYVÄÄ YÖTÄ, ÄITI
NÄIN SE KÄY – JÄÄ TÄHÄN
KÖLN FÄHRT NACH ÖSTERREICH
JÄGER VERMISST, SUCHE LÄUFT
DAS CAFÉ SCHLIESST
KÖNIGSALLEE: MENÜ FÜR 9 €
ÅRHUS VANDT I GÅR
Å, HVILKEN DAG
VÆR SÅ GOD Å LES
BLÅ HIMMEL OVER TROMSØ
HAN GÅR TIL SØ
SKÅNE FÅR REGN PÅ FREDAG
TJUGO ÅR PÅ ÖN
İSTANBUL’DA KAR YAĞIŞI SÜRÜYOR
ÖĞRENCİLER GERİ DÖNDÜ
ÇOK GÜZEL BİR GÜN
ZAŻÓŁĆ GĘŚLĄ JAŹŃ
KAŻDĄ GMINĘ CZEKA ZMIANA
NA WSI ŻYJE SIĘ LEPIEJ
ŘEKA STOUPÁ, OBČANÉ SE BOJÍ
PŘÍŠTÍ VLÁDA BUDE JINÁ
ČESKÁ ŠKOLA V PAŘÍŽI
ȘCOALĂ NOUĂ ÎN SAT
VIAŢĂ ŞI ARTĂ ÎN ROMÂNIA
Â ȘI Î SUNT LITERE
ÚJ ISKOLÁT KAP A FALU
ŐSZI ESŐ, TÉLI HÓ
FÁILTE GO hÉIREANN, Ó CHATHAIR Á CLIATH
ÍSLAND ER LAND ÞITT
ÞAÐ ER GÓÐ VEÐUR Á AKUREYRI
ÇA SENT LE ROUSSI À L’ÉLYSÉE
FRANÇOISE HARDY A CHANTÉ À L’OLYMPIA
Les notes À, É et Î renvoient à la page 3
Elle a écrit « À » puis « É » au tableau
Voir À, puis Ä, puis Å.
M. À. Dupont et Mme É. Leroy
L’A 13 et l’À côté
PERÙ, CORFÙ, GESÙ
CAFFÈ ALL’ITALIANA
LUNEDÌ È FESTA
"""
# The same in UTF-8 that was read in another encoding.
MISREAD = """
À LA UNE DU JOURNAL
DÉJÀ VU À LA GARE
VOILÀ LE PRINTEMPS
LIBERTÉ, ÉGALITÉ, FRATERNITÉ
« LE MARCHÉ » ROUVRE
TÄNÄÄN ON KYLMÄ PÄIVÄ
PÅ SJÖN Å ÖN
SMÅ BÅTAR PÅ SVÅRT VATTEN
BLÅ BOG PÅ TO BØRN
DAS MENÜ FÜR DIE GÄSTE
MAÇÃ VERDE E ROMÃ MADURA
AMANHÃ É DIA DE FESTA
EL NIÑO LLEGÓ ASÍ A PERÚ
TÜRKİYE’DE İYİ BİR GÜN
ŁÓDŹ I POZNAŃ
DOBRÁ ZPRÁVA PRO ŠKODU
CITTÀ E UNIVERSITÀ
Là où la rivière déborde, le maire hésite.
Là-bas, l’été finit à Évreux.
Ça va être dur à dire.
L’île d’Oléron à vélo
Il ira à Lyon, puis là-haut.
Škoda ferme à Noël
Österreich, Ärger und Öl
À demain, à Paris
"""
ACCENTED = re.compile("([À-ÖØ-Ý]) ")


@pytest.mark.parametrize("line", CAPITALS.strip().split("\n"))
def test_capitals_before_a_blank_stay(line: str) -> None:
    """A capital with an accent before a blank, a no-break one too, is itself."""
    for text in (line, ACCENTED.sub("\\1\xa0", line), f"{line}\n« OUI »\xa0: 5‰ »"):
        assert repair_encoding(text).text == text


def test_capitals_of_all_languages_stay_together() -> None:
    """No line makes another one look misread."""
    for text in (CAPITALS, ACCENTED.sub("\\1\xa0", CAPITALS)):
        assert repair_encoding(text).text == text


@pytest.mark.parametrize("line", MISREAD.strip().split("\n"))
def test_misread_lines_are_repaired(line: str) -> None:
    """The same kinds of lines come back from latin-1 and windows-1252, also where no-break spaces have become spaces."""
    latin = line.encode().decode("latin-1")
    windows = "".join(
        character if ord(character) > 0x9F else character.encode("latin-1").decode("cp1252", "ignore") or character
        for character in latin
    )
    for broken in (latin, windows, windows.replace("\xa0", " ")):
        assert repair_encoding(broken).text == line


@pytest.mark.parametrize(
    ("broken", "text"),
    [
        ("Il va Ã\xa0 Paris", "Il va à Paris"),
        ("Il va Ã  Paris", "Il va à Paris"),
        ("Le prix : 12Â\xa0€ ", "Le prix : 12\xa0€ "),
        ("Fin. Â\xa0Début", "Fin. \xa0Début"),
        ("« Non », dit-il. Â\xa0", "« Non », dit-il. \xa0"),
        ("LÃ\xa0-bas", "Là-bas"),
        ("voilÃ\xa0", "voilà"),
        ("dâ€™Ã©tÃ©", "d’été"),
        ("Fin. Â Début", "Fin. \xa0Début"),
        ("MINÄ\xa0JA Ã©tÃ©", "MINÄ\xa0JA été"),
    ],
)
def test_single_pairs_that_are_misread(broken: str, text: str) -> None:
    """A single letter or blank of UTF-8 is repaired where no word in capitals ends in it."""
    assert repair_encoding(broken).text == text


def test_spelt_out_classes_cover_those_of_re() -> None:
    """The gate's classes hold every character that \\s and \\w of Python hold."""
    import re2

    space, word = re2.compile(evidence.WHITESPACE), re2.compile(evidence.PERHAPS_WORD)
    characters = [chr(code) for code in range(0x3100)]
    assert all(space.fullmatch(character) for character in characters if re.fullmatch(r"\s", character))
    assert all(word.fullmatch(character) for character in characters if re.fullmatch(r"\w", character))
