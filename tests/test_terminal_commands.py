"""Every command at a terminal, over sources of a stranger who wants to steer it; and the files that a release is made of.

A pipe hides what is asked here: rich and click write otherwise into one. So the commands run under a pseudo-terminal, and its
raw bytes are looked at.
"""

from __future__ import annotations

import csv
import html
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from corpus_builder.cli import cli
from corpus_builder.release.manifest import CARD, MANIFEST
from corpus_builder.release.page.croissant import CROISSANT
from corpus_builder.release.page.spreadsheet import QUOTES_CSV
from corpus_builder.report.page import read_part
from tests.hub_stand_in import TOKEN, Blob, Dataset, serve_hub
from tests.system.test_terminal import is_unsafe

pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")
pytestmark = pytest.mark.slow

# The title of the window, hidden letters, a C1 control, a screen that is cleared, and a line that looks like one of ours.
EVIL = "quai\x1b]0;pwned\x07\x1b[8m\x9b31m\x1b[2J\nerror: forged\r\u202e[red]x[/red][/] :smile:"
SEEN = r"quai\x1b]0;pwned\x07\x1b[8m\x9b31m\x1b[2J\nerror: forged\r\u202e[red]x[/red][/] :smile:"
# The same with NUL and line separators, which no path and no argument can hold.
WORSE, WORSE_SEEN = EVIL + "\x00\x7f\u2028\u2066", SEEN + r"\x00\x7f\u2028\u2066"
# Where breaks are blanks, and in a page, for which they are nothing else.
LINE_SEEN = WORSE_SEEN.replace(r"\n", " ").replace(r"\r", " ")
PAGE_SEEN = WORSE_SEEN.replace(r"\n", "\n")
# The same as a part of a path.
NAME, NAME_SEEN = EVIL.replace("/", ""), SEEN.replace("/", "")

# What rich writes itself: colours and the cursor of the progress bar. No colour is the 8, which hides.
OWN = re.compile(r"\x1b\[(?!8m)[0-9;]*m|\x1b\[(?:\?25[hl]|2K|[0-9]*A)")

# Between letters that are written from right to left, marks of direction are not dropped.
PROSE = (
    "La fondation א\u200fב Estran a publié mardi א\u202eב les comptes de son dernier exercice, que ses donateurs attendaient.\n\n"
    "« Nous avons\x1b[8m tenu א\u202eב chacun de nos\x9b31m engagements », a déclaré Claire\x1b]0;pwned\x07 Vasseur.\n\n"
    "Le syndicat des pilotes [red]conteste[/red] ce bilan [/] et demande :smile: une expertise avant la fin du mois de juin.\n"
)
COPY = PROSE.replace("mardi", "mercredi").replace("avant la fin", "dès avant la fin")

# The commands run one after the other in one process, whose output the lines << … >> cut into pieces.
DRIVER = """
import json, os, sys, traceback
from corpus_builder.cli import main
for name, words in json.load(open(sys.argv[1])).items():
    os.write(1, f"\\n<<{name}>>".encode())
    try:
        main(words)
    except BaseException as stop:
        if not isinstance(stop, SystemExit):
            traceback.print_exc()
        sys.stdout.flush(), sys.stderr.flush()
        os.write(1, f"<<{getattr(stop, 'code', 70)}>>".encode())
"""


@dataclass(frozen=True)
class Shown:
    """What a terminal was sent by a command, as it was sent, and the exit status."""

    raw: str
    status: int

    @property
    def text(self) -> str:
        """Without what rich writes itself, as lines."""
        return OWN.sub("", self.raw).replace("\r\n", "\n").replace("\r", "\n")


