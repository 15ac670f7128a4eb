"""What `quotes.py` measures beside corpus_builder: a public tool, textacy, and two plain rules that read a text with regexes.

textacy runs in a process of its own, in the Python of its virtual environment, which has nothing of what corpus_builder needs.
"""

from __future__ import annotations

import contextlib
import json
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from importlib import import_module, metadata
from pathlib import Path
from typing import Any

from benchmarks.quality_peers import HERE, PYTHON, Outcome

Document = dict[str, Any]
Quotes = list[dict[str, Any]]

# name in the table: whether each paragraph is read by itself
PEERS = {"textacy, each paragraph": True, "textacy, each document": False}
MODELS = {"fr": "fr_core_news_sm", "en": "en_core_web_sm"}

QUOTED = re.compile(r'«([^«»\n]+)»|“([^“”\n]+)”|"([^"\n]+)"')
LEAST_WORDS = 3  # what is shorter is most often a title or a word held at a distance

REACH, LONG = 150, 8  # characters between a quote and its verb; words of a quote that is one without a verb
STEMS = """
    accus affirm ajout alert annonc argument assur attest avanc clam comment concéd confess confi confirm conseil constat
    critiqu demand dénonc déclar déplor détaill enchaîn espér estim expliqu exprim gliss indiqu insist interrog ironis jug
    lanc martel mentionn murmur not observ précis proclam propos protest racont rappel regrett relat remarqu répliqu répét
    résum rétorqu révél salu signal soulign souhait soupir suggér témoign titr tonn tranch
"""
FORMS = """
    dit disent disait disaient disant écrit écrivait admet admis avertit conclut conclu conclure défend défendu maintient
    maintenu poursuit poursuivi prévient prévenu promet promis reconnaît reconnu répond répondu reprend repris réjouit
    soutient soutenu [Ss]elon [Aa]ccording\\sto added adds admits admitted announced argued argues asked asks claimed claims
    concluded confirmed continued declared described explained explains insisted insists noted notes recalled remarked replied
    reported revealed said saying says stated states suggested suggests tells thinks told tweeted warned warning warns writes
    wrote
"""
PRONOUN = r"\b(?:[Ii]ls?|[Ee]lles?|on|[Hh]e|[Ss]he|[Tt]hey)\b"
CAPITAL = r"\b[^\W\d_a-zà-öø-ÿœ](?:\.|[\w'’-]*)"
NAME = rf"{CAPITAL}(?:\s+(?:(?:de|du|la|le|van|von)\s+)?{CAPITAL})*"
NOUN = r"\b(?:[Ll]['’]|(?:[Ll]es?|[Ll]a|[Uu]ne?|[Tt]he|[Aa]n?)\s+)\w+"
VERB = re.compile(
    rf"\b(?:(?:a|ont|avait|avaient|has|have|had)(?:-(?:t-)?({PRONOUN}))?\s+)?"
    rf"(?:(?:{'|'.join(STEMS.split())})(?:e|ent|é|a|ait|aient|ant)|{'|'.join(FORMS.split())})\b(?:-(?:t-)?({PRONOUN}))?"
)
AFTER, BEFORE = re.compile(rf"\s+({NAME}|{NOUN})"), re.compile(rf"({PRONOUN}|{NAME}|{NOUN}(?:\s\w+){{,2}}),?\s+$")


def find_pairs(text: str) -> Quotes:
    """Some words between two marks of a pair, in one paragraph."""
    spans = [found.span(found.lastindex or 0) for found in QUOTED.finditer(text)]
    return [{"start": start, "end": end} for start, end in spans if len(text[start:end].split()) >= LEAST_WORDS]


