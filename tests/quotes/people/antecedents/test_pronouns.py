"""Whom a pronoun means; all texts, people and bodies are invented."""

from __future__ import annotations

import pytest

from corpus_builder.quotes import find_quotes

# language, text, the name that the last quote's speaker means, or None
MEANT = [
    # who opens an aside is not meant before the subject
    ("fr", "Interrogé sur Paul Arnal, Luc Perrin a souri. « Rien à dire », a-t-il répondu.", "Luc Perrin"),
    ("fr", "Luc Perrin a vu Paul Arnal. « Rien à dire », a-t-il répondu.", None),
    # a side clause has its own subject
    ("fr", "Marc Tavel refuse le péage que réclame Luc Perrin. « C'est fini », a-t-il répondu.", "Marc Tavel"),
    ("fr", "Marc Tavel part. Comme le dit Luc Perrin, le port est mort. « C'est fini », a-t-il répété.", "Luc Perrin"),
    # somebody's relative is not meant before them
    ("en", "John Blackett was due to sail with his brother Mark. The rules changed. “I am sad,” he said.", "John Blackett"),
    ("en", "Ned Blackett and Mark Greel were due to sail. The rules changed. “I am sad,” he said.", None),
    # a heading that is a name
    (
        "fr",
        "Tom Dorval\n« Je pars », a-t-il dit.\nLéo Marchand\nLe célèbre acteur reste. « Bonjour », a-t-il écrit.",
        "Léo Marchand",
    ),
    ("fr", "Tom Dorval est parti.\nOcéane Quai\nElle est restée. « Bonjour », a-t-il écrit.", None),
    # the one stranger who opens a paragraph, with an unknown first name; no port and no firm
    ("fr", "Maëlwenn Drouart a repris deux fermes.\n« J'essaie », dit-elle.", "Maëlwenn Drouart"),
    ("fr", "Port Vauban a rouvert ses quais.\n« C'est vide », dit-elle.", None),
    ("fr", "Marelle Conseil a fermé deux agences.\n« J'essaie », dit-il.", None),
    # a lone first name before a verb, where it is no other word
    ("fr", "David lui a fait confiance. « Je le regrette », dit-il.", "David"),
    ("en", "Grace is rare in this trade. “It rained,” she said.", None),
    (
        "en",
        "“The bridge is safe,” engineer Paul Weaver told the council. Tom Ashby and Luke Marsh were not "
        "invited.\n“It needs paint,” he said.",
        "Paul Weaver",
    ),
    (
        "en",
        "“We lost the harvest,” said Anna Reed. The storm tore down the barn. Her neighbour Claire Holt lost "
        "two cows.\n“We will rebuild,” she added.",
        "Anna Reed",
    ),
    (
        "fr",
        "« Le pont est sûr », a assuré Thomas Hély devant le conseil. Luc Perrin et Paul Arnal étaient "
        "absents.\n« Il faudra le repeindre », a-t-il ajouté.",
        "Thomas Hély",
    ),
    (
        "fr",
        "« La récolte est perdue », raconte Odile Kern. La grange de Claire Dunois a brûlé aussi. « On "
        "recommencera », poursuit-elle.",
        "Odile Kern",
    ),
    (
        "fr",
        "« Non », a dit Thomas Hély. Paul Arnal a pris la parole à son tour. « C'est une erreur », a-t-il lancé.",
        "Paul Arnal",
    ),
    ("en", "“No,” Thomas Hale said. Paul Arden took the floor next. “That is a mistake,” he said.", "Paul Arden"),
    (
        "en",
        "“Dreams are odd,” Anna Reed said. Claire Holt agrees and says nobody should worry. “They pass,” she says.",
        "Claire Holt",
    ),
    (
        "fr",
        "« Les rêves sont étranges », dit Odile Kern. Claire Dunois estime qu'il ne faut pas s'inquiéter. « "
        "Ils passent », dit-elle.",
        "Claire Dunois",
    ),
    (
        "en",
        "More people are leaving the coast, said Peter Cole, a planner at the port authority.\n“There is no work,” he said.",
        "Peter Cole",
    ),
    (
        "fr",
        "Les départs se multiplient, a estimé Paul Arnal, du comité des fêtes. « Il n'y a plus de travail », "
        "a-t-il dit à la presse.",
        "Paul Arnal",
    ),
    (
        "en",
        "“I print them at night,” said Shirlin Gurtz. Rain fell.\nGurtz, whose brother lives abroad, follows "
        "the news. “Everyone feels helpless,” she said.",
        "Shirlin Gurtz",
    ),
    (
        "en",
        "Sutter Jhalli, a professor of communication at the college, said that while he would not do it "
        "himself, he understands. “People are angry,” he said.",
        "Sutter Jhalli",
    ),
    (
        "fr",
        "La série souligne la vitalité du chef, a estimé Cheong Kim-su, de l'Institut des mers. « Cela "
        "montre sa force », a-t-il dit.",
        "Cheong Kim-su",
    ),
    (
        "en",
        "Karl Weston opened a gallery. The posters were printed by Justin Bellamy. “I like them plain,” he said.",
        "Karl Weston",
    ),
    (
        "fr",
        "Karl Weston a ouvert une galerie. L'affiche a été dessinée par Justin Bellamy. « Je la voulais sobre », a-t-il dit.",
        "Karl Weston",
    ),
    ("en", "The inquiry into the death of Adam Troy has ended. “It is over,” he said.", None),
    (
        "en",
        "“I cook,” said Anna Reed. “I always did,” she said. Claire Holt opened the café in June. “We bake,” "
        "she said. “Every day,” she said.",
        "Claire Holt",
    ),
    ("fr", "Odile Kern a reçu Claire Dunois. « Tout va bien », a-t-elle dit.", None),
    ("fr", "Camille Arnal et Odile Kern ont gagné. « C'est beau », dit-elle.", None),
    (
        "fr",
        "Les nouveaux visages\nMaëlwenn Drouart\nArrivée en 2019, la chercheuse dirige l'équipe. « On a tout "
        "appris ici », a-t-elle raconté.\nOrsolin Becquart\nIl a grandi à Brest. « J'ai tenté ma chance », "
        "a-t-il confié.",
        "Orsolin Becquart",
    ),
    (
        "fr",
        "La baisse est durable, a estimé Cheong Kim-su, de l'Institut des mers. « Cela montre sa force », "
        "a-t-il dit à la presse.",
        "Cheong Kim-su",
    ),
    (
        "en",
        "The drop will last, said Ngaro Teke of the Sea Institute. “It shows its strength,” he told reporters.",
        "Ngaro Teke",
    ),
    (
        "fr",
        "« On attend », affirme Odile Kern. L'association Rivages a déposé plainte. « C'est long », ajoute-t-elle.",
        "Odile Kern",
    ),
    ("fr", "Le groupe Marelle et le groupe Tarn ont fermé deux sites. « Le marché recule », justifie-t-il.", None),
    (
        "en",
        "“The vote is lost,” said Senator Ned Cravens. Aides to Governor Peter Cole declined to comment. “We tried,” he said.",
        "Ned Cravens",
    ),
    (
        "fr",
        "« Le vote est perdu », a reconnu le sénateur Paul Arnal. L'entourage de Luc Perrin n'a pas répondu. "
        "« On a essayé », a-t-il soupiré.",
        "Paul Arnal",
    ),
    (
        "fr",
        "« Le vote est perdu », a reconnu Paul Arnal. Luc Perrin a aussitôt répliqué. « C'est faux », a-t-il lancé.",
        "Luc Perrin",
    ),
    ("en", "Anna Reed's book opens in Leeds. She grew up there. “I hated it,” she said.", "Anna Reed"),
    ("fr", "Le roman d'Odile Kern commence à Brest. Elle y a grandi. « Je détestais la pluie », dit-elle.", "Odile Kern"),
    ("en", "Anna Reed told Claire Holt that the boat was ready. “We sail at six,” she said.", "Anna Reed"),
    (
        "fr",
        "Odile Kern a expliqué à Claire Dunois que le bateau était prêt. « On part à six heures », a-t-elle dit.",
        "Odile Kern",
    ),
    (
        "fr",
        "La ministre de la Santé, Odile Kern, était à Brest mardi. « Nous tiendrons », a-t-elle promis aux "
        "soignants. Interrogée sur les délais, elle a botté en touche : « On verra. »",
        "Odile Kern",
    ),
    (
        "fr",
        "Selon Paul Arnal, qui dirige l'observatoire, la baisse est durable. « Rien n'indique un retour », observe-t-il.",
        "Paul Arnal",
    ),
    ("fr", "Pour Odile Kern, la messe est dite. « On a perdu », lâche-t-elle.", "Odile Kern"),
    (
        "fr",
        "Paul Arnal a été condamné à deux ans de prison. Son avocate, Odile Kern, a fait appel. « C'est "
        "excessif », a-t-elle dénoncé.",
        "Odile Kern",
    ),
    (
        "fr",
        "Paul Arnal a été condamné à deux ans de prison. Son avocat, Luc Perrin, a fait appel. « C'est "
        "excessif », a-t-il dénoncé.",
        "Luc Perrin",
    ),
    (
        "fr",
        "L'actrice Odile Kern joue une juge dans le film de Claire Dunois. « J'ai adoré ce rôle », sourit-elle.",
        "Odile Kern",
    ),
    ("fr", "Invité de la radio, Paul Arnal a défendu Luc Perrin. « C'est un ami », a-t-il assuré.", "Paul Arnal"),
    ("fr", "Interrogé par Luc Perrin, Paul Arnal a nié. « Jamais », a-t-il répété.", "Paul Arnal"),
    (
        "fr",
        "« Trop tard », a tranché Odile Kern, la présidente de la région, devant Claire Dunois, la maire de "
        "Brie. « Il fallait y penser avant », a-t-elle insisté.",
        "Odile Kern",
    ),
    ("fr", "Paul Arnal a écrit à Luc Perrin le 3 mai. La lettre est restée sans réponse. « J'attends », dit-il.", "Paul Arnal"),
    ("fr", "Le parti de Luc Perrin a tranché. « Nous voterons non », a-t-il annoncé.", "Luc Perrin"),
    ("fr", "Dans un communiqué, la préfecture appelle à la prudence. Elle demande aux riverains de « rester chez eux ».", None),
    ("fr", "La police a entendu Odile Kern mercredi. Elle a déclaré « ne rien savoir ».", "Odile Kern"),
    (
        "fr",
        "L'entreprise Grandval recrute. Son directeur, Paul Arnal, se réjouit. « On double les équipes », dit-il.",
        "Paul Arnal",
    ),
    (
        "en",
        "Anna Reed, the director of the museum, told the board that the roof leaks. “We have buckets everywhere,” she said.",
        "Anna Reed",
    ),
    (
        "en",
        "According to Paul Reed, who runs the observatory, the fall will last. “Nothing suggests a return,” he said.",
        "Paul Reed",
    ),
    ("en", "Paul Reed was sentenced to two years. His lawyer, Luke Marsh, appealed. “It is excessive,” he said.", "Luke Marsh"),
    ("en", "Asked by Luke Marsh, Paul Reed denied it. “Never,” he repeated.", "Paul Reed"),
    ("en", "Police questioned Anna Reed on Wednesday. She said she “knew nothing”.", "Anna Reed"),
    ("en", "“I miss him,” said Anna Reed, whose son Paul died in May. “He was my light,” she added.", "Anna Reed"),
    ("en", "Paul Reed met Luke Marsh on Monday. “I am ready,” he said.", None),
    ("fr", "L'enquête sur l'assassinat de Paul Arnal piétine. « On avance », assure-t-il.", None),
    ("en", "The trial of Paul Reed opened. “We are ready,” he said.", None),
    ("en", "Firefighters praised Paul Reed, 34. “I just ran,” he said.", "Paul Reed"),
    ("fr", "Les pompiers ont félicité Paul Arnal, 34 ans. « J'ai couru », dit-il.", "Paul Arnal"),
    (
        "fr",
        "Les voisins de Paul Arnal ont porté plainte. Paul Arnal s'en amuse. « Qu'ils viennent », lance-t-il.",
        "Paul Arnal",
    ),
    ("en", "Lawyers for Paul Reed declined to comment. “I have nothing to hide,” he told the radio.", "Paul Reed"),
    (
        "en",
        "“It was dark,” said Anna Reed. “I fell,” she said. Her daughter Claire called for help. “I shouted,” "
        "Claire said. “She was brave,” she said.",
        "Claire",
    ),
    (
        "en",
        "“The dam will hold,” said chief engineer Ruth Sands. Mayor Eleanor Pike was on leave.\n“We checked it "
        "twice,” she added.",
        "Ruth Sands",
    ),
    ("en", "Councillor Tom Birch warned that the road would flood. “It happens every year,” he said.", "Tom Birch"),
    ("en", "A statue of Tom Birch was stolen. “I laughed,” he told the paper.", "Tom Birch"),
    ("en", "The murder of Tom Birch shocked the town. “We need answers,” he said.", None),
    (
        "en",
        "Greta Moll, a botanist, planted the first oak in 1990. Ilse Kant planted the second. “It was snowing,” she recalled.",
        "Ilse Kant",
    ),
    ("en", "Tom Birch quit on Monday. His wife, Ruth Birch, took over the shop. “I love it,” she said.", "Ruth Birch"),
    (
        "fr",
        "« Le barrage tiendra », assure l'ingénieure Judith Sablon. La maire, Éléonore Piquet, est en congé. "
        "« On l'a vérifié deux fois », ajoute-t-elle.",
        "Judith Sablon",
    ),
    (
        "fr",
        "Le conseiller Thomas Boulot a prévenu que la route serait inondée. « C'est chaque année pareil », a-t-il soupiré.",
        "Thomas Boulot",
    ),
    ("fr", "Le meurtre de Thomas Boulot a bouleversé la ville. « On veut des réponses », dit-il.", None),
    (
        "fr",
        "Gilles Morel a quitté le club lundi. Sa femme, Judith Morel, reprend la boutique. « J'adore ça », dit-elle.",
        "Judith Morel",
    ),
    (
        "fr",
        "« C'est faux », s'emporte Gilles Morel. L'avocat de Thomas Boulot se tait. « On verra au procès », prévient-il.",
        None,
    ),
    # somebody of a rare name who leads a clause, and whom the pronouns since mean, too
    ("fr", "Ysolde Kerven a repris l'atelier en mai. « Il fallait oser », dit-elle.", "Ysolde Kerven"),
    ("fr", "À 52 ans, Zelpha Morvanic vit seule. Souvent. « Le vent me parle », sourit-elle.", "Zelpha Morvanic"),
    (
        "fr",
        "Alcidor Vauquelle n'a rien oublié. « On avait faim », raconte-t-il.\nLe soir tombe.\n« On chantait », ajoute-t-il.",
        "Alcidor Vauquelle",
    ),
    ("en", "Maelwen Drury has taken on two farms.\n“I try to keep both,” she said. “It is a lot.”", "Maelwen Drury"),
    ("en", "A fiddler named Alcide Thibodeau drove all night. “I was not going to post it,” he told me.", "Alcide Thibodeau"),
    ("fr", "« L'eau monte », indique la préfète Odile Kern.\nJacquemine, 77 ans, a fui. « Je tremble », dit-elle.", "Jacquemine"),
    # not a firm, one of two, who is only mentioned, nor anybody while somebody described may be meant
    ("en", "Harrow Industries took over the workshop. “Somebody had to,” she said.", None),
    ("fr", "Ysolde Kerven et Maëlwenn Drouart ont repris l'atelier. « Il fallait oser », dit-elle.", None),
    ("fr", "La mort d'Ysolde Kerven a ému le bourg. « Il fallait oser », dit-elle.", None),
    ("fr", "Le maire a ri. Yvernault Dambray a tout vendu. « Tant mieux », dit-il.", None),
    ("en", "“No,” said Anna Reed. Ysolde Kerven was waiting outside. “It is a disgrace,” she said.", None),
    ("fr", "Judith Sablon a remplacé Éléonore Piquet à la tête du musée. « C'est un honneur », a-t-elle déclaré.", None),
]


@pytest.mark.parametrize(("language", "text", "expected"), MEANT)
def test_a_pronoun_means_who_speaks_or_leads(language: str, text: str, expected: str | None) -> None:
    """Who spoke last or leads a clause since is meant; who is only mentioned is not, and two in one sentence leave it open."""
    assert find_quotes(text, language)[-1].speaker_name == expected


def test_a_surname_of_several_gives_no_name_at_all() -> None:
    """Where the only one near who fits is a surname that two people have, nobody is named: never an empty name."""
    far = "La digue est haute. Le port est vide. La pluie tombe. Le vent souffle. La mer monte. Le jour baisse. " * 30
    begin = f"Anne Perrin et Luc Perrin sont venus. {far}"
    for near in ("On a parlé de Perrin. Luc a vu la salle.", "Luc a vu la salle. La lettre de Perrin est arrivée."):
        [quote] = find_quotes(f"{begin}{near} « Oui », a-t-elle dit.")
        assert (quote.speaker, quote.speaker_name) == ("elle", None)
