"""The near-duplicate groups of a published corpus in words: what stays and why, what went, how alike, where they differ."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus_builder.corpus import load
from corpus_builder.errors import ReleaseError
from corpus_builder.similarity.folding import strip_accents
from corpus_builder.terminal import make_block, make_line, make_visible, open_console

if TYPE_CHECKING:
    from rich.text import Text

    from corpus_builder.corpus import Corpus

Row = dict[Hashable, Any]

PARAGRAPH, DOCUMENT = "paragraph", "document"
SAME, ADDED, MISSING = "same", "added", "missing"
# A word with the marks around it.
_WORD = r"(?:[^\w\s]+\s+)*\S*\w\S*(?:\s+[^\w\s]+(?!\S))*"
COLOURS = {SAME: "", ADDED: "green", MISSING: "red strike"}
# Words of two texts that are set side by side; longer ones differ in too many places to be read.
MOST_WORDS = 600
# Groups that are printed when none is named.
MOST_GROUPS = 20
# Blanks before the text of a paragraph, as wide as the word that says what became of it.
INDENT = 7
# What a rule means, after "went:".
MEANINGS = {
    "exact copy": "an exact copy",
    "near copy": "a near copy",
    "excerpt": "an excerpt of this longer paragraph",
    "pull quote": "a pull quote, whose words stand in the same document's text",
    "reprint": "a reprint or another version",
}


@dataclass(frozen=True, slots=True)
class Member:
    """A paragraph or document of a group; `rule` and `similarity` say how it is like the one that stays, which has none."""

    id: str
    source_id: str
    published: str | None
    text: str
    characters: int
    rule: str | None = None
    similarity: float | None = None


@dataclass(frozen=True, slots=True)
class DuplicateGroup:
    """What stays, why it does, and what went in its favour, most alike first. Documents do not go, they are marked."""

    kind: str
    stays: Member
    reason: str
    others: tuple[Member, ...]


def list_groups(folder: Path, wanted: Iterable[str] = ()) -> list[DuplicateGroup]:
    """The groups of a corpus, those of documents first, then by size; or those that hold one of the `wanted` ids.

    Raises ReleaseError when there is no corpus, or an id is in no group.
    """
    corpus = load(folder)
    groups = sorted([*_group_documents(corpus), *_group_paragraphs(corpus)], key=_rank)
    chosen: list[DuplicateGroup] = []
    for id_ in wanted:
        found = [group for group in groups if id_ in {group.stays.id, *(member.id for member in group.others)}]
        if not found:
            raise ReleaseError(
                f"{folder}: {id_} is in no group", hint="ids stand in the columns id of removals, paragraphs and documents"
            )
        chosen.extend(group for group in found if group not in chosen)
    return chosen if wanted else groups


def _rank(group: DuplicateGroup) -> tuple[bool, int, str, str]:
    return group.kind == PARAGRAPH, -len(group.others), group.stays.source_id, group.stays.id


def _group_documents(corpus: Corpus) -> Iterator[DuplicateGroup]:
    rows = {row["id"]: row for row in corpus.documents.to_dict("records")}
    copies = defaultdict(list)
    for row in rows.values():
        if isinstance(row["duplicate_of"], str):
            copies[row["duplicate_of"]].append(row)
    for id_, others in copies.items():
        members = [_member(row, row, "reprint", row["duplicate_similarity"]) for row in others]
        yield _make_group(DOCUMENT, _member(rows[id_], rows[id_]), members)


def _group_paragraphs(corpus: Corpus) -> Iterator[DuplicateGroup]:
    documents = {row["id"]: row for row in corpus.documents.to_dict("records")}
    paragraphs = {row["id"]: row for row in corpus.paragraphs.to_dict("records")}
    copies = defaultdict(list)
    for row in corpus.removals.to_dict("records"):
        if isinstance(row["duplicate_of"], str):
            copies[row["duplicate_of"]].append(row)
    for id_, others in copies.items():
        kept = paragraphs[id_]
        members = [_member(row, documents[row["document_id"]], row["rule"], row["similarity"]) for row in others]
        yield _make_group(PARAGRAPH, _member(kept, documents[kept["document_id"]]), members)


def _member(row: Row, document: Row, rule: str | None = None, similarity: float | None = None) -> Member:
    published = document["published"] if isinstance(document["published"], str) else None
    text = row["text"] if isinstance(row["text"], str) else ""
    characters = row["kept_characters"] if row is document else row["end"] - row["start"]
    return Member(row["id"], document["source_id"], published, text, characters, rule, similarity)


def _make_group(kind: str, stays: Member, others: list[Member]) -> DuplicateGroup:
    others.sort(key=lambda member: (-(member.similarity or 0), member.source_id, member.id))
    return DuplicateGroup(kind, stays, explain_choice(stays, others), tuple(others))


def explain_choice(stays: Member, others: Iterable[Member]) -> str:
    """Why the one that stays does: it is the earliest, of those the longest, of equals the first by source.

    >>> one, other = Member("a", "b.txt", "2024-05", "Rain.", 5), Member("c", "d.txt", "2024-05-02", "Rain.", 5)
    >>> explain_choice(one, [other])
    'it is the earliest: 2024-05, before 2024-05-02'
    """
    rivals = [member for member in others if member.rule != "pull quote"]
    if not rivals:
        return "it is the longer of two paragraphs of one document"
    day = _first_day(stays.published)
    days = sorted(_first_day(member.published) for member in rivals)
    if day < days[0]:
        later = min(rivals, key=lambda member: _first_day(member.published)).published
        return f"it is the earliest: {stays.published}, before {later}" if later else "it is the only one with a date"
    peers = [member for member in rivals if _first_day(member.published) == day]
    if not peers:
        return "it was chosen, although another one is earlier"
    when = f"of those of {stays.published}" if stays.published else "none has a date; of all"
    longest = max(member.characters for member in peers)
    if stays.characters > longest:
        return f"{when} it is the longest, {stays.characters:,} characters, before {longest:,}"
    return f"{when} it comes first in the order of sources"


def _first_day(published: str | None) -> str:
    """A date for sorting; unknown ones come last."""
    return (published + "-01-01")[:10] if published else "9999"


def mark_differences(text: str, other: str) -> list[tuple[str, str]]:
    """The words of a text and of the one that stays instead, in order, as runs that are the same, added or missing in the text.

    Case, accents and typography make no difference.

    >>> mark_differences("« RAIN » fell on Sorny today.", "Rain fell on Sorny.")
    [('same', '« RAIN » fell on Sorny'), ('added', 'today.')]
    """
    mine, others = (re.findall(_WORD, part) for part in (text, other))
    before, after = ([re.sub(r"\W+", "", strip_accents(word)).casefold() for word in words] for words in (others, mine))
    runs: list[tuple[str, str]] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            runs.append((SAME, " ".join(mine[c:d])))
            continue
        runs += [(name, " ".join(words)) for name, words in ((MISSING, others[a:b]), (ADDED, mine[c:d])) if words]
    return runs


def group_as_json(group: DuplicateGroup) -> dict[str, Any]:
    """A group for machines."""
    return asdict(group)


def print_groups(groups: list[DuplicateGroup], most: int | None = MOST_GROUPS) -> None:
    """Print groups one after the other; the first `most` of them, then how many more there are."""
    console = open_console()
    for group in groups[:most]:
        for line in describe_group(group):
            console.print(line)
        console.print()
    if not groups:
        console.print("no near-duplicates")
    elif most and len(groups) > most:
        console.print(f"and {len(groups) - most:,} more groups: name an id to see its group, or --json for all")


def describe_group(group: DuplicateGroup) -> Iterator[Text]:
    """A group as lines of coloured text."""
    count = len(group.others)
    fate = "all are kept, the others marked" if group.kind == DOCUMENT else f"one stays, {count} went"
    yield make_line(f"A group of {count + 1} {group.kind}s: {fate}", "bold")
    yield make_line(f"stays  {_name(group.stays)}")
    yield make_line(f"       because {group.reason}", "italic")
    if group.kind == PARAGRAPH:
        yield _show_text(group.stays.text)
    for member in group.others:
        alike = "" if member.similarity is None else f", {member.similarity:.2f} alike"
        verb = "marked" if group.kind == DOCUMENT else "went  "
        yield make_line(f"{verb} {_name(member)}: {MEANINGS.get(member.rule or '', member.rule)}{alike}")
        if group.kind == PARAGRAPH and member.rule == "near copy":
            yield _show_differences(member.text, group.stays.text)
        elif group.kind == PARAGRAPH and member.rule != "exact copy":
            yield _show_text(member.text)


def _name(member: Member) -> str:
    return f"{member.source_id} ({member.published or 'no date'})  {member.id}"


def _show_text(text: str) -> Text:
    return make_block(" " * INDENT + text, indent=INDENT)


def _show_differences(text: str, other: str) -> Text:
    from rich.text import Text

    if max(len(text.split()), len(other.split())) > MOST_WORDS:
        return _show_text(f"{text[:200]} … ({len(text):,} characters against {len(other):,}: too long to mark the words)")
    marks = {SAME: "{}", ADDED: "{{+{}+}}", MISSING: "[-{}-]"}
    line = Text(" " * (INDENT - 1))
    for kind, words in mark_differences(text, other):
        line.append(" ").append(marks[kind].format(make_visible(words)), COLOURS[kind])
    return line
