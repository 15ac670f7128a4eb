"""The public tools that `quality.py` measures beside corpus_builder: where they are installed, and what they find in pages.

They run in a process of their own, in the Python of their virtual environment, which has nothing of what corpus_builder needs.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module, metadata
from pathlib import Path
from typing import Any

Page = dict[str, Any]

HERE = Path(__file__).resolve().parent
PYTHON = "Scripts/python.exe" if os.name == "nt" else "bin/python"
# name in the table: name of the distribution
PEERS = {
    "trafilatura": "trafilatura",
    "trafilatura, favor_precision": "trafilatura",
    "resiliparse": "resiliparse",
    "readability": "readability-lxml",
    "justext": "justext",
}
STOPLISTS = {"cs": "Czech", "de": "German", "en": "English", "es": "Spanish", "fr": "French", "it": "Italian", "nl": "Dutch"}
STOPLISTS |= {"pl": "Polish", "pt": "Portuguese", "ru": "Russian", "sv": "Swedish"}


@dataclass(slots=True)
class Outcome:
    """What a tool made of the pages of a file: of each its text (HTML) or a flag for each line; or why it did not run.

    `scores` are of all pages, `parts` of each site.
    """

    answers: Sequence[Any] = ()
    seconds: float = 0.0
    crashes: int = 0
    version: str = ""
    missing: str = ""
    scores: dict[str, float] = field(default_factory=dict)
    parts: Sequence[Mapping[str, float]] = ()


def extract_text(name: str, page: Page) -> str:
    """The text that a public tool finds in a page, asked for the article without comments, bullets and image descriptions."""
    if name == "resiliparse":
        extract = import_module("resiliparse.extract.html2text").extract_plain_text
        return str(extract(page["html"], main_content=True, alt_texts=False, list_bullets=False))
    if name == "readability":
        summary = import_module("readability").Document(page["html"]).summary(html_partial=True)
        return "\n".join(import_module("lxml.html").fromstring(" ".join(summary.split())).itertext())
    if name == "justext":
        module, language = import_module("justext"), STOPLISTS.get(page.get("lang") or "en")
        words = (
            {"stoplist": module.get_stoplist(language)} if language else {"stoplist": (), "stopwords_low": 0, "stopwords_high": 0}
        )
        return "\n".join(p.text for p in module.justext(page["html"], **words) if not p.is_boilerplate)
    options = {"url": page.get("url"), "include_comments": False, "favor_precision": "precision" in name}
    return import_module("trafilatura").extract(page["html"], **options) or ""


def install_peers(place: Path, requirements: str, python: str = sys.executable) -> None:
    """Make the virtual environment of public tools, of a Python; the list names all they need, so nothing is left to resolve."""
    subprocess.run([python, "-m", "venv", str(place)], check=True)
    words = [str(place / PYTHON), "-m", "pip", "install", "--quiet", "--no-deps", "-r", str(HERE / requirements)]
    subprocess.run(words, check=True)


def run_peer(place: Path | None, name: str, pages: Sequence[Page]) -> Outcome:
    """Have a public tool extract pages; a page on which it, or its whole process, crashes has no text."""
    if place is None or not (place / PYTHON).exists():
        return Outcome(missing="not installed")
    words = [str(place / PYTHON), "-c", f"from benchmarks.quality_peers import answer_pages; answer_pages({name!r})"]
    head: dict[str, str] = {}
    answers: list[dict[str, Any]] = []
    while len(answers) < len(pages):
        left = "".join(json.dumps(page) + "\n" for page in pages[len(answers) :])
        said = subprocess.run(words, cwd=HERE.parent, input=left, capture_output=True, text=True, check=False).stdout
        head, *more = [json.loads(line) for line in said.splitlines()] or [head]
        if "missing" in head:
            return Outcome(missing=f"not installed ({head['missing']})")
        answers += more
        if len(answers) < len(pages):
            answers.append({"text": "", "seconds": 0.0, "crashed": True})
    seconds, crashes = sum(a["seconds"] for a in answers), sum(a["crashed"] for a in answers)
    return Outcome([a["text"] for a in answers], seconds, crashes, head.get("version", ""))


def answer_pages(name: str) -> None:
    """In the public tools' Python: pages from standard input; to standard output the version, then an answer for each page."""
    pages = [json.loads(line) for line in sys.stdin]
    say = partial(print, file=sys.stdout, flush=True)
    with contextlib.redirect_stdout(sys.stderr):
        try:
            head = {"version": metadata.version(PEERS[name])}
            extract_text(name, {"html": "<p>Tables are read once.</p>"})
        except ImportError as why:
            head = {"missing": str(why)}
        say(json.dumps(head))
        for page in pages:
            began, text, crashed = time.process_time(), "", False
            try:
                text = extract_text(name, page)
            except Exception:
                crashed = True
            say(json.dumps({"text": text, "seconds": time.process_time() - began, "crashed": crashed}))
