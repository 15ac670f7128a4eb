"""`duplicates`: the near-duplicate groups of a published corpus, printed and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from corpus_builder.report.duplicate_groups import (
    ADDED,
    DOCUMENT,
    MISSING,
    MOST_WORDS,
    PARAGRAPH,
    SAME,
    DuplicateGroup,
    Member,
    list_groups,
    mark_differences,
)
from corpus_builder.system.terminal import count_things, make_block, make_line, make_visible, open_console

if TYPE_CHECKING:
    from rich.text import Text

__all__ = ["group_as_json", "list_groups", "print_groups"]

COLOURS = {SAME: "", ADDED: "green", MISSING: "red strike"}
# Groups that are printed when none is named.
MOST_GROUPS = 20
# Blanks before the text of a paragraph, as wide as the word that says what became of it.
INDENT = 9


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
        console.print(f"and {count_things(len(groups) - most, 'more group')}: name an id to see its group, or --json for all")


def describe_group(group: DuplicateGroup) -> Iterator[Text]:
    """A group as lines of coloured text."""
    count = len(group.others)
    fate = "all kept, all but one marked" if group.kind == DOCUMENT else f"one kept, {count} removed"
    yield make_line(f"A group of {count + 1} {group.kind}s: {fate}", "bold")
    yield make_line(f"kept     {_name(group.stays)}")
    yield make_line(f"         because {group.reason}", "italic")
    if group.kind == PARAGRAPH:
        yield _show_text(group.stays.text)
    for member in group.others:
        alike = "" if member.similarity is None else f", similarity {member.similarity:.2f}"
        verb = "marked  " if group.kind == DOCUMENT else "removed "
        yield make_line(f"{verb} {_name(member)}: {member.describe_rule()}{alike}")
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
