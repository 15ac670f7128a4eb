"""What the widgets of press sites say, in our own selection of what everybody writes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Widgets:
    """The words of the parts of a page around its article, in one language.

    `spoken` are sentences in which somebody speaks: what, which verb, who. `age` are how old a teaser is.
    """

    menu: list[str]
    account: list[str]
    share: list[str]
    comments: list[str]
    footer: list[str]
    boxes: list[str]
    age: list[str]
    said: list[str]
    spoken: list[str]
    by: str
    published: str
    photo: str


WIDGETS = {
    "fr": Widgets(
        menu=["Aller au contenu", "Menu", "Rechercher", "Accueil", "Fermer"],
        account=["Se connecter", "S'abonner", "Mon compte", "Newsletters", "Votre panier est vide", "Déconnexion"],
        share=[
            "Partager",
            "Partager sur Facebook",
            "Twitter",
            "WhatsApp",
            "Envoyer par e-mail",
            "Copier le lien",
            "Imprimer",
            "0",
            "Enregistrer",
        ],
        comments=[
            "Commentaires",
            "Laisser un commentaire",
            "Votre nom",
            "Votre adresse e-mail",
            "Envoyer",
            "Annuler la réponse",
            "Connectez-vous pour commenter",
            "Signaler un abus",
            "Répondre",
        ],
        footer=[
            "Mentions légales",
            "Politique de confidentialité",
            "Contact",
            "Publicité",
            "Plan du site",
            "Gérer les cookies",
            "Conditions générales",
            "Qui sommes-nous ?",
            "Flux RSS",
            "Tous droits réservés",
            "Nos offres",
            "Recrutement",
        ],
        boxes=["Lire aussi :", "À lire aussi :", "Voir aussi :", "Sur le même sujet :"],
        age=["Il y a {} heures", "Hier à {}h30", "{} min de lecture", "Publié il y a {} jours"],
        said=["a déclaré", "a précisé", "explique", "assure", "a répondu", "regrette"],
        spoken=["« {0} », {1} {2}", "{2} {1} : « {0} »", "Selon {2}, « {0} »", "« {0} »"],
        by="Par",
        published="Publié le",
        photo="Photo",
    ),
    "en": Widgets(
        menu=["Skip to content", "Menu", "Search", "Home", "Close"],
        account=["Sign in", "Subscribe", "My account", "Newsletters", "Your cart is empty", "Log out"],
        share=["Share", "Share on Facebook", "Tweet", "WhatsApp", "Email", "Copy link", "Print", "0", "Save"],
        comments=[
            "Comments",
            "Leave a reply",
            "Your name",
            "Your email address",
            "Submit",
            "Cancel reply",
            "Log in to comment",
            "Report abuse",
            "Reply",
        ],
        footer=[
            "Terms of use",
            "Privacy policy",
            "Contact us",
            "Advertise",
            "Site map",
            "Manage cookies",
            "About us",
            "Careers",
            "RSS feeds",
            "All rights reserved",
            "Our plans",
            "Corrections",
        ],
        boxes=["Read more:", "See also:", "Related:", "More on this:"],
        age=["{} hours ago", "{} min read", "Yesterday at {}:30", "Updated {} days ago"],
        said=["said", "added", "explained", "insisted", "replied", "regretted"],
        spoken=["“{0},” {2} {1}", "{2} {1}: “{0}”", "According to {2}, “{0}”", "“{0}”"],
        by="By",
        published="Published",
        photo="Photo:",
    ),
}
