"""Write `corpus_builder/text/characters.txt` from the Unicode tables of the Python that runs this.

`python -m benchmarks.make_characters`; the classes change answers, so that whoever runs it measures what changes.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby
from pathlib import Path

from corpus_builder.text import characters

PATH = Path(characters.__file__).parent / characters.TABLE


def main() -> None:
    """Write the table."""
    PATH.write_text(render_table(), encoding="ascii", newline="\n")


def render_table() -> str:
    """The version of Unicode, and a row for each range of code points that have classes."""
    rows = [f"Unicode {unicodedata.unidata_version}: first and last code point of a range, and its classes"]
    for names, group in groupby(range(characters.CODE_POINTS), lambda code: list_classes(chr(code))):
        codes = list(group)
        if names:
            span = f"{codes[0]:04X}" if len(codes) == 1 else f"{codes[0]:04X}-{codes[-1]:04X}"
            rows.append(" ".join((span, *names)))
    return "\n".join(rows) + "\n"


def list_classes(character: str) -> tuple[str, ...]:
    """The names of a character's classes, in the order of `characters.CLASSES`."""
    has = {
        "word": re.fullmatch(r"\w", character) is not None,
        "letter": character.isalpha(),
        "upper": character.isupper(),
        "lower": character.islower(),
        "digit": character.isdigit(),
        "decimal": character.isdecimal(),
        "space": character.isspace(),
        "mark": unicodedata.category(character).startswith("M"),
    }
    return tuple(name for name in characters.CLASSES if has[name])


if __name__ == "__main__":
    main()
