"""Numbers in a text: the words of a language for them, and digits with their grouping and decimal marks."""

from __future__ import annotations

import re
from functools import cache

from corpus_builder.knowledge import read_table
from corpus_builder.languages.pack import ROOM
from corpus_builder.text.facts import TABLE, FactWords, read_fact_words

# A date, a score or a decimal number is one figure; a sign belongs to it when nothing stands before.
_FIGURE = re.compile(r"(?:(?<=\s)[+−-](?=[0-9]))?[0-9]+(?:[.,:/–-][0-9]+)*")
_DIGITS = "0123456789"
_SEPARATOR = re.compile(r"[.,:/–-](?=\d)(?<!^.)")
# A blank, point, comma or apostrophe before three digits groups thousands: 1 200, 1.200 and 1200 are one number.
_THOUSANDS = re.compile(r"(?<=\d)[.,'’ \u00a0\u2007-\u2009\u202f](?=\d{3}(?!\d))")
_SPACED = re.compile(r"(?<=\d)\s+([–:/-])\s+(?=\d)")
_GROUPING = re.compile(r"[\u00a0\u202f ]|[.,](?=\d{3})")
_LARGE = frozenset({10.0**3, 10.0**6, 10.0**9, 10.0**12})


@cache
def read_number_words(language: str) -> dict[str, float]:
    """The values of the number words of a language; round numbers are nouns, and read in texts of every language.

    Raises TableError when the language's folder lacks the table `facts`.
    """
    found = {word: float(value) for words in read_fact_words().values() for word, value in words.round_numbers.items()}
    own = read_table(FactWords, f"{ROOM}.{language}", TABLE)
    return found | {word: float(value) for word, value in own.numbers.items()}


def add_up_number_words(run: list[float]) -> list[float]:
    """The numbers that the values of number words in a row make; a lone `one` is an article.

    >>> add_up_number_words([4.0, 20.0, 10.0, 7.0]), add_up_number_words([2.0, 100.0, 1000.0]), add_up_number_words([1.0])
    ([97.0], [200000.0], [])
    """
    found: list[float] = []
    total = current = 0.0
    for value in run:
        if value in _LARGE:
            total, current = total + (current or 1) * value, 0.0
        elif value == 100 and 1 <= current < 100:
            current *= 100
        elif value == 20 and current % 100 == 4:
            current += 76
        elif _continues(current, value):
            current += value
        else:
            found.append(total + current)
            total, current = 0.0, value
    return [value for value in (*found, total + current) if value > 1]


def _continues(current: float, value: float) -> bool:
    """Whether a number word below thousand adds to what stands before it: twenty and three, hundred and ten, soixante et dix."""
    if not current:
        return True
    if current % 100 == 0:
        return value < 100
    return (value < 10 and current % 10 == 0) or (value < 20 and current % 100 in {60, 80})


def read_digits(written: str) -> float:
    """The value of a number in digits, thousands grouped or not, with a decimal point or comma.

    >>> read_digits("12.000"), read_digits("12,5")
    (12000.0, 12.5)
    """
    return float(_GROUPING.sub("", written).replace(",", "."))


def list_figures(text: str) -> frozenset[str]:
    """The numbers of a text that are written in digits, as they are written; dates and scores are one figure each.

    >>> sorted(list_figures("3 – 1 devant 1 200 personnes, le 03/04"))
    ['03.04', '1200', '3.1']
    """
    if not any(digit in text for digit in _DIGITS):
        return frozenset()
    return frozenset(unify_separators(figure) for figure in _FIGURE.findall(join_figures(text)))


def join_figures(text: str) -> str:
    """A text without what groups the thousands of its numbers, and without blanks within scores and dates."""
    return _SPACED.sub(r"\1", _THOUSANDS.sub("", text))


def unify_separators(figure: str) -> str:
    """A figure with a point for whatever parts its digits."""
    return _SEPARATOR.sub(".", figure)
