"""corpus_builder.policy.licences: which words state a right to publish a text."""

import pytest

from corpus_builder.policy.licences import states_licence

STATED = ["CC0-1.0", "cc-by-4.0", "public domain, copyright expired in 1971", "etalab-2.0", "MIT"]
STATED += [
    "© 2024 Le Phare, CC-BY-4.0",
    "Licence Ouverte 2.0",
    "Creative Commons Attribution",
    "public domain",
    "by agreement with the editor of 3 May",
    "Texts belong to their publishers, who agreed",
    "avec l'accord du Phare",
]
NOT_STATED = [
    None,
    "",
    "  ",
    "?",
    "???",
    "-",
    "Unknown",
    "unknown license",
    "Licence inconnue",
    "none",
    "None stated",
    "N/A",
    "N.A.",
    "no",
    "non",
    "false",
    "aucune",
    "sans licence",
    "pas de licence",
    "no license",
    "not redistributed",
    "Not for redistribution",
    "redistribution interdite",
    "ne pas redistribuer",
    "do not distribute",
    "All rights reserved.",
    "ALL  RIGHTS  RESERVED",
    "all-rights-reserved",
    "All right reserved",
    "© 2024 Le Phare. Tous droits  réservés",
    "© Le Phare",
    "(c) Le Phare",
    "©2024",
    "Copyright",
    "Copyright 2024 Le Phare",
    "copyright The Lantern",
    "droit d'auteur",
    "(proprietary)",
    "confidential",
    "restricted",
    "internal use only",
    "private use only",
    "TODO: ask",
    "unlicensed",
]


@pytest.mark.parametrize("licence", STATED)
def test_licence_is_stated(licence: str) -> None:
    """Words that may give a right to publish count as a licence; an open one does whatever stands beside it."""
    assert states_licence(licence)


@pytest.mark.parametrize("licence", NOT_STATED)
def test_licence_is_not_stated(licence: str | None) -> None:
    """Words that give no right to publish are no licence, whatever their case and punctuation."""
    assert not states_licence(licence)
