"""corpus_builder.stages.flows.numbering: documents in the published order, in parts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pytest

from corpus_builder.engines.document_stage import Cleaning, Given, clean_documents
from corpus_builder.engines.local import Local, Work
from corpus_builder.engines.workers import Workers
from corpus_builder.model import Metadata, Record, Reject
from corpus_builder.settings import Settings
from corpus_builder.stages.flows.admission import COVERED, LASTING, SECOND, Batches, admit_records
from corpus_builder.stages.flows.numbered import NUMBERED
from corpus_builder.stages.flows.numbering import number_corpus, number_rejects

TEXTS = [
    "Le port rouvre lundi après trois ans de travaux, a dit la maire.",
    "« Rien ne presse », a répondu Odile Kern jeudi soir.",
]


def give(records: Sequence[tuple[str, str | None]], file: int = 0) -> list[Given]:
    made = [
        Record(name, f"{name}.txt", "text", "\n\n".join(TEXTS[: 1 + place % 2]), Metadata(published=date), 60, f"{place:064}")
        for place, (name, date) in enumerate(records)
    ]
    return [Given(record, file, record.source_id, takes=True, exempt=False) for record in made]


def clean(engine: Local, given: Sequence[Given]) -> Batches:
    return clean_documents(given, Workers(1), Cleaning(Settings())).read(engine)


@pytest.mark.parametrize("partitions", [1, 3])
def test_dates_sort_as_their_first_day_and_unknown_ones_last(partitions: int) -> None:
    """`2024-03` sorts before `2024-03-02` and after `2024-02`; of one day source ids decide."""
    engine = Local(Work(partitions=partitions))
    dates = ["2024-03-02", None, "2024-03", "2024", "2024-02-29", "2024-03"]
    batches = clean(engine, give(list(zip("abcdef", dates, strict=True))))
    corpus = number_corpus(engine, batches, admit_records(engine, batches, (), engine.table(COVERED.empty_table())))
    documents = pa.concat_tables(list(corpus.documents.collect()))

    assert "".join(documents["source_id"].to_pylist()) == "decfab"
    assert documents["document"].to_pylist() == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize("mean", [1, 3_000, 10**9])
def test_rows_follow_their_document(mean: int) -> None:
    """However many parts there are, paragraphs and quotes are numbered one after the other, each in its document's part."""
    engine = Local(Work(partitions=3))
    batches = clean(engine, give([(f"{number}", f"2024-{1 + number % 12:02}") for number in range(30)]))
    corpus = number_corpus(engine, batches, admit_records(engine, batches, (), engine.table(COVERED.empty_table())), mean, mean)
    tables = {name: list(getattr(corpus, name).collect()) for name in NUMBERED}
    layout = corpus.layout

    assert len(tables["documents"]) == layout.n_parts
    assert layout.n_parts == (30 if mean == 1 else 1 if mean == 10**9 else layout.n_parts)
    for name, key in (("documents", "document"), ("paragraphs", "paragraph"), ("quotes", "quote")):
        numbers = np.concatenate([table[key].to_numpy() for table in tables[name]])
        assert numbers.tolist() == list(range(len(numbers)))
        assert [len(table) for table in tables[name]] == np.diff(getattr(layout, name)).tolist()
    for part, (paragraphs, quotes) in enumerate(zip(tables["paragraphs"], tables["quotes"], strict=True)):
        assert set(paragraphs["part"].to_pylist()) | set(quotes["part"].to_pylist()) <= {part}
        ids = dict(zip(paragraphs["paragraph"].to_pylist(), paragraphs["id"].to_pylist(), strict=True))
        assert [ids[number] for number in quotes["paragraph"].to_pylist()] == quotes["paragraph_id"].to_pylist()


def test_the_first_with_an_id_is_in_the_corpus() -> None:
    """Later ones are rejects that name the first one's file; a file that takes back what it gave has given nothing but its id."""
    engine = Local(Work(partitions=3))
    changed = Reject("c.jsonl", "c.jsonl", "changed while it was read", "it grew", None, None)
    given = [*give([("a", None), ("b", None)], 0), *give([("b", None), ("d", None)], 1), *give([("a", None), ("d", None)], 2)]
    given.append(Given(changed, 1, changed.source_id, takes=False, exempt=False))
    batches = clean(engine, given)
    admitted = admit_records(engine, batches, {1}, engine.table(COVERED.empty_table()))
    corpus = number_corpus(engine, batches, admitted)
    rejects = [row for table in number_rejects(admitted.rejects).collect() for row in table.to_pylist()]

    assert [name for table in corpus.documents.collect() for name in table["source_id"].to_pylist()] == ["a", "b"]
    assert [(row["source_id"], row["reason"], row["detail"]) for row in rejects] == [
        ("a", SECOND, "the first one is in a.txt"),
        ("b", SECOND, "the first one is in b.txt"),
        ("c.jsonl", "changed while it was read", "it grew"),
        ("d", SECOND, "the first one is in d.txt"),
    ]
    assert {row["reason"] for row in rejects} <= set(LASTING)


def test_a_corpus_may_be_empty() -> None:
    """Without records there are no parts and no rejects."""
    engine = Local()
    batches = clean(engine, [])
    admitted = admit_records(engine, batches, (), engine.table(COVERED.empty_table()))

    assert number_corpus(engine, batches, admitted).layout.n_parts == 0
    assert [table.num_rows for table in number_rejects(admitted.rejects).collect()] == []
