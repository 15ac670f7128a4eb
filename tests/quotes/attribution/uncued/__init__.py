"""Tests of words that no cue gives to anybody."""

from __future__ import annotations
