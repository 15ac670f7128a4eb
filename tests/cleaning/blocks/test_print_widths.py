"""Lines of printed columns are as wide as their letters, and are joined where these agree on a width."""

import pytest

from corpus_builder.cleaning.blocks.print_widths import measure_print
from corpus_builder.cleaning.blocks.split import split_blocks
from tests.conftest import check_growth

FRENCH = [
    "Le conseil de la vallée a voté hier soir, après quatre heures de débat, la fermeture de trois écoles de hameau. La "
    "décision prendra effet en septembre prochain.",
    "Les parents d’élèves ne décolèrent pas. Ils dénoncent un calcul comptable, fait sans visite des lieux, et "
    "rappellent que deux cars sur cinq ne circulent plus en hiver.",
    "Quatorze enfants",
    "« On nous demande de choisir entre la route et la classe », résume Mireille Castaing, mère de trois enfants. Son "
    "fils aîné met déjà cinquante minutes pour rejoindre le bourg.",
    "Le rectorat, lui, avance des chiffres. Les effectifs ont reculé d’un quart en dix ans, et aucune des trois écoles "
    "n’accueille plus de quatorze enfants. Les classes uniques coûtent cher.",
    "Une réunion jeudi pour sauver les classes",
    "Une réunion publique est prévue jeudi à la salle des fêtes. Le maire y présentera une variante, qui regrouperait "
    "les deux écoles du haut dans un bâtiment neuf.",
]
FRENCH_COLUMN = """\
Le conseil de la vallée a voté hier
soir, après quatre heures de débat,
la fermeture de trois écoles de
hameau. La décision prendra effet
en septembre prochain.
Les parents d’élèves ne décolèrent
pas. Ils dénoncent un calcul
comptable, fait sans visite des
lieux, et rappellent que deux cars
sur cinq ne circulent plus en hiver.
Quatorze enfants
« On nous demande de choisir
entre la route et la classe »,
résume Mireille Castaing, mère de
trois enfants. Son fils aîné met
déjà cinquante minutes pour rejoi-
ndre le bourg.
Le rectorat, lui, avance des
chiffres. Les effectifs ont reculé
d’un quart en dix ans, et aucune
des trois écoles n’accueille plus de
quatorze enfants. Les classes uni-
ques coûtent cher.
Une réunion jeudi pour sauver les
classes
Une réunion publique est prévue
jeudi à la salle des fêtes. Le maire
y présentera une variante, qui
regrouperait les deux écoles du
haut dans un bâtiment neuf."""
ENGLISH = [
    "The valley council voted last night, after four hours of argument, to close three hamlet schools. The decision "
    "takes effect next September.",
    "Parents are furious. They call it bookkeeping, done without a single visit, and point out that two of the five "
    "coaches do not run in winter.",
    "“They want us to choose between the road and the classroom,” says Muriel Castle, who has three children. Her eldest "
    "already travels for fifty minutes.",
    "The education office answers with numbers. Rolls have fallen by a quarter in ten years, and none of the three "
    "schools has more than fourteen pupils. Small classes are expensive.",
    "A public meeting is planned for Thursday in the village hall. The mayor will present another plan, which would "
    "bring the two upper schools together in a new building.",
]
ENGLISH_COLUMN = """\
The valley council voted last
night, after four hours of
argument, to close three hamlet
schools. The decision takes effect
next September.
Parents are furious. They call it
bookkeeping, done without a
single visit, and point out that two
of the five coaches do not run in
winter.
“They want us to choose between
the road and the classroom,” says
Muriel Castle, who has three
children. Her eldest already
travels for fifty minutes.
The education office answers with
numbers. Rolls have fallen by a
quarter in ten years, and none of
the three schools has more than
fourteen pupils. Small classes are
expensive.
A public meeting is planned for
Thursday in the village hall. The
mayor will present another plan,
which would bring the two upper
schools together in a new
building."""
VERSES = [
    "the evening comes to the quay",
    "and the boat is turning still",
    "under bridges no one sees",
    "in the mist below the hill",
    "a child is counting the steps",
    "of the watchmen on their round",
    "and the wind will not reply",
    "to the lanterns run aground",
]
LISTS = {
    "verses": VERSES,
    "names": [
        "Armelle Quintin",
        "Paul Varin",
        "Inès Dol",
        "Odile Le Gac",
        "Jean Roux",
        "Marc Ferlay",
        "Luce Bonnard",
        "Yann Dol",
    ],
    "a menu": ["actualités", "politique et société", "petites annonces", "nos magasins en ville", "mots croisés", "météo marine"],
    "ingredients": ["300 g de farine", "trois œufs", "un demi-litre de lait entier", "une pincée de sel", "deux pommes acides"],
    "results": ["Brie - Longpré : 1-4", "Mareil - Ancy : 5-0", "Vaux - Cernay : 2-2", "Lannoy - Ferrières : 0-1"],
}


