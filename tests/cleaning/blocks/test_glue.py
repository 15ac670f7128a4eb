"""What was glued together on one line is parted, and what only looks so is not."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.cleaning.blocks import glue
from corpus_builder.cleaning.blocks.conventions import list_blocks_tables, read_glue_table
from corpus_builder.cleaning.blocks.glue import find_glue, find_stub
from corpus_builder.cleaning.blocks.split import split_blocks
from corpus_builder.knowledge import TableError
from tests.cleaning.blocks.test_split import cut
from tests.conftest import forget_tables


@pytest.mark.parametrize(
    "parts",
    [
        ["Il pleut sur la ville.", "Le vent tombe enfin."],
        ["Qui a signé le contrat ?", "Nul ne le sait."],
        ["Quelle fête !", "Les rues étaient pleines."],
        ["Elle a hésité…", "Puis elle a signé."],
        ["« Nous restons », dit-elle.", "« Nous aussi », répond-il."],
        ["Il parle de « rupture ».", "Les autres se taisent."],
        ["Est-ce légal, « pourquoi pas nous ? »", "Pour sa part, le maire attend."],
        ["Il a dit : “C’est une ruse.”", "Ces mots ont blessé."],
        ['Il a dit : "C\'est une ruse."', "Ces mots ont blessé."],
        ["Le maire est parti hier.", '"Je reviendrai", a-t-il lancé.'],
        ["Une réforme coûteuse (la plus coûteuse.)", "Elle passe demain."],
        ["Le modèle GPT-4 sort en mars 2018.", "Les clients attendent."],
        ["La séance commence à 10h30.", "La salle est vide."],
        ["Le groupe Acier du Nord Inc.", "Les salariés attendent."],
    ],
)
def test_a_glued_stop_parts_two_paragraphs(parts: list[str]) -> None:
    """A stop that is glued to a capital or an opening mark is the end of a paragraph whose break was lost."""
    assert cut("".join(parts)) == parts


@pytest.mark.parametrize(
    "text",
    [
        "L'accord entre les U.S.A et le Canada tient.",
        "Le discours de J.-P.Martin a duré une heure.",
        "La lettre de J.K.Rivers est perdue.",
        "Hier M.Dupont et Mme.Durand ont signé.",
        "Il développe en Node.js et en ASP.NET depuis dix ans.",
        "Voir www.Exemple.Fr/Accueil.Html pour les horaires.",
        "Voir https://exemple.fr/Menu.Html?a=B.C pour les horaires.",
        "Écrire à Jeanne.Morel@exemple.fr suffit.",
        "Le site Voyage.Com ferme.",
        "Yahoo!Finance",
        "Le prix passe à 3.5 millions, soit 2,4 % de moins.",
        "« Je pars.Je ne reviens pas.Adieu », a-t-elle dit.",
        "Elle a crié « Non !Jamais ! » avant de partir.",
        "1.Introduction",
        "Le film Qui va piano va sano ?",
    ],
)
def test_names_numbers_addresses_and_open_quotes_are_not_cut(text: str) -> None:
    """A stop inside a name, an abbreviation, an address, a number or an open quote ends no paragraph."""
    assert cut(text) == [text]


# `|` is where a paragraph ends.
GLUED = [
    "Il avait 12 ans en 68.|À cette date, rien.",
    "Il reste 3.|L’autre part.",
    "Ils sont contents .|Nous aussi.",
    "»Wir gehen.«|Dann blieb er.",
    "Sie kam.|»Wir gehen«, sagte er.",
    "Er sagte „Ja.”|Dann blieb er.",
    "Le maire est parti.|« Nous restons », dit-il.",
    "Le maire est parti.|«Nous restons», dit-il.",
    "Der Rat tagt.|„Gut so!“|Alle lachen.",
    "Le vote a eu lieu hier.|L'opposition conteste.",
    "Le vote a eu lieu hier.|L’opposition conteste.",
    "Il a cédé.|D'autres suivront.",
    "Le groupe vaut 3,5 milliards.|Il recrute.",
    "La séance s'ouvre à 10h30.|Elle dure deux heures.",
    "Rendez-vous à 18h.|Venez nombreux.",
    "Il est né en 1998.|Sa mère aussi.",
    "Le prix atteint 12,50 €.|Un record.",
    "Elle pèse 45 kg.|Une plume.",
    "La hausse est de 4 %.|Les banques suivent.",
    "Ils visent les U.S.A.|La Chine attend.",
    "Elle a rejoint OpenAI.|Son équipe la suit.",
    "Il vend des iPhone.|Les clients viennent.",
    "Il publie sur LinkedIn.|Ses amis lisent.",
    "La vidéo est sur YouTube.|Elle a été vue mille fois.",
    "Il écrit dans LeMonde.|Son frère aussi.",
    "Il a lu l'art. 12.|Le juge aussi.",
    "Selon le n°5.|Les lecteurs jugent.",
    "Voir la page 3.|La suite demain.",
    "Elle attend…|Personne ne vient.",
    "Elle attend...|Personne ne vient.",
    "Pourquoi partir ?|Nul ne sait.",
    "Pourquoi partir?|Nul ne sait.",
    "Quelle nuit !|Tout a brûlé.",
    "Il parle de « paix ».|Les autres rient.",
    "Il a dit « non. »|Elle est partie.",
    "« Nous partons. »|Le maire se tait.",
    "« Nous partons », dit-il.|« Nous restons », répond-elle.",
    "Elle dit “non”.|Il rit.",
    "Le texte (voir plus haut).|La suite manque.",
    "Le texte est long [1].|La suite manque.",
    "Il vit aux États-Unis.|À Paris, on rit.",
    "C'est fini.|Était-ce utile ?",
    "C'est fini.|Où aller ?",
    "C'est fini.|Élise Morel est partie.",
    "C'est fini.|Œuvre utile.",
    "Le site www.exemple.fr est fermé.|Le journal ouvre.",
    "Le site est sur exemple.com.|Le journal ouvre.",
    "La version 2.0 sort.|Les joueurs attendent.",
    "Il a 3 ans.|Il a faim.",
    "Le fichier est en PDF.|Les autres non.",
    "Il travaille chez IBM.|Son frère aussi.",
    "Il vit avec M. Petit.|Mme Durand vit seule.",
    "Rapport de la SA.|Les comptes sont bons.",
    "Un accord avec Petit & Cie.|Les salariés rient.",
    "The firm is Stone Inc.|The staff left.",
    "He met Mr. Stone.|She left.",
    "It opens at 9 a.m.|The staff left.",
    "It closes at 5 p.m.|She left.",
    "He lives in the U.S.|She lives in Rome.",
    "They left in 2019.|“We are tired,” he said.",
    "“We are tired.”|He left.",
    "He said, “We are tired.”|She left.",
    '"We are tired."|He left.',
    "It cost $3.5 million.|Nobody paid.",
    "She works at eBay.|He works at home.",
    "Sie kam um 10.30 Uhr.|Er ging.",
    "„Wir haben gewonnen.“|Dann ging er.",
    "Er sagte: „Wir gehen.“|Sie blieb.",
    "Es ist vorbei.|„Wir gehen“, sagte er.",
    "Ella se fue.|¿Quién queda?",
    "Ella se fue.|¡Qué noche!",
    "Tout va bien.|Le premier point est clair.",
    "La loi est votée (12 voix contre 3).|Le maire sourit.",
    "Le mot de la fin !!!|Les autres rient.",
    "Vraiment ?!|Les autres rient.",
    "Il reste 5 km.|Les coureurs souffrent.",
    "La réunion du 3 mai 2024.|Les élus votent.",
    "Il a gagné 6-3.|La foule chante.",
    "Le vol AF447.|Les familles attendent.",
    "Il a dit oui, etc.|Les autres ont dit non.",
    "Paul vit à Lyon.|Jeanne, elle, vit à Metz.",
    "Le RER B.|Les trains sont bondés.",
    "Il joue au PSG.|Son frère aussi.",
    "Il lit Le Monde.fr chaque jour.|Elle non.",
    "Il a eu 20 ans en 68.|À l'époque, tout allait bien.",
    "Elle vit à Saint-Denis.|Lui, à Paris.",
    "Le ministre (LR).|Son rival (PS) se tait.",
    "Le taux est de 3.|La banque attend.",
]
WHOLE = [
    "Der Aufstieg in die 2.Bundesliga ist sicher.",
    "Il a lu le dossier 3799/24.F du greffe.",
    "Le texte de la VGA m.b.H. et des amis e.V. est lu.",
    "La societe Acqua S.p.A. chiude.",
    "The index .DJX fell and the index .QRX rose.",
    "Die FRITZ!Box ist rot.",
    "Er sagte: »Wir gehen.« Dann blieb er.",
    "Er sagte „Ja.” Dann blieb er.",
    "»Nein!« rief er. »Ja.«",
    "Il a dit “Oui. Non. Peut-être.“ Puis rien.",
    "Er rief: „Weg!“ – „Nein!“ rief sie.",
    "L'entreprise Yahoo!Japan a fermé hier.",
    "Le film de J.J.Abrams sort demain.",
    "Le roman de J.R.R.Tolkien est long.",
    "Le juge B.Morel a tranché hier.",
    "Le texte de A.Dumas est beau.",
    "Hier M.Petit et Mme.Morel ont voté.",
    "Le Dr.Petit et le Pr.Morel sont là.",
    "Il code en Node.js, Vue.js et ASP.NET chaque jour.",
    "Le fichier Rapport.Final.PDF est perdu.",
    "Voir index.HTML et Main.Java dans le dossier.",
    "La version V2.Beta est sortie hier.",
    "Voir http://exemple.fr/A.B/C.D?x=Y.Z pour tout.",
    "Voir exemple.Com et Exemple.FR chaque jour.",
    "Écrire à Paul.Petit@Exemple.Fr suffit.",
    "Le prix est de 3.500,50 € pour deux.",
    "Le n°5 du dossier est perdu.",
    "Il rentre à 10.30 et à 11.45 chaque jour.",
    "Le S.A.M.U. et la S.N.C.F ont répondu.",
    "Le P.S.G et l'O.M ont gagné.",
    "Elle est née à Washington D.C et y vit.",
    "Les U.S.A. et le R.U. ont signé.",
    "Le groupe Google.Org a donné.",
    "Le parti En Marche ! a gagné.",
    "Elle a dit : « Je pars.Il reste.Nous verrons » avant de sortir.",
    "Il a demandé « Quoi ?Comment ? » sans rire.",
    "La chaîne LCI.FR a menti.",
    "Le site Booking.Com a fermé.",
    "L'art.L123 du code est clair.",
    "Cf.Dupont et vol.II du livre.",
    "Le fig.A et le chap.II sont clairs.",
    "Le vin St.Emilion est bon.",
    "Le col du Petit est fermé.",
    "He met Mr.Stone and Mrs.Stone today.",
    "He met Sen.Stone and Gov.Petit today.",
    "He lives in the U.S.A and in the U.K today.",
    "The Ph.D and the M.B.A are hard.",
    "The firm Stone Inc. sold well.",
    "The No.1 and the No.A are here.",
    "Der Dr.Stein und der Hr.Blau sind da.",
    "Das ist z.B. gut, d.h. gar nicht übel.",
    "Das ist u.U. gut.",
    "Er sagte: „Wir gehen.“ Dann blieb er.",
    "„Wir haben gewonnen!“ rief er.",
    "Er rief „Los!“, und sie lief.",
    "Il habite au 3 bis, av.Foch depuis hier.",
    "Il y en a peu.",
    "La Cour (2e ch.) a jugé.",
    "Il a lu « Le Rouge et le Noir. » hier.",
    "Mlle.Petit et MM.Morel sont là.",
    "Le no.3 et le No.B sont là.",
    "Le compte @Paul.Petit est fermé.",
    "Version 1.0.B sortie hier.",
    "La loi n°2020.A est votée.",
]
NOT_YET = [
    "Il a écrit à info@exemple.fr.|Nul ne répond.",
    "Il lit https://exemple.fr/page.|Nul ne répond.",
    "Le jeu Robots en route!Zig est sorti hier.",
    "Le 1er.Mai arrive vite.",
    "Le mot-dièse #Lyon.Paris est né.",
]


@pytest.mark.parametrize("text", GLUED)
def test_glued_paragraphs_are_parted(text: str) -> None:
    """Times, numbers, names, quotes and abbreviations at the end of a paragraph do not hide that it ends."""
    assert cut(text.replace("|", "")) == text.split("|")


@pytest.mark.parametrize("text", WHOLE)
def test_stops_within_sentences_part_nothing(text: str) -> None:
    """Titles, initials, acronyms, files, addresses, versions, ordinals and closing marks of all languages keep their sentence."""
    assert cut(text) == [text]


@pytest.mark.xfail(strict=True, reason="only the meaning tells")
@pytest.mark.parametrize("text", NOT_YET)
def test_glue_that_is_not_yet_told(text: str) -> None:
    """Names that end in a mark, and addresses before a word that begins no sentence in the table."""
    assert cut(text.replace("|", "")) == text.split("|")


def test_questions_to_the_reader_are_cut_from_the_end_of_the_text() -> None:
    """The examples of the tables hold: a question that addresses the reader is cut, another is not."""
    questions = [table.questions for _, table in list_blocks_tables() if table.questions is not None]
    assert len(questions) == 2
    for row in questions:
        assert {text: len(cut(text)) for text in row.cuts} == dict.fromkeys(row.cuts, 2)
        assert {text: len(cut(text)) for text in row.keeps} == dict.fromkeys(row.keeps, 1)


def test_a_question_before_more_prose_is_not_cut() -> None:
    """Only at the end of a text is a question without a stop before it put to the reader."""
    question = "Le guide demande Que voulez-vous faire demain ?"
    assert cut(f"{question}\n{'Une phrase de prose bien longue, avec une virgule. ' * 5}")[0] == question


def test_the_stubs_of_the_table_are_found() -> None:
    """The examples of the table hold on both sides."""
    for row in read_glue_table().stubs:
        assert all(find_stub(text) for text in row.removes)
        assert not any(find_stub(text) for text in row.keeps)


WRONG_SIDE = {
    "a cut that is none": (
        ("languages/fr/blocks.toml", '"MaireQuel est votre avis ?"', '"Quel maire ?"'),
        "languages/fr/blocks.toml: (questions), cuts: 'Quel maire ?' is on the wrong side",
    ),
    "a question that is cut": (
        ("languages/en/blocks.toml", '"The novel What Maisie Knew?"', '"The novel What do you think?"'),
        "languages/en/blocks.toml: (questions), keeps: 'The novel What do you think?' is on the wrong side",
    ),
    "a stub that is none": (
        ("cleaning/blocks/glue.toml", '"date 2021 Un pont"', '"2021 Un pont"'),
        "cleaning/blocks/glue.toml: (date stub), removes: '2021 Un pont' is on the wrong side",
    ),
    "a line that is a stub": (
        ("cleaning/blocks/glue.toml", '"date 2024-03e"', '"date 2024"'),
        "cleaning/blocks/glue.toml: (date stub), keeps: 'date 2024' is on the wrong side",
    ),
}


@pytest.mark.parametrize(("change", "message"), WRONG_SIDE.values(), ids=WRONG_SIDE)
def test_an_example_on_the_wrong_side_is_refused(change: tuple[str, str, str], message: str, tables: Path) -> None:
    """What an example says is checked when the table is read, and the error names file, row and key."""
    name, old, new = change
    table = tables / name
    table.write_text(table.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(TableError) as error:
        cut("date 2024-03 La digue du port a-t-elle tenu hier soir ?")
    assert str(error.value) == message


def test_abbreviations_of_a_new_language_count(tables: Path) -> None:
    """The packs of all languages are asked: a text's own is not known when it is cut."""
    text = "La vortaro de Zamarg.Petro estas longa."
    assert cut(text) == ["La vortaro de Zamarg.", "Petro estas longa."]
    folder = tables / "languages" / "eo"
    folder.mkdir()
    (folder / "language.toml").write_text(
        'name = "Esperanto"\nprecedence = 99\n[abbreviations]\nnever_end = ["Zamarg"]\n', encoding="utf-8"
    )
    forget_tables()
    assert cut(text) == [text]


