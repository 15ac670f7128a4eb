"""A sound release, and copies of it that a test may damage."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.release_sample import publish


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound release, which no test changes."""
    return publish(tmp_path_factory.mktemp("sound") / "corpus")


@pytest.fixture
def release(sound: Path, tmp_path: Path) -> Path:
    """A copy of a sound release."""
    return shutil.copytree(sound, tmp_path / "corpus")
