"""corpus_builder.policy.texts: which texts a release shows."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.policy.texts import CUT, TEXTS, cut_texts, withhold_texts
from corpus_builder.settings import PolicySettings
from tests.release_sample import sample_tables


def test_full_is_everything() -> None:
    """The policy full changes nothing."""
    assert withhold_texts(sample_tables(), PolicySettings()) == sample_tables()


def test_offsets_show_no_text() -> None:
    """The policy offsets empties the columns of texts and of further fields, which may hold texts, and no other."""
    tables, shown = sample_tables(), withhold_texts(sample_tables(), PolicySettings(text="offsets"))

    assert all(shown[name]["text"].null_count == shown[name].num_rows for name in TEXTS)
    for name in TEXTS:
        emptied = ["text", "extra"] if name == "documents" else ["text"]
        assert shown[name].drop_columns(emptied).equals(tables[name].drop_columns(emptied))
    assert tables["documents"]["extra"].null_count < shown["documents"]["extra"].null_count == shown["documents"].num_rows
    assert shown["rejects"].equals(tables["rejects"])
    assert all(shown[name].schema.equals(tables[name].schema) for name in tables)


def test_an_excerpt_is_how_documents_and_quotes_begin() -> None:
    """The policy excerpt shows the beginning of documents and quotes, and nothing of paragraphs and removals."""
    tables, shown = sample_tables(), withhold_texts(sample_tables(), PolicySettings(text="excerpt", excerpt_characters=10))

    assert shown["quotes"]["text"].to_pylist() == ["Nous avons…"] * 2
    assert [text[:4] for text in shown["documents"]["text"].to_pylist()] == [
        t[:4] for t in tables["documents"]["text"].to_pylist()
    ]
    assert shown["paragraphs"]["text"].null_count == shown["paragraphs"].num_rows
    assert shown["removals"]["text"].null_count == shown["removals"].num_rows


@pytest.mark.parametrize(
    ("text", "characters", "shown"),
    [
        ("The quay opens.", 15, "The quay opens."),
        ("The quay opens.", 14, "The quay…"),
        ("The quay opens.", 8, "The quay…"),
        ("The quay opens.", 7, "The…"),
        ("Anticonstitutionnellement", 4, "Anti…"),
        ("Le titre\n\nLe corps du texte", 12, "Le titre\n\nLe…"),
        ("été à la mer", 5, "été à…"),
        ("", 3, ""),
        (None, 3, None),
    ],
)
def test_texts_are_cut_between_words(text: str | None, characters: int, shown: str | None) -> None:
    """A cut text ends with a word and the mark; one word that is too long is cut within."""
    assert cut_texts(pa.chunked_array([pa.array([text], pa.string())]), characters).to_pylist() == [shown]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60), st.integers(1, 50))
def test_an_excerpt_is_never_longer(text: str, characters: int) -> None:
    """It is the text itself, or at most so many of its first characters and the mark."""
    [shown] = cut_texts(pa.chunked_array([[text]]), characters).to_pylist()

    assert shown == text or (len(text) > characters and shown.endswith(CUT) and text.startswith(shown.removesuffix(CUT)))
    assert len(shown) <= max(characters + len(CUT), 0) or shown == text
