"""`duplicates`: the near-duplicate groups of a published corpus, printed and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus_builder.release.loading import explain_damage
from corpus_builder.report.groups.duplicate_groups import (
    ADDED,
    DOCUMENT,
    MISSING,
    MOST_WORDS,
    PARAGRAPH,
    SAME,
    DuplicateGroup,
    Member,
    mark_differences,
)
from corpus_builder.report.groups.group_reading import find_groups, read_groups
from corpus_builder.system.terminal import count_things, make_block, make_line, make_visible, open_console

if TYPE_CHECKING:
    from rich.text import Text

__all__ = ["groups_as_json", "print_groups"]

COLOURS = {SAME: "", ADDED: "green", MISSING: "red strike"}
# Groups that are printed when none is named.
MOST_GROUPS = 20
# Blanks before the text of a paragraph, as wide as the word that says what became of it.
INDENT = 9


def groups_as_json(folder: Path, ids: Sequence[str] = ()) -> Iterator[dict[str, Any]]:
    """The groups of a corpus for machines, or those that hold one of some ids. Raises ReleaseError as `find_groups` does."""
    with explain_damage(folder):
        yield from map(asdict, read_groups(folder, find_groups(folder, ids).groups))


def print_groups(folder: Path, ids: Sequence[str] = ()) -> None:
    """Print groups one after the other: those that hold one of some ids, or the first ones, then how many more there are.

    Raises ReleaseError as `find_groups` does.
    """
    console = open_console()
    with explain_damage(folder):
        found = find_groups(folder, ids, None if ids else MOST_GROUPS)
        for group in read_groups(folder, found.groups):
            for line in describe_group(group):
                console.print(line)
            console.print()
    more = found.total - len(found.groups)
    if not found.total:
        console.print("no near-duplicates")
    elif more:
        console.print(f"and {count_things(more, 'more group')}: name an id to see its group, or --json for all")


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
