"""What changed between two releases: as text, as JSON, and as an entry of the next card's changelog."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

from corpus_builder.release.changes.differences import Causes, ReleaseDiff, TableDiff, ValueChange
from corpus_builder.release.manifest import ChangelogEntry
from corpus_builder.system.terminal import make_line, make_visible, open_console
from corpus_builder.tables.format import format_cell, shorten

if TYPE_CHECKING:
    from rich.text import Text

NAMED = 3  # ids that a person is shown of each kind of change; machines get all
LISTED = 8  # names of settings, rules or columns in one line

UNKNOWN_CAUSE = "unknown (edited by hand?)"
SIGNS = (("added", "+", "green"), ("removed", "-", "red"), ("changed", "~", "yellow"), ("re-derived", "=", "cyan"))


def diff_as_json(diff: ReleaseDiff) -> dict[str, Any]:
    """A comparison for machines: plain values with the ids of all rows, but for those that were taken down."""
    return {
        "old": {"name": diff.old_name, "version": diff.old_version},
        "new": {"name": diff.new_name, "version": diff.new_version},
        "level": diff.level,
        "smallest_version": diff.smallest_version,
        "is_honest": diff.is_honest,
        "counts": count_rows(diff),
        "tables": {table.name: _as_values(table) for table in diff.tables},
        "causes": _as_values(diff.causes) | {"otherwise": explain_otherwise(diff.causes)},
    }


def _as_values(record: Any) -> Any:
    """A record as plain values; unlike `asdict` it does not look at each of a million ids."""
    if isinstance(record, tuple):
        return list(record) if not record or isinstance(record[0], str) else [_as_values(part) for part in record]
    if is_dataclass(record):
        return {field.name: _as_values(getattr(record, field.name)) for field in fields(record)}
    return record


def count_rows(diff: ReleaseDiff) -> dict[str, dict[str, int]]:
    """How many rows of each table were added, removed, changed, re-derived and taken down."""
    return {
        table.name: {
            "added": len(table.added),
            "removed": len(table.removed),
            "changed": table.n_changed,
            "rederived": len(table.rederived),
            "taken_down": table.taken_down,
        }
        for table in diff.tables
    }


def make_entry(diff: ReleaseDiff, previous_manifest: str) -> ChangelogEntry:
    """A comparison as the changelog of the new release keeps it, without ids or paths; with the digest of the old manifest."""
    return ChangelogEntry(
        version=diff.new_version,
        previous=diff.old_version,
        level=diff.level,
        lines=tuple(describe_changes(diff)),
        counts=count_rows(diff),
        previous_manifest=previous_manifest,
    )


def diff_as_markdown(diff: ReleaseDiff) -> str:
    """A comparison as a section of a changelog, without ids or paths."""
    lines = [*describe_changes(diff), *([] if diff.is_honest else [judge_version(diff)])]
    bullets = "".join(f"- {format_cell(line)}\n" for line in lines)
    return f"## {format_cell(diff.new_version)} ({diff.level}, since {format_cell(diff.old_version)})\n\n{bullets}"


def judge_version(diff: ReleaseDiff) -> str:
    """Whether the new version says how much has changed, in words."""
    said = f"version {diff.new_version} after {diff.old_version}"
    if diff.is_honest:
        return f"{said} is high enough: the changes require at least {diff.smallest_version}"
    return f"{said} is too low: the changes require at least {diff.smallest_version}"


def describe_changes(diff: ReleaseDiff) -> Iterator[str]:
    """What changed, and then why that may be, a line each."""
    yield from describe_whole(diff)
    for table in diff.tables:
        yield from describe_table(table)
    yield from describe_takedowns(diff)
    yield from describe_causes(diff.causes)


def describe_whole(diff: ReleaseDiff) -> Iterator[str]:
    """That two corpora are compared, or that no row differs."""
    if diff.old_name != diff.new_name:
        yield f"not the same corpus: {diff.old_name} and {diff.new_name}"
    if diff.level == "none":
        yield "nothing has changed"
    elif diff.level == "patch" and not any(table.rederived or table.taken_down for table in diff.tables):
        yield "the data are unchanged"


def describe_table(table: TableDiff) -> Iterator[str]:
    """How many rows of a table differ, in which columns, and which columns only one release has."""
    changed = join_names(
        f"{column.name} {column.changed:,}" for column in sorted(table.columns, key=lambda c: -c.changed) if column.changed
    )
    counts = (
        (len(table.added), "added"),
        (len(table.removed), "removed"),
        (table.n_changed, f"changed ({changed})"),
        (len(table.rederived), "re-derived"),
    )
    if said := ", ".join(f"{count:,} {what}" for count, what in counts if count):
        yield f"{table.name}: {said}"
    for columns, what in (
        (table.columns_added, "new columns"),
        (table.columns_removed, "removed columns"),
        (table.columns_retyped, "columns with a new type"),
    ):
        if columns:
            yield f"{table.name}: {what}: {join_names(columns)}"


def describe_takedowns(diff: ReleaseDiff) -> Iterator[str]:
    """How many rows went by takedowns, if any; which ones is nobody's business."""
    counts = [f"{count:,} {name[:-1] if count == 1 else name}" for name, count in diff.taken_down.items() if count]
    if counts:
        yield f"taken down: {', '.join(counts)}"


