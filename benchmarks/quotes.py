"""How well quotes and their speakers are found, by corpus_builder, a public tool and plain rules, side by side in one run.

    python -m benchmarks.quotes GOLD.jsonl... [--peers DIR [--install]]

A line of a file is a document: a JSON object with `text`, `lang` and `quotes`. A quote has `start` and `end` (characters of the
text, the end exclusive) and, where known, `fragments` (pairs of such numbers, the pieces around an incise), `speaker` and `cue`
as written, `speaker_canonical` (the full name), `unbalanced` (a mark is missing or wrong) and `type`. The types "ambiguous",
"unmarked" and "dash" count neither way: such a quote cannot be missed, and what is found there is dropped. Marks, spaces and
punctuation at the ends of a span do not count.

Printed in per cent: exact, the same spans piece by piece; IoU ≥ .8, F1 of pairs, one to one, with such a share of common
characters; joint, F1 of those with the right speaker too, or with none where none is given, with its 95 % interval over the
sites (`source` of a document, else the document); speaker and cue, the right ones among pairs that share 30 % and should have
one; names, the resolved names that are right among all wanted, and among those given; pronouns, the same where the words of the
speaker do not hold the name; broken marks, F1 of the flag. A speaker is right with the last name of the wanted one, or
if one of the two holds all words of the other; a cue if it has a word of the wanted one.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.quality_peers import Outcome, install_peers
from benchmarks.quotes_peers import PEERS, Document, Quotes, find_pairs, find_reported, run_peer
from benchmarks.scores import resample_f1, split_words

Span = tuple[int, int]
Tools = dict[str, Callable[[Sequence[Document]], Outcome]]

OURS = "corpus_builder"
UNCOUNTED = {"ambiguous", "unmarked", "dash"}  # types of gold quotes that count neither way
SAME, LIKE, NEAR = 0.8, 0.5, 0.3  # shares of common characters for joint answers, for broken marks, for speakers and cues
MOST_WORDS = {"speaker": 12, "name": 12, "cue": 6}  # longer ones are no answer
# Words that do not tell one speaker, or one cue, from another.
TITLES = {
    *split_words("m mm mme mlle mr mrs ms dr me maitre docteur sir president ministre le la les l un une des du de d the a an of")
}
AUXILIARIES = {*split_words("a ont est sont avait avaient etait s se has have had is was were be to que qu that")}
HEADS = "wanted | found | exact P / R / F1 | IoU ≥ .8 F1 | joint F1 | speaker | names | pronouns | cue | broken marks F1"
HEADS += " | refused | CPU ms/MB | CPU"


@dataclass(frozen=True, slots=True)
class Item:
    """A quote to be compared: its trimmed pieces, all their characters, and what is said about it."""

    pieces: tuple[Span, ...]
    places: frozenset[int]
    counts: bool
    broken: bool
    speaker: str
    name: str
    cue: str


def main() -> None:
    """Run every tool on every file, one after the other, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--peers", type=Path, help="the virtual environment of the public tool")
    parser.add_argument("--install", action="store_true", help="make that environment first")
    given = parser.parse_args()
    if given.install:
        install_peers(given.peers or parser.error("--install needs --peers DIR"), "quotes-requirements.txt")
    tools: Tools = {OURS: partial(run_finder, find_ours)}
    tools |= {name: partial(run_peer, given.peers, name) for name in PEERS}
    rules = {"regex": find_pairs, "regex + nearest verb": find_reported}
    tools |= {name: partial(run_finder, partial(find_by_rule, rule)) for name, rule in rules.items()}
    files = [[json.loads(row) for row in path.read_text(encoding="utf-8").splitlines()] for path in given.gold]
    results: list[dict[str, Outcome]] = [{} for _ in files]
    for tool, run in tools.items():
        print(tool, file=sys.stderr)
        for documents, own in zip(files, results, strict=True):
            own[tool] = measure(run, documents)
    names = [f"{path.resolve().parent.name}/{path.name.removesuffix('.jsonl')}" for path in given.gold]
    if len(files) > 1:
        results.append({tool: add_outcomes([own[tool] for own in results]) for tool in tools})
        names.append("together")
    print_table(names, results)


def find_ours(document: Document) -> Quotes:
    """The quotes that corpus_builder finds."""
    from corpus_builder import find_quotes

    return [
        {
            "start": q.start,
            "end": q.end,
            "fragments": q.fragments,
            "speaker": q.speaker,
            "speaker_canonical": q.speaker_name,
            "cue": q.cue,
            "unbalanced": not q.balanced,
        }
        for q in find_quotes(document["text"], language=document["lang"])
    ]


