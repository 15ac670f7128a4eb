"""The data card: front matter for the Hugging Face Hub and the text that people read.

Every figure is counted from the tables (`release/summary.py`); the metadata you supply come from the description, and where
one is missing the card shows "[not stated]".
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from corpus_builder.release.manifest import Manifest, digest_values, list_parts
from corpus_builder.release.page.catalogue import KEYWORDS
from corpus_builder.release.page.citation import cite, make_bibtex, state
from corpus_builder.release.page.figures import (
    count_duplicates,
    count_keys,
    count_languages,
    count_licenses,
    count_quotes,
    count_repairs,
    count_sources,
    count_speakers,
    count_takedowns,
    count_words,
    find_dates,
    list_languages,
    measure_spread,
    sum_other_sources,
)
from corpus_builder.release.page.quality import EARLIER_NAMES, MEASURES
from corpus_builder.release.summary import Summary
from corpus_builder.settings import DuplicateSettings
from corpus_builder.system.errors import BUILD_AGAIN, ReleaseError
from corpus_builder.system.terminal import make_visible
from corpus_builder.tables.columns import SCHEMAS, TABLES
from corpus_builder.tables.format import format_cell, format_code, format_number, format_share, one_line

if TYPE_CHECKING:
    from jinja2 import Template

TEMPLATE = "card.md.j2"
SOURCES_SHOWN = 40  # the table of a card that is still read; the rest is one line
SPEAKERS_SHOWN = 20
LANGUAGES_SHOWN = 6
# Parts of the manifest that have a digest of their own in the card, or are made after it; that of the rules stands in the
# Croissant metadata, so that a card that is kept beside the code does not change with each rule.
APART = frozenset({"files", "inputs", "rules", "settings"})

# How the Hub names sizes: the first one whose bound is above the number of documents.
SIZES = (
    (10**3, "n<1K"),
    (10**4, "1K<n<10K"),
    (10**5, "10K<n<100K"),
    (10**6, "100K<n<1M"),
    (10**7, "1M<n<10M"),
    (10**8, "10M<n<100M"),
    (10**9, "100M<n<1B"),
)

# Licences of texts and data that the Hub knows by name; another one is `other` with its name beside it.
HUB_LICENSE = re.compile(
    r"apache-2\.0|mit|cc0-1\.0|cc-by-2\.0|cc-by(-nc)?(-sa)?-[34]\.0|cc-by-nd-4\.0|cc-by-nc-nd-[34]\.0"
    r"|pddl|odc-by|odbl|etalab-2\.0|unknown|other"
)

VERSION = re.compile(r"(?:0|[1-9][0-9]{0,8})(?:\.(?:0|[1-9][0-9]{0,8})){2}")


def render_card(summary: Summary, manifest: Manifest) -> str:
    """The data card of a release, a Markdown text with YAML front matter.

    `manifest` may list the card or not; it is not read. Raises ReleaseError when the manifest lacks what the card shows, or the
    description's version is not of the form 1.2.3, which `datasets` demands.
    """
    from jinja2 import TemplateError

    try:
        body = read_template().render(collect_figures(summary, manifest))
    except TemplateError as why:
        raise ReleaseError(f"the manifest lacks a value that the card shows: {why}", hint=BUILD_AGAIN) from why
    front = render_front_matter(summary, manifest)
    return make_visible(f"---\n{front}---\n\n{body.strip()}\n", keep="\n\t")


@cache
def read_template() -> Template:
    """The text of the card with its gaps; a gap that nothing fills is an error.

    Compiling it takes as long as all else about a card. The code is kept where Python keeps that of modules, if it may be.
    """
    from jinja2 import Environment, FileSystemBytecodeCache, FunctionLoader, StrictUndefined
    from jinja2.bccache import Bucket

    class KeptCode(FileSystemBytecodeCache):
        def dump_bytecode(self, bucket: Bucket) -> None:
            with suppress(OSError):
                super().dump_bytecode(bucket)

    template = files(__package__).joinpath(TEMPLATE)
    environment = Environment(
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        loader=FunctionLoader(lambda _: template.read_text(encoding="utf-8")),
        bytecode_cache=None if sys.dont_write_bytecode else KeptCode(str(Path(__file__).parent / "__pycache__"), "%s.jinja"),
    )
    environment.filters.update(cell=format_cell, code=format_code, number=format_number, stated=state)
    environment.globals.update(share=format_share, count_language=count_language)
    return environment.get_template(TEMPLATE)


def render_front_matter(summary: Summary, manifest: Manifest) -> str:
    """The YAML that the Hub and `datasets` read, without its fences.

    Each config carries the version and a digest of the content, since `datasets` caches by the text of the front matter:
    without them it serves the rows of an earlier release.
    """
    import yaml

    description = manifest.description
    if not VERSION.fullmatch(description.version):
        raise ReleaseError(f"the corpus's version is {description.version!r}", hint='write three numbers, such as "1.0.0"')
    shown = [name for name in SCHEMAS if summary.count_rows(name)]
    languages = list_languages(summary)
    values: dict[str, Any] = {
        "pretty_name": one_line(description.title or description.name),
        "language": languages,
        **hub_license(description.license),
        "annotations_creators": ["machine-generated"],
        "language_creators": ["found"],
        "multilinguality": ["multilingual" if len(languages) > 1 else "monolingual"],
        "size_categories": [next((size for bound, size in SIZES if summary.count_rows("documents") < bound), "1B<n<10B")],
        "source_datasets": ["original"],
        "task_categories": ["text-generation"],
        "tags": list(KEYWORDS),
        "configs": [describe_config(name, manifest, default=name == shown[0]) for name in shown],
        "dataset_info": [describe_features(name, summary, manifest) for name in shown],
    }
    values = {key: value for key, value in values.items() if value != []}
    text: str = yaml.safe_dump(values, sort_keys=False, allow_unicode=True, width=4096)
    return text


def describe_config(name: str, manifest: Manifest, *, default: bool) -> dict[str, Any]:
    """The front matter's entry that says where a table's files are and which content they have."""
    return {
        "config_name": name,
        "version": manifest.description.version,
        "description": f"content sha256:{manifest.find_table(name).sha256}",
        **({"default": True} if default else {}),
        "data_files": [{"split": "train", "path": f"data/{name}/*.parquet"}],
    }


def describe_features(name: str, summary: Summary, manifest: Manifest) -> dict[str, Any]:
    """The front matter's entry that says which columns a table has and how large it is."""
    size = summary.count_bytes(name)
    return {
        "config_name": name,
        "features": list_features(SCHEMAS[name]),
        "splits": [{"name": "train", "num_bytes": size, "num_examples": summary.count_rows(name)}],
        "download_size": sum(file.bytes for path, file in manifest.files.items() if path.startswith(f"data/{name}/")),
        "dataset_size": size,
    }


