"""Many patterns asked at once: which of them a text may match, told by one automaton that reads the text once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from corpus_builder.knowledge import TableError

_TOKEN = re.compile(r"\\.|\[\^?|\]|\{\d+(?:,\d*)?\}|.", re.DOTALL)
# What the classes hold of ASCII, inside brackets, and all characters beyond it.
_WIDE = {r"\w": r"\w", r"\s": r"\s\v\x1c-\x1f", r"\d": r"\d"}
_NO_WORD = r"\x00-/:-@\[-\^\x60{-\x7f"
_BEYOND = r"\x{80}-\x{10ffff}"
# Repetitions up to so often are counted by the gate.
_SMALL = 2
# What matches no text.
NOTHING: Final = r"[^\x00-\x{10ffff}]"


def build_gate(patterns: Sequence[tuple[str, str, str]]) -> Any:
    """What tells in one go which of the patterns, each with its table and the name of its row, a text may match."""
    import re2

    options = re2.Options()
    options.max_mem = 64 << 20
    options.case_sensitive = False
    options.dot_nl = True
    gate = re2.Set.FullMatchSet(options)
    options.log_errors = False
    for table, name, pattern in patterns:
        try:
            gate.Add(widen_pattern(pattern))
        except re2.error as why:
            what = f"{table}.toml: ({name}), pattern: it looks around or back, or re2 does not know it"
            raise TableError(what, hint=str(why)) from None
    gate.Compile()
    return gate


def widen_pattern(pattern: str) -> str:
    """The pattern for re2, such that it matches whatever the original matches in `re`, and more.

    Classes of re2 know ASCII only, so every other character is taken for what is asked; an edge of a word may be anywhere.
    Repetitions have no upper bounds but small ones, which keeps the automaton small.
    """
    inside = negated = False
    parts = []
    for token in _TOKEN.findall(pattern):
        if token.startswith("[") and not inside:
            inside, negated = True, token == "[^"
        elif token == "]":
            inside = False
        elif token in _WIDE:
            ascii_class = _WIDE[token]
            token = ascii_class if negated and inside else ascii_class + _BEYOND
            token = token if inside else f"[{token}]"
        elif token == r"\W":
            token = _NO_WORD if negated and inside else rf"\W{_BEYOND}" if inside else rf"[\W{_BEYOND}]"
        elif token == r"\b":
            token = ""
        elif token.startswith("{") and not inside:
            token = _widen_bounds(token)
        parts.append(token)
    return "".join(parts)


def _widen_bounds(token: str) -> str:
    least, comma, most = token[1:-1].partition(",")
    if int(most or least) <= _SMALL and (most or not comma):
        return token
    return "*" if int(least) == 0 else "+" if int(least) == 1 else f"{{{_SMALL},}}"
