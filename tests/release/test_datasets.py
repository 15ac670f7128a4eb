"""A release loads with `datasets`, pandas, polars and DuckDB, and never as an earlier one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from corpus_builder.settings import check_settings
from corpus_builder.tables.columns import SCHEMAS
from corpus_builder.tables.parquet import read_tables
from tests.conftest import HANG, TOP
from tests.release_sample import publish, sample_rows, tabulate

# In a process of its own, because `datasets` reads its environment once
PROGRAM = """
import json, sys
from datasets import load_dataset
from pathlib import Path
from tests.release.corpora import publish_parts, split_sample
from tests.release_sample import publish, sample_rows, tabulate

def load(folder, table, **options):
    return list(load_dataset(str(folder), table, split="train", **options))

first, second = Path(sys.argv[1]) / "1" / "corpus", Path(sys.argv[1]) / "2" / "corpus"
publish(first)
loaded = {table: load(first, table) for table in ("documents", "paragraphs", "quotes")}
streamed = {table: load(first, table, streaming=True) for table in loaded}
rows = sample_rows()
for row in rows["quotes"]:
    row["cue"] = "a redit"
publish(first, tabulate(rows))
cues = [load(first, "quotes")[0]["cue"]]
publish(second)
cues.append(load(second, "quotes")[0]["cue"])
default = load_dataset(str(first), split="train").column_names
third = publish_parts(Path(sys.argv[1]) / "3" / "corpus", split_sample())
parts = {table: load(third, table) for table in loaded}
streamed_parts = {table: load(third, table, streaming=True) for table in loaded}
found = {"loaded": loaded, "streamed": streamed, "parts": parts, "streamed_parts": streamed_parts}
print(json.dumps(found | {"cues": cues, "default": default}))
"""


@pytest.mark.slow
def test_datasets_loads_what_was_published(tmp_path: Path) -> None:
    """Rows load and stream as published, offline, also of parts; a rebuilt folder and one of the same name load as they are."""
    offline = {
        "HF_HOME": str(tmp_path / "hf"),
        "HF_DATASETS_OFFLINE": "1",
        "HF_HUB_OFFLINE": "1",
        "HF_DATASETS_DISABLE_PROGRESS_BARS": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path)],
        cwd=TOP,
        env=os.environ | offline | {"PYTHONPATH": str(TOP)},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=HANG,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    published = read_tables(publish(tmp_path / "corpus"))

    for table in ("documents", "paragraphs", "quotes"):
        assert found["loaded"][table] == found["streamed"][table] == published[table].to_pylist()
        assert found["parts"][table] == found["streamed_parts"][table] == published[table].to_pylist()
    assert found["cues"] == ["a redit", "a dit"]
    assert found["default"] == SCHEMAS["documents"].names


@pytest.mark.parametrize("table", list(SCHEMAS))
def test_pandas_reads_a_table_from_its_folder(table: str, tmp_path: Path) -> None:
    """pandas reads the folder of a table; every column that always has a value keeps its type."""
    import pandas as pd

    folder = publish(tmp_path / "corpus")
    frame = pd.read_parquet(folder / "data" / table)

    assert list(frame.columns) == SCHEMAS[table].names
    assert len(frame) == len(sample_rows()[table])
    counts = [name for name in frame.columns if name.startswith("n_") or name in ("start", "end", "position")]
    assert all(frame[name].dtype == "int64" for name in counts)


@pytest.mark.parametrize("table", list(SCHEMAS))
def test_polars_and_duckdb_read_what_was_published(table: str, tmp_path: Path) -> None:
    """Rows, columns and nulls are the same, whoever reads the files."""
    import duckdb
    import polars as pl

    folder = publish(tmp_path / "corpus")
    published = read_tables(folder)[table]
    files = (folder / "data" / table / "*.parquet").as_posix()

    assert pl.read_parquet(files).to_dicts() == published.to_pylist()
    found = duckdb.sql(f"SELECT * FROM '{files}'")
    assert [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()] == published.to_pylist()


def read_examples(folder: Path, language: str) -> list[str]:
    """The examples of a card in one language, with the path of its folder."""
    card = (folder / "README.md").read_text(encoding="utf-8")
    return [part.split("```")[0].replace("path/to/this/folder", folder.as_posix()) for part in card.split(f"```{language}\n")[1:]]


def run_example(example: str) -> Any:
    """What the last line of a program gives."""
    *lines, last = example.strip().splitlines()
    names: dict[str, Any] = {}
    exec("\n".join([*lines, f"result = {last}"]), names)
    return names["result"]


def test_quick_start_of_the_card_runs(tmp_path: Path) -> None:
    """The examples for pandas, polars and DuckDB give what they say; the one for `datasets` is that of the test above."""
    import duckdb

    folder = publish(tmp_path / "corpus")
    with_datasets, with_pandas, with_polars = read_examples(folder, "python")
    [with_duckdb] = read_examples(folder, "sql")

    assert "load_dataset(" in with_datasets
    assert run_example(with_pandas).to_dict() == {"Ada Lemoine": 2}
    assert sorted(run_example(with_polars).rows()) == [("en", 1), ("fr", 4)]
    assert duckdb.sql(with_duckdb).fetchall() == [("lephare.example", 2)]


def test_a_loaded_corpus_gives_datasets(tmp_path: Path) -> None:
    """`corpus_builder.load(...).to_datasets()` has the tables as they are now, also after a rebuild."""
    import corpus_builder

    folder = publish(tmp_path / "corpus")
    before = corpus_builder.load(folder).to_datasets()
    rows = sample_rows()
    rows["quotes"] = rows["quotes"][:1]
    publish(folder, tabulate(rows))
    after = corpus_builder.load(folder).to_datasets()

    assert set(before) == set(SCHEMAS)
    assert (before["quotes"].num_rows, after["quotes"].num_rows) == (2, 1)
    assert before["documents"].to_list() == read_tables(folder)["documents"].to_pylist()


@pytest.mark.parametrize("policy", ["excerpt", "offsets"])
def test_a_release_without_texts_loads_too(policy: str, tmp_path: Path) -> None:
    """Columns without any value keep their type."""
    import datasets

    folder = publish(tmp_path / "corpus", settings=check_settings({"policy": {"text": policy}}))

    loaded = datasets.load_dataset(str(folder), "paragraphs", split="train", cache_dir=str(tmp_path / "cache"))
    assert loaded["text"][:] == [None] * 5
    assert loaded.features["text"].dtype == "string"
