"""corpus_builder.stages.flows.statements.judged_pairs: pairs are judged as in memory, in blocks that have the texts they need."""

from __future__ import annotations

import pyarrow as pa
import pytest

from corpus_builder.stages.flows.flow import make_table
from corpus_builder.stages.flows.statements import judged_pairs
from corpus_builder.stages.flows.statements.judged_pairs import ASKED, answer_texts, compare_pairs, cut_context, judge_texts
from corpus_builder.stages.flows.statements.sharing_quotes import find_pairs
from corpus_builder.statements.group import accept_pairs, read_quotes
from tests.oracle.quote_groups import propose_pairs
from tests.stages.flows.corpora import list_engines, make_corpus, number_tables
from tests.stages.flows.statements.said import GONE, SETTINGS, Said, make_tables, place_gone, repeat_examples, write_paragraph


def accept(quotes: list[Said]) -> set[tuple[int, int]]:
    """The pairs that are accepted in memory, but those that contradict one another in the end."""
    texts, speakers, languages = ([getattr(quote, name) for quote in quotes] for name in ("text", "speaker", "language"))
    contexts = [quote.text if quote.gone else write_paragraph(quote) for quote in quotes]
    known = read_quotes(texts, speakers, languages, contexts)
    pairs = propose_pairs(known.statements, known.said_by)
    accepted = accept_pairs(known, pairs, SETTINGS)
    chosen = pairs.take(accepted.rows)
    rows = zip(chosen.later.tolist(), chosen.earlier.tolist(), accepted.certain.tolist(), strict=True)
    return {(one, other) for one, other, is_certain in rows if is_certain or known.claims.repeat(one, other)}


@pytest.mark.parametrize("block", [1, 64, 512])
def test_the_accepted_pairs_are_those_in_memory(monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    """Whatever the cut into parts, partitions and blocks; and most pairs are left out before a text is read again."""
    monkeypatch.setattr(judged_pairs, "BLOCK_NUMBERS", block)
    quotes = repeat_examples(300, 11)
    for engine, every in zip(list_engines(), (1000, 9, 2), strict=True):
        starts, tables = range(0, len({quote.document for quote in quotes}), every), make_tables(quotes)
        corpus = make_corpus(engine, tables, starts)
        facts = corpus.facts
        pairs = find_pairs(engine, facts, corpus.layout)
        candidates = compare_pairs(engine, facts, pairs, corpus.layout, SETTINGS)
        gone = place_gone(engine, tables, quotes, starts)
        found = pa.concat_tables(list(judge_texts(engine, corpus, gone, candidates, SETTINGS).collect()))
        assert set(zip(found["later"].to_pylist(), found["earlier"].to_pylist(), strict=True)) == accept(quotes)
        sizes = [sum(table.num_rows for table in data.collect()) for data in (pairs, candidates)]
        assert sizes[1] < sizes[0] / 2


def test_a_text_is_sent_once_to_a_block_with_what_is_around_it() -> None:
    """Asked for twice it goes once; its paragraph goes along where one asks for that, its own words where that went."""
    quotes = [Said("la digue"), Said("le bac", gone=True), Said("le pont")]
    numbered, _ = number_tables(make_tables(quotes), [0])
    gone = make_table(GONE, [[1], [0]])
    asked = make_table(ASKED, [[0] * 5, [0, 0, 0, 1, 2], [4, 4, 6, 4, 4], [1, 0, 0, 1, 0]])
    rows = answer_texts(numbered["quotes"], numbered["paragraphs"], gone, asked).to_pylist()
    assert [(row["block"], row["text"], row["context"]) for row in rows] == [
        (4, "la digue", write_paragraph(quotes[0])),
        (6, "la digue", None),
        (4, "le bac", "le bac"),
        (4, "le pont", None),
    ]


def test_of_a_long_paragraph_what_is_near_is_the_context() -> None:
    """Some sentences on either side of a quote, or the beginning where the quote is not in one piece."""
    paragraph = "a" * 500 + "le bac" + "b" * 500
    assert cut_context(paragraph, "le bac") == "a" * 200 + "le bac" + "b" * 200
    assert cut_context(paragraph, "le pont") == "a" * 207