def test_a_stub_is_a_block_and_the_title_behind_it_another() -> None:
    """A date that a scraper wrote before the first line is parted from it."""
    blocks = split_blocks(" date 2024-03 Une digue cède\n\nIl pleut.", ())
    assert [(block.text, block.before) for block in blocks] == [
        ("date 2024-03", "start"),
        ("Une digue cède", "stub"),
        ("Il pleut.", "blank"),
    ]


PLACE = re.compile(
    r'[.!?…»”«“")](?=["«“»„¿¡A-ZÀ-ÖØ-Þ])'  # a stop or a mark before what begins a sentence
    r"(?:(?<=[.!?…])|(?<=[.!?…].)|(?<=[.!?…]..))",  # and a stop near it
    re.DOTALL,
)


@given(st.lists(st.text(st.sampled_from('.!?…»”«“")„¿¡ \naÉZ\ud800\U0001d4d0'), max_size=12), max_size=4), st.integers(1, 20))
def test_every_place_of_glue_is_found(texts: list[str], characters: int) -> None:
    """Each text has its own places, whatever stands in the others and however many are searched together."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(glue, "_RUN_CHARACTERS", characters)
        found = find_glue(texts)
    assert [len(places) for places in found] == [len(set(places)) for places in found]
    for text, places in zip(texts, found, strict=True):
        wanted = [place.end() for place in PLACE.finditer(text)]
        # near the beginning of a text a stop of the one before may count
        assert set(wanted) <= set(places) and [place for place in places if place > 3] == [place for place in wanted if place > 3]
