"""Processing one document: everything that needs no other document.

`clean_batch` is a pure function of (records, settings), so that a pool or a cluster can run it. A batch only saves
work: no document's rows depend on its batch.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from corpus_builder.cleaning.blocks.split import split_texts
from corpus_builder.cleaning.dumps.converter_marks import drop_marks
from corpus_builder.cleaning.encoding.repair import VERTICAL_SPACE, repair_encoding, repair_texts
from corpus_builder.cleaning.language_detection import LanguageGuess, detect_languages
from corpus_builder.cleaning.pages.classify import classify_pages
from corpus_builder.cleaning.plain.classify import classify_texts
from corpus_builder.cleaning.plain.metadata import TextMetadata, TextPage, read_pages
from corpus_builder.cleaning.plain.topic import read_topics
from corpus_builder.duplicates import Repeat, find_pull_quotes_of_many
from corpus_builder.model import (
    NO_ARTICLE,
    PARAGRAPH_BREAK,
    PULL_QUOTE,
    Document,
    Label,
    Metadata,
    Paragraph,
    Record,
    Reject,
    Removal,
    Removals,
    Repaired,
    Source,
    collect_removals,
    take,
)
from corpus_builder.quotes import find_quotes
from corpus_builder.settings import LanguageSettings, Settings
from corpus_builder.sources.addresses import find_host
from corpus_builder.sources.opening import open_record
from corpus_builder.stages.doubts import find_doubt
from corpus_builder.stages.offsets import Pieces, locate_blocks, locate_quotes, trim_span
from corpus_builder.tables.ids import document_id, row_id
from corpus_builder.text.dates import is_iso_date, parse_date, read_stated_date

NOTED_CHARACTERS = 40
# The label of a paragraph that repeats another of its document.
REPEAT = Label(stage="duplicates", rule=PULL_QUOTE)


class Draft(NamedTuple):
    """A source after cleaning, before its language and its quotes are known."""

    source: Source
    repaired: Repaired
    metadata: Metadata
    text: str
    kept: Pieces
    removals: Removals
    notes: tuple[str, ...]


def clean_batch(records: Iterable[Record], settings: Settings) -> list[Document | Reject]:
    """Clean a batch of records; the result has a document or a reject for each, in their order."""
    opened = [open_record(record) for record in records]
    drafts = draft_documents([source for source in opened if isinstance(source, Source)], settings)
    documents = iter(finish_documents(drafts, settings))
    return [next(documents) if isinstance(source, Source) else source for source in opened]


def draft_documents(sources: Sequence[Source], settings: Settings) -> list[Draft]:
    """What of each source is the article, and what is removed by which rule.

    The order: encoding first, because every later step reads letters; then blocks, because rules are about blocks; metadata
    before boilerplate, because a date line is neither; pull quotes last, because they repeat what is kept. What a page says
    about itself in its text, a date line or a byline, is read as in plain text, because markup seldom names it.
    """
    repaired = repair_sources(sources)
    drawn = {number: each.drawn for number, each in enumerate(repaired) if each.drawn is not None}
    blocks = split_texts([each.text for each in repaired], [source.lines for source in sources], drawn)
    pages = read_pages(blocks, read_topics([source.metadata for source in sources]))
    labels = classify_sources(sources, pages, settings)
    pieces = [
        locate_blocks(source.text, each, own, marked)
        for source, each, own, marked in zip(sources, repaired, blocks, labels, strict=True)
    ]
    repeats = find_repeats(pieces)
    parts = zip(sources, repaired, pages, pieces, repeats, strict=True)
    return [make_draft(source, each, page.metadata, own, found) for source, each, page, own, found in parts]


def repair_sources(sources: Sequence[Source]) -> list[Repaired]:
    """The texts of sources, repaired: their encoding, and in plain texts what converters have written into lines."""
    repaired = repair_texts([source.text for source in sources])
    return [each if source.lines else drop_marks(each) for source, each in zip(sources, repaired, strict=True)]


def classify_sources(sources: Sequence[Source], pages: Sequence[TextPage], settings: Settings) -> list[list[Label]]:
    """The labels of each source's blocks: those of rendered pages by their markup, those of plain texts by their words."""
    plain = iter(
        classify_texts([page for page, source in zip(pages, sources, strict=True) if not source.lines], settings.boilerplate)
    )
    marked = iter(
        classify_pages([page.blocks for page, source in zip(pages, sources, strict=True) if source.lines], settings.pages)
    )
    return [
        mark_metadata(next(marked), page, source) if source.lines else next(plain)
        for page, source in zip(pages, sources, strict=True)
    ]


