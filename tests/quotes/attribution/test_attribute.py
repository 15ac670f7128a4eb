"""Which cue and speaker belong to a passage; all texts, people and bodies are invented."""

from __future__ import annotations

import pytest

from corpus_builder.quotes import find_quotes

# text, then for each quote: its words and speaker
FRENCH = [
    # a full stop behind the marks ends the sentence: the next sentence's cue is its own
    (
        "Me Odile Kern a retenu « un oui timide ». « On verra », a promis Luc Perrin.",
        [("un oui timide", "Me Odile Kern"), ("On verra", "Luc Perrin")],
    ),
    # any verb reports behind the words, a comma and before its subject
    (
        "La mairie évoque « un retard ». « Un abandon », traduit le syndicat.",
        [("un retard", "La mairie"), ("Un abandon", "le syndicat")],
    ),
    ("« La digue tiendra », tonne-t-il.", [("La digue tiendra", "il")]),
    # a second verb of the same subject, and a subject behind an opening phrase
    (
        "Au port, la capitaine Odile Kern salue un effort « utile » mais juge le délai « trop court ».",
        [("utile", "Odile Kern"), ("trop court", "Odile Kern")],
    ),
    ("La note dit que le quai est « fermé » et demande au conseil de voter.", [("fermé", "La note")]),
    # a manner verb with `que`, words set between the auxiliary and its participle, and `y voir`
    ("Elle a glissé que le plan lui semblait « plus long que large ».", [("plus long que large", "Elle")]),
    ("Le conseil a pour sa part confirmé que le quai ouvrirait « avant la fête ».", [("avant la fête", "Le conseil")]),
    ("Luc Perrin, lui, y voit « une ruse de plus ».", [("une ruse de plus", "Luc Perrin")]),
    # a preposition after a label begins no name
    ("Un projet de loi « avant la fête », indique la mairie.", [("avant la fête", "la mairie")]),
    # what follows a colon behind somebody's words is theirs
    (
        "Luc Perrin dénonce « un scandale d'État » : « Rien n'est prêt pour l'hiver. »",
        [("un scandale d'État", "Luc Perrin"), ("Rien n'est prêt pour l'hiver.", "Luc Perrin")],
    ),
    # who reads the words does not say them
    ("Le procès-verbal est là. On y lit que le bac « restera gratuit ».", [("restera gratuit", "Le procès-verbal")]),
    ("Une lettre est restée. « Le bac restera gratuit », y lit-on sous la date.", [("Le bac restera gratuit", None)]),
    # words that go on over paragraphs keep the clause behind the last
    (
        "« Le bac est vieux.\n« Il coulera bientôt », explique Luc Perrin.",
        [("Le bac est vieux. Il coulera bientôt", "Luc Perrin")],
    ),
    # far from its cue, a passage belongs to the verb of saying whose clause holds both
    (
        "Luc Perrin rappelle que le maire avait souvent appelé Brie et Kerven à négocier pour le bac « entre deux mers ».",
        [("entre deux mers", "Luc Perrin")],
    ),
    # a participle that adds goes with whoever says the rest; an office goes on behind `aux`
    (
        "Luc Perrin a dit que la digue et le bac attendraient, ajoutant que le port restait « un rêve ».",
        [("un rêve", "Luc Perrin")],
    ),
    ("« Nous verrons », répond le secrétaire d'État aux Ports.", [("Nous verrons", "le secrétaire d'État aux Ports")]),
    # a heading, and a paragraph of nothing but speech
    ("« Nous irons jusqu'au bout » : Odile Kern\nLe bac part demain.", [("Nous irons jusqu'au bout", "Odile Kern")]),
    (
        "La mairie hésite, mais Luc Perrin s'y oppose, affirmant que le port attend.\n« Nous devons refaire la digue cet été. »",
        [("Nous devons refaire la digue cet été.", "Luc Perrin")],
    ),
    # what follows a common noun inside a complement is part of it
    (
        "Le recteur de la région académique Outre-Loire a répondu qu'il n'y aurait « aucune sanction ».",
        [("aucune sanction", "Le recteur de la région académique Outre-Loire")],
    ),
    # a trade behind the name still belongs to the clause inside the marks
    (
        "« La digue est vieille, rappelle Odile Kern, capitaine du port. Elle tiendra encore. »",
        [("La digue est vieille Elle tiendra encore.", "Odile Kern")],
    ),
    # a whole name behind a trade with a capital in it, and behind any description
    (
        "La ministre de la Culture, Odile Kern, salue « une grande voix ».",
        [("une grande voix", "La ministre de la Culture, Odile Kern")],
    ),
    (
        "Son orateur, Luc Perrin, dit que le texte est « écrit pour d'autres ».",
        [("écrit pour d'autres", "Son orateur, Luc Perrin")],
    ),
    # a note is no trade, whatever name stands in it
    ("La note écrite pour le patron, Luc Perrin, précise que le bac « reste à quai ».", [("reste à quai", "La note")]),
    # small words between commas, and a trade before the name
    ("« Il livrait des moules », rapporte, pince-sans-rire, le colonel Luc Perrin.", [("Il livrait des moules", "Luc Perrin")]),
    ("« Moi, j'attends », a tenté le maire, Luc Perrin, hilare.", [("Moi, j'attends", "le maire, Luc Perrin")]),
    # an infinitive goes on with who spoke; an object stands before its verb
    (
        "« Oui », répond Odile Kern. Avant de conclure : « C'est une chance. »",
        [("Oui", "Odile Kern"), ("C'est une chance.", "Odile Kern")],
    ),
    ("Luc Perrin, mandaté par la ville, le juge « à revoir dans son principe ».", [("à revoir dans son principe", "Luc Perrin")]),
    # machine translation keeps the English order
    ("« D'autres travaux seront nécessaires », ils ont écrit.", [("D'autres travaux seront nécessaires", "ils")]),
    # a topic before a colon says nothing
    ("Urgences de Kerven : « Ce n'est plus du soin, c'est du tri »", [("Ce n'est plus du soin, c'est du tri", None)]),
    # asides without a determiner, ages and names behind a reporting clause
    ("« On a tenu, dit Odile Kern, mégaphone en main. Nous tiendrons. »", [("On a tenu Nous tiendrons.", "Odile Kern")]),
    ("« On a tenu, dit Odile, vingt ans de maison. Nous tiendrons. »", [("On a tenu Nous tiendrons.", "Odile")]),
    # who acts in between ends what was said
    (
        "« Vous y étiez », dit Odile Kern. Le témoin hésite. « Je n'y étais pas ce soir-là. »",
        [("Vous y étiez", "Odile Kern"), ("Je n'y étais pas ce soir-là.", "Le témoin")],
    ),
    # a participle behind a name has that name, unless the main verb governs it
    ("Un discours du maire Luc Perrin jugeant le bac « perdu » a surpris.", [("perdu", "Luc Perrin")]),
    (
        "En mai, Odile Kern a déposé une plainte contre Marelle et Luc Perrin affirmant qu'elle a été « trahie ».",
        [("trahie", "Odile Kern")],
    ),
    # verbs of saying made with `faire`, `tenir à` and an adverb or a day inside
    ("« Nous sommes désolés », a fait savoir la direction.", [("Nous sommes désolés", "la direction")]),
    ("« Le feu a pris », a tenu à préciser la direction.", [("Le feu a pris", "la direction")]),
    ("« Le feu a pris », a au contraire salué Luc Perrin.", [("Le feu a pris", "Luc Perrin")]),
    ("« Bien », a mardi soir affirmé Luc Perrin.", [("Bien", "Luc Perrin")]),
    # a trade that looks like a participle, and a woman who said of herself
    ("« Non », a précisé le commandant du port, Luc Perrin.", [("Non", "le commandant du port, Luc Perrin")]),
    ("Sa rivale Odile Kern s'est dite « atterrée ».", [("atterrée", "Odile Kern")]),
    # a tour behind what was spoken of is a title
    ("Odile Kern a parlé de sa tournée, « Nuits blanches ».", []),
    # how the words were used
    ("« Un choc », c'est ainsi qu'Odile Kern a résumé la soirée.", [("Un choc", "Odile Kern")]),
    # a short sentence goes on with what was said
    (
        "« C'était un accident », dit Odile Kern. « Le meilleur de tous. »",
        [("C'était un accident", "Odile Kern"), ("Le meilleur de tous.", "Odile Kern")],
    ),
]
ENGLISH = [
    # what somebody once called something was said
    ("A spokesman would not comment on what he called “a family matter”.", [("a family matter", "he")]),
    # owners, many and one, are no speakers
    (
        "The plaintiffs' lawyer, Susan Yee, hailed “a victory for tenants.”",
        [("a victory for tenants.", "The plaintiffs' lawyer, Susan Yee")],
    ),
    ("Brill's Anna Reed said: “We wait here.”", [("We wait here.", "Anna Reed")]),
    # straight marks beside one another, each with its own words
    ('He called it "solid." "We will appeal," Anna Reed said.', [("solid.", "He"), ("We will appeal,", "Anna Reed")]),
    # who counts is no pronoun; the nearest clause wins over a far one
    ("One resident, Luis Ortega, said: “We wait here.”", [("We wait here.", "One resident, Luis Ortega")]),
    ("The officer then yelled, “Drop the knife!” before firing, witnesses said.", [("Drop the knife!", "The officer")]),
    # the full stop of a sentence is no part of a name
    ("“He sleeps,” said her husband, Bob.", [("He sleeps,", "her husband, Bob")]),
    # nouns that look like verbs, and infinitives behind the words, are no cues
    (
        "Inspector Paul Hale said in a June report that the dike broke because of “negligence and outright failures” there.",
        [("negligence and outright failures", "Paul Hale")],
    ),
    ("She said it would be “asking rather a lot” to refuse him the boat.", [("asking rather a lot", "She")]),
    # a second verb of saying has the first one's subject
    (
        "Paul Hale said he never used the word and added, “I wince at the sound of it.”",
        [("I wince at the sound of it.", "Paul Hale")],
    ),
    (
        "The envoy accused the port and the mayor of meddling and warned that the council “will not look on for long” now.",
        [("will not look on for long", "The envoy")],
    ),
    # what an owner's name precedes is no speaker; a long apposition stands between name and verb
    ("“It grows,” said planetary geologist Rosa Lind of Brill’s Harbour Laboratory.", [("It grows,", "Rosa Lind")]),
    (
        "“We need boats,” Paul Hale, deputy associate administrator for trade in Brill’s Harbour Office, said in a call.",
        [("We need boats,", "Paul Hale")],
    ),
    ("“Is it fair to ask?” Reed asked.", [("Is it fair to ask?", "Reed")]),
    (
        "Anna Reed called it “half a win”. For the port, Paul Hale spoke of “a clear no”.",
        [("half a win", "Anna Reed"), ("a clear no", "Paul Hale")],
    ),
    ("Reed’s answer was a single word: “Understood.”", [("Understood.", "Reed")]),
    (
        "He called the case “the same boat with new paint” and read out one line of a letter.",
        [("the same boat with new paint", "He")],
    ),
    (
        "The mayor, Anna Reed, says only that she is “watching the tide with care”, which is what one says of a kettle.",
        [("watching the tide with care", "The mayor, Anna Reed")],
    ),
    ("The pilots heard her say that the port had “sold the pier twice” since May.", [("sold the pier twice", "her")]),
]


