"""Invented notices that share a sentence and differ in what they report: `write_templates(count, seed)`.

Weather, results, stock closings, courts, road works, elections, programmes, funerals and advertisements in French and English:
each frame is filled with towns, names, nouns, days and numbers, and no two members of a family report the same.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path

TABLE = Path(__file__).with_suffix(".toml")
_SLOT = re.compile(r"\{(\w+)\}")
_HIGHEST = 97


def write_templates(count: int, seed: int) -> dict[str, list[str]]:
    """For each frame, by language, family and number, `count` texts; at most as many are about different towns."""
    found = {}
    for language, table in tomllib.loads(TABLE.read_text(encoding="utf-8")).items():
        slots = {name: [word.replace("-", " ") for word in words.split()] for name, words in table["words"].items()}
        for family, frames in table["families"].items():
            for number, frame in enumerate(frames, 1):
                hand = random.Random(f"{seed} {language} {family} {number}")
                found[f"{language} {family} {number}"] = fill_frame(hand, frame, slots, count)
    return found


def fill_frame(hand: random.Random, frame: str, slots: dict[str, Sequence[str]], count: int) -> list[str]:
    """Different texts of one frame; the first name of each is another one, as far as there are names."""
    leading = next(name for name in _SLOT.findall(frame) if name in ("town", "person", "firm"))
    names = hand.sample(list(slots[leading]), len(slots[leading]))
    return [fill_once(hand, frame, slots, leading, names[member % len(names)]) for member in range(count)]


def fill_once(hand: random.Random, frame: str, slots: dict[str, Sequence[str]], leading: str, name: str) -> str:
    """One text: each slot filled with a word that no other slot of it has."""
    left = {slot: [word for word in hand.sample(list(words), len(words)) if word != name] for slot, words in slots.items()}
    left[leading].append(name)
    text = _SLOT.sub(lambda found: str(hand.randint(2, _HIGHEST)) if found[1] == "n" else left[found[1]].pop(), frame)
    return text[0].upper() + text[1:]
