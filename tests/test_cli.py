"""The command line as a user meets it: what it prints, and its exit status."""

import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import corpus_builder
from corpus_builder.cli import REQUESTS_TO_END, cli, prepare_process, stop_once
from tests.conftest import TOP, keep_signals, read_bytes

COMMANDS = [
    "build",
    "explain",
    "duplicates",
    "verify",
    "diff",
    "report",
    "card",
    "publish",
    "rehydrate",
    "takedown",
]


def test_without_a_command_it_builds_seeds_into_build(run, articles, tmp_path):
    """`python -m corpus_builder` in a project folder is the main job; the summary is on stdout, nothing on stderr."""
    articles.rename(tmp_path / "seeds")

    done = run(cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "build" / "manifest.json").is_file()
    assert re.search(r"documents\W+3\b", done.stdout)
    assert done.stderr == ""


def test_the_version_is_the_package_s_own(monkeypatch):
    """`--version` needs no metadata of an installed distribution, whatever its name."""
    monkeypatch.setattr("importlib.metadata.version", lambda name: pytest.fail(f"asked for {name}"))

    assert CliRunner().invoke(cli, ["--version"]).output == f"corpus_builder, version {corpus_builder.__version__}\n"


def test_without_seeds_it_says_what_to_type(run, tmp_path):
    """Status 1, one line, a hint."""
    done = run(cwd=tmp_path)

    assert done.returncode == 1
    assert done.stderr == "error: no folder seeds here (python -m corpus_builder build SOURCE... --out DIR)\n"


