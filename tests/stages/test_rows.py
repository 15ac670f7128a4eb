"""Documents as rows."""

from corpus_builder.model import Metadata, Record, Reject
from corpus_builder.settings import Settings
from corpus_builder.stages.document import clean_batch
from corpus_builder.stages.rows import tabulate
from corpus_builder.tables.columns import SCHEMAS


def test_no_results_are_tables_without_rows():
    """Each table has its schema, also when it is empty."""
    assert {name: table.schema for name, table in tabulate([]).items()} == SCHEMAS


def test_a_quote_in_fragments_is_written_as_json():
    """Fragments are a JSON list of spans, null when there is one."""
    text = (
        "« Nous avons tenu nos engagements », a déclaré Claire Vasseur, « et nous continuerons de les tenir ».\n\n"
        "« Oui », a-t-elle répondu aux journalistes présents."
    )
    tables = tabulate(clean_batch([Record("a", "a", "text", text, Metadata(), 1, "0")], Settings()))

    quotes = tables["quotes"].to_pylist()
    assert quotes[0]["fragments"] == "[[2, 33], [65, 98]]"
    assert quotes[0]["text"] == "Nous avons tenu nos engagements et nous continuerons de les tenir"
    assert [q["position"] for q in quotes] == list(range(len(quotes)))


def test_a_reject_is_a_row():
    """Rejects pass through with all they say."""
    table = tabulate([Reject("a", "b", "empty file", "0 bytes", 0, None)])["rejects"]

    assert table.to_pylist() == [
        {"source_id": "a", "path": "b", "reason": "empty file", "detail": "0 bytes", "bytes": 0, "sha256": None}
    ]


def test_rows_of_a_batch_are_those_of_its_documents():
    """Each document's rows are the same alone and among others, one without an article among them."""
    texts = [
        "« Nous avons tenu nos engagements », a déclaré Claire Vasseur devant la presse.\n\nPartager sur Facebook",
        "Partager sur Facebook",
        "Le pont d'Aubres est fermé depuis 9.30 heures.\n\nLa mairie l'a annoncé lundi, sans donner de date de réouverture.",
    ]
    records = [Record(name, name, "text", text, Metadata(), 1, "0") for name, text in zip("abc", texts, strict=True)]
    together = tabulate(clean_batch(records, Settings()))
    alone = [tabulate(clean_batch([record], Settings())) for record in records]

    for name, table in together.items():
        assert table.to_pylist() == [row for tables in alone for row in tables[name].to_pylist()]


def test_a_document_has_the_words_of_its_paragraphs():
    """The count of a document is that of its text."""
    text = "Le pont d'Aubres est fermé depuis 9.30 heures.\n\nLa mairie l'a annoncé lundi, sans donner de date de réouverture."
    tables = tabulate(clean_batch([Record("a", "a", "text", text, Metadata(), 1, "0")], Settings()))

    assert tables["documents"]["n_words"].to_pylist() == [8 + 11]
    assert tables["paragraphs"]["n_words"].to_pylist() == [8, 11]
