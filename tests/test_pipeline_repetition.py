"""Lines that the pages of one site repeat go, and none of them stays."""

import pytest

from corpus_builder.model import Metadata, Record
from corpus_builder.pipeline import clean_records, decide_corpus
from corpus_builder.settings import Settings

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
NOTICE = "La rédaction du Fanal est abonnée aux dépêches de son agence et relit chaque texte avant qu'il ne paraisse en ligne."
SHARED = "Le chantier du port avait été confié il y a neuf ans à une entreprise de la région, qui a fait faillite depuis lors."


def decide(texts: list[str], sites: list[str] | None = None) -> dict[str, list[dict[str, object]]]:
    """The tables of a corpus of these texts, all of one site unless sites are named."""
    sites = sites or ["https://fanal.example/"] * len(texts)
    records = [
        Record(str(i), f"{i}.txt", "text", text, Metadata(url=f"{site}{i}"), len(text), "0" * 64)
        for i, (text, site) in enumerate(zip(texts, sites, strict=True))
    ]
    tables = decide_corpus(clean_records(records, Settings()), Settings())
    return {name: table.to_pylist() for name, table in tables.items()}


def repeated(tables: dict[str, list[dict[str, object]]]) -> list[tuple[object, object]]:
    """Rule and text of what went as repetition."""
    return [(row["rule"], row["text"]) for row in tables["removals"] if row["stage"] == "repetition"]


def write(number: int, *more: str) -> str:
    """An article of two paragraphs with lines between them."""
    title, lead, end = ARTICLES[number]
    return "\n\n".join([title, lead, *more, end])


def test_a_line_on_two_pages_of_a_site_goes_from_both() -> None:
    """Of lines that a site repeats none stays, and the documents' text and counts no longer have them."""
    tables = decide([write(0, "Le carnet du Fanal en images"), write(1, "Le carnet du Fanal en images")])
    assert repeated(tables) == [("line repeated on the site", "Le carnet du Fanal en images")] * 2
    for document in tables["documents"]:
        own = [p for p in tables["paragraphs"] if p["document_id"] == document["id"]]
        assert document["text"] == "\n\n".join(str(p["text"]) for p in own)
        assert [p["position"] for p in own] == list(range(len(own)))
        assert document["n_paragraphs"] == len(own)
        assert document["kept_characters"] == sum(int(str(p["end"])) - int(str(p["start"])) for p in own)


@pytest.mark.parametrize(
    ("texts", "sites"),
    [
        pytest.param([write(0, "Le carnet du Fanal en images"), write(1)], None, id="on one page"),
        pytest.param(
            [write(0, "Le carnet du Fanal en images"), write(1, "Le carnet du Fanal en images")],
            ["https://fanal.example/", "https://phare.example/"],
            id="on two sites",
        ),
        pytest.param([write(0, "Jeanne Morel"), write(1, "Jeanne Morel")], None, id="a name on two pages"),
        pytest.param([write(0, SHARED), write(1, SHARED)], None, id="a sentence in two articles"),
        pytest.param([write(0, SHARED), write(1, SHARED), write(2, SHARED)], None, id="a sentence amid three articles"),
        pytest.param([write(i) + f"\n\n{SHARED}" for i in range(2)] + [write(2)], None, id="at the foot of two articles"),
        pytest.param([write(0, "Prix : 12 euros"), write(0, "Prix : 12 euros") + "."], None, id="in a reprint"),
    ],
)
def test_what_is_no_template_stays(texts: list[str], sites: list[str] | None) -> None:
    """One page, two sites, a name by chance, a sentence that two articles share, a reprint: no evidence of a template."""
    assert repeated(decide(texts, sites)) == []


def test_numbers_hide_no_repetition() -> None:
    """A count or a date in a line of a template changes from page to page."""
    tables = decide([write(0, "Le carnet du Fanal, numéro 12"), write(1, "Le carnet du Fanal, numéro 407")])
    assert len(repeated(tables)) == 2


def test_a_notice_at_the_foot_of_three_pages_goes() -> None:
    """A sentence that ends every text is the site's; a near-duplicate would leave one."""
    tables = decide([f"{write(i)}\n\n{NOTICE}" for i in range(3)])
    assert repeated(tables) == [("passage repeated on the site", NOTICE)] * 3


def test_another_texts_title_is_a_teaser() -> None:
    """The title stays where it heads its own text and goes where it leads to it."""
    tables = decide([write(0), write(1, "La digue tient bon")])
    assert repeated(tables) == [("title of another text", "La digue tient bon")]
    assert [p["text"] for p in tables["paragraphs"] if p["role"] == "title"] == ["La digue tient bon", "Un marché pour juin"]


def test_texts_without_an_address_are_of_their_folders_site() -> None:
    """Without a source or an address the folder stands for the site."""
    texts = [write(i, "Le carnet du Fanal en images") for i in range(2)]

    def went(*paths: str) -> int:
        records = [Record(p, p, "text", t, Metadata(), len(t), "0" * 64) for p, t in zip(paths, texts, strict=True)]
        removals = decide_corpus(clean_records(records, Settings()), Settings())["removals"]
        return removals["stage"].to_pylist().count("repetition")

    assert went("fanal/a.txt", "fanal/b.txt") == 2
    assert went("fanal/a.txt", "phare/b.txt") == 0
