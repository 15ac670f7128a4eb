"""The tables of reported speech as typed records: `quotes.toml` in the folder of a language."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import model_validator

from corpus_builder.knowledge import LINES, Row, check_table, read_table
from corpus_builder.languages.conjugation import Endings
from corpus_builder.languages.first_names import GENDERS
from corpus_builder.languages.pack import ROOM, list_with
from corpus_builder.languages.word_lists import Affixes, ByGender, Spellings, WordSet

QUOTES = "quotes"
Strength = Literal["speaking", "reporting", "evaluating", "likening", "manner", "reflexive"]


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
    # governs marked words that are its object: `loue une « ... »`
    evaluating: dict[str, WordSet]
    # governs marked words behind `comme` or `as` alone
    likening: dict[str, WordSet]
    manner: dict[str, WordSet]

    def by_strength(self) -> dict[Strength, dict[str, WordSet]]:
        """The verbs of each strength."""
        return {
            "speaking": self.speaking,
            "reflexive": self.reflexive,
            "reporting": self.reporting,
            "evaluating": self.evaluating,
            "likening": self.likening,
            "manner": self.manner,
        }


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
    # of adjectives behind their noun
    adjectives: Affixes
    third_person: Affixes


class Links(Row):
    """The small words of a language, by what they do; several words with spaces between are a phrase."""

    prepositions: WordSet  # names the source of what is said
    modals: WordSet  # may stand between a subject and a reporting infinitive
    auxiliaries: WordSet
    passive: WordSet
    clitics: WordSet
    adverbs: WordSet
    negation: WordSet
    pronouns: WordSet
    stops: WordSet  # a subject ends before these, and before a weekday
    determiners: WordSet
    inner_prepositions: WordSet
    subordinators: WordSet
    openers: WordSet  # begins a sentence and is no subject, as does a weekday
    before_names: WordSet
    agent: WordSet  # names who acts in a passive
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
    complement: WordSet  # opens the clause that holds the reported words
    noun_signs: WordSet
    subject_signs: WordSet
    seeing: WordSet
    there: WordSet  # before a verb of seeing makes it an opinion
    insertions: WordSet
    reading: WordSet
    impersonal: WordSet
    # one or two words that begin a sentence about nobody
    empty_subjects: WordSet
    # subjects that stand for nobody: `il est écrit`
    dummy_subjects: WordSet
    places: WordSet
    genitives: WordSet  # makes a name belong to another noun
    plain_determiners: WordSet  # determiners that are nothing else, behind which a verb form is a noun
    asides: WordSet
    subjects: WordSet  # pronouns that can only be a subject
    meaning: WordSet
    that: WordSet
    views: WordSet  # before somebody gives their view
    definite: WordSet
    going_on: WordSet
    companions: WordSet
    topic_verbs: Affixes
    self_saying: Affixes  # reflexive verbs by which somebody says what they feel or think
    # verbs of feeling and planning by their stems: who reports that others feel or plan something uses words of their own
    feeling: Affixes
    # before an infinitive they say that somebody says it often: `used to say`, `avait coutume de dire`
    habits: WordSet
    using: WordSet  # verb forms by which somebody uses a word or a phrase
    hearing: WordSet  # participles of who hears something at the end of a headline: `jury told`
    # verbs by their stems with which a paper or an agency passes on what others said, and those of writing
    passing_on: Affixes
    writing: Affixes
    # begins what says that the same holds for somebody, and the prepositions before that name that are none inside a phrase
    likewise: WordSet
    likewise_links: WordSet
    # before somebody whose case is like the reader's, and before a noun that means what was just said
    likening: WordSet
    pointing: WordSet
    made_known: WordSet
    making: Affixes
    # behind a verb makes it one of evaluating: `met en exergue`
    made_evaluating: WordSet
    # before what somebody takes something for: `présente ce plan comme une «`
    taken_as: WordSet
    taking: Affixes  # verbs that do so by their stems: `considèrent les élus comme`
    # verbs of being besides the auxiliaries: `elle reste «`
    copulas: WordSet
    # before somebody and what they say as a participle, and the participle of a past one: `with Reed saying`, `as having said`
    holding: WordSet
    participles_of_having: WordSet
    # behind what is let or given to somebody: `loue une « ... » aux associations`
    given_to: WordSet
    # before what somebody sees something in: `voit dans ce projet une «`
    seen_in: WordSet
    naming_signs: WordSet
    naming_verbs: Affixes
    possessives: WordSet
    former: WordSet
    infinitive_marks: WordSet
    quoted_as: WordSet
    object_clitics: WordSet
    body_pronouns: WordSet  # mean a body
    side_pronouns: WordSet  # mean somebody of the side that one of the `sides` tells
    sides: WordSet
    # beginnings of words that tell a gesture or a mood of whoever speaks next, and what befell somebody or that they went
    gestures: Affixes
    fateful: Affixes
    latter: WordSet  # pronouns that mean whoever is named last
    naming: WordSet  # right before the name of somebody who is presented
    families: WordSet  # what makes of a relative a description of anybody: `mère de famille`
    noun_followers: WordSet
    articles_with_de: WordSet
    inner_articles: WordSet
    # names a time as a noun, and what stands beside such a noun
    times: WordSet
    time_sides: WordSet
    # a preposition and the nouns before which it stays inside a noun phrase
    inner_phrases: dict[str, WordSet]
    # verb forms that report only with one of these words behind them: `points out`
    phrasal: dict[str, WordSet]


class Tail(Row):
    """A word that, after a reporting clause and its comma, is still the writer's, with what must follow it."""

    word: str
    next_words: WordSet = frozenset()
    next_ending: str = ""


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
    # what befell somebody who then is not the one who speaks: `the death of`
    fates: WordSet
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
    # pronouns that may give their view alone: `Pour lui,`
    own_views: WordSet
    inverting: WordSet
    thus: WordSet
    named: WordSet
    naming_endings: Affixes
    years: WordSet
    adverb_endings: Affixes
    vocatives: Spellings
    vocative_articles: WordSet
    addressed: ByGender


class Reported(Row):
    """What tells that a clause without marks is reported."""

    # beginnings of verbs that take a clause, and of those that take who is told before it
    verbs: Affixes
    addressing: Affixes
    # verb forms whose clause may do without `that`, and those behind which any subject begins it
    bare: WordSet
    bare_always: WordSet
    # modals before a verb that tells all the same (`tient à préciser`)
    telling_modals: WordSet
    # near a verb these say that nobody said so, as do endings of what is to come or might be
    denials: WordSet
    unreal_endings: Affixes
    # make a supposition, unless an allowance stands before
    conditions: WordSet
    allowances: WordSet
    # begin a question or a relative clause, and no clause without `that`
    questions: WordSet
    # before `que` these compare or join, and these have a clause of their own
    comparisons: WordSet
    contents: WordSet
    time_openers: WordSet
    # words of times that may stand before a clause without `that`
    times: WordSet
    # begin what names a source
    source_openers: WordSet
    # subjects that are nobody, and nouns that assert something
    nobody: WordSet
    sources: WordSet
    # what says something without being a source: rules, sayings, signs
    things: WordSet
    mute: WordSet  # what says nothing at all
    issued: WordSet  # how a document came out
    # behind a comma the writer goes on with these
    breaks: WordSet


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
    reported: Reported
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
