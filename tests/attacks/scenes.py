"""What is attacked: sources in generated words, releases of them, and the commands that write something."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from benchmarks.invented import make_records
from corpus_builder.jobs.build import build_corpus
from corpus_builder.policy.takedowns import add_takedowns
from corpus_builder.report import write_report
from corpus_builder.settings import PolicySettings, Settings
from tests.attacks.outcome import BrokenError

ADDED = "Le conseil du port a ensuite levé la séance, sans fixer la date de la suivante.\n"
Tree = dict[str, bytes | None]

DESCRIBED = """[corpus]
name = "harbour"
version = "1.0.0"
title = "Harbour news"
license = "cc-by-4.0"
summary = "Invented articles about an invented harbour."

[[source]]
name = "Le Phare"
files = ["*"]
license = "cc-by-4.0"
"""


@dataclass(frozen=True, slots=True)
class Target:
    """A command that writes: its words inside a scene, and the release that it writes, where it writes one."""

    name: str
    words: tuple[str, ...]
    release: str | None = None


TARGETS = (
    Target("build", ("build", "articles", "--out", "out"), "out"),
    Target("cached-build", ("build", "articles", "--out", "out", "--cache", "cache"), "out"),
    Target("first-build", ("build", "articles", "--out", "new/corpus"), "new/corpus"),
    Target("card", ("card", "stale"), "stale"),
    Target("rehydrate", ("rehydrate", "bare", "--source", "articles", "--out", "texts"), "texts"),
    Target("takedown", ("takedown", "articles", "0000002.txt")),
    Target("report", ("report", "out", "--out", "page.html")),
)


def choose_targets(name: str | None) -> Sequence[Target]:
    """The target of a name, or all."""
    return [target for target in TARGETS if name in (None, target.name)]


def write_articles(folder: Path, number: int, seed: int, *, paragraphs: int | None = None, edited: bool = False) -> None:
    """Write so many generated articles as text, pages and records, and a description.

    They are cut after so many `paragraphs`; `edited` ones end with another one.
    """
    folder.mkdir(parents=True)
    records = []
    for at, record in enumerate(islice(make_records(10_000 * number, seed), number)):
        text = record.content.decode("utf-8") if isinstance(record.content, bytes) else record.content
        text = "\n\n".join(text.split("\n\n")[:paragraphs]) + ("\n\n" + ADDED if edited else "")
        if at % 5 == 3:
            body = "".join(f"<p>{paragraph}</p>" for paragraph in text.split("\n\n"))
            page = f"<html><head><title>{record.path}</title></head><body><article>{body}</article></body></html>"
            (folder / record.path).with_suffix(".html").write_text(page, encoding="utf-8")
        elif at % 5 == 4:
            records.append(json.dumps({"id": record.source_id, "text": text, "published": f"2024-03-{at % 28 + 1:02}"}))
        else:
            (folder / record.path).write_text(text, encoding="utf-8")
    (folder / "records.jsonl").write_text("\n".join(records) + "\n", encoding="utf-8")
    (folder / "sources.toml").write_text(DESCRIBED, encoding="utf-8")


def make_scene(place: Path, articles: int, seed: int) -> None:
    """Make a folder in which every target can be run, each over an earlier result that differs from the one it will give."""
    earlier, sources = place / "earlier", place / "articles"
    write_articles(earlier, max(articles - 2, 3), seed, edited=True)
    write_articles(sources, articles, seed)
    add_takedowns(sources, ["0000001.txt"])
    build_corpus([earlier], place / "out", Settings())
    shutil.copytree(place / "out", place / "texts")
    build_corpus([sources], place / "stale", Settings())
    build_corpus([sources], place / "bare", Settings(policy=PolicySettings(text="offsets")))
    write_report(place / "stale", place / "page.html")
    with (place / "stale" / "README.md").open("ab") as card:
        card.write(b"\nA line that somebody has added.\n")
    shutil.rmtree(earlier)


def read_tree(folder: Path) -> Tree:
    """Every file below a folder with its bytes, folders and links with None: equal trees are the same to any reader."""
    found: Tree = {}
    for path in sorted(folder.rglob("*")):
        plain = path.is_file() and not path.is_symlink()
        found[path.relative_to(folder).as_posix()] = path.read_bytes() if plain else None
    return found


def name_state(found: Tree, states: Mapping[str, Tree], *, ended: bool = False) -> str:
    """Which of the known states a tree is, caches aside; beside it a command that failed may have left a work folder.

    One that has `ended` well may not. Raises BrokenError, with what differs, where it is none of them.
    """
    seen = leave_out_caches(found if ended else leave_out_work(found))
    known = {name: leave_out_caches(state) for name, state in states.items()}
    for name, state in known.items():
        if seen == state:
            return name
    raise BrokenError("; ".join(f"not the {name} state: {describe_difference(seen, tree)}" for name, tree in known.items()))


def leave_out_work(tree: Tree) -> Tree:
    """A tree without work folders, and without a folder that was made for one.

    >>> leave_out_work({"new": None, "new/.corpus.work": None, "new/.corpus.work/flows": None})
    {}
    """
    left = {path: content for path, content in tree.items() if not is_kept(path)}
    for holder in {path.rpartition("/")[0] for path in tree.keys() - left.keys()} & left.keys():
        if not any(path.startswith(f"{holder}/") for path in left):
            del left[holder]
    return left


def is_kept(path: str) -> bool:
    """Whether a path is of what the next build goes on with.

    >>> is_kept(".out.work/flows"), is_kept("new/.corpus.work/documents"), is_kept(".out.new-release/data")
    (True, True, False)
    """
    return any(part.startswith(".") and part.endswith(".work") for part in path.split("/"))


def leave_out_caches(tree: Tree) -> Tree:
    """A tree without the folders that a cache may lie in: what is in them is nobody's but the next build's."""
    return {path: content for path, content in tree.items() if path.split("/")[0] != "cache"}


def describe_difference(found: Tree, expected: Tree) -> str:
    """In words how two trees differ.

    >>> describe_difference({"a": b"1", "b": b""}, {"a": b"2", "c": None})
    'left over b; missing c; other bytes in a'
    """
    parts = {
        "left over": sorted(found.keys() - expected.keys()),
        "missing": sorted(expected.keys() - found.keys()),
        "other bytes in": sorted(path for path in found.keys() & expected.keys() if found[path] != expected[path]),
    }
    return "; ".join(f"{what} {', '.join(paths[:3])}" for what, paths in parts.items() if paths)
