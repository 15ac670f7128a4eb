"""The tables of reported speech as typed records: `quotes.toml` in the folder of a language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Set
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, GetPydanticSchema, TypeAdapter, model_validator

from corpus_builder.knowledge import LINES, Expression, Row, Words, check_table, read_table
from corpus_builder.languages.first_names import GENDERS, Gender
from corpus_builder.languages.pack import ROOM, list_with

QUOTES = "quotes"
Phrase = tuple[str, ...]
Strength = Literal["speaking", "reporting", "manner", "reflexive"]


def _refuse_unfolded(words: tuple[str, ...]) -> tuple[str, ...]:
    wrong = next((word for word in words if word != word.lower() or "’" in word), None)
    if wrong is not None:
        raise ValueError(f"{wrong!r} must be in lower case, with a straight apostrophe")
    return words


def _make_set(kind: Any) -> GetPydanticSchema:
    """How a list that is checked as `kind` becomes a set: made once for the hundred fields of a table that are such sets."""
    schema = cache(lambda: TypeAdapter(Annotated[kind, AfterValidator(frozenset)]).core_schema)
    return GetPydanticSchema(lambda *_: schema())


# What a word may begin or end with: a tuple, which `startswith` and `endswith` take.
Affixes = Annotated[Words, AfterValidator(_refuse_unfolded)]
# Spellings as they stand, and words in lower case: in the file a sorted list without duplicates, here a set.
Spellings = Annotated[frozenset[str], _make_set(Words)]
WordSet = Annotated[frozenset[str], _make_set(Affixes)]


class Traits(Row):
    """How a language behaves, as far as code asks; the comments in its table give the evidence."""

    inverts_subjects: bool
    subject_may_lead: bool
    marks_close_around_clauses: bool
    bare_nouns_end_clauses: bool
    order_tells_nouns: bool
    bare_relatives: bool
    participles_follow_names: bool
    endings_tell_adverbs: bool
    days_stand_inside_clauses: bool


class Verbs(Row):
    """Verbs by how strongly they report, each in the infinitive under the name of its endings."""

    speaking: dict[str, WordSet]
    reflexive: dict[str, WordSet]
    reporting: dict[str, WordSet]
    manner: dict[str, WordSet]

    def by_strength(self) -> dict[Strength, dict[str, WordSet]]:
        """The verbs of each strength."""
        return {"speaking": self.speaking, "reflexive": self.reflexive, "reporting": self.reporting, "manner": self.manner}


class Spelling(Row):
    """How a stem changes before some endings: a pattern in the stem, one for the ending, and what the first becomes.

    With `verbs` the change is for these alone.
    """

    stem: Expression
    ending: Expression
    becomes: str
    verbs: WordSet = frozenset()


class Endings(Row):
    """A conjugation: the ending of its infinitive and those that replace it in each mood; the first change that fits is made."""

    infinitive: str
    finite: WordSet
    participle: WordSet
    gerund: WordSet
    spelling: tuple[Spelling, ...] = ()


class Irregular(Row):
    """A verb with forms of its own."""

    infinitive: str
    strength: Strength
    finite: WordSet
    participle: WordSet
    gerund: WordSet


class Inversion(Row):
    """The subjects that a verb carries behind a hyphen, those that may be somebody else, and the sound between the two."""

    pronouns: WordSet
    third_person: WordSet
    link: str


class WordEndings(Row):
    """Endings by which words are told that no table lists."""

    finite: Affixes
    verbs: Affixes
    reporting: Affixes
    participles: Affixes
    # of a past tense that takes an object
    past: Affixes
    # of infinitives behind a preposition; none where nouns end so, too
    infinitives: Affixes
    plurals: Affixes
    no_plurals: Affixes
    third_person: Affixes


class Links(Row):
    """The small words of a language, by what they do; several words with spaces between are a phrase."""

    # names the source of what is said
    prepositions: WordSet
    # may stand between a subject and a reporting infinitive
    modals: WordSet
    auxiliaries: WordSet
    passive: WordSet
    clitics: WordSet
    adverbs: WordSet
    negation: WordSet
    pronouns: WordSet
    # a subject ends before these, and before a weekday
    stops: WordSet
    determiners: WordSet
    inner_prepositions: WordSet
    subordinators: WordSet
    # begins a sentence and is no subject, as does a weekday
    openers: WordSet
    before_names: WordSet
    # names who acts in a passive
    agent: WordSet
    relative: WordSet
    # a relative pronoun that owns the noun behind it
    owning_relatives: WordSet
    # make a determiner of the preposition before them
    quantities: WordSet
    # opens a clause that stands for a noun
    free_relatives: WordSet
    articles_with_quantities: WordSet
    conjunctions: WordSet
    accusing: WordSet
    lead_in: WordSet
    # opens the clause that holds the reported words
    complement: WordSet
    noun_signs: WordSet
    subject_signs: WordSet
    seeing: WordSet
    # before a verb of seeing makes it an opinion
    there: WordSet
    insertions: WordSet
    reading: WordSet
    impersonal: WordSet
    places: WordSet
    # makes a name belong to another noun
    genitives: WordSet
    # determiners that are nothing else, behind which a verb form is a noun
    plain_determiners: WordSet
    asides: WordSet
    # pronouns that can only be a subject
    subjects: WordSet
    meaning: WordSet
    that: WordSet
    # before somebody gives their view
    views: WordSet
    definite: WordSet
    going_on: WordSet
    companions: WordSet
    topic_verbs: Affixes
    # reflexive verbs by which somebody says what they feel or think
    self_saying: Affixes
    # verbs by their stems with which a paper or an agency passes on what others said
    passing_on: Affixes
    # begins what says that the same holds for somebody, and the prepositions before that name that are none inside a phrase
    likewise: WordSet
    likewise_links: WordSet
    # before somebody whose case is like the reader's, and before a noun that means what was just said
    likening: WordSet
    pointing: WordSet
    made_known: WordSet
    making: Affixes
    naming_signs: WordSet
    naming_verbs: Affixes
    possessives: WordSet
    former: WordSet
    infinitive_marks: WordSet
    quoted_as: WordSet
    object_clitics: WordSet
    # means a body, and means somebody of the side that one of these phrases tells
    body_pronouns: WordSet
    side_pronouns: WordSet
    sides: WordSet
    noun_followers: WordSet
    articles_with_de: WordSet
    inner_articles: WordSet
    # names a time as a noun, and what stands beside such a noun
    times: WordSet
    time_sides: WordSet
    # a preposition and the nouns before which it stays inside a noun phrase
    inner_phrases: dict[str, WordSet]


class Tail(Row):
    """A word that, after a reporting clause and its comma, is still the writer's, with what must follow it."""

    word: str
    next_words: WordSet = frozenset()
    next_ending: str = ""


