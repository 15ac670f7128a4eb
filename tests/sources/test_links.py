"""corpus_builder.sources.links: what leads out of a source folder, over however many steps."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from corpus_builder.sources.files import list_files
from corpus_builder.sources.links import find_below, find_beside
from corpus_builder.sources.reading import open_source
from corpus_builder.system.errors import SourceError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links as on POSIX")

OUT, HIDDEN, AGAIN = "link out of the source folder", "link to a hidden file", "link to a folder already read"
# links by their path below the source folder `in`, beside which lie `other/x.txt` and `near` (whose name begins like `in`)
LINKS: dict[str, tuple[dict[str, str], dict[str, str | None]]] = {
    "a file elsewhere": ({"l.txt": "../other/x.txt"}, {"l.txt": OUT}),
    "an absolute target": ({"l.txt": "/etc/hostname"}, {"l.txt": OUT}),
    "the environment of the process": ({"l.txt": "/proc/self/environ"}, {"l.txt": OUT}),
    "a folder elsewhere": ({"d": "../other"}, {"d": OUT}),
    "a folder that begins with the same letters": ({"d": "../in2"}, {"d": OUT}),
    "two steps, the second out": ({"l.txt": "m.txt", "m.txt": "../other/x.txt"}, {"l.txt": OUT, "m.txt": OUT}),
    "through a folder that is a link": ({"sub/d": "../..", "l.txt": "sub/d/other/x.txt"}, {"sub/d": OUT, "l.txt": OUT}),
    "out and in again": ({"l.txt": "../in/a.txt"}, {"l.txt": None}),
    "a target that is not there": ({"l.txt": "../other/none.txt"}, {"l.txt": OUT}),
    "a target in the folder that is not there": ({"l.txt": "none.txt"}, {"l.txt": "unreadable file"}),
    "a file in the folder": ({"l.txt": "a.txt", "sub/k.txt": "../a.txt"}, {"l.txt": None, "sub/k.txt": None}),
    "a folder in the folder": ({"d": "sub"}, {"d": AGAIN}),
    "the folder itself": ({"sub/up": ".."}, {"sub/up": AGAIN}),
    "a folder that is reached before its own path": ({"a": "sub", "b": "a"}, {"a": AGAIN, "b": AGAIN}),
    "a folder above": ({"sub/up": "../.."}, {"sub/up": OUT}),
    "a circle": ({"l.txt": "m.txt", "m.txt": "l.txt"}, {"l.txt": "unreadable file", "m.txt": "unreadable file"}),
    "a file of no known kind": ({"l": "../other/x.txt"}, {"l": OUT}),
    "hidden": ({".l.txt": "../other/x.txt"}, {}),
    "to a hidden file": ({"l.txt": ".env"}, {"l.txt": HIDDEN}),
    "to a file in a hidden folder": ({"l.txt": ".git/config.txt"}, {"l.txt": HIDDEN}),
    "to a hidden folder": ({"d": ".git"}, {"d": HIDDEN}),
    "to what git-annex keeps": ({"l.txt": ".git/annex/objects/k1"}, {"l.txt": None}),
    "to what git-annex has not fetched": ({"l.txt": ".git/annex/objects/k2"}, {"l.txt": "unreadable file"}),
    "to a folder that DVC keeps": ({"d": ".dvc/cache/f.dir", "e": ".dvc/cache/f.dir"}, {"d/c.txt": None, "e": AGAIN}),
    "a chain without end": (
        {f"l{number}.txt": f"l{number + 1}.txt" for number in range(1500)},
        dict.fromkeys((f"l{number}.txt" for number in range(1500)), "unreadable file"),
    ),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A source folder with two files, and something beside it."""
    hidden = ("in/.env", "in/.git/config.txt", "in/.git/annex/objects/k1", "in/.dvc/cache/f.dir/c.txt")
    for name in ("in/a.txt", "in/sub/b.txt", "other/x.txt", "in2/y.txt", *hidden):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path / "in"


def plant(folder: Path, links: dict[str, str]) -> None:
    """Make links below a folder."""
    for name, target in links.items():
        (folder / name).symlink_to(target)


@pytest.mark.parametrize("name", LINKS)
def test_a_link_is_read_only_within_its_folder(name: str, folder: Path) -> None:
    """A link that leads out is found with that reason and not followed; one that stays inside is a file like any other."""
    links, expected = LINKS[name]
    plant(folder, links)

    found = {file.path: file.reason if file.problem else None for file in list_files([folder])}

    assert found == {"a.txt": None, "sub/b.txt": None} | expected


