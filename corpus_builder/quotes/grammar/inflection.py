"""The forms of the reporting verbs, made from their infinitives by the endings of a language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal

from corpus_builder.quotes.grammar.tables import Endings, QuoteTable, Strength

Mood = Literal["finite", "participle", "gerund", "infinitive"]
Forms = dict[str, dict[Mood, Strength]]
_RANK = ("reflexive", "manner", "reporting", "speaking")


def inflect_verbs(table: QuoteTable) -> Forms:
    """All forms of the reporting verbs; of two verbs that share a form the stronger counts."""
    return _collect(
        (form, mood, strength) for part in (_inflect_regular(table), _inflect_irregular(table)) for form, mood, strength in part
    )


def conjugate(verb: str, endings: Endings) -> Iterator[tuple[str, Mood]]:
    """The forms of one verb by its conjugation."""
    stem = verb.removesuffix(endings.infinitive)
    moods: tuple[tuple[Mood, frozenset[str]], ...] = (
        ("finite", endings.finite),
        ("participle", endings.participle),
        ("gerund", endings.gerund),
    )
    yield verb, "infinitive"
    for mood, of_mood in moods:
        for ending in of_mood:
            yield _change_stem(verb, stem, ending, endings) + ending, mood


def _change_stem(verb: str, stem: str, ending: str, endings: Endings) -> str:
    """A stem as it is spelled before an ending."""
    for change in endings.spelling:
        if (not change.verbs or verb in change.verbs) and re.search(change.ending, ending):
            changed, count = re.subn(change.stem, change.becomes, stem)
            if count:
                return changed
    return stem


def _inflect_regular(table: QuoteTable) -> Iterator[tuple[str, Mood, Strength]]:
    for strength, classes in table.verbs.by_strength().items():
        for name, verbs in classes.items():
            for verb in verbs:
                yield from ((form, mood, strength) for form, mood in conjugate(verb, table.endings[name]))


def _inflect_irregular(table: QuoteTable) -> Iterator[tuple[str, Mood, Strength]]:
    for verb in table.irregular:
        yield verb.infinitive, "infinitive", verb.strength
        yield from ((form, "finite", verb.strength) for form in verb.finite)
        yield from ((form, "participle", verb.strength) for form in verb.participle)
        yield from ((form, "gerund", verb.strength) for form in verb.gerund)


def _collect(forms: Iterable[tuple[str, Mood, Strength]]) -> Forms:
    found: Forms = {}
    for form, mood, strength in forms:
        moods = found.setdefault(form, {})
        if mood not in moods or _RANK.index(moods[mood]) < _RANK.index(strength):
            moods[mood] = strength
    return found
