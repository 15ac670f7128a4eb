"""Which cue and which speaker belong to a passage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from corpus_builder.model import Span
from corpus_builder.quotes.cues import Cue, Incise, find_cues, pronoun_span
from corpus_builder.quotes.lexicon import Lexicon
from corpus_builder.quotes.sentences import Sentence
from corpus_builder.quotes.speakers import (
    names_someone,
    read_after,
    read_agent,
    read_before,
    read_companion_subject,
    read_inverted,
    read_leading,
    read_main_subject,
)
from corpus_builder.quotes.tokens import Token, Tokens

Place = Literal["inside", "after", "colon", "before", "source", "later", "name", "none"]
_FARTHEST = 60
_ENGLISH_SUBJECT = 12
_ENGLISH_APPOSITION = 25
_VERB_ENDINGS = ("e", "it", "ait", "a", "ent", "ut", "rent", "d", "t")
_PARTICIPLE_ENDINGS = ("é", "i", "u", "it", "is")
_NEAR_INFINITIVE = 6
_NEAR_COMPLEMENT = 8
_NEAR_PARTICIPLE = 2
_NEAR_CUE = 4
_THUS = ["c'", "est", "ainsi"]
_SMALL_WORDS = 4


class Attribution(NamedTuple):
    """How a passage is introduced: the place of its cue, cue and speaker as character spans, and the words between."""

    place: Place
    cue: Span | None = None
    speaker: Span | None = None
    distance: int = 0
    negated: bool = False
    clause: bool = False
    shared: bool = False
    apart: bool = True
    inherits: bool = False


NOTHING = Attribution("none")


def attribute_sentence(sentence: Sentence, lexicon: Lexicon) -> dict[int, Attribution]:
    """The attribution of each passage in a sentence; passages without a cue of their own share the next one's."""
    cues = find_cues(sentence.tokens, lexicon)
    found: dict[int, Attribution] = {}
    for number, place in sentence.places.items():
        found[number] = _attribute(sentence.tokens, place, cues, lexicon)
    said: Span | None = None
    for number, attribution in found.items():
        loose = attribution.speaker is None or (attribution.inherits and said is not None)
        if loose and attribution.place in ("colon", "before") and not attribution.negated:
            found[number] = attribution._replace(speaker=said)
        said = attribution.speaker if attribution.place in ("after", "later") else said
    shared = NOTHING
    for number in reversed(list(found)):
        if found[number].place == "none" and shared.place in ("after", "later"):
            found[number] = Attribution("later", shared.cue, shared.speaker, shared=True)
        shared = found[number]
    return found


def attribute_incise(incise: Incise, lexicon: Lexicon) -> Attribution:
    """The attribution that an incise inside the marks gives."""
    tokens, cue = incise.tokens, incise.cue
    speaker = pronoun_span(tokens, cue) or read_after(tokens, cue.last + 1, lexicon) or read_before(tokens, cue.first, lexicon)
    return Attribution("inside", _cue_span(tokens, cue), speaker)


def attribute_clause(tokens: Tokens, cue: Cue, lexicon: Lexicon) -> Attribution:
    """The attribution of a clause that follows its cue in the writer's own sentence."""
    return Attribution("before", _cue_span(tokens, cue), _subject(tokens, cue, lexicon), clause=True)


def _attribute(tokens: Tokens, place: int, cues: Sequence[Cue], lexicon: Lexicon) -> Attribution:
    after = _read_after_passage(tokens, place, cues, lexicon)
    if after and after.place == "after" and after.speaker and not names_someone(tokens, after.speaker):
        # `le front, que le palais dit « terroriste », réclame l'autonomie`: what seems a subject is an object
        before = _read_before_passage(tokens, place, cues, lexicon)
        after = before if before and before.distance <= _NEAR_CUE and before.speaker else after
    return (
        after
        or _read_colon(tokens, place, cues, lexicon)
        or _read_before_passage(tokens, place, cues, lexicon)
        or _read_later(tokens, place, cues, lexicon)
        or _read_signature(tokens, place, lexicon)
        or NOTHING
    )


