"""corpus_builder.release.page.citation: how a corpus is cited."""

from dataclasses import replace

from corpus_builder.release.page.citation import NOT_STATED, cite, make_bibtex
from corpus_builder.sources.description import Description
from corpus_builder.tables.frames import sort_rows
from tests.release_sample import DESCRIPTION, describe_tables, provenance, sample_tables

STATED = replace(
    DESCRIPTION, creators="Ada Lemoine and Yann Kerrien", released="2024-05-02", url="https://lephare.example/corpus"
)


def test_what_is_stated_makes_the_citation() -> None:
    """Who, when, what, which version, where."""
    assert cite(STATED) == (
        "Ada Lemoine and Yann Kerrien (2024). Harbour news | a sample, version 1.2.0. https://lephare.example/corpus"
    )


def test_a_stated_citation_is_the_citation() -> None:
    """What a person wrote goes before what is made."""
    assert cite(replace(STATED, citation="Cite me so.")) == "Cite me so."


def test_what_nobody_has_stated_is_said_to_be_so() -> None:
    """A citation that lacks its author says so in place of inventing one."""
    assert cite(Description(name="harbour")) == f"{NOT_STATED} ({NOT_STATED}). harbour, version 0.0.0."


def test_bibtex_names_the_content() -> None:
    """The entry has the digest of the documents, guards names by braces, and escapes what BibTeX would read as signs."""
    description = replace(STATED, title="Quay & {Tide}\n50 %")
    manifest = describe_tables(sort_rows(sample_tables()), made_by=provenance(description))
    entry = make_bibtex(manifest)

    assert entry.splitlines()[0] == "@misc{harbour-1-2-0,"
    assert "  author = {{Ada Lemoine and Yann Kerrien}}," in entry
    assert r"  title = {{Quay \& (Tide) 50 \%}}," in entry
    assert f"sha256:{manifest.tables['documents'].sha256[:16]}" in entry
    assert entry.count("{") == entry.count("}")
