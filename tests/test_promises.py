"""The promises of CONTRACT.md, each as a property of whole builds."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_builder.engines import batches
from corpus_builder.engines.resources import Resources
from corpus_builder.jobs import build, corpus_work
from corpus_builder.jobs.build import build_corpus
from corpus_builder.model import Document, Metadata, Record
from corpus_builder.settings import Settings
from corpus_builder.stages.document import clean_batch
from corpus_builder.tables.columns import TABLES
from corpus_builder.tables.parquet import read_tables
from tests.conftest import ARTICLE, HANG, OTHER, TOP, read_bytes

SEEDS = TOP / "seeds"
FRAGMENTS = st.sampled_from(
    [
        *ARTICLE.split("\n\n"),
        *OTHER.split("\n\n"),
        "Partager sur Facebook",
        "Laisser un commentaire",
        " date 2024-03 Le port attend",
        "Publié le 12 mars 2024 à 10h30",
        "Ã©tÃ© Ã  la mer",
        "e\u0301te\u0301",
        "«",
        "»",
        "”",
        ".",
        "\x00\x00",
        "\ufeff",
        "\u200b",
        "&eacute;&amp;&lt;b&gt;",
        "\u2028",
        "\x85",
        "\r",
        "<p>",
        "最近の記事です。",
        "• premier point\n• second point",
        "Que pensez-vous de ce projet ?Êtes-vous d’accord ?",
    ]
)
VERTICAL_SPACE = "\v\f\x1c\x1d\x1e\x85\u2028\u2029"
GLUE = st.sampled_from(["", " ", "\n", "\n\n", "\r\n", "\t", "\u00a0", "\x07", "\x1f", *VERTICAL_SPACE])
TEXTS = st.lists(st.tuples(st.one_of(FRAGMENTS, st.text(max_size=30)), GLUE), min_size=1, max_size=12).map(
    lambda parts: "".join(text + glue for text, glue in parts)
)


def make_record(text: str, name: str = "a") -> Record:
    return Record(name, name, "text", text, Metadata(), len(text), "0" * 64)


def find_uncovered(source_text: str, spans: list[tuple[int, int]]) -> list[int]:
    """The offsets of non-blank characters that do not lie in exactly one span."""
    seen = [0] * len(source_text)
    for start, end in spans:
        for i in range(start, end):
            seen[i] += 1
    return [i for i, (n, c) in enumerate(zip(seen, source_text, strict=True)) if n != 1 and not c.isspace()]


class TestNothingIsLost:
    """Promise 1."""

    @settings(max_examples=300)
    @given(TEXTS.filter(str.strip))
    def test_each_character_lies_in_exactly_one_row(self, text):
        """Of any text each non-blank character is in one paragraph or one removal, and each removal names its rule."""
        text = text.encode("utf-8", "replace").decode("utf-8")
        [document] = clean_batch([make_record(text)], Settings())

        assert isinstance(document, Document)
        assert find_uncovered(document.source.text, [(p.start, p.end) for p in (*document.paragraphs, *document.removals)]) == []
        assert all(r.rule and r.stage for r in document.removals)
        assert not any(mark in p.text for p in document.paragraphs for mark in VERTICAL_SPACE)

    @settings(max_examples=150)
    @given(TEXTS.filter(str.strip), st.sampled_from(["p", "div", "li", "td", "pre", "h2"]))
    def test_each_visible_character_of_a_page_lies_in_exactly_one_row(self, text, tag):
        """The same holds for the rendering of a page."""
        html = f"<html><body><nav><a href=/>Accueil</a></nav><{tag}>{text}</{tag}><footer>© Le Phare</footer></body></html>"
        record = Record("a", "a", "html", html.encode("utf-8", "replace").decode(), Metadata(), 1, "0" * 64)
        [document] = clean_batch([record], Settings())

        assert isinstance(document, Document)
        assert find_uncovered(document.source.text, [(p.start, p.end) for p in (*document.paragraphs, *document.removals)]) == []
        assert not any(mark in p.text for p in document.paragraphs for mark in VERTICAL_SPACE)
        assert document.repaired.text.count("\n") == document.source.text.count("\n") == max(0, len(document.source.lines) - 1)

    @settings(max_examples=200)
    @given(TEXTS.filter(str.strip))
    def test_quotes_lie_in_their_paragraphs(self, text):
        """A quote's fragments lie inside paragraphs, and its offsets are those of its first and last fragment."""
        text = text.encode("utf-8", "replace").decode("utf-8")
        [document] = clean_batch([make_record(text)], Settings())

        assert isinstance(document, Document)
        for quote in document.quotes:
            fragments = quote.fragments or ((quote.start, quote.end),)
            assert (fragments[0][0], fragments[-1][1]) == (quote.start, quote.end)
            assert all(any(p.start <= s < e <= p.end for p in document.paragraphs) for s, e in fragments)

    def test_every_near_duplicate_names_one_that_stays(self, tmp_path):
        """In a build of the seeds each copy names a paragraph that is there, and each group keeps exactly one."""
        build_corpus([SEEDS], tmp_path / "out", Settings())
        tables = read_tables(tmp_path / "out")
        copies = [r for r in tables["removals"].to_pylist() if r["stage"] == "duplicates"]
        paragraphs = {p["id"]: p["n_copies"] for p in tables["paragraphs"].to_pylist()}

        assert copies
        assert all(r["duplicate_of"] in paragraphs and 0 < r["similarity"] <= 1 for r in copies)
        assert sum(paragraphs.values()) == len(copies)

    def test_sources_in_are_documents_and_rejects(self, tmp_path):
        """In a build of the seeds with bad files among them the sums are right; a blank file is listed and does not count."""
        shutil.copytree(SEEDS, tmp_path / "in", ignore=shutil.ignore_patterns("real"))
        (tmp_path / "in" / "empty.txt").write_bytes(b"")
        (tmp_path / "in" / "bad.jsonl").write_bytes(b'{"text": "Une seule ligne."}\n{oops\n')

        report = build_corpus([tmp_path / "in"], tmp_path / "out", Settings())

        tables = read_tables(tmp_path / "out")
        assert tables["rejects"].num_rows == 2
        assert report.sources == tables["documents"].num_rows + 1
        assert report.rejected == 1


