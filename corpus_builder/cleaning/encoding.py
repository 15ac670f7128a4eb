"""Encoding repair: mojibake, entities and stray control characters, with every character's place in the source.

ftfy does most of the work, one line at a time, with every option off that would touch typography. What it leaves is added
here: UTF-8 read in the encodings it does not try, one-byte encodings taken for each other, single misread letters that only
their neighbours betray, and what was lost on the way: the space that was half of an "à", the control characters that were
parts of a "’". Lines stay lines: no repair adds or takes away a line break.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
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
LETTER_850: Final = "".join(character for character in SIGN_850 if character.isalpha())
CERTAIN_850: Final = re.compile(
    f"[A-Za-z'][┬├][{CONTINUATION_850}]|[┬├][{CONTINUATION_850}][A-Za-z]|[┬├][{SIGN_850}]|ÔÇ[{CONTINUATION_850}]"
    f"|[a-z][─┼][{LETTER_850}]|Ôé¼"
)
# The same for 437, which English meets most: E2 80 99, an apostrophe, is "ΓÇÖ".
CONTINUATION_437: Final = bytes(range(0x80, 0xC0)).decode("cp437")
SEQUENCE_437: Final = re.compile(f"[┬├─┼╠][{CONTINUATION_437}]|Γ[Çéä][{CONTINUATION_437}]")
CERTAIN_437: Final = re.compile(f"Γ[Çé][{CONTINUATION_437}]")

# UTF-8 read in an encoding that ftfy does not try or is shy of: the first bytes of what Latin scripts have, C2 to C5, then a
# sign or a letter. Two such pairs, or one behind a letter, are trusted where the line is UTF-8 from end to end.
RARE_ENCODINGS: Final = ("sloppy-windows-1250", "iso8859-2", "sloppy-windows-1251")
RARE_PAIR: Final = re.compile(
    "|".join(
        f"[{bytes(range(0xC2, 0xC6)).decode(encoding)}][{re.escape(bytes(range(0xA0, 0xC0)).decode(encoding))}]"
        for encoding in ("cp1250", "iso8859-2", "cp1251")
    )
)
CERTAIN_RARE: Final = re.compile(rf"(?<=[A-Za-z])(?:{RARE_PAIR.pattern})(?![A-ZА-Я])")
# ISO 8859-15 differs from Latin-1 in eight signs, which ftfy takes for those of windows-1252: "deuxiÃšme" is no "deuxiÚme".
CERTAIN_LATIN_9: Final = re.compile("(?<=[a-z])Ã[€ŠšŽžŒ](?![A-ZÀ-ÖØ-Þ0-9])")
# UTF-8 read as Mac Roman that ftfy lets be: "sp√§ter", "Men√º".
CERTAIN_UTF8_MAC: Final = re.compile(
    "√[{0}](?=[a-z])|(?<=[a-z])√[{0}](?![0-9])".format(re.escape(bytes(range(0x80, 0xC0)).decode("mac-roman")))
)

# windows-1252 read as Mac Roman: "é è ê à ’ « »" become "È Ë Í ‡ í ´ ª". A capital after small letters tells, and a dagger
# for a word. Irish writes "hÓ" and "tÁ", so acute capitals need two small letters before them.
CERTAIN_MAC: Final = re.compile(
    r"[a-z][ÈËÎÔÙ˘˚·‚‡¸](?![A-Z0-9])"  # affirmÈ, trËs, o˘
    r"|[a-z]{2}[ÍÁÓÛÌÒ][a-z ]|[a-z]Í[tmvcp]|\bÁa\b"  # mÍme, garÁon, Áa, naciÛn
    r"|[A-Za-z][ˆ‰][a-z]"  # mˆglich, L‰nder
    r"|\b[A-Z]È[a-z]|\b[A-Za-zÈË]{0,2}È[a-z]{1,2}(?:È|Ë|[a-z]È)"  # GÈrard, ÈtÈ
    r"|(?<![^\s'’(í])‡(?= [a-z])"  # ‡ la
)
PROBABLE_MAC: Final = re.compile(
    r"\b(?:[cdjlmnstCDJLMNST]|[qQ]u)í(?:[aeiouyhÈÍËÓÙ‡][a-zÀ-ÿ]{3}|´)"  # líavion, dí´avant
    r"|[a-z]nít\b|ì[^ìî\n]{1,400}î|´[^´ª\n]{1,400}ª"  # donít, ìyesî, ´ouiª
    r"|\bÈ[a-z]{2}|(?<= )‡(?= [0-9])"  # Ètudiant, ‡ 12
)
# The same in English, where "í" stands in names only, and hardly before these endings ("El País").
ENGLISH: Final = re.compile(r"\b(?:the|and|of|to|that|with|for|is|was)\b")
ENGLISH_MAC: Final = re.compile(
    r"(?<=[a-z])(?<!\b[Pp]a)(?<!\b[Ll]u)(?<!\b[Pp]ar)ís\b|(?<=[A-Za-z])í(?:re|ve|ll|t)\b|\bIí[md]\b"
    r"|ì(?=[A-Z])|[a-z.,!?]î(?= |$)"
)
IMPLAUSIBLE: Final = re.compile(r"[a-zà-öø-ÿ][A-ZÀ-ÖØ-Þ]|[a-zà-ÿ][¡-©¬-¶¸¹¼-¿×÷†‡ˆ˜‰][a-zà-ÿ]|[\x80-\x9f]")

# What French, German, Spanish and English do without: an outcome with it was sound before.
EXOTIC: Final = re.compile("[ƒŸÞþÐð¬¦¤¨¯]|[a-z][ŠŽ]")

# One-byte encodings taken for each other: the name of the repair, what it was and what it was read as.
SWAPPED: Final = {
    "windows-1252 read as mac roman": ("cp1252", "mac-roman"),
    "windows-1252 read as cp850": ("cp1252", "cp850"),
    "windows-1252 read as cp437": ("cp1252", "cp437"),
    "mac roman read as windows-1252": ("mac-roman", "sloppy-windows-1252"),
    "cp850 read as windows-1252": ("cp850", "sloppy-windows-1252"),
    "cp437 read as windows-1252": ("cp437", "sloppy-windows-1252"),
}
# What no language writes within a word: "affirmÚ", "dÕun", "prÚsentÚ", "dΘcidΘ". Irish alone has capitals like "tÁ".
ODD_SIGNS: Final = "¡-©¬®-¶¸¹¼-¿×÷†‡ˆ˜‰‚„“ƒþΑ-Ωα-ω⌠⌡√∙≈°·⌐¬░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔"
ODD: Final = re.compile(
    r"(?<!\b[bdghmnt])(?<=[a-z])[À-ÖØ-ÞŠŽŸŒ](?![A-ZÀ-ÖØ-Þ0-9])"
    r"|(?<=[a-z])[" + ODD_SIGNS + r"](?=[a-z])"
    r"|(?<=[a-z])[ΘΦ](?![Α-Ωα-ω])|(?<=[a-z])[\x81-\x84\x86-\x90\x95\x98-\x9f](?=[a-z])"
)
# What no outcome may have: the odd again, "ß" and "ù" where no language has them, and capitals that go on in small letters.
UNSOUND_WORD: Final = re.compile(
    rf"{ODD.pattern}|(?:\b|[b-df-hj-np-tv-z])ß|[àù][a-z]|[A-Za-z][«»“”¿¡][a-z]|\bÊ(?!t)|[a-z]Ê[a-z]|[A-Z]{{2}}[à-ÿ]"
)
# The same, and all that western European prose does not write.
UNSOUND: Final = re.compile(
    "[^\x00-\x7fàâäáãåæçéèêëíìîïñóòôöõøœúùûüßÀÂÄÁÅÆÇÉÈÊËÍÎÏÑÓÔÖØŒÚÙÛÜ«»“”‘’„…–—€•°£ºª¿¡\xa0]" + f"|{UNSOUND_WORD.pattern}"
)
# What speaks for an outcome: letters that are frequent (twice) or not, and signs, where they belong.
FREQUENT: Final = re.compile("(?<=[A-Za-z'’])(?:[äáçéèêíñóöü]|à(?![a-z]))|\\b[éêäöü](?=[a-z])|\\bà(?= )")
SEEMLY: Final = re.compile(
    "(?<=[A-Za-z'’])[âãåæëìîïòôõøœúùûß]|\\b[ÀÇÉÊÎÄÖÜ](?=[a-z])|(?<=[a-z])’(?=[a-zéèêàâô])"
    "|(?<=\\d)[ \xa0]?€| [–—] |…(?=\\s|$)|[«“](?=[ \xa0]?\\w)|(?<=[\\w.,!?])[»”](?!\\w)|(?<=[\\w.!?][ \xa0])»"
)

# One letter misread among sound ones: "BabiÅ¡", "tĂŞte", "ĂŞtre", "ÃŽles". Only what stands for a letter: a small one behind a
# small one or at the begin of a word, a capital only there.
STRAY: Final = re.compile(
    "(?<=[a-zà-öø-ÿ])[ÃÄÅĂĹ][\x80-\u2122](?![A-ZÀ-ÖØ-Þ0-9])|(?<=[A-Z])[ÃĂ][\x80-\xbf](?=[a-z])"
    "|(?<![^\\s'’(«-])[ÃĂ][\x80-\xbf\u0152-\u02dc–—“†‡•‰‹›€™](?=[a-z])"
)
STRAY_HEAD: Final = re.compile("(?<![^\\s'’(«-])[ÃĂ]")
STRAY_ENCODINGS: Final = ("sloppy-windows-1252", "sloppy-windows-1250")
# ftfy restores the no-break space of "Ã la" as "à la"; before these signs and at the end of a line there was no second space.
LOST_SPACE: Final = re.compile('(?<=[a-z-])Ã(?: (?=[-,.;:!?)\\]…»”"]|$)|$)')
# "à" as a word: behind it stand its other half and a space, or two spaces, or one and a figure.
LONE_A: Final = re.compile(r"(?<![^\s'’(])(?:Ã(?:\u00a0(?= )| (?=[ \d]))|Ă(?:\u00a0(?=[ \d])| (?= )))")

# What a line lost that is misread elsewhere: of "â\x80\x99", "Å\x93" and "Ã\x89" only the first letter is left.
LOST_CONTROLS: Final = (
    (re.compile(r"(?<![‘Ã])â€(?=[ ,.;:!)\]<—–-]|$)"), "â€\x9d"),
    (re.compile(r"(?:(?<=\b[cdjlmnstCDJLMNST])|(?<=\b[qQ]u))â(?=[aeiouyhéèêÃÅ])"), "â\x80\x99"),
    (re.compile(r"(?<=[A-Za-z])Å(?=u[a-z])|\bÅ(?=uvr|il)"), "Å\x93"),
    (re.compile(r"\bÃ(?=[bcdglmnpqrstv][a-zÃ])"), "Ã\x89"),
)
LOST_APOSTROPHE: Final = re.compile(r"(?<=[a-z]n)â(?=t\b)|(?<=[a-z])â(?=(?:s|re|ve|ll|d)\b)|\bIâ(?=m\b)")

# What the alignment tries, the likeliest encodings: an unknown one costs precision in a few characters, no more.
MISREAD_AS: Final = (
    "latin-1",
    "sloppy-windows-1252",
    "sloppy-windows-1250",
    "mac-roman",
    "cp850",
    "cp437",
    "sloppy-windows-1251",
    "iso8859-2",
    "iso8859-15",
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
    "cp1252": "windows-1252",
    "iso8859-2": "iso-8859-2",
    "iso8859-15": "iso-8859-15",
    "macroman": "mac roman",
    "mac-roman": "mac roman",
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
    changes = repair_pieces(text, settings)
    names = set().union(*(found for _, found in changes.values()))
    for name in sorted(names & SWAPPED.keys()):
        changes |= {span: (repaired, set()) for span, repaired in swap_rest(text, name, changes, settings)}
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


def repair_pieces(text: str, settings: EncodingSettings) -> dict[Span, tuple[str, set[str]]]:
    """The pieces of the text that repair changes, each with its repaired text and the names of the repairs."""
    changes: dict[Span, tuple[str, set[str]]] = {}
    for start, end in cut_pieces(text, settings.piece_characters):
        piece = text[start:end]
        if may_need_repair(piece):
            repaired, found = repair_piece(piece)
            if repaired != piece:
                changes[start, end] = repaired, found
    return changes


def swap_rest(
    text: str, name: str, changes: Mapping[Span, tuple[str, set[str]]], settings: EncodingSettings
) -> Iterator[tuple[Span, str]]:
    """The other pieces of a text in which some pieces have a fault that befalls whole files, where they are sound without it.

    Control characters that were read as windows-1252, for want of a better reason, are read again.
    """
    for span in cut_pieces(text, settings.piece_characters):
        piece = text[slice(*span)]
        if piece.isascii() or (span in changes and changes[span][1] != {REPAIR_NAMES["fix_c1_controls"]}):
            continue
        if (repaired := swap_back(piece, name)) != piece:
            yield span, repaired


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
    # would read some of the former as 437 and take "Èª" for UTF-8; so does all else that ftfy would half repair. What was lost
    # is restored for ftfy to read. Accents come last: a repair may have made them.
    steps: tuple[Repair, ...] = (
        unescape_entities,
        remove_controls,
        join_surrogates,
        repair_code_pages,
        repair_rare_encodings,
        repair_mac_roman,
        repair_swapped,
        restore_controls,
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


def repair_code_pages(piece: str) -> tuple[str, set[str]]:
    """UTF-8 that was read as code page 850, or as 437, which is told by a line that is UTF-8 from end to end."""
    is_437 = CERTAIN_437.search(piece) is not None
    if not is_437 and not CERTAIN_850.search(piece):
        return piece, set()
    if (whole := _reread(piece, "cp437", "utf-8")) is not None:
        return whole, {"utf-8 read as cp437"}
    page, sequence = ("cp437", SEQUENCE_437) if is_437 else ("cp850", SEQUENCE_850)
    repaired = sequence.sub(lambda found: _reread(found.group(), page, "utf-8") or found.group(), piece)
    return repaired, {f"utf-8 read as {page}"} if repaired != piece else set()


def repair_rare_encodings(piece: str) -> tuple[str, set[str]]:
    """UTF-8 that was read in an encoding that ftfy does not try, in a line that is UTF-8 from end to end."""
    encodings: tuple[str, ...] = RARE_ENCODINGS if CERTAIN_RARE.search(piece) or len(RARE_PAIR.findall(piece)) >= 2 else ()
    encodings += ("mac-roman",) * bool(CERTAIN_UTF8_MAC.search(piece)) + ("iso8859-15",) * bool(CERTAIN_LATIN_9.search(piece))
    for encoding in encodings:
        whole = _reread(piece, encoding, "utf-8")
        if whole is not None and not UNSOUND_WORD.search(whole):
            return whole, {f"utf-8 read as {ENCODING_NAMES.get(encoding, encoding)}"}
    return piece, set()


def restore_controls(piece: str) -> tuple[str, set[str]]:
    """The control characters that were parts of a misread letter or sign, where the rest of the line is misread too."""
    from ftfy.badness import is_bad

    if not ("â" in piece or "Å" in piece or "Ã" in piece) or not is_bad(piece):
        return piece, set()
    repaired = piece
    for pattern, restored in LOST_CONTROLS:
        repaired = pattern.sub(restored, repaired)
    if ENGLISH.search(repaired):
        repaired = LOST_APOSTROPHE.sub("â\x80\x99", repaired)
    return repaired, {"lost characters"} if repaired != piece else set()


def repair_swapped(piece: str) -> tuple[str, set[str]]:
    """Text in a one-byte encoding that was read in another one, where the line shows it twice and is sound afterwards."""
    if len(ODD.findall(piece)) < 2:
        return piece, set()
    outcomes = {name: swap_back(piece, name) for name in SWAPPED}
    best = max(outcomes, key=lambda name: weigh_letters(outcomes[name]))
    if weigh_letters(outcomes[best]) < weigh_letters(piece) + 3:
        return piece, set()
    return outcomes[best], {best}


def swap_back(piece: str, name: str) -> str:
    """A piece as it was before the fault of that name, where it is sound then; else as it is."""
    from ftfy.fixes import fix_c1_controls

    intended, read = SWAPPED[name]
    repaired = _reread(fix_c1_controls(piece) if "windows" in read else piece, read, intended)
    if repaired is None or UNSOUND.search(repaired) or weigh_letters(repaired) <= weigh_letters(piece):
        return piece
    return repaired


def weigh_letters(piece: str) -> int:
    """How much of what is beyond ASCII stands where French, German, Spanish or English prose has it."""
    return 2 * len(FREQUENT.findall(piece)) + len(SEEMLY.findall(piece))


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

    heads = {found.start() for found in STRAY_HEAD.finditer(piece)}

    def reread(found: re.Match[str]) -> str:
        for encoding in STRAY_ENCODINGS:
            letter = _reread(found.group(), encoding, "utf-8")
            if letter and (letter.islower() or (letter.isupper() and found.start() in heads)):
                return letter
        return found.group()

    repaired = LONE_A.sub("à", STRAY.sub(reread, piece))
    return repaired, {"utf-8 misread in places"} if repaired != piece else set()


def repair_mac_roman(piece: str) -> tuple[str, set[str]]:
    """windows-1252 that was read as Mac Roman, where the line tells so twice, or once for certain, and is sound afterwards."""
    certain, probable = len(CERTAIN_MAC.findall(piece)), len(PROBABLE_MAC.findall(piece))
    if probable + 2 * certain < 2 and ENGLISH.search(piece):
        probable += len(ENGLISH_MAC.findall(piece))
    if probable + 2 * certain < 2:
        return piece, set()
    repaired = _reread(piece, "mac-roman", "cp1252")
    if repaired is None or EXOTIC.search(repaired) or len(IMPLAUSIBLE.findall(repaired)) * 2 > len(IMPLAUSIBLE.findall(piece)):
        return piece, set()
    name = "windows-1252 read as mac roman"
    # "r‚gion" may be code page 850 as well as "ch‚teau" is Mac Roman: what gives the more frequent letters is it
    outcomes = {swap_back(piece, other) for other in SWAPPED if other != name} - {piece}
    if any(weigh_letters(outcome) > weigh_letters(repaired) for outcome in outcomes):
        return piece, set()
    return repaired, {name}


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
    contracted = r"í(?:s|re|ve|ll|t|m|d)\b"
    odd = f"[a-z][À-ÖØ-ÞŠŽŸŒΘΦ]|[a-z][{ODD_SIGNS}\\x{{81}}-\\x{{9f}}][a-z]"
    own = (
        ENTITY.pattern,
        f"[{CONTROLS}\x1b]",
        "[\u0300-\u036f]",
        "[┬├]|ÔÇ",
        "[a-z][ÈËÎÔÙ˘˚·‚‡¸ÍÁÓÃÄÅĂĹ]|[a-z]{2}[ÛÌÒ]|‡|[A-Za-z][ˆ‰]|È[a-z]|Áa|í´|í[aeiouyhÈÍËÓÙ‡]|[a-z]nít|[ì´]",
        "[à-öø-ÿß][ÃÄÅĂĹ]",
        f"{ENGLISH.pattern}[^\r\n]*{contracted}|{contracted}[^\r\n]*{ENGLISH.pattern}",
        "√|ΓÇ|Γé|[a-z][─┼]|Ôé",
        f"(?:{odd})[^\r\n]*(?:{odd})",
        "[ÃĂ][ \\x{a0}\\x{80}-\\x{bf}\\x{152}-\\x{2122}]|[a-z.,!?]î(?:[ \r\n]|$)|â€",
        RARE_PAIR.pattern,
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
