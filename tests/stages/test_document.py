"""One document's way."""

from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.cleaning.language_detection import detect_language
from corpus_builder.model import Document, Metadata, Record, Reject
from corpus_builder.settings import Settings
from corpus_builder.stages.document import clean_batch, detect_grouped
from corpus_builder.tables.ids import document_id

LEAD = "La fondation Estran a publié mardi les comptes de son dernier exercice, que ses donateurs attendaient depuis janvier."
SPEECH = "« Nous avons tenu chacun de nos engagements », a déclaré Claire Vasseur, la présidente, devant une salle comble."

CODA = "Le conseil d’administration se réunira de nouveau au printemps, dans les locaux rénovés de la capitainerie."


KINDS = {"text": f"{LEAD}\n\n{SPEECH}", "html": "<nav><a href=/>Accueil</a></nav>"}


def clean(text: str, **metadata: str) -> Document:
    [document] = clean_batch([Record("a", "a", "text", text, Metadata(**metadata), len(text), "0" * 64)], Settings())
    assert isinstance(document, Document)
    return document


def test_the_text_of_a_document_is_its_paragraphs():
    """Paragraphs are parted by a blank line and numbered from zero."""
    document = clean(f"{LEAD}\n{SPEECH}\n")

    assert document.text == f"{LEAD}\n\n{SPEECH}"
    assert [p.position for p in document.paragraphs] == [0, 1]


def test_offsets_count_characters_of_the_source():
    """The span of a paragraph in the source is its text, also behind what was removed and repaired."""
    source = f"Partager sur Facebook\n\n\ufeff{LEAD.encode().decode('windows-1252', 'replace')}\n\n{SPEECH}\n"
    document = clean(source)

    assert document.text == f"{LEAD}\n\n{SPEECH}"
    last = document.paragraphs[-1]
    assert source[last.start : last.end] == SPEECH


def test_what_is_to_be_known_of_a_record_is_noted():
    """The notes of a record are its document's, behind that there is no article, whatever it was rendered from."""
    notes = ("raw control characters in the record",)
    records = [Record(kind, kind, kind, content, Metadata(), 1, "0" * 64, notes=notes) for kind, content in KINDS.items()]

    text, page = clean_batch(records, Settings())

    assert isinstance(text, Document) and isinstance(page, Document)
    assert text.note == "raw control characters in the record"
    assert page.note == "no article found; raw control characters in the record"


def test_a_quote_is_found_in_the_source_at_its_offsets():
    """The offsets of a quote in a repaired paragraph lead to its words in the source."""
    source = f"{LEAD}\n\n{SPEECH.encode().decode('latin-1')}"
    document = clean(source)

    [quote] = document.quotes
    assert (quote.text, quote.speaker) == ("Nous avons tenu chacun de nos engagements", "Claire Vasseur")
    assert source[quote.start : quote.end] == quote.text


def test_vertical_space_parts_the_words_of_text_and_title():
    """A vertical tab is a blank within a sentence and in a title, and parts paragraphs; offsets count it."""
    source = f"{LEAD.replace('mardi ', 'mardi' + chr(11))}\v{SPEECH}"
    document = clean(source, title="Les comptes\vde la fondation")

    assert [p.text for p in document.paragraphs] == [LEAD, SPEECH]
    assert [source[p.start : p.end] for p in document.paragraphs] == [*source.split("\v«")[:1], SPEECH]
    assert document.metadata.title == "Les comptes de la fondation"
    assert document.repaired.repairs == ()


def test_a_date_stub_gives_the_date_and_is_no_paragraph():
    """`date 2024-03` goes as metadata, and the rest of its line is text."""
    document = clean(f" date 2024-03 La fondation ouvre ses comptes\n\n{LEAD}\n\n{SPEECH}")

    assert document.metadata.published == "2024-03"
    assert [(r.text, r.stage) for r in document.removals] == [("date 2024-03", "metadata")]
    assert (document.paragraphs[0].text, document.paragraphs[0].role) == ("La fondation ouvre ses comptes", "title")


TOLD = "Les comptes de la fondation sont publiés"
HEADINGS = (TOLD, TOLD.replace(" ", "\u00a0", 1), f"Estran : {TOLD}", "Le Quai Nord", "La capitainerie rénovée", TOLD.upper())


