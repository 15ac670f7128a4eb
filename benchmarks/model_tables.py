"""Writing fitted weights as the tables of the package: whole numbers, what they were fitted on, and how well they do."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from corpus_builder.models.linear import WEIGHT_UNIT, Training, Weights


def digest_files(paths: Iterable[Path]) -> str:
    """The SHA-256 of the contents of files one after another, in the order in which their pages were learned."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def round_weights(names: Sequence[str], fitted: Sequence[float], decimals: int) -> Weights:
    """Fitted log odds, the bias behind the others, as whole thousandths; those that round to nothing are left out."""
    *rounded, bias = (round(round(float(value), decimals) * WEIGHT_UNIT) for value in fitted)
    weights = zip(names, rounded, strict=True)
    return Weights(bias=bias, weights={name: weight for name, weight in sorted(weights) if weight})


def write_model(path: Path, about: str, training: Training, parts: Mapping[str, Weights]) -> None:
    """Write a table of weights; `about` says in a sentence what they weigh."""
    lines = [
        f"# {about}, in thousandths of a nat (log odds).",
        f"# Made by {training.script}; do not edit.",
        "",
        "[training]",
        f"script = {json.dumps(training.script)}",
        f"pages = {training.pages}",
        f"data = {json.dumps(training.data)}",
    ]
    for way, scores in training.f1.items():
        lines += [
            "",
            f"[training.f1.{json.dumps(way)}]",
            *(f"{json.dumps(file)} = {f1:.4f}" for file, f1 in sorted(scores.items())),
        ]
    for name, part in parts.items():
        weights = (f"{feature}: {weight}" for feature, weight in part.weights.items())
        lines += ["", f"[{name}]", f"bias = {part.bias}", "weights = '''", *weights, "'''"]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
