"""What each step costs: `python -m benchmarks.steps [--megabytes N]` prints CPU ms per MB of text by step, MB/s and peak memory.

One process, one core. Absolute times are this machine's; compare rows of one run, or two commits in turn.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from benchmarks.invented import make_records
from corpus_builder.cleaning.blocks.split import split_blocks
from corpus_builder.cleaning.encoding.repair import repair_encoding
from corpus_builder.cleaning.language_detection import detect_languages
from corpus_builder.cleaning.plain.classify import classify_text
from corpus_builder.cleaning.plain.text_page import read_page
from corpus_builder.duplicates import find_pull_quotes
from corpus_builder.engines.local import make_batches, run_batches
from corpus_builder.model import Source
from corpus_builder.quotes import find_quotes
from corpus_builder.release.folder import write_release
from corpus_builder.release.manifest import Provenance
from corpus_builder.settings import Settings
from corpus_builder.sources.description import Description
from corpus_builder.sources.opening import open_record
from corpus_builder.stages import decide_corpus

T = TypeVar("T")


def main() -> None:
    """Make the corpus, time the steps apart, then the whole build."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=float, default=4.0)
    size = int(parser.parse_args().megabytes * 1_000_000)
    settings = Settings()
    records = list(make_records(size))
    detect_languages(["warm up: the tables are read once"], settings.language)
    find_quotes("« Prêt », dit-il.", "fr", settings.quotes)
    megabytes = sum(r.size for r in records) / 1e6
    costs: dict[str, float] = {}

    def timed(step: str, work: Callable[[], T]) -> T:
        began = time.process_time()
        result = work()
        costs[step] = costs.get(step, 0.0) + time.process_time() - began
        return result

    sources = [s for s in timed("decode", lambda: [open_record(r) for r in records]) if isinstance(s, Source)]
    repaired = timed("repair encoding", lambda: [repair_encoding(s.text) for s in sources])
    blocks = timed("split blocks", lambda: [split_blocks(r.text, ()) for r in repaired])
    pages = timed("describe blocks, read metadata", lambda: [read_page(bs, frozenset()) for bs in blocks])
    labels = timed("classify blocks", lambda: [classify_text(page, settings.boilerplate) for page in pages])
    kept = [
        [block.text for block, label in zip(page.blocks, own, strict=True) if label.stage is None]
        for page, own in zip(pages, labels, strict=True)
    ]
    timed("detect languages", lambda: detect_languages([p for texts in kept for p in texts], settings.language))
    timed("find pull quotes", lambda: [find_pull_quotes(texts) for texts in kept])
    timed("find quotes", lambda: [find_quotes("\n\n".join(texts), "fr", settings.quotes) for texts in kept])
    print_costs("step by step", costs, megabytes)

    costs.clear()
    from corpus_builder.jobs.build import join_tables

    parts = timed("clean documents", lambda: list(run_batches(make_batches(records), settings, 1)))
    tables = timed("decide corpus", lambda: decide_corpus(join_tables(parts), settings))
    with tempfile.TemporaryDirectory() as place:
        made_of = Provenance(inputs=(), settings=settings.model_dump(mode="json"), description=Description())
        timed("write release", lambda: write_release(Path(place) / "out", tables, made_of))
    print_costs("the whole job", costs, megabytes)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    print(f"{megabytes / sum(costs.values()):.2f} MB per CPU second, peak memory {peak:.0f} MB for {megabytes:.1f} MB of text")


def print_costs(title: str, costs: dict[str, float], megabytes: float) -> None:
    """One line a step, in CPU ms per MB, and their sum."""
    print(f"{title}: CPU ms per MB")
    for step, seconds in [*costs.items(), ("together", sum(costs.values()))]:
        print(f"  {step:30} {seconds * 1000 / megabytes:8.1f}")


if __name__ == "__main__":
    main()
