"""A seeded corpus of invented press texts with the faults of scraped ones, for timing only.

Its words are those of the seeds, its sentences walk from word to word and jump now and then, so that language, length and
rarity of words are those of press texts, and two paragraphs are alike only where one was copied.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from corpus_builder.model import Metadata, Record

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
# some seeds are mojibake: their words would need repair
PLAIN_WORD = re.compile(r"[A-Za-zÀÇÉÈÊàâçéèêëîïôùûœ0-9’'%-]+[.,;:!?]?")
SPEAKERS = ["Claire Vasseur", "Hugo Marant", "Odile Kerven", "Marc Dellier", "Ann Hartwell", "Ewan Strathbeck"]
SAID = {
    "fr": ["a déclaré", "a précisé", "explique", "assure", "a répondu"],
    "en": ["said", "added", "explained", "insisted", "replied"],
}
FRAME = {
    "fr": [
        "Partager sur Facebook",
        "Lire aussi",
        "Votre panier est vide",
        "Laisser un commentaire",
        ".",
        "0",
        "Mentions légales",
    ],
    "en": ["Share on Facebook", "Read more", "Your cart is empty", "Leave a reply", ".", "0", "Terms of use"],
}
# shares: mojibake and glued documents, copied paragraphs, spoken sentences, jumps among the words of a sentence
MOJIBAKE, GLUED, COPIED, SPOKEN, JUMPS = 0.05, 0.1, 0.1, 0.1, 0.4


@dataclass(frozen=True)
class Words:
    """The words of one language as they stand, marks included, and which word follows which."""

    all: list[str]
    after: dict[str, list[str]]


def read_words(language: str) -> Words:
    """The words of the seeds in one language."""
    texts = [path.read_text(encoding="utf-8", errors="ignore") for path in sorted((SEEDS / language).glob("*.txt"))]
    words = [word for word in " ".join(texts).split() if PLAIN_WORD.fullmatch(word)]
    after = defaultdict(list)
    for word, follower in pairwise(words):
        after[word].append(follower)
    return Words(words, dict(after))


def make_records(size: int, seed: int = 1) -> Iterator[Record]:
    """Records of about `size` characters together, three of four French; the same seed gives the same records."""
    draw = random.Random(seed)
    words = {language: read_words(language) for language in ("fr", "en")}
    written, number = 0, 0
    earlier: list[str] = []
    while written < size:
        language = "fr" if draw.random() < 0.75 else "en"
        text = make_text(draw, language, words[language], earlier)
        content = (text.encode("utf-8").decode("windows-1252", "replace") if draw.random() < MOJIBAKE else text).encode("utf-8")
        path = f"{number:07}.txt"
        yield Record(path, path, "text", content, Metadata(), len(content), f"{number:064x}")
        written, number = written + len(text), number + 1


def make_text(draw: random.Random, language: str, words: Words, earlier: list[str]) -> str:
    """One article with its frame; `earlier` collects paragraphs that later articles may copy."""
    paragraphs = []
    for _ in range(draw.randint(5, 14)):
        copied = bool(earlier) and draw.random() < COPIED
        paragraph = draw.choice(earlier) if copied else make_paragraph(draw, language, words)
        paragraphs.append(paragraph)
        if not copied and len(earlier) < 5000:
            earlier.append(paragraph)
    glue = "" if draw.random() < GLUED else "\n\n"
    frame = [draw.choice(FRAME[language]) for _ in range(draw.randint(3, 12))]
    return "\n".join(frame[:2]) + "\n\n" + glue.join(paragraphs) + "\n\n" + "\n".join(frame[2:])


def make_paragraph(draw: random.Random, language: str, words: Words) -> str:
    """Some sentences, now and then one of them said by somebody."""
    sentences = []
    for _ in range(draw.randint(2, 5)):
        sentence = make_sentence(draw, words)
        if draw.random() < SPOKEN:
            sentence = f"« {sentence} », {draw.choice(SAID[language])} {draw.choice(SPEAKERS)}"
        sentences.append(sentence + ".")
    return " ".join(sentences)


def make_sentence(draw: random.Random, words: Words) -> str:
    """A walk over the words, without the stop at its end."""
    word = draw.choice(words.all)
    walk = [word]
    for _ in range(draw.randint(8, 30)):
        word = draw.choice(words.all if draw.random() < JUMPS or word not in words.after else words.after[word])
        walk.append(word)
    return " ".join(walk).rstrip(" .,;:!?").capitalize()
