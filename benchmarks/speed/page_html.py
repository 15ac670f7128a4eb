"""The pages of press sites as HTML, with what stands between their lines in real ones.

A real page has some 290 kB: a third scripts, a fifth style sheets, a quarter values of attributes, a twelfth text; some
3,400 elements per MB, of which a fifth are `div` and `a` each.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from html import escape
from itertools import groupby

from benchmarks.speed.press_sites import Line, Page

SCRIPTS, STYLES = 88_000, 54_000
ARTICLE = {"title", "lead", "byline", "paragraph", "heading", "caption", "box"}
_HEX = "0123456789abcdef"
_SCRIPT = [
    'window.{0}=window.{0}||[];{0}.push({{"id":"{1}","slot":"{0}","size":[[300,250],[728,90]]}});',
    'function {0}(e,t){{var n=document.createElement("script");n.async=!0,n.src=e+"?v={1}";t&&t.parentNode.insertBefore(n,t)}}',
    'try{{{0}.init({{key:"{1}",lazy:true,targeting:{{page:"article",level:3}}}})}}catch(e){{console.log(e)}}',
]
_STYLE = [
    ".{0}__{1}{{display:flex;margin:0 auto;padding:12px 16px;color:#{1};font-size:1.4rem;line-height:1.25}}",
    "@media (max-width:768px){{.{0}--{1}{{display:none;width:100%;border-top:1px solid #{1}}}}}",
]


def render_page(page: Page, seed: int) -> str:
    """One page as HTML; the same page and seed give the same markup."""
    draw = random.Random(seed)
    head = "\n".join(
        [
            *render_metadata(draw, page),
            *fill(draw, _STYLE, STYLES, "<style>{}</style>"),
            *fill(draw, _SCRIPT, SCRIPTS, "<script>{}</script>"),
        ]
    )
    body = "\n".join(render_body(draw, page))
    classes = draw_classes(draw, 4)
    lines = ["<!DOCTYPE html>", f'<html lang="{page.language}">', "<head>", head, "</head>", f'<body class="{classes}">', body]
    return "\n".join([*lines, "</body>", "</html>", ""])


def render_metadata(draw: random.Random, page: Page) -> Iterator[str]:
    """What a page says about itself, in the several ways in which pages say it."""
    day, month, year = page.published.split("/")
    published = f"{year}-{month}-{day}T08:30:00+02:00"
    title = escape(page.title, quote=True)
    yield f'<meta charset="utf-8"><title>{title} - {page.site}</title>'
    named = {
        "description": title,
        "author": page.author,
        "twitter:title": title,
        "viewport": "width=device-width, initial-scale=1",
    }
    told = {"og:title": title, "og:type": "article", "og:site_name": page.site, "article:published_time": published}
    yield from (f'<meta name="{name}" content="{value}">' for name, value in named.items())
    yield from (f'<meta property="{name}" content="{value}">' for name, value in told.items())
    yield from (f'<meta property="x:{draw_token(draw, 6)}" content="{draw_token(draw, 30)}">' for _ in range(34))
    yield from (f'<link rel="preload" as="image" href="https://cdn.example/{draw_token(draw, 24)}.webp">' for _ in range(29))
    said = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": page.title, "datePublished": published}
    yield f'<script type="application/ld+json">{json.dumps(said | {"author": {"@type": "Person", "name": page.author}})}</script>'


def render_body(draw: random.Random, page: Page) -> Iterator[str]:
    """The lines of a page in the elements of their parts."""
    for is_article, parts in groupby(page.lines, lambda line: line.part in ARTICLE):
        lines = list(parts)
        indent = " " * draw.randint(4, 16)
        if is_article:
            yield f'<article class="article-body {draw_classes(draw, 2)}">'
            yield from (f"{indent}{render_article_line(draw, line)}" for line in lines)
            yield "</article>"
        for part, block in groupby([] if is_article else lines, lambda line: line.part.split()[0]):
            yield f'<div class="{draw_classes(draw, 2)}" id="{draw_token(draw, 8)}">'
            yield from wrap_list(draw, part, list(block), indent)
            yield "</div>"


def wrap_list(draw: random.Random, part: str, lines: list[Line], indent: str) -> Iterator[str]:
    """The lines of a menu, a footer or a widget as a list of links."""
    yield f'{indent}<ul class="{part} {draw_classes(draw, 2)}">'
    for line in lines:
        link = f'<a class="{draw_classes(draw, 2)}" href="https://www.press.example/{draw_token(draw, 64)}" {draw_data(draw)}>'
        inner = f"<span>{escape(line.text)}</span>" if draw.random() < 0.4 else escape(line.text)
        icon = draw_icon(draw) if draw.random() < 0.15 else ""
        item = f"<div>{link}{icon}{inner}</a></div>" if draw.random() < 0.5 else f"{link}{icon}{inner}</a>"
        yield f'{indent}  <li class="{draw_classes(draw, 2)}">\n{indent}    {item}\n{indent}  </li>'
    yield f"{indent}</ul>"


def render_article_line(draw: random.Random, line: Line) -> str:
    """One line of the article in the element that its part has."""
    text = escape(line.text)
    if line.part == "paragraph":
        return f'<div class="{draw_classes(draw, 1)}"><p {draw_data(draw)}>{text}</p></div>'
    if line.part == "title":
        return f'<h1 class="{draw_classes(draw, 2)}">{text}</h1>'
    if line.part == "heading":
        return f"<h2>{text}</h2>"
    if line.part == "caption":
        source = f"https://cdn.example/{draw_token(draw, 40)}.jpg"
        return (
            f'<figure><img src="{source}" srcset="{source} 640w, {source} 1280w" alt=""><figcaption>{text}</figcaption></figure>'
        )
    return f'<div class="{line.part} {draw_classes(draw, 1)}"><span>{text}</span></div>'


def draw_icon(draw: random.Random) -> str:
    """A small drawing."""
    path = " ".join(f"{draw.choice('MLC')}{draw.randint(0, 99)}.{draw.randint(0, 99)} {draw.randint(0, 99)}" for _ in range(24))
    return f'<svg viewBox="0 0 24 24" class="{draw_token(draw, 6)}"><path d="{path}"></path><path d="{path[:90]}"></path></svg>'


def draw_data(draw: random.Random) -> str:
    """Attributes that scripts read."""
    return f'data-{draw_token(draw, 5)}="{draw_token(draw, 70)}" data-track="{draw_token(draw, 36)}"'


def draw_classes(draw: random.Random, count: int) -> str:
    """Some class names as tools make them."""
    return " ".join(f"{draw.choice(('c', 'js', 'm', 'l'))}-{draw_token(draw, 9)}" for _ in range(count))


def draw_token(draw: random.Random, length: int) -> str:
    """Letters and digits without meaning."""
    return "".join(draw.choices(_HEX, k=length))


def fill(draw: random.Random, patterns: list[str], size: int, element: str) -> Iterator[str]:
    """Elements of about `size` characters together."""
    written = 0
    while written < size:
        rules = "".join(draw.choice(patterns).format("a" + draw_token(draw, 7), draw_token(draw, 6)) for _ in range(60))
        written += len(rules)
        yield element.format(rules)
