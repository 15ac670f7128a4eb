"""Kernels: small functions over arrays of whole numbers that are compiled where numba is installed.

A kernel has one definition. With numba it is compiled when there is enough work, and kept in numba's cache; for little
work, without numba, or where numba cannot be used it runs as the plain Python that it is: slower, with the same answers.
What makes the two the same, for whoever writes a kernel:

- Arguments are one-dimensional arrays of signed whole numbers, `uint8`, `uint16`, `uint32` or `bool`, and whole numbers.
  No `uint64`, which numba mixes with signed numbers to floats; no floats.
- The function has loops and whole-number arithmetic, and writes its results into arrays that its caller made and that
  `writes` names; it calls no other function but `len`, `range`, `min`, `max`, `abs`. In plain Python, arrays are
  memoryviews, whose elements are numbers of Python; one that is not in `writes` cannot be written.
- Compiled numbers have 64 bits and wrap around, those of Python do not: a product that may not fit is masked right away
  (`& MASK`), and whatever is shifted to the right is not negative.
- Constants stand in the kernel's own file, because the cache only sees that file change.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from functools import cache, update_wrapper
from typing import Any, Final

import numpy as np

# Elements that the kernels of a process work on as plain Python, together, before numba is loaded: about as long as loading
# takes, which is half a second; a million elements took a quarter of one.
PLAIN_ELEMENTS: Final = 1800000
# Bytes of sources from which on a build without numba says so.
WORTH_COMPILING: Final = 5_000_000


class Kernel:
    """A function over arrays that is compiled once a process has enough work for it.

    `plain` is the function as it was written; `writes` are the names of the arrays that it fills; each element of its first
    array costs about `weight` times what one step of a loop costs.
    """

    def __init__(self, plain: Callable[..., Any], writes: tuple[str, ...], weight: int = 1) -> None:
        self.plain = plain
        self.weight = weight
        names = plain.__code__.co_varnames[: plain.__code__.co_argcount]
        self._outputs = frozenset(map(names.index, writes))
        self._compiled: Callable[..., Any] | None = None
        update_wrapper(self, plain)

    def __call__(self, *arguments: Any) -> Any:
        """Run it on arrays and whole numbers; what it returns is a whole number or None."""
        if self._compiled is None and (_WORK.add(self.weight * len(arguments[0])) <= PLAIN_ELEMENTS or not can_compile()):
            return self.run_plain(*arguments)
        try:
            return self.run_compiled(*arguments)
        except Exception:
            # a numba that can be loaded, but whose compiler is damaged; a kernel that fails by itself does so again
            self._compiled = self.run_plain
            return self.run_plain(*arguments)

    def run_plain(self, *arguments: Any) -> Any:
        """Run it as plain Python, whatever is installed."""
        # nothing is copied, so that a large table costs only what is read of it
        return self.plain(*[self._view(*each) for each in enumerate(arguments)])

    def _view(self, index: int, argument: Any) -> Any:
        if not isinstance(argument, np.ndarray):
            return argument
        return argument.data if index in self._outputs else argument.data.toreadonly()

    def run_compiled(self, *arguments: Any) -> Any:
        """Run it compiled; raises ImportError without numba."""
        if self._compiled is None:
            self._compiled = compile_function(self.plain)
        try:
            return self._compiled(*arguments)
        except Exception:
            # the cache of compiled functions cannot be read or written, or is damaged, which fails in many ways
            self._compiled = compile_function(self.plain, cached=False)
            return self._compiled(*arguments)


def kernel(*, writes: tuple[str, ...] = (), weight: int = 1) -> Callable[[Callable[..., Any]], Kernel]:
    """Make a kernel of a function: `writes` names the arrays among its arguments that it fills, `weight` says what an element
    of its first array costs, in steps of a loop.
    """
    return lambda function: Kernel(function, writes, weight)


def compile_function(function: Callable[..., Any], *, cached: bool = True) -> Callable[..., Any]:
    """The function compiled by numba; without its cache where that has no place to be, as in a read-only installation."""
    import numba

    if not cached:
        compiled: Callable[..., Any] = numba.njit(nogil=True)(function)
        return compiled
    try:
        return compile_with_cache(function)
    except (OSError, RuntimeError):  # no locator available
        return compile_function(function, cached=False)


def compile_with_cache(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function compiled by numba, or read from its cache; raises RuntimeError or OSError where that has no place to be."""
    import numba

    compiled: Callable[..., Any] = numba.njit(nogil=True, cache=True)(function)
    return compiled


def misses_compiler(size: int) -> bool:
    """Whether so many bytes of sources are worth compiling for, and numba is missing or cannot be used."""
    return size > WORTH_COMPILING and not can_compile()


@cache
def can_compile() -> bool:
    """Whether numba is installed, can be loaded and is not told to leave functions alone (`NUMBA_DISABLE_JIT`)."""
    try:
        if importlib.util.find_spec("numba") is None:
            return False
        import numba

        return callable(numba.njit) and not getattr(numba.config, "DISABLE_JIT", 0)
    except Exception:
        # one that does not know this Python or this numpy, or of which only some files are left, fails in its own ways
        return False


class _Work:
    """How many elements the kernels of this process have worked on so far."""

    def __init__(self) -> None:
        self.elements = 0

    def add(self, elements: int) -> int:
        self.elements += elements
        return self.elements


_WORK: Final = _Work()
