"""French articles dense with quotes, some 2,400 in a MB: marks of three kinds, every place of a speaker, some left open."""

from __future__ import annotations

import random
from collections.abc import Iterator

from benchmarks.invented import Words, make_sentence, read_words
from benchmarks.speed.press_sites import make_name

# A sentence, another that goes on without a capital, a few words, the same with a capital, who, said, says.
FORMS = [
    "« {0} », {5} {4}.",
    "{4} {5} : « {0}. »",
    "« {0}, {6} {4}, {1}. »",
    "“{0}”, {5} {4}.",
    '"{0}", {5} {4}.',
    "Selon {4}, « {2} » {1}.",
    "{4} parle de « {2} ».",
    "— {0}, {6} {4}.",
    "Il {5} que « {1} ».",
    "« {0} ! » {6} le maire.",
    "Elle {5} : « {0}. {3} »",
    "« {0}. {3} », {6}-t-il.",
    "{4} {5} que {1}.",
    "« {0}. {3}. {0}.",
]
SAID = ["a déclaré", "a précisé", "explique", "assure", "a répondu", "confie", "affirme", "estime", "regrette"]
SAYS = ["explique", "dit", "lance", "assure", "soupire", "raconte", "reprend"]
# Share of the sentences in which somebody speaks, and of the speakers who are named in full.
SPOKEN, IN_FULL = 0.48, 0.7


def make_quote_texts(size: int, seed: int = 1) -> Iterator[str]:
    """Texts of about `size` characters together; the same seed gives the same texts."""
    draw = random.Random(seed)
    words = read_words("fr")
    written = 0
    while written < size:
        names = [f"{make_name(draw)} {make_name(draw)}" for _ in range(4)]
        paragraphs = [make_sentence(draw, words)]
        for _ in range(draw.randint(6, 14)):
            sentences = [
                make_quote(draw, words, names) if draw.random() < SPOKEN else make_sentence(draw, words) + "."
                for _ in range(draw.randint(2, 5))
            ]
            paragraphs.append(" ".join(sentences))
        text = "\n\n".join(paragraphs)
        written += len(text)
        yield text


def make_quote(draw: random.Random, words: Words, names: list[str]) -> str:
    """A sentence in which somebody says something."""
    said, other = make_sentence(draw, words), make_sentence(draw, words)
    name = draw.choice(names)
    who = name if draw.random() < IN_FULL else name.split()[1]
    few = " ".join(said.split()[:4])
    return draw.choice(FORMS).format(said, other[:1].lower() + other[1:], few, other, who, draw.choice(SAID), draw.choice(SAYS))
