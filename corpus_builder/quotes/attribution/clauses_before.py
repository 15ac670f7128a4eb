"""Clauses before the words that they report, with a colon or without, and in the sentence before."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus_builder.model import Span
from corpus_builder.quotes.attribution.clauses import (
    Attribution,
    cue_span,
    inherits_subject,
    read_source,
    read_subject,
)
from corpus_builder.quotes.attribution.governors import (
    FARTHEST,
    NEAR_COMPLEMENT,
    choose_governor,
    find_holder,
    find_object_relative,
    opens_clause,
)
from corpus_builder.quotes.grammar.cues import Cue
from corpus_builder.quotes.grammar.lexicon import Lexicon
from corpus_builder.quotes.grammar.phrases import end_of_name, names_someone
from corpus_builder.quotes.grammar.subjects import (
    read_after,
    read_before,
    read_leading,
    read_main_subject,
)
from corpus_builder.quotes.grammar.tokens import (
    ASIDE,
    AUXILIARY,
    CAPITAL,
    CLITIC,
    CONJUNCTION,
    DETERMINER,
    DOCUMENT,
    HONORIFIC,
    INNER,
    MAYBE_FINITE,
    OPENER,
    ORGANISATION,
    PERSON,
    PRONOUN,
    QUOTED,
    SPEECH_NOUN,
    SUBJECT,
    SUBORDINATOR,
    SURELY_FINITE,
    THAT,
    VERB,
    WORDY,
    Token,
    Tokens,
    follows_owner,
)

_LONGEST_TOPIC = 12
LONGEST_VIEW = 32
# words of an office behind whoever gives their view
_LONGEST_OFFICE = 5
# where the comma stands behind `Pour lui`
_LONE_VIEW = 2
# characters on either side of a lone word with a capital in which it may stand without
_NEAR_WORD = 2000


def read_governor(tokens: Tokens, place: int, cues: Sequence[Cue], lexicon: Lexicon) -> Attribution | None:
    """`le maire a dit que le pont «`: the nearest cue to the left; or `Pour le maire, «`."""
    if place > 2 and tokens[0].low in lexicon.links.views and tokens[place - 1].text == ",":
        speaker = tokens.span(1, 2) if tokens[1].classes & PRONOUN else read_after(tokens, 1, lexicon)
        comma = next(at for at in range(1, place) if tokens[at].text == ",")
        told = tokens[1].low in lexicon.shared.view_determiners or (speaker is not None and names_someone(tokens, speaker))
        if speaker and _fills_view(tokens, speaker, comma, lexicon) and (comma == place - 1 or told):
            return Attribution("source", tokens.span(0, 1), speaker, 0, clause=True)
    cue = choose_governor(tokens, place, cues, lexicon)
    view = _read_free_relative(tokens, place, cue, lexicon)
    if view or cue is None:
        return view or _read_written_in(tokens, place, cues, lexicon) or read_view(tokens, place, lexicon)
    found = _read_governed(tokens, place, cue, cues, lexicon)
    feels = tokens[cue.last].low.startswith(lexicon.links.feeling)
    outer = find_holder(tokens, place, cue, cues, lexicon)
    if outer and (feels or not _is_mind(tokens, found.speaker)):
        found, cue, feels = _read_governed(tokens, place, outer, cues, lexicon)._replace(clause=True), outer, False
    weak = cue.mood != "preposition" and not (found.speaker and cue.reports and names_someone(tokens, found.speaker))
    document = _read_document(tokens, place, cues, lexicon) if feels else None
    return document or (_read_head(tokens, place, cues, lexicon) if weak else None) or found


def _read_document(tokens: Tokens, place: int, cues: Sequence[Cue], lexicon: Lexicon) -> Attribution | None:
    """The document with which a sentence begins: `Selon une note que nous avons lue, la ville prévoit «`."""
    head = cues[0]
    if head.mood != "preposition" or head.first > 1:
        return None
    speaker = read_source(tokens, head, lexicon)
    if speaker is None or not any(token.classes & DOCUMENT for token in tokens.inside(speaker)):
        return None
    return Attribution("source", cue_span(tokens, head), speaker, place - head.last, clause=True)


def _is_mind(tokens: Tokens, speaker: Span | None) -> bool:
    """Whether a phrase is somebody or a document, which can say something."""
    return speaker is not None and (
        names_someone(tokens, speaker) or any(token.classes & DOCUMENT for token in tokens.inside(speaker))
    )


def _read_head(tokens: Tokens, place: int, cues: Sequence[Cue], lexicon: Lexicon) -> Attribution | None:
    """Whose view or words the whole sentence gives, by how it begins: `Selon M. Kern, rien n'est à craindre «`."""
    head = cues[0]
    if head.mood == "preposition" and head.first <= 1 and head.last < place:
        speaker = read_source(tokens, head, lexicon)
        ends = next((at for at in range(head.last + 1, place) if speaker and tokens.start(at) >= speaker[1]), place)
        if speaker and ends < place and tokens[ends].text == ",":
            return Attribution("source", cue_span(tokens, head), speaker, place - ends, clause=True)
    view = read_view(tokens, place, lexicon)
    return view._replace(clause=True) if view else None


def _read_governed(tokens: Tokens, place: int, cue: Cue, cues: Sequence[Cue], lexicon: Lexicon) -> Attribution:
    """What a cue before a passage says of it."""
    between = tokens[cue.last + 1 : place]
    distance = sum(1 for token in between if token.classes & WORDY)
    if cue.mood == "preposition":
        return Attribution("source", cue_span(tokens, cue), read_source(tokens, cue, lexicon), distance, clause=True)
    clause = opens_clause(between)
    speaker, inherits = read_subject(tokens, cue, lexicon, place), inherits_subject(tokens, cue, lexicon)
    held = cue.passive or (tokens[cue.first].participle and tokens[cue.first - 1].text == ",")
    if held and place + _LONE_VIEW < len(tokens) and tokens[place + 1].low in lexicon.links.agent:
        # `called “bold” by shopkeepers and “daft” by the vicar`: each has its own agent
        speaker = read_after(tokens, place + _LONE_VIEW, lexicon) or speaker
    relative = find_object_relative(tokens, cue, cues, lexicon)
    if relative:
        # `Kern a comparé les cartes que la ville vendait à «`: the words are no part of that clause
        speaker = read_main_subject(tokens, relative, lexicon)
    if cue.passive and speaker and speaker[1] <= tokens.start(place):
        # `accusé par le maire de «`: the agent stands between
        distance = sum(1 for at in range(cue.last + 1, place) if tokens.start(at) >= speaker[1] and tokens[at].classes & WORDY)
    # who denies a feeling does not deny the words
    negated = cue.negated and cue.strength != "evaluating"
    return Attribution("before", cue_span(tokens, cue), speaker, distance, negated, clause, inherits=inherits)


def _read_written_in(tokens: Tokens, place: int, cues: Sequence[Cue], lexicon: Lexicon) -> Attribution | None:
    """`Dans cette note, il est écrit que «`: the document in which words stand."""
    for cue in cues:
        if not (cue.passive and cue.first > 1 and cue.last < place and tokens[cue.first - 1].low in lexicon.links.dummy_subjects):
            continue
        joined = place == cue.last + 1 or tokens[cue.last + 1].classes & THAT
        comma = cue.first - 2
        if not joined or tokens[comma].text != ",":
            continue
        for at in range(comma - 1, max(comma - NEAR_COMPLEMENT, -1), -1):
            if tokens[at].low not in lexicon.links.places:
                continue
            found = read_after(tokens, at + 1, lexicon)
            if found and any(token.classes & DOCUMENT for token in tokens.inside(found)):
                return Attribution("source", cue_span(tokens, cue), found, place - cue.last, clause=True)
    return None


def _read_free_relative(tokens: Tokens, place: int, cue: Cue | None, lexicon: Lexicon) -> Attribution | None:
    """`ce qu'elle perçoit comme une «`, `what he sees as “`: whose word it is, whatever the verb."""
    free = lexicon.links.free_relatives
    for at in range(place - 3, max(place - NEAR_COMPLEMENT, 0), -1):
        if not tokens[at + 1].classes & SUBJECT:
            continue
        opens = tokens[at].low in free or (tokens[at].classes & THAT and tokens[at - 1].low in free)
        subject = opens and lexicon.pronouns.genders_of(tokens[at + 1].low)
        if subject and tokens[at + 2].classes & WORDY and (cue is None or cue.last < at):
            return Attribution("before", tokens.span(at + 2, at + 3), tokens.span(at + 1, at + 2), place - at - 3)
    return None


def read_view(tokens: Tokens, place: int, lexicon: Lexicon) -> Attribution | None:
    """`Pour le syndicat, ce texte est «`: whose view the whole sentence gives."""
    last = max(place - LONGEST_VIEW - 1, 0)
    begin = next((at + 1 for at in range(place - 1, last - 1, -1) if tokens[at].text in ":;"), last)
    if not _LONE_VIEW < place - begin <= LONGEST_VIEW or not (begin or tokens[0].classes & CAPITAL):
        return None
    at = begin + (tokens[begin].low in lexicon.shared.contrasts)
    if tokens[at].low not in lexicon.links.views:
        return None
    comma = next((other for other in range(at + _LONE_VIEW, place) if tokens[other].text == ","), 0)
    comma = _skip_apposition(tokens, comma, place) if comma else 0
    alone = comma == at + _LONE_VIEW and tokens[at + 1].low in lexicon.shared.own_views
    speaker = tokens.span(at + 1, comma) if alone else read_after(tokens, at + 1, lexicon) if comma else None
    if speaker is None or not _fills_view(tokens, speaker, comma, lexicon) or not (alone or names_someone(tokens, speaker)):
        return None
    return Attribution("source", tokens.span(at, at + 1), speaker, place - comma)


def _skip_apposition(tokens: Tokens, comma: int, place: int) -> int:
    """The comma behind what stands beside a name or a description: `Pour Claire Morvan, présidente du club,`; else the first."""
    other = next((at for at in range(comma + 1, min(comma + _LONGEST_OFFICE + _LONE_VIEW, place)) if tokens[at].text == ","), 0)
    beside = tokens[comma + 1 : other]
    first = beside[:1]
    named = first and first[0].classes & (CAPITAL | PERSON) and not first[0].classes & (DETERMINER | PRONOUN)
    return other if named and all(token.classes & WORDY and not token.classes & AUXILIARY for token in beside) else comma


def _fills_view(tokens: Tokens, speaker: Span, comma: int, lexicon: Lexicon) -> bool:
    """Whether a speaker is all that stands before a comma: a short form in brackets and an office may follow, no verb."""
    first = tokens.inside(speaker)[0]
    if first.low.endswith(lexicon.word_endings.infinitives) and not first.classes & (CAPITAL | DETERMINER | PRONOUN):
        # `Pour expliquer son retard,`
        return False
    last = comma - 1
    if tokens[last].text == ")":
        last = next((at for at in range(last, 0, -1) if tokens[at].text == "("), last) - 1
    rest = [token for token in tokens.inside((speaker[1], tokens.end(last))) if token.classes & WORDY]
    verb = any(token.finite or token.infinitive or token.classes & (VERB | AUXILIARY) for token in rest)
    return len(rest) <= _LONGEST_OFFICE and not verb


def read_colon(tokens: Tokens, place: int, cues: Sequence[Cue], lexicon: Lexicon) -> Attribution | None:
    """`le maire a écrit :`, `le maire :`, `sa réponse :`."""
    colon = place - 1
    while colon > 0 and tokens[colon].text in "–—-":
        colon -= 1
    if colon < 0 or tokens[colon].text != ":":
        return None
    nearest = max(colon - FARTHEST, 0)
    start = max(
        (at + 1 for at in range(nearest, colon) if tokens[at].classes & QUOTED or tokens[at].text == ";"), default=nearest
    )
    example = _read_example(tokens, start, colon, lexicon)
    leading = [cue for cue in cues if start <= cue.first and cue.last < colon]
    if example and not any(cue.says for cue in leading):
        return Attribution("name", None, example, colon - start)
    cited = _read_cited(tokens, start, colon, leading, lexicon)
    if cited:
        return Attribution("name", None, cited, colon - start)
    for cue in reversed(leading):
        if cue.mood == "preposition":
            return Attribution("source", cue_span(tokens, cue), read_source(tokens, cue, lexicon))
        view = read_view(tokens, colon, lexicon) if start == 0 and _is_subordinate(tokens, cue) else None
        if view:
            return view
        if cue.mood != "accusing" and not cue.passive:
            speaker, inherits = read_subject(tokens, cue, lexicon), inherits_subject(tokens, cue, lexicon)
            return Attribution("colon", cue_span(tokens, cue), speaker, colon - cue.last, cue.negated, inherits=inherits)
    return Attribution("name", None, _announced_speaker(tokens, start, colon, lexicon), colon - start)


def _read_cited(tokens: Tokens, start: int, colon: int, cues: Sequence[Cue], lexicon: Lexicon) -> Span | None:
    """Whose words somebody else cites: `Kern rappelle cette phrase de Camus :`; but not `Kern a réagi à ces mots du maire :`."""
    for noun in range(colon - 1, start - 1, -1):
        if not tokens[noun].classes & SPEECH_NOUN:
            continue
        points = next(
            (at for at in range(noun - 1, max(noun - _LONE_VIEW - 1, start - 1), -1) if _points(tokens[at], lexicon)), None
        )
        if points is None and noun > start:
            return None
        answered = points is not None and any(cue.says and cue.last == points - _LONE_VIEW for cue in cues)
        return None if answered else _read_whose(tokens, noun, colon, lexicon)
    return None


def _points(token: Token, lexicon: Lexicon) -> bool:
    return token.low in lexicon.links.pointing and not token.classes & THAT


def _read_whose(tokens: Tokens, noun: int, colon: int, lexicon: Lexicon) -> Span | None:
    """Somebody whose words a noun names, right before the colon: `ces mots, plus sobres, du poète Jean Lorre :`."""
    for at in range(noun + 1, colon - 1):
        if tokens[at].classes & (INNER | ASIDE) and (at == noun + 1 or not tokens[at - 1].classes & WORDY):
            found = read_after(tokens, at + 1, lexicon)
            if found and found[1] == tokens.end(colon - 1) and names_someone(tokens, found):
                return found
    return None


def _is_subordinate(tokens: Tokens, cue: Cue) -> bool:
    """Whether a cue stands right behind a subordinating word and its pronoun: `lorsqu'elle parlait`."""
    return cue.first > 1 and bool(tokens[cue.first - 1].classes & SUBJECT and tokens[cue.first - 2].classes & SUBORDINATOR)


def _read_example(tokens: Tokens, start: int, colon: int, lexicon: Lexicon) -> Span | None:
    """For whom the same holds, or what happened to whom: `Même constat chez Luc Perrin :`, `The same goes for Anna Reed:`."""
    if not any(token.low in lexicon.links.likewise for token in tokens[start : start + 2]):
        return None
    for at in range(start + 1, colon - 1):
        if not (tokens[at].classes & (INNER | ASIDE) or tokens[at].low in lexicon.links.likewise_links):
            continue
        end = end_of_name(tokens, at + 1, colon, lexicon)
        if end > at + 1 and (end == colon or not tokens[end].classes & WORDY):
            return tokens.span(at + 1, end)
    return None


def read_announcement(tokens: Tokens, place: int, lexicon: Lexicon) -> Attribution | None:
    """`La réponse du maire est «`, `Reed's answer was “`: a noun of saying that the words are."""
    if place < _LONE_VIEW or tokens[place - 1].low not in lexicon.links.passive:
        return None
    for at in range(place - 2, max(place - 2 - NEAR_COMPLEMENT, -1), -1):
        if not tokens[at].classes & WORDY:
            return None
        if tokens[at].classes & SPEECH_NOUN and tokens[at].low not in lexicon.nouns.labels:
            inner = tokens[at + 1].classes & INNER
            speaker = read_after(tokens, at + 2, lexicon) if inner else _read_owner(tokens, at, lexicon)
            # `the letter was “lost”`: what is nobody's says nothing
            owned = speaker is not None or (at > 0 and tokens[at - 1].low in lexicon.links.possessives)
            return Attribution("before", tokens.span(at, at + 1), speaker) if owned else None
    return None


def _announced_speaker(tokens: Tokens, start: int, colon: int, lexicon: Lexicon) -> Span | None:
    """Whose words a colon announces without a cue: `la réponse du maire :`, `Anna Reed :`, `Le maire s'approcha :`."""
    for at in range(colon - 1, start - 1, -1):
        led = at == start + 1 and tokens[start].classes & (OPENER | ASIDE | INNER) and not tokens[start].classes & DETERMINER
        if not tokens[at].classes & SPEECH_NOUN or led:
            # `À propos de la digue :`
            continue
        if tokens[at + 1].classes & INNER:
            return read_after(tokens, at + 2, lexicon)
        owner = _read_owner(tokens, at, lexicon)
        if owner:
            return owner
    if start + 1 < colon and tokens[start].classes & CONJUNCTION:
        start += 1
    whole = read_leading(tokens, start, colon, lexicon)
    if whole and colon - start <= _LONGEST_TOPIC and whole[1] == tokens.end(colon - 1):
        return whole if _may_speak(tokens, whole, lexicon) else None
    if whole and _is_topic(tokens, start, colon, whole, lexicon):
        return None
    if _is_matter(tokens[start:colon], lexicon):
        return None
    main = read_main_subject(tokens, colon, lexicon) if start <= 1 else None
    if main and names_someone(tokens, main) and not _is_elided(tokens.inside(main)):
        return main
    leading = read_leading(tokens, start, colon, lexicon)
    person = leading and any(t.classes & PERSON or t.text in lexicon.first_names for t in tokens.inside(leading)[:3])
    return leading if person else None


def _is_elided(phrase: Sequence[Token]) -> bool:
    """Whether a phrase is a lone elided word that can be no person: the `C'` of `C'était un proverbe :`."""
    return len(phrase) == 1 and phrase[0].text[-1] in "'’" and not phrase[0].classes & SUBJECT


def _is_matter(lead: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a preposition begins what stands before a colon, without comma or verb: `À propos de la digue :`, no view."""
    if not lead or not lead[0].classes & (OPENER | ASIDE | INNER) or lead[0].low in lexicon.links.views:
        return False
    return not any(token.text == "," or token.classes & (SURELY_FINITE | MAYBE_FINITE | VERB | SUBJECT) for token in lead)


