"""The Croissant metadata of a release: what programs read in place of the data card.

It has the same sources as the card: every figure is counted from the tables and the manifest, and the metadata you
supply come from the description.
"""

from __future__ import annotations

import pyarrow as pa

from corpus_builder.release.manifest import FileDigest, Manifest
from corpus_builder.release.page.catalogue import Properties, describe_corpus, describe_origin, describe_use
from corpus_builder.release.page.making import describe_making
from corpus_builder.release.summary import Summary
from corpus_builder.system.terminal import dump_json
from corpus_builder.tables.columns import SCHEMAS, TABLES, Column
from corpus_builder.tables.format import format_number

CROISSANT = "croissant.json"

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


def render_croissant(summary: Summary, manifest: Manifest) -> str:
    """The Croissant 1.1 metadata of a release with its RAI fields: a JSON text with a line feed at the end.

    `manifest.files` must list the files of the tables; what else it lists is not read. Raises ReleaseError when it does not, or
    its settings are damaged.
    """
    metadata = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS_TO,
        **describe_corpus(summary, manifest),
        **describe_origin(summary, manifest),
        **describe_making(summary, manifest),
        **describe_use(summary, manifest),
        "distribution": list_files(summary, manifest),
        "recordSet": [describe_table(name, summary, find_rows(name, manifest)) for name in _shown(summary)],
    }
    return dump_json(metadata, indent=1) + "\n"


def list_files(summary: Summary, manifest: Manifest) -> list[Properties]:
    """The tables' files: each with its size and its SHA-256, and all of a table that is in several parts as a set."""
    listed: list[Properties] = []
    for name in _shown(summary):
        files = manifest.list_files(name)
        listed += [describe_file(path, manifest.find_file(path)) for path in files]
        if len(files) > 1:
            listed.append(describe_set(name))
    return listed


def describe_file(path: str, file: FileDigest) -> Properties:
    """A part of a table."""
    return {
        "@type": "cr:FileObject",
        "@id": path,
        "name": path,
        "contentUrl": path,
        "contentSize": f"{file.bytes} B",
        "encodingFormat": PARQUET,
        "sha256": file.sha256,
    }


def describe_set(name: str) -> Properties:
    """All parts of a table."""
    return {
        "@type": "cr:FileSet",
        "@id": f"data/{name}",
        "name": f"data/{name}",
        "encodingFormat": PARQUET,
        "includes": f"data/{name}/*.parquet",
    }


def find_rows(name: str, manifest: Manifest) -> Properties:
    """Where the rows of a table are read."""
    [first, *more] = manifest.list_files(name)
    return {"fileSet": {"@id": f"data/{name}"}} if more else {"fileObject": {"@id": first}}


def describe_table(name: str, summary: Summary, rows: Properties) -> Properties:
    """A table as a record set: what a row is, what identifies it, and its columns in the order of the schema."""
    shape = TABLES[name]
    key = {"key": {"@id": f"{name}/id"}} if "id" in SCHEMAS[name].names else {}
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": f"A row is {shape.row}. Rows: {format_number(summary.count_rows(name))}.",
        **key,
        "field": [describe_column(name, column, summary, rows) for column in shape.columns],
    }


def describe_column(table: str, column: Column, summary: Summary, rows: Properties) -> Properties:
    """A column as a field of its record set, and whose rows it names."""
    named = column.references.replace(".", "/") if column.references else ""
    there = named.split("/")[0] in _shown(summary)
    return {
        "@type": "cr:Field",
        "@id": f"{table}/{column.name}",
        "name": column.name,
        "description": column.meaning + (" (decided over the whole corpus)" if column.whole_corpus else ""),
        "dataType": DATA_TYPES[column.type],
        "source": {**rows, "extract": {"column": column.name}},
        **({"references": {"field": {"@id": named}}} if there else {}),
    }


def _shown(summary: Summary) -> list[str]:
    return [name for name in SCHEMAS if summary.count_rows(name)]
