"""Every threshold once: its default, its unit and its reason.

One `Settings` object is passed along; a station reads its own section. An unknown key is an error.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus_builder.system.arguments import name_kind
from corpus_builder.system.errors import ArgumentError, SettingsError, explain_failure


class Section(BaseModel):
    """A group of settings: frozen, and closed to unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class BoilerplateSettings(Section):
    """Telling the article of a plain text from what surrounds it."""

    # log odds below which a block is removed; under 0, because losing prose is worse than keeping a line of a menu
    least_score: float = Field(default=-0.2, ge=-10, le=10)


class PageSettings(Section):
    """Telling the article of an HTML page from what surrounds it."""

    # probability with which a line of some length must be part of an article for a page to have one; menus stay below
    article_probability: float = Field(default=0.3, ge=0, le=1)
    # probability below which no line is kept, however uncertain the whole page is
    lowest_probability: float = Field(default=0.2, ge=0, le=1)


class RepetitionSettings(Section):
    """Lines that the pages of one site repeat."""

    # documents of a site that must share a line, reprints counted once, where it went from at least half of them
    line_documents: int = Field(default=2, ge=2)
    # share of the site's documents that must have a line that went from none: two of forty have it by chance
    line_share: float = Field(default=0.3, ge=0, le=1)
    # documents that must share a sentence or longer line: a dozen updates of one story may share its background
    passage_documents: int = Field(default=12, ge=2)
    # share of the site's documents that must have it: a notice is on most pages, the background of a story on its own
    passage_share: float = Field(default=0.5, ge=0, le=1)


class LanguageSettings(Section):
    """Detecting the language."""

    # characters from which the language of a paragraph is detected on its own: French is kept apart from English in 99.5 % of
    # the cases with 80 characters, in 96 % with 50; a shorter one takes the document's language
    paragraph_characters: int = Field(default=80, ge=0, le=10_000)
    # codes (ISO 639-1) of the languages that the corpus expects: they win near ties of a few words ("Bonus", "6 Days")
    expected: tuple[Annotated[str, Field(pattern="^[a-z]{2,3}$")], ...] = ("fr", "en")


class DuplicateSettings(Section):
    """Finding near-duplicate paragraphs and documents."""

    # Jaccard similarity of short shingles from which two short texts are the same: judged pairs part between 0.40 and 0.49
    similarity: float = Field(default=0.42, gt=0, le=1)
    # share of the shorter long text's shingles that stand in the other: reprints have 0.67 and more, one topic has below 0.6
    long_share: float = Field(default=0.6, gt=0, le=1)
    # share of a paragraph's shingles that are in the one it is removed for: who would lose more than half is kept, though it
    # repeats much
    copy_share: float = Field(default=0.5, gt=0, le=1)
    # share of a paragraph's short shingles that an earlier, longer paragraph has when the later one is an excerpt of it
    excerpt_share: float = Field(default=0.9, gt=0, le=1)
    # words below which a paragraph is no copy of one in another document: a heading such as "Contexte" is no reprint
    minimum_words: int = Field(default=8, ge=1, le=1_000_000)


class StatementSettings(Section):
    """Finding statements that are quoted again, in other words or in another language."""

    # share of the shorter quote's informative words that the other must have, in one language
    overlap: float = Field(default=0.8, gt=0, le=1)
    # the same between two languages, where a translator chooses their own words
    foreign_overlap: float = Field(default=0.4, gt=0, le=1)


class QuoteSettings(Section):
    """Finding quotes and speakers."""

    # whether to look for reported speech without marks (`le maire a dit que ...`): less sure, so off
    indirect: bool = False
    # paragraphs without marks that open speech may run over before it counts as never closed: one lost mark must not eat a page
    open_paragraphs: int = Field(default=6, ge=0, le=100)
    # characters of the writer's own text back from a pronoun or description in which its name is looked for: some four sentences
    antecedent_reach: int = Field(default=700, ge=1, le=10_000)


class PolicySettings(Section):
    """What of the texts is published."""

    # `full`: every text; `excerpt`: how documents and quotes begin, nothing of paragraphs and removals; `offsets`: no text, only
    # where it stands and hashes, from which `rehydrate` puts it back for whoever has the sources
    text: Literal["full", "excerpt", "offsets"] = "full"
    # characters that `excerpt` shows of a document or quote: two or three sentences, what a short quotation is
    excerpt_characters: int = Field(default=200, ge=1, le=1000)
    # whether e-mail addresses and telephone numbers are hidden: they name people who are not the news
    redact: bool = False


class Settings(Section):
    """All settings of a build, one section per station."""

    boilerplate: BoilerplateSettings = Field(default_factory=BoilerplateSettings)
    pages: PageSettings = Field(default_factory=PageSettings)
    repetition: RepetitionSettings = Field(default_factory=RepetitionSettings)
    language: LanguageSettings = Field(default_factory=LanguageSettings)
    duplicates: DuplicateSettings = Field(default_factory=DuplicateSettings)
    quotes: QuoteSettings = Field(default_factory=QuoteSettings)
    statements: StatementSettings = Field(default_factory=StatementSettings)
    policy: PolicySettings = Field(default_factory=PolicySettings)


def load_settings(path: Path | None) -> Settings:
    """Read settings from a TOML file; None gives the defaults.

    Raises SettingsError, naming the file and the key, when the file cannot be read or a key is unknown or wrong.
    """
    if path is None:
        return Settings()
    with explain_failure(f"cannot read the settings in {path}", SettingsError):
        content = path.read_bytes()
    return parse_settings(content, str(path))


