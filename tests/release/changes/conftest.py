"""The sample as a release to compare with."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.release_sample import publish


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample as a release, which no test changes."""
    return publish(tmp_path_factory.mktemp("old") / "corpus")
