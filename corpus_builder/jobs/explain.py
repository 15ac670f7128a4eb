"""`explain`: the trace of one source through the build.

It prints the build's own trace and computes nothing a second time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus_builder.jobs.project import limit_files
from corpus_builder.model import WEAKNESSES, Document, Paragraph, Quote, Record, Reject, Removal, Stage, name_weakness
from corpus_builder.settings import Settings
from corpus_builder.sources.description import read_description
from corpus_builder.sources.files import list_files
from corpus_builder.sources.records import read_records
from corpus_builder.stages.document import clean_batch
from corpus_builder.system.errors import SourceError
from corpus_builder.system.terminal import indent_lines, make_block, make_line, open_console

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

STRENGTH = {"title": "bold underline", "heading": "bold", "body": "", "list_item": "", "caption": "italic"}

# Removed text in a terminal, by the stage that removed it.
COLOURS: dict[Stage, str] = {
    "metadata": "yellow",
    "boilerplate": "red",
    "repetition": "red",
    "duplicates": "magenta",
    "policy": "cyan",
}


def explain_file(file: Path, settings: Settings, *, follow_links: bool = False) -> Iterator[Document | Reject]:
    """The documents and rejects of one file. Raises SourceError when it is no file."""
    if file.is_dir():
        raise SourceError(f"{file} is a folder", hint="explain takes one file")
    description = read_description(file.parent, follow_links=follow_links)
    for found in list_files([file]):
        for record in read_records(found, description, limit_files(settings)):
            yield from clean_batch([record], settings) if isinstance(record, Record) else [record]


def trace_as_json(result: Document | Reject) -> dict[str, Any]:
    """The trace of one source for machines: metadata, paragraphs, removals with rule and evidence, quotes, repairs."""
    if isinstance(result, Reject):
        return {"reject": asdict(result)}
    values = asdict(result)
    source, repaired = values.pop("source"), values.pop("repaired")
    values["removals"] = [asdict(removal) for removal in result.removals]
    return {
        "source_id": source["source_id"],
        "path": source["path"],
        "encoding": source["encoding"],
        "repairs": repaired["repairs"],
        **values,
    }


def print_trace(result: Document | Reject) -> None:
    """Print a source in its own order: what stays, what went and by which rule, repairs, quotes with speakers."""
    console = open_console()
    if isinstance(result, Reject):
        console.print(make_line(f"{result.source_id}: rejected: {result.reason}: {result.detail}", "red"))
        return
    _print_head(console, result)
    parts: list[Paragraph | Removal] = sorted([*result.paragraphs, *result.removals], key=lambda part: part.start)
    for part in parts:
        console.print(_show_paragraph(part, result) if isinstance(part, Paragraph) else _show_removal(part))
    _print_repairs(console, result)
    _print_quotes(console, result)


def _print_head(console: Console, document: Document) -> None:
    metadata = document.metadata
    console.rule(make_line(document.source.source_id, "rule.text"))
    for name, value in (
        ("title", metadata.title),
        ("author", metadata.author),
        ("published", metadata.published),
        ("language", f"{document.language} ({document.language_score:.3f})"),
        ("encoding", document.source.encoding),
        ("extra", metadata.extra),
        ("note", document.note),
    ):
        if value:
            console.print(make_line(f"{name:10} {value}"))
    console.print()


def _show_paragraph(paragraph: Paragraph, document: Document) -> Text:
    from rich.text import Text

    label = f"+ {paragraph.role:10} "
    text = make_block(paragraph.text, STRENGTH[paragraph.role], indent=len(label))
    for quote in document.quotes:
        for start, end in quote.fragments or ((quote.start, quote.end),):
            if paragraph.start <= start < paragraph.end:
                # spans of quotes count in the source; where the paragraph was repaired, the repaired words are looked for
                words = document.source.text[start:end]
                words = words if words in paragraph.text else quote.text
                shown = indent_lines(words, len(label))
                at = text.plain.find(shown)
                if at >= 0:
                    text.stylize("green", at, at + len(shown))
    return Text.assemble(label, text)


def _show_removal(removal: Removal) -> Text:
    from rich.text import Text

    why = f"  [{removal.stage}: {removal.rule}" + (f", {removal.evidence}" if removal.evidence else "")
    if removal.duplicate_of:
        why += f", {removal.similarity:.2f} of {removal.duplicate_of}"
    colour = COLOURS[removal.stage]
    text = make_block(removal.text, f"{colour} strike", indent=2)
    return Text.assemble(("- ", colour), text, make_line(why + "]", f"{colour} italic"))


def _print_repairs(console: Console, document: Document) -> None:
    if not document.repaired.repairs:
        return
    console.print()
    console.print(make_line(f"repairs: {'; '.join(document.repaired.repairs)}", "blue"))
    for (before, after), count in list_repairs(document).most_common(20):
        console.print(make_line(f"  {before!r} → {after!r}" + (f" ({count} times)" if count > 1 else ""), "blue"))


def list_repairs(document: Document) -> Counter[tuple[str, str]]:
    """What encoding repair replaced by what, and how often."""
    repaired, text = document.repaired, document.source.text
    runs = pairwise(zip(repaired.alignment.after, repaired.alignment.before, strict=True))
    changes = ((text[b0:b1], repaired.text[a0:a1]) for (a0, b0), (a1, b1) in runs)
    return Counter((before, after) for before, after in changes if before != after)


def _print_quotes(console: Console, document: Document) -> None:
    if document.quotes:
        console.print("\nquotes, those with the weakest evidence first", style="bold")
    for quote in sort_by_evidence(document.quotes):
        console.print(_show_quote(quote))


def sort_by_evidence(quotes: Sequence[Quote]) -> list[Quote]:
    """The quotes of a document, those with the weakest evidence first."""
    weakness = [name_weakness(bool(quote.speaker), bool(quote.cue), quote.balanced) for quote in quotes]
    ranks = [WEAKNESSES.index(name) if name else len(WEAKNESSES) for name in weakness]
    return [quotes[place] for place in sorted(range(len(quotes)), key=ranks.__getitem__)]


def _show_quote(quote: Quote) -> Text:
    from rich.text import Text

    speaker = quote.speaker or "no speaker"
    name = f" = {quote.speaker_name}" if quote.speaker_name and quote.speaker_name != quote.speaker else ""
    details = [quote.kind, f"cue: {quote.cue}" if quote.cue else "no cue", *([] if quote.balanced else ["unbalanced marks"])]
    why = f"[{', '.join(details)}; {quote.evidence}]"
    return Text.assemble(make_line(f"  {quote.text}", "green"), make_line(f" — {speaker}{name} "), make_line(why, "dim"))