def find_repeats(groups: Sequence[Pieces]) -> list[list[Repeat]]:
    """For each source, which of the pieces kept so far only repeat another, by their indices among all its pieces."""
    kept = [[index for index, label in enumerate(pieces.labels) if label.stage is None] for pieces in groups]
    texts = [take(pieces.blocks.texts, own) for pieces, own in zip(groups, kept, strict=True)]
    roles = [[label.role for label in take(pieces.labels, own)] for pieces, own in zip(groups, kept, strict=True)]
    found = find_pull_quotes_of_many(list(zip(texts, roles, strict=True)))
    return [
        [(own[removed], own[stays], similarity) for removed, stays, similarity in repeats]
        for own, repeats in zip(kept, found, strict=True)
    ]


def make_draft(source: Source, repaired: Repaired, found: TextMetadata, pieces: Pieces, repeats: Sequence[Repeat]) -> Draft:
    """A cleaned source: what is kept of it, and a removal for everything else."""
    labels = list(pieces.labels)
    for removed, *_ in repeats:
        labels[removed] = REPEAT
    kept = pieces.select([index for index, label in enumerate(labels) if label.stage is None])
    removals = remove_pieces(document_id(source.source_id), replace(pieces, labels=labels), repeats)
    return Draft(
        source=source,
        repaired=repaired,
        metadata=complete_metadata(source, found, kept),
        text=PARAGRAPH_BREAK.join(kept.blocks.texts),
        kept=kept,
        removals=removals if len(pieces.labels) else remove_blind(source.text),
        notes=tuple(make_notes(source, pieces, kept)),
    )


def finish_documents(drafts: Sequence[Draft], settings: Settings) -> list[Document]:
    """Languages and quotes of drafted documents; languages of the whole batch are detected in one go."""
    samples = [list_samples(draft, settings.language) for draft in drafts]
    guesses = detect_grouped(samples, settings.language)
    return [finish_document(*each, settings) for each in zip(drafts, samples, guesses, strict=True)]


def list_samples(draft: Draft, settings: LanguageSettings) -> list[str]:
    """The texts by which a document's language is detected: its long paragraphs, or all of it where it has none."""
    return [text for text in draft.kept.blocks.texts if len(text) >= settings.paragraph_characters] or [draft.text]


def detect_grouped(groups: Sequence[Sequence[str]], settings: LanguageSettings) -> list[list[LanguageGuess]]:
    """The language of each text of each group, all of them detected in one go."""
    guesses = iter(detect_languages([text for group in groups for text in group], settings))
    return [list(islice(guesses, len(group))) for group in groups]


def name_languages(
    draft: Draft, guesses: Sequence[LanguageGuess], language: str | None, settings: LanguageSettings
) -> list[str | None]:
    """The language of each paragraph: of a long one its own guess, of a short one or where nothing is detected the document's."""
    own = iter(guesses)
    least = settings.paragraph_characters
    return [(next(own).language if len(text) >= least else None) or language for text in draft.kept.blocks.texts]


def weigh_guesses(guesses: Sequence[LanguageGuess], lengths: Sequence[int]) -> LanguageGuess:
    """The language of most characters of a document, and how sure it is: a mixed document is what most of it is."""
    sums: dict[str, float] = {}
    for guess, length in zip(guesses, lengths, strict=True):
        if guess.language is not None:
            sums[guess.language] = sums.get(guess.language, 0.0) + guess.score * length
    if not sums:
        return LanguageGuess(None, 0.0)
    best = min(sums, key=lambda language: (-sums[language], language))
    return LanguageGuess(best, round(sums[best] / sum(lengths), 6))


def finish_document(draft: Draft, samples: Sequence[str], guesses: Sequence[LanguageGuess], settings: Settings) -> Document:
    """A drafted document with its languages and its quotes, and without what policy hides.

    `guesses` are the languages of its samples (`list_samples`).
    """
    guess = weigh_guesses(guesses, [len(text) for text in samples])
    language = choose_language(draft.metadata.language, guess)
    languages = name_languages(draft, guesses, language, settings.language)
    quotes = find_quotes(draft.text, language or "", settings.quotes)
    kept = draft.kept
    roles = [label.role for label in kept.labels]
    paragraphs = tuple(map(Paragraph, range(len(roles)), roles, kept.blocks.texts, languages, kept.starts, kept.ends))
    document = Document(
        source=draft.source,
        repaired=draft.repaired,
        id=document_id(draft.source.source_id),
        text=draft.text,
        metadata=settle_date(draft.metadata, language),
        language=language,
        language_score=guess.score,
        note="; ".join(draft.notes) or None,
        paragraphs=paragraphs,
        removals=draft.removals,
        quotes=tuple(locate_quotes(quotes, draft.text, draft.kept, draft.repaired)),
    )
    if not settings.policy.redact:
        return document
    from corpus_builder.stages.redaction import redact_document

    return redact_document(document, draft.kept)