def attribute_to_subject(tokens: Tokens, place: int, lexicon: Lexicon) -> Attribution:
    """Without a cue, words that prove to be somebody's are those of the subject of the sentence around them."""
    subject = read_leading(tokens, 0, place, lexicon) if place > _NEAR_PARTICIPLE else None
    return Attribution("none", None, subject if subject and names_someone(tokens, subject) else None)


def _cue_span(tokens: Tokens, cue: Cue) -> Span:
    """The characters of a cue, without an inverted subject at its end."""
    start, end = tokens.span(cue.first, cue.last + 1)
    if not cue.pronoun or cue.first != cue.last:
        return start, end
    verb = tokens[cue.first].low[: -cue.pronoun]
    return start, start + len(verb.removesuffix("-t-").rstrip("-"))


def _read_after_passage(tokens: Tokens, place: int, cues: Sequence[Cue], lexicon: Lexicon) -> Attribution | None:
    """`», dit le maire`, `”, she said`, `», selon la note`: the cue begins right after the passage."""
    at = place + 1
    while at < len(tokens) and tokens[at].text in ",.–—-…!?\"')”»":
        at += 1
    if at < len(tokens) and tokens[at].conjunction:
        return None
    cue = _find_next_cue(tokens, at, cues)
    if [token.low for token in tokens[at : at + 3]] == _THUS:
        return _read_thus(tokens, at + len(_THUS), cues, lexicon)
    if cue and cue.mood == "preposition":
        return Attribution("source", _cue_span(tokens, cue), read_after(tokens, cue.last + 1, lexicon))
    if cue and cue.mood == "finite" and not cue.passive and (cue.pronoun or not _says_of_itself(cue)):
        found = _read_inverted_clause(tokens, place, at, cue, lexicon)
        if found:
            return found
    if cue and cue.mood == "infinitive" and cue.first > at and tokens[cue.first - 1].low in ("de", "d'"):
        return Attribution("after", _cue_span(tokens, cue), read_main_subject(tokens, place, lexicon))
    if lexicon.language == "en":
        return _read_english_after(tokens, at, cues, lexicon)
    if tokens[at - 1].text != ",":
        return None
    return _read_plain_order(tokens, place, at, cues, lexicon) or (
        _read_unknown_verb(tokens, at, lexicon) if cue is None else None
    )


def _read_thus(tokens: Tokens, at: int, cues: Sequence[Cue], lexicon: Lexicon) -> Attribution | None:
    """`», c'est ainsi qu'il a résumé la soirée`: the clause that says how the words were used."""
    cue = next(
        (cue for cue in cues if at < cue.first <= at + _ENGLISH_SUBJECT and cue.mood == "finite" and not cue.passive), None
    )
    return Attribution("after", _cue_span(tokens, cue), read_before(tokens, cue.first, lexicon)) if cue else None


def _find_next_cue(tokens: Tokens, at: int, cues: Sequence[Cue]) -> Cue | None:
    """The cue that begins at token `at` or behind a few small words there."""
    skipped = at
    while skipped < min(len(tokens), at + _SMALL_WORDS):
        token = tokens[skipped]
        if not (token.clitic or token.lead_in or token.adverb):
            break
        skipped += 1
    return next((cue for cue in cues if at <= cue.first <= skipped), None)


def _says_of_itself(cue: Cue) -> bool:
    """Whether a verb of saying is reflexive (`se dit prêt`): then it takes no words before it."""
    return cue.reflexive and cue.strength in ("reporting", "speaking")


def _read_inverted_clause(tokens: Tokens, place: int, at: int, cue: Cue, lexicon: Lexicon) -> Attribution | None:
    """The clause of a finite cue behind the words; behind a comma a verb of saying alone shows speech."""
    speaker = _read_in(tokens, cue, lexicon) or pronoun_span(tokens, cue) or read_after(tokens, cue.last + 1, lexicon)
    if speaker or tokens[cue.last].low.split("-")[0] in lexicon.links["read_in"]:
        return Attribution("after", _cue_span(tokens, cue), speaker, apart=at > place + 1)
    if lexicon.language == "fr" and tokens[at - 1].text == "," and cue.strength in ("speaking", "reporting"):
        return Attribution("after", _cue_span(tokens, cue), None, apart=False)
    return None


