"""Dumps of labelled pages, as terminal browsers write them."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from benchmarks import make_dumps
from benchmarks.make_dumps import BROWSERS, list_words

PAGE = {
    "id": "p1",
    "url": "https://quai.example/a",
    "html": "<p>The mill turns.</p>",
    "lines": [],
    "gold_text": "The mill turns.",
}


@pytest.mark.parametrize("browser", BROWSERS)
def test_a_dump_has_the_width_that_was_asked_for(browser: str) -> None:
    """Each browser is told how wide its lines may be."""
    assert any("72" in word for word in list_words(browser, 72, has_numbers=True))


def test_rows_keep_the_labels_of_their_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row has the text of the dump instead of the page's markup and lines, and lists of what is not scored; short dumps go."""
    long = "   The mill turns.\n" * 40
    dumps = {"p1": long, "p2": "   Nothing."}
    monkeypatch.setattr(make_dumps, "make_dump", lambda _, page: dumps[page["id"]])
    path = tmp_path / "quai" / "pages.jsonl.gz"
    path.parent.mkdir()
    rows = [PAGE | {"titles": ["A mill", None]}, PAGE | {"id": "p2"}]
    path.write_bytes(gzip.compress("".join(json.dumps(row) + "\n" for row in rows).encode()))

    make_dumps.main([str(path), "--out", str(tmp_path / "dumps")])

    written = gzip.decompress((tmp_path / "dumps" / "w3m_quai" / "dumps.jsonl.gz").read_bytes()).splitlines()
    assert [json.loads(row) for row in written] == [
        {"id": "p1-w3m", "url": PAGE["url"], "gold_text": PAGE["gold_text"], "titles": ["A mill"], "optional": [], "text": long}
    ]
