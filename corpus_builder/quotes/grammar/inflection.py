"""The forms of the reporting verbs, made from their infinitives by the endings of a language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal

from corpus_builder.languages.conjugation import Endings
from corpus_builder.quotes.grammar.speech_tables import QuoteTable, Strength

Mood = Literal["finite", "participle", "gerund", "infinitive"]
Forms = dict[str, dict[Mood, Strength]]
# the pattern in a stem, what it becomes, and the verbs that alone change, if not all do
_Change = tuple[re.Pattern[str], str, frozenset[str]]
_RANK = ("reflexive", "manner", "likening", "evaluating", "reporting", "speaking")


def inflect_verbs(table: QuoteTable) -> Forms:
    """All forms of the reporting verbs; of two verbs that share a form the stronger counts."""
    return _collect(
        (form, mood, strength) for part in (_inflect_regular(table), _inflect_irregular(table)) for form, mood, strength in part
    )


class Conjugation:
    """The endings of a conjugation by the spelling changes before them, so that a stem is changed once for all that agree."""

    def __init__(self, endings: Endings) -> None:
        self._infinitive = endings.infinitive
        moods: tuple[tuple[Mood, frozenset[str]], ...] = (
            ("finite", endings.finite),
            ("participle", endings.participle),
            ("gerund", endings.gerund),
        )
        changes = [(change, re.compile(change.stem), re.compile(change.ending)) for change in endings.spelling]
        self._groups: dict[tuple[_Change, ...], list[tuple[str, Mood]]] = {}
        for mood, of_mood in moods:
            for ending in of_mood:
                fitting = tuple((stem, change.becomes, change.verbs) for change, stem, before in changes if before.search(ending))
                self._groups.setdefault(fitting, []).append((ending, mood))

    def inflect(self, verb: str) -> Iterator[tuple[str, Mood]]:
        """The forms of one verb."""
        yield verb, "infinitive"
        for changes, endings in self._groups.items():
            stem = _change_stem(verb, verb.removesuffix(self._infinitive), changes)
            yield from ((stem + ending, mood) for ending, mood in endings)


def _change_stem(verb: str, stem: str, changes: tuple[_Change, ...]) -> str:
    """A stem as it is spelled before some endings: the first change that fits is made."""
    for pattern, becomes, verbs in changes:
        if not verbs or verb in verbs:
            changed, count = pattern.subn(becomes, stem)
            if count:
                return changed
    return stem


def _inflect_regular(table: QuoteTable) -> Iterator[tuple[str, Mood, Strength]]:
    conjugations = {name: Conjugation(endings) for name, endings in table.endings.items()}
    for strength, classes in table.verbs.by_strength().items():
        for name, verbs in classes.items():
            for verb in verbs:
                yield from ((form, mood, strength) for form, mood in conjugations[name].inflect(verb))


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
