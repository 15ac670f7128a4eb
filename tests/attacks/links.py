"""Links that somebody has planted: nothing of what they lead to is published or printed, and nothing is written there."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from corpus_builder.policy.takedowns import hash_source
from tests.attacks.commands import Done, run_forked, run_process
from tests.attacks.outcome import Outcome, expect
from tests.attacks.scenes import make_scene

# A word that stands in no text, and the name of a variable of the environment that holds it.
SECRET, VARIABLE = "zyxomarquisat", "CORPUS_BUILDER_ATTACK"
STATUSES = (0, 1, 3)
SENTENCE = f"Le mot de passe du coffre de la capitainerie est {SECRET}, comme le sait Claire Vasseur depuis le mois de mars."
OUTSIDE = {
    "secret.txt": f"{SENTENCE}\n\n« Personne ne doit lire {SECRET} », a déclaré Hugo Marant, le gardien du port.\n",
    "secret.html": f"<html><head><title>{SECRET}</title></head><body><article><p>{SENTENCE}</p></article></body></html>",
    "secret.jsonl": f'{{"id": "{SECRET}", "text": "{SENTENCE}"}}\n',
    "folder/note.txt": SENTENCE,
    "folder/below/secret.txt": SENTENCE,
    "sources.toml": f'[corpus]\nname = "{SECRET}"\ntitle = "{SECRET}"\n',
    "corpus.toml": f"[{SECRET}]\nword = 1\n",
    "takedowns.txt": f"{hash_source(SECRET)}  # {SECRET}\n",
    "labels.jsonl": f'{{"source_id": "{SECRET}", "title": "{SECRET}"}}\n',
    "empty.html": "",
}
DESCRIBING = ("sources.toml", "corpus.toml", "takedowns.txt", "labels.jsonl")
COMMANDS = (
    ("build", "{scene}/articles", "--out", "{scene}/out"),
    ("build", "{scene}/articles", "--out", "{scene}/new", "--text-policy", "excerpt"),
    ("explain", "{scene}/articles/0000000.txt"),
    ("verify", "{scene}/out", "--source", "{scene}/articles"),
    ("rehydrate", "{scene}/bare", "--source", "{scene}/articles", "--out", "{scene}/texts"),
    ("takedown", "{scene}/articles", "0000002.txt"),
    ("report", "{scene}/out", "--out", "{scene}/page.html"),
    ("card", "{scene}/stale"),
)


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a case takes place: the scene, and the folder outside of it that is not to be read or written."""

    scene: Path
    outside: Path


Planting = Callable[[Ground], None]


@dataclass(frozen=True, slots=True)
class Case:
    """Links that are planted before the commands run; `meanwhile` is what is exchanged for a link after the sources were listed.

    A `started` case runs its commands as processes of their own, since it is about their environment.
    """

    name: str
    plant: Planting
    meanwhile: str | None = None
    started: bool = False
    commands: tuple[tuple[str, ...], ...] = field(default=COMMANDS)


def attack_links(workspace: Path, *, stride: int = 1, seed: int = 1, only: int | None = None) -> list[Outcome]:
    """Plant links of every kind (each `stride`-th) and run every command that reads sources or writes files."""
    scene = workspace / "scene"
    make_scene(scene, 6, seed)
    cases = list(list_cases())
    outcome = Outcome(f"links --seed {seed}", "plantings")
    outcome.figures.update({"commands": 0, "leaks": 0, "writes outside": 0})
    for number in range(0, len(cases), stride) if only is None else [only]:
        with outcome.try_case(number, cases[number].name, workspace / "planted") as folder:
            ground = Ground(folder / "scene", folder / "outside")
            shutil.copytree(scene, ground.scene)
            lay_outside(ground.outside)
            run_case(cases[number], ground, outcome)
    return [outcome]


def lay_outside(outside: Path) -> None:
    """Write what nobody may read or change."""
    for path, content in OUTSIDE.items():
        (outside / path).parent.mkdir(parents=True, exist_ok=True)
        (outside / path).write_text(content, encoding="utf-8")
    (outside / "step").symlink_to(outside / "secret.txt")


