"""Plots as inline SVG: drawn by matplotlib, coloured by the page, the same bytes every time.

Texts stay texts in the page's own font, and colours are names that its style sheet fills: dark mode needs no second plot.
"""

from __future__ import annotations

import html
import io
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from corpus_builder.system.terminal import make_visible

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Rows = Sequence[tuple[str, int]]

# The plot in points. As narrow as a telephone, so that its letters are still read there; a wide page enlarges it a little.
WIDTH, LETTERS = 320.0, 12.0
LABELS_WIDTH, DIGIT_WIDTH = 126.0, 7.6
BAR_HEIGHT, COLUMNS_HEIGHT = 23.0, 184.0
LABEL_CHARACTERS = 20
MOST_TICKS = 6  # labels below columns, all that fit beside each other

# matplotlib wants colours, the page has names for them: these colours stand for the names until the SVG is written.
COLOURS = {"#010101": "ink", "#010102": "muted", "#010103": "line", "#010104": "accent", "#010105": "gone", "#010106": "blank"}
INK, MUTED, LINE, ACCENT, GONE, BLANK = COLOURS

SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "corpus_builder",
    "font.family": ["DejaVu Sans"],
    "font.size": LETTERS,
    "text.parse_math": False,  # a name with two dollar signs is a name
    "axes.unicode_minus": False,
}


def draw_bars(name: str, title: str, rows: Rows) -> str:
    """Horizontal bars, one a row from top to bottom: the label left, the number right."""
    top = max((value for _, value in rows), default=0) or 1
    with _draw(name, title, rows, BAR_HEIGHT * len(rows) + 4) as (figure, drawing):
        axes = _add_axes(figure, LABELS_WIDTH, _measure_values(rows), 2, 2)
        axes.set(xlim=(0, top), ylim=(len(rows) - 0.5, -0.5))
        axes.axis("off")
        for place, (label, value) in enumerate(rows):
            axes.barh(place, value, height=0.62, color=ACCENT)
            _label_bar(axes, place, label, f"{value:,}", value)
    return drawing[0]


def draw_steps(name: str, title: str, rows: Rows) -> str:
    """What is left after each step, as bars that hang where the one before ended.

    The first row is the whole, the last one what is left; those between take away.
    """
    top = rows[0][1] or 1
    with _draw(name, title, rows, BAR_HEIGHT * len(rows) + 4) as (figure, drawing):
        axes = _add_axes(figure, LABELS_WIDTH, _measure_values(rows), 2, 2)
        axes.set(xlim=(0, top), ylim=(len(rows) - 0.5, -0.5))
        axes.axis("off")
        left = top
        for place, (label, value) in enumerate(rows):
            inner = 0 < place < len(rows) - 1
            left -= value if inner else 0
            colour = ACCENT if not inner else BLANK if label.startswith("blank") else GONE
            axes.barh(place, value, left=left if inner else 0, height=0.62, color=colour)
            _label_bar(axes, place, label, f"{'−' if inner else ''}{value:,}", left + value if inner else value)
    return drawing[0]


