"""corpus_builder.jobs.explain: what was kept, what was removed by which rule, and why a source is rejected."""

import json
import re

from corpus_builder.jobs.explain import sort_by_evidence
from corpus_builder.model import Quote


def test_explain_names_the_rule_of_each_removal(run, articles):
    """What went is shown with stage and rule, what stays with its role, quotes with their speaker."""
    done = run("explain", articles / "estran.txt")

    assert re.search(r"- Partager sur Facebook  \[boilerplate: .+\]", done.stdout)
    assert "Nous avons tenu chacun de nos engagements — Claire Vasseur" in done.stdout


def test_explain_shows_further_fields_of_a_record(run, tmp_path):
    """As they are published; a record without them has no such line."""
    record = {"id": "a", "text": "Le bac de Kerlou a repris ses traversées lundi matin, après trois semaines de travaux."}
    lines = [json.dumps(record | more) for more in ({"desk": "mer", "views": 3}, {})]
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")

    shown = [line.split() for line in run("explain", tmp_path / "a.jsonl").stdout.splitlines() if line.startswith("extra")]

    assert shown == [["extra", '{"desk":', '"mer",', '"views":', "3}"]]


def test_explain_tells_machines_in_json(run, articles):
    """`--json` prints one object a source."""
    done = run("explain", articles / "estran.txt", "--json")

    assert json.loads(done.stdout)["removals"][0]["text"] == "Partager sur Facebook"


def test_explain_says_why_a_source_is_rejected(run, tmp_path):
    """A source that gives no document is explained, too."""
    (tmp_path / "a.txt").write_bytes(b"")

    assert "rejected: empty file" in run("explain", tmp_path / "a.txt").stdout


def test_a_narrow_terminal_gets_escapes_and_no_traceback(run, articles):
    """What an output's encoding cannot show is escaped."""
    done = run("explain", articles / "estran.txt", PYTHONIOENCODING="ascii")

    assert done.returncode == 0
    assert "d\\xe9clar\\xe9" in done.stdout


def test_quotes_with_weak_evidence_come_first():
    """Whose speaker no cue shows, then whose marks do not match, then who has no speaker, then the others in their order."""
    sure, broken = (
        Quote(0, 3, "Oui", "direct", speaker="Ada", cue="dit"),
        Quote(4, 7, "Non", "direct", speaker="Ada", cue="dit", balanced=False),
    )
    carried, nobody = Quote(8, 9, "A", "direct", speaker="Ada"), Quote(10, 11, "B", "direct")

    assert sort_by_evidence([sure, broken, carried, nobody]) == [carried, broken, nobody, sure]