def cut(text: str) -> list[str]:
    """The texts of the blocks of a plain text."""
    return list(split_blocks(text, ()).texts)


def test_a_printed_column_is_joined_paragraph_by_paragraph() -> None:
    """Short last lines part paragraphs and headings where nothing else does; words that hyphens split are one word again."""
    assert cut(FRENCH_COLUMN) == FRENCH
    assert cut(ENGLISH_COLUMN) == ENGLISH


@pytest.mark.parametrize("kind", LISTS)
def test_lines_beside_a_printed_column_stay_lines(kind: str) -> None:
    """Verses agree with the width of a column by chance, and say nothing that ends; lists have room at their ends."""
    lines = LISTS[kind]
    assert cut("\n".join(lines)) == lines
    assert cut(f"{ENGLISH_COLUMN}\n\n" + "\n".join(lines) + f"\n\n{FRENCH_COLUMN}") == [*ENGLISH, *lines, *FRENCH]


def test_a_standfirst_above_a_column_is_joined() -> None:
    """Its lines are wider than those of the column and of one width; its last one ends it."""
    lines = [
        "Trois écoles de hameau fermeront en septembre, a décidé le conseil de la vallée. Les",
        "parents protestent, et le maire promet une variante pour les deux écoles du haut, qui",
        "sera discutée jeudi.",
    ]
    assert cut("\n".join([*lines, FRENCH_COLUMN])) == [" ".join(lines), *FRENCH]
    titles = ["Trois écoles de hameau fermeront en septembre", "Les parents protestent contre le conseil"]
    assert cut("\n".join([*titles, FRENCH_COLUMN])) == [*titles, *FRENCH]


def test_a_running_head_between_the_pages_of_a_column_stays_apart() -> None:
    """What stands between two paragraphs on a line of its own, with room, is none of their lines."""
    page = f"Le Phare\n12\n{FRENCH_COLUMN}\n\fLe Phare\n13\n{ENGLISH_COLUMN}"
    assert [text for text in cut(page) if len(text) > 30] == [text for text in [*FRENCH, *ENGLISH] if len(text) > 30]


def test_verses_whose_marks_stand_at_their_ends_stay_lines() -> None:
    """Sentences may end within them, too; of prose few marks happen to stand at the ends of lines."""
    verses = [
        "Je marche sur le quai, sans hâte et sans personne,",
        "le soir descend. La barque a perdu son fanal,",
        "et l'horloge du port, qui jamais ne résonne,",
        "compte pour moi les pas du veilleur matinal,",
        "la pluie, fine et têtue, a noyé les façades,",
        "un chien passe. On dirait qu'il connaît le chemin,",
        "les grues, au loin, font signe aux navires en rade,",
        "et demain, je le sais, ne sera que demain,",
    ]
    assert cut("\n".join(verses)) == verses


@pytest.mark.parametrize(
    ("narrow", "wide"), [("il lit l'été", "mammouth"), ("fil, tri, lit", "OMWMWM"), ("............", "————————")]
)
def test_the_width_of_a_text_is_that_of_its_letters(narrow: str, wide: str) -> None:
    """Tenths of an average letter; a letter that no table knows is a middling one."""
    assert measure_print([narrow]) < measure_print([wide])
    assert measure_print(["", narrow + wide]).tolist() == [0, int(measure_print([narrow, wide]).sum())]
    assert measure_print(["橋"]) == measure_print(["b"])


@pytest.mark.parametrize(
    "piece", ["le canal de la\nville reste\n", "un mot d'une\nlettre. Il est\n", "M\n", "pré-\nsent et\n"], ids=repr
)
def test_measuring_columns_takes_time_in_proportion_to_the_text(piece: str) -> None:
    """A million narrow lines."""
    check_growth(lambda text: split_blocks(text, ()), lambda n: piece * (n // len(piece)), 60_000)
