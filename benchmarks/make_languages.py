"""Write `corpus_builder/models/languages.npz` from the profiles of the installed langdetect.

`python -m benchmarks.make_languages`; the profiles change answers, so that whoever runs it measures what changes.
"""

from __future__ import annotations

import json
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from corpus_builder import models
from corpus_builder.cleaning.language_detection import CHARACTER_BITS, LONGEST, UNIT
from corpus_builder.cleaning.language_profiles import PROFILES

# langdetect adds this to every probability, so that an n-gram a language has never seen counts against it, not rules it out
SMOOTHING = 0.5 / 10000
LICENCE = "Apache-2.0, see languages-LICENSE.txt"


def main() -> None:
    """Write the profiles."""
    np.savez_compressed(Path(models.__file__).parent / PROFILES, **make_profiles())


def make_profiles() -> dict[str, Any]:
    """The arrays of the file: where they are from, the languages, the evidence of each n-gram, and the normal characters.

    Of n-grams there are the steps from one number to the next and, after a 0, how many languages each speaks for: that packs
    well.
    """
    found = sorted((files("langdetect") / "profiles").iterdir(), key=lambda place: place.name)
    profiles = {place.name: json.loads(place.read_text(encoding="utf-8")) for place in found if not place.name.startswith(".")}
    grams, columns, evidence = [], [], []
    for column, profile in enumerate(profiles.values()):
        totals = [0, *profile["n_words"]]
        for gram, count in profile["freq"].items():
            grams.append(number_gram(gram))
            columns.append(column)
            evidence.append(np.rint(np.log1p(count / totals[len(gram)] / SMOOTHING) * UNIT))
    order = np.lexsort((columns, grams))
    keys, counts = np.unique(grams, return_counts=True)
    return {
        "origin": np.array(f"langdetect {version('langdetect')}"),
        "licence": np.array(LICENCE),
        "languages": np.array([name.partition("-")[0] for name in profiles]),
        "steps": np.diff(keys, prepend=0),
        "counts": np.concatenate([[0], counts]).astype(np.uint8),
        "columns": np.array(columns, np.uint8)[order],
        "evidence": np.array(evidence, np.int16)[order],
        "characters": list_normal_characters(),
    }


def number_gram(gram: str) -> int:
    """The number that stands for an n-gram: its characters, the last one in the lowest bits."""
    assert len(gram) <= LONGEST
    return sum(ord(character) << CHARACTER_BITS * place for place, character in enumerate(reversed(gram)))


def list_normal_characters() -> Any:
    """For each character of the basic plane the one langdetect's profiles have for it; all that stands in no word is a space."""
    from langdetect.utils.ngram import NGram

    table = np.arange(0x10000, dtype=np.uint16)
    table[[*range(0x41), *range(0x5B, 0x61), *range(0x7B, 0x80)]] = 0x20
    table[[ord(character) for character in NGram.LATIN1_EXCLUDED]] = 0x20
    table[[0x85, 0x1680, 0x3000]] = 0x20  # blanks, too
    table[0x2000:0x2070] = 0x20
    table[0xD800:0xE000] = 0x20
    table[0xFFFF] = 0x20
    table[0x1EA0:0x1F00] = 0x1EC3
    table[0x3040:0x30A0] = 0x3042
    table[0x30A0:0x3100] = 0x30A2
    table[[*range(0x3100, 0x3130), *range(0x31A0, 0x31C0)]] = 0x3105
    table[0xAC00:0xD7B0] = 0xAC00
    table[[0x219, 0x21B, 0x6CC]] = [0x15F, 0x163, 0x64A]
    for character, representative in NGram.CJK_MAP.items():
        table[ord(character)] = ord(representative)
    table[0x0A] = 0x0A
    return table


if __name__ == "__main__":
    main()
