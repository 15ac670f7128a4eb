"""Write the tables of characters in `corpus_builder/text` from the Unicode tables of the Python that runs this.

`python -m benchmarks.make_characters`; they change answers, so that whoever runs it measures what changes.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby
from pathlib import Path

from corpus_builder.text import characters, normalization

FOLDER = Path(characters.__file__).parent


def main() -> None:
    """Write the tables."""
    for name, text in ((characters.TABLE, render_classes()), (normalization.TABLE, render_normalization())):
        (FOLDER / name).write_text(text, encoding="ascii", newline="\n")


def render_classes() -> str:
    """The version of Unicode, and a row for each range of code points that have classes."""
    rows = [f"Unicode {unicodedata.unidata_version}: first and last code point of a range, and its classes"]
    for names, group in groupby(range(characters.CODE_POINTS), lambda code: list_classes(chr(code))):
        if names:
            rows.append(" ".join((name_range(list(group)), *names)))
    return "\n".join(rows) + "\n"


def render_normalization() -> str:
    """The version of Unicode, and a row for each range of code points that normalization keeps, with what they become."""
    rows = [f"Unicode {unicodedata.unidata_version}: first and last code point of a range, and what the first one becomes"]
    becomes = {code: normalize_character(chr(code)) for code in range(normalization.TABULATED_PLANES)}
    kept = [code for code, text in becomes.items() if text]
    for _, group in groupby(enumerate(kept), lambda each: (each[1] - each[0], find_shift(each[1], becomes[each[1]]))):
        codes = [code for _, code in group]
        rows.append(" ".join((name_range(codes), *(f"{ord(character):04X}" for character in becomes[codes[0]]))))
    return "\n".join(rows) + "\n"


def find_shift(code: int, becomes: str) -> int:
    """What the code points of a range have in common: how far away is what they become; one that becomes several is alone."""
    return -code - 1 if len(becomes) > 1 else ord(becomes) - code


def name_range(codes: list[int]) -> str:
    """A range of code points as the tables have it."""
    return f"{codes[0]:04X}" if len(codes) == 1 else f"{codes[0]:04X}-{codes[-1]:04X}"


def normalize_character(character: str) -> str:
    """A character without case, accent, ligature and width; nothing when it is no letter, digit or vowel sign."""
    if "가" <= character <= "힣":
        return character  # decomposed, a syllable would count as three letters
    if not carries_meaning(character):
        return ""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", character).casefold())
    return "".join(normalization.LIGATURES.get(c, c) for c in plain if carries_meaning(c))[:4]


def carries_meaning(character: str) -> bool:
    """Whether it is a letter, a digit or, in the scripts of India and beyond, a vowel sign."""
    category = unicodedata.category(character)
    return category[0] in "LN" or (category[0] == "M" and character >= "\u0900")


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
        "accent": unicodedata.combining(character) != 0,
    }
    return tuple(name for name in characters.CLASSES if has[name])


if __name__ == "__main__":
    main()
