"""The files that were read, as a manifest lists them: a million of them take 130 bytes each, and are encoded a few at a time."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Annotated, Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    PlainSerializer,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

from corpus_builder.system.terminal import dump_json

SCHEMA = pa.schema([("path", pa.string()), ("bytes", pa.int64()), ("sha256", pa.string()), ("more", pa.string())])
FIELDS = ("path", "bytes", "sha256")
# What the size of no file reaches.
MOST_BYTES = 2**63
# Files that are encoded or read at once: a megabyte of text.
CHUNK_FILES = 8_000
CHUNK_BYTES = 1_000_000
# How the list begins, is divided and ends in a manifest as we write it; a string in it has no line break.
BEGIN, BETWEEN, END = b'\n "inputs": [\n', b"\n  },\n  {", b"\n ]"


class ListedFile(BaseModel):
    """A file as a manifest lists it; what a newer version has added is kept as it is."""

    model_config = ConfigDict(frozen=True, extra="allow")

    path: str
    bytes: Annotated[int, Field(ge=0, lt=MOST_BYTES)] | None
    sha256: str | None


class InputFile(NamedTuple):
    """A file that was read, by its path in the sources; one that could not be read, or not as it was, has no hash."""

    path: str
    bytes: int | None
    sha256: str | None


class Inputs:
    """The files that were read, as a table; `more` has further fields of a newer version, as JSON."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table

    @classmethod
    def collect(cls, files: Iterable[Mapping[str, Any]]) -> Inputs:
        """The inputs from mappings with path, bytes and SHA-256, taken a few at a time."""
        waiting, batches = iter(files), list[pa.RecordBatch]()
        while rows := list(islice(waiting, CHUNK_FILES)):
            batches.append(_make_batch(rows))
        return cls(pa.Table.from_batches(batches, SCHEMA))

    @classmethod
    def parse(cls, listed: bytes) -> Inputs:
        """The inputs from the lines of their list in a manifest. Raises ValueError where it is not as we write it."""
        batches, first = [], 0
        while first < len(listed):
            cut = listed.find(BETWEEN, first + CHUNK_BYTES)
            end = len(listed) if cut < 0 else cut + len(b"\n  }")
            batches.append(_make_batch(_check_rows(json.loads(b"[" + listed[first:end] + b"]"))))
            first = end + len(b",")
        return cls(pa.Table.from_batches(batches, SCHEMA))

    @classmethod
    def __get_pydantic_core_schema__(cls, _: Any, handler: GetCoreSchemaHandler) -> Any:
        files, shown = tuple[ListedFile, ...], PlainSerializer(lambda inputs: list(inputs.list_rows()))
        listed = handler.generate_schema(Annotated[files, AfterValidator(_collect_listed), shown])
        known = handler.generate_schema(Annotated[files, WrapValidator(_check_inputs), shown])
        # as it stands: what would write it for us, the core of pydantic, is no dependency of ours
        return {"type": "json-or-python", "json_schema": listed, "python_schema": known}

    def __len__(self) -> int:
        return int(self._table.num_rows)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Inputs) and bool(self._table.equals(other._table))

    __hash__ = None  # type: ignore[assignment]

    def __iter__(self) -> Iterator[InputFile]:
        for batch in self._table.to_batches(max_chunksize=CHUNK_FILES):
            yield from map(InputFile, *(batch[name].to_pylist() for name in FIELDS))

    def sort(self) -> Inputs:
        """The same files in the order of a manifest: by path, one without a hash first."""
        keys = [("path", "ascending"), ("sha256", "ascending", "at_start")]
        return Inputs(self._table.take(pc.sort_indices(self._table, sort_keys=keys)))

    def veil(self, names: Mapping[str, str]) -> Inputs:
        """The same files, of which some bear another name and say nothing else."""
        rows = (row if row["path"] not in names else _name_alone(names[row["path"]]) for row in self.list_rows())
        return Inputs.collect(rows)

    def count_bytes(self) -> int:
        """The bytes of all files that were read."""
        return sum(file.bytes or 0 for file in self)

    def list_rows(self) -> Iterator[dict[str, Any]]:
        """The files as a manifest has them."""
        for batch in self._table.to_batches(max_chunksize=CHUNK_FILES):
            for row in batch.to_pylist():
                more = row.pop("more")
                yield row if more is None else row | json.loads(more)

    def encode(self, margin: str = "") -> Iterator[bytes]:
        """The list as canonical JSON, a few files at a time; each line but the first begins with the margin."""
        rows = self.list_rows()
        before = "[\n"
        while chunk := list(islice(rows, CHUNK_FILES)):
            lines = dump_json(chunk, indent=1, sort_keys=True)[len("[\n") : -len("\n]")]
            yield (before + re.sub("(?m)^", margin, lines)).encode("utf-8")
            before = ",\n"
        yield f"\n{margin}]".encode() if len(self) else b"[]"

    def digest(self) -> str:
        """A SHA-256 in hexadecimal of the list, by its canonical JSON with a line feed at the end."""
        digest = hashlib.sha256()
        for chunk in self.encode():
            digest.update(chunk)
        digest.update(b"\n")
        return digest.hexdigest()