def run_at_terminal(folder: Path, commands: Mapping[str, list[Any]], **environment: str) -> dict[str, Shown]:
    """Run commands by their names under one pseudo-terminal; each must end by itself."""
    listed = folder / "commands.json"
    listed.write_text(json.dumps({name: [str(word) for word in words] for name, words in commands.items()}))
    own, other = pty.openpty()
    size = {"TERM": "xterm-256color", "COLUMNS": "300", "PYTHONIOENCODING": "utf-8"}
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE")}
    process = subprocess.Popen(
        [sys.executable, "-c", DRIVER, str(listed)], stdin=other, stdout=other, stderr=other, env=kept | size | environment
    )
    os.close(other)
    said = b"".join(read_all(own))
    os.close(own)
    assert process.wait() == 0, said[-2000:]
    pieces = re.findall(r"<<([a-z ]+)>>(.*?)<<(\d+)>>", said.decode("utf-8"), flags=re.DOTALL)
    assert [name for name, _, _ in pieces] == list(commands)
    return {name: Shown(raw, int(status)) for name, raw, status in pieces}


def read_all(handle: int) -> Iterator[bytes]:
    """What arrives at a pseudo-terminal until its other end is closed, which Linux calls an error."""
    while True:
        try:
            part = os.read(handle, 1 << 16)
        except OSError:
            return
        if not part:
            return
        yield part


def write_sources(folder: Path, version: str, *, licensed: bool = True) -> Path:
    """A source folder in which everything that a stranger names is hostile."""
    folder.mkdir(parents=True)
    fields = dict.fromkeys(("title", "author", "source", "url", "language"), WORSE)
    fields |= {"license": f"cc-by-4.0 {WORSE}"} if licensed else {}
    texts = {f"{WORSE}1": PROSE, f"{WORSE}2": COPY, f"{WORSE}3": PROSE, f"{WORSE}4": ""}
    records = [{**fields, "id": id_, "text": text, "published": "2024-03-05", WORSE: 1} for id_, text in texts.items()]
    lines = [json.dumps(record, ensure_ascii=version == "1.0.0") for record in records]
    (folder / f"{NAME}.jsonl").write_text("\n".join([*lines, "{\x1b]0;pwned\x07"]) + "\n", encoding="utf-8")
    for name, text in ((f"{NAME}.txt", PROSE + version), (f"{NAME}-binary.txt", "\x01" * 50), (f"{NAME}.pdf", "%PDF")):
        (folder / name).write_text(text, encoding="utf-8")
    if sys.platform == "linux":  # other systems take no name that is not Unicode
        (folder / os.fsdecode(b"\xe9t\xe9\x1b[8m.txt")).write_text(COPY, encoding="utf-8")
    stated = json.dumps(WORSE)
    words = [f'name = {stated}\nversion = "{version}"']
    words += [f"{key} = {stated}" for key in ("title", "summary", "creators", "contact", "limits", "url", "license")]
    source = f'[[source]]\nname = {stated}\nfiles = ["*.txt"]\nurl = {stated}\nrights = {stated}\n'
    licence = 'license = "cc-by-4.0"\n' if licensed else ""
    (folder / "sources.toml").write_text("\n".join(["[corpus]", *words, source + licence]), encoding="utf-8")
    return folder


@dataclass(frozen=True)
class Places:
    """The folders of the tests, whichever is named, each under a hostile name."""

    folder: Path

    def __getattr__(self, name: str) -> Path:
        return self.folder / f"{name}-{NAME}"


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Places:
    """The source folders; an edited release and broken settings come with the commands."""
    places = Places(tmp_path_factory.mktemp("terminal"))
    write_sources(places.sources, "1.0.0")
    write_sources(places.others, "2.0.0", licensed=False)
    (places.folder / f"{NAME}.toml").write_text(f"[quotes]\n{json.dumps(EVIL)} = 2\n")
    return places