def parse_settings(content: bytes, where: str) -> Settings:
    """Settings from the content of a TOML file. Raises SettingsError, naming the file `where` they stand, and the key."""
    import tomllib

    try:
        values = tomllib.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as why:
        raise SettingsError(f"cannot read the settings in {where}: {why}", hint="they are a TOML file") from why
    return check_settings(values, where=where)


def require_settings(value: Any, function: str) -> Settings:
    """The settings that a function of the Python interface was given: an object, a mapping of its sections, or None.

    Raises ArgumentError for anything else, SettingsError for an unknown or wrong key.
    """
    if isinstance(value, Settings):
        return value
    if value is None or isinstance(value, dict):
        return check_settings(value or {})
    raise ArgumentError(f"{function} takes settings as Settings or a dict, not {name_kind(value)}")


# Settings of earlier versions that are gone, by section and key, and what to do instead. A section that is gone has a row too.
FIXED = "remove it: the value is fixed now, beside the code that uses it"
GONE: dict[str, str] = {
    "boilerplate.title_words_least": FIXED,
    "boilerplate.title_words_framed": FIXED,
    "boilerplate.title_words_most": FIXED,
    "boilerplate.title_distance": FIXED,
    "boilerplate.heading_words": FIXED,
    "boilerplate.caption_words": FIXED,
    "boilerplate.name_words": FIXED,
    "boilerplate.menu_words": FIXED,
    "boilerplate.menu_lines": FIXED,
    "boilerplate.frame_lines": FIXED,
    "boilerplate.frame_known_lines": FIXED,
    "markup": (
        "the section is [pages] now: article_chance is article_probability, lowest_threshold is lowest_probability, and the "
        "others are fixed"
    ),
    "encoding": FIXED,
    "encoding.control_share": FIXED,
    "encoding.utf8_share": FIXED,
    "encoding.utf16_zeros": FIXED,
    "encoding.utf16_sample": FIXED,
    "encoding.piece_characters": FIXED,
    "blocks": FIXED,
    "blocks.wrap_shortest": FIXED,
    "blocks.wrap_filled": FIXED,
    "blocks.wrap_narrow": FIXED,
    "blocks.wrap_stops": FIXED,
    "blocks.wrap_longest": FIXED,
    "blocks.wrap_lines": FIXED,
    "blocks.wrap_broken": FIXED,
    "blocks.wrap_strays": FIXED,
    "blocks.wrap_hyphens": FIXED,
    "blocks.quote_characters": FIXED,
    "blocks.prose_characters": FIXED,
    "language.sample_characters": FIXED,
    "language.expected_weight": FIXED,
    "language.listed_weight": FIXED,
    "language.word_weight": FIXED,
    "language.name_share": FIXED,
    "language.overlap": FIXED,
    "duplicates.short_shingle": FIXED,
    "duplicates.long_shingle": FIXED,
    "duplicates.long_text": FIXED,
    "duplicates.long_similarity": FIXED,
    "duplicates.candidate_shingle": FIXED,
    "duplicates.candidate_shingles": FIXED,
    "duplicates.candidate_meetings": FIXED,
    "duplicates.candidate_share": FIXED,
    "duplicates.candidate_similarity": FIXED,
    "duplicates.crowd": FIXED,
    "duplicates.document_crowd": FIXED,
    "duplicates.crowd_heads": FIXED,
    "duplicates.fact_text": FIXED,
    "duplicates.quote_words": FIXED,
    "duplicates.quote_word_share": FIXED,
    "duplicates.quote_share": FIXED,
    "duplicates.repeat_share": FIXED,
    "duplicates.sentence_words": FIXED,
    "duplicates.sentence_share": FIXED,
    "quotes.statement_overlap": "use statements.overlap",
    "quotes.foreign_overlap": "use statements.foreign_overlap",
    "quotes.statement_keys": FIXED,
    "quotes.context_reach": FIXED,
    "quotes.statement_reach": FIXED,
    "quotes.statement_postings": FIXED,
    "quotes.statement_candidates": FIXED,
    "quotes.statement_words": FIXED,
    "quotes.foreign_words": FIXED,
    "quotes.foreign_phrase": FIXED,
    "quotes.statement_length": FIXED,
    "quotes.statement_evidence": FIXED,
    "repetition.few_words_documents": FIXED,
    "repetition.head_paragraphs": FIXED,
    "repetition.line_characters": FIXED,
    "repetition.line_words": FIXED,
    "quotes.carry_reach": FIXED,
    "quotes.context": FIXED,
    "quotes.leader_reach": FIXED,
    "quotes.long_words": FIXED,
    "quotes.near_words": FIXED,
    "quotes.phrase_words": FIXED,
    "quotes.sentence_words": FIXED,
    "quotes.speaker_reach": FIXED,
    "quotes.strange_close": FIXED,
}


def check_settings(values: dict[str, Any], where: str = "settings") -> Settings:
    """Validate settings given as a mapping of sections.

    Raises SettingsError naming every key that is unknown, gone or wrong; for one that is gone, what to do instead.

    >>> check_settings({"quotes": {"wings": 2}})
    Traceback (most recent call last):
    corpus_builder.system.errors.SettingsError: settings: quotes.wings: unknown key (see docs/settings.md for the keys)
    """
    try:
        return Settings.model_validate(values)
    except ValidationError as why:
        wrong = ((".".join(map(str, e["loc"])), e) for e in why.errors())
        found = "; ".join(f"{key}: {_explain_key(key, e['type'], e['msg'])}" for key, e in wrong)
        raise SettingsError(f"{where}: {found}", hint="see docs/settings.md for the keys") from None


def _explain_key(key: str, kind: str, said: str) -> str:
    if kind != "extra_forbidden":
        return said
    return f"there is no such setting any more; {GONE[key]}" if key in GONE else "unknown key"
