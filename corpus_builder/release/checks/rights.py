"""Does a release contain only what it may? Texts as its policy says, nothing private, and nothing that was taken down."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.policy.licences import states_licence
from corpus_builder.policy.privacy import redact_column
from corpus_builder.policy.takedowns import name_takedowns
from corpus_builder.policy.texts import CUT, EXCERPTED, TEXTS, find_languages
from corpus_builder.release.checks.findings import Fault, Finding, name_first, name_rows
from corpus_builder.release.manifest import MANIFEST, Provenance, read_manifest
from corpus_builder.settings import PolicySettings
from corpus_builder.system.errors import ReleaseError
from corpus_builder.system.terminal import count_things
from corpus_builder.tables.columns import TABLES
from corpus_builder.tables.frames import Tables
from corpus_builder.tables.parquet import stream_table


def list_rights(provenance: Provenance) -> tuple[Callable[[Tables], Iterator[Fault]], ...]:
    """Checks of every way in which a part shows more, or less, than the policy says."""
    policy = provenance.policy
    return (
        partial(check_takedowns, takedowns=frozenset(provenance.takedowns)),
        partial(check_texts_shown, policy=policy, missing=frozenset(provenance.missing)),
        partial(check_redaction, policy=policy),
    )


def check_takedowns(tables: Tables, takedowns: frozenset[str]) -> Iterator[Fault]:
    """No document is one that was taken down."""
    documents = tables["documents"]
    if takedowns:
        there = pa.array([value is not None for value in name_takedowns(documents, takedowns)], pa.bool_())
        yield from name_rows("taken down, but still in the release", "documents.id", documents["id"], there)


def check_texts_shown(tables: Tables, policy: PolicySettings, missing: frozenset[str]) -> Iterator[Fault]:
    """The columns of texts hold as much as the policy shows; those of missing documents hold nothing."""
    without = pa.array([id_ for id_ in tables["documents"]["id"].to_pylist() if id_ in missing], pa.string())
    for name in TEXTS:
        table = tables[name]
        owner = table["id"] if name == "documents" else table["document_id"]
        absent = pc.is_in(owner, value_set=without)
        hides = pc.equal(table["stage"], "policy") if name == "removals" else pc.equal(owner, "")
        withheld = pc.or_(pc.or_(absent, hides), policy.text == "offsets" or (policy.text == "excerpt" and name not in EXCERPTED))
        shown = pc.is_valid(table["text"])
        yield from name_rows(
            f"text present, which the text policy {policy.text} withholds", f"{name}.text", table["id"], pc.and_(withheld, shown)
        )
        lost = pc.and_(pc.invert(withheld), pc.invert(shown))
        yield from name_rows(f"text missing, which the text policy {policy.text} publishes", f"{name}.text", table["id"], lost)
        if name == "documents" and policy.text != "full":
            shown_fields = pc.is_valid(table["extra"])
            what = f"further fields present, which the text policy {policy.text} withholds"
            yield from name_rows(what, "documents.extra", table["id"], shown_fields)
        if policy.text == "excerpt" and name in EXCERPTED:
            most = policy.excerpt_characters + len(CUT)
            long = pc.fill_null(pc.greater(pc.utf8_length(table["text"]), most), False)
            yield from name_rows("longer than an excerpt", f"{name}.text", table["id"], long)


def check_redaction(tables: Tables, policy: PolicySettings) -> Iterator[Fault]:
    """With redaction no text holds an e-mail address or telephone number; without it nothing is hidden."""
    hidden = tables["removals"].filter(pc.equal(tables["removals"]["stage"], "policy"))
    if not policy.redact:
        yield from name_rows("redacted, but the settings ask for no redaction", "removals.stage", hidden["id"])
        return
    for name, shape in TABLES.items():
        private = [column.name for column in shape.columns if column.private]
        table, languages = tables[name], find_languages(tables, name) if private else None
        for column in private:
            changed = pc.not_equal(redact_column(table[column], languages), table[column])
            yield from name_rows(
                "contains an e-mail address or telephone number",
                f"{name}.{column}",
                table["id"],
                pc.fill_null(changed, False),
            )


def check_limit(provenance: Provenance) -> Iterator[Finding]:
    """A release of the first sources only is a look at the corpus, not the corpus."""
    if provenance.limit is not None:
        yield Finding(f"built from the first {provenance.limit} sources only", MANIFEST, "build it without --limit")


def refuse_unlicensed(folder: Path) -> None:
    """Raise ReleaseError when a release shows the full text of a document whose licence states no right to publish it.

    An excerpt that was not cut is the full text.
    """
    policy = read_manifest(folder).policy
    bare: list[str] = []
    for _, documents in stream_table(folder, "documents", ["source", "path", "license", "text"]):
        shown = pc.fill_null(pc.not_equal(pc.utf8_trim_whitespace(documents["text"]), ""), False)
        if policy.text == "excerpt":
            shown = pc.and_(shown, pc.invert(pc.fill_null(pc.ends_with(documents["text"], CUT), True)))
        rows = documents.drop_columns(["text"]).filter(shown).to_pylist()
        bare += [row["source"] or row["path"] for row in rows if not states_licence(row["license"])]
    if bare:
        names = list(dict.fromkeys(bare))
        shown_in_full = count_things(len(bare), "document")
        raise ReleaseError(
            f"no stated licence allows publishing the full text of {shown_in_full}: {name_first(names, len(names))}",
            hint='state it in sources.toml ([[source]] license = "..."), or build with --text-policy offsets',
        )