def find_reported(text: str) -> Quotes:
    """The pairs that are long or have a reporting verb in reach, said by who stands beside the nearest one."""
    quotes = []
    masked = QUOTED.sub(lambda found: "\0" * len(found[0]), text)  # a verb that is quoted reports nothing
    for quote in find_pairs(text):
        first = max(quote["start"] - REACH, text.rfind("\n", 0, quote["start"]) + 1)
        last = min(quote["end"] + REACH, (text + "\n").index("\n", quote["end"]))
        if verbs := list(VERB.finditer(masked, first, last)):
            verb = min(verbs, key=lambda verb: max(quote["start"] - verb.end(), verb.start() - quote["end"]))
            name = AFTER.match(masked, verb.end()) or BEFORE.search(masked[first : verb.start()])
            quotes.append(quote | {"cue": verb[0], "speaker": verb[1] or verb[2] or (name and name[1])})
        elif len(text[quote["start"] : quote["end"]].split()) >= LONG:
            quotes.append(quote)
    return quotes


def run_peer(place: Path | None, name: str, documents: Sequence[Document]) -> Outcome:
    """Have the public tool find the quotes of documents, or say why it cannot."""
    if place is None or not (place / PYTHON).exists():
        return Outcome(missing="not installed")
    words = [str(place / PYTHON), "-c", f"from benchmarks.quotes_peers import answer_documents; answer_documents({name!r})"]
    sent = json.dumps([{"text": document["text"], "lang": document["lang"]} for document in documents])
    said = subprocess.run(words, cwd=HERE.parent, input=sent, capture_output=True, text=True, check=False).stdout
    return Outcome(**json.loads(said or '{"missing": "does not run"}'))


def answer_documents(name: str) -> None:
    """In the public tool's Python: documents from standard input, the fields of an Outcome to standard output."""
    with contextlib.redirect_stdout(sys.stderr):
        try:
            answer = find_attributed(json.load(sys.stdin), PEERS[name])
        except ImportError as why:
            answer = {"missing": f"not installed ({why})"}
    print(json.dumps(answer))


def find_attributed(documents: Sequence[Document], by_paragraph: bool) -> dict[str, Any]:
    """What textacy finds, as the fields of an Outcome; where it refuses an odd number of marks, nothing is found."""
    extract = import_module("textacy.extract").direct_quotations
    models = load_models({document["lang"] for document in documents})
    answers: list[Quotes] = [[] for _ in documents]
    refused = {place for place, document in enumerate(documents) if document["lang"] not in models}
    began = time.process_time()
    for language, model in models.items():
        chosen = [place for place, document in enumerate(documents) if document["lang"] == language]
        pieces = [(piece, (place, at)) for place in chosen for at, piece in split_text(documents[place]["text"], by_paragraph)]
        for read, (place, at) in model.pipe(pieces, as_tuples=True):
            try:
                answers[place] += [describe_quote(at, *triple) for triple in extract(read)]
            except ValueError:
                refused.add(place)
    seconds = time.process_time() - began
    return {"answers": answers, "seconds": seconds, "crashes": len(refused), "version": metadata.version("textacy")}


def load_models(languages: set[str]) -> dict[str, Any]:
    """The installed models by language, warm; without entity recognition, which costs time and is not used."""
    load, models = import_module("spacy").load, {}
    for language, model in MODELS.items():
        if language in languages:
            with contextlib.suppress(OSError):  # so spaCy says that a model is not installed
                models[language] = load(model, exclude=["ner"])
                models[language]("The tables are read once.")
    if not models:
        raise ImportError(f"no model for {', '.join(sorted(languages))}")
    return models


def split_text(text: str, by_paragraph: bool) -> list[tuple[int, str]]:
    """The parts of a text that are read each by itself, with their offsets."""
    return [(line.start(), line[0]) for line in re.finditer(r".*\S.*", text)] if by_paragraph else [(0, text)]


def describe_quote(at: int, speaker: Sequence[Any], cue: Sequence[Any], content: Any) -> dict[str, Any]:
    """What textacy says of a quote in a part that begins at an offset."""
    words = (" ".join(token.text for token in tokens) for tokens in (speaker, cue))
    return {"start": at + content.start_char, "end": at + content.end_char} | dict(zip(("speaker", "cue"), words, strict=True))