def _read_plain_order(tokens: Tokens, place: int, at: int, cues: Sequence[Cue], lexicon: Lexicon) -> Attribution | None:
    """`», il a dit.`: a French clause in English order, as machines translate it, with nothing behind its verb."""
    if place or at >= len(tokens) or not (tokens[at].subject or tokens[at].capital):
        return None
    cue = next((cue for cue in cues if at < cue.first <= at + _NEAR_CUE), None)
    if cue is None or cue.mood != "finite" or cue.passive or cue.pronoun:
        return None
    if cue.last + 1 < len(tokens) and tokens[cue.last + 1].wordy:
        return None
    speaker = read_before(tokens, cue.first, lexicon)
    return Attribution("after", _cue_span(tokens, cue), speaker) if speaker and speaker[0] >= tokens.start(at) else None


def _read_unknown_verb(tokens: Tokens, at: int, lexicon: Lexicon) -> Attribution | None:
    """`», traduit le maire.`: behind the words and a comma any French verb with its subject after it reports."""
    if at + 1 >= len(tokens) or not tokens[at].wordy or tokens[at].capital:
        return None
    verb = at + 1 if tokens[at].clitic else at
    begin = verb
    if tokens[verb].auxiliary and verb + 1 < len(tokens) and tokens[verb + 1].low.endswith(_PARTICIPLE_ENDINGS):
        verb += 1
    inverted = read_inverted(tokens, verb, lexicon)
    if inverted:
        cue = Cue(verb, verb, "finite", "manner", inverted[1] - inverted[0])
        return Attribution("after", _cue_span(tokens, cue), inverted)
    told = verb > begin or tokens[verb].low.endswith(_VERB_ENDINGS)
    if tokens[verb].low in lexicon.leads or not told or verb + 1 == len(tokens):
        return None
    following = tokens[verb + 1]
    if not (following.capital or following.subject_sign):
        return None
    speaker = read_after(tokens, verb + 1, lexicon)
    if speaker is None or not names_someone(tokens, speaker):
        return None
    trade = tokens.inside((tokens.start(verb + 1), speaker[0]))
    if speaker[0] > tokens.end(verb + 1) and not any(token.person or token.honorific for token in trade):
        return None
    closed = next((at for at in range(verb + 1, len(tokens)) if tokens.start(at) >= speaker[1]), None)
    return Attribution("after", tokens.span(begin, verb + 1), speaker) if closed is None or not tokens[closed].wordy else None


def _read_in(tokens: Tokens, cue: Cue, lexicon: Lexicon) -> Span | None:
    """What is read from: `peut-on lire dans la note`."""
    if tokens[cue.last].low.split("-")[0] not in lexicon.links["read_in"] or cue.last + 1 >= len(tokens):
        return None
    return read_after(tokens, cue.last + 2, lexicon) if tokens[cue.last + 1].low in lexicon.links["places"] else None


def _read_english_after(tokens: Tokens, at: int, cues: Sequence[Cue], lexicon: Lexicon) -> Attribution | None:
    """`”, one official said`: subject and verb, maybe after an aside."""
    for cue in cues:
        if not at < cue.first <= at + _ENGLISH_APPOSITION:
            continue
        between = tokens[at : cue.first]
        if any(token.quoted for token in between) or cue.mood != "finite" or cue.passive:
            return None
        first = between[0]
        if first.conjunction or first.relative or first.opener or first.subordinator or first.text in ":;":
            return None
        speaker = read_before(tokens, cue.first, lexicon)
        if speaker and speaker[0] >= tokens.start(at):
            return Attribution("after", _cue_span(tokens, cue), speaker)
        return None
    return None


