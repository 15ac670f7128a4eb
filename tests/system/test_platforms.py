"""corpus_builder.system.platforms: what systems do each in its own way has one name."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest

from corpus_builder.system import platforms
from corpus_builder.system.platforms import (
    FROM_TERMINAL,
    REQUESTS_TO_END,
    free_memory,
    hold_back_signals,
    is_mount_point,
    open_below,
    set_rights,
)

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals, links and rights as on POSIX")

MOUNTED = {"/data/my corpus": True, "/data/back\\slash": True, "/data": False, "/data/my": False}


@posix
@pytest.mark.parametrize("place", MOUNTED)
def test_a_folder_mounted_from_the_same_disk_is_found(place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's table of mounts is asked, in which blanks and backslashes are written in octal."""
    mounts = tmp_path / "mountinfo"
    lines = (
        "22 1 8:1 / / rw - ext4 x rw",
        r"23 22 8:1 /a /data/my\040corpus rw - ext4 x rw",
        r"24 22 8:1 /b /data/back\134slash rw",
    )
    mounts.write_text("\n".join(lines) + "\n")
    monkeypatch.setattr(platforms, "MOUNTS", mounts)

    assert is_mount_point(Path(place)) == MOUNTED[place]


def test_the_root_is_a_mount_point_and_a_folder_is_not(tmp_path: Path) -> None:
    """What the system itself says counts, also where there is no table of mounts."""
    assert is_mount_point(Path(tmp_path.anchor))
    assert not is_mount_point(tmp_path)


def test_a_terminal_sends_less_than_all_requests_to_end() -> None:
    """Ctrl-C and the end of the terminal reach every process that was started from it; SIGTERM is meant for one."""
    assert signal.SIGINT in FROM_TERMINAL
    assert signal.SIGTERM in REQUESTS_TO_END and signal.SIGTERM not in FROM_TERMINAL


@posix
def test_what_a_terminal_sends_is_held_back_and_then_as_before() -> None:
    """Processes that are started meanwhile inherit the blocked signals; afterwards this one hears as it did."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())

    with hold_back_signals():
        assert set(FROM_TERMINAL) <= signal.pthread_sigmask(signal.SIG_BLOCK, ())

    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == before


@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
def test_memory_is_given_back_where_it_can_be(system: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the library of Linux is asked, and one that has no such function is no error."""
    asked: list[str | None] = []
    monkeypatch.setattr("ctypes.CDLL", lambda name: asked.append(name) or object())
    monkeypatch.setattr(platforms.sys, "platform", system)

    free_memory()

    assert asked == [None] * (system == "linux")


@posix
def test_no_link_on_the_way_is_followed(tmp_path: Path) -> None:
    """Below its bounds a file opens through folders alone, and not when it or one of them is a link."""
    (tmp_path / "in" / "folder").mkdir(parents=True)
    (tmp_path / "in" / "folder" / "a.txt").write_text("a")
    (tmp_path / "in" / "link").symlink_to(tmp_path / "in" / "folder")
    (tmp_path / "in" / "b.txt").symlink_to(tmp_path / "in" / "folder" / "a.txt")

    with open(open_below(tmp_path / "in" / "folder" / "a.txt", tmp_path / "in")) as file:  # noqa: PTH123 (a descriptor)
        assert file.read() == "a"
    for name in ("link/a.txt", "b.txt"):
        with pytest.raises(OSError):
            open_below(tmp_path / "in" / name, tmp_path / "in")


@posix
def test_rights_are_set_on_an_open_file(tmp_path: Path) -> None:
    """The bits of the mode count, not what kind of file it is of."""
    with (tmp_path / "a").open("wb") as file:
        set_rights(file, 0o100640)

    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o640


def test_only_this_module_asks_for_the_system() -> None:
    """No other module of the package looks at the name of the system, or whether it has a signal or a flag."""
    asks = ("sys.platform", "os.name", "hasattr(signal", "hasattr(os", 'getattr(os, "O_', "import fcntl", "import msvcrt")
    package = Path(platforms.__file__).parent.parent
    others = (path for path in package.rglob("*.py") if path.name != "platforms.py")

    assert [path.name for path in others if any(word in path.read_text(encoding="utf-8") for word in asks)] == []
