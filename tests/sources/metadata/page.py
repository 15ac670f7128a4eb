"""Pages of a paper, in French and in English, for tests of what they say about themselves."""

from __future__ import annotations

from corpus_builder.model import Metadata
from corpus_builder.sources.formats.html_rendering import render_page

URL = "https://gazette-valmont.example/articles/pont"
TITLE = "Le vieux pont de Valmont rouvre"
HEADING = f"<h1>{TITLE}</h1>"
PROSE = "".join(
    f"<p>{text}</p>"
    for text in (
        "Le conseil de Valmont a rouvert lundi le vieux pont de pierre, fermé depuis neuf ans aux voitures comme aux piétons, "
        "et les commerçants de la rive gauche ont dressé des tables.",
        "L'architecte, Odette Carlin, a salué des maçons « patients », alors que les commerçants réclament toujours un parking "
        "à l'entrée du faubourg, que la crue a emporté.",
        "Deux voies seront tracées au printemps, puis une piste pour les vélos quand la crue sera passée et que les berges "
        "auront été relevées, a dit l'architecte.",
    )
)


def make_page(below: str = "", head: str = "", title: str = TITLE, before: str = "", heading: str = HEADING) -> str:
    """A page with an article; `below` stands under its heading, `before` in front of the article, `head` in the head."""
    article = f"<article>{heading}{below}{PROSE}</article>"
    return f'<html lang="fr"><head><title>{title}</title>{head}</head><body>{before}{article}</body></html>'


def make_json(value: str) -> str:
    """A script of JSON-LD."""
    return f'<script type="application/ld+json">{value}</script>'


def read_page(html: str, url: str | None = URL) -> Metadata:
    """What the page says of itself."""
    return render_page(html, url).metadata