class InputList:
    """Files that are listed while they are read, of which few are held one by one."""

    def __init__(self) -> None:
        self._batches: list[pa.RecordBatch] = []
        self._last: list[InputFile] = []

    def add(self, file: InputFile) -> None:
        """List one more file."""
        if len(self._last) >= CHUNK_FILES:
            self._pack()
        self._last.append(file)

    def distrust_last(self) -> None:
        """List the last file without size and hash: they are not those of what was read."""
        self._last[-1] = InputFile(self._last[-1].path, None, None)

    def collect(self) -> Inputs:
        """All of them."""
        self._pack()
        return Inputs(pa.Table.from_batches(self._batches, SCHEMA))

    def _pack(self) -> None:
        self._batches.append(_make_batch([file._asdict() for file in self._last]))
        self._last = []


def split_inputs(content: bytes) -> tuple[bytes, bytes] | None:
    """A manifest without its inputs, and the lines of their list; None where it is not as we write it."""
    begin = content.find(BEGIN)
    end = content.find(END, begin + len(BEGIN))
    if begin < 0 or end < 0 or content.count(BEGIN) > 1:
        return None
    return content[:begin] + BEGIN.removesuffix(b"\n") + content[end + len(b"\n ") :], content[begin + len(BEGIN) : end]


def _check_inputs(given: Any, check: ValidatorFunctionWrapHandler) -> Inputs:
    return given if isinstance(given, Inputs) else _collect_listed(check(given))


def _collect_listed(files: Iterable[ListedFile]) -> Inputs:
    return Inputs.collect(file.model_dump() for file in files)


def _name_alone(path: str) -> Mapping[str, Any]:
    return InputFile(path, None, None)._asdict()


def _make_batch(rows: list[Mapping[str, Any]]) -> pa.RecordBatch:
    more = [{key: value for key, value in row.items() if key not in FIELDS} for row in rows]
    said = [dump_json(added, sort_keys=True) if added else None for added in more]
    columns = [pa.array([row[name] for row in rows], SCHEMA.field(name).type) for name in FIELDS]
    return pa.record_batch([*columns, pa.array(said, pa.string())], SCHEMA)


def _check_rows(rows: list[Any]) -> list[Mapping[str, Any]]:
    """Rows that were read. Raises ValueError where one is not what it must be; what it is, pydantic says."""
    if not all(isinstance(row, dict) and set(FIELDS) <= row.keys() for row in rows):
        raise ValueError("no input file")
    texts = all(isinstance(row["path"], str) and isinstance(row["sha256"], str | None) for row in rows)
    sizes = {row["bytes"] for row in rows if type(row["bytes"]) is not int} <= {None}
    if not texts or not sizes or not all(0 <= (row["bytes"] or 0) < MOST_BYTES for row in rows):
        raise ValueError("not the fields of an input file")
    return rows
