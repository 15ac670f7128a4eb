"""corpus_builder.release.checks.rights: verify finds what a release must not show."""

import json

import pyarrow as pa
import pytest

from corpus_builder.jobs.build import BuildOptions, build_corpus
from corpus_builder.jobs.verify import Checks, check_release
from corpus_builder.policy.takedowns import add_takedowns, hash_name
from corpus_builder.release.checks.release_checks import verify_release
from corpus_builder.release.manifest import encode_manifest, encode_values, read_manifest
from corpus_builder.settings import check_settings
from corpus_builder.tables.parquet import read_tables
from tests.conftest import read_bytes

PRIVATE = "Pour toute question, le greffe répond à greffe@tribunal.example et au 01 99 00 12 34, du lundi au vendredi.\n"
CONTACT = "\nAbonnez-vous à notre newsletter : redaction@estran.example\n"


@pytest.fixture
def sources(articles):
    """The articles, one of which has an address and a number, one an address in what is no article, one in a further field."""
    place = articles / "port.txt"
    place.write_text(place.read_text(encoding="utf-8") + "\n" + PRIVATE, encoding="utf-8")
    place = articles / "estran.txt"
    place.write_text(place.read_text(encoding="utf-8") + CONTACT, encoding="utf-8")
    place = articles / "pages.jsonl"
    record = json.loads(place.read_text(encoding="utf-8")) | {"desk": {"mail": "redaction@estran.example"}}
    place.write_text(json.dumps(record) + "\n", encoding="utf-8")
    return articles


def build(sources, out, **policy):
    build_corpus([sources], out, check_settings({"policy": policy}))
    return out


def forge(folder, **parts):
    """Change parts of a manifest."""
    (folder / "manifest.json").write_bytes(encode_values(json.loads(encode_manifest(read_manifest(folder))) | parts))


def list_findings(folder):
    return [(finding.where, finding.what) for finding in verify_release(folder)]


@pytest.mark.parametrize("text", ["full", "excerpt", "offsets"])
@pytest.mark.parametrize("redact", [False, True])
def test_every_policy_gives_a_whole_release(text, redact, sources, tmp_path):
    """Whatever is published of the texts, offsets fit, figures are the data's, and a rebuild gives the same bytes."""
    out = build(sources, tmp_path / "out", text=text, redact=redact)

    assert check_release(out, [sources], Checks(rebuild=True)) == []


def test_redaction_hides_everywhere_and_counts(sources, tmp_path):
    """No file of the release holds the address or number; each place in a paragraph is a row with its offsets, without text."""
    out = build(sources, tmp_path / "out", redact=True)
    tables = read_tables(out)
    hidden = [row for row in tables["removals"].to_pylist() if row["stage"] == "policy"]
    source = (sources / "port.txt").read_text(encoding="utf-8")

    assert not [text for text in (b"greffe@", b"redaction@", b"01 99 00") if any(text in c for c in read_bytes(out).values())]
    assert not [t for n in tables for t in tables[n].to_pylist() if "@" in json.dumps(t)]
    assert [source[row["start"] : row["end"]] for row in hidden] == ["greffe@tribunal.example", "01 99 00 12 34"]
    assert {(row["text"], row["rule"]) for row in hidden} == {(None, "e-mail address"), (None, "telephone number")}
    assert "`e-mail address` 1 (23 characters)" in (out / "README.md").read_text(encoding="utf-8")


def test_what_is_private_and_still_there_is_found(sources, tmp_path):
    """A release that says it is redacted and is not, or hides and says it does not, has findings."""
    out = build(sources, tmp_path / "out")
    forge(out, settings=check_settings({"policy": {"redact": True}}).model_dump(mode="json"))
    hidden = build(sources, tmp_path / "hidden", redact=True)
    forge(hidden, settings=check_settings({}).model_dump(mode="json"))

    assert tuple(where for where, what in list_findings(out) if "e-mail address" in what) == (
        "documents.extra",
        "documents.text",
        "paragraphs.text",
        "removals.text",
    )
    assert "removals.stage" in [where for where, _ in list_findings(hidden)]


