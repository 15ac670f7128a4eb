"""Who speaks on: the writer has just told of who says the words, or has told of nobody since somebody spoke."""

from __future__ import annotations

from collections.abc import Sequence, Set
from itertools import pairwise
from typing import NamedTuple

from corpus_builder.model import Span
from corpus_builder.quotes.attribution.attribute import is_surely_somebody
from corpus_builder.quotes.attribution.clauses import Place
from corpus_builder.quotes.attribution.quoting_sentences import READ_REACH
from corpus_builder.quotes.attribution.turns import CARRY_REACH, Reading, is_heading, read_sentence_before
from corpus_builder.quotes.attribution.uncued.actors import speaks_of_self
from corpus_builder.quotes.attribution.uncued.documents import find_document
from corpus_builder.quotes.attribution.uncued.named_below import find_comment, find_named
from corpus_builder.quotes.grammar.adverbials import is_empty_subject
from corpus_builder.quotes.grammar.cues import find_cues
from corpus_builder.quotes.grammar.lexicon import Lexicon
from corpus_builder.quotes.grammar.phrases import names_someone
from corpus_builder.quotes.grammar.subjects import read_before, read_leading
from corpus_builder.quotes.grammar.tokens import (
    ADVERB,
    AUXILIARY,
    CAPITAL,
    CONJUNCTION,
    DOCUMENT,
    HONORIFIC,
    NEGATION,
    OPENER,
    ORGANISATION,
    PERSON,
    PERSONAL,
    SIGN,
    SUBJECT,
    SUBORDINATOR,
    THAT,
    Token,
    Tokens,
)
from corpus_builder.quotes.passages.form import Form
from corpus_builder.text.sentences import find_stops

# characters and line breaks of the writer's own text over which somebody goes on speaking
_OVER = 600
_BREAKS = 2
# tokens of the shortest clause that leads words, with its comma
_LEAST_CLAUSE = 4


class _Heard(NamedTuple):
    """What was read before some words: the text, the last speech, and the capitalised words of all speakers until then."""

    text: str
    last: Reading | None
    names: Set[str]


def carry_on(text: str, readings: Sequence[Reading], lexicon: Lexicon) -> list[Reading]:
    """The readings; words that nobody says yet have who acts in the sentence before, who spoke last, or who is named below."""
    if all(reading.attribution.speaker for reading in readings):
        return list(readings)
    found: list[Reading] = []
    names: set[str] = set()
    for reading in readings:
        document = find_document(text, reading, lexicon) if reading.attribution.speaker is None else None
        if document:
            reading = _give(reading, ("source", document))
        elif _is_open(text, reading):
            heard = _Heard(text, found[-1] if found else None, names)
            comment = find_comment(text, reading)
            told = find_named(text, comment, lexicon) if comment else _find_speaker(heard, reading, lexicon)
            reading = _give(reading, told) if told else reading
        names.update(_list_names(text, reading))
        found.append(reading)
    return found


def _give(reading: Reading, told: tuple[Place, Span]) -> Reading:
    """The reading with who says it, and how that is known."""
    return reading._replace(attribution=reading.attribution._replace(place=told[0], speaker=told[1]))


def _list_names(text: str, reading: Reading) -> list[str]:
    """The words with capitals of the mention that says who speaks."""
    speaker = reading.attribution.speaker
    return [word for word in text[slice(*speaker)].split() if word[0].isupper()] if speaker else []


def _is_open(text: str, reading: Reading) -> bool:
    """Whether words have neither a speaker nor a cue, and are no heading."""
    attribution, passage = reading.attribution, reading.passage
    bare = attribution.speaker is None and attribution.cue is None and attribution.place in ("none", "name")
    return bare and reading.sentence is not None and not passage.dash and not is_heading(text, passage)


def _find_speaker(heard: _Heard, reading: Reading, lexicon: Lexicon) -> tuple[Place, Span] | None:
    """Who says words, by what was told and said before them, and how that is known."""
    text, last = heard.text, heard.last
    speaker = last.attribution.speaker if last else None
    if last and speaker and reading.kind == "mixed" and _goes_on_within(text, last, reading, lexicon):
        return "continued", speaker
    of_self = speaks_of_self(text, reading.passage, lexicon)
    leader = _find_leader(text, reading, lexicon) if of_self else None
    if leader:
        return "acting", leader
    doer = _find_doer(heard, reading, lexicon) if reading.kind == "mixed" else None
    if doer:
        return "acting", doer
    begin = _find_begin(reading)
    if begin is None or text[reading.passage.end - 1] == ",":
        return None
    thinker = _find_thinker(heard, begin, reading, lexicon) if of_self else None
    if thinker:
        return "acting", thinker
    return ("continued", speaker) if last and speaker and _goes_on_over(text, last, begin, lexicon) else None


