"""Who is a person by the names of a document, and which names are one person's; all are invented."""

from __future__ import annotations

import pytest

from corpus_builder.quotes.grammar.lexicon import read_lexicon
from corpus_builder.quotes.people.named import People, read_names

# a text, its language, a name, and whom it means in full
BEARERS = [
    ("Nitza Brelm came. Brelm sang.", "en", "Brelm", "Nitza Brelm"),
    ("Kelly Brelm came.", "en", "Brelm", "Kelly Brelm"),
    ("Brelm grew. Brelm sold it. Then Camp Brelm opened.", "en", "Brelm", None),
    ("London-born Brelm came. Brelm sang.", "en", "Brelm", None),
    ("Quay Vairea rose. Vairea is far.", "en", "Quay", None),
    ("Le Conseil Brelm siège. Brelm est loin.", "fr", "Brelm", None),
    ("FBX Brelm rose. Brelm is far.", "en", "Brelm", None),
    ("Yang Moo-jin est venu. M. Yang sourit.", "fr", "Yang", "Yang Moo-jin"),
    ("Judge Kernac left.", "en", "Kernac", "Kernac"),
    ("Le juge Kernac sort.", "fr", "Kernac", "Kernac"),
    ("M'jid El Kernac est venu. El Kernac sourit.", "fr", "El Kernac", "M'jid El Kernac"),
    ("Ana Kern sings. A. Kern left. Ana Lise Kern won.", "en", "Kern", "Ana Lise Kern"),
    ("Ana Kern sings. Ana Lise Kern and Ana Rose Kern won.", "en", "Ana Kern", "Ana Kern"),
    ("ANA KERN arrive. Ana Kern sourit.", "fr", "ANA KERN", "Ana Kern"),
]


@pytest.mark.parametrize(("text", "language", "name", "full"), BEARERS)
def test_a_name_means_one_person_in_the_longest_form(text: str, language: str, name: str, full: str | None) -> None:
    """First names, surnames used alone and offices show people; shorter forms of a name are the longest one."""
    assert People(read_names(text, read_lexicon(language))).find_full_name(name) == full
