"""A folder of invented texts, and small builds of it as processes of their own."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

from tests.conftest import TOP
from tests.small_work import DEADLY

SENTENCES = (
    "Le bac de Kerlou a repris ses traversées lundi matin, après trois semaines passées au chantier de l'estuaire.",
    "The council of Port Amery will meet on Thursday to look at the three offers for the old rope works.",
    "« Nous rouvrirons la halle avant la fin de l'été », a promis Odile Marchetti, adjointe au maire de Trévennec.",
    '"We have kept every promise that we made to the crews," said Martin Oakes, who runs the ferry company.',
    "À lire aussi : les marées de la semaine",
    "Les pêcheurs demandent que le quai nord soit dragué avant l'hiver, comme la région l'avait annoncé au printemps.",
    "The lighthouse at Skerry Point was lit again on Sunday, eleven months after the storm that broke its lantern.",
)


def write_text(folder: Path, number: int, draw: int) -> None:
    """A text with a name by its number and words by a draw."""
    chosen = random.Random(draw).sample(SENTENCES, 4)
    day = f"2024-0{number % 9 + 1}-1{number % 7}"
    text = "\n\n".join([day, *chosen, f"Le registre du port porte ce jour-là {draw} entrées et {number} sorties de navires."])
    (folder / f"t{number:03}.txt").write_text(text + "\n", encoding="utf-8")


def write_texts(folder: Path, count: int = 14) -> Path:
    """Some texts, and files that are rejects when they are read, and when they are cleaned."""
    folder.mkdir(parents=True)
    for number in range(count):
        write_text(folder, number, number)
    (folder / "image.txt").write_bytes(bytes(range(256)) * 9)
    (folder / "photo.jpg").write_bytes(b"no text")
    (folder / "lines.jsonl").write_text("no record\n" * 2, encoding="utf-8")
    return folder


def start(*words: object, deadly: str = "") -> subprocess.Popen[str]:
    """A small build as a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(TOP), DEADLY: deadly}
    command = [sys.executable, "-m", "tests.small_work", *map(str, words)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
