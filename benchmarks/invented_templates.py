"""Invented notices that share a sentence and differ in what they report: `write_templates(count, seed)`.

Weather, results, stock closings, courts, road works, elections, programmes, funerals and advertisements in French and English:
each frame is filled with towns, names, nouns, days and numbers, and no two members of a family report the same.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

FRENCH = {
    "town": """Arlens Bourgneuf Corvenne Dormay Esquelle Fontgrise Gravelin Hauteroche Issel Jarzac Kermoal Lissac Morvannes Nozelles
        Orbeil Pontarce Quillan Rocheval Senaux Tarsi Ussanges Vaurelle Wassigny Yverny Zellange Aubrac Belmoutier Charmieux Doulens
        Escoubès Férolles Gironval Hérimont Izernay Joncheray Landrezac Mirevaux Nantillé Olonne Pressac""",
    "person": """Agathe-Vial Bruno-Castan Céline-Morel Denis-Aubry Élise-Ferrand Fabien-Lecourt Gisèle-Tournier Hugo-Marchal
        Inès-Delorme Jean-Pasquier Karim-Belhadj Louise-Garnier Mathieu-Roussel Nadia-Kessous Olivier-Berthier Paule-Vasseur""",
    "day": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "month": "janvier février mars avril mai juin juillet septembre octobre novembre",
    "sky": "soleil brouillard grisaille averses orages neige éclaircies bruine",
    "crime": "escroquerie vol cambriolage violences contrebande recel faux corruption",
    "trade": "boulanger menuisier notaire chauffeur comptable serveur garagiste infirmier",
    "work": "réfection élargissement curage forage bitumage remplacement renforcement terrassement",
    "thing": "école gymnase presbytère lavoir cimetière bibliothèque passerelle halle crèche stade",
    "firm": "Orvane Harmel Tallant Cerdys Novalpe Brixor Meltane Sorgex Vidalor Kerlis",
    "list": "Agir Rassembler Demain Ensemble Renouveau Horizon Cap Union",
    "play": "comédie tragédie opérette conte concert récital farce ballet",
}
ENGLISH = {
    "town": """Abbotsley Barnwick Coldham Dunmore Eastry Farrow Glenholm Hadley Inverlee Jarrow Kelby Lowick Marden Netherby Oxley
        Pell Quenby Ravenhill Selby Tarrant Upwell Vale Wickham Yarrow Zeals Ashcombe Brackley Crowhurst Dalton Elmstead Fenwick
        Garsdale Holmby Ilkeston Kirton Langford Melbury Norbury Orford Penrith""",
    "person": """Ada-Bowen Brian-Cole Clara-Dunn Derek-Foley Edith-Marrow Frank-Hobbs Grace-Ingram Henry-Judd Iris-Kemp Joan-Lister
        Kevin-Mott Laura-Nash Martin-Orde Nora-Pike Oscar-Quill Peter-Rudd""",
    "day": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "month": "January February March April June July August September October November",
    "sky": "sunshine fog drizzle showers thunderstorms snow sleet cloud",
    "crime": "fraud theft burglary assault smuggling forgery bribery arson",
    "trade": "baker carpenter solicitor driver accountant waiter mechanic nurse",
    "work": "resurfacing widening drainage drilling painting replacement strengthening excavation",
    "thing": "school gymnasium vicarage fountain cemetery library footbridge market nursery stadium",
    "firm": "Orvane Harmel Tallant Cerdys Novalpe Brixor Meltane Sorgex Vidalor Kerlis",
    "list": "Forward Together Tomorrow Unity Renewal Horizon Compass Alliance",
    "play": "comedy tragedy operetta pantomime concert recital farce ballet",
}
FRENCH_FAMILIES = {
    "weather": [
        "À {town}, le temps sera dominé par {sky} le matin puis {sky} l'après-midi, avec un vent de {n} km/h et une température "
        "maximale de {n} degrés.",
        "Météo du {day} à {town} : {sky} en matinée, {sky} en fin de journée. Les températures iront de {n} degrés au lever du jour "
        "à {n} degrés dans l'après-midi.",
        "Prévisions pour {town} et ses environs : après les {sky} de {day}, retour des {sky} sur les hauteurs, sans changement "
        "notable du vent, qui restera faible.",
    ],
    "football": [
        "{town} s'est imposé {n}-{n} face à {town} devant {n} spectateurs {day} soir, grâce à un but de {person} à la {n}e minute.",
        "Les joueurs de {town} ont battu ceux de {town} par {n} buts à {n} {day} au terme d'une rencontre disputée sous une pluie "
        "battante, et occupent désormais la place de dauphin.",
        "Division d'honneur : {town} - {town} {n}-{n}. Arbitre : {person}. Buts pour les visiteurs : {person} ({n}e) et {person} "
        "({n}e sur penalty).",
    ],
    "stocks": [
        "L'action {firm} a clôturé en hausse de {n} % à {n} euros {day} à la Bourse de Paris, dans un volume d'échanges de {n} titres.",
        "{firm} a terminé la séance de {day} en repli de {n} % à {n} euros, tandis que {firm} gagnait {n} % dans un marché peu animé "
        "avant la réunion de la banque centrale.",
        "Le groupe {firm} a publié {day} un chiffre d'affaires de {n} millions d'euros au titre du trimestre clos en {month}, "
        "supérieur aux attentes des analystes.",
    ],
    "court": [
        "Le tribunal de {town} a condamné {day} un {trade} de {n} ans à {n} mois de prison avec sursis pour {crime}, conformément aux "
        "réquisitions du parquet.",
        "Un {trade} âgé de {n} ans a comparu {day} devant le tribunal correctionnel de {town} pour des faits de {crime} commis au mois "
        "de {month} ; le jugement a été mis en délibéré.",
        "Avis : par jugement du {n} {month}, le tribunal de commerce de {town} a prononcé la liquidation judiciaire de la société "
        "{firm}, et désigné Me {person} en qualité de liquidateur.",
    ],
    "roads": [
        "La circulation sera interdite entre {town} et {town} du {n} au {n} {month} en raison de travaux de {work} de la chaussée. "
        "Une déviation sera mise en place.",
        "Des travaux de {work} auront lieu à partir de {day} sur la route de {town}, où la vitesse sera limitée à {n} km/h pendant "
        "toute la durée du chantier.",
        "Le département informe les usagers que la route de {town} sera fermée {day} pour des opérations de {work} et que les "
        "autocars scolaires passeront par {town}.",
    ],
    "elections": [
        "À {town}, la liste {list} conduite par {person} arrive en tête avec {n} % des suffrages exprimés, devant celle de {person} "
        "({n} %). La participation s'établit à {n} %.",
        "{person} ({list}) a été élu maire de {town} au premier tour avec {n} voix, contre {n} à son adversaire {person}.",
        "Résultats à {town} : inscrits {n}, votants {n}, blancs et nuls {n}. La liste {list} obtient {n} sièges au conseil municipal.",
    ],
    "programme": [
        "Le théâtre de {town} propose {day} à {n} heures une {play} mise en scène par {person}. Entrée libre dans la limite des places "
        "disponibles, réservation conseillée.",
        "Au programme de la saison à {town} : une {play} en {month}, puis une {play} jouée par la troupe de {person}. Billets en vente "
        "à l'accueil aux heures d'ouverture.",
        "La troupe de {town} jouera {day} une {play} au profit de la rénovation de l'ancien {thing}, avec buvette et tombola à "
        "l'entracte pour les familles.",
    ],
    "notices": [
        "Les obsèques de {person}, {n} ans, seront célébrées {day} à {n} heures en l'église de {town}. La famille ne souhaite ni fleurs "
        "ni couronnes.",
        "Le conseil municipal de {town} se réunira {day} à {n} heures. À l'ordre du jour : le {thing}, le {thing} et les questions "
        "diverses.",
        "Entreprise de {town} recherche {trade} pour un contrat de {n} mois à partir de {month}. Envoyer lettre de motivation et "
        "curriculum à {person}.",
    ],
}
ENGLISH_FAMILIES = {
    "weather": [
        "{town} will see {sky} in the morning and {sky} in the afternoon, with winds of {n} mph and a high of {n} degrees, the "
        "forecasters said.",
        "Forecast for {town} on {day}: {sky} at first, {sky} later. Temperatures will range from {n} degrees at dawn to {n} degrees "
        "in the afternoon.",
        "In {town} and the surrounding villages the {sky} of {day} will give way to {sky} over the hills, with no change in the wind, "
        "which will stay light.",
    ],
    "football": [
        "{town} beat {town} {n}-{n} in front of {n} supporters on {day} night, thanks to a goal by {person} in minute {n}.",
        "The players of {town} defeated those of {town} by {n} goals to {n} on {day} after a hard-fought match in driving rain, and "
        "are now second in the table.",
        "Premier Division: {town} {n} {town} {n}. Referee: {person}. Scorers for the visitors: {person} ({n}) and {person} ({n}, "
        "penalty).",
    ],
    "stocks": [
        "Shares in {firm} closed up {n} per cent at {n} pence on {day} in London, with {n} shares changing hands.",
        "{firm} ended {day} down {n} per cent at {n} pence, while {firm} gained {n} per cent in a quiet market ahead of the central "
        "bank's meeting.",
        "{firm} on {day} posted revenue of {n} million pounds for the quarter that ended in {month}, above the average forecast of "
        "analysts.",
    ],
    "court": [
        "The court in {town} sentenced a {trade}, {n}, to {n} months in prison for {crime} on {day}, as the prosecution had asked.",
        "A {trade} aged {n} appeared at {town} magistrates' court on {day} charged with {crime} committed in {month}; the bench "
        "reserved its judgment.",
        "Notice is hereby given that on {n} {month} the court in {town} made a winding-up order against {firm} Limited and appointed "
        "{person} as liquidator.",
    ],
    "roads": [
        "The road between {town} and {town} will be closed from {n} to {n} {month} for {work} of the carriageway. A diversion will be "
        "signposted.",
        "Work on the {work} of the {town} road will begin on {day}, and a speed limit of {n} mph will be in force for the duration of "
        "the project.",
        "The county informs motorists that the {town} road will be shut on {day} for {work} and that school buses will run by way of "
        "{town}.",
    ],
    "elections": [
        "In {town} the {list} list led by {person} came first with {n} per cent of the vote, ahead of that of {person} on {n} per "
        "cent. Turnout was {n} per cent.",
        "{person} ({list}) was elected mayor of {town} in the first round with {n} votes against {n} for {person}.",
        "Results in {town}: electorate {n}, votes cast {n}, spoilt papers {n}. {list} takes {n} seats on the town council.",
    ],
    "programme": [
        "The theatre in {town} presents a {play} directed by {person} on {day} at {n} o'clock. Admission is free while seats last, "
        "and booking is advised.",
        "The season in {town} offers a {play} in {month} and then a {play} by the company of {person}. Tickets are on sale at the box "
        "office during opening hours.",
        "The {town} players will stage a {play} on {day} in aid of the repair of the old {thing}, with refreshments and a raffle in "
        "the interval for families.",
    ],
    "notices": [
        "The funeral of {person}, {n}, will be held on {day} at {n} o'clock in the church at {town}. The family asks for no flowers.",
        "The council of {town} will meet on {day} at {n} o'clock. On the agenda: the {thing}, the {thing} and any other business.",
        "Firm in {town} seeks {trade} for a contract of {n} months from {month}. Send a letter and a curriculum vitae to {person}.",
    ],
}
_SLOT = re.compile(r"\{(\w+)\}")
_HIGHEST = 97


def write_templates(count: int, seed: int) -> dict[str, list[str]]:
    """For each frame, by language, family and number, `count` texts; at most as many as there are towns or days and firms."""
    found = {}
    for language, words, families in (("fr", FRENCH, FRENCH_FAMILIES), ("en", ENGLISH, ENGLISH_FAMILIES)):
        slots = {name: [word.replace("-", " ") for word in listed.split()] for name, listed in words.items()}
        for family, frames in families.items():
            for number, frame in enumerate(frames, 1):
                hand = random.Random(f"{seed} {language} {family} {number}")
                found[f"{language} {family} {number}"] = fill_frame(hand, frame, slots, count)
    return found


def fill_frame(hand: random.Random, frame: str, slots: dict[str, Sequence[str]], count: int) -> list[str]:
    """Different texts of one frame; the first name of each is another one, as far as there are names."""
    leading = next(name for name in _SLOT.findall(frame) if name in ("town", "person", "firm"))
    names = hand.sample(list(slots[leading]), len(slots[leading]))
    return [fill_once(hand, frame, slots, leading, names[member % len(names)]) for member in range(count)]


def fill_once(hand: random.Random, frame: str, slots: dict[str, Sequence[str]], leading: str, name: str) -> str:
    """One text: each slot filled with a word that no other slot of it has."""
    left = {slot: [word for word in hand.sample(list(words), len(words)) if word != name] for slot, words in slots.items()}
    left[leading].append(name)
    text = _SLOT.sub(lambda found: str(hand.randint(2, _HIGHEST)) if found[1] == "n" else left[found[1]].pop(), frame)
    return text[0].upper() + text[1:]
