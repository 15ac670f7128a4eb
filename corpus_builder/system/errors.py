"""The one family of errors that a user may see."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager

from corpus_builder.system.terminal import make_visible

# What an error of the system means and what to try; for all others the system's own words do.
FAILURES: dict[int, tuple[str, str]] = {
    errno.ENOSPC: ("the disk is full", "free some space and run it again; the earlier files are unchanged"),
    errno.EDQUOT: ("your disk quota is exceeded", "free some space and run it again; the earlier files are unchanged"),
    errno.EIO: ("the disk reports an I/O error", "check the disk, then run it again"),
    errno.EROFS: ("the file system is read-only", "choose another place"),
    errno.EFBIG: ("the file is larger than this disk or account allows", "choose another place"),
    errno.EACCES: ("permission denied", "check the permissions of that file or folder"),
    errno.EPERM: ("permission denied", "check the permissions of that file or folder"),
    errno.EMFILE: ("too many files are open", "raise the limit, for example with ulimit -n"),
    errno.ENAMETOOLONG: ("its name is too long", "choose a shorter one"),
    errno.EXDEV: ("it is on a different disk or layer from its parent folder", "name a folder that does not exist yet"),
    errno.ENOENT: ("no such file or folder", "check the name"),
    errno.ENOTDIR: ("part of the path is not a folder", "check the name"),
    errno.EISDIR: ("it is a folder", "name a file"),
}

# What to try when a release is damaged or older than what reads it.
BUILD_AGAIN = "build the release again"


class CorpusError(Exception):
    """What happened, where, and what to try, in one line, whatever stands in a name that it quotes.

    >>> str(CorpusError("no such source: articles", hint="name a folder or a file that exists"))
    'no such source: articles (name a folder or a file that exists)'
    """

    def __init__(self, what: str, *, hint: str | None = None) -> None:
        super().__init__(make_visible(f"{what} ({hint})" if hint else what))


class SettingsError(CorpusError):
    """A setting is unknown or has a value that cannot be used."""


class SourceError(CorpusError):
    """A source that was named cannot be found or listed."""


class ReleaseError(CorpusError):
    """A published folder cannot be written, read or trusted."""


class ArgumentError(CorpusError, TypeError):
    """What was handed to a function of the Python interface is not what it takes."""


def describe_failure(why: OSError | UnicodeError | ValueError) -> tuple[str, str | None]:
    """What an error of the system means, in words, and what to try.

    >>> describe_failure(OSError(errno.ENOSPC, "No space left on device"))
    ('the disk is full', 'free some space and run it again; the earlier files are unchanged')
    """
    if isinstance(why, UnicodeError):
        return "the name is not valid here", "choose another name"
    number = getattr(why, "errno", None)
    if number in FAILURES:
        return FAILURES[number]
    return (getattr(why, "strerror", None) or first_line(why)).lower(), None


@contextmanager
def explain_failure(action: str, error: type[CorpusError] = CorpusError) -> Iterator[None]:
    """Turn an error of the system into one line: the `action` that failed (such as "cannot write build"), why, what to try."""
    try:
        yield
    except (OSError, UnicodeEncodeError) as why:
        what, hint = describe_failure(why)
        raise error(f"{action}: {what}{_name_file(why, action)}", hint=hint) from why


def _name_file(why: OSError | UnicodeError, action: str) -> str:
    """The file that an error is about, where the action does not name it."""
    name = getattr(why, "filename", None)
    said = "" if name is None or isinstance(name, int) else os.fsdecode(name)
    return f": {said}" if said and said not in action else ""


def require_library(name: str, what: str, extra: str) -> None:
    """Raise CorpusError, with the extra of the package that has it, where the library that `what` needs is not installed."""
    from importlib.util import find_spec

    if find_spec(name) is None:
        raise CorpusError(f"{what} needs {name}, which is not installed", hint=f"install this package with its extra [{extra}]")


def first_line(why: Exception) -> str:
    """What a library says went wrong, on one line; its name where it says nothing.

    >>> first_line(ValueError("no such column\\ndetails")), first_line(ValueError())
    ('no such column', 'ValueError')
    """
    return str(why).splitlines()[0] if str(why) else type(why).__name__


def list_notes(why: BaseException) -> list[str]:
    """What was noted of an error, and of the one that is its cause: a library may have put its own in the place of that."""
    return [note for each in (why, why.__cause__) for note in getattr(each, "__notes__", [])]
