"""The Croissant metadata of a release: what programs that look for data read in place of the data card.

It is made of the same things as the card: every figure is counted from the tables and the manifest, and what only a person can
say comes from the description. Where nobody has said it, the property is left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.errors import ReleaseError
from corpus_builder.release.manifest import read_release_description
from corpus_builder.release.page.card import KEYWORDS, format_number, list_languages, read_columns
from corpus_builder.release.page.citation import make_bibtex
from corpus_builder.release.page.figures import count_repairs
from corpus_builder.sources.description import DescribedSource, Description
from corpus_builder.system.terminal import dump_json
from corpus_builder.tables.columns import SCHEMAS

Tables = Mapping[str, pa.Table]
Manifest = Mapping[str, Any]
Properties = dict[str, Any]

CROISSANT = "croissant.json"

ISO_DATE = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?")
STAR = re.compile(r" \*$")  # how columns.toml marks a column

# The context that Croissant 1.1 asks for, to the letter, and the words of its vocabulary for responsible AI.
CONTEXT: Properties = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "name": {"@container": "@language"},
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
CONFORMS_TO = ["http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0"]

# The only name of the format that readers of Croissant take; the registered one passes their checks and then fails to load.
PARQUET = "application/x-parquet"

DATA_TYPES = {pa.string(): "sc:Text", pa.int64(): "sc:Integer", pa.float64(): "sc:Float", pa.bool_(): "sc:Boolean"}

# Columns whose values, where there are any, are always those of a row of another table. `quotes.paragraph_id` is not among them:
# the paragraph may have gone as a copy. Nor is a column that names rows of its own table: readers take that for a circle.
REFERENCES = {
    "paragraphs/document_id": "documents/id",
    "quotes/document_id": "documents/id",
    "removals/document_id": "documents/id",
    "removals/duplicate_of": "paragraphs/id",
}

# Licences that have an address, by the names that people and the Hub have for them.
CREATIVE_COMMONS = ("CC-BY", "CC-BY-SA", "CC-BY-ND", "CC-BY-NC", "CC-BY-NC-SA", "CC-BY-NC-ND")
SPDX = {
    **{f"{kind}-{version}".lower(): f"{kind}-{version}" for kind in CREATIVE_COMMONS for version in ("2.0", "2.5", "3.0", "4.0")},
    **{name.lower(): name for name in ("Apache-2.0", "CC0-1.0", "etalab-2.0", "MIT", "ODbL-1.0", "ODC-By-1.0", "PDDL-1.0")},
    "odbl": "ODbL-1.0",
    "odc-by": "ODC-By-1.0",
    "pddl": "PDDL-1.0",
}

# What each stage takes out.
TAKEN_OUT = {
    "metadata": "dates, bylines and the like, which are no text of the article",
    "boilerplate": "what surrounds the article, such as menus and teasers",
    "repetition": "lines that a site repeats",
    "duplicates": "paragraphs that repeat another one, which stays",
}

# What each text policy leaves of the texts; `full` leaves all.
WITHHELD = {
    "excerpt": "Texts of documents and quotes are cut after {excerpt_characters} characters, those of the other tables left out.",
    "offsets": "Texts are left out; offsets and digests stand for them.",
}

# The software that decides columns, and which.
TOOLS = {
    "corpus_builder": "paragraphs, roles, removals, near-duplicates, quotes, speakers, statements",
    "ftfy": "repairs of encodings",
    "langdetect": "languages",
}

# Columns in which null means that nobody knows.
UNKNOWN = {
    "documents": ("url", "title", "author", "published", "language", "license"),
    "quotes": ("speaker", "speaker_name"),
}


def render_croissant(tables: Tables, manifest: Manifest) -> str:
    """The Croissant 1.1 metadata of a release with its RAI fields: a JSON text with a line feed at the end.

    `manifest["files"]` must list the files of the tables; what else it lists is not read. Raises ReleaseError when the manifest
    is not one that `make_manifest` makes.
    """
    description = read_release_description(manifest)
    try:
        metadata = {
            "@context": CONTEXT,
            "@type": "sc:Dataset",
            "conformsTo": CONFORMS_TO,
            **describe_corpus(tables, manifest, description),
            **describe_origin(tables, manifest, description),
            **describe_making(tables, manifest),
            **describe_use(tables, manifest, description),
            "distribution": list_files(tables, manifest),
            "recordSet": [describe_table(name, tables) for name in _shown(tables)],
        }
    except (AttributeError, KeyError, TypeError) as why:
        raise ReleaseError(f"the manifest lacks what {CROISSANT} tells: {why!r}", hint="build the release again") from why
    return dump_json(metadata, indent=1) + "\n"


def describe_corpus(tables: Tables, manifest: Manifest, description: Description) -> Properties:
    """What catalogues list: names, version, licence, address, people, dates, languages."""
    first, last = read_dates(tables)
    return _keep_stated(
        {
            "name": make_identifier(description.name),
            "alternateName": description.title,
            "description": "\n\n".join(text for text in (_strip(description.summary), count_rows(tables, description)) if text),
            "version": description.version,
            "license": address_license(description.license),
            "url": description.url,
            "creator": describe_creators(description.creators),
            "datePublished": read_date(description.released),
            "citeAs": cite_corpus(manifest, description),
            "keywords": list(KEYWORDS),
            "inLanguage": list_languages(tables["documents"]),
            "temporalCoverage": f"{first}/{last}" if first else None,
            "isLiveDataset": False,
        }
    )


def count_rows(tables: Tables, description: Description) -> str:
    """How much there is, in one sentence."""
    words = pc.sum(tables["documents"]["n_words"]).as_py() or 0
    counted = {"documents": tables["documents"].num_rows, "words": words}
    counted |= {name: tables[name].num_rows for name in ("paragraphs", "quotes")}
    first, last = read_dates(tables)
    published = f"; published {first} to {last}" if first else ""
    return f"Version {description.version}: {_list_counts(counted.items())}{published}."


def read_dates(tables: Tables) -> tuple[str | None, str | None]:
    """The first and the last date of publication, as precise as known; None for both where no document has one."""
    dates = pc.min_max(tables["documents"]["published"]).as_py()
    return dates["min"], dates["max"]


def read_date(text: str | None) -> str | None:
    """A date when it is an ISO one, which readers demand; else None.

    >>> read_date("2024-03-09"), read_date("2024-03"), read_date("March 2024"), read_date("2024-02-30")
    ('2024-03-09', '2024-03', None, None)
    """
    found = ISO_DATE.fullmatch(_strip(text) or "")
    if found is None:
        return None
    try:
        date(int(found["year"]), int(found["month"] or 1), int(found["day"] or 1))
    except ValueError:
        return None
    return found[0]


def make_identifier(name: str) -> str:
    """A name as an identifier that every catalogue takes: ASCII letters, figures and `.`, `_`, `-`.

    >>> make_identifier("L'été du « port »"), make_identifier("marebrise-affair"), make_identifier("???")
    ('L-ete-du-port', 'marebrise-affair', 'corpus')
    """
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^A-Za-z0-9._]+", "-", letters).strip("-") or "corpus"


def address_license(license: str | None) -> str | Properties | None:
    """A licence as catalogues want it: its address where it has one, else a work of that name.

    >>> address_license("cc-by-4.0"), address_license("https://lephare.example/terms")
    ('https://spdx.org/licenses/CC-BY-4.0.html', 'https://lephare.example/terms')
    >>> address_license("Texts belong to their publishers")
    {'@type': 'sc:CreativeWork', 'name': 'Texts belong to their publishers'}
    """
    stated = _strip(license)
    if stated is None or re.fullmatch(r"https?://\S+", stated):
        return stated
    if stated.lower() in SPDX:
        return f"https://spdx.org/licenses/{SPDX[stated.lower()]}.html"
    return {"@type": "sc:CreativeWork", "name": stated}


def describe_creators(creators: str | None) -> Properties | None:
    """Who made the corpus, as one group: the words do not say which names in them are people."""
    stated = _strip(creators)
    return {"@type": "sc:Organization", "name": stated} if stated else None


def cite_corpus(manifest: Manifest, description: Description) -> str | None:
    """The reference that is stated, else one for BibTeX; None where nobody has said by whom and when the corpus was made."""
    made = _strip(description.creators) and read_date(description.released)
    return _strip(description.citation) or (make_bibtex(description, manifest) if made else None)


def describe_origin(tables: Tables, manifest: Manifest, description: Description) -> Properties:
    """Where the texts come from, and what is not known of them."""
    read = manifest["inputs"]
    size = format_number(sum(file["bytes"] or 0 for file in read))
    named = [_name_source(source) for source in description.sources if source.name not in manifest["absent"]]
    sources = f" Sources: {'; '.join(named)}." if named else ""
    return _keep_stated(
        {
            "rai:dataCollection": description.collection,
            "rai:dataCollectionRawData": f"Files read: {format_number(len(read))}, in bytes: {size}.{sources}",
            "rai:dataCollectionMissingData": count_unknown(tables),
        }
    )


def _name_source(source: DescribedSource) -> str:
    said = [text for text in (_strip(source.url), _strip(source.license), _strip(source.rights)) if text]
    return f"{source.name} ({', '.join(said)})" if said else source.name


def count_unknown(tables: Tables) -> str | None:
    """How many values are not known, by column; None where all are."""
    counted = [
        f"{table}.{column} {format_number(nulls)} of {format_number(tables[table].num_rows)}"
        for table, columns in UNKNOWN.items()
        for column in columns
        if (nulls := tables[table][column].null_count)
    ]
    return f"Not known, and null: {', '.join(counted)}." if counted else None


def describe_making(tables: Tables, manifest: Manifest) -> Properties:
    """What was done to the texts, and by which software."""
    versions = manifest["versions"]
    return {
        "rai:dataPreprocessingProtocol": list_steps(manifest["funnel"]),
        "rai:dataManipulationProtocol": describe_changes(tables, manifest),
        "rai:dataAnnotationProtocol": describe_annotation(tables, manifest["quality"]),
        "rai:machineAnnotationTools": [f"{name} {versions[name]}: {what}" for name, what in TOOLS.items() if name in versions],
    }


def describe_annotation(tables: Tables, quality: Mapping[str, Any]) -> str:
    """Who filled the columns, and how well by the labels of people where there are any."""
    said = "Columns were filled by program, not by people."
    if not quality:
        return said
    labelled, documents = format_number(quality["documents"]), format_number(tables["documents"].num_rows)
    met = (f"{row['name']} {format_number(row['met'])} of {format_number(row['of'])}" for row in quality["measures"])
    return f"{said} Against labels that a person gave to {labelled} of the {documents} documents: {', '.join(met)}."


def list_steps(funnel: Mapping[str, Any]) -> list[str]:
    """What became of the sources and of their characters, step by step, with its counts."""
    sources, characters = funnel["sources"], funnel["characters"]
    rejects = sorted(sources["rejects"].items())
    counted = {"documents": sources["documents"], "rejects": sum(count for _, count in rejects)}
    reasons = f" ({_list_counts(rejects)})" if rejects else ""
    steps = [f"Sources: {format_number(sources['in'])}, of which {_list_counts(counted.items())}{reasons}."]
    for stage, rows in groupby(characters["removed"], key=lambda row: row["stage"]):
        steps.append(describe_stage(stage, list(rows)))
    left = {"in": characters["in"], "kept in paragraphs": characters["kept"], "blanks between": characters["blank"]}
    return [*steps, f"Characters of the documents' sources: {_list_counts(left.items())}."]


def describe_stage(stage: str, rows: list[Mapping[str, Any]]) -> str:
    """What a stage took out and by which rules."""
    total = {key: sum(row[key] for row in rows) for key in ("removals", "characters")}
    rules = _list_counts((row["rule"], row["removals"]) for row in rows)
    return f"Taken out in stage {stage}, {TAKEN_OUT[stage]}: {_list_counts(total.items())}. By rule: {rules}."


def describe_changes(tables: Tables, manifest: Manifest) -> str:
    """What was changed in the texts that stay."""
    repairs, hidden = count_repairs(tables["documents"]), manifest["funnel"]["policy"]
    policy = manifest["settings"]["policy"]
    said = ["A text is its span of the source after encoding repair and joins of hard-wrapped lines, and nothing else."]
    if repairs:
        said.append(f"Encoding repairs, by documents: {_list_counts(repairs)}.")
    if hidden:
        said.append(f"Hidden inside paragraphs: {_list_counts((row['rule'], row['removals']) for row in hidden)}.")
    if policy["text"] in WITHHELD:
        said.append(WITHHELD[policy["text"]].format_map(policy))
    return " ".join(said)


def describe_use(tables: Tables, manifest: Manifest, description: Description) -> Properties:
    """What the corpus is for and what it is not for, whom it names, and who looks after it."""
    quotes = tables["quotes"]
    names, named = pc.count_distinct(quotes["speaker_name"]).as_py(), len(quotes) - quotes["speaker_name"].null_count
    speakers = (
        f"Quotes that name their speaker: {format_number(named)} of {format_number(len(quotes))}; names: {format_number(names)}."
    )
    limit = f"Built from the first {format_number(manifest['limit'])} sources only." if manifest["limit"] is not None else None
    care = {"": description.maintenance, "To have a text removed: ": description.takedown, "Contact: ": description.contact}
    return _keep_stated(
        {
            "rai:dataUseCases": _say({"Purpose: ": description.purpose, "Meant for: ": description.uses}),
            "rai:dataLimitations": [
                *_say({"": description.limits, "Not meant for: ": description.unsuitable}),
                *_say({"": limit}),
            ],
            "rai:dataBiases": _say({"": description.biases}),
            "rai:personalSensitiveInformation": [*_say({"": description.personal}), *([speakers] if named else [])],
            "rai:dataReleaseMaintenancePlan": "\n".join(_say(care)),
        }
    )


def list_files(tables: Tables, manifest: Manifest) -> list[Properties]:
    """The files of the tables, each with its size and its SHA-256."""
    files = {_path(name): manifest["files"][_path(name)] for name in _shown(tables)}
    return [
        {
            "@type": "cr:FileObject",
            "@id": path,
            "name": path,
            "contentUrl": path,
            "contentSize": f"{file['bytes']} B",
            "encodingFormat": PARQUET,
            "sha256": file["sha256"],
        }
        for path, file in files.items()
    ]


def describe_table(name: str, tables: Tables) -> Properties:
    """A table as a record set: what a row is, what identifies it, and its columns in the order of the schema."""
    said = read_columns()[name]
    key = {"key": {"@id": f"{name}/id"}} if "id" in SCHEMAS[name].names else {}
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": f"A row is {said['row']}. Rows: {format_number(tables[name].num_rows)}.",
        **key,
        "field": [describe_column(name, column, said["columns"][column.name], tables) for column in SCHEMAS[name]],
    }


def describe_column(table: str, column: pa.Field, meaning: str, tables: Tables) -> Properties:
    """A column as a field of its record set, and whose rows it names."""
    named = REFERENCES.get(f"{table}/{column.name}")
    there = named is not None and named.split("/")[0] in _shown(tables)
    return {
        "@type": "cr:Field",
        "@id": f"{table}/{column.name}",
        "name": column.name,
        "description": STAR.sub(" (decided over the whole corpus)", meaning),
        "dataType": DATA_TYPES[column.type],
        "source": {"fileObject": {"@id": _path(table)}, "extract": {"column": column.name}},
        **({"references": {"field": {"@id": named}}} if there else {}),
    }


def _path(table: str) -> str:
    return f"data/{table}/part-00000.parquet"


def _shown(tables: Tables) -> list[str]:
    return [name for name in SCHEMAS if tables[name].num_rows]


def _strip(text: str | None) -> str | None:
    return (text or "").strip() or None


def _say(texts: Mapping[str, str | None]) -> list[str]:
    """The stated ones of some texts, each behind the words that say what it is."""
    return [f"{what}{stated}" for what, text in texts.items() if (stated := _strip(text))]


def _keep_stated(properties: Properties) -> Properties:
    plain = {key: _strip(value) if isinstance(value, str) else value for key, value in properties.items()}
    return {key: value for key, value in plain.items() if value is not None and value != []}


def _list_counts(counts: Iterable[tuple[str | None, int]]) -> str:
    return ", ".join(f"{name or 'unknown'} {format_number(count)}" for name, count in counts)
