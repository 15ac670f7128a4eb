"""A seeded corpus of invented press texts with the faults of scraped ones, for timing only.

The words are real French and English, the facts are not: language detection and rules see what they see in life.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from corpus_builder.model import Metadata, Record

FRENCH = {
    "who": "La fondation|Le conseil municipal|Claire Vasseur|Le syndicat des pilotes|La présidente de la société|Hugo Marant|"
    "Le tribunal de commerce|L’ancien trésorier|La ministre|Une porte-parole du port|Le comité d’éthique|Odile Kerven".split("|"),
    "did": "a présenté|conteste|attend toujours|a refusé de commenter|prépare|a publié|défend|critique|examine|suspend|relance".split(
        "|"
    ),
    "what": "le rapport annuel|les comptes de l’exercice|la vente des bateaux|un accord de principe|la plainte déposée en mars|"
    "le modèle de prévision|les conditions du contrat|la répartition des parts|une levée de fonds|les messages internes".split(
        "|"
    ),
    "more": "depuis le début de l’année|sans préciser de calendrier|malgré les réserves de ses partenaires|pour 12,5 millions d’euros|"
    "devant les actionnaires|à la suite d’une longue négociation|au nom de l’intérêt général|selon plusieurs documents".split(
        "|"
    ),
    "said": "a déclaré|a précisé|explique|assure|a répondu".split("|"),
    "frame": "Partager sur Facebook|Lire aussi|Votre panier est vide|S’inscrire à la newsletter|Laisser un commentaire|.|0|"
    "Continuer la lecture|Accepter les cookies|Mentions légales".split("|"),
}
ENGLISH = {
    "who": "The foundation|The city council|Ann Hartwell|The pilots' union|The company's chair|Hugo Marant|The court|"
    "The former treasurer|The minister|A port spokeswoman|The ethics board|Odile Kerven".split("|"),
    "did": "presented|disputes|is still waiting for|declined to discuss|is preparing|published|defends|criticised|reviews".split(
        "|"
    ),
    "what": "the annual report|last year's accounts|the sale of the boats|an agreement in principle|the complaint filed in March|"
    "the forecasting model|the terms of the contract|the division of shares|a funding round|the internal messages".split("|"),
    "more": "since the start of the year|without giving a date|despite its partners' doubts|for 12.5 million euros|"
    "before the shareholders|after a long negotiation|in the public interest|according to several documents".split("|"),
    "said": "said|added|explained|insisted|replied".split("|"),
    "frame": "Share on Facebook|Read more|Your cart is empty|Subscribe to our newsletter|Leave a reply|.|0|"
    "Continue reading|Accept cookies|Terms of use".split("|"),
}
MOJIBAKE, COPIED, GLUED = 0.1, 0.1, 0.1


def make_records(size: int, seed: int = 1) -> Iterator[Record]:
    """Records of about `size` characters together, three of four French; the same seed gives the same records."""
    draw = random.Random(seed)
    written, number, earlier = 0, 0, ["Une première dépêche sans importance a été publiée ce matin par le port de Saint-Aubin."]
    while written < size:
        words = FRENCH if draw.random() < 0.75 else ENGLISH
        text = make_text(draw, words, earlier)
        content = (text.encode("utf-8").decode("windows-1252", "replace") if draw.random() < MOJIBAKE else text).encode("utf-8")
        path = f"{number:07}.txt"
        yield Record(path, path, "text", content, Metadata(), len(content), f"{number:064x}")
        written, number = written + len(text), number + 1


def make_text(draw: random.Random, words: dict[str, list[str]], earlier: list[str]) -> str:
    """One article with its frame; `earlier` collects paragraphs that later articles may copy."""
    paragraphs = []
    for _ in range(draw.randint(5, 14)):
        copied = draw.random() < COPIED
        paragraph = draw.choice(earlier) if copied else make_paragraph(draw, words)
        paragraphs.append(paragraph)
        if not copied and len(earlier) < 5000:
            earlier.append(paragraph)
    glue = "" if draw.random() < GLUED else "\n\n"
    frame = [draw.choice(words["frame"]) for _ in range(draw.randint(3, 12))]
    return "\n".join(frame[:2]) + "\n\n" + glue.join(paragraphs) + "\n\n" + "\n".join(frame[2:])


def make_paragraph(draw: random.Random, words: dict[str, list[str]]) -> str:
    """Some sentences, now and then one of them said by somebody."""
    sentences = []
    for _ in range(draw.randint(2, 6)):
        number = draw.randint(2, 9999)
        sentence = f"{draw.choice(words['who'])} {draw.choice(words['did'])} {draw.choice(words['what'])} {draw.choice(words['more'])} ({number})."
        if draw.random() < 0.15:
            sentence = f"« {sentence[:-1]} », {draw.choice(words['said'])} {draw.choice(words['who'])}."
        sentences.append(sentence)
    return " ".join(sentences)