VARIANTS = {
    "two workers": (("--workers", "2"), {}),
    "another hash seed": ((), {"PYTHONHASHSEED": "77"}),
    "another time zone and locale": ((), {"TZ": "Asia/Tokyo", "LC_ALL": "C", "LANG": "C"}),
}
# How a build may be planned: processes, bytes of a part (few: many partitions), of a process, and of rows that stay in memory.
PLANS = {
    "files": Resources(1, 100_000, 10**10, 0),
    "two workers in memory": Resources(2, 100_000, 10**10, 10**10),
    "two workers with files": Resources(2, 100_000, 10**10, 0),
}


class TestTheSameBytes:
    """Promise 2."""

    @pytest.mark.slow
    @pytest.mark.parametrize("variant", VARIANTS)
    def test_surroundings_change_nothing(self, variant, run, tmp_path, seeds_release):
        """Workers, hash seed, time zone, locale and the folder's name leave every byte as it is."""
        words, environment = VARIANTS[variant]
        done = run("build", SEEDS, "--out", tmp_path / "another name", *words, **environment)

        assert done.returncode == 0, done.stderr
        assert read_bytes(tmp_path / "another name") == seeds_release

    @pytest.mark.parametrize(
        "plan", ["files", *(pytest.param(name, marks=pytest.mark.slow) for name in PLANS if name != "files")]
    )
    def test_how_a_build_is_planned_changes_nothing(self, plan, tmp_path, seeds_release, monkeypatch):
        """Small batches and parts, in files or in memory, for one process or two, give the bytes of one batch in memory."""
        monkeypatch.setattr(build, "plan_resources", lambda *_: PLANS[plan])
        monkeypatch.setattr(corpus_work, "BATCH_BYTES", 0)
        monkeypatch.setattr(batches, "BATCH_RECORDS", 7)

        build_corpus([SEEDS], tmp_path / "out", Settings())

        assert read_bytes(tmp_path / "out") == seeds_release
        assert [path.name for path in tmp_path.iterdir()] == ["out"]

    def test_the_order_of_inputs_changes_nothing(self, tmp_path, seeds_release):
        """Files named one by one in any order, and written in any order, give the bytes of the folder."""
        files = sorted(p for p in SEEDS.rglob("*") if p.is_file() and p.parent.name != "real")
        random.Random(7).shuffle(files)
        for file in files:
            place = tmp_path / "copy" / file.relative_to(SEEDS)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, place)

        build_corpus([tmp_path / "copy"], tmp_path / "out", Settings())

        assert read_bytes(tmp_path / "out") == seeds_release

    def test_the_order_in_which_sources_are_named_changes_nothing(self, tmp_path):
        """Two folders give the same release whichever is named first, also where both hold a file of one name."""
        for name, text in (("one", ARTICLE), ("two", OTHER)):
            (tmp_path / name).mkdir()
            (tmp_path / name / "same.txt").write_text(text, encoding="utf-8")
        sources = [tmp_path / "one", tmp_path / "two"]

        build_corpus(sources, tmp_path / "a", Settings())
        build_corpus(sources[::-1], tmp_path / "b", Settings())

        assert read_bytes(tmp_path / "a") == read_bytes(tmp_path / "b")


