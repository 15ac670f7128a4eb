"""Addresses of sources."""

from __future__ import annotations

from urllib.parse import urlsplit


def find_host(url: str | None) -> str | None:
    """The host of an address, without `www.`; None when there is none.

    >>> find_host("https://www.lephare.example/a/b?c=1")
    'lephare.example'
    """
    try:
        name = urlsplit(url or "").hostname
    except ValueError:
        return None
    return name.removeprefix("www.") if name else None
