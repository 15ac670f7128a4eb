"""Lines that the pages of one site repeat go, and none of them stays."""

import pytest

from corpus_builder.model import Metadata, Record
from corpus_builder.settings import Settings
from corpus_builder.stages import clean_records
from tests.stages.flows.corpora import decide_tables

ARTICLES = [
    (
        "La digue tient bon",
        "La digue du vieux port a tenu toute la nuit, et les habitants du quartier bas ont pu dormir chez eux.",
        "Une seconde tempête est attendue dimanche, prévient le préfet, qui garde deux cents hommes en réserve.",
    ),
    (
        "Un marché pour juin",
        "Les commerçants de Brenne ouvriront leur marché couvert en juin, après onze années de travaux.",
        "Trente étals sur quarante ont trouvé preneur, dont six tenus par des maraîchers de la vallée voisine.",
    ),
    (
        "Le ferry est renfloué",
        "Une grue venue du nord a sorti le ferry de l'eau jeudi matin devant trois cents curieux.",
        "L'armateur compte sur une remise en service avant les grandes vacances, si le moteur a survécu au sel.",
    ),
]
LABEL = "Le carnet du Fanal en images"
NOTICE = "La rédaction du Fanal est abonnée aux dépêches de son agence et relit chaque texte avant qu'il ne paraisse en ligne."
SHARED = "Le chantier du port avait été confié il y a neuf ans à une entreprise de la région, qui a fait faillite depuis lors."


def decide(texts: list[str], sites: list[str] | None = None) -> dict[str, list[dict[str, object]]]:
    """The tables of a corpus of these texts, all of one site unless sites are named."""
    sites = sites or ["https://fanal.example/"] * len(texts)
    records = [
        Record(str(i), f"{i}.txt", "text", text, Metadata(url=f"{site}{i}"), len(text), "0" * 64)
        for i, (text, site) in enumerate(zip(texts, sites, strict=True))
    ]
    tables = decide_tables(clean_records(records, Settings()), Settings())
    return {name: table.to_pylist() for name, table in tables.items()}


def repeated(tables: dict[str, list[dict[str, object]]]) -> list[tuple[object, object]]:
    """Rule and text of what went as repetition."""
    return [(row["rule"], row["text"]) for row in tables["removals"] if row["stage"] == "repetition"]


def write(number: int, *more: str, foot: str = "") -> str:
    """An article of two paragraphs with lines between them and behind."""
    title, lead, end = ARTICLES[number]
    return "\n\n".join([title, lead, *more, end, *([foot] if foot else [])])


def check_documents(tables: dict[str, list[dict[str, object]]]) -> None:
    """Texts, counts and positions of the documents are those of the paragraphs that are left."""
    for document in tables["documents"]:
        own = [p for p in tables["paragraphs"] if p["document_id"] == document["id"]]
        assert document["text"] == "\n\n".join(str(p["text"]) for p in own)
        assert [p["position"] for p in own] == list(range(len(own)))
        assert document["n_paragraphs"] == len(own)
        assert document["kept_characters"] == sum(int(str(p["end"])) - int(str(p["start"])) for p in own)


def test_a_line_on_three_pages_of_a_site_goes_from_all() -> None:
    """Of lines that a site repeats none stays, and the documents' text and counts no longer have them."""
    tables = decide([write(i, foot=LABEL) for i in range(3)])
    assert repeated(tables) == [("line repeated across the site", LABEL)] * 3
    check_documents(tables)


def test_files_without_source_and_folder_are_one_site() -> None:
    """Where nothing names a site, the files of a folder are one, and those that lie in none."""
    records = [
        Record(str(i), f"{i}.txt", "text", text, Metadata(), len(text), "0" * 64)
        for i, text in enumerate(write(i, foot=LABEL) for i in range(3))
    ]
    tables = decide_tables(clean_records(records, Settings()), Settings())
    removals = tables["removals"].to_pylist()
    assert [row["text"] for row in removals if row["stage"] == "repetition"] == [LABEL] * 3


