"""The quality of a corpus, measured on manually labelled documents, in `labels.jsonl` beside the sources.

Each line is an object for one document, with `source_id` and any of

- `title`, `published`: what they are; null where the text has none;
- `kept`: beginnings of paragraphs that belong to the article;
- `gone`: words that do not;
- `optional`: beginnings of paragraphs that may be kept or removed, and are not counted;
- `quotes`: objects with `text` (how the quote begins), `speaker` and `speaker_name`, null where they cannot be known.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from corpus_builder.model import PARAGRAPH_BREAK
from corpus_builder.release.manifest import Measure, Quality
from corpus_builder.release.summary import group_rows
from corpus_builder.sources.files import LABELS
from corpus_builder.sources.links import find_beside
from corpus_builder.sources.reading import ChangedError, read_source
from corpus_builder.system.errors import SourceError, first_line
from corpus_builder.tables.frames import Tables

Label = Mapping[str, Any]
KEYS = {
    "source_id": str,
    "title": str | None,
    "published": str | None,
    "kept": list,
    "gone": list,
    "optional": list,
    "quotes": list,
}

QUOTE_KEYS = frozenset({"text", "speaker", "speaker_name"})

# Each measure in the order of the card, with its meaning: the share of the labels that are met.
MEASURES = {
    "paragraphs kept": "labelled paragraphs of articles that are in `documents.text`",
    "boilerplate removed": "labelled passages of boilerplate that are not in `documents.text`",
    "titles": "documents whose title matches the label",
    "dates": "documents whose date matches the label",
    "quotes found": "labelled quotes that are in `quotes`",
    "speakers": "labelled speakers that match, among the quotes found",
    "speaker names": "labelled speaker names that match, among the quotes found",
    "speaker names correct where given": "names given to labelled quotes that match; any name is wrong where the label is null",
}
# The row of the tally that counts labelled documents.
LABELLED = "documents"
# What releases of earlier versions call a measure; their manifests are read as they are.
EARLIER_NAMES = {
    "frame removed": "boilerplate removed",
    "speaker names right where given": "speaker names correct where given",
}


def read_labels(folders: Sequence[Path], *, follow_links: bool = False) -> tuple[list[Label], str | None]:
    """The labels of the source folders, and the SHA-256 of their files, None where there are none.

    Raises SourceError, naming the line, for what is not a label.
    """
    labels: list[Label] = []
    digest = hashlib.sha256()
    for path in filter(None, (find_beside(folder, LABELS, follow_links=follow_links) for folder in folders)):
        try:
            content = read_source(path)
            lines = content.decode("utf-8-sig").split("\n")
        except (OSError, ChangedError, UnicodeDecodeError) as why:
            raise SourceError(f"cannot read {path}: {why}", hint="it must hold one JSON object per line") from why
        digest.update(content)
        labels += [_read_label(line, f"{path}, line {number}") for number, line in enumerate(lines, 1) if line.strip()]
    twice = [id_ for id_, count in Counter(label["source_id"] for label in labels).items() if count > 1]
    if twice:
        raise SourceError(f"two labels for {twice[0]}", hint="put them on one line")
    return labels, digest.hexdigest() if labels else None


def _read_label(line: str, where: str) -> Label:
    hint = f"a label has source_id and any of {', '.join(key for key in KEYS if key != 'source_id')}"
    try:
        label = json.loads(line)
        json.dumps(label, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as why:
        raise SourceError(f"{where}: not JSON: {first_line(why)}", hint=hint) from why
    if not isinstance(label, dict) or "source_id" not in label:
        raise SourceError(f"{where}: not a label", hint=hint)
    for key, value in label.items():
        if key not in KEYS or not isinstance(value, KEYS[key]):
            raise SourceError(f"{where}: {key} is not a valid field of a label", hint=hint)
    quotes = label.get("quotes", ())
    texts = [*label.get("kept", ()), *label.get("gone", ())]
    if not all(isinstance(text, str) and text.strip() for text in texts) or not all(map(_is_quote, quotes)):
        said = "kept and gone are lists of strings, quotes of objects with a text and, where known, speaker and speaker_name"
        raise SourceError(f"{where}: {said}", hint=hint)
    return label


def _is_quote(quote: Any) -> bool:
    if not isinstance(quote, dict) or not set(quote) <= QUOTE_KEYS or not isinstance(quote.get("text"), str):
        return False
    return bool(quote["text"].strip()) and all(isinstance(value, str | None) for value in quote.values())


def match_labels(tables: Tables, labels: Sequence[Label]) -> pa.Table:
    """How many labels of each measure are met, of how many, in a part with its texts in full; and of how many documents.

    The rows are a tally: those of several parts are summed.
    """
    wanted = pa.array([label["source_id"] for label in labels], pa.string())
    documents = tables["documents"].filter(pc.is_in(tables["documents"]["source_id"], value_set=wanted))
    if not documents.num_rows:
        return group_rows("labels", None)
    found = {row["source_id"]: row for row in documents.to_pylist()}
    own = pc.is_in(tables["quotes"]["document_id"], value_set=documents["id"].combine_chunks())
    quotes = tables["quotes"].filter(own).to_pylist()
    matched = [pair for label in labels if (row := found.get(label["source_id"])) for pair in match_document(label, row, quotes)]
    matched += [(LABELLED, True)] * len(found)
    names, met = zip(*matched, strict=True)
    return group_rows("labels", pa.table({"measure": names, "met": pa.array(met).cast(pa.int64())}))


def read_quality(matched: pa.Table, sha256: str | None) -> Quality:
    """The quality of a corpus by the tally of the labels that its parts were matched with, which have a digest."""
    counted = {row["measure"]: row for row in matched.to_pylist()}
    if LABELLED not in counted:
        return Quality()
    measures = (Measure(name=name, met=counted[name]["met"], of=counted[name]["of"]) for name in MEASURES if name in counted)
    return Quality(documents=counted[LABELLED]["of"], sha256=sha256, measures=tuple(measures))


def match_document(label: Label, document: Mapping[str, Any], quotes: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, bool]]:
    """For each label of a document its measure and whether it is met."""
    paragraphs = [flatten(text) for text in (document["text"] or "").split(PARAGRAPH_BREAK)]
    for head in label.get("kept", ()):
        yield "paragraphs kept", any(text.startswith(flatten(head)) for text in paragraphs)
    for gone in label.get("gone", ()):
        yield "boilerplate removed", not any(flatten(gone) in text for text in paragraphs)
    if "title" in label:
        yield "titles", flatten(label["title"] or "") == flatten(document["title"] or "")
    if "published" in label:
        dated, wanted = document["published"], label["published"]
        yield "dates", dated is None if wanted is None else (dated or "").startswith(wanted)
    own = [quote for quote in quotes if quote["document_id"] == document["id"]]
    for wanted in label.get("quotes", ()):
        yield from match_quote(wanted, next((q for q in own if flatten(q["text"]).startswith(flatten(wanted["text"]))), None))


def match_quote(wanted: Mapping[str, Any], found: Mapping[str, Any] | None) -> Iterator[tuple[str, bool]]:
    """Whether a labelled quote was found, and its speaker as labelled."""
    yield "quotes found", found is not None
    if found is None:
        return
    if wanted.get("speaker"):
        yield "speakers", is_same_head(found["speaker"], wanted["speaker"])
    right = bool(wanted.get("speaker_name")) and is_same_head(found["speaker_name"], wanted["speaker_name"])
    if wanted.get("speaker_name"):
        yield "speaker names", right
    if found["speaker_name"] and "speaker_name" in wanted:
        yield "speaker names correct where given", right


def flatten(text: str) -> str:
    """Text as labels compare it: composed, with single spaces."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()


def is_same_head(found: str | None, wanted: str) -> bool:
    """Whether two ways to write a speaker share their last capitalised word, or their last word where none is.

    >>> is_same_head("Mme Ada Lemoine", "Lemoine"), is_same_head(None, "Lemoine")
    (True, False)
    """
    heads = [(re.findall(r"\b[^\W\d_a-zà-ÿ][\w’'-]*", t) or re.findall(r"\w+", t) or [""])[-1] for t in (found or "", wanted)]
    return bool(found) and heads[0].casefold() == heads[1].casefold()
