"""corpus_builder.jobs.card: the files beside the tables are what the tables make."""


def test_a_card_that_somebody_edited_is_stale_until_it_is_written_anew(run, articles, tmp_path):
    """`--check` fails and writes nothing; without it the card is again what the tables make."""
    run("build", articles, "--out", tmp_path / "out")
    card = tmp_path / "out" / "README.md"
    before = card.read_bytes()
    card.write_bytes(before + b"More.\n")

    stale = run("card", tmp_path / "out", "--check")
    edited = card.read_bytes()
    run("card", tmp_path / "out")

    assert (stale.returncode, stale.stdout.splitlines()[-1]) == (1, "1 stale file")
    assert edited.endswith(b"More.\n")
    assert card.read_bytes() == before
    assert run("card", tmp_path / "out", "--check").returncode == 0
    assert run("verify", tmp_path / "out", "--rebuild", "--source", articles).returncode == 0


def test_a_table_that_somebody_edited_gets_no_new_digest(run, articles, tmp_path):
    """A card cannot be written for tables that are not the published ones."""
    run("build", articles, "--out", tmp_path / "out")
    part = tmp_path / "out" / "data" / "quotes" / "part-00000.parquet"
    part.write_bytes(part.read_bytes()[:-1] + b"\x00")

    done = run("card", tmp_path / "out")

    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "is not the table that was published" in done.stderr
