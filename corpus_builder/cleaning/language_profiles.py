"""What is known of the languages: langdetect's profiles, and the words, letters and habits of the packs."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from corpus_builder.knowledge import TableError
from corpus_builder.languages.pack import LanguagePack, list_languages, name_pack, read_pack

I64 = npt.NDArray[np.int64]
U32 = npt.NDArray[np.uint32]

# the file of langdetect's profiles among the fitted models, made by benchmarks/make_languages.py
PROFILES: Final = "languages.npz"
MODELS: Final = "corpus_builder.models"


class Profiles(NamedTuple):
    """What is known of the languages, which are named by their column.

    N-gram `keys[i]`, in rising order, speaks for each language `columns[starts[i]:starts[i + 1]]` as much as `evidence` says
    there. `characters` has for each character of the basic plane the one that n-grams have for it. `words` and `alphabets` are
    those of the packs; `habits` are their patterns, each with a column and whether it speaks for that language (1) or against it.
    """

    languages: tuple[str, ...]
    keys: I64
    starts: I64
    columns: npt.NDArray[np.uint8]
    evidence: npt.NDArray[np.int16]
    characters: U32
    words: dict[str, list[int]]
    alphabets: dict[int, frozenset[str]]
    habits: list[tuple[re.Pattern[str], int, int]]


@cache
def load_profiles() -> Profiles:
    """langdetect's profiles in the order of their names, and the words and letters of the packs."""
    with (files(MODELS) / PROFILES).open("rb") as file, np.load(file) as values:
        languages = tuple(values["languages"].tolist())
        return Profiles(
            languages=languages,
            keys=np.cumsum(values["steps"]),
            starts=np.cumsum(values["counts"], dtype=np.int64),
            columns=values["columns"],
            evidence=values["evidence"],
            characters=values["characters"].astype(np.uint32),
            words=_listed_words(languages),
            alphabets=_alphabets(languages),
            habits=_list_habits(languages),
        )


@cache
def list_worded_packs() -> dict[str, LanguagePack]:
    """The packs of the languages that are known by words, too."""
    return {code: pack for code in list_languages() if (pack := read_pack(code)).words}


def _listed_words(languages: tuple[str, ...]) -> dict[str, list[int]]:
    """For each word of the packs the columns of the languages that list it. Raises TableError for one without a profile."""
    columns: dict[str, list[int]] = {}
    for code, pack in list_worded_packs().items():
        if code not in languages:
            raise TableError(f"{name_pack(code)}: words: langdetect has no profile of this language")
        for word in {*pack.words, *pack.weekdays, *pack.month_names} - {*pack.shared_names}:
            columns.setdefault(word, []).append(languages.index(code))
    return columns


def _alphabets(languages: tuple[str, ...]) -> dict[int, frozenset[str]]:
    """The letters beyond ASCII of the languages that are known by words, by column."""
    return {languages.index(code): frozenset(pack.letters) for code, pack in list_worded_packs().items()}


def _list_habits(languages: tuple[str, ...]) -> list[tuple[re.Pattern[str], int, int]]:
    """What each language writes beside words, and what it does not."""
    return [
        (re.compile(pattern), languages.index(code), weight)
        for code, pack in list_worded_packs().items()
        for patterns, weight in ((pack.habits, 1), (pack.foreign_habits, -1))
        for pattern in patterns
    ]
