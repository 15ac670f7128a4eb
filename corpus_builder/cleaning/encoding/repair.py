"""Encoding repair: what is repaired in a text, in which order, with every character's place in the source.

ftfy does most of the work, one line at a time, with every option off that would touch typography. `mojibake.py` has what it
leaves; entities, control characters and combining accents are repaired here. `alignment.py` finds each character's place
afterwards. Lines stay lines: no repair takes away a line break, and none adds one but U+2028 and U+2029 where these were misread.
What breaks lines is what `str.splitlines` knows, and whoever cuts the text reads it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from corpus_builder.cleaning.encoding.alignment import CONTROL, CONTROLS, ENTITY, SURROGATES, Runs, align_piece
from corpus_builder.cleaning.encoding.code_pages import HINT, find_code_page, may_be_in_code_page, reread_line
from corpus_builder.cleaning.encoding.evidence import (
    compile_linear,
    find_badness,
    is_misread,
    protect_capitals,
    restore_protected,
)
from corpus_builder.cleaning.encoding.invisible import INVISIBLE, remove_all_invisible, remove_invisible
from corpus_builder.cleaning.encoding.mojibake import (
    CODE_PAGE_HEADS,
    ENCODING_NAMES,
    ENGLISH,
    LATIN_9,
    LATIN_9_SIGNS,
    MAC_SIGNS,
    ODD_SIGNS,
    RARE_HEADS,
    RARE_PAIR,
    SWAPPED,
    repair_code_pages,
    repair_latin_9,
    repair_mac_roman,
    repair_rare_encodings,
    repair_strays,
    repair_swapped,
    restore_controls,
    restore_spaces,
    swap_back,
)
from corpus_builder.model import Alignment, Repaired, Span
from corpus_builder.text.normalization import DECOMPOSED

if TYPE_CHECKING:
    from ftfy import TextFixerConfig

Repair = Callable[[str], tuple[str, set[str]]]

# "&amp;amp;eacute;" has gone through three escapes; no more are undone, so that "&amp;amp;amp;..." costs no quadratic time
ENTITY_LAYERS: Final = 3
# characters repaired at a time; longer lines are cut at a space, so that a line without an end costs linear time
PIECE_CHARACTERS: Final = 4000
# pieces whose repair is kept: what a site prints on every page is repaired once
KNOWN_PIECES: Final = 1024
LINE: Final = re.compile("[^\r\n\v\f\x1c-\x1e\u2028\u2029]+")
NEL_LINE: Final = re.compile("[^\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
LINE_BREAKS: Final = "\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029"
# what a repair may make of an entity, and no line has
LINE_BREAK: Final = re.compile("[\r\n\v\f\x1c-\x1e]")
# control characters that end lines; U+0085 that is left is one
LINE_CONTROL: Final = re.compile("[\v\x1c-\x1e\x85]")
VERTICAL_SPACE: Final = re.compile("[\v\f\x1c-\x1e\x85\u2028\u2029]+")
# U+0085 ends lines on mainframes, and is the ellipsis of windows-1252 that was read as latin-1: behind that stands a blank, a
# mark or nothing. Other characters of its row, or what makes UTF-8 with it, show that a text was misread.
NEL: Final = re.compile("\x85++(?!\\s*\\Z)")
NEL_BREAK: Final = re.compile("(?<=[^\\s«“„(\\[])\x85++(?=[\\w«“„(—–•])")
NEL_MISREAD: Final = re.compile("[\x80-\x84\x86-\x9f]|[\xc2-\xdf]\x85|[\xe0-\xef](?:\x85[\xa0-\xbf]|[\xa0-\xbf]\x85)")
COMPOSED: Final = re.compile("[À-ÅÇ-ÏÑ-ÖÙ-Ýà-åç-ïñ-öù-ýÿ-ďĒ-ĥĨ-ıĴ-ķĹ-ľŃ-ňŌ-őŔ-ťŨ-žȘ-ț\u1e00-\u1eff]")

# control characters that ftfy takes away or reads as windows-1252
FTFY_CONTROL: Final = re.compile("[\x00-\x08\v\f\x0e-\x1f\x7f-\x9f\u206a-\u206f\ufeff\ufff9-\ufffc]")

REPAIR_NAMES: Final = {
    "decode_inconsistent_utf8": "utf-8 misread in places",
    "fix_c1_controls": "windows-1252 read as latin-1",
    "remove_control_chars": "control characters",
    "replace_lossy_sequences": "lost characters",
    "restore_byte_a0": "lost no-break spaces",
}


def repair_texts(texts: Sequence[str]) -> list[Repaired]:
    """The texts of a batch, each repaired by itself."""
    return [repair_encoding(text) for text in texts]


def repair_encoding(text: str) -> Repaired:
    """The text with its encoding faults repaired, where each character stood, and the names of the repairs, sorted.

    Clean text comes back as it is. The result has as many lines as `text`.

    >>> repaired = repair_encoding("un Ã©tÃ© Ã\\xa0 Paris")
    >>> repaired.text, repaired.repairs
    ('un été à Paris', ('utf-8 read as latin-1',))
    >>> repaired.alignment
    Alignment(after=(0, 3, 4, 5, 6, 7, 8, 14), before=(0, 3, 5, 6, 8, 9, 11, 17))
    """
    if not may_need_repair(text):
        return Repaired(text, Alignment.identity(len(text)))
    changes = reread_pieces(text) or repair_pieces(text)
    names = set().union(*(found for _, found in changes.values()))
    for name in sorted(names & {*SWAPPED, LATIN_9}):
        changes |= {span: (repaired, set()) for span, repaired in swap_rest(text, name, changes)}
    parts: list[str] = []
    runs = Runs()
    copied = 0
    for (start, end), (repaired, _) in sorted(changes.items()):
        parts += [text[copied:start], repaired]
        runs.add(start - copied, start - copied)
        align_piece(repaired, text[start:end], runs)
        copied = end
    parts.append(text[copied:])
    runs.add(len(text) - copied, len(text) - copied)
    return Repaired("".join(parts), runs.alignment(), tuple(sorted(names)))


def reread_pieces(text: str) -> dict[Span, tuple[str, Set[str]]]:
    """The pieces of a text in a code page that was read as another one, as `repair_pieces` has them; none for all other texts."""
    changes: dict[Span, tuple[str, Set[str]]] = {}
    if not may_be_in_code_page(text):
        return changes
    name = find_code_page(text[start:end] for start, end in find_lines(text))
    if name is None:
        return changes
    for start, end in cut_pieces(text, PIECE_CHARACTERS):
        piece = text[start:end]
        reread = reread_line(piece, name)
        repaired, found = repair_piece(reread)
        if repaired != piece:
            changes[start, end] = repaired, found | ({name} if reread != piece else set())
    return changes


def repair_pieces(text: str) -> dict[Span, tuple[str, Set[str]]]:
    """The pieces of the text that repair changes, each with its repaired text and the names of the repairs."""
    changes: dict[Span, tuple[str, Set[str]]] = {}
    for start, end in list_suspects(text):
        piece = text[start:end]
        repaired, found = repair_piece(piece)
        if repaired != piece:
            changes[start, end] = repaired, found
    return changes


def list_suspects(text: str) -> Iterator[Span]:
    """The pieces of a text that may need repair: the text is searched as a whole, and what stands where that finds something is
    searched again by itself.
    """
    try:
        marks = [found.span() for found in _gate(loose=True).finditer(text)]
    except UnicodeEncodeError:  # lone surrogates
        marks = [(0, len(text))]
    # one more mark behind the text, for the lines behind the last
    first, last = np.array([*marks, (len(text) + 1, len(text) + 1)], np.int64).T
    lines = find_lines(text)
    starts, ends = np.array(lines, np.int64).reshape(-1, 2).T
    is_marked = first[np.searchsorted(last, starts)] <= ends
    for row in np.flatnonzero(is_marked | (ends - starts > PIECE_CHARACTERS)).tolist():
        for start, end in cut_line(text, lines[row], PIECE_CHARACTERS):
            is_line = text[max(start - 1, 0) : start] in LINE_BREAKS and text[end : end + 1] in LINE_BREAKS
            if (not is_line or first[np.searchsorted(last, start)] <= end) and may_need_repair(text[start:end]):
                yield start, end


def swap_rest(text: str, name: str, changes: Mapping[Span, tuple[str, Set[str]]]) -> Iterator[tuple[Span, str]]:
    """The other pieces of a text in which some pieces have a fault that befalls whole files, where they are sound without it.

    Control characters that were read as windows-1252, for want of a better reason, are read again.
    """
    for span in cut_pieces(text, PIECE_CHARACTERS):
        piece = text[slice(*span)]
        if piece.isascii() or (span in changes and changes[span][1] != {REPAIR_NAMES["fix_c1_controls"]}):
            continue
        if (repaired := swap_back(piece, name)) != piece:
            yield span, repaired


def has_nel_lines(text: str) -> bool:
    """Whether U+0085 (NEL) ends lines in a text: most of it stands between two words, and none is an ellipsis misread.

    >>> has_nel_lines("La digue a tenu\\x85toute la nuit."), has_nel_lines("La digue\\x85 a tenu.")
    (True, False)
    """
    if "\x85" not in text or NEL_MISREAD.search(text):
        return False
    return 2 * len(NEL_BREAK.findall(text)) > len(NEL.findall(text))


def write_line_feeds(text: str) -> str:
    """A repaired text with a line feed for each control character that ends a line.

    >>> write_line_feeds("le budget\\vde la commune")
    'le budget\\nde la commune'
    """
    return LINE_CONTROL.sub("\n", text)


def may_need_repair(text: str) -> bool:
    """False where no repair can change `text`, found out at a hundredth of the cost of trying."""
    try:
        return _gate().search(text) is not None
    except UnicodeEncodeError:  # lone surrogates
        return True


def find_lines(text: str) -> list[Span]:
    """The lines of `text` that are not empty, without their breaks."""
    return [found.span() for found in (NEL_LINE if has_nel_lines(text) else LINE).finditer(text)]


def cut_pieces(text: str, limit: int) -> Iterator[Span]:
    """The lines of `text` without their breaks; one longer than `limit` characters in pieces, cut after a space if possible."""
    for line in find_lines(text):
        yield from cut_line(text, line, limit)


def cut_line(text: str, line: Span, limit: int) -> Iterator[Span]:
    """A line of `text`, in pieces if it is longer than `limit` characters."""
    start, end = line
    while end - start > limit:
        cut = text.rfind(" ", start + 1, start + limit) + 1 or start + limit
        yield start, cut
        start = cut
    yield start, end


@lru_cache(maxsize=KNOWN_PIECES)
def repair_piece(piece: str) -> tuple[str, frozenset[str]]:
    """One line, or a piece of it, after all repairs, and their names."""
    names: set[str] = set()
    signs = "".join(set(piece))
    for repair, needs in _list_steps():
        if not needs.search(signs):
            continue
        piece, found = repair(piece)
        if found:
            names |= found
            if not may_need_repair(piece):
                break
            signs = "".join(set(piece))
    return LINE_BREAK.sub(" ", piece), frozenset(names)


@cache
def _list_steps() -> tuple[tuple[Repair, re.Pattern[str]], ...]:
    """The repairs in their order, each with characters of which it needs one to change anything.

    Entities hide other faults, and so do characters nobody sees. Code page 850 and Mac Roman come before ftfy, which would read
    some of the former as 437 and take "Èª" for UTF-8; so does all else that ftfy would half repair. What was lost is restored for
    ftfy to read. Accents come last: a repair may have made them.
    """
    steps: tuple[tuple[Repair, str], ...] = (
        (unescape_entities, "&"),
        (remove_controls, f"{CONTROLS}\x1b"),
        (join_surrogates, "\ud800-\udfff"),
        (remove_invisible, f"\xad{INVISIBLE}"),
        (repair_code_pages, CODE_PAGE_HEADS),
        (repair_latin_9, LATIN_9_SIGNS),
        (repair_rare_encodings, RARE_HEADS),
        (repair_mac_roman, MAC_SIGNS),
        (repair_swapped, f"À-ÖØ-ÞŠŽŸŒΘΦ{ODD_SIGNS}\x81-\x9f"),
        (restore_controls, "âÅÃ"),
        (restore_spaces, "Ã"),
        (repair_with_ftfy, r"^\t\n\r -~"),
        (repair_strays, "ÂÃÄÅĂĹ"),
        (remove_all_invisible, f"\xad{INVISIBLE}"),
        (compose_accents, "\u0300-\u036f"),
    )
    return tuple((repair, re.compile(f"[{needs}]")) for repair, needs in steps)


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


def repair_with_ftfy(piece: str) -> tuple[str, set[str]]:
    """What ftfy repairs, typography aside: what its own measure takes for bad, and control characters."""
    from ftfy import fix_and_explain

    if not FTFY_CONTROL.search(piece) and not is_misread(piece):
        return piece, set()
    repaired, steps = fix_and_explain(protect_capitals(piece), _ftfy_options())
    repaired = restore_protected(repaired, piece)
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


def compose_accents(piece: str) -> tuple[str, set[str]]:
    """Letters with combining accents as one character, in a line that has no other accents; nothing else is normalised.

    Such lines come whole from a file system or a PDF. Where an author mixed both forms, they stay as published.
    """
    if COMPOSED.search(piece):
        return piece, set()
    repaired = DECOMPOSED.sub(lambda found: unicodedata.normalize("NFC", found.group()), piece)
    return repaired, {"decomposed accents"} if repaired != piece else set()


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
def _gate(*, loose: bool = False) -> Any:
    """One regular expression for re2 that finds something in every text that a repair would change.

    A `loose` one finds in a text what the other finds in one of its lines alone.
    """
    contracted = r"í(?:s|re|ve|ll|t|m|d)\b"
    odd = f"[a-z][À-ÖØ-ÞŠŽŸŒΘΦ]|[a-z][{ODD_SIGNS}\\x{{81}}-\\x{{9f}}][a-z]"
    last = "" if loose else "(?:[ \r\n]|$)"
    own = (
        ENTITY.pattern,
        f"[{CONTROLS}\x1b]",
        "[\u0300-\u036f]",
        f"[\xad{INVISIBLE}]",
        "[^0-9][¼½]|^[¼½]|[\\d \\x{a0}\\x{202f}'’]¤",
        "[┬├]|ÔÇ",
        "[a-z][ÈËÎÔÙ˘˚·‚‡¸ÍÁÓÃÄÅĂĹ]|[a-z]{2}[ÛÌÒ]|‡|[A-Za-z][ˆ‰]|È[a-z]|Áa|í´|í[aeiouyhÈÍËÓÙ‡]|[a-z]nít|[ì´]",
        "[à-öø-ÿß][ÃÄÅĂĹ]",
        f"{ENGLISH.pattern}[^\r\n]*{contracted}|{contracted}[^\r\n]*{ENGLISH.pattern}",
        "√|ΓÇ|Γé|[a-z][─┼]|Ôé",
        f"(?:{odd})[^\r\n]*(?:{odd})",
        f"[ÃĂ][ \\x{{a0}}\\x{{80}}-\\x{{bf}}\\x{{152}}-\\x{{2122}}]|[a-z.,!?]î{last}|â€|[.!?:»”] Â [A-ZÀ-Þ«“0-9]|Ã…[A-ZÀ-Þ]",
        RARE_PAIR.pattern,
        HINT,
    )
    return compile_linear("|".join((find_badness().pattern, *own)))
