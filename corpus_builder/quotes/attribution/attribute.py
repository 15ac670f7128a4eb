"""Which cue and which speaker belong to a passage."""

from __future__ import annotations

from collections.abc import Sequence

from corpus_builder.model import Span
from corpus_builder.quotes.attribution.clauses import (
    NEAR_CUE,
    NOTHING,
    Attribution,
    cue_span,
    passes_on,
    read_subject,
    read_wording,
)
from corpus_builder.quotes.attribution.clauses_before import read_announcement, read_colon, read_governor
from corpus_builder.quotes.attribution.clauses_behind import read_behind, read_heading_signature, read_later
from corpus_builder.quotes.attribution.quoting_sentences import Sentence
from corpus_builder.quotes.grammar.adverbials import begins_with_nobody, end_before_verb, is_bare_participle, is_empty_subject
from corpus_builder.quotes.grammar.cues import Cue, find_cues, pronoun_span
from corpus_builder.quotes.grammar.lexicon import Lexicon
from corpus_builder.quotes.grammar.phrases import (
    closes_phrase,
    end_of_name,
    is_fragment,
    names_someone,
)
from corpus_builder.quotes.grammar.reporting_clauses import ReportingClause
from corpus_builder.quotes.grammar.subjects import read_after, read_before, read_leading
from corpus_builder.quotes.grammar.tokens import (
    ADVERB,
    ADVERBIAL,
    ASIDE,
    CAPITAL,
    CONJUNCTION,
    DETERMINER,
    DOCUMENT,
    INNER,
    OPENER,
    ORGANISATION,
    PERSON,
    PRONOUN,
    RELATIVE,
    SUBJECT,
    SUBJECT_SIGN,
    SUBORDINATOR,
    TIME,
    WORDY,
    Tokens,
)

_BARE = 2
# letters of a noun that is surely no pronoun
_LEAST_NOUN = 4
# what opens a sentence before its subject
_LEADS = ADVERB | ADVERBIAL | ASIDE | CONJUNCTION | INNER | OPENER | SUBORDINATOR
# tokens from a passage to the next with which it shares a source
_NEAR_PASSAGE = 6


def attribute_sentence(sentence: Sentence, lexicon: Lexicon) -> dict[int, Attribution]:
    """The attribution of each passage in a sentence; passages without a cue of their own share the next one's."""
    cues = find_cues(sentence.tokens, lexicon)
    found: dict[int, Attribution] = {}
    for number, place in sentence.places.items():
        found[number] = _without_fragment(sentence.tokens, _attribute(sentence.tokens, place, cues, lexicon), lexicon)
    if len(found) == 1:
        return found
    _share_forward(sentence, found)
    shared, following = NOTHING, len(sentence.tokens)
    for number in reversed(list(found)):
        place = sentence.places[number]
        near = following - place <= _NEAR_PASSAGE and shared.place == "source" and _stands_behind(sentence, following, shared)
        if found[number].place == "none" and (near or shared.place in ("after", "later")):
            found[number] = Attribution("later", shared.cue, shared.speaker, shared=True)
        elif _yields(sentence.tokens, found[number], shared, (place, following), lexicon):
            found[number] = Attribution("later", shared.cue, shared.speaker, clause=True, shared=True)
        shared, following = found[number], place
    return found


def _share_forward(sentence: Sentence, found: dict[int, Attribution]) -> None:
    """Give passages the speakers that earlier ones of their sentence have, where their own clause names none."""
    said: Span | None = None
    named: Span | None = None
    headed = NOTHING
    for number, attribution in found.items():
        if attribution.place == "name" and attribution.speaker is None:
            # `le maire dénonce « un choc » : « Rien n'est prêt. »`
            found[number] = attribution._replace(speaker=named)
        named = attribution.speaker or named
        if attribution.place == "source" and attribution.clause:
            headed = attribution
        elif attribution.place == "none" and headed.speaker:
            # `Pour le maire, « ... » mais il y a « ... »`
            found[number] = headed._replace(clause=False, distance=sentence.places[number], shared=True)
        loose = attribution.speaker is None or (attribution.inherits and said is not None)
        if loose and attribution.place in ("colon", "before") and not attribution.negated:
            found[number] = attribution._replace(speaker=said)
        said = attribution.speaker if attribution.place in ("after", "later") else said


