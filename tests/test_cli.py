"""The command line as a user meets it: what it prints, and its exit status."""

import json
import re
import subprocess
import sys

import pytest

from tests.conftest import TOP

COMMANDS = ["build", "explain", "duplicates", "verify"]


def test_without_a_command_it_builds_seeds_into_build(run, articles, tmp_path):
    """`python -m corpus_builder` in a project folder is the main job; the summary is on stdout, nothing on stderr."""
    articles.rename(tmp_path / "seeds")

    done = run(cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "build" / "manifest.json").is_file()
    assert re.search(r"documents\W+3\b", done.stdout)
    assert done.stderr == ""


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
    (articles / "empty.txt").write_bytes(b"")

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


@pytest.mark.skipif(sys.platform == "win32", reason="links as on POSIX")
def test_an_output_that_is_a_link_to_itself_is_one_clear_line(run, articles, tmp_path):
    """No traceback, and nothing is written."""
    (tmp_path / "loop").symlink_to(tmp_path / "loop")

    done = run("build", articles, "--out", tmp_path / "loop")

    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
