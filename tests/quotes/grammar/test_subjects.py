"""Who speaks in a clause; all texts, people and bodies are invented."""

from __future__ import annotations

import pytest

from corpus_builder.quotes import find_quotes

FRENCH = [
    # pronouns that are objects
    ("Il nous a confié que « la porte était ouverte ».", "Il"),
    ("Claire Béraud m'a répondu que « la porte était ouverte ».", "Claire Béraud"),
    ("Paul Vial leur a promis « une prime exceptionnelle ».", "Paul Vial"),
    ("Elle vous a répondu que « tout était réglé ».", "Elle"),
    # participles, infinitives and second verbs of the same subject
    ("La commune a renvoyé les deux animateurs, les accusant de « négligence grave ».", "La commune"),
    ("Le procureur a rappelé que le suspect était connu, précisant qu'il avait « un casier chargé ».", "Le procureur"),
    ("Luc Morvan a critiqué ce retard, disant craindre « une catastrophe annoncée ».", "Luc Morvan"),
    ("Luc Morvan s'en est pris à la préfète, l'accusant de « mensonge d'État ».", "Luc Morvan"),
    ("La direction a reconnu une erreur, tout en affirmant avoir subi des « pressions inadmissibles ».", "La direction"),
    ("La maire a confirmé la fermeture tout en se disant « profondément triste ».", "La maire"),
    ("Le maire a salué les pompiers et dénoncé un « acte odieux ».", "Le maire"),
    ("Nadia Kessler a quitté la salle et dénoncé une « mascarade ».", "Nadia Kessler"),
    ("Le club a suspendu les trois joueurs, évoquant « des faits graves ».", "Le club"),
    ("Le parti a exclu l'élue, lui reprochant des « propos indignes ».", "Le parti"),
    ("Le groupe refuse de payer, estimant avoir été « trompé par ses banques ».", "Le groupe"),
    ("La plaignante s'est dite convaincue que le dossier est « enterré ».", "La plaignante"),
    # relative clauses and appositions
    ("La préfète, qui avait parlé d'un accident, a évoqué « une piste criminelle ».", "La préfète"),
    ("Le rapport qui dénonçait ces pratiques parle d'« omerta ».", "Le rapport"),
    ("De nombreux commerçants, clients de la halle, ont raconté : « Tout a brûlé en une heure. »", "De nombreux commerçants"),
    ("D'innombrables usagers, excédés par les retards, ont crié : « Remboursez ! »", "D'innombrables usagers"),
    ("Et un autre d'ajouter : « Personne ne viendra. »", "un autre"),
    ("Et la directrice de conclure : « Personne ne viendra. »", "la directrice"),
    ("Alors que sa mère, Claudine, 70 ans, raconte « une vie d'angoisse », lui se tait.", "sa mère, Claudine"),
    ("Lui, ancien boulanger, dit avoir « tout perdu ».", "Lui"),
    ("Elle, infirmière depuis vingt ans, parle d'un « naufrage ».", "Elle"),
    ("Beaucoup de parents évoquent « un sentiment d'abandon ».", "Beaucoup de parents"),
    ("La plupart des habitants parlent d'« un mal pour un bien ».", "La plupart des habitants"),
    # whose words they are
    ("« Personne ne viendra », selon les explications du procureur.", "procureur"),
    ("« Personne ne viendra », selon la jolie formule de Paul Vial.", "Paul Vial"),
    ("« Personne ne viendra », selon les mots de la maire.", "la maire"),
    (
        "Le dispositif est « inefficace », selon un récent rapport de la Cour des comptes.",
        "un récent rapport de la Cour des comptes",
    ),
    ("Le projet est « mort-né », selon les termes du député Luc Ollier.", "Luc Ollier"),
    ("Selon les estimations de la préfecture, le sinistre est « sans précédent ».", "la préfecture"),
    ("Comme l'écrivait Paul Vial, la mer est « une vieille dame ».", "Paul Vial"),
    ("Comme le disait Nadia Kessler, ce fut « un été sans pain ».", "Nadia Kessler"),
    # words that somebody chooses in a clause of theirs
    ("Le syndicat dénonce ce qu'il considère comme un « plan social déguisé ».", "il"),
    ("La ministre a critiqué ce qu'elle qualifie de « chantage permanent ».", "elle"),
    ("Ils ont fustigé ce qu'ils voient comme une « trahison ».", "ils"),
    ("Le port a fermé après une lettre de Luc Perrin l'accusant de « mensonge ».", "Luc Perrin"),
    ("Non, refuse Odile Kern : pour elle, il faut « tout garder ».", "elle"),
    ("Odile Kern disait que ce livre l'avait aidée à comprendre « le fond des choses ».", "Odile Kern"),
    # passives and their agents
    ("La préfecture, accusée par le maire de « mensonge », n'a pas réagi.", "le maire"),
    ("Qualifiée par ses opposants de « fantôme », la maire se tait.", "ses opposants"),
    ("La maire, qualifiée de « fantôme » par ses opposants, se tait.", "ses opposants"),
    # an object is no subject
    ("Le maire accuse la préfecture d'avoir « abandonné la vallée ».", "Le maire"),
    ("Le maire a accusé l'État de « non-assistance ».", "Le maire"),
    ("Jeanne Perrot reproche au maire d'avoir « menti à tout le monde ».", "Jeanne Perrot"),
    ("Le maire a demandé à la préfète de « prendre ses responsabilités ».", "Le maire"),
    ("« Rien ne peut justifier cela », lui a fait écho la LREM.", "la LREM"),
    ("La lettre signée par Luc Perrin accuse la ville d'avoir « menti ».", "La lettre"),
    ("Un marin lorrain installé en Norvège, Abel Ayoub, se dit « déçu ».", "Un marin lorrain installé en Norvège, Abel Ayoub"),
    ("Le collectif « Sauvons la digue » dénonce une « fuite en avant » de la ville.", "Le collectif"),
    ("Le syndicat soutient le maire, qui, depuis un an, affirme vouloir « sauver le port ».", "le maire"),
]
ENGLISH = [
    ("The board fired Mr Holt, accusing him of “gross misconduct”.", "The board"),
    ("Grant Moody praised the crew and called the rescue “a miracle at sea”.", "Grant Moody"),
    ("The minister, citing a report that found no leak, called the claims “pure invention”.", "The minister"),
    ("Ines Holt, whose brother runs the club, called it “rotten to the core”.", "Ines Holt"),
    ("Justice Ann B. Cole, joined by Judges Tim Ward and Roy Pike, wrote: “The law is clear.”", "Ann B. Cole"),
    ("“The law is clear,” said the wine and spirits expert Laura Kent.", "Laura Kent"),
    ("As Ortega wrote, the city is a “machine for waiting”.", "Ortega"),
    ("As Finch noted, the town was “built on sand”.", "Finch"),
    ("She told us that “the door was open”.", "She"),
    ("A woman who lost her son in the fire has said the estate was “falling apart”.", "A woman"),
    ("The agent who handled the sale said it was “a formality”.", "The agent"),
    ("The school expelled two pupils, citing “repeated violence”.", "The school"),
    ("The union rejected the offer, describing it as “an insult”.", "The union"),
    ("He resigned in protest at what he sees as a “sell-off”.", "he"),
    ("Rosa Finch left the party and denounced its “cult of silence”.", "Rosa Finch"),
    ("“We will see,” said the Reed campaign.", "the Reed campaign"),
    ("Justice Ann Cole, joined by Tim Ward and Roy Pike wrote that the rule was “void”.", "Ann Cole"),
    ("“We will see,” according to the signed A-12 form.", "the signed A-12 form"),
    ("Ann Cole and her sister Edie say the plan is “dead on arrival”.", "Ann Cole and her sister Edie"),
    ("The plan, described by Brandt as “a joke”, was dropped.", "Brandt"),
    ("Brandt, described by critics as “a ghost”, kept silent.", "critics"),
    ("The firm that bought the plant said it had “no comment”.", "The firm"),
    ("Critics, including Ola Brandt, say the plan is “half-baked”.", "Critics"),
    ("Brandt and the two other senators on the panel said the plan was “half-baked”.", "Brandt and the two other senators"),
    ("A report published by the Reed Institute says the wall is “beyond repair”.", "A report"),
    ("A letter signed by Anna Reed accuses the town of “theft”.", "A letter"),
    ("The anger grew with the strikers’ demands to “send home” the engineers.", "the strikers"),
    ("We live in what sailors call an age of “endless wind”.", "sailors"),
    ("A note from the harbour board on May 3rd—which condemns “the theft of the boats”—surprised many.", "the harbour board"),
    ("When Roy Pike said no she turned away and wrote in her book: “Nobody will ever listen to us.”", "she"),
    ("Roy Pike said no, turned away and wrote in his book: “Nobody will ever listen to us.”", "Roy Pike"),
    ("The senator notes whistleblower allegations that the agency “buried the file”.", "The senator"),
]


