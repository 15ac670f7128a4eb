"""The data card: front matter for the Hugging Face Hub and the text that people read.

Every figure is counted from the tables; what only a person can say comes from the description, and where nobody has said it
the card shows "[not stated]".
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.duplicates.similarity import SHORT_SHINGLE
from corpus_builder.errors import ReleaseError
from corpus_builder.release.manifest import digest_values, read_release_description
from corpus_builder.release.page.citation import cite, make_bibtex, one_line, state
from corpus_builder.release.page.figures import (
    SourceFigures,
    count_duplicates,
    count_licenses,
    count_quotes,
    count_repairs,
    count_sources,
    count_values,
    measure_spread,
    pick_example,
)
from corpus_builder.release.page.quality import MEASURES
from corpus_builder.sources.description import Description
from corpus_builder.sources.records import TAKEDOWN
from corpus_builder.system.terminal import make_visible
from corpus_builder.tables.columns import SCHEMAS
from corpus_builder.tables.frames import count_bytes

if TYPE_CHECKING:
    from jinja2 import Template

EXAMPLE_CHARACTERS = 80  # a card quotes at most short examples, whatever the licence of the text
SOURCES_SHOWN = 40  # the table of a card that is still read; the rest is one line
SPEAKERS_SHOWN = 20
LANGUAGES_SHOWN = 6
# Parts of the manifest that have a digest of their own in the card, or are made after it.
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

# What catalogues are told that every corpus is about.
KEYWORDS = ("news", "press", "quotations", "near-duplicates", "offsets")

LANGUAGE = re.compile(r"[a-z]{2,3}")
VERSION = re.compile(r"(?:0|[1-9][0-9]{0,8})(?:\.(?:0|[1-9][0-9]{0,8})){2}")
PLAIN = re.compile(r"[\w.:;/+ -]+", re.ASCII)
MARKUP = re.compile(r"([\\`*_\[\]<>|~$]|&(?=#?\w{1,31};))")


def render_card(tables: Mapping[str, pa.Table], manifest: Mapping[str, Any]) -> str:
    """The data card of a release, a Markdown text with YAML front matter.

    `manifest` may list the card or not; it is not read. Raises ReleaseError when the manifest is not one that `make_manifest`
    makes, or the description's version is not of the form 1.2.3, which `datasets` demands.
    """
    from jinja2 import TemplateError

    description = read_release_description(manifest)
    try:
        body = read_template().render(collect_figures(tables, manifest, description))
    except TemplateError as why:
        raise ReleaseError(f"the manifest lacks what the card shows: {why}", hint="build the release again") from why
    front = render_front_matter(tables, manifest, description)
    return make_visible(f"---\n{front}---\n\n{body.strip()}\n", keep="\n\t")


@cache
def read_template() -> Template:
    """The text of the card with its gaps; a gap that nothing fills is an error."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)
    environment.filters.update(cell=format_cell, code=format_code, number=format_number, stated=state)
    environment.globals.update(share=format_share, count_language=count_language)
    return environment.from_string(files(__package__).joinpath("card.md.j2").read_text(encoding="utf-8"))


def render_front_matter(tables: Mapping[str, pa.Table], manifest: Mapping[str, Any], description: Description) -> str:
    """The YAML that the Hub and `datasets` read, without its fences.

    Each config carries the version and a digest of the content, since `datasets` caches by the text of the front matter:
    without them it serves the rows of an earlier release.
    """
    import yaml

    if not VERSION.fullmatch(description.version):
        raise ReleaseError(f"the corpus's version is {description.version!r}", hint='write three numbers, such as "1.0.0"')
    shown = [name for name in SCHEMAS if tables[name].num_rows]
    languages = list_languages(tables["documents"])
    values: dict[str, Any] = {
        "pretty_name": one_line(description.title or description.name),
        "language": languages,
        **hub_license(description.license),
        "annotations_creators": ["machine-generated"],
        "language_creators": ["found"],
        "multilinguality": ["multilingual" if len(languages) > 1 else "monolingual"],
        "size_categories": [next((size for bound, size in SIZES if tables["documents"].num_rows < bound), "1B<n<10B")],
        "source_datasets": ["original"],
        "task_categories": ["text-generation"],
        "tags": list(KEYWORDS),
        "configs": [describe_config(name, manifest, description, default=name == shown[0]) for name in shown],
        "dataset_info": [describe_features(name, tables[name], manifest) for name in shown],
    }
    values = {key: value for key, value in values.items() if value != []}
    text: str = yaml.safe_dump(values, sort_keys=False, allow_unicode=True, width=4096)
    return text


def list_languages(documents: pa.Table) -> list[str]:
    """The languages of a corpus that catalogues know, by their codes."""
    return sorted(code for code in pc.unique(documents["language"]).to_pylist() if code and LANGUAGE.fullmatch(code))


def describe_config(name: str, manifest: Mapping[str, Any], description: Description, *, default: bool) -> dict[str, Any]:
    """The front matter's entry that says where a table's files are and which content they have."""
    return {
        "config_name": name,
        "version": description.version,
        "description": f"content sha256:{manifest['tables'][name]['sha256']}",
        **({"default": True} if default else {}),
        "data_files": [{"split": "train", "path": f"data/{name}/*.parquet"}],
    }


