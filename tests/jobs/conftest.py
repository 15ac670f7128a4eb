"""Two versions of a release, and a Hub to publish them on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.hub_stand_in import TOKEN, Hub, serve_hub
from tests.jobs.publications import Rows, note_ferry, release


@pytest.fixture(scope="session")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Version 1.2.0, which no test changes."""
    return release(tmp_path_factory.mktemp("first") / "corpus")


@pytest.fixture(scope="session")
def second(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Version 1.3.0, with another table of documents and no rejects."""

    def change(rows: Rows) -> None:
        note_ferry(rows)
        rows["rejects"].clear()

    return release(tmp_path_factory.mktemp("second") / "corpus", "1.3.0", change)


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[pytest.MonkeyPatch]:
    """The library as it is after its import, with no login but that of the tests, no progress bars and no waits."""
    import huggingface_hub

    for name in ("HF_OIDC_RESOURCE", "HUGGING_FACE_HUB_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    constants = {"HF_HUB_DISABLE_XET": True, "HF_HUB_OFFLINE": False, "HF_TOKEN_PATH": str(tmp_path / "token")}
    for name, value in constants.items():
        monkeypatch.setattr(f"huggingface_hub.constants.{name}", value)
    monkeypatch.setattr("huggingface_hub.utils._http.time", SimpleNamespace(sleep=lambda _: None))
    monkeypatch.setattr("corpus_builder.jobs.publishing.hub.WAITS", (0, 0, 0, 0))
    huggingface_hub.utils.disable_progress_bars()
    yield monkeypatch
    huggingface_hub.utils.enable_progress_bars()


@pytest.fixture(scope="session")
def running() -> Iterator[Hub]:
    """One stand-in and one session of the library for all tests: to make a session takes longer than a test."""
    import huggingface_hub

    with pytest.MonkeyPatch.context() as patch, serve_hub() as hub:
        patch.setenv("NO_PROXY", "127.0.0.1")
        huggingface_hub.close_session()
        yield hub
        huggingface_hub.close_session()


@pytest.fixture
def hub(library: pytest.MonkeyPatch, running: Hub) -> Hub:
    """An empty Hub."""
    library.setenv("HF_ENDPOINT", running.url)
    running.empty()
    return running