def _goes_on_over(text: str, last: Reading, begin: int, lexicon: Lexicon) -> bool:
    """Whether who spoke last goes on behind the writer's sentences, in which nobody comes in."""
    between = text[last.passage.outer[1] : begin]
    signed = last.attribution.place == "name" and last.attribution.clause
    if signed or last.kind != "direct" or len(between) > _OVER or between.count("\n") > _BREAKS:
        return False
    turn = between.rstrip()[-1:] in ("-", "–", "—")
    speaker = text[slice(*(last.attribution.speaker or (0, 0)))]
    return not turn and not lexicon.has_word(speaker, PERSONAL) and _tells_of_nobody(text, last, begin, lexicon)


def _find_begin(reading: Reading) -> int | None:
    """Where a whole sentence in marks begins, with the topic before its colon."""
    sentence, outer = reading.sentence, reading.passage.outer
    if sentence is None or reading.kind != "direct":
        return None
    if reading.attribution.place == "none":
        return outer[0]
    led = sentence.tokens.inside((sentence.tokens.start(0), outer[0]))
    return sentence.tokens.start(0) if led and led[-1].text == ":" else None


def _goes_on_within(text: str, last: Reading, reading: Reading, lexicon: Lexicon) -> bool:
    """Whether the writer goes on with what somebody said, in their words and with no other subject: `Ce sera « un chantier »`."""
    start, end = last.passage.outer[1], reading.passage.outer[0]
    if reading.sentence is None or reading.attribution.place != "none" or end - start > CARRY_REACH or "\n" in text[start:end]:
        return False
    if reading.sentence is last.sentence:
        return not any(token.classes & (SIGN | DOCUMENT) for token in reading.sentence.tokens.inside((start, end)))
    tokens = Tokens(text).read(reading.sentence.tokens.start(0), end, lexicon.reader)
    return is_empty_subject(tokens, lexicon) or not _tells_of_somebody(tokens, lexicon)