@pytest.fixture(scope="module")
def seeds_release(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The bytes of a plain build of the seeds."""
    out = tmp_path_factory.mktemp("release") / "out"
    build_corpus([SEEDS], out, Settings())
    return read_bytes(out)


# The command, killed when a file-system call with a part of a path in its first argument comes for the n-th time.
DYING = """
import os, signal, sys
from corpus_builder.cli import main

event, part, left = sys.argv[1], sys.argv[2], int(sys.argv[3])

def kill_at(name, values):
    global left
    if name == event and part in str(values[0]):
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(kill_at)
main(sys.argv[4:])
"""
MOMENTS = {
    "a source is read": ("open", "third.txt", "1"),
    "files are written": ("open", "quotes.csv", "1"),
    "the release before is moved away": ("os.rename", "", "1"),
    "the new release takes its place": ("os.rename", "", "2"),
    "the release before is removed": ("os.remove", "manifest.json", "1"),
}


class TestAllOrNothing:
    """Promise 3, in its first form: the old release stays whole."""

    @pytest.mark.slow
    @pytest.mark.skipif(sys.platform == "win32", reason="kills as on POSIX")
    @pytest.mark.parametrize("moment", MOMENTS)
    def test_a_killed_build_leaves_the_release_before(self, moment, articles, run, tmp_path):
        """A build that is killed leaves what was there, or all of what is new, and the next build is complete."""
        out = tmp_path / "out"
        assert run("build", articles, "--out", out).returncode == 0
        before = read_bytes(out)
        (articles / "third.txt").write_text(f"{OTHER}\n{ARTICLE}", encoding="utf-8")
        build = ["build", str(articles), "--out", str(out)]

        killed = subprocess.run([sys.executable, "-c", DYING, *MOMENTS[moment], *build], check=False, timeout=HANG)

        assert killed.returncode == -signal.SIGKILL
        verified = run("verify", out)
        assert verified.returncode == 0, verified.stdout + verified.stderr
        left = read_bytes(out)
        again = run(*build)
        assert again.returncode == 0, again.stderr
        assert left == (read_bytes(out) if moment == "the release before is removed" else before)
        assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".out.")] == []


class TestANeighbourChangesNothing:
    """Promise 4."""

    def test_the_rows_of_a_document_are_its_own(self, tmp_path):
        """Each seed document alone has the rows that it has among the others, but for what the corpus decides."""
        build_corpus([SEEDS], tmp_path / "all", Settings())
        together = read_tables(tmp_path / "all")
        for file in sorted((SEEDS / "fr").glob("*.txt"))[:6]:
            (tmp_path / "one" / "fr").mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, tmp_path / "one" / "fr" / file.name)
            shutil.copyfile(SEEDS / "sources.toml", tmp_path / "one" / "sources.toml")
            build_corpus([tmp_path / "one"], tmp_path / "alone", Settings())
            alone = read_tables(tmp_path / "alone")
            identity = alone["documents"]["id"][0].as_py()
            for name in ("documents", "quotes"):
                assert own_rows(alone[name], identity, name) == own_rows(together[name], identity, name)
            assert spans(alone, identity) == spans(together, identity)
            shutil.rmtree(tmp_path / "one")

    @settings(max_examples=60)
    @given(st.lists(TEXTS.filter(str.strip), min_size=2, max_size=4))
    def test_a_batch_changes_nothing(self, texts):
        """A document cleaned in a batch equals the document cleaned alone."""
        records = [make_record(t.encode("utf-8", "replace").decode(), f"r{i}") for i, t in enumerate(texts)]

        assert clean_batch(records, Settings()) == [clean_batch([r], Settings())[0] for r in records]


def own_rows(table: pa.Table, document: str, name: str) -> list[dict[str, object]]:
    """The rows of one document without the columns that the corpus decides."""
    key = "id" if name == "documents" else "document_id"
    starred = [column.name for column in TABLES[name].columns if column.whole_corpus]
    rows = (row for row in table.drop_columns(starred).to_pylist())
    return [row for row in rows if row[key] == document]


def spans(tables: dict[str, pa.Table], document: str) -> set[tuple[int, int, str]]:
    """All spans of one document with their text: a copy moves from one table to the other and stays the same span."""
    rows = [r for t in ("paragraphs", "removals") for r in tables[t].to_pylist() if r["document_id"] == document]
    return {(r["start"], r["end"], r["text"]) for r in rows}


@pytest.mark.slow
def test_an_environment_without_a_home_is_no_obstacle(run, articles, tmp_path):
    """A build needs no writable home folder."""
    done = run("build", articles, "--out", tmp_path / "out", HOME=os.devnull, XDG_CACHE_HOME=os.devnull)

    assert done.returncode == 0, done.stderr
