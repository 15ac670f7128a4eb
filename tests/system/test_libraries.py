"""What libraries load by themselves: no pandas in a build, and no harm where it is wanted later."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SPARED = "import sys; from corpus_builder.system.libraries import spare_pandas; spare_pandas(); import pyarrow as pa\n"


def run_code(code: str) -> str:
    """What Python code prints in a process of its own, in which nobody has said how many threads there may be."""
    environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment).stdout


def test_arrays_are_made_without_pandas() -> None:
    """After `spare_pandas` an array of Python values loads no pandas, and a frame can be had all the same."""
    code = SPARED + "pa.array(['a']); print('pandas' in sys.modules); print(pa.table({'n': [1]}).to_pandas().n.tolist())"

    assert run_code(code) == "False\n[1]\n"


def test_a_pandas_that_is_loaded_stays() -> None:
    """Where somebody has loaded pandas, nothing is changed: a series is an array with nulls."""
    code = "import pandas as pd\n" + SPARED + "print(pa.array(pd.Series([None, 1.0])).null_count)"

    assert run_code(code) == "1\n"


def test_a_build_loads_no_pandas(articles: Path, tmp_path: Path) -> None:
    """The command `build` needs no pandas, and chooses how libraries start where nobody else has."""
    code = (
        "import os, sys; from corpus_builder.cli import main\n"
        f"try: main(['build', {str(articles)!r}, '--out', {str(tmp_path / 'out')!r}, '--json'])\n"
        "except SystemExit: pass\n"
        "import pyarrow as pa\n"
        "print('pandas' in sys.modules, os.environ['OPENBLAS_NUM_THREADS'], pa.default_memory_pool().backend_name)"
    )

    assert run_code(code).endswith("\nFalse 1 system\n")