class ByGender(Row):
    """Words of either gender; a word may be of both."""

    masculine: WordSet
    feminine: WordSet

    def of(self, gender: Gender) -> frozenset[str]:
        """The words of one gender."""
        return self.masculine if gender == "masculine" else self.feminine

    def genders_of(self, word: str) -> tuple[Gender, ...]:
        """The genders that a word may have."""
        return tuple(gender for gender in GENDERS if word in self.of(gender))


class Nouns(Row):
    """Nouns by what they name."""

    crowds: WordSet
    counterparts: WordSet
    signs: WordSet
    ranks: WordSet
    resolvable: WordSet
    naming: WordSet
    homographs: WordSet
    labels: WordSet
    words: WordSet
    news_agencies: WordSet
    papers: WordSet
    documents: WordSet
    organisations: WordSet
    # names a body together with what completes it: `le parquet de Brie`
    bodies: WordSet
    # names who comes from somewhere, and countries and cities that are named without more
    nationalities: Annotated[WordSet, LINES]
    places: Annotated[WordSet, LINES]
    qualities: WordSet
    like_adverbs: WordSet
    # rows of what one body may be called, and those of the feminine
    body_kinds: tuple[WordSet, ...]
    feminine_bodies: WordSet
    people: ByGender
    synonyms: dict[str, str]
    # a trade and the narrower ones that it covers
    kinds: dict[str, WordSet]


class SentenceWords(Row):
    """What tells a sentence, and who speaks in it."""

    finite: WordSet
    persons: WordSet


