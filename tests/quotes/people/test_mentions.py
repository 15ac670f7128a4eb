"""The people and bodies that a document names; all are invented."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpus_builder.quotes.grammar.lexicon import read_lexicon
from corpus_builder.quotes.people.mentions import Mentions, read_mentions

TEXT = (
    "La capitaine Odile Kern a vu Paul van der Arnal, maire de Brie. Lorsqu'Arnal parle, Mme Kern rit. Jeudi Kern part. "
    "La Fondation Grandvent paie."
)

NAMES = ["Odile Kern", "Kern", "Odile", "Paul Arnal", "Arnal", "Lundi Arnal", "Brie Kern", "Zelle", "Grandvent Zelle"]
WORDS = [*NAMES, "capitaine", "maire", "le", ",", ".", "\n", "Mme", "M.", "Me", "ancien", "dit", "de", "\u0130", "(", "MAIRE"]


def list_names(mentions: Mentions) -> list[str]:
    """The mentions of a document in order, each by whom it means."""
    return [mentions.read_mention(number).name for number in range(len(mentions.names.runs))]


def list_trades(mentions: Mentions, name: str) -> list[str]:
    """The trades that are told of a person anywhere."""
    return [trade for place in mentions.find_places(name) for trade in mentions.names.read_trades(place)]


def test_people_have_gender_surname_and_trades() -> None:
    """First names, titles and trades tell; particles stay inside a name, elisions and days outside."""
    mentions = read_mentions(TEXT, read_lexicon("fr"))

    genders = {name: mentions.gender(name) for name in mentions.everyone}
    assert genders == {"Odile Kern": "feminine", "Paul van der Arnal": "masculine"}
    assert list_names(mentions)[:4] == ["Odile Kern", "Paul van der Arnal", "Brie", "Paul van der Arnal"]
    assert [TEXT[m.start : m.end] for m in mentions.find_places("Odile Kern")] == ["Odile Kern", "Kern", "Kern"]
    trades = {trade: mentions.find_by_trade(trade) for trade in ("capitaine", "maire", "juge", "jetée")}
    assert trades == {"capitaine": {"Odile Kern"}, "maire": {"Paul van der Arnal"}, "juge": set(), "jetée": set()}
    assert (mentions.people.find_full_name("Kern"), mentions.people.find_full_name("Perrin")) == ("Odile Kern", None)


def test_bodies_are_named_by_their_words() -> None:
    """A name of no person is a body, found by each of its words."""
    mentions = read_mentions(TEXT, read_lexicon("fr"))

    assert (mentions.find_bodies("grandvent"), mentions.find_bodies("kern")) == ({"Fondation Grandvent"}, set())
    assert [mentions.is_body(name) for name in ("Fondation Grandvent", "Odile Kern", "Nobody Here")] == [True, False, True]


def test_an_owner_ends_a_name() -> None:
    """The ending of an owner is no part of the name."""
    mentions = read_mentions("Anna Reed’s boat sank. Philip Reed's did not.", read_lexicon("en"))

    assert list_names(mentions) == ["Anna Reed", "Philip Reed"]


@given(st.lists(st.sampled_from(WORDS), max_size=30), st.permutations(NAMES))
def test_answers_do_not_depend_on_what_was_asked_before(words: list[str], order: list[str]) -> None:
    """Everything is read when it is first asked for, in any order, and is then the same."""
    text, lexicon = " ".join(words), read_lexicon("fr")
    early, late = read_mentions(text, lexicon), read_mentions(text, lexicon)
    for name in order:
        early.gender(name), early.people.find_bearers(name), early.find_places(name)
    list_names(early)

    assert list_names(late) == list_names(early)
    for name in NAMES:
        assert late.people[name] == early.people[name]
        assert not early.people[name] or early.people.spell_out(name) in early.everyone
        assert (late.gender(name), late.people.find_full_name(name)) == (early.gender(name), early.people.find_full_name(name))
        assert late.find_places(name) == early.find_places(name)


@given(st.lists(st.sampled_from(WORDS), max_size=30), st.sampled_from(("capitaine", "maire", "me")))
def test_a_trade_is_told_beside_a_name_or_nowhere(words: list[str], trade: str) -> None:
    """Those whom a trade is told of are found near the word as they are at all their places."""
    mentions = read_mentions(" ".join(words), read_lexicon("fr"))
    people = {name for name in mentions.everyone if trade in list_trades(mentions, name)}

    assert mentions.find_by_trade(trade) == people


@given(st.lists(st.sampled_from(WORDS), max_size=30))
def test_mentions_are_counted_by_where_they_begin(words: list[str]) -> None:
    """Those before a place are all that begin before it, also where a surname is cut out of a run."""
    text = " ".join(words)
    mentions = read_mentions(text, read_lexicon("fr"))
    starts = [mentions.read_mention(number).start for number in range(len(mentions.names.runs))]

    assert starts == sorted(starts)
    for at in range(len(text) + 1):
        assert mentions.count_before(at) == sum(start < at for start in starts)
    assert [m.start for m in mentions.list_within(3, 40)] == [start for start in starts if 3 <= start < 40]


def test_a_body_in_small_letters_is_found_by_its_short_form() -> None:
    """A long form before a short one in brackets is the name of a body."""
    mentions = read_mentions("La Fédération des quais (FDQ) et l'Union des ports (UDP) votent.", read_lexicon("fr"))

    found = {word: mentions.find_bodies(word) for word in ("fédération", "union", "quais")}
    assert found == {"fédération": {"Fédération des quais"}, "union": {"Union des ports"}, "quais": set()}