@pytest.mark.parametrize(("built", "said", "where"), [("full", "offsets", 5), ("full", "excerpt", 3), ("offsets", "full", 4)])
def test_texts_that_the_policy_does_not_show_are_found(built, said, where, sources, tmp_path):
    """Texts where none may be, and none where they should be."""
    out = build(sources, tmp_path / "out", text=built)
    forge(out, settings=check_settings({"policy": {"text": said}}).model_dump(mode="json"))

    assert len([w for w, what in list_findings(out) if f"the text policy {said}" in what]) == where


def test_an_excerpt_that_is_too_long_is_found(sources, tmp_path):
    """The length of excerpts is a setting, and verify measures it."""
    out = build(sources, tmp_path / "out", text="excerpt", excerpt_characters=100)
    forge(out, settings=check_settings({"policy": {"text": "excerpt", "excerpt_characters": 20}}).model_dump(mode="json"))

    assert "documents.text" in [where for where, what in list_findings(out) if "longer than an excerpt" in what]


def test_a_takedown_leaves_only_a_hash(sources, tmp_path):
    """The text goes first, the rejects and the manifest name a hash, the card counts it, and nothing else names it."""
    (sources / "sources.toml").write_text('[[source]]\nname = "Port"\nfiles = ["port.txt"]\n', encoding="utf-8")
    add_takedowns(sources, ["port.txt"])
    out = build(sources, tmp_path / "out")
    rejects = read_tables(out)["rejects"].to_pylist()

    assert [(row["source_id"], row["path"], row["reason"], row["sha256"]) for row in rejects] == [
        (hash_name("port.txt"), hash_name("port.txt"), "takedown", None)
    ]
    assert not [name for name, content in read_bytes(out).items() if b"port.txt" in content]
    assert "sources of this build that it covers: 1." in (out / "README.md").read_text(encoding="utf-8")
    assert check_release(out, [sources], Checks(rebuild=True)) == []


