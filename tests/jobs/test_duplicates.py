"""corpus_builder.jobs.duplicates: a group in words and as JSON."""

import json


def test_duplicates_are_explained(run, tmp_path):
    """What stays, why, what went, and the words that differ; machines get the same as JSON, and an id its own group."""
    text = "Le phare de Sorny a été rallumé lundi soir par {} gardien, après onze mois de travaux et deux hivers de panne."
    for day, word in ((1, "son"), (2, "l’ancien")):
        (tmp_path / "seeds").mkdir(exist_ok=True)
        (tmp_path / "seeds" / f"{day}.txt").write_text(f"2024-05-0{day}\n\n{text.format(word)}\n", encoding="utf-8")
    run("build", tmp_path / "seeds", "--out", tmp_path / "out")

    shown = run("duplicates", tmp_path / "out").stdout
    (group,) = json.loads(run("duplicates", tmp_path / "out", "--json").stdout)[-1:]

    assert "because it is the earliest: 2024-05-01, next 2024-05-02" in shown
    assert "par [-son-] {+l’ancien+} gardien" in shown
    assert (group["kind"], group["stays"]["source_id"], group["others"][0]["rule"]) == ("paragraph", "1.txt", "near copy")
    assert group["others"][0]["id"] in run("duplicates", tmp_path / "out", group["others"][0]["id"]).stdout
    assert "no group contains" in run("duplicates", tmp_path / "out", "x").stderr
