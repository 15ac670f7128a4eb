"""How well pages, plain lines and dumps are cleaned, by corpus_builder and by public tools, side by side in one run.

    python -m benchmarks.quality PAGES.jsonl.gz... [--peers DIR [--install]]

A page is a JSON object with `id`, `html`, `gold_text` (the article, one block per line), `lines` (objects with `text` and `keep`:
true, false, or null where not judged) and, where known, `url`, `lang`, `titles` and `optional` (lines that count neither way).
A page as a terminal browser wrote it has `text` instead of `html` and `lines`. Printed are means over the pages of a file: of
HTML and dumps the F1 of the bags of words of answer and gold text, of plain lines the F1 of the words in lines to keep. The
public tools run in the virtual environment DIR, which --install makes first.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import re
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import fmean
from typing import Any
from urllib.parse import urlsplit

from benchmarks.quality_peers import PEERS, Outcome, Page, install_peers, run_peer
from benchmarks.scores import measure_f1, split_words

Kept = list[tuple[int, int, str]]  # start, end and text of what stays of a page

ALONE, TOGETHER = "corpus_builder, each page alone", "corpus_builder, a file as a corpus"
MARGIN = 0.1  # a page on which we are the worst by more than this is to be looked at
COPIES = "duplicates"  # what goes at this stage is text of the article, too
# The field's rule for prose, and how many other lines may stand between two lines of prose of one article.
PROSE_WORDS, PROSE_END, SPAN_GAP = 10, re.compile(r"""[.!?…。！？]["'”’“»)\]」』\s]*$"""), 5

Tools = dict[str, Callable[[Sequence[Page]], Outcome]]
# What a page is measured as, and the field that it then has.
KINDS = {"html": "html", "lines": "lines", "dumps": "text"}


