"""corpus_builder.jobs.project: what stands beside the sources."""

import pytest

from corpus_builder.system.errors import SourceError
from tests.conftest import ARTICLE
from tests.jobs.sample_builds import build, list_rejects


def test_a_description_in_a_folder_below_is_not_passed_over_silently(articles, tmp_path):
    """sources.toml counts at the top of a source folder; elsewhere it is a file of an unsupported type, and listed."""
    (articles / "part").mkdir()
    (articles / "part" / "sources.toml").write_text('[corpus]\nname = "part"\n')

    build(articles, tmp_path / "out")

    assert list_rejects(tmp_path / "out") == {"part/sources.toml": "unsupported file type"}


@pytest.mark.parametrize("name", ["sources.toml", "corpus.toml", "takedowns.txt", "labels.jsonl"])
def test_what_is_said_about_the_sources_is_not_read_through_a_link_out(name, articles, tmp_path, run):
    """A planted link with the name of a file that stands beside the sources is one clear error."""
    (tmp_path / "elsewhere").write_text("secret = 'of the builder'\n")
    (articles / name).symlink_to(tmp_path / "elsewhere")

    done = run("build", articles, "--out", tmp_path / "out")

    assert done.returncode == 1
    assert done.stderr.strip().endswith(f"{name} is a link out of the source folder (--follow-links reads it)")


def test_two_descriptions_with_words_are_one_clear_error(tmp_path):
    """Two folders that both speak for the corpus cannot both be right."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.txt").write_text(ARTICLE, encoding="utf-8")
        (tmp_path / name / "sources.toml").write_text(f'[corpus]\nname = "{name}"\n')

    with pytest.raises(SourceError, match=r"two sources\.toml"):
        build([tmp_path / "one", tmp_path / "two"], tmp_path / "out")


def test_an_unknown_setting_is_an_error(run, articles, tmp_path):
    """A key that no section has is named."""
    (articles / "corpus.toml").write_text("[quotes]\nwings = 2\n")

    done = run("build", articles, "--out", tmp_path / "out")

    assert done.returncode == 1
    assert "quotes.wings" in done.stderr