@given(st.lists(st.tuples(st.sampled_from(("h1", "h2", "p")), st.sampled_from(HEADINGS)), max_size=3), st.booleans())
def test_the_title_of_a_document_is_that_of_its_text(headings: list[tuple[str, str]], states: bool):
    """Whatever headings a page has, its title paragraph and its title are one text, unless the record states a title."""
    shown = "".join(f"<{tag}>{text}</{tag}>" for tag, text in headings)
    page = f"<title>{TOLD} | Le Quai Nord</title><article>{shown}<p>{LEAD}</p><p>{SPEECH}</p><p>{CODA}</p></article>"
    said = Metadata(title="Comptes" if states else None)
    [document] = clean_batch([Record("a", "a", "html", page, said, len(page), "0" * 64)], Settings())

    assert isinstance(document, Document)
    titles = [paragraph.text for paragraph in document.paragraphs if paragraph.role == "title"]
    assert document.metadata.title == "Comptes" if states else document.metadata.title in titles[:1] or not titles


def test_what_the_record_says_goes_before_what_its_text_says():
    """A record's own date and title are kept; a date becomes ISO."""
    document = clean(f"Publié le 3 avril 2021\n\n{LEAD}", published="12 mars 2024", title="Comptes")

    assert (document.metadata.published, document.metadata.title) == ("2024-03-12", "Comptes")


def test_a_date_in_numbers_is_read_as_the_text_or_the_country_writes_it():
    """The language of the text says which number is the day, and in English the country of the address."""
    english = (
        "The harbour board of Harrow Sound said on Tuesday that the old ferry will be sold, because nobody pays for its repair."
    )

    assert clean(LEAD, published="05/12/2024").metadata.published == "2024-12-05"
    assert clean(english, published="05/12/2024").metadata.published == "2024"
    assert clean(english, published="05/12/2024", url="https://harrow.co.uk/a").metadata.published == "2024-12-05"


def test_a_pull_quote_goes_and_names_its_partner():
    """A paragraph that repeats words of another one goes; the one that stays is named with the similarity."""
    document = clean(f"{LEAD}\n\n{SPEECH}\n\n« Nous avons tenu chacun de nos engagements »\n\n{CODA}")

    [repeat] = [r for r in document.removals if r.stage == "duplicates"]
    assert repeat.text == "« Nous avons tenu chacun de nos engagements »"
    assert repeat.duplicate_of == f"{document.id}:{document.paragraphs[1].start}"
    assert repeat.similarity is not None and repeat.similarity > 0.9


def test_a_source_without_an_article_is_a_document_that_says_so():
    """Nothing is invented where only the frame of a page is left."""
    document = clean("Votre panier est vide\nPartager sur Facebook\nMentions légales\n")

    assert (document.paragraphs, document.note) == ((), "no article found")


def test_bytes_that_are_no_text_are_a_reject_in_their_place():
    """The results of a batch stand in the order of its records."""
    records = [
        Record(n, n, "text", c, Metadata(), len(c), "0" * 64)
        for n, c in (("a", b""), ("b", LEAD.encode()), ("c", b"\x00\x01\x02" * 99))
    ]

    results = clean_batch(records, Settings())

    assert [(r.reason if isinstance(r, Reject) else "document") for r in results] == ["empty file", "document", "binary file"]


def test_an_english_tweet_does_not_turn_a_french_document_english():
    """The language of a document is that of its bulk."""
    document = clean(f"We are done here — Hugo Marant (@hmarant) October 2, 2024\n\n{LEAD}\n\n{SPEECH}")

    assert document.language == "fr"
    assert next((q.text, q.speaker) for q in document.quotes) == ("We are done here", "Hugo Marant")


def test_languages_of_groups_are_those_of_their_texts():
    """Texts of several documents are looked at together, and each group gets its own answers, an empty one none."""
    settings = Settings().language
    english = "The council of the port will meet again in spring, in the new rooms of the harbour office."

    found = detect_grouped([[LEAD, english], [], [CODA]], settings)

    assert found == [[detect_language(text, settings) for text in group] for group in ([LEAD, english], [], [CODA])]
    assert [[guess.language for guess in group] for group in found] == [["fr", "en"], [], ["fr"]]


def test_paragraphs_have_their_own_language():
    """A long paragraph has its own, a short one that of the document, wherever they stand in a batch."""
    english = "The council of the port will meet again in spring, in the new rooms of the old harbour office near the sea."
    texts = ["\n\n".join([LEAD, "Bonus", SPEECH, english, CODA]), "Bonus", english]
    records = [Record(str(i), str(i), "text", text, Metadata(), len(text), "0" * 64) for i, text in enumerate(texts)]

    documents = [document for document in clean_batch(records, Settings()) if isinstance(document, Document)]

    assert [paragraph.language for paragraph in documents[0].paragraphs] == ["fr", "fr", "fr", "en", "fr"]
    assert documents[0].language == "fr" and documents[2].language == "en"
    assert documents == [clean_batch([record], Settings())[0] for record in records]


def test_ids_depend_on_the_source_id_alone():
    """Two sources have two ids, whatever their text."""
    assert document_id("a.txt") != document_id("b.txt")
    assert len(document_id("a.txt")) == 16
