"""Every threshold once: its default, its unit and its reason.

One `Settings` object is passed along; a station reads its own section. An unknown key is an error.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus_builder.arguments import name_kind
from corpus_builder.errors import ArgumentError, SettingsError, explain_failure


class Section(BaseModel):
    """A group of settings: frozen, and closed to unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class EncodingSettings(Section):
    """Reading bytes and repairing mojibake."""

    # share of characters; text has none or a few stray ones, compressed data 10 %
    control_share: float = Field(default=0.04, ge=0, le=1)
    # share of the non-ASCII characters that must be valid UTF-8; in windows-1252 few are so by chance ("É»", "Ã©")
    utf8_share: float = Field(default=0.5, ge=0, le=1)
    # share of the byte pairs that hold a zero byte: nearly all in Latin text, the spaces and figures in Cyrillic
    utf16_zeros: float = Field(default=0.1, gt=0, le=1)
    # bytes looked at to tell UTF-16 without a byte order mark; a page of text is plenty
    utf16_sample: int = Field(default=4096, ge=2)
    # characters repaired at a time; longer lines are cut at a space, so that a line without an end costs linear time
    piece_characters: int = Field(default=4000, ge=100)


class BlockSettings(Section):
    """Cutting a text into blocks."""

    # characters; columns of a newspaper are 30 wide and more, what mail programs and terminals wrap 60 to 80
    wrap_shortest: int = Field(default=22, ge=1)
    # share of the lines that must have had no room for the first word of the next: lists of ingredients have
    wrap_filled: float = Field(default=0.6, ge=0, le=1)
    # characters; narrower lines may be verses or a list
    wrap_narrow: int = Field(default=55, ge=1)
    # share of the narrow lines within which a sentence must end: in prose every third or fourth does
    wrap_stops: float = Field(default=0.05, ge=0, le=1)
    # characters; prose that is not wrapped has longer lines
    wrap_longest: int = 90
    # lines; fewer give no evidence of a width
    wrap_lines: int = 4
    # share of full lines that must break inside a sentence; about half of the lines of wrapped prose do so
    wrap_broken: float = 0.35
    # share of characters in lines beyond `wrap_longest` (addresses, a stray heading) that wrapped text may have
    wrap_strays: float = 0.1
    # share of joined lines that must end in a hyphen that no compound accounts for; where words are split it is 5 % and more,
    # where they are not, compounds that no table knows make less than 1 %
    wrap_hyphens: float = 0.015
    # characters; a pair of quotation marks further apart is taken for two marks whose partners are missing
    quote_characters: int = 2000
    # characters; the last line as long as this ends the prose: questions to the reader are sought in it and behind it
    prose_characters: int = 150


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

    # characters of a line that may be part of a template: menus, labels, teasers
    line_characters: int = Field(default=120, ge=1)
    # documents of a site that must share a line, reprints counted once, where it went from at least half of them
    line_documents: int = Field(default=2, ge=2)
    # words below which a line is a name or a label that articles may share by chance
    line_words: int = Field(default=3, ge=1)
    # documents that must share a line of fewer words, or any line that went from none
    few_words_documents: int = Field(default=3, ge=2)
    # share of the site's documents that must have a line that went from none: two of forty have it by chance
    line_share: float = Field(default=0.3, ge=0, le=1)
    # paragraphs that are a text's head: its title and its standfirst; other pages show them beside a link
    head_paragraphs: int = Field(default=2, ge=0)
    # documents that must share a sentence or longer line: a dozen updates of one story may share its background
    passage_documents: int = Field(default=12, ge=2)
    # share of the site's documents that must have it: a notice is on most pages, the background of a story on its own
    passage_share: float = Field(default=0.5, ge=0, le=1)


