"""The manifest of a release: its inputs, settings and versions, and its outputs, to the byte.

It holds no clock, host, absolute path, Python version or number of workers, so equal builds have equal manifests.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from importlib import import_module, metadata
from pathlib import Path
from typing import Any, Literal, TypeVar

import pyarrow as pa
from pydantic import Field, ValidationError

from corpus_builder.knowledge import SAID, digest_tables
from corpus_builder.release.funnel import Funnel, Part
from corpus_builder.release.input_files import Inputs, split_inputs
from corpus_builder.settings import PolicySettings, Section, Settings, check_settings, renew_settings
from corpus_builder.sources.description import Description
from corpus_builder.system.errors import BUILD_AGAIN, ReleaseError, first_line
from corpus_builder.system.terminal import dump_json
from corpus_builder.tables.columns import SCHEMAS
from corpus_builder.tables.digests import PartDigest, digest_parts, digest_table

MANIFEST = "manifest.json"
CARD = "README.md"
FORMAT: Literal["corpus_builder release 1"] = "corpus_builder release 1"

# The version of the digests of tables that are written today.
DIGESTS = 2

# What decides the bytes of a release; a test holds these against the dependencies of the package.
DECIDING = ("fastwarc", "ftfy", "google-re2", "jinja2", "numpy", "pyarrow", "pyyaml", "selectolax")

# What desktops leave in every folder somebody opens; it is neither ours nor a loss.
LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})

SomeSection = TypeVar("SomeSection", bound=Section)


class FileDigest(Part):
    """A file of the release."""

    bytes: int
    sha256: str


class TableDigest(Part):
    """A table of the release: its rows, and the digest of its content.

    Of version 1, which has one part, it is `digest_table` of the whole table, of version 2 `digest_parts` of its parts.
    """

    rows: int
    sha256: str
    version: int = 1


class CorpusName(Part):
    """Which corpus, and which version of it."""

    name: str
    version: str


class Measure(Part):
    """How many labels of a kind are met, of how many."""

    name: str
    met: int
    of: int


class Quality(Part):
    """What was measured against labels, which have a digest; of no document where there are no labels."""

    documents: int = 0
    sha256: str | None = None
    measures: tuple[Measure, ...] = ()


class ChangelogEntry(Part):
    """What is new in a version since the previous one, whose manifest has a digest: in words, and in rows by table."""

    version: str
    level: str
    lines: tuple[str, ...]
    previous: str | None = None
    counts: dict[str, dict[str, int]] = Field(default_factory=dict)
    previous_manifest: str | None = None


class Provenance(Part):
    """What a release was made of and by: everything in its manifest that its tables do not tell.

    - `inputs`: the files read, in any order.
    - `settings`: as they were then, by section; some may be gone.
    - `absent`: names of described sources of which no file was there.
    - `takedowns`: hashes of what must not be published.
    - `limit`: the number of sources read when only the first were.
    - `changelog`: one entry a version, the newest first.
    - `missing`: ids of documents whose texts could not be put back into a release without texts.
    - `with_texts`: digests of the tables before the text policy withheld their texts, by which `rehydrate` knows that it
      has put the right ones back; of the version of digests `with_texts_version`.
    """

    inputs: Inputs
    settings: dict[str, dict[str, Any]]
    description: Description
    absent: tuple[str, ...] = ()
    takedowns: tuple[str, ...] = ()
    limit: int | None = Field(default=None, ge=1)
    changelog: tuple[ChangelogEntry, ...] = ()
    missing: tuple[str, ...] = ()
    quality: Quality = Field(default_factory=Quality)
    with_texts: dict[str, str] = Field(default_factory=dict)
    with_texts_version: int = 1

    @property
    def policy(self) -> PolicySettings:
        """What of the texts is published. Raises ReleaseError when the settings do not say it."""
        return self.read_section("policy", PolicySettings)

    def read_section(self, name: str, kind: type[SomeSection]) -> SomeSection:
        """A section of the settings, without what of it is gone. Raises ReleaseError when it is not there, or not right."""
        if name not in self.settings:
            raise ReleaseError(f"{MANIFEST} has no settings {name}", hint=BUILD_AGAIN)
        known = {key: value for key, value in self.settings[name].items() if key in kind.model_fields}
        try:
            return kind.model_validate(known)
        except ValidationError as why:
            raise ReleaseError(f"{MANIFEST}: {_explain(why, 'settings', name)}", hint=BUILD_AGAIN) from None


class Manifest(Provenance):
    """The manifest of a release; `files` are all others of the folder, by their paths in it."""

    format: Literal["corpus_builder release 1"]
    corpus: CorpusName
    rules: dict[str, str]
    versions: dict[str, str]
    files: dict[str, FileDigest]
    tables: dict[str, TableDigest]
    funnel: Funnel

    def find_table(self, name: str) -> TableDigest:
        """What it says of a table. Raises ReleaseError when it does not list it."""
        if name not in self.tables:
            raise ReleaseError(f"{MANIFEST} does not list the table {name}", hint=BUILD_AGAIN)
        return self.tables[name]

    def list_files(self, table: str) -> list[str]:
        """The paths of a table's parts, in their order. Raises ReleaseError when it lists none."""
        place = f"data/{table}/"
        if found := [path for path in self.files if path.startswith(place)]:
            return sorted(found, key=lambda path: (len(path), path))
        raise ReleaseError(f"{MANIFEST} does not list the files of {table}", hint=BUILD_AGAIN)

    def find_file(self, path: str) -> FileDigest:
        """What it says of a file. Raises ReleaseError when it does not list it."""
        if path not in self.files:
            raise ReleaseError(f"{MANIFEST} does not list the file {path}", hint=BUILD_AGAIN)
        return self.files[path]