def list_features(schema: pa.Schema) -> list[dict[str, str]]:
    """The columns of a table as `datasets` writes them in a card.

    >>> list_features(pa.schema([("id", pa.string()), ("similarity", pa.float64())]))
    [{'name': 'id', 'dtype': 'string'}, {'name': 'similarity', 'dtype': 'float64'}]
    """
    return [{"name": field.name, "dtype": "float64" if field.type == pa.float64() else str(field.type)} for field in schema]


def hub_license(license: str | None) -> dict[str, str]:
    """The licence as the Hub wants it.

    >>> hub_license("CC-BY-4.0"), hub_license("Texts belong to their publishers")
    ({'license': 'cc-by-4.0'}, {'license': 'other', 'license_name': 'texts-belong-to-their-publishers'})
    """
    if license is None:
        return {"license": "unknown"}
    if HUB_LICENSE.fullmatch(license.lower()):
        return {"license": license.lower()}
    return {"license": "other", "license_name": re.sub(r"[^a-z0-9.]+", "-", license.lower()).strip("-")[:64] or "other"}


def collect_figures(summary: Summary, manifest: Manifest) -> dict[str, Any]:
    """All that the template shows."""
    parts, description = list_parts(manifest), manifest.description
    languages, tallies, sources = count_languages(summary), summary.tallies, count_sources(summary, SOURCES_SHOWN)
    lengths = {"documents": tallies["document_words"], "paragraphs": tallies["paragraph_words"]}
    notes = count_keys(tallies["notes"], "note", "documents")
    bounds = manifest.read_section("duplicates", DuplicateSettings)
    return {
        "description": description,
        "measures": MEASURES | {earlier: MEASURES[name] for earlier, name in EARLIER_NAMES.items()},
        "citation": cite(description),
        "bibtex": make_bibtex(manifest),
        "policy": manifest.policy,
        "same_from": bounds.similarity,
        "separate_from": bounds.separate_similarity,
        "taken_down": count_takedowns(summary),
        "absent": manifest.absent,
        "manifest": manifest,
        "funnel": manifest.funnel,
        "inputs": {"bytes": manifest.inputs.count_bytes(), "sha256": manifest.inputs.digest()},
        "settings_sha256": digest_values(parts["settings"]),
        "rest_sha256": digest_values({part: parts[part] for part in parts.keys() - APART}),
        "tables": [describe_table(name, summary) | {"sha256": manifest.find_table(name).sha256} for name in SCHEMAS],
        "rows": {name: summary.count_rows(name) for name in SCHEMAS},
        "words": count_words(summary),
        "lengths": {name: measure_spread(tally) for name, tally in lengths.items()},
        "dates": find_dates(summary),
        "undated": summary.count_missing("documents", "published"),
        "languages": languages,
        "languages_shown": [name for name, _ in languages[:LANGUAGES_SHOWN]],
        "languages_hidden": [name for name, _ in languages[LANGUAGES_SHOWN:]],
        "sources": sources,
        "other_sources": sum_other_sources(summary, sources),
        "licenses": count_licenses(summary),
        "encodings": count_keys(tallies["encodings"], "encoding", "documents"),
        "repairs": count_repairs(summary),
        "notes": [pair for pair in notes if pair[0] is not None],
        "duplicates": count_duplicates(summary),
        "quotes": count_quotes(summary),
        "speakers": count_speakers(summary, SPEAKERS_SHOWN),
    }


def count_language(counted: Iterable[tuple[str | None, int]], names: Sequence[str | None]) -> str:
    """Documents in some of the languages; nothing where there are none."""
    count = sum(n for name, n in counted if name in names)
    return format_number(count) if count else ""


def describe_table(name: str, summary: Summary) -> dict[str, Any]:
    """A table's name, rows and columns, each column with its meaning, its missing values and one example."""
    shape = TABLES[name]
    example = summary.examples[name].row if name in summary.examples else {}
    columns = [
        {
            "name": column.name,
            "type": "float64" if column.type == pa.float64() else str(column.type),
            "meaning": column.meaning + (" *" if column.whole_corpus else ""),
            "missing": summary.count_missing(name, column.name),
            "example": example.get(column.name),
        }
        for column in shape.columns
    ]
    return {"name": name, "row": shape.row, "rows": summary.count_rows(name), "columns": columns}
