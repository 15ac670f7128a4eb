"""What several tests share: a small project folder, and running the command as a user does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parent.parent
SHARED = TOP.parent / "shared"
ARTICLE = (
    "La fondation Estran a publié mardi les comptes de son dernier exercice, que ses donateurs attendaient depuis janvier.\n\n"
    "« Nous avons tenu chacun de nos engagements », a déclaré Claire Vasseur, la présidente, devant une salle comble.\n\n"
    "Le syndicat des pilotes conteste ce bilan et demande une expertise indépendante avant la fin du mois de juin.\n"
)
OTHER = (
    "Le conseil du port de Saint-Aubin se réunira jeudi soir pour examiner les offres des trois candidats à la reprise.\n\n"
    "Selon le maire, « aucun emploi ne sera supprimé » pendant les deux premières années de la nouvelle concession.\n"
)
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """A source folder with two articles and a page in JSONL."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "estran.txt").write_text("Partager sur Facebook\n\n" + ARTICLE, encoding="utf-8")
    (folder / "port.txt").write_text(OTHER + "\nLaisser un commentaire\n", encoding="utf-8")
    nav, article = "<nav><a href=/>Accueil</a></nav>", f"<article><h1>Le port</h1><p>{OTHER}</p></article>"
    record = {"id": "page-1", "html": f"<html lang=fr><body>{nav}{article}</body></html>"}
    (folder / "pages.jsonl").write_text(json.dumps(record) + "\n", encoding="utf-8")
    return folder


@pytest.fixture
def run() -> Run:
    """Run `python -m corpus_builder` in a process of its own."""

    def run_command(
        *words: object, cwd: Path | None = None, rights: Callable[[], None] | None = None, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "corpus_builder", *map(str, words)]
        return subprocess.run(
            command,
            cwd=cwd,
            preexec_fn=rights,
            env=os.environ | environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=300,
        )

    return run_command


def read_bytes(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its relative path."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