def test_help_lists_every_command_and_answers_without_the_heavy_libraries():
    """`--help` imports neither pandas nor pyarrow nor any station."""
    code = (
        "import sys; from corpus_builder.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'pandas', 'pyarrow', 'numpy', 'ftfy', 'datasets', 'pydantic', 'rich'}\n"
        "print(sorted({m.split('.')[0] for m in sys.modules} & heavy))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert all(f"  {command} " in shown for command in COMMANDS)
    assert shown.strip().endswith("[]")


@pytest.mark.slow
def test_every_command_works_in_a_process_of_its_own(run, articles, tmp_path):
    """A fresh interpreter has all that a command needs, and says nothing on stderr: what other tests run in their own process."""
    out, other = tmp_path / "out", tmp_path / "other"
    policy = ("--text-policy", "offsets")
    commands = (
        ("takedown", articles, "port.txt"),
        ("build", articles, "--out", out, *policy),
        ("rehydrate", out, "--source", articles, "--out", other),
        ("explain", articles / "estran.txt"),
        ("duplicates", other),
        ("verify", out, "--source", articles, "--rebuild"),
        ("diff", out, out),
        ("report", other),
        ("card", other),
        ("publish", out, "lephare/harbour", "--dry-run"),
    )
    assert {words[0] for words in commands} == set(COMMANDS)
    for words in commands:
        done = run(*words, own_process=True, HF_ENDPOINT="http://127.0.0.1:9")
        assert (done.returncode, done.stderr) == (0, ""), words
        assert done.stdout, words


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_each_command_has_an_example(run, command):
    """The example is a whole line that a user can type, and README names the command."""
    done = run(command, "--help")

    assert f"Example:  python -m corpus_builder {command} " in done.stdout
    assert f"python -m corpus_builder {command} " in (TOP / "README.md").read_text(encoding="utf-8")


WRONG = [
    (["fly"], 2, "No such command 'fly'"),
    (["build", "x"], 2, "Missing option '--out'"),
    (["build", "--out", "o"], 2, "Missing argument 'SOURCES...'"),
    (["build", "x", "--out", "o", "--workers", "0"], 2, "--workers"),
    (["build", "nowhere", "--out", "o"], 1, "no such file or folder: nowhere"),
    (["build", ".", "--out", ""], 2, "the path is empty"),
    (["explain", "nowhere.txt"], 1, "no such file or folder: nowhere.txt"),
    (["explain", "."], 1, ". is a folder"),
    (["verify", "nowhere"], 1, "nowhere"),
    (["duplicates", "nowhere"], 1, "no corpus in nowhere"),
    (["diff", "nowhere", "."], 1, "no release in nowhere"),
    (["report", "nowhere"], 1, "nowhere"),
    (["card", "nowhere"], 1, "nowhere"),
    (["card", "nowhere", "--check"], 1, "nowhere"),
    (["publish", "nowhere", "a/b", "--dry-run"], 1, "nowhere"),
    (["rehydrate", "nowhere", "--source", ".", "--out", "o"], 1, "no release in nowhere"),
    (["rehydrate", "nowhere", "--out", "o"], 2, "--source"),
    (["takedown", "nowhere", "a"], 1, "no such folder: nowhere"),
    (["build", ".", "--out", "o", "--text-policy", "some"], 2, "--text-policy"),
    (["build", ".", "--out", "o", "--previous", "nowhere"], 1, "no release in nowhere"),
    (["build", ".", "--out", "o", "--config", "nowhere.toml"], 1, "cannot read the settings in nowhere.toml"),
]


@pytest.mark.parametrize(("words", "status", "message"), WRONG)
def test_a_wrong_command_is_one_clear_line(run, tmp_path, words, status, message):
    """The message says what and where; no traceback."""
    done = run(*words, cwd=tmp_path)

    assert done.returncode == status
    assert message in done.stderr + done.stdout
    assert "Traceback" not in done.stderr


def test_an_unknown_setting_is_an_error(run, articles, tmp_path):
    """A key that no section has is named."""
    (articles / "corpus.toml").write_text("[quotes]\nwings = 2\n")

    done = run("build", articles, "--out", tmp_path / "out")

    assert done.returncode == 1
    assert "quotes.wings" in done.stderr


def test_too_many_rejects_is_status_three(run, articles, tmp_path):
    """The corpus is built, and the status says that more than the allowed share is missing."""
    (articles / "bad.txt").write_bytes(bytes(range(256)) * 9)

    strict = run("build", articles, "--out", tmp_path / "out")
    lenient = run("build", articles, "--out", tmp_path / "out", "--max-rejected", "0.5")

    assert strict.returncode == 3
    assert "1 of 4 sources were rejected" in strict.stderr
    assert lenient.returncode == 0


def test_a_build_tells_machines_in_json(run, articles, tmp_path):
    """`--json` prints one object and nothing else."""
    done = run("build", articles, "--out", tmp_path / "out", "--json")

    assert json.loads(done.stdout)["rows"]["documents"] == 3


def test_unused_fields_are_warned_of_once(run, articles, tmp_path):
    """Fields of a record that are kept out are named once."""
    (articles / "more.jsonl").write_text(
        '{"text": "Une ligne de texte.", "views": 1}\n{"text": "Une autre ligne.", "views": 2}\n'
    )

    done = run("build", articles, "--out", tmp_path / "out")

    assert done.stderr.count("views") == 1


def test_a_limit_reads_the_first_sources_only(run, articles, tmp_path):
    """`--limit N` is for a first look."""
    done = run("build", articles, "--out", tmp_path / "out", "--limit", "1", "--json")

    assert json.loads(done.stdout)["rows"]["documents"] == 1


def test_explain_names_the_rule_of_each_removal(run, articles):
    """What went is shown with stage and rule, what stays with its role, quotes with their speaker."""
    done = run("explain", articles / "estran.txt")

    assert re.search(r"- Partager sur Facebook  \[boilerplate: .+\]", done.stdout)
    assert "Nous avons tenu chacun de nos engagements — Claire Vasseur" in done.stdout


def test_explain_tells_machines_in_json(run, articles):
    """`--json` prints one object a source."""
    done = run("explain", articles / "estran.txt", "--json")

    assert json.loads(done.stdout)["removals"][0]["text"] == "Partager sur Facebook"


def test_duplicates_are_explained(run, tmp_path):
    """What stays, why, what went, and the words that differ; machines get the same as JSON, and an id its own group."""
    text = "Le phare de Sorny a été rallumé lundi soir par {} gardien, après onze mois de travaux et deux hivers de panne."
    for day, word in ((1, "son"), (2, "l’ancien")):
        (tmp_path / "seeds").mkdir(exist_ok=True)
        (tmp_path / "seeds" / f"{day}.txt").write_text(f"2024-05-0{day}\n\n{text.format(word)}\n", encoding="utf-8")
    run("build", tmp_path / "seeds", "--out", tmp_path / "out")

    shown = run("duplicates", tmp_path / "out").stdout
    (group,) = json.loads(run("duplicates", tmp_path / "out", "--json").stdout)[-1:]

    assert "because it is the earliest: 2024-05-01, before 2024-05-02" in shown
    assert "par [-son-] {+l’ancien+} gardien" in shown
    assert (group["kind"], group["stays"]["source_id"], group["others"][0]["rule"]) == ("paragraph", "1.txt", "near copy")
    assert group["others"][0]["id"] in run("duplicates", tmp_path / "out", group["others"][0]["id"]).stdout
    assert "is in no group" in run("duplicates", tmp_path / "out", "x").stderr


def test_explain_says_why_a_source_is_rejected(run, tmp_path):
    """A source that gives no document is explained, too."""
    (tmp_path / "a.txt").write_bytes(b"")

    assert "rejected: empty file" in run("explain", tmp_path / "a.txt").stdout


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


def test_a_narrow_terminal_gets_escapes_and_no_traceback(run, articles):
    """What an output's encoding cannot show is escaped."""
    done = run("explain", articles / "estran.txt", PYTHONIOENCODING="ascii")

    assert done.returncode == 0
    assert "d\\xe9clar\\xe9" in done.stdout


def test_two_releases_are_compared_in_words_json_and_markdown(run, articles, tmp_path):
    """What was added, the cause and the version to take, for people, machines and changelogs."""
    run("build", articles, "--out", tmp_path / "1")
    (articles / "new.txt").write_text("Un tout autre texte sur les bateaux de pêche et leurs équipages du port de Sorny.")
    run("build", articles, "--out", tmp_path / "2")

    words = run("diff", tmp_path / "1", tmp_path / "2")
    machine = json.loads(run("diff", tmp_path / "1", tmp_path / "2", "--json").stdout)
    changelog = run("diff", tmp_path / "1", tmp_path / "2", "--markdown").stdout

    assert "documents: 1 added" in words.stdout
    assert "0.1.0 is the smallest honest one" in words.stdout
    assert (machine["level"], machine["smallest_version"]) == ("minor", "0.1.0")
    assert "- documents: 1 added" in changelog


def test_a_report_is_one_file_beside_the_release(run, articles, tmp_path):
    """The page has a place of its own, so that the release stays whole."""
    run("build", articles, "--out", tmp_path / "out")

    done = run("report", tmp_path / "out")

    assert done.stdout.strip() == str(tmp_path / "out-report.html")
    assert (tmp_path / "out-report.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert run("verify", tmp_path / "out").returncode == 0


def test_a_card_that_somebody_edited_is_stale_until_it_is_written_anew(run, articles, tmp_path):
    """`--check` fails and writes nothing; without it the card is again what the tables make."""
    run("build", articles, "--out", tmp_path / "out")
    card = tmp_path / "out" / "README.md"
    before = card.read_bytes()
    card.write_bytes(before + b"More.\n")

    stale = run("card", tmp_path / "out", "--check")
    edited = card.read_bytes()
    run("card", tmp_path / "out")

    assert (stale.returncode, stale.stdout.splitlines()[-1]) == (1, "1 stale")
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


def test_texts_are_withheld_and_put_back(run, articles, tmp_path):
    """The policy of the command line is the setting of the release; whoever has the sources gets the full release."""
    run("build", articles, "--out", tmp_path / "full")
    run("build", articles, "--out", tmp_path / "offsets", "--text-policy", "offsets")

    done = run("rehydrate", tmp_path / "offsets", "--source", articles, "--out", tmp_path / "again")

    assert done.stdout.strip() == f"{tmp_path / 'again'}: 3 documents with their texts"
    assert read_bytes(tmp_path / "again") == read_bytes(tmp_path / "full")
    assert b"Claire Vasseur, la pr" not in b"".join(read_bytes(tmp_path / "offsets").values())


def test_a_takedown_is_a_command_and_a_build(run, articles, tmp_path):
    """The list gets a hash, and the next build leaves the text out."""
    noted = run("takedown", articles, "port.txt")
    done = run("build", articles, "--out", tmp_path / "out", "--json")

    assert noted.stdout.startswith("1 added to ")
    assert json.loads(done.stdout)["taken_down"] == 1
    assert "port" not in (articles / "takedowns.txt").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_dry_run_without_a_hub_says_what_would_be_sent(run, articles, tmp_path):
    """Nothing is sent; where the Hub cannot be asked, everything counts as new. Without a licence nothing would be."""
    run("build", articles, "--out", tmp_path / "out")
    refused = run("publish", tmp_path / "out", "lephare/harbour", "--dry-run", HF_ENDPOINT="http://127.0.0.1:9")
    (articles / "sources.toml").write_text('[[source]]\nname = "A"\nfiles = ["*"]\nlicense = "CC-BY-4.0"\n', encoding="utf-8")
    run("build", articles, "--out", tmp_path / "out")
    done = run("publish", tmp_path / "out", "lephare/harbour", "--dry-run", HF_ENDPOINT="http://127.0.0.1:9")

    assert refused.returncode == 1
    assert "no licence is stated" in refused.stderr
    assert "--text-policy offsets" in refused.stderr
    assert done.returncode == 0, done.stderr
    assert "data/documents/part-00000.parquet" in done.stdout
    assert "tag v0.0.0 on branch main" in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="links as on POSIX")
def test_an_output_that_is_a_link_to_itself_is_one_clear_line(run, articles, tmp_path):
    """No traceback, and nothing is written."""
    (tmp_path / "loop").symlink_to(tmp_path / "loop")

    done = run("build", articles, "--out", tmp_path / "loop")

    assert (done.returncode, done.stderr.count("\n")) == (1, 1)


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="terminals end without a signal here")
@pytest.mark.parametrize("is_deaf", [True, False])
def test_who_was_started_with_nohup_outlives_the_terminal(is_deaf):
    """The end of a terminal is a request to stop, except for a command that was told to be deaf to it."""
    with keep_signals():
        signal.signal(signal.SIGHUP, signal.SIG_IGN if is_deaf else signal.SIG_DFL)
        prepare_process()

        assert signal.getsignal(signal.SIGHUP) == (signal.SIG_IGN if is_deaf else stop_once)


