"""The package in the hands of a Python user."""

import subprocess
import sys

import pytest

import corpus_builder
from corpus_builder.settings import DuplicateSettings, Settings
from corpus_builder.system.errors import ReleaseError, SettingsError
from tests.conftest import read_bytes


def test_import_costs_nothing():
    """`import corpus_builder` loads no heavy library."""
    code = "import sys, corpus_builder; print(sorted({'pandas', 'pyarrow', 'numpy', 'ftfy'} & set(sys.modules)))"

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_every_public_name_is_there():
    """What `__all__` promises can be had."""
    assert all(getattr(corpus_builder, name) is not None for name in corpus_builder.__all__)
    with pytest.raises(AttributeError):
        _ = corpus_builder.nothing


def test_a_corpus_becomes_datasets(articles, tmp_path):
    """`to_datasets` has one dataset for each table that has rows."""
    corpus = corpus_builder.build([articles], tmp_path / "out")

    found = corpus.to_datasets()

    assert {name: found[name].num_rows for name in found} == {n: c for n, c in corpus.counts.items() if c}


def test_a_rebuilt_corpus_is_never_stale(articles, tmp_path):
    """After a rebuild in the same folder the new rows are loaded."""
    before = corpus_builder.build([articles], tmp_path / "out").to_datasets()["documents"].num_rows
    (articles / "port.txt").unlink()

    after = corpus_builder.build([articles], tmp_path / "out").to_datasets()["documents"].num_rows

    assert (before, after) == (3, 2)


def test_settings_may_be_given_as_a_mapping(articles, tmp_path):
    """A section with a wrong key is an error that names it."""
    with pytest.raises(SettingsError, match=r"quotes\.wings"):
        corpus_builder.build([articles], tmp_path / "out", settings={"quotes": {"wings": 2}})


def test_loading_what_is_no_corpus_is_one_clear_error(tmp_path):
    """A folder without a manifest is no corpus."""
    with pytest.raises(ReleaseError, match="no corpus in"):
        corpus_builder.load(tmp_path)


def test_a_cleaned_page_says_who_wrote_it_in_which_language_and_what_to_know_of_it():
    """A cleaned page carries author, language and note beside title and date."""
    head = '<meta name="author" content="Ann Orr"><meta property="article:published_time" content="2024-03-05">'
    line = "The old mill by the river turns again after ten years of silence, and it grinds rye for the village."
    page = corpus_builder.clean_html(f"<html><head>{head}</head><body><h1>The mill turns again</h1><p>{line}</p></body></html>")

    assert (page.author, page.published, page.language, page.note) == ("Ann Orr", "2024-03-05", "en", None)
    assert corpus_builder.clean("Home\nNews\nSport").note == "no article found"


def test_single_texts_are_cleaned_as_in_a_build():
    """`clean`, `clean_html`, `find_quotes`, `repair_encoding` and `detect_language` need no files."""
    line = "La fondation Estran a publié mardi les comptes de son dernier exercice, que ses donateurs attendaient."
    page = corpus_builder.clean_html(
        f"<html><nav><a href='/'>Accueil</a></nav><article><h1>Comptes</h1><p>{line}</p></article></html>"
    )

    assert corpus_builder.clean(f"Laisser un commentaire\n{line}").text == line
    assert line in page.text
    assert "Accueil" not in page.text
    assert corpus_builder.repair_encoding("Ã©tÃ©\vplus tard") == "été\nplus tard"
    assert corpus_builder.detect_language(line) == "fr"
    assert (
        corpus_builder.find_quotes("« Nous sommes prêts », a dit Claire Vasseur.", language="fr")[0].speaker == "Claire Vasseur"
    )
    assert corpus_builder.clean("").paragraphs == ()


def test_a_build_knows_a_limit_and_the_release_before(articles, tmp_path):
    """What the command can, `build` can: only the first sources, and a changelog that compares with an earlier release."""
    first = corpus_builder.build(articles, tmp_path / "first", limit=1)
    (articles / "sources.toml").write_text('[corpus]\nversion = "0.1.0"\n', encoding="utf-8")
    second = corpus_builder.build(articles, tmp_path / "second", previous=tmp_path / "first")

    assert (first.counts["documents"], second.counts["documents"]) == (1, 3)
    assert "documents: 2 added" in (tmp_path / "second" / "README.md").read_text(encoding="utf-8")


def test_a_build_takes_memory_and_a_cache_and_gives_the_same_bytes(articles, tmp_path):
    """What the command can, `build` can; the cache is used by the next build, and no release shows that there was one."""
    corpus_builder.build(articles, tmp_path / "plain")
    for _ in range(2):
        corpus_builder.build(articles, tmp_path / "out", memory="1.5GB", cache=tmp_path / "cache")
        assert read_bytes(tmp_path / "out") == read_bytes(tmp_path / "plain")

    assert any((tmp_path / "cache").iterdir())


def test_near_duplicates_take_settings_as_all_functions_do():
    """All settings, their section for duplicates, or a mapping of sections; a wrong key is named."""
    texts = ["The ferry sank off Sorny at dawn.", "The ferry sank off Sorny at dawn!"]

    for settings in (None, {"duplicates": {}}, Settings(), DuplicateSettings()):
        assert corpus_builder.near_duplicates(texts, settings) == [0, 0]
    with pytest.raises(SettingsError, match=r"duplicates\.wings"):
        corpus_builder.near_duplicates(texts, {"duplicates": {"wings": 2}})
