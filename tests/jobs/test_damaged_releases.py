"""Commands on a damaged release: a file that is missing is named before anything is read, and nothing ends in a traceback."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from corpus_builder.cli import run_command
from corpus_builder.jobs.build import BuildOptions, build_corpus
from corpus_builder.settings import PolicySettings, Settings
from corpus_builder.tables.parquet import list_files
from tests.jobs.small_builds import write_texts
from tests.small_work import IN_MEMORY, SMALL


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with sources and releases of several parts: with texts, without, and one more."""
    folder = tmp_path_factory.mktemp("releases")
    with pytest.MonkeyPatch.context() as patch:
        for module, name, value in SMALL:
            patch.setattr(module, name, value)
        patch.setenv(IN_MEMORY, "1")
        sources = write_texts(folder / "in")
        for name, text in (("whole", "full"), ("bare", "offsets"), ("other", "full")):
            settings = Settings(policy=PolicySettings.model_validate({"text": text}))
            build_corpus([sources], folder / name, settings, BuildOptions(workers=1, allow_losses=True))
    return folder


def swap(release: Path, table: str) -> None:
    """Exchange two parts of a table."""
    one, other = list(list_files(release, table).values())[:2]
    one.rename(one.with_name("aside"))
    other.rename(one)
    one.with_name("aside").rename(other)


def replace_part(release: Path, table: str) -> None:
    """A folder in the place of a part."""
    path = list_files(release, table)[0]
    path.unlink()
    path.mkdir()


LOST: dict[str, tuple[Callable[[Path], object], str]] = {
    "first documents": (lambda release: list_files(release, "documents")[0].unlink(), "documents/part-00000.parquet"),
    "last documents": (lambda release: list_files(release, "documents").popitem()[1].unlink(), "documents/part-00004.parquet"),
    "paragraphs": (lambda release: list_files(release, "paragraphs")[1].unlink(), "paragraphs/part-00001.parquet"),
    "removals": (lambda release: list_files(release, "removals")[0].unlink(), "removals/part-00000.parquet"),
    "a table": (lambda release: shutil.rmtree(release / "data" / "documents"), "documents/part-00000.parquet"),
    "a folder in its place": (lambda release: replace_part(release, "documents"), "documents/part-00000.parquet"),
}
COMMANDS: dict[str, tuple[str, ...]] = {
    "duplicates": ("duplicates", "RELEASE"),
    "duplicates --json": ("duplicates", "RELEASE", "--json"),
    "report": ("report", "RELEASE"),
    "diff from it": ("diff", "RELEASE", "PLACE/other"),
    "diff to it": ("diff", "PLACE/other", "RELEASE"),
    "card": ("card", "RELEASE"),
    "card --check": ("card", "RELEASE", "--check"),
    "publish": ("publish", "RELEASE", "someone/corpus", "--dry-run"),
    "rehydrate": ("rehydrate", "RELEASE", "--source", "PLACE/in", "--out", "AGAIN"),
    "verify": ("verify", "RELEASE"),
}


def run_on(place: Path, folder: Path, command: str, damage: Callable[[Path], object]) -> tuple[int, str]:
    """The status of a command on a damaged release, and what it says on stderr."""
    release = shutil.copytree(place / ("bare" if command == "rehydrate" else "whole"), folder / "release")
    damage(release)
    named = {"RELEASE": str(release), "AGAIN": str(folder / "again")}
    status, said = run_command([named.get(word, word.replace("PLACE", str(place))) for word in COMMANDS[command]])
    return status, said or ""


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("damage", LOST)
def test_a_missing_file_is_named(
    place: Path, tmp_path: Path, damage: str, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """In one line, before anything is read or written; `verify` has it among its findings."""
    act, lost = LOST[damage]
    status, said = run_on(place, tmp_path, command, act)

    shown = capsys.readouterr().out
    assert status == 1
    if command == "verify":
        assert f"data/{lost}: the file is missing" in shown
    else:
        assert "is damaged" in said and f"data/{lost}" in said and "\n" not in said and not shown
    assert {path.name for path in tmp_path.iterdir()} == {"release"}


def rename_documents(release: Path, name: str) -> None:
    """Let the rows of a table be of documents that no release has."""
    for path in list_files(release, name).values():
        table = pq.read_table(path)
        column = table.column_names.index("document_id")
        pq.write_table(table.set_column(column, "document_id", pa.array(["0" * 16] * table.num_rows)), path)


CHANGED: dict[str, Callable[[Path], object]] = {
    "documents swapped": lambda release: swap(release, "documents"),
    "paragraphs swapped": lambda release: swap(release, "paragraphs"),
    "removals swapped": lambda release: swap(release, "removals"),
    "foreign quotes": lambda release: rename_documents(release, "quotes"),
    "paragraphs twice": lambda release: shutil.copyfile(*list(list_files(release, "paragraphs").values())[:2]),
    "removals twice": lambda release: shutil.copyfile(*list(list_files(release, "removals").values())[:2]),
    "another table": lambda release: shutil.copyfile(*(list_files(release, name)[0] for name in ("paragraphs", "documents"))),
    "emptied": lambda release: list_files(release, "documents")[0].write_bytes(b""),
}
# Those that find each of these damages; others may not look at what it is in.
FINDERS = ("card", "publish", "rehydrate", "verify")


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("damage", CHANGED)
def test_a_changed_file_is_no_traceback(place: Path, tmp_path: Path, damage: str, command: str) -> None:
    """A command does its work, or fails with one line."""
    status, said = run_on(place, tmp_path, command, CHANGED[damage])

    assert status == 1 if command in FINDERS else status in (0, 1)
    assert "\n" not in said


@pytest.mark.parametrize("command", ["duplicates", "duplicates --json", "report"])
@pytest.mark.parametrize("damage", ["documents swapped", "removals swapped", "removals twice"])
def test_rows_of_documents_that_are_not_there_are_damage(place: Path, tmp_path: Path, damage: str, command: str) -> None:
    """The line says so, and what to try."""
    status, said = run_on(place, tmp_path, command, CHANGED[damage])

    assert status == 1
    assert "is damaged: " in said and "python -m corpus_builder verify" in said


def test_a_report_of_foreign_quotes_says_that_they_are(place: Path, tmp_path: Path) -> None:
    """Of documents that are not there."""
    status, said = run_on(place, tmp_path, "report", CHANGED["foreign quotes"])

    assert status == 1
    assert "is damaged: " in said


@pytest.mark.parametrize("command", [name for name in COMMANDS if name not in ("publish", "verify")])
def test_a_whole_release_is_read(place: Path, tmp_path: Path, command: str) -> None:
    """Each of the commands does its work where nothing is damaged; two mind that its parts are smaller than those of a build."""
    assert run_on(place, tmp_path, command, lambda _: None)[0] == 0