class SharedWords(Row):
    """Words that count in a text of any language, together with those of all others."""

    reflexives: WordSet
    first_person_reflexives: WordSet
    indefinite_articles: WordSet
    occasions: WordSet
    articles: WordSet
    articles_before_nouns: WordSet
    clause_openers: WordSet
    times_of_day: WordSet
    day_articles: WordSet
    day_endings: Affixes
    ordinal_endings: WordSet
    infinitive_links: WordSet
    infinitive_prepositions: WordSet
    contrasts: WordSet
    joining: WordSet
    office_links: WordSet
    office_articles: WordSet
    complement_links: WordSet
    partitives: WordSet
    particles: WordSet
    particles_between_capitals: WordSet
    binding: WordSet
    elisions: WordSet
    # those of them with which a first name may begin: `M'jid`
    elisions_in_names: WordSet
    articles_of_names: WordSet
    plural_articles: WordSet
    elided_articles: WordSet
    owner_endings: WordSet
    own_words: WordSet
    view_determiners: WordSet
    inverting: WordSet
    thus: WordSet
    named: WordSet
    naming_endings: Affixes
    years: WordSet
    adverb_endings: Affixes
    vocatives: Spellings
    vocative_articles: WordSet
    addressed: ByGender


class QuoteTable(Row):
    """How a language reports speech: `languages/<code>/quotes.toml`."""

    frequent: WordSet
    traits: Traits
    verbs: Verbs
    irregular: tuple[Irregular, ...] = ()
    endings: dict[str, Endings]
    inversion: Inversion
    word_endings: WordEndings
    links: Links
    tails: tuple[Tail, ...]
    gender_signs: ByGender
    nouns: Nouns
    pronouns: ByGender
    sentence: SentenceWords
    shared: SharedWords

    @model_validator(mode="after")
    def _check_endings(self) -> QuoteTable:
        for strength, classes in self.verbs.by_strength().items():
            for name in classes:
                if name not in self.endings:
                    raise ValueError(f"verbs, {strength}, {name}: there are no endings of that name")
        second = [verb for verb, count in Counter(verb.infinitive for verb in self.irregular).items() if count > 1]
        if second:
            raise ValueError(f"irregular: duplicate infinitive {second[0]!r}")
        return self


@cache
def list_quoting() -> tuple[str, ...]:
    """The languages that have a table of quotes, by precedence."""
    return list_with(QUOTES)


def read_quote_table(language: str) -> QuoteTable:
    """How a language reports speech. Raises TableError with file, row and key when its table is not as declared."""
    return read_table(QuoteTable, f"{ROOM}.{language}", QUOTES)


@cache
def read_shared_words() -> SharedWords:
    """The words that count in a text of any language: those of all languages in one."""
    return unite(tuple(read_quote_table(language).shared for language in list_quoting()))


def unite(tables: tuple[SharedWords, ...]) -> SharedWords:
    """The shared words of several languages as those of one."""
    united: dict[str, Any] = {}
    for name in SharedWords.model_fields:
        parts = [getattr(table, name) for table in tables]
        if name == "addressed":
            united[name] = {gender: sorted({word for part in parts for word in part.of(gender)}) for gender in GENDERS}
        else:
            united[name] = sorted({word for part in parts for word in part})
    return check_table(SharedWords, united, "the shared words of all languages")


def index_phrases(phrases: Iterable[str]) -> dict[str, tuple[Phrase, ...]]:
    """Phrases by first word, the longest first."""
    index: dict[str, list[Phrase]] = {}
    for words in sorted((tuple(phrase.split()) for phrase in phrases), key=len, reverse=True):
        index.setdefault(words[0], []).append(words)
    return {first: tuple(found) for first, found in index.items()}


def index_papers(papers: Iterable[str], articles: Set[str]) -> dict[str, tuple[Phrase, ...]]:
    """The names of papers as `index_phrases` gives them, and without an article at their head, as `au Monde` has it."""
    spaced = {paper.replace("'", "' ") for paper in papers}
    bare = {paper.partition(" ")[2] for paper in spaced if paper.partition(" ")[0] in articles}
    return index_phrases(spaced | bare)