def _read_colon(tokens: Tokens, place: int, cues: Sequence[Cue], lexicon: Lexicon) -> Attribution | None:
    """`le maire a écrit :`, `le maire :`, `sa réponse :`."""
    colon = place - 1
    while colon > 0 and tokens[colon].text in "–—-":
        colon -= 1
    if colon < 0 or tokens[colon].text != ":":
        return None
    nearest = max(colon - _FARTHEST, 0)
    start = max((at + 1 for at in range(nearest, colon) if tokens[at].quoted or tokens[at].text == ";"), default=nearest)
    for cue in reversed([cue for cue in cues if start <= cue.first and cue.last < colon]):
        if cue.mood == "preposition":
            return Attribution("source", _cue_span(tokens, cue), _source(tokens, cue, lexicon))
        if cue.mood != "accusing" and not cue.passive:
            speaker, inherits = _subject(tokens, cue, lexicon), _inherits(tokens, cue)
            return Attribution("colon", _cue_span(tokens, cue), speaker, colon - cue.last, cue.negated, inherits=inherits)
    return Attribution("name", None, _announced_speaker(tokens, start, colon, lexicon), colon - start)


def _announced_speaker(tokens: Tokens, start: int, colon: int, lexicon: Lexicon) -> Span | None:
    """Whose words a colon announces without a cue: `la réponse du maire :`, `Anna Reed :`, `Le maire s'approcha :`."""
    for at in range(colon - 1, start - 1, -1):
        if not tokens[at].speech_noun:
            continue
        if tokens[at + 1].inner:
            return read_after(tokens, at + 2, lexicon)
        owner = _read_owner(tokens, at, lexicon)
        if owner:
            return owner
    whole = read_leading(tokens, start, colon, lexicon)
    if whole and colon - start <= _ENGLISH_SUBJECT and whole[1] == tokens.end(colon - 1):
        return whole if _may_speak(tokens, whole, lexicon) else None
    main = read_main_subject(tokens, colon, lexicon) if start == 0 else None
    if main and names_someone(tokens, main):
        return main
    leading = read_leading(tokens, start, colon, lexicon)
    person = leading and any(t.person or t.text in lexicon.first_names for t in tokens.inside(leading)[:3])
    return leading if person else None


def _may_speak(tokens: Tokens, span: Span, lexicon: Lexicon) -> bool:
    """Whether a phrase before a colon is somebody, or a document, and no topic (`Urgences de Brie :`)."""
    phrase = tokens.inside(span)
    known = any(t.person or t.organisation or t.document or t.pronoun or t.text in lexicon.first_names for t in phrase)
    return known or phrase[0].honorific or all(token.capital for token in phrase if token.wordy)


def _read_owner(tokens: Tokens, at: int, lexicon: Lexicon) -> Span | None:
    """Whose words an English possessive gives: `Anna Reed's answer`."""
    if at < 2 or tokens[at - 1].low != "s" or not tokens[at - 2].low.endswith("'"):
        return None
    owner = read_before(tokens, at - 1, lexicon)
    return (owner[0], min(owner[1], tokens.end(at - 2) - 1)) if owner else None


def _read_before_passage(tokens: Tokens, place: int, cues: Sequence[Cue], lexicon: Lexicon) -> Attribution | None:
    """`le maire a dit que le pont «`: the nearest cue to the left; or `Pour le maire, «`."""
    if place > 2 and tokens[0].low in lexicon.links["views"] and tokens[place - 1].text == ",":
        speaker = tokens.span(1, 2) if tokens[1].pronoun else read_after(tokens, 1, lexicon)
        comma = next(at for at in range(1, place) if tokens[at].text == ",")
        told = tokens[1].low in ("ce", "cet", "cette") or (speaker is not None and names_someone(tokens, speaker))
        if speaker and speaker[1] == tokens.end(comma - 1) and (comma == place - 1 or told):
            return Attribution("source", tokens.span(0, 1), speaker, 0, clause=True)
    cue = _choose_governor(tokens, place, cues, lexicon)
    if cue is None:
        return _read_view(tokens, place, lexicon)
    between = tokens[cue.last + 1 : place]
    distance = sum(1 for token in between if token.wordy)
    if cue.mood == "preposition":
        return Attribution("source", _cue_span(tokens, cue), _source(tokens, cue, lexicon), distance, clause=True)
    clause = _opens_clause(between)
    speaker, inherits = _subject(tokens, cue, lexicon, place), _inherits(tokens, cue)
    return Attribution("before", _cue_span(tokens, cue), speaker, distance, cue.negated, clause, inherits=inherits)


