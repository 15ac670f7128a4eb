"""Run every check of the project: `python -m tests`. What CI checks is this, no more and no less.

`python -m tests --quick` leaves out the tests that are marked slow.
"""

import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
QUICK = "--quick"
CHECKS = {
    "lint": ["ruff", "check", "."],
    "format": ["ruff", "format", "--check", "."],
    "types": ["mypy"],
    "import layers": ["importlinter"],
    "layout": ["tests.layout"],
    "tests, doctests and quality floors": ["pytest", "-q", "-n", "2", "--durations=10"],
}
RUN = {"importlinter": [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]}


def list_checks(quick: bool) -> dict[str, list[str]]:
    """The command line of each check by its name, in the order in which they run."""
    words = {name: RUN.get(command[0], [sys.executable, "-m", *command]) for name, command in CHECKS.items()}
    unmarked = ["-m", "not slow"] if quick else []
    return {name: [*command, *unmarked] if "pytest" in command else command for name, command in words.items()}


def main(arguments: list[str]) -> int:
    """Run all checks, also after one has failed, and say which failed; 2 for words on the command line that nobody knows."""
    if unknown := [word for word in arguments if word != QUICK]:
        print(
            f"error: unknown: {' '.join(unknown)} (python -m tests runs all checks, with {QUICK} without the slow tests)",
            file=sys.stderr,
        )
        return 2
    failed = []
    for name, command in list_checks(quick=bool(arguments)).items():
        print(f"== {name}", flush=True)
        if subprocess.run(command, cwd=TOP, check=False).returncode:
            failed.append(name)
    print(f"failed: {', '.join(failed)}" if failed else "every check passed", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
