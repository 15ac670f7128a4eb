"""Kernels in real processes: without numba, without a cache, with a damaged one; and all of them, compiled and plain."""

from __future__ import annotations

import os
import pkgutil
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import corpus_builder
from corpus_builder import kernels
from corpus_builder.kernels.compiled import Kernel, can_compile
from corpus_builder.model import Metadata, Record
from corpus_builder.settings import Settings
from corpus_builder.stages import clean_records
from tests.stages.flows.corpora import decide_tables

needs_numba = pytest.mark.skipif(not can_compile(), reason="numba is not installed")

# Says how the same span is numbered, and whether that was compiled.
CODE = """
import numpy as np
from corpus_builder.kernels import compiled, spans
compiled.PLAIN_ELEMENTS = 0
codes = np.frombuffer("la mer la".encode("utf-32-le"), np.uint32)
found = spans.intern_spans(codes, np.array([0, 3, 7]), np.array([2, 6, 9]))
print(found.ids.tolist(), spans._number_spellings._compiled is not None)
"""
COMPILED, PLAIN = "[0, 1, 0] True\n", "[0, 1, 0] False\n"

QUOTE = "« Nous tiendrons la digue jusqu’au printemps », a déclaré la maire de Sorny, Zoé Marchetti, devant le conseil.\n\n"
HOSTILE = [
    "",
    "\x00",
    "e\u0301" * 9,
    "\U0001d4d0 \U00020000",
    "\ud800 seul",
    "la mer\n" * 50,
    QUOTE * 2,
    QUOTE.replace("maire", "chef"),
]


def run_process(**environment: str) -> str:
    """What the code prints in a process of its own."""
    own = {**os.environ, "PYTHONPATH": str(Path(corpus_builder.__file__).parents[1]), **environment}
    done = subprocess.run([sys.executable, "-c", CODE], env=own, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.stdout


def list_kernels() -> dict[str, Kernel]:
    """Every kernel of the package, by its module and name."""
    modules = [import_module(f"{kernels.__name__}.{found.name}") for found in pkgutil.iter_modules(kernels.__path__)]
    return {
        f"{module.__name__}.{name}": value
        for module in modules
        for name, value in vars(module).items()
        if isinstance(value, Kernel)
    }


@needs_numba
def test_every_kernel_answers_the_same_compiled_and_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a build asks of a kernel over hostile texts, both ways give the same number and the same arrays."""
    met = set()

    def run_both(kernel: Kernel, *arguments: Any) -> Any:
        copies = [argument.copy() if isinstance(argument, np.ndarray) else argument for argument in arguments]
        plain, compiled = kernel.run_plain(*copies), kernel.run_compiled(*arguments)
        assert plain == compiled
        assert all(np.array_equal(one, other) for one, other in zip(copies, arguments, strict=True))
        met.add(kernel.plain)
        return compiled

    monkeypatch.setattr(Kernel, "__call__", run_both)
    records = [Record(f"{n}", f"{n}", "text", text, Metadata(), len(text), "0" * 64) for n, text in enumerate(HOSTILE)]
    decide_tables(clean_records(records, Settings()), Settings())

    assert {name for name, kernel in list_kernels().items() if kernel.plain not in met} == set()


@needs_numba
@pytest.mark.slow
def test_a_user_without_a_home_and_a_read_only_installation(tmp_path: Path) -> None:
    """Where neither the package nor a home has room for a cache, the function is compiled all the same."""
    package = tmp_path / "corpus_builder"
    shutil.copytree(Path(corpus_builder.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    (package / "kernels" / "__pycache__").touch()  # a file where the folder would be, which stops root, too
    nowhere = str(tmp_path / "corpus_builder" / "py.typed" / "home")

    assert run_process(PYTHONPATH=str(tmp_path), HOME=nowhere, XDG_CACHE_HOME=nowhere, LOCALAPPDATA=nowhere) == COMPILED


@needs_numba
@pytest.mark.slow
def test_a_cache_that_cannot_be_a_folder(tmp_path: Path) -> None:
    """Where a file is in the way of the cache that the environment names, the function is compiled without."""
    (tmp_path / "cache").touch()

    assert run_process(NUMBA_CACHE_DIR=str(tmp_path / "cache")) == COMPILED


@needs_numba
@pytest.mark.slow
@pytest.mark.parametrize("kind", ["*.nbi", "*.nbc"])
@pytest.mark.parametrize("left", [0, 30, 100])
def test_a_truncated_cache(tmp_path: Path, kind: str, left: int) -> None:
    """What a full disk or a power cut left of the cache is no error."""
    assert run_process(NUMBA_CACHE_DIR=str(tmp_path)) == COMPILED
    found = [*tmp_path.rglob(kind)]
    for path in found:
        path.write_bytes(path.read_bytes()[:left])

    assert found and run_process(NUMBA_CACHE_DIR=str(tmp_path)) == COMPILED


@needs_numba
@pytest.mark.slow
def test_processes_that_compile_at_once(tmp_path: Path) -> None:
    """Several processes that fill one cache at the same time all get their answer, and the next one finds it."""
    with ThreadPoolExecutor(3) as pool:
        answers = [*pool.map(lambda _: run_process(NUMBA_CACHE_DIR=str(tmp_path)), range(3))]

    assert {*answers, run_process(NUMBA_CACHE_DIR=str(tmp_path))} == {COMPILED}


@needs_numba
def test_a_cache_that_vanishes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that goes after the function was made ready, and before it is compiled, is no error."""
    import numba

    from corpus_builder.kernels import spans

    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path / "cache"))
    numbering = Kernel(spans._number_spellings.plain, ("table", "hashes", "ids", "first"))
    one, ids = np.zeros(1, np.int64), np.zeros(1, np.int32)
    from corpus_builder.kernels.compiled import compile_function

    numbering._compiled = compile_function(numbering.plain)
    shutil.rmtree(tmp_path / "cache")
    (tmp_path / "cache").touch()

    codes = np.zeros(1, np.uint32)
    assert numbering.run_compiled(codes, one, one + 1, np.zeros(8, np.int32), one.copy(), ids, one.copy()) == 1


@needs_numba
@pytest.mark.slow
def test_a_switch_of_numba_is_heeded() -> None:
    """NUMBA_DISABLE_JIT leaves everything plain."""
    assert run_process(NUMBA_DISABLE_JIT="1") == PLAIN