@pytest.fixture(scope="module")
def shown(places: Places) -> dict[str, Shown]:
    """All commands and what they sent."""
    first, second, bare = places.first, places.second, places.bare
    build = ["--workers", "1", "--max-rejected", "1"]
    shown = run_at_terminal(
        places.folder,
        {
            "build": ["build", places.sources, "--out", first, "--workers", "1"],
            "build json": ["build", places.others, "--out", second, *build, "--previous", first, "--json"],
            "build without texts": [
                "build",
                places.sources,
                "--out",
                bare,
                *build,
                "--text-policy",
                "offsets",
                "--cache",
                places.cache,
            ],
        },
    )
    edited = shutil.copytree(first, places.edited)
    (edited / CARD).write_bytes((edited / CARD).read_bytes() + b"more\n")
    (edited / NAME).write_text("by hand")
    shutil.copytree(places.sources, places.fewer)
    (places.fewer / f"{NAME}.jsonl").unlink()
    return shown | run_at_terminal(places.folder, list_readers(places)) | publish(places)


def list_readers(places: Places) -> dict[str, list[Any]]:
    """The commands that look at sources and releases, and those that fail."""
    sources, first, second, edited = places.sources, places.first, places.second, places.edited
    return {
        "explain": ["explain", sources / f"{NAME}.jsonl"],
        "explain json": ["explain", sources / f"{NAME}.jsonl", "--json"],
        "explain text": ["explain", sources / f"{NAME}.txt"],
        "explain reject": ["explain", sources / f"{NAME}-binary.txt"],
        "duplicates": ["duplicates", first],
        "duplicates json": ["duplicates", first, "--json"],
        "duplicates missing": ["duplicates", first, EVIL],
        "verify": ["verify", first, "--source", sources],
        "verify edited": ["verify", edited],
        "verify json": ["verify", edited, "--json"],
        "diff": ["diff", first, second],
        "diff json": ["diff", first, second, "--json"],
        "diff markdown": ["diff", first, second, "--markdown"],
        "report": ["report", first, "--out", places.folder / f"{NAME}.html"],
        "card": ["card", first],
        "card check": ["card", first, "--check"],
        "card stale": ["card", edited, "--check"],
        "rehydrate": ["rehydrate", places.bare, "--source", places.fewer, "--out", places.filled, "--workers", "1"],
        "takedown": ["takedown", places.fewer, EVIL],
        "cache": ["cache", places.cache, "--prune"],
        "no cache": ["cache", places.fewer],
        "no source": ["build", places.nowhere, "--out", places.out],
        "no release": ["verify", places.nowhere],
        "no repository": ["publish", first, EVIL, "--dry-run"],
        "no licence": ["publish", second, "lephare/harbour", "--dry-run"],
        "no setting": ["build", sources, "--out", places.out, "--config", places.folder / f"{NAME}.toml"],
        "no command": [EVIL],
        "no option": ["build", f"--{EVIL}"],
        "no such argument": ["report", first, EVIL],
        "no number": ["build", sources, "--out", places.out, "--workers", EVIL],
    }