@pytest.mark.parametrize(("text", "expected"), FRENCH)
def test_french_words_find_their_speaker(text: str, expected: list[tuple[str, str | None]]) -> None:
    """The cue of the words' own clause gives the speaker; that of another clause or sentence does not."""
    assert [(q.text, q.speaker) for q in find_quotes(text)] == expected


@pytest.mark.parametrize(("text", "expected"), ENGLISH)
def test_english_words_find_their_speaker(text: str, expected: list[tuple[str, str | None]]) -> None:
    """The cue of the words' own clause gives the speaker; that of another clause or sentence does not."""
    assert [(q.text, q.speaker) for q in find_quotes(text, "en")] == expected


CLOSING = [
    (
        "fr",
        "Mais elle rappelle combien le port a « changé de visage » en dix ans, observe Luc Perrin, un géographe.",
        ["Luc Perrin"],
    ),
    ("fr", "Auprès des élèves, on parle du « bien-être », de « la vie à deux », explique Anne Colin.", ["Anne Colin"] * 2),
    (
        "fr",
        "Le nouveau tarif signifie pour les familles que « tout sera plus cher » et « plus long », a précisé Luc Perrin.",
        ["Luc Perrin"] * 2,
    ),
    ("fr", "La lettre dénonce « un vol » et « un affront », a-t-il expliqué.", ["La lettre"] * 2),
    (
        "fr",
        "Anne Colin a qualifié le projet de « fou » jeudi, a ajouté que rien ne pressait et a quitté la salle.",
        ["Anne Colin"],
    ),
    # a document holds what somebody says in it, and speaks where nobody does
    ("fr", "Cap Vigie estime que les armateurs « profitent de la loi », selon un récent communiqué.", ["Cap Vigie"]),
    ("fr", "Le port est « en faillite », selon un rapport de la région.", ["un rapport de la région"]),
]


