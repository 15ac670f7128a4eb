"""Knowledge of the world as tables: TOML files beside this one, read once and checked when read."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def read_table(*name: str) -> dict[str, Any]:
    """The table at `rules/<name...>.toml`, for example `read_table("boilerplate", "fr")`."""
    *folders, stem = name
    place = files(__package__)
    for folder in folders:
        place = place / folder
    return tomllib.loads((place / f"{stem}.toml").read_text(encoding="utf-8"))
