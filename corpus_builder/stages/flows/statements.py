"""TEMP"""

import pyarrow as pa

from corpus_builder.stages.flows.flow import make_schema, make_table

FIRST = make_schema(quote=pa.int64(), part=pa.int64(), first=pa.int64())


def first(q):
    return make_table(FIRST, [q["quote"], q["part"], q["quote"]])


def find_statements(engine, corpus, gone, settings):
    return corpus.quotes.map(first, FIRST)
