"""What single commands need beside the package: without it everything else works, and they say in one line what is missing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import corpus_builder
from corpus_builder.system.errors import CorpusError
from tests.conftest import Run

EXTRAS = {"matplotlib": "report", "huggingface_hub": "hub", "datasets": "datasets"}

# A fresh process in which none of them can be imported runs several commands, one after the other.
WITHOUT = f"""
import sys
sys.modules.update(dict.fromkeys({[*EXTRAS, "httpx2"]!r}))
from corpus_builder.cli import main
articles, out, other = sys.argv[1:]
for words in (
    ["build", articles, "--out", out, "--text-policy", "offsets", "--redact"],
    ["rehydrate", out, "--source", articles, "--out", other],
    ["verify", out, "--source", articles, "--rebuild"],
    ["duplicates", other],
    ["diff", out, other],
    ["card", out],
    ["explain", articles + "/estran.txt"],
    ["takedown", articles, "port.txt"],
):
    try:
        main(words)
    except SystemExit as stop:
        assert not stop.code, words
"""


@pytest.mark.slow
def test_all_other_commands_work_without_them(articles: Path, tmp_path: Path) -> None:
    """Building, checking, comparing and explaining need no library that draws, sends or loads datasets."""
    places = [articles, tmp_path / "out", tmp_path / "other"]
    done = subprocess.run([sys.executable, "-c", WITHOUT, *map(str, places)], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")


COMMANDS = {"report": ("matplotlib", ["report", "out"]), "publish": ("huggingface_hub", ["publish", "out", "lephare/harbour"])}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_without_its_library_says_so(name: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line names the library and the extra of the package that has it."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("Le port de Saint-Aubin rouvrira lundi, a annoncé la mairie.", encoding="utf-8")
    (tmp_path / "in" / "sources.toml").write_text('[[source]]\nname = "A"\nfiles = ["*"]\nlicense = "CC0-1.0"\n')
    run("build", "in", "--out", "out", cwd=tmp_path)
    library, words = COMMANDS[name]
    monkeypatch.setitem(sys.modules, library, None)

    done = run(*words, cwd=tmp_path)

    assert done.returncode == 1
    said = f"error: {name} needs {library}, which is not installed (install this package with its extra [{EXTRAS[library]}])"
    assert done.stderr.splitlines()[-1] == said


def test_datasets_without_their_library_say_so(articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A corpus is built and loaded, and only what makes datasets of it needs the library."""
    corpus = corpus_builder.build(articles, tmp_path / "out")
    monkeypatch.setitem(sys.modules, "datasets", None)

    with pytest.raises(CorpusError, match=r"to_datasets needs datasets, .* extra \[datasets\]"):
        corpus.to_datasets()
