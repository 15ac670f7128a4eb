"""Addresses of sources."""

import pytest

from corpus_builder.sources.addresses import find_host

HOSTS = [
    ("https://www.lephare.example/a", "lephare.example"),
    ("lephare.example", None),
    ("https://[oops/", None),
    (None, None),
    ("", None),
]


@pytest.mark.parametrize(("url", "name"), HOSTS)
def test_a_host_is_taken_from_an_address_and_from_nothing_else(url, name):
    """What is no address has no host, and is no error."""
    assert find_host(url) == name
