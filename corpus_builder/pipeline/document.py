"""One document's way: everything that needs no other document.

`clean_batch` is a pure function of (records, settings), so that a pool or a cluster can run it. A batch only saves
work: no document's rows depend on its batch.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from urllib.parse import urlsplit

from corpus_builder.cleaning.blocks import align_block, split_blocks
from corpus_builder.cleaning.boilerplate import judge_blocks
from corpus_builder.cleaning.dates import parse_date
from corpus_builder.cleaning.encoding import repair_encoding
from corpus_builder.cleaning.language import LanguageGuess, detect_languages
from corpus_builder.cleaning.markup import judge_page
from corpus_builder.cleaning.metadata import TextMetadata, read_metadata
from corpus_builder.duplicates import find_pull_quotes
from corpus_builder.model import (
    PULL_QUOTE,
    Alignment,
    Block,
    Document,
    Metadata,
    Paragraph,
    Quote,
    Record,
    Reject,
    Removal,
    Repaired,
    Source,
    Span,
    Verdict,
)
from corpus_builder.quotes import find_quotes
from corpus_builder.settings import Settings
from corpus_builder.sources.opening import open_record

PARAGRAPH_BREAK = "\n\n"
NO_ARTICLE = "no article found"


@dataclass(frozen=True, slots=True)
class Piece:
    """A block with its verdict and its span in the source text."""

    block: Block
    verdict: Verdict
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Draft:
    """A source after cleaning, before its language and its quotes are known."""

    source: Source
    repaired: Repaired
    metadata: Metadata
    kept: tuple[Piece, ...]
    removals: tuple[Removal, ...]

    @property
    def text(self) -> str:
        return PARAGRAPH_BREAK.join(piece.block.text for piece in self.kept)


def clean_batch(records: Iterable[Record], settings: Settings) -> list[Document | Reject]:
    """Clean records one by one; the result has a document or a reject for each, in their order."""
    opened = [open_record(record, settings.encoding) for record in records]
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
    repaired = repair_encoding(source.text, settings.encoding)
    blocks = split_blocks(repaired.text, source.lines, settings.blocks)
    found = read_metadata(blocks, settings.boilerplate)
    verdicts = judge_page(blocks, settings.markup) if source.lines else judge_blocks(blocks, settings.boilerplate)
    pieces = locate_blocks(source.text, repaired.alignment, blocks, mark_metadata(verdicts, found))
    stays = [piece for piece in pieces if piece.verdict.stage is None]
    went = [remove_piece(piece) for piece in pieces if piece.verdict.stage is not None]
    kept, repeats = remove_repeats(document_id(source.source_id), stays, settings)
    removals = tuple(sorted([*went, *repeats, *remove_blind(source.text, pieces)], key=lambda r: r.start))
    return Draft(source, repaired, complete_metadata(source.metadata, found, kept, settings), tuple(kept), removals)


def finish_documents(drafts: Sequence[Draft], settings: Settings) -> list[Document]:
    """Languages and quotes of drafted documents; languages of the whole batch are told in one go."""
    texts = [draft.text for draft in drafts]
    guesses = detect_languages(texts, settings.language)
    told = [tell_language(draft.metadata.language, guess) for draft, guess in zip(drafts, guesses, strict=True)]
    own = iter(detect_languages([p.block.text for d in drafts for p in d.kept if _is_long(p, settings)], settings.language))
    return [
        finish_document(
            draft,
            text,
            LanguageGuess(language, guess.score),
            [(next(own).language if _is_long(piece, settings) else None) or language for piece in draft.kept],
            settings,
        )
        for draft, text, guess, language in zip(drafts, texts, guesses, told, strict=True)
    ]


def finish_document(
    draft: Draft, text: str, guess: LanguageGuess, languages: Sequence[str | None], settings: Settings
) -> Document:
    """A drafted document with the languages of its paragraphs and its quotes."""
    quotes = find_quotes(text, guess.language or "", settings.quotes)
    paragraphs = tuple(
        Paragraph(position, piece.verdict.role, piece.block.text, language, piece.start, piece.end)
        for position, (piece, language) in enumerate(zip(draft.kept, languages, strict=True))
    )
    return Document(
        source=draft.source,
        repaired=draft.repaired,
        id=document_id(draft.source.source_id),
        text=text,
        metadata=draft.metadata,
        language=guess.language,
        language_score=guess.score,
        note=None if draft.kept else NO_ARTICLE,
        paragraphs=paragraphs,
        removals=draft.removals,
        quotes=tuple(locate_quotes(quotes, text, draft)),
    )


def document_id(source_id: str) -> str:
    """The id of a document: 16 hexadecimal digits that depend on its source id alone."""
    return hashlib.sha256(source_id.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def row_id(document: str, start: int) -> str:
    """The id of a paragraph or removal: its document's id and where it starts in the source."""
    return f"{document}:{start}"