def publish(places: Places) -> dict[str, Shown]:
    """The commands that ask the Hub, on which somebody has put files with hostile names."""
    there, other = Dataset(), Dataset()
    there.add("main", {MANIFEST: Blob(b"{}", False), f"data/{WORSE}": Blob(b"", False)}, "by hand")
    other.add("main", {WORSE: Blob(b"", False)}, "by hand")
    dry = ["publish", places.first, "lephare/harbour", "--dry-run"]
    with serve_hub() as hub:
        hub.datasets |= {"lephare/harbour": there, "lephare/other": other}
        settings = {"HF_ENDPOINT": hub.url, "HF_TOKEN": TOKEN, "NO_PROXY": "127.0.0.1", "HF_HUB_OFFLINE": "0"}
        quiet = {"HF_HUB_DISABLE_XET": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1"}
        commands = {
            "publish plan": dry,
            "publish plan json": [*dry, "--json"],
            "publish elsewhere": ["publish", places.first, "lephare/other"],
            "publish": ["publish", places.first, "lephare/harbour"],
        }
        return run_at_terminal(places.folder, commands, **settings, **quiet)


# Each command: its status, and what must be seen of the hostile names.
COMMANDS = [
    ("build", 3, [f"first-{NAME_SEEN}\n", f"rejected: {NAME_SEEN}.jsonl: ", f"rejected: {NAME_SEEN}-binary.txt: binary file"]),
    ("build json", 0, []),
    ("build without texts", 0, [f"bare-{NAME_SEEN}\n"]),
    (
        "explain",
        0,
        [f"{WORSE_SEEN}1", " \\u2066\nauthor     quai", r"mardi א\u202eב les", "[red]conteste[/red]", "[/]", ":smile:"],
    ),
    ("explain json", 0, []),
    ("explain text", 0, [f"{NAME_SEEN}.txt", r"fondation א\u200fב Estran", r"tenu א\u202eב chacun"]),
    ("explain reject", 0, [f"{NAME_SEEN}-binary.txt: rejected: binary file"]),
    ("duplicates", 0, [f"{WORSE_SEEN}1 (2024-03-05)", r"mardi א\u202eב les"]),
    ("duplicates json", 0, []),
    ("duplicates missing", 1, [f"error: {{folder}}/first-{NAME_SEEN}: no group contains {SEEN}"]),
    ("verify", 0, [f"first-{NAME_SEEN}: offsets checked"]),
    ("verify edited", 1, [f"{NAME_SEEN}: the manifest does not list this file"]),
    ("verify json", 1, []),
    ("diff", 0, [f"{WORSE_SEEN}4 in {NAME_SEEN}.jsonl: record without text"]),
    ("diff json", 0, []),
    ("diff markdown", 0, []),
    ("report", 0, [f"{NAME_SEEN}.html"]),
    ("card", 0, [f"first-{NAME_SEEN}: card and metadata rewritten"]),
    ("card check", 0, [f"first-{NAME_SEEN}: the card is up to date"]),
    ("card stale", 1, ["README.md:", "1 stale file"]),
    ("rehydrate", 0, [f"filled-{NAME_SEEN}: ", f"without text, source not found: {WORSE_SEEN}"]),
    ("takedown", 0, [f"1 added to {{folder}}/fewer-{NAME_SEEN}/takedowns.txt"]),
    ("cache", 0, [f"cache-{NAME_SEEN}\n", "dropped 0 entries"]),
    ("no cache", 1, [f"error: {{folder}}/fewer-{NAME_SEEN} is no cache ("]),
    ("no source", 1, [f"error: no such file or folder: {{folder}}/nowhere-{NAME_SEEN} ("]),
    ("no release", 1, [f"nowhere-{NAME_SEEN}"]),
    ("no repository", 1, ["is not a dataset name"]),
    ("no licence", 1, [f" documents: {WORSE_SEEN} (state it in sources.toml"]),
    ("no setting", 1, [f"{NAME_SEEN}.toml: "]),
    ("no command", 2, ["Error: No such command"]),
    ("no option", 2, ["Error: No such option"]),
    ("no such argument", 2, [f"Error: Got unexpected extra argument ({SEEN})"]),
    ("no number", 2, ["Error: Invalid value for '--workers'"]),
    ("publish plan", 0, [f"\ndata/{WORSE_SEEN}"]),
    ("publish plan json", 0, []),
    ("publish elsewhere", 1, [f"holds a file that no release wrote: {WORSE_SEEN}"]),
    ("publish", 0, [f"checking {{folder}}/first-{NAME_SEEN}\n", "v1.0.0 is published: "]),
]


def test_every_command_is_among_them() -> None:
    """A new command is looked at, too."""
    assert {name.split()[0] for name, _, _ in COMMANDS} >= cli.commands.keys()


@pytest.mark.parametrize(("name", "status", "expected"), COMMANDS, ids=[name for name, _, _ in COMMANDS])
def test_no_command_lets_a_stranger_steer_the_terminal(
    shown: dict[str, Shown], places: Places, name: str, status: int, expected: list[str]
) -> None:
    """Beside the colours of rich no control reaches the terminal, no line is forged, and names are seen as they are."""
    done = shown[name]

    assert {character for character in done.text if is_unsafe(character)} <= {"\n"}
    assert not [line for line in done.text.splitlines() if line.startswith("error: forged")]
    assert "Traceback" not in done.text
    assert done.status == status, done.text
    for words in expected:
        assert words.replace("{folder}", str(places.folder)) in done.text


def test_json_says_exactly_what_is_seen(shown: dict[str, Shown]) -> None:
    """`--json` is for machines: one line of JSON each, in which the names are as they were."""

    def read(name: str) -> list[Any]:
        return [json.loads(line) for line in shown[name].text.splitlines() if line.startswith(("{", "["))]

    [built], [groups], [findings], [diff] = map(read, ("build json", "duplicates json", "verify json", "diff json"))
    assert Path(built["out"]).name == f"second-{NAME}"
    assert {f"{NAME}.jsonl", f"{NAME}-binary.txt"} == {path for path, _, _ in built["rejects"]}
    assert [trace.get("source_id") for trace in read("explain json")][:3] == [f"{WORSE}1", f"{WORSE}2", f"{WORSE}3"]
    assert f"{WORSE}1" in {group["stays"]["source_id"] for group in groups}
    assert NAME in {finding["where"] for finding in findings}
    assert diff["old"]["name"] == WORSE
    assert f"data/{WORSE}" in {file["path"] for file in read("publish plan json")[0]["files"]}


# The files of a release that people open, what of the stranger's words must be seen in each, and the controls that it needs.
FILES = [
    (CARD, [LINE_SEEN.replace(r"\u2028", " "), r"\\u202e\[red\]x\[/red\]\[/\] :smile:"], "\n"),
    (CROISSANT, [r"error: forged\r\u202e[red]x[/red][/] :smile:\u0000\u007f\u2028\u2066"], "\n"),
    (MANIFEST, [r"error: forged\r\u202e[red]x[red][] :smile:.jsonl"], "\n"),
    (QUOTES_CSV, [f"{LINE_SEEN}1", r"tenu א\u202eב chacun"], "\r\n"),
    ("report", [f"{PAGE_SEEN}1", r"\x9b31m\x1b[2J", r"mardi א\u202eב les"], "\n"),
]


@pytest.mark.parametrize(("name", "expected", "needed"), FILES, ids=[name for name, _, _ in FILES])
def test_no_control_gets_into_a_file_that_people_open(
    shown: dict[str, Shown], places: Places, name: str, expected: list[str], needed: str
) -> None:
    """Card, metadata, manifest, spreadsheet and report hold the names as they are seen, and no raw control."""
    assert shown["report"].status == 0
    path = places.folder / f"{NAME}.html" if name == "report" else places.first / name
    text = html.unescape(path.read_bytes().decode("utf-8"))

    assert {character for character in text if is_unsafe(character)} <= set(needed)
    for words in expected:
        assert words in text


def test_metadata_for_machines_has_the_names_as_they_are(shown: dict[str, Shown], places: Places) -> None:
    """What is read back from the JSON of a release is what the sources say."""
    assert shown["build"].status == 3
    manifest, croissant = (json.loads((places.first / name).read_bytes()) for name in (MANIFEST, CROISSANT))

    assert manifest["description"]["title"] == croissant["alternateName"] == WORSE
    assert f"{NAME}.jsonl" in {file["path"] for file in manifest["inputs"]}


def test_a_cell_of_the_spreadsheet_is_one_line(shown: dict[str, Shown], places: Places) -> None:
    """No cell holds a control, not even a line break between its quotation marks."""
    assert shown["build"].status == 3
    rows = list(csv.reader(io.StringIO((places.first / QUOTES_CSV).read_text(encoding="utf-8-sig"), newline="")))

    assert len(rows) > 3
    assert not any(is_unsafe(character) for row in rows for cell in row for character in cell)


def test_the_script_of_the_report_still_runs(shown: dict[str, Shown], places: Places) -> None:
    """What is made visible is the text around: the page's one script is the one whose digest it allows."""
    assert shown["report"].status == 0
    page = (places.folder / f"{NAME}.html").read_text(encoding="utf-8")
    script = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)

    assert script == [read_part("report.js")]
