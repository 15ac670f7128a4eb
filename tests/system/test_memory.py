"""corpus_builder.system.memory: the collector rests while a stage runs, and is as before afterwards."""

import gc

import pytest

from corpus_builder.system.memory import pause_collector


@pytest.mark.parametrize("enabled", [True, False])
def test_the_collector_is_afterwards_as_before(enabled):
    """Whoever has switched it off finds it off, after an error too, and after one pause within another."""
    was_enabled = gc.isenabled()
    (gc.enable if enabled else gc.disable)()
    try:
        with pytest.raises(KeyError), pause_collector():
            with pause_collector():
                assert not gc.isenabled()
            assert not gc.isenabled()
            raise KeyError
        assert gc.isenabled() == enabled
    finally:
        (gc.enable if was_enabled else gc.disable)()


def test_a_function_runs_without_the_collector():
    """As a decorator it pauses each call."""
    assert not pause_collector()(gc.isenabled)()
    assert not pause_collector()(gc.isenabled)()
