"""corpus_builder.system.arguments: what the Python interface takes, and one line about what it does not."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import corpus_builder
from corpus_builder.system.arguments import parse_size, require_sources
from corpus_builder.system.errors import ArgumentError, CorpusError

FRAME = pd.DataFrame({"text": ["Le quai rouvre mardi."]})
# what a user may hand over by mistake, and what the one line must say
WRONG: dict[str, tuple[Callable[[], Any], str]] = {
    "clean None": (lambda: corpus_builder.clean(None), "clean takes a text (str), not None"),
    "clean bytes": (lambda: corpus_builder.clean(b"abc"), "not bytes (decode it first, such as content.decode('utf-8'))"),
    "clean a number": (lambda: corpus_builder.clean(3), "not an int"),
    "clean a path": (lambda: corpus_builder.clean(Path("a.txt")), "clean takes a text (str), not a "),
    "clean_html None": (lambda: corpus_builder.clean_html(None), "clean_html takes a text (str), not None"),
    "clean_html bytes": (lambda: corpus_builder.clean_html(b"<p>a"), "not bytes (decode it first"),
    "clean with a list of settings": (lambda: corpus_builder.clean("a", []), "settings as Settings or a dict, not a list"),
    "find_quotes None": (lambda: corpus_builder.find_quotes(None), "find_quotes takes a text (str), not None"),
    "find_quotes bytes in French": (lambda: corpus_builder.find_quotes(b"a", language="fr"), "not bytes"),
    "repair_encoding bytes": (lambda: corpus_builder.repair_encoding(b"\xe9"), "not bytes"),
    "detect_language a list": (lambda: corpus_builder.detect_language(["a"]), "not a list"),
    "near_duplicates a text": (
        lambda: corpus_builder.near_duplicates("abc"),
        "near_duplicates takes a list of texts (str), not a str",
    ),
    "near_duplicates None among texts": (lambda: corpus_builder.near_duplicates(["a", None]), "not None"),
    "near_duplicates a number": (lambda: corpus_builder.near_duplicates(3), "not an int"),
    "build a frame": (
        lambda: corpus_builder.build(FRAME, "out"),
        "not a DataFrame (write records or a frame as JSON Lines first",
    ),
    "build records": (lambda: corpus_builder.build([{"text": "a"}], "out"), "build takes paths of folders and files, not a dict"),
    "build one record": (lambda: corpus_builder.build({"text": "a"}, "out"), "not a dict"),
    "build None": (lambda: corpus_builder.build(None, "out"), "not None"),
    "build bytes": (lambda: corpus_builder.build(b"in", "out"), "not bytes"),
    "build nothing": (lambda: corpus_builder.build([], "out"), "no sources were named"),
    "build an empty name": (lambda: corpus_builder.build("", "out"), "'' is not a path"),
    "build a name with NUL": (lambda: corpus_builder.build("a\0b", "out"), "is not a path"),
    "build into None": (lambda: corpus_builder.build("in", None), "not None"),
    "build with settings that are a text": (
        lambda: corpus_builder.build("in", "out", "full"),
        "settings as Settings or a dict, not a str",
    ),
    "build what is not there": (lambda: corpus_builder.build("nowhere", "out"), "no such file or folder: nowhere"),
    "build with workers in words": (
        lambda: corpus_builder.build("in", "out", workers="2"),
        "build takes workers as int, not a str",
    ),
    "build with memory of another kind": (
        lambda: corpus_builder.build("in", "out", memory=1.5),
        "build takes memory as int, not a float",
    ),
    "build with no memory at all": (
        lambda: corpus_builder.build("in", "out", memory=0),
        "build takes memory of 1 or more, not 0",
    ),
    "build with memory in words": (
        lambda: corpus_builder.build("in", "out", memory="much"),
        "'much' is no size (write it as 400MB or 1.5GB)",
    ),
    "build with a cache of no name": (lambda: corpus_builder.build("in", "out", cache=""), "'' is not a path"),
    "build with no source at all": (lambda: corpus_builder.build("in", "out", limit=0), "build takes limit of 1 or more, not 0"),
    "build before a number": (lambda: corpus_builder.build("in", "out", previous=5), "build takes paths of folders and files"),
    "clean_html with a number for its address": (
        lambda: corpus_builder.clean_html("<p>a", url=5),
        "takes url as str, not an int",
    ),
    "find_quotes in no language": (lambda: corpus_builder.find_quotes("a", language=5), "takes language as str, not an int"),
    "near_duplicates with a number": (
        lambda: corpus_builder.near_duplicates(["a"], 3),
        "settings as Settings or a dict, not an int",
    ),
    "load None": (lambda: corpus_builder.load(None), "load takes paths of folders and files, not None"),
    "load what is not there": (lambda: corpus_builder.load("nowhere"), "no corpus in nowhere"),
    "load a file": (lambda: corpus_builder.load(__file__), "no corpus in "),
    "load through a file": (lambda: corpus_builder.load(Path(__file__) / "a"), "no corpus in "),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_argument_is_one_clear_line(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says which function, what it takes and what it was given, as a CorpusError, and nothing is written."""
    monkeypatch.chdir(tmp_path)
    call, said = WRONG[name]

    with pytest.raises(CorpusError, match=re.escape(said)) as told:
        call()

    assert "\n" not in str(told.value)
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_kind_is_a_type_error_too() -> None:
    """Who catches what Python itself would raise catches this."""
    with pytest.raises(TypeError):
        corpus_builder.clean(None)  # type: ignore[arg-type]
    assert issubclass(ArgumentError, CorpusError)


def test_paths_come_in_every_usual_form() -> None:
    """One path or several, as text or path, in a list, a tuple, a set or an iterator."""
    expected = [Path("a"), Path("b")]

    assert require_sources("a", "build") == require_sources(Path("a"), "build") == expected[:1]
    for several in (["a", Path("b")], ("a", "b"), dict.fromkeys("ab").keys(), iter(["a", "b"])):
        assert require_sources(several, "build") == expected


SIZES = {"1": 1, "400MB": 400 * 10**6, " 1.5 gib ": 1_500_000_000, "0.5k": 500, "2T": 2 * 10**12, "300M": 300 * 10**6}


@pytest.mark.parametrize("said", SIZES)
def test_a_size_is_read_as_people_write_it(said: str) -> None:
    """In bytes or in thousands of them, with or without a blank, in whatever case."""
    assert parse_size(said) == SIZES[said]


NO_SIZES = ["", "0", "0GB", "0.1", "0.0000001KB", "MB", "-1GB", "1.GB", "1,5GB", "1e9", "1GBs", "inf", "nan", "9" * 400, "1\n2"]


@pytest.mark.parametrize("said", NO_SIZES)
def test_what_is_no_size_is_one_line(said: str) -> None:
    """Nothing, less than nothing and more than a number can be are refused as words are."""
    with pytest.raises(ArgumentError, match="is no size") as why:
        parse_size(said)
    assert "\n" not in str(why.value)
