"""corpus_builder.jobs.diff: what changed between two releases, for people, machines and changelogs."""

import json


def test_two_releases_are_compared_in_words_json_and_markdown(run, articles, tmp_path):
    """What was added, the cause and the version to take, for people, machines and changelogs."""
    run("build", articles, "--out", tmp_path / "1")
    (articles / "new.txt").write_text("Un tout autre texte sur les bateaux de pêche et leurs équipages du port de Sorny.")
    run("build", articles, "--out", tmp_path / "2")

    words = run("diff", tmp_path / "1", tmp_path / "2")
    machine = json.loads(run("diff", tmp_path / "1", tmp_path / "2", "--json").stdout)
    changelog = run("diff", tmp_path / "1", tmp_path / "2", "--markdown").stdout

    assert "documents: 1 added" in words.stdout
    assert "the changes require at least 0.1.0" in words.stdout
    assert (machine["level"], machine["smallest_version"]) == ("minor", "0.1.0")
    assert "- documents: 1 added" in changelog