def main() -> None:
    """Run every tool on every file, one after the other, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument("--peers", type=Path, help="the virtual environment of the public tools")
    parser.add_argument("--install", action="store_true", help="make that environment first")
    given = parser.parse_args()
    if given.install:
        install_peers(given.peers or parser.error("--install needs --peers DIR"), "quality-requirements.txt")
    peers: Tools = {name: partial(run_peer, given.peers, name) for name in PEERS}
    lines: Tools = {
        f"{PROSE_WORDS} words and a stop": keep_prose,
        "the same, less what page or site repeats": keep_unrepeated,
        "the main span of such lines": keep_main_span,
    }
    dumps: Tools = {"everything": keep_everything, f"{PROSE_WORDS} words and a stop between blank lines": keep_long_passages}
    files = {f"{path.parent.name}/{path.name.split('.')[0]}": read_pages(path) for path in given.pages}
    for kind, tools in zip(KINDS, (peers, lines, dumps), strict=True):
        own = {name: pages for name, pages in files.items() if KINDS[kind] in pages[0]}
        if own:
            compare_tools(kind, own, tools)


def read_pages(path: Path) -> list[Page]:
    """The pages of a file."""
    return [json.loads(row) for row in gzip.decompress(path.read_bytes()).splitlines()]


def compare_tools(kind: str, files: dict[str, list[Page]], tools: Tools) -> None:
    """Run corpus_builder and other tools on files that have pages of a kind, and print what came out."""
    ours: Tools = {ALONE: partial(clean_alone, kind), TOGETHER: partial(clean_together, kind)}
    score = score_lines if kind == "lines" else score_text
    results: dict[str, list[Outcome]] = {}
    for tool, run in (ours | tools).items():
        print(f"{kind}: {tool}", file=sys.stderr)
        results[tool] = [measure(run, pages, score) for pages in files.values()]
    print_table(kind, list(files), results)
    print_worst(list(files), results)


def measure(run: Callable[[Sequence[Page]], Outcome], pages: Sequence[Page], score: Callable[[Page, Any], float]) -> Outcome:
    """What a tool made of the pages of a file, with a score for each page that has something to find or to leave."""
    outcome = run(pages)
    scores = {page["id"]: score(page, answer) for page, answer in zip(pages, outcome.answers, strict=False)}
    outcome.scores = {page: value for page, value in scores.items() if not math.isnan(value)}
    return outcome


def score_text(page: Page, answer: str) -> float:
    """F1 of the bags of words of answer and gold text; NaN where there is no gold text."""
    skipped = [split_words(line) for line in [*(page.get("titles") or []), *(page.get("optional") or [])] if line]
    found, wanted = (
        Counter(word for line in map(split_words, text.split("\n")) if line not in skipped for word in line)
        for text in (answer, page["gold_text"])
    )
    return measure_f1((found & wanted).total(), found.total(), wanted.total()) if page["gold_text"] else math.nan


def score_lines(page: Page, keeps: Sequence[bool]) -> float:
    """F1 of the words in lines to keep, over the judged lines; NaN where no word is judged."""
    words: Counter[tuple[bool, bool]] = Counter()
    for line, keep in zip(page["lines"], keeps, strict=True):
        if line["keep"] is not None:
            words[keep, line["keep"]] += len(split_words(line["text"]))
    hits = words[True, True]
    return measure_f1(hits, hits + words[True, False], hits + words[False, True]) if words.total() else math.nan


def clean_alone(kind: str, pages: Sequence[Page]) -> Outcome:
    """Clean each page by itself."""
    from corpus_builder import clean, clean_html

    def clean_page(page: Page) -> Any:
        return clean_html(page["html"], page.get("url")) if kind == "html" else clean(take_content(kind, page))

    clean_page(pages[0])  # reads the tables
    began = time.process_time()
    cleaned = [clean_page(page) for page in pages]
    seconds = time.process_time() - began
    pieces = [[*one.paragraphs, *(r for r in one.removals if r.stage == COPIES)] for one in cleaned]
    kept = ([(p.start, p.end, p.text) for p in own] for own in pieces)
    return Outcome([make_answer(kind, page, own) for page, own in zip(pages, kept, strict=True)], seconds)


def clean_together(kind: str, pages: Sequence[Page]) -> Outcome:
    """Build a corpus of the pages, which sees what the pages of a site repeat."""
    import pandas as pd

    import corpus_builder

    kept: dict[str, Kept] = defaultdict(list)
    with tempfile.TemporaryDirectory() as place:
        source = Path(place, "pages.jsonl")
        field = "html" if kind == "html" else "text"
        records = ({"id": page["id"], "url": page.get("url"), field: take_content(kind, page)} for page in pages)
        source.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
        began = time.process_time()
        corpus = corpus_builder.build(source, Path(place, "out"))
        seconds = time.process_time() - began
        ids = dict(zip(corpus.documents["id"], corpus.documents["source_id"], strict=True))
        rows = pd.concat([corpus.paragraphs, corpus.removals[corpus.removals["stage"] == COPIES]])
    for document, *piece in rows[["document_id", "start", "end", "text"]].itertuples(index=False):
        kept[ids[document]].append((piece[0], piece[1], piece[2]))
    return Outcome([make_answer(kind, page, kept[page["id"]]) for page in pages], seconds)


def take_content(kind: str, page: Page) -> str:
    """A page as corpus_builder gets it."""
    return "\n".join(line["text"] for line in page["lines"]) if kind == "lines" else str(page[KINDS[kind]])


def make_answer(kind: str, page: Page, kept: Kept) -> str | list[bool]:
    """The text that stays of a page, or of each line whether half of it stays."""
    if kind != "lines":
        return "\n".join(text for _, _, text in sorted(kept))
    keeps, start = [], 0
    for length in (len(line["text"]) for line in page["lines"]):
        inside = sum(max(0, min(end, start + length) - max(first, start)) for first, end, _ in kept)
        keeps.append(length > 0 and 2 * inside >= length)
        start += length + 1
    return keeps


def find_prose(page: Page) -> list[bool]:
    """Of each line whether it has enough words and a stop at the end."""
    texts = [line["text"] for line in page["lines"]]
    return [len(split_words(text)) >= PROSE_WORDS and PROSE_END.search(text) is not None for text in texts]


def keep_prose(pages: Sequence[Page]) -> Outcome:
    """Keep the lines of prose."""
    return Outcome([find_prose(page) for page in pages])


def keep_unrepeated(pages: Sequence[Page]) -> Outcome:
    """Keep the lines of prose that stand once on all pages of their host."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    sites = [urlsplit(page.get("url") or "").netloc or page["id"] for page in pages]
    for site, page in zip(sites, pages, strict=True):
        counts[site].update(line["text"] for line in page["lines"])
    once = ([counts[site][line["text"]] == 1 for line in page["lines"]] for site, page in zip(sites, pages, strict=True))
    return Outcome([[a and b for a, b in zip(find_prose(page), own, strict=True)] for page, own in zip(pages, once, strict=True)])


