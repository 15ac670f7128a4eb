"""corpus_builder.release.page.quality: a corpus measured on what a person has labelled."""

import json

import pytest

from corpus_builder.jobs.build import build_corpus
from corpus_builder.release.manifest import read_manifest
from corpus_builder.release.page.quality import MEASURES, match_labels, read_labels, read_quality
from corpus_builder.settings import Settings, check_settings
from corpus_builder.system.errors import SourceError
from corpus_builder.tables.frames import sort_rows
from tests.release_sample import sample_tables

LABEL = {
    "source_id": "fr/quai.txt",
    "title": None,
    "published": "2024-03",
    "kept": ["Le quai rouvre", "Le quai du sud"],
    "gone": ["Partager", "quai du nord"],
    "quotes": [
        {"text": "Nous avons tenu", "speaker": "Lemoine", "speaker_name": "Ada Lemoine"},
        {"text": "Nous avons", "speaker": "le maire", "speaker_name": None},
        {"text": "Personne ne l'a dit", "speaker": None, "speaker_name": None},
    ],
}


def measure(*labels: dict) -> dict[str, tuple[int, int]]:
    found = read_quality(match_labels(sort_rows(sample_tables()), labels), "0")
    return {row.name: (row.met, row.of) for row in found.measures}


def test_each_label_counts_once_and_is_met_or_not() -> None:
    """Beginnings of paragraphs, what must be gone, title, date, quotes and speakers are counted by kind."""
    assert measure(LABEL) == {
        "paragraphs kept": (1, 2),
        "boilerplate removed": (1, 2),
        "titles": (1, 1),
        "dates": (1, 1),
        "quotes found": (2, 3),
        "speakers": (1, 2),
        "speaker names": (1, 1),
        "speaker names correct where given": (1, 2),
    }
    assert list(measure(LABEL)) == list(MEASURES)


def test_a_date_that_is_not_there_must_not_be_found() -> None:
    """Where the label says that nobody can know, whatever is found is wrong; two labels of one document are an error."""
    assert measure({"source_id": "fr/quai.txt", "published": None}) == {"dates": (0, 1)}
    assert measure({"source_id": "en/ferry.txt", "published": None}) == {"dates": (1, 1)}


def test_two_labels_of_one_document_are_an_error(tmp_path) -> None:
    """They would count twice."""
    (tmp_path / "labels.jsonl").write_text('{"source_id": "a"}\n{"source_id": "a"}\n', encoding="utf-8")

    with pytest.raises(SourceError, match="two labels for a"):
        read_labels([tmp_path])


def test_what_has_no_labels_is_not_measured() -> None:
    """A label for a document that is not there, and a label without words, count for nothing."""
    assert measure({"source_id": "nowhere.txt", "kept": ["x"]}) == {}
    assert measure({"source_id": "fr/quai.txt"}) == {}


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("{", "not JSON"),
        ("[]", "not a label"),
        ('{"kept": []}', "not a label"),
        ('{"source_id": "a", "wings": 2}', "wings"),
        ('{"source_id": "a", "kept": "b"}', "kept"),
        ('{"source_id": "a", "kept": [1]}', "lists of strings"),
        ('{"source_id": "a", "quotes": ["b"]}', "objects with a text"),
        ('{"source_id": "a", "quotes": [{"text": "b", "speaker": 5}]}', "objects with a text"),
        ('{"source_id": "a", "quotes": [{"text": "b", "speaker_name": ["x"]}]}', "objects with a text"),
        ('{"source_id": "a", "quotes": [{"text": "b", "wings": 2}]}', "objects with a text"),
        ('{"source_id": "a", "kept": [" "]}', "lists of strings"),
        ('{"source_id": "\\ud800"}', "not JSON"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_a_wrong_label_is_one_clear_error(line: str, what: str, tmp_path) -> None:
    """The line is named."""
    (tmp_path / "labels.jsonl").write_text('{"source_id": "a"}\n' + line + "\n", encoding="utf-8")

    with pytest.raises(SourceError, match=rf"labels.jsonl, line 2: .*{what}"):
        read_labels([tmp_path])


@pytest.mark.parametrize("policy", ["full", "offsets"])
def test_a_build_measures_before_texts_are_withheld(policy: str, articles, tmp_path) -> None:
    """The labels beside the sources are no source, and the card shows what they measure, whatever the policy publishes."""
    label = {"source_id": "estran.txt", "gone": ["Partager"], "quotes": [{"text": "Nous avons tenu"}]}
    (articles / "labels.jsonl").write_text(json.dumps(label) + "\n", encoding="utf-8")

    build_corpus([articles], tmp_path / "out", check_settings({"policy": {"text": policy}}) if policy != "full" else Settings())

    assert [(m.met, m.of) for m in read_manifest(tmp_path / "out").quality.measures] == [(1, 1), (1, 1)]
    card = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert "| quotes found: labelled quotes that are in `quotes` | 100.0 % | 1 | 1 |" in card
    assert "labels.jsonl" not in (tmp_path / "out" / "manifest.json").read_text(encoding="utf-8")
