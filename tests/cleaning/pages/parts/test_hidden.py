"""What a page does not display is kept or removed by what lies around it and what it says."""

from __future__ import annotations

import pytest

import corpus_builder

TEXTS = (
    "Le bac de Quernou a repris la mer lundi après neuf jours de grève, et trente voitures attendaient déjà sur la cale.",
    "La patronne du café du port, Solenn Kerbrat, dit avoir vendu en une heure le pain d'une journée entière.",
    "La compagnie promet un second bateau au printemps, mais les marins rappellent qu'aucun chantier n'a été choisi.",
    "Les hôteliers de l'île estiment avoir perdu un tiers de leurs réservations pour les vacances de la Toussaint.",
)
FIRST, SECOND, THIRD, LAST = (f"<p>{text}</p>" for text in TEXTS)
NOTICE = "Les adresses recueillies servent à envoyer la lettre du matin, et chacun peut en demander la suppression par courrier."
SHOWN = {
    "an accordion": f"{FIRST}<h3>Le café</h3><div class=panel style='display:none'>{SECOND}</div><h3>L'île</h3>"
    f"<div class=panel style='display:none'>{THIRD}</div>{LAST}",
    "tabs": f"{FIRST}<div class=tabs><div>{SECOND}</div><div hidden><h2>L'île</h2>{THIRD}{LAST}</div></div>",
    "details": f"{FIRST}<details><summary>La suite</summary>{SECOND}{THIRD}</details>{LAST}",
    "a streamed part": f"{FIRST}<div hidden id='S:1'>{SECOND}{THIRD}{LAST}</div>",
    "all of it streamed": f"<div hidden id='S:0'>{FIRST}{SECOND}{THIRD}{LAST}</div>",
    "a hidden label": f"<div class='label-hidden'>{FIRST}{SECOND}</div><div class='label-hidden'>{THIRD}{LAST}</div>",
    "a template": f"{FIRST}{SECOND}<template shadowrootmode=open>{THIRD}{LAST}</template>",
    "what collapses": f"{FIRST}<div class=collapse aria-hidden=true>{SECOND}{THIRD}</div>{LAST}",
}
NOTICES = {
    "a form": f"<form hidden><p>{NOTICE}</p></form>",
    "a note of a form": f"<div class=form-note style='display:none'><p>{NOTICE}</p></div>",
    "a dialog": f"<div role=dialog><p>{NOTICE}</p></div>",
    "a cookie wall": f"<div id=cookie-wall style='display: none'><p>{NOTICE}</p></div>",
    "a pop-in": f"<div class=popin hidden><h3>Merci</h3><p>{NOTICE}</p></div>",
    "an element of its own": f"<dialog><p>{NOTICE}</p></dialog>",
}


def clean(body: str) -> str:
    menu = "".join(f"<li><a href=/{word}>{word}</a></li>" for word in ("Une", "Port", "Mer", "Agenda"))
    page = (
        f"<body><nav><ul>{menu}</ul></nav><article><h1>Le bac de Quernou reprend la mer</h1>{body}</article><footer><p>© Le Quai"
    )
    return corpus_builder.clean_html(page).text


@pytest.mark.parametrize("name", SHOWN)
def test_hidden_text_of_the_article_is_kept(name: str) -> None:
    """Prose that opens with a click, or that a script moves to its place, is text like any other."""
    kept = clean(SHOWN[name])
    assert [text for text in TEXTS if text not in kept] == []


@pytest.mark.parametrize("name", NOTICES)
def test_a_hidden_notice_is_removed(name: str) -> None:
    """What the page shows on an occasion is no text of the article, though it stands in the middle of it."""
    kept = clean(f"{FIRST}{SECOND}{NOTICES[name]}{THIRD}{LAST}")
    assert [text for text in TEXTS if text not in kept] == []
    assert NOTICE not in kept


def test_a_hidden_copy_is_removed() -> None:
    """A text that the page holds twice, once hidden, is kept once."""
    kept = clean(f"{FIRST}{SECOND}{THIRD}{LAST}<div hidden>{FIRST}{SECOND}{THIRD}{LAST}</div>")
    assert [kept.count(text) for text in TEXTS] == [1] * len(TEXTS)
