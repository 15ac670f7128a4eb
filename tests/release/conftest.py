"""The bytes of two releases, written once."""

from __future__ import annotations

import pytest

from tests.release.folders import other_tables, read_folder
from tests.release_sample import publish


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The bytes of the sample's release and of the other one."""
    place = tmp_path_factory.mktemp("releases")
    return read_folder(publish(place / "one")), read_folder(publish(place / "other", other_tables()))
