"""A release loads with `datasets`, pandas and DuckDB, and never as an earlier one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from corpus_builder.release.tables import read_tables
from corpus_builder.schemas import SCHEMAS
from tests.conftest import TOP
from tests.release_sample import publish, sample_rows, tabulate

# In a process of its own, because `datasets` reads its environment once
PROGRAM = """
import json, sys
from datasets import load_dataset
from pathlib import Path
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
print(json.dumps({"loaded": loaded, "streamed": streamed, "cues": cues, "default": default}))
"""


def test_datasets_loads_what_was_published(tmp_path: Path) -> None:
    """Rows load and stream as published, offline; a rebuilt folder and one of the same name elsewhere load as they are."""
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
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    published = read_tables(publish(tmp_path / "corpus"))

    for table in ("documents", "paragraphs", "quotes"):
        assert found["loaded"][table] == found["streamed"][table] == published[table].to_pylist()
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


def test_quick_start_of_the_card_runs(tmp_path: Path) -> None:
    """The pandas example of the card gives quotes by speaker."""
    folder = publish(tmp_path / "corpus", tabulate(sample_rows()))
    card = (folder / "README.md").read_text(encoding="utf-8")
    example = card.split("```python\n")[2].split("```")[0].replace("path/to/this/folder", folder.as_posix())
    *lines, last = example.strip().splitlines()
    names: dict[str, object] = {}
    exec("\n".join([*lines, f"result = {last}"]), names)

    assert names["result"].to_dict() == {"Ada Lemoine": 2}  # type: ignore[attr-defined]
