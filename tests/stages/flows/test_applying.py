"""What only the whole corpus can decide."""

from corpus_builder.model import Metadata, Record
from corpus_builder.settings import Settings
from corpus_builder.stages import clean_records
from tests.stages.flows.corpora import decide_tables

DISPATCH = "La fondation Estran a publié mardi les comptes de son dernier exercice, que ses donateurs attendaient depuis janvier."
EDITED = DISPATCH.replace("publié mardi", "rendu publics mardi")
SPEECH = "« Nous avons tenu chacun de nos engagements », a déclaré Claire Vasseur, la présidente, devant une salle comble."
OTHER = "Le conseil du port de Saint-Aubin se réunira jeudi soir pour examiner les offres des trois candidats à la reprise."

LONG = "Le marché aux fleurs reviendra samedi sur les quais, avec une vingtaine de pépiniéristes et un concours de bouquets."


def decide(*texts: tuple[str, str, str]) -> dict[str, list[dict[str, object]]]:
    records = [Record(n, n, "text", text, Metadata(published=date or None), len(text), "0" * 64) for n, date, text in texts]
    tables = decide_tables(clean_records(records, Settings()), Settings())
    return {name: table.to_pylist() for name, table in tables.items()}


def test_of_near_identical_paragraphs_the_earliest_stays():
    """The copy goes to the removals with its id, its partner and the similarity; the one that stays counts it."""
    tables = decide(("a", "2024-05", f"{EDITED}\n\n{OTHER}"), ("b", "2024-03-02", f"{DISPATCH}\n\n{SPEECH}"))

    [gone] = [r for r in tables["removals"] if r["stage"] == "duplicates"]
    [kept] = [p for p in tables["paragraphs"] if p["n_copies"]]
    assert (gone["text"], gone["rule"]) == (EDITED, "near copy")
    assert (kept["text"], kept["id"], kept["n_copies"]) == (DISPATCH, gone["duplicate_of"], 1)
    assert 0.5 < gone["similarity"] < 1


def test_the_documents_own_columns_keep_what_went_as_a_copy():
    """Text, counts and quotes of a reprint are those of the document as it stood; is_copy tells the quotes of what went."""
    tables = decide(("a", "2024-05", f"{SPEECH}\n\n{OTHER}"), ("b", "2024-03", f"{DISPATCH}\n\n{SPEECH}"))

    reprint = next(d for d in tables["documents"] if d["source_id"] == "a")
    assert reprint["text"] == f"{SPEECH}\n\n{OTHER}"
    assert (reprint["n_paragraphs"], reprint["n_quotes"]) == (2, 1)
    assert {q["document_id"] == reprint["id"]: q["is_copy"] for q in tables["quotes"]} == {True: True, False: False}


def test_a_quote_of_a_paragraph_that_went_keeps_who_says_it():
    """Speaker, name and cue are those of the document as it stood, whether or not its paragraph is kept."""
    tables = decide(("a", "2024-05", f"{SPEECH}\n\n{OTHER}"), ("b", "2024-03", f"{DISPATCH}\n\n{SPEECH}"))

    said = [(q["is_copy"], q["speaker"], q["speaker_name"], q["cue"]) for q in tables["quotes"]]
    assert sorted(said) == [(copy, "Claire Vasseur", "Claire Vasseur", "a déclaré") for copy in (False, True)]


def test_other_documents_keep_their_own_words():
    """A paraphrase stays in an article of its own; in a reprint of the whole it is a copy."""
    retold = DISPATCH.replace("que ses donateurs attendaient depuis janvier", "que l'on attendait avec une certaine impatience")
    rest = f"{SPEECH}\n\n{OTHER}"

    article = decide(("a", "2024-05", f"{retold}\n\n{LONG}"), ("b", "2024-03", f"{DISPATCH}\n\n{rest}"))
    reprint = decide(("a", "2024-05", f"{retold}\n\n{rest}"), ("b", "2024-03", f"{DISPATCH}\n\n{rest}"))
    removed = [{r["text"] for r in tables["removals"] if r["stage"] == "duplicates"} for tables in (article, reprint)]

    assert retold not in removed[0] and retold in removed[1]


def test_a_statement_said_again_bears_the_id_of_its_first_quote():
    """Two quotes of the same words in two documents are one statement."""
    tables = decide(("a", "2024-05", f"{SPEECH}\n\n{OTHER}"), ("b", "2024-03", f"{DISPATCH}\n\n{SPEECH}"))

    first = next(q for q in tables["quotes"] if not q["is_copy"])
    assert {q["statement_id"] for q in tables["quotes"]} == {first["id"]}


def test_a_reprint_names_the_document_that_it_reprints():
    """The later of two near-identical documents names the earlier and the share that is common."""
    text = f"{DISPATCH}\n\n{SPEECH}\n\n{OTHER}"
    tables = decide(("a", "2024-05", text.replace("jeudi soir", "jeudi")), ("b", "2024-03", text))

    by_name = {d["source_id"]: d for d in tables["documents"]}
    assert by_name["a"]["duplicate_of"] == by_name["b"]["id"]
    assert by_name["b"]["duplicate_of"] is None
    assert 0.8 < by_name["a"]["duplicate_similarity"] <= 1


def test_a_pull_quote_of_a_reprint_names_the_paragraph_that_stays():
    """Where the partner of a pull quote went as a copy, the pull quote names the paragraph that stays in its place."""
    pull = "« Nous avons tenu chacun de nos engagements »"
    tables = decide(("a", "2024-05", f"{OTHER}\n\n{SPEECH}\n\n{pull}"), ("b", "2024-03", f"{DISPATCH}\n\n{SPEECH}"))

    kept = {p["id"] for p in tables["paragraphs"]}
    copies = [r for r in tables["removals"] if r["stage"] == "duplicates"]
    assert {r["text"] for r in copies} == {SPEECH, pull}
    assert all(r["duplicate_of"] in kept for r in copies)


def test_a_paragraph_stays_where_its_pull_quote_stands_in_no_other():
    """A reprint's own addition, which a pull quote repeats, does not go as a copy of a paragraph that lacks it."""
    added = "« Il faudra vendre le phare avant la fin de l'hiver »"
    text = f"{DISPATCH} {SPEECH} {OTHER} {LONG}"
    tables = decide(
        ("a", "2024-05", f"{text} {added}, dit-elle.\n\n{added}\n\n{EDITED}"), ("b", "2024-03", f"{text}\n\n{DISPATCH}")
    )

    repeat = next(r for r in tables["removals"] if r["text"] == added)
    [partner] = [p["text"] for p in tables["paragraphs"] if p["id"] == repeat["duplicate_of"]]
    assert added in partner and repeat["similarity"] > 0.5


def test_an_empty_corpus_is_decided():
    """No document is no error."""
    assert all(rows == [] for rows in decide().values())
