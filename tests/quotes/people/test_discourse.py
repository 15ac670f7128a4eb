"""What is known of a document's people while its speakers are resolved; all people are invented."""

from __future__ import annotations

from corpus_builder.quotes.grammar.lexicon import read_lexicon
from corpus_builder.quotes.people.discourse import Discourse, Known, is_genitive, leads, mentions_before
from corpus_builder.quotes.people.runs import Mention

TEXT = "Odile Kern est venue. Paul Arnal dort. Elle attend le frère de Luc Perrin."
KNOWN = Known(Discourse(TEXT, (), read_lexicon("fr"), 700))


def mention(words: str, name: str | None = None) -> Mention:
    """Where words stand in the text, as a mention of somebody."""
    start = TEXT.index(words)
    return Mention(start, start + len(words), name or words)


def test_each_step_makes_a_new_state() -> None:
    """What a speaker tells is known to those that follow, and changes nothing that was known before."""
    noted = mention("Elle", "Odile Kern")
    later = KNOWN.note(noted).hear(noted).doubt(("masculine",), 50).learn(("Luc Perrin", "masculine"))

    assert (KNOWN.noted, KNOWN.last_speaker, dict(KNOWN.doubts), dict(KNOWN.learned)) == ((), None, {}, {})
    assert (later.noted, later.last_speaker) == ((noted,), noted)
    assert (later.last_doubt(("masculine",)), later.last_doubt(("feminine",))) == (50, -1)


def test_a_noted_mention_stands_among_the_others() -> None:
    """A pronoun that was resolved is found by its place, once."""
    noted = mention("Elle", "Odile Kern")
    later = KNOWN.note(noted).note(noted).note(mention("Paul Arnal", "Odile Kern"))

    assert [m.name for m in later.walk_back(len(TEXT))] == ["Luc Perrin", "Odile Kern", "Paul Arnal", "Odile Kern"]
    assert [m.start for m in later.walk_back(noted.start + 1)] == [noted.start, TEXT.index("Paul"), 0]
    assert later.within((noted.start, noted.end)) == [noted]
    assert [m.name for m in later.within((0, len(TEXT)))] == ["Odile Kern", "Paul Arnal", "Odile Kern", "Luc Perrin"]


def test_a_pronoun_may_tell_a_gender() -> None:
    """What was learned counts before what the name shows."""
    assert KNOWN.gender("Paul Arnal") == "masculine"
    assert KNOWN.learn(("Paul Arnal", "feminine")).gender("Paul Arnal") == "feminine"


def test_mentions_come_with_the_sentence_ends_between() -> None:
    """The nearest first; the full stop of a short title ends no sentence."""
    assert [(far, m.name) for far, m in mentions_before(KNOWN, TEXT.index("Elle"))] == [(1, "Paul Arnal"), (2, "Odile Kern")]
    text = "Odile Kern a vu Dr. Zelle. Elle"
    known = Known(Discourse(text, (), read_lexicon("fr"), 700))
    assert [far for far, m in mentions_before(known, len(text) - 4) if m.name == "Odile Kern"] == [1]


def test_a_mention_inside_a_quote_is_no_antecedent() -> None:
    """What others say is not the writer's own text."""
    quoted = mention("Paul Arnal dort.")
    known = Known(Discourse(TEXT, ((quoted.start, quoted.end),), read_lexicon("fr"), 700))

    assert [m.name for _, m in mentions_before(known, TEXT.index("Elle"))] == ["Odile Kern"]


def test_the_text_between_two_places_is_measured_outside_quotes() -> None:
    """What others say counts neither as characters nor as sentence ends, and asking twice gives the same."""
    text = "Un soir. « Deux. Trois. » Quatre. Fin"
    discourse = Discourse(text, ((text.index("«"), text.index("»") + 1),), read_lexicon("fr"), 700)

    assert [discourse.measure_outside(0, len(text)) for _ in range(2)] == [(2, len("Un soir.  Quatre. Fin"))] * 2
    assert discourse.measured == {(0, len(text)): (2, 21)}


def test_a_name_leads_its_clause_or_belongs_to_a_noun() -> None:
    """Only titles, trades and determiners stand before a subject; behind a preposition a name is a genitive."""
    discourse = KNOWN.discourse

    assert [leads(discourse, mention(name)) for name in ("Odile Kern", "Luc Perrin")] == [True, False]
    assert [is_genitive(discourse, mention(name)) for name in ("Odile Kern", "Luc Perrin")] == [False, True]
