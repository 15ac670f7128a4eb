"""Encoding repair: mojibake, entities and stray control characters, with every character's place in the source.

ftfy does most of the work, one line at a time, with every option off that would touch typography. What it leaves is added
here: UTF-8 read as code page 850, windows-1252 read as Mac Roman, single misread letters that only their neighbours
betray, and the spaces that once were the second half of an "à". Lines stay lines: no repair adds or takes away a line break.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final

from corpus_builder.model import Alignment, Repaired, Span
from corpus_builder.settings import EncodingSettings

if TYPE_CHECKING:
    from ftfy import TextFixerConfig

Repair = Callable[[str], tuple[str, set[str]]]

# What Python's \s and \w stand for, spelt out because those of re2 are ASCII only. NO_WORD_CHARACTER leaves out only
# characters that certainly are none, so the gate may let through too much, never too little.
WHITESPACE: Final = r"[\t-\r\x1c-\x20\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]"
PERHAPS_WORD: Final = r"[^\x00-/:-@\[-\^\x60{-\x7f\x{a0}\x{ab}\x{bb}\x{2010}-\x{206f}]"

ENTITY: Final = re.compile("&#?[0-9A-Za-z]{1,24};")
# "&amp;amp;eacute;" has gone through three escapes; no more are undone, so that "&amp;amp;amp;..." costs no quadratic time
ENTITY_LAYERS: Final = 3
# those that ftfy takes out, and the sequences of terminals, which begin with one (1B)
CONTROLS: Final = "\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f\u206a-\u206f\ufeff\ufff9-\ufffc"
CONTROL: Final = re.compile(f"(?:\x1b(?:\\[[0-9;]*+[A-Za-z])?|[{CONTROLS}]++)++")
SURROGATES: Final = re.compile("[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]")
LINE: Final = re.compile(r"[^\r\n]+")
LINE_BREAK: Final = re.compile(r"[\r\n]")
# Whole runs of at most three marks: longer ones are no accents, and sorting them would take quadratic time.
DECOMPOSED: Final = re.compile("(?<![\u0300-\u036f])[^\\W\\d_][\u0300-\u036f]{1,3}(?![\u0300-\u036f])")
COMPOSED: Final = re.compile("[À-ÅÇ-ÏÑ-ÖÙ-Ýà-åç-ïñ-öù-ýÿ-ďĒ-ĥĨ-ıĴ-ķĹ-ľŃ-ňŌ-őŔ-ťŨ-žȘ-ț\u1e00-\u1eff]")

# UTF-8 read as code page 850: the first bytes C2 to C5, and CC of combining accents, are box drawing characters; E2 80 is "ÔÇ".
CONTINUATION_850: Final = bytes(range(0x80, 0xC0)).decode("cp850")
SEQUENCE_850: Final = re.compile(f"[┬├─┼╠][{CONTINUATION_850}]|Ô[Çéä][{CONTINUATION_850}]")
# Tables drawn with boxes have "├┤" and "─░" too, but no letter and no sign of another kind beside them.
SIGN_850: Final = "".join(character for character in CONTINUATION_850 if not "\u2500" <= character <= "\u259f")
CERTAIN_850: Final = re.compile(
    f"[A-Za-z'][┬├][{CONTINUATION_850}]|[┬├][{CONTINUATION_850}][A-Za-z]|[┬├][{SIGN_850}]|ÔÇ[{CONTINUATION_850}]"
)

# windows-1252 read as Mac Roman: "é è ê à ’ « »" become "È Ë Í ‡ í ´ ª". A capital after small letters tells, and a dagger
# for a word. Irish writes "hÓ" and "tÁ", so acute capitals need two small letters before them.
CERTAIN_MAC: Final = re.compile(
    r"[a-z][ÈËÎÔÙ˘˚·‚‡¸](?![A-Z0-9])"  # affirmÈ, trËs, o˘
    r"|[a-z]{2}[ÍÁÓ][a-z ]|[a-z]Í[tmvcp]|\bÁa\b"  # mÍme, garÁon, Áa
    r"|\b[A-Z]È[a-z]|\b[A-Za-zÈË]{0,2}È[a-z]{1,2}(?:È|Ë|[a-z]È)"  # GÈrard, ÈtÈ
    r"|(?<![^\s'’(í])‡(?= [a-z])"  # ‡ la
)
PROBABLE_MAC: Final = re.compile(
    r"\b(?:[cdjlmnstCDJLMNST]|[qQ]u)í(?:[aeiouyhÈÍËÓÙ‡][a-zÀ-ÿ]{3}|´)"  # líavion, dí´avant
    r"|[a-z]nít\b|ì[^ìî\n]{1,400}î|´[^´ª\n]{1,400}ª"  # donít, ìyesî, ´ouiª
    r"|\bÈ[a-z]{2}|(?<= )‡(?= [0-9])"  # Ètudiant, ‡ 12
)
IMPLAUSIBLE: Final = re.compile(r"[a-zà-öø-ÿ][A-ZÀ-ÖØ-Þ]|[a-zà-ÿ][¡-©¬-¶¸¹¼-¿×÷†‡ˆ˜‰][a-zà-ÿ]|[\x80-\x9f]")

# One letter misread among sound ones: "BabiÅ¡", "tĂŞte". Only what stands for a letter and follows a small one.
STRAY: Final = re.compile("(?<=[a-zà-öø-ÿ])[ÃÄÅĂĹ][\x80-\u2122](?![A-ZÀ-ÖØ-Þ0-9])")
STRAY_ENCODINGS: Final = ("sloppy-windows-1252", "sloppy-windows-1250")
# ftfy restores the no-break space of "Ã la" as "à la"; before these signs and at the end of a line there was no second space.
LOST_SPACE: Final = re.compile('(?<=[a-z])Ã(?: (?=[,.;:!?)\\]…»”"]|$)|$)')

# What the alignment tries, the likeliest encodings: an unknown one costs precision in a few characters, no more.
MISREAD_AS: Final = (
    "latin-1",
    "sloppy-windows-1252",
    "sloppy-windows-1250",
    "mac-roman",
    "cp850",
    "cp437",
    "sloppy-windows-1251",
)
TWICE_MISREAD_AS: Final = ("latin-1", "sloppy-windows-1252")
# characters that must be alike for two texts to count as in step again, and how far apart that is looked for
ANCHOR: Final = 4
REACH: Final = 24
# one unit of a verbose expression: an escape or a class, which stay, or blanks or a comment, which go
VERBOSE: Final = re.compile(r"(\\.|\[\^?\]?(?:\\.|[^\]\\])*\])|\s+|#[^\n]*", re.DOTALL)

ENCODING_NAMES: Final = {
    "sloppy-windows-1250": "windows-1250",
    "sloppy-windows-1251": "windows-1251",
    "sloppy-windows-1252": "windows-1252",
    "sloppy-windows-1253": "windows-1253",
    "sloppy-windows-1254": "windows-1254",
    "sloppy-windows-1257": "windows-1257",
    "macroman": "mac roman",
}
REPAIR_NAMES: Final = {
    "decode_inconsistent_utf8": "utf-8 misread in places",
    "fix_c1_controls": "windows-1252 read as latin-1",
    "remove_control_chars": "control characters",
    "replace_lossy_sequences": "lost characters",
    "restore_byte_a0": "lost no-break spaces",
}


def repair_encoding(text: str, settings: EncodingSettings) -> Repaired:
    """The text with its encoding faults repaired, where each character stood, and the names of the repairs, sorted.

    Clean text comes back as it is. The result has as many lines as `text`.

    >>> repair_encoding("un Ã©tÃ© Ã\\xa0 Paris", EncodingSettings())
    Repaired(text='un été à Paris', alignment=Alignment(after=(0, 3, 4, 5, 6, 7, 8, 14), before=(0, 3, 5, 6, 8, 9, 11, 17)), \
repairs=('utf-8 read as latin-1',))
    """
    if not may_need_repair(text):
        return Repaired(text, Alignment.identity(len(text)))
    parts: list[str] = []
    runs = Runs()
    names: set[str] = set()
    copied = 0
    for start, end in cut_pieces(text, settings.piece_characters):
        piece = text[start:end]
        if not may_need_repair(piece):
            continue
        repaired, found = repair_piece(piece)
        if repaired == piece:
            continue
        parts += [text[copied:start], repaired]
        runs.add(start - copied, start - copied)
        align_piece(repaired, piece, runs)
        names |= found
        copied = end
    parts.append(text[copied:])
    runs.add(len(text) - copied, len(text) - copied)
    return Repaired("".join(parts), runs.alignment(), tuple(sorted(names)))


def may_need_repair(text: str) -> bool:
    """False where no repair can change `text`, found out at a hundredth of the cost of trying."""
    try:
        return _gate().search(text) is not None
    except UnicodeEncodeError:  # lone surrogates
        return True


def cut_pieces(text: str, limit: int) -> Iterator[Span]:
    """The lines of `text` without their breaks; one longer than `limit` characters in pieces, cut after a space if possible."""
    for line in LINE.finditer(text):
        start, end = line.span()
        while end - start > limit:
            cut = text.rfind(" ", start + 1, start + limit) + 1 or start + limit
            yield start, cut
            start = cut
        yield start, end


def repair_piece(piece: str) -> tuple[str, set[str]]:
    """One line, or a piece of it, after all repairs, and their names."""
    names: set[str] = set()
    # Entities hide other faults, and so do characters nobody sees. Code page 850 and Mac Roman come before ftfy, which
    # would read some of the former as 437 and take "Èª" for UTF-8. Accents come last: a repair may have made them.
    steps: tuple[Repair, ...] = (
        unescape_entities,
        remove_controls,
        join_surrogates,
        repair_cp850,
        repair_mac_roman,
        restore_spaces,
        repair_with_ftfy,
        repair_strays,
        compose_accents,
    )
    for step in steps:
        piece, found = step(piece)
        names |= found
        if found and not may_need_repair(piece):
            break
    return LINE_BREAK.sub(" ", piece), names


def unescape_entities(piece: str) -> tuple[str, set[str]]:
    """Characters for HTML entities, unless a "<" says that the line is markup on purpose."""
    from ftfy.fixes import unescape_html

    before = piece
    for _ in range(ENTITY_LAYERS):
        if "<" in piece or not ENTITY.search(piece):
            break
        piece = unescape_html(piece)
    return piece, {"html entities"} if piece != before else set()


def remove_controls(piece: str) -> tuple[str, set[str]]:
    """The text without characters that show nothing and mean nothing: control characters, terminal escapes, stray marks."""
    repaired = CONTROL.sub("", piece)
    return repaired, {"control characters"} if repaired != piece else set()


def join_surrogates(piece: str) -> tuple[str, set[str]]:
    """Characters for pairs of surrogates, and U+FFFD for half a pair, which no file can hold."""
    repaired = SURROGATES.sub(
        lambda found: found.group().encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"), piece
    )
    return repaired, {"surrogates"} if repaired != piece else set()


def repair_cp850(piece: str) -> tuple[str, set[str]]:
    """UTF-8 that was read as code page 850, or as 437, which is told by a line that is UTF-8 from end to end."""
    if not CERTAIN_850.search(piece):
        return piece, set()
    if (whole := _reread(piece, "cp437", "utf-8")) is not None:
        return whole, {"utf-8 read as cp437"}
    repaired = SEQUENCE_850.sub(lambda found: _reread(found.group(), "cp850", "utf-8") or found.group(), piece)
    return repaired, {"utf-8 read as cp850"} if repaired != piece else set()


def restore_spaces(piece: str) -> tuple[str, set[str]]:
    """The no-break space that was half of a misread "à" and has become a space or nothing."""
    from ftfy.badness import is_bad

    if "Ã" not in piece or not is_bad(piece):
        return piece, set()
    repaired = LOST_SPACE.sub("Ã\u00a0", piece)
    return repaired, {"lost no-break spaces"} if repaired != piece else set()


def repair_with_ftfy(piece: str) -> tuple[str, set[str]]:
    """What ftfy repairs, typography aside."""
    from ftfy import fix_and_explain

    repaired, steps = fix_and_explain(piece, _ftfy_options())
    names: set[str] = set()
    encoding = ""
    for action, parameter in steps or ():
        if action == "encode":
            encoding = parameter
        elif action == "decode":
            names.add(
                f"{'utf-8' if parameter.startswith('utf-8') else parameter} read as {ENCODING_NAMES.get(encoding, encoding)}"
            )
        else:
            names.add(REPAIR_NAMES[parameter])
    return repaired, names if repaired != piece else set()


def repair_strays(piece: str) -> tuple[str, set[str]]:
    """Single letters of UTF-8 that were misread, in a line that is sound otherwise."""

    def reread(found: re.Match[str]) -> str:
        for encoding in STRAY_ENCODINGS:
            letter = _reread(found.group(), encoding, "utf-8")
            if letter and letter.islower():
                return letter
        return found.group()

    repaired = STRAY.sub(reread, piece)
    return repaired, {"utf-8 misread in places"} if repaired != piece else set()


def repair_mac_roman(piece: str) -> tuple[str, set[str]]:
    """windows-1252 that was read as Mac Roman, where the line tells so twice, or once for certain, and is sound afterwards."""
    certain = len(CERTAIN_MAC.findall(piece))
    if 2 * certain + len(PROBABLE_MAC.findall(piece)) < 2:
        return piece, set()
    repaired = _reread(piece, "mac-roman", "cp1252")
    if repaired is None or len(IMPLAUSIBLE.findall(repaired)) * 2 > len(IMPLAUSIBLE.findall(piece)):
        return piece, set()
    return repaired, {"windows-1252 read as mac roman"}


def compose_accents(piece: str) -> tuple[str, set[str]]:
    """Letters with combining accents as one character, in a line that has no other accents; nothing else is normalised.

    Such lines come whole from a file system or a PDF. Where an author mixed both forms, they stay as published.
    """
    if COMPOSED.search(piece):
        return piece, set()
    repaired = DECOMPOSED.sub(lambda found: unicodedata.normalize("NFC", found.group()), piece)
    return repaired, {"decomposed accents"} if repaired != piece else set()


class Runs:
    """An alignment that is being made, run by run."""

    def __init__(self) -> None:
        self.after = [0]
        self.before = [0]
        self._even = False

    def add(self, after: int, before: int) -> None:
        """Add a run; runs of equal lengths that follow each other become one."""
        even = after == before
        if even and self._even:
            self.after[-1] += after
            self.before[-1] += before
        elif after or before:
            self.after.append(self.after[-1] + after)
            self.before.append(self.before[-1] + before)
            self._even = even

    def alignment(self) -> Alignment:
        return Alignment(tuple(self.after), tuple(self.before)) if len(self.after) > 1 else Alignment.identity(0)


def align_piece(after: str, before: str, runs: Runs) -> None:
    """Add the runs of one repaired piece: equal stretches one to one, and each repaired character with what it stood for.

    Linear: each step looks at a bounded number of characters and moves on.
    """
    i = j = 0
    while i < len(after) and j < len(before):
        if after[i] == before[j]:
            new = old = _count_equal(after, i, before, j)
        else:
            new, old = _match_repair(after, i, before, j)
        runs.add(new, old)
        i, j = i + new, j + old
    runs.add(len(after) - i, len(before) - j)


def _count_equal(after: str, i: int, before: str, j: int) -> int:
    """How many characters are the same from `i` and `j` on, the first being so."""
    size, step = 1, 1
    limit = min(len(after) - i, len(before) - j)
    while size + step <= limit and after[i + size : i + size + step] == before[j + size : j + size + step]:
        size, step = size + step, step * 2
    while step > 1:
        step //= 2
        if size + step <= limit and after[i + size : i + size + step] == before[j + size : j + size + step]:
            size += step
    return size


def _match_repair(after: str, i: int, before: str, j: int) -> Span:
    """How many characters the next repaired stretch has, after and before: one character and its misreading if it is known."""
    if found := CONTROL.match(before, j):
        return 0, found.end() - j
    if found := SURROGATES.match(before, j):
        return 1, found.end() - j
    for misreading in misreadings(after[i]):
        if before.startswith(misreading, j):
            return 1, len(misreading)
    if found := ENTITY.match(before, j):
        width = found.end() - j
        follows = (new for new in (1, 2, 0) if _agree(after, i + new, before, j + width))
        return next(follows, 1), width
    return _resynchronise(after, i, before, j)


def _agree(after: str, i: int, before: str, j: int) -> bool:
    expected = before[j : j + ANCHOR]
    return after.startswith(expected, i) and (bool(expected) or i == len(after))


def _resynchronise(after: str, i: int, before: str, j: int) -> Span:
    """The shortest stretch after which both texts go on alike; one character for one where none is near."""
    best: Span | None = None
    for new in range(min(REACH, len(after) - i)):
        if best is not None and new >= sum(best):
            break
        anchor = after[i + new : i + new + ANCHOR]
        place = before.find(anchor, j, j + REACH + 4 * new)
        if place >= 0 and (best is None or new + place - j < sum(best)):
            best = new, place - j
    return best or (1, 1)


@lru_cache(maxsize=4096)
def misreadings(character: str) -> tuple[str, ...]:
    """What `character` looks like when its bytes were read in the wrong encoding, once or twice, the longest first."""
    once = {found for encoding in MISREAD_AS if (found := _reread(character, "utf-8", encoding))}
    twice = {found for form in once for encoding in TWICE_MISREAD_AS if (found := _reread(form, "utf-8", encoding))}
    forms = {form.replace("\u00a0", " ") for form in once | twice} | once | twice
    return tuple(sorted(forms - {character}, key=lambda form: (-len(form), form)))


def _reread(text: str, encoding: str, intended: str) -> str | None:
    """`text` written in `encoding` and read in the `intended` one, None where that is impossible."""
    import ftfy.bad_codecs  # the sloppy encodings

    ftfy.bad_codecs.ok()
    try:
        return text.encode(encoding).decode(intended)
    except UnicodeError:
        return None


@cache
def _ftfy_options() -> TextFixerConfig:
    from ftfy import TextFixerConfig

    return TextFixerConfig(
        unescape_html=False,  # done before, a bounded number of times
        uncurl_quotes=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        fix_line_breaks=False,
        fix_surrogates=False,
        remove_terminal_escapes=False,
        normalization=None,
    )


@cache
def _gate() -> Any:
    """One regular expression for re2 that finds something in every text that a repair would change.

    Its main part is ftfy's own expression for mojibake, which is a hundred times as fast here as in `re`.
    """
    import re2
    from ftfy.badness import BADNESS_RE

    bad = strip_verbose(BADNESS_RE.pattern).replace("|^[", "|[").replace(r"\s", WHITESPACE).replace(r"\w", PERHAPS_WORD)
    own = (
        ENTITY.pattern,
        f"[{CONTROLS}\x1b]",
        "[\u0300-\u036f]",
        "[┬├]|ÔÇ",
        "[a-z][ÈËÎÔÙ˘˚·‚‡¸ÍÁÓÃÄÅĂĹ]|‡|È[a-z]|Áa|í´|í[aeiouyhÈÍËÓÙ‡]|[a-z]nít|[ì´]",
        "[à-öø-ÿß][ÃÄÅĂĹ]",
    )
    options = re2.Options()
    options.never_capture = True
    options.max_mem = 128 << 20
    return re2.compile("|".join((bad, *own)), options)


def strip_verbose(pattern: str) -> str:
    """A verbose regular expression without its blanks and comments, for engines that have no verbose mode.

    >>> strip_verbose("[a #] b  # a comment")
    '[a #]b'
    """
    return VERBOSE.sub(lambda found: found.group(1) or "", pattern)