@pytest.mark.parametrize("name", LINKS)
def test_who_follows_links_rejects_none_for_leading_out(name: str, folder: Path) -> None:
    """With the user's word a link is what it leads to."""
    plant(folder, LINKS[name][0])

    assert not {OUT, HIDDEN} & {file.reason for file in list_files([folder], follow_links=True)}


def test_the_source_itself_may_be_a_link(folder: Path) -> None:
    """A named link, to a folder or a file, is what the user asked for; links in its folder are still held against that."""
    link, file = folder.parent / "link", folder.parent / "file.txt"
    link.symlink_to(folder)
    file.symlink_to(folder / "a.txt")
    plant(folder, {"in.txt": "a.txt", "out.txt": "../other/x.txt"})

    assert [(f.path, f.reason if f.problem else None) for f in list_files([link])] == [
        ("a.txt", None),
        ("in.txt", None),
        ("out.txt", OUT),
        ("sub/b.txt", None),
    ]
    assert [f.place.read_text() for f in list_files([file])] == ["in/a.txt"]


def test_a_target_is_not_touched(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What lies outside is not even opened to see what it is."""
    plant(folder, {"l.txt": "../other/x.txt"})
    monkeypatch.setattr(os, "open", lambda path, *_: pytest.fail(f"{path} was opened"))

    assert len(list(list_files([folder]))) == 3


def test_a_folder_may_have_several_names(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that knows a folder by another spelling says so by its identity."""
    other = folder.parent / "IN"
    other.symlink_to(folder)
    resolve = os.path.realpath
    monkeypatch.setattr(os.path, "realpath", lambda path: str(path) if "IN" in Path(path).parts else resolve(path))

    assert find_below(other / "a.txt", folder) == ("a.txt",)


@pytest.mark.parametrize(("target", "is_out"), [("sub/s.toml", False), ("../other/x.txt", True), ("../other/none", True)])
def test_what_stands_beside_the_sources_is_held_to_the_same(target: str, is_out: bool, folder: Path) -> None:
    """A `sources.toml` that is a link out of the folder is one clear error, unless the user follows links."""
    (folder / "sub" / "s.toml").touch()
    plant(folder, {"sources.toml": target})

    if is_out:
        with pytest.raises(SourceError, match=r"sources\.toml is a link out of the source folder \(--follow-links"):
            find_beside(folder, "sources.toml")
    else:
        assert find_beside(folder, "sources.toml") == folder / target
    if target != "../other/none":
        assert find_beside(folder, "sources.toml", follow_links=True) == (folder / target).resolve()
    assert find_beside(folder, "corpus.toml") is None


NO_FILES = {
    "a link to what was not fetched": lambda path: path.symlink_to(".git/annex/objects/k2"),
    "a folder": lambda path: path.mkdir(),
    "a pipe": os.mkfifo if hasattr(os, "mkfifo") else None,
    "a link to itself": lambda path: path.symlink_to(path),
}


@pytest.mark.parametrize("kind", NO_FILES)
def test_what_a_person_says_is_never_passed_over(kind: str, folder: Path) -> None:
    """A list of takedowns that is there and cannot be read is an error: without it, what was taken down would be published."""
    NO_FILES[kind](folder / "takedowns.txt")

    for follow_links in (False, True):
        with pytest.raises(SourceError, match=r"takedowns\.txt exists but is not a readable file"):
            find_beside(folder, "takedowns.txt", follow_links=follow_links)


def test_each_folder_is_entered_once(folder: Path) -> None:
    """Folders that lead to each other in many ways cost as much as there are folders, not as there are ways."""
    for number in range(24):
        (folder / f"d{number}").mkdir()
        (folder / f"d{number}" / "x.txt").write_text("x")
        plant(folder, {f"d{number}/{name}": f"../d{number + 1}" for name in ("a", "b") if number < 23})

    for follow_links in (False, True):
        found = list(list_files([folder], follow_links=follow_links))
        assert sum(not file.problem for file in found) == 26
        assert len(found) == 26 + 46


def test_a_folder_that_becomes_a_link_is_not_followed(folder: Path) -> None:
    """Between the listing of a file and its reading, no part of its path below the source folder may become a link."""
    [found] = [file for file in list_files([folder]) if file.path == "sub/b.txt"]
    (folder / "sub").rename(folder / "was")
    (folder.parent / "other" / "b.txt").write_text("secret")
    (folder / "sub").symlink_to(folder.parent / "other")

    with pytest.raises(OSError), open_source(found.place, found.bounds):
        pass


def test_a_release_is_no_source_by_a_link_either(folder: Path) -> None:
    """What lies in the folder that is passed over stays so, by whatever link it is reached."""
    plant(folder, {"l.txt": "sub/b.txt", "d": "sub"})

    assert [file.path for file in list_files([folder], skip=(folder / "sub",))] == ["a.txt"]
