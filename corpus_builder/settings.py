"""Every threshold once: its default, its unit and its reason.

One `Settings` object is passed along; each station reads its own section. An unknown key is an error.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictFloat, StrictInt, ValidationError

from corpus_builder.system.arguments import name_kind
from corpus_builder.system.errors import ArgumentError, SettingsError, explain_failure


class Section(BaseModel):
    """A group of settings: frozen, and closed to unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class FileSettings(Section):
    """Reading files that are packed."""

    # times its size that a file may unpack to: prose packs to a third, pages that are nearly the same to a hundredth; what packs
    # to less is made to fill a machine
    unpacked_ratio: StrictInt = Field(default=200, ge=2, le=1_000_000)
    # bytes of a single text, line or record that comes out of a packed file: it is held in memory
    text_bytes: StrictInt = Field(default=256_000_000, ge=1_000, le=2_000_000_000)


class BoilerplateSettings(Section):
    """Separating the article of a plain text from boilerplate."""

    # log odds below which a block is removed; below 0, because losing prose is worse than keeping a line of a menu
    least_score: StrictFloat = Field(default=-0.2, ge=-10, le=10)


class PageSettings(Section):
    """Separating the article of an HTML page from boilerplate."""

    # probability of being part of an article that some longer line must reach for a page to have one; menus do not
    article_probability: StrictFloat = Field(default=0.3, ge=0, le=1)
    # probability below which no line is kept, however uncertain the whole page is
    lowest_probability: StrictFloat = Field(default=0.2, ge=0, le=1)


class RepetitionSettings(Section):
    """Lines that the pages of one site repeat."""

    # documents of a site, reprints counted once, that must share a line that was removed from at least half of them
    line_documents: StrictInt = Field(default=2, ge=2, le=1_000_000)
    # share of the site's documents that must have a line that was removed from none: two of forty may happen to
    line_share: StrictFloat = Field(default=0.3, ge=0, le=1)
    # documents that must share a sentence or longer line: a dozen updates of one story may share its background
    passage_documents: StrictInt = Field(default=12, ge=2, le=1_000_000)
    # share of the site's documents that must have it: a notice is on most pages, a story's background on its own pages
    passage_share: StrictFloat = Field(default=0.5, ge=0, le=1)


class LanguageSettings(Section):
    """Detecting the language."""

    # characters from which the language of a paragraph is detected separately: French is distinguished from English in
    # 99.5 % of the cases with 80 characters, in 96 % with 50; a shorter one takes the document's language
    paragraph_characters: StrictInt = Field(default=80, ge=0, le=10_000)
    # codes (ISO 639-1) of the languages that the corpus expects: they win near ties of a few words ("Bonus", "6 Days")
    expected: tuple[Annotated[str, Field(pattern="^[a-z]{2,3}$")], ...] = ("fr", "en")


class DuplicateSettings(Section):
    """Finding near-duplicate paragraphs and documents."""

    # Jaccard similarity of short shingles from which short texts are duplicates: labelled pairs separate between 0.40 and 0.49
    similarity: StrictFloat = Field(default=0.42, gt=0, le=1)
    # the same between documents that do not reprint one another: paraphrases have up to 0.55, edited agency copy 0.57 or more
    separate_similarity: StrictFloat = Field(default=0.56, gt=0, le=1)
    # share of the shorter long text's shingles that are in the other: reprints have 0.67 or more, one topic less than 0.6
    long_share: StrictFloat = Field(default=0.6, gt=0, le=1)
    # share of a paragraph's shingles that must be in the one it copies: a paragraph that would lose more than half is kept
    copy_share: StrictFloat = Field(default=0.5, gt=0, le=1)
    # share of a paragraph's short shingles that an earlier, longer paragraph must have for it to be an excerpt
    excerpt_share: StrictFloat = Field(default=0.9, gt=0, le=1)
    # words below which a paragraph is not a copy of one in another document: a heading such as "Contexte" is not a reprint
    minimum_words: StrictInt = Field(default=8, ge=1, le=1_000_000)


class StatementSettings(Section):
    """Finding statements that are quoted again, in other words or in another language."""

    # share of the shorter quote's informative words that the other must have, in one language
    overlap: StrictFloat = Field(default=0.8, gt=0, le=1)
    # the same across two languages, since translators choose their own words
    foreign_overlap: StrictFloat = Field(default=0.4, gt=0, le=1)


class QuoteSettings(Section):
    """Finding quotes and speakers."""

    # whether to look for reported speech without marks (`le maire a dit que ...`): right in five of six on unseen press, so off
    indirect: StrictBool = False
    # paragraphs without marks that open speech may span before it counts as never closed: one lost mark must not swallow a page
    open_paragraphs: StrictInt = Field(default=6, ge=0, le=100)
    # characters of the writer's own text before a pronoun or description in which its name is looked for: some four sentences
    antecedent_reach: StrictInt = Field(default=700, ge=1, le=10_000)


