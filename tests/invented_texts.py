"""Texts for the tests of near-duplicates: invented words, and edited or shortened copies."""

from __future__ import annotations

import random


def draw_texts(seed: int, count: int, words: int = 400, chains: bool = True) -> list[str]:
    """Texts of so many invented words, half of them edited copies of earlier ones; with chains, of copies too."""
    draw = random.Random(seed)
    known = ["".join(draw.choices("aeioubcdfglmnprst", k=draw.randint(2, 9))) for _ in range(words)]
    texts: list[str] = []
    sources: list[str] = []
    for _ in range(count):
        text = draw.choices(known, k=draw.randint(6, 40))
        is_copy = bool(sources) and draw.random() < 0.5
        if is_copy:
            text = draw.choice(sources).split()
            for _ in range(draw.randint(0, 4)):
                text[draw.randrange(len(text))] = draw.choice(known)
        texts.append(" ".join(text))
        if chains or not is_copy:
            sources.append(texts[-1])
    return texts