def _inherits(tokens: Tokens, cue: Cue) -> bool:
    """Whether a cue has the subject of what was said before: `avant de conclure :`, `Et d'ajouter :`."""
    return cue.mood == "infinitive" and cue.first > 0 and tokens[cue.first - 1].low in ("de", "d'")


def _choose_governor(tokens: Tokens, place: int, cues: Sequence[Cue], lexicon: Lexicon) -> Cue | None:
    """The nearest cue to the left that can govern a passage; if it is far and opens no clause, a verb of saying that does."""
    nearest: Cue | None = None
    for cue in reversed([cue for cue in cues if cue.last < place and place - cue.last <= _FARTHEST]):
        between = tokens[cue.last + 1 : place]
        if any(token.text in ";:" for token in between):
            break
        distance = sum(1 for token in between if token.wordy)
        if not _governs(tokens, cue, distance, cue.mood == "preposition" or _opens_clause(between), lexicon):
            continue
        opens = bool(between) and (between[0].complement or any(token.that for token in between[:_NEAR_COMPLEMENT]))
        says = cue.mood == "finite" and not cue.passive and cue.strength in ("speaking", "reporting")
        if nearest is None and (opens or distance <= _NEAR_CUE or cue.mood == "preposition"):
            return cue
        if nearest is not None and opens and says:
            return cue
        nearest = nearest or cue
    return nearest


def _opens_clause(between: Sequence[Token]) -> bool:
    """Whether the words behind a cue open a clause that holds what is reported."""
    return any(token.complement for token in between[:_NEAR_COMPLEMENT])


def _read_view(tokens: Tokens, place: int, lexicon: Lexicon) -> Attribution | None:
    """`Pour le syndicat, ce texte est «`: whose view the whole sentence gives."""
    if not (2 < place <= _ENGLISH_SUBJECT * 2 and tokens[0].low in lexicon.links["views"] and tokens[0].capital):
        return None
    comma = next((at for at in range(2, place) if tokens[at].text == ","), 0)
    speaker = read_after(tokens, 1, lexicon) if comma else None
    if speaker is None or speaker[1] != tokens.end(comma - 1) or not names_someone(tokens, speaker):
        return None
    return Attribution("source", tokens.span(0, 1), speaker, place - comma)


def _governs(tokens: Tokens, cue: Cue, distance: int, clause: bool, lexicon: Lexicon) -> bool:
    """Whether a cue can govern words that follow it at that distance."""
    if cue.mood == "preposition":
        return True
    if cue.strength in ("manner", "reflexive"):
        return distance == 0 or tokens[cue.last + 1].that
    if cue.mood == "accusing":
        return distance <= _NEAR_PARTICIPLE
    if cue.passive:
        return tokens[cue.last].low in lexicon.links["accusing"] and distance <= 2 * _NEAR_PARTICIPLE
    if cue.reflexive:
        return distance <= 1
    return clause or cue.mood != "infinitive" or distance <= _NEAR_INFINITIVE


def _source(tokens: Tokens, cue: Cue, lexicon: Lexicon) -> Span | None:
    """Who a preposition names; `selon ses termes` means the subject of the sentence."""
    following = [token.low for token in tokens[cue.last + 1 : cue.last + 4]]
    if (
        following
        and following[0] in ("ses", "leurs", "his", "her", "their")
        and any(word in lexicon.nouns["words"] for word in following)
    ):
        return read_main_subject(tokens, cue.first, lexicon)
    return read_after(tokens, cue.last + 1, lexicon)


def _is_read_by_all(tokens: Tokens, cue: Cue, lexicon: Lexicon) -> bool:
    """Whether `on` reads the words somewhere (`on y lit que`): then the reader does not say them."""
    before = {token.low for token in tokens[max(cue.first - 2, 0) : cue.first]}
    return tokens[cue.last].low in lexicon.links["read_in"] and "on" in before