def describe_features(name: str, table: pa.Table, manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The front matter's entry that says which columns a table has and how large it is."""
    size = count_bytes(table)
    return {
        "config_name": name,
        "features": list_features(table.schema),
        "splits": [{"name": "train", "num_bytes": size, "num_examples": table.num_rows}],
        "download_size": sum(file["bytes"] for path, file in manifest["files"].items() if path.startswith(f"data/{name}/")),
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


def collect_figures(tables: Mapping[str, pa.Table], manifest: Mapping[str, Any], description: Description) -> dict[str, Any]:
    """All that the template shows."""
    documents = tables["documents"]
    languages = count_values(documents["language"])
    return {
        "description": description,
        "measures": MEASURES,
        "citation": cite(description),
        "bibtex": make_bibtex(description, manifest),
        "policy": manifest["settings"]["policy"],
        "taken_down": count_takedowns(tables["rejects"]),
        "absent": manifest["absent"],
        "manifest": manifest,
        "funnel": manifest["funnel"],
        "inputs": {"bytes": sum(file["bytes"] or 0 for file in manifest["inputs"]), "sha256": digest_values(manifest["inputs"])},
        "settings_sha256": digest_values(manifest["settings"]),
        "rules_sha256": digest_values(manifest["rules"]),
        "rest_sha256": digest_values({part: manifest[part] for part in manifest.keys() - APART}),
        "tables": [describe_table(name, tables[name]) for name in SCHEMAS],
        "rows": {name: tables[name].num_rows for name in SCHEMAS},
        "words": {name: pc.sum(tables[name]["n_words"]).as_py() or 0 for name in ("documents", "paragraphs")},
        "lengths": {name: measure_spread(tables[name]["n_words"]) for name in ("documents", "paragraphs")},
        "dates": pc.min_max(documents["published"]).as_py(),
        "undated": documents["published"].null_count,
        "languages": languages,
        "languages_shown": [name for name, _ in languages[:LANGUAGES_SHOWN]],
        "languages_hidden": [name for name, _ in languages[LANGUAGES_SHOWN:]],
        "sources": count_sources(documents),
        "sources_shown": SOURCES_SHOWN,
        "licenses": count_licenses(documents),
        "encodings": count_values(documents["encoding"]),
        "repairs": count_repairs(documents),
        "notes": [pair for pair in count_values(documents["note"]) if pair[0] is not None],
        "duplicates": count_duplicates(tables),
        "short_shingle": SHORT_SHINGLE,
        "quotes": count_quotes(tables["quotes"]),
        "speakers_shown": SPEAKERS_SHOWN,
    }


def count_takedowns(rejects: pa.Table) -> int:
    """How many sources were taken down."""
    return dict(count_values(rejects["reason"])).get(TAKEDOWN, 0)


def count_language(sources: Iterable[SourceFigures], names: Sequence[str | None]) -> str:
    """Documents of some sources in some languages; nothing where there are none."""
    count = sum(n for source in sources for name, n in source.languages if name in names)
    return format_number(count) if count else ""


def describe_table(name: str, table: pa.Table) -> dict[str, Any]:
    """A table's name, rows and columns, each column with its meaning, its missing values and one example."""
    said = read_columns()[name]
    example = pick_example(table, name) if table.num_rows else {}
    columns = [
        {
            "name": field.name,
            "type": "float64" if field.type == pa.float64() else str(field.type),
            "meaning": said["columns"][field.name],
            "missing": table[field.name].null_count,
            "example": shorten(example.get(field.name)),
        }
        for field in table.schema
    ]
    return {"name": name, "row": said["row"], "rows": table.num_rows, "columns": columns}


@cache
def read_columns() -> dict[str, Any]:
    """What the tables and their columns mean, in words."""
    return tomllib.loads(files("corpus_builder.tables").joinpath("columns.toml").read_text(encoding="utf-8"))


def shorten(value: Any) -> Any:
    """A value short enough to be an example.

    >>> shorten("a" * 100)[-3:], len(shorten("a" * 100)), shorten(True)
    ('aa…', 80, 'true')
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        line = one_line(value)
        return line if len(line) <= EXAMPLE_CHARACTERS else line[: EXAMPLE_CHARACTERS - 1].rstrip() + "…"
    return value


def format_cell(value: Any) -> str:
    """A value as the text of a Markdown table cell or line: one line, in which nothing is markup.

    >>> format_cell("a | b\\n*c*"), format_cell(None), format_cell(0.5)
    ('a \\\\| b \\\\*c\\\\*', '', '0.5')
    """
    return "" if value is None else MARKUP.sub(r"\\\1", one_line(str(value)))


def format_code(value: Any) -> str:
    """A name in code type, or as plain text where it has signs that would break out.

    >>> format_code("near copy"), format_code("a`b")
    ('`near copy`', 'a\\\\`b')
    """
    return f"`{value}`" if isinstance(value, str) and PLAIN.fullmatch(value) else format_cell(value)


def format_number(value: int | float) -> str:
    """A number as people read it, the same in every locale.

    >>> format_number(1234567), format_number(0.8333)
    ('1,234,567', '0.833')
    """
    return f"{value:,}" if isinstance(value, int) else f"{value:.3f}"


def format_share(part: int, whole: int) -> str:
    """A part of a whole in per cent; a dash where there is no whole.

    >>> format_share(1, 3), format_share(0, 0)
    ('33.3 %', '–')
    """
    return f"{100 * part / whole:.1f} %" if whole else "–"