def _stands_behind(sentence: Sentence, place: int, attribution: Attribution) -> bool:
    """Whether a source is named behind a passage, as that of several: `« ... » et « ... », selon la note`."""
    return attribution.cue is not None and attribution.cue[0] >= sentence.tokens.end(place)


def attribute_inside(clause: ReportingClause, lexicon: Lexicon) -> Attribution:
    """The attribution that a reporting clause inside the marks gives."""
    tokens, cue = clause.tokens, clause.cue
    speaker = pronoun_span(tokens, cue) or read_after(tokens, cue.last + 1, lexicon) or read_before(tokens, cue.first, lexicon)
    return _without_fragment(tokens, Attribution("inside", cue_span(tokens, cue), speaker), lexicon)


def attribute_clause(tokens: Tokens, cue: Cue, lexicon: Lexicon) -> Attribution:
    """The attribution of a clause that follows its cue in the writer's own sentence."""
    found = Attribution("before", cue_span(tokens, cue), read_subject(tokens, cue, lexicon), clause=True)
    return _without_fragment(tokens, found, lexicon)


def _without_fragment(tokens: Tokens, found: Attribution, lexicon: Lexicon) -> Attribution:
    """An attribution whose speaker is no piece of a phrase, and none who only hears it: better none than `the` or `resigned`."""
    if found.speaker is None:
        return found
    phrase = tokens.inside(found.speaker)
    if is_fragment(phrase, lexicon) or _hears(tokens, found, lexicon):
        return found._replace(speaker=None)
    if _is_nobody(tokens, found, lexicon):
        return found._replace(speaker=None, nobody=True)
    end = end_before_verb(phrase, lexicon)
    if end == len(phrase) > _BARE and is_bare_participle(phrase) and _goes_on(tokens, found.speaker):
        # `un bilan publié | par la mairie`
        end -= 1
    if end == len(phrase):
        return found
    first = tokens.find(found.speaker[0])
    return found._replace(speaker=tokens.span(first, first + end))


def _goes_on(tokens: Tokens, speaker: Span) -> bool:
    """Whether a preposition or a time stands right behind a phrase."""
    end = tokens.find(speaker[1])
    return end < len(tokens) and bool(tokens[end].classes & (ASIDE | INNER | TIME))


def _is_nobody(tokens: Tokens, found: Attribution, lexicon: Lexicon) -> bool:
    """Whether a subject stands for nobody (`il conviendrait`, `le mieux est`) or is an object: `jugent les élus comme`."""
    if found.speaker is None or found.cue is None:
        return False
    first = tokens.find(found.speaker[0])
    if found.place != "source" and found.speaker[1] <= found.cue[0] and _is_governed(tokens, first, found.speaker, lexicon):
        return True
    if _is_mute(tokens, found.speaker, lexicon) and not any(token.finite == "speaking" for token in tokens.inside(found.cue)):
        return True
    if begins_with_nobody(tokens[first : first + 3], lexicon):
        return True
    if found.place != "after" or found.speaker[0] < found.cue[1]:
        return False
    end = tokens.find(found.speaker[1])
    likened = any(token.low.startswith(lexicon.links.taking) for token in tokens.inside(found.cue))
    return likened and end < len(tokens) and tokens[end].low in lexicon.links.taken_as


def _is_mute(tokens: Tokens, speaker: Span, lexicon: Lexicon) -> bool:
    """Whether the noun of a phrase is a thing that asserts nothing: `un cauchemar récurrent`, `the footage of the fire`."""
    phrase = tokens.inside(speaker)
    head = next((phrase[:at] for at, token in enumerate(phrase) if at and token.classes & INNER), phrase)
    somebody = any(token.classes & (PERSON | ORGANISATION | DOCUMENT) for token in head)
    return not somebody and any(token.low in lexicon.table.reported.mute for token in head)


def _is_governed(tokens: Tokens, first: int, speaker: Span, lexicon: Lexicon) -> bool:
    """Whether a speaker is a lone common noun behind a preposition: the `phase` of `en phase avec le minerai dit`."""
    known = CAPITAL | DETERMINER | PERSON | ORGANISATION | DOCUMENT | PRONOUN | SUBJECT_SIGN
    noun = tokens[first]
    # those who pass for many stand without an article: `with reporters saying`; a short word is a pronoun: `entre eux`
    many = noun.low.endswith(lexicon.word_endings.plurals) or len(noun.low) < _LEAST_NOUN
    plain = not (noun.classes & known or many or lexicon.pronouns.genders_of(noun.low))
    alone = first + 1 < len(tokens) and tokens.end(first) == speaker[1] and not tokens[first + 1].classes & RELATIVE
    return bool(first and plain and alone and tokens[first - 1].classes & (INNER | ASIDE | OPENER))