def _subject(tokens: Tokens, cue: Cue, lexicon: Lexicon, place: int | None = None) -> Span | None:
    """The speaker of a cue that stands before the passage."""
    if cue.pronoun:
        return pronoun_span(tokens, cue)
    if _is_read_by_all(tokens, cue, lexicon):
        return None
    if cue.passive:
        return read_agent(tokens, (place if place is not None else cue.last) + 1, lexicon)
    if cue.mood == "finite":
        inverted = cue.first > 0 and any(
            token.low in ("comme", "ainsi", "as") for token in tokens[max(cue.first - 2, 0) : cue.first]
        )
        if lexicon.language == "fr" and cue.first > 1 and tokens[cue.first - 1].text == ",":
            after = read_after(tokens, cue.last + 1, lexicon)
            inverted = inverted or (after is not None and names_someone(tokens, after))
        before = None if inverted else read_before(tokens, cue.first, lexicon)
        follows = inverted or place is None or cue.first == 0 or not tokens[cue.first - 1].wordy
        return before or (read_after(tokens, cue.last + 1, lexicon) if follows else None)
    if cue.mood == "infinitive" and cue.first > 2 and tokens[0].conjunction and tokens[cue.first - 1].low in ("de", "d'"):
        return read_before(tokens, cue.first - 1, lexicon)
    if cue.mood == "gerund" and place is not None and cue.first <= 2:
        comma = next((at for at in range(place + 1, len(tokens)) if tokens[at].text == ","), None)
        start = comma + 1 if comma is not None else place + 1
        return read_leading(tokens, start, len(tokens), lexicon)
    if cue.mood == "gerund" and lexicon.language == "fr" and cue.first and tokens[cue.first - 1].capital:
        return read_before(tokens, cue.first, lexicon)
    if tokens[cue.first].low in lexicon.links["companions"]:
        return read_companion_subject(tokens, cue.first, lexicon)
    return read_main_subject(tokens, cue.first, lexicon)


def _read_later(tokens: Tokens, place: int, cues: Sequence[Cue], lexicon: Lexicon) -> Attribution | None:
    """A reporting clause that closes the sentence, set off by a comma: `Le pont est « fermé » depuis lundi, a dit le maire.`"""
    for cue in cues:
        if (
            cue.first <= place
            or cue.mood not in ("finite", "preposition")
            or cue.passive
            or cue.strength in ("manner", "reflexive")
        ):
            continue
        start = next((at for at in range(cue.first - 1, place, -1) if tokens[at].text == ","), None)
        if start is None or any(token.text in ":;" or token.quoted for token in tokens[place + 1 : cue.first]):
            continue
        lead = [token for token in tokens[start + 1 : cue.first] if not (token.clitic or token.lead_in)]
        if cue.mood == "preposition":
            if not lead:
                return Attribution("source", _cue_span(tokens, cue), _source(tokens, cue, lexicon), cue.first - place)
        elif not lead:
            speaker = pronoun_span(tokens, cue) or read_after(tokens, cue.last + 1, lexicon)
            if speaker:
                return Attribution("later", _cue_span(tokens, cue), speaker, cue.first - place)
        elif lexicon.language == "en" and len(lead) <= _ENGLISH_SUBJECT:
            return Attribution("later", _cue_span(tokens, cue), read_before(tokens, cue.first, lexicon), cue.first - place)
    return None


def _read_signature(tokens: Tokens, place: int, lexicon: Lexicon) -> Attribution | None:
    """A name alone after the words: `« ... » Un habitant`, `“...” — Anna Reed`, and in headings `« ... » : Anna Reed`."""
    first = place + 1
    while first < len(tokens) and tokens[first].text in "–—-(:":
        first += 1
    headed = first > place + 1 and tokens[place + 1].text == ":"
    words = [token for token in tokens[first:] if token.wordy]
    if (
        place
        or not words
        or len(words) > 8
        or any(token.low in lexicon.sentence["finite"] or token.low in lexicon.verbs for token in words)
    ):
        return None
    if not tokens[first].capital:
        return None
    speaker = read_leading(tokens, first, len(tokens), lexicon)
    return Attribution("name", None, speaker, clause=headed) if speaker else None
