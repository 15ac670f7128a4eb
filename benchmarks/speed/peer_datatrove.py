"""The same texts through datatrove: `python peer_datatrove.py FOLDER OUT [lid.176.ftz]`, with texts in FOLDER/*.jsonl.

Reader, ftfy, language, Gopher's repetition and quality filters, C4's, MinHash over documents, Parquet. It stops at documents.
"""

from __future__ import annotations

import sys
from pathlib import Path

from datatrove.executor.local import LocalPipelineExecutor
from datatrove.pipeline.dedup import MinhashDedupCluster, MinhashDedupFilter, MinhashDedupSignature
from datatrove.pipeline.dedup.minhash import MinhashConfig, MinhashDedupBuckets
from datatrove.pipeline.filters import C4QualityFilter, GopherQualityFilter, GopherRepetitionFilter, LambdaFilter
from datatrove.pipeline.formatters import FTFYFormatter
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter, ParquetWriter

CONFIG = MinhashConfig(n_grams=5, num_buckets=14, hashes_per_bucket=8)


def main(folder: str, out: str, model: str | None) -> None:
    """Run the stages one after the other, each in this process."""
    run(
        [
            JsonlReader(folder, glob_pattern="*.jsonl"),
            FTFYFormatter(),
            *list_filters(model),
            JsonlWriter(f"{out}/filtered", compression=None),
        ],
        out,
        1,
    )
    run([JsonlReader(f"{out}/filtered"), MinhashDedupSignature(f"{out}/signatures", config=CONFIG, language="fra")], out, 2)
    run([MinhashDedupBuckets(f"{out}/signatures", f"{out}/buckets", config=CONFIG)], out, 3, tasks=CONFIG.num_buckets)
    run([MinhashDedupCluster(f"{out}/buckets", f"{out}/remove", config=CONFIG)], out, 4)
    run([JsonlReader(f"{out}/filtered"), MinhashDedupFilter(f"{out}/remove"), ParquetWriter(f"{out}/kept")], out, 5)


def list_filters(model: str | None) -> list[object]:
    """The filters; language only where there is a model, and none of them is left out because another has filtered a text."""
    language = [LambdaFilter(detect_by(model))] if model else []
    return [
        *language,
        GopherRepetitionFilter(language="fra"),
        GopherQualityFilter(min_stop_words=0, language="fra"),
        C4QualityFilter(filter_no_terminal_punct=False, language="fra"),
    ]


def detect_by(model: str) -> object:
    """A filter that asks a fastText model for the language and keeps all."""
    import fasttext

    known = fasttext.load_model(model)
    return lambda document: bool(known.predict(document.text.replace("\n", " "))) or True


def run(pipeline: list[object], out: str, number: int, tasks: int = 1) -> None:
    """One stage."""
    LocalPipelineExecutor(pipeline, tasks=tasks, workers=1, logging_dir=f"{out}/logs/{number}").run()


if __name__ == "__main__":
    main(sys.argv[1], str(Path(sys.argv[2])), sys.argv[3] if len(sys.argv) > 3 else None)