def keep_main_span(pages: Sequence[Page]) -> Outcome:
    """Keep all lines within that run of prose of a page which has the most words."""
    answers = []
    for page in pages:
        runs: list[list[int]] = [[]]
        for place in (place for place, prose in enumerate(find_prose(page)) if prose):
            if runs[-1] and place - runs[-1][-1] > SPAN_GAP:
                runs.append([])
            runs[-1].append(place)
        main = max(runs, key=lambda run: sum(len(split_words(page["lines"][i]["text"])) for i in run)) or [0, -1]
        answers.append([main[0] <= i <= main[-1] for i in range(len(page["lines"]))])
    return Outcome(answers)


def keep_everything(pages: Sequence[Page]) -> Outcome:
    """Keep the whole dump."""
    return Outcome([page["text"] for page in pages])


def keep_long_passages(pages: Sequence[Page]) -> Outcome:
    """Keep what stands between blank lines, where it has enough words and a stop at the end."""
    passages = ([passage.rstrip() for passage in re.split(r"\n\s*\n", page["text"])] for page in pages)
    prose = ((p for p in own if len(split_words(p)) >= PROSE_WORDS and PROSE_END.search(p)) for own in passages)
    return Outcome(["\n".join(own) for own in prose])


def print_table(kind: str, files: Sequence[str], results: dict[str, list[Outcome]]) -> None:
    """Mean F1 by tool and file, the best in bold, and for HTML what it costs."""
    heads = [*files, "CPU", "crashes"] if kind == "html" else files
    print(f"\n| {kind}: mean F1 | {' | '.join(heads)} |\n|---|{'---:|' * len(heads)}")
    means = {tool: [fmean(o.scores.values() or [math.nan]) for o in own] for tool, own in results.items() if not own[0].missing}
    best = [max(column) for column in zip(*means.values(), strict=True)]
    seconds = {tool: sum(outcome.seconds for outcome in own) for tool, own in results.items()}
    for tool, own in results.items():
        cells = [f"**{f1:.3f}**" if f1 == top else f"{f1:.3f}" for f1, top in zip(means.get(tool, []), best, strict=False)]
        if kind == "html" and cells:
            cells += [f"{seconds[tool] / seconds[ALONE]:.2f}", str(sum(o.crashes for o in own))]
        print(f"| {f'{tool} {own[0].version}'.strip()} | {' | '.join(cells or [own[0].missing])} |")
    if kind == "html":
        print(f"\nCPU: time in units of {ALONE}, which finds metadata, languages and quotes, too.")


def print_worst(files: Sequence[str], results: dict[str, list[Outcome]]) -> None:
    """The pages on which every other tool is better by more than the margin."""
    others = [own for tool, own in results.items() if tool not in (ALONE, TOGETHER) and not own[0].missing]
    for number, name in enumerate(files if others else []):
        ours = results[TOGETHER][number].scores
        worst = [page for page, f1 in ours.items() if f1 + MARGIN < min(own[number].scores[page] for own in others)]
        print(f"\n{name}: the worst of all by more than {MARGIN} on {len(worst)} pages{': ' if worst else ''}{', '.join(worst)}")


if __name__ == "__main__":
    main()