def locate_blocks(source_text: str, alignment: Alignment, blocks: Sequence[Block], verdicts: Sequence[Verdict]) -> list[Piece]:
    """Blocks with their spans in the source text, blanks trimmed.

    The spans tile the source: what repair deleted between two blocks belongs to the block before. A block of which no
    source character is left over (repair made two of one) is joined to the block before.
    """
    starts = [alignment.start(block.start) for block in blocks]
    bounds = [0, *starts[1:], len(source_text)]
    pieces: list[Piece] = []
    for block, verdict, left, right in zip(blocks, verdicts, bounds, bounds[1:], strict=False):
        start, end = trim_span(source_text, left, right)
        if start == end and pieces:
            before = pieces[-1].block
            pieces[-1] = replace(pieces[-1], block=replace(before, text=f"{before.text} {block.text}", end=block.end))
        else:
            pieces.append(Piece(block, verdict, start, end))
    return pieces


def trim_span(text: str, start: int, end: int) -> Span:
    """A span without the blanks at its ends.

    >>> trim_span("a  bc ", 1, 6)
    (3, 5)
    """
    part = text[start:end]
    left = len(part) - len(part.lstrip())
    return (start + left, start + len(part.rstrip())) if left < len(part) else (start, start)


def mark_metadata(verdicts: Sequence[Verdict], found: TextMetadata) -> list[Verdict]:
    """Verdicts in which what is only metadata goes with that stage, and a title that the judge did not see is one."""
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


def remove_repeats(document: str, stays: Sequence[Piece], settings: Settings) -> tuple[list[Piece], list[Removal]]:
    """Pull quotes and repeated paragraphs go, each naming the paragraph of the same document that stays."""
    texts = [piece.block.text for piece in stays]
    roles = [piece.verdict.role for piece in stays]
    repeats = {gone: (kept, alike) for gone, kept, alike in find_pull_quotes(texts, settings.duplicates, roles)}
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


def complete_metadata(said: Metadata, found: TextMetadata, kept: Sequence[Piece], settings: Settings) -> Metadata:
    """What the source says of itself, and where it is silent what its text says; dates become ISO, mojibake is repaired."""
    title = next((piece.block.text for piece in kept if piece.verdict.role == "title"), None)
    repaired = {
        name: value and repair_encoding(value, settings.encoding).text.strip()
        for name, value in (("title", said.title or title), ("author", said.author or found.author))
    }
    return replace(
        said,
        **repaired,
        published=(said.published and parse_date(said.published)) or found.published,
        source=said.source or host(said.url),
    )


def host(url: str | None) -> str | None:
    """The host of an address, without `www.`; None when there is none.

    >>> host("https://www.lephare.example/a/b?c=1")
    'lephare.example'
    """
    try:
        name = urlsplit(url or "").hostname
    except ValueError:
        return None
    return name.removeprefix("www.") if name else None


def tell_language(said: str | None, guess: LanguageGuess) -> str | None:
    """The guess from the text; where nothing can be told, what the record or the page says."""
    return guess.language or ((said or "").split("-")[0].split("_")[0].lower() or None)


def _is_long(piece: Piece, settings: Settings) -> bool:
    return len(piece.block.text) >= settings.language.paragraph_characters


def locate_quotes(quotes: Iterable[Quote], text: str, draft: Draft) -> list[Quote]:
    """Quotes of the document's text with offsets into the source; a fragment over two paragraphs becomes two."""
    lengths = (len(piece.block.text) + len(PARAGRAPH_BREAK) for piece in draft.kept)
    starts = list(accumulate(lengths, initial=0))[:-1]
    located = []
    for quote in quotes:
        spans = [s for f in quote.fragments or ((quote.start, quote.end),) for s in split_at_paragraphs(text, *f)]
        if spans:
            fragments = tuple(locate_span(span, starts, draft) for span in spans)
            located.append(
                replace(
                    quote,
                    start=fragments[0][0],
                    end=fragments[-1][1],
                    text=" ".join(text[s:e] for s, e in spans),
                    fragments=fragments if len(fragments) > 1 else None,
                )
            )
    return located


def split_at_paragraphs(text: str, start: int, end: int) -> list[Span]:
    """The parts of a span of the document's text that lie in one paragraph each, blanks trimmed.

    >>> split_at_paragraphs("one two\\n\\nthree", 4, 14)
    [(4, 7), (9, 14)]
    """
    spans, left = [], start
    while left < end:
        found = text.find(PARAGRAPH_BREAK, left, end)
        right = end if found < 0 else found
        spans.append(trim_span(text, left, right))
        left = right + len(PARAGRAPH_BREAK)
    return [(s, e) for s, e in spans if s < e]


def locate_span(span: Span, starts: Sequence[int], draft: Draft) -> Span:
    """Where a span of one paragraph of the document's text stands in the source text."""
    index = bisect_right(starts, span[0]) - 1
    inner, repair = align_block(draft.kept[index].block, draft.repaired.text), draft.repaired.alignment
    start, end = span[0] - starts[index], span[1] - starts[index]
    return repair.start(inner.start(start)), repair.end(inner.end(end))
