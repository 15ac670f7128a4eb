"""corpus_builder.jobs.takedown: what must not be published is noted as hashes."""

import json


def test_a_takedown_is_a_command_and_a_build(run, articles, tmp_path):
    """The list gets a hash, and the next build leaves the text out."""
    noted = run("takedown", articles, "port.txt")
    done = run("build", articles, "--out", tmp_path / "out", "--json")

    assert noted.stdout.startswith("1 added to ")
    assert json.loads(done.stdout)["taken_down"] == 1
    assert "port" not in (articles / "takedowns.txt").read_text(encoding="utf-8")