def describe_causes(causes: Causes) -> Iterator[str]:
    """What may have caused a difference."""
    sources = ((causes.sources_new, "new"), (causes.sources_gone, "removed"), (causes.changed_by_source, "changed"))
    if said := ", ".join(f"{len(ids):,} {what}" for ids, what in sources if ids):
        yield f"sources: {said}"
    if number := len(causes.changed_otherwise):
        yield f"{number:,} document{'s' if number > 1 else ''} with an unchanged source changed by {explain_otherwise(causes)}"
    for what, changes in (("settings", causes.settings), ("code", causes.code)):
        if changes:
            yield f"{what}: {join_names(map(describe_value, changes))}"
    for what, names in (("rules", causes.rules), ("description", causes.description), ("other differences", causes.other)):
        if names:
            yield f"{what}: {join_names(names)}"


def explain_otherwise(causes: Causes) -> str:
    """What may have changed documents whose source is the same: whatever differs and can."""
    settings, code = ([change.name for change in changes] for changes in (causes.settings, causes.code))
    spoken = [field for field in causes.description if field == "sources"]
    parts = {"settings": settings, "rules": causes.rules, "code": code, "description": spoken}
    said = "; ".join(f"{what} {join_names(names)}" for what, names in parts.items() if names)
    number = sum(map(len, parts.values()))
    return f"one of: {said}" if number > 1 else said or UNKNOWN_CAUSE


def describe_value(change: ValueChange) -> str:
    """A setting or version before and after.

    >>> describe_value(ValueChange("quotes.reach", 80, None))
    'quotes.reach 80 → none'
    """
    return f"{change.name} {_show(change.old)} → {_show(change.new)}"


def _show(value: Any) -> str:
    if value is None:
        return "none"
    return str(shorten(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)))


def join_names(names: Iterable[str], most: int = LISTED) -> str:
    """The first names and how many more there are, on one line.

    >>> join_names(["a", "b", "c\\n"], most=2), join_names(["c\\n"])
    ('a, b and 1 more', 'c\\\\n')
    """
    listed = list(names)
    shown = ", ".join(map(make_visible, listed[:most]))
    return f"{shown} and {len(listed) - most:,} more" if len(listed) > most else shown


def print_diff(diff: ReleaseDiff) -> None:
    """Print a comparison: what changed, with some ids, why that may be, and whether the version says so."""
    console = open_console()
    for line in describe_diff(diff):
        console.print(line)


def describe_diff(diff: ReleaseDiff) -> Iterator[Text]:
    """A comparison as lines of coloured text."""
    yield from map(make_line, describe_whole(diff))
    for table in diff.tables:
        yield from map(make_line, describe_table(table))
        yield from describe_rows(table)
    yield from map(make_line, describe_takedowns(diff))
    yield from map(make_line, describe_causes(diff.causes))
    yield make_line(judge_version(diff), "bold" if diff.is_honest else "bold red")


def describe_rows(table: TableDiff) -> Iterator[Text]:
    """The first ids of each kind of change in a table."""
    changed = tuple(id_ for change in table.changed for id_ in change.ids)
    for (what, sign, colour), ids in zip(SIGNS, (table.added, table.removed, changed, table.rederived), strict=True):
        if ids:
            yield make_line(f"  {sign} {what}: {join_names(ids, NAMED)}", colour)
