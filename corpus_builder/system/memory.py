"""What Python spends on finding memory that is not used any more."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def pause_collector() -> Iterator[None]:
    """Look for no reference cycles meanwhile; also as a decorator.

    A stage makes many records and no cycles, and each search goes through all the records that there are. What is not
    referred to any more is freed all the same.

    >>> with pause_collector():
    ...     gc.isenabled()
    False
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
