"""What a block looks like, in numbers that no language is needed for, and what stands around it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from corpus_builder.cleaning.rulebook import Rule, find_rules, match_stub
from corpus_builder.rules import read_table

_SENTENCE_END = re.compile(r"[.!?…।。؟]['’\"»”)\]\s*]*\Z")
_SENTENCE_WITHIN = re.compile(r"[^\W\d_]{2}[.!?…][»”\")]?\s+[«“\"„(¿¡]?[^\W\d_a-zà-ÿ]")
_LIST_MARK = re.compile(r"\s*(?:[-–—*•·▪◦‣●○■□➤➔→]|\(?\d{1,2}[.)°]|[a-z]\))\s")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_CREDIT = re.compile(
    r"©|\((?:ap|afp|dpa|epa|reuters|getty|keystone|imago)\b|\b(?:photo|photos|foto|fotos|bild|image|picture|credit|crédit|courtesy|getty|shutterstock|imago|picture.alliance|reuters|afp|keystone)\b\s*(?:[:/|)]|images|\Z)|/(?:ap|afp|dpa|getty|reuters|imago|epa)\b",
    re.IGNORECASE,
)
_DATE = re.compile(r"\b[12]\d{3}\b|\b\d{1,2}[:h.]\d{2}\b")
_ADDRESS = re.compile(r"https?:|www\.|\w@\w|[^\w]@\w")
_WORD = re.compile(r"\w+")
_DIGIT = re.compile(r"\d")
_QUOTE = re.compile('[«“„"]')
# Characters: what is no longer is a line of a menu, a name, a heading; of a longer block the beginning says what it is.
_LINE, _CAPTION, _HEAD = 120, 250, 400
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
    stub: bool
    repeated: bool
    rules: tuple[Rule, ...]
    commas: int = 0
    capitals: float = 0.0
    short_words: float = 0.0
    digits: float = 0.0
    quote: bool = False
    dated: bool = False
    address: bool = False
    bars: bool = False
    frame_words: int = 0
    reader: bool = False

    @property
    def is_prose(self) -> bool:
        """Whether the block reads like a sentence or more; one question alone may be a title."""
        return self.ends and self.n_words >= 10 and not self.ruled and (self.sentences or not self.question)

    @property
    def ruled(self) -> bool:
        """Whether a rule knows the block wherever it stands."""
        return any(rule.anywhere for rule in self.rules)

    @property
    def closes(self) -> bool:
        """Whether a rule says that the article is over here."""
        return any(rule.closes for rule in self.rules)

    @property
    def comment(self) -> bool:
        """Whether a rule knows the block as part of the comments."""
        return any("comment" in rule.name for rule in self.rules)


def describe_blocks(texts: Sequence[str], *, outline: bool = False) -> list[Shape]:
    """The shape of each block's text; an outline leaves the words of long blocks unread, which only the signs need."""
    seen = Counter(texts)
    return [(_outline_text if outline and len(text) > _LINE else _describe_text)(text, repeated=seen[text] > 1) for text in texts]


def _outline_text(text: str, *, repeated: bool) -> Shape:
    """What rules and roles ask of a block that is longer than a line."""
    return Shape(
        n_words=text.count(" ") + 1,
        ends=_SENTENCE_END.search(text, len(text) - 6) is not None,
        colon=text.endswith(":"),
        sentences=len(text) > _CAPTION or _SENTENCE_WITHIN.search(text) is not None,
        lower_start=text[0].islower(),
        listed=_LIST_MARK.match(text) is not None,
        credit=len(text) <= _CAPTION and _CREDIT.search(text) is not None,
        question=text.endswith("?"),
        stub=match_stub(text) is not None,
        repeated=repeated,
        rules=tuple(find_rules(text)),
    )


def _describe_text(text: str, *, repeated: bool) -> Shape:
    head = text[:_HEAD]
    words = head.split()
    lower = head.lower()
    letters = [word for word in words if word[0].isalpha()]
    return replace(
        _outline_text(text, repeated=repeated),
        n_words=(text.count(" ") + 1 if len(text) > len(head) else len(words)) + _count_unspaced(head),
        sentences=_SENTENCE_WITHIN.search(head) is not None,
        commas=head.count(", "),
        capitals=sum(word[0].isupper() for word in letters) / (len(letters) or 1),
        short_words=sum(len(word) <= 3 and word.islower() for word in letters) / len(words),
        digits=len(_DIGIT.findall(head)) / len(head),
        quote=_QUOTE.search(head) is not None,
        credit=_CREDIT.search(head) is not None,
        dated=_DATE.search(head) is not None,
        address=_ADDRESS.search(head) is not None,
        bars=_BARS.search(head) is not None,
        frame_words=len(set(_frame_words().findall(lower))),
        reader=not _reader_words().isdisjoint(_WORD.findall(lower)),
    )


def _count_unspaced(text: str) -> int:
    """Chinese and Japanese have no blanks: two characters count as a word."""
    return 0 if text.isascii() else len(_CJK.findall(text)) // 2


@cache
def _frame_words() -> re.Pattern[str]:
    forms = sorted({form for forms in read_table("boilerplate", "words")["frame"].values() for form in forms})
    whole = "|".join(re.escape(form) for form in forms if not form.endswith("*"))
    starts = "|".join(re.escape(form[:-1]) for form in forms if form.endswith("*"))
    return re.compile(rf"(?<!\w)(?:(?:{starts})\w*|(?:{whole})(?!\w))")


@cache
def _reader_words() -> frozenset[str]:
    return frozenset(read_table("boilerplate", "words")["reader"]["words"])
