"""What a data scientist writes for the job in an afternoon: `python peer_script.py TEXTS.jsonl OUT.parquet`.

Rows of `id` and `text`; ftfy, regexes for boilerplate and quotes, the language of each document, near-duplicate paragraphs by
MinHash, Parquet. It imports nothing of this project, since it runs in an environment of its own.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import ftfy
import langdetect
import pandas as pd
from datasketch import MinHash, MinHashLSH

BOILERPLATE = re.compile(
    r"^(?:partager|share|tweet|twitter|facebook|whatsapp|lire aussi|read more|see also|voir aussi|subscribe|se connecter"
    r"|sign in|log in|menu|accueil|home|rechercher|search|mentions légales|terms of use|privacy policy|commentaires?|comments?"
    r"|leave a reply|laisser un commentaire|votre panier|your cart|newsletters?|contact|publicité|advertise|©).*",
    re.IGNORECASE,
)
QUOTE = re.compile(r"«\s*([^«»]{2,600}?)\s*»|“([^“”]{2,600}?)”|\"([^\"\n]{2,600}?)\"")
SPEAKER = re.compile(
    r"(?:dit|déclar\w+|expliqu\w+|assur\w+|précis\w+|répond\w*|said|says|added|explained|replied)\s+((?:[A-ZÀ-Ý][\w’'-]+\s?){1,3})"
)
PERMUTATIONS, THRESHOLD, LEAST_WORDS = 128, 0.8, 5


def main(source: Path, out: Path) -> None:
    """Clean the texts and write their paragraphs and quotes."""
    langdetect.DetectorFactory.seed = 0
    documents = [json.loads(line) for line in source.read_text(encoding="utf-8").splitlines()]
    paragraphs = []
    for document in documents:
        text = ftfy.fix_text(document["text"])
        lines = [line.strip() for line in text.split("\n")]
        kept = [line for line in lines if len(line.split()) >= LEAST_WORDS and not BOILERPLATE.match(line)]
        language = detect(" ".join(kept) or text)
        paragraphs += [{"document": document["id"], "language": language, "text": line} for line in kept]
    table = pd.DataFrame(paragraphs)
    table["duplicate"] = find_duplicates(table["text"])
    quotes = [
        {"document": row.document, "quote": next(filter(None, found.groups())), "speaker": find_speaker(row.text, found.end())}
        for row in table.itertuples()
        for found in QUOTE.finditer(row.text)
    ]
    table.to_parquet(out)
    pd.DataFrame(quotes).to_parquet(out.with_suffix(".quotes.parquet"))


def detect(text: str) -> str | None:
    """The language of a text, None where there is none to be seen."""
    try:
        return str(langdetect.detect(text))
    except langdetect.LangDetectException:
        return None


def find_duplicates(texts: pd.Series[str]) -> list[bool]:
    """Whether each paragraph is like an earlier one."""
    index = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
    duplicate = []
    for number, text in enumerate(texts):
        words = text.lower().split()
        sketch = MinHash(num_perm=PERMUTATIONS)
        sketch.update_batch([" ".join(words[i : i + 3]).encode() for i in range(max(len(words) - 2, 1))])
        duplicate.append(bool(index.query(sketch)))
        if not duplicate[-1]:
            index.insert(str(number), sketch)
    return duplicate


def find_speaker(text: str, start: int) -> str | None:
    """The name behind a verb of saying after a quote."""
    found = SPEAKER.search(text, start, start + 80)
    return found[1].strip() if found else None


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