@pytest.mark.parametrize(("text", "speaker"), FRENCH)
def test_a_french_verb_finds_its_subject(text: str, speaker: str) -> None:
    """The subject of a verb, a participle or a noun of saying is a whole phrase, and no object."""
    assert [quote.speaker for quote in find_quotes(text, language="fr")] == [speaker]


@pytest.mark.parametrize(("text", "speaker"), ENGLISH)
def test_an_english_verb_finds_its_subject(text: str, speaker: str) -> None:
    """The subject of a verb or a participle of saying is a whole phrase, and no object."""
    assert [quote.speaker for quote in find_quotes(text, language="en")] == [speaker]


LEADING = [
    ("Privately, one senior official was less kind, describing it as “a mess”.", "one senior official"),
    ("Emily, a baker, was less kind, describing it as “a mess”.", "Emily"),
    ("Quarrel Foods rejects the claim, calling it “absurd”.", "Quarrel Foods"),
    ("Brightwater disputes the figure, calling it “absurd”.", "Brightwater"),
]


@pytest.mark.parametrize(("text", "speaker"), LEADING)
def test_an_adverb_or_a_verb_that_no_table_lists_is_no_part_of_a_name(text: str, speaker: str) -> None:
    """An adverb that begins a sentence is nobody, and a name ends before an unknown verb and its object."""
    assert [quote.speaker for quote in find_quotes(text, "en")] == [speaker]