def run_case(case: Case, ground: Ground, outcome: Outcome) -> None:
    """Plant the links, run the commands. Raises BrokenError where the secret gets out or something outside is changed."""
    case.plant(ground)
    before, secrets = list_outside(ground.outside), list_secrets(ground.outside)
    for command in case.commands:
        words = [word.format(scene=ground.scene) for word in command]
        done = run_planted(case, words, ground)
        outcome.figures["commands"] += 1
        changed = before != list_outside(ground.outside)
        outcome.figures["writes outside"] += changed
        expect(not changed, f"{command[0]}: something outside was changed")
        expect(done.status in STATUSES, f"{command[0]}: status {done.status}: {done.stderr[-600:]}")
        leaks = [place for place, said in list_said(done, ground.scene) for secret in secrets if secret in said]
        outcome.figures["leaks"] += bool(leaks)
        expect(not leaks, f"{command[0]}: what lies outside stands in {', '.join(leaks[:3])}")


def run_planted(case: Case, words: list[str], ground: Ground) -> Done:
    """Run a command in the folder outside, with the secret on its standard input."""
    if case.started:
        return run_process(words, ground.outside, environment={VARIABLE: SECRET})

    def prepare() -> None:
        os.dup2(os.open(ground.outside / "secret.txt", os.O_RDONLY), 0)
        if case.meanwhile:
            target = SWAPS[case.meanwhile]
            act_meanwhile(case.meanwhile, lambda: plant_one(link_absolute, f"articles/{case.meanwhile}", target, ground))

    return run_forked(words, ground.outside, prepare)


def act_meanwhile(name: str, act: Callable[[], None]) -> None:
    """Have something done as soon as a command has listed its sources, or looked for what a file of that name says about them."""
    from corpus_builder.jobs import build, explain, project, rehydrate, verify
    from corpus_builder.policy import takedowns
    from corpus_builder.release.page import quality
    from corpus_builder.sources import description, links

    def then_act(function: Any) -> Any:
        def call(*words: Any, **options: Any) -> Any:
            found = function(*words, **options)
            if name not in DESCRIBING or name in words:
                act()
            return found

        return call

    if name in DESCRIBING:
        for holder in (takedowns, quality, description, links, project):
            holder.find_beside = then_act(holder.find_beside)  # type: ignore[attr-defined]
    else:
        for module in (build, verify, explain, rehydrate):
            module.list_files = then_act(module.list_files)  # type: ignore[attr-defined]


def list_outside(outside: Path) -> list[tuple[str, int, int, bytes | str]]:
    """Every file, folder and link outside: name, mode, time of the last change, content."""
    found = []
    for path in [outside, *sorted(outside.rglob("*"))]:
        status = path.lstat()
        content = str(path.readlink()) if path.is_symlink() else path.read_bytes() if path.is_file() else ""
        found.append((path.as_posix(), status.st_mode, status.st_mtime_ns, content))
    return found