@pytest.mark.parametrize(("language", "text", "speakers"), CLOSING)
def test_a_clause_that_closes_the_sentence_may_speak(language: str, text: str, speakers: list[str | None]) -> None:
    """Somebody named there says words whose own clause has for its subject a pronoun or nobody; a named one keeps them."""
    assert [quote.speaker for quote in find_quotes(text, language)] == speakers


WOVEN = [
    # the subject behind what opens the sentence says what is woven into it
    (
        "fr",
        "« Rien n'est vrai », dit la fondation. Puis la fondation a « relu les cent lettres ayant eu le plus d'écho ».",
        ["la fondation", "la fondation"],
    ),
    (
        "fr",
        "« La pompe fuit », dit Ondal. Mais comme ce réglage tarde, Ondal « pourrait proposer un échange de la pompe ».",
        ["Ondal", "Ondal"],
    ),
    (
        "en",
        "“We saw it,” Channel Nine said. On May 3, Channel Nine led with a report on a village “freed from the gangs at last”.",
        ["Channel Nine", "Channel Nine"],
    ),
    (
        "fr",
        "« Rien n'est vrai », dit la fondation. Dans une note sur « l'arrogance des gens de la ville », la fondation se moque.",
        ["la fondation", "la fondation"],
    ),
]


@pytest.mark.parametrize(("language", "text", "speakers"), WOVEN)
def test_woven_words_are_those_of_the_subject(language: str, text: str, speakers: list[str | None]) -> None:
    """Adverbs, phrases and clauses before the subject of a sentence are no subject, nor is its verb a part of it."""
    assert [quote.speaker for quote in find_quotes(text, language)] == speakers


def test_the_subject_of_an_inverted_verb_shares_its_token() -> None:
    """A pronoun behind a hyphen says words of the sentence too, though no token begins with it."""
    text = (
        "« Je n'ai trahi personne », a-t-il estimé, soulignant que la rencontre s'était tenue dans les « salons » du port, "
        "comme il l'avait reconnu lundi dans l'entretien accordé au journal."
    )
    assert [(q.text, q.speaker) for q in find_quotes(text)] == [("Je n'ai trahi personne", "il"), ("salons", "il")]


@pytest.mark.parametrize(
    "before", ["On voit, dit-il, un", "Parle-t-on d'un", "Ainsi évoque-t-elle un", "A-t-il dit qu'il y a un", "Là, dit-il un"]
)
def test_a_pronoun_joined_to_its_verb_gives_way_to_whoever_is_named(before: str) -> None:
    """An inverted pronoun before the words is no error where a verb behind them has a name."""
    [quote] = find_quotes(f"{before} « mur sans fin » partout, explique Luc Perrin.")
    assert (quote.text, quote.speaker) == ("mur sans fin", "Luc Perrin")
