"""corpus_builder.policy.takedowns: what is asked not to be published is told by hashes."""

import errno
import hashlib
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from corpus_builder.policy import takedowns
from corpus_builder.policy.takedowns import add_takedowns, find_takedown, hash_name, read_takedowns
from corpus_builder.system.errors import SourceError


def is_taken_down(takedowns: set[str], source_id: str, url: str | None, sha256: str | None) -> bool:
    """Whether a list covers a source."""
    return find_takedown(takedowns, source_id, url, sha256) is not None


URL = "https://www.lephare.example/2024/quai.html"
CONTENT = "ab" * 32

COVERED = [
    ("fr/quai.txt", "fr/quai.txt", None),
    ("https://lephare.example/2024/quai.html", "a", URL),
    ("http://www.LePhare.example/2024/quai.html/#haut", "a", URL),
    ("https://lephare.example/2024/quai.html?utm_source=lettre&fbclid=1", "a", URL),
    ("www.lephare.example/2024/quai.html", "a", URL),
    ("lephare.example", "a", URL),
    ("https://lephare.example/", "a", URL),
    ("example", "a", "https://example/"),
    ("lephare.example", "a", "https://blog.lephare.example/1"),
    (URL, URL, None),
    (URL, "http://lephare.example/2024/quai.html", None),
    ("lephare.example/", "a", URL),
    ("LePhare.Example", "a", URL),
    ("//lephare.example", "a", URL),
    ("*.lephare.example", "a", URL),
    ("lephare.example.", "a", URL),
    ("LePhare.example/2024/quai.html", "a", URL),
    ("https://lephare.example:443/2024//quai.html", "a", URL),
    ("https://lephare.example/2023/../2024/quai.html", "a", URL),
    ("https://lephare.example/a?x=1&y=2", "a", "https://lephare.example/a?y=2&x=1"),
    ("https://lephare.example/le%20quai", "a", "https://lephare.example/le quai"),
    ("https://phâre.example/", "a", "https://xn--phre-coa.example/a"),
    ("phâre.example", "a", "https://pha\u0302re.example/a"),
    (" fr/quai.txt ", "fr/quai.txt", None),
    ("./fr/quai.txt", "fr/quai.txt", None),
    ("fr\\quai.txt", "fr/quai.txt", None),
]
NOT_COVERED = [
    ("fr/quai.txt", "fr/quai2.txt", None),
    ("https://lephare.example/2024", "a", URL),
    ("https://lephare.example/2024/quai.html?page=2", "a", URL),
    ("phare.example", "a", URL),
    ("example", "a", URL),
    ("fr", "fr/quai.txt", None),
    ("page#3", "page#4", None),
    ("page?3", "page?4", None),
    ("dépêches.jsonl:3", "dépêches.jsonl:4", None),
    ("Quai.txt", "quai.txt", None),
    ("A", "a", None),
]


@pytest.mark.parametrize(("name", "source_id", "url"), COVERED)
def test_one_line_holds_for_all_spellings(name: str, source_id: str, url: str | None) -> None:
    """An id, an address however it is written, a site and a domain above it cover their sources."""
    assert is_taken_down({hash_name(name)}, source_id, url, None)


@pytest.mark.parametrize(("name", "source_id", "url"), NOT_COVERED)
def test_nothing_else_is_covered(name: str, source_id: str, url: str | None) -> None:
    """Another path, another query, half of a domain's name and a country's domain are other things."""
    assert not is_taken_down({hash_name(name)}, source_id, url, None)


def test_a_document_s_id_and_a_file_s_hash_are_hashes() -> None:
    """What is published of a document, its id and its SHA-256, can be put on the list as it is."""
    identity = hashlib.sha256(b"fr/quai.txt").hexdigest()[:16]

    assert is_taken_down({identity}, "fr/quai.txt", None, None)
    assert is_taken_down({CONTENT}, "a", None, CONTENT)
    assert not is_taken_down({identity, CONTENT}, "b", None, None)


