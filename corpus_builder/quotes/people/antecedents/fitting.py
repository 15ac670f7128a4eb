"""The people whom a pronoun or a description may mean, the nearest first, with what is known of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from typing import NamedTuple

from corpus_builder.languages.first_names import Gender
from corpus_builder.quotes.grammar.tokens import INNER
from corpus_builder.quotes.people.antecedents.roles import Role, opens_sentence, read_part, read_role
from corpus_builder.quotes.people.antecedents.strangers import acts_like_somebody, find_bearer, looks_personal
from corpus_builder.quotes.people.discourse import Discourse, Known
from corpus_builder.quotes.people.runs import Mention
from corpus_builder.text.normalization import lower_with_plain_signs as fold

# characters behind a name in which an apposition begins
_BEHIND = 16


class Candidate(NamedTuple):
    """One mention of somebody before a pronoun.

    `far` counts the sentence ends of the writer's own text between the two; `sure` says that the gender is known and agrees, else
    it is unknown; `dependent` that the name only belongs to a noun or acts
    in a passive; `topic` that this noun begins its sentence.
    """

    mention: Mention
    far: int
    role: Role
    sure: bool
    dependent: bool
    topic: bool

    @property
    def name(self) -> str:
        """Who is mentioned."""
        return self.mention.name

    @property
    def strong(self) -> bool:
        """Whether the person speaks there or is the subject."""
        return self.role is not Role.MENTIONED


def list_candidates(
    known: Known, near: Iterable[tuple[int, Mention]], genders: Sequence[Gender], excluded: Set[str]
) -> list[Candidate]:
    """The people who may be of those genders among the mentions before a place, but for those excluded.

    One whose name is empty is somebody who may be one of several.
    """
    found: list[Candidate] = []
    for far, mention in near:
        name = find_bearer(known.discourse, mention)
        if name is None and (mention.name in known.learned or acts_like_somebody(known.discourse, mention)):
            name = mention.name
        if name is None or name in excluded:
            continue
        gender = known.gender(name) if name else None
        if gender in (*genders, None):
            found.append(_read_candidate(known, mention._replace(name=name), far, sure=gender is not None))
    return found


def find_unknown_speaker(known: Known, near: Iterable[tuple[int, Mention]]) -> Candidate | None:
    """Who speaks in the sentence before a place, by a name of which nothing else is told: `said Ngaro Teke of the Institute`."""
    for far, mention in near:
        if far > 1:
            return None
        if " " not in mention.name or known.mentions.people[mention.name] or not _is_explained(known, mention):
            continue
        if read_role(known.discourse, mention) is Role.SPEAKER and looks_personal(known.discourse, mention.name):
            return _read_candidate(known, mention, far, sure=False)
    return None


def _is_explained(known: Known, mention: Mention) -> bool:
    """Whether an apposition or a complement follows a name, as behind that of somebody unknown: firms mostly do without."""
    behind = known.lexicon.read_tokens(known.discourse.text[mention.end : mention.end + _BEHIND])
    plain = fold(mention.name.rpartition(" ")[2]) not in known.lexicon.commonest
    return plain and bool(behind) and (behind[0].text == "," or bool(behind[0].classes & INNER))


def _read_candidate(known: Known, mention: Mention, far: int, *, sure: bool) -> Candidate:
    role, dependent = read_part(known.discourse, mention)
    return Candidate(mention, far, role, sure, dependent, dependent and opens_sentence(known.discourse, mention))


def list_speaking(known: Known) -> Sequence[str]:
    """The people who say any quote of the document, in the order of their names' places."""
    speaking = known.discourse.speaking
    if known.discourse.speakers and not speaking:
        speaking.extend(_read_speaking(known.discourse) or [""])
    return speaking if speaking != [""] else ()


def _read_speaking(discourse: Discourse) -> list[str]:
    mentions = (mention for span in discourse.speakers for mention in discourse.mentions.list_within(*span))
    names = (find_bearer(discourse, mention) for mention in mentions if read_role(discourse, mention) is Role.SPEAKER)
    return list(dict.fromkeys(name for name in names if name))
