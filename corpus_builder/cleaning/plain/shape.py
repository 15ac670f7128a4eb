"""What a block looks like, in numbers that no language is needed for, and what stands around it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from corpus_builder.cleaning.plain.rulebook import LONGEST, StubMatch, find_rules, match_stub
from corpus_builder.cleaning.plain.tables import Rule, list_boilerplate_tables

_SENTENCE_END = re.compile(r"[.!?…।。؟]['’\"»”)\]\s*]*\Z")
# the stop first, for speed: few characters are one
_SENTENCE_WITHIN = re.compile(r"[.!?…](?<=[^\W\d_]{2}.)[»”\")]?\s+[«“\"„(¿¡]?[^\W\d_a-zà-ÿ]")
_LIST_MARK = re.compile(r"\s*(?:[-–—*•·▪◦‣●○■□➤➔→]|\(?\d{1,2}[.)°]|[a-z]\))\s")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_CREDIT = re.compile(
    r"©|\((?:ap|afp|dpa|epa|reuters|getty|keystone|imago)\b|\b(?:photo|photos|foto|fotos|bild|image|picture|credit|crédit|courtesy|getty|shutterstock|imago|picture.alliance|reuters|afp|keystone)\b\s*(?:[:/|)]|images|\Z)|/(?:ap|afp|dpa|getty|reuters|imago|epa)\b",
    re.IGNORECASE,
)
# One of these stands in every credit.
_CREDIT_WORDS = (
    "©",
    "(",
    "/",
    "photo",
    "foto",
    "bild",
    "image",
    "picture",
    "credit",
    "crédit",
    "courtesy",
    "getty",
    "shutterstock",
    "imago",
    "alliance",
    "reuters",
    "afp",
    "keystone",
)
_DATE = re.compile(r"\b[12]\d{3}\b|\b\d{1,2}[:h.]\d{2}\b")
_ADDRESS = re.compile(r"https?:|www\.|\w@\w|[^\w]@\w")
_WORD = re.compile(r"\w+")
_DIGIT = re.compile(r"\d")
_QUOTE = re.compile('[«“„"]')
# Characters: what is no longer is a line of a menu, a name, a heading; of a longer block the beginning says what it is.
_LINE, _CAPTION, _HEAD = 120, 250, 400
# Characters: words are shorter on average in every script that parts them by blanks.
_LONGEST_WORD = 16
# Fewer capitals in a row are the initials of a name.
_SHOUT_LETTERS, _SHOUT_SHARE = 8, 0.7
_BARS = re.compile(r"[|>›»•·▪→]\s+\w")


@dataclass(frozen=True, slots=True)
class Shape:
    """One block in numbers; `n_words` counts Chinese and Japanese characters by halves."""

    n_words: int
    ends: bool
    colon: bool
    sentences: bool
    lower_start: bool
    listed: bool
    credit: bool
    question: bool
    repeated: bool
    rules: tuple[Rule, ...] = ()
    metadata: StubMatch | None = None
    commas: int = 0
    capitals: float = 0.0
    short_words: float = 0.0
    digits: float = 0.0
    quote: bool = False
    dated: bool = False
    address: bool = False
    bars: bool = False
    shouts: bool = False
    opens_quote: bool = False
    closes_quote: bool = False
    trails_off: bool = False
    frame_words: int = 0
    reader: bool = False

    # What follows from the fields above. Each is asked for many times, so it is worked out once.
    stub: bool = field(init=False)
    is_prose: bool = field(init=False)
    ruled: bool = field(init=False)
    closes: bool = field(init=False)
    names_site: bool = field(init=False)
    heads_page: bool = field(init=False)
    comment: bool = field(init=False)

    def __post_init__(self) -> None:
        """Work out what the rules and the other fields say together."""
        ruled = any(rule.anywhere for rule in self.rules)
        # a question alone may be a title
        is_prose = self.ends and self.n_words >= 10 and not ruled and (self.sentences or not self.question)
        object.__setattr__(self, "stub", self.metadata is not None and self.metadata.weighed)
        object.__setattr__(self, "is_prose", is_prose)
        object.__setattr__(self, "ruled", ruled)
        for flag in ("closes", "names_site", "heads_page"):
            object.__setattr__(self, flag, bool(self.rules) and any(getattr(rule, flag) for rule in self.rules))
        object.__setattr__(self, "comment", any(rule.opens_comments for rule in self.rules))


def describe_blocks(texts: Sequence[str], *, outline: bool = False) -> list[Shape]:
    """The shape of each block's text; an outline leaves the words of long blocks unread, which only the signs need."""
    seen = Counter(texts)
    describe_long = _outline_text if outline else _describe_text
    return [(describe_long if len(text) > _LINE else _describe_line)(text, seen[text] > 1) for text in texts]


