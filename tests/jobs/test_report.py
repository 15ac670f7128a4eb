"""corpus_builder.jobs.report: where the page goes."""


def test_a_report_is_one_file_beside_the_release(run, articles, tmp_path):
    """The page has a place of its own, so that the release stays whole."""
    run("build", articles, "--out", tmp_path / "out")

    done = run("report", tmp_path / "out")

    assert done.stdout.strip() == str(tmp_path / "out-report.html")
    assert (tmp_path / "out-report.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert run("verify", tmp_path / "out").returncode == 0
