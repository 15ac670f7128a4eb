"""Which body a description or a pronoun means; all texts, people and bodies are invented."""

from __future__ import annotations

import pytest

from corpus_builder.quotes import find_quotes

# language, text, the name that the last quote's speaker means, or None
MEANT = [
    # the kind is told before adjectives and what completes it, and a brand is its maker's
    ("fr", "La société bretonne Velnor recule. Le syndicat Marelle proteste. « C'est dur », plaide la société.", "Velnor"),
    ("fr", "L'agence de presse russe NordInfo a publié la carte. « Tout est vrai », insiste l'agence.", "NordInfo"),
    ("fr", "La plate-forme Trivo a suspendu trois comptes. « C'est la règle », plaide la plate-forme.", "Trivo"),
    ("fr", "Velnor rappelle sa lampe. Elle est vendue sous la marque Nidou. « Il y a un risque », admet la société.", "Velnor"),
    ("fr", "La marque Nidou rappelle sa lampe. « Il y a un risque », admet la marque.", "Nidou"),
    # the only one that speaks near
    ("fr", "Velnor a annoncé une fusion avec Trivo. « Nous voulons grandir », écrivait la société.", "Velnor"),
    ("fr", "Velnor a annoncé une fusion. Trivo a annoncé une vente. « C'est dur », écrivait la société.", "Trivo"),
    # words that the document also writes small are part of a longer name
    ("fr", "La plateforme Voisins solidaires aide les voisins. « C'est la règle », plaide la plateforme.", None),
    # a body with what completes it, and a pronoun that means it
    ("fr", "La Commission portuaire enquête. La Commission réclame « des explications ».", "Commission portuaire"),
    ("fr", "La Commission portuaire et la Commission fluviale siègent. La Commission réclame « des explications ».", None),
    ("fr", "Le ministère de la Mer a publié la carte. Le ministère évoque « une erreur ».", "ministère de la Mer"),
    (
        "fr",
        "Le comité de la Ville pour les quais (Cvq) a écrit. Le comité enquête. Il cite « une faute ».",
        "comité de la Ville pour les quais",
    ),
    ("fr", "Le quai est fermé. « Rien n'est exclu », indique la mairie.", None),
    ("fr", "Le comité demande une enquête sur la mort d'Adam Traorel. Il a noté « des progrès réels ».", None),
    (
        "en",
        "Severn Airways cut forty flights on Monday.\n“We are sorry for the disruption,” the airline said.",
        "Severn Airways",
    ),
    ("en", "Severn Airways and Mersey Air cut forty flights on Monday.\n“We are sorry,” the airline said.", None),
    ("en", "He joined the film production company Warble Films in May. The firm said it would “open doors”.", "Warble Films"),
    (
        "fr",
        "L'association SOS Rivages a publié une capture d'écran. « C'est une réalité grave », a-t-elle affirmé.",
        "SOS Rivages",
    ),
    ("en", "Marlow Energy shut two wells. “The leak is small,” it said.", "Marlow Energy"),
    ("en", "Marlow Energy sued Tarn Oil. “The leak is small,” it said.", None),
    ("fr", "Le groupe Grandval a racheté Marelle. « Nous embaucherons », promet le groupe.", "Grandval"),
    ("fr", "Nous avons appelé Paul Arnal. « On attend », nous dit-on.", None),
    ("fr", "La visite est confirmée. « Ce sera bref », indique-t-on du côté de l'Élysée.", "Élysée"),
    ("fr", "« La route est fermée », précise-t-on à la préfecture de Brie.", None),
    ("fr", "« Rien n'est signé », assure-t-on chez Marelle.", "Marelle"),
    ("fr", "« Rien n'est signé », dit-on souvent.", None),
    ("fr", "Paul Arnal est parti. « Rien n'est signé », dit-on au village.", None),
    ("en", "Marlow Energy shut two wells on Monday. “The leak is small,” it said in a statement.", "Marlow Energy"),
    ("en", "Marlow Energy sued Tarn Oil. “The leak is small,” it said.", None),
    ("en", "The union met on Monday. “The leak is small,” it said.", None),
    ("en", "John Hale left Marlow Energy. “The leak is small,” it said.", None),
    (
        "fr",
        "L'association SOS Rivages a publié une capture d'écran. « C'est une réalité grave », a-t-elle affirmé.",
        "SOS Rivages",
    ),
    ("fr", "Le comité a remis son rapport. Il a salué « des progrès réels ».", None),
    ("fr", "La société Grandval a fermé deux sites. « Le marché recule », justifie-t-elle.", "Grandval"),
    (
        "fr",
        "Le président du club, Paul Arnal, a démissionné. Le président de la ligue, Luc Perrin, s'en désole. "
        "« C'est une perte », a réagi le président de la ligue.",
        "Luc Perrin",
    ),
    ("fr", "Le syndicat FDQ appelle à la grève. « Trop, c'est trop », tonne le syndicat.", "FDQ"),
    ("en", "The charity Riverside sued the port. “It is a first,” the organization said.", "Riverside"),
    ("en", "Coastal Rail cancelled nine trains. “We apologise,” the company said.", "Coastal Rail"),
    ("en", "Coastal Rail and the carrier Norline cancelled trains. “We apologise,” the operator said.", "Norline"),
    ("fr", "La compagnie Norline a supprimé neuf trains. « Nous présentons nos excuses », écrit l'entreprise.", "Norline"),
    ("fr", "Norline et Sudrail ont supprimé neuf trains. « Nous présentons nos excuses », écrit l'entreprise.", None),
    # the one name that begins with that noun
    (
        "fr",
        "La Commission des quais de Brie a tranché. Les armateurs attendent. La commission parle d'un « oubli ».",
        "Commission des quais de Brie",
    ),
    ("fr", "La Commission des quais et la Commission des eaux ont tranché. La commission parle d'un « oubli ».", None),
    ("fr", "L'Union vigneronne, qui avait appelé à voter non, « prend acte ».", "Union vigneronne"),
    (
        "fr",
        "La Fédération du bois (FDB) a voté. La FDB parle d'un « mépris ». « Nous irons au juge », dit le syndicat.",
        "Fédération du bois",
    ),
    ("fr", "Rien ne bouge. « On attend le feu vert », souffle-t-on du côté de Norline.", "Norline"),
]


@pytest.mark.parametrize(("language", "text", "expected"), MEANT)
def test_a_body_is_meant_by_its_kind_or_by_what_it_does(language: str, text: str, expected: str | None) -> None:
    """The body of that kind or the one that acts last is meant; two in one sentence leave it open."""
    assert find_quotes(text, language)[-1].speaker_name == expected
