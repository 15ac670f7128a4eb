"""The words of reported speech, read from the tables of a language and inflected once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain
from typing import NamedTuple

from corpus_builder.knowledge import Row
from corpus_builder.languages.first_names import GENDERS, Gender, read_first_names
from corpus_builder.languages.pack import LanguagePack, drop_stop, read_pack
from corpus_builder.languages.word_lists import ByGender, Phrase, index_papers, index_phrases
from corpus_builder.quotes.grammar.inflection import Forms, Mood, inflect_verbs
from corpus_builder.quotes.grammar.speech_tables import (
    Inversion,
    Links,
    Nouns,
    QuoteTable,
    SentenceWords,
    SharedWords,
    Strength,
    Tail,
    Traits,
    WordEndings,
    list_quoting,
    read_quote_table,
    read_shared_words,
)
from corpus_builder.quotes.grammar.tokens import (
    ADVERB,
    ADVERBIAL,
    ASIDE,
    AUXILIARY,
    CAPITAL,
    CLITIC,
    COMPLEMENT,
    CONJUNCTION,
    CUE_LIKE,
    DEFINITE,
    DETERMINER,
    DOCUMENT,
    HOMOGRAPH,
    HONORIFIC,
    INNER,
    LEAD_IN,
    LIGHT,
    MAYBE_FINITE,
    MODAL,
    MONTH,
    NEGATION,
    NEWS_AGENCY,
    NOUN_SIGN,
    OPENER,
    ORGANISATION,
    PERSON,
    PERSONAL,
    PLAIN_DETERMINER,
    PRONOUN,
    RANK,
    RELATIVE,
    SIGN,
    SPEECH_NOUN,
    STOP,
    SUBJECT,
    SUBJECT_SIGN,
    SUBORDINATOR,
    SURELY_FINITE,
    THAT,
    TIME,
    TIME_SIDE,
    VERB,
    WORDY,
    Pieces,
    Reader,
    Token,
    compile_tokens,
)
from corpus_builder.text.normalization import lower_with_plain_signs as fold

# letters that a verb told by its ending, or an adverb told by its, has at least, less one
_SHORT_VERB = 4
_SHORT_ADVERB = 6
# the classes of a token that are tables of small words and of nouns, by the name of the table
_LINKS = {
    "auxiliaries": AUXILIARY,
    "modals": MODAL,
    "determiners": DETERMINER,
    "plain_determiners": PLAIN_DETERMINER,
    "definite": DEFINITE,
    "pronouns": PRONOUN,
    "subjects": SUBJECT,
    "clitics": CLITIC,
    "adverbs": ADVERB,
    "conjunctions": CONJUNCTION,
    "subordinators": SUBORDINATOR,
    "relative": RELATIVE,
    "that": THAT,
    "complement": COMPLEMENT,
    "negation": NEGATION,
    "openers": OPENER,
    "stops": STOP,
    "inner_prepositions": INNER,
    "asides": ASIDE,
    "lead_in": LEAD_IN,
    "noun_signs": NOUN_SIGN,
    "subject_signs": SUBJECT_SIGN,
    "times": TIME,
    "time_sides": TIME_SIDE,
}
_NOUNS = {
    "organisations": ORGANISATION,
    "documents": DOCUMENT,
    "words": SPEECH_NOUN,
    "homographs": HOMOGRAPH,
    "ranks": RANK,
    "news_agencies": NEWS_AGENCY,
    "signs": SIGN,
}
# a token without a call for its names, as there are so many
_make_token = tuple.__new__
# characters of a text that tell its language
_GUESSED = 4000


class Titles(NamedTuple):
    """The titles before a name by gender, folded, with their full stop and without where they are written so."""

    masculine: frozenset[str]
    feminine: frozenset[str]
    either: frozenset[str]

    def of(self, gender: Gender) -> frozenset[str]:
        """The titles of one gender."""
        return self.masculine if gender == "masculine" else self.feminine

    def all(self) -> frozenset[str]:
        """All titles."""
        return self.masculine | self.feminine | self.either


class Inverted(NamedTuple):
    """A verb that carries its subject behind a hyphen: `dit-il`."""

    verb: str
    pronoun: str


@dataclass(frozen=True)
class Lexicon:
    """What the engine knows of one language, and the words that count in a text of any; all words are folded."""

    language: str
    table: QuoteTable
    shared: SharedWords
    verbs: Forms
    prepositions: dict[str, tuple[Phrase, ...]]
    insertions: frozenset[Phrase]
    insertion_ends: frozenset[str]
    quoted_as: frozenset[Phrase]
    thus: dict[str, tuple[Phrase, ...]]
    tails: dict[str, Tail]
    # names of papers and channels by their first word, those that follow an article without it, too
    papers: dict[str, tuple[Phrase, ...]]
    first_names: dict[str, Gender | None]
    people: frozenset[str]
    cue_words: frozenset[str]
    honorifics: frozenset[str]
    titled: frozenset[str]
    before_names: frozenset[str]  # words before a name that tell what somebody is
    leads: frozenset[str]
    listed: frozenset[str]
    months: frozenset[str]
    commonest: frozenset[str]  # the words that every text of the language is full of
    inner_days: frozenset[str]  # those that may stand inside a reporting clause
    # a full stop behind these ends no sentence: before a blank, in this language; and as part of the title, in any
    abbreviations: frozenset[str]
    stopped_titles: frozenset[str]
    traits: Traits
    links: Links
    nouns: Nouns
    titles: Titles
    pronouns: ByGender
    gender_signs: ByGender
    sentence: SentenceWords
    word_endings: WordEndings

    def mood(self, word: str, mood: Mood) -> Strength | None:
        """How strongly the word reports speech in that mood, or None."""
        return self.verbs.get(word, {}).get(mood)

    def split_inversion(self, word: str) -> Inverted | None:
        """The verb and the subject of an inverted verb, or None."""
        match = self._inverted.match(word) if "-" in word and self.traits.inverts_subjects else None
        return Inverted(match[1], match[2]) if match else None

    @cached_property
    def _inverted(self) -> re.Pattern[str]:
        return _compile_inversion(self.table.inversion)

    @cached_property
    def cut(self) -> Callable[[str], Iterator[re.Match[str]]]:
        """Cuts a text into words and signs, which are the same as those of its pieces without spaces."""
        return compile_tokens(self.stopped_titles).finditer

    @cached_property
    def reader(self) -> Reader:
        """Reads a piece of text without spaces as tokens."""
        return Pieces(compile_tokens(self.stopped_titles).findall, _make_classifier(self)).__getitem__

    @cached_property
    def table_classes(self) -> dict[str, int]:
        """The classes that the tables tell of each word, as bits."""
        tables = (
            *((getattr(self.links, name), bit) for name, bit in _LINKS.items()),
            *((getattr(self.nouns, name), bit) for name, bit in _NOUNS.items()),
            (self.sentence.finite | self.links.auxiliaries, SURELY_FINITE),
            (self.sentence.persons, PERSONAL),
            (self.people, PERSON),
            (self.months, MONTH),
            (self.honorifics, HONORIFIC),
        )
        classes: dict[str, int] = {}
        for words, bit in tables:
            for word in words:
                classes[word] = classes.get(word, 0) | bit
        return classes

    def read_tokens(self, text: str) -> list[Token]:
        """The tokens of a text."""
        return list(chain.from_iterable(map(self.reader, text.split())))

    def has_word(self, text: str, classes: int) -> bool:
        """Whether a text has a word of all those classes."""
        reader = self.reader
        for piece in text.split():
            for token in reader(piece):
                if token.classes & classes == classes:
                    return True
        return False


@cache
def read_lexicon(language: str) -> Lexicon:
    """The lexicon of a language that has a table of quotes. Raises TableError when that is missing or wrong."""
    table, shared, pack = read_quote_table(language), read_shared_words(), read_pack(language)
    links, nouns, titles = add_days(table.links, pack), table.nouns, read_titles(pack)
    months = frozenset(pack.month_names)
    people = nouns.people.masculine | nouns.people.feminine
    honorifics = frozenset(form for title in titles.all() for form in (title, title.rstrip("."), title + "."))
    verbs = inflect_verbs(table)
    prepositions = index_phrases(links.prepositions)
    insertions = frozenset(tuple(phrase.split()) for phrase in links.insertions)
    leading = (links.openers, links.determiners, links.pronouns, links.subordinators, links.stops, links.adverbs)
    return Lexicon(
        language=language,
        table=table,
        shared=shared,
        verbs=verbs,
        prepositions=prepositions,
        insertions=insertions,
        insertion_ends=frozenset(words[-1] for words in insertions),
        quoted_as=frozenset(tuple(phrase.split()) for phrase in links.quoted_as),
        thus=index_phrases(shared.thus),
        tails={tail.word: tail for tail in table.tails},
        papers=index_papers(nouns.papers, links.definite),
        first_names=read_first_names().genders,
        people=people,
        cue_words=links.seeing.union(verbs, prepositions),
        honorifics=honorifics,
        titled=titles.all(),
        before_names=people | nouns.ranks | honorifics,
        # words that may stand capitalised before a name, at the start of a sentence, and are no part of it
        leads=people.union(honorifics, links.before_names, *(table.pronouns.of(gender) for gender in GENDERS), *leading),
        listed=people.union(honorifics, verbs, prepositions, months, *map(_list_words, (links, nouns, table.sentence))),
        months=months,
        commonest=frozenset(pack.words),
        inner_days=read_inner_days(),
        abbreviations=pack.go_on_spaced,
        stopped_titles=read_stopped_titles(),
        traits=table.traits,
        links=links,
        nouns=nouns,
        titles=titles,
        pronouns=table.pronouns,
        gender_signs=table.gender_signs,
        sentence=table.sentence,
        word_endings=table.word_endings,
    )


def add_days(links: Links, pack: LanguagePack) -> Links:
    """The small words of a language and its weekdays, before which a subject ends, which begin a sentence and name a time."""
    return links.model_copy(update={name: getattr(links, name).union(pack.weekdays) for name in ("stops", "openers", "times")})


@cache
def read_inner_days() -> frozenset[str]:
    """The weekdays that may stand inside a reporting clause, in a text of any language."""
    languages = [language for language in list_quoting() if read_quote_table(language).traits.days_stand_inside_clauses]
    return frozenset(day for language in languages for day in read_pack(language).weekdays)


def read_titles(pack: LanguagePack) -> Titles:
    """The titles of a language before a name."""
    spelled = (
        frozenset(fold(form) for title in titles for form in (title, drop_stop(title)))
        for titles in (pack.titles.masculine, pack.titles.feminine, pack.titles.either)
    )
    return Titles(*spelled)


@cache
def read_stopped_titles() -> frozenset[str]:
    """The titles that keep their full stop within the word, in a text of any language."""
    return frozenset[str]().union(*(read_pack(language).titles.stopped for language in list_quoting()))


def guess_language(text: str) -> str:
    """Which of the tables suits a text of another or unknown language, by its commonest small words.

    >>> guess_language("the end of the pier"), guess_language("la fin de la jetée")
    ('en', 'fr')
    """
    start = f" {text[:_GUESSED]} ".lower()
    return max(list_quoting(), key=lambda language: sum(start.count(f" {word} ") for word in read_quote_table(language).frequent))


def _make_classifier(lexicon: Lexicon) -> Callable[[str], Token]:
    """What gives a word all its classes; one that no table lists is told by its ending."""
    listed, endings, light = lexicon.listed, lexicon.word_endings, lexicon.shared.adverb_endings
    adverbs = lexicon.table.shared.adverb_endings if lexicon.traits.endings_tell_adverbs else ()

    def classify(text: str) -> Token:
        low = text.lower() if text.isascii() else fold(text)
        if low in listed:
            return _look_up(text, low, lexicon)
        size, head = len(low), text[:1]
        classes = WORDY if head.isalnum() else 0
        if "-" in low:
            classes |= CUE_LIKE
        if size > _SHORT_VERB and low.endswith(endings.finite):
            classes |= MAYBE_FINITE
        if head.isupper():
            return _make_token(Token, (text, low, classes | CAPITAL, None, None, None, None))
        if size > _SHORT_VERB and low.endswith(endings.verbs):
            classes |= VERB
        if low.endswith(light):
            classes |= LIGHT
            if size > _SHORT_ADVERB and low.endswith(adverbs):
                classes |= ADVERBIAL
        return _make_token(Token, (text, low, classes, None, None, None, None))

    return classify


def _look_up(text: str, low: str, lexicon: Lexicon) -> Token:
    """A word of the tables with all its classes."""
    links, nouns, endings = lexicon.links, lexicon.nouns, lexicon.word_endings
    moods = lexicon.verbs.get(low, {})
    long, finite = len(low) > _SHORT_VERB, low in lexicon.sentence.finite
    capital = text[:1].isupper()
    told = (
        (CAPITAL, capital),
        (WORDY, text[:1].isalnum()),
        (CUE_LIKE, low in lexicon.cue_words or "-" in low),
        (MAYBE_FINITE, "finite" in moods or (long and low.endswith(endings.finite))),
        (VERB, finite or ("finite" in moods and low not in nouns.homographs)),
        (VERB, long and not capital and low.endswith(endings.verbs)),
        (ADVERBIAL, _ends_like_adverb(low, lexicon) and low not in nouns.like_adverbs),
        (LIGHT, low in links.clitics or low in links.adverbs or low.endswith(lexicon.shared.adverb_endings)),
    )
    classes = lexicon.table_classes.get(low, 0)
    for bit, belongs in told:
        if belongs:
            classes |= bit
    # a trade in -ant (`le commandant`) is no participle
    gerund = None if low in lexicon.people else moods.get("gerund")
    return Token(text, low, classes, moods.get("finite"), moods.get("participle"), gerund, moods.get("infinitive"))


def _ends_like_adverb(low: str, lexicon: Lexicon) -> bool:
    told = lexicon.traits.endings_tell_adverbs and len(low) > _SHORT_ADVERB
    return told and low.endswith(lexicon.table.shared.adverb_endings)


def _list_words(table: Row) -> frozenset[str]:
    """All words of the sets of a table."""
    return frozenset(chain.from_iterable(value for _, value in table if isinstance(value, frozenset)))


def _compile_inversion(inversion: Inversion) -> re.Pattern[str]:
    pronouns = "|".join(map(re.escape, sorted(inversion.pronouns)))
    return re.compile(rf"(.+?)-(?:{re.escape(inversion.link)}-)?({pronouns})$")