def test_the_list_grows_by_what_is_new(tmp_path) -> None:
    """Adding writes hashes, no names, keeps what stands there, and adds nothing twice."""
    (tmp_path / "takedowns.txt").write_text(f"# asked for by letter\n{CONTENT.upper()}  # a file", encoding="utf-8")

    fresh = add_takedowns(tmp_path, ["fr/quai.txt", URL, CONTENT, "fr/quai.txt"])
    again = add_takedowns(tmp_path, [URL.replace("https", "http")])

    assert fresh == [hash_name("fr/quai.txt"), hash_name(URL)]
    assert again == []
    assert read_takedowns([tmp_path]) == tuple(sorted([CONTENT, *fresh]))
    assert "quai" not in (tmp_path / "takedowns.txt").read_text(encoding="utf-8")


def test_a_line_that_is_no_hash_is_one_clear_error(tmp_path) -> None:
    """A name in the list would be published with it: the line is named, and how to write its hash."""
    (tmp_path / "takedowns.txt").write_text(f"{CONTENT}\nfr/quai.txt\n", encoding="utf-8")

    with pytest.raises(SourceError, match=r"takedowns.txt, line 2: not a hash .*takedown"):
        read_takedowns([tmp_path])


def test_a_file_is_named_by_its_path(tmp_path, monkeypatch) -> None:
    """A path that leads to a file in the source folder means its source id; a name without letters is an error."""
    (tmp_path / "fr").mkdir()
    (tmp_path / "fr" / "quai.txt").write_text("Le quai.", encoding="utf-8")
    monkeypatch.chdir(tmp_path / "fr")

    assert add_takedowns(tmp_path, ["quai.txt", str(tmp_path / "fr" / "quai.txt")]) == [hash_name("fr/quai.txt")]
    with pytest.raises(SourceError, match="has no name"):
        add_takedowns(tmp_path, [" "])


def test_no_folder_no_list(tmp_path) -> None:
    """Where nothing was asked for, nothing is taken down; a folder that is not there is an error."""
    assert read_takedowns([tmp_path]) == ()
    with pytest.raises(SourceError, match="no such folder"):
        add_takedowns(tmp_path / "nowhere", ["a"])


DAMAGED = {
    "a cut hash": (CONTENT.encode() + b"\n" + CONTENT[:40].encode(), "line 2: not a hash"),
    "a hash cut to the length of an id": (
        CONTENT.encode() + b"\n" + CONTENT[:16].encode(),
        "line 2: the list may be cut off here",
    ),
    "NUL where the disk lost a block": (CONTENT.encode() + b"\n" + bytes(65) + b"\n", "line 2: not a hash"),
    "two hashes on a line": (CONTENT.encode() * 2 + b"\n", "line 1: not a hash"),
    "bytes that are no text": (b"# asked for\n\n\xff\xfe\n" + CONTENT.encode(), "line 3: not a hash"),
    "another encoding": (f"{CONTENT}\n".encode("utf-16"), "line 1: not a hash"),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_list_is_never_half_believed(name: str, tmp_path) -> None:
    """The line is named, nothing is added to such a list, and it stays as it is."""
    content, said = DAMAGED[name]
    (tmp_path / "takedowns.txt").write_bytes(content)

    for use in (lambda: read_takedowns([tmp_path]), lambda: add_takedowns(tmp_path, ["a"])):
        with pytest.raises(SourceError, match=rf"takedowns.txt, {said}"):
            use()

    assert (tmp_path / "takedowns.txt").read_bytes() == content
    assert [path.name for path in tmp_path.iterdir()] == ["takedowns.txt"]


@pytest.mark.parametrize(
    "content", [b"\xef\xbb\xbf" + CONTENT.encode() + b"\r\n", CONTENT.encode(), CONTENT[:16].encode() + b" # id\n"]
)
def test_a_list_may_come_from_any_editor(content: bytes, tmp_path) -> None:
    """A byte order mark, line ends of Windows and a missing last one change nothing, and stay when something is added."""
    (tmp_path / "takedowns.txt").write_bytes(content)
    [there] = read_takedowns([tmp_path])

    [fresh] = add_takedowns(tmp_path, ["a"])

    assert CONTENT.startswith(there)
    assert set(read_takedowns([tmp_path])) == {there, fresh}
    assert (tmp_path / "takedowns.txt").read_bytes().startswith(content)


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_failing_disk_leaves_the_list_before(step: str, tmp_path, monkeypatch) -> None:
    """It is one clear line, the list is as it was, and nothing stands beside it."""
    add_takedowns(tmp_path, ["a"])
    before = (tmp_path / "takedowns.txt").read_bytes()

    def fill(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, step, fill)
    with pytest.raises(SourceError, match=r"\Acannot write [^\n]+takedowns.txt: the disk is full [^\n]+\Z"):
        add_takedowns(tmp_path, ["b"])

    assert (tmp_path / "takedowns.txt").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["takedowns.txt"]


def test_additions_at_once_keep_all(tmp_path) -> None:
    """Of many commands at the same time each one's hashes are in the list, whole."""
    names = [f"fr/{number}.txt" for number in range(24)]

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda name: add_takedowns(tmp_path, [name]), names))

    assert read_takedowns([tmp_path]) == tuple(sorted(map(hash_name, names)))
    assert [path.name for path in tmp_path.iterdir()] == ["takedowns.txt"]


