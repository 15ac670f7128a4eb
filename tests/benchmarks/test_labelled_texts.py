"""Labelled texts: blocks of dumps are labelled by their article, and one paper is one site."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.labelled_texts import label_blocks, name_site, read_labelled

LEAD = "Le bac de Sorny ne traversera plus la rivière avant le printemps, a dit mardi le maire."
MORE = "La rampe, que la crue a emportée, sera refaite en pierre."
ARTICLE = f"{LEAD}\nDes travaux longs\n{MORE}"


@pytest.mark.parametrize(
    ("texts", "labels"),
    [
        (["Accueil", LEAD, "Des travaux longs", MORE, "Contact"], [False, True, True, True, False]),
        (["Le bac", LEAD, MORE], [False, True, True]),
        ([MORE, LEAD], [False, True]),
        (["Photo de la rampe", LEAD, "Un bac à Sorny"], [None, True, None]),
        ([LEAD, "Des travaux commencent aussi au pont de Lusse, et la route est barrée"], [True, False]),
        ([f"Partager {LEAD}", "À lire : sera refaite en pierre"], [True, None]),
        (["***", LEAD], [False, True]),
    ],
    ids=["all", "beside a word of the lead", "out of order", "not scored", "other words", "words around", "no words"],
)
def test_blocks_of_the_article_are_kept(texts: list[str], labels: list[bool | None]) -> None:
    """A block is the article's where its words stand there in the same order, and is not scored where that is in doubt."""
    assert label_blocks(texts, ARTICLE, ["Un bac à Sorny", "Photo de la rampe"]) == labels


@pytest.mark.parametrize(
    ("row", "site"),
    [
        ({"id": "1", "url": "https://www.le-quai.example/a", "site": "Quai"}, "le-quai"),
        ({"id": "1", "url": "https://sport.le-quai.example/b"}, "le-quai"),
        ({"id": "1", "url": "", "site": "www.le-quai.example"}, "le-quai"),
        ({"id": "seul"}, "seul"),
    ],
)
def test_hosts_of_one_paper_are_one_site(row: dict[str, Any], site: str) -> None:
    """The same paper is in one fold whatever its hosts and sets are."""
    assert name_site(row) == site


def test_texts_of_both_kinds_are_read(tmp_path: Path) -> None:
    """A row has lines or a whole source; one without an article teaches nothing and is left out."""
    path = tmp_path / "quai" / "dev.jsonl.gz"
    path.parent.mkdir()
    lines = [{"text": "Menu", "keep": False}, {"text": LEAD, "keep": True}]
    rows = [
        {"id": "1", "site": "quai.example", "lang": "fr", "lines": lines},
        {
            "id": "2",
            "site": "quai.example",
            "lang": "en",
            "text": f"Menu\n\n{LEAD}",
            "gold_text": LEAD,
            "titles": [],
            "optional": [],
        },
        {"id": "3", "site": "quai.example", "lang": "en", "lines": lines[:1]},
    ]
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)

    texts = list(read_labelled(path))

    assert [(text.file, text.labels) for text in texts] == [
        ("quai lines", [False, True]),
        ("quai dumps", [False, True]),
    ]
    assert texts[0].weight == 2 * texts[1].weight