def _hears(tokens: Tokens, found: Attribution, lexicon: Lexicon) -> bool:
    """Whether a speaker is who was told the words, in a headline: `Banker ‘lied for years’, jury told`."""
    if found.cue is None or found.speaker is None or found.speaker[0] > found.cue[0]:
        return False
    return tokens[-1].low in lexicon.links.hearing and tokens.start(len(tokens) - 1) == found.cue[0]


def _attribute(tokens: Tokens, place: int, cues: Sequence[Cue], lexicon: Lexicon) -> Attribution:
    after = read_behind(tokens, place, cues, lexicon)
    if after and after.place == "after":
        after = _prefer_before(tokens, place, cues, after, lexicon)
    if after and passes_on(tokens.text, after, lexicon):
        # `Kern said the pier was “closed,” Reuters reported`: the paper passes on what somebody says before
        said = read_colon(tokens, place, cues, lexicon) or read_governor(tokens, place, cues, lexicon)
        after = said._replace(clause=True) if said and said.speaker else after
    elif after and after.place == "source" and _is_document(tokens, after.speaker):
        # `Kern estime que l'île « coule », selon un communiqué`: the document only holds what somebody says
        said = read_governor(tokens, place, cues, lexicon)
        after = said if said and said.clause and _speaks_surely(tokens, said) else after
    if after:
        return after
    colon = read_colon(tokens, place, cues, lexicon)
    if colon:
        return colon
    before = read_governor(tokens, place, cues, lexicon)
    if before:
        return before if _speaks_surely(tokens, before) else _prefer_closing(tokens, place, cues, before, lexicon)
    return (
        read_wording(tokens, place, lexicon)
        or read_announcement(tokens, place, lexicon)
        or read_later(tokens, place, cues, lexicon)
        or read_heading_signature(tokens, place, lexicon)
        or NOTHING
    )


def _prefer_closing(tokens: Tokens, place: int, cues: Sequence[Cue], before: Attribution, lexicon: Lexicon) -> Attribution:
    """The clause that closes the sentence, or the one before the words: `on parle d'un « mur » partout, explique Luc Perrin`."""
    later = read_later(tokens, place, cues, lexicon)
    if later is None or later.speaker is None:
        return before
    # no token begins inside a pronoun that is part of its verb: `dit-il`
    echo = before.speaker is not None and all(token.classes & PRONOUN for token in tokens.inside(before.speaker)[:1])
    known = _speaks_surely(tokens, later) if echo else is_surely_somebody(tokens, later.speaker, lexicon)
    return later._replace(clause=True) if known else before


def _yields(tokens: Tokens, own: Attribution, shared: Attribution, between: tuple[int, int], lexicon: Lexicon) -> bool:
    """Whether the clause before words gives way to that at the end: `on parle de « mur », de « toit », dit Ada`."""
    closing = shared.place in ("after", "later") and shared.speaker is not None and own.place == "before"
    if not closing or own.negated or _speaks_surely(tokens, own):
        return False
    apart = any(token.text in ".:;" for token in tokens[slice(*between)])
    return not apart and shared.speaker is not None and is_surely_somebody(tokens, shared.speaker, lexicon)


def _speaks_surely(tokens: Tokens, said: Attribution) -> bool:
    """Whether the subject of a clause is somebody by their own name or description, or a document, and no pronoun."""
    phrase = tokens.inside(said.speaker) if said.speaker else []
    if not phrase or said.speaker is None or phrase[0].classes & PRONOUN:
        return False
    return names_someone(tokens, said.speaker) or any(token.classes & DOCUMENT for token in phrase)


def _is_document(tokens: Tokens, speaker: Span | None) -> bool:
    """Whether a source is a text, and nobody with a name."""
    phrase = tokens.inside(speaker) if speaker else []
    return any(token.classes & DOCUMENT for token in phrase) and not any(token.classes & CAPITAL for token in phrase[1:])