def _addresses(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word is `I`, `we` or `you`, by which whoever speaks or writes comes in."""
    return bool(token.classes & PERSONAL) and token.low not in lexicon.links.impersonal


def _find_leader(text: str, reading: Reading, lexicon: Lexicon) -> Span | None:
    """Who acts in the clause that leads words up to a comma: `Quand elle revoit le port, « je pense à mon père »`."""
    start, end = reading.sentence.tokens.start(0) if reading.sentence else 0, reading.passage.outer[0]
    tokens = Tokens(text).read(max(start, end - READ_REACH), end, lexicon.reader)
    if len(tokens) < _LEAST_CLAUSE or tokens[-1].text != "," or not tokens[0].classes & (SUBORDINATOR | OPENER):
        return None
    for at, token in enumerate(tokens[:-1]):
        if token.classes & SUBJECT and not (token.classes & PERSONAL or is_empty_subject(tokens[at:], lexicon)):
            return tokens.span(at, at + 1)
    return None


def _find_doer(heard: _Heard, reading: Reading, lexicon: Lexicon) -> Span | None:
    """Who does what marked words say that begin with its verb, if they have spoken, or are a body: `Le port « rouvrira »`."""
    text, passage = heard.text, reading.passage
    if reading.sentence is None or reading.attribution.place != "none":
        return None
    start, end = reading.sentence.tokens.start(0), passage.outer[0]
    tokens = Tokens(text).read(max(start, end - READ_REACH), end, lexicon.reader)
    verb = Form(text, passage.start, passage.end, lexicon).predicate or (tokens and tokens[-1].classes & AUXILIARY)
    doer = read_before(tokens, len(tokens), lexicon) if verb and tokens else None
    known = doer and any(token.classes & ORGANISATION or token.text in heard.names for token in tokens.inside(doer))
    return doer if known else None


def _find_thinker(heard: _Heard, begin: int, reading: Reading, lexicon: Lexicon) -> Span | None:
    """Who says, thinks or does not do something in the sentence before words by which somebody speaks of themselves."""
    tokens = read_sentence_before(heard.text, heard.last, begin, reading.passage, lexicon)
    actor = _read_subject(tokens, lexicon) if tokens else None
    if tokens is None or actor is None or not names_someone(tokens, actor):
        return None
    phrase, rest = tokens.inside(actor), tokens.inside((actor[1], begin))
    if phrase[0].classes & PERSONAL or any(token.classes & (DOCUMENT | ORGANISATION) for token in phrase):
        return None
    if not _tells_of_mind(tokens, rest, lexicon) or _names_somebody(rest, lexicon):
        return None
    known = is_surely_somebody(tokens, actor, lexicon) or any(token.text in heard.names for token in phrase)
    return actor if known else None


def _tells_of_mind(tokens: Tokens, rest: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a sentence says what somebody says or feels, or what they do not: `Elle n'oublie pas ce matin de mai`.

    `rest` is what stands behind the subject; what a clause in it reports (`, a-t-il dit`) is not about the subject.
    """
    if any(lexicon.split_inversion(token.low) for token in rest):
        return False
    cues = [cue for cue in find_cues(tokens, lexicon) if cue.mood == "finite" and not cue.passive]
    if any(cue.negated and cue.strength == "speaking" for cue in cues):
        return False
    if any(cue.says or cue.reflexive for cue in cues):
        return True
    return any(token.classes & NEGATION for token in rest) and not any(token.classes & PERSON for token in rest)


def _names_somebody(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether the name of a person stands among words: a first name that is known, a title, or two words with capitals."""
    named = any(token.text in lexicon.first_names or token.classes & HONORIFIC for token in tokens)
    return named or any(first.classes & CAPITAL and second.classes & CAPITAL for first, second in pairwise(tokens))


def _read_subject(tokens: Tokens, lexicon: Lexicon) -> Span | None:
    """The phrase that begins a sentence, or stands behind `but` or its first comma, or its first `he` or `she`."""
    stop = len(tokens)
    first = next((at for at, token in enumerate(tokens) if not _joins_sentence(token, lexicon)), stop)
    comma = next((at for at, token in enumerate(tokens) if token.text == ","), stop)
    found = read_leading(tokens, first, stop, lexicon) or read_leading(tokens, comma + 1, stop, lexicon)
    if found:
        return found
    for at, token in enumerate(tokens):
        if token.classes & SUBJECT and lexicon.pronouns.genders_of(token.low) and not (at and tokens[at - 1].classes & THAT):
            return tokens.span(at, at + 1)
    return None


def _joins_sentence(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word before the subject joins a sentence to the one before it: `Mais`, `Then`."""
    return bool(token.classes & (CONJUNCTION | ADVERB)) or token.low in lexicon.shared.contrasts


def _tells_of_nobody(text: str, last: Reading, begin: int, lexicon: Lexicon) -> bool:
    """Whether nobody comes in between the sentence of what was said last and a place."""
    start = last.passage.outer[1]
    if last.sentence is not None:
        start = max(start, last.sentence.tokens.end(len(last.sentence.tokens) - 1))
    lines = [at for at in range(start, begin) if text[at] == "\n"]
    cuts = sorted([start, *lines, *find_stops(text, start, begin, lexicon.abbreviations), begin])
    return not any(_tells_of_somebody(Tokens(text).read(*cut, lexicon.reader), lexicon) for cut in pairwise(cuts))


def _tells_of_somebody(tokens: Tokens, lexicon: Lexicon) -> bool:
    """Whether a sentence is about somebody or names them, or is about something that bears words."""
    bears = any(token.classes & (DOCUMENT | SIGN) or _addresses(token, lexicon) for token in tokens)
    if bears or _names_somebody(tokens[1:], lexicon):
        return True
    subject = _read_subject(tokens, lexicon)
    if subject is None or is_empty_subject(tokens, lexicon):
        return False
    phrase = tokens.inside(subject)
    if len(phrase) == 1 and phrase[0].low in lexicon.links.empty_subjects:
        return False
    return names_someone(tokens, subject) or any(_is_crowd(token.low, lexicon) for token in phrase)


def _is_crowd(low: str, lexicon: Lexicon) -> bool:
    """Whether a folded word is a crowd, or a trade of several people."""
    ending = next(filter(low.endswith, lexicon.word_endings.plurals), "")
    return low in lexicon.nouns.crowds or bool(ending and low.removesuffix(ending) in lexicon.people)
