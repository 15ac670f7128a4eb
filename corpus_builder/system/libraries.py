"""What libraries load or start by themselves that no command needs."""

from __future__ import annotations

import os
import sys
from typing import Final

# What libraries read from the environment when they are loaded.
DEFAULTS: Final = {
    # numpy starts threads for linear algebra, which we have none of: 0.07 s
    "OPENBLAS_NUM_THREADS": "1",
    # Arrow's other allocators keep what is freed: a tenth more memory, and no faster (glibc)
    "ARROW_DEFAULT_MEMORY_POOL": "system",
}


class PandasRefusal:
    """What looks for modules and says of pandas that it is not there."""

    def find_spec(self, fullname: str, _path: object, _target: object = None, /) -> None:
        """Nothing; raises ImportError for pandas."""
        if fullname == "pandas":
            raise ImportError(fullname)


def spare_resources() -> None:
    """Let libraries start no threads and keep no memory that we do not need; before they are loaded, for worker processes too."""
    for name, value in DEFAULTS.items():
        os.environ.setdefault(name, value)


def spare_pandas() -> None:
    """Let pyarrow make its arrays without pandas, which it otherwise loads for the first one: 0.2 s and 50 MB.

    pyarrow looks once and remembers; what makes a frame later on (`to_pandas`) loads it all the same. `pyarrow.array` no longer
    knows a series from then on, so that this is for processes of our own, not for those of who uses the package.
    """
    import pyarrow as pa

    if "pandas" in sys.modules:
        return
    refusal = PandasRefusal()
    sys.meta_path.insert(0, refusal)
    try:
        pa.array([0])
    finally:
        sys.meta_path.remove(refusal)