def test_a_second_request_to_stop_is_not_heard():
    """Who presses Ctrl-C twice does not interrupt the cleaning up."""
    with keep_signals():
        prepare_process()
        with pytest.raises(KeyboardInterrupt):
            stop_once()

        assert {signal.getsignal(number) for number in REQUESTS_TO_END} == {signal.SIG_IGN}


@pytest.mark.skipif(sys.platform == "win32", reason="limits as on POSIX")
def test_too_few_open_files_are_no_fault_of_the_output(articles, tmp_path):
    """What failed is said, and nobody is told that the work is done."""
    command = f"ulimit -n 12; exec {sys.executable} -m corpus_builder build {articles} --out {tmp_path / 'out'} --workers 2"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "too many files are open" in done.stderr and "is done" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_stop_while_something_is_imported_has_its_status(tmp_path):
    """Also an interrupt inside of `exec`, where dataclasses are made, ends the command with 130 and not by the signal."""
    lines = (
        "from corpus_builder import cli",
        "def stop(*_, **__):",
        "    exec('raise KeyboardInterrupt')",
        "cli.cli.main = stop",
        "cli.main()",
    )
    (tmp_path / "stopped.py").write_text("\n".join(lines))
    command = [sys.executable, "-m", "stopped"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (130, "stopped; nothing is half written\n")


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_output_that_cannot_be_written_is_one_line(articles, tmp_path):
    """The command has done its work, and the message does not say otherwise."""
    command = [sys.executable, "-m", "corpus_builder", "build", articles, "--out", tmp_path / "out"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)

    assert done.returncode == 1
    assert done.stderr == "error: the output cannot be written: the disk is full (what the command has done is done)\n"
    assert (tmp_path / "out" / "manifest.json").exists()
