"""The scripts that fit the models: the same pages give the same bytes, which the package reads."""

from __future__ import annotations

import gzip
import hashlib
import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks import train_pages, train_plain_text
from benchmarks.model_tables import digest_files, round_weights
from corpus_builder.cleaning.pages.classify import PagesTable, make_lines_model
from corpus_builder.cleaning.plain.classify import PlainTextTable, combine_passes
from corpus_builder.knowledge import check_table

SITES = 12
MENU = ("Une", "Port", "Marchés", "Météo", "Carnets", "Agenda", "Le quai", "Contact", "Galerie", "Ateliers")
FOOT = ("Lire aussi : le pont rouvre", "Partager", "© Le Quai", "Mentions légales")


def write_prose(site: int, number: int) -> list[str]:
    """Invented paragraphs, none of which stands on two sites."""
    return [
        f"La halle {site} du quartier {number} a rouvert mardi, et ses {site + i + 2} marchands y attendent toute la ville."
        for i in range(4)
    ]


def make_page(site: int, number: int) -> dict[str, Any]:
    """A labelled page of a site: a menu, an article, a foot."""
    title, prose = f"La halle {site} rouvre au quartier {number}", write_prose(site, number)
    around = "".join(f"<li><a href=/{word}>{word}</a></li>" for word in MENU)
    paragraphs = "".join(f"<p>{text}</p>" for text in prose)
    foot = "".join(f"<p><a href=/x>{text}</a></p>" for text in FOOT)
    article = [(title, None), *((text, True) for text in prose)]
    lines = [*((word, False) for word in MENU), *article, *((text, False) for text in FOOT)]
    return {
        "id": f"{site}-{number}",
        "site": f"site{site}.example",
        "url": f"https://site{site}.example/la-halle-{site}-rouvre-au-quartier",
        "lang": "fr" if site % 2 else "en",
        "html": f"<nav class=menu><ul>{around}</ul></nav><article><h1>{title}</h1>{paragraphs}</article><footer>{foot}</footer>",
        "gold_text": "\n".join(prose),
        "titles": [title],
        "lines": [{"text": text, "keep": keep} for text, keep in lines],
    }


@pytest.fixture
def gold(tmp_path: Path) -> list[Path]:
    """Two files of labelled pages of twelve sites."""
    paths = []
    for name in ("first", "second"):
        path = tmp_path / name / "pages.jsonl.gz"
        path.parent.mkdir()
        with gzip.open(path, "wt", encoding="utf-8") as file:
            for site in range(SITES):
                file.write(json.dumps(make_page(site, len(name) + site)) + "\n")
        paths.append(path)
    return paths


def read_lines(values: dict[str, Any]) -> object:
    return make_lines_model(check_table(PagesTable, values, "pages.toml").lines, "pages.toml")


def read_passes(values: dict[str, Any]) -> object:
    table = check_table(PlainTextTable, values, "plain_text.toml")
    return combine_passes(table.blocks, table.context, "plain_text.toml")


@pytest.mark.parametrize(
    ("train", "read"),
    [(train_pages.train, read_lines), (train_plain_text.train, read_passes)],
    ids=["pages", "plain text"],
)
def test_the_same_pages_give_the_same_bytes(
    gold: list[Path], tmp_path: Path, train: Callable[..., dict[str, Any]], read: Callable[[dict[str, Any]], object]
) -> None:
    """Nothing in the fitting is random; the table has the digest of the pages and the scores that are printed, and is read."""
    first, second = tmp_path / "a.toml", tmp_path / "b.toml"

    scores = train(gold, first)
    assert train(gold, second) == scores

    assert first.read_bytes() == second.read_bytes()
    values = tomllib.loads(first.read_text(encoding="utf-8"))
    assert values["training"]["f1"] == scores
    assert values["training"]["pages"] == 2 * SITES
    assert values["training"]["data"] == digest_files(gold)
    assert all(f1 > 0.9 for files in scores.values() for f1 in files.values())
    assert read(values)


def test_other_pages_have_another_digest(gold: list[Path]) -> None:
    """The digest is that of the files in their order, because the order of the pages is part of the fit."""
    assert digest_files(gold) == hashlib.sha256(gold[0].read_bytes() + gold[1].read_bytes()).hexdigest()
    assert digest_files(gold) != digest_files(gold[::-1])


def test_weights_are_whole_thousandths() -> None:
    """Fitted numbers are rounded to the decimals they are good for; what rounds to nothing is left out, the bias is not."""
    weights = round_weights(["long", "late", "rare"], [1.23456, -0.006, 0.0004, 0.0], 2)

    assert weights.weights == {"late": -10, "long": 1230}
    assert weights.bias == 0
