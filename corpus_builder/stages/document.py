"""One document's way: everything that needs no other document.

`clean_batch` is a pure function of (records, settings), so that a pool or a cluster can run it. A batch only saves
work: no document's rows depend on its batch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from corpus_builder.cleaning.blocks.split import split_blocks
from corpus_builder.cleaning.encoding.repair import VERTICAL_SPACE, repair_encoding
from corpus_builder.cleaning.language_detection import LanguageGuess, detect_languages
from corpus_builder.cleaning.pages.classify import judge_page
from corpus_builder.cleaning.plain.classify import judge_blocks
from corpus_builder.cleaning.plain.metadata import TextMetadata, read_metadata
from corpus_builder.cleaning.plain.shape import describe_blocks
from corpus_builder.cleaning.plain.topic import read_topic
from corpus_builder.duplicates import find_pull_quotes
from corpus_builder.model import (
    PARAGRAPH_BREAK,
    PULL_QUOTE,
    Document,
    Metadata,
    Paragraph,
    Record,
    Reject,
    Removal,
    Repaired,
    Source,
    Verdict,
)
from corpus_builder.quotes import find_quotes
from corpus_builder.settings import Settings
from corpus_builder.sources.addresses import find_host
from corpus_builder.sources.opening import open_record
from corpus_builder.stages.offsets import Piece, locate_blocks, locate_quotes, trim_span
from corpus_builder.stages.redaction import redact_document
from corpus_builder.tables.ids import document_id, row_id
from corpus_builder.text.dates import parse_date

NO_ARTICLE = "no article found"
NOTED_CHARACTERS = 40


@dataclass(frozen=True, slots=True)
class Draft:
    """A source after cleaning, before its language and its quotes are known."""

    source: Source
    repaired: Repaired
    metadata: Metadata
    kept: tuple[Piece, ...]
    removals: tuple[Removal, ...]
    notes: tuple[str, ...]

    @property
    def text(self) -> str:
        return PARAGRAPH_BREAK.join(piece.block.text for piece in self.kept)


def clean_batch(records: Iterable[Record], settings: Settings) -> list[Document | Reject]:
    """Clean records one by one; the result has a document or a reject for each, in their order."""
    opened = [open_record(record) for record in records]
    drafts = [draft_document(source, settings) for source in opened if isinstance(source, Source)]
    documents = iter(finish_documents(drafts, settings))
    return [next(documents) if isinstance(source, Source) else source for source in opened]


def clean_source(source: Source, settings: Settings) -> Document:
    """One source, all the way that needs no other."""
    return finish_documents([draft_document(source, settings)], settings)[0]


def draft_document(source: Source, settings: Settings) -> Draft:
    """What of a source is the article, and what went by which rule.

    The order: encoding first, because every later step reads letters; then blocks, because rules judge blocks; metadata
    before boilerplate, because a date line is neither article nor frame; pull quotes last, because they repeat what stays.
    """
    repaired = repair_encoding(source.text)
    blocks = split_blocks(repaired.text, source.lines)
    shapes, plain = describe_blocks([block.text for block in blocks], outline=True), settings.boilerplate
    topic = read_topic(source.metadata)
    found = read_metadata(blocks, plain, shapes, topic)
    if source.lines:
        verdicts = mark_metadata(judge_page(blocks, settings.markup), found)
    else:
        verdicts = judge_blocks(blocks, plain, shapes, found, topic)
    pieces = locate_blocks(source.text, repaired.alignment, blocks, verdicts)
    stays = [piece for piece in pieces if piece.verdict.stage is None]
    went = [remove_piece(piece) for piece in pieces if piece.verdict.stage is not None]
    kept, repeats = remove_repeats(document_id(source.source_id), stays)
    removals = tuple(sorted([*went, *repeats, *remove_blind(source.text, pieces)], key=lambda r: r.start))
    metadata = complete_metadata(source.metadata, found, kept)
    return Draft(source, repaired, metadata, tuple(kept), removals, tuple(make_notes(source, kept)))


def finish_documents(drafts: Sequence[Draft], settings: Settings) -> list[Document]:
    """Languages and quotes of drafted documents; languages of the whole batch are told in one go."""
    texts = [draft.text for draft in drafts]
    longs = [[piece.block.text for piece in draft.kept if _is_long(piece, settings)] for draft in drafts]
    asked = [long or [text] for long, text in zip(longs, texts, strict=True)]
    guesses = iter(detect_languages([text for part in asked for text in part], settings.language))
    finished = []
    for draft, text, long, part in zip(drafts, texts, longs, asked, strict=True):
        own = [next(guesses) for _ in part]
        guess = weigh_guesses(own, [len(text) for text in part])
        language = tell_language(draft.metadata.language, guess)
        told = iter(own if long else ())
        languages = [(next(told).language if _is_long(piece, settings) else None) or language for piece in draft.kept]
        finished.append(finish_document(draft, text, LanguageGuess(language, guess.score), languages, settings))
    return finished


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


def finish_document(
    draft: Draft, text: str, guess: LanguageGuess, languages: Sequence[str | None], settings: Settings
) -> Document:
    """A drafted document with the languages of its paragraphs and its quotes, and without what policy hides."""
    quotes = find_quotes(text, guess.language or "", settings.quotes)
    paragraphs = tuple(
        Paragraph(position, piece.verdict.role, piece.block.text, language, piece.start, piece.end)
        for position, (piece, language) in enumerate(zip(draft.kept, languages, strict=True))
    )
    document = Document(
        source=draft.source,
        repaired=draft.repaired,
        id=document_id(draft.source.source_id),
        text=text,
        metadata=draft.metadata,
        language=guess.language,
        language_score=guess.score,
        note="; ".join(draft.notes) or None,
        paragraphs=paragraphs,
        removals=draft.removals,
        quotes=tuple(locate_quotes(quotes, text, draft.kept, draft.repaired)),
    )
    return redact_document(document, draft.kept) if settings.policy.redact else document


def mark_metadata(verdicts: Sequence[Verdict], found: TextMetadata) -> list[Verdict]:
    """A page's verdicts in which what is only metadata goes with that stage, and a title that its markup hides is one."""
    marked = list(verdicts)
    for stub in found.stubs:
        marked[stub.index] = Verdict(stage="metadata", rule=stub.rule)
    if found.title is not None and marked[found.title].stage is None and all(v.role != "title" for v in marked):
        marked[found.title] = replace(marked[found.title], role="title")
    return marked


