"""The people whom a pronoun or a description may mean, the nearest first, with what is known of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from typing import NamedTuple

from corpus_builder.languages.first_names import Gender
from corpus_builder.quotes.people.antecedents.roles import Role, is_dependent, opens_sentence, read_role
from corpus_builder.quotes.people.antecedents.strangers import find_bearer, looks_personal
from corpus_builder.quotes.people.discourse import Discourse, Known
from corpus_builder.quotes.people.runs import Mention
from corpus_builder.text.normalization import lower_with_plain_signs as fold


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
        if " " not in mention.name or known.mentions.people[mention.name]:
            continue
        if fold(mention.name.rpartition(" ")[2]) in known.lexicon.commonest:
            continue
        if read_role(known.discourse, mention) is Role.SPEAKER and looks_personal(known.discourse, mention.name):
            return _read_candidate(known, mention, far, sure=False)
    return None


def _read_candidate(known: Known, mention: Mention, far: int, *, sure: bool) -> Candidate:
    discourse = known.discourse
    dependent = is_dependent(discourse, mention)
    return Candidate(
        mention, far, read_role(discourse, mention), sure, dependent, dependent and opens_sentence(discourse, mention)
    )


def list_speaking(known: Known) -> Sequence[str]:
    """The people who say any quote of the document, in the order of their names' places."""
    speaking = known.discourse.speaking
    if known.discourse.speakers and not speaking:
        speaking.extend(_read_speaking(known.discourse) or [""])
    return [name for name in speaking if name]


def _read_speaking(discourse: Discourse) -> list[str]:
    mentions = (mention for span in discourse.speakers for mention in discourse.mentions.list_within(*span))
    names = (find_bearer(discourse, mention) for mention in mentions if read_role(discourse, mention) is Role.SPEAKER)
    return list(dict.fromkeys(name for name in names if name))
