"""Attacks on what the package promises about files: nothing lost, nothing leaked, nothing left behind, no damage overlooked.

They take minutes, so the tests run only some points of each (`tests/test_attacks.py`): `python -m tests.attacks` runs them in
full and prints one line of figures for each.
"""
