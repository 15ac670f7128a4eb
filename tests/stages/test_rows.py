"""Documents as rows."""

import pyarrow as pa
import pytest

from corpus_builder.kernels.word_counts import count_words
from corpus_builder.model import Metadata, Record, Reject
from corpus_builder.settings import Settings
from corpus_builder.stages import clean_batch, tabulate
from corpus_builder.tables.columns import SCHEMAS

WORDS = [
    ("", 0),
    ("« »", 0),
    ("un", 1),
    ("l’accord d'été", 2),
    ("peut-être 3.5 millions", 3),
    ("10h30, rue 12bis", 3),
    ("Ελλάδα 東京 العربية", 3),
]


@pytest.mark.parametrize(("text", "count"), WORDS)
def test_words_are_runs_of_letters_and_digits(text, count):
    """Marks are no words; an apostrophe, a hyphen or a point inside a word does not end it."""
    assert count_words(pa.array([text])).to_pylist() == [count]


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
