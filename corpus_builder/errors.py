"""The one family of errors that a user may see."""

from corpus_builder.terminal import make_visible


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


def first_line(why: Exception) -> str:
    """What a library says went wrong, on one line; its name where it says nothing.

    >>> first_line(ValueError("no such column\\ndetails")), first_line(ValueError())
    ('no such column', 'ValueError')
    """
    return str(why).splitlines()[0] if str(why) else type(why).__name__