def remove_piece(piece: Piece) -> Removal:
    """The removal row of a piece whose verdict is to go."""
    stage, rule = piece.verdict.stage, piece.verdict.rule
    assert stage is not None and rule is not None
    return Removal(piece.start, piece.end, piece.block.text, stage, rule, piece.verdict.evidence)


def remove_blind(source_text: str, pieces: Sequence[Piece]) -> list[Removal]:
    """A source whose characters all went in encoding repair is one removal, so that nothing is lost silently."""
    start, end = trim_span(source_text, 0, len(source_text))
    if pieces or start == end:
        return []
    return [Removal(start, end, "", "boilerplate", "control characters", "no visible character")]


def remove_repeats(document: str, stays: Sequence[Piece]) -> tuple[list[Piece], list[Removal]]:
    """Pull quotes and repeated paragraphs go, each naming the paragraph of the same document that stays."""
    texts = [piece.block.text for piece in stays]
    roles = [piece.verdict.role for piece in stays]
    repeats = {gone: (kept, alike) for gone, kept, alike in find_pull_quotes(texts, roles)}
    removals = [
        Removal(
            stays[gone].start,
            stays[gone].end,
            texts[gone],
            "duplicates",
            PULL_QUOTE,
            duplicate_of=row_id(document, stays[kept].start),
            similarity=alike,
        )
        for gone, (kept, alike) in repeats.items()
    ]
    return [piece for index, piece in enumerate(stays) if index not in repeats], removals


def complete_metadata(said: Metadata, found: TextMetadata, kept: Sequence[Piece]) -> Metadata:
    """What the source says of itself, and where it is silent what its text says; dates become ISO, mojibake is repaired."""
    title = next((piece.block.text for piece in kept if piece.verdict.role == "title"), None)
    repaired = {
        name: value and VERTICAL_SPACE.sub(" ", repair_encoding(value).text).strip()
        for name, value in (("title", said.title or title), ("author", said.author or found.author))
    }
    return replace(
        said,
        **repaired,
        published=(said.published and parse_date(said.published, said.language)) or found.published,
        source=said.source or find_host(said.url),
    )


def make_notes(source: Source, kept: Sequence[Piece]) -> Iterator[str]:
    """What a reader must know of a document, in words."""
    if not kept:
        yield NO_ARTICLE
    yield from source.notes
    published = source.metadata.published
    if published and not parse_date(published, source.metadata.language):
        yield f"no date in published: {published[:NOTED_CHARACTERS]!r}"


def tell_language(said: str | None, guess: LanguageGuess) -> str | None:
    """The guess from the text; where nothing can be told, what the record or the page says."""
    return guess.language or ((said or "").split("-")[0].split("_")[0].lower() or None)


def _is_long(piece: Piece, settings: Settings) -> bool:
    return len(piece.block.text) >= settings.language.paragraph_characters
