"""Offsets into the source."""

from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.cleaning.blocks.split import split_blocks
from corpus_builder.model import Alignment, Blocks, Label, Quote, Repaired
from corpus_builder.stages.offsets import locate_blocks, locate_quotes, map_ends, map_starts, split_at_paragraphs, trim_span

RUNS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=8)


def make_alignment(runs: list[tuple[int, int]]) -> Alignment:
    """An alignment of runs of these lengths, after and before."""
    after, before = [0], [0]
    for changed, original in runs:
        after.append(after[-1] + changed)
        before.append(before[-1] + original)
    return Alignment(tuple(after), tuple(before))


def test_spans_are_cut_at_paragraphs_and_trimmed():
    """A span over three paragraphs has three parts, and none is blank."""
    assert split_at_paragraphs("ab\n\ncd\n\nef", 1, 10) == [(1, 2), (4, 6), (8, 10)]
    assert split_at_paragraphs("ab\n\n", 2, 4) == []
    assert split_at_paragraphs(" ab ", 0, 4) == [(1, 3)]
    assert trim_span("  ", 0, 2) == (0, 0)


@given(RUNS)
def test_positions_are_mapped_together_as_one_by_one(runs):
    """Columns of positions stand where each of them stands."""
    alignment = make_alignment(runs)
    positions = range(alignment.after[-1] + 1)
    assert map_starts(alignment, positions).tolist() == [alignment.start(position) for position in positions]
    assert map_ends(alignment, positions).tolist() == [alignment.end(position) for position in positions]


def locate_one_by_one(source: str, alignment: Alignment, blocks: Blocks) -> list[tuple[str, int, int]]:
    """What `locate_blocks` promises, block by block: texts and spans."""
    bounds = [0, *(alignment.start(start) for start in blocks.starts[1:]), len(source)]
    pieces: list[tuple[str, int, int]] = []
    for block, left, right in zip(blocks, bounds, bounds[1:], strict=False):
        start, end = trim_span(source, left, right)
        start, end = min(start, alignment.start(block.start)), max(end, min(alignment.end(block.end), right))
        if start == end and pieces:
            text, *span = pieces[-1]
            pieces[-1] = (f"{text} {block.text}", *span)
        else:
            pieces.append((block.text, start, end))
    return pieces


@given(RUNS, st.data())
def test_blocks_are_located_together_as_one_by_one(runs, data):
    """Whatever repair did: blanks are trimmed, spans tile the source, and a block without a span joins the one before."""
    alignment = make_alignment(runs)
    changed, original = (
        data.draw(st.text(st.sampled_from("ab \n\x85"), min_size=ends[-1], max_size=ends[-1]))
        for ends in (alignment.after, alignment.before)
    )
    blocks = split_blocks(changed, ())
    pieces = locate_blocks(original, Repaired(changed, alignment), blocks, [Label()] * len(blocks))

    found = list(zip(pieces.blocks.texts, pieces.starts, pieces.ends, strict=True))
    assert found == locate_one_by_one(original, alignment, blocks)
    assert len(pieces.labels) == len(found)


def test_blocks_of_an_unchanged_text_stand_where_they_stood():
    """Nothing is looked for where nothing was changed."""
    blocks = split_blocks("un\n\n deux ", ())
    pieces = locate_blocks("un\n\n deux ", Repaired("un\n\n deux ", Alignment.identity(10)), blocks, [Label()] * 2)
    assert (pieces.starts, pieces.ends) == ([0, 5], [2, 9])


def test_quotes_stand_in_the_source_where_repair_left_them():
    """A quote's span in the document leads over joined lines and repaired letters to the source."""
    source = "Un dÃ©but.\n\nDeux mots\nbien dits."
    repaired = Repaired("Un début.\n\nDeux mots\nbien dits.", Alignment((0, 4, 5, 30), (0, 4, 6, 31)))
    blocks = Blocks([0, 11], [9, 31], ["Un début.", "Deux mots bien dits."], [0, 2], ["start", "blank"])
    kept = locate_blocks(source, repaired, blocks, [Label()] * 2)
    text = "Un début.\n\nDeux mots bien dits."
    first, last = text.index("début"), text.index("bien")
    quotes = [Quote(first, first + 5, "", "direct"), Quote(first, last + 4, "", "direct")]

    one, over_both = locate_quotes(quotes, text, kept, repaired)
    assert source[one.start : one.end] == "dÃ©but" and one.fragments is None
    assert over_both.text == "début. Deux mots bien"
    assert [source[start:end] for start, end in over_both.fragments or ()] == ["dÃ©but.", "Deux mots\nbien"]
