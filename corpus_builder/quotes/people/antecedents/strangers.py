"""Names of which nothing is told by themselves: who of them is shown to be a person by how the document uses them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from corpus_builder.quotes.grammar.lexicon import Lexicon, read_lexicon
from corpus_builder.quotes.grammar.speech_tables import list_quoting
from corpus_builder.quotes.grammar.tokens import (
    ADVERB,
    AUXILIARY,
    CAPITAL,
    CLITIC,
    DETERMINER,
    DOCUMENT,
    INNER,
    LIGHT,
    MODAL,
    NEWS_AGENCY,
    ORGANISATION,
    PERSON,
    RELATIVE,
    THAT,
    VERB,
    Token,
)
from corpus_builder.quotes.people.discourse import Discourse, is_genitive, leads
from corpus_builder.quotes.people.runs import Mention
from corpus_builder.text.normalization import lower_with_plain_signs as fold
from corpus_builder.text.patterns import match_any

# words of a name with a first name and a surname
_FULL = range(2, 4)
# bearers of one surname above which nobody is meant by it alone
_MANY = 8
# letters of a surname
_SHORTEST_SURNAME = 3
# what may stand right behind a subject
_VERBAL = VERB | AUXILIARY | MODAL | CLITIC | ADVERB | LIGHT
# characters behind a name in which an age or a relative clause begins, and before it in which its noun stands
_BEHIND = 16
_BESIDE = 24


def find_bearer(discourse: Discourse, mention: Mention) -> str | None:
    """The person whom a mention names, in full; empty for somebody who is one of several, None for no person that is shown."""
    name, bearers = mention.name, discourse.bearers
    if name not in bearers:
        bearers[name] = _find_bearer(discourse, name)
    return bearers[name]


def _find_bearer(discourse: Discourse, name: str) -> str | None:
    people = discourse.mentions.people
    if people[name]:
        return name
    if " " in name:
        return name if shows_person(discourse, name) else None
    longer = discourse.mentions.names.list_ending(name)
    known = sorted(people.find_bearers(name))
    if len(longer) + len(known) > _MANY:
        return ""
    full = [name for name in longer if shows_person(discourse, name) and _is_first_name(discourse, name)]
    if full or known:
        return _choose_main(discourse, list(dict.fromkeys((*full, *known))))
    return name if is_plain(discourse, name) and _is_shown_alone(discourse, name) else None


def _is_shown_alone(discourse: Discourse, name: str) -> bool:
    """Whether a lone unknown word stands where a person is presented: `Jacquemine, 77 ans`, `my cousin Torvald`."""
    lexicon, text = discourse.lexicon, discourse.text
    for run in discourse.mentions.names.by_name.get(name, ()):
        # a number in brackets is a place's: `Brec (35)`
        if text[run.end : run.end + 2] != " (" and is_aged(discourse, run):
            return True
        before = lexicon.read_tokens(text[max(0, run.start - _BESIDE) : run.start])
        if before and before[-1].text == "," and text[run.end : run.end + 1] == ",":
            before.pop()
        if _is_somebodys(before, lexicon) or _is_named(before, lexicon):
            return True
    return False


def _is_somebodys(before: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether the words before a name tell kin, or a person of somebody's own: `my cousin`, `her apprentice`."""
    if not before:
        return False
    own = len(before) > 1 and before[-2].low in lexicon.links.possessives
    return before[-1].low in lexicon.nouns.counterparts or bool(own and before[-1].classes & PERSON)


