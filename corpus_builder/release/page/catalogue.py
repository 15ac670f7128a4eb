"""What a catalogue lists of a corpus, as Croissant has it: names, version, licence, people, dates, origin and use.

The metadata you supply come from the description. Where one is missing, the property is left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from corpus_builder.release.manifest import Manifest
from corpus_builder.release.page.citation import make_bibtex
from corpus_builder.release.page.figures import count_quotes, count_words, find_dates, list_languages
from corpus_builder.release.summary import Summary
from corpus_builder.sources.description import DescribedSource, Description
from corpus_builder.tables.columns import TABLES
from corpus_builder.tables.format import format_number, list_counts
from corpus_builder.text.dates import is_iso_date

Properties = dict[str, Any]

# Keywords of every corpus.
KEYWORDS = ("news", "press", "quotations", "near-duplicates", "offsets")

# Licences that have an address, by the names that people and the Hub have for them.
CREATIVE_COMMONS = ("CC-BY", "CC-BY-SA", "CC-BY-ND", "CC-BY-NC", "CC-BY-NC-SA", "CC-BY-NC-ND")
SPDX = {
    **{f"{kind}-{version}".lower(): f"{kind}-{version}" for kind in CREATIVE_COMMONS for version in ("2.0", "2.5", "3.0", "4.0")},
    **{name.lower(): name for name in ("Apache-2.0", "CC0-1.0", "etalab-2.0", "MIT", "ODbL-1.0", "ODC-By-1.0", "PDDL-1.0")},
    "odbl": "ODbL-1.0",
    "odc-by": "ODC-By-1.0",
    "pddl": "PDDL-1.0",
}


def describe_corpus(summary: Summary, manifest: Manifest) -> Properties:
    """What catalogues list: names, version, licence, address, people, dates, languages."""
    description = manifest.description
    first, last = find_dates(summary)
    return keep_stated(
        {
            "name": make_identifier(description.name),
            "alternateName": description.title,
            "description": "\n\n".join(text for text in (strip(description.summary), count_rows(summary, description)) if text),
            "version": description.version,
            "license": address_license(description.license),
            "url": description.url,
            "creator": describe_creators(description.creators),
            "datePublished": read_date(description.released),
            "citeAs": cite_corpus(manifest),
            "keywords": list(KEYWORDS),
            "inLanguage": list_languages(summary),
            "temporalCoverage": f"{first}/{last}" if first else None,
            "isLiveDataset": False,
        }
    )


def count_rows(summary: Summary, description: Description) -> str:
    """How much there is, in one sentence."""
    counted = {"documents": summary.count_rows("documents"), "words": count_words(summary)}
    counted |= {name: summary.count_rows(name) for name in ("paragraphs", "quotes")}
    first, last = find_dates(summary)
    published = f"; published {first} to {last}" if first else ""
    return f"Version {description.version}: {list_counts(counted.items())}{published}."


def read_date(text: str | None) -> str | None:
    """A date when it is an ISO one, which readers demand; else None.

    >>> read_date("2024-03-09"), read_date("2024-03"), read_date("March 2024"), read_date("2024-02-30")
    ('2024-03-09', '2024-03', None, None)
    """
    stated = strip(text)
    return stated if stated and is_iso_date(stated) else None


def make_identifier(name: str) -> str:
    """A name as an identifier that every catalogue takes: ASCII letters, figures and `.`, `_`, `-`.

    >>> make_identifier("L'été du « port »"), make_identifier("marebrise-affair"), make_identifier("???")
    ('L-ete-du-port', 'marebrise-affair', 'corpus')
    """
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^A-Za-z0-9._]+", "-", letters).strip("-") or "corpus"


def address_license(license: str | None) -> str | Properties | None:
    """A licence as catalogues want it: its address where it has one, else a work of that name.

    >>> address_license("cc-by-4.0"), address_license("https://lephare.example/terms")
    ('https://spdx.org/licenses/CC-BY-4.0.html', 'https://lephare.example/terms')
    >>> address_license("Texts belong to their publishers")
    {'@type': 'sc:CreativeWork', 'name': 'Texts belong to their publishers'}
    """
    stated = strip(license)
    if stated is None or re.fullmatch(r"https?://\S+", stated):
        return stated
    if stated.lower() in SPDX:
        return f"https://spdx.org/licenses/{SPDX[stated.lower()]}.html"
    return {"@type": "sc:CreativeWork", "name": stated}


def describe_creators(creators: str | None) -> Properties | None:
    """Who made the corpus, as one group: the words do not say which names in them are people."""
    stated = strip(creators)
    return {"@type": "sc:Organization", "name": stated} if stated else None


def cite_corpus(manifest: Manifest) -> str | None:
    """The reference that is stated, else one for BibTeX; None where nobody has said by whom and when the corpus was made."""
    description = manifest.description
    made = strip(description.creators) and read_date(description.released)
    return strip(description.citation) or (make_bibtex(manifest) if made else None)


def describe_origin(summary: Summary, manifest: Manifest) -> Properties:
    """Where the texts come from, and what is not known of them."""
    description, read = manifest.description, manifest.inputs
    size = format_number(read.count_bytes())
    named = [_name_source(source) for source in description.sources if source.name not in manifest.absent]
    sources = f" Sources: {'; '.join(named)}." if named else ""
    return keep_stated(
        {
            "rai:dataCollection": description.collection,
            "rai:dataCollectionRawData": f"Files read: {format_number(len(read))}; bytes: {size}.{sources}",
            "rai:dataCollectionMissingData": count_unknown(summary),
        }
    )


def _name_source(source: DescribedSource) -> str:
    said = [text for text in (strip(source.url), strip(source.license), strip(source.rights)) if text]
    return f"{source.name} ({', '.join(said)})" if said else source.name


def count_unknown(summary: Summary) -> str | None:
    """How many values are not known, by column; None where all are."""
    counted = [
        f"{table}.{column.name} {format_number(missing)} of {format_number(summary.count_rows(table))}"
        for table, shape in TABLES.items()
        for column in shape.columns
        if column.unknown and (missing := summary.count_missing(table, column.name))
    ]
    return f"Unknown (null) values: {', '.join(counted)}." if counted else None


def describe_use(summary: Summary, manifest: Manifest) -> Properties:
    """What the corpus is for and what it is not for, whom it names, and who looks after it."""
    description, quotes = manifest.description, count_quotes(summary)
    shown = [format_number(count) for count in (quotes.with_name, summary.count_rows("quotes"), quotes.names)]
    speakers = "Quotes with a speaker's name: {} of {}; distinct names: {}.".format(*shown)
    limit = None if manifest.limit is None else f"Built from the first {format_number(manifest.limit)} sources only."
    care = {"": description.maintenance, "Takedown requests: ": description.takedown, "Contact: ": description.contact}
    return keep_stated(
        {
            "rai:dataUseCases": say_stated({"Purpose: ": description.purpose, "Intended uses: ": description.uses}),
            "rai:dataLimitations": [
                *say_stated({"": description.limits, "Out of scope: ": description.unsuitable}),
                *say_stated({"": limit}),
            ],
            "rai:dataBiases": say_stated({"": description.biases}),
            "rai:personalSensitiveInformation": [
                *say_stated({"": description.personal}),
                *([speakers] if quotes.with_name else []),
            ],
            "rai:dataReleaseMaintenancePlan": "\n".join(say_stated(care)),
        }
    )


def strip(text: str | None) -> str | None:
    """A text without blanks around it; None where nothing is left."""
    return (text or "").strip() or None


def say_stated(texts: Mapping[str, str | None]) -> list[str]:
    """The stated ones of some texts, each behind the words that say what it is."""
    return [f"{what}{stated}" for what, text in texts.items() if (stated := strip(text))]


def keep_stated(properties: Properties) -> Properties:
    """The properties that have a value, texts without blanks around them."""
    plain = {key: strip(value) if isinstance(value, str) else value for key, value in properties.items()}
    return {key: value for key, value in plain.items() if value is not None and value != []}