class LanguageSettings(Section):
    """Telling the language."""

    # characters from which a paragraph is told on its own: French and English are told apart in 99.5 % of the cases
    # with 80 characters, in 96 % with 50; a shorter one takes the document's language
    paragraph_characters: int = Field(default=80, ge=0)
    # characters read of one text: the answer does not get better beyond 200
    sample_characters: int = Field(default=200, ge=3, le=10_000)
    # languages that the corpus expects, and how far ahead of all others they start, in nats: that decides between near ties
    # of a few words ("Bonus", "6 Days") and is lost in a sentence, which has a hundred nats
    expected: tuple[str, ...] = ("fr", "en")
    # nats; see `expected`
    expected_weight: float = Field(default=4.0, ge=0)
    # how far the languages that have a table of words start ahead of the rare ones, in nats: Afrikaans and Tagalog
    # otherwise win names and headings
    listed_weight: float = Field(default=1.0, ge=0)
    # nats that a listed word counts for its languages, and a letter that their alphabet lacks against them, beside the
    # n-grams; between 5 and 8 the labelled headings are told equally well, with 3 one in fifty less
    word_weight: float = Field(default=6.0, ge=0)
    # share of its evidence that a word with a capital keeps if no language lists it: names ("Selon Google Trends") say little,
    # but German nouns have capitals too, and below 0.4 German headings are lost
    name_share: float = Field(default=0.5, ge=0, le=1)
    # the evidence is divided by this, because the 1-, 2- and 3-grams of a word say the same thing up to three times
    overlap: float = Field(default=3.0, gt=0)


class DuplicateSettings(Section):
    """Finding near-duplicate paragraphs and documents."""

    # letters and digits of a short shingle, which judges paragraphs: five survive edits, misread characters and mojibake
    short_shingle: int = Field(default=5, ge=1, le=64)
    # letters and digits of a long shingle, which judges long texts: two words or three, rare by chance
    long_shingle: int = Field(default=12, ge=1, le=64)
    # Jaccard similarity of short shingles from which two short texts are the same: judged pairs part between 0.40 and 0.49
    similarity: float = Field(default=0.42, gt=0, le=1)
    # characters from which both texts count as long: there, chance alone makes short shingles meet
    long_text: int = Field(default=1200, ge=1)
    # share of the shorter long text's shingles that stand in the other: reprints have 0.67 and more, one topic has below 0.6
    long_share: float = Field(default=0.6, gt=0, le=1)
    # Jaccard similarity of long shingles that they have at least: a short report inside a collection is no reprint of it
    long_similarity: float = Field(default=0.15, gt=0, le=1)
    # letters and digits of the shingles in which texts meet: rare by chance, and some stay whole where every third word is edited
    candidate_shingle: int = Field(default=11, ge=1, le=64)
    # such shingles sampled per text
    candidate_shingles: int = Field(default=48, ge=1, le=1024)
    # sampled shingles in which two texts meet before they are compared: an edit of every third word leaves more
    candidate_meetings: int = Field(default=6, ge=1, le=255)
    # share of a text's sampled shingles that is enough when they are few, as in a line of some words
    candidate_share: float = Field(default=0.12, gt=0, le=1)
    # similarity, estimated from the meetings, below which two texts are not compared in full: one phrase in common is no more
    candidate_similarity: float = Field(default=0.06, ge=0, le=1)
    # texts that share a shingle, above which only the first of them meet the others: bounds the work on mass-produced lines
    crowd: int = Field(default=32, ge=2)
    # the same for documents, of which there are fewer: a live page may be found a hundred times, longer each time
    document_crowd: int = Field(default=128, ge=2)
    # the texts of a crowd that meet all others, the first ones
    crowd_heads: int = Field(default=4, ge=1)
    # share of a paragraph's shingles that are in the one it goes for: who would lose more than half stays, though it repeats much
    copy_share: float = Field(default=0.5, gt=0, le=1)
    # share of a paragraph's short shingles that an earlier, longer paragraph has when the later one is an excerpt of it
    excerpt_share: float = Field(default=0.9, gt=0, le=1)
    # words below which a paragraph is no copy of one in another document: a heading such as "Contexte" is no reprint
    minimum_words: int = Field(default=8, ge=1)
    # characters up to which two texts that differ in numbers, names or a negation are two facts: a longer one is a new version
    fact_text: int = Field(default=600, ge=0)
    # different words below which a paragraph is no pull quote: headings repeat words of the text
    quote_words: int = Field(default=5, ge=1)
    # share of a pull quote's different words that are in the other paragraph: two changed words of eight are allowed
    quote_word_share: float = Field(default=0.7, gt=0, le=1)
    # share of a pull quote's short shingles that are in the other paragraph: a changed word breaks those on both sides of it
    quote_share: float = Field(default=0.6, gt=0, le=1)
    # the same share for a paragraph without quotation marks, which may be a sentence of its own that takes words up again
    repeat_share: float = Field(default=0.85, gt=0, le=1)
    # words that make a sentence; a shorter one may be a remark of whoever repeats
    sentence_words: int = Field(default=4, ge=1)
    # share of a sentence's short shingles: with less in the other paragraph the sentence is new, and saying it no mere repeat
    sentence_share: float = Field(default=0.5, ge=0, le=1)


