"""Whom a description means; all texts, people and bodies are invented."""

from __future__ import annotations

import pytest

from corpus_builder.quotes import find_quotes

# language, text, the name that the last quote's speaker means, or None
MEANT = [
    # the trade of one gender is its bearer's; a spokesman speaks for somebody; a name may only describe a noun
    ("fr", "La ministre Odile Kern et le ministre Luc Perrin ont parlé. « Oui », dit le ministre.", "Luc Perrin"),
    ("fr", "La ministre Odile Kern a parlé. « Oui », dit le ministre.", "Odile Kern"),
    ("fr", "Paul Arnal est arrivé. « Oui », a dit le porte-parole du groupe.", None),
    ("en", "Philip Reed lost. “No,” the Reed supporters said.", None),
    # to whom it is said is nobody who says it
    ("fr", "Odile Kern, patronne du quai, sourit. « Oui », a répondu la patronne à Marc Tavel.", "Odile Kern"),
    ("fr", "Marelle a fermé deux ateliers. « Non », a déclaré l'entreprise à l'AFP.", "Marelle"),
    # the name behind a long description, and behind one that begins its sentence
    ("fr", "« Non », a dit à la presse le secrétaire d'Etat adjoint pour l'Asie de l'Est, Bruno Hasquin.", "Bruno Hasquin"),
    ("fr", "Le directeur Quais et Affaires maritimes chez Velnor, Paul Lombard, a dit que « tout va ».", "Paul Lombard"),
    # a woman's trade is no man's
    ("fr", "La maire de Brie, Paul Arnal et Luc Perrin ont ri. La maire a dit : « Je reviendrai. »", None),
    # one that points back
    ("fr", "« C'est clair », dit Elodie Tallec. Mais pour cette avocate, il est « urgent d'agir ».", "Elodie Tallec"),
    ("fr", "« C'est clair », dit Marc Tavel. Mais pour cette avocate, il est « urgent d'agir ».", None),
    # no trade is given to the only one of the document, however far
    (
        "fr",
        "Chloé habite ici. La rue est vide. Il pleut. Rien ne bouge. Le soir tombe. Les volets claquent. Une auto passe. "
        "Un chien court. La gardienne sort et lance : « C'est calme. »",
        None,
    ),
    (
        "en",
        "Senator Chuck Grassel wrote to the bureau on Monday. Grassel says the bureau buried a file. The "
        "letter names Luke Marsh.\nThe bureau has not replied, and the deadline is near. Two more letters "
        "went out.\nThe files are still closed. “We will wait,” the senator said.",
        "Chuck Grassel",
    ),
    (
        "fr",
        "Michel Berengard, psychiatre à Nice, reçoit des sportifs. « Ils souffrent », dit Michel Berengard. "
        "Luc Perrin fut l'un d'eux.\nLa pratique devient quotidienne. Les chiffres montent. Les salles sont "
        "pleines.\n« Il faut en parler », insiste le praticien.",
        "Michel Berengard",
    ),
    (
        "fr",
        "Michel Berengard, psychiatre à Nice, reçoit des sportifs. « Ils souffrent », explique le psychiatre.",
        "Michel Berengard",
    ),
    (
        "fr",
        "Michel Berengard, psychiatre à Nice, reçoit des sportifs avec Paul Arnal, psychiatre à Brest. « Ils "
        "souffrent », explique le psychiatre.",
        None,
    ),
    (
        "fr",
        "Catherine Marnat, metteuse en scène, adapte un roman. « C'est un drame », confie la dramaturge.",
        "Catherine Marnat",
    ),
    (
        "fr",
        "Emmanuel Maurin, eurodéputé, hésite. « Je reviens avec des idées », affirme le député européen.",
        "Emmanuel Maurin",
    ),
    (
        "fr",
        "« Je signe », a dit le maire de Brie, Paul Arnal. Le ministre Luc Perrin attend. « C'est fait », a repris l'édile.",
        "Paul Arnal",
    ),
    (
        "fr",
        "La ministre Odile Kern et le député Luc Perrin se sont vus. « C'est un progrès », a salué le parlementaire.",
        "Luc Perrin",
    ),
    ("en", "Anna Reed, a cardiologist at the clinic, sees ten cases a week. “It is a wave,” the doctor said.", "Anna Reed"),
    ("en", "Anna Reed sees ten cases a week. “It is a wave,” her doctor said.", None),
    ("fr", "Paul Arnal est mort lundi. « Il était épuisé », a expliqué son médecin.", None),
    (
        "fr",
        "« C'est inacceptable », a déclaré jeudi le maire de cette ville du sud du pays, Pierre Beutin (UDC).",
        "Pierre Beutin",
    ),
    ("en", "Pianist Anna Reed played on Friday. “It was cold,” the Londoner said.", "Anna Reed"),
    ("fr", "La nageuse Odile Kern a gagné. « J'ai souffert », a expliqué la Bretonne.", "Odile Kern"),
    ("fr", "Luc Perrin a battu Paul Arnal. « J'ai souffert », a expliqué le Breton.", None),
    ("fr", "Le cycliste Luc Perrin a terminé troisième. « Je suis cuit », a soufflé le Belge.", "Luc Perrin"),
    ("en", "Anna Reed beat Claire Holt. “It was cold,” the Londoner said.", None),
    (
        "en",
        "Francis Anton counted his options with a sad smile. The 52-year-old father of four said there was “no future”.",
        "Francis Anton",
    ),
    ("fr", "Luc Perrin a quitté l'usine en mai. « J'étais usé », raconte l'homme de 52 ans.", "Luc Perrin"),
    ("fr", "Luc Perrin et Paul Arnal ont quitté l'usine. « J'étais usé », raconte l'homme de 52 ans.", None),
    ("fr", "Odile Kern est partie. « J'étais usé », raconte le quinquagénaire.", None),
    (
        "fr",
        "Le maire de Brie, Paul Arnal, a présenté son budget lundi soir. Luc Perrin, chef de l'opposition, a "
        "quitté la salle. « C'est un budget de combat », a défendu l'édile.",
        "Paul Arnal",
    ),
    ("fr", "Le film de Claire Dunois sort mercredi. « J'ai tourné en hiver », raconte la réalisatrice.", "Claire Dunois"),
    (
        "fr",
        "Emmanuel Perrot recevait lundi le chancelier Karl Weber. « Notre amitié est forte », a déclaré le chancelier.",
        "Karl Weber",
    ),
    ("fr", "Le patron de Marelle, Paul Arnal, vend ses parts. « Je tourne la page », confie le dirigeant.", "Paul Arnal"),
    ("fr", "Sophie Hérault, pédopsychiatre, alerte. « Les lits manquent », martèle la praticienne.", "Sophie Hérault"),
    (
        "fr",
        "Le chanteur Luc Perrin a annulé sa tournée. L'organisateur Paul Arnal remboursera les billets. « Je "
        "suis désolé », a écrit le chanteur.",
        "Luc Perrin",
    ),
    (
        "en",
        "Mayor Paul Reed unveiled his budget on Monday. Luke Marsh, who leads the opposition, walked out. "
        "“It is a fighting budget,” the mayor said.",
        "Paul Reed",
    ),
    ("en", "The film by Claire Holt opens on Friday. “I shot it in winter,” the director said.", "Claire Holt"),
    (
        "en",
        "President Karl Weber welcomed Chancellor Paul Reed on Monday. “Our friendship is strong,” the chancellor said.",
        "Paul Reed",
    ),
    (
        "en",
        "Quarterback Luke Marsh threw three touchdowns. Coach Paul Reed praised the defense. “I was calm,” the player said.",
        "Luke Marsh",
    ),
    ("en", "Rep. Luke Marsh, a Texas Republican, opposed the bill. “It spends too much,” the congressman said.", "Luke Marsh"),
    ("en", "Sen. Anna Reed and Rep. Luke Marsh spoke. “It spends too much,” the congressman said.", "Luke Marsh"),
    ("en", "Prime Minister Paul Reed met Defense Minister Luke Marsh. “It is time,” the prime minister said.", "Paul Reed"),
    ("fr", "Paul Arnal a reçu Luc Perrin lundi. « Rien n'est signé », a précisé ce dernier.", "Luc Perrin"),
    ("fr", "Odile Kern a confié les clés à Claire Dunois. « Je suis prête », a répondu celle-ci.", "Claire Dunois"),
    ("fr", "Paul Arnal et Luc Perrin sont venus. « Je suis prêt », a dit ce dernier.", None),
    ("en", "Paul Reed met Luke Marsh on Monday. “I am ready,” the latter said.", "Luke Marsh"),
    ("fr", "Odile Kern élève seule ses enfants. « Je cours partout », raconte la mère de famille.", "Odile Kern"),
    ("fr", "Luc Perrin a perdu son emploi. « Je cherche », confie ce père de trois enfants.", "Luc Perrin"),
    ("fr", "Luc Perrin a perdu son emploi. « Il cherche », confie la mère de l'ouvrier.", None),
    ("en", "Luke Marsh lost his job. “I am looking,” the father of two said.", "Luke Marsh"),
    ("en", "Luke Marsh lost his job. “He is looking,” the father of the boy said.", None),
    ("fr", "Luc Perrin dort peu. « J'écris la nuit », explique l'auteur.", "Luc Perrin"),
    ("en", "Luke Marsh joined the club in May. “It felt right,” said the 27-year-old.", "Luke Marsh"),
    ("fr", "Luc Perrin a rejoint le club en mai. « C'était évident », sourit le trentenaire.", "Luc Perrin"),
    ("en", "Gov. Ruth Sands vetoed the bill. “It is a bad bill,” the governor said.", "Ruth Sands"),
    ("en", "Economist Tom Birch expects a recession. “Rates will rise,” the expert predicted.", "Tom Birch"),
    ("en", "Tom Birch and Luke Marsh are economists. “Rates will rise,” the economist predicted.", None),
    ("en", "Novelist Ruth Sands moved to Maine. “The winters are long,” the writer said.", "Ruth Sands"),
    ("fr", "La romancière Judith Sablon vit à Nantes. « L'hiver est long », confie l'écrivaine.", "Judith Sablon"),
    ("fr", "Le sénateur Thomas Boulot s'est abstenu. « Le texte est mauvais », a jugé le parlementaire.", "Thomas Boulot"),
    ("fr", "Le docteur Thomas Boulot a fermé son cabinet. « Je suis épuisé », explique le praticien.", "Thomas Boulot"),
    ("fr", "Thomas Boulot a affronté Gilles Morel en finale. « J'ai mal dormi », a reconnu le Français.", None),
    ("fr", "Son père, Gwendal, parle d'une enfant « sans peur ».", "Gwendal"),
    ("fr", "L'échevin de la Mobilité, Paul Verstraete, parle d'une décision « amère ».", "Paul Verstraete"),
    ("en", "Nan Ketter, 88, has lived there since the war. “We danced,” the great-grandmother recalled.", "Nan Ketter"),
    ("fr", "Ueli Perren n'a pas encore décidé. « On va dormir dessus », dit le retraité.", "Ueli Perren"),
    (
        "en",
        "Minister Ravi Menon opened the line. Paul Bhatt wants a probe. The minister said Bhatt was “confused”.",
        "Ravi Menon",
    ),
    ("en", "Every August, the minister for schools finds a crisis. The minister says it is “unacceptable”.", None),
    ("fr", "La navigatrice Judith Sablon est arrivée hier. « J'ai pleuré », avoue la Nantaise.", "Judith Sablon"),
]


@pytest.mark.parametrize(("language", "text", "expected"), MEANT)
def test_a_description_means_who_has_the_trade(language: str, text: str, expected: str | None) -> None:
    """Who is told to have the trade, a narrower one, the nation or the age is meant; two of them leave it open."""
    assert find_quotes(text, language)[-1].speaker_name == expected
