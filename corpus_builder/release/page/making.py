"""How the texts of a corpus were processed, and by which software, as Croissant describes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from corpus_builder.release.funnel import Funnel, RuleCount
from corpus_builder.release.manifest import Manifest, Quality, digest_values
from corpus_builder.release.page.catalogue import Properties
from corpus_builder.release.page.figures import count_repairs
from corpus_builder.release.summary import Summary
from corpus_builder.tables.columns import STAGES
from corpus_builder.tables.format import format_number, list_counts

# What each text policy leaves of the texts; `full` leaves all.
WITHHELD = {
    "excerpt": "Texts of documents and quotes are cut to {excerpt_characters} characters; other tables have none.",
    "offsets": "Texts are left out; offsets and digests take their place.",
}

# The software that decides columns, and which.
TOOLS = {
    "corpus_builder": "paragraphs, roles, removals, languages, near-duplicates, quotes, speakers, statements",
    "ftfy": "encoding repair",
}


def describe_making(summary: Summary, manifest: Manifest) -> Properties:
    """What was done to the texts, and by which software."""
    versions = manifest.versions
    return {
        "rai:dataPreprocessingProtocol": [*list_steps(manifest.funnel), digest_rules(manifest.rules)],
        "rai:dataManipulationProtocol": describe_changes(summary, manifest),
        "rai:dataAnnotationProtocol": describe_annotation(summary, manifest.quality),
        "rai:machineAnnotationTools": [f"{name} {versions[name]}: {what}" for name, what in TOOLS.items() if name in versions],
    }


def describe_annotation(summary: Summary, quality: Quality) -> str:
    """Who filled the columns, and how well by the labels of people where there are any."""
    said = "All columns were filled automatically, not by people."
    if not quality.documents:
        return said
    labelled, documents = format_number(quality.documents), format_number(summary.count_rows("documents"))
    met = (f"{row.name} {format_number(row.met)} of {format_number(row.of)}" for row in quality.measures)
    return f"{said} Measured against manual labels of {labelled} of the {documents} documents: {', '.join(met)}."


def list_steps(funnel: Funnel) -> list[str]:
    """What became of the sources and of their characters, step by step, with its counts."""
    sources, characters = funnel.sources, funnel.characters
    rejects = sorted(sources.rejects.items())
    counted = {"documents": sources.documents, "rejects": sum(count for _, count in rejects)}
    reasons = f" ({list_counts(rejects)})" if rejects else ""
    steps = [f"Sources: {format_number(sources.total)}, of which {list_counts(counted.items())}{reasons}."]
    for stage, rows in groupby(characters.removed, key=lambda row: row.stage):
        steps.append(describe_stage(stage, list(rows)))
    left = {"input": characters.total, "kept in paragraphs": characters.kept, "whitespace in between": characters.blank}
    return [*steps, f"Characters of the documents' sources: {list_counts(left.items())}."]


def describe_stage(stage: str, rows: Sequence[RuleCount]) -> str:
    """What a stage removed and by which rules."""
    total = {"removals": sum(row.removals for row in rows), "characters": sum(row.characters for row in rows)}
    rules = list_counts((row.rule, row.removals) for row in rows)
    # a manifest that was read may name a stage that this version does not know
    takes = next((f" ({takes})" for name, takes in STAGES.items() if name == stage), "")
    return f"Removed in stage {stage}{takes}: {list_counts(total.items())}. By rule: {rules}."


def digest_rules(rules: Mapping[str, str]) -> str:
    """The tables of rules: their number, and a digest of the digests that the manifest has of them."""
    return f"Rule tables: {format_number(len(rules))}; SHA-256 of the list of their digests: {digest_values(dict(rules))}."


def describe_changes(summary: Summary, manifest: Manifest) -> str:
    """What was changed in the texts that stay."""
    repairs, hidden = count_repairs(summary), manifest.funnel.policy
    policy = manifest.policy
    said = [
        "A text is its span of the source after encoding repair, removal of what converters wrote into its lines (numbers of "
        "links, Markdown, page breaks) and joining of hard-wrapped lines, otherwise unchanged."
    ]
    if repairs:
        said.append(f"Repairs, by number of documents: {list_counts(repairs)}.")
    if hidden:
        said.append(f"Redacted inside paragraphs: {list_counts((row.rule, row.removals) for row in hidden)}.")
    if policy.text in WITHHELD:
        said.append(WITHHELD[policy.text].format(excerpt_characters=policy.excerpt_characters))
    return " ".join(said)
