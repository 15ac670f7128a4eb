"""corpus_builder.system.terminal: what others wrote is seen and steers nothing."""

from __future__ import annotations

import io
import json
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.system.errors import CorpusError
from corpus_builder.system.terminal import (
    dump_json,
    indent_lines,
    make_block,
    make_line,
    make_visible,
    open_console,
    say,
    say_json,
)

BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
# any text, the characters in question more often than among all of Unicode
TEXTS = st.text(
    st.one_of(st.characters(), st.sampled_from([*map(chr, range(0xA0)), *BIDI, "\u2028", "\u2029", "\udc80", "\ud800"]))
)


def is_unsafe(character: str) -> bool:
    """The rule in Unicode's own words."""
    return unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") or character in BIDI


SEEN = [
    ("", ""),
    ("\x1b[31mquai\x1b[0m", r"\x1b[31mquai\x1b[0m"),
    ("\x1b]0;Saint-Aubin\x07", r"\x1b]0;Saint-Aubin\x07"),
    ("\x9b31m", r"\x9b31m"),
    ("\x00\x7f\x85", r"\x00\x7f\x85"),
    ("quai\nerror: forged\r\t", r"quai\nerror: forged\r\t"),
    ("a\u2028b\u2029", r"a\u2028b\u2029"),
    ("\u202etxt.exe\u2069\u200f\u061c", r"\u202etxt.exe\u2069\u200f\u061c"),
    ("\ud83d", r"\ud83d"),
    ("quai-\udce9t\udce9.txt", r"quai-\xe9t\xe9.txt"),  # a file name in windows-1252, as `os.fsdecode` reads it
    (r"\x1b", r"\x1b"),
]
UNTOUCHED = [
    "Le conseil du port de Saint-Aubin se réunira jeudi.",
    "« Aucun emploi », a dit l’élue – 12\u00a0% de\u202fmoins…",
    "e\u0301te\u0301",
    "👩\u200d🚀 🇫🇷 ✌️",
    "می\u200cخواهم والا",
    "mot\u00adcoupé\u200bici\u2060\ufeff",
    "[red]quai[/red] [/] :smile: \\n",
]


@pytest.mark.parametrize(("text", "seen"), SEEN)
def test_controls_are_seen(text: str, seen: str) -> None:
    """Controls, separators, bidirectional controls and lone surrogates are escapes; a byte of a name is its number."""
    assert make_visible(text) == seen


@pytest.mark.parametrize("text", UNTOUCHED)
def test_what_is_no_control_is_untouched(text: str) -> None:
    """Accents, blanks of all widths, emoji, joiners, letters from right to left, markup and backslashes stay."""
    assert make_visible(text) == text


def test_what_is_kept_stays() -> None:
    """A text of several lines keeps its line breaks, and nothing else."""
    assert make_visible("a\n\tb\x07\n", keep="\n") == "a\n\\tb\\x07\n"


@given(TEXTS, st.sampled_from(["", "\n", "\n\t"]))
def test_no_control_is_left(text: str, keep: str) -> None:
    """Whatever the text: no control but those kept, nothing else changed, and a second time changes nothing."""
    seen = make_visible(text, keep)

    assert not any(is_unsafe(character) and character not in keep for character in seen)
    assert make_visible(seen, keep) == seen
    assert seen == "".join(make_visible(c, keep) if is_unsafe(c) else c for c in text)


@given(st.dictionaries(TEXTS, st.one_of(TEXTS, st.lists(TEXTS), st.none(), st.floats(allow_nan=False), st.booleans())))
def test_json_is_read_back_as_it_was(value: Any) -> None:
    """JSON holds no raw control but the line breaks of its indents, and says the same."""
    for text in (dump_json(value), dump_json(value, indent=1, sort_keys=True)):
        assert not any(is_unsafe(character) for character in text.replace("\n", ""))
        assert json.loads(text) == json.loads(json.dumps(value))
    assert "\n" not in dump_json(value)


def test_json_of_plain_texts_is_as_it_was() -> None:
    """Accents and emoji stay readable, so that what was written before has the same bytes."""
    value = {"id": "quai é 👩\u200d🚀", "n": [1, None]}

    assert dump_json(value, indent=1, sort_keys=True) == json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)


def test_a_line_that_is_said_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """`say` prints one line, on either stream; several only when it is asked."""
    say("quai\nerror: forged\x1b[2J")
    say("a\x07\nb", err=True, keep="\n")

    out, err = capsys.readouterr()
    assert (out, err) == ("quai\\nerror: forged\\x1b[2J\n", "a\\x07\nb\n")


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "ascii"])
def test_json_is_json_on_every_stream(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    """A stream that takes no accents gets JSON's own escapes, which programs read."""
    value = {"id": "élue 👩\u200d🚀 \x7f\x9b31m"}
    stream = io.TextIOWrapper(io.BytesIO(), encoding, errors="backslashreplace")
    monkeypatch.setattr("sys.stdout", stream)
    say_json(value)
    stream.seek(0)

    said = stream.read()
    assert json.loads(said) == value
    assert {character for character in said if is_unsafe(character)} == {"\n"}


def test_an_error_is_one_line() -> None:
    """A name that an error quotes breaks no line, whoever prints the error."""
    said = str(CorpusError("no such source: quai\nerror: forged\x1b[2J", hint="name\na folder"))

    assert said == r"no such source: quai\nerror: forged\x1b[2J (name\na folder)"


def test_no_line_of_a_text_begins_where_ours_do() -> None:
    """All lines of a text but its first stand behind blanks."""
    assert indent_lines("Rain.\nerror: forged\r\n\x1b[2Jx", 3) == "Rain.\n   error: forged\\r\n   \\x1b[2Jx"


def test_rich_takes_texts_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    """No markup, which an unmatched `[/]` would make an error, no emoji by name, no line cut at the width of the window."""
    console = open_console()
    for text in ("[red]quai[/red] [/] :smile:", "quai " * 60):
        console.print(make_line(text))
        console.print(text)
    console.print(make_block("a\x07\nb", indent=2))

    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["[red]quai[/red] [/] :smile:"] * 2
    assert [line.strip() for line in lines[2:4]] == [("quai " * 60).strip()] * 2
    assert lines[4:] == [r"a\x07", "  b"]