def test_numbers_alone_are_no_line_of_a_site() -> None:
    """A bare number says nothing of a template, on however many pages it stands."""
    assert repeated(decide([write(i, "2 ;") for i in range(3)])) == []


def test_a_line_that_went_from_one_page_goes_from_the_next() -> None:
    """Behind a comment form the line is known for frame; amid an article it looks like a heading, to who sees no other page."""
    known = write(0) + f"\n\nLaisser un commentaire\n\n{LABEL} : 12"
    [(rule, text)] = repeated(decide([known, write(1, f"{LABEL} : 407")]))
    assert (rule, text) == ("line repeated across the site", f"{LABEL} : 407")


@pytest.mark.parametrize(
    ("texts", "sites"),
    [
        pytest.param([write(0, foot=LABEL), *map(write, (1, 2))], None, id="on one page"),
        pytest.param([write(i, foot=LABEL) for i in range(3)], [f"https://{n}.example/" for n in "abc"], id="on three sites"),
        pytest.param([write(i, "Jeanne Morel") for i in range(2)], None, id="a name on two pages"),
        pytest.param([write(i, "Le tournant de la nuit") for i in range(3)], None, id="a heading in three articles"),
        pytest.param([write(i, SHARED) for i in range(3)], None, id="a sentence amid three articles"),
        pytest.param([write(i, foot=SHARED) for i in range(3)], None, id="a sentence at the foot of three articles"),
        pytest.param([write(i, foot=f"Votants : {i}12") for i in range(3)], None, id="another number in each"),
        pytest.param([write(0, foot=LABEL), write(0, foot=LABEL) + ".", write(0, foot=LABEL) + "!"], None, id="in reprints"),
        pytest.param([write(i, foot="« Nous tiendrons », a dit Jeanne Morel") for i in range(3)], None, id="with a quote"),
    ],
)
def test_what_is_no_template_stays(texts: list[str], sites: list[str] | None) -> None:
    """One page, three sites, a name by chance, what articles share, other facts, a reprint, a quote: no template."""
    assert repeated(decide(texts, sites)) == []


def test_a_notice_at_the_foot_of_a_dozen_pages_goes() -> None:
    """A sentence that ends every text is the site's; as a near-duplicate one would stay."""
    names = [
        "Sorny",
        "Brenne",
        "Aumont",
        "Lizy",
        "Vaure",
        "Cléry",
        "Dorsac",
        "Fontaine",
        "Givry",
        "Hautecombe",
        "Ivors",
        "Jarnac",
    ]
    texts = [
        f"{name} vote son budget\n\nÀ {name}, le conseil a voté lundi un budget de {n + 3} millions d'euros pour {name}.\n\n"
        f"Le maire de {name} promet {n + 2} écoles, et {name} gardera sa piscine malgré les factures.\n\n{NOTICE}"
        for n, name in enumerate(names)
    ]
    tables = decide(texts)
    assert {text for _, text in repeated(tables)} == {NOTICE}
    check_documents(tables)


def test_another_texts_title_is_a_teaser() -> None:
    """The title stays where it heads its own text and goes where it leads to it."""
    tables = decide([write(0), write(1, foot=ARTICLES[0][0])])
    assert repeated(tables) == [("title of another article", ARTICLES[0][0])]
    assert [p["text"] for p in tables["paragraphs"] if p["role"] == "title"] == [title for title, *_ in ARTICLES[:2]]


def test_texts_without_an_address_are_of_their_folders_site() -> None:
    """Without a source or an address the folder stands for the site."""

    def went(*paths: str) -> int:
        texts = [write(i, foot=LABEL) for i in range(3)]
        records = [Record(p, p, "text", t, Metadata(), len(t), "0" * 64) for p, t in zip(paths, texts, strict=True)]
        removals = decide_tables(clean_records(records, Settings()), Settings())["removals"]
        return int(removals["stage"].to_pylist().count("repetition"))

    assert went("fanal/a.txt", "fanal/b.txt", "fanal/c.txt") == 3
    assert went("fanal/a.txt", "phare/b.txt", "fanal/c.txt") == 0
