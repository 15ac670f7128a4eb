"""What shows that a text was misread: ftfy's own measure, without the capitals of sound text that it takes for mojibake.

Before a no-break space a capital with an accent looks like UTF-8: "Ä" with the space would be "Ġ", "Ã" with it "à". Headings in
capitals have such pairs in every language ("LA CITÉ » ROUVRE", "MAÇÃ VERDE"), so that they are no evidence by themselves.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final

from corpus_builder.system.libraries import load_alone

# What Python's \s and \w stand for, spelt out because those of re2 are ASCII only. PERHAPS_WORD leaves out only
# characters that certainly are none, so the gate may let through too much, never too little.
WHITESPACE: Final = r"[\t-\r\x1c-\x20\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]"
PERHAPS_WORD: Final = r"[^\x00-/:-@\[-\^\x60{-\x7f\x{a0}\x{ab}\x{bb}\x{2010}-\x{206f}]"
# one unit of a verbose expression: an escape or a class, which stay, or blanks or a comment, which go
VERBOSE: Final = re.compile(r"(\\.|\[\^?\]?(?:\\.|[^\]\\])*\])|\s+|#[^\n]*", re.DOTALL)

# A capital and a no-break space that no misreading makes: what UTF-8 has for them no western text has ("Ġ", "ɠ", "ʠ").
SOUND_PAIR: Final = "[ÀÄÇ-ËÍÏÒ-ÖÚ-Ý]\xa0(?![a-zß-ÿ])"
# The same where the neighbours say that the capital is a letter of a word in capitals, or the name of itself.
CLEAN_PAIR: Final = re.compile(
    f"{SOUND_PAIR}|Î\xa0(?=[A-Za-z])"
    "|(?<=[A-ZÀ-ÖØ-Þ]{2})[ÃÐ][ \xa0]|(?<![^\\s'’(«“])[A-Z]Ã\xa0(?=[A-ZÀ-ÖØ-Þ])"  # MAÇÃ VERDE, FÃ ESPERA; not a misread "Là"
    "|(?<![^\\s«“(])Â[ \xa0](?=[^a-zß-ÿ]{0,200}[ÀÁÄ-ÞĂŒȘȚ][^a-zß-ÿ]{0,200}\\Z)"  # Â ȘI Î, in capitals to the end
    "|(?<=[a-z] )Â[ \xa0](?=[a-z])|(?<=[«“] )Ã[ \xa0](?=[»”])|(?<=[«“]\xa0)Ã[ \xa0](?=[»”])"  # le Â majuscule, « Ã »
)
PROTECTED: Final = re.compile(f"{SOUND_PAIR}|(?<=[A-ZÀ-ÖØ-Þ]{{2}})Ã\xa0")
# stands for a no-break space that must not be read as half of a letter: for private use, and in no encoding
PLACEHOLDER: Final = "\ue0a0"


def is_misread(piece: str) -> bool:
    """Whether a line, or a piece of it, has what no sound text has.

    >>> is_misread("dÃ©jÃ\\xa0"), is_misread("HYVÄÄ YÖTÄ\\xa0!")
    (True, False)
    """
    if not find_badness().search(piece):
        return False
    from ftfy.badness import is_bad

    return is_bad(CLEAN_PAIR.sub("E ", piece))


def protect_capitals(piece: str) -> str:
    """The piece with a placeholder for each no-break space that only seems to be half of a letter."""
    if PLACEHOLDER in piece:
        return piece
    return PROTECTED.sub(lambda found: found.group()[0] + PLACEHOLDER, piece)


def restore_protected(piece: str, before: str) -> str:
    """A repaired piece with the no-break spaces that it had `before`."""
    return piece if PLACEHOLDER in before else piece.replace(PLACEHOLDER, "\xa0")


@cache
def find_badness() -> Any:
    """ftfy's own expression for mojibake, a hundred times as fast in re2 as in `re`; it finds too much, not too little."""
    # ftfy itself is loaded where there is something to repair
    pattern = strip_verbose(load_alone("ftfy", "badness").BADNESS_RE.pattern).replace("|^[", "|[")
    return compile_linear(pattern.replace(r"\s", WHITESPACE).replace(r"\w", PERHAPS_WORD))


def compile_linear(pattern: str) -> Any:
    """A pattern for re2, whose time is linear; classes are ASCII only there."""
    import re2

    options = re2.Options()
    options.never_capture = True
    options.max_mem = 128 << 20
    return re2.compile(pattern, options)


def strip_verbose(pattern: str) -> str:
    """A verbose regular expression without its blanks and comments, for engines that have no verbose mode.

    >>> strip_verbose("[a #] b  # a comment")
    '[a #]b'
    """
    return VERBOSE.sub(lambda found: found.group(1) or "", pattern)
