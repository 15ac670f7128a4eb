"""What libraries load or start by themselves that no command needs."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Final

# What libraries read from the environment when they are loaded.
DEFAULTS: Final = {
    # numpy starts threads for linear algebra, which we have none of: 0.07 s
    "OPENBLAS_NUM_THREADS": "1",
    # Arrow's other allocators keep what is freed: a tenth more memory, and no faster (glibc)
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    # pydantic looks through all packages that are installed for plugins: 0.006 s
    "PYDANTIC_DISABLE_PLUGINS": "__all__",
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


def load_alone(package: str, name: str) -> ModuleType:
    """A module of a package without the package's own start: for modules that import nothing of it.

    >>> load_alone("ftfy", "badness").is_bad("sÃ³")
    True
    """
    found = find_spec(package)
    folder = Path(found.origin).parent if found and found.origin else None
    spec = spec_from_file_location(f"{package}.{name}", folder / f"{name}.py") if folder else None
    if spec is None or spec.loader is None:
        return import_module(f"{package}.{name}")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


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
