"""Offsets into the source."""

from corpus_builder.stages.offsets import split_at_paragraphs, trim_span


def test_spans_are_cut_at_paragraphs_and_trimmed():
    """A span over three paragraphs has three parts, and none is blank."""
    assert split_at_paragraphs("ab\n\ncd\n\nef", 1, 10) == [(1, 2), (4, 6), (8, 10)]
    assert split_at_paragraphs("ab\n\n", 2, 4) == []
    assert trim_span("  ", 0, 2) == (0, 0)
