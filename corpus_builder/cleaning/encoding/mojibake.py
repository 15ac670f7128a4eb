"""Mojibake that ftfy leaves or would repair only in part, each kind recognized by what no correct text contains.

UTF-8 read in the encodings that ftfy does not try, one-byte encodings mistaken for each other, single misread letters
that only their neighbours reveal, and what was lost on the way: the space that was half of an "à", the control
characters that were parts of a "’". Each repair takes a piece of a line and gives it back with the names of what it
repaired.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import Final

from corpus_builder.cleaning.encoding.evidence import is_misread

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
# What the certain ones of both begin with, or have behind a letter.
CODE_PAGE_HEADS: Final = "Γ┬├─┼Ô"

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
# The same encoding read as Latin-1: "c½ur", "¼uvres", "12 ¤". Fractions have figures before them and units behind; "œ" stands
# behind a consonant or begins a few words, and a price has the sign for any currency behind it only where it was the euro's.
LATIN_9: Final = "iso-8859-15 read as windows-1252"
LATIN_9_SIGNS: Final = "¤¦¨´¸¼½¾"
LATIN_9_LETTERS: Final = str.maketrans(LATIN_9_SIGNS, "€ŠšŽžŒœŸ")
OE_HEADS: Final = "(?:uvr|ufs?\\b|il(?:s?\\b|l)|nolog|noth|d[eèé]m|dip|soph|cum|strog|rst|sterr)"
OE: Final = (
    f"(?<=[b-df-hj-np-tv-xzB-DF-HJ-NP-TV-XZ])½(?=[a-zà-ÿ])|(?<![\\w½])½(?={OE_HEADS})"
    f"|(?<=[B-DF-HJ-NP-TV-XZ])¼(?=[A-ZÀ-Þ])|(?<![\\w¼])¼(?={OE_HEADS}|UVR|UFS?\\b|ILS?\\b|ILL|NOLOG|DIP|CUM)"
)
SHOWS_LATIN_9: Final = re.compile(
    f"{OE}|(?<=\\d)¤(?![\\w¤])|(?<=\\d[ \xa0\u202f])¤(?![\\w¤])|(?<=million d['’])¤|(?<=millions d['’])¤"
)
LATIN_9_SIGN: Final = re.compile(
    f"{OE}|(?<=[A-Z])¾(?![a-z])|(?<=[\\dkM'’(])¤|(?<=[\\dn][ \xa0\u202f])¤"  # L'HAŸ, 12 €, k€, en €
    "|(?<=[a-zà-ÿ])[¨¸](?=[a-zà-ÿ])|(?<![^\\s(«'’-])[¦´](?=[a-z])"  # Škoda, Žižkov
)
# UTF-8 read as Mac Roman that ftfy lets be: "sp√§ter", "Men√º".
CERTAIN_UTF8_MAC: Final = re.compile(
    "√[{0}](?=[a-z])|(?<=[a-z])√[{0}](?![0-9])".format(re.escape(bytes(range(0x80, 0xC0)).decode("mac-roman")))
)
# What all of these have.
RARE_HEADS: Final = "".join(bytes(range(0xC2, 0xC6)).decode(encoding) for encoding in ("cp1250", "iso8859-2", "cp1251")) + "Ã√"

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
# What all of these have; the certain ones, one of the first, which are rarer.
CERTAIN_MAC_SIGNS: Final = "ÈËÎÔÙ˘˚·‚‡¸ÍÁÓÛÌÒˆ‰"
MAC_SIGNS: Final = f"{CERTAIN_MAC_SIGNS}íìî´"
MAC_HEAD: Final = re.compile(f"[{CERTAIN_MAC_SIGNS}]")
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
ODD_SIGNS: Final = "¡-©¬®-¶¸¹¼-¿×÷†‡ˆ˜‰‚„“™•ƒþΑ-Ωα-ω⌠⌡√∙≈°·⌐¬░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔"
ODD: Final = re.compile(
    r"(?<!\b[bdghmnt])(?<=[a-z])[À-ÖØ-Þ](?![A-ZÀ-ÖØ-Þ0-9])|(?<=[a-z])[ŠŽŸŒ](?![A-ZÀ-ÖØ-Þ0-9])"
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
LOST_SPACE: Final = re.compile('(?<=[a-zL-])Ã(?: (?=[-,.;:!?)\\]…»”"]|$)|$)')
# "à" as a word: behind it stand its other half and a space, or two spaces, or one and a figure.
LONE_A: Final = re.compile(r"(?<![^\s'’(])(?:Ã(?:\u00a0(?= )| (?=[ \d]))|Ă(?:\u00a0(?=[ \d])| (?= )))")
# The no-break space before a sentence, of which a space was made: "Fin. Â Début". "Å" in words in capitals: "PÃ… SJÃ–N".
LONE_SPACE: Final = re.compile("(?<=[.!?:»”] )Â (?=[A-ZÀ-Þ«“0-9])")
CERTAIN_RING: Final = re.compile("Ã…(?=[A-ZÀ-ÂÄ-Þ])")
RING: Final = re.compile("(?<=[A-ZÀ-ÂÄ-Þ])Ã…|Ã…(?=[A-ZÀ-ÂÄ-Þ])")

# What a line lost that is misread elsewhere: of "â\x80\x99", "Å\x93" and "Ã\x89" only the first letter is left.
LOST_CONTROLS: Final = (
    (re.compile(r"(?<![‘Ã])â€(?=[ ,.;:!)\]<—–-]|$)"), "â€\x9d"),
    (re.compile(r"(?:(?<=\b[cdjlmnstCDJLMNST])|(?<=\b[qQ]u))â(?=[aeiouyhéèêÃÅ])"), "â\x80\x99"),
    (re.compile(r"(?<=[A-Za-z])Å(?=u[a-z])|\bÅ(?=uvr|il)"), "Å\x93"),
    (re.compile(r"\bÃ(?=[bcdglmnpqrstv][a-zÃ])"), "Ã\x89"),
)
# "â€\x9d" whose control character has become the sign for what cannot be read
LOST_QUOTE: Final = "â€\ufffd"
QUOTE_MARK: Final = re.compile("â€[œ\x9d\ufffd]|[“”]")
WORD_END: Final = re.compile(f"(?<=[\\w.,!?…)]){LOST_QUOTE}(?!\\w)")
LOST_APOSTROPHE: Final = re.compile(r"(?<=[a-z]n)â(?=t\b)|(?<=[a-z])â(?=(?:s|re|ve|ll|d)\b)|\bIâ(?=m\b)")

# what the names of repairs call the codecs, where that differs
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


def repair_code_pages(piece: str) -> tuple[str, set[str]]:
    """UTF-8 that was read as code page 850, or as 437, which is told by a line that is UTF-8 from end to end."""
    is_437 = CERTAIN_437.search(piece) is not None
    if not is_437 and not CERTAIN_850.search(piece):
        return piece, set()
    if (whole := reread(piece, "cp437", "utf-8")) is not None:
        return whole, {"utf-8 read as cp437"}
    page, sequence = ("cp437", SEQUENCE_437) if is_437 else ("cp850", SEQUENCE_850)
    repaired = sequence.sub(lambda found: reread(found.group(), page, "utf-8") or found.group(), piece)
    return repaired, {f"utf-8 read as {page}"} if repaired != piece else set()


def repair_rare_encodings(piece: str) -> tuple[str, set[str]]:
    """UTF-8 that was read in an encoding that ftfy does not try, in a line that is UTF-8 from end to end."""
    encodings: tuple[str, ...] = RARE_ENCODINGS if CERTAIN_RARE.search(piece) or len(RARE_PAIR.findall(piece)) >= 2 else ()
    encodings += ("mac-roman",) * bool(CERTAIN_UTF8_MAC.search(piece)) + ("iso8859-15",) * bool(CERTAIN_LATIN_9.search(piece))
    for encoding in encodings:
        whole = reread(piece, encoding, "utf-8")
        if whole is not None and not UNSOUND_WORD.search(whole):
            return whole, {f"utf-8 read as {ENCODING_NAMES.get(encoding, encoding)}"}
    return piece, set()


def repair_latin_9(piece: str) -> tuple[str, set[str]]:
    """ISO 8859-15 that was read as Latin-1 or windows-1252, where a word or a price shows it."""
    if not SHOWS_LATIN_9.search(piece):
        return piece, set()
    return read_latin_9(piece), {LATIN_9}


def read_latin_9(piece: str) -> str:
    """The letters and the sign of ISO 8859-15 for the signs that Latin-1 has in their place, where these make no sense."""
    return LATIN_9_SIGN.sub(lambda found: found.group().translate(LATIN_9_LETTERS), piece)


def repair_mac_roman(piece: str) -> tuple[str, set[str]]:
    """windows-1252 that was read as Mac Roman, where the line tells so twice, or once for certain, and is sound afterwards."""
    certain = len(CERTAIN_MAC.findall(piece)) if MAC_HEAD.search(piece) else 0
    probable = len(PROBABLE_MAC.findall(piece))
    if probable + 2 * certain < 2 and ENGLISH.search(piece):
        probable += len(ENGLISH_MAC.findall(piece))
    if probable + 2 * certain < 2:
        return piece, set()
    repaired = reread(piece, "mac-roman", "cp1252")
    if repaired is None or EXOTIC.search(repaired) or len(IMPLAUSIBLE.findall(repaired)) * 2 > len(IMPLAUSIBLE.findall(piece)):
        return piece, set()
    name = "windows-1252 read as mac roman"
    # "r‚gion" may be code page 850 as well as "ch‚teau" is Mac Roman: what gives the more frequent letters is it
    outcomes = {swap_back(piece, other) for other in SWAPPED if other != name} - {piece}
    if any(weigh_letters(outcome) > weigh_letters(repaired) for outcome in outcomes):
        return piece, set()
    return repaired, {name}


def repair_swapped(piece: str) -> tuple[str, set[str]]:
    """Text in a one-byte encoding that was read in another one, where the line shows it twice and is sound afterwards."""
    if len(list(islice(ODD.finditer(piece), 2))) < 2:
        return piece, set()
    outcomes = {name: swap_back(piece, name) for name in SWAPPED}
    weights = {name: weigh_letters(outcome) for name, outcome in outcomes.items() if outcome != piece}
    best = max(weights, key=lambda name: weights[name], default=None)
    if best is None or weights[best] < weigh_letters(piece) + 3:
        return piece, set()
    return outcomes[best], {best}


def swap_back(piece: str, name: str) -> str:
    """A piece as it was before the fault of that name, where it is sound then; else as it is."""
    if name == LATIN_9:
        return read_latin_9(piece)
    from ftfy.fixes import fix_c1_controls

    intended, read = SWAPPED[name]
    repaired = reread(fix_c1_controls(piece) if "windows" in read else piece, read, intended)
    if repaired is None or UNSOUND.search(repaired) or weigh_letters(repaired) <= weigh_letters(piece):
        return piece
    return repaired


@lru_cache(maxsize=64)
def weigh_letters(piece: str) -> int:
    """How much of what is beyond ASCII stands where French, German, Spanish or English prose has it."""
    return 2 * len(FREQUENT.findall(piece)) + len(SEEMLY.findall(piece))


def restore_controls(piece: str) -> tuple[str, set[str]]:
    """The control characters that were parts of a misread letter or sign, where the rest of the line is misread too."""
    if not ("â" in piece or "Å" in piece or "Ã" in piece) or not is_misread(piece):
        return piece, set()
    repaired = close_quotes(piece) if LOST_QUOTE in piece else piece
    for pattern, restored in LOST_CONTROLS:
        repaired = pattern.sub(restored, repaired)
    if ENGLISH.search(repaired):
        repaired = LOST_APOSTROPHE.sub("â\x80\x99", repaired)
    return repaired, {"lost characters"} if repaired != piece else set()


def close_quotes(piece: str) -> str:
    """The control character that was the end of a misread closing mark, where a mark was opened or a word ends."""
    is_open = False

    def close(found: re.Match[str]) -> str:
        nonlocal is_open
        mark, was_open = found.group(), is_open
        is_open = mark in ("â€œ", "“")
        return "â€\x9d" if mark == LOST_QUOTE and (was_open or WORD_END.match(piece, found.start())) else mark

    return QUOTE_MARK.sub(close, piece)


def restore_spaces(piece: str) -> tuple[str, set[str]]:
    """The no-break space that was half of a misread "à" and has become a space or nothing."""
    if "Ã" not in piece or not is_misread(piece):
        return piece, set()
    repaired = LOST_SPACE.sub("Ã\u00a0", piece)
    return repaired, {"lost no-break spaces"} if repaired != piece else set()


def repair_strays(piece: str) -> tuple[str, set[str]]:
    """Single letters of UTF-8 that were misread, in a line that is sound otherwise."""
    heads = {found.start() for found in STRAY_HEAD.finditer(piece)}

    def reread_letter(found: re.Match[str]) -> str:
        for encoding in STRAY_ENCODINGS:
            letter = reread(found.group(), encoding, "utf-8")
            if letter and (letter.islower() or (letter.isupper() and found.start() in heads)):
                return letter
        return found.group()

    repaired = LONE_A.sub("à", STRAY.sub(reread_letter, piece))
    repaired = LONE_SPACE.sub("\xa0", repaired)
    if CERTAIN_RING.search(repaired):
        repaired = RING.sub("Å", repaired)
    return repaired, {"utf-8 misread in places"} if repaired != piece else set()


def reread(text: str, encoding: str, intended: str) -> str | None:
    """`text` written in `encoding` and read in the `intended` one, None where that is impossible."""
    import ftfy.bad_codecs  # the sloppy encodings

    ftfy.bad_codecs.ok()
    try:
        return text.encode(encoding).decode(intended)
    except UnicodeError:
        return None