def _outline_text(text: str, repeated: bool) -> Shape:
    """What rules and roles ask of a block that is longer than a line."""
    if len(text) > LONGEST:
        ends = _SENTENCE_END.search(text, len(text) - 6) is not None
        listed = _LIST_MARK.match(text) is not None
        return _outline_prose(_count_words(text), ends, text[-1], text[0].islower(), listed, repeated)
    return _outline_middling(text, repeated)


@lru_cache(maxsize=4096)
def _outline_middling(text: str, repeated: bool) -> Shape:
    """A block between a line and prose."""
    return Shape(**_read_outline(text, repeated))


@lru_cache(maxsize=4096)
def _outline_prose(n_words: int, ends: bool, last: str, lower_start: bool, listed: bool, repeated: bool) -> Shape:
    """A block that is too long for rules, of which so little is asked that most are alike."""
    return Shape(n_words, ends, last == ":", True, lower_start, listed, credit=False, question=last == "?", repeated=repeated)


def _read_outline(text: str, repeated: bool) -> dict[str, Any]:
    return {
        "n_words": _count_words(text),
        "ends": _SENTENCE_END.search(text, len(text) - 6) is not None,
        "colon": text.endswith(":"),
        "sentences": len(text) > _CAPTION or _SENTENCE_WITHIN.search(text) is not None,
        "lower_start": text[0].islower(),
        "listed": _LIST_MARK.match(text) is not None,
        "credit": len(text) <= _CAPTION and _names_owner(text),
        "question": text.endswith("?"),
        "metadata": match_stub(text),
        "repeated": repeated,
        "rules": tuple(find_rules(text)),
    }


def _describe_text(text: str, repeated: bool) -> Shape:
    head = text[:_HEAD]
    words = head.split()
    lower = head.lower()
    letters = [word for word in words if word[0].isalpha()]
    return Shape(
        **{
            **_read_outline(text, repeated),
            "n_words": (text.count(" ") + 1 if len(text) > len(head) else len(words)) + _count_unspaced(head),
            "sentences": _SENTENCE_WITHIN.search(head) is not None,
            "credit": _names_owner(head),
        },
        commas=head.count(", "),
        capitals=sum(word[0].isupper() for word in letters) / (len(letters) or 1),
        short_words=sum(len(word) <= 3 and word.islower() for word in letters) / len(words),
        digits=len(_DIGIT.findall(head)) / len(head),
        quote=_QUOTE.search(head) is not None,
        dated=_DATE.search(head) is not None,
        address=_ADDRESS.search(head) is not None,
        bars=_BARS.search(head) is not None,
        shouts=_shouts(head),
        opens_quote=text[0] in '«“„"',
        closes_quote=text[-1] in '»”"',
        trails_off=text[-1] == "…",
        frame_words=len(set(_frame_words().findall(lower))),
        reader=not _reader_words().isdisjoint(_WORD.findall(lower)),
    )


# Sites repeat their menus on every page, and both metadata and boilerplate ask for the shapes of a text.
_describe_line = lru_cache(maxsize=1 << 14)(_describe_text)


def _names_owner(text: str) -> bool:
    """Whether a picture's owner is named."""
    lower = text.lower()
    return any(word in lower for word in _CREDIT_WORDS) and _CREDIT.search(text) is not None


def _shouts(text: str) -> bool:
    """Whether a text is written in capitals: a heading, a teaser, a label."""
    letters = sum(map(str.isalpha, text))
    return letters >= _SHOUT_LETTERS and sum(map(str.isupper, text)) > _SHOUT_SHARE * letters


def _count_words(text: str) -> int:
    """Blanks are counted; a script that has few of them is told by that."""
    n_words = text.count(" ") + 1
    return n_words if n_words * _LONGEST_WORD > len(text) else n_words + _count_unspaced(text[:_HEAD])


def _count_unspaced(text: str) -> int:
    """Chinese and Japanese have no blanks: two characters count as a word."""
    return 0 if text.isascii() else len(_CJK.findall(text)) // 2


@cache
def _frame_words() -> re.Pattern[str]:
    forms = sorted({word for _, table in list_boilerplate_tables() for word in table.site_words})
    whole = "|".join(re.escape(form) for form in forms if not form.endswith("*"))
    starts = "|".join(re.escape(form[:-1]) for form in forms if form.endswith("*"))
    return re.compile(rf"(?<!\w)(?:(?:{starts})\w*|(?:{whole})(?!\w))")


@cache
def _reader_words() -> frozenset[str]:
    return frozenset(word for _, table in list_boilerplate_tables() for word in table.reader_words)