class PolicySettings(Section):
    """How much of the texts is published."""

    # `full`: every text; `excerpt`: the beginnings of documents and quotes, no paragraphs or removals; `offsets`: no text, only
    # offsets and hashes, from which `rehydrate` restores it for whoever has the sources
    text: Literal["full", "excerpt", "offsets"] = "full"
    # characters that `excerpt` shows of a document or quote: two or three sentences, a short quotation
    excerpt_characters: StrictInt = Field(default=200, ge=1, le=1000)
    # whether e-mail addresses and telephone numbers are hidden: they reach people who are not the news
    redact: StrictBool = False


class Settings(Section):
    """All settings of a build, one section per station."""

    files: FileSettings = Field(default_factory=FileSettings)
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

    Raises SettingsError, naming the file and the key, when the file cannot be read or a key is unknown or invalid.
    """
    if path is None:
        return Settings()
    with explain_failure(f"cannot read the settings in {path}", SettingsError):
        content = path.read_bytes()
    return parse_settings(content, str(path))


def parse_settings(content: bytes, where: str) -> Settings:
    """Settings from the content of a TOML file. Raises SettingsError, naming the file `where` and the key."""
    import tomllib

    try:
        values = tomllib.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as why:
        raise SettingsError(f"cannot read the settings in {where}: {why}", hint="they must be a TOML file") from why
    return check_settings(values, where=where)


def require_settings(value: Any, function: str) -> Settings:
    """The settings that a function of the Python interface was given: an object, a mapping of its sections, or None.

    Raises ArgumentError for anything else, SettingsError for an unknown or invalid key.
    """
    if isinstance(value, Settings):
        return value
    if value is None or isinstance(value, dict):
        return check_settings(value or {})
    raise ArgumentError(f"{function} takes settings as Settings or a dict, not {name_kind(value)}")


# What to do about a setting of an earlier version that was removed, by section and key or for a whole section.
FIXED = "remove it: its value is now fixed in the code"
_FIXED_KEYS = {
    "boilerplate": (
        "caption_words frame_known_lines frame_lines heading_words menu_lines menu_words name_words "
        "title_distance title_words_framed title_words_least title_words_most"
    ),
    "duplicates": (
        "candidate_meetings candidate_share candidate_shingle candidate_shingles candidate_similarity crowd "
        "crowd_heads document_crowd fact_text long_shingle long_similarity long_text quote_share "
        "quote_word_share quote_words repeat_share sentence_share sentence_words short_shingle"
    ),
    "language": "expected_weight listed_weight name_share overlap sample_characters word_weight",
    "quotes": (
        "carry_reach context context_reach foreign_phrase foreign_words leader_reach long_words near_words "
        "phrase_words sentence_words speaker_reach statement_candidates statement_evidence statement_keys "
        "statement_length statement_postings statement_reach statement_words strange_close"
    ),
    "repetition": "few_words_documents head_paragraphs line_characters line_words",
}
# The new names of those that are still there.
MOVED = {
    "quotes.statement_overlap": "statements.overlap",
    "quotes.foreign_overlap": "statements.foreign_overlap",
    "markup.article_chance": "pages.article_probability",
    "markup.lowest_threshold": "pages.lowest_probability",
}
GONE: dict[str, str] = {
    "encoding": FIXED,
    "blocks": FIXED,
    "markup": (
        "the section is now [pages]: article_chance is article_probability, lowest_threshold is lowest_probability, and the "
        "others are fixed"
    ),
    **{key: f"use {new}" for key, new in MOVED.items() if not key.startswith("markup.")},
    **{f"{section}.{key}": FIXED for section, keys in _FIXED_KEYS.items() for key in keys.split()},
}


def check_settings(values: dict[str, Any], where: str = "settings") -> Settings:
    """Validate settings given as a mapping of sections.

    Raises SettingsError naming every key that is unknown, removed or invalid; for a removed one, what to do instead.

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


def renew_settings(values: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of an earlier version in today's form: renamed ones under their new names, those that are gone left out.

    >>> renew_settings({"quotes": {"statement_overlap": 0.7, "near_words": 6, "indirect": True}, "blocks": {"wrap_lines": 4}})
    {'statements': {'overlap': 0.7}, 'quotes': {'indirect': True}}
    """
    renewed: dict[str, Any] = {}
    for section, keys in values.items():
        for key, value in keys.items() if isinstance(keys, Mapping) else ():
            name = MOVED.get(f"{section}.{key}", f"{section}.{key}")
            if name not in GONE and name.partition(".")[0] not in GONE:
                renewed.setdefault(name.partition(".")[0], {})[name.partition(".")[2]] = value
    return renewed


def _explain_key(key: str, kind: str, said: str) -> str:
    if kind != "extra_forbidden":
        return said
    return f"this setting no longer exists; {GONE[key]}" if key in GONE else "unknown key"