def draw_columns(name: str, title: str, rows: Rows) -> str:
    """Columns from left to right, with a scale at the left and a label below every so many."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    with _draw(name, title, rows, COLUMNS_HEIGHT) as (figure, drawing):
        axes = _add_axes(figure, 40, 14, 10, 32)
        axes.bar(range(len(rows)), [value for _, value in rows], width=0.84, color=ACCENT, zorder=2)
        axes.set_xlim(-0.6, len(rows) - 0.4)
        axes.set_ylim(0, 1.05 * (max((value for _, value in rows), default=0) or 1))
        axes.spines[["top", "right", "left"]].set_visible(False)
        axes.spines["bottom"].set_color(LINE)
        axes.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _shorten_number(value)))
        axes.grid(axis="y", color=LINE, linewidth=0.8)
        axes.tick_params(length=0, labelcolor=MUTED)
        axes.tick_params(axis="x", pad=9)
        shown = range(0, len(rows), max(1, -(-len(rows) // MOST_TICKS)))
        axes.set_xticks(list(shown), [rows[place][0] for place in shown])
    return drawing[0]


def _label_bar(axes: Axes, place: int, label: str, value: str, end: float) -> None:
    axes.annotate(
        _shorten_label(label), (0, place), (-8, 0), textcoords="offset points", ha="right", va="center_baseline", color=INK
    )
    axes.annotate(value, (end, place), (6, 0), textcoords="offset points", ha="left", va="center_baseline", color=MUTED)


def _measure_values(rows: Rows) -> float:
    """The width in points of the longest number, its sign and the gap before it."""
    return 10 + DIGIT_WIDTH * max((len(f"{value:,}") + 1 for _, value in rows), default=0)


def _shorten_label(label: str) -> str:
    """A label that fits, in one line, with its controls made visible and without what else no font shows.

    >>> _shorten_label("www.the-longest-host-of-all.example"), _shorten_label("a\\tb\\x00")
    ('www.the-longest-hos…', 'a b\\\\x00')
    """
    line = "".join(sign for sign in make_visible(" ".join(label.split())) if sign.isprintable())
    return line if len(line) <= LABEL_CHARACTERS else line[: LABEL_CHARACTERS - 1].rstrip() + "…"


def _shorten_number(value: float) -> str:
    """A number of a scale.

    >>> [_shorten_number(value) for value in (0, 950, 2500, 40000, 3e6)]
    ['0', '950', '2.5k', '40k', '3M']
    """
    for unit, sign in ((1e6, "M"), (1e3, "k")):
        if value >= unit:
            return f"{value / unit:g}{sign}"
    return f"{value:g}"


@contextmanager
def _draw(name: str, title: str, rows: Rows, height: float) -> Iterator[tuple[Figure, list[str]]]:
    """A figure to draw on; its SVG is in the list afterwards. Settings of the user's matplotlib do not count."""
    import matplotlib
    from matplotlib.figure import Figure

    drawing: list[str] = []
    with matplotlib.rc_context(), warnings.catch_warnings():
        # letters that matplotlib's own font lacks are drawn by the browser, in a font that has them
        warnings.simplefilter("ignore")
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(SETTINGS)
        figure = Figure(figsize=(WIDTH / 72, height / 72), dpi=72)
        yield figure, drawing
        written = io.StringIO()
        figure.savefig(written, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    drawing.append(_inline(written.getvalue(), name, title, describe_rows(rows)))


def _add_axes(figure: Figure, left: float, right: float, top: float, bottom: float) -> Axes:
    """Axes with margins in points, which no text measured by whatever font moves."""
    width, height = figure.get_figwidth() * 72, figure.get_figheight() * 72
    return figure.add_axes((left / width, bottom / height, (width - left - right) / width, (height - top - bottom) / height))


def describe_rows(rows: Rows) -> str:
    """What a plot shows in words, for those who do not see it: the first rows and how many there are.

    >>> describe_rows([("fr", 1200), ("en", 3)])
    'fr: 1,200; en: 3'
    """
    said = "; ".join(f"{label}: {value:,}" for label, value in rows[:LABEL_CHARACTERS])
    return said if len(rows) <= LABEL_CHARACTERS else f"{said}; and {len(rows) - LABEL_CHARACTERS:,} more"


def _inline(svg: str, name: str, title: str, described: str) -> str:
    """An SVG file as an element of the page: sized by it, coloured by it, with ids that no other plot has."""
    body = svg[svg.index("<svg") :]
    body = body[body.index(">") + 1 : body.rindex("</svg>")]
    # matplotlib's style sheet would count for the whole page
    body = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>", "", body, flags=re.DOTALL)
    body = re.sub(r"<[^>]+>", lambda tag: _fit_tag(tag[0], name), body)
    box = re.search(r'viewBox="([^"]*)"', svg)
    head = (
        f'<svg class="plot" viewBox="{box[1] if box else ""}" role="img" aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{html.escape(title)}</title><desc id="{name}-desc">{html.escape(described)}</desc>'
    )
    return head + body + "</svg>"


def _fit_tag(tag: str, name: str) -> str:
    tag = re.sub(r"""(\bid="|url\(#|href="#)""", rf"\g<1>{name}-", tag)
    tag = re.sub(r"#01010[1-6]\b", lambda found: f"var(--{COLOURS[found[0]]})", tag)
    return re.sub(r" font-family: [^;]*;| transform=\"rotate\(-0 [^)]*\)\"", "", tag)