@pytest.mark.parametrize("name", ["https://lephare.example/a", "lephare.example"])
def test_a_page_is_taken_down_by_the_address_that_only_it_tells(name, sources, tmp_path):
    """The canonical address of a page counts as the address of a record does, and the file is not named."""
    link = '<link rel="canonical" href="https://www.lephare.example/a/">'
    page = f"<html><head>{link}</head><body><article><p>{PRIVATE * 3}</p></article></body></html>"
    (sources / "phare.html").write_text(page, encoding="utf-8")
    line = {"id": "r", "url": "https://lephare.example/a?utm_source=x", "text": PRIVATE}
    (sources / "records.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    add_takedowns(sources, [name])
    out = build(sources, tmp_path / "out")

    assert read_tables(out)["rejects"]["reason"].to_pylist() == ["takedown", "takedown"]
    assert not [where for where, content in read_bytes(out).items() if b"phare.html" in content]
    assert check_release(out, [sources], Checks(rebuild=True)) == []


def test_a_takedown_that_is_still_there_is_found(sources, tmp_path):
    """A document that the manifest's list covers must not be in the tables."""
    out = build(sources, tmp_path / "out")
    forge(out, takedowns=[hash_name("port.txt")])

    assert "documents.id" in [where for where, what in list_findings(out) if "taken down" in what]


def test_takedowns_are_no_rejects_that_count(sources, tmp_path, run):
    """What was asked for is no fault of the sources: the status is 0."""
    add_takedowns(sources, ["port.txt"])

    done = run("build", sources, "--out", tmp_path / "out")

    assert (done.returncode, done.stderr) == (0, "")


def test_a_first_look_is_not_whole(sources, tmp_path):
    """A release of the first sources only says so in its card, and a strict check finds it."""
    build_corpus([sources], tmp_path / "out", check_settings({}), BuildOptions(limit=2))

    assert "Only the first 2 sources were read" in (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert "first 2 sources" in verify_release(tmp_path / "out", strict=True)[-1].what
    assert check_release(tmp_path / "out", [sources], Checks(rebuild=True)) == []


def test_a_site_template_takes_its_hidden_parts_along(tmp_path):
    """A line with an address that a whole site repeats goes as repetition, and nothing is hidden inside it any more."""
    lines = []
    for number in range(5):
        text = f"Le navire numéro {number} est entré au port de Sorny mardi, avec {number + 3} conteneurs de coton à son bord."
        note = "Une erreur dans cet article ? Signalez-la à erreurs@lephare.example"
        lines.append(json.dumps({"id": f"s{number}", "source": "Le Phare", "text": f"{text}\n\n{note}\n"}))
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "site.jsonl").write_text("\n".join(lines), encoding="utf-8")

    out = build(tmp_path / "s", tmp_path / "out", redact=True)
    stages = pa.compute.value_counts(read_tables(out)["removals"]["stage"]).to_pylist()

    assert {row["values"] for row in stages} <= {"repetition", "boilerplate"}
    assert verify_release(out) == []


def test_a_cut_that_makes_a_telephone_number_hides_it(tmp_path):
    """What was a longer figure may read as a number where an excerpt ends."""
    (tmp_path / "s").mkdir()
    text = "Le compte à créditer, selon la mairie de la commune et le comité des pêches du port, est le {} cette année encore.\n"
    (tmp_path / "s" / "a.txt").write_text(text.format("06 12 34 56 78 90 11 22 33"), encoding="utf-8")

    for characters in range(95, 115):
        out = build(tmp_path / "s", tmp_path / "out", text="excerpt", excerpt_characters=characters, redact=True)
        assert verify_release(out) == []


def test_a_record_that_was_taken_down_leaves_its_id_taken(tmp_path):
    """A second record with the id is a second one, with or without the takedown of the first."""
    (tmp_path / "s").mkdir()
    one, other = "https://ledger.example/a", "https://lephare.example/b"
    rows = [{"id": "r", "url": one}, {"id": "r", "url": other}, {"id": "s", "url": other}]
    lines = [json.dumps(row | {"text": PRIVATE}) for row in rows]
    (tmp_path / "s" / "r.jsonl").write_text("\n".join(lines), encoding="utf-8")
    add_takedowns(tmp_path / "s", ["ledger.example"])
    out = build(tmp_path / "s", tmp_path / "out")

    assert sorted(read_tables(out)["rejects"]["reason"].to_pylist()) == ["duplicate source id", "takedown"]
    assert check_release(out, [tmp_path / "s"], Checks(rebuild=True)) == []


def test_an_entry_that_covers_nothing_is_a_warning(sources, tmp_path, run):
    """Whoever misspells what is to be taken down hears of it."""
    add_takedowns(sources, ["port.txt", "prot.txt"])

    assert (
        "warning: 1 of 2 entries on the takedown list covers no source" in run("build", sources, "--out", tmp_path / "o").stderr
    )


def test_a_release_is_rebuilt_from_its_manifest_and_its_inputs(sources, tmp_path):
    """What a person said about the sources is in the manifest: the files that it lists are enough."""
    (sources / "sources.toml").write_text(
        '[corpus]\nname = "harbour"\n[[source]]\nname = "Port"\nfiles = ["port.txt"]\n', encoding="utf-8"
    )
    (sources / "labels.jsonl").write_text('{"source_id": "port.txt", "title": null}\n', encoding="utf-8")
    add_takedowns(sources, ["estran.txt"])
    out = build(sources, tmp_path / "out")
    for name in ("sources.toml", "labels.jsonl", "takedowns.txt"):
        (sources / name).unlink()

    assert check_release(out, [sources], Checks(rebuild=True)) == []


@pytest.mark.parametrize("part", [{"missing": [1]}, {"missing": [[]]}, {"limit": "x"}, {"takedowns": [1]}, {"changelog": [1]}])
def test_a_manifest_of_any_shape_is_a_finding(part, sources, tmp_path):
    """No part of a manifest is believed to have its shape."""
    out = build(sources, tmp_path / "out")
    forge(out, **part)

    assert verify_release(out) != []


def test_another_version_in_the_manifest_alone_is_found(sources, tmp_path):
    """`diff` decides by the version of the manifest: it must be that of the description."""
    out = build(sources, tmp_path / "out")
    forge(out, corpus={"name": "corpus", "version": "9.9.9"})

    assert [where for where, what in list_findings(out) if "9.9.9" in what] == ["manifest.json"]