def mark_metadata(labels: Sequence[Label], page: TextPage, source: Source) -> list[Label]:
    """A page's labels in which what is only metadata is removed in that stage, and a title that its markup hides is one.

    What does not say the title that the page tells is a heading beside it.
    """
    marked = list(labels)
    for stub in page.metadata.stubs:
        marked[stub.index] = Label(stage="metadata", rule=stub.rule)
    told = "" if source.states_title else squeeze_letters(source.metadata.title or "")
    hidden = page.metadata.title
    for index, label in enumerate(labels):
        if label.role == "title" and label.stage is None and told not in squeeze_letters(page.blocks.texts[index]):
            marked[index] = replace(label, role="heading")
    if hidden is None or marked[hidden].stage is not None or any(label.role == "title" for label in marked):
        return marked
    if told in squeeze_letters(page.blocks.texts[hidden]):
        marked[hidden] = replace(marked[hidden], role="title")
    return marked


def squeeze_letters(text: str) -> str:
    """The letters and digits of a text, without case and blanks."""
    return "".join(filter(str.isalnum, text.casefold()))


def remove_pieces(document: str, pieces: Pieces, repeats: Sequence[Repeat]) -> Removals:
    """The removals of the pieces whose label removes them; a repeat names the paragraph of the same document that is kept."""
    gone = [index for index, label in enumerate(pieces.labels) if label.stage is not None]
    labels = take(pieces.labels, gone)
    duplicate_of: list[str | None] = [None] * len(gone)
    similarities: list[float | None] = [None] * len(gone)
    for index, kept, similarity in repeats:
        place = bisect_left(gone, index)
        duplicate_of[place], similarities[place] = row_id(document, pieces.starts[kept]), similarity
    return Removals(
        starts=take(pieces.starts, gone),
        ends=take(pieces.ends, gone),
        texts=take(pieces.blocks.texts, gone),
        stages=[label.stage for label in labels if label.stage is not None],
        rules=[label.rule or "" for label in labels],
        evidence=[label.evidence for label in labels],
        duplicate_of=duplicate_of,
        similarity=similarities,
    )


def remove_blind(source_text: str) -> Removals:
    """A source whose characters all went in encoding repair is one removal, so that nothing is lost silently."""
    start, end = trim_span(source_text, 0, len(source_text))
    if start == end:
        return Removals()
    return collect_removals([Removal(start, end, "", "boilerplate", "control characters", "no visible character")])


def complete_metadata(source: Source, found: TextMetadata, kept: Pieces) -> Metadata:
    """What the source says of itself, and where it is silent what its text says; dates become ISO, mojibake is repaired.

    The title is that of the text, as it stands there, unless the record states one.
    """
    said = source.metadata
    titles = (text for text, label in zip(kept.blocks.texts, kept.labels, strict=True) if label.role == "title")
    title = said.title if source.states_title else next(titles, said.title)
    repaired = {
        name: value and VERTICAL_SPACE.sub(" ", repair_encoding(value).text).strip()
        for name, value in (("title", title), ("author", said.author or found.author))
    }
    return replace(
        said,
        **repaired,
        published=(said.published and read_stated_date(said.published)) or found.published,
        source=said.source or find_host(said.url),
    )


def settle_date(metadata: Metadata, language: str | None) -> Metadata:
    """The metadata with a date that is ISO: 03/04/2024 is read as the language of the record or the text, or the country of the
    paper, writes it.
    """
    published, host = metadata.published, find_host(metadata.url) or metadata.source
    if published is None or is_iso_date(published):
        return metadata
    read = filter(None, (parse_date(published, code, host) for code in (metadata.language, language)))
    return replace(metadata, published=max(read, key=len, default=None))


def make_notes(source: Source, pieces: Pieces, kept: Pieces) -> Iterator[str]:
    """What a reader must know of a document, in words; `pieces` are all of its source."""
    if not kept.labels:
        yield NO_ARTICLE
    elif doubt := find_doubt(pieces, kept):
        yield doubt
    yield from source.notes
    published = source.metadata.published
    if published and not read_stated_date(published):
        yield f"no date in published: {published[:NOTED_CHARACTERS]!r}"


def choose_language(said: str | None, guess: LanguageGuess) -> str | None:
    """The guess from the text; where nothing is detected, what the record or the page says."""
    return guess.language or ((said or "").split("-")[0].split("_")[0].lower() or None)