def _prefer_before(tokens: Tokens, place: int, cues: Sequence[Cue], after: Attribution, lexicon: Lexicon) -> Attribution:
    """The clause behind the words, or the one before them where that behind has no subject or only an object.

    `le front, que le palais dit « terroriste », réclame l'autonomie`; `ils disent « oui », menacent le maire et partent`.
    """
    described = after.speaker is None or not names_someone(tokens, after.speaker)
    beside = any(cue.last == place - 1 and cue.reports for cue in cues) and _takes_object(tokens, after)
    before = read_governor(tokens, place, cues, lexicon) if described or beside else None
    if before is None or before.speaker is None or before.distance > NEAR_CUE:
        return after
    return after if beside and before.negated else before


def _takes_object(tokens: Tokens, after: Attribution) -> bool:
    """Whether what seems the subject behind a verb goes on like an object."""
    behind = after.place == "after" and after.cue and after.speaker and after.speaker[0] >= after.cue[1]
    return bool(behind and after.speaker and not closes_phrase(tokens, after.speaker))


def attribute_to_subject(tokens: Tokens, place: int, lexicon: Lexicon) -> Attribution:
    """Without a cue, words that prove to be somebody's are those of the subject of the sentence around them."""
    subject = _read_sentence_subject(tokens, place, lexicon) if place > _BARE else None
    known = subject and (names_someone(tokens, subject) or any(token.classes & DOCUMENT for token in tokens.inside(subject)))
    found = Attribution("none", None, subject if known and not is_empty_subject(tokens, lexicon) else None)
    return _without_fragment(tokens, found, lexicon)


def _read_sentence_subject(tokens: Tokens, place: int, lexicon: Lexicon) -> Span | None:
    """The phrase that leads a sentence, behind what opens it: `Puis la fondation`, `Sur la Toile, ils`, `On May 3, the firm`."""
    at = 0
    while at < place:
        leads = tokens[at].classes & _LEADS or tokens[at].low in lexicon.shared.contrasts
        if tokens[at].classes & SUBJECT or not leads or tokens[at].classes & (DETERMINER | PERSON):
            found = _cut_to_name(tokens, at, read_leading(tokens, at, place, lexicon), lexicon)
            return None if found and _says_nothing(tokens, at, found, place, lexicon) else found
        if tokens[at].classes & (ASIDE | INNER) or tokens[at].classes & (SUBORDINATOR | ADVERB) == SUBORDINATOR:
            # a phrase or a clause of its own, up to its comma
            at = next((comma for comma in range(at + 1, place) if not tokens[comma].classes & WORDY), place)
            if at == place and place + 2 < len(tokens) and tokens[place + 1].text == ",":
                # `Dans un éditorial sur « le mépris », le rédacteur`
                return read_leading(tokens, place + 2, len(tokens), lexicon)
            if at < place and tokens[at].text != ",":
                return None
        at += 1
        while at < place and tokens[at].text == ",":
            at += 1
    return None


def _says_nothing(tokens: Tokens, at: int, subject: Span, place: int, lexicon: Lexicon) -> bool:
    """Whether a subject behind what opens a sentence is nobody (`il est écrit`), or only does what the words say."""
    following = tokens[at + 1].low if at + 1 < place else ""
    dummy = tokens[at].low in lexicon.links.dummy_subjects and following in lexicon.links.passive
    return at > 0 and (dummy or subject[1] == tokens.end(place - 1) or is_empty_subject(tokens[at : at + 2], lexicon))


def _cut_to_name(tokens: Tokens, first: int, found: Span | None, lexicon: Lexicon) -> Span | None:
    """A phrase without the verb that seems a noun behind a name: the `Channel Nine` of `Channel Nine led with`."""
    phrase = tokens.inside(found) if found else []
    if not phrase or tokens[first].classes & DETERMINER or phrase[-1].classes & (CAPITAL | PERSON | ORGANISATION):
        return found
    end = end_of_name(tokens, first, first + len(phrase), lexicon)
    return tokens.span(first, end) if end > first else found


def is_surely_somebody(tokens: Tokens, span: Span, lexicon: Lexicon) -> bool:
    """Whether a phrase is a person, a body or a name of several words, and not just a word with a capital."""
    phrase = tokens.inside(span)
    known = any(token.classes & (PERSON | ORGANISATION | DOCUMENT) or token.text in lexicon.first_names for token in phrase)
    pronoun = any(lexicon.pronouns.genders_of(token.low) for token in phrase)
    return known or pronoun or sum(1 for token in phrase if token.classes & CAPITAL) > 1
