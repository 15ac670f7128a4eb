"""corpus_builder.stages.redaction: what is private is hidden in every text of a document."""

import pytest

from corpus_builder.model import Document, Metadata, Record
from corpus_builder.settings import check_settings
from corpus_builder.stages.document import clean_batch

FIRST = "La mairie de Saint-Aubin a ouvert lundi une ligne pour les habitants que la tempête a privés de courant.\n\n"
SECOND = "« Écrivez-moi à\nada@phare.example », a dit Ada Lemoine, la maire, devant la presse.\n\n"
THIRD = "« Le standard, Tél. : 49 55 01 23, est ouvert de huit heures à vingt heures », a précisé Ada Lemoine mardi.\n"


def clean(text: str, *, redact: bool, **metadata: str) -> Document:
    """A document of one text."""
    record = Record("a", "a", "text", text, Metadata(**metadata), len(text), "0" * 64)
    [document] = clean_batch([record], check_settings({"policy": {"redact": redact}}))
    assert isinstance(document, Document)
    return document


def test_without_the_setting_nothing_is_hidden():
    """Redaction is asked for."""
    document = clean(FIRST + SECOND + THIRD, redact=False)

    assert "ada@phare.example" in document.text
    assert "policy" not in {removal.stage for removal in document.removals}


def test_texts_and_quotes_show_placeholders():
    """A quote hides what its paragraph hides, and keeps its speaker."""
    document = clean(FIRST + SECOND + THIRD, redact=True)
    one, other = document.quotes

    assert not [t for t in (document.text, one.text, other.text) if "49 55" in t or "@" in t]
    assert (one.text, one.speaker_name) == ("Écrivez-moi à [e-mail]", "Ada Lemoine")
    assert other.text == "Le standard, Tél. : [phone], est ouvert de huit heures à vingt heures"


def test_each_place_is_a_removal_at_its_offsets():
    """Offsets lead to the words in the source, inside one paragraph, in their order."""
    source = FIRST + SECOND + THIRD
    document = clean(source, redact=True)
    places = [(r.start, r.end) for r in document.removals if r.stage == "policy"]
    paragraphs = [(p.start, p.end) for p in document.paragraphs]

    assert [source[start:end] for start, end in places] == ["ada@phare.example", "49 55 01 23"]
    assert all(any(left <= start < end <= right for left, right in paragraphs) for start, end in places)


@pytest.mark.parametrize("field", ["title", "author"])
def test_metadata_is_hidden_too(field):
    """A byline is often an address."""
    document = clean(FIRST, redact=True, **{field: "Ada Lemoine ada@phare.example"})

    assert getattr(document.metadata, field) == "Ada Lemoine [e-mail]"


def test_documents_own_the_words_of_their_paragraphs():
    """The text of a document is its paragraphs as they are published."""
    document = clean(FIRST + SECOND + THIRD, redact=True)

    assert document.text == "\n\n".join(paragraph.text for paragraph in document.paragraphs)
