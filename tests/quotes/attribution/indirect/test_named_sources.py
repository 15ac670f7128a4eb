"""Clauses beside a named source, with negative twins; all texts, people and bodies are invented."""

from __future__ import annotations

import pytest

from tests.quotes.attribution.indirect import find_reports

# language, text, then each clause that is reported and who says it
SAID = [
    ("fr", "Selon Marie Colin, la grève durera jusqu'à vendredi.", [("la grève durera jusqu'à vendredi", "Marie Colin")]),
    (
        "fr",
        "Selon elle, le chantier a pris du retard dès le printemps.",
        [("le chantier a pris du retard dès le printemps", "elle")],
    ),
    ("fr", "Le chantier a pris du retard, selon la préfecture.", [("Le chantier a pris du retard", "la préfecture")]),
    (
        "fr",
        "D'après l'association, quarante familles attendent encore un logement.",
        [("quarante familles attendent encore un logement", "l'association")],
    ),
    (
        "fr",
        "Selon Luc Perrin, un ancien docker devenu conseiller, la criée fermera cet été.",
        [("la criée fermera cet été", "Luc Perrin")],
    ),
    (
        "fr",
        "La criée perd un million par an, selon un rapport publié lundi par la chambre de commerce.",
        [("La criée perd un million par an", "un rapport")],
    ),
    (
        "fr",
        "Deux bacs sur trois sont en panne, d'après Odile Kern, présidente du syndicat.",
        [("Deux bacs sur trois sont en panne", "Odile Kern")],
    ),
    ("fr", "La ligne perd de l'argent (deux millions par an, selon la préfecture).", [("deux millions par an", "la préfecture")]),
    (
        "fr",
        "D'après les premiers éléments de l'enquête, le feu est parti de la cale.",
        [("le feu est parti de la cale", "les premiers éléments de l'enquête")],
    ),
    ("fr", "À en croire Odile Kern, le chantier sera fini à temps.", [("le chantier sera fini à temps", "Odile Kern")]),
    ("fr", "Deux bateaux ont coulé, selon les secours, qui cherchent trois marins.", [("Deux bateaux ont coulé", "les secours")]),
    (
        "fr",
        "Le port a perdu un tiers de son trafic depuis 2015 selon une étude de l'institut Marée.",
        [("Le port a perdu un tiers de son trafic depuis 2015", "une étude de l'institut Marée")],
    ),
    ("fr", "Une chute qui serait due au froid, selon Odile Kern.", [("Une chute qui serait due au froid", "Odile Kern")]),
    (
        "fr",
        "Selon les chiffres de la capitainerie, partagés avec le conseil, le trafic a doublé.",
        [("le trafic a doublé", "les chiffres de la capitainerie")],
    ),
    (
        "fr",
        "Selon l'avocat Luc Perrin, le marin, dont la famille a demandé le rapatriement, s'appelle Yann Morel.",
        [("le marin, dont la famille a demandé le rapatriement, s'appelle Yann Morel", "Luc Perrin")],
    ),
    (
        "fr",
        "Or, selon le syndicat, les filets sont déjà interdits ; le conseil le savait.",
        [("les filets sont déjà interdits ; le conseil le savait", "le syndicat")],
    ),
    (
        "fr",
        "Selon de nombreux marins, le vrai danger vient du courant.",
        [("le vrai danger vient du courant", "de nombreux marins")],
    ),
    ("fr", "Selon certains pêcheurs, le courant a changé.", [("le courant a changé", "certains pêcheurs")]),
    ("fr", "Selon Luc Perrin, s'il pleut, le marché sera annulé.", [("s'il pleut, le marché sera annulé", "Luc Perrin")]),
    (
        "fr",
        "Selon une enquête menée par Odile Kern, dans laquelle mille marins ont répondu, la pêche recule.",
        [("la pêche recule", "une enquête")],
    ),
    ("en", "According to Tom Hale, the crew had no radio.", [("the crew had no radio", "Tom Hale")]),
    ("en", "According to Tom Hale, a former captain, the crew had no radio.", [("the crew had no radio", "Tom Hale")]),
    ("en", "The crew had no radio, according to the coastguard.", [("The crew had no radio", "the coastguard")]),
    (
        "en",
        "Ferry traffic has doubled since 2010, according to a study released on Friday.",
        [("Ferry traffic has doubled since 2010", "a study")],
    ),
    ("en", "According to the police, two men fled on foot.", [("two men fled on foot", "the police")]),
    (
        "en",
        "According to Reed, Hale and their lawyers, the contract was never signed.",
        [("the contract was never signed", "Reed")],
    ),
    (
        "en",
        "According to the Harbour Trust, or HT, the contract was never signed.",
        [("the contract was never signed", "the Harbour Trust")],
    ),
    (
        "en",
        "The sale has fallen through, according to Hale, who owns half of the firm.",
        [("The sale has fallen through", "Hale")],
    ),
    ("en", "Two boats sank on Monday, according to Hale.", [("Two boats sank on Monday", "Hale")]),
    ("en", "Traffic doubled in 2019, according to figures provided by the port.", [("Traffic doubled in 2019", "figures")]),
    (
        "en",
        "According to a survey by Anna Reed and Tom Hale, in which a thousand sailors took part, fishing is in decline.",
        [("fishing is in decline", "a survey")],
    ),
    (
        "en",
        "According to a survey of a thousand sailors, fishing is in decline.",
        [("fishing is in decline", "a survey of a thousand sailors")],
    ),
    (
        "en",
        "At least two hundred boats were lost, according to research from Marine Watch, a firm that counts wrecks.",
        [("At least two hundred boats were lost", "research")],
    ),
]
SILENT = [
    ("fr", "La flotte compte trois bacs, selon les besoins."),
    ("fr", "Selon la saison, le bac part à six ou à sept heures."),
    ("fr", "Selon Luc Perrin, responsable de la criée : « La saison sera courte. »"),
    ("fr", "Selon nos informations, le bac sera vendu cet été."),
    ("fr", "Selon moi, le bac sera vendu cet été."),
    ("fr", "Le gouvernement aurait selon plusieurs sources payé deux millions à l'armateur."),
    ("fr", "Le port, qui fermera en mai selon la mairie, cherche un acheteur."),
    ("fr", "Le bac est plus lent que ne le dit la brochure, selon l'humeur du capitaine."),
    ("fr", "Il paraît, selon toute vraisemblance, que le bac ne reviendra pas."),
    ("fr", "Selon l'article 6 du règlement, le port ferme à minuit."),
    ("fr", "Selon les cas, la peine va de six mois à un an."),
    ("fr", "Selon le calendrier, la fête tombe un lundi."),
    ("fr", "Selon que le vent souffle du nord ou du sud, le bac change de quai."),
    ("fr", "D'après un roman de Paul Arnal, le film sort en mars."),
    ("fr", "Un film tourné à Brie, d'après un roman de Paul Arnal."),
    ("fr", "Les prix ont été fixés d'après le poids des caisses."),
    ("en", "The ferry leaves at six or seven, according to the season."),
    ("en", "Hale's firm, according to Reed, was never paid."),
    ("en", "The film, according to plan, opens in May."),
    ("en", "According to plan, the film opens in May."),
    ("en", "According to the rules, the gate shuts at ten."),
    ("en", "According to legend, a king slept here."),
    ("en", "Fish are sorted according to their weight."),
    ("en", "He paid each man according to his rank."),
]


@pytest.mark.parametrize(("language", "text", "reports"), SAID)
def test_named_sources_have_their_words_and_speaker(language: str, text: str, reports: list[tuple[str, str]]) -> None:
    """A source that opens its sentence says the rest of it, one that closes it what precedes."""
    assert [(quote.text, quote.speaker) for quote in find_reports(text, language)] == reports


@pytest.mark.parametrize(("language", "text"), SILENT)
def test_nothing_is_reported_that_nobody_says(language: str, text: str) -> None:
    """What asserts nothing is no source, and neither is one in the middle of a clause, the writer or one before marks."""
    assert find_reports(text, language) == []