class QuoteSettings(Section):
    """Finding quotes, speakers and statements."""

    # whether to look for reported speech without marks (`le maire a dit que ...`): less sure, so off
    indirect: bool = False
    # paragraphs without marks that open speech may run over before it counts as never closed: one lost mark must not eat a page
    open_paragraphs: int = Field(default=6, ge=0)
    # characters that such speech may go on when a mark of another kind closes it: both ends are doubtful then
    strange_close: int = Field(default=600, ge=0)
    # characters read on either side of a passage inside one sentence; longer sentences are lists or broken text
    context: int = Field(default=800, ge=1)
    # words that make a phrase: shorter marked words beside a far cue are mostly terms and scare quotes
    phrase_words: int = Field(default=3, ge=1)
    # words that make a sentence: what nobody introduces must have that many to count as speech
    sentence_words: int = Field(default=4, ge=1)
    # words after which marked words that a far clause reports are no term any more, with or without a verb
    long_words: int = Field(default=8, ge=1)
    # words between a cue and marked words that it still governs when they are a word or two
    near_words: int = Field(default=6, ge=0)
    # characters between two passages of a paragraph over which a speaker stays the same
    carry_reach: int = Field(default=200, ge=0)
    # characters of the writer's own text back from a pronoun or description in which its name is looked for: some four sentences
    antecedent_reach: int = Field(default=700, ge=1)
    # sentence ends of the writer's own text after which a pronoun no longer means whoever spoke last
    speaker_reach: int = Field(default=3, ge=0)
    # the same for somebody who only leads a clause
    leader_reach: int = Field(default=1, ge=0)
    # the rarest words of a quote by which others like it are looked up: more find no more, fewer miss translations
    statement_keys: int = Field(default=10, ge=1)
    # characters on either side of a quote that tell whether a phrase in two languages is one: about its sentence
    context_reach: int = Field(default=200, ge=0)
    # characters of a quote that are compared: nobody quotes more than some pages
    statement_reach: int = Field(default=20_000, ge=1)
    # quotes looked at per word, the latest ones: a word that stands in more says nothing
    statement_postings: int = Field(default=60, ge=1)
    # quotes compared in full, those that share most words: keeps the grouping linear
    statement_candidates: int = Field(default=8, ge=1)
    # informative words that two quotes must share at least, or that a repeated part must have: fewer are phrases anybody uses
    statement_words: int = Field(default=3, ge=1)
    # share of the shorter quote's informative words that the other must have, in one language
    statement_overlap: float = Field(default=0.8, gt=0, le=1)
    # the same between two languages, where a translator chooses his words
    foreign_overlap: float = Field(default=0.4, gt=0, le=1)
    # informative words that a translated phrase must share when nobody known says it: one word anybody may have said
    foreign_words: int = Field(default=2, ge=1)
    # share of the longer of two such phrases that must agree
    foreign_phrase: float = Field(default=0.65, gt=0, le=1)
    # share of the longer quote's informative words that the shorter must have to be the same statement and no part of it
    statement_length: float = Field(default=0.3, gt=0, le=1)
    # that share times the number of shared words: two statements on one topic share three words of seven
    statement_evidence: float = Field(default=1.55, gt=0)


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

    encoding: EncodingSettings = Field(default_factory=EncodingSettings)
    blocks: BlockSettings = Field(default_factory=BlockSettings)
    boilerplate: BoilerplateSettings = Field(default_factory=BoilerplateSettings)
    pages: PageSettings = Field(default_factory=PageSettings)
    repetition: RepetitionSettings = Field(default_factory=RepetitionSettings)
    language: LanguageSettings = Field(default_factory=LanguageSettings)
    duplicates: DuplicateSettings = Field(default_factory=DuplicateSettings)
    quotes: QuoteSettings = Field(default_factory=QuoteSettings)
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
}


def check_settings(values: dict[str, Any], where: str = "settings") -> Settings:
    """Validate settings given as a mapping of sections.

    Raises SettingsError naming every key that is unknown, gone or wrong; for one that is gone, what to do instead.

    >>> check_settings({"quotes": {"wings": 2}})
    Traceback (most recent call last):
    corpus_builder.errors.SettingsError: settings: quotes.wings: unknown key (see docs/settings.md for the keys)
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
