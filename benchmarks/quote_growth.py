"""How the cost of finding quotes grows: `python -m benchmarks.quote_growth [--size N]` on texts made to be hard.

Each row is a kind of text at N, 2 N and 4 N repetitions: CPU seconds, then the last time divided by the first, which is 4 where
cost is linear. Absolute times are this machine's.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

from corpus_builder.quotes import find_quotes

PLAIN = "Le maire de Brie a vu le port et la digue avec Luc Perrin hier soir. "
ASKED = "« Oui », dit-elle. « Non », dit Perrin. "


def make_name(number: int) -> str:
    """A name that is no word, another for each number."""
    name = ""
    while number or not name:
        number, consonant = divmod(number, len("bdfglmnprstv"))
        number, vowel = divmod(number, len("aeiou"))
        name += "bdfglmnprstv"[consonant] + "aeiou"[vowel]
    return name.capitalize()


def repeat(count: int, pattern: str) -> str:
    """A pattern with another name in the place of each `{}`, so many times."""
    return "".join(pattern.replace("{}", make_name(number)) for number in range(count))


TEXTS: dict[str, Callable[[int], str]] = {
    "marks never closed, a paragraph each": lambda n: "« Le port rouvrira demain\n" * n,
    "marks never closed, one paragraph": lambda n: "« Le port rouvrira " * n,
    "only opening, then only closing": lambda n: "«" * n + "»" * n,
    "straight marks only": lambda n: '"' * n,
    "all kinds of marks": lambda n: "'\" ”“»« " * n,
    "single marks": lambda n: "’‘" * n,
    "one paragraph without quotes": lambda n: PLAIN * n,
    "one paragraph, a quote a sentence": lambda n: (PLAIN + "« Le pont rouvrira », a dit Odile Kern. ") * n,
    "one paragraph, incises and pronouns": lambda n: "« Non », dit-il, « oui ». " * n,
    "names and pronouns": lambda n: "Luc Perrin arrive. « Non », dit-il. " * n,
    "two names, then pronouns": lambda n: "Luc Perrin et Odile Kern. " * n + "« Oui », dit-il. " * n,
    "commas in marks": lambda n: "« " + ", " * n + " »",
    "verbs of saying in marks": lambda n: "« " + ", dit " * n + " »",
    "verbs of saying before marks": lambda n: "a dit " * n + "« oui ».",
    "turns of a dialogue": lambda n: "— Oui ?\n" * n,
    "colons": lambda n: "il dit :\n" * n,
    "no spaces": lambda n: "« oui" * n,
    "joined quotes": lambda n: "« a » et " * n,
    "initials in marks": lambda n: "« " + "A. " * n + " », dit-il.",
    "hyphens in marks": lambda n: "« a-t-" + "il-t-" * n + " »",
    "handles": lambda n: "mots (@" * n,
    "one trade, many who have it": lambda n: "".join(f"Le maire Luc Pern{i} écoute. « Non », dit le maire. " for i in range(n)),
    "two names far behind": lambda n: "Luc Perrin et Paul Arnal. " * 50 + "« Oui », dit-il. " * n,
    "a surname and nothing else": lambda n: "« Oui », dit Perrin. " * n,
    "opening marks lost": lambda n: "Je parle encore », dit Luc Perrin. " * n,
    "one opening mark lost": lambda n: "Je parle encore. " * n + "», dit Luc.",
    "empty lines in marks": lambda n: "« a\n\n" * n + "»",
    "marks in marks": lambda n: "« a “" * n + "” b »" * n,
    "marks of all kinds around words": lambda n: "« oui “non” 'si' » „da“ ‹ja› " * n,
    "right to left": lambda n: "\u200f«\u05d0\u05d1» \u05d0\u05de\u05e8 \u05d3\u05df. " * n,
    "a name of many words": lambda n: "Luc " + "Perrin " * n + "dit « oui ».",
    "names of many words": lambda n: ("Luc " + "Perrin " * 500 + "dit « oui ». ") * (n // 500 + 1),
    "signatures behind the words": lambda n: "« Le quai est trop long », Luc Perrin. " * n,
    "signatures below the words": lambda n: repeat(n, "« Le quai est trop long. »\nLuc {}, docker\n\n"),
    "names as headings over words": lambda n: repeat(n, "Luc {}\n« Le port rouvrira demain. »\n"),
    "names before colons": lambda n: repeat(n, "Luc {} : « Le port rouvrira. »\n"),
    "a heading that comes back": lambda n: "« Le port rouvrira »\n" * n + "« Le port rouvrira demain », dit Luc Perrin. " * n,
    "headings that come back": lambda n: repeat(n, "« Le port {} rouvrira »\n« Le port {} rouvrira demain », dit Luc Perrin.\n"),
    "headings that nobody says": lambda n: "« Le port rouvrira demain »\nLe maire s'en va.\n" * n,
    "a series": lambda n: "Le maire dénonce « un choc »" + " ou « une honte »" * n + ".",
    "a sentence of words and clauses": lambda n: "Le maire dit « oui » et " * n,
    "tellers in the sentence before": lambda n: "Le maire s'explique. « Les piles bougent depuis des mois. » " * n,
    "views": lambda n: "Pour le maire, ce texte est « un choc ». " * n,
    "people addressed": lambda n: "Luc Perrin vient. « " + "Madame la présidente, " * n + "oui », dit-il.",
    "bodies of a kind": lambda n: repeat(n, "La fondation {} ferme. « Oui », dit la fondation. « Non », dit-elle. "),
    "bodies with short forms": lambda n: repeat(n, "Le Comité {} (C{}) ferme. « Oui », dit le C{}. "),
    "one body far from its short form": lambda n: "Le Parti des quais (PQ) parle. " + PLAIN * n + "« Oui », dit le PQ. " * 50,
    "short forms of nothing": lambda n: PLAIN * n + "".join(f"« Oui », dit le {make_name(at)[:3].upper()}. " for at in range(n)),
    "descriptions": lambda n: repeat(n, "Luc {}, maire de Brie, sort. « Oui », dit le maire de Brie. « Non », dit l'avocate. "),
    "descriptions by gender": lambda n: repeat(n, "Luc {} sort. « Oui », dit l'homme. « Non », dit le romancier. "),
    "many names with pronouns": lambda n: repeat(n, "Luc {} arrive. « Non », dit-il. "),
    "many unknown names with pronouns": lambda n: repeat(n, "Zora{} Ker{} arrive. « Non », dit-elle. "),
    "many names, then others ask": lambda n: repeat(n, "Luc {} arrive. ") + ASKED * n,
    "many names of one surname": lambda n: repeat(n, "{} Perrin arrive. ") + ASKED * n,
    "many names of one unknown first name": lambda n: repeat(n, "Zork {} arrive. ") + "« Non », dit Zork. " * n,
    "misspelled names": lambda n: repeat(n, "Luc {}ard arrive. ") + repeat(n, "« Non », dit {}art. "),
}


def main() -> None:
    """Time each kind of text at three sizes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=4000)
    size = parser.parse_args().size
    find_quotes("« Prêt », dit-il.")
    print(f"{'':38} {size:>9} {2 * size:>9} {4 * size:>9}   last / first")
    for kind, make in TEXTS.items():
        times = [time_quotes(make(size * factor)) for factor in (1, 2, 4)]
        print(f"{kind:38} " + " ".join(f"{seconds:9.3f}" for seconds in times) + f"   {times[-1] / max(times[0], 1e-4):.1f}")


def time_quotes(text: str) -> float:
    """The CPU seconds that one text takes."""
    began = time.process_time()
    find_quotes(text)
    return time.process_time() - began


if __name__ == "__main__":
    main()
