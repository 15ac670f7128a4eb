"""corpus_builder.system.memory: the collector rests while a stage runs, and is as before afterwards."""

import gc
import subprocess
import sys

import pytest

from corpus_builder.system import memory
from corpus_builder.system.memory import SELDOM, measure_memory, pause_collector


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


def test_a_process_ends_without_a_search():
    """The collector waits for many objects, and what is left at the end is frozen, so that nothing is searched."""
    code = (
        "import atexit, gc; from corpus_builder.system.memory import spare_collector\n"
        "atexit.register(lambda: print(gc.get_freeze_count() > 1000, gc.get_threshold()[0]))\n"
        "spare_collector()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["True", str(SELDOM)]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")
def test_what_is_held_is_measured():
    """Bytes that were written to count, and count no more when they are gone."""
    before = measure_memory()
    held = bytes(range(256)) * 400_000
    during = measure_memory()
    del held

    assert during - before > 90_000_000
    assert measure_memory() - before < 90_000_000


def test_a_system_that_does_not_tell_is_no_error(monkeypatch, tmp_path):
    """Then no process is taken to hold too much."""
    monkeypatch.setattr(memory, "STATUS", tmp_path / "status")

    assert measure_memory() == 0