def make_manifest(
    funnel: Funnel, tables: Mapping[str, TableDigest], files: Mapping[str, FileDigest], provenance: Provenance
) -> Manifest:
    """The manifest of a release; `files` is without the manifest itself and what is yet to be written."""
    description = provenance.description
    made_of = {name: getattr(provenance, name) for name in Provenance.model_fields} | {
        "inputs": provenance.inputs.sort(),
        "takedowns": tuple(sorted(provenance.takedowns)),
        "missing": tuple(sorted(provenance.missing)),
    }
    return Manifest(
        **made_of,
        format=FORMAT,
        corpus=CorpusName(name=description.name, version=description.version),
        rules=digest_tables(),
        versions=read_versions(),
        files=dict(files),
        tables={name: tables[name] for name in SCHEMAS},
        funnel=funnel,
    )


def digest_content(name: str, parts: Sequence[PartDigest], version: int = DIGESTS) -> TableDigest:
    """What the manifest says of a table, from the rows and digests of its parts that have rows."""
    rows = sum(count for count, _ in parts)
    if version == DIGESTS:
        return TableDigest(rows=rows, sha256=digest_parts(parts), version=version)
    return TableDigest(rows=rows, sha256=parts[0][1] if parts else digest_table(SCHEMAS[name].empty_table()))


def read_versions() -> dict[str, str]:
    """The versions of the package and of the dependencies that decide bytes."""
    # the package's own word, since a checkout that is not installed has no metadata; by name, since imports go one way
    own: str = import_module("corpus_builder").__version__
    return {"corpus_builder": own, **{name: metadata.version(name) for name in DECIDING}}


def list_parts(manifest: Manifest) -> dict[str, Any]:
    """The parts of a manifest as plain values that JSON can hold, but for the inputs: those that were read, and no others."""
    plain = manifest.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude={"inputs"})
    return plain | {"inputs": manifest.inputs}


def encode_manifest(manifest: Manifest) -> bytes:
    """The bytes of a manifest."""
    return b"".join(encode_pieces(manifest))


