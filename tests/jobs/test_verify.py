"""corpus_builder.jobs.verify: a release is whole, or what is wrong is named."""

import pytest

from corpus_builder.jobs.progress import CLEANING
from corpus_builder.jobs.verify import Checks, check_release
from tests.release.parts import cut_small


@pytest.fixture(params=["one part", "many parts"], autouse=True)
def parts(request, monkeypatch):
    """All of it with releases of one part and of many."""
    if request.param == "many parts":
        cut_small(monkeypatch)
    return request.param


def test_verify_is_quiet_about_a_whole_release_and_loud_about_a_changed_one(run, articles, tmp_path):
    """A release verifies with its sources and rebuilds; one changed byte is found."""
    run("build", articles, "--out", tmp_path / "out")

    whole = run("verify", tmp_path / "out", "--source", articles, "--rebuild")
    part = tmp_path / "out" / "data" / "quotes" / "part-00000.parquet"
    part.write_bytes(part.read_bytes()[:-1] + b"\x00")
    changed = run("verify", tmp_path / "out")

    assert (whole.returncode, whole.stderr) == (0, ""), whole.stdout
    assert changed.returncode == 1
    assert "data/quotes/part-00000.parquet" in changed.stdout


def test_verify_finds_sources_that_are_not_those_of_the_release(run, articles, tmp_path):
    """Offsets are checked against the sources that are given."""
    run("build", articles, "--out", tmp_path / "out")
    (articles / "port.txt").write_text("Tout autre chose est écrit ici.", encoding="utf-8")

    done = run("verify", tmp_path / "out", "--source", articles)

    assert done.returncode == 1
    assert "port.txt" in done.stdout


def test_findings_are_counted_in_words(run, articles, tmp_path):
    """One finding is one, and of more the number stands before the plural."""
    run("build", articles, "--out", tmp_path / "out")
    card = tmp_path / "out" / "README.md"
    card.write_bytes(card.read_bytes() + b"More.\n")

    one = run("verify", tmp_path / "out").stdout.splitlines()
    (tmp_path / "out" / "stray.txt").write_text("stray")
    more = run("verify", tmp_path / "out").stdout.splitlines()

    assert one[-1] == f"{len(one) - 1} finding{'' if len(one) == 2 else 's'}"
    assert more[-1] == f"{len(one)} findings"


def test_a_rebuild_tells_what_it_has_done(run, articles, tmp_path):
    """Stage after stage, as the build did."""
    run("build", articles, "--out", tmp_path / "out")
    told = []

    checks = Checks(rebuild=True, progress=lambda stage, done, total: told.append((stage, done, total)))
    findings = check_release(tmp_path / "out", [articles], checks)

    assert findings == []
    assert told[0][0] == CLEANING and len({stage for stage, _, _ in told}) > 3