def find_by_rule(rule: Callable[[str], Quotes], document: Document) -> Quotes:
    """The quotes that a plain rule finds, in whatever language."""
    return rule(document["text"])


def run_finder(find: Callable[[Document], Quotes], documents: Sequence[Document]) -> Outcome:
    """Find quotes in this process; the tables are read and the code is loaded before the clock starts."""
    for language in sorted({document["lang"] for document in documents}):
        find({"text": "« The tables are read once », dit-il.", "lang": language})
    began = time.process_time()
    answers = [find(document) for document in documents]
    return Outcome(answers, time.process_time() - began)


def measure(run: Callable[[Sequence[Document]], Outcome], documents: Sequence[Document]) -> Outcome:
    """What a tool found in the documents of a file, with all that is counted to score it."""
    outcome = run(documents)
    counts = Counter(documents=len(documents), bytes=sum(len(document["text"].encode()) for document in documents))
    sites: dict[str, Counter[str]] = {}
    for place, (document, quotes) in enumerate(zip(documents, outcome.answers, strict=False)):
        own = count_document(document, quotes)
        sites.setdefault(document.get("source") or str(place), Counter()).update(own)
        counts.update(own)
    outcome.scores.update(counts)
    outcome.parts = list(sites.values())
    return outcome


def add_outcomes(outcomes: Sequence[Outcome]) -> Outcome:
    """The outcomes of several files as that of one file; missing if one is."""
    missing = next((o.missing for o in outcomes if o.missing), "")
    together = Outcome([], sum(o.seconds for o in outcomes), sum(o.crashes for o in outcomes), outcomes[0].version, missing)
    for name in {name for outcome in outcomes for name in outcome.scores}:
        together.scores[name] = sum(outcome.scores.get(name, 0) for outcome in outcomes)
    together.parts = [part for outcome in outcomes for part in outcome.parts]
    return together


def count_document(document: Document, quotes: Quotes) -> Counter[str]:
    """How many quotes of a document are wanted and found, and how many of them agree, in what."""
    gold, found = (make_items(document["text"], side) for side in (document["quotes"], quotes))
    wanted = [item for item in gold if item.counts]
    asked = {place for item in wanted for place in item.places}
    uncounted = {place for item in gold for place in item.places} - asked
    found = [item for item in found if 2 * len(item.places & uncounted) < len(item.places) or item.places & asked]
    counts = Counter(wanted=len(wanted), found=len(found))
    counts["exact"] = (Counter(item.pieces for item in wanted) & Counter(item.pieces for item in found)).total()
    counts["broken wanted"], counts["broken found"] = (sum(item.broken for item in side) for side in (wanted, found))
    counts["broken"] = sum(ours.broken and theirs.broken for ours, theirs in match_items(found, wanted, LIKE))
    for ours, theirs in match_items(found, wanted, SAME):
        counts["same"] += 1
        counts["joint"] += agree_names(ours.speaker, theirs.speaker) if theirs.speaker else not ours.speaker
    for ours, theirs in match_items(found, wanted, NEAR):
        counts["speakers"] += bool(theirs.speaker)
        counts["speaker"] += bool(theirs.speaker) and agree_names(ours.speaker, theirs.speaker)
        for name, asked in (("name", bool(theirs.name)), ("pronoun", not agree_names(theirs.speaker, theirs.name))):
            if theirs.name and asked:
                counts.update({name + "s": 1, name + "s given": bool(ours.name), name: agree_names(ours.name, theirs.name)})
        counts["cues"] += bool(theirs.cue)
        counts["cue"] += bool(theirs.cue) and agree_cues(ours.cue, theirs.cue)
    return counts


def make_items(text: str, quotes: Quotes) -> list[Item]:
    """Quotes as they are compared; one without a letter or digit is none."""
    items = []
    for quote in quotes:
        trimmed = (trim_span(text, start, end) for start, end in quote.get("fragments") or [(quote["start"], quote["end"])])
        pieces = tuple((start, end) for start, end in trimmed if start < end)
        places = frozenset(place for start, end in pieces for place in range(start, end))
        said = {name: quote.get("speaker_canonical" if name == "name" else name) or "" for name in MOST_WORDS}
        said = {name: value if len(split_folded(value)) <= MOST_WORDS[name] else "" for name, value in said.items()}
        if pieces:
            items.append(Item(pieces, places, quote.get("type") not in UNCOUNTED, bool(quote.get("unbalanced")), **said))
    return items


