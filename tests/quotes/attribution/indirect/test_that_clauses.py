"""Clauses behind their cue, by kind and with negative twins; all texts, people and bodies are invented."""

from __future__ import annotations

import pytest

from tests.quotes.attribution.indirect import find_reports

# language, text, then each clause that is reported and who says it
SAID = [
    (
        "fr",
        "La maire Odile Kern a annoncé que la digue serait refaite avant l'hiver.",
        [("la digue serait refaite avant l'hiver", "Odile Kern")],
    ),
    ("fr", "Le préfet a indiqué mardi soir à la presse que le bac resterait à quai.", [("le bac resterait à quai", "Le préfet")]),
    (
        "fr",
        "Luc Perrin a écrit sur son blog que le projet coûterait trois fois plus cher.",
        [("le projet coûterait trois fois plus cher", "Luc Perrin")],
    ),
    (
        "fr",
        "Le syndicat des pêcheurs assure que les quotas ont été respectés cette année.",
        [("les quotas ont été respectés cette année", "Le syndicat des pêcheurs")],
    ),
    (
        "fr",
        "L'enquête révèle que deux riverains sur trois prennent le bac chaque jour.",
        [("deux riverains sur trois prennent le bac chaque jour", "L'enquête")],
    ),
    ("fr", "Le ministre estime que le port est prêt, mais les armateurs en doutent.", [("le port est prêt", "Le ministre")]),
    ("fr", "Elle affirme que le quai est sûr et a promis de publier l'expertise.", [("le quai est sûr", "Elle")]),
    (
        "fr",
        "Le maire dit que le bac partira lundi, ajoutant que la mairie paiera le carburant.",
        [("le bac partira lundi", "Le maire"), ("la mairie paiera le carburant", "Le maire")],
    ),
    (
        "fr",
        "La région rappelle que le pont date de 1932 et qu'il a déjà été renforcé deux fois.",
        [("le pont date de 1932 et qu'il a déjà été renforcé deux fois", "La région")],
    ),
    (
        "fr",
        "Le directeur précise que les travaux dureront un an ; les commerçants, eux, s'inquiètent.",
        [("les travaux dureront un an", "Le directeur")],
    ),
    (
        "fr",
        "L'armateur, qui a confirmé que le ferry serait vendu, cherche un repreneur.",
        [("le ferry serait vendu", "L'armateur")],
    ),
    (
        "fr",
        "Le juge a relevé que l'accusé avait menti, tandis que la défense réclamait un délai.",
        [("l'accusé avait menti", "Le juge")],
    ),
    (
        "fr",
        "La préfète a reconnu que les secours avaient tardé, ce qui a provoqué la colère des familles.",
        [("les secours avaient tardé", "La préfète")],
    ),
    ("fr", "Luc Perrin soutient que le bac est sûr, citant trois expertises.", [("le bac est sûr", "Luc Perrin")]),
    ("fr", "L'armateur a fait savoir que la ligne fermerait en mars.", [("la ligne fermerait en mars", "L'armateur")]),
    ("fr", "Le procureur a fait valoir que les preuves manquaient.", [("les preuves manquaient", "Le procureur")]),
    ("fr", "Interrogée lundi, la directrice a répondu que rien n'était décidé.", [("rien n'était décidé", "la directrice")]),
    (
        "fr",
        "Devant le conseil, Odile Kern a rappelé que la criée emploie soixante personnes.",
        [("la criée emploie soixante personnes", "Odile Kern")],
    ),
    (
        "fr",
        "Le maire de Brie, Luc Perrin, a expliqué que le marché déménagerait au printemps.",
        [("le marché déménagerait au printemps", "Luc Perrin")],
    ),
    (
        "fr",
        "Les pompiers ont précisé que personne n'avait été blessé dans l'incendie.",
        [("personne n'avait été blessé dans l'incendie", "Les pompiers")],
    ),
    ("fr", "Ses avocats font valoir qu'il n'était pas à bord ce jour-là.", [("il n'était pas à bord ce jour-là", "Ses avocats")]),
    (
        "fr",
        "Le rapport souligne que la digue, construite en 1950, ne résistera pas à une forte houle.",
        [("la digue, construite en 1950, ne résistera pas à une forte houle", "Le rapport")],
    ),
    (
        "fr",
        "Le maire juge que le bac coûte trop cher et que la ville devrait le vendre.",
        [("le bac coûte trop cher et que la ville devrait le vendre", "Le maire")],
    ),
    (
        "fr",
        "Après la réunion, le syndicat a indiqué que la grève continuerait, puis a appelé à manifester samedi.",
        [("la grève continuerait", "le syndicat")],
    ),
    (
        "fr",
        "Le ministre a annoncé que, dès janvier, les bacs seraient gratuits pour les lycéens.",
        [("dès janvier, les bacs seraient gratuits pour les lycéens", "Le ministre")],
    ),
    (
        "fr",
        "Luc Perrin raconte que son père pêchait déjà ici, quand la criée n'existait pas.",
        [("son père pêchait déjà ici, quand la criée n'existait pas", "Luc Perrin")],
    ),
    ("fr", "Elle a promis qu'elle reviendrait.", [("elle reviendrait", "Elle")]),
    (
        "fr",
        "Le parti affirme que son candidat, le maire de Brie, sera présent dimanche.",
        [("son candidat, le maire de Brie, sera présent dimanche", "Le parti")],
    ),
    (
        "fr",
        "Dans son rapport annuel, la société a souligné que sa flotte avait transporté deux millions de passagers.",
        [("sa flotte avait transporté deux millions de passagers", "la société")],
    ),
    (
        "fr",
        "Elle poursuit en expliquant que si le vent tourne, c'est que l'orage approche.",
        [("si le vent tourne, c'est que l'orage approche", "Elle")],
    ),
    ("fr", "Il ajoute que certains filets blessent les phoques.", [("certains filets blessent les phoques", "Il")]),
    (
        "fr",
        "Une analyse de l'institut Marée indique que les fonds remontent de deux centimètres par an.",
        [("les fonds remontent de deux centimètres par an", "Une analyse de l'institut Marée")],
    ),
    (
        "fr",
        "Le ministère estime que trois cents bateaux seraient concernés chaque année par la mesure.",
        [("trois cents bateaux seraient concernés chaque année par la mesure", "Le ministère")],
    ),
    ("fr", "Même s'il assure que la plage est surveillée, peu de familles reviennent.", [("la plage est surveillée", "il")]),
    (
        "fr",
        "Le patron de la criée a annoncé dimanche soir que les ventes reprendraient, avant de quitter la salle.",
        [("les ventes reprendraient", "Le patron de la criée")],
    ),
    (
        "fr",
        "La mairie indique que le marché aura lieu dans la halle si la pluie continue.",
        [("le marché aura lieu dans la halle si la pluie continue", "La mairie")],
    ),
    (
        "fr",
        "Le président ukrainien a dit que son pays tiendrait, dans un entretien accordé lundi.",
        [("son pays tiendrait", "Le président ukrainien")],
    ),
    (
        "fr",
        "Les organisateurs expliquent que la course, annulée l'an dernier, partira du port.",
        [("la course, annulée l'an dernier, partira du port", "Les organisateurs")],
    ),
    ("fr", "Certains affirment que le phare est hanté.", [("le phare est hanté", "Certains")]),
    ("fr", "Il est vrai que le maire dit souvent que tout ira bien.", [("tout ira bien", "le maire")]),
    ("fr", "Il reconnaît être fatigué et dit que la saison l'a usé.", [("la saison l'a usé", "Il")]),
    ("en", "Mayor Anna Reed said that the pier would reopen in June.", [("the pier would reopen in June", "Anna Reed")]),
    ("en", "Anna Reed said the pier would reopen in June.", [("the pier would reopen in June", "Anna Reed")]),
    ("en", "The ministry announced on Monday that two ferries would be sold.", [("two ferries would be sold", "The ministry")]),
    ("en", "He told the council that the harbour was losing money.", [("the harbour was losing money", "He")]),
    ("en", "Reed told reporters she would not stand again.", [("she would not stand again", "Reed")]),
    (
        "en",
        "The union claims it was never consulted about the closure.",
        [("it was never consulted about the closure", "The union")],
    ),
    (
        "en",
        "The report notes that ferry traffic has doubled since 2010.",
        [("ferry traffic has doubled since 2010", "The report")],
    ),
    ("en", "Residents say the siren did not sound that night.", [("the siren did not sound that night", "Residents")]),
    (
        "en",
        "She added that the crew had been trained, but the inquiry found no record of it.",
        [("the crew had been trained", "She")],
    ),
    (
        "en",
        "The company said the strike had cost it a million and warned that jobs would go.",
        [("the strike had cost it a million", "The company"), ("jobs would go", "The company")],
    ),
    ("en", "Tom Hale, who runs the ferry, insisted that the boat was safe.", [("the boat was safe", "Tom Hale")]),
    (
        "en",
        "Police said a man was arrested after the fire, adding that nobody was hurt.",
        [("a man was arrested after the fire", "Police"), ("nobody was hurt", "Police")],
    ),
    (
        "en",
        "Reed conceded that the rescue had been slow, prompting anger among the families.",
        [("the rescue had been slow", "Reed")],
    ),
    (
        "en",
        "Asked about the delay, the minister replied that nothing had been decided.",
        [("nothing had been decided", "the minister")],
    ),
    ("en", "Tom Hale, the harbour master, said the ferry would sail at noon.", [("the ferry would sail at noon", "Tom Hale")]),
    ("en", "Firefighters said no one had been hurt in the blaze.", [("no one had been hurt in the blaze", "Firefighters")]),
    (
        "en",
        "The report says the pier, built in 1950, will not survive a storm.",
        [("the pier, built in 1950, will not survive a storm", "The report")],
    ),
    ("en", "Hale said that he was tired and that he would rest.", [("he was tired and that he would rest", "Hale")]),
    ("en", "Hale said he was tired, while his wife packed the car.", [("he was tired", "Hale")]),
    (
        "en",
        "The firm argued that, without the grant, the line would close.",
        [("without the grant, the line would close", "The firm")],
    ),
    ("en", "Hale, who claims that the boat was safe, will appeal.", [("the boat was safe", "Hale")]),
    ("en", "A spokesman confirmed on Friday that the sale had fallen through.", [("the sale had fallen through", "A spokesman")]),
    ("en", "Even if Hale insists that the boat is safe, few believe him.", [("the boat is safe", "Hale")]),
    ("en", "The captain warned that fuel was low.", [("fuel was low", "The captain")]),
    ("en", "She wrote in a letter to the board that the hull had cracked.", [("the hull had cracked", "She")]),
    ("en", "Hale, a fisherman from Cove Bay, told the Herald that the nets were empty.", [("the nets were empty", "Hale")]),
    (
        "en",
        "In its annual report, the company said that its ferries had carried two million people.",
        [("its ferries had carried two million people", "the company")],
    ),
    ("en", "She adds that some nets hurt the seals.", [("some nets hurt the seals", "She")]),
    (
        "en",
        "Harbour officials say nearly half of the boats are uninsured.",
        [("nearly half of the boats are uninsured", "Harbour officials")],
    ),
    ("en", "Some fishermen say the harbour is haunted.", [("the harbour is haunted", "Some fishermen")]),
    ("en", "Others argue the harbour never made money.", [("the harbour never made money", "Others")]),
    ("en", "The study suggests that the sea is rising.", [("the sea is rising", "The study")]),
    ("en", "The mayor announced she will not stand again in May.", [("she will not stand again in May", "The mayor")]),
    (
        "en",
        "Minister Paul Reed told Radio Cove the government wants to keep the ferry.",
        [("the government wants to keep the ferry", "Paul Reed")],
    ),
    (
        "en",
        "Hale predicts half of the boats will be gone within five years.",
        [("half of the boats will be gone within five years", "Hale")],
    ),
    ("en", "Hale's wife told him that dinner was ready.", [("dinner was ready", "Hale's wife")]),
    ("en", "He said that if the wind turned, the race would stop.", [("if the wind turned, the race would stop", "He")]),
    (
        "en",
        "He said the race would stop if the wind turned, according to the Herald.",
        [("the race would stop if the wind turned", "He")],
    ),
    ("en", "Analysts say the bid is too low.", [("the bid is too low", "Analysts")]),
]
SILENT = [
    ("fr", "Le maire n'a pas dit que le pont rouvrirait."),
    ("fr", "Le maire n'a jamais affirmé que la digue tiendrait."),
    ("fr", "Si le préfet annonce que la plage ferme, les hôtels perdront la saison."),
    ("fr", "Le maire dira que tout va bien."),
    ("fr", "Le maire a-t-il dit que le pont rouvrirait ?"),
    ("fr", "On dit que le vieux phare est hanté."),
    ("fr", "Je pense que le bac coulera bientôt."),
    ("fr", "Rappelons que la criée a ouvert en 1921."),
    ("fr", "Il est dit que le bac ne part jamais à l'heure."),
    ("fr", "Le conseil a critiqué le fait que la digue soit fermée."),
    ("fr", "Luc Perrin a compris que le bac ne viendrait plus."),
    ("fr", "Le maire espère que la saison sera bonne."),
    ("fr", "Le port rapporte plus que la plage."),
    ("fr", "Le guide vous dit ce que la mer a laissé."),
    ("fr", "La loi prévoit que les bacs soient contrôlés."),
    ("fr", "La mairie indique les heures ainsi que les tarifs."),
    ("fr", "Le maire a dit que le pont était « une honte pour la ville »."),
    ("fr", "La victoire de Brest rappelle que rien n'est joué."),
    ("fr", "Le nombre de policiers indique que la ville a peur."),
    ("fr", "Tout indique que le bac ne reviendra pas."),
    ("fr", "Le vent du nord annonce que l'hiver sera rude."),
    ("fr", "Le capitaine a alerté le port dès qu'il a vu la fumée."),
    ("fr", "Le conseil a voté la hausse avant que le maire annonce son départ."),
    ("fr", "Le bac est parti sans que le capitaine précise où il allait."),
    ("fr", "Luc Perrin n'écarte pas l'idée que la criée ferme."),
    ("fr", "Aucun témoin n'a confirmé que le feu venait du port."),
    ("fr", "Joël Berthe, ancien directeur du port, a souligné l'absence de plusieurs banques dans le projet."),
    ("fr", "Beaucoup disent que le phare est hanté."),
    ("fr", "Le maire, qui dit avoir tout vu, pense que le bac reviendra."),
    ("fr", "L'étude suggère que la houle augmente."),
    ("en", "Reed did not say that the pier would reopen."),
    ("en", "Reed never said the pier would reopen."),
    ("en", "If Reed says that the pier is safe, the crowds will return."),
    ("en", "Reed could say that the pier is safe."),
    ("en", "Did Reed say that the pier is safe?"),
    ("en", "I said that the pier was safe."),
    ("en", "It is said that the lighthouse is haunted."),
    ("en", "Reed will say the pier is safe."),
    ("en", "Reed recalled memories that made her laugh."),
    ("en", "Reed welcomed the fact that the pier was safe."),
    ("en", "Reed knows that the pier is safe."),
    ("en", "Reed said nothing about the pier."),
    ("en", "Reed said so in a letter."),
    ("en", "Reed said yes to the plan."),
    ("en", "The clock says ten."),
    ("en", "Reed announced a plan that would save the pier."),
    ("en", "Reed refused to say whether the pier was safe."),
    ("en", "Everyone says that the pier is ugly."),
    ("en", "Reed said the pier was “a danger to the public”."),
    ("en", "The tide table says high water is at six."),
    ("en", "The sign says the pier is shut."),
    ("en", "Hale announced the sale of a boat that leaks."),
    ("en", "Nobody said that the boat was safe."),
    ("en", "Hale would not say that the boat was safe."),
    ("en", "Hale denied that the boat leaked."),
    ("en", "The fact that Hale said so proves little."),
    ("en", "Hale is said to be furious."),
    ("en", "Hale was told that the boat was safe."),
    ("en", "You might say that the boat is safe."),
    ("en", "Hale said goodbye to the crew and left."),
    ("en", "Here is another way she says that you can look at it."),
    ("en", "The union claimed a victory after the vote."),
    ("en", "The band announced a tour and sold out in an hour."),
    ("en", "The mayor told the story of the wreck that saved the town."),
]


@pytest.mark.parametrize(("language", "text", "reports"), SAID)
def test_that_clauses_have_their_words_and_speaker(language: str, text: str, reports: list[tuple[str, str]]) -> None:
    """A clause goes from behind its conjunction to where the writer goes on; English may leave the conjunction out."""
    assert [(quote.text, quote.speaker) for quote in find_reports(text, language)] == reports


@pytest.mark.parametrize(("language", "text"), SILENT)
def test_nothing_is_reported_that_nobody_says(language: str, text: str) -> None:
    """Denials, questions, suppositions, wishes, hearsay, the writer, knowing and comparing report nothing."""
    assert find_reports(text, language) == []