def list_secrets(outside: Path) -> list[str]:
    """What must stand nowhere: the secret, its hash and those of the files that hold it, the first line of the system's users."""
    files = [path for path in outside.rglob("*") if path.is_file() and path.stat().st_size]
    digests = {hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    users = Path("/etc/passwd")
    return [
        SECRET,
        hash_source(SECRET),
        *digests,
        *(users.read_text(encoding="utf-8").splitlines()[:1] if users.is_file() else []),
    ]


def list_said(done: Done, scene: Path) -> Iterator[tuple[str, str]]:
    """Everything that a command has printed or written, tables in plain text, with its place."""
    yield "stdout", done.stdout
    yield "stderr", done.stderr
    for path in sorted(scene.rglob("*")):
        if path.is_file() and not any(part.is_symlink() for part in (path, *path.relative_to(scene).parents)):
            yield path.relative_to(scene).as_posix(), read_plain(path)


def read_plain(path: Path) -> str:
    """A file as text, a table's values as they are."""
    if path.suffix == ".parquet":
        return str(pq.ParquetFile(path).read().to_pylist())
    return path.read_bytes().decode("utf-8", "replace")


# How a link leads from a folder to a target outside; each makes the link `name` in the folder.


def link_absolute(folder: Path, name: str, target: Path) -> None:
    place_link(folder / name, target)


def link_relative(folder: Path, name: str, target: Path) -> None:
    path = folder / name
    place_link(path, Path(os.path.relpath(target, path.parent)))


def link_winding(folder: Path, name: str, target: Path) -> None:
    (folder / "way").mkdir(exist_ok=True)
    place_link(folder / name, f"{folder}/way/.//..//way/../../{folder.name}/way/{os.path.relpath(target, folder / 'way')}")


def link_in_steps(folder: Path, name: str, target: Path) -> None:
    steps = [folder / "steps" / f"{number}-{Path(name).name}" for number in range(4)]
    for path, leads_to in zip([folder / name, *steps], [*steps, target], strict=True):
        place_link(path, leads_to)


def link_in_hidden_steps(folder: Path, name: str, target: Path) -> None:
    hidden = folder / f".{Path(name).name}.step"
    place_link(hidden, target)
    place_link(folder / name, hidden)


def link_over_a_folder(folder: Path, name: str, target: Path) -> None:
    place_link(folder / "elsewhere", target.parent)
    place_link(folder / name, folder / "elsewhere" / target.name)


def link_over_the_root(folder: Path, name: str, target: Path) -> None:
    place_link(folder / name, f"/proc/self/root{target}")


def link_over_the_working_folder(folder: Path, name: str, target: Path) -> None:
    # commands run in the folder outside
    place_link(folder / name, f"/proc/self/cwd/{target.name}")


def place_link(path: Path, target: Path | str) -> None:
    """Make a link, in place of whatever is there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    remove_path(path)
    path.symlink_to(target)


def remove_path(path: Path) -> None:
    """Remove a file, link or folder."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


WAYS = {
    "absolute": link_absolute,
    "relative": link_relative,
    "winding": link_winding,
    "in steps": link_in_steps,
    "in hidden steps": link_in_hidden_steps,
    "over a folder": link_over_a_folder,
    "over the root of the process": link_over_the_root,
    "over its working folder": link_over_the_working_folder,
}
SECRETS = ("secret.txt", "secret.html", "secret.jsonl", "folder", "step")
SYSTEM = ("/etc/passwd", "/proc/self/environ", "/proc/self/cwd", "/proc/self/fd/0", "/dev/stdin", "/proc/self/root/etc/passwd")
NAMES = ("note.txt", "page.html", "more.jsonl", "below/note.txt", "annexe", ".hidden.txt")
LOCKS = (".takedowns.txt.lock", ".takedowns.txt.new", ".takedowns.txt.0000000000000000.new")
BESIDE = (
    ".out.lock",
    ".out.new-release",
    ".out.work",
    ".out.old-release",
    ".new.new-release",
    ".texts.lock",
    ".texts.new-release",
    ".stale.old-release",
    ".page.html.lock",
    ".page.html.new",
    ".page.html.0000000000000000.new",
    "page.html",
)
INSIDE = (
    "out/README.md",
    "out/data",
    "out/data/documents/part-00000.parquet",
    "stale/quotes.csv",
    "stale/data",
    "bare/manifest.json",
)


def list_cases() -> Iterator[Case]:
    """All cases, in an order that stays."""
    for (way, link), secret in product(WAYS.items(), SECRETS):
        yield Case(f"{secret}, {way}", partial(plant_sources, link, secret))
    for system in SYSTEM:
        yield Case(system, partial(plant_sources, link_absolute, system), started=system == "/proc/self/environ")
    for (way, link), name in product(WAYS.items(), DESCRIBING):
        yield Case(f"{name}, {way}", partial(plant_one, link, f"articles/{name}", name))
    for name, target in product(LOCKS, ("secret.txt", "nothing")):
        yield Case(f"{name} to {target}", partial(plant_one, link_absolute, f"articles/{name}", target))
    for name, target in product((*BESIDE, *INSIDE), ("empty.html", "secret.txt", "folder", "nothing")):
        yield Case(f"{name} to {target}", partial(plant_one, link_absolute, name, target))
    for name in SWAPS:
        yield Case(f"{name} swapped meanwhile", add_files, name)


# What is exchanged for a link after the listing; the folder stands among the sources, with a file of the same name.
SWAPS = {
    "0000005.txt": "secret.txt",
    "0000003.html": "secret.html",
    "records.jsonl": "secret.jsonl",
    "below": "folder",
    **{name: name for name in DESCRIBING},
}


def add_files(ground: Ground) -> None:
    """No link, but what can be exchanged for one: a folder with an article, and files in which something is said."""
    articles = ground.scene / "articles"
    (articles / "below").mkdir()
    shutil.copyfile(articles / "0000000.txt", articles / "below" / "note.txt")
    (articles / "corpus.toml").touch()
    (articles / "labels.jsonl").write_text('{"source_id": "0000000.txt", "kept": []}\n', encoding="utf-8")


def plant_sources(link: Callable[[Path, str, Path], None], target: str, ground: Ground) -> None:
    """A link of one kind under every name that a source may have."""
    for name in NAMES:
        link(ground.scene / "articles", name, ground.outside / target)


def plant_one(link: Callable[[Path, str, Path], None], name: str, target: str, ground: Ground) -> None:
    """A link of one kind under one name."""
    path = ground.scene / name
    link(path.parent, path.name, ground.outside / target)