def trim_span(text: str, start: int, end: int) -> Span:
    """A span without what is no letter or digit at its ends."""
    while start < end and not text[start].isalnum():
        start += 1
    while start < end and not text[end - 1].isalnum():
        end -= 1
    return start, end


def match_items(found: Sequence[Item], wanted: Sequence[Item], least: float) -> list[tuple[Item, Item]]:
    """Pairs, each item in one at most, that share enough of all their characters; the best go first."""
    shares = (
        (len(ours.places & theirs.places) / len(ours.places | theirs.places), -i, -j)
        for i, ours in enumerate(found)
        for j, theirs in enumerate(wanted)
    )
    pairs: dict[int, int] = {}
    for share, i, j in sorted(shares, reverse=True):
        if share >= least and i not in pairs and j not in pairs.values():
            pairs[i] = j
    return [(found[-i], wanted[-j]) for i, j in pairs.items()]


def agree_names(one: str, other: str) -> bool:
    """Whether two speakers have the same last name, or one the other's words."""
    if not one or not other:
        return False
    ours, theirs = (set(split_folded(name)) - TITLES or set(split_folded(name)) for name in (one, other))
    heads = find_head(one), find_head(other)
    crossed = heads[0] in theirs and heads[1] in ours
    return bool(ours and theirs) and (ours <= theirs or theirs <= ours or heads[0] == heads[1] or crossed)


def find_head(name: str) -> str:
    """The last capitalised word before a comma, else the last word."""
    words = re.findall(r"\w+", re.split("[,(]", name)[0])
    capitals = [word for word in words if word[0].isupper() and fold(word) not in TITLES]
    return fold((capitals or words or [""])[-1])


def agree_cues(one: str, other: str) -> bool:
    """Whether two cues share a word that is no auxiliary, or are the same words."""
    ours, theirs = split_folded(one), split_folded(other)
    return bool(ours) and (not AUXILIARIES.issuperset(set(ours) & set(theirs)) or ours == theirs)


def fold(text: str) -> str:
    """A text without accents and case."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()


def split_folded(text: str) -> list[str]:
    """The words of a text without accents and case."""
    return re.findall(r"\w+", fold(text))


def print_table(names: Sequence[str], results: Sequence[dict[str, Outcome]]) -> None:
    """A row for each tool and file: per cent, then what it costs."""
    columns = HEADS.count("|") + 1
    print(f"\n| | {HEADS} |\n|---|{'---:|' * columns}")
    for name, own in zip(names, results, strict=True):
        print(f"| **{name}**, {own[OURS].scores['documents']} documents |{' |' * columns}")
        for tool, outcome in own.items():
            cells = [outcome.missing] if outcome.missing else describe_outcome(outcome, own[OURS].seconds)
            print(f"| {tool} | {' | '.join(cells)} |")
    versions = {f"textacy {outcome.version}" for own in results for outcome in own.values() if outcome.version}
    print("\nSpeaker and cue: of the quotes that a tool found, so that joint is what ranks tools. Refused: documents not read,")
    print(f"wholly or in part. CPU: in units of {OURS}, without what is loaded before.", *versions)


def describe_outcome(outcome: Outcome, unit: float) -> list[str]:
    """The cells of a tool's row."""
    n = defaultdict(float, outcome.scores)
    found, wanted = n["found"], n["wanted"]
    cells = [f"{wanted:.0f}", f"{found:.0f}"]
    cells.append(" / ".join(map(show_share, (n["exact"], n["exact"], 2 * n["exact"]), (found, wanted, found + wanted))))
    cells += [show_share(2 * n[name], found + wanted) for name in ("same", "joint")]
    low, high = resample_f1([(part["joint"], part["found"], part["wanted"]) for part in outcome.parts])
    cells[-1] += f" ({100 * low:.0f}–{100 * high:.0f})"
    cells.append(show_share(n["speaker"], n["speakers"]))
    cells += [f"{show_share(n[x], n[x + 's'])} at {show_share(n[x], n[x + 's given'])}" for x in ("name", "pronoun")]
    cells.append(show_share(n["cue"], n["cues"]))
    cells.append(show_share(2 * n["broken"], n["broken found"] + n["broken wanted"]))
    return [*cells, str(outcome.crashes), f"{outcome.seconds * 1e9 / n['bytes']:.0f}", f"{outcome.seconds / unit:.2f}"]


def show_share(part: float, whole: float) -> str:
    """A share in per cent; a dash where there is nothing to share."""
    return f"{100 * part / whole:.1f}" if whole else "–"


if __name__ == "__main__":
    main()
