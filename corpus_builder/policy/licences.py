"""Licences of texts: which wordings permit publication, and which rule it out."""

from __future__ import annotations

import re

# Names of licences that let anybody publish a text, whatever stands beside them ("© 2024 Le Phare, CC-BY-4.0").
OPEN = re.compile(
    r"\bcc[- ]?(?:0|by)\b|creative commons|public domain|domaine public|\bpdm\b|\bodbl\b|\bodc-by\b|\bpddl\b"
    r"|etalab|licence ouverte|open government|\bogl\b|\bgfdl\b|\bmit\b|apache-2|free art|art libre"
)
# A licence that is only one of these states nothing.
NOTHING = re.compile(
    r"|n\W?a\W?|nan|null|none|no|non|not|false|true|yes|oui|aucune?|undefined|unspecified|unstated|tbd|to ?do\b.*"
    r"|other|autre|default(?: licen[cs]e)?|priv(?:ate|ée?)|proprietary|propriétaire|unlicen[cs]ed"
)
# A licence that says this anywhere says that nobody may, or that nobody knows.
REFUSING = re.compile(
    r"©|\(c\)|copyright|droits? d['’]auteur|all[- ]rights?[- ]reserv|droits?[- ](?:sont )?r[ée]serv|rechte vorbehalten"
    r"|unknown|inconnue?|unclear|non précisée?|non renseignée?|not (?:stated|specified|known|given)|none (?:stated|given|known)"
    r"|(?:no|without|sans|pas de|aucune) licen[cs]e"
    r"|(?:no|not|non|ne pas|interdite?|forbidden|prohibited)\b.{0,20}\b(?:re)?(?:distribu|produ|publi)"
    r"|(?:re)?(?:distribution|production|publication|utilisation)\b.{0,20}"
    r"(?:interdite?|forbidden|prohibited|not allowed|not permitted)"
    r"|confidenti|restricted|internal use|usage interne|private use|usage privé|personal use"
    r"|do not (?:re)?(?:distribute|publish|copy)"
)


def states_licence(licence: str | None) -> bool:
    """Whether a document's licence says anything that may be a right to publish it.

    Words that no table knows count as a right: somebody has written them.

    >>> states_licence("CC-BY-4.0"), states_licence("Tous droits réservés."), states_licence("© Le Phare"), states_licence(None)
    (True, False, False, False)
    """
    said = " ".join((licence or "").casefold().split())
    if OPEN.search(said):
        return True
    bare = re.sub(r"^\W+|\W+$", "", said)
    return bool(bare) and not NOTHING.fullmatch(bare) and not REFUSING.search(said)