def _is_topic(tokens: Tokens, start: int, colon: int, leading: Span, lexicon: Lexicon) -> bool:
    """Whether a phrase without a verb begins with a common noun, whose capital it owes to its place (`Grève du lait :`)."""
    first, following, behind = tokens[start], tokens[start + 1], tokens[start + 2]
    if any(token.classes & (SURELY_FINITE | VERB | SUBJECT) and not token.classes & CAPITAL for token in tokens[start:colon]):
        return False
    if not following.classes & WORDY or following.classes & (CAPITAL | MAYBE_FINITE) or leading[0] != tokens.start(start):
        return False
    if (behind.classes & DETERMINER or following.classes & CLITIC) and not following.classes & (INNER | ASIDE):
        # `Kern hausse les épaules :`, `Kern se lève :`: a verb that no table lists
        return False
    known = first.classes & (PERSON | ORGANISATION | DOCUMENT | PRONOUN | DETERMINER | HONORIFIC)
    return not known and first.text not in lexicon.first_names


def _may_speak(tokens: Tokens, span: Span, lexicon: Lexicon) -> bool:
    """Whether a phrase before a colon is somebody, or a document, and no topic (`Urgences de Brie :`)."""
    phrase = tokens.inside(span)
    known = any(t.classes & (PERSON | ORGANISATION | DOCUMENT | PRONOUN) or t.text in lexicon.first_names for t in phrase)
    if known or phrase[0].classes & HONORIFIC:
        return True
    named = all(token.classes & CAPITAL for token in phrase if token.classes & WORDY)
    lone = len(phrase) == 1 and (phrase[0].low in lexicon.listed or _stands_in_lower_case(tokens.text, span))
    return named and not lone


def _stands_in_lower_case(text: str, span: Span) -> bool:
    """Whether a word stands near without its capital, as a name never does."""
    low = text[slice(*span)].lower()
    near = text[max(0, span[0] - _NEAR_WORD) : span[1] + _NEAR_WORD]
    return low in near and re.search(rf"(?<!\w){re.escape(low)}(?!\w)", near) is not None


def _read_owner(tokens: Tokens, at: int, lexicon: Lexicon) -> Span | None:
    """Whose words an owner's name gives: `Anna Reed's answer`."""
    if not follows_owner(tokens, at, lexicon.shared.owner_endings):
        return None
    owner = read_before(tokens, at - 1, lexicon)
    return (owner[0], min(owner[1], tokens.end(at - 2) - 1)) if owner else None
