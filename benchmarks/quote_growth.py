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
