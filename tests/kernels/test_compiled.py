"""Kernels run compiled where that pays and can be done, and as plain Python otherwise, with the same answers."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from corpus_builder.kernels import compiled
from corpus_builder.kernels.compiled import Kernel, can_compile, kernel

needs_numba = pytest.mark.skipif(not can_compile(), reason="numba is not installed")


def add_up(values: Any, sums: Any) -> int:
    """The sums so far of some numbers, and their sum."""
    total = 0
    for i in range(len(values)):
        total += values[i]
        sums[i] = total
    return total


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A process that has not worked yet, and asks anew whether it can compile."""
    monkeypatch.setattr(compiled, "_WORK", compiled._Work())
    can_compile.cache_clear()
    yield
    can_compile.cache_clear()


def run(kernel: Kernel, n: int = 5) -> tuple[int, list[int]]:
    """The answer of a kernel that adds up the numbers below n."""
    sums = np.zeros(n, np.int64)
    return int(kernel(np.arange(n, dtype=np.int64), sums)), sums.tolist()


EXPECTED = (10, [0, 1, 3, 6, 10])


def test_little_work_is_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that works on few elements never loads numba."""
    monkeypatch.setattr(compiled, "compile_function", lambda *_, **__: pytest.fail("compiled"))
    assert run(Kernel(add_up, ("sums",))) == EXPECTED


@needs_numba
def test_much_work_is_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once the kernels of a process have worked on enough elements together, the next call is compiled."""
    monkeypatch.setattr(compiled, "PLAIN_ELEMENTS", 7)
    adding, other = Kernel(add_up, ("sums",)), Kernel(add_up, ("sums",))
    run(adding)
    assert adding._compiled is None
    assert run(other) == EXPECTED and other._compiled is not None


def test_without_numba_it_is_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where numba is not installed, or cannot be loaded, everything is plain."""
    monkeypatch.setattr(compiled, "PLAIN_ELEMENTS", 0)
    monkeypatch.setattr(compiled.importlib.util, "find_spec", lambda _: None)
    adding = Kernel(add_up, ("sums",))
    assert run(adding) == EXPECTED and adding._compiled is None


def test_a_numba_that_fails_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A numba that does not know this Python or this numpy is as good as none."""

    class Failing:
        def find_spec(self, name: str, *_: object) -> None:
            if name == "numba":
                raise ImportError("Numba needs another NumPy")

    monkeypatch.setattr(compiled, "PLAIN_ELEMENTS", 0)
    monkeypatch.setattr(compiled.importlib.util, "find_spec", lambda _: object())
    monkeypatch.delitem(sys.modules, "numba", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Failing(), *sys.meta_path])
    assert run(Kernel(add_up, ("sums",))) == EXPECTED


@pytest.mark.parametrize("spec", [None, object()])
def test_what_is_left_of_a_numba_is_none(monkeypatch: pytest.MonkeyPatch, spec: object) -> None:
    """A folder without files that has its name, or a stub in its place, is as good as none."""
    stub = ModuleType("numba")
    stub.__spec__ = spec  # type: ignore[assignment]
    monkeypatch.setattr(compiled, "PLAIN_ELEMENTS", 0)
    monkeypatch.setitem(sys.modules, "numba", stub)
    assert run(Kernel(add_up, ("sums",))) == EXPECTED


@needs_numba
def test_a_compiler_that_fails_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where numba can be loaded and compiles nothing, everything is plain."""
    import numba

    def fail(**_: object) -> None:
        raise ValueError("no such target")

    monkeypatch.setattr(compiled, "PLAIN_ELEMENTS", 0)
    monkeypatch.setattr(numba, "njit", fail)
    adding = Kernel(add_up, ("sums",))
    assert [run(adding), run(adding)] == [EXPECTED, EXPECTED]


@needs_numba
def test_what_switches_compiling_off_is_heeded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where numba is told to leave functions alone, they run as plain Python."""
    import numba

    monkeypatch.setattr(numba.config, "DISABLE_JIT", 1)
    monkeypatch.setattr(compiled, "PLAIN_ELEMENTS", 0)
    adding = Kernel(add_up, ("sums",))
    assert run(adding) == EXPECTED and adding._compiled is None


@needs_numba
def test_without_a_place_for_the_cache_it_is_compiled_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """A read-only installation of a user without a home has no cache: the function is compiled in each process."""

    def refuse(_: object) -> None:
        raise RuntimeError("cannot cache function: no locator available")

    monkeypatch.setattr(compiled, "PLAIN_ELEMENTS", 0)
    monkeypatch.setattr(compiled, "compile_with_cache", refuse)
    adding = Kernel(add_up, ("sums",))
    assert run(adding) == EXPECTED and adding._compiled is not None


@needs_numba
def test_a_cache_that_fails_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache that cannot be written when a function has been compiled is no error."""

    def compile_badly(_: object) -> Any:
        def fail(*_: object) -> None:
            raise PermissionError("read-only")

        return fail

    monkeypatch.setattr(compiled, "PLAIN_ELEMENTS", 0)
    monkeypatch.setattr(compiled, "compile_with_cache", compile_badly)
    assert run(Kernel(add_up, ("sums",))) == EXPECTED


def test_only_what_is_declared_is_written() -> None:
    """As plain Python, a kernel that writes into an array it does not declare fails, and numbers never wrap unseen."""
    with pytest.raises(TypeError):
        Kernel(add_up, ()).run_plain(np.arange(3), np.zeros(3, np.int64))
    with pytest.raises(ValueError):
        Kernel(add_up, ("sums",)).run_plain(np.array([100, 100]), np.zeros(2, np.int8))


def test_a_kernel_is_its_function() -> None:
    """A kernel has the name and the docstring of its function, which is still there to be read."""
    adding = kernel(writes=("sums",))(add_up)
    assert adding.plain is add_up and adding.__doc__ == add_up.__doc__
