"""Displaying untrusted text where a terminal, a browser or a spreadsheet could take it for an instruction.

Ids, paths, titles and texts come from strangers. A control character in them moves the cursor, changes the window's
title or forges a line of ours; a bidirectional control shows `exe.txt` as `txt.exe`. Here each becomes a visible
escape, such as `\\x1b` and `\\u202e`.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

# First and last of each run of characters that are not shown as they are.
UNSAFE = (
    ("\x00", "\x1f"),  # C0 controls, line breaks among them
    ("\x7f", "\x9f"),  # DEL and the C1 controls: U+009B is what ESC [ is
    ("\u061c", "\u061c"),  # the bidirectional controls of Unicode 16, UAX 9
    ("\u200e", "\u200f"),
    ("\u202a", "\u202e"),
    ("\u2066", "\u2069"),
    ("\u2028", "\u2029"),  # line and paragraph separators
    ("\ud800", "\udfff"),  # lone surrogates, which no UTF-8 can hold
)
# Python puts bytes of a file name that are no UTF-8 here, 0x80 at U+DC80.
ODD_BYTES = ("\udc80", "\udcff")


class OutputError(OSError):
    """What was to be printed cannot be written."""


@contextmanager
def name_output() -> Iterator[None]:
    """Tell what fails while something is printed from all else that fails: raise it as OutputError."""
    try:
        yield
    except OSError as why:
        raise OutputError(why.errno, why.strerror) from why


def drop_output() -> None:
    """Let what nobody can read go nowhere, so that Python does not fail again when it ends."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def make_visible(text: str, keep: str = "") -> str:
    """A text in which control characters, separators, bidirectional controls and lone surrogates are escapes that are seen.

    Those in `keep` stay, such as the line breaks of a text of several lines. Accents, emoji and joiners are no controls.

    >>> print(make_visible("quai\\x1b[2J\\nerror: none"), make_visible("a\\u202eb\\n", keep="\\n"))
    quai\\x1b[2J\\nerror: none a\\u202eb
    <BLANKLINE>
    """
    return _compile(keep).sub(_escape, text)


@cache
def _compile(keep: str) -> re.Pattern[str]:
    ranges = "".join(f"{first}-{last}" for first, last in UNSAFE)
    return re.compile(f"[{ranges}](?<![{keep}])" if keep else f"[{ranges}]")


def _escape(found: re.Match[str]) -> str:
    sign = found[0]
    if ODD_BYTES[0] <= sign <= ODD_BYTES[1]:
        return f"\\x{ord(sign) - 0xDC00:02x}"
    return sign.encode("unicode_escape").decode("ascii")


def dump_json(value: Any, *, indent: int | None = None, sort_keys: bool = False, ensure_ascii: bool = False) -> str:
    """A value as JSON that can be shown: what `make_visible` escapes is a JSON escape, so that it is read back as it was.

    >>> print(dump_json({"id": "é\\x9b31m"}))
    {"id": "é\\u009b31m"}
    """
    text = json.dumps(value, ensure_ascii=ensure_ascii, indent=indent, sort_keys=sort_keys)
    # outside of its strings JSON has no such character but the line breaks between
    return _compile("\n").sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def count_things(number: int, name: str, plural: str | None = None) -> str:
    """A number with the name of what it counts, in the plural where that is right; an `s` is added where none is given.

    >>> count_things(1, "finding"), count_things(1200, "finding"), count_things(2, "entry", "entries")
    ('1 finding', '1,200 findings', '2 entries')
    """
    return f"{number:,} {name if number == 1 else plural or name + 's'}"


def say(text: str, *, err: bool = False, keep: str = "") -> None:
    """Print a line, on stderr with `err`; the only way in which the command line prints what rich does not.

    `keep` is for a text of several lines, of which each has been made visible already.
    """
    import click

    with name_output():
        click.echo(make_visible(text, keep), err=err)


def say_json(value: Any) -> None:
    """Print a value as one line of JSON; in ASCII where stdout takes no more, as behind a pipe of Windows."""
    say(_dump_for_stdout(value))


def say_json_list(values: Iterable[Any]) -> None:
    """Print values as `say_json` prints their list, one after the other."""
    import click

    between = "["
    for value in values:
        with name_output():
            click.echo(between + _dump_for_stdout(value), nl=False)
        between = ", "
    say("]" if between != "[" else "[]")


def _dump_for_stdout(value: Any) -> str:
    text = dump_json(value)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        text = dump_json(value, ensure_ascii=True)
    return text


def open_console() -> Console:
    """A console of rich on stdout that takes a text as it is: no markup, no emoji by name, no line cut."""
    from rich.console import Console

    class OwnConsole(Console):
        def print(self, *objects: Any, **options: Any) -> None:
            with name_output():
                super().print(*objects, **options)

    return OwnConsole(markup=False, emoji=False, highlight=False, soft_wrap=True)


def make_line(text: str, style: str = "") -> Text:
    """One line for rich."""
    from rich.text import Text

    return Text(make_visible(text), style)


def make_block(text: str, style: str = "", *, indent: int) -> Text:
    """A text of several lines for rich; the second and all later ones begin with blanks, so that none passes for one of ours."""
    from rich.text import Text

    return Text(indent_lines(text, indent), style)


def indent_lines(text: str, indent: int) -> str:
    """A text with its controls made visible, all lines but the first behind so many blanks.

    >>> print(indent_lines("Rain.\\nerror: none\\x07", 2))
    Rain.
      error: none\\x07
    """
    return make_visible(text, keep="\n\t").replace("\n", "\n" + " " * indent)
