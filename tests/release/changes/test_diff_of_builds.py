"""corpus_builder.release.changes.release_diff, between releases that were really built."""

from __future__ import annotations

from pathlib import Path

from corpus_builder.jobs.build import build_corpus
from corpus_builder.policy.takedowns import hash_source
from corpus_builder.release.changes.release_diff import compare_folders
from corpus_builder.settings import Settings
from tests.conftest import ARTICLE, OTHER
from tests.release.changes.edits import (
    count,
    table,
)
from tests.release_sample import name_document

LABEL = "Le carnet du Fanal en images"


LINES = [
    ("La digue tient bon", "La digue du vieux port a tenu toute la nuit, et les habitants ont pu dormir chez eux sans crainte."),
    ("Un marché pour juin", "Les commerçants de Brenne ouvriront leur marché couvert en juin, après onze années de travaux."),
    ("Le ferry est renfloué", "Une grue venue du nord a sorti le ferry de l'eau jeudi matin devant trois cents curieux."),
]


ENDS = [
    "Une seconde tempête est attendue dimanche, prévient le préfet, qui garde deux cents hommes en réserve.",
    "Trente étals sur quarante ont trouvé preneur, dont six tenus par des maraîchers de la vallée voisine.",
    "L'armateur compte sur une remise en service avant les grandes vacances, si le moteur a survécu au sel.",
]


def build(folder: Path, texts: dict[str, str], chosen: Settings | None = None) -> Path:
    """Build a release of some texts."""
    sources = folder / "sources"
    sources.mkdir(parents=True)
    for name, text in texts.items():
        (sources / name).write_text(text, encoding="utf-8")
    build_corpus([sources], folder / "corpus", chosen or Settings())
    return folder / "corpus"


def site(number: int) -> dict[str, str]:
    """The first pages of a site that has one line on each."""
    return {f"{i}.txt": "\n\n".join([*LINES[i], ENDS[i], LABEL]) for i in range(number)}


class TestBuilds:
    """The same between releases that were really built."""

    def test_a_neighbour_that_makes_a_paragraph_a_copy_is_minor(self, tmp_path: Path) -> None:
        """A new source that has a paragraph of an old one, and comes before it, changes nothing in the old one's own rows."""
        old = {"z.txt": ARTICLE}
        new = {**old, "a.txt": OTHER + "\n" + ARTICLE.split("\n\n")[2]}

        diff = compare_folders(build(tmp_path / "old", old), build(tmp_path / "new", new))

        assert diff.level == "minor"
        assert not any(table.removed or table.changed for table in diff.tables)
        assert len(table(diff, "documents").added) == 1
        assert len(table(diff, "paragraphs").rederived) == len(table(diff, "removals").rederived) == 1
        assert diff.causes.sources_new == table(diff, "documents").added

    def test_a_neighbour_that_makes_a_line_a_template_is_minor(self, tmp_path: Path) -> None:
        """A third page with the same line takes it from the other two, whose rows are re-derived and not changed."""
        diff = compare_folders(build(tmp_path / "old", site(2)), build(tmp_path / "new", site(3)))

        assert diff.level == "minor"
        assert not any(table.removed or table.changed for table in diff.tables)
        assert [count(table(diff, name))[3] for name in ("documents", "paragraphs", "removals")] == [2, 2, 2]

    def test_a_changed_source_is_major_and_the_cause(self, tmp_path: Path) -> None:
        """The document of the source that is another one is changed because of it, and no other document is."""
        old = {"estran.txt": ARTICLE, "port.txt": OTHER}
        new = {**old, "port.txt": OTHER.replace("jeudi", "mardi")}

        diff = compare_folders(build(tmp_path / "old", old), build(tmp_path / "new", new))

        assert (diff.level, diff.smallest_version, diff.is_honest) == ("major", "1.0.0", False)
        assert diff.causes.changed_by_source == (name_document("port.txt"),)
        assert diff.causes.changed_otherwise == diff.causes.settings == ()

    def test_a_setting_that_changes_documents_is_named(self, tmp_path: Path) -> None:
        """Of documents whose source is the same the setting that differs is the cause."""
        labels = "Gens d'ici\nLe quai\nCarnets\nMer et vent\nGalerie\nAteliers\nNos balades\nCuisine\nJeux\nMarchés"
        texts = {"0.txt": f"{ARTICLE}\n{labels}\n"}
        chosen = Settings.model_validate({"boilerplate": {"least_score": -10}, "language": {"paragraph_characters": 1000}})

        diff = compare_folders(build(tmp_path / "old", texts), build(tmp_path / "new", texts, chosen))

        assert diff.level == "major"
        assert diff.causes.changed_otherwise == (name_document("0.txt"),)
        assert diff.causes.changed_by_source == diff.causes.rules == diff.causes.code == ()
        assert [change.name for change in diff.causes.settings] == ["boilerplate.least_score", "language.paragraph_characters"]

    def test_a_takedown_in_a_build_is_a_patch(self, tmp_path: Path) -> None:
        """A source on the list is gone from the next build, and its version need rise by a patch."""
        texts = {"estran.txt": ARTICLE, "port.txt": OTHER}
        old = build(tmp_path / "old", texts)
        new = build(tmp_path / "new", {**texts, "takedowns.txt": hash_source("port.txt") + "\n"})

        diff = compare_folders(old, new)

        assert (diff.level, diff.taken_down["documents"]) == ("patch", 1)
        assert not any(any(count(table)) for table in diff.tables)
