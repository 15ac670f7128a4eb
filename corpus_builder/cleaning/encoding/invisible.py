"""Characters that nobody sees: soft hyphens, zero-width spaces and joiners, marks of writing direction.

They come from word processors and page layouts and hide words from whoever reads the text by machine. What means something
stays: joiners and marks beside letters of other scripts and between emoji, the zero-width space of scripts that write no
blanks, and a soft hyphen at the end of a line, which says that the line's last word goes on.
"""

from __future__ import annotations

import re
from typing import Final

SOFT_HYPHEN: Final = "\u00ad"
SPACELESS: Final = "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u1950-\u19df\u1a20-\u1aaf\ua9e0-\ua9ff\uaa60-\uaadf"
DIRECTIONAL: Final = "\u200c-\u200f\u202a-\u202e\u2066-\u2069"
INVISIBLE: Final = f"\u200b\u2060{DIRECTIONAL}"
ALL_INVISIBLE: Final = f"{SOFT_HYPHEN}\u200b\u200c\u200d\u200e\u200f\u2060"
# any of them
HIDDEN: Final = re.compile(f"[\u00ad{INVISIBLE}]")
# Letters of Latin script, and what has no script: blanks, digits, signs, accents.
LATIN: Final = "A-Za-zªºÀ-ÖØ-öø-ʯḀ-ỿⱠ-Ɀ꜠-ꟿﬀ-ﬆＡ-Ｚａ-ｚ"
NEUTRAL: Final = "\x00-@[-`{-©«-¹»-¿×÷ʰ-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u2000-\u2193\u2196-\u22ff\u2500-\u25ff\ufeff\ufffd"
# what lies between two characters of other scripts, which emoji count as
STRETCH: Final = re.compile(f"[{NEUTRAL}{LATIN}]+")
# from the first letter of a stretch to its last
LATIN_LETTERS: Final = re.compile(f"[{LATIN}](?:.*[{LATIN}])?", re.DOTALL)
DIRECTIONAL_MARKS: Final = re.compile(f"[{DIRECTIONAL}]+")
ZERO_WIDTH: Final = re.compile(f"\u2060+|(?<![{SPACELESS}])\u200b+(?![{SPACELESS}])")
# Not a soft hyphen that may be the last byte of a misread character: "Ã\xad" is "í", "â€\xad" a mark of direction.
SURE_SOFT_HYPHEN: Final = re.compile(
    "(?<![ÂÃÄÅÎÏÐÑØ-ÛĂĹŁÂВГРС┬├ΓΒΞΟ√€\x80-\xbf])(?:(?<![à-ï])\u00ad+|\u00ad+(?![\x80-\xbf\u0152-\u0192\u02c6\u02dc\u2013-\u2122]))"
)
SOFT_HYPHENS: Final = re.compile("\u00ad+")


def remove_invisible(piece: str) -> tuple[str, set[str]]:
    """The piece without characters that nobody sees, those aside that may be half of a misread letter."""
    return _remove(piece, SURE_SOFT_HYPHEN)


def remove_all_invisible(piece: str) -> tuple[str, set[str]]:
    """The piece without characters that nobody sees, where nothing is misread any more."""
    return _remove(piece, SOFT_HYPHENS)


def _remove(piece: str, soft_hyphens: re.Pattern[str]) -> tuple[str, set[str]]:
    body, tail = _cut_line_end(piece)
    repaired = ZERO_WIDTH.sub("", soft_hyphens.sub("", body))
    if DIRECTIONAL_MARKS.search(repaired):
        repaired = _remove_marks(repaired)
    repaired += tail
    return repaired, {"invisible characters"} if repaired != piece else set()


def _cut_line_end(piece: str) -> tuple[str, str]:
    """A piece, and the soft hyphen at the end of its line with the blanks behind it, where a word stands before it."""
    body = piece.rstrip()
    word = body.rstrip(ALL_INVISIBLE)
    if SOFT_HYPHEN not in body[len(word) :] or not word or not word[-1].isalpha():
        return piece, ""
    return word, SOFT_HYPHEN + piece[len(body) :]


def _remove_marks(piece: str) -> str:
    """The piece without joiners and marks of direction that have nothing but Latin letters on both sides."""

    def clean(found: re.Match[str]) -> str:
        stretch = found.group()
        letters = LATIN_LETTERS.search(stretch)
        if letters is None:
            return stretch
        begin = 0 if found.start() == 0 else letters.start()
        end = len(stretch) if found.end() == len(piece) else letters.end()
        return stretch[:begin] + DIRECTIONAL_MARKS.sub("", stretch[begin:end]) + stretch[end:]

    return STRETCH.sub(clean, piece)