def test_what_a_killed_addition_left_goes_with_the_next_one(tmp_path) -> None:
    """Neither its temporary file nor its lock stays, and neither hinders."""
    for name in (".takedowns.txt.0123456789abcdef.new", ".takedowns.txt.lock"):
        (tmp_path / name).touch()
    add_takedowns(tmp_path, ["a"])

    assert [path.name for path in tmp_path.iterdir()] == ["takedowns.txt"]


def test_a_list_that_is_a_link_within_the_folder_stays_one(tmp_path) -> None:
    """What it leads to is replaced; where it leads out of the folder, not even a lock is made there."""
    folder, outside = tmp_path / "articles", tmp_path / "outside"
    (folder / "lists").mkdir(parents=True)
    outside.mkdir()
    path = folder / "takedowns.txt"
    (folder / "lists" / "takedowns.txt").touch()
    try:
        path.symlink_to(folder / "lists" / "takedowns.txt")
    except OSError:
        pytest.skip("links are not allowed here")
    add_takedowns(folder, ["a"])
    assert path.is_symlink() and [left.name for left in (folder / "lists").iterdir()] == ["takedowns.txt"]

    path.unlink()
    path.symlink_to(outside / "takedowns.txt")
    before = outside.stat().st_mtime_ns
    with pytest.raises(SourceError, match="link out of the source folder"):
        add_takedowns(folder, ["b"])
    assert outside.stat().st_mtime_ns == before


def test_a_list_that_becomes_a_link_is_not_followed(tmp_path, monkeypatch) -> None:
    """What is exchanged for a link after it was found is an error, and what that leads to is not read."""
    folder, outside = tmp_path / "articles", tmp_path / "outside.txt"
    folder.mkdir()
    outside.write_text(f"{hash_name('b')}\n")

    def exchange(*_: object, **__: object) -> Path:
        path = folder / "takedowns.txt"
        path.unlink(missing_ok=True)
        try:
            path.symlink_to(outside)
        except OSError:
            pytest.skip("links are not allowed here")
        return path

    monkeypatch.setattr(takedowns, "find_beside", exchange)
    with pytest.raises(SourceError, match=r"\Acannot read [^\n]+\Z"):
        read_takedowns([folder])


def test_what_is_in_the_way_of_the_lock_is_named(tmp_path) -> None:
    """A folder or link that has the lock's name is one clear error."""
    (tmp_path / ".takedowns.txt.lock").mkdir()
    with pytest.raises(SourceError, match=r"\Acannot write [^\n]+ is in the way: [^\n]+takedowns.txt.lock\Z"):
        add_takedowns(tmp_path, ["a"])


@pytest.mark.skipif(sys.platform == "win32", reason="links as on POSIX")
def test_a_link_is_taken_down_by_its_path(tmp_path) -> None:
    """A file that is a link is a source under the link's path: that path is hashed, beside that of what it leads to."""
    kept = tmp_path / ".git" / "annex" / "objects" / "k"
    kept.parent.mkdir(parents=True)
    kept.write_text("Le quai.")
    (tmp_path / "one.txt").symlink_to(kept)

    assert hash_name("one.txt") in add_takedowns(tmp_path, [str(tmp_path / "one.txt")])
    assert add_takedowns(tmp_path, ["x" * 5000]) == [hash_name("x" * 5000)]
