"""Licences of texts: which words state a right to publish one, and which say that nobody has."""

from __future__ import annotations

# A licence that is only one of these, in any case and with any punctuation, states no right to publish.
NO_LICENCE = frozenset(
    {
        "",
        "-",
        "?",
        "copyright",
        "copyrighted",
        "inconnu",
        "inconnue",
        "n/a",
        "na",
        "no licence",
        "no license",
        "non précisé",
        "non précisée",
        "none",
        "not specified",
        "not stated",
        "null",
        "other",
        "private",
        "privé",
        "proprietary",
        "propriétaire",
        "tbd",
        "todo",
        "undefined",
        "unknown",
        "unlicensed",
        "unspecified",
        "unstated",
        "©",
    }
)
# A licence that says this anywhere refuses the right.
RESERVED = (
    "all rights reserved",
    "droits reserves",
    "droits réservés",
    "no redistribution",
    "not redistributable",
    "not redistributed",
    "reproduction interdite",
)


def states_licence(licence: str | None) -> bool:
    """Whether a document's licence says anything that may be a right to publish it.

    >>> states_licence("CC-BY-4.0"), states_licence("Tous droits réservés."), states_licence(None)
    (True, False, False)
    """
    said = " ".join((licence or "").casefold().split()).strip(" .,;:!()[]\"'")
    return said not in NO_LICENCE and not any(phrase in said for phrase in RESERVED)