def _is_named(before: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether the words before a name tell that it is somebody's: `a fiddler named`, `un certain`."""
    return bool(before) and before[-1].low in lexicon.links.naming


def _choose_main(discourse: Discourse, bearers: Sequence[str]) -> str:
    """The one bearer of a surname; of several the one who is told to be nobody's relative, else an empty name."""
    kin, mentions = discourse.lexicon.nouns.counterparts, discourse.mentions
    main = [
        name
        for name in bearers
        if not any(trade in kin for run in mentions.find_places(name) for trade in mentions.names.read_roles(run))
    ]
    return main[0] if len(main) == 1 else ""


def _is_first_name(discourse: Discourse, name: str) -> bool:
    """Whether a name does not begin with a word that the document also writes in lower case: `Both Reed`, `Like Reed`."""
    return name.partition(" ")[0].lower() not in discourse.mentions.names.pieces


def shows_person(discourse: Discourse, name: str) -> bool:
    """Whether a document uses a name in full like a person's: by the surname alone, as a heading, with an age, with `who`."""
    return looks_personal(discourse, name) and _is_used_for_a_person(discourse, name)


def acts_like_somebody(discourse: Discourse, mention: Mention) -> bool:
    """Whether a name of unknown words leads its clause, as people's do: `Ysolde Kerven a repris l'atelier`."""
    found = discourse.acting.get(mention.start)
    if found is None:
        found = discourse.acting[mention.start] = _acts_like_somebody(discourse, mention)
    return found


def _acts_like_somebody(discourse: Discourse, mention: Mention) -> bool:
    lexicon, name = discourse.lexicon, mention.name
    if not looks_personal(discourse, name):
        return False
    if not is_plain(discourse, name):
        return False
    following = lexicon.read_tokens(discourse.text[mention.end : mention.end + _BESIDE])[:2]
    return _begins_with_verb(following) and leads(discourse, mention) and not is_genitive(discourse, mention)


def _begins_with_verb(tokens: Sequence[Token]) -> bool:
    """Whether what stands behind a name begins with a verb, maybe an unknown one before an object, or with a comma."""
    verbal = bool(tokens) and (tokens[0].text == "," or bool(tokens[0].classes & _VERBAL or tokens[0].finite))
    return verbal or (len(tokens) > 1 and bool(tokens[1].classes & DETERMINER) and not tokens[0].classes & (INNER | CAPITAL))


def is_plain(discourse: Discourse, name: str) -> bool:
    """Whether no word of a name is also another word: of a language, of the document, or in the names of bodies and places."""
    lexicon, pieces, low = discourse.lexicon, discourse.mentions.names.pieces, fold(name)
    known = _list_known(lexicon.language)
    words = low.split()
    if low in known or any(word in known or word in pieces for word in words):
        return False
    parts = [part for word in words if "-" in word for part in word.split("-")]
    singular = [word.removesuffix(ending) for ending in lexicon.word_endings.plurals for word in (*words, *parts)]
    return not any(word in known or word in pieces for word in (*parts, *singular))


@cache
def _list_known(language: str) -> frozenset[str]:
    """The words of a language that are no names, the names of papers, and the words that any language is full of: `New Delhi`."""
    lexicon = read_lexicon(language)
    nouns = lexicon.nouns
    commonest = (read_lexicon(other).commonest for other in list_quoting())
    return lexicon.listed.union(nouns.places, nouns.bodies, nouns.nationalities, nouns.papers, *commonest)


def looks_personal(discourse: Discourse, name: str) -> bool:
    """Whether a name has the words of a first name and a surname, and none of a body."""
    words = name.split(" ")
    if len(words) not in _FULL or not all(_may_be_name(word) for word in words) or len(words[-1]) < _SHORTEST_SURNAME:
        return False
    tokens = discourse.lexicon.read_tokens(name)
    if fold(words[-1]) in discourse.lexicon.nouns.nationalities:
        return False
    if any(token.classes & (ORGANISATION | DOCUMENT | NEWS_AGENCY) for token in tokens):
        return False
    return not any(_follows_article(discourse, run) for run in discourse.mentions.names.by_name.get(name, ()))


def _follows_article(discourse: Discourse, run: Mention) -> bool:
    """Whether an article stands right before a name, as before those of bodies and places."""
    before = discourse.lexicon.read_tokens(discourse.text[max(0, run.start - _BEHIND) : run.start + 1])[:-1]
    return bool(before and before[-1].classes & DETERMINER)


def _may_be_name(word: str) -> bool:
    """Whether a word is capitalised and not all in capitals, or an initial."""
    plain = word.replace("-", "").replace(".", "")
    return plain.isalpha() and plain[0].isupper() and (len(plain) == 1 or not plain.isupper() or "." in word)


def _is_used_for_a_person(discourse: Discourse, name: str) -> bool:
    names = discourse.mentions.names
    if name.rpartition(" ")[2] in names.by_name:
        return True
    runs = names.by_name.get(name, ())
    return any(stands_alone(discourse.text, run) or is_presented(discourse, run) for run in runs)


def is_surely_presented(discourse: Discourse, run: Mention) -> bool:
    """Whether an age stands beside a name, or before it a word that names people: `a fiddler named Alcide Thibodeau`."""
    before = discourse.lexicon.read_tokens(discourse.text[max(0, run.start - _BEHIND) : run.start])
    return is_aged(discourse, run) or _is_named(before, discourse.lexicon)


def is_aged(discourse: Discourse, run: Mention) -> bool:
    """Whether an age stands right behind a name or before it: `Paul Arnal, 46 ans`, `At 46, Anna Reed`."""
    text, years = discourse.text, discourse.lexicon.shared.years
    before = text[max(0, run.start - _BEHIND) : run.start]
    return bool(_compile_age(years).match(text, run.end) or _compile_age_before(years).search(before))


def is_presented(discourse: Discourse, run: Mention) -> bool:
    """Whether an age or a relative clause stands right behind a name, as where somebody is presented."""
    lexicon, behind = discourse.lexicon, discourse.text[run.end : run.end + _BEHIND]
    if is_surely_presented(discourse, run):
        return True
    following = lexicon.read_tokens(behind)[1:2] if behind.startswith(",") else lexicon.read_tokens(behind)[:1]
    # `that` may as well begin what somebody is told
    return bool(following and following[0].classes & RELATIVE and not following[0].classes & THAT)


def stands_alone(text: str, run: Mention) -> bool:
    """Whether a name is a line of its own, as a heading over what is told of somebody."""
    return text[run.start - 1 : run.start] in ("\n", "") and text[run.end : run.end + 1] == "\n"


@cache
def _compile_age_before(years: frozenset[str]) -> re.Pattern[str]:
    """A pattern of an age and the comma that end what stands before a name: `À 46 ans, `."""
    return re.compile(rf"\b\d\d(?:[ \u00a0-]{match_any(years)})?, $")


@cache
def _compile_age(years: frozenset[str]) -> re.Pattern[str]:
    """A pattern of an age behind a name: `, 52,`, `, 52 ans`, `(34 ans)`."""
    return re.compile(rf",? ?\(?(?:\d\d)(?:[,)]|[ \u00a0-]{match_any(years)})")