def encode_pieces(manifest: Manifest) -> Iterator[bytes]:
    """The bytes of a manifest, piece after piece: its inputs may be a million."""
    begin, end = encode_values(list_parts(manifest) | {"inputs": []}).split(b'\n "inputs": []', 1)
    yield begin + b'\n "inputs": '
    yield from manifest.inputs.encode(margin=" ")
    yield end


def encode_values(values: Any) -> bytes:
    """Canonical JSON: sorted keys, one indent, a line feed at the end, UTF-8; controls in a path or a name are escapes."""
    return (dump_json(values, indent=1, sort_keys=True) + "\n").encode("utf-8")


def digest_values(values: Any) -> str:
    """A SHA-256 in hexadecimal of plain values, by their canonical JSON."""
    return hashlib.sha256(encode_values(values)).hexdigest()


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a release folder.

    Raises ReleaseError when the folder has none that this version of the package can read.
    """
    path = folder / MANIFEST
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise ReleaseError(f"no release in {folder}", hint=f"it has no {MANIFEST}; build one there first") from None
    except OSError as why:
        raise ReleaseError(f"cannot read {path}: {why}", hint=BUILD_AGAIN) from why
    try:
        return _parse_manifest(content)
    except ValidationError as why:
        raise _refuse(path, why) from None


def read_complete(folder: Path) -> Manifest:
    """The manifest of a release that has all files of its tables; nothing is read of these, which is for `verify`.

    Raises ReleaseError where there is no release, and for the first file that is missing.
    """
    manifest = read_manifest(folder)
    while missing := list_missing(folder, manifest):
        again = read_manifest(folder)
        if again == manifest:
            more = f", the first of {len(missing)} missing files" if len(missing) > 1 else ""
            raise ReleaseError(f"{folder} is damaged: it lacks {missing[0]}{more}", hint="copy it again, or build it again")
        manifest = again  # it was replaced meanwhile
    return manifest


def list_missing(folder: Path, manifest: Manifest) -> list[str]:
    """The files of tables that are listed and not there."""
    return sorted(path for path in manifest.files if path.startswith("data/") and not (folder / path).is_file())


def _parse_manifest(content: bytes) -> Manifest:
    """A manifest from its bytes; where they are as we write them, its inputs are read a few at a time."""
    if split := split_inputs(content):
        with suppress(ValueError, TypeError, KeyError, pa.ArrowException):
            inputs = Inputs.parse(split[1])
            manifest = Manifest.model_validate_json(split[0], strict=True)
            return manifest.model_copy(update={"inputs": inputs})
    return Manifest.model_validate_json(content, strict=True)


def _refuse(path: Path, why: ValidationError) -> ReleaseError:
    """What to say of a file that is no manifest of ours, or a damaged one."""
    errors = why.errors(include_url=False)
    if errors[0]["type"] == "json_invalid":
        return ReleaseError(f"cannot read {path}: {first_line(ValueError(errors[0]['msg']))}", hint=BUILD_AGAIN)
    if other := [error for error in errors if error["loc"][:1] in ((), ("format",))]:
        found = None if other[0]["type"] != "literal_error" else other[0]["input"]
        return ReleaseError(f"{path} is not a corpus_builder manifest: format {found!r}", hint=f"expected {FORMAT!r}")
    return ReleaseError(f"{path}: {_explain(why)}", hint=BUILD_AGAIN)


def _explain(why: ValidationError, *above: str) -> str:
    """The first thing that is wrong with values, behind the steps that lead to it."""
    error = why.errors(include_url=False)[0]
    steps = ", ".join(map(str, (*above, *error["loc"])))
    return f"{steps}: {SAID.get(error['type'], error['msg'])}"


def read_settings(provenance: Provenance) -> Settings:
    """All settings of a build, to build it again; those of an earlier version in today's form.

    A value that is fixed now is left out: whether today's gives the same release is seen when the two are compared. Raises
    SettingsError for a setting that is unknown or wrong.
    """
    return check_settings(renew_settings(provenance.settings), where=MANIFEST)
